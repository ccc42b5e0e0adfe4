"""Conversations as people might have them, in threes, one phone each."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING

from sessions.activities.reflection import moves as m
from sessions.activity import DESK_TURN, PARTICIPANTS, Person, Sample

if TYPE_CHECKING:
    from sessions.activities.reflection.rules import Reflection

NOTES: dict[m.Part, str] = {
    "description": "Vi bjöd in alla i hus {} till kaffe, och fyra kom.",
    "feelings": "Först besvikna. Sedan glada: de fyra stannade i två timmar, i lokal {}.",
    "evaluation": "Inbjudan i trappa {} var för lång. Samtalen blev bra.",
    "analysis": "Ingen i kvarter {} visste vem som bjöd in.",
    "conclusion": "Någon som bor i hus {} borde ha bjudit in med oss.",
    "action": "Nästa gång knackar vi dörr i trappa {}, två och två.",
}
TOGETHER = 3
A_THIRD = 0.34


def conversations(reflection: "Reflection", people: Sequence[Person], dice: Random) -> Iterator[Sample]:
    able = [seat for seat, person in enumerate(people) if person.here and person.role in PARTICIPANTS]
    phones = able[::TOGETHER]
    for seat in phones:
        yield dice.uniform(0.5, 4), seat, m.SayHowMany(dice.choice((2, 3)))
    if reflection.together:
        yield 5.0, DESK_TURN, m.Begin()
    for index, part in enumerate(m.PARTS):
        yield from _at_a_step(reflection, phones, index, part, dice)
    for seat in phones:
        yield from _deciding(reflection, seat, people[seat].seat, dice)
    yield 20.0, DESK_TURN, m.TypeIn("action", "Vi frågar dem som inte kom.")
    yield 5.0, DESK_TURN, m.CountPaper(1)


def _at_a_step(
    reflection: "Reflection", phones: Sequence[int], index: int, part: m.Part, dice: Random
) -> Iterator[Sample]:
    for seat in phones:
        if not reflection.together:
            yield dice.uniform(1, 5), seat, m.Walk(index)
        if index % 2 == 0 or dice.random() > A_THIRD:
            yield dice.uniform(3, 20), seat, m.Write(part, NOTES[part].format(seat + 1))
    if reflection.together:
        yield 30.0, DESK_TURN, m.GoOn(index)


def _deciding(reflection: "Reflection", phone: int, seat: str, dice: Random) -> Iterator[Sample]:
    if not reflection.together:
        yield dice.uniform(1, 5), phone, m.Walk(m.CHOOSE)
    written = reflection.talk(seat).written
    chosen = tuple(part for part in written if part == "description" or dice.random() > A_THIRD)
    yield dice.uniform(2, 20), phone, m.HandIn(chosen)
