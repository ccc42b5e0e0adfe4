"""Doodles as people might draw them, so that a day can be rehearsed and shown."""

from collections.abc import Iterator, Sequence
from math import cos, sin
from random import Random
from typing import TYPE_CHECKING

from sessions.activities.doodle import moves as m
from sessions.activities.doodle.ink import SIDE, Line, write_ink
from sessions.activity import DESK_TURN, PARTICIPANTS, Person, Sample

if TYPE_CHECKING:
    from sessions.activities.doodle.rules import Doodle

FELT = ("glad", "Glad", "fri", "nyfiken", "modig", "stressad", "lekfull", "lättad")
SEEN = (
    "en fisk med {} fjäll",
    "farmors cykel med {} ekrar",
    "en mås som räknar till {}",
    "regn i {} vattenpölar",
    "en drake som har sovit i {} år",
)
"""The number is whose it is, so that no two see the same."""
FEWEST = 2
DONE = "done"


def drawing(doodle: "Doodle", people: Sequence[Person], dice: Random) -> Iterator[Sample]:
    """Some work in shapes or words, one steps out, all draw; then they look, agree and say how it felt."""
    able = [index for index, person in enumerate(people) if person.role in PARTICIPANTS and person.here]
    yield from _ways(able)
    yield 2, DESK_TURN, m.Begin()
    able = [index for index in able if _draws(doodle, people[index].seat)]
    while doodle.phase.kind not in ("talk", DONE):
        if doodle.phase.kind in ("doodle", "finish"):
            yield from _sheet(doodle, people, able, dice)
        yield 1, DESK_TURN, m.GoOn(doodle.index)
    yield from _afterwards(doodle, people, able, dice)


def _draws(doodle: "Doodle", seat: str) -> bool:
    return doodle.is_in(seat) and bool(doodle.members[seat].id)


def _ways(able: Sequence[int]) -> Iterator[Sample]:
    """The fourth works with shapes, every ninth in words."""
    if len(able) > 3:
        yield 1, able[3], m.Work("shapes")
    for index in able[8::9]:
        yield 1, index, m.Work("words")


def _sheet(doodle: "Doodle", people: Sequence[Person], able: Sequence[int], dice: Random) -> Iterator[Sample]:
    part: m.Part = "doodle" if doodle.phase.part == "doodle" else "finish"
    sheet = doodle.phase.sheet
    apart = 2 / max(len(able), 1)
    for index in able:
        way = doodle.ways.get(people[index].seat, "pen")
        if way == "words":
            yield (
                apart,
                index,
                m.Describe(sheet, part, _seen(index, dice)),
            )
        elif way == "shapes":
            yield apart, index, m.AddShape(sheet, part, "circle", dice.randint(1, 9), True)
            yield apart, index, m.AddShape(sheet, part, "wave", dice.randint(1, 9))
        else:
            yield apart, index, m.Draw(sheet, part, write_ink(_scribble(part, dice)))


def _seen(index: int, dice: Random) -> str:
    return dice.choice(SEEN).format(index + FEWEST)


def _scribble(part: m.Part, dice: Random) -> list[Line]:
    return [_stroke(dice) for _ in range(1 if part == "doodle" else dice.randint(2, 4))]


def _stroke(dice: Random) -> Line:
    """A wandering loop somewhere on the sheet."""
    x, y, size = dice.randint(250, 750), dice.randint(250, 750), dice.randint(60, 230)
    tempo, lean = dice.uniform(0.25, 0.6), dice.uniform(0.5, 1.6)
    points = (
        (x + size * cos(step * tempo), y + size * sin(step * tempo * lean), 35 + step) for step in range(22)
    )
    flat = (min(max(round(number), 0), SIDE) for point in points for number in point)
    return Line(tuple(flat), wide=dice.random() < 0.25)


def _afterwards(
    doodle: "Doodle", people: Sequence[Person], able: Sequence[int], dice: Random
) -> Iterator[Sample]:
    for index in able:
        seat = people[index].seat
        drawn = [key[1] for key in doodle.finished() if key[0] == seat]
        for sheet in drawn[:1]:
            yield 0.5, index, m.Caption(sheet, _seen(index, dice))
        if doodle.hands_of(seat) and dice.random() < 0.85:
            yield 0.5, index, m.Agree()
        yield (
            0.5,
            index,
            m.Feel(dice.choice(FELT) if index % 9 else f"{dice.choice(FELT)} som en {index + FEWEST}-åring"),
        )
    if able:
        yield 1, DESK_TURN, m.TypeFeeling("Bubblig", 2)
