"""The lobby: each session is woken once, sleeps when nobody needs it, and is gone when it is deleted."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sessions import lobby as lobby_module
from sessions.activity import Rejected
from sessions.facts import EditSession
from sessions.journal import Journal, NotSaved
from sessions.lobby import Lobby, NoSuchSession
from sessions.render import Renderer
from sessions.room import Reloading
from sessions.screens import Audience, Join
from sessions.session_moves import Next
from sessions.tickets import SIGNS
from sessions.timers import SetTimer
from tests.play import BEGIN, DESK
from tests.test_room import Glass

pytestmark = pytest.mark.anyio
WORDS = Renderer()


class Clock:
    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> int:
        return self.now


class CountingJournal(Journal):
    """The journal, and how often a session was read from it."""

    reads = 0

    async def rows(self, session_id: str, after: int = 0) -> list[Any]:
        self.reads += 1
        return await super().rows(session_id, after)


def drawn(template: str, data: Any, audience: Audience) -> str:
    return WORDS.fragment(template, audience.language, data) if template == "bye.html" else template


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[CountingJournal]:
    journal = await CountingJournal.open(tmp_path / "journal.db")
    yield journal  # type: ignore[misc]
    await journal.close()


@pytest.fixture
async def lobby(journal: CountingJournal, clock: Clock) -> AsyncIterator[Lobby]:
    lobby = Lobby(journal, drawn, lambda code: Join(code, "mote.test", code), clock)
    yield lobby
    await lobby.close()


async def made(lobby: Lobby, title: str = "Ett möte") -> str:
    return (await lobby.create([EditSession(title=title)], DESK)).session.code


async def asleep(lobby: Lobby) -> Lobby:
    """The same sessions in a new lobby where nobody is awake."""
    for room in lobby.rooms.values():
        room.close()
    return Lobby(lobby.journal, lobby.render, lobby.way_in, lobby.clock)


async def test_a_new_session_has_a_code_that_can_be_read_aloud_and_is_on_disk(
    lobby: Lobby, journal: Journal
) -> None:
    codes = [await made(lobby, f"Möte {number}") for number in range(5)]
    assert len(set(codes)) == 5
    assert all(len(code) == 6 and set(code) <= set(SIGNS) for code in codes)
    assert {facts.title for facts in await journal.all_sessions()} == {
        f"Möte {number}" for number in range(5)
    }


async def test_moves_that_cannot_be_leave_no_session_behind(lobby: Lobby, journal: Journal) -> None:
    with pytest.raises(Rejected):
        await lobby.create([EditSession(title="x"), Next()], DESK)
    assert await journal.all_sessions() == []


async def test_a_code_that_is_taken_is_drawn_again(lobby: Lobby, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = iter(["AAAAAA", "AAAAAA", "AAAAAA", "BBBBBB"])
    monkeypatch.setattr(lobby_module, "join_code", lambda: next(codes))
    assert [await made(lobby), await made(lobby)] == ["AAAAAA", "BBBBBB"]
    monkeypatch.setattr(lobby_module, "join_code", lambda: "AAAAAA")
    with pytest.raises(NotSaved, match="No free join code"):
        await made(lobby)


async def test_many_who_come_at_once_wake_a_session_once(lobby: Lobby, journal: CountingJournal) -> None:
    code = await made(lobby)
    morning = await asleep(lobby)
    before = journal.reads
    rooms = await asyncio.gather(*(morning.room(code) for _ in range(50)))
    assert len({id(room) for room in rooms}) == 1
    assert journal.reads == before + 1
    assert await morning.room(code) is rooms[0]
    await morning.close()


async def test_one_who_gives_up_waiting_does_not_stop_the_others(lobby: Lobby) -> None:
    code = await made(lobby)
    morning = await asleep(lobby)
    impatient = asyncio.create_task(morning.room(code))
    patient = asyncio.create_task(morning.room(code))
    await asyncio.sleep(0)
    impatient.cancel()
    assert (await patient).session.code == code
    await morning.close()


async def test_an_unknown_code_is_nobodys_and_is_asked_anew_each_time(
    lobby: Lobby, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        with pytest.raises(NoSuchSession):
            await lobby.room("ZZZZZZ")
    monkeypatch.setattr(lobby_module, "join_code", lambda: "ZZZZZZ")
    await made(lobby)
    assert (await lobby.room("ZZZZZZ")).session.code == "ZZZZZZ"


class TestSleeping:
    @pytest.fixture(autouse=True)
    def quickly(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lobby_module, "QUIET", 0.0)

    async def rounds(self, lobby: Lobby, count: int = 2) -> None:
        for _ in range(count):
            lobby._let_sleep()
            await asyncio.sleep(0.01)

    async def test_a_quiet_room_sleeps_and_wakes_as_it_was(self, lobby: Lobby) -> None:
        code = await made(lobby, "Kvar")
        await self.rounds(lobby)
        assert code not in lobby.rooms
        assert (await lobby.room(code)).session.meeting.facts.title == "Kvar"

    async def test_a_watched_room_stays_awake_until_the_last_one_leaves(self, lobby: Lobby) -> None:
        code = await made(lobby)
        room, glass = lobby.rooms[code], Glass()
        room.hub.join(glass, Audience("wall"))  # type: ignore[arg-type]
        await self.rounds(lobby)
        assert code in lobby.rooms
        room.hub.leave(glass)  # type: ignore[arg-type]
        await self.rounds(lobby)
        assert code not in lobby.rooms

    async def test_a_room_whose_clock_will_soon_be_out_stays_awake(self, lobby: Lobby, clock: Clock) -> None:
        code = await made(lobby)
        room = lobby.rooms[code]
        await room.saved(room.act(DESK, "timer0000001", SetTimer("place:Salen", 20)))
        await self.rounds(lobby)
        assert code in lobby.rooms
        await room.saved(room.act(DESK, "timer0000002", SetTimer("place:Salen", 3600)))
        await self.rounds(lobby)
        assert code not in lobby.rooms
        clock.now += 3_590_000
        await lobby._wake_the_due()
        assert code in lobby.rooms

    async def test_what_is_not_yet_on_disk_keeps_it_awake(self, lobby: Lobby) -> None:
        code = await made(lobby)
        room = lobby.rooms[code]
        receipt = room.act(DESK, "unsaved00001", EditSession(title="ännu inte"))
        lobby._let_sleep()
        lobby._let_sleep()
        assert code in lobby.rooms
        await room.saved(receipt)


async def test_the_rounds_go_on_after_one_of_them_failed(
    lobby: Lobby, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    code = await made(lobby)
    room = lobby.rooms[code]
    await room.saved(room.act(DESK, "timer0000001", SetTimer("place:Salen", 5)))
    morning = await asleep(lobby)
    monkeypatch.setattr(lobby_module, "ROUND", 0.02)
    due, calls = morning.journal.due, []

    async def fails_once(before: int) -> list[Any]:
        calls.append(before)
        if len(calls) == 1:
            raise NotSaved("disk", "The disk does not answer.")
        return await due(before)

    monkeypatch.setattr(morning.journal, "due", fails_once)
    clock.now += 6_000
    morning.open()
    async with asyncio.timeout(5):
        while not any(row.by == "time" for row in await morning.journal.rows(room.session.id)):
            await asyncio.sleep(0.02)
    await morning.close()
    assert len(calls) >= 2


async def test_a_session_that_cannot_be_read_does_not_keep_the_others_asleep(
    lobby: Lobby, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    rooms = [lobby.rooms[await made(lobby, title)] for title in ("trasig", "hel")]
    for seconds, room in enumerate(rooms, 5):
        await room.saved(room.act(DESK, "timer0000001", SetTimer("place:Salen", seconds)))
    broken, sound = rooms
    morning = await asleep(lobby)
    read = morning.journal.rows

    async def some(session_id: str, after: int = 0) -> list[Any]:
        if session_id == broken.session.id:
            raise NotSaved("damaged", "The row cannot be read.")
        return await read(session_id, after)

    monkeypatch.setattr(morning.journal, "rows", some)
    await morning._wake_the_due()
    assert list(morning.rooms) == [sound.session.code]
    await morning.close()


class TestDeleting:
    async def test_everybody_is_sent_away_for_good(self, lobby: Lobby, journal: Journal) -> None:
        code = await made(lobby)
        room, glass = lobby.rooms[code], Glass()
        room.hub.join(glass, Audience("phone", language="en"), "seat")  # type: ignore[arg-type]
        await lobby.delete(code)
        said = "This session has been deleted."
        assert glass.frames[-1] == {"t": "bye", "code": "deleted", "say": said, "again": False}
        assert not glass.open
        assert await journal.all_sessions() == []
        with pytest.raises(NoSuchSession):
            await lobby.room(code)
        with pytest.raises(Reloading):
            room.act(DESK, "afterwards01", EditSession(title="för sent"))

    async def test_a_sleeping_session_can_be_deleted_and_an_unknown_one_cannot(self, lobby: Lobby) -> None:
        code = await made(lobby)
        morning = await asleep(lobby)
        await morning.delete(code)
        for _ in range(2):
            with pytest.raises(NoSuchSession):
                await morning.delete(code)

    async def test_when_the_disk_refuses_the_session_goes_on(
        self, lobby: Lobby, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        code = await made(lobby)

        async def refuses(_: str) -> None:
            raise NotSaved("full", "The disk is full.")

        with monkeypatch.context() as patched:
            patched.setattr(lobby.journal, "delete_session", refuses)
            with pytest.raises(NotSaved):
                await lobby.delete(code)
        room = await lobby.room(code)
        await room.saved(room.act(DESK, "goes000on0001", EditSession(title="vidare")))
        assert room.session.meeting.facts.title == "vidare"


async def test_saying_goodbye_waits_for_the_disk_and_takes_nothing_more_in(lobby: Lobby) -> None:
    code = await made(lobby)
    room, glass = lobby.rooms[code], Glass()
    room.hub.join(glass, Audience("desk", language="sv"))  # type: ignore[arg-type]
    receipt = room.act(DESK, "last00000001", EditSession(title="det sista"))
    room.hub.reply(glass, {"t": "ok", "id": "last00000001"}, receipt.seq)  # type: ignore[arg-type]
    await lobby.say_goodbye()
    kinds = [frame["t"] for frame in glass.frames]
    assert kinds.index("ok") < kinds.index("bye")
    assert (kinds[-1], glass.frames[-1]["again"]) == ("bye", True)
    assert room.act(DESK, "last00000001", EditSession(title="igen")) == receipt
    with pytest.raises(Reloading):
        room.act(DESK, "toolate00001", EditSession(title="för sent"))
