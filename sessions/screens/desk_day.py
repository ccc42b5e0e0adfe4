"""The desk's left side: the day with its planned and expected times, how late it is, and its minutes."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import structs

from sessions.activity import PLANNED
from sessions.programme import Slot, clock_text, date_text
from sessions.screens.shown import Line, Outlook
from sessions.session import Session
from sessions.steps import Step


def bar_view(session: Session, outlook: Outlook) -> dict[str, Any]:
    """`behind`: whole minutes, negative when ahead; None while nobody can know, as on an `other_day`."""
    begun = bool(session.day.runs)
    behind = session.course.behind(outlook.now) if begun and not session.meeting.ended else None
    return {
        "behind": behind,
        "other_day": _other_day(session, outlook),
        "late": late(session, outlook),
        "wall_theme": session.meeting.facts.wall_theme,
        "bell": session.meeting.facts.bell,
        "ended": session.meeting.ended,
    }


def _other_day(session: Session, outlook: Outlook) -> dict[str, str] | None:
    """The day runs, but not on its date: planned times mean nothing until somebody says that it is held today."""
    timed = any(slot.start is not None for slot in session.day.slots)
    if not timed or session.day.current is None or session.course.on_its_day(outlook.now):
        return None
    facts = session.meeting.facts
    return {"date": facts.date, "today": date_text(outlook.now, facts.zone)}


def late(session: Session, outlook: Outlook) -> bool:
    """Whether there is lost time that could be taken back, or that nothing can bring back."""
    if not session.day.runs or session.meeting.ended:
        return False
    recovery = session.course.recovery(outlook.now)
    return bool(recovery.minutes or recovery.missing)


def recovery_view(session: Session, outlook: Outlook) -> dict[str, Any]:
    """What accepting would do: `changes` by slot, minutes `missing` even so (title "": at the end), and when the day
    `ends` as it is and then.
    """
    if not late(session, outlook):
        return {"changes": [], "missing": [], "ends": ("", "")}
    recovery = session.course.recovery(outlook.now)
    slots = {slot.id: slot for slot in session.day.slots}
    return {
        "changes": [
            {"slot": slot, "title": slots[slot].title, "before": slots[slot].minutes, "after": minutes}
            for slot, minutes in recovery.minutes.items()
        ],
        "missing": [
            {"title": slots[slot].title if slot else "", "minutes": minutes}
            for slot, minutes in recovery.missing
        ],
        "ends": (_end(session, outlook, {}), _end(session, outlook, recovery.minutes)),
    }


def _end(session: Session, outlook: Outlook, lengths: Mapping[str, int]) -> str:
    """When the last slot ends if slots have these lengths."""
    slots = [structs.replace(slot, minutes=lengths.get(slot.id, slot.minutes)) for slot in session.day.slots]
    return clock_text(session.course.timeline(outlook.now, slots)[-1].end, session.meeting.facts.zone)


def day_view(session: Session, seen: Sequence[Line]) -> dict[str, Any]:
    slots = {slot.id: slot for slot in session.day.slots}
    return {
        "slots": [_slot(session, slots[line.id], line) for line in seen],
        "loose": [step_line(session, step) for step in session.steps.of_slot("")],
        "code": session.code,
        "ended": session.meeting.ended,
    }


def _slot(session: Session, slot: Slot, line: Line) -> dict[str, Any]:
    """`before`: how long it was before time was taken back."""
    return {
        "line": line,
        "before": slot.planned,
        "fixed": slot.start_fixed,
        "details": slot.details,
        "notes": slot.desk_notes,
        "steps": [step_line(session, step) for step in session.steps.of_slot(slot.id)],
    }


def step_line(session: Session, step: Step) -> dict[str, Any]:
    """A step in a list. `title` is "" when it has none of its own."""
    return {
        "step": step.id,
        "kind": step.kind,
        "title": step.title,
        "state": step.state,
        "focus": step is session.steps.in_focus() and step.state != PLANNED,
    }


def minutes_view(session: Session) -> dict[str, Any]:
    """What is written and decided in the running slot; between slots, in the one that ran last."""
    slot = None if session.meeting.ended else _written_in(session)
    if slot is None:
        return {"slot": None}
    return {
        "slot": slot.id,
        "title": slot.title,
        "text": session.day.texts.get(slot.id, ""),
        "rulings": session.day.rulings.get(slot.id, []),
    }


def _written_in(session: Session) -> Slot | None:
    runs = session.day.runs
    last = session.day.current or max(runs, key=lambda slot: runs[slot].started, default="")
    return session.day.find(last)
