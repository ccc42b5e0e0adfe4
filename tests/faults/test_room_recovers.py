"""A room whose disk fails: whoever waited is told at once, then the day is what the journal says."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sessions.activity import Item, Person
from sessions.facts import EditSession
from sessions.journal import NotSaved, SessionFacts
from sessions.people import Join
from sessions.room import Reloading, Room, authored
from sessions.screens import Audience
from sessions.steps import AddStep, OpenStep, StartNow
from sessions.timers import SetTimer
from sessions.wire import read_move
from tests.play import BEGIN, DESK
from tests.test_room import FACTS, SECRET, GatedJournal, Glass, done, wake

pytestmark = pytest.mark.anyio


class SmallJournal(GatedJournal):
    """Its disk is found full by the probe, too."""

    async def probe(self) -> str | None:
        return "full" if self.broken else await super().probe()


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[SmallJournal]:
    journal = await SmallJournal.open(tmp_path / "journal.db")
    await journal.create(FACTS)
    yield journal  # type: ignore[misc]
    await journal.close()


@pytest.fixture
async def room(journal: SmallJournal) -> Room:
    return await wake(journal)


async def whole(room: Room) -> None:
    async with asyncio.timeout(5):
        while not room.is_saved:
            await asyncio.sleep(0.01)


async def failed(room: Room, move_id: str, move: Any) -> None:
    receipt = room.act(DESK, move_id, move)
    with pytest.raises(NotSaved):
        await room.saved(receipt)


async def test_whoever_waits_for_an_answer_is_told_once_and_nobody_else(
    room: Room, journal: SmallJournal
) -> None:
    told: list[str] = []
    asks, looks = Glass(), Glass()
    for glass in (asks, looks):
        room.hub.join(glass, Audience("wall"))  # type: ignore[arg-type]
    await asyncio.sleep(0.1)
    journal.broken = True
    receipt = room.act(DESK, "lost00000001", EditSession(title=SECRET))
    room.hub.reply(asks, {"t": "ok"}, receipt.seq, lambda: told.append("trouble"))  # type: ignore[arg-type]
    await asyncio.sleep(0.1)
    assert told == ["trouble"]
    journal.broken = False
    await asyncio.sleep(1.2)
    await whole(room)
    assert told == ["trouble"]
    assert "'t': 'ok'" not in asks.said() + looks.said()
    assert SECRET not in asks.said() + looks.said()


async def test_until_the_disk_takes_something_again_nothing_is_taken_in(
    room: Room, journal: SmallJournal
) -> None:
    first = room.act(DESK, "kept00000001", EditSession(title="före"))
    await room.saved(first)
    journal.broken = True
    await failed(room, "lost00000001", EditSession(title="under"))
    await asyncio.sleep(0.05)
    assert room.session.meeting.facts.title == "före"
    for move_id in ("lost00000001", "new000000001"):
        with pytest.raises(Reloading):
            room.act(DESK, move_id, EditSession(title="under"))
    assert room.act(DESK, "kept00000001", EditSession(title="igen")) == first, (
        "what is on disk is still answered for"
    )
    journal.broken = False
    await whole(room)
    await room.saved(room.act(DESK, "lost00000001", EditSession(title="under")))
    assert room.session.meeting.facts.title == "under"


async def test_what_the_list_of_sessions_says_is_saved_when_the_move_comes_again(
    room: Room, journal: SmallJournal
) -> None:
    journal.broken = True
    await failed(room, "lost00000001", EditSession(title="Till sist"))
    journal.broken = False
    await whole(room)
    await room.saved(room.act(DESK, "lost00000001", EditSession(title="Till sist")))
    facts = await journal.facts("s1")
    assert facts is not None
    assert facts.title == "Till sist"


async def test_an_answer_that_waits_while_a_seat_is_forgotten_still_comes(room: Room) -> None:
    await done(room, Join(), who=Person("seat1", role="nobody"))
    glass, told = Glass(), []
    room.hub.join(glass, Audience("desk"))  # type: ignore[arg-type]
    receipt = room.act(DESK, "saved0000001", EditSession(title="sparad"))
    room.hub.reply(glass, {"t": "ok", "id": "saved0000001"}, receipt.seq, lambda: told.append("trouble"))  # type: ignore[arg-type]
    waiting = asyncio.create_task(room.saved(receipt))
    await room.forget("seat1", DESK)
    await waiting
    assert "'id': 'saved0000001'" in glass.said()
    assert told == []


async def test_two_who_are_forgotten_at_once_are_both_forgotten(room: Room, journal: SmallJournal) -> None:
    await done(room, EditSession(ask_name="optional"))
    for number in (1, 2, 3):
        await done(room, Join(f"Namn{number}"), who=Person(f"seat{number}", role="nobody"))
    await asyncio.gather(*(room.forget(f"seat{number}", DESK) for number in (1, 2, 3)))
    assert [person.name for person in await journal.people("s1")] == ["", "", ""]
    assert [row.seq for row in await journal.rows("s1")] == list(range(1, room.applied + 1))
    await done(room, EditSession(title="efteråt"))


async def test_an_erasure_during_a_failing_commit_leaves_both_whole(
    room: Room, journal: SmallJournal
) -> None:
    await done(room, EditSession(ask_name="optional"))
    await done(room, Join("Kim"), who=Person("seat1", role="nobody"))
    journal.broken = True
    lost = room.act(DESK, "lost00000001", EditSession(title="försvinner"))
    erasing = asyncio.create_task(room.forget("seat1", DESK))
    with pytest.raises(NotSaved):
        await room.saved(lost)
    journal.broken = False
    await erasing
    await whole(room)
    assert room.session.people.person("seat1").name == ""
    assert room.session.meeting.facts.title == ""


async def test_what_was_copied_and_then_taken_back_is_forgotten_too(
    room: Room, journal: SmallJournal
) -> None:
    """The words lie in the row of the step that built on them, although their author withdrew them since."""
    await done(room, Join(), who=Person("seat1", role="nobody"))
    await done(room, StartNow("pulse", title="Vad hörde du?", settings={"form": "words", "entries": 3}))
    (first,) = room.session.steps.steps
    seat = room.session.people.person("seat1")
    await done(room, read_move(room.session, first, {"do": "write", "text": SECRET}), who=seat, step=first)
    (item,) = room.session.steps.step(first).activity.items()
    await done(room, AddStep("pulse", "", "Bygger vidare", source=first))
    second = list(room.session.steps.steps)[-1]
    await done(room, OpenStep(second))
    take_back = read_move(room.session, first, {"do": "take_back", "id": item.id})
    await done(room, take_back, who=seat, step=first)
    rows = await journal.rows("s1")
    assert room.session.steps.step(first).activity.authored("seat1") == set()
    assert authored(rows, "seat1") == {item.id}
    await room.forget("seat1", DESK)
    assert SECRET.encode() not in b"".join(row.events for row in await journal.rows("s1"))
    assert room.session.steps.step(second).sources == (Item(item.id, ""),)


async def test_a_clock_does_not_strike_again_and_again_on_a_disk_that_fails(journal: SmallJournal) -> None:
    now = [BEGIN]
    room = await wake(journal, lambda: now[0])
    await done(room, SetTimer("place:Salen", 60))
    journal.broken = True
    now[0] += 61_000
    room.strike()
    await asyncio.sleep(0.5)
    assert room.losses == 1
    journal.broken = False
    await asyncio.sleep(2.2)
    await whole(room)
    assert [row.move_id for row in await journal.rows("s1") if row.by == "time"] == [
        f"time:place:Salen:{BEGIN + 60_000}"
    ]
    room.close()


async def test_a_room_that_cannot_read_its_journal_keeps_trying(
    room: Room, journal: SmallJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sessions.room.RETRY", 0.05)
    facts, tries = journal.facts, []

    async def fails_twice(code: str) -> SessionFacts | None:
        tries.append(code)
        if len(tries) < 3:
            raise NotSaved("disk", "The disk does not answer.")
        return await facts(code)

    monkeypatch.setattr(journal, "facts", fails_twice)
    journal.broken = True
    await failed(room, "lost00000001", EditSession(title="x"))
    journal.broken = False
    await whole(room)
    assert len(tries) == 3
    await done(room, EditSession(title="igång igen"))
