"""The desk's middle: what happens now with its clocks, and everything that is open."""

from collections.abc import Sequence
from typing import Any

from sessions.activity import CLOSED, OPEN, PLANNED, SHOWN, Clock
from sessions.afterwards import goes_on, going_on
from sessions.screens.desk_day import step_line
from sessions.screens.pieces import desks
from sessions.screens.shown import Line, Regions, since, step_frame
from sessions.session import Session
from sessions.steps import PLENARY, Step


def phase(session: Session) -> str:
    """Where the day stands: empty, planned, running, between (nothing runs), or ended."""
    if session.meeting.ended:
        return "ended"
    if session.day.current is not None:
        return "running"
    if session.day.runs:
        return "between"
    return "planned" if session.day.slots else "empty"


def on_wall(session: Session) -> Step | None:
    """The step that the plenary sees."""
    step = session.steps.in_focus(PLENARY)
    seen = step is not None and step.state != PLANNED and not session.meeting.ended
    return step if seen else None


def now_view(session: Session, seen: Sequence[Line]) -> dict[str, Any]:
    """`clock`: the innermost one, as `{"key", "clock", ...}`; `outer`: the slot's, when that is another."""
    step = on_wall(session)
    inner = innermost(session, step)
    outer = session.timers.clock("slot") if inner and inner["key"] != "slot" else None
    facts = session.meeting.facts
    return {
        "phase": phase(session),
        "line": next((line for line in seen if line.state == "now"), None),
        "first": next((line for line in seen if line.state == "later"), None),
        "step": _headline(session, step) if step else None,
        "clock": inner,
        "outer": outer,
        "since": since(session) if inner is None else None,
        "clocks": [_clock(session, key) for key in session.timers.running],
        "facts": {"title": facts.title, "theme": facts.theme, "date": facts.date, "place": facts.place},
        "code": session.code,
        "goes_on": [session.scene(step).title for step in going_on(session) if step.state == OPEN],
    }


def _headline(session: Session, step: Step) -> dict[str, Any]:
    """`number` of `count`: where it stands among the steps of the running slot."""
    beside = session.steps.of_slot(step.slot)
    return {
        **step_line(session, step),
        "title": session.scene(step).title,
        "number": beside.index(step) + 1 if step.slot else 0,
        "count": len(beside) if step.slot else 0,
    }


def innermost(session: Session, step: Step | None) -> dict[str, Any] | None:
    """The clock that matters most: the step's main one, else another of its clocks, else the slot's."""
    own = [key for key in session.timers.running if step and _of_step(key, step)]
    keys = [*sorted(own), *(["slot"] if "slot" in session.timers.running else [])]
    return _clock(session, keys[0]) if keys else None


def _of_step(key: str, step: Step) -> bool:
    return f"{key}:".startswith(f"step:{step.id}:")


def _clock(session: Session, key: str) -> dict[str, Any]:
    """`what`: slot, step or place; `title`: the step's or place's."""
    what, _, rest = key.partition(":")
    step = session.steps.steps.get(rest.partition(":")[0]) if what == "step" else None
    clock: Clock | None = session.timers.clock(key)
    return {
        "key": key,
        "id": key.replace(":", "-"),
        "what": what,
        "title": session.scene(step).title if step else rest,
        "clock": clock,
        "paused": clock is not None and clock.deadline is None,
    }


def work_view(session: Session) -> dict[str, Any]:
    """The focused step with its activity's own desk view; without one, what stands in the programme."""
    step = on_wall(session)
    slot = session.day.find(session.day.current or "")
    steps = session.steps.of_slot(slot.id) if slot and not step else []
    return {
        "open": _with_view(session, step) if step else None,
        "details": slot.details if slot and not step else (),
        "notes": slot.desk_notes if slot else "",
        "planned": [step_line(session, one) for one in steps],
    }


def _with_view(session: Session, step: Step) -> dict[str, Any]:
    return {**step_frame(session, step), "view": desks(session, step)[0]}


def pieces(session: Session) -> Regions:
    """The parts of what steps show at the desk that are regions of their own."""
    steps = [*filter(None, [on_wall(session)]), *_beside(session)]
    return {name: piece for step in steps for name, piece in desks(session, step)[1].items()}


def _beside(session: Session) -> list[Step]:
    """The steps at hand that are not the focused one."""
    focused = on_wall(session)
    return [step for step in session.steps.steps.values() if step is not focused and _at_hand(session, step)]


def open_view(session: Session) -> dict[str, Any]:
    """Everything at hand beside the focused step."""
    return {
        "others": [_with_view(session, step) for step in _beside(session)],
        "ended": session.meeting.ended,
    }


def _at_hand(session: Session, step: Step) -> bool:
    if session.meeting.ended:
        return goes_on(session, step)
    here = step.slot == (session.day.current or "")
    return step.state == OPEN or (here and step.state in (CLOSED, SHOWN))


def choosable(session: Session, step: Step) -> bool:
    return step.state != PLANNED and (_at_hand(session, step) or step.id in session.steps.focus.values())


def switches_view(session: Session) -> dict[str, Any]:
    meeting = session.meeting
    return {
        "look_up": meeting.look_up,
        "blank": meeting.blank,
        "show_code": meeting.show_code,
        "focus": on_wall(session) is not None,
        "ended": meeting.ended,
    }
