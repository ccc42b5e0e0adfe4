"""The phone: one thing at a time, what comes next, and what is mine."""

from collections.abc import Mapping, Sequence
from typing import Any

from sessions.activity import Person
from sessions.group_moves import MOST_AT_A_TABLE
from sessions.people import Door
from sessions.screens.pieces import everyones
from sessions.screens.shown import (
    Audience,
    Line,
    Outlook,
    Region,
    Regions,
    day_strip,
    focused,
    headline,
    lines,
    meeting_frame,
    now_view,
    step_frame,
)
from sessions.screens.teams import group_work, own_team
from sessions.session import Session
from sessions.steps import Step

OUTSIDE = frozenset({"nobody", "removed"})
WATCHING = frozenset({"observer", "scribe"})
NOTHING: Region = ("phone/nothing.html", {})
AHEAD = 3
"""Coming slots that stand open on a phone; the rest of the day is one tap away."""


def phone_regions(session: Session, audience: Audience, outlook: Outlook) -> Regions:
    frame = meeting_frame(session, outlook)
    seen = lines(session, outlook.now)
    if audience.role in OUTSIDE:
        return _outside(session, audience, outlook, seen, frame)
    meeting = session.meeting
    quiet = meeting.ended or meeting.look_up
    silent = looking_up(session)
    others = [] if silent else also_open(session, audience)
    also = [_open_step(session, step, audience) for step in others]
    return {
        "top": ("phone/top.html", {**frame, "team": own_team(session, audience.group)}),
        "main": _main(session, audience, outlook, seen, frame),
        "team": NOTHING if quiet else _team(session, audience),
        "also": ("phone/also.html", {"steps": also}),
        "day": _day_or_what_goes_on(session, audience, outlook, seen, frame),
        "me": NOTHING if meeting.ended else _me(session.people.door),
        **_pieces(session, [*([] if silent else filter(None, [at_work(session, audience)])), *others]),
    }


def _pieces(session: Session, steps: Sequence[Step]) -> Regions:
    """Of what these steps show: the parts that are regions of their own."""
    return {name: piece for step in steps for name, piece in everyones(session, step)[1].items()}


def looking_up(session: Session) -> bool:
    """Phones are quiet while the room talks; when the day is over nobody looks at the wall any more."""
    return session.meeting.look_up and not session.meeting.ended


def _day_or_what_goes_on(
    session: Session, audience: Audience, outlook: Outlook, seen: Sequence[Line], frame: dict[str, Any]
) -> Region:
    """When the day is over and something still takes answers, what would else stand in its place."""
    if session.meeting.ended:
        about = {**frame, "facts": session.meeting.facts, "shared": session.meeting.shared}
        return ("phone/afterwards.html", about) if session.steps.open() else NOTHING
    return NOTHING if session.meeting.look_up else _day(session, audience, outlook, seen)


def _outside(
    session: Session, audience: Audience, outlook: Outlook, seen: Sequence[Line], frame: dict[str, Any]
) -> Regions:
    """Who has no seat yet is asked what is asked here; who cannot have one is told why."""
    removed = audience.role == "removed"
    code = "removed" if removed else session.people.shut
    if session.meeting.ended and not removed and not session.steps.open():
        main = _ended(session, frame)
    elif code:
        main = ("phone/outside.html", {**frame, "code": code})
    else:
        main = ("phone/join.html", {**frame, "door": session.people.door, "facts": session.meeting.facts})
    day = NOTHING if removed or session.meeting.ended else _day(session, audience, outlook, seen)
    top: Region = ("phone/top.html", {**frame, "team": None})
    return {"top": top, "main": main, "team": NOTHING, "also": NOTHING, "day": day, "me": NOTHING}


def _main(
    session: Session, audience: Audience, outlook: Outlook, seen: Sequence[Line], frame: dict[str, Any]
) -> Region:
    step = at_work(session, audience)
    if session.meeting.ended and step is None:
        return _ended(session, frame)
    if looking_up(session):
        return ("phone/look_up.html", frame)
    if step is not None:
        return (f"{step.kind}/phone.html", _open_step(session, step, audience))
    now = now_view(session, seen, outlook.now, audience.stage)
    if now["now"] is None:
        return ("phone/between.html" if now["begun"] else "phone/before.html", {**frame, **now})
    return ("phone/now.html", {**frame, **now, "stage": audience.stage, "size": headline(now["now"].title)})


def _ended(session: Session, frame: dict[str, Any]) -> Region:
    return ("phone/ended.html", {**frame, "facts": session.meeting.facts, "shared": session.meeting.shared})


def _open_step(session: Session, step: Step, audience: Audience) -> dict[str, Any]:
    scene = session.scene(step)
    mine = step.activity.group(audience.group, scene) if audience.group else {}
    return {
        **step_frame(session, step, audience.stage),
        "view": everyones(session, step)[0],
        "group_view": mine,
        "team": scene.group(audience.group),
    }


def at_work(session: Session, audience: Audience) -> Step | None:
    """What the phone shows: what its stage has in focus; when the day is over, what still takes answers."""
    if session.meeting.ended:
        return next(iter(session.steps.open()), None)
    return focused(session, audience.stage)


def also_open(session: Session, audience: Audience) -> list[Step]:
    in_focus = at_work(session, audience)
    return [step for step in session.steps.open() if step is not in_focus]


def _team(session: Session, audience: Audience) -> Region:
    """While people work in groups, each group can say that it is ready or wants more time; who watches does not."""
    team = own_team(session, audience.group)
    if team is None or audience.role in WATCHING or group_work(session, audience.stage) is None:
        return NOTHING
    return ("phone/team.html", {"team": team})


def _day(session: Session, audience: Audience, outlook: Outlook, seen: Sequence[Line]) -> Region:
    """Where we are in the day. Beside a step, or before one has joined, it is folded: one thing at a time.

    `coming`: what stands open; `lines`: the whole day when that is more.
    """
    begun = bool(session.day.runs)
    later = [line for line in seen if line.state == "later"]
    coming = later[:AHEAD] if begun else later
    folded = begun and (audience.role in OUTSIDE or focused(session, audience.stage) is not None)
    return (
        "phone/day.html",
        {
            **day_strip(session, seen, outlook.now),
            "begun": begun,
            "folded": folded,
            "coming": coming,
            "lines": list(seen) if len(coming) < len(seen) else [],
        },
    )


def _me(door: Door) -> Region:
    """Who I am here, where something is asked; what I said comes as marks."""
    asks = (door.name, door.organisation) != ("hidden", "hidden")
    told = {"door": door, "asks": asks, "most": MOST_AT_A_TABLE}
    return ("phone/me.html", told) if asks or door.tables else NOTHING


def personal(session: Session, seat: str, audience: Audience) -> tuple[Mapping[str, Any], Region | None]:
    """What only this seat gets: who it is, the marks of every step it can answer, and its own words."""
    if audience.role in OUTSIDE:
        return {}, ("phone/mine.html", {"parts": []})
    who = session.people.person(seat)
    steps = [*filter(None, [at_work(session, audience)]), *also_open(session, audience)]
    marks = _marks_of_me(who, session.people.door)
    for step in steps:
        marks |= _marks(session, step, who)
    mine = [] if looking_up(session) else [part for step in steps if (part := _mine(session, step, who))]
    return marks, ("phone/mine.html", {"parts": mine})


def _marks_of_me(who: Person, door: Door) -> dict[str, Mapping[str, Any]]:
    people = str(who.weight) if door.tables else ""
    said = {"me-name": who.name, "me-organisation": who.organisation, "me-people": people}
    return {field: {"value": value} for field, value in said.items() if value}


def _marks(session: Session, step: Step, who: Person) -> dict[str, Mapping[str, Any]]:
    marks = step.activity.marks(who, session.scene(step))
    return {f"{step.id}-{local}": dict(attributes) for local, attributes in marks.items()}


def _mine(session: Session, step: Step, who: Person) -> dict[str, Any] | None:
    view = step.activity.seat(who, session.scene(step))
    return {**step_frame(session, step, who.place), "view": view} if view else None
