"""One tick of the screens: 30 groups in three languages, a board of 500 notes, and a wall that changes.

The hub is driven by hand, so that what is measured is a whole round of it and nothing else: for every screen its view,
what of it has changed, that as HTML, the frame with it, and the writing of the frame.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from bench.processes import folder
from bench.sample import ORGANISER, Glass, lobby_over
from bench.table import Figure, alone
from facilitator.assets import Assets
from facilitator.house import Fragments, dressed
from sessions.activity import Person
from sessions.connection import settle_garbage_collector
from sessions.facts import EditSession
from sessions.group_moves import AddGroup, PlaceSeat
from sessions.hub import Hub
from sessions.languages import LANGUAGES
from sessions.people import Join
from sessions.room import Room
from sessions.screens import Audience
from sessions.session_moves import StartStep
from sessions.steps import AddStep
from sessions.wire import read_move

GROUPS = 30
NOTES = 500
TICKS = 21
COLUMNS = ("start", "continue", "stop")
WORDS = (
    *("trappa", "gård", "cykel", "brev", "fika", "lokal", "skola", "språk", "förening", "kväll", "granne"),
    *("telefon", "buss", "läxor", "vinter", "möte", "barn", "karta", "kök", "bibliotek", "väg", "arbete"),
)


class Tick:
    """What one round cost and gave: CPU milliseconds, drawn regions, and the largest frame a phone was sent."""

    def __init__(self, cost: float, renders: int, phone_bytes: int) -> None:
        self.cost, self.renders, self.phone_bytes = cost, renders, phone_bytes


class Errands:
    """An event loop whose callbacks are run by hand. Its clock stands still while it works."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waiting: deque[tuple[Callable[..., Any], tuple[Any, ...]]] = deque()

    def time(self) -> float:
        return self.now

    def call_soon(self, callback: Callable[..., Any], *args: Any) -> "Errands":
        self.waiting.append((callback, args))
        return self

    def call_later(self, delay: float, callback: Callable[..., Any], *args: Any) -> "Errands":
        return self.call_soon(callback, *args)

    def cancel(self) -> None:
        """Nothing is ever put off here."""

    def run(self) -> None:
        while self.waiting:
            callback, args = self.waiting.popleft()
            callback(*args)


def figures(quick: bool) -> Iterator[Figure]:
    with folder() as data:
        found = asyncio.run(ticks(data / "journal.db", 5 if quick else TICKS))
    yield alone("tick_html_ms", median(tick.cost for tick in found), "ms")
    yield alone("tick_html_worst_ms", max(tick.cost for tick in found), "ms")
    yield alone("tick_html_renders", median(tick.renders for tick in found), "renders")
    yield alone("tick_html_phone_bytes", median(tick.phone_bytes for tick in found), "bytes")


async def ticks(journal: Path, count: int) -> list[Tick]:
    """A note is written, and everybody is shown the board as it is now: so many times."""
    lobby = await lobby_over(journal)
    room = await lobby.create([EditSession(title="Rådet", seats=100)], ORGANISER)
    step = board(room)
    errands = Errands()
    hub = Hub(room, Fragments(dressed(Assets())), errands)
    glasses = watch(hub)
    settle_garbage_collector()
    await tick(room, hub, errands, glasses, step, NOTES)  # the screens are filled
    found = [await tick(room, hub, errands, glasses, step, NOTES + number) for number in range(1, count + 1)]
    await lobby.close()
    await lobby.journal.close()
    return found


async def tick(room: Room, hub: Hub, errands: Errands, glasses: list[Glass], step: str, number: int) -> Tick:
    """Raises ValueError when somebody was not shown the new note."""
    await room.saved(room.act(*note(room, step, number)))
    errands.now += 60
    had = [(glass.frames, glass.bytes) for glass in glasses]
    renders, began = hub.counters.renders, time.thread_time()
    hub.touch()
    errands.run()
    cost = (time.thread_time() - began) * 1000
    if any(glass.frames == frames for glass, (frames, _) in zip(glasses, had, strict=True)):
        raise ValueError("somebody was not shown the new note")
    sent = max(glass.bytes - size for glass, (_, size) in zip(glasses[:-2], had, strict=False))
    return Tick(cost, hub.counters.renders - renders, sent)


def board(room: Room) -> str:
    for number in range(GROUPS):
        act(room, AddGroup())
        room.act(Person(f"seat{number}", role="nobody"), f"join{number:08d}", Join())
    for number, group in enumerate(room.session.groups.teams):
        act(room, PlaceSeat(f"seat{number}", group))
    act(room, AddStep("board", "", "Vad vill vi?", {"each": 100}))
    step = next(iter(room.session.steps.steps))
    act(room, StartStep(step))
    for number in range(NOTES):
        room.act(*note(room, step, number))
    return step


def act(room: Room, move: object) -> None:
    room.act(ORGANISER, f"bench{room.applied:08d}", move)  # type: ignore[arg-type]


def note(room: Room, step: str, number: int) -> tuple[Person, str, Any, str]:
    who = room.session.people.person(f"seat{number % GROUPS}")
    words = [WORDS[(number * (place + 3) + place * place) % len(WORDS)] for place in range(number % 7 + 4)]
    said = {"do": "write", "text": f"{' och '.join(words)}, sak {number}", "column": COLUMNS[number % 3]}
    return who, f"note{number:08d}", read_move(room.session, step, said), step


def watch(hub: Hub) -> list[Glass]:
    """A phone of each group in each language, the wall, a desk."""
    phones = [
        (Audience("phone", language=language), f"seat{number}")
        for number in range(GROUPS)
        for language in LANGUAGES
    ]
    screens = [(Audience("wall", language="sv"), ""), (Audience("desk", language="sv"), "")]
    glasses = []
    for audience, seat in (*phones, *screens):
        glasses.append(Glass())
        hub.join(glasses[-1], audience, seat)
    return glasses
