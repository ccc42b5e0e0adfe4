"""A small room for the hub's tests, a clock that is turned by hand, and connections that keep what came."""

import heapq
import itertools
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from sessions.connection_plain import payloads
from sessions.hub import Audience, Hub, Part, version_of

WALL = Audience("wall")
DESK = Audience("desk")
PHONE = Audience("phone")


class Handle:
    def __init__(self, callback: Callable[[], Any]) -> None:
        self.callback: Callable[[], Any] | None = callback

    def cancel(self) -> None:
        self.callback = None


class SlowTime:
    """An event loop's clock and calendar, turned by hand."""

    def __init__(self) -> None:
        self.now = 0.0
        self.order = itertools.count()
        self.calendar: list[tuple[float, int, Handle]] = []

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, callback: Callable[..., Any], *args: Any) -> Handle:
        handle = Handle(lambda: callback(*args))
        heapq.heappush(self.calendar, (self.now + delay, next(self.order), handle))
        return handle

    def call_soon(self, callback: Callable[..., Any], *args: Any) -> Handle:
        return self.call_later(0.0, callback, *args)

    def run(self, seconds: float = 0.0) -> None:
        until = self.now + seconds
        while self.calendar and self.calendar[0][0] <= until:
            due, _, handle = heapq.heappop(self.calendar)
            self.now = max(self.now, due)
            if handle.callback is not None:
                handle.callback()
        self.now = max(self.now, until)

    def one(self) -> None:
        """One callback of those that are due now."""
        if self.calendar and self.calendar[0][0] <= self.now:
            handle = heapq.heappop(self.calendar)[2]
            if handle.callback is not None:
                handle.callback()


class Glass:
    """A connection, and the screen behind it: keeps the frames, and what they add up to."""

    def __init__(self, clock: SlowTime | None = None, cost: float = 0.0) -> None:
        self.slot: Any = None
        self.open = True
        self.waiting = 0
        self.stuck = False
        self.frames: list[dict[str, Any]] = []
        self.writes = 0
        self.regions: dict[str, str] = {}
        self.you: dict[str, Any] | None = None
        self.clock, self.cost = clock, cost

    def send(self, frame: bytes, /) -> None:
        assert self.open
        self.writes += 1
        if self.stuck:
            self.waiting += len(frame)
        if self.clock:
            self.clock.now += self.cost
        for payload in payloads(frame):
            self.take(msgspec.json.decode(payload))

    def take(self, message: dict[str, Any]) -> None:
        self.frames.append(message)
        if message["t"] == "show":
            for name, region in message["regions"].items():
                assert region["v"] == version_of(region["html"])
                self.regions[name] = region["html"]
        if message["t"] == "you":
            self.you = message

    def close(self, code: int = 1000, reason: str = "") -> None:
        self.open = False

    def abort(self) -> None:
        self.open = False

    async def stay(self) -> None: ...

    def shows(self) -> list[str]:
        regions = [frame["regions"] for frame in self.frames if frame["t"] == "show"]
        return [each["main"]["html"] for each in regions if "main" in each]

    def kinds(self) -> list[str]:
        return [frame["t"] for frame in self.frames]


class Room:
    """A state of one number, a few groups, and a mark for every seat."""

    def __init__(self) -> None:
        self.number = 0
        self.applied = self.committed = 0
        self.groups: dict[str, str] = {}
        self.marks: dict[str, int] = {}
        self.renders: list[tuple[str, Any]] = []
        self.broken = False

    def regions(self, audience: Audience) -> Mapping[str, Part]:
        main = {"n": self.number, "group": audience.group}
        return {"head": ("head", audience.surface), "main": ("main", main)}

    def personal(self, seat: str, audience: Audience) -> tuple[Mapping[str, Any], Part | None]:
        mark = self.marks.get(seat)
        return ({"it": {"checked": True}}, ("mine", mark)) if mark else ({}, None)

    def audience_of(self, seat: str, audience: Audience) -> Audience:
        return msgspec.structs.replace(audience, group=self.groups.get(seat, ""))

    def render(self, template: str, data: Any, audience: Audience) -> str:
        if self.broken:
            raise ValueError("a broken template")
        self.renders.append((template, data))
        return f"{audience.language} {template} {data}"

    def main(self, group: str = "") -> str:
        return f"sv main {{'n': {self.number}, 'group': '{group}'}}"


class Stage:
    """A hub, its room and its clock."""

    def __init__(self) -> None:
        self.room, self.clock = Room(), SlowTime()
        self.hub = Hub(self.room, self.room.render, self.clock)

    def glass(self, audience: Audience, seat: str = "", have: Mapping[str, str] | None = None) -> Glass:
        it = Glass()
        self.hub.join(it, audience, seat, have or {})
        return it

    def move(
        self, number: int | None = None, leading: bool = False, everybody: bool = False, own: bool = False
    ) -> None:
        self.room.number = self.room.number + 1 if number is None else number
        self.room.applied += 1
        self.hub.touch(leading, everybody, own)

    def commit(self, count: int | None = None) -> None:
        self.room.committed = self.room.applied if count is None else count
        self.hub.released()

    def fail(self, number: int) -> None:
        """The journal could not be written: the room is back at what is on disk."""
        self.room.number, self.room.applied = number, self.room.committed
        self.hub.dropped()
