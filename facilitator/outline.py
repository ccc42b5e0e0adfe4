"""The outline of a day: everything that is planned, and nothing that happened. Copies, templates and imported records
are made of it, all in the same way: the moves that plan the day once more.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct, structs

from facilitator.pictures import ID
from sessions.activity import Area, Move
from sessions.areas import put_again
from sessions.day_moves import Draft, EditSlot, PlaceProgramme
from sessions.facts import EditSession, Facts
from sessions.people import Door
from sessions.programme import DAY_MINUTES, Slot, beginning_at
from sessions.session import Session
from sessions.steps import AddStep, EditStep, Step

TWO_DAYS = 2 * DAY_MINUTES


class OutlineStep(Struct, frozen=True, omit_defaults=True):
    """How a step is planned. `slot` and `source` are ids within the outline; `seconds`: its clock."""

    id: str
    kind: str
    slot: str = ""
    title: str = ""
    settings: dict[str, Any] = {}
    seconds: int = 0
    source: str = ""
    lasting: bool = False


class Outline(Struct, frozen=True, omit_defaults=True):
    """A planned day. The minutes of its slots are those that were planned, before time was taken back."""

    facts: Facts = Facts()
    door: Door = Door()
    slots: tuple[Slot, ...] = ()
    areas: tuple[Area, ...] = ()
    steps: tuple[OutlineStep, ...] = ()

    @property
    def begins(self) -> int | None:
        """Minutes after midnight, of the first slot that has a time."""
        return next((slot.start for slot in self.slots if slot.start is not None), None)

    @property
    def minutes(self) -> int:
        """How long it takes, as far as lengths are known."""
        return sum(slot.minutes or 0 for slot in self.slots)


def outline_of(session: Session) -> Outline:
    return Outline(
        session.meeting.facts,
        session.people.door,
        tuple(
            structs.replace(slot, minutes=slot.planned_minutes, planned=None) for slot in session.day.slots
        ),
        tuple(session.groups.standing()),
        tuple(_step(step) for step in session.steps.steps.values()),
    )


def _step(step: Step) -> OutlineStep:
    settings = msgspec.to_builtins(step.activity.settings)
    return OutlineStep(
        step.id, step.kind, step.slot, step.title, settings, step.seconds, step.source, step.lasting
    )


def pictures_in(outline: Outline) -> frozenset[str]:
    """The ids of the pictures that its areas and exercises show."""
    return frozenset(ID.findall(msgspec.json.encode(outline).decode()))


# the same for another day


def for_next_time(outline: Outline) -> Outline:
    """On the date of the next meeting, which is then no longer the next one."""
    facts = structs.replace(
        outline.facts, date=outline.facts.next_date, next_date="", next_place="", next_theme=""
    )
    return structs.replace(outline, facts=facts)


def moved_to(outline: Outline, minute: int) -> Outline:
    """Beginning `minute` minutes after midnight; what it must be over by moves as much."""
    begins, end = outline.begins, outline.facts.hard_end
    if end is not None and begins is not None:
        end = min(max(end + minute - begins, 0), TWO_DAYS - 1)
    slots = tuple(beginning_at(outline.slots, minute))
    return structs.replace(outline, slots=slots, facts=structs.replace(outline.facts, hard_end=end))


# the moves that make it


def first_moves(outline: Outline) -> list[Move]:
    """The facts and the programme."""
    facts, door = outline.facts, outline.door
    said = {name: value for name, value in structs.asdict(facts).items() if name != "hard_end"}
    edit = EditSession(
        **said,
        hard_end=_time_of(facts.hard_end),
        ask_name=door.name,
        ask_organisation=door.organisation,
        organisations="\n".join(door.organisations),
        closed_list=door.closed_list,
        tables=door.tables,
        seats=door.seats,
    )
    return [edit, PlaceProgramme(tuple(_draft(slot) for slot in outline.slots))]


def _time_of(minute: int | None) -> str:
    return "" if minute is None else f"{minute // 60:02d}:{minute % 60:02d}"


def _draft(slot: Slot) -> Draft:
    return Draft(
        slot.title,
        _start(slot),
        slot.planned_minutes,
        slot.speaker,
        slot.place,
        slot.day,
        slot.section,
        slot.break_,
        slot.details,
    )


def _start(slot: Slot) -> str | None:
    """Of a day with a name the time of day, which that name places; else counted on past midnight."""
    if slot.start is None or (not slot.day and slot.start >= TWO_DAYS):
        return None
    return _time_of(slot.start % DAY_MINUTES if slot.day else slot.start)


def later_moves(outline: Outline, new: Session) -> Iterator[Move]:
    """What a programme cannot say: how slots hold their time, notes for the desk, the areas, and the steps.

    To be acted one by one: `new` is read again as it grows.
    """
    twins = {slot.id: twin.id for slot, twin in zip(outline.slots, new.day.slots, strict=True)}
    for slot in outline.slots:
        if slot.minutes_min is not None or slot.start_fixed or slot.desk_notes:
            yield EditSlot(
                twins[slot.id],
                minutes_min=slot.minutes_min,
                start_fixed=slot.start_fixed,
                desk_notes=slot.desk_notes,
            )
    for area in outline.areas:
        yield structs.replace(put_again(area), area="")
    yield from _steps(outline, new, twins)


def _steps(outline: Outline, new: Session, slots: dict[str, str]) -> Iterator[Move]:
    """In their order; what a step builds on is said when every step is there."""
    twins: dict[str, str] = {}
    for step in outline.steps:
        slot = slots.get(step.slot, "")
        yield AddStep(step.kind, slot, step.title, step.settings, step.seconds, lasting=step.lasting)
        twins[step.id] = list(new.steps.steps)[-1]
    for step in outline.steps:
        if step.source in twins:
            yield EditStep(twins[step.id], source=twins[step.source])
