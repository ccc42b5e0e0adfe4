"""Playing an activity as a session would, for the contract and for each activity's own tests."""

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from msgspec import Struct, structs

from sessions.activities import activity_of
from sessions.activity import (
    DESK_TURN,
    Activity,
    Grouped,
    Item,
    Move,
    Person,
    Rejected,
    Scene,
    TimeIsUp,
    Turn,
)
from sessions.day_moves import Draft, GoTo, PlaceProgramme
from sessions.facts import EditSession
from sessions.group_moves import PutArea
from sessions.people import Join, Private
from sessions.session import Session
from sessions.session_moves import Happened
from sessions.steps import AddStep, CloseStep, ShowStep, StartNow, StepOpened
from sessions.wire import read_events, write_events

DESK = Person("the-desk", role="organiser")
TIME = Person("time", role="time")
BEGIN = 1_764_000_000_000
MARK = "zq{}mark"
"""Text that cannot come from anywhere but a seat: {} is its number."""


ITEMS = (
    Item("i1", "Läxhjälp på biblioteket", "Två kvällar i veckan", group="g0"),
    Item("i2", "Gemensam mottagning", "En dörr för alla", group="g1"),
    Item("i3", "Fadder på jobbet", "Någon att fråga", group="g2"),
)
"""What an earlier step left to build on."""


class Row(Struct):
    """As the journal keeps it."""

    at: int
    by: str
    events: bytes


class Play:
    """A session driven by hand: every accepted move is also kept as a row, so that it can be replayed."""

    def __init__(self, people: int = 0, seed: int = 1) -> None:
        self.session = Session("test", "K7M4PX")
        self.dice = Random(seed)
        self.at = BEGIN
        self.rows: list[Row] = []
        self.private: dict[str, Private] = {}
        self.do(
            DESK,
            EditSession(
                title="Ett möte", date="2026-03-12", ask_name="optional", ask_organisation="optional"
            ),
        )
        self.do(DESK, PlaceProgramme((Draft("Början", "09:00", 30), Draft("Mitten", "09:30", 30))))
        for area in ("Skola", "Arbete", "Hälsa"):
            self.do(DESK, PutArea(area, places=f"Sal {area}\nHörnan {area}"))
        self.people = [self.join(number) for number in range(people)]
        self.gather()

    def join(self, number: int) -> Person:
        seat = f"seat-{number:03d}-{MARK.format(number)}"
        name, organisation = f"Namn{MARK.format(number)}", f"Förening {number % 4}"
        self.private[seat] = Private(name, organisation)
        self.session.people.name(seat, self.private[seat])
        self.do(Person(seat, role="nobody"), Join(name, organisation))
        return self.session.people.person(seat)

    def gather(self) -> None:
        """Everybody into groups of five, two groups an area."""
        areas = list(self.session.groups.areas.values())
        for number, start in enumerate(range(0, len(self.people), 5)):
            area = areas[number // 2 % len(areas)]
            seats = tuple(person.seat for person in self.people[start : start + 5])
            grouped = Grouped(f"g{number}", seats, area.id, area.places[number % 2])
            self.keep([Happened(grouped)], DESK.seat)
        self.people = [self.session.people.person(person.seat) for person in self.people]

    def do(self, who: Person, move: Move, step: str = "") -> list[Happened]:
        """Judge and keep; raises Rejected."""
        return self.keep(self.judge(who, move, step), who.seat)

    def judge(self, who: Person, move: Move, step: str = "") -> list[Happened]:
        self.at += 1000
        current = self.session.people.seats.get(who.seat, who)
        return self.session.judge(move, Turn(current, self.at, self.dice, f"m{len(self.rows)}"), step)

    def keep(self, happened: list[Happened], by: str) -> list[Happened]:
        row = Row(self.at, by, write_events(happened))
        self.rows.append(row)
        self.session.happened(read_events(row.events, self.session.steps.kind_of), by, self.at)
        return happened

    def start(self, kind: str, items: Sequence[Item] = (), **settings: Any) -> str:
        """A step of this kind, opened and in focus, built on `items`; its id."""
        wanted = {**activity_of(kind).example, **settings}
        started = self.judge(DESK, StartNow(kind, title="Frågan", settings=wanted))
        self.keep([_with_items(one, items) for one in started], DESK.seat)
        return list(self.session.steps.steps)[-1]

    def sample(self, step: str, most: int = 2000) -> int:
        """Play the activity's own sample; how many moves were accepted."""
        activity = self.activity(step)
        accepted = 0
        for count, (after, who, move) in enumerate(activity.sample(self.people, self.dice)):
            self.at += int(after * 1000)
            self.do(DESK if who == DESK_TURN else self.people[who], move, step)
            accepted += 1
            if count >= most:
                break
        return accepted

    def activity(self, step: str) -> Activity:
        return self.session.steps.step(step).activity

    def close(self, step: str) -> None:
        if self.session.steps.step(step).state == "open":
            self.do(DESK, CloseStep(step))

    def show(self, step: str) -> None:
        self.do(DESK, ShowStep(step))

    def replayed(self, rows: Sequence[Row] | None = None) -> Session:
        """The session as a restart would find it."""
        session = Session("test", "K7M4PX")
        for seat, private in self.private.items():
            session.people.name(seat, private)
        for row in self.rows if rows is None else rows:
            session.happened(read_events(row.events, session.steps.kind_of), row.by, row.at)
        return session


def _with_items(one: Happened, items: Sequence[Item]) -> Happened:
    """As if the step had a source."""
    if not isinstance(one.event, StepOpened):
        return one
    return Happened(structs.replace(one.event, items=tuple(items)), one.step)


__all__ = [
    "BEGIN",
    "DESK",
    "MARK",
    "TIME",
    "AddStep",
    "GoTo",
    "Play",
    "Rejected",
    "Row",
    "TimeIsUp",
    "activity_of",
]


class OneStep(Play):
    """A session in which one exercise is played. `step`: its id."""

    step: str

    @property
    def scene(self) -> Scene:
        return self.session.scene(self.session.steps.step(self.step))

    def by(self, who: int | Person, *moves: Move) -> None:
        for move in moves:
            self.do(who if isinstance(who, Person) else self.people[who], move, self.step)

    def refused(self, who: int | Person, move: Move) -> Rejected:
        with pytest.raises(Rejected) as refused:
            self.by(who, move)
        return refused.value
