"""The desk's right side: who is here, who needs me, and what can be started that is not in the programme."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec

from sessions.activities import ACTIVITIES
from sessions.activity import CLOSED, OPEN, Activity, Scene
from sessions.afterwards import going_on
from sessions.people import ROLES
from sessions.screens.desk_next import holds_back
from sessions.screens.desk_now import innermost, on_wall
from sessions.screens.desk_places import asking, groupless, standing_groups
from sessions.screens.shown import Outlook
from sessions.session import Session
from sessions.steps import Step

NEARLY = 0.9
"""The share of all seats from which the desk is warned."""
MOST_LISTED = 1000


def people_view(session: Session, outlook: Outlook) -> dict[str, Any]:
    people = session.people
    return {
        "connected": outlook.connected,
        "seats": people.crowd.people,
        "heads": people.heads,
        "locked": people.locked,
        "organisations": people.crowd.organisations,
        "listed": len(people.door.organisations),
        "ended": session.meeting.ended,
        "code": session.code,
    }


def needs_view(session: Session, outlook: Outlook) -> list[dict[str, Any]]:
    """What waits for whoever leads, the most pressing first."""
    if session.meeting.ended:
        return _steps(session, going_on(session))
    return [
        *_groups(session),
        *_without_group(session),
        *_seats(session),
        *_clocks(session, outlook),
        *_steps(session, session.steps.steps.values()),
        *_quiet(session),
    ]


def _need(code: str, **more: Any) -> dict[str, Any]:
    """A code the template has words and buttons for, and what they need."""
    return {"code": code, "id": "", "step": "", "title": "", "kind": "", "key": "", "clock": None, **more}


def _seats(session: Session) -> list[dict[str, Any]]:
    taken, seats = len(session.people.seats), session.people.door.seats
    return [_need("seats", values={"taken": taken, "seats": seats})] if taken >= seats * NEARLY else []


def _groups(session: Session) -> list[dict[str, Any]]:
    """A group that wants more time: for its place, for all, or not."""
    inner = innermost(session, on_wall(session))
    key = inner["key"] if inner else ""
    return [_need("more_time", id=team["id"], team=team, key=key) for team in asking(session)]


def _without_group(session: Session) -> list[dict[str, Any]]:
    """Who came when the groups were at work, unless an exercise that forms groups says so itself."""
    people = groupless(session)
    asked = (term.code for step in session.steps.open() for term in step.activity.needs(session.scene(step)))
    if not people or "without_group" in asked:
        return []
    return [_need("groupless", values={"people": people, "code": session.code})]


def _clocks(session: Session, outlook: Outlook) -> list[dict[str, Any]]:
    """The clock that everybody looks at has stopped, or has run out."""
    inner = innermost(session, on_wall(session))
    if inner is None:
        return []
    clock = {"key": inner["key"], "clock": inner["clock"], "title": inner["title"]}
    if inner["paused"]:
        return [_need("paused", **clock)]
    return [_need("time_up", **clock)] if inner["clock"].deadline <= outlook.now else []


def _steps(session: Session, steps: Iterable[Step]) -> list[dict[str, Any]]:
    """What open steps ask for themselves, and results of the running slot that nobody has seen."""
    found: list[dict[str, Any]] = []
    focused = on_wall(session)
    for step in steps:
        about = {"step": step.id, "kind": step.kind, "title": session.scene(step).title}
        if step.state in (OPEN, CLOSED):
            terms = step.activity.needs(session.scene(step))
            here = step is focused
            found += [_need("asks", id=f"{step.id}-{t.code}", term=t, focus=here, **about) for t in terms]
        unseen = step.state == CLOSED and step is not focused and step.slot == (session.day.current or "")
        if unseen and holds_back(session, step):
            found.append(_need("unseen", id=step.id, **about))
    return found


def _quiet(session: Session) -> list[dict[str, Any]]:
    return [_need("quiet")] if session.meeting.look_up else []


def start_view(session: Session) -> dict[str, Any]:
    """Every kind of activity as it could be started now, and the steps whose items it could take over."""
    return {
        "kinds": _startables(),
        "sources": [
            {"step": step.id, "title": session.scene(step).title}
            for step in session.steps.steps.values()
            if step.activity.has_items()
        ],
        "ended": session.meeting.ended,
        "code": session.code,
    }


@cache
def _startables() -> list[dict[str, Any]]:
    """The same for as long as the program runs."""
    return [_startable(activity) for activity in ACTIVITIES]


def _startable(activity: type[Activity]) -> dict[str, Any]:
    """`plain`: nobody answers anything, so that with a clock it is the plain timer."""
    fresh = activity()
    step = f"new-{activity.kind}"
    settings = msgspec.to_builtins(fresh.settings)
    view = {**fresh.desk(Scene(step)), "settings": settings}
    return {
        "kind": activity.kind,
        "step": step,
        "plain": not activity.moves,
        "lasts": activity.lasts,
        "view": view,
    }


def people_list(session: Session) -> dict[str, Any]:
    """Everybody in the order they came; `more`: how many are not listed."""
    people = session.people
    seats = list(people.seats.values())
    names = {group.id: {"number": group.number, "name": group.name} for group in standing_groups(session)}
    return {
        "tables": people.door.tables,
        "people": [
            {
                "seat": person.seat,
                "number": number,
                "name": person.name,
                "organisation": person.organisation,
                "role": person.role,
                "place": person.place,
                "group": names.get(person.group),
                "people": person.weight,
                "here": person.here,
                "removed": person.seat in people.removed,
            }
            for number, person in enumerate(seats[:MOST_LISTED], 1)
        ],
        "more": max(0, len(seats) - MOST_LISTED),
        "roles": ROLES,
        "locked": people.locked,
        "ended": session.meeting.ended,
        "code": session.code,
    }
