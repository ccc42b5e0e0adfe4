"""Comments as people might write them, so that a day can be rehearsed and shown."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING

from sessions.activities.consultation import moves as m
from sessions.activity import DESK_TURN, PARTICIPANTS, Person, Sample

if TYPE_CHECKING:
    from sessions.activities.consultation.rules import Consultation

SAID = (
    "Skriv vem som har nyckeln i hus {}.",
    "Lägg till barnen i kvarter {}: de kommer före kvällen.",
    "Stryk detta. Trappa {} har redan en lokal.",
    "Bra så. Vi i förening {} kan öppna på torsdagar.",
    "Hur följs det upp efter vecka {}?",
)
DONE: tuple[tuple[m.Verdict, str], ...] = (
    ("adopted", ""),
    ("changed", "Tanken finns med, men under nästa rubrik."),
    ("no", "Det ryms inte i årets pengar."),
)
A_QUARTER = 0.25
THE_FEW = 30
"""Of a large crowd so many write; the others support."""


def comments(consultation: "Consultation", people: Sequence[Person], dice: Random) -> Iterator[Sample]:
    able = [seat for seat, person in enumerate(people) if person.here and person.role in PARTICIPANTS]
    dice.shuffle(able)
    for place, seat in enumerate(able):
        if place < THE_FEW:
            yield dice.uniform(2, 9), seat, _comment(consultation, seat, dice)
        yield from _supports(consultation, people[seat].seat, seat, dice)
    yield from _at_the_desk(consultation)


def _comment(consultation: "Consultation", seat: int, dice: Random) -> m.Say:
    numbers = [m.WHOLE, *(part.number for part in consultation.parts if part.number)]
    return m.Say(SAID[seat % len(SAID)].format(seat + 1), dice.choice(numbers))


def _supports(consultation: "Consultation", own: str, seat: int, dice: Random) -> Iterator[Sample]:
    wanted = consultation.settings.others and consultation.settings.support
    for comment in list(consultation.comments.values()) if wanted else []:
        if comment.seat != own and dice.random() < A_QUARTER:
            yield dice.uniform(0.5, 3), seat, m.Support(comment.id)


def _at_the_desk(consultation: "Consultation") -> Iterator[Sample]:
    yield 9.0, DESK_TURN, m.TypeIn("Kom i ett brev: tänk på hissen.")
    for number, comment in enumerate(list(consultation.comments.values())[:-1]):
        verdict, reason = DONE[number % len(DONE)]
        yield 20.0, DESK_TURN, m.Decide(comment.id, verdict, reason)
