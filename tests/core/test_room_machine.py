"""A room on its real journal, in any order: moves, the same ones again, restarts, erasures, a failing disk.

Beside it stands a model so simple that it cannot be wrong: which moves were accepted, and by whom.
"""

import asyncio
import contextlib
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sessions.activities import ACTIVITIES
from sessions.activity import DESK_TURN, Move, Person, Rejected
from sessions.day_moves import Draft, PlaceProgramme
from sessions.facts import EditSession
from sessions.journal import Journal, NotSaved, Row, SessionFacts, Told
from sessions.part import tag_of
from sessions.people import Join
from sessions.room import Reloading, Room, replay
from sessions.screens import Audience, personal
from sessions.screens import Join as WayIn
from sessions.session import Session
from sessions.steps import StartNow
from sessions.wire import session_moves
from tests.play import BEGIN, DESK
from tests.test_contract import screens
from tests.test_session_machine import moves, state

KINDS = sorted(activity.kind for activity in ACTIVITIES)
SEATS = 6
HELD_BACK = {"clock_struck", "end_session", "join", "say_who", "lock_door", "remove_step"}
"""Moves that are time's own, or that would leave little to do for the rest of a run."""
PATIENCE = 5.0


class FailingJournal(Journal):
    """The journal on a disk that takes nothing while `broken`."""

    broken = False

    def keep(self, session_id: str, row: Row, told: Told, *more: Any) -> None:
        if self.broken:
            asyncio.get_running_loop().call_soon(told, NotSaved("full", "The disk is full."))
        else:
            super().keep(session_id, row, told, *more)


class Asked(msgspec.Struct):
    """A move as somebody sent it, so that it can be sent again."""

    who: Person
    id: str
    move: Move
    step: str


class RoomMachine(RuleBasedStateMachine):
    @initialize(seed=st.integers(0, 10**6))
    def begin(self, seed: int) -> None:
        self.dice = Random(seed)
        self.now = BEGIN
        self.folder = tempfile.TemporaryDirectory()
        self.loop = asyncio.new_event_loop()
        self.accepted: dict[tuple[str, str], Any] = {}
        self.refused_for_good: set[tuple[str, str]] = set()
        self.asked: list[Asked] = []
        self.samples: dict[str, Iterator[Any]] = {}
        self.count = 0
        self.committed = 0
        self.loop.run_until_complete(self._open())

    async def _open(self) -> None:
        journal = await FailingJournal.open(Path(self.folder.name) / "journal.db")
        assert isinstance(journal, FailingJournal)
        self.journal = journal
        await self.journal.create(SessionFacts("s1", "K7M4PX"))
        self.room = await self._woken()
        await self._saved(DESK, EditSession(title="Ett möte", date="2026-03-12", ask_name="optional"))
        await self._saved(DESK, PlaceProgramme((Draft("Början", "09:00", 30), Draft("Mitten", "09:30", 30))))
        for number in range(SEATS):
            await self._saved(Person(f"seat{number}", role="nobody"), Join(f"Namn{number}"))

    async def _woken(self) -> Room:
        facts = await self.journal.facts("s1")
        assert facts is not None
        way_in = WayIn("HTTP://MOTE.TEST/J/K7M4PX", "mote.test", "K7M4PX")
        return await Room.wake(facts, self.journal, self._render, way_in, lambda: self.now, self.dice)

    @staticmethod
    def _render(template: str, data: Any, audience: Audience) -> str:
        return template + msgspec.json.encode(data).decode()

    def teardown(self) -> None:
        if hasattr(self, "loop"):
            self.room.close()
            self.loop.run_until_complete(self.journal.close())
            self.loop.close()
            self.folder.cleanup()

    # what can happen

    @rule(kind=st.sampled_from(KINDS))
    def something_begins(self, kind: str) -> None:
        self._try(DESK, StartNow(kind, title="Frågan"))

    @rule(times=st.integers(1, 6))
    def people_do_what_people_do(self, times: int) -> None:
        for step in self.room.session.steps.open():
            sample = self.samples.setdefault(step.id, step.activity.sample(self._people(), self.dice))
            for _ in range(times):
                drawn = next(sample, None)
                if drawn is not None:
                    _, who, move = drawn
                    self._try(DESK if who == DESK_TURN else self._people()[who], move, step.id)

    @rule(data=st.data())
    def the_desk_does_anything(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(set(session_moves()) - HELD_BACK)))
        self._try(DESK, data.draw(moves(session_moves()[name], self.room.session)))

    @rule(data=st.data())
    def somebody_does_anything_in_a_step(self, data: st.DataObject) -> None:
        steps = list(self.room.session.steps.steps.values())
        if steps:
            step = data.draw(st.sampled_from(steps))
            wanted = data.draw(st.sampled_from(step.activity.moves)) if step.activity.moves else None
            if wanted:
                who = data.draw(st.sampled_from([DESK, *self._people()]))
                self._try(who, msgspec.convert(data.draw(believable(wanted)), wanted), step.id)

    @precondition(lambda self: self.asked)
    @rule(data=st.data())
    def the_same_move_comes_again(self, data: st.DataObject) -> None:
        again = data.draw(st.sampled_from(self.asked[-40:]))
        known = self.accepted.get((again.who.seat, again.id))
        rows = self.room.applied
        if known is None:
            self._send(again)
        else:
            assert self.room.act(again.who, again.id, again.move, again.step) == known
            assert self.room.applied == rows

    @rule(seconds=st.integers(1, 4000))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds * 1000

        async def strike() -> None:
            self.room.strike()
            await self._settled()

        self._run(strike())

    @rule()
    def the_server_restarts(self) -> None:
        async def restart() -> None:
            before = seen(self.room.session)
            self.room.close()
            self.room = await self._woken()
            assert seen(self.room.session) == before

        self._run(restart())

    @rule(number=st.integers(0, SEATS - 1))
    def a_seat_is_forgotten(self, number: int) -> None:
        self._run(self.room.forget(f"seat{number}", DESK))
        assert self.room.session.people.person(f"seat{number}").name == ""

    @rule(data=st.data(), moves_lost=st.integers(1, 3))
    def the_disk_fails(self, data: st.DataObject, moves_lost: int) -> None:
        """What is sent meanwhile is lost as a whole, and can be sent again."""
        before = seen(self.room.session)

        async def fail() -> None:
            self.journal.broken = True
            for number in range(moves_lost):
                await self._lost(Asked(DESK, self._id(), EditSession(theme=f"försvinner {number}"), ""))
            self.journal.broken = False
            await self._settled()

        self._run(fail())
        assert seen(self.room.session) == before

    # and what must hold

    @invariant()
    def nothing_is_lost_and_nothing_is_doubled(self) -> None:
        if not hasattr(self, "room"):
            return
        rows = self._run(self.journal.rows("s1"))
        saved = Counter((row.by, row.move_id) for row in rows)
        assert set(saved.values()) <= {1}
        assert set(self.accepted) <= set(saved), "an acked move is not in the journal"
        mine = {key for key in saved if key[0] != "time" and not key[1].startswith("forget:")}
        assert mine == set(self.accepted), "a refused or lost move is in the journal"
        assert [row.seq for row in rows] == list(range(1, len(rows) + 1))

    @invariant()
    def what_is_counted_is_on_disk(self) -> None:
        if hasattr(self, "room"):
            assert self.committed <= self.room.committed <= self.room.applied == self.room.session.applied
            self.committed = self.room.committed

    @invariant()
    def a_replay_is_the_same_session(self) -> None:
        if hasattr(self, "room"):
            again, receipts = self._run(replay(self.room.facts(), self.journal))
            assert seen(again) == seen(self.room.session)
            for key, receipt in self.accepted.items():
                assert receipts[key] == receipt == self.room.receipts[key]

    # how it asks

    def _people(self) -> list[Person]:
        return [self.room.session.people.person(f"seat{number}") for number in range(SEATS)]

    def _id(self) -> str:
        self.count += 1
        return f"move{self.count:06d}"

    def _run(self, work: Any) -> Any:
        return self.loop.run_until_complete(asyncio.wait_for(work, PATIENCE))

    def _try(self, who: Person, move: Move, step: str = "") -> None:
        self._send(Asked(who, self._id(), move, step))

    def _send(self, asked: Asked) -> None:
        self.now += 250
        self.asked.append(asked)
        before = seen(self.room.session)
        with contextlib.suppress(Rejected):
            self._run(self._saved_as(asked))
            return
        assert seen(self.room.session) == before, "a refused move has changed something"

    async def _saved(self, who: Person, move: Move) -> None:
        await self._saved_as(Asked(who, self._id(), move, ""))

    async def _saved_as(self, asked: Asked) -> None:
        rows = self.room.applied
        receipt = self.room.act(asked.who, asked.id, asked.move, asked.step)
        await self.room.saved(receipt)
        if self.room.applied > rows:
            self.accepted[asked.who.seat, asked.id] = receipt

    async def _lost(self, asked: Asked) -> None:
        self.asked.append(asked)
        with contextlib.suppress(NotSaved, Reloading, Rejected):
            receipt = self.room.act(asked.who, asked.id, asked.move)
            await self.room.saved(receipt)
            raise AssertionError("a move was acked that the disk did not take")

    async def _settled(self) -> None:
        """What has begun is over: the room is whole again, and everything is on disk."""
        while not self.room.is_saved:
            await asyncio.sleep(0.002)


def seen(session: Session) -> Any:
    """All that a session knows, and all that anybody is shown."""
    own = [personal(session, f"seat{number}", Audience("phone")) for number in range(SEATS)]
    return state(session), screens(session), msgspec.json.encode(own)


def believable(wanted: type[Move]) -> st.SearchStrategy[dict[str, Any]]:
    """Plain data that this type of move can be read from: right in form, and about anything."""
    ends = msgspec.json.schema(wanted)
    drawn = fields_of(ends["$defs"][wanted.__name__], ends["$defs"])
    return drawn.map(lambda found: {"do": wanted.__struct_config__.tag, **found})


def fields_of(schema: dict[str, Any], named: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    fields = schema.get("properties", {})
    return st.fixed_dictionaries({name: of(field, named) for name, field in fields.items() if name != "do"})


def of(schema: dict[str, Any], named: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "$ref" in schema:
        return of(named[schema["$ref"].rpartition("/")[2]], named)
    if "anyOf" in schema:
        return st.one_of([of(each, named) for each in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    match schema.get("type"):
        case "integer":
            return st.integers(max(schema.get("minimum", -3), -3), min(schema.get("maximum", 12), 12))
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
        case "object":
            return fields_of(schema, named)
        case "array" if "prefixItems" in schema:
            return st.tuples(*[of(each, named) for each in schema["prefixItems"]]).map(list)
        case "array":
            return st.lists(
                of(schema.get("items", {"type": "string"}), named),
                min_size=schema.get("minItems", 0),
                max_size=schema.get("maxItems", 5),
            )
    return st.sampled_from(["", "o1", "nothing", "ett ord"]) | st.text(max_size=4)


@pytest.mark.parametrize("wanted", [move for activity in ACTIVITIES for move in activity.moves], ids=tag_of)
@settings(max_examples=1, deadline=None)
@given(data=st.data())
def test_any_move_of_a_step_can_be_drawn(wanted: type[Move], data: st.DataObject) -> None:
    assert isinstance(msgspec.convert(data.draw(believable(wanted)), wanted), wanted)


TestAnyOrderOnDisk = RoomMachine.TestCase
TestAnyOrderOnDisk.settings = settings(max_examples=12, stateful_step_count=18, deadline=None)
