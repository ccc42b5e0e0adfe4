"""What each audience sees of group work: a group its own sheet, everybody how far each group is."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sessions.activities.worksheet.one_sheet import asked, sheet, shown
from sessions.activities.worksheet.pens import holder
from sessions.activities.worksheet.progress import groups, keys, unsettled
from sessions.activity import OPEN, PARTICIPANTS, Person, Scene

if TYPE_CHECKING:
    from sessions.activities.worksheet.rules import Worksheet

View = dict[str, Any]

ON_WALL = 20
"""Groups whose progress stands on the wall; the desk has them all."""
CARDS = 9
"""Actions that can be read on the wall at once; the phones have them all."""


def everyone(work: "Worksheet", scene: Scene) -> View:
    """For who is in no group: how far the groups are; once shown, what each has chosen."""
    return {"groups": groups(work, scene), "actions": shown(work, scene)}


def wall(work: "Worksheet", scene: Scene) -> View:
    known, actions = groups(work, scene), shown(work, scene)
    return {
        "place": "",
        "groups": known[:ON_WALL],
        "more": max(len(known) - ON_WALL, 0),
        "done": sum(one["done"] for one in known),
        "of": len(known),
        "actions": actions[:CARDS],
        "more_actions": max(len(actions) - CARDS, 0),
        **asked(work),
    }


def place(work: "Worksheet", place: str, scene: Scene) -> View:
    """The door: the groups that work here, and what they are to do; elsewhere the same as the wall."""
    here = [one for one in groups(work, scene) if one["place"] == place]
    return {**wall(work, scene), "place": place, "groups": here, "more": 0} if here else wall(work, scene)


def desk(work: "Worksheet", scene: Scene) -> View:
    """All groups, and the one sheet that is open."""
    looked_at = scene.group(work.looked_at)
    return {
        "groups": groups(work, scene),
        "open": sheet(work, looked_at, scene) if looked_at else None,
        "unsettled": sum(unsettled(work, group) for group in work.sheets),
        **asked(work),
    }


def own(work: "Worksheet", group: str, scene: Scene) -> View:
    found = scene.group(group)
    return sheet(work, found, scene) if found else {}


def marks(work: "Worksheet", who: Person, scene: Scene) -> Mapping[str, Mapping[str, Any]]:
    """Who takes part writes where the pen lies free or is theirs; everybody else reads along.

    A field that this seat writes in stays open when the step closes: the last words are still on their way.
    """
    if who.role not in PARTICIPANTS or not who.group:
        return {}
    is_open = scene.state == OPEN
    found: dict[str, dict[str, Any]] = {}
    members = {person.seat for person in scene.members(who.group)}
    for key in keys(work, who.group):
        field = work.sheet(who.group).field(key)
        held = holder(field, members)
        if held in ("", who.seat) and (is_open or held):
            found[f"w-{key}"] = {"hidden": False}
        if is_open and held in ("", who.seat):
            found[f"r-{key}"] = {"hidden": True}
        if is_open and held == who.seat:
            found[f"m-{key}"] = {"hidden": False}
        elif is_open and who.seat in field.waiting:
            found[f"asked-{key}"] = {"hidden": False}
    return {**found, "sheet": {"data-may": True}} if is_open else found
