"""A check-in among people, for the tests of its themes."""

from collections.abc import Sequence
from random import Random
from typing import Any

from msgspec import structs

from sessions.activities.checkin import Checkin
from sessions.activities.checkin.attendance import same
from sessions.activities.checkin.moves import Here, SayAbsent, TypeIn
from sessions.activity import (
    OPEN,
    Event,
    Move,
    Person,
    Present,
    Scene,
    Turn,
    plain,
)
from sessions.render import Renderer

NORTH, SOUTH, CLUB = "North council", "South council", "The rowing club"
ANN = Person("seat-ann", organisation=NORTH, name="Ann Marker")
BEA = Person("seat-bea", organisation="north  Council", name="Bea Marker")
CAI = Person("seat-cai", organisation=SOUTH, name="Cai Marker")
DAN = Person("seat-dan", organisation=CLUB, name="Dan Marker")
EVE = Person("seat-eve", name="Eve Marker", weight=3)
OBSERVER = Person("seat-obs", organisation=NORTH, role="observer", name="Olle Marker")
DESK = Person("desk-1", role="facilitator")
EVERYBODY = (ANN, BEA, CAI, DAN, EVE, OBSERVER)
SCENE = Scene(step="k1", title="Who is here?", state=OPEN, people=EVERYBODY)
RENDERER = Renderer()
HOSTILE = "<script>alert(1)</script>{{ 7 * 7 }}"


class Played:
    """A check-in among people: moves go through decide and apply, core events change the people."""

    def __init__(self, expected: str = f"{NORTH}\n{SOUTH}\nThe library", scene: Scene = SCENE) -> None:
        self.settings = Checkin.Settings(expected=expected)
        self.step = Checkin(self.settings)
        self.scene = scene
        self.rows: list[tuple[Event, str]] = []

    def does(self, who: Person, move: Move) -> Sequence[Event]:
        before = plain(vars(self.step))
        events = self.step.decide(move, Turn(who, 0, Random(0)), self.scene)
        assert plain(vars(self.step)) == before
        for event in events:
            self.happened(event, who.seat)
        return events

    def happened(self, event: Event, by: str) -> None:
        if isinstance(event, Present):
            people = tuple(
                structs.replace(p, here=event.here) if p.seat == by else p for p in self.scene.people
            )
            self.scene = structs.replace(self.scene, people=people)
        else:
            self.step.apply(event, by, 0)
            self.rows.append((event, by))

    def now(self, state: str) -> "Played":
        self.scene = structs.replace(self.scene, state=state)
        return self

    def line(self, organisation: str) -> dict[str, Any]:
        lines = {same(line["organisation"]): line for line in self.step.wall(self.scene)["organisations"]}
        return dict(lines[same(organisation)])

    @property
    def totals(self) -> dict[str, int]:
        return dict(self.step.wall(self.scene)["totals"])

    def replayed(self) -> Checkin:
        again = Checkin(self.settings)
        for event, by in self.rows:
            again.apply(event, by, 0)
        return again


def screen(surface: str, view: Any, **more: Any) -> str:
    data = {"view": view, "step": "k1", "title": "Who?", "kind": "checkin", "state": "open", "clocks": {}}
    return RENDERER.fragment(f"checkin/{surface}.html", "en", {**data, **more})


def a_full_day() -> Played:
    day = Played()
    day.does(ANN, Here())
    day.does(BEA, Here())
    day.does(ANN, SayAbsent(1))
    day.does(DAN, Here())
    day.does(EVE, Here())
    day.does(DESK, TypeIn(CLUB, "here", 2))
    day.does(DESK, TypeIn(SOUTH, "absent", 2))
    return day
