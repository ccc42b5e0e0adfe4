"""The desk's left side: the day with its planned and expected times, how late it is, and its minutes."""

from collections.abc import Sequence
from typing import Any

from sessions.activity import PLANNED
from sessions.programme import Slot
from sessions.screens.shown import Line, Outlook
from sessions.session import Session
from sessions.steps import Step


def bar_view(session: Session, outlook: Outlook) -> dict[str, Any]:
    """`behind`: whole minutes, negative when ahead; None while nobody can know."""
    begun = bool(session.day.runs)
    behind = session.behind(outlook.now) if begun and not session.meeting.ended else None
    return {
        "behind": behind,
        "late": late(session, outlook),
        "wall_theme": session.meeting.facts.wall_theme,
        "ended": session.meeting.ended,
    }


def late(session: Session, outlook: Outlook) -> bool:
    """Whether there is lost time that could be taken back, or that nothing can bring back."""
    if not session.day.runs or session.meeting.ended:
        return False
    recovery = session.recovery(outlook.now)
    return bool(recovery.minutes or recovery.missing)


def recovery_view(session: Session, outlook: Outlook) -> dict[str, Any]:
    """What accepting would do: `changes` by slot, and minutes `missing` even so (title "": at the end)."""
    if not late(session, outlook):
        return {"changes": [], "missing": []}
    recovery = session.recovery(outlook.now)
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
    }


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
