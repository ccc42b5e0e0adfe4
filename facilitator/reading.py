"""`radslag programme`: what a pasted programme is understood to be, in the terminal. No line of it is left out."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from facilitator.assets import Assets
from facilitator.house import dressed
from sessions.activities import suggesting
from sessions.programme_text import LIMIT, Parse, ParsedSlot, ProgrammeTooLong, parse


def add_to(group: click.Group) -> None:
    group.add_command(programme)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="The whole parse as JSON.")
def programme(file: str, as_json: bool) -> None:
    """What a pasted programme (FILE, or - for standard input) is understood to be."""
    data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    try:
        found = parse(data.decode("utf-8", errors="replace"), suggesting())
    except ProgrammeTooLong as refused:
        long = f"The text has {refused.length} characters; {LIMIT} can be read."
        raise click.ClickException(long) from None
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
    else:
        click.echo("\n".join(told(found)))


def told(found: Parse) -> Iterator[str]:
    """Line by line: its facts, the slots with what stands under them, how much it is, and what is doubtful."""
    window = f"{found.window.start}–{found.window.end}" if found.window else None
    yield from filter(None, (found.title, found.date, found.place, window))
    for slot in found.slots:
        yield _row(slot)
        yield from (f"{'':20}{line}" for line in slot.details)
    yield f"{len(found.slots)} slots, {sum(slot.minutes or 0 for slot in found.slots)} minutes"
    yield from _doubts(found) if found.warnings else ()
    for stray in found.not_understood:
        yield f"Not understood, line {stray.line}: {stray.text}"


def _doubts(found: Parse) -> Iterator[str]:
    say = dressed(Assets()).say
    for warning in found.warnings:
        about = [found.slots[index].title for index in warning.slots]
        yield f"{say(f'doubt_{warning.kind}', language='en', kind='pages')}: {'; '.join(about)}".rstrip(": ")


def _row(slot: ParsedSlot) -> str:
    minutes = "" if slot.minutes is None else slot.minutes
    about = [slot.title, *filter(None, (slot.speaker, slot.place))]
    return f"{slot.start or '':>5}–{slot.end or '':<5} {minutes:>4}  {' · '.join(about)}"
