"""The room with a real journal on disk: nothing leaves before it is saved, nothing saved is lost or doubled."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest

from sessions.activity import Person, Rejected
from sessions.connection_plain import payloads
from sessions.day_moves import Draft, PlaceProgramme, WriteMinutes
from sessions.facts import EditSession
from sessions.journal import Journal, NotSaved, PersonRow, Row, SessionFacts, Told
from sessions.people import Join
from sessions.room import Reloading, Room
from sessions.screens import Audience, personal
from sessions.screens import Join as WayIn
from sessions.session_moves import Next
from sessions.steps import StartNow
from sessions.timers import SetTimer
from sessions.wire import read_move
from tests.play import DESK

pytestmark = pytest.mark.anyio
WAY_IN = WayIn("HTTP://MOTE.TEST/J/K7M4PX", "mote.test", "K7M4PX")
FACTS = SessionFacts("s1", "K7M4PX")
SECRET = "kantareller under granen"


def render(template: str, data: Any, audience: Any) -> str:
    return f"{template} {msgspec.json.encode(data).decode()}"


class Glass:
    """The far end of a socket: keeps what arrives."""

    def __init__(self) -> None:
        self.slot: Any = None
        self.open = True
        self.waiting = 0
        self.frames: list[dict[str, Any]] = []

    def send(self, frame: bytes, /) -> None:
        self.frames += [msgspec.json.decode(payload) for payload in payloads(frame)]

    def close(self, code: int = 1000, reason: str = "") -> None:
        self.open = False

    def abort(self) -> None:
        self.open = False

    def said(self) -> str:
        return str(self.frames)


class GatedJournal(Journal):
    """The journal on a disk that one can hold, or break, from outside."""

    held: list[tuple[asyncio.Future[NotSaved | None], Told]] | None = None
    broken = False

    def keep(self, session_id: str, row: Row, told: Told, *more: Any) -> None:
        loop = asyncio.get_running_loop()
        if self.broken:
            loop.call_soon(told, NotSaved("full", "The disk is full."))
        elif self.held is None:
            super().keep(session_id, row, told, *more)
        else:
            self.held.append((loop.create_future(), told))
            super().keep(session_id, row, self.held[-1][0].set_result, *more)

    async def let_go(self) -> None:
        held, self.held = self.held or [], None
        for saved, told in held:
            told(await saved)


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[GatedJournal]:
    journal = await GatedJournal.open(tmp_path / "journal.db")
    await journal.create(FACTS)
    yield journal  # type: ignore[misc]
    await journal.close()


@pytest.fixture
async def room(journal: GatedJournal) -> Room:
    return await wake(journal)


async def wake(journal: Journal, clock: Callable[[], int] | None = None) -> Room:
    facts = await journal.facts("s1")
    assert facts is not None
    options = {"clock": clock} if clock else {}
    return await Room.wake(facts, journal, render, WAY_IN, dice=Random(3), **options)


async def done(room: Room, *moves: Any, who: Person = DESK, step: str = "") -> None:
    for move in moves:
        await room.saved(room.act(who, f"move{room.applied:08d}x{id(move)}", move, step))


async def quiet() -> None:
    await asyncio.sleep(0.12)


async def test_nothing_leaves_before_it_is_on_disk(room: Room, journal: GatedJournal) -> None:
    glasses = {surface: Glass() for surface in ("phone", "wall", "desk")}
    room.act(Person("seat", role="nobody"), "join00000001", Join())
    await quiet()
    for surface, glass in glasses.items():
        room.hub.join(glass, Audience(surface), "seat" if surface == "phone" else "")  # type: ignore[arg-type]
    await quiet()
    before = {surface: len(glass.frames) for surface, glass in glasses.items()}
    journal.held = []
    receipt = room.act(DESK, "title00000001", EditSession(title=SECRET, organiser=SECRET))
    room.hub.reply(glasses["desk"], {"t": "ok", "id": "title00000001", "at": receipt.at}, receipt.seq)  # type: ignore[arg-type]
    again = room.act(DESK, "title00000001", EditSession(title="något annat"))
    room.hub.reply(glasses["wall"], {"t": "ok", "id": "title00000001"}, again.seq)  # type: ignore[arg-type]
    await quiet()
    assert room.session.meeting.facts.title == SECRET
    assert {surface: len(glass.frames) for surface, glass in glasses.items()} == before
    await journal.let_go()
    await quiet()
    for glass in glasses.values():
        assert SECRET in glass.said()
    assert "'t': 'ok'" in glasses["desk"].said()


async def test_the_same_move_again_gets_the_same_receipt_also_after_a_restart(
    room: Room, journal: Journal
) -> None:
    first = room.act(DESK, "same00000001", EditSession(title="ett"))
    assert room.act(DESK, "same00000001", EditSession(title="två")) == first
    await room.saved(first)
    later = await wake(journal)
    assert later.act(DESK, "same00000001", EditSession(title="tre")) == first
    assert later.session.meeting.facts.title == "ett"


async def test_when_the_disk_fails_nothing_has_happened_and_it_recovers_by_itself(
    room: Room, journal: GatedJournal
) -> None:
    await done(room, EditSession(title="före"))
    glass = Glass()
    room.hub.join(glass, Audience("wall"))  # type: ignore[arg-type]
    journal.broken = True
    receipt = room.act(DESK, "lost00000001", EditSession(organiser=SECRET))
    with pytest.raises(NotSaved):
        await room.saved(receipt)
    await quiet()
    assert room.session.meeting.facts.organiser == ""
    assert SECRET not in glass.said()
    journal.broken = False
    await done(room, EditSession(organiser="efter"))
    await quiet()
    assert "efter" in glass.said()
    assert (await wake(journal)).session.meeting.facts.organiser == "efter"


async def test_while_it_reads_its_journal_again_a_room_asks_for_patience(
    room: Room, journal: GatedJournal
) -> None:
    journal.broken = True
    room.act(DESK, "lost00000001", EditSession(title="x"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    room.reloading = True
    with pytest.raises(Reloading):
        room.act(DESK, "lost00000002", EditSession(title="y"))


async def test_a_restart_in_mid_timer_changes_nothing(journal: Journal) -> None:
    room = await wake(journal)
    programme = PlaceProgramme((Draft("Ett", "09:00", 30), Draft("Två", "09:30", 30)))
    await done(room, EditSession(date="2026-03-12"), programme, Next(), SetTimer("place:Salen", 90))
    before = {key: (timer.deadline, timer.total) for key, timer in room.session.timers.running.items()}
    assert set(before) == {"slot", "place:Salen"}
    room.close()
    after = await wake(journal)
    assert {
        key: (timer.deadline, timer.total) for key, timer in after.session.timers.running.items()
    } == before


async def test_time_strikes_once_also_when_it_slept_through_the_moment(journal: Journal) -> None:
    now = [1_764_000_000_000]
    room = await wake(journal, lambda: now[0])
    await done(room, SetTimer("place:Salen", 60))
    room.close()
    now[0] += 61_000
    late = await wake(journal, lambda: now[0])
    late.strike()
    late.strike()
    await quiet()
    rows = await journal.rows("s1")
    assert [row.move_id for row in rows if row.by == "time"] == ["time:place:Salen:1764000060000"]
    assert (await journal.facts("s1")).alarm is None  # type: ignore[union-attr]


async def test_the_sleeping_session_says_when_it_must_be_woken(room: Room, journal: Journal) -> None:
    await done(room, SetTimer("place:Salen", 60))
    deadline = room.session.timers.running["place:Salen"].deadline
    assert [facts.code for facts in await journal.due(deadline or 0)] == ["K7M4PX"]


async def test_forgetting_a_seat_takes_its_words_from_memory_screens_and_disk(
    room: Room, journal: Journal, tmp_path: Path
) -> None:
    who = Person("seat1", role="nobody")
    await done(room, EditSession(ask_name="optional", ask_organisation="optional"))
    await done(room, Join("Kim Granberg", "Arbis"), who=who)
    await done(room, StartNow("pulse", title="Vad hörde du?", settings={"form": "text", "entries": 2}))
    step = next(iter(room.session.steps.steps))
    write = read_move(room.session, step, {"do": "write", "text": SECRET})
    await done(room, write, who=room.session.people.person("seat1"), step=step)
    glass = Glass()
    room.hub.join(glass, Audience("wall"))  # type: ignore[arg-type]
    await quiet()

    def stored() -> bytes:
        return b"".join(path.read_bytes() for path in tmp_path.glob("journal.db*"))

    await journal.people("s1")
    assert SECRET.encode() in stored()
    assert b"Kim Granberg" in stored()
    assert SECRET in glass.said()
    await room.forget("seat1", DESK)
    assert SECRET.encode() not in stored()
    assert b"Kim Granberg" not in stored()
    assert room.session.people.person("seat1").name == ""
    later = await wake(journal)
    for here in (room, later):
        shown = msgspec.json.encode(here.regions(Audience("wall"))) + msgspec.json.encode(
            here.regions(Audience("desk"))
        )
        assert SECRET.encode() not in shown + msgspec.json.encode(
            personal(here.session, "seat1", Audience("phone"))
        )
    assert later.session.applied == room.session.applied == room.committed


async def test_people_come_back_with_their_names(room: Room, journal: Journal) -> None:
    await done(room, EditSession(ask_name="asked"))
    await done(room, Join("Kim", ""), who=Person("seat1", role="nobody"))
    assert await journal.people("s1") == [PersonRow("seat1", "Kim", "")]
    assert (await wake(journal)).session.people.person("seat1").name == "Kim"


async def test_a_refused_move_is_not_in_the_journal(room: Room, journal: Journal) -> None:
    with pytest.raises(Rejected):
        room.act(Person("x", role="participant"), "wrong0000001", WriteMinutes("s", "t"))
    assert await journal.rows("s1") == []
