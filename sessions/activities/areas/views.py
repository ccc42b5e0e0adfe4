"""What each audience may see: areas with how many people, groups with how many and where; never who."""

from typing import TYPE_CHECKING, Any

from sessions.activities.areas.forming import (
    ahead,
    by_area,
    coming,
    counted,
    gathered,
    is_meant,
    standing,
    without_group,
)
from sessions.activities.areas.moves import Settled
from sessions.activity import CLOSED, SHOWN, Area, Group, Person, Scene, plain

if TYPE_CHECKING:
    from sessions.activities.areas.rules import Areas

View = dict[str, Any]

GLANCE = 240
"""So much of a fact box a wall has room for; the phone has all of it."""


def phone(areas: "Areas", scene: Scene) -> View:
    """Not how many have chosen: every choice would be sent to every phone. `full`: nobody more comes in."""
    people = areas.people(scene)
    return {
        "how": areas.settings.how,
        "across": areas.settings.across,
        "areas": [_told(area, people.get(area.id, 0)) for area in standing(scene)],
        "formed": bool(gathered(scene, areas.settings)),
    }


def _told(area: Area, people: int) -> View:
    """The area's fact box."""
    return {
        "id": area.id,
        "name": area.name,
        "text": area.text,
        "link": area.link,
        "picture": area.picture,
        "alt": area.alt,
        "places": area.places,
        "look": area.look,
        "full": bool(area.seats) and people >= area.seats,
    }


def own_group(areas: "Areas", group: str, scene: Scene) -> View:
    """For the phones of one group: who they are together, and where; nothing when it is of another exercise."""
    found = scene.group(group)
    return _group(found, scene) if found and is_meant(found, scene, areas.settings) else {}


def _group(group: Group, scene: Scene) -> View:
    area = scene.area(group.area)
    return {
        "id": group.id,
        "number": group.number,
        "name": group.name,
        "place": group.place,
        "people": group.people,
        "area": area.name if area else "",
        "look": area.look if area else 0,
    }


def own(areas: "Areas", who: Person, scene: Scene) -> View:
    """That it came too late for a group, or found no room in its area's (`area` "": in any)."""
    if not counted(who) or not areas.is_late(who, scene):
        return {}
    area = scene.area(who.area) if areas.settings.how == "choose" else None
    return {"waits": True, "area": area.name if area else ""}


def wall(areas: "Areas", scene: Scene) -> View:
    """`done` of `here`: people who have chosen, or have a group. `loose`: the groups of no area."""
    here = [person for person in scene.people if counted(person)]
    rows = area_rows(areas, scene)
    return {
        "how": areas.settings.how,
        "across": areas.settings.across,
        "areas": rows,
        "loose": loose(areas, scene),
        "here": sum(person.weight for person in here),
        "done": sum(person.weight for person in here if areas.is_done(person, scene)),
        "formed": bool(groups_of(areas, scene)),
    }


def desk(areas: "Areas", scene: Scene) -> View:
    """`ahead`: what forming the groups now would do. `left_out`: people whom that gives no group."""
    plan = [] if areas.settings.how == "hand" else ahead(scene, areas.settings, areas.typed)
    names = {area.id: area.name for area in scene.areas}
    alone = sum(person.weight for person in without_group(scene, areas.settings))
    return {
        **wall(areas, scene),
        "size": areas.settings.size,
        "mix": areas.settings.mix,
        "ahead": [{**plain(one), "name": names.get(one.area, "")} for one in plan],
        "coming": coming(plan),
        "alone": alone,
    }


def area_rows(areas: "Areas", scene: Scene) -> list[View]:
    """Every area one can choose, and those that were taken away while somebody was in them."""
    people, groups = counts(areas, scene), groups_of(areas, scene)
    return [
        row
        for area in scene.areas
        if (row := _row(area, areas, people, groups, scene)) and (not area.removed or row["people"])
    ]


def _row(area: Area, areas: "Areas", people: dict[str, int], groups: list[Group], scene: Scene) -> View:
    typed = areas.typed.get(area.id, 0)
    number = people.get(area.id, 0) + typed
    return {
        "id": area.id,
        "name": area.name,
        "look": area.look,
        "text": area.text[:GLANCE],
        "picture": area.picture,
        "alt": area.alt,
        "places": area.places,
        "people": number,
        "typed": typed,
        "seats": area.seats,
        "full": bool(area.seats) and number >= area.seats,
        "removed": area.removed,
        "groups": [_group(group, scene) for group in groups if group.area == area.id],
    }


def loose(areas: "Areas", scene: Scene) -> list[View]:
    known = {area.id for area in scene.areas}
    return [_group(group, scene) for group in groups_of(areas, scene) if group.area not in known]


def counts(areas: "Areas", scene: Scene) -> dict[str, int]:
    """People with a phone by area: now, or when the step closed."""
    kept = _kept(areas, scene)
    return kept.people if kept else by_area(scene.people, {})


def groups_of(areas: "Areas", scene: Scene) -> list[Group]:
    kept = _kept(areas, scene)
    return list(kept.groups) if kept else gathered(scene, areas.settings)


def _kept(areas: "Areas", scene: Scene) -> Settled | None:
    return areas.settled if scene.state in (CLOSED, SHOWN) else None
