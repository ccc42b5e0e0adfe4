"""The real server in a thread of its own, for tests that speak HTTP and WebSocket to it from outside.

with RunningHouse(tmp_path) as house:
    code = house.plan("Ett möte")            # a session; its join code
    house.act(code, AddSlot(title="..."))    # a desk move, on disk when it returns
    house.client().get(f"/s/{code}")
"""

import asyncio
import json
import threading
import time
from collections.abc import Coroutine, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import httpx2
import uvicorn
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from facilitator.app import build
from facilitator.house import Address, House
from sessions.activity import Move, Person
from sessions.config import Config
from sessions.connection import listen, uvicorn_options
from sessions.facts import EditSession
from sessions.people import Join
from sessions.room import Room

T = TypeVar("T")
PROTOCOL = Subprotocol("radslag.v1")
KEY = "the-organisers-key"
ORGANISER = Person("organiser", role="organiser")


class RunningHouse:
    """`settings` are those of Config. `host`: the name in its own addresses; it listens on 127.0.0.1."""

    def __init__(self, data: Path, *, host: str = "127.0.0.1", **settings: Any) -> None:
        self.config = Config(data=data, host="127.0.0.1", port=0, **{"organiser_key": KEY, **settings})
        self.host = host
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._moves = 0
        self.house: House
        self.port = 0

    def __enter__(self) -> "RunningHouse":
        self._thread.start()
        if not self._ready.wait(20):
            raise RuntimeError("the server did not start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(10)

    async def _serve(self) -> None:
        socket = listen(self.config.host, 0)
        self.port = socket.getsockname()[1]
        self.house = await build(self.config, Address("http", self.host, self.port))
        options: dict[str, Any] = {
            "log_level": "critical",
            "access_log": False,
            "server_header": False,
            "proxy_headers": False,
        }
        self._server = uvicorn.Server(uvicorn.Config(self.house.app, **options, **uvicorn_options()))
        self._loop = asyncio.get_running_loop()
        announced = asyncio.create_task(self._announce())
        await self._server.serve(sockets=[socket])
        await announced

    async def _announce(self) -> None:
        while not self._server.started:
            await asyncio.sleep(0.005)
        self._ready.set()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Something to be done on the server's own loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    # sessions

    def plan(self, title: str, *moves: Move) -> str:
        """A new session with these moves made; its join code."""
        room = self.run(self.house.lobby.create([EditSession(title=title), *moves], ORGANISER))
        return room.session.code

    def room(self, code: str) -> Room:
        return self.run(self.house.lobby.room(code))

    def act(self, code: str, move: Move, step: str = "", who: Person = ORGANISER) -> None:
        """A move, on disk when this returns. Raises Rejected."""
        self.run(self._act(code, [(move, step, who)]))

    def act_all(self, code: str, moves: Iterable[tuple[Move, str, Person]]) -> None:
        self.run(self._act(code, list(moves)))

    async def _act(self, code: str, moves: list[tuple[Move, str, Person]]) -> None:
        room = await self.house.lobby.room(code)
        for move, step, who in moves:
            self._moves += 1
            await room.saved(room.act(who, f"test{self._moves:012d}", move, step))

    def join(self, code: str, name: str = "", organisation: str = "") -> Person:
        """A seat with its name; who sits there."""
        seat = self.house.access.tickets.new_seat()
        self.act(code, Join(name, organisation), who=Person(seat, role="nobody"))
        return self.room(code).session.people.person(seat)

    def forget_guesses(self) -> None:
        """Nobody has tried a wrong code or key lately."""
        for pace in (self.house.lobby.guesses, self.house.access.tries):
            pace.left = pace.burst

    # from outside

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def client(self, cookies: Mapping[str, str] | None = None, **options: Any) -> httpx2.Client:
        """A browser of its own. `verify` is off: reading the world's certificates takes time."""
        cookies = dict(cookies or {})
        return httpx2.Client(
            base_url=f"http://127.0.0.1:{self.port}", cookies=cookies, verify=False, **options
        )

    def seat_cookie(self, code: str, seat: str) -> dict[str, str]:
        tickets = self.house.access.tickets
        return {tickets.seat_cookie(code): tickets.seat(code, seat)}

    def desk_cookie(self, place: str, role: str, who: str = "f-test") -> dict[str, str]:
        """`place`: a join code, or EVERYWHERE."""
        tickets = self.house.access.tickets
        return {tickets.desk_cookie(place): tickets.desk(place, role, who)}

    def socket(self, code: str, query: str = "surface=phone&lang=en", **options: Any) -> "Line":
        return Line(self, f"ws://127.0.0.1:{self.port}/live/{code}?{query}", **options)


class Line:
    """A client's side of `radslag.v1`. `frames` are all that came, in order."""

    def __init__(
        self,
        house: RunningHouse,
        url: str,
        *,
        cookies: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        more = dict(headers or {})
        if cookies:
            more["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self.frames: list[dict[str, Any]] = []
        self.socket: ClientConnection = connect(
            url, subprotocols=[PROTOCOL], additional_headers=more, compression=None, proxy=None, max_size=None
        ).__enter__()
        self._ids = 0

    def __enter__(self) -> "Line":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.socket.close()

    def send(self, frame: Any) -> None:
        self.socket.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))

    def greet(self) -> "Line":
        self.send({"t": "hi", "have": {}})
        self.until("hello")
        return self

    def move(self, move: Mapping[str, Any], step: str = "", id: str = "") -> dict[str, Any]:
        """Ask, and wait for the `ok` or `no` that answers."""
        self._ids += 1
        id = id or f"{threading.get_ident():x}{time.monotonic_ns():x}{self._ids:04d}"[-32:]
        self.send({"t": "do", "id": id, "move": dict(move)} | ({"step": step} if step else {}))
        while True:
            frame = self.receive()
            if frame["t"] in ("ok", "no", "trouble") and frame.get("id", id) == id:
                return frame

    def until(self, kind: str) -> dict[str, Any]:
        while True:
            frame = self.receive()
            if frame["t"] == kind:
                return frame

    def receive(self, timeout: float = 5.0) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(self.socket.recv(timeout))
        self.frames.append(frame)
        return frame


__all__ = ["KEY", "ORGANISER", "Line", "RunningHouse"]
