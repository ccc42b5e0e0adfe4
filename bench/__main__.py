"""`python -m bench [--quick] [NAME...]`: every measurement, or those named."""

import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module

from bench import machine, processes, table

MEASUREMENTS = ("fanout", "votes", "wall", "joining", "opening", "ticks", "badpeers")

MEASURED = ("answers", "come", "fanout", "votes")
MOST_BUSY = 0.9


def main(wanted: list[str]) -> int:
    quick = "--quick" in wanted
    names = [name for name in wanted if name != "--quick"] or list(MEASUREMENTS)
    if unknown := set(names) - set(MEASUREMENTS):
        print(f"There is no measurement {', '.join(sorted(unknown))}. There are {', '.join(MEASUREMENTS)}.")
        return 2
    try:
        machine.allow_files()
        machine.compiled("load")
        machine.compiled("floor")
    except machine.NotHere as missing:
        print(missing)
        return 1
    run(names, quick)
    return 0


def run(names: list[str], quick: bool) -> None:
    here = machine.description()
    for what, is_so in here.items():
        print(f"{what}: {is_so}")
    print(f"\n{table.HEAD}", flush=True)
    found: list[table.Figure] = []
    for name in names:
        found += measured(import_module(f"bench.{name}").figures, quick, name)
        table.keep(found, here, machine.OUT / "latest.json")
    print(f"\n{generator()}")


def measured(figures: Callable[[bool], Iterator[table.Figure]], quick: bool, name: str) -> list[table.Figure]:
    began = time.monotonic()
    found = []
    for figure in figures(quick):
        print(table.shown(figure), flush=True)
        found.append(figure)
    print(f"  ({name}: {time.monotonic() - began:.0f} s)", flush=True)
    return found


def generator() -> str:
    """Whether it was the generator that was measured: it needs a core of its own and must not fill it."""
    most = {command: share for command, share in processes.busiest.items() if command in MEASURED}
    shares = ", ".join(f"{share:.0%} ({command})" for command, share in sorted(most.items()))
    if max(most.values(), default=0.0) > MOST_BUSY:
        return f"The generator needed {shares} of its core: it may have limited a figure."
    return f"The generator needed at most {shares or 'nothing'} of its core: it limited no figure."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
