"""The scribe's page: what is noted and decided in the slot that runs, and in those that have been."""

from typing import Any

from sessions.screens.shown import Audience, Line, Outlook, Regions, lines, meeting_frame, since, slot_clock
from sessions.session import Session


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
    return {"top": ("scribe/top.html", top), "main": ("scribe/main.html", body)}


def _notes(session: Session, line: Line) -> dict[str, Any]:
    return {
        "slot": line.id,
        "title": line.title,
        "start": line.start,
        "text": session.day.texts.get(line.id, ""),
        "rulings": session.day.rulings.get(line.id, []),
    }
