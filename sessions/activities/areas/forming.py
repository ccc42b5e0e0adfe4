"""From people and areas to groups with places: what the desk sees beforehand, and what then happens."""

from collections.abc import Iterable, Mapping, Sequence
from random import Random

from msgspec import Struct

from sessions.activities.areas.dealing import Table, deal, how_many, largest, sizes, smallest, table_of
from sessions.activities.areas.moves import Settings
from sessions.activity import PARTICIPANTS, Area, Group, Person, Scene


class Ahead(Struct, frozen=True):
    """What forming the groups now would do in an area: so many join groups, and new ones of these sizes begin."""

    area: str
    joining: int
    sizes: tuple[int, ...]


class Dealt(Struct, frozen=True):
    """Who comes into a group: one that is there already, or with group "" a new one. `people`: they, by weight."""

    group: str
    area: str
    place: str
    seats: tuple[str, ...]
    people: int


def counted(person: Person) -> bool:
    """Observers, scribes and those who are not here take no place."""
    return person.here and person.role in PARTICIPANTS


def standing(scene: Scene) -> list[Area]:
    return [area for area in scene.areas if not area.removed]


def is_meant(group: Group, scene: Scene, settings: Settings) -> bool:
    """Whether it is a group of this kind: trios across the areas are no groups of the areas, nor the other way.

    So those who talked in trios before lunch have no group yet when the areas begin.
    """
    across = settings.across or not standing(scene)
    return settings.how == "hand" or across is not bool(group.area)


def gathered(scene: Scene, settings: Settings, area: str | None = None) -> list[Group]:
    """The groups that people are in, in the order of their numbers; those of one area, or of all."""
    found = [
        group
        for group in scene.groups
        if group.people and area in (None, group.area) and is_meant(group, scene, settings)
    ]
    return sorted(found, key=lambda group: group.number)


def without_group(scene: Scene, settings: Settings) -> list[Person]:
    meant = {group.id for group in gathered(scene, settings)}
    return [person for person in scene.people if counted(person) and person.group not in meant]


def by_area(people: Iterable[Person], typed: Mapping[str, int]) -> dict[str, int]:
    """People in each area, those without a phone among them."""
    found = dict(typed)
    for person in people:
        if person.area and counted(person):
            found[person.area] = found.get(person.area, 0) + person.weight
    return found


def room_for(who: Person, groups: Iterable[Group], size: int) -> Group | None:
    """The smallest of the groups that has room for who comes late."""
    fitting = [group for group in groups if group.people + who.weight <= largest(size)]
    return min(fitting, key=lambda group: (group.people, group.number), default=None)


def formed(
    scene: Scene, settings: Settings, typed: Mapping[str, int], afresh: bool, dice: Random
) -> list[Dealt]:
    """The groups that forming them now makes or fills; who has chosen no area stays without."""
    coming = (
        [person for person in scene.people if counted(person)] if afresh else without_group(scene, settings)
    )
    homes = _homes(scene, settings, typed, coming, dice)
    found: list[Dealt] = []
    for area in _kept_apart(scene, settings):
        here = [person for person in coming if homes.get(person.seat) == (area.id if area else "")]
        groups = [] if afresh else gathered(scene, settings, area.id if area else "")
        found += _of_one_area(here, area, groups, scene, settings, dice)
    return found


def ahead(scene: Scene, settings: Settings, typed: Mapping[str, int]) -> list[Ahead]:
    """What the desk is told beforehand; exact while every phone is one person."""
    coming = without_group(scene, settings)
    homes = _homes(scene, settings, typed, coming, Random(0))
    found: list[Ahead] = []
    for area in _kept_apart(scene, settings):
        home = area.id if area else ""
        people = sum(person.weight for person in coming if homes.get(person.seat) == home)
        groups = gathered(scene, settings, home)
        joining = min(people, _room(groups, settings.size)) if _is_few(people, groups, settings) else 0
        if people:
            found.append(Ahead(home, joining, tuple(sizes(people - joining, settings.size))))
    return found


def coming(plan: Iterable[Ahead]) -> int:
    """The people who would get a group."""
    return sum(one.joining + sum(one.sizes) for one in plan)


def _is_few(people: int, groups: Sequence[Group], settings: Settings) -> bool:
    """Those who come late join the groups that are there, when they are too few for one of their own."""
    return bool(groups) and people < smallest(settings.size)


def _room(groups: Iterable[Group], size: int) -> int:
    return sum(max(0, largest(size) - group.people) for group in groups)


def _kept_apart(scene: Scene, settings: Settings) -> Sequence[Area | None]:
    """The areas whose people do not mix; one common one when the groups belong to none."""
    return [None] if settings.across else standing(scene) or [None]


def _homes(
    scene: Scene,
    settings: Settings,
    typed: Mapping[str, int],
    coming: Sequence[Person],
    dice: Random,
) -> Mapping[str, str]:
    """Seat -> the area it is to work in, "" for none in particular; who is left out has nowhere to be."""
    areas = standing(scene)
    if settings.across or not areas:
        return {person.seat: "" for person in coming}
    if settings.how == "choose":
        known = {area.id for area in areas}
        return {person.seat: person.area for person in coming if person.area in known}
    away = {person.seat for person in coming}
    staying = [person for person in scene.people if counted(person) and person.seat not in away]
    tables = [_as_table(area, staying, typed.get(area.id, 0)) for area in areas]
    deal(coming, tables, settings.mix, dice)
    return {one.seat: area.id for area, table in zip(areas, tables, strict=True) for one in table.dealt}


def _as_table(area: Area, staying: Iterable[Person], typed: int) -> Table:
    table = table_of((person for person in staying if person.area == area.id), area.seats or None)
    table.people += typed
    return table


def _of_one_area(
    people: Sequence[Person],
    area: Area | None,
    groups: Sequence[Group],
    scene: Scene,
    settings: Settings,
    dice: Random,
) -> list[Dealt]:
    """A few who come late join the groups that have room; others make groups of their own."""
    late = _is_few(sum(person.weight for person in people), groups, settings)
    room = largest(settings.size) if late else 0
    tables = [table_of(scene.members(group.id), room) for group in groups]
    left = deal(people, tables, settings.mix, dice)
    joined = [
        _dealt(table, group.id, group.area, group.place) for group, table in zip(groups, tables, strict=True)
    ]
    begun = _new_groups(left, area, groups, settings, dice)
    return [one for one in (*joined, *begun) if one.seats]


def _new_groups(
    people: Sequence[Person], area: Area | None, groups: Iterable[Group], settings: Settings, dice: Random
) -> list[Dealt]:
    weight = sum(person.weight for person in people)
    tables = [table_of(()) for _ in range(how_many(weight, settings.size))]
    deal(people, tables, settings.mix, dice)
    filled = [table for table in tables if table.dealt]
    places = _in_turn(area.places if area else (), groups, len(filled))
    home = area.id if area else ""
    return [_dealt(table, "", home, place) for table, place in zip(filled, places, strict=True)]


def _in_turn(places: Sequence[str], groups: Iterable[Group], number: int) -> list[str]:
    """A place for each new group: always the one where the fewest groups work, in the order of the area."""
    if not places:
        return [""] * number
    taken = dict.fromkeys(places, 0)
    for group in groups:
        if group.place in taken:
            taken[group.place] += 1
    found: list[str] = []
    for _ in range(number):
        found.append(min(places, key=lambda place: taken[place]))
        taken[found[-1]] += 1
    return found


def _dealt(table: Table, group: str, area: str, place: str) -> Dealt:
    people = sum(person.weight for person in table.dealt)
    return Dealt(group, area, place, tuple(person.seat for person in table.dealt), people)
