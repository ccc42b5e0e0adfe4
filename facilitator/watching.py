"""Watching a rehearsal: the wall of the copy, at twenty times the speed of the day, on a page of the desk's own.

The copy is played in a process of its own, which writes a line of JSON whenever its wall has changed. The page gets
these lines as they come (server-sent events); when it is closed, the process ends.
"""

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from facilitator.assets import Assets
from facilitator.house import Fragments, dressed
from facilitator.pages import DeskPages
from facilitator.rehearsal import Plan, Watch, planned, rehearse
from participant.pages import language_of
from sessions.activity import Person, Rejected
from sessions.room import Room, now_ms
from sessions.screens import Audience

SPEED, LINGER = 20, 3.0
"""Times as fast as the day; and the seconds that a talk or a break takes at most."""
PEOPLE, MOST = 30, 100
"""Sample people of a rehearsal that is watched: enough to see what comes of it."""
APART = 0.2
"""Seconds between two pictures."""
PATIENCE = 3600.0
LONGEST_LINE = 4_000_000
HERE = Path(__file__).parent.parent
EVENTS = "text/event-stream"
STREAM = {"cache-control": "no-store", "x-accel-buffering": "no"}


class Order(Struct, frozen=True):
    """What the process is asked."""

    plan: Plan
    people: int
    language: str


class Watching:
    """`/desk/CODE/rehearse/watch`: one rehearsal at a time is watched, so that a server of two cores keeps one."""

    def __init__(self, pages: DeskPages) -> None:
        self.pages = pages
        self.taken = asyncio.Lock()

    def routes(self) -> list[Route]:
        led = self.pages.led
        return [
            Route("/desk/{code}/rehearse/watch", led(self.page), name="rehearse_watch"),
            Route("/desk/{code}/rehearse/stream", led(self.stream), name="rehearse_stream"),
        ]

    async def page(self, request: Request, room: Room, who: Person) -> Response:
        """A wall without a session behind it: what it shows comes from the stream."""
        facts = room.session.meeting.facts
        data = {
            "surface": "wall",
            "theme": facts.wall_theme,
            "zone": facts.zone,
            "code": room.session.code,
            "session_title": facts.title,
            "stage": "",
            "regions": {},
            "people": _people(request),
            "speed": SPEED,
        }
        return self.pages.page(request, "rehearsal/watch.html", data, language=_language(request, room))

    async def stream(self, request: Request, room: Room, who: Person) -> Response:
        """`data: {"now", "regions"}` again and again, then `event: over`; or `event: no` with the reason."""
        if EVENTS not in request.headers.get("accept", ""):
            return Response(status_code=406)  # whoever only looks what is here shall not start a rehearsal
        language = _language(request, room)
        lines = self._frames(room, _people(request), language)
        return StreamingResponse(lines, media_type=EVENTS, headers=STREAM)

    async def _frames(self, room: Room, people: int, language: str) -> AsyncIterator[bytes]:
        try:
            if not room.session.day.slots:
                raise Rejected("nothing_to_rehearse")
            if self.taken.locked():
                raise Rejected("somebody_watches")
            order = Order(planned(room.session, now_ms()), people, language)
            async with self.taken, asyncio.timeout(PATIENCE):
                async for line in watched(order):
                    yield b"data: " + line + b"\n\n"
            yield b"event: over\ndata: {}\n\n"
        except (Rejected, TimeoutError) as refused:
            yield b"event: no\ndata: " + msgspec.json.encode({"say": self._why(refused, language)}) + b"\n\n"

    def _why(self, refused: Rejected | TimeoutError, language: str) -> str:
        code, values = (
            (refused.code, refused.values) if isinstance(refused, Rejected) else ("took_too_long", {})
        )
        return self.pages.renderer.say(code, values, language=language, kind="rehearsal")


def _people(request: Request) -> int:
    typed = request.query_params.get("people", "")
    wanted = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else PEOPLE
    return min(max(wanted, 1), MOST)


def _language(request: Request, room: Room) -> str:
    return language_of(request, room.session.meeting.facts.language)


async def watched(order: Order) -> AsyncIterator[bytes]:
    """The lines that a process of its own writes. It ends with whoever listens. Raises Rejected."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "facilitator.watching"),
        cwd=HERE,
        env={name: value for name, value in os.environ.items() if not name.startswith("RADSLAG_")},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=LONGEST_LINE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(msgspec.json.encode(order))
        process.stdin.close()
        async for line in process.stdout:
            yield line.strip()
        if await process.wait():
            raise Rejected("could_not_rehearse")
    finally:
        if process.returncode is None:
            process.kill()
            with contextlib.suppress(asyncio.CancelledError):
                await process.wait()


# the process of its own


class Eyes:
    """Whoever watches the wall of the copy: told what has changed of it, and what its clock shows."""

    def __init__(self, language: str, write: Callable[[bytes], object]) -> None:
        self.audience = Audience("wall", language=language)
        self.write = write
        self.seen: dict[str, str] = {}
        self.looked = -APART

    def __call__(self, room: Room) -> None:
        moment = time.monotonic()
        if moment - self.looked < APART:
            return
        self.looked = moment
        painted = room.hub.painted(self.audience)
        fresh = {name: one for name, one in painted.items() if self.seen.get(name) != one.version}
        self.seen |= {name: one.version for name, one in fresh.items()}
        regions: dict[str, Any] = {name: {"v": one.version, "html": one.html} for name, one in fresh.items()}
        self.write(msgspec.json.encode({"now": room.clock(), "regions": regions}) + b"\n")


def main() -> None:
    """An order comes in; what the wall shows goes out, line by line."""
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    with contextlib.suppress(BrokenPipeError):
        asyncio.run(_play(order))


async def _play(order: Order) -> None:
    def write(line: bytes) -> None:
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()

    watch = Watch(Eyes(order.language, write), Fragments(dressed(Assets())), LINGER)
    await rehearse(order.plan, order.people, SPEED, watch=watch)


if __name__ == "__main__":
    main()
