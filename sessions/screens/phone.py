"""The phone: one thing at a time, what comes next, and what is mine."""

from collections.abc import Mapping
from typing import Any

from sessions.activity import PLANNED, Person
from sessions.screens.shown import (
    Audience,
    Line,
    Outlook,
    Region,
    Regions,
    lines,
    meeting_frame,
    since,
    slot_clock,
    step_frame,
)
from sessions.session import Session
from sessions.steps import Step

OUTSIDE = frozenset({"nobody", "removed"})
NOTHING: Region = ("phone/nothing.html", {})
AHEAD = 4
"""How many coming slots a phone lists."""


def phone_regions(session: Session, audience: Audience, outlook: Outlook) -> Regions:
    frame = meeting_frame(session, outlook)
    if audience.role in OUTSIDE:
        return _outside(session, audience, frame)
    return {
        "top": ("phone/top.html", frame),
        "main": _main(session, audience, outlook, frame),
        "also": ("phone/also.html", {"steps": [_open_step(session, step, audience) for step in also_open(session, audience)]}),
        "day": ("phone/day.html", {**frame, "lines": _coming(session, outlook)}),
    }


def _outside(session: Session, audience: Audience, frame: dict[str, Any]) -> Regions:
    """Who has no seat yet is asked what is asked here; who was removed, or finds the door locked, is told so."""
    people = session.people
    code = "removed" if audience.role == "removed" else "locked" if people.locked else ""
    main: Region = ("phone/outside.html", {**frame, "code": code}) if code else ("phone/join.html", {**frame, "door": people.door})
    return {"top": ("phone/top.html", frame), "main": main, "also": NOTHING, "day": NOTHING}


def _main(session: Session, audience: Audience, outlook: Outlook, frame: dict[str, Any]) -> Region:
    step = focused(session, audience)
    if session.meeting.ended:
        return ("phone/ended.html", {**frame, "facts": session.meeting.facts})
    if session.meeting.look_up:
        return ("phone/look_up.html", frame)
    if step is not None:
        return (f"{step.kind}/phone.html", _open_step(session, step, audience))
    return ("phone/now.html", {**frame, **now_view(session, outlook)})


def _open_step(session: Session, step: Step, audience: Audience) -> dict[str, Any]:
    scene = session.scene(step)
    mine = step.activity.group(audience.group, scene) if audience.group else {}
    return {**step_frame(session, step), "view": step.activity.everyone(scene), "group_view": mine}


def focused(session: Session, audience: Audience) -> Step | None:
    """The step in focus, once it has been opened."""
    step = session.steps.in_focus(audience.stage)
    return step if step is not None and step.state != PLANNED else None


def also_open(session: Session, audience: Audience) -> list[Step]:
    in_focus = focused(session, audience)
    return [step for step in session.steps.open() if step is not in_focus]


def now_view(session: Session, outlook: Outlook) -> dict[str, Any]:
    """What runs now, its clock, and what is needed in hand."""
    seen = lines(session, outlook.now)
    return {
        "now": next((line for line in seen if line.state == "now"), None),
        "next": next((line for line in seen if line.state == "later"), None),
        "begun": bool(session.day.runs),
        "clock": slot_clock(session),
        "since": since(session),
        "facts": session.meeting.facts,
    }


def _coming(session: Session, outlook: Outlook) -> list[Line]:
    begun = bool(session.day.runs)
    coming = [line for line in lines(session, outlook.now) if line.state == "later"]
    return coming[:AHEAD] if begun else coming


def personal(session: Session, seat: str, audience: Audience) -> tuple[Mapping[str, Any], Region | None]:
    """What only this seat gets: the marks of every step it can answer, and its own words."""
    if audience.role in OUTSIDE:
        return {}, ("phone/mine.html", {"parts": []})
    who = session.people.person(seat)
    steps = [step for step in (focused(session, audience), *also_open(session, audience)) if step is not None]
    marks = {key: mark for step in steps for key, mark in _marks(session, step, who).items()}
    mine = [part for step in steps if (part := _mine(session, step, who))]
    return marks, ("phone/mine.html", {"parts": mine})


def _marks(session: Session, step: Step, who: Person) -> dict[str, Mapping[str, Any]]:
    marks = step.activity.marks(who, session.scene(step))
    return {f"{step.id}-{local}": dict(attributes) for local, attributes in marks.items()}


def _mine(session: Session, step: Step, who: Person) -> dict[str, Any] | None:
    view = step.activity.seat(who, session.scene(step))
    return {**step_frame(session, step), "view": view} if view else None
