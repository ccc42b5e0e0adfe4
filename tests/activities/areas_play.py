"""Areas and groups with people around them, for the tests of their themes."""

from typing import Any

from msgspec import structs

from sessions.activities.areas.moves import Choose
from sessions.activity import Group, Person, Scene, plain
from sessions.group_moves import PlaceSeat
from sessions.render import Renderer
from tests.play import DESK, Play

SCHOOL, WORK, HEALTH = "Skola", "Arbete", "Hälsa"


def session_of(crowd: int, **settings: Any) -> tuple[Play, str]:
    """People in no group and no area, and the step open."""
    play = Play(crowd)
    for person in play.people:
        play.do(DESK, PlaceSeat(person.seat))
    for seat, person in play.session.people.seats.items():
        play.session.people.seats[seat] = structs.replace(person, area="")
    play.session.people._here = None
    return play, play.start("areas", **settings)


def area(play: Play, name: str) -> str:
    return next(one.id for one in play.session.groups.areas.values() if one.name == name)


def person(play: Play, number: int) -> Person:
    return play.session.people.person(play.people[number].seat)


def choose(play: Play, step: str, number: int, name: str = "") -> None:
    play.do(person(play, number), Choose(area(play, name) if name else ""), step)


def scene(play: Play, step: str) -> Scene:
    return play.session.scene(play.session.steps.step(step))


def view(play: Play, step: str, audience: str = "desk") -> Any:
    return plain(getattr(play.activity(step), audience)(scene(play, step)))


def groups(play: Play) -> list[Group]:
    return play.session.groups.gathered()


def in_area(play: Play, name: str) -> list[Person]:
    return [one for one in play.session.people.here() if one.area == area(play, name)]


def codes(play: Play, step: str) -> list[str]:
    return [term.code for term in play.activity(step).needs(scene(play, step))]


def turn(play: Play) -> Any:
    from sessions.activity import Turn

    return Turn(DESK, play.at, play.dice, "u")


def undo(play: Play) -> None:
    play.keep(play.session.undo(turn(play)), DESK.seat)


RENDERER = Renderer()


def drawn(play: Play, step: str, surface: str, group: str = "") -> str:
    one = play.session.steps.step(step)
    now = play.session.scene(one)
    audience = {"phone": one.activity.everyone, "wall": one.activity.wall, "desk": one.activity.desk}[surface]
    frame = {
        "step": "k1",
        "kind": "areas",
        "title": now.title,
        "state": now.state,
        "clocks": {},
        "code": "K7M4PX",
    }
    mine = plain(one.activity.group(group, now)) if group else {}
    return RENDERER.fragment(
        f"areas/{surface}.html", "en", {**frame, "view": plain(audience(now)), "group_view": mine}
    )
