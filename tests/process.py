"""The real server in a process of its own, for what only shows when it is killed, stopped, or short of disk.

with running(tmp_path) as server:
    code = server.plan()
    async with await server.desk(code) as desk, await server.phone(code) as phone:
        await desk.do({"do": "next"})
        server.kill()
"""

import asyncio
import contextlib
import http.client
import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec
from msgspec import Struct
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

ROOT = Path(__file__).parent.parent
KEY = "a-key-for-the-tests-only"
PROTOCOL = Subprotocol("radslag.v1")
PATIENCE = 15.0
"""Seconds that anything may take on a busy machine."""

Frame = dict[str, Any]
Rows = list[tuple[str, str, list[Any]]]
"""(by, move id, events) of every accepted move."""


lines: "list[Line]" = []
"""Every line that was made, for whoever tidies up after a test."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def narrow_socket(port: int) -> socket.socket:
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    made.connect(("127.0.0.1", port))
    made.setblocking(False)
    return made


def new_id() -> str:
    return secrets.token_hex(16)


class Answer(Struct):
    """What an HTTP request brought back."""

    status: int
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.body)


class Server:
    """`radslag serve` over one data folder and port; it can be killed and started again. `names`: its own names
    beside the address.
    """

    def __init__(self, data: Path, names: str = "") -> None:
        self.data = data
        self.names = names
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.log = data.parent / f"server-{self.port}.log"

    def start(self) -> None:
        command = [sys.executable, "-m", "facilitator", "serve", "--host", "127.0.0.1"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--port", str(self.port), "--data", str(self.data)],
                cwd=ROOT,
                env={
                    "PATH": os.environ["PATH"],
                    "RADSLAG_ORGANISER_KEY": KEY,
                    "RADSLAG_NAMES": self.names,
                    "LANG": "C.UTF-8",
                },
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.wait_for("/healthz")

    def wait_for(self, path: str, status: int = 200) -> None:
        """Until this page answers like this; an end of the process ends the waiting."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self.process is not None
            assert self.process.poll() is None, self.said()
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.ask("GET", path).status == status:
                    return
            time.sleep(0.03)
        raise AssertionError(f"{path} did not answer with {status}: {self.said()}")

    def said(self) -> str:
        """The end of its log."""
        return self.log.read_text()[-3000:]

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop (or kill it); the exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        assert self.end(signal.SIGKILL) == -signal.SIGKILL

    # over HTTP

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            sent = None if body is None else msgspec.json.encode(body)
            line.request(method, path, sent, {"content-type": "application/json", **headers})
            answer = line.getresponse()
            return Answer(answer.status, answer.read())
        finally:
            line.close()

    def plan(self) -> str:
        """A new session with two slots; its code."""
        wanted = {
            "title": "Ett möte",
            "programme": "09:00-09:30 Ett\n09:30-10:00 Två\n",
            "date": "2026-03-12",
        }
        answer = self.ask("POST", "/api/sessions", wanted, authorization=f"Bearer {KEY}")
        assert answer.status == 201, answer.text
        return str(answer.json["code"])

    def seat(self, code: str) -> str:
        """A new seat, as the cookie that keeps it."""
        answer = self.ask("POST", f"/api/sessions/{code}/seats", {})
        assert answer.status == 201, answer.text
        return f"seat-{code}={answer.json['key']}"

    # over sockets

    async def line(self, code: str, surface: str, narrow: bool = False, **headers: str) -> "Line":
        """`narrow`: the kernel keeps little of what this side does not read."""
        url = f"ws://127.0.0.1:{self.port}/live/{code}?surface={surface}&lang=en"
        options: dict[str, Any] = {
            "compression": None,
            "max_size": None,
            "ping_interval": None,
            "proxy": None,
        }
        if narrow:
            options["sock"] = await asyncio.to_thread(narrow_socket, self.port)
        line = Line(await connect(url, additional_headers=headers, subprotocols=[PROTOCOL], **options))
        await line.send({"t": "hi"})
        await line.heard("hello")
        return line

    async def desk(self, code: str) -> "Line":
        return await self.line(code, "desk", authorization=f"Bearer {KEY}")

    async def phone(self, code: str, seat: str = "", narrow: bool = False) -> "Line":
        return await self.line(code, "phone", narrow, cookie=seat or await asyncio.to_thread(self.seat, code))

    # on its disk

    def rows(self, code: str) -> Rows:
        """Every accepted move, as it stands in the file."""
        with contextlib.closing(sqlite3.connect(f"file:{self.data}/journal.db?mode=ro", uri=True)) as db:
            found = db.execute(
                "SELECT by, move_id, events FROM moves JOIN sessions ON sessions.id = session "
                "WHERE code = ? ORDER BY seq",
                (code,),
            ).fetchall()
        return [(by, move_id, msgspec.json.decode(events)) for by, move_id, events in found]


class Line:
    """One socket: everything heard is kept in `frames`."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.frames: list[Frame] = []
        self._news = asyncio.Event()
        self._reading = asyncio.create_task(self._read())
        lines.append(self)

    async def _read(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for text in self.socket:
                self.frames.append(msgspec.json.decode(text))
                self._news.set()
        self._news.set()

    async def send(self, frame: Frame) -> None:
        await self.socket.send(msgspec.json.encode(frame).decode())

    async def until(
        self, wanted: Callable[[Frame], bool], after: int = 0, patience: float = PATIENCE
    ) -> Frame:
        """The first frame like this from number `after` on. Raises ConnectionError if the line ends."""
        async with asyncio.timeout(patience):
            while True:
                self._news.clear()
                for frame in self.frames[after:]:
                    if wanted(frame):
                        return frame
                if self._reading.done():
                    raise ConnectionError("the line has ended")
                await self._news.wait()

    async def heard(self, kind: str, after: int = 0, patience: float = PATIENCE) -> Frame:
        return await self.until(lambda frame: frame["t"] == kind, after, patience)

    async def ask(self, move: Mapping[str, Any], step: str = "", id: str = "") -> Frame:
        """Send a move, and bring back whatever answers it: ok, no, or the trouble that the server is in."""
        sent, after = id or new_id(), len(self.frames)
        await self.send({"t": "do", "id": sent, "step": step, "move": dict(move)})
        return await self.until(lambda frame: frame.get("id") == sent or frame["t"] == "trouble", after)

    async def do(self, move: Mapping[str, Any], step: str = "", id: str = "") -> Frame:
        """Send a move that is accepted."""
        answer = await self.ask(move, step, id)
        assert answer["t"] == "ok", answer
        return answer

    async def ended(self, patience: float = PATIENCE) -> int | None:
        """Wait for the end; the close code."""
        async with asyncio.timeout(patience):
            await asyncio.shield(self._reading)
        return self.socket.close_code

    def all(self, kind: str) -> list[Frame]:
        return [frame for frame in self.frames if frame["t"] == kind]

    async def drop(self) -> None:
        """Gone without a word."""
        self.socket.transport.abort()
        with contextlib.suppress(TimeoutError):
            await self.ended(1)

    async def __aenter__(self) -> "Line":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.drop()


@contextlib.contextmanager
def running(folder: Path, names: str = "") -> Iterator[Server]:
    """A server over `folder`/data, ended at the end whatever happens."""
    server = Server(folder / "data", names)
    server.start()
    try:
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            server.process.kill()
            server.process.wait(PATIENCE)


def steps_of(rows: Rows) -> list[str]:
    """The ids of the steps that were added, in order."""
    return [event["step"] for _, _, events in rows for _, event in events if event["do"] == "step_added"]
