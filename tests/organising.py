"""A house whose organiser plans over HTTP: who asks, a programme to paste, and the fixtures."""

import contextlib
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import ASGITransport, AsyncClient, Response

from facilitator.app import build
from facilitator.house import Address, House
from sessions.activity import Person
from sessions.config import Config
from sessions.room import Room

KEY = "a-key-for-tests"
ORGANISER = Person("tests", role="organiser")
HEADERS = {"authorization": f"Bearer {KEY}"}
TEXT = """Grannskapsdagen
09:00-09:30 Välkomna
09:30-10:00 Utvärdering av förra gången
10:00-10:15 Paus
10:15-11:00 Samtal i grupper
"""


@contextlib.asynccontextmanager
async def running(folder: Path) -> AsyncIterator[House]:
    house = await build(Config(data=folder, organiser_key=KEY), Address("http", "127.0.0.1", 8000))
    async with house.app.router.lifespan_context(house.app):
        yield house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with running(tmp_path) as house:
        yield house


def client(house: House, **options: Any) -> AsyncClient:
    return AsyncClient(transport=ASGITransport(app=house.app), base_url="http://127.0.0.1:8000", **options)


@pytest.fixture
async def organiser(house: House) -> AsyncIterator[AsyncClient]:
    async with client(house, headers=HEADERS) as browser:
        yield browser


@pytest.fixture
async def stranger(house: House) -> AsyncIterator[AsyncClient]:
    async with client(house) as browser:
        yield browser


async def made(house: House, browser: AsyncClient, text: str = TEXT, **fields: Any) -> Room:
    answer = await browser.post("/organise/new", data={"text": text, **fields})
    assert answer.status_code == 303, answer.text
    return await house.lobby.room(code_in(answer))


def code_in(answer: Response) -> str:
    found = re.fullmatch(r"/desk/(\w{6})/plan", answer.headers["location"])
    assert found
    return found[1]


async def secret_of(house: House, room: Room, role: str) -> str:
    return await house.access.link(room.session.id, role, "test")


@contextlib.asynccontextmanager
async def signed_in(house: House, room: Room, role: str) -> AsyncIterator[AsyncClient]:
    async with client(house) as browser:
        answer = await browser.post(
            f"/enter/{room.session.code}", data={"key": await secret_of(house, room, role)}
        )
        assert answer.status_code == 303
        yield browser
