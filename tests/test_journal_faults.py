"""The journal when things go wrong: a full disk, a disk that fails, a process that is killed."""

import asyncio
import contextlib
import os
import random
import resource
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sessions.journal import Journal, NotCopied, NotSaved, PersonRow, Row, SessionFacts
from tests.small_disk import fill_up
from tests.small_disk import small_disk as mounted

ROOT = Path(__file__).parent.parent
COUNCIL = SessionFacts("council", "K7M4PX")
FAIR = SessionFacts("fair", "ABC234")


def row(seq: int, move_id: str = "", size: int = 2) -> Row:
    return Row(
        seq, 1_700_000_000_000, "seat-a", move_id or f"move-{seq}", "step-1", b"[" + b" " * size + b"]"
    )


# A full disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB that can really be filled."""
    with mounted(tmp_path / "disk", 2) as place:
        yield place


async def append_all(journal: Journal, first: int, count: int, size: int) -> list[str]:
    futures = [
        journal.append("council", row(seq, size=size), [PersonRow(f"s{seq}", "Kim", "North")])
        for seq in range(first, first + count)
    ]
    answers = await asyncio.gather(*futures, return_exceptions=True)
    return [answer.code if isinstance(answer, NotSaved) else str(answer) for answer in answers]


async def test_a_full_disk_acks_nothing_and_recovers_by_itself(small_disk: Path) -> None:
    journal = await Journal.open(small_disk / "journal.db")
    await journal.create(COUNCIL)
    await journal.create(FAIR)
    told: list[str | None] = []
    journal.on_trouble(told.append)
    await journal.append("council", row(1))
    ballast = fill_up(small_disk)

    assert set(await append_all(journal, 2, 100, size=20_000)) == {"full"}
    assert journal.trouble == "full"
    assert await journal.probe() == "full"
    assert await journal.rows("council") == [row(1)]
    assert await journal.people("council") == []
    with pytest.raises(NotSaved) as refused:
        await journal.erase("council", {1: b"[]"}, "s1", row(2, size=100_000))
    assert refused.value.code == "full"
    assert (await journal.rows("council"))[0].events == row(1).events

    ballast.unlink()
    assert await append_all(journal, 2, 10, size=20_000) == ["None"] * 10
    assert journal.trouble is None
    assert told == ["full", None]
    await journal.append("fair", row(1))
    await journal.close()

    again = await Journal.open(small_disk / "journal.db")
    assert [each.seq for each in await again.rows("council")] == list(range(1, 12))
    assert await again.rows("fair") == [row(1)]
    await again.close()


async def test_the_probe_notices_by_itself_that_there_is_space_again(small_disk: Path) -> None:
    journal = await Journal.open(small_disk / "journal.db")
    await journal.create(COUNCIL)
    ballast = fill_up(small_disk)
    assert set(await append_all(journal, 1, 3, size=200_000)) == {"full"}
    assert journal.trouble == "full"
    ballast.unlink()
    assert await journal.probe() is None
    await journal.close()


async def test_what_waited_behind_a_failed_commit_is_not_saved_over_a_hole(small_disk: Path) -> None:
    """Rows decided after the lost one, and a session that had nothing to do with it, in the next commits."""
    journal = await Journal.open(small_disk / "journal.db")
    await journal.create(COUNCIL)
    await journal.create(FAIR)
    ballast = fill_up(small_disk)
    lost = journal.append("council", row(1, size=500_000))
    lost.add_done_callback(lambda _: ballast.unlink())
    while journal._writer._queue:
        await asyncio.sleep(0)
    behind = [journal.append("council", row(seq)) for seq in (2, 3)]
    other = journal.append("fair", row(1))
    answers = await asyncio.gather(lost, *behind, other, return_exceptions=True)
    assert [getattr(answer, "code", "saved") for answer in answers] == ["full", "gap", "gap", "saved"]
    assert await journal.rows("council") == []
    assert await journal.rows("fair") == [row(1)]
    await journal.close()


async def test_a_backup_onto_a_full_disk_leaves_no_half_and_no_trouble(
    small_disk: Path, tmp_path: Path
) -> None:
    journal = await Journal.open(tmp_path / "journal.db")
    await journal.create(COUNCIL)
    await journal.append("council", row(1, size=100_000))
    fill_up(small_disk)
    with pytest.raises(NotCopied) as refused:
        await journal.backup(small_disk / "copy.db")
    assert refused.value.code == "full"
    assert [place.name for place in small_disk.iterdir()] == ["ballast"]
    assert journal.trouble is None
    await journal.append("council", row(2))
    await journal.close()


# A disk that fails


@contextlib.contextmanager
def files_cannot_grow_beyond(size: int) -> Iterator[None]:
    """The kernel refuses longer writes: an honest I/O error that needs no special rights."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_disk_that_fails_acks_nothing_and_the_journal_stays_usable(tmp_path: Path) -> None:
    journal = await Journal.open(tmp_path / "journal.db")
    await journal.create(COUNCIL)
    await append_all(journal, 1, 20, size=50_000)
    with files_cannot_grow_beyond(Path(f"{journal.path}-wal").stat().st_size + 20_000):
        answers = await append_all(journal, 21, 20, size=50_000)
    assert set(answers) <= {"disk", "full"}
    assert journal.trouble in {"disk", "full"}
    assert len(await journal.rows("council")) == 20
    assert await append_all(journal, 21, 20, size=50_000) == ["None"] * 20
    assert journal.trouble is None
    await journal.close()
    again = await Journal.open(journal.path)
    assert [each.seq for each in await again.rows("council")] == list(range(1, 41))
    await again.close()


async def test_an_erasure_counts_even_when_the_file_cannot_be_rewritten_yet(tmp_path: Path) -> None:
    journal = await Journal.open(tmp_path / "journal.db")
    await journal.create(COUNCIL)
    await append_all(journal, 1, 20, size=50_000)
    await journal._db.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
    with files_cannot_grow_beyond(400_000):
        await journal.erase("council", {1: b'["erased"]'}, "s1", row(21))
        assert journal.unscrubbed
    assert (await journal.rows("council"))[0].events == b'["erased"]'
    assert journal.trouble is None
    await journal.probe()
    assert not journal.unscrubbed
    await journal.close()


# kill -9

STORM = """
import asyncio, itertools, os, sys
from sessions.journal import Journal, Row, SessionFacts

WRITERS = 40

async def main(path, round_number):
    journal = await Journal.open(path)
    if await journal.facts("council") is None:
        await journal.create(SessionFacts("council", "K7M4PX"))
    rows = await journal.rows("council")
    seqs = itertools.count(rows[-1].seq + 1 if rows else 1)

    async def writer(number):
        for turn in itertools.count():
            by, move_id = f"seat-{number}", f"{round_number}.{turn}"
            await journal.append("council", Row(next(seqs), 1, by, move_id, "step", b'["vote"]' * 20))
            os.write(1, f"{by} {move_id}\\n".encode())

    await asyncio.gather(*(writer(number) for number in range(WRITERS)))

asyncio.run(main(sys.argv[1], sys.argv[2]))
"""


def storm_until_killed(path: Path, round_number: int, seconds: float) -> set[tuple[str, str]]:
    """Let it write, kill it without warning, and return what it had said was saved: (by, move id)."""
    with subprocess.Popen(
        [sys.executable, "-c", STORM, str(path), str(round_number)], stdout=subprocess.PIPE, cwd=ROOT
    ) as storm:
        assert storm.stdout
        acked = read_for(storm.stdout.fileno(), seconds)
        os.kill(storm.pid, signal.SIGKILL)
        acked += storm.stdout.read()
    assert storm.returncode == -signal.SIGKILL, "it has to die in the storm, not before"
    whole, _, _ = acked.rpartition(b"\n")
    return {(by, move_id) for by, move_id in (line.split(" ") for line in whole.decode().splitlines())}


def read_for(descriptor: int, seconds: float) -> bytes:
    """What comes within `seconds` of the first byte."""
    assert select.select([descriptor], [], [], 30)[0], "the storm did not begin"
    read, end = b"", time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if select.select([descriptor], [], [], left)[0]:
            read += os.read(descriptor, 65536)
    return read


async def resend(journal: Journal, acked: set[tuple[str, str]], rows: list[Row]) -> list[str]:
    """What phones do after a crash: send again what was answered, and the one move each still waited for."""
    waiting = {(by, f"{move_id.split('.')[0]}.{int(move_id.split('.')[1]) + 1}") for by, move_id in acked}
    answers = []
    for by, move_id in sorted(acked)[:20] + sorted(waiting - acked)[:40]:
        try:
            await journal.append("council", Row(rows[-1].seq + 1, 2, by, move_id, "step", b"[]"))
            rows = await journal.rows("council")
            answers.append("saved")
        except NotSaved as refused:
            answers.append(refused.code)
    return answers


@pytest.mark.parametrize("rounds", [5, pytest.param(15, marks=pytest.mark.long)])
async def test_killed_in_a_write_storm_nothing_acked_is_lost_and_nothing_doubled(
    tmp_path: Path, rounds: int
) -> None:
    path, dice = tmp_path / "journal.db", random.Random(rounds)
    acked: set[tuple[str, str]] = set()
    for number in range(rounds):
        new = storm_until_killed(path, number, dice.uniform(0.05, 0.5))
        assert len(new) >= 40, "a storm, not a breeze"
        acked |= new
        journal = await Journal.open(path)
        rows = await journal.rows("council")
        assert [each.seq for each in rows] == list(range(1, len(rows) + 1))
        assert acked - {(each.by, each.move_id) for each in rows} == set(), f"lost in round {number}"
        answers = await resend(journal, new, rows)
        assert answers[:20] == ["double"] * 20
        assert set(answers[20:]) <= {"saved", "double"}
        moves = [(each.by, each.move_id) for each in await journal.rows("council")]
        assert len(moves) == len(set(moves)), f"doubled in round {number}"
        await journal.close()
