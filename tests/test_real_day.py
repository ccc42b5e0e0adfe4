"""The whole real day with 300 sample people under an injected clock: nothing refused, nothing logged as wrong."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from sessions.activities import activity_of
from sessions.activity import DESK_TURN, OPEN, Ms, Person
from sessions.day_moves import Draft, PlaceProgramme
from sessions.facts import EditSession
from sessions.groups import PutArea
from sessions.journal import Journal, SessionFacts
from sessions.minutes import minutes
from sessions.people import Join
from sessions.room import Room
from sessions.screens import Join as WayIn
from sessions.session import Next
from sessions.steps import CloseStep, ShowStep, StartNow
from sessions.thread import Stop, Thread
from tests.play import BEGIN, DESK

PEOPLE = 300
AREAS = ("Skola och utbildning", "Arbete och försörjning", "Tidiga år och vanor")
DAY: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("followup", "", {}),
    ("checkin", "", {}),
    ("areas", "", {}),
    ("doodle", "", {}),
    ("board", "", {}),
    ("worksheet", "board", {}),
    ("pitch", "worksheet", {}),
    ("vote", "pitch", {}),
    ("protocol", "vote", {}),
    ("pulse", "", {}),
)
"""What is done, in order: the kind, the kind whose items it builds on, and settings."""


class Clock:
    now: Ms = BEGIN

    def __call__(self) -> Ms:
        return self.now


class Crowd:
    """A room full of people who do what the activities' own samples say, on a clock that jumps."""

    def __init__(self, room: Room, clock: Clock) -> None:
        self.room = room
        self.clock = clock
        self.dice = Random(7)
        self.count = 0
        self.begun: dict[str, str] = {}

    def ask(self, who: Person, move: Any, step: str = "") -> None:
        self.count += 1
        self.room.act(who, f"move{self.count:08d}", move, step)

    def people(self) -> list[Person]:
        return [self.room.session.people.person(f"seat{number:03d}") for number in range(PEOPLE)]

    async def pass_time(self, seconds: float) -> None:
        """Second by second past every alarm, as a clock would."""
        until = self.clock.now + int(seconds * 1000)
        while (alarm := self.room.session.alarm()) is not None and alarm <= until:
            self.clock.now = max(self.clock.now, alarm)
            self.room.strike()
        self.clock.now = until

    async def do(self, kind: str, source: str, settings: dict[str, Any]) -> None:
        wanted = {**({} if source else activity_of(kind).example), **settings}
        self.ask(DESK, StartNow(kind, title=kind, settings=wanted, source=self.begun.get(source, "")))
        step = list(self.room.session.steps.steps)[-1]
        self.begun[kind] = step
        await self.play(step)
        if self.room.session.steps.step(step).state == OPEN:
            self.ask(DESK, CloseStep(step))
        self.ask(DESK, ShowStep(step))
        await asyncio.sleep(0)

    async def play(self, step: str) -> None:
        activity = self.room.session.steps.step(step).activity
        for count, (after, who, move) in enumerate(activity.sample(self.people(), self.dice)):
            await self.pass_time(after)
            self.ask(DESK if who == DESK_TURN else self.people()[who], move, step)
            if count % 200 == 0:
                await asyncio.sleep(0)


@pytest.fixture
async def crowd(tmp_path: Path) -> AsyncIterator[Crowd]:
    journal = await Journal.open(tmp_path / "journal.db")
    await journal.create(facts := SessionFacts("s1", "K7M4PX"))
    clock = Clock()
    way_in = WayIn("HTTP://MOTE.TEST/J/K7M4PX", "mote.test", "K7M4PX")
    room = await Room.wake(facts, journal, lambda *_: "", way_in, clock, Random(7))
    crowd = Crowd(room, clock)
    organisations = "\n".join(f"Förening {number}" for number in range(30))
    crowd.ask(DESK, EditSession(title="Rådet", date="2026-03-12", organisations=organisations))
    crowd.ask(DESK, EditSession(ask_organisation="asked", closed_list=True))
    crowd.ask(DESK, PlaceProgramme((Draft("Dagen", "09:00", 300),)))
    for area in AREAS:
        crowd.ask(DESK, PutArea(area, places="Biblioteket\nSalongen"))
    for number in range(PEOPLE):
        crowd.ask(Person(f"seat{number:03d}", role="nobody"), Join("", f"Förening {number % 30}"))
    crowd.ask(DESK, Next())
    yield crowd
    room.close()
    await journal.close()


@pytest.mark.anyio
async def test_three_hundred_people_and_nothing_is_refused(
    crowd: Crowd, caplog: pytest.LogCaptureFixture
) -> None:
    for kind, source, settings in DAY:
        await crowd.do(kind, source, settings)
    assert [line for line in caplog.records if line.levelno >= logging.WARNING] == []
    assert every_row_leads_to_its_notes(crowd.room, crowd.begun)
    assert minutes(crowd.room.session)


def every_row_leads_to_its_notes(room: Room, begun: dict[str, str]) -> bool:
    steps = room.session.steps.steps
    thread = Thread(Stop(step.id, item) for step in steps.values() for item in step.activity.items())
    rows: Sequence[Any] = steps[begun["protocol"]].activity.items()
    notes = {item.id for item in steps[begun["board"]].activity.items()}
    led = [bool(notes & {row.id, *thread.origins(row.id)}) for row in rows]
    assert len(led) > 1
    return all(led)
