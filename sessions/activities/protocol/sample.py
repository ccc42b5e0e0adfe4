"""A protocol as it might be written while a room looks on."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING

from sessions.activities.protocol import moves as m
from sessions.activity import DESK_TURN, PARTICIPANTS, Person, Sample
from sessions.ball import ConfirmOffer, PassBall, TakeBall

if TYPE_CHECKING:
    from sessions.activities.protocol.rules import Protocol

NEXT_STEPS = ("Ett första möte", "Fråga de andra kommunerna", "Skriv ett utkast", "Prova på ett ställe")
DUE = ("30 april", "före sommaren", "?", "nästa möte")


def written(protocol: "Protocol", people: Sequence[Person], dice: Random) -> Iterator[Sample]:
    """The desk names who holds the balls; those named accept, others offer, and the desk says yes to them."""
    yield 4, DESK_TURN, m.AddRow("Gemensam ingång till stödet", ball="Bollen ligger hos: ?")
    yield from _at_the_desk(protocol, people, dice)
    able = [index for index, person in enumerate(people) if person.role in PARTICIPANTS]
    rows = [row.id for row in protocol.standing()]
    for index in able[:1] + [one for one in able[1:40] if dice.random() < 0.3]:
        row = protocol.rows[dice.choice(rows)]
        if row.holding.of_seat(people[index].seat) is None:
            yield dice.uniform(1, 6), index, TakeBall(row.id, f"Ideell kraft {index + 1}")
    for row in protocol.standing():
        for offer in row.holding.waiting()[:1]:
            yield 3, DESK_TURN, ConfirmOffer(row.id, offer.id)


def _at_the_desk(protocol: "Protocol", people: Sequence[Person], dice: Random) -> Iterator[Sample]:
    named = sorted({person.organisation for person in people if person.organisation})[:4]
    for row in protocol.standing():
        if named:
            others = ", ".join(dice.sample(named, min(2, len(named))))
            yield 5, DESK_TURN, PassBall(row.id, f"{dice.choice(named)}, tillsammans med {others}")
        step, due = dice.choice(NEXT_STEPS), dice.choice(DUE)
        yield 6, DESK_TURN, m.EditRow(row.id, next_step=step, due=due)
    first = protocol.standing()[0]
    yield 4, DESK_TURN, m.NameDrivers(first.id, "Kommunen, **Regionen**")
    yield 4, DESK_TURN, m.EditRow(first.id, convener="?", decision="Arbetsgruppen börjar")
