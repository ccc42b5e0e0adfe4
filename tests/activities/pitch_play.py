"""A play of pitches in the running slot of thirty minutes, and what tests of it ask again and again."""

from typing import Any

import pytest

from sessions.activities.pitch import Pitch
from sessions.activities.pitch import moves as m
from sessions.activity import Item, Move, Person, Rejected, Scene, Turn
from sessions.people import GiveRole
from sessions.screens import Join, Outlook
from tests.play import BEGIN, DESK, Play

WEIGHTS = {"pitch": 4, "questions": 3, "change": 1}
FIVE = tuple(Item(f"i{n}", f"Förslag {n}", f"Därför {n}", group=f"g{n}") for n in range(5))
HOUR = 3_600_000
OUTLOOK = Outlook(BEGIN + 600_000, Join("HTTP://MOTE.TEST/J/K7M4PX", "mote.test", "K7M4PX"))


def scene(play: Play, step: str) -> Scene:
    return play.session.scene(play.session.steps.step(step))


def view(play: Play, step: str, audience: str = "wall", *more: Any) -> Any:
    return getattr(play.activity(step), audience)(*more, scene(play, step))


def pitch(play: Play, step: str) -> Pitch:
    activity = play.activity(step)
    assert isinstance(activity, Pitch)
    return activity


def go(play: Play, step: str, times: int = 1) -> None:
    for _ in range(times):
        play.do(DESK, m.GoOn(), step)


def undo(play: Play) -> None:
    play.keep(play.session.undo(Turn(DESK, play.at, play.dice)), DESK.seat)


def refused(play: Play, who: Person, move: Move, step: str, code: str) -> dict[str, Any]:
    with pytest.raises(Rejected) as found:
        play.do(who, move, step)
    assert found.value.code == code
    return found.value.values


def challenger(play: Play, number: int = 20) -> Person:
    play.do(DESK, GiveRole(play.people[number].seat, "challenger"))
    return play.session.people.person(play.people[number].seat)


def ids(play: Play, step: str) -> list[str]:
    return list(pitch(play, step).questions)
