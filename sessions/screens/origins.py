"""Where something comes from: every stop of an item on its way through the day, and those of what it was made of."""

from typing import Any

from msgspec import structs

from sessions.activity import PLANNED, Activity
from sessions.ball import Carrying
from sessions.session import Session
from sessions.thread import Stop, Thread


def thread_of(session: Session) -> Thread:
    """Everything of the steps that have been opened, in the order of the day."""
    begun = [step for step in session.steps.steps.values() if step.state != PLANNED]
    return Thread(Stop(step.id, item) for step in begun for item in (*step.sources, *step.activity.items()))


def origins(session: Session, thread: Thread, item: str) -> dict[str, Any] | None:
    """An item with its stops, and the same of all that it leads back to; None for an id nobody knows."""
    own = _with_stops(session, thread, item)
    if own is None:
        return None
    found = (_with_stops(session, thread, one) for one in thread.origins(item))
    return {**own, "made_of": [one for one in found if one]}


def all_origins(session: Session) -> list[dict[str, Any]]:
    """Of every row that is written in a protocol or a follow-up."""
    thread = thread_of(session)
    written = [
        row.id
        for step in session.steps.steps.values()
        if step.state != PLANNED and isinstance(step.activity, Carrying)
        for row in step.activity.carried()
    ]
    found = (origins(session, thread, item) for item in dict.fromkeys(written))
    return [one for one in found if one]


def _with_stops(session: Session, thread: Thread, item: str) -> dict[str, Any] | None:
    own = list({stop.step: stop for stop in thread.stops(item)}.values())
    if not own:
        return None
    return {
        "id": item,
        "title": own[-1].item.title,
        "stops": [_stop(session, stop, own[at - 1] if at else None) for at, stop in enumerate(own)],
    }


def _stop(session: Session, stop: Stop, before: Stop | None) -> dict[str, Any]:
    step = session.steps.step(stop.step)
    slot = session.day.find(step.slot)
    kept = any(one.id == stop.item.id for one in step.activity.items())
    return {
        "step": step.id,
        "kind": step.kind,
        "step_title": session.scene(step).title,
        "slot": slot.title if slot else "",
        "title": stop.item.title,
        "text": stop.item.text,
        "outcome": stop.item.outcome,
        "group": _group(session, stop),
        "same_words": before is not None
        and (before.item.title, before.item.text) == (stop.item.title, stop.item.text),
        "left": not kept,
        "came": _came(step.activity, stop.item.id),
    }


def _came(activity: Activity, item: str) -> dict[str, str] | None:
    """The earlier session that the row was taken over from."""
    came = activity.came_from(item) if isinstance(activity, Carrying) else None
    return structs.asdict(came) if came else None


def _group(session: Session, stop: Stop) -> dict[str, Any] | None:
    team = next((one for one in session.groups.all() if stop.item.group and one.id == stop.item.group), None)
    return {"number": team.number, "name": team.name} if team else None
