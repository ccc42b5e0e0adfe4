"""The wall and the door: where we are, the clock, and how to join, always; otherwise one thing at a time."""

from collections.abc import Sequence
from typing import Any

from sessions.screens.pieces import apart
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
    slot_clock,
    step_frame,
)
from sessions.screens.teams import progress
from sessions.session import Session
from sessions.steps import Step

DARK = "dark"
LISTED = 22
"""Slots that the wall lists before the day; the phones have them all."""
ROWS = 11
"""Slots in one column of that list."""
WITH_WAY_IN = {"wall/step.html", "wall/pause.html", "wall/between.html", "wall/ended.html"}
"""Where the way in stands in the foot; elsewhere it has a place of its own."""
BARE: Region = ("wall/nothing.html", {})


def wall_regions(session: Session, audience: Audience, outlook: Outlook) -> Regions:
    """The screen that everybody sees, or with a stage the one at that place's door."""
    if _is_blank(session, audience):
        return {
            "top": ("wall/nothing.html", {"colours": DARK}),
            "main": ("wall/blank.html", {"zone": session.meeting.facts.zone}),
            "foot": BARE,
        }
    frame = meeting_frame(session, outlook)
    seen = lines(session, outlook.now)
    step = None if _says_more(session, audience) else focused(session, audience.stage)
    pieces: Regions = {}
    if step is not None:
        main, pieces = _step(session, audience, step)
    else:
        main = _main(session, audience, seen, outlook, frame)
    return {
        "top": ("wall/top.html", {**frame, **_top(session, audience, step)}),
        "main": main,
        "foot": ("wall/foot.html", {**frame, **_foot(session, audience, seen, outlook, step, main)}),
        **pieces,
    }


def _is_blank(session: Session, audience: Audience) -> bool:
    """The facilitator darkens the plenary; at the doors people still have to find their way."""
    return session.meeting.blank and not audience.stage


def _says_more(session: Session, audience: Audience) -> bool:
    """The end of the day, and on the plenary wall the large code, come before any step."""
    return session.meeting.ended or (session.meeting.show_code and not audience.stage)


def _top(session: Session, audience: Audience, step: Step | None) -> dict[str, Any]:
    """`crumb`: the slot that a shown step belongs to; the step is `number` of `count` in it."""
    slot = session.day.find(step.slot) if step else None
    beside = session.steps.of_slot(step.slot) if step and slot else []
    return {
        "stage": audience.stage,
        "colours": session.meeting.facts.wall_theme,
        "bell": session.meeting.facts.bell,
        "look_up": session.meeting.look_up,
        "crumb": slot.title if slot else "",
        "number": beside.index(step) + 1 if step and beside else 0,
        "count": len(beside),
        "teams": progress(session, audience.stage) if step or not audience.stage else None,
    }


def _step(session: Session, audience: Audience, step: Step) -> tuple[Region, Regions]:
    scene = session.scene(step)
    seen = step.activity.place(audience.stage, scene) if audience.stage else step.activity.wall(scene)
    view, pieces = apart(step, seen)
    return ("wall/step.html", {**step_frame(session, step, audience.stage), "view": view}), pieces


def _main(
    session: Session, audience: Audience, seen: Sequence[Line], outlook: Outlook, frame: dict[str, Any]
) -> Region:
    meeting = session.meeting
    now = now_view(session, seen, outlook.now, audience.stage)
    if meeting.ended:
        still = [session.scene(step).title for step in session.steps.open()]
        told = {"facts": meeting.facts, "shared": meeting.shared, "open": still}
        return ("wall/ended.html", {**frame, **told})
    if meeting.show_code and not audience.stage:
        return ("wall/code.html", frame)
    if audience.stage:
        return ("wall/door.html", {**frame, **now, **_at_place(session, audience.stage, seen)})
    if now["now"] is None:
        return _not_running(seen, now, frame)
    name = "wall/pause.html" if now["now"].break_ else "wall/now.html"
    return (name, {**frame, **now, "size": headline(now["now"].title)})


def _not_running(seen: Sequence[Line], now: dict[str, Any], frame: dict[str, Any]) -> Region:
    """Before the day: what it holds. Between two parts: what comes."""
    if now["begun"]:
        title = now["next"].title if now["next"] else ""
        return ("wall/between.html", {**frame, **now, "size": headline(title)})
    listed = list(seen) if len(seen) <= LISTED else list(seen[: LISTED - 1])
    columns = [listed[:ROWS], listed[ROWS:]] if len(listed) > ROWS else [listed]
    more = len(seen) - len(listed)
    listing = {"columns": columns, "more": more, "size": headline(frame["title"])}
    return ("wall/before.html", {**frame, **now, **listing})


def _at_place(session: Session, stage: str, seen: Sequence[Line]) -> dict[str, Any]:
    """A place by its door: who works here, and what of the programme happens here."""
    ahead = [line for line in seen if line.state in ("now", "later")]
    here = [line for line in ahead if stage.casefold() in line.place.casefold()]
    return {"stage": stage, "teams": progress(session, stage), "here": here[:4], "size": headline(stage)}


def _foot(
    session: Session,
    audience: Audience,
    seen: Sequence[Line],
    outlook: Outlook,
    step: Step | None,
    main: Region,
) -> dict[str, Any]:
    """The strip of the day; beside a step also the slot's clock, what comes, and what else is open."""
    running = session.day.runs and not session.meeting.ended
    strip = day_strip(session, seen, outlook.now) if running else NO_STRIP
    way_in = outlook.join if main[0] in WITH_WAY_IN else None
    beside = _beside(session, audience, seen, step) if step else NOTHING_BESIDE
    return {**strip, "way_in": way_in, **beside}


def _beside(session: Session, audience: Audience, seen: Sequence[Line], step: Step) -> dict[str, Any]:
    """`inner`: neither the step nor the place has a clock of its own, so that the slot's is the one that matters."""
    own = session.timers.clock(f"place:{audience.stage}") if audience.stage else None
    return {
        "clock": slot_clock(session),
        "inner": own is None and "" not in session.scene(step).clocks,
        "next": next((line for line in seen if line.state == "later"), None),
        "also": [session.scene(other).title for other in session.steps.open() if other is not step],
    }


NO_STRIP: dict[str, Any] = {"segments": [], "here": None, "first": "", "last": "", "behind": None}
NOTHING_BESIDE: dict[str, Any] = {"clock": None, "inner": True, "next": None, "also": []}
