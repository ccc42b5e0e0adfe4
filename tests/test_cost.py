"""What a message and a vote cost, counted in calls and bytes and never in time: it is the same on a busy machine.

The bounds lie a fifth above what was counted. Whoever passes one has made every phone's message or every vote
dearer: find out why (`make bench`), and raise it only when what was bought is worth that.
"""

import asyncio
import gc
import random
import sys
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jinja2 import Environment

from participant.limits import Paces, greetings
from participant.socket import Caller, Sockets
from sessions.activities.pulse.rounds import Turnout
from sessions.activity import Person, Scene
from sessions.facts import EditSession
from sessions.hub import Hub
from sessions.journal import Journal
from sessions.lobby import Lobby
from sessions.people import Join
from sessions.render import Compiled, Renderer
from sessions.room import Room
from sessions.screens import Audience
from sessions.screens import Join as WayIn
from sessions.session_moves import StartStep
from sessions.steps import AddStep
from sessions.tickets import Tickets
from tests.journal_folder import opened, row
from tests.play import DESK

pytestmark = pytest.mark.anyio

CALLS_A_MESSAGE = 2.5
CALLS_A_VOTE = 256
BYTES_A_VOTE = 1080
"""What is kept of a vote in memory: its receipt, so that it is answered the same again."""
LOOKS_A_PERSON = 2.4
"""Calls for each person in the hall, when one of them has answered and the wall and the desk are drawn."""
PAGES_A_COMMIT = 40
"""Of 4 kB, for 256 votes: their rows, and the end of the index of ids."""
VOTES = 60
OPTIONS = {"options": "En dörr\nTvå dörrar", "blank": True}
SPOKEN = ("sv", "en", "ar-XB")


class Glass:
    def __init__(self, work: Callable[[], None] | None = None) -> None:
        self.slot: Any = None
        self.open, self.waiting, self.taken = True, 0, 0
        self.work = work

    def send(self, frame: bytes, /) -> None:
        self.taken += 1
        if self.work:
            self.work()

    def close(self, code: int = 1000, reason: str = "") -> None: ...

    def abort(self) -> None: ...

    async def stay(self) -> None: ...


class Count:
    calls = 0


@contextmanager
def counted() -> Iterator[Count]:
    """Calls of functions, Python's and C's, in this thread."""
    count, before = Count(), sys.getprofile()

    def called(frame: object, event: str, argument: object) -> None:
        count.calls += event in ("call", "c_call")

    sys.setprofile(called)
    try:
        yield count
    finally:
        sys.setprofile(before)


def render(template: str, data: Any, audience: Audience) -> str:
    return f"{template} {msgspec.json.encode(data).decode()}"


class Still:
    """A room that only has a number to show, all of it on disk."""

    applied = committed = 1

    def regions(self, audience: Audience) -> dict[str, tuple[str, Any]]:
        return {"main": ("main", {"number": self.applied})}

    def personal(self, seat: str, audience: Audience) -> tuple[dict[str, Any], None]:
        return {}, None

    def audience_of(self, seat: str, audience: Audience) -> Audience:
        return audience


async def round_of(phones: int, work: Callable[[], None] | None = None) -> int:
    """Calls that one change costs with so many phones in three languages."""
    source = Still()
    hub = Hub(source, render)
    glasses = [Glass(work) for _ in range(phones)]
    for number, glass in enumerate(glasses):
        hub.join(glass, Audience("phone", language=SPOKEN[number % 3]), f"s{number}")
    await asyncio.sleep(0.3)
    before = sum(glass.taken for glass in glasses)
    with counted() as count:
        source.applied = source.committed = source.applied + 1
        hub.touch()
        await asyncio.sleep(0.4)
    assert sum(glass.taken for glass in glasses) == before + phones
    hub.stop()
    return count.calls


async def test_a_message_to_one_more_phone_costs_a_handful_of_calls() -> None:
    few, many = await round_of(300), await round_of(1500)
    assert (many - few) / 1200 <= CALLS_A_MESSAGE


async def test_the_guard_notices_dearer_messages() -> None:
    few, many = await round_of(300, some_work), await round_of(1500, some_work)
    assert (many - few) / 1200 > CALLS_A_MESSAGE


def some_work() -> None:
    len(str(0))


@pytest.fixture
async def lobby(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Lobby]:
    """Nothing is put off: each vote is answered, and its phone told, as when there is all the time in the world."""
    monkeypatch.setattr("sessions.hub_lane.REST", 0)
    way_in = WayIn("HTTP://MOTE.TEST/J/K7M4PX", "mote.test", "K7M4PX")
    lobby = Lobby(await Journal.open(tmp_path / "journal.db"), render, lambda code: way_in)
    yield lobby
    await lobby.close()
    await lobby.journal.close()


class Ballot:
    """An open vote with so many seats. `vote` sends one's frames through all that a frame goes through."""

    def __init__(self, lobby: Lobby, room: Room, people: int) -> None:
        self.room = room
        self.sockets = Sockets(
            lobby, Tickets(b"k" * 32), lambda *_: None, lambda *_, **__: "", Paces(1_000_000)
        )
        self.step = next(iter(room.session.steps.steps))
        self.choices = [item.id for item in room.session.steps.steps[self.step].activity.items()]
        for number in range(people):
            room.act(Person(f"s{number}", role="nobody"), f"join{number:08d}", Join())
        self.callers = [self.caller(f"s{number}") for number in range(people)]
        self.sent = 0

    def caller(self, seat: str) -> Caller:
        glass = Glass()
        caller = Caller(self.room, Audience("phone"), seat, "", greetings(), connection=glass)
        self.room.hub.join(glass, Audience("phone"), seat)
        return caller

    def vote(self, votes: int) -> None:
        for _ in range(votes):
            number = self.sent + 1
            choice = self.choices[number // len(self.callers) % 2]
            self.say({"do": "cast", "choice": choice}, number)

    def say(self, move: dict[str, Any], number: int) -> None:
        self.sent += 1
        caller = self.callers[number % len(self.callers)]
        frame = {"t": "do", "id": f"vote{self.sent:028d}", "step": self.step, "move": move}
        self.sockets.heard(caller, msgspec.json.encode(frame).decode())

    async def settle(self) -> None:
        """Everything is on disk and shown."""
        while not self.room.is_saved:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.3)


async def ballot(lobby: Lobby, people: int, kind: str = "vote", settings: Any = OPTIONS) -> Ballot:
    room = await lobby.create([EditSession(title="Rådet", seats=5000)], DESK)
    room.act(DESK, "add-the-vote", AddStep(kind, "", "Vad först?", settings))
    room.act(DESK, "open-the-vote", StartStep(next(iter(room.session.steps.steps))))
    return Ballot(lobby, room, people)


async def calls_a_vote(lobby: Lobby, people: int) -> float:
    made = await ballot(lobby, people)
    made.vote(2 * people)
    await made.settle()
    with counted() as count:
        made.vote(VOTES)
    await made.settle()
    assert made.room.applied > VOTES
    return count.calls / VOTES


async def test_a_vote_costs_so_many_calls_however_many_people_there_are(lobby: Lobby) -> None:
    few, many = await calls_a_vote(lobby, 20), await calls_a_vote(lobby, 1000)
    assert few <= CALLS_A_VOTE
    assert many <= 1.1 * few, "nothing is looked through for each vote"


async def test_the_guard_notices_dearer_votes(lobby: Lobby, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it was once: the room's whole scene made anew for every question."""
    kept = await calls_a_vote(lobby, 20)
    from sessions.session import Session

    monkeypatch.setattr(Session, "scene", Session._scene)
    assert await calls_a_vote(lobby, 20) > 1.15 * kept


async def test_a_vote_keeps_little_in_memory(lobby: Lobby) -> None:
    made = await ballot(lobby, 50)
    made.vote(100)
    await made.settle()
    gc.collect()
    tracemalloc.start()
    try:
        made.vote(2000)
        await made.settle()
        gc.collect()
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept / 2000 <= BYTES_A_VOTE


async def pages_of_a_commit(folder: Path, ids: Callable[[int], str]) -> float:
    """What 256 votes add to the log, when four thousand from as many people as the hall holds are there already."""
    journal = await opened(folder)
    votes = [row(n, f"seat-{n % 1000:022}", ids(n), b"[]" * 60) for n in range(1, 4257)]
    await asyncio.gather(*(journal.append("council", vote) for vote in votes[:-256]))
    log = folder / "journal.db-wal"
    before = log.stat().st_size
    await asyncio.gather(*(journal.append("council", vote) for vote in votes[-256:]))
    written = log.stat().st_size - before
    await journal.close()
    return written / 4096


async def test_a_commit_writes_few_pages_when_ids_begin_with_the_time(tmp_path: Path) -> None:
    dice = random.Random(1)

    def by_time(number: int) -> str:
        return f"{1_700_000_000_000 + number:012x}{dice.getrandbits(80):020x}"

    assert await pages_of_a_commit(tmp_path, by_time) <= PAGES_A_COMMIT


async def test_the_guard_notices_ids_without_order(tmp_path: Path) -> None:
    dice = random.Random(1)
    written = await pages_of_a_commit(tmp_path, lambda _: f"{dice.getrandbits(128):032x}")
    assert written > 2 * PAGES_A_COMMIT


ANSWERS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "vote": (OPTIONS, {"do": "cast", "choice": "blank"}),
    "pulse": ({"form": "scales"}, {"do": "rate", "statement": 1, "value": 2}),
}


async def calls_of_a_refresh(lobby: Lobby, kind: str, people: int) -> int:
    """Two have answered, one after the other, and each time wall and desk are asked what they show."""
    settings, answer = ANSWERS[kind]
    made = await ballot(lobby, people, kind, settings)
    for number in range(2):  # what changes with people, and not with answers, is there the second time
        made.say(answer, number)
        with counted() as count:
            made.room.regions(Audience("wall"))
            made.room.regions(Audience("desk"))
    await made.settle()
    return count.calls


async def looks_a_person(lobby: Lobby, kind: str) -> float:
    few, many = await calls_of_a_refresh(lobby, kind, 100), await calls_of_a_refresh(lobby, kind, 600)
    return (many - few) / 500


@pytest.mark.parametrize("kind", ANSWERS)
async def test_a_refresh_looks_through_the_hall_once(lobby: Lobby, kind: str) -> None:
    assert await looks_a_person(lobby, kind) <= LOOKS_A_PERSON


def everything_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it was once: whoever asks for the turnout has everybody counted."""
    count = Turnout.count

    def forgetful(turnout: Turnout, people: Sequence[Person]) -> None:
        turnout.people = ()
        count(turnout, people)

    monkeypatch.setattr(Turnout, "count", forgetful)
    monkeypatch.setattr(Scene, "once", lambda scene, key, gather: gather())


@pytest.mark.parametrize("kind", ANSWERS)
async def test_the_guard_notices_a_hall_looked_through_again_and_again(
    lobby: Lobby, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything_anew(monkeypatch)
    assert await looks_a_person(lobby, kind) > LOOKS_A_PERSON


def compilations(monkeypatch: pytest.MonkeyPatch, *kept: Compiled) -> int:
    """How often templates are compiled until Swedish and English have been drawn, each with one of these stores."""
    compiled: list[Any] = []
    compile = Environment.compile

    def noted(environment: Environment, *asked: Any, **how: Any) -> Any:
        compiled.append(asked)
        return compile(environment, *asked, **how)

    monkeypatch.setattr(Environment, "compile", noted)
    said = []
    for language, store in zip(("sv", "en"), kept, strict=True):
        monkeypatch.setattr("sessions.render.COMPILED", store)
        said.append(Renderer().say("too_fast", language=language))
    monkeypatch.undo()
    assert said[0] != said[1], "the words are not compiled in"
    return len(compiled)


def test_a_template_is_compiled_once_for_all_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Compiled()
    together = compilations(monkeypatch, store, store)
    apart = compilations(monkeypatch, Compiled(), Compiled())
    assert 2 * together == apart > 0
