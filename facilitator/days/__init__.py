"""Templates of whole days that ship with the program: a TOML file for each day and language, in its own words."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from facilitator.outline import Outline, OutlineStep
from sessions.activity import Area
from sessions.facts import Facts, minute_of
from sessions.group_moves import LOOKS
from sessions.people import Door
from sessions.programme import Slot

HERE = Path(__file__).parent
SHIPPED = ("council", "dialogue", "strategic", "retrospective", "meeting")
WRITTEN_IN = ("sv", "en")
OTHERWISE = "en"


class DayStep(Struct, frozen=True, forbid_unknown_fields=True):
    """`minutes`: its clock, 0 for none. `name`: what a later step's `source` calls it."""

    kind: str
    title: str = ""
    name: str = ""
    minutes: float = 0
    source: str = ""
    lasting: bool = False
    settings: dict[str, Any] = {}


class DaySlot(Struct, frozen=True, forbid_unknown_fields=True, rename={"break_": "break"}):
    """`least`: how short it may become when time is taken back. `notes`: for whoever leads the day."""

    title: str
    minutes: int
    least: int | None = None
    break_: bool = False
    fixed: bool = False
    section: str = ""
    details: tuple[str, ...] = ()
    notes: str = ""
    steps: tuple[DayStep, ...] = ()


class DayArea(Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    text: str = ""
    places: tuple[str, ...] = ()


class WrittenDay(Struct, frozen=True, forbid_unknown_fields=True):
    """A file. `what` the day is for, what `happens` in it, and when it `begins` ("HH:MM") if nobody says otherwise."""

    title: str
    what: str
    happens: tuple[str, ...]
    slots: tuple[DaySlot, ...]
    begins: str = "09:00"
    purpose: str = ""
    name: str = "hidden"
    organisation: str = "hidden"
    tables: bool = False
    areas: tuple[DayArea, ...] = ()


@cache
def written(day: str, language: str) -> WrittenDay:
    """The file of a shipped day; in English for a language that it is not written in."""
    spoken = language if language in WRITTEN_IN else OTHERWISE
    return msgspec.toml.decode((HERE / f"{day}.{spoken}.toml").read_bytes(), type=WrittenDay)


def shipped_outline(day: str, language: str) -> Outline:
    file = written(day, language)
    return Outline(
        Facts(title=file.title, purpose=file.purpose, language=language),
        Door(name=file.name, organisation=file.organisation, tables=file.tables),
        tuple(_slots(file)),
        tuple(_areas(file)),
        tuple(_steps(file)),
    )


def _slots(file: WrittenDay) -> Iterator[Slot]:
    """Lengths are written; each begins where the one before ends."""
    start = minute_of(file.begins) or 0
    for number, slot in enumerate(file.slots):
        yield Slot(
            f"s{number}",
            slot.title,
            start,
            slot.minutes,
            minutes_min=slot.least,
            break_=slot.break_,
            start_fixed=slot.fixed,
            details=slot.details,
            section=slot.section,
            desk_notes=slot.notes,
        )
        start += slot.minutes


def _areas(file: WrittenDay) -> Iterator[Area]:
    for number, area in enumerate(file.areas):
        yield Area(f"a{number}", area.name, area.text, places=area.places, look=number % LOOKS + 1)


def _steps(file: WrittenDay) -> Iterator[OutlineStep]:
    planned = [(number, step) for number, slot in enumerate(file.slots) for step in slot.steps]
    for count, (number, step) in enumerate(planned):
        yield OutlineStep(
            step.name or f"k{count}",
            step.kind,
            f"s{number}",
            step.title,
            step.settings,
            round(step.minutes * 60),
            step.source,
            step.lasting,
        )
