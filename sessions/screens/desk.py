"""The desk: where we are in the day, what happens now and next, and who needs me."""

from typing import Any

from sessions.screens.phone import focused
from sessions.screens.shown import Audience, Line, Outlook, Regions, lines, meeting_frame, since, slot_clock, step_frame
from sessions.session import Session
from sessions.steps import Step


def desk_regions(session: Session, audience: Audience, outlook: Outlook) -> Regions:
    frame = meeting_frame(session, outlook)
    return {
        "bar": ("desk/bar.html", {**frame, **_bar(session, outlook)}),
        "day": ("desk/day.html", {"slots": _slots(session, outlook), "current": session.day.current}),
        "step": ("desk/step.html", _step(session, audience, outlook)),
        "next": ("desk/next.html", _next(session)),
        "side": ("desk/side.html", _side(session, outlook)),
    }


def _bar(session: Session, outlook: Outlook) -> dict[str, Any]:
    recovery = session.recovery(outlook.now)
    titles = {slot.id: slot for slot in session.day.slots}
    behind = session.behind(outlook.now) if session.day.runs else None
    return {
        "behind": behind,
        "recovery": [
            {"title": titles[slot].title, "before": titles[slot].minutes, "after": minutes}
            for slot, minutes in recovery.minutes.items()
        ],
        "missing": [
            {"title": titles[slot].title if slot else "", "minutes": minutes} for slot, minutes in recovery.missing
        ],
    }


def _slots(session: Session, outlook: Outlook) -> list[dict[str, Any]]:
    return [{"line": line, "steps": _steps(session, line)} for line in lines(session, outlook.now)]


def _steps(session: Session, line: Line) -> list[dict[str, Any]]:
    in_focus = session.steps.in_focus()
    return [
        {
            "id": step.id,
            "kind": step.kind,
            "title": step.title,
            "state": step.state,
            "focus": step is in_focus,
        }
        for step in session.steps.of_slot(line.id)
    ]


def _step(session: Session, audience: Audience, outlook: Outlook) -> dict[str, Any]:
    step = focused(session, audience)
    now = next((line for line in lines(session, outlook.now) if line.state == "now"), None)
    view = {**step_frame(session, step), "view": step.activity.desk(session.scene(step))} if step else None
    return {
        "now": now,
        "clock": slot_clock(session),
        "since": since(session),
        "open": view,
        "others": [_other(session, other) for other in session.steps.open() if other is not step],
        "look_up": session.meeting.look_up,
        "blank": session.meeting.blank,
        "show_code": session.meeting.show_code,
        "ended": session.meeting.ended,
        "notes": _desk_notes(session),
        "text": session.day.texts.get(session.day.current or "", ""),
        "rulings": session.day.rulings.get(session.day.current or "", []),
    }


def _other(session: Session, step: Step) -> dict[str, Any]:
    return step_frame(session, step)


def _desk_notes(session: Session) -> str:
    slot = session.day.find(session.day.current or "")
    return slot.desk_notes if slot else ""


def _next(session: Session) -> dict[str, Any]:
    step, slot = session.next_step(), session.next_slot()
    following = session.day.find(slot) if slot else None
    return {
        "step": {"id": step.id, "title": step.title, "kind": step.kind} if step else None,
        "slot": {"id": following.id, "title": following.title} if following else None,
        "undo": session.undos[-1].what if session.undos else "",
        "begun": bool(session.day.runs),
        "ended": session.meeting.ended,
    }


def _side(session: Session, outlook: Outlook) -> dict[str, Any]:
    people = session.people
    here = people.here()
    return {
        "connected": outlook.connected,
        "seats": sum(person.weight for person in here),
        "heads": people.heads,
        "locked": people.locked,
        "organisations": len({person.organisation for person in here if person.organisation}),
        "listed": len(people.door.organisations),
        "full": len(people.seats) >= people.door.seats * 0.9,
        "people": [
            {
                "seat": person.seat,
                "name": person.name,
                "organisation": person.organisation,
                "role": person.role,
                "removed": person.seat in people.removed,
            }
            for person in people.seats.values()
        ][:300],
    }
