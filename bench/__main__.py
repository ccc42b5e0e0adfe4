"""`python -m bench [--quick] [NAME...]`: every measurement, or those named."""

import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module

from bench import machine, processes, table

MEASUREMENTS = ("fanout", "votes", "wall", "joining", "memory", "opening", "ticks", "badpeers")


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
    print(f"\nThe generator needed at most {busiest()} of its own core, so it was not what limited a figure.")


def measured(figures: Callable[[bool], Iterator[table.Figure]], quick: bool, name: str) -> list[table.Figure]:
    began = time.monotonic()
    found = []
    for figure in figures(quick):
        print(table.shown(figure), flush=True)
        found.append(figure)
    print(f"  ({name}: {time.monotonic() - began:.0f} s)", flush=True)
    return found


def busiest() -> str:
    return ", ".join(f"{share:.0%} ({command})" for command, share in sorted(processes.busiest.items()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
