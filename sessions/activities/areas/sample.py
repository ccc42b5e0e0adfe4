"""Believable choices: most do not mind, a few go where their colleagues are not, and the desk forms the groups."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING

from sessions.activities.areas.moves import Choose, Form, TypeIn
from sessions.activity import DESK_TURN, PARTICIPANTS, Person, Sample

if TYPE_CHECKING:
    from sessions.activities.areas.rules import Areas

CHANGES = 3
"""So few change to another area that it never becomes too large for the others."""


def choices(areas: "Areas", people: Sequence[Person], dice: Random) -> Iterator[Sample]:
    known = list(dict.fromkeys(person.area for person in people if person.area))
    able = [who for who, person in enumerate(people) if person.role in PARTICIPANTS]
    if areas.settings.how == "choose":
        yield from _chosen(able, known, dice)
    if able and areas.settings.how != "hand":
        yield 5.0, DESK_TURN, Form(afresh=True)
    if known:
        yield 5.0, DESK_TURN, TypeIn(known[0], 2)


def _chosen(able: Sequence[int], known: Sequence[str], dice: Random) -> Iterator[Sample]:
    for number, who in enumerate(able):
        wanted = dice.choice(known) if known and number < CHANGES else ""
        yield dice.uniform(0.5, 6), who, Choose(wanted)
