"""Who comes into which group: pure, and fair in the sense that nobody can tell beforehand who sits with whom.

People are dealt one by one, the largest organisations first, each to the group with the fewest from the same
organisation and then the fewest people. With one person a phone the sizes differ by one at most, and so do an
organisation's people in any two groups.
"""

from collections.abc import Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush
from itertools import groupby
from random import Random

from msgspec import Struct

from sessions.activity import Person

Place = tuple[int, int, int]
"""How much one would like to be dealt there: people of the same organisation, people, and which table it is."""


class Table(Struct):
    """Somewhere people are dealt to. `room`: so many people at most, None for any number. `dealt`: who came."""

    people: int = 0
    room: int | None = None
    organisations: dict[str, int] = {}
    dealt: list[Person] = []

    def takes(self, person: Person) -> bool:
        return self.room is None or self.people + person.weight <= self.room

    def seat(self, person: Person) -> None:
        home = organisation_of(person)
        self.people += person.weight
        self.organisations[home] = self.organisations.get(home, 0) + person.weight
        self.dealt.append(person)


def table_of(people: Iterable[Person], room: int | None = None) -> Table:
    """A table where these sit already."""
    table = Table(0, room)
    for person in people:
        table.seat(person)
    table.dealt.clear()
    return table


def largest(size: int) -> int:
    """As many as a group may become: one in three more than wished, and always one."""
    return size + max(1, size // 3)


def smallest(size: int) -> int:
    """Fewer than these are no group of their own while others have room."""
    return max(2, size - max(1, size // 3))


def how_many(people: int, size: int) -> int:
    """The number of groups whose sizes come nearest to the wish; of two that are equally near, the larger groups.

    So an odd one out makes a trio of a pair, and nobody is left alone while there is somebody to sit with.
    """
    few, many = max(1, people // size), max(1, -(-people // size))
    too_many, too_few = -(-people // few) - size, size - people // many
    return few if too_many <= too_few else many


def sizes(people: int, size: int) -> list[int]:
    """The sizes of the groups that so many people make, the larger first."""
    groups = how_many(people, size)
    each, over = divmod(people, groups)
    return [each + (number < over) for number in range(groups)] if people else []


def organisation_of(person: Person) -> str:
    return person.organisation.casefold()


def deal(people: Iterable[Person], tables: Sequence[Table], mix: bool, dice: Random) -> list[Person]:
    """Seat the people; those whom no table has room for are returned."""
    left: list[Person] = []
    for home, members in groupby(in_turn(people, mix, dice), key=organisation_of if mix else lambda _: ""):
        left += _dealt_out(home, members, tables)
    return left


def _dealt_out(home: str, members: Iterable[Person], tables: Sequence[Table]) -> Iterator[Person]:
    """Seat the people of one organisation; people of none ("") are not each other's colleagues."""
    places = [_place(home, tables, which) for which in range(len(tables))]
    heapify(places)
    for person in members:
        full: list[Place] = []
        while places and not tables[places[0][2]].takes(person):
            full.append(heappop(places))
        if places:
            which = heappop(places)[2]
            tables[which].seat(person)
            heappush(places, _place(home, tables, which))
        else:
            yield person
        for place in full:
            heappush(places, place)


def _place(home: str, tables: Sequence[Table], which: int) -> Place:
    table = tables[which]
    return (table.organisations.get(home, 0) if home else 0, table.people, which)


def in_turn(people: Iterable[Person], mix: bool, dice: Random) -> list[Person]:
    """Shuffled; phones that stand for many first, and when organisations mix the largest of them before all."""
    shuffled = list(people)
    dice.shuffle(shuffled)
    shuffled.sort(key=lambda person: -person.weight)
    if mix:
        weight: dict[str, int] = {}
        for person in shuffled:
            home = organisation_of(person)
            weight[home] = weight.get(home, 0) + person.weight
        shuffled.sort(
            key=lambda one: (not one.organisation, -weight[organisation_of(one)], organisation_of(one))
        )
    return shuffled
