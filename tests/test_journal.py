"""The journal on a sound disk: what is answered is there, once, in order; what is erased is gone."""

import asyncio
import os
import random
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.journal import (
    Blob,
    CannotOpen,
    Journal,
    NotCopied,
    NotRead,
    NotSaved,
    PersonRow,
    Row,
    SessionFacts,
    backup_of,
    restore,
)
from sessions.storage import erasing, opening

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


# What is saved


async def test_what_was_answered_is_there_after_reopening(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    rows = [row(1), row(2, events='[{"do":"noted","text":"åäö 🐟"}]'.encode()), row(3, by="time")]
    await asyncio.gather(*(journal.append("council", each) for each in rows))
    await journal.close()
    again = await Journal.open(tmp_path / "journal.db")
    assert await again.rows("council") == rows
    assert await again.rows("council", after=2) == rows[2:]
    assert await again.rows("nobody") == []
    await again.close()


async def test_people_and_facts_are_saved_with_their_row(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    live = SessionFacts("council", "K7M4PX", "Winter council", state="live", alarm=99, created=5)
    await journal.append("council", row(1), [PersonRow("s2", "Kim", "North"), PersonRow("s1", "", "")], live)
    await journal.append("council", row(2), [PersonRow("s2", "Kim", "South")])
    assert await journal.people("council") == [PersonRow("s1", "", ""), PersonRow("s2", "Kim", "South")]
    assert await journal.facts("council") == live
    await journal.close()


async def test_a_refused_row_leaves_nothing_of_what_came_with_it(tmp_path: Path) -> None:
    journal = await opened(tmp_path, COUNCIL, FAIR)
    first = journal.append("council", row(1))
    double = journal.append(
        "council",
        row(2, move_id="move-1"),
        [PersonRow("s1", "Kim", "North")],
        SessionFacts("council", "K7M4PX", "Changed"),
    )
    other = journal.append("fair", row(1), [PersonRow("s9", "Lo", "West")])
    assert await codes([first, double, other]) == ["saved", "double", "saved"]
    assert await journal.people("council") == []
    assert await journal.facts("council") == COUNCIL
    assert await journal.people("fair") == [PersonRow("s9", "Lo", "West")]
    await journal.close()


async def test_nothing_is_saved_after_a_row_that_was_not(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    futures = [journal.append("council", row(1)), journal.append("council", row(2, move_id="move-1"))]
    futures += [journal.append("council", row(3)), journal.append("council", row(4))]
    assert await codes(futures) == ["saved", "double", "gap", "gap"]
    assert [each.seq for each in await journal.rows("council")] == [1]
    await journal.append("council", row(2))
    await journal.close()


@pytest.mark.parametrize("odd", ["\ud800", 2**70, None])
async def test_a_row_that_sqlite_cannot_take_hurts_nobody_else(tmp_path: Path, odd: Any) -> None:
    journal = await opened(tmp_path, COUNCIL, FAIR)
    bad = Row(1, odd, "seat-a", "m", "step", b"[]") if odd is None or odd == 2**70 else row(1, by=odd)
    futures = [journal.append("council", bad), journal.append("fair", row(1))]
    assert await codes(futures) == ["refused", "saved"]
    assert await journal.rows("council") == []
    await journal.append("council", row(1))
    await journal.close()


acts = st.lists(  # bursts of: session, how far off the seq is, by, move id
    st.lists(
        st.tuples(
            st.sampled_from(["council", "fair", "unknown"]),
            st.integers(-1, 1),
            st.sampled_from(["a", "b"]),
            st.text(
                st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=3
            ),
        ),
        max_size=12,
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(acts)
def test_any_order_of_appends_agrees_with_a_plain_list(bursts: list[list[tuple[str, int, str, str]]]) -> None:
    """Each burst is appended without waiting; the model says who is refused and why."""
    run(lambda folder: compare_with_model(folder, bursts))


def run(scenario: Callable[[Path], Coroutine[Any, Any, None]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(scenario(Path(folder)))


async def compare_with_model(folder: Path, bursts: list[list[tuple[str, int, str, str]]]) -> None:
    journal = await opened(folder, COUNCIL, FAIR)
    model: dict[str, list[Row]] = {"council": [], "fair": []}
    for burst in bursts:
        expected, futures = [], []
        for session, offset, by, move_id in burst:
            asked = row(max(1, len(model.get(session, [])) + 1 + offset), by, move_id)
            expected.append(judge(model, session, asked))
            futures.append(journal.append(session, asked))
        assert await codes(futures) == expected
    await journal.close()
    again = await Journal.open(folder / "journal.db")
    assert {session: await again.rows(session) for session in model} == model
    await again.close()


def judge(model: dict[str, list[Row]], session: str, asked: Row) -> str:
    rows = model.get(session, [])
    if asked.seq != len(rows) + 1:
        return "gap"
    if session not in model:
        return "no_session"
    if any((there.by, there.move_id) == (asked.by, asked.move_id) for there in rows):
        return "double"
    rows.append(asked)
    return "saved"


# When it is answered


async def test_everything_waiting_becomes_one_commit(tmp_path: Path) -> None:
    journal = await opened(tmp_path, COUNCIL, FAIR)
    traced: list[str] = []
    await journal._db.set_trace_callback(traced.append)
    before = journal.commits
    futures = [journal.append("council", row(seq)) for seq in range(1, 501)]
    futures += [journal.append("fair", row(1), [PersonRow("s", "Kim", "")])]
    await asyncio.gather(*futures)
    assert [sql for sql in traced if "COMMIT" in sql] == ["COMMIT"]
    assert journal.commits == before + 1
    await journal.close()


async def test_what_arrives_during_a_commit_is_the_next_one(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    before = journal.commits
    seq = 0

    async def voter(by: str) -> None:
        nonlocal seq
        for turn in range(10):
            seq += 1
            await journal.append("council", row(seq, by, f"{by}-{turn}"))

    await asyncio.gather(*(voter(f"seat-{number}") for number in range(50)))
    assert len(await journal.rows("council")) == 500
    assert journal.commits - before <= 20, "50 voters in a closed loop share their commits"
    await journal.close()


async def test_no_answer_before_the_commit(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    gate = sqlite3.connect(tmp_path / "journal.db", isolation_level=None)
    gate.execute("BEGIN IMMEDIATE")
    saved = journal.append("council", row(1))
    await asyncio.sleep(0.2)
    assert not saved.done()
    gate.execute("ROLLBACK")
    await saved
    assert gate.execute("SELECT count(*) FROM moves").fetchone() == (1,)
    gate.close()
    await journal.close()


async def test_a_read_sees_what_was_asked_before_it_and_nothing_half(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    saved = journal.append("council", row(1))
    later = journal.append("council", row(2))
    assert [each.seq for each in await journal.rows("council")] == [1, 2]
    assert saved.done()
    assert later.done()
    await journal.close()


async def test_a_caller_who_gave_up_does_not_undo_or_disturb(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    gone = journal.append("council", row(1))
    stays = journal.append("council", row(2))
    gone.cancel()
    await stays
    assert [each.seq for each in await journal.rows("council")] == [1, 2]
    await journal.close()


async def test_closing_finishes_what_waits_and_takes_nothing_more(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    futures = [journal.append("council", row(seq)) for seq in range(1, 101)]
    await journal.close()
    assert await codes(futures) == ["saved"] * 100
    assert await codes([journal.append("council", row(101))]) == ["closed"]
    with pytest.raises(NotRead) as refused:
        await journal.rows("council")
    assert refused.value.code == "closed"
    await journal.close()
    assert sorted(place.name for place in tmp_path.iterdir()) == ["journal.db", "journal.db.lock"]


async def test_the_promises_of_the_connection(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    for pragma, value in {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
    }.items():
        ((found,),) = await journal._db.execute_fetchall(f"PRAGMA {pragma}")
        assert found == value, pragma
    for place in tmp_path.iterdir():
        assert place.stat().st_mode & 0o077 == 0, f"{place.name} can be read by others"
    await journal.close()


# Sessions, alarms, keys, pictures, settings


async def test_sessions_are_found_by_code_and_by_id(tmp_path: Path) -> None:
    journal = await opened(tmp_path, COUNCIL, FAIR)
    assert await journal.facts("K7M4PX") == await journal.facts("council") == COUNCIL
    assert await journal.facts("nowhere") is None
    assert await journal.all_sessions() == [FAIR, COUNCIL]
    for taken in (SessionFacts("council", "NEWC0D"), SessionFacts("new", "K7M4PX")):
        with pytest.raises(NotSaved) as refused:
            await journal.create(taken)
        assert refused.value.code == "double"
    await journal.close()


async def test_alarms_ring_in_order(tmp_path: Path) -> None:
    journal = await opened(tmp_path, COUNCIL, FAIR)
    assert await journal.next_alarm() is None
    await journal.save_facts(SessionFacts("fair", "ABC234", alarm=2_000))
    await journal.save_facts(SessionFacts("council", "K7M4PX", alarm=1_000))
    assert await journal.next_alarm() == 1_000
    assert [facts.id for facts in await journal.due(1_999)] == ["council"]
    assert [facts.id for facts in await journal.due(2_000)] == ["council", "fair"]
    await journal.save_facts(COUNCIL)
    assert await journal.next_alarm() == 2_000
    await journal.close()


async def test_a_key_opens_once_and_only_its_own_door(tmp_path: Path) -> None:
    journal = await opened(tmp_path, COUNCIL, FAIR)
    await journal.add_key("council", "hash-1", "facilitator", "remote")
    await journal.add_key(None, "hash-2", "organiser")
    assert await journal.use_key("fair", "hash-1") is None
    assert await journal.use_key(None, "hash-1") is None
    tries = await asyncio.gather(*(journal.use_key("council", "hash-1") for _ in range(20)))
    assert sorted(tries, key=str) == [None] * 19 + ["facilitator"]
    assert await journal.use_key(None, "hash-2") == "organiser"
    (key,) = await journal.keys("council")
    assert (key.role, key.label, key.hash) == ("facilitator", "remote", "hash-1")
    assert key.used is not None
    assert key.used >= key.made > 1_600_000_000_000
    await journal.add_key("council", "hash-3", "scribe")
    await journal.drop_key("hash-3")
    assert await journal.use_key("council", "hash-3") is None
    await journal.close()


async def test_settings_and_pictures(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    assert await journal.setting("organiser") is None
    await journal.set_setting("organiser", "one")
    await journal.set_setting("organiser", "two")
    assert await journal.setting("organiser") == "two"
    await journal.save_blob("council", "b1", Blob("image/png", b"\x89PNG secret picture"))
    assert await journal.blob("council", "b1") == Blob("image/png", b"\x89PNG secret picture")
    assert b"secret picture" in bytes_on_disk(journal.path)
    await journal.drop_blob("council", "b1")
    assert await journal.blob("council", "b1") is None
    assert b"secret picture" not in bytes_on_disk(journal.path)
    await journal.close()


# Erasure


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


# Opening, migrations


async def refusal(path: Path, migrations: Path = opening.MIGRATIONS) -> str:
    with pytest.raises(CannotOpen) as refused:
        await Journal.open(path, migrations)
    assert refused.value.words == str(refused.value)
    assert len(refused.value.words) > 20
    return refused.value.code


def version_in(path: Path) -> int:
    with sqlite3.connect(path) as db:
        (version,) = db.execute("PRAGMA user_version").fetchone()
    db.close()
    return int(version)


async def test_an_empty_file_gets_all_tables_without_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "new" / "journal.db"
    journal = await Journal.open(path)
    await journal.close()
    assert version_in(path) == len(list(opening.MIGRATIONS.glob("*.sql")))
    assert not list(path.parent.glob("*.before-*"))


def newer_migrations(folder: Path, second: str) -> Path:
    migrations = folder / "migrations"
    migrations.mkdir()
    shutil.copy(opening.MIGRATIONS / "0001.sql", migrations)
    (migrations / "0002.sql").write_text(second)
    return migrations


async def made_by_version_one(folder: Path) -> Path:
    only_first = folder / "first"
    only_first.mkdir()
    shutil.copy(opening.MIGRATIONS / "0001.sql", only_first)
    journal = await Journal.open(folder / "journal.db", only_first)
    await journal.create(COUNCIL)
    await journal.append("council", row(1))
    await journal.close()
    return journal.path


async def test_a_migration_keeps_everything_and_leaves_a_backup(tmp_path: Path) -> None:
    path = await made_by_version_one(tmp_path)
    migrations = newer_migrations(
        tmp_path, "ALTER TABLE sessions ADD COLUMN place TEXT NOT NULL DEFAULT 'sea';"
    )
    journal = await Journal.open(path, migrations)
    assert await journal.rows("council") == [row(1)]
    assert await journal._read("SELECT place FROM sessions") == [("sea",)]
    await journal.close()
    assert version_in(path) == 2
    backup = path.with_name("journal.db.before-0002")
    assert version_in(backup) == 1
    old = await Journal.open(backup, tmp_path / "first")
    assert await old.rows("council") == [row(1)]
    await old.close()
    assert await refusal(path, tmp_path / "first") == "newer"


async def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = await made_by_version_one(tmp_path)
    migrations = newer_migrations(tmp_path, "DELETE FROM moves; CREATE TABLE moves (x);")
    assert await refusal(path, migrations) == "migration"
    assert version_in(path) == 1
    journal = await Journal.open(path, tmp_path / "first")
    assert await journal.rows("council") == [row(1)]
    await journal.close()


async def test_migrations_must_be_numbered_without_a_gap(tmp_path: Path) -> None:
    migrations = newer_migrations(tmp_path, "SELECT 1;")
    (migrations / "0002.sql").rename(migrations / "0003.sql")
    assert await refusal(tmp_path / "journal.db", migrations) == "migration"


async def test_only_one_server_may_write(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    assert await refusal(journal.path) == "in_use"
    await journal.append("council", row(1))
    await journal.close()
    await (await Journal.open(journal.path)).close()


async def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    journal = await opened(tmp_path, COUNCIL, FAIR)
    await fill(journal, 100)
    await journal.close()
    content = bytearray(journal.path.read_bytes())
    content[8192:12288] = b"\xa5" * 4096
    journal.path.write_bytes(content)
    assert await refusal(journal.path) == "damaged"
    journal.path.write_text("This is not a database at all. " * 40)
    assert await refusal(journal.path) == "damaged"


async def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE recipes (x)")
    db.close()
    assert await refusal(path) == "not_ours"


async def test_a_folder_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "journal.db").mkdir()
    assert await refusal(tmp_path / "journal.db") == "no_access"


MOUNTS = r"""22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:44 / /home/kim/share rw,relatime - nfs4 server:/home rw,vers=4.2
31 22 0:45 / /mnt/my\040disk rw - cifs //server/x rw
32 22 0:46 / /mnt/far rw master:2 - fuse.sshfs kim@far: rw
33 22 0:47 / /mnt/twice rw - ext4 /dev/vdb rw
34 33 0:48 / /mnt/twice rw - nfs server:/ rw
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/home/kim/journal.db", "ext4"),
        ("/home/kim/share/data/journal.db", "nfs4"),
        ("/home/kim/shared/journal.db", "ext4"),
        ("/mnt/my disk/journal.db", "cifs"),
        ("/mnt/far/journal.db", "fuse.sshfs"),
        ("/mnt/twice/journal.db", "nfs"),
    ],
)
def test_the_file_system_is_the_innermost_and_latest_mount(place: str, kind: str) -> None:
    assert opening.file_system(Path(place), MOUNTS) == kind
    assert bool(opening.NETWORK_DISKS.fullmatch(kind)) == (kind != "ext4")


async def test_a_network_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"{MOUNTS}40 22 0:50 / {tmp_path.resolve()} rw - nfs4 server:/ rw\n")
    monkeypatch.setattr(opening, "MOUNTS", mounts)
    assert await refusal(tmp_path / "journal.db") == "network_disk"
    assert not (tmp_path / "journal.db").exists()


# Backup and restore


async def test_a_backup_taken_while_writing_is_whole_and_opens(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    futures = [journal.append("council", row(seq), [PersonRow("s", "Kim", "")]) for seq in range(1, 301)]
    copying = asyncio.create_task(journal.backup(tmp_path / "copy.db"))
    futures += [journal.append("council", row(seq)) for seq in range(301, 601)]
    await asyncio.gather(copying, *futures)
    assert (tmp_path / "copy.db").stat().st_mode & 0o077 == 0
    restore(tmp_path / "copy.db", tmp_path / "elsewhere" / "journal.db")
    again = await Journal.open(tmp_path / "elsewhere" / "journal.db")
    rows = await again.rows("council")
    assert rows == (await journal.rows("council"))[: len(rows)]
    assert len(rows) >= 300
    assert await again.people("council") == [PersonRow("s", "Kim", "")]
    await again.append("council", row(len(rows) + 1))
    await again.close()
    await journal.close()


async def test_a_backup_that_cannot_be_made_is_said_and_hurts_nothing(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    with pytest.raises(NotCopied):
        await journal.backup(tmp_path / "no folder" / "copy.db")
    assert journal.trouble is None
    await journal.append("council", row(1))
    await journal.close()


async def test_a_backup_from_outside_with_and_without_a_server(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    await journal.append("council", row(1))
    backup_of(journal.path, tmp_path / "running.db")
    await journal.append("council", row(2))
    await journal.close()
    backup_of(journal.path, tmp_path / "stopped.db")
    for name, count in (("running.db", 1), ("stopped.db", 2)):
        copy = await Journal.open(tmp_path / name)
        assert len(await copy.rows("council")) == count
        await copy.close()
    with pytest.raises(CannotOpen) as refused:
        backup_of(tmp_path / "nothing.db", tmp_path / "x.db")
    assert refused.value.code == "missing"


async def test_restoring_checks_first_and_keeps_the_old_journal(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    await journal.append("council", row(1))
    await journal.backup(tmp_path / "copy.db")
    await journal.append("council", row(2))
    assert restore_refusal(tmp_path / "copy.db", journal.path, replace=True) == "in_use"
    await journal.close()
    broken = tmp_path / "broken.db"
    broken.write_bytes((tmp_path / "copy.db").read_bytes()[:9000])
    assert restore_refusal(tmp_path / "copy.db", journal.path) == "exists"
    assert restore_refusal(broken, journal.path, replace=True) == "damaged"
    assert restore_refusal(tmp_path / "none.db", journal.path, replace=True) == "missing"
    restore(tmp_path / "copy.db", journal.path, replace=True)
    for path, count in ((journal.path, 1), (tmp_path / "journal.db.before-restore", 2)):
        found = await Journal.open(path)
        assert len(await found.rows("council")) == count
        await found.close()
    assert not list(tmp_path.glob(".*half*"))


def restore_refusal(backup: Path, to: Path, replace: bool = False) -> str:
    with pytest.raises(CannotOpen) as refused:
        restore(backup, to, replace=replace)
    return refused.value.code


async def test_a_folder_copied_from_a_running_server_is_restored_with_its_wal(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    await journal.append("council", row(1))
    copied = tmp_path / "stick"
    copied.mkdir()
    for ending in ("", "-wal"):
        await asyncio.to_thread(subprocess.run, ["cp", f"{journal.path}{ending}", str(copied)], check=True)
    await journal.close()
    restore(copied / "journal.db", tmp_path / "new" / "journal.db")
    again = await Journal.open(tmp_path / "new" / "journal.db")
    assert await again.rows("council") == [row(1)]
    await again.close()
