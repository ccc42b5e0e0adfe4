"""Both kinds of connection, over real sockets: the same edge cases must end the same way."""

import asyncio
import logging
import resource
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.frames import Close, Frame, Opcode

from sessions import connection as connections
from sessions.connection import (
    MAX_MESSAGE,
    Connection,
    DetachableProtocol,
    PlainConnection,
    detach,
    listen,
    raise_file_limit,
    text_frame,
    uvicorn_options,
    websocket_class,
)
from sessions.connection_plain import payloads

KINDS = {"detached": "sessions.connection:DetachableProtocol", "plain": "websockets-sansio"}


class House:
    """A server with one endpoint that answers `echo:<text>` and keeps what it saw."""

    def __init__(self, port: int, server: uvicorn.Server) -> None:
        self.port, self.server = port, server
        self.heard: list[str] = []
        self.codes: list[int] = []
        self.connections: list[Connection] = []
        self.writers: list[asyncio.StreamWriter] = []

    async def live(self, websocket: WebSocket) -> None:
        await websocket.accept(subprotocol="radslag.v1")
        if websocket.query_params.get("slowly"):
            await asyncio.sleep(0.1)

        def on_text(text: str) -> None:
            self.heard.append(text)
            if text == "fall over":
                raise ValueError(text)
            if text == "go away":
                connection.close(4001, "as you wish")
            elif text == "drop me":
                connection.abort()
            else:
                connection.send(text_frame(b"echo:" + text[:2000].encode()))

        connection = detach(websocket, on_text, self.codes.append)
        self.connections.append(connection)
        await connection.stay()

    async def until(self, true: Callable[[], Any], seconds: float = 3.0) -> None:
        async with asyncio.timeout(seconds):
            while not true():
                await asyncio.sleep(0.005)

    def client(self, **options: Any) -> Any:
        options.setdefault("compression", None)
        return connect(f"ws://127.0.0.1:{self.port}/live", subprotocols=["radslag.v1"], proxy=None, **options)  # type: ignore[list-item]

    async def raw(self, query: str = "") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writers.append(writer)
        writer.write(
            f"GET /live{query} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n".encode()
        )
        head = await reader.readuntil(b"\r\n\r\n")
        assert b" 101 " in head
        assert b"permessage-deflate" not in head
        return reader, writer


@asynccontextmanager
async def serving(kind: str, **options: Any) -> AsyncIterator[House]:
    sock = listen("127.0.0.1", 0)
    house: House
    app = Starlette(routes=[WebSocketRoute("/live", lambda websocket: house.live(websocket))])
    config = uvicorn.Config(
        app, log_level="critical", lifespan="off", **{**uvicorn_options(), "ws": KINDS[kind], **options}
    )
    house = House(sock.getsockname()[1], uvicorn.Server(config))
    running = asyncio.create_task(house.server.serve(sockets=[sock]))
    await house.until(lambda: house.server.started)
    try:
        yield house
    finally:
        for writer in house.writers:
            writer.transport.abort()
        house.server.should_exit = True
        await asyncio.wait_for(running, 10)


@pytest.fixture(params=list(KINDS))
async def house(request: pytest.FixtureRequest) -> AsyncIterator[House]:
    async with serving(request.param) as it:
        yield it


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def text(payload: str | bytes, fin: bool = True, opcode: Opcode = Opcode.TEXT) -> bytes:
    content = payload.encode() if isinstance(payload, str) else payload
    return Frame(opcode, content, fin).serialize(mask=True)


def close_frame(code: int = 1000) -> bytes:
    return text(Close(code, "").serialize(), opcode=Opcode.CLOSE)


async def read_frame(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    async with asyncio.timeout(3):
        first, size = await reader.readexactly(2)
        assert first & 0x80
        assert size < 128, "server frames are not masked"
        if size > 125:
            size = int.from_bytes(await reader.readexactly(2 if size == 126 else 8), "big")
        return first & 0x0F, await reader.readexactly(size)


async def read_close(reader: asyncio.StreamReader) -> int:
    while True:
        opcode, payload = await read_frame(reader)
        if opcode == Opcode.CLOSE:
            return int.from_bytes(payload[:2], "big")


# Framing


@given(st.integers(0, 300) | st.sampled_from([125, 126, 65535, 65536, 70000]))
def test_text_frame_is_what_websockets_would_write(size: int) -> None:
    payload = b"x" * size
    assert text_frame(payload) == Frame(Opcode.TEXT, payload).serialize(mask=False)


@given(st.lists(st.binary(max_size=300) | st.sampled_from([b"a" * 66000, b"b" * 126]), max_size=5))
def test_payloads_reads_text_frame_back(contents: list[bytes]) -> None:
    assert list(payloads(b"".join(text_frame(content) for content in contents))) == contents


# Conversation


async def test_a_client_library_talks_both_ways(house: House) -> None:
    async with house.client() as client:
        assert client.subprotocol == "radslag.v1"
        for words in ("hej", "å" * 50, "1" * 125, "2" * 126, "🌲" * 400, "x" * 4097, "y" * 65000, ""):
            await client.send(words)
            assert await client.recv() == "echo:" + words[:2000]
        await client.ping()
    await house.until(lambda: house.codes == [1000])
    assert house.heard[-1] == ""
    assert not house.connections[0].open


async def test_messages_before_detach_are_not_lost(house: House) -> None:
    reader, writer = await house.raw("?slowly=1")
    two = text("two")
    writer.write(text("one") + two[:3])
    await house.until(lambda: house.heard)
    writer.write(two[3:] + text("three"))
    for words in (b"one", b"two", b"three"):
        assert await read_frame(reader) == (Opcode.TEXT, b"echo:" + words)
    writer.close()


async def test_a_client_that_is_gone_before_detach_is_reported(house: House) -> None:
    _, writer = await house.raw("?slowly=1")
    writer.write(text("last words") + close_frame())
    writer.close()
    await house.until(lambda: house.codes)
    assert house.heard == ["last words"]
    assert len(house.codes) == 1


STORY = [
    (text("whole"), ["whole"]),
    (text("frag", False) + text("men", False, Opcode.CONT) + text("ted", True, Opcode.CONT), ["fragmented"]),
    (
        text("pi", False) + text("?", opcode=Opcode.PING) + text("nged", True, Opcode.CONT),
        ["pinged"],
    ),
    (text("", False) + text("", True, Opcode.CONT), [""]),
    (text("pong", opcode=Opcode.PONG), []),
    (text("l" * 5000), ["l" * 5000]),
    (text("m" * 130), ["m" * 130]),
    (text("å".encode()[:1], False) + text("å".encode()[1:] + b"!", True, Opcode.CONT), ["å!"]),
    (text("after"), ["after"]),
]


@pytest.mark.parametrize("cut", [1, 2, 3, 7, 64, 1460, 100_000])
async def test_the_same_is_heard_however_the_bytes_are_cut(house: House, cut: int) -> None:
    sent = b"".join(frames for frames, _ in STORY)
    reader, writer = await house.raw()
    for start in range(0, len(sent), cut):
        writer.write(sent[start : start + cut])
        if start < 600 or len(sent) - start < 200:  # every cut where the short frames are
            await asyncio.sleep(0)
            await asyncio.sleep(0)
    expected = [words for _, heard in STORY for words in heard]
    await house.until(lambda: len(house.heard) == len(expected))
    assert house.heard == expected
    assert (Opcode.PONG, b"?") in [await read_frame(reader) for _ in range(4)]
    writer.close()


BAD_FRAMES: list[tuple[bytes, int]] = [
    (text(b"\xff"), 1007),
    (text(b"\xc3", False) + text(b"(", True, Opcode.CONT), 1007),
    (text(b"\xff" * 5000), 1007),
    (Frame(Opcode.TEXT, b"bare").serialize(mask=False), 1002),
    (text("a", False) + text("b"), 1002),
    (text("lost", True, Opcode.CONT), 1002),
    (b"\xc1\x80mask", 1002),
    (b"\x83\x80\0\0\0\0", 1002),
    (b"\x09\x80\0\0\0\0", 1002),
    (b"\x81\xff" + (1 << 62).to_bytes(8, "big") + b"mask", 1009),
    (text("x" * (MAX_MESSAGE + 1)), 1009),
    (text("x" * 40000, False) + text("y" * 40000, True, Opcode.CONT), 1009),
    (text(b"\x00\x01", opcode=Opcode.BINARY), 1003),
    (text("fall over"), 1011),
    (text("go away"), 4001),
]
"""What closes the connection, and with which code."""


@pytest.mark.parametrize(("frames", "code"), BAD_FRAMES, ids=range(len(BAD_FRAMES)))
async def test_bad_frames_close_with_the_right_code(house: House, frames: bytes, code: int) -> None:
    reader, writer = await house.raw()
    writer.write(text("before"))
    assert await read_frame(reader) == (Opcode.TEXT, b"echo:before")
    writer.write(frames + text("behind"))
    assert await read_close(reader) == code
    writer.write(close_frame(code))
    writer.close()
    await house.until(lambda: house.codes)
    assert "behind" not in house.heard
    await house.until(lambda: not house.server.server_state.connections)
    assert len(house.codes) == 1


async def test_the_largest_message_is_let_in(house: House) -> None:
    async with house.client() as client:
        await client.send("x" * MAX_MESSAGE)
        await client.recv()
    assert len(house.heard[0]) == MAX_MESSAGE


async def test_closing_from_the_client_is_answered(house: House) -> None:
    reader, writer = await house.raw()
    writer.write(text("a", False) + text("b", True, Opcode.CONT))
    assert await read_frame(reader) == (Opcode.TEXT, b"echo:ab")
    writer.write(close_frame(1001) + text("too late"))
    assert await read_close(reader) == 1001
    await house.until(lambda: house.codes == [1001])
    assert house.heard == ["ab"]
    assert await reader.read() == b""
    writer.close()


async def test_closing_from_the_server_sends_the_rest_first(house: House) -> None:
    async with house.client() as client:
        await client.send("hej")
        await client.recv()
        connection = house.connections[0]
        connection.send(text_frame(b"1") + text_frame(b"2"))
        connection.close(4003, "done")
        connection.send(text_frame(b"never"))
        assert [await client.recv(), await client.recv()] == ["1", "2"]
        with pytest.raises(ConnectionClosed) as closed:
            await client.recv()
    assert closed.value.rcvd == Close(4003, "done")
    await house.until(lambda: len(house.codes) == 1)


async def test_a_client_that_never_answers_the_goodbye_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sessions.connection_detached.CLOSE_PATIENCE", 0.05)
    async with serving("detached") as house:
        reader, writer = await house.raw()
        writer.write(text("go away"))
        assert await read_close(reader) == 4001
        await house.until(lambda: house.codes)
        writer.close()


async def test_abort_drops_the_line(house: House) -> None:
    async with house.client() as client:
        await client.send("drop me")
        with pytest.raises(ConnectionClosed):
            await client.recv()
    await house.until(lambda: house.codes == [1006])


async def test_a_broken_line_is_reported_once(house: House) -> None:
    _, writer = await house.raw()
    await house.until(lambda: house.connections)
    writer.transport.abort()
    await house.until(lambda: house.codes)
    house.connections[0].send(text_frame(b"nobody hears this"))
    house.connections[0].close()
    house.connections[0].abort()
    await asyncio.sleep(0.02)
    assert len(house.codes) == 1
    assert not house.connections[0].open


async def test_waiting_measures_what_a_slow_client_leaves(house: House) -> None:
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.setblocking(False)
    async with house.client() as quick:
        await quick.send("x")
        await house.until(lambda: house.heard)
        assert house.connections[0].waiting == 0
    _, writer = await house.raw()
    await house.until(lambda: len(house.connections) == 2)
    slow = house.connections[1]
    writer.transport.pause_reading()  # type: ignore[attr-defined]
    for _ in range(60):
        slow.send(text_frame(b"x" * 60_000))
        await asyncio.sleep(0)
    assert slow.waiting > 256 * 1024
    slow.abort()
    sock.close()
    writer.close()


async def test_stopping_the_server_tells_everybody_to_come_back() -> None:
    async with serving("detached") as house:
        client: ClientConnection = await house.client()
        _, stuck = await house.raw()
        await house.until(lambda: len(house.connections) == 2)
    with pytest.raises(ConnectionClosed) as closed:
        await client.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1012
    assert len(house.codes) == 2
    stuck.close()


async def test_silent_clients_are_found_by_the_sweep() -> None:
    async with serving("detached", ws_ping_interval=0.1) as house:
        reader, writer = await house.raw()
        async with house.client() as answering:
            assert await read_frame(reader) == (Opcode.PING, b"")
            await house.until(lambda: house.codes == [1006])
            await answering.send("still here")
            assert await answering.recv() == "echo:still here"
        writer.close()


# Choosing


async def test_another_uvicorn_means_the_plain_connection(caplog: pytest.LogCaptureFixture) -> None:
    assert websocket_class("0.54.3") == "sessions.connection:DetachableProtocol"
    connections.said.clear()
    with caplog.at_level(logging.WARNING):
        assert websocket_class("0.55.0") == "auto"
        websocket_class("0.55.0")
    assert [record.message for record in caplog.records] == [
        "uvicorn 0.55.0 is not 0.54.*: the plain, slower connection is used."
    ]


async def test_a_strange_protocol_means_the_plain_connection(caplog: pytest.LogCaptureFixture) -> None:
    connections.said.clear()
    with caplog.at_level(logging.WARNING, logger="radslag.connection"):
        async with serving("plain") as house, house.client() as client:
            await client.send("x")
            await client.recv()
            assert isinstance(house.connections[0], PlainConnection)
    assert "plain, slower connection" in caplog.text


async def test_the_pinned_uvicorn_detaches() -> None:
    async with serving("detached") as house, house.client() as client:
        await client.send("x")
        await client.recv()
        protocol = next(p for p in house.server.server_state.connections if isinstance(p, DetachableProtocol))
        assert protocol.scope == {}
        assert not house.server.server_state.tasks


async def test_an_endpoint_that_fails_closes_the_connection() -> None:
    async with serving("detached") as house:

        async def broken(websocket: WebSocket) -> None:
            await websocket.accept()
            raise RuntimeError("broken endpoint")

        house.live = broken  # type: ignore[method-assign]
        async with connect(f"ws://127.0.0.1:{house.port}/live", proxy=None) as client:
            with pytest.raises(ConnectionClosed):
                await client.recv()
        assert client.close_code == 1011


# The listening socket


def test_accepted_sockets_inherit_the_limits() -> None:
    with listen("127.0.0.1", 0) as server, socket.create_connection(server.getsockname()):
        accepted, _ = server.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 30_000
            assert accepted.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) <= 256 * 1024


def test_a_taken_port_is_an_error() -> None:
    with listen("127.0.0.1", 0) as server, pytest.raises(OSError, match="in use"):
        listen("127.0.0.1", server.getsockname()[1])


def test_file_limit_is_raised_to_what_is_allowed() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    assert raise_file_limit() == hard
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == hard
