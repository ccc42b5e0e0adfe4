"""What a message and a vote cost, counted in calls and bytes and never in time: it is the same on a busy machine.

The bounds lie a fifth above what was counted. Whoever passes one has made every phone's message or every vote
dearer: find out why (`make bench`), and raise it only when what was bought is worth that.
"""

import asyncio
import gc
import sys
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from participant.limits import Paces, greetings
from participant.socket import Caller, Sockets
from sessions.activity import Person
from sessions.facts import EditSession
from sessions.hub import Hub
from sessions.journal import Journal
from sessions.lobby import Lobby
from sessions.people import Join
from sessions.room import Room
from sessions.screens import Audience
from sessions.screens import Join as WayIn
from sessions.session import StartStep
from sessions.steps import AddStep
from sessions.tickets import Tickets
from tests.play import DESK

pytestmark = pytest.mark.anyio

CALLS_A_MESSAGE = 5
CALLS_A_VOTE = 460
BYTES_A_VOTE = 1600
"""What is kept of a vote in memory: its receipt, so that it is answered the same again."""
VOTES = 60
SPOKEN = ("sv", "en", "ar-XB")


class Glass:
    def __init__(self, work: Callable[[], None] | None = None) -> None:
        self.slot: Any = None
        self.open, self.waiting, self.taken = True, 0, 0
        self.work = work

    def send(self, frame: bytes, /) -> None:
        self.taken += 1
        if self.work:
            self.work()

    def close(self, code: int = 1000, reason: str = "") -> None: ...

    def abort(self) -> None: ...

    async def stay(self) -> None: ...


class Count:
    calls = 0


@contextmanager
def counted() -> Iterator[Count]:
    """Calls of functions, Python's and C's, in this thread."""
    count, before = Count(), sys.getprofile()

    def called(frame: object, event: str, argument: object) -> None:
        count.calls += event in ("call", "c_call")

    sys.setprofile(called)
    try:
        yield count
    finally:
        sys.setprofile(before)


def render(template: str, data: Any, audience: Audience) -> str:
    return f"{template} {msgspec.json.encode(data).decode()}"


class Still:
    """A room that only has a number to show, all of it on disk."""

    applied = committed = 1

    def regions(self, audience: Audience) -> dict[str, tuple[str, Any]]:
        return {"main": ("main", {"number": self.applied})}

    def personal(self, seat: str, audience: Audience) -> tuple[dict[str, Any], None]:
        return {}, None

    def audience_of(self, seat: str, audience: Audience) -> Audience:
        return audience


async def round_of(phones: int, work: Callable[[], None] | None = None) -> int:
    """Calls that one change costs with so many phones in three languages."""
    source = Still()
    hub = Hub(source, render)
    glasses = [Glass(work) for _ in range(phones)]
    for number, glass in enumerate(glasses):
        hub.join(glass, Audience("phone", language=SPOKEN[number % 3]), f"s{number}")
    await asyncio.sleep(0.3)
    before = sum(glass.taken for glass in glasses)
    with counted() as count:
        source.applied = source.committed = source.applied + 1
        hub.touch()
        while sum(map(taken, glasses)) < before + phones:
            with_profile_off = sys.getprofile()
            sys.setprofile(None)
            await asyncio.sleep(0.01)
            sys.setprofile(with_profile_off)
    hub.stop()
    return count.calls


def taken(glass: Glass) -> int:
    return glass.taken
