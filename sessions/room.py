"""A live session in memory with its watchers: the only writer. Every change, also time's own, comes through `act`."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from random import Random, SystemRandom
from typing import Any

from msgspec import Struct, structs

from sessions.activity import Event, Move, Ms, Person, Rejected, Turn
from sessions.erasure import copies_items, erased
from sessions.hub import Hub
from sessions.journal import Journal, NotSaved, PersonRow, Row, SessionFacts
from sessions.people import Forgotten, Join, Joined, Private
from sessions.programme import MINUTE
from sessions.screens import Audience, Outlook, personal, regions
from sessions.screens import Join as WayIn
from sessions.session import Session
from sessions.session_moves import Happened, Undo
from sessions.wire import read_events, write_events

log = logging.getLogger("radslag.room")

TIME = Person("time", role="time")
FOLLOWING = frozenset({"nobody", "participant", "member", "challenger", "scribe"})
"""The roles of those whose moves lead nobody on."""
SEATED = ""
"""The role of an audience of ordinary seats."""
MOMENT: Ms = 20
"""Screens may be so much older than the clock, while nothing happens."""
RETRY = 1.0
"""Seconds between attempts to read the journal again."""


def now_ms() -> Ms:
    return time.time_ns() // 1_000_000


class Receipt(Struct, frozen=True):
    """A move that was accepted: when it was received, and its row (on disk once `committed` reaches it)."""

    at: Ms
    seq: int


class Reloading(Exception):
    """The room is reading its journal again; ask once more in a moment."""


class Room:
    """`applied` counts the rows the session has taken in, `committed` those that are on disk."""

    def __init__(
        self,
        session: Session,
        journal: Journal,
        render: Callable[[str, Any, Audience], str],
        way_in: WayIn,
        clock: Callable[[], Ms] = now_ms,
        dice: Random | None = None,
    ) -> None:
        self.session = session
        self.journal = journal
        self.way_in = way_in
        self.clock = clock
        self.dice = dice or SystemRandom()
        self.receipts: dict[tuple[str, str], Receipt] = {}
        self.applied = self.committed = session.applied
        self.reloading = self.leaving = False
        self.losses = 0
        self.hub = Hub(self, render)
        self._latest: Ms = 0
        self._alarm: asyncio.TimerHandle | None = None
        self._minute: asyncio.TimerHandle | None = None
        self._reload: asyncio.Task[None] | None = None
        self._rewriting = asyncio.Lock()
        self._rest_until = 0.0
        self._facts = self.facts()
        self._saved = asyncio.Event()
        self._awaited = self._releasing = False
        self._looked: tuple[int, Outlook] | None = None

    @classmethod
    async def wake(cls, facts: SessionFacts, journal: Journal, *args: Any, **options: Any) -> "Room":
        """The room of a stored session, replayed from its journal."""
        session, receipts = await replay(facts, journal)
        room = cls(session, journal, *args, **options)
        room.receipts = receipts
        room._wind()
        return room

    # the one path

    def act(self, who: Person, move_id: str, move: Move, step: str = "") -> Receipt:
        """Judge a move and keep it. The receipt holds when its row is on disk (`saved`). Raises Rejected or Reloading.

        A move id seen before gets the same receipt again.
        """
        before = self.before(who.seat, move_id)
        if before is not None:
            return before
        if self.reloading or self.leaving:
            raise Reloading
        turn = Turn(who, self._now(), self.dice, move_id)
        private = self.session.people.checked(move) if isinstance(move, Join) else None
        happened = self.session.undo(turn) if isinstance(move, Undo) else self.session.judge(move, turn, step)
        return self._keep(happened, turn, step, private)

    def before(self, seat: str, move_id: str) -> Receipt | None:
        """The receipt of a move that was accepted earlier; while the journal is read again, only if it is on disk."""
        receipt = self.receipts.get((seat, move_id))
        return None if receipt and self.reloading and receipt.seq > self.committed else receipt

    def _keep(
        self, happened: list[Happened], turn: Turn, step: str, private: Private | None = None
    ) -> Receipt:
        if not happened:
            return Receipt(turn.at, self.applied)
        by = turn.who.seat
        written = write_events(happened)  # before anything changes: what cannot be written has not happened
        if private is not None:
            self.session.people.name(by, private)
        self.session.happened(happened, by, turn.at)
        self.applied += 1
        receipt = Receipt(turn.at, self.applied)
        self.receipts[by, turn.move_id] = receipt
        row = Row(self.applied, turn.at, by, turn.move_id, step, written)
        people = [PersonRow(by, private.name, private.organisation)] if private else []
        core = [one.event for one in happened if not one.step]
        facts = self._changed_facts() if core else None
        self.journal.keep(self.session.id, row, partial(self._answered, receipt.seq), people, facts)
        self._tell(happened, core, turn.who)
        if core:  # no clock, and nothing that the list of sessions says, changes otherwise
            self._wind()
        return receipt

    def _tell(self, happened: Sequence[Happened], core: Sequence[Event], who: Person) -> None:
        """The desk's and time's moves change the room for everybody; what people answer comes to phones in its turn."""
        leads = who.role not in FOLLOWING
        moves = bool(core) and not all(isinstance(event, Joined) for event in core)
        self.hub.touch(leading=leads, everybody_personal=moves, everybody_own=leads)
        if who.group and not leads and not moves:
            for seat in self._beside(happened, who):
                self.hub.personal(seat)

    def _beside(self, happened: Sequence[Happened], who: Person) -> list[str]:
        """In group work, what one does changes what the others of the group may do."""
        steps = [self.session.steps.steps.get(one.step) for one in happened]
        in_groups = any(step and step.activity.by_groups for step in steps)
        if not in_groups and not any(one.event.in_group for one in happened):
            return []
        return [person.seat for person in self.session.people.of_group(who.group) if person.seat != who.seat]

    def _answered(self, seq: int, refusal: NotSaved | None) -> None:
        if refusal is not None:
            self._start_over(refusal)
        elif not self.reloading:
            self.committed = max(self.committed, seq)
            if not self._releasing:  # the whole commit is let go of at once
                self._releasing = True
                asyncio.get_running_loop().call_soon(self._release)

    def _release(self) -> None:
        self._releasing = False
        self.hub.released()
        if self._awaited:
            self._awaited = False
            self._saved.set()
            self._saved = asyncio.Event()

    async def saved(self, receipt: Receipt, patience: float = 10.0) -> None:
        """Wait until the receipt's row is on disk. Raises NotSaved when it never will be, or TimeoutError."""
        losses = self.losses
        async with asyncio.timeout(patience):
            while self.committed < receipt.seq:
                if self.losses != losses or receipt.seq > self.applied:
                    raise NotSaved("disk", "The journal could not be written.")
                self._awaited = True
                await self._saved.wait()

    # when the disk fails

    def _start_over(self, error: NotSaved) -> None:
        """What was not saved has not happened: forget the screens that showed it and read the journal again."""
        self.losses += 1
        self.hub.lost()
        self._saved.set()
        if self.reloading:
            return
        log.error("session %s: %s; the room starts over from its journal", self.session.code, error)
        self.reloading = True
        loop = asyncio.get_running_loop()
        self._rest_until = loop.time() + RETRY
        self._reload = loop.create_task(self._recover())

    async def _recover(self) -> None:
        """Show what is on disk, and take nothing new in until the disk takes it."""
        async with self._rewriting:
            await self._read_again()
            while await self.journal.probe() is not None:
                await asyncio.sleep(RETRY)
            self._go_on()

    async def _read_again(self) -> None:
        """Take the state from the journal."""
        while True:
            try:
                facts = await self.journal.facts(self.session.id)
                session, receipts = await replay(facts or self._facts, self.journal)
                break
            except Exception:
                log.exception("session %s cannot be read; trying again", self.session.code)
                await asyncio.sleep(RETRY)
        self.session, self.receipts = session, receipts
        self.applied = self.committed = session.applied
        self._facts = facts or self._facts
        self.hub.dropped()

    def _go_on(self) -> None:
        self.reloading = False
        self._saved.set()
        self._saved = asyncio.Event()
        self._wind()

    async def forget(self, seat: str, by: Person) -> None:
        """Erase a seat's name and words, here and in the journal, for good. Raises NotSaved.

        While the journal is rewritten nothing new is taken in: phones are told to wait, and send again.
        """
        async with self._rewriting:
            self.reloading = True
            try:
                await self._erase(seat, by)
            finally:
                await self._read_again()
                self._go_on()

    async def _erase(self, seat: str, by: Person) -> None:
        rows = await self.journal.rows(self.session.id)
        redacted = self._redactions(rows, seat, authored(rows, seat))
        forgotten = write_events([Happened(Forgotten(seat))])
        row = Row(len(rows) + 1, self._now(), by.seat, f"forget:{len(rows)}:{seat}", "", forgotten)
        await self.journal.erase(self.session.id, redacted, seat, row)

    def _redactions(self, rows: Sequence[Row], seat: str, ids: set[str]) -> dict[int, bytes]:
        changed: dict[int, bytes] = {}
        for row in rows:
            happened = list(read_events(row.events, self._kind_of))
            after = write_events(erased(happened, row.by == seat, ids))
            if after != row.events:
                changed[row.seq] = after
        return changed

    def _kind_of(self, step: str) -> str:
        return self.session.steps.kind_of(step)

    # time

    def _now(self) -> Ms:
        """The clock, never backwards: rows are in the order of their moments."""
        self._latest = max(self._latest, self.clock())
        return self._latest

    def _wind(self) -> None:
        """Wake for the next alarm, and at each full minute while the day runs."""
        self._cancel()
        loop = asyncio.get_running_loop()
        alarm = self.session.alarm()
        if alarm is not None:
            wait = max((alarm - self.clock()) / 1000, self._rest_until - loop.time(), 0)
            self._alarm = loop.call_later(wait, self.strike)
        if self.session.day.current is not None:
            until = (MINUTE - self.clock() % MINUTE) / 1000
            self._minute = loop.call_later(until + 0.02, self._minute_passed)

    def strike(self) -> None:
        """Time's own moves: every clock that has reached zero, every step whose last moment has come."""
        if self.reloading or self.leaving:
            return
        now = self.clock()
        for key, deadline in self.session.due(now):
            if (key, deadline) not in self.session.due(now):  # gone with the one before
                continue
            turn = Turn(TIME, self._now(), self.dice, f"time:{key}:{deadline}")
            try:
                self._keep(self.session.strike(key, turn), turn, "")
            except Rejected:
                log.exception("time's own move was refused: %s", key)
        self._wind()

    def _minute_passed(self) -> None:
        self.hub.touch(leading=False, everybody_personal=False)
        self._wind()

    def _cancel(self) -> None:
        for handle in (self._alarm, self._minute):
            if handle:
                handle.cancel()
        self._alarm = self._minute = None

    @property
    def is_saved(self) -> bool:
        return not self.reloading and self.committed == self.applied

    def is_due_soon(self, within: Ms) -> bool:
        alarm = self.session.alarm()
        return alarm is not None and alarm < self.clock() + within

    async def say_goodbye(self, patience: float) -> None:
        """The server stops: take nothing more in, answer what was taken in once it is on disk, tell everybody."""
        self.leaving = True
        self._cancel()
        with contextlib.suppress(NotSaved, TimeoutError):
            await self.saved(Receipt(0, self.applied), patience)
        self.hub.goodbye("restarting", again=True)

    def close(self) -> None:
        """Nobody watches any more, or the server stops: stop the clocks and the screens."""
        self._cancel()
        if self._reload:
            self._reload.cancel()
        self.hub.stop()

    # what the hub reads

    def outlook(self) -> Outlook:
        """Screens that are drawn together show one moment."""
        now = self.clock()
        applied, outlook = self._looked or (-1, None)
        if outlook is None or applied != self.applied or not 0 <= now - outlook.now <= MOMENT:
            outlook = Outlook(now, self.way_in, self.hub.watching().get("phone", 0))
            self._looked = (self.applied, outlook)
        return outlook

    def regions(self, audience: Any) -> Mapping[str, tuple[str, Any]]:
        return regions(self.session, audience, self.outlook())

    def personal(self, seat: str, audience: Any) -> tuple[Mapping[str, Any], tuple[str, Any] | None]:
        return personal(self.session, seat, audience)

    def audience_of(self, seat: str, audience: Any) -> Any:
        """A phone follows its group and place; outside, it sees what the door says."""
        people = self.session.people
        person = people.person(seat)
        role = "removed" if seat in people.removed else _stand(person)
        if role == "nobody" and people.door.asks_nothing and not people.shut:
            role = SEATED
        return structs.replace(audience, stage=person.place, group=person.group, role=role)

    def facts(self) -> SessionFacts:
        """What the list of sessions says of this one."""
        meeting = self.session.meeting
        state = "closed" if meeting.ended else "live" if self.session.day.runs else "planned"
        return SessionFacts(
            id=self.session.id,
            code=self.session.code,
            title=meeting.facts.title,
            date=meeting.facts.date,
            state=state,
            alarm=self.session.alarm(),
            created=self.session.created,
        )

    def _changed_facts(self) -> SessionFacts | None:
        facts = self.facts()
        if facts == self._facts:
            return None
        self._facts = facts
        return facts


def _stand(person: Person) -> str:
    """Roles that see the same screen are one audience."""
    return person.role if person.role in ("nobody", "challenger", "observer", "scribe") else SEATED


def authored(rows: Iterable[Row], seat: str) -> set[str]:
    """The items whose words the seat wrote: those there are now, and those there were when items were copied."""
    session = Session("", "")
    ids: set[str] = set()
    for row in rows:
        session.happened(_noting(session, row, seat, ids), row.by, row.at)
    return ids | _authored_now(session, seat)


def _noting(session: Session, row: Row, seat: str, ids: set[str]) -> Iterator[Happened]:
    for one in read_events(row.events, session.steps.kind_of):
        if copies_items(one.event):
            ids |= _authored_now(session, seat)
        yield one


def _authored_now(session: Session, seat: str) -> set[str]:
    steps = (*session.steps.steps.values(), *session.steps.removed.values())
    return {item for step in steps for item in step.activity.authored(seat)}


async def replay(facts: SessionFacts, journal: Journal) -> tuple[Session, dict[tuple[str, str], Receipt]]:
    """The session as its journal tells it, and the receipt of every move."""
    session = Session(facts.id, facts.code, facts.created)
    receipts: dict[tuple[str, str], Receipt] = {}
    for person in await journal.people(facts.id):
        session.people.name(person.seat, Private(person.name, person.organisation))
    for row in await journal.rows(facts.id):
        session.happened(read_events(row.events, session.steps.kind_of), row.by, row.at)
        receipts[row.by, row.move_id] = Receipt(row.at, row.seq)
    return session, receipts
