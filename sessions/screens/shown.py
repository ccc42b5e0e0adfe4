"""What several screens share: who looks, the outlook of the day, and a step as its templates need it."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from sessions.activity import Clock, Ms
from sessions.programme import MINUTE, Slot, clock_text
from sessions.session import Session
from sessions.steps import Step

Region = tuple[str, Mapping[str, Any]]
Regions = dict[str, Region]


class Audience(Struct, frozen=True):
    """Everybody who sees the same. `stage`: the place whose wall, door or phones these are ("" is the plenary)."""

    surface: str
    stage: str = ""
    group: str = ""
    language: str = "sv"
    role: str = ""


class Join(Struct, frozen=True):
    """The way in: what the QR code says, and the same in text."""

    qr: str
    host: str
    code: str


class Outlook(Struct, frozen=True):
    """What a screen depends on beside the session: the minute it is, the way in, and who is connected."""

    now: Ms
    join: Join
    connected: int = 0


class Line(Struct, frozen=True):
    """A slot on a screen, times as 09:20. `moved`: its expected start differs from the planned one."""

    id: str
    title: str
    state: str
    planned: str
    start: str
    end: str
    minutes: int | None
    place: str
    speaker: str
    break_: bool
    moved: bool


def lines(session: Session, now: Ms) -> list[Line]:
    """Every slot in order with its planned and expected times."""
    planned = session.planned_starts()
    zone = session.meeting.facts.zone
    by_id = {slot.id: slot for slot in session.day.slots}
    return [
        _line(by_id[expected.slot], expected.state, planned.get(expected.slot), expected.start, expected.end, zone)
        for expected in session.timeline(now)
    ]


def _line(slot: Slot, state: str, planned: Ms | None, start: Ms | None, end: Ms | None, zone: str) -> Line:
    plan = clock_text(planned, zone) or ("" if slot.start is None else f"{slot.start // 60 % 24:02d}:{slot.start % 60:02d}")
    moved = planned is not None and start is not None and abs(start - planned) >= MINUTE
    return Line(
        slot.id,
        slot.title,
        state,
        plan,
        clock_text(start, zone) or plan,
        clock_text(end, zone),
        slot.minutes,
        slot.place,
        slot.speaker,
        slot.break_,
        moved,
    )


def slot_clock(session: Session) -> Clock | None:
    return session.timers.clock("slot")


def since(session: Session) -> Ms | None:
    """When the running slot began, for a slot of unknown length that counts up."""
    run = session.day.runs.get(session.day.current or "")
    return run.started if run else None


def step_frame(session: Session, step: Step) -> dict[str, Any]:
    """What every template of a step gets beside its own view."""
    scene = session.scene(step)
    return {
        "step": step.id,
        "kind": step.kind,
        "title": scene.title,
        "state": step.state,
        "clocks": dict(scene.clocks),
    }


def meeting_frame(session: Session, outlook: Outlook) -> dict[str, Any]:
    """The meeting itself, as every screen says it."""
    facts = session.meeting.facts
    return {
        "organiser": facts.organiser or facts.title,
        "title": facts.title,
        "theme": facts.theme,
        "zone": facts.zone,
        "join": outlook.join,
    }
