"""Pitches, questions and answers as a room might have them, so that a day can be rehearsed and shown."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING

from sessions.activities.pitch import moves as m
from sessions.activities.pitch.asking import PANEL
from sessions.activity import DESK_TURN, PARTICIPANTS, Person, Sample

if TYPE_CHECKING:
    from sessions.activities.pitch.rules import Pitch

QUESTIONS = (
    *("Vem gör det första samtalet, vi på bord", "Vad händer om ingen kommer, undrar stol"),
    *("Hur märker ni att det hjälper, frågar rad", "Finns det redan något liknande på gård"),
    *("Vad behöver ni av oss på linje", "Vem betalar efter första året, undrar port"),
)
MOST_ASKED, MOST_BEHIND = 5, 12
"""Questions about one pitch, and supporters of one question: a large room is not louder than it has time for."""
ANSWER = ("Arbetsgruppen", "Den som presenterade", "?")
ANSWERS = (
    "Vi börjar med två samtal i veckan.",
    "Det prövas i ett kvarter först.",
    "Vi återkommer skriftligt.",
)


def afternoon(pitch: "Pitch", people: Sequence[Person], dice: Random) -> Iterator[Sample]:
    """The order is drawn; each group presents, some ask, some support, the desk notes an answer and goes on."""
    if len(pitch.pitches()) < 2:
        yield 1.0, DESK_TURN, m.PutPitch("Kvällsöppet bibliotek", "Två kvällar i veckan, med läxhjälp.")
    if len(pitch.waiting()) > 1:
        yield 1.0, DESK_TURN, m.Draw()
    able = [index for index, person in enumerate(people) if person.role in PARTICIPANTS]
    asking = iter(dice.sample(able, len(able)))
    while (coming := pitch.coming()) is not None and coming[1]:
        yield 2.0, DESK_TURN, m.GoOn(f"{coming[0]}-{coming[1]}")
        if pitch.phase == "pitch":
            yield from _asked(
                pitch, people, asking, min(1 + len(able) // (2 * len(pitch.pitches())), MOST_ASKED), dice
            )
        elif pitch.phase == "questions":
            yield from _supported(pitch, able, people, dice)
            yield from _answered(pitch, dice)


def _asked(
    pitch: "Pitch", people: Sequence[Person], asking: Iterator[int], most: int, dice: Random
) -> Iterator[Sample]:
    for _ in range(most):
        index = next(asking, None)
        if index is None:
            return
        words = f"{dice.choice(QUESTIONS)} {index + 1}?"
        if people[index].role == PANEL:
            yield from _drafted(pitch, people[index].seat, index, words)
        elif pitch.settings.audience:
            yield dice.uniform(0.3, 2.5), index, m.Ask(words, pitch.on)
    held = [q.id for q in pitch.questions.values() if q.standing == "held"]
    for id in held:
        yield 0.5, DESK_TURN, m.Mark(id, "asked")


def _drafted(pitch: "Pitch", seat: str, index: int, words: str) -> Iterator[Sample]:
    """A challenger writes a question, words it better, and asks it."""
    yield 1.0, index, m.Ask(words, pitch.on, draft=True)
    for id in [q.id for q in pitch.questions.values() if q.seat == seat and q.standing == "draft"][:1]:
        yield 1.0, index, m.Reword(id, f"Alltså: {words}")
        yield 1.0, index, m.PutForward(id)


def _supported(
    pitch: "Pitch", able: Sequence[int], people: Sequence[Person], dice: Random
) -> Iterator[Sample]:
    if not pitch.settings.support:
        return
    for question in list(pitch.seen(pitch.on)):
        for index in dice.sample(able, min(len(able) // 5, MOST_BEHIND)):
            if people[index].seat != question.seat:
                yield dice.uniform(0.1, 0.8), index, m.Support(question.id)


def _answered(pitch: "Pitch", dice: Random) -> Iterator[Sample]:
    asked = [q.id for q in pitch.seen(pitch.on) if q.standing == "asked"]
    if asked:
        yield 1.0, DESK_TURN, m.PutOn(asked[0])
        yield 2.0, DESK_TURN, m.Answer(asked[0], dice.choice(ANSWERS))
    for id in asked[1:2]:
        yield 1.0, DESK_TURN, m.Mark(id, "written")
        yield 2.0, DESK_TURN, m.Entrust(id, dice.choice(ANSWER), "30 april")
