"""Questions as people might ask them, so that a day can be rehearsed and shown."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING

from sessions.activities.qanda import moves as m
from sessions.activity import DESK_TURN, PARTICIPANTS, Person, Sample

if TYPE_CHECKING:
    from sessions.activities.qanda.rules import Qanda

ASKED = (
    *(
        "Hur når vi dem som bor i hus {}?",
        "Vad kostar det för förening {}?",
        "Vem håller i det efter vecka {}?",
    ),
    *("Kan vi börja i liten skala, i trappa {}?", "Vad säger de i kvarter {}, som redan har provat?"),
    *("Hur vet vi att det hjälper i område {}?", "Vad hände med det vi sade om linje {} förra gången?"),
)
A_QUARTER = 0.25
THE_FEW = 25
"""Of a large crowd so many ask; the others support."""


def questions(qanda: "Qanda", people: Sequence[Person], dice: Random) -> Iterator[Sample]:
    able = [seat for seat, person in enumerate(people) if person.here and person.role in PARTICIPANTS]
    dice.shuffle(able)
    for place, seat in enumerate(able):
        if place < THE_FEW:
            yield dice.uniform(2, 9), seat, m.Ask(ASKED[seat % len(ASKED)].format(seat + 1))
        yield from _supports(qanda, seat, people, dice)
    yield from _at_the_desk(qanda)


def _supports(qanda: "Qanda", seat: int, people: Sequence[Person], dice: Random) -> Iterator[Sample]:
    for question in qanda.box.waiting_for_answer():
        others = question.seat != people[seat].seat
        if qanda.settings.support and others and dice.random() < A_QUARTER:
            yield dice.uniform(0.5, 3), seat, m.Support(question.id)


def _at_the_desk(qanda: "Qanda") -> Iterator[Sample]:
    held = tuple(question.id for question in qanda.box.in_state("waiting"))
    if held:
        yield 4.0, DESK_TURN, m.Approve(held)
    first, *others = [question.id for question in qanda.box.waiting_for_answer()] or [""]
    if first:
        yield 5.0, DESK_TURN, m.TakeUp(first)
        yield 60.0, DESK_TURN, m.Note(first, "Det tar arbetsgruppen med sig.")
        yield 5.0, DESK_TURN, m.Answered(first, then=others[0] if others else "")
    if len(others) > 1:
        yield 30.0, DESK_TURN, m.InWriting(others[1])
