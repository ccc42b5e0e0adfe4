"""What several screens share: who looks, the outlook of the day, and a step as its templates need it."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from sessions.activity import PLANNED, Clock, Ms
from sessions.programme import MINUTE, Slot, clock_text
from sessions.session import Session
from sessions.steps import Step

PREVIEW = "preview"
"""A phone in a frame on the desk: it shows what phones show, has no seat, and counts for nobody."""

GLANCE, AT_HAND = 90, 3
"""Characters of a line, and lines, that are read at a glance."""
UNKNOWN_LENGTH = 5
"""Minutes that a slot of unknown length takes on the strip of the day."""

Region = tuple[str, Mapping[str, Any]]
Regions = dict[str, Region]


class Audience(Struct, frozen=True):
    """Everybody who sees the same. `stage`: the place whose screens these are ("" is the plenary)."""

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
    """A slot on a screen, times as 09:20. `moved`: its expected start differs from the planned one.

    `hand`: what we shall have in hand, the programme's short lines.
    """

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
    hand: tuple[str, ...] = ()


def lines(session: Session, now: Ms) -> list[Line]:
    """Every slot in order with its planned and expected times; in a session that has ended nothing is still to come."""
    kept = session.gathered.get("lines")
    if kept is None or kept[0] != now:
        kept = session.gathered["lines"] = (now, _lines(session, now))
    seen: list[Line] = kept[1]
    return seen


def _lines(session: Session, now: Ms) -> list[Line]:
    planned = session.course.starts_to_keep()
    zone = session.meeting.facts.zone
    by_id = {slot.id: slot for slot in session.day.slots}
    not_held = "skipped" if session.meeting.ended else "later"
    return [
        _line(
            by_id[one.slot],
            not_held if one.state == "later" else one.state,
            planned.get(one.slot),
            one.start,
            one.end,
            zone,
        )
        for one in session.course.timeline(now)
    ]


def _line(slot: Slot, state: str, planned: Ms | None, start: Ms | None, end: Ms | None, zone: str) -> Line:
    plan = clock_text(planned, zone) or _of_day(slot.start)
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
        in_hand(slot),
    )


def _of_day(minute: int | None) -> str:
    return "" if minute is None else f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def in_hand(slot: Slot) -> tuple[str, ...]:
    """The first lines under a slot's title that are short enough to be read at a glance."""
    return tuple(line for line in slot.details if len(line) <= GLANCE)[:AT_HAND]


def headline(text: str) -> str:
    """How large it may be set, by its length and longest word: "short", "usual", "long" or "longest"."""
    widest = max(map(len, text.split()), default=0)
    if len(text) > 110 or widest > 28:
        return "longest"
    if len(text) > 54 or widest > 20:
        return "long"
    return "short" if len(text) <= 16 else "usual"


def slot_clock(session: Session) -> Clock | None:
    return session.timers.clock("slot")


def since(session: Session) -> Ms | None:
    """When the running slot began, for a slot of unknown length that counts up."""
    run = session.day.runs.get(session.day.current or "")
    return run.started if run else None


def step_frame(session: Session, step: Step, stage: str = "") -> dict[str, Any]:
    """What every template of a step gets beside its own view. A place's own clock stands for the step's main one."""
    scene = session.scene(step)
    own = session.timers.clock(f"place:{stage}") if stage else None
    return {
        "code": session.code,
        "step": step.id,
        "kind": step.kind,
        "title": scene.title,
        "state": step.state,
        "clocks": {**scene.clocks, **({"": own} if own else {})},
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


def focused(session: Session, stage: str) -> Step | None:
    """The step that a stage has in focus, once it has been opened."""
    step = session.steps.in_focus(stage)
    return step if step is not None and step.state != PLANNED else None


def now_view(session: Session, seen: Sequence[Line], now: Ms, stage: str = "") -> dict[str, Any]:
    """What runs now and what comes, with the innermost clock that is not a step's own.

    `ends`: the time at which that clock reaches zero, "" while nobody knows; `over`: it has.
    `since`: for a slot of unknown length.
    """
    clock = _clock(session, stage)
    deadline = clock.deadline if clock else None
    later = [line for line in seen if line.state == "later"]
    return {
        "now": next((line for line in seen if line.state == "now"), None),
        "next": later[0] if later else None,
        "after": later[1] if len(later) > 1 else None,
        "begun": bool(session.day.runs),
        "clock": clock,
        "since": since(session) if clock is None else None,
        "ends": clock_text(deadline, session.meeting.facts.zone),
        "over": deadline is not None and now >= deadline,
        "facts": session.meeting.facts,
    }


def _clock(session: Session, stage: str) -> Clock | None:
    """A place's own clock is inside the slot's."""
    own = session.timers.clock(f"place:{stage}") if stage else None
    return own or slot_clock(session)


def day_strip(session: Session, seen: Sequence[Line], now: Ms) -> dict[str, Any]:
    """The day as segments whose lengths add up to 1, how far we are, and how we keep the time."""
    lengths = [line.minutes or UNKNOWN_LENGTH for line in seen]
    total = sum(lengths)
    starts = [sum(lengths[:index]) / total for index in range(len(lengths))]
    return {
        "segments": [
            {"state": line.state, "at": round(start, 4), "share": round(length / total, 4)}
            for line, start, length in zip(seen, starts, lengths, strict=True)
        ],
        "here": _here(session, seen, starts, now),
        "first": seen[0].start if seen else "",
        "last": (seen[-1].end or seen[-1].start) if seen else "",
        "behind": session.course.behind(now) if session.day.runs else None,
    }


def _here(session: Session, seen: Sequence[Line], starts: Sequence[float], now: Ms) -> float | None:
    index = next((i for i, line in enumerate(seen) if line.state == "now"), None)
    run = session.day.runs.get(session.day.current or "")
    if index is None or run is None:
        return None
    length = seen[index].minutes or UNKNOWN_LENGTH
    gone = (now - run.started) / MINUTE / length
    end = starts[index + 1] if index + 1 < len(starts) else 1
    return round(starts[index] + min(max(gone, 0), 1) * (end - starts[index]), 4)
