"""The demo day: it runs, people answer, and a restart goes on with it."""

import asyncio
from pathlib import Path

import pytest

from facilitator.app import build
from facilitator.demo import LATE, begin_demo
from facilitator.house import Address
from sessions.config import Config
from sessions.facts import EndSession
from tests.server import ORGANISER

ADDRESS = Address("http", "mote.test", 8000)


@pytest.mark.anyio
async def test_a_restart_goes_on_with_the_day_until_it_has_ended(tmp_path: Path) -> None:
    first = await started(tmp_path)
    assert await started(tmp_path) == first
    house = await build(Config(data=tmp_path), ADDRESS)
    room = await house.lobby.room(first)
    room.act(ORGANISER, "end0000000", EndSession())
    await asyncio.sleep(0.1)
    await house.lobby.close()
    await house.journal.close()
    assert await started(tmp_path) != first


@pytest.mark.anyio
async def test_sample_people_answer_and_a_forgotten_day_is_not_gone_on_with(tmp_path: Path) -> None:
    house = await build(Config(data=tmp_path), ADDRESS)
    room = await begin_demo(house)
    before = room.applied
    await asyncio.sleep(1)
    assert room.applied > before
    room.clock = lambda: room.session.day.runs[room.session.day.current or ""].started + LATE + 1
    assert await begin_demo(house) is not room
    await house.lobby.close()
    await house.journal.close()


async def started(data: Path) -> str:
    """The code of the demo day after a start of the program."""
    house = await build(Config(data=data), ADDRESS)
    room = await begin_demo(house)
    await house.lobby.close()
    await house.journal.close()
    return room.session.code
