"""The scribe's page: what is noted and decided in the slot that runs, and in those that have been."""

from typing import Any

from sessions.activity import PLANNED
from sessions.afterwards import going_on
from sessions.screens.pieces import desks
from sessions.screens.shown import (
    Audience,
    Line,
    Outlook,
    Regions,
    lines,
    meeting_frame,
    since,
    slot_clock,
    step_frame,
)
from sessions.session import Session
from sessions.steps import PLENARY, Step


def scribe_regions(session: Session, audience: Audience, outlook: Outlook) -> Regions:
    seen = lines(session, outlook.now)
    now = next((line for line in seen if line.state == "now"), None)
    later = next((line for line in seen if line.state == "later"), None)
    past = [line for line in seen if line.state == "past"]
    top = {
        **meeting_frame(session, outlook),
        "now": now,
        "clock": slot_clock(session),
        "since": since(session),
    }
    body = {
        "now": _notes(session, now) if now else None,
        "past": [_notes(session, line) for line in reversed(past)],
        "next": later,
        "ended": session.meeting.ended,
    }
    steps = _to_write(session)
    return {
        "top": ("scribe/top.html", top),
        "work": ("scribe/work.html", {"steps": [_written(session, step) for step in steps]}),
        "main": ("scribe/main.html", body),
        **{name: piece for step in steps for name, piece in desks(session, step)[1].items()},
    }


def _to_write(session: Session) -> list[Step]:
    """What is written while people talk: what the plenary sees, and what else is open."""
    if session.meeting.ended:
        return [step for step in going_on(session) if step.activity.scribed]
    focus = session.steps.in_focus(PLENARY)
    steps = dict.fromkeys(step.id for step in (*filter(None, [focus]), *session.steps.open()))
    found = [session.steps.step(step) for step in steps]
    return [step for step in found if step.activity.scribed and step.state != PLANNED]


def _written(session: Session, step: Step) -> dict[str, Any]:
    return {**step_frame(session, step), "view": desks(session, step)[0]}


def _notes(session: Session, line: Line) -> dict[str, Any]:
    return {
        "slot": line.id,
        "title": line.title,
        "start": line.start,
        "text": session.day.texts.get(line.id, ""),
        "rulings": session.day.rulings.get(line.id, []),
    }
