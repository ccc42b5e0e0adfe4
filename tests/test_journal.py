"""The journal on a sound disk: what is answered is there, once, in order."""

import asyncio
import sqlite3
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.journal import (
    Blob,
    Journal,
    NotRead,
    NotSaved,
    PersonRow,
    Row,
    SessionFacts,
)
from tests.journal_folder import COUNCIL, FAIR, bytes_on_disk, codes, opened, row

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


async def test_who_fails_when_told_disturbs_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    journal = await opened(tmp_path)

    def stumble(refusal: NotSaved | None) -> None:
        raise RuntimeError("stumbled")

    journal.keep("council", row(1), stumble)
    assert await codes([journal.append("council", row(2))]) == ["saved"]
    assert "stumbled" in caplog.text
    await journal.append("council", row(3))
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
