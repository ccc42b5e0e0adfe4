"""Answers as people might give them, so that a day can be rehearsed and shown."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING

from sessions.activities.pulse import moves as m
from sessions.activities.pulse.balance import categories
from sessions.activities.pulse.rounds import could_answer, most_supported, statements
from sessions.activities.pulse.words import ranked
from sessions.activity import DESK_TURN, Person, Sample

if TYPE_CHECKING:
    from sessions.activities.pulse.rules import Pulse

COMMON = (
    *("Tillit", "tillit", "samverkan", "Samverkan", "tid", "mod", "språk", "arbete", "hälsa", "möten"),
    *("någon att ringa", "vägen in", "IT", "ro", "nyfikenhet", "grannar", "en plats att mötas", "lyssna"),
)
SAME = ("samverkan", "samarbete")
"""Two words that whoever leads the day takes for one."""
KINDS = (
    *("öppna", "korta", "varma", "egna", "nya", "tydliga", "gemensamma", "lugna"),
    *("modiga", "raka", "små", "stora", "trygga", "delade", "enkla"),
)
THINGS = (
    *("dörrar", "samtal", "frågor", "vägar", "möten", "steg", "händer", "mål", "språk", "svar"),
    *("beslut", "nätverk", "pauser", "platser", "idéer", "löften", "ord", "broar", "grannar", "skolor"),
)
THOUGHTS = (
    *("Jag tar med mig {}.", "Mer tid för {} nästa gång, tack!", "Det som stannade hos mig var {}."),
    *("Vi började med {} och slutade med en plan.", "Tack för {}, och för kaffet."),
    *("Jag saknade {} i dag.", "Nästa gång vill jag prata om {}."),
)


def answers(pulse: "Pulse", people: Sequence[Person], dice: Random) -> Iterator[Sample]:
    """Everybody in their own time; each says at least one thing that nobody else says."""
    able = [i for i, person in enumerate(people) if could_answer(person)]
    dice.shuffle(able)
    for seat in able:
        pause = dice.uniform(0.3, 2.5)
        yield from ((pause, seat, move) for move in _answers(pulse, seat, dice))
    yield from _at_the_desk(pulse)
    if most_supported(pulse.settings):
        yield 2.0, DESK_TURN, m.AskSupport(True)
        yield from _supports(pulse, able, dice)


def _supports(pulse: "Pulse", able: Sequence[int], dice: Random) -> Iterator[Sample]:
    words = [word.id for word in pulse.round.words(pulse.settings) if word.visible]
    for seat in able:
        for word in dice.sample(words, min(most_supported(pulse.settings), len(words))):
            yield dice.uniform(0.5, 3), seat, m.Support(word)


def _answers(pulse: "Pulse", seat: int, dice: Random) -> Iterator[m.Rate | m.Write]:
    match pulse.settings.form:
        case "scales":
            yield from _rates(pulse, dice)
        case "balance":
            yield m.Rate(1, dice.randint(1, len(categories(pulse.settings))))
        case _:
            yield from _writes(pulse, seat, dice)


def _rates(pulse: "Pulse", dice: Random) -> Iterator[m.Rate]:
    points = pulse.settings.points
    for statement in range(1, len(statements(pulse.settings, "")) + 1):
        leaning = dice.triangular(0.5, points + 0.49, points * 0.8)
        yield m.Rate(statement, min(max(round(leaning), 1), points))


def _writes(pulse: "Pulse", seat: int, dice: Random) -> Iterator[m.Write]:
    own = own_words(seat)
    if pulse.settings.form == "text":
        yield m.Write(THOUGHTS[seat % len(THOUGHTS)].format(own))
        return
    yield m.Write(own)
    wanted = dice.sample((*COMMON, *SAME), min(pulse.settings.entries, 4) - 1)
    different = {word.casefold(): word for word in wanted}
    yield from map(m.Write, different.values())


def own_words(seat: int) -> str:
    """Two words that no other seat says; from the three hundredth on with a number."""
    turn, kind = divmod(seat, len(KINDS))
    again, thing = divmod(turn, len(THINGS))
    said = f"{KINDS[kind]} {THINGS[(thing + kind) % len(THINGS)]}"
    return f"{said} {again + 1}" if again else said


def _at_the_desk(pulse: "Pulse") -> Iterator[Sample]:
    words = pulse.round.words(pulse.settings)
    if pulse.settings.hold and words:
        yield 1.0, DESK_TURN, m.Approve(tuple(w.id for w in words))
    same = [w.id for w in ranked(pulse.round.words(pulse.settings)) if w.text in SAME]
    if pulse.settings.form == "words" and len(same) > 1:
        yield 2.0, DESK_TURN, m.Join(tuple(same))
