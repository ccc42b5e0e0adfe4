"""The one task that uses the connection: everything waiting becomes one commit.

Commit chaining: what arrives while a commit runs is the next commit. What comes alone is committed at once; after a
commit of a few, the next gather for a moment. Reads and rare writes stand in the same queue: a read never sees what
is not committed, and always sees what was asked before it.
"""

import asyncio
import contextlib
import logging
import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import chain
from typing import Any, TypeVar

import aiosqlite
from msgspec import Struct
from msgspec.structs import astuple

from sessions.storage.records import (
    WORDS,
    NotCopied,
    NotSaved,
    PersonRow,
    Row,
    SessionFacts,
    StorageError,
    code_of,
    concerns_all,
    not_saved,
)

log = logging.getLogger(__name__)

T = TypeVar("T")

Statement = tuple[str, Sequence[Any]]
"""SQL and the values for it."""
Told = Callable[[NotSaved | None], None]
"""Called once: with None when it is on disk, with the reason when it never will be."""

ADD_FACTS = """
    INSERT INTO sessions (id, code, title, date, state, alarm, created, series)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
SAVE_FACTS = f"""{ADD_FACTS}
    ON CONFLICT (id) DO UPDATE SET code = excluded.code, title = excluded.title, date = excluded.date,
    state = excluded.state, alarm = excluded.alarm, created = excluded.created, series = excluded.series"""
AT_ONCE = (1, 4, 16, 64, 256)
"""Places in one statement. SQLite keeps each statement read, so that there are few of them."""


def saving_many(table: str, columns: Sequence[str], then: str = "") -> dict[int, str]:
    """Places -> the one statement that saves so many rows, or fewer: a place that is left is NULL."""
    names, place = ", ".join(columns), f"({', '.join('?' * len(columns))})"
    return {
        places: f"INSERT INTO {table} ({names}) SELECT * FROM (VALUES {', '.join([place] * places)})"
        f" WHERE column1 IS NOT NULL {then}"
        for places in AT_ONCE
    }


SAVE_PEOPLE = saving_many(
    "people",
    ("session", "seat", "name", "organisation"),
    "ON CONFLICT (session, seat) DO UPDATE SET name = excluded.name, organisation = excluded.organisation",
)
SAVE_ROWS = saving_many("moves", ("session", "seq", "at", "by", "move_id", "step", "events"))


FEW = 4
"""Rows. A commit costs the processor about 0.3 ms, two changes of threads with it, however few it holds."""
MOMENT = 0.002
"""Seconds that the next commit waits after one of a few."""


class Saving(Struct, eq=False):
    """What belongs together: saved as a whole or not at all. `told` hears of it after the commit."""

    facts: tuple[Any, ...] | None
    people: list[tuple[str, str, str, str]]
    row: tuple[Any, ...]
    told: Told


class Alone(Struct, eq=False):
    """A read, or a write that has a transaction to itself."""

    work: Callable[[aiosqlite.Connection], Awaitable[Any]]
    failure: type[StorageError]
    done: asyncio.Future[Any]


def facts_values(facts: SessionFacts) -> tuple[Any, ...]:
    return astuple(facts)


def person_values(session_id: str, person: PersonRow) -> tuple[str, str, str, str]:
    return (session_id, person.seat, person.name, person.organisation)


def row_values(session_id: str, row: Row) -> tuple[Any, ...]:
    return (session_id, row.seq, row.at, row.by, row.move_id, row.step, row.events)


class Writer:
    def __init__(self, db: aiosqlite.Connection) -> None:
        self.commits = 0
        self.trouble: str | None = None
        self.on_trouble: Callable[[str | None], None] | None = None
        self._db = db
        self._queue: deque[Saving | Alone] = deque()
        self._waiting = asyncio.Event()
        self._closing = False
        self._task = asyncio.create_task(self._run(), name="journal")

    def save(self, saving: Saving) -> None:
        if self._closing:
            asyncio.get_running_loop().call_soon(tell, saving, NotSaved("closed", WORDS["closed"]))
        else:
            self._enqueue(saving)

    def alone(
        self, work: Callable[[aiosqlite.Connection], Awaitable[T]], failure: type[StorageError]
    ) -> asyncio.Future[T]:
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        if self._closing:
            fail(done, failure("closed", WORDS["closed"]))
        else:
            self._enqueue(Alone(work, failure, done))
        return done

    async def drain(self) -> None:
        """Take nothing more, finish everything that waits."""
        self._closing = True
        self._waiting.set()
        await self._task

    def _note_trouble(self, code: str | None) -> None:
        if code == self.trouble:
            return
        self.trouble = code
        if code:
            log.error("journal: %s", WORDS[code])
        if self.on_trouble:
            self.on_trouble(code)

    def _enqueue(self, entry: Saving | Alone) -> None:
        self._queue.append(entry)
        self._waiting.set()

    async def _run(self) -> None:
        while await self._something_waits():
            if isinstance(first := self._queue[0], Alone):
                self._queue.popleft()
                await self._run_alone(first)
            else:
                batch = self._take_savings()
                await self._save_together(batch)
                if len(batch) < FEW:
                    await asyncio.sleep(MOMENT)

    async def _something_waits(self) -> bool:
        while not self._queue and not self._closing:
            self._waiting.clear()
            await self._waiting.wait()
        return bool(self._queue)

    def _take_savings(self) -> list[Saving]:
        taken: list[Saving] = []
        while self._queue and isinstance(entry := self._queue[0], Saving):
            taken.append(entry)
            self._queue.popleft()
        return taken

    async def _save_together(self, batch: list[Saving]) -> None:
        try:
            await self._in_its_thread(write_together, batch)
        except Exception as error:
            await self._take_back()
            await self._after_failure(batch, error)
        else:
            self._committed()
            for saving in batch:
                tell(saving, None)

    async def _after_failure(self, batch: list[Saving], error: Exception) -> None:
        if concerns_all(error):
            self._fail_all(batch, error)
        else:
            await self._save_one_by_one(batch)

    async def _save_one_by_one(self, batch: list[Saving]) -> None:
        """One of them is wrong. The others shall not suffer for it, so each gets a savepoint of its own."""
        try:
            refusals = await self._in_its_thread(write_one_by_one, batch)
        except Exception as error:
            await self._take_back()
            self._fail_all(batch, error)
        else:
            self._committed()
            for saving, refusal in zip(batch, refusals, strict=True):
                tell(saving, refusal)

    async def _run_alone(self, entry: Alone) -> None:
        before = self._db.total_changes
        try:
            result = await entry.work(self._db)
        except Exception as error:
            await self._take_back()
            if concerns_all(error) and entry.failure is not NotCopied:
                self._note_trouble(code_of(error))
            fail(entry.done, as_storage_error(error, entry.failure))
        else:
            if self._db.total_changes != before:
                self._committed()
            succeed(entry.done, result)

    async def _in_its_thread(
        self, work: Callable[[sqlite3.Connection, list[Saving]], T], batch: list[Saving]
    ) -> T:
        """A whole transaction as one errand for the connection's thread: each errand is two switches of threads."""
        result: T = await self._db._execute(work, self._db._conn, batch)  # type: ignore[no-untyped-call]
        return result

    def _committed(self) -> None:
        self.commits += 1
        self._note_trouble(None)

    async def _take_back(self) -> None:
        with contextlib.suppress(Exception):
            await self._db.rollback()

    def _fail_all(self, batch: list[Saving], error: Exception) -> None:
        self._note_trouble(code_of(error))
        for saving in batch:
            tell(saving, not_saved(error))


def write_together(db: sqlite3.Connection, batch: list[Saving]) -> None:
    """Each statement is a wait for the thread of the loop; one alone is a transaction already, as most commits are."""
    asked = list(statements(batch))
    if len(asked) > 1:
        asked = [("BEGIN IMMEDIATE", ()), *asked, ("COMMIT", ())]
    for sql, values in asked:
        db.execute(sql, values)


def write_one_by_one(db: sqlite3.Connection, batch: list[Saving]) -> list[NotSaved | None]:
    db.execute("BEGIN IMMEDIATE")
    refusals = [write_or_refuse(db, saving) for saving in batch]
    db.execute("COMMIT")
    return refusals


def statements(batch: list[Saving]) -> Iterator[Statement]:
    # Sessions first: rows and people refer to them.
    yield from ((SAVE_FACTS, saving.facts) for saving in batch if saving.facts)
    yield from in_places(SAVE_PEOPLE, [person for saving in batch for person in saving.people])
    yield from in_places(SAVE_ROWS, [saving.row for saving in batch])


def in_places(sql: dict[int, str], rows: Sequence[tuple[Any, ...]]) -> Iterator[Statement]:
    """As few statements as can be."""
    for start in range(0, len(rows), AT_ONCE[-1]):
        some = rows[start : start + AT_ONCE[-1]]
        places = next(places for places in AT_ONCE if places >= len(some))
        left = (None,) * len(some[0]) * (places - len(some))
        yield sql[places], [*chain.from_iterable(some), *left]


def write_or_refuse(db: sqlite3.Connection, saving: Saving) -> NotSaved | None:
    db.execute("SAVEPOINT one")
    try:
        for sql, values in statements([saving]):
            db.execute(sql, values)
    except Exception as error:
        if concerns_all(error):
            raise
        db.execute("ROLLBACK TO one")
        return not_saved(error)
    finally:
        with contextlib.suppress(Exception):
            db.execute("RELEASE one")
    return None


def as_storage_error(error: Exception, failure: type[StorageError]) -> StorageError:
    if isinstance(error, StorageError):
        return error
    code = code_of(error)
    if failure is NotCopied:
        return NotCopied(code, f"The copy could not be made: {error}.")
    return failure(code, WORDS[code])


def tell(saving: Saving, refusal: NotSaved | None) -> None:
    """Whoever is told may fail; the journal goes on."""
    try:
        saving.told(refusal)
    except Exception:
        log.exception("journal: what was told of a commit could not be dealt with")


def answer(future: asyncio.Future[None], refusal: NotSaved | None) -> None:
    if refusal:
        fail(future, refusal)
    else:
        succeed(future, None)


def succeed(future: asyncio.Future[T], result: T) -> None:
    if not future.done():
        future.set_result(result)


def fail(future: asyncio.Future[Any], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
