"""The groups as every screen tells of them: what they are called, where they work, and how far they are."""

from typing import Any

from sessions.activity import OPEN, Group
from sessions.screens.shown import focused
from sessions.session import Session
from sessions.steps import Step

MOST_SHOWN = 12
"""Groups that stand one by one at the top of a wall; of more only how many are ready is said."""


def team_view(session: Session, group: Group) -> dict[str, Any]:
    """`look` 0: the group has no area."""
    area = session.groups.areas.get(group.area)
    return {
        "id": group.id,
        "number": group.number,
        "name": group.name,
        "area": area.name if area else "",
        "look": area.look if area else 0,
        "place": group.place,
        "people": group.people,
        "ready": group.ready,
        "asks": group.asks,
    }


def own_team(session: Session, group: str) -> dict[str, Any] | None:
    found = next((one for one in session.groups.all() if one.id == group), None) if group else None
    return team_view(session, found) if found else None


def group_work(session: Session, stage: str = "") -> Step | None:
    """What the groups work at: the step this stage has in focus, else another open one that is done in groups."""
    if session.meeting.ended:
        return None
    in_focus = focused(session, stage)
    steps = [*filter(None, [in_focus]), *session.steps.open()]
    return next((step for step in steps if step.state == OPEN and step.activity.by_groups), None)


def progress(session: Session, stage: str = "") -> dict[str, Any] | None:
    """How far the groups are: those at a place, or in the plenary all of them while they work. None: nothing to tell.

    `working`: whether they can say that they are ready. `shown`: the groups one by one, when they are few enough.
    """
    working = group_work(session, stage) is not None
    groups = [one for one in session.groups.gathered() if stage in ("", one.place)]
    if not groups or not (working or stage):
        return None
    return {
        "working": working,
        "ready": sum(group.ready for group in groups),
        "of": len(groups),
        "shown": [team_view(session, group) for group in groups] if len(groups) <= MOST_SHOWN else [],
    }
