"""Votes as people might give them, so that a day can be rehearsed and shown."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING

from sessions.activities.vote.moves import Cast, TypeIn, Withdraw
from sessions.activity import DESK_TURN, PARTICIPANTS, Person, Sample

if TYPE_CHECKING:
    from sessions.activities.vote.rules import Vote


def votes(vote: "Vote", people: Sequence[Person], dice: Random) -> Iterator[Sample]:
    """Most vote, some change their minds, one takes the vote back, and a few hands are counted."""
    options = [option.id for option in vote.options()]
    able = [index for index, person in enumerate(people) if person.role in PARTICIPANTS]
    if not options:
        return
    for index in able:
        if dice.random() < 0.92:
            yield dice.uniform(0.1, 3), index, Cast(_leaning(options, dice))
    for index in able:
        if people[index].seat in vote.given and dice.random() < 0.1:
            yield dice.uniform(0.1, 2), index, Cast(dice.choice(options))
    if len(able) > 5 and people[able[0]].seat in vote.given:
        yield 1, able[0], Withdraw()
    if able:
        yield 2, DESK_TURN, TypeIn(options[0], 1 + len(able) // 20, "hands")


def _leaning(options: Sequence[str], dice: Random) -> str:
    """Some options are liked better than others, as in life."""
    return options[min(int(dice.expovariate(1 / 1.5)), len(options) - 1)]
