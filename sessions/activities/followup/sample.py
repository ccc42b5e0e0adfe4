"""A follow-up as it might go."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING

from sessions.activities.followup import moves as m
from sessions.activity import DESK_TURN, PARTICIPANTS, Person, Sample
from sessions.ball import ConfirmOffer, PassBall, TakeBall

if TYPE_CHECKING:
    from sessions.activities.followup.rules import Followup

PASTED = """Gemensam kursportal | pågår, tre kommuner är med
  Samla utbudet
  Ett gemensamt språk
Fadder på jobbet | klart
Kvällsöppet bibliotek | inte påbörjat"""
STATUSES: tuple[m.Status, ...] = ("under_way", "done", "not_begun", "dropped")
NOTES = (
    "Två möten har hållits",
    "Väntar på besked",
    "Fler än vi trodde vill vara med",
    "Pengarna räckte inte",
)
NEEDS = ("Någon som håller i det", "En lokal", "")


def followed_up(followup: "Followup", people: Sequence[Person], dice: Random) -> Iterator[Sample]:
    """The desk goes through the rows; some of those who listen say that they can take one."""
    yield 2, DESK_TURN, m.Paste(PASTED)
    able = [index for index, person in enumerate(people) if person.role in PARTICIPANTS]
    dice.shuffle(able)
    for row in followup.standing():
        yield 1, DESK_TURN, m.NextRow(followup.coming())
        yield from _at_the_desk(row.id, people, dice)
        for index in able[: len(able) // 3 + 1]:
            if row.holding.of_seat(people[index].seat) is None:
                yield dice.uniform(1, 5), index, TakeBall(row.id, f"Ideell kraft {index + 1}")
        for offer in row.holding.waiting()[:1]:
            yield 2, DESK_TURN, ConfirmOffer(row.id, offer.id)
    yield 2, DESK_TURN, m.NextRow()


def _at_the_desk(row: str, people: Sequence[Person], dice: Random) -> Iterator[Sample]:
    yield 4, DESK_TURN, m.SetStatus(row, dice.choice(STATUSES))
    yield 5, DESK_TURN, m.EditRow(row, note=dice.choice(NOTES), needs=dice.choice(NEEDS))
    named = sorted({person.organisation for person in people if person.organisation})
    if named:
        yield 3, DESK_TURN, PassBall(row, dice.choice(named))
