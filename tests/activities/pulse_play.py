"""A pulse with people around it, for the tests of its themes."""

import copy
from random import Random
from typing import Any

import msgspec
import pytest

from sessions.activities.pulse import Pulse
from sessions.activities.pulse import moves as m
from sessions.activity import (
    OPEN,
    Event,
    Move,
    Person,
    Rejected,
    Scene,
    Turn,
    plain,
)
from sessions.render import Renderer, with_pieces

RENDERER = Renderer()
DESK = Person("desk", role="facilitator", name="Desk Name")
SCALES: dict[str, Any] = {
    "form": "scales",
    "statements": "I was heard | no | fully\n\n  I heard others ",
    "low": "never",
}


def people(count: int) -> list[Person]:
    return [Person(f"seat-{n}", name=f"Name {n}") for n in range(count)]


def on_phones(view: Any) -> Any:
    """What phones list of the answers; None where they list nothing."""
    piece = view["pieces"].get("answers")
    return piece and piece.view


def painted(name: str, view: Any, **around: Any) -> str:
    """A screen of a pulse, with its pieces in their places."""
    frame = {"step": "k1", "title": "T", "kind": "pulse", "clocks": {}, "group_view": {}, "code": "K7M4PX"}
    frame |= around
    seen = plain(view)
    own = {"step": frame["step"], "kind": "pulse"}
    pieces = {
        f"{frame['step']}-{id}": {
            "html": RENDERER.fragment(f"pulse/{piece['template']}", "en", {**own, "view": piece["view"]}),
            "version": "v",
        }
        for id, piece in seen.pop("pieces", {}).items()
    }
    return with_pieces(RENDERER.fragment(f"pulse/{name}.html", "en", {**frame, "view": seen}), pieces)


class Play:
    """A pulse with people around it, and the events that happened, for replay."""

    def __init__(self, count: int = 3, **given: Any) -> None:
        self.given = m.Settings(**given)
        self.pulse = Pulse(self.given)
        self.people = people(count)
        self.state = OPEN
        self.heads: int | None = None
        self.dice = Random(7)
        self.log: list[tuple[Event, str]] = []

    @property
    def scene(self) -> Scene:
        return Scene("k1", self.state, "The title", people=self.people, heads=self.heads)

    def do(self, move: Move, who: int | Person = DESK) -> Event:
        person = self.people[who] if isinstance(who, int) else who
        (event,) = self.pulse.decide(move, Turn(person, 0, self.dice), self.scene)
        self.pulse.apply(event, person.seat, 0)
        self.log.append((event, person.seat))
        return event

    def write(self, who: int, *texts: str) -> list[str]:
        return [event.id for t in texts if isinstance(event := self.do(m.Write(t), who), m.Write)]

    def refused(self, move: Move, who: int | Person = DESK) -> str:
        before = copy.deepcopy(self.pulse.rounds)
        with pytest.raises(Rejected) as refusal:
            self.do(move, who)
        assert self.pulse.rounds == before
        return refusal.value.code

    def screens(self) -> list[Any]:
        p, scene = self.pulse, self.scene
        seats = [(p.seat(who, scene), p.marks(who, scene)) for who in self.people]
        views = [p.everyone(scene), p.wall(scene), p.desk(scene), p.record(scene), p.minutes(scene)]
        return [plain(views), plain(seats), plain(p.items())]

    def replayed(self, forget: str = "") -> "Play":
        """The same events again; with the words of a seat erased as the journal erases them."""
        again = Play(len(self.people), **plain(self.given))
        again.state, again.heads, again.dice = self.state, self.heads, copy.deepcopy(self.dice)
        for event, by in self.log:
            erased = by == forget and isinstance(event, m.Write)
            again.pulse.apply(msgspec.structs.replace(event, text="") if erased else event, by, 0)
        return again

    def cloud(self) -> dict[str, int]:
        return {w["text"]: w["count"] for w in self.pulse.wall(self.scene)["result"]["words"]}


def inverse_before(play: Play, event: Event) -> Move:
    """The inverse as the session asks for it: of the state before the event."""
    log = play.log.pop()
    earlier = play.replayed().pulse
    play.log.append(log)
    inverse = earlier.inverse(event)
    assert inverse is not None
    return inverse
