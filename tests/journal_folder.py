"""A journal in a folder of its own, with two sessions and rows to put into it."""

import asyncio
import random
import subprocess
from collections.abc import Sequence
from pathlib import Path

from sessions.journal import (
    Journal,
    NotSaved,
    Row,
    SessionFacts,
)

COUNCIL = SessionFacts("council", "K7M4PX", "Winter council", "2026-02-03", created=5)
FAIR = SessionFacts("fair", "ABC234", "Book fair", created=3)


def row(seq: int, by: str = "seat-a", move_id: str = "", events: bytes = b"[]") -> Row:
    return Row(seq, 1_700_000_000_000 + seq, by, move_id or f"move-{seq}", "step-1", events)


async def opened(folder: Path, *sessions: SessionFacts) -> Journal:
    journal = await Journal.open(folder / "journal.db")
    for facts in sessions or (COUNCIL,):
        await journal.create(facts)
    return journal


async def codes(futures: Sequence[asyncio.Future[None]]) -> list[str]:
    """ "saved", or the code of the refusal, for each."""
    answers = await asyncio.gather(*futures, return_exceptions=True)
    assert all(answer is None or isinstance(answer, NotSaved) for answer in answers)
    return [answer.code if isinstance(answer, NotSaved) else "saved" for answer in answers]


def bytes_on_disk(path: Path) -> bytes:
    """Read by another process: closing the file in this one would drop SQLite's locks."""
    names = [str(place) for place in path.parent.iterdir() if place.name.startswith(path.name)]
    return subprocess.run(["cat", *names], capture_output=True, check=True).stdout


def secret(session: str, seq: int) -> str:
    return f"<{session}/{seq:04}: what was written in confidence>"


async def fill(journal: Journal, rows: int) -> None:
    """Two sessions grow into each other with texts of many lengths, so that pages are split in the middle."""
    dice = random.Random(1)
    for seq in range(1, rows + 1):
        for session in ("council", "fair"):
            text = secret(session, seq) * dice.choice([1, 1, 2, 5, 40])
            saved = journal.append(session, row(seq, f"seat-{seq % 9}", events=f'["{text}"]'.encode()))
        if seq % 40 == 0:
            await saved
            await journal._db.execute_fetchall("PRAGMA wal_checkpoint(PASSIVE)")
    await saved
