"""The plan: every slot and step edited in place before the day; the stage says what of it is looked at."""

from typing import Any

import msgspec

from sessions.activities import ACTIVITIES, suggesting
from sessions.group_moves import LOOKS
from sessions.programme import DAY_MINUTES, Slot
from sessions.programme_text.suggest import Suggesting
from sessions.screens.desk_next import undo_view
from sessions.screens.shown import Audience, Outlook, Region, Regions
from sessions.session import Session
from sessions.steps import Step

MEETING = "session"
"""The stage that shows the meeting's own facts."""
AREAS = "areas"
"""The stage that shows the areas people work in; any other but "" is the id of a step."""

_suggested = Suggesting(suggesting())


def plan_regions(session: Session, audience: Audience, outlook: Outlook) -> Regions:
    head: Region = ("plan/head.html", _head(session, audience))
    if audience.stage == MEETING:
        return {"head": head, "facts": ("plan/facts.html", _facts(session))}
    if audience.stage == AREAS:
        return {"head": head, "areas": ("plan/areas.html", _areas(session))}
    if audience.stage:
        return {"head": head, "step": _step(session, audience.stage)}
    return {"head": head, "slots": ("plan/slots.html", _slots(session))}


def _head(session: Session, audience: Audience) -> dict[str, Any]:
    slots = session.day.slots
    ends = [end for slot in slots if (end := slot.planned_end) is not None]
    return {
        "code": session.code,
        "title": session.meeting.facts.title,
        "date": session.meeting.facts.date,
        "stage": audience.stage if audience.stage in ("", MEETING, AREAS) else "step",
        "slots": len(slots),
        "minutes": sum(slot.planned_minutes or 0 for slot in slots),
        "unknown": sum(slot.planned_minutes is None for slot in slots),
        "begins": clock(next((slot.start for slot in slots if slot.start is not None), None)),
        "ends": clock(max(ends, default=None)),
        "undo": undo_view(session),
    }


def _facts(session: Session) -> dict[str, Any]:
    facts, door = session.meeting.facts, session.people.door
    return {
        "facts": facts,
        "begins": clock(next((slot.start for slot in session.day.slots if slot.start is not None), None)),
        "slots": len(session.day.slots),
        "hard_end": clock(facts.hard_end),
        "door": door,
        "organisations": "\n".join(door.organisations),
    }


def _areas(session: Session) -> dict[str, Any]:
    """The areas to choose between as their forms need them, and those that were taken away."""
    return {
        "code": session.code,
        "areas": [
            {**msgspec.to_builtins(area), "lines": "\n".join(area.places)}
            for area in session.groups.standing()
        ],
        "gone": [
            {"id": area.id, "name": area.name} for area in session.groups.areas.values() if area.removed
        ],
        "looks": list(range(1, LOOKS + 1)),
    }


# the slots


def _slots(session: Session) -> dict[str, Any]:
    slots = session.day.slots
    known = {slot.id for slot in slots}
    return {
        "code": session.code,
        "kinds": [activity.kind for activity in ACTIVITIES],
        "slots": [_slot(session, index) for index in range(len(slots))],
        "loose": [_row(session, step) for step in session.steps.steps.values() if step.slot not in known],
    }


def _slot(session: Session, index: int) -> dict[str, Any]:
    slots = session.day.slots
    slot, before = slots[index], slots[index - 1] if index else None
    steps = session.steps.of_slot(slot.id)
    has = {step.kind for step in steps}
    return {
        "id": slot.id,
        "title": slot.title,
        "start": clock(slot.start),
        "end": clock(slot.planned_end),
        "minutes": slot.minutes,
        "planned": slot.planned,
        "least": slot.minutes_min,
        "speaker": slot.speaker,
        "place": slot.place,
        "is_break": slot.break_,
        "fixed": slot.start_fixed,
        "notes": slot.desk_notes,
        "details": slot.details,
        "day": slot.day if before is None or before.day != slot.day else "",
        "section": slot.section if before is None or before.section != slot.section else "",
        "later_day": (slot.start or 0) // DAY_MINUTES,
        "hole": _hole(slot, before),
        "up": index - 1 if index else None,
        "down": index + 1 if index + 1 < len(slots) else None,
        "runs": session.day.current == slot.id,
        "over": slot.id in session.day.runs and session.day.current != slot.id,
        "steps": [_row(session, step) for step in steps],
        "suggested": [kind for kind in _suggested.of(slot.title) if kind not in has],
    }


def _hole(slot: Slot, before: Slot | None) -> int:
    """Minutes between the planned end of the slot before and this start; negative when they overlap."""
    end = before.planned_end if before else None
    return 0 if end is None or slot.start is None else slot.start - end


def _row(session: Session, step: Step) -> dict[str, Any]:
    beside = [other.id for other in session.steps.of_slot(step.slot)]
    at = beside.index(step.id)
    return {
        "id": step.id,
        "slot": step.slot,
        "kind": step.kind,
        "title": step.title,
        "seconds": step.seconds,
        "source": _named(session, step.source),
        "lasting": step.lasting,
        "state": step.state,
        "up": at - 1 if at else None,
        "down": at + 1 if at + 1 < len(beside) else None,
    }


# one step


def _step(session: Session, wanted: str) -> Region:
    step = session.steps.steps.get(wanted)
    if step is None:
        return ("plan/no_step.html", {"code": session.code})
    slot = session.day.find(step.slot)
    return (
        "plan/step.html",
        {
            "code": session.code,
            "step": step.id,
            "kind": step.kind,
            "title": step.title,
            "state": step.state,
            "seconds": step.seconds,
            "lasting": step.lasting,
            "source": step.source,
            "sources": [_named(session, other.id) for other in _before(session, step)],
            "slot": step.slot,
            "slot_title": slot.title if slot else "",
            "slots": [
                {"id": slot.id, "title": slot.title, "start": clock(slot.start)} for slot in session.day.slots
            ],
            "view": {"settings": step.activity.settings},
        },
    )


def _before(session: Session, step: Step) -> list[Step]:
    """Every step that comes before this one in the day: what it can build on."""
    ordered = [other for slot in session.day.slots for other in session.steps.of_slot(slot.id)]
    return ordered[: ordered.index(step)] if step in ordered else ordered


def _named(session: Session, step: str) -> dict[str, str] | None:
    """How a step is spoken of: by its own title, else by its slot's."""
    found = session.steps.steps.get(step)
    if found is None:
        return None
    slot = session.day.find(found.slot)
    return {"id": found.id, "kind": found.kind, "title": found.title or (slot.title if slot else "")}


def clock(minutes: int | None) -> str:
    """Minutes after midnight, also of a later day, as 09:20; "" for None."""
    return "" if minutes is None else f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
