"""A long day is opened again: 200 slots, 100,000 answers in its journal."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

from bench.processes import folder
from bench.table import Figure, alone

SLOTS = 200
PEOPLE = 1000


def figures(quick: bool) -> Iterator[Figure]:
    for moves in (100_000,) if quick else (1000, 10_000, 100_000):
        with folder() as data:
            code = asyncio.run(written(data / "journal.db", moves))
            opening, waking = asyncio.run(opened(data / "journal.db", code))
        yield alone(f"open_{moves // 1000}k_moves_s", waking, "s")
        yield alone(f"journal_{moves // 1000}k_moves_s", opening, "s")


async def written(journal_file: Path, moves: int) -> str:
    """A day with so many answers in it."""
    from bench.sample import OPTIONS, ORGANISER, lobby_over
    from sessions.activities.vote.moves import Cast
    from sessions.activity import Person
    from sessions.day_moves import Draft, PlaceProgramme
    from sessions.facts import EditSession
    from sessions.people import Join
    from sessions.session_moves import StartStep
    from sessions.steps import AddStep

    lobby = await lobby_over(journal_file)
    slots = tuple(Draft(f"Programpunkt {number}", None, 5) for number in range(SLOTS))
    room = await lobby.create([EditSession(title="Dagen", seats=PEOPLE), PlaceProgramme(slots)], ORGANISER)
    room.act(ORGANISER, "add-the-vote", AddStep("vote", "", "Vad först?", {"options": "\n".join(OPTIONS)}))
    step = next(iter(room.session.steps.steps))
    room.act(ORGANISER, "open-the-vote", StartStep(step))
    choices = [item.id for item in room.session.steps.steps[step].activity.items()]
    people = min(PEOPLE, moves // 2)
    for number in range(people):
        room.act(Person(f"seat{number}", role="nobody"), f"join{number:08d}", Join())
    for number in range(moves - people):
        who = room.session.people.person(f"seat{number % people}")
        receipt = room.act(who, f"vote{number:08d}", Cast(choice=choices[number % 3]), step)
        if number % 1000 == 0:
            await asyncio.sleep(0)
    await room.saved(receipt, 60)
    await lobby.close()
    await lobby.journal.close()
    return room.session.code


async def opened(journal_file: Path, code: str) -> tuple[float, float]:
    """Seconds until the journal is there, checked; and from then on until the room is as it was left."""
    from bench.sample import lobby_over

    began = time.perf_counter()
    lobby = await lobby_over(journal_file)
    found = time.perf_counter()
    await lobby.room(code)
    awake = time.perf_counter()
    await lobby.close()
    await lobby.journal.close()
    return found - began, awake - found
