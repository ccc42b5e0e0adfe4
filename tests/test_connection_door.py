"""The door: a request for a socket goes straight to its protocol, everything else the usual way."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.websockets import WebSocket

from sessions.connection_door import Door, asks_for_a_socket
from tests.test_connection import House, read_frame, serving, text

pytestmark = pytest.mark.anyio

REQUEST = (
    b"GET /live?name=kim HTTP/1.1\r\nHOST: mote.test\r\nCookie: seat=7\r\nupgrade: WebSocket \r\n"
    b"connection: keep-alive, upgrade\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"SEC-WEBSOCKET-VERSION: 13\r\n\r\n"
)


class Reception(House):
    """Keeps what the endpoint sees of each request."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.seen: list[tuple[str, ...]] = []

    async def live(self, websocket: WebSocket) -> None:
        headers = websocket.headers
        self.seen.append(
            (websocket.url.path, websocket.query_params["name"], headers["host"], headers["cookie"])
        )
        await super().live(websocket)


@pytest.fixture
async def house(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr("tests.test_connection.House", Reception)
    async with serving("detached") as it:
        yield it


async def opened(house: House, *pieces: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    house.writers.append(writer)
    for piece in pieces:
        writer.write(piece)
        await asyncio.sleep(0.05)
    return reader, writer


@pytest.mark.parametrize("cut", [len(REQUEST), 1, 30, len(REQUEST) - 2])
async def test_the_endpoint_sees_the_same_whichever_way_it_came(house: House, cut: int) -> None:
    reader, _ = await opened(house, REQUEST[:cut], REQUEST[cut:])
    assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
    assert isinstance(house, Reception)
    assert house.seen == [("/live", "kim", "mote.test", "seat=7")]


async def test_a_frame_that_came_with_the_request_is_heard(house: House) -> None:
    reader, _ = await opened(house, REQUEST + text("early"))
    assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
    assert (await read_frame(reader))[1] == b"echo:early"


async def test_a_handshake_that_is_none_is_refused(house: House) -> None:
    reader, _ = await opened(house, REQUEST.replace(b"dGhlIHNhbXBsZSBub25jZQ==", b"short"))
    assert b" 400 " in await reader.readuntil(b"\r\n\r\n")
    assert isinstance(house, Reception)
    assert not house.seen


async def test_pages_go_the_usual_way_and_a_socket_after_a_page_too(house: House) -> None:
    reader, writer = await opened(house, b"GET /nowhere HTTP/1.1\r\nHost: mote.test\r\n\r\n")
    assert b" 404 " in await reader.readuntil(b"\r\n\r\n")
    await reader.readexactly(len("Not Found"))
    writer.write(REQUEST)
    assert b" 101 " in await reader.readuntil(b"\r\n\r\n")


async def test_the_plain_connection_keeps_the_usual_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("handed over")

    monkeypatch.setattr(Door, "hand_over", never)
    async with serving("plain") as house, house.client() as client:
        await client.send("hello")
        assert await client.recv() == "echo:hello"


@pytest.mark.parametrize(
    "request_",
    [
        REQUEST[:-2],
        REQUEST.replace(b"GET", b"POST", 1),
        REQUEST.replace(b"upgrade: WebSocket", b"upgrade: h2c"),
        REQUEST.replace(b"upgrade: WebSocket", b"x-upgrade: websocket"),
        b"GET / HTTP/1.1\r\nHost: mote.test\r\n\r\nupgrade: websocket\r\n\r\n",
    ],
)
def test_what_does_not_ask_for_a_socket(request_: bytes) -> None:
    assert not asks_for_a_socket(request_)
    assert asks_for_a_socket(REQUEST)
