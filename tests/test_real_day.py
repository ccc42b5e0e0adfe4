"""The whole real day with 300 sample people under an injected clock: nothing refused, nothing logged as wrong."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from facilitator.crowd import Clock, Crowd
from sessions.activities import activity_of
from sessions.day_moves import Draft, PlaceProgramme
from sessions.facts import EditSession
from sessions.group_moves import PutArea
from sessions.journal import Journal, SessionFacts
from sessions.minutes import minutes
from sessions.room import Room
from sessions.screens import Join as WayIn
from sessions.session import Session
from sessions.session_moves import Next
from sessions.steps import StartNow
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


class Day:
    """The crowd that rehearsals have, and what is begun of each kind."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd = crowd
        self.begun: dict[str, str] = {}

    async def do(self, kind: str, source: str, settings: dict[str, Any]) -> None:
        wanted = {**({} if source else activity_of(kind).example), **settings}
        self.crowd.ask(DESK, StartNow(kind, title=kind, settings=wanted, source=self.begun.get(source, "")))
        self.begun[kind] = step = list(self.crowd.session.steps.steps)[-1]
        await self.crowd.play(step)
        self.crowd.finish(step)
        await asyncio.sleep(0)


@pytest.fixture
async def day(tmp_path: Path) -> AsyncIterator[Day]:
    journal = await Journal.open(tmp_path / "journal.db")
    await journal.create(facts := SessionFacts("s1", "K7M4PX"))
    clock = Clock(BEGIN)
    way_in = WayIn("HTTP://MOTE.TEST/J/K7M4PX", "mote.test", "K7M4PX")
    room = await Room.wake(facts, journal, lambda *_: "", way_in, clock, Random(7))
    crowd = Crowd(room, clock, Random(7))
    organisations = "\n".join(f"Förening {number}" for number in range(30))
    crowd.ask(DESK, EditSession(title="Rådet", date="2026-03-12", organisations=organisations))
    crowd.ask(DESK, EditSession(ask_organisation="asked", closed_list=True))
    crowd.ask(DESK, PlaceProgramme((Draft("Dagen", "09:00", 300),)))
    for area in AREAS:
        crowd.ask(DESK, PutArea(area, places="Biblioteket\nSalongen"))
    crowd.come(PEOPLE)
    crowd.ask(DESK, Next())
    yield Day(crowd)
    room.close()
    await journal.close()


@pytest.mark.anyio
async def test_three_hundred_people_and_nothing_is_refused(
    day: Day, caplog: pytest.LogCaptureFixture
) -> None:
    for kind, source, settings in DAY:
        await day.do(kind, source, settings)
    session = day.crowd.session
    assert day.crowd.refused == []
    assert len(session.people.seats) == PEOPLE
    assert [line for line in caplog.records if line.levelno >= logging.WARNING] == []
    assert every_row_leads_to_its_notes(session, day.begun)
    assert minutes(session)


def every_row_leads_to_its_notes(session: Session, begun: dict[str, str]) -> bool:
    """All but the row that the sample wrote into the protocol on the spot."""
    steps = session.steps.steps
    thread = Thread(Stop(step.id, item) for step in steps.values() for item in step.activity.items())
    voted = {item.id for item in steps[begun["protocol"]].sources}
    rows = [row for row in steps[begun["protocol"]].activity.items() if row.id in voted]
    notes = {item.id for item in steps[begun["board"]].activity.items()}
    led = [bool(notes & {row.id, *thread.origins(row.id)}) for row in rows]
    assert len(led) == len(voted) > 1
    return all(led)
