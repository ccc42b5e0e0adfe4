"""A doodle with people around it, for the tests of its themes."""

from typing import Any

from sessions.activities.doodle import Doodle
from sessions.activities.doodle import moves as m
from sessions.activities.doodle.plan import CLOCK
from sessions.activity import Turn
from tests.play import DESK, TIME, Play

INK = "n 10 10 50 400 380 62 700 20 40"
MORE = "w 500 500 50;n 1 2 3 4 5 6"


def doodle(play: Play, step: str) -> Doodle:
    found = play.activity(step)
    assert isinstance(found, Doodle)
    return found


def scene(play: Play, step: str) -> Any:
    return play.session.scene(play.session.steps.step(step))


def view(play: Play, step: str, audience: str = "wall") -> Any:
    return getattr(doodle(play, step), audience)(scene(play, step))


def own(play: Play, step: str, who: int) -> Any:
    return doodle(play, step).seat(play.session.people.person(play.people[who].seat), scene(play, step))


def go(play: Play, step: str, kind: str, sheet: int = 0) -> None:
    """On until this phase."""
    activity = doodle(play, step)
    if activity.index < 0:
        play.do(DESK, m.Begin(), step)
    while (activity.phase.kind, activity.phase.sheet if sheet else 0) != (kind, sheet):
        play.do(DESK, m.GoOn(activity.index), step)


def ring(play: Play, step: str) -> None:
    """The phase's clock reaches zero."""
    play.at = play.session.timers.running[f"step:{step}:{CLOCK}"].deadline or play.at
    play.keep(play.session.strike(f"step:{step}:{CLOCK}", Turn(TIME, play.at, play.dice)), "time")


def draw(play: Play, step: str, who: int, ink: str = INK) -> None:
    phase = doodle(play, step).phase
    part: m.Part = "doodle" if phase.part == "doodle" else "finish"
    play.do(play.people[who], m.Draw(phase.sheet, part, ink), step)


def drawn_through(play: Play, step: str) -> None:
    """Everybody draws everything, until the talk."""
    for part, ink in (("doodle", INK), ("finish", MORE)):
        for sheet in range(1, doodle(play, step).settings.sheets + 1):
            go(play, step, part, sheet)
            for who in range(len(play.people)):
                draw(play, step, who, ink)
    go(play, step, "talk")


def agree(play: Play, step: str, *who: int, drawing: str = "", on: bool = True) -> None:
    for one in who:
        play.do(play.people[one], m.Agree(drawing, on), step)


def codes(play: Play, step: str) -> list[str]:
    return [doodle(play, step).members[person.seat].code for person in play.people]
