"""The command `radslag`."""

from facilitator.cli import cli


def main() -> None:
    cli(prog_name="radslag")


if __name__ == "__main__":
    main()
