"""One tick of the screens: 30 groups in three languages, a board of 500 notes, and a wall that changes."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.processes import folder
from bench.sample import ORGANISER, Glass, lobby_over
from bench.table import Figure, alone
from sessions.activity import Person
from sessions.facts import EditSession
from sessions.groups import AddGroup, PlaceSeat
from sessions.languages import LANGUAGES
from sessions.people import Join
from sessions.room import Room
from sessions.screens import Audience
from sessions.session import StartStep
from sessions.steps import AddStep
from sessions.wire import read_move

GROUPS = 30
NOTES = 500
TICKS = 5
PATIENCE = 30.0
COLUMNS = ("start", "continue", "stop")


def figures(quick: bool) -> Iterator[Figure]:
    with folder() as data:
        cost, renders = asyncio.run(ticks(data / "journal.db", 2 if quick else TICKS))
    yield alone("tick_html_ms", cost, "ms")
    yield alone("tick_html_renders", renders, "renders")


async def ticks(journal: Path, count: int) -> tuple[float, float]:
    """CPU milliseconds and renderings of a tick: a note is written, and everybody is shown the board as it is now."""
    lobby = await lobby_over(journal)
    room = await lobby.create([EditSession(title="Rådet", seats=100)], ORGANISER)
    step = board(room)
    glasses = watch(room)
    await asyncio.sleep(1)
    costs, renders = [], []
    for number in range(count):
        before, counted = time.process_time(), room.hub.counters.renders
        write(room, step, NOTES + number)
        await everybody_has_it(glasses)
        costs.append((time.process_time() - before) * 1000)
        renders.append(room.hub.counters.renders - counted)
    await lobby.close()
    await lobby.journal.close()
    return median(costs), median(renders)


async def everybody_has_it(glasses: list[Glass]) -> None:
    """Raises TimeoutError when somebody is not shown the new note."""
    before = [glass.frames for glass in glasses]
    async with asyncio.timeout(PATIENCE):
        while any(glass.frames == had for glass, had in zip(glasses, before, strict=True)):
            await asyncio.sleep(0.05)


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
        write(room, step, number)
    return step


def act(room: Room, move: object) -> None:
    room.act(ORGANISER, f"bench{room.applied:08d}", move)  # type: ignore[arg-type]


def write(room: Room, step: str, number: int) -> None:
    who = room.session.people.person(f"seat{number % GROUPS}")
    text = f"Lappen med nummer {number} säger något lagom långt om vår trappa"
    said = {"do": "write", "text": text, "column": COLUMNS[number % 3]}
    room.act(who, f"note{number:08d}", read_move(room.session, step, said), step)


def watch(room: Room) -> list[Glass]:
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
        room.hub.join(glasses[-1], audience, seat)
    return glasses
