"""What is erased is gone, down to the bytes; an erasure is whole or not at all."""

import os
import sqlite3
from pathlib import Path

import pytest

from sessions.journal import (
    Journal,
    NotSaved,
    PersonRow,
)
from sessions.storage import erasing
from tests.journal_folder import COUNCIL, FAIR, bytes_on_disk, fill, opened, row, secret


async def test_what_is_erased_is_in_no_byte_of_the_file(tmp_path: Path) -> None:
    """Not even in pieces: pages that SQLite has split keep copies that only rewriting the file removes."""
    journal = await opened(tmp_path, COUNCIL, FAIR)
    await fill(journal, 500)
    await journal.append("council", row(501), [PersonRow("seat-3", "Kim Whoever", "A Rare Club")])
    before = bytes_on_disk(journal.path)
    assert all(secret("council", seq).encode() in before for seq in range(1, 501))
    assert b"Kim Whoever" in before
    assert b"A Rare Club" in before

    changes = dict.fromkeys(range(1, 501), b'["erased"]')
    await journal.erase("council", changes, "seat-3", row(502, "organiser"))

    after = bytes_on_disk(journal.path)
    assert after.count(b"<council/") == 0
    assert b"Kim Whoever" not in after
    assert b"A Rare Club" not in after
    assert all(secret("fair", seq).encode() in after for seq in range(1, 501)), (
        "nobody else's words are touched"
    )
    assert await journal.people("council") == [PersonRow("seat-3", "", "")]
    rows = await journal.rows("council")
    assert [each.seq for each in rows] == list(range(1, 503))
    assert {each.events for each in rows[:500]} == {b'["erased"]'}
    assert not journal.unscrubbed
    await journal.close()


async def test_a_deleted_session_is_in_no_byte_of_the_file(tmp_path: Path) -> None:
    journal = await opened(tmp_path, COUNCIL, FAIR)
    await fill(journal, 60)
    await journal.add_key("council", "hash-of-council", "organiser")
    await journal.delete_session("council")
    after = bytes_on_disk(journal.path)
    assert after.count(b"<council/") == 0
    assert b"Winter council" not in after
    assert b"hash-of-council" not in after
    assert await journal.rows("council") == []
    assert len(await journal.rows("fair")) == 60
    await journal.close()


async def test_an_erasure_is_whole_or_not_at_all(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    await journal.append("council", row(1, events=b'["words"]'), [PersonRow("seat-a", "Kim", "")])
    for replacements, last in (({1: b"[]", 7: b"[]"}, row(2)), ({1: b"[]"}, row(2, move_id="move-1"))):
        with pytest.raises(NotSaved):
            await journal.erase("council", replacements, "seat-a", last)
        assert (await journal.rows("council"))[0].events == b'["words"]'
        assert await journal.people("council") == [PersonRow("seat-a", "Kim", "")]
    await journal.erase("council", {}, "seat-a", row(2))
    assert await journal.people("council") == [PersonRow("seat-a", "", "")]
    await journal.close()


async def crash(journal: Journal) -> None:
    """Let go of everything, as a killed process does, without any of the work of closing."""
    await journal._writer.drain()
    await journal._db.close()
    os.close(journal._lock)


async def test_an_erasure_cut_off_by_a_crash_is_finished_when_opening(tmp_path: Path) -> None:
    journal = await opened(tmp_path, COUNCIL, FAIR)
    await fill(journal, 400)
    changes = dict.fromkeys(range(1, 401), b"[]")
    await erasing.forget(journal._db, "council", changes, "seat-3", row(401))
    await crash(journal)
    assert bytes_on_disk(journal.path).count(b"<council/"), "the test needs leftovers to show anything"
    again = await Journal.open(journal.path)
    assert bytes_on_disk(journal.path).count(b"<council/") == 0
    await again.close()


async def test_a_reader_outside_delays_the_rewriting_but_not_the_erasure(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    await journal._db.execute("PRAGMA busy_timeout = 50")
    await journal.append("council", row(1, events=b'["in confidence"]'))
    reader = sqlite3.connect(f"file:{journal.path}?mode=ro", uri=True, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM moves").fetchall()
    await journal.erase("council", {1: b"[]"}, "seat-a", row(2))
    assert journal.unscrubbed
    assert [each.events for each in await journal.rows("council")] == [b"[]", b"[]"]
    reader.close()
    assert await journal.probe() is None
    assert not journal.unscrubbed
    assert b"in confidence" not in bytes_on_disk(journal.path)
    await journal.close()
