"""A session planned anew from another: its facts, slots and steps, without what happened in it."""

from collections.abc import Iterator

import msgspec
from msgspec import structs

from sessions.activity import Move
from sessions.day_moves import Draft, EditSlot, PlaceProgramme
from sessions.facts import EditSession, Facts
from sessions.programme import Slot
from sessions.session import Session
from sessions.steps import AddStep, EditStep

TWO_DAYS = 48 * 60


def first_moves(old: Session) -> list[Move]:
    """The facts and the programme. The date is the next meeting's: a copy is for another day."""
    facts, door = old.meeting.facts, old.people.door
    same = {name: value for name, value in structs.asdict(facts).items() if name not in ("date", "hard_end")}
    edit = EditSession(
        **{**same, "next_date": "", "next_place": "", "next_theme": ""},
        date=facts.next_date,
        hard_end=_hard_end(facts),
        ask_name=door.name,
        ask_organisation=door.organisation,
        organisations="\n".join(door.organisations),
        closed_list=door.closed_list,
        tables=door.tables,
        seats=door.seats,
    )
    return [edit, PlaceProgramme(tuple(_draft(slot) for slot in old.day.slots))]


def _hard_end(facts: Facts) -> str:
    return "" if facts.hard_end is None else f"{facts.hard_end // 60:02d}:{facts.hard_end % 60:02d}"


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
    minutes = slot.start % (24 * 60) if slot.day else slot.start
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def later_moves(old: Session, new: Session) -> Iterator[Move]:
    """What a programme cannot say: how slots hold their time, notes for the desk, and the steps.

    To be acted one by one: `new` is read again as it grows.
    """
    twins = {slot.id: twin.id for slot, twin in zip(old.day.slots, new.day.slots, strict=True)}
    for slot in old.day.slots:
        if slot.minutes_min is not None or slot.start_fixed or slot.desk_notes:
            yield EditSlot(
                twins[slot.id],
                minutes_min=slot.minutes_min,
                start_fixed=slot.start_fixed,
                desk_notes=slot.desk_notes,
            )
    yield from _steps(old, new, twins)


def _steps(old: Session, new: Session, slots: dict[str, str]) -> Iterator[Move]:
    """In their order; what a step builds on is said when every step is there."""
    twins: dict[str, str] = {}
    for step in old.steps.steps.values():
        settings = msgspec.to_builtins(step.activity.settings)
        slot = slots.get(step.slot, "")
        yield AddStep(step.kind, slot, step.title, settings, step.seconds, lasting=step.lasting)
        twins[step.id] = list(new.steps.steps)[-1]
    for step in old.steps.steps.values():
        if step.source in twins:
            yield EditStep(twins[step.id], source=twins[step.source])
