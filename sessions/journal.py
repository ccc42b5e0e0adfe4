"""The journal: everything that must survive, in one SQLite file, written by one task through one connection.

An answer means that it is on disk. What waits together is committed together (`sessions.storage.writing`);
when a commit fails, everybody in it is told so and the journal can be used as before.
"""

import asyncio
import contextlib
import json
import logging
import os
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from sessions.storage import erasing, opening, templates
from sessions.storage.copying import half_written, put_in_place
from sessions.storage.records import (
    Blob,
    CannotOpen,
    KeyRow,
    NotCopied,
    NotRead,
    NotSaved,
    PersonRow,
    Row,
    SessionFacts,
    StorageError,
    TemplateRow,
)
from sessions.storage.restoring import backup_of, restore
from sessions.storage.writing import (
    ADD_FACTS,
    SAVE_FACTS,
    Saving,
    Told,
    Writer,
    answer,
    facts_values,
    person_values,
    row_values,
)

__all__ = [
    "Blob",
    "CannotOpen",
    "Journal",
    "KeyRow",
    "NotCopied",
    "NotRead",
    "NotSaved",
    "PersonRow",
    "Row",
    "SessionFacts",
    "StorageError",
    "TemplateRow",
    "Told",
    "backup_of",
    "restore",
]

log = logging.getLogger(__name__)

T = TypeVar("T")
Work = Callable[[aiosqlite.Connection], Awaitable[T]]

FACTS = "SELECT id, code, title, date, state, alarm, created, series FROM sessions"


class Journal:
    """Made by `open`, ended by `close`. Reads raise NotRead, writes raise NotSaved."""

    def __init__(self, path: Path, db: aiosqlite.Connection, lock: int) -> None:
        self.path = path
        self._db = db
        self._lock = lock
        self._writer = Writer(db)
        self.unscrubbed = False
        """Whether something erased may still be readable in the file's free space, until a later try."""

    @classmethod
    async def open(cls, path: Path | str, migrations: Path = opening.MIGRATIONS) -> "Journal":
        """Open or make the file; bring its tables up to date, with a backup beside it. Raises CannotOpen."""
        path = Path(path)
        lock = await asyncio.to_thread(opening.take, path, migrations)
        try:
            db = await connection(path)
        except BaseException:
            os.close(lock)
            raise
        journal = cls(path, db, lock)
        await journal._alone(journal._scrub_if_due)
        return journal

    async def close(self) -> None:
        """Finish what waits, write it into the main file, let go of the file. A second call does nothing."""
        if self._lock < 0:
            return
        await self._writer.drain()
        with contextlib.suppress(Exception):
            await self._scrub_if_due(self._db)
            await erasing.empty_wal(self._db)
        await self._db.close()
        os.close(self._lock)
        self._lock = -1

    @property
    def commits(self) -> int:
        """How many commits there have been since opening."""
        return self._writer.commits

    @property
    def trouble(self) -> str | None:
        """Why the last commit failed (`full`, `disk`, `damaged`), or None since one has succeeded."""
        return self._writer.trouble

    def on_trouble(self, tell: Callable[[str | None], None] | None) -> None:
        """Call `tell` with the code when trouble comes, and with None when it is over."""
        self._writer.on_trouble = tell

    async def probe(self) -> str | None:
        """Try whether something can be saved; returns the trouble, or None. For readiness checks."""
        with contextlib.suppress(NotSaved):
            await self.set_setting("probe", str(now()))
            if self.unscrubbed:
                await self._alone(self._scrub_if_due)
        return self.trouble

    # What happens in a session

    def append(
        self, session_id: str, row: Row, people: Iterable[PersonRow] = (), facts: SessionFacts | None = None
    ) -> asyncio.Future[None]:
        """Save a row, and what goes with it, as one; the future is answered when it is on disk.

        Fails with NotSaved: `double` when (session, by, move_id) is there already, `gap` when `row.seq` is
        not the one after the last saved row. So when a commit fails, nothing decided after it is saved, until
        the room has read the journal again.
        """
        saved: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.keep(session_id, row, partial(answer, saved), people, facts)
        return saved

    def keep(
        self,
        session_id: str,
        row: Row,
        told: Told,
        people: Iterable[PersonRow] = (),
        facts: SessionFacts | None = None,
    ) -> None:
        """As `append`, for who saves much: `told` hears None or NotSaved, not later than a future would be answered."""
        rows = [person_values(session_id, person) for person in people]
        kept = facts_values(facts) if facts else None
        self._writer.save(Saving(kept, rows, row_values(session_id, row), told))

    async def rows(self, session_id: str, after: int = 0) -> list[Row]:
        found = await self._read(
            "SELECT seq, at, by, move_id, step, events FROM moves WHERE session = ? AND seq > ? ORDER BY seq",
            (session_id, after),
        )
        return [Row(*values) for values in found]

    async def people(self, session_id: str) -> list[PersonRow]:
        found = await self._read(
            "SELECT seat, name, organisation FROM people WHERE session = ? ORDER BY seat", (session_id,)
        )
        return [PersonRow(*values) for values in found]

    def erase(
        self, session_id: str, replacements: Mapping[int, bytes], seat: str, row: Row
    ) -> asyncio.Future[None]:
        """Forget a seat: put `replacements` (seq -> events) in place, empty the person's row, append `row`.

        All in one transaction; afterwards the file is rewritten, so that no byte of what was erased stays.
        Older backups still hold it. Fails with NotSaved like `append`.
        """
        changes = dict(replacements)

        async def work(db: aiosqlite.Connection) -> None:
            await erasing.forget(db, session_id, changes, seat, row)
            await self._scrub_if_due(db)

        return self._alone(work)

    # Sessions

    async def create(self, facts: SessionFacts) -> None:
        """Raises NotSaved `double` when the id or the code is taken."""
        await self._write(ADD_FACTS, facts_values(facts))

    async def save_facts(self, facts: SessionFacts) -> None:
        await self._write(SAVE_FACTS, facts_values(facts))

    async def facts(self, code_or_id: str) -> SessionFacts | None:
        found = await self._facts(f"{FACTS} WHERE code = ?1 OR id = ?1 ORDER BY code <> ?1", (code_or_id,))
        return found[0] if found else None

    async def all_sessions(self) -> list[SessionFacts]:
        """Every session, the oldest first."""
        return await self._facts(f"{FACTS} ORDER BY created, id")

    async def due(self, before_ms: int) -> list[SessionFacts]:
        """Sessions whose alarm rings at `before_ms` or earlier, the earliest first."""
        return await self._facts(f"{FACTS} WHERE alarm <= ? ORDER BY alarm, id", (before_ms,))

    async def next_alarm(self) -> int | None:
        ((alarm,),) = await self._read("SELECT min(alarm) FROM sessions")
        return None if alarm is None else int(alarm)

    async def delete_session(self, session_id: str) -> None:
        """Remove a session with everything that belongs to it, down to the bytes."""

        async def work(db: aiosqlite.Connection) -> None:
            await erasing.remove(db, session_id)
            await self._scrub_if_due(db)

        await self._alone(work)

    # Links that work once, pictures, settings

    async def add_key(self, session: str | None, secret_hash: str, role: str, label: str = "") -> None:
        await self._write(
            "INSERT INTO keys (session, hash, role, label, made) VALUES (?, ?, ?, ?, ?)",
            (session, secret_hash, role, label, now()),
        )

    async def use_key(self, session: str | None, secret_hash: str) -> str | None:
        """The role that the key gives, once; None when there is no such key or it has been used."""
        found = await self._write(
            "UPDATE keys SET used = ? WHERE hash = ? AND session IS ? AND used IS NULL RETURNING role",
            (now(), secret_hash, session),
        )
        return str(found[0][0]) if found else None

    async def keys(self, session: str | None) -> list[KeyRow]:
        found = await self._read(
            "SELECT session, hash, role, label, made, used FROM keys WHERE session IS ? ORDER BY made, hash",
            (session,),
        )
        return [KeyRow(*values) for values in found]

    async def drop_key(self, secret_hash: str) -> None:
        await self._write("DELETE FROM keys WHERE hash = ?", (secret_hash,))

    async def save_blob(self, session_id: str, blob_id: str, blob: Blob) -> None:
        await self._write(
            "INSERT OR REPLACE INTO blobs (session, id, media, bytes) VALUES (?, ?, ?, ?)",
            (session_id, blob_id, blob.media, blob.bytes),
        )

    async def blob(self, session_id: str, blob_id: str) -> Blob | None:
        found = await self._read(
            "SELECT media, bytes FROM blobs WHERE session = ? AND id = ?", (session_id, blob_id)
        )
        return Blob(*found[0]) if found else None

    async def blob_ids(self, session_id: str) -> frozenset[str]:
        found = await self._read("SELECT id FROM blobs WHERE session = ?", (session_id,))
        return frozenset(str(values[0]) for values in found)

    async def copy_blobs(self, session_id: str, to_session_id: str, ids: Iterable[str]) -> None:
        """Give another session these pictures under the same ids."""
        await self._write(
            "INSERT OR IGNORE INTO blobs (session, id, media, bytes) SELECT ?, id, media, bytes FROM blobs "
            "WHERE session = ? AND id IN (SELECT value FROM json_each(?))",
            (to_session_id, session_id, json.dumps(list(ids))),
        )

    async def drop_blob(self, session_id: str, blob_id: str) -> None:
        """Remove a picture, down to the bytes."""

        async def work(db: aiosqlite.Connection) -> None:
            await erasing.remove_blob(db, session_id, blob_id)
            await self._scrub_if_due(db)

        await self._alone(work)

    async def setting(self, name: str) -> str | None:
        found = await self._read("SELECT value FROM settings WHERE name = ?", (name,))
        return str(found[0][0]) if found else None

    async def set_setting(self, name: str, value: str) -> None:
        await self._write("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", (name, value))

    # Days kept as templates

    async def save_template(
        self, template: TemplateRow, session_id: str = "", pictures: Iterable[str] = ()
    ) -> None:
        """With these pictures of the session. Raises NotSaved `double` when the id is taken."""
        await self._alone(lambda db: templates.add(db, template, session_id, pictures))

    async def templates(self) -> list[TemplateRow]:
        """Every one, the oldest first."""
        return await self._writer.alone(templates.all_of_them, NotRead)

    async def drop_template(self, template: str) -> None:
        await self._alone(lambda db: templates.drop(db, template))

    async def give_pictures(self, template: str, session_id: str) -> None:
        """The template's pictures, to a session that is made from it."""
        await self._alone(lambda db: templates.give_pictures(db, template, session_id))

    # The file

    async def backup(self, to: Path | str) -> None:
        """A complete copy in one file, while everything goes on. It holds all that the journal holds.

        Raises NotCopied; a half copy never has the name.
        """
        target = Path(to)
        try:
            with half_written(target) as half:
                await self._writer.alone(lambda db: db.execute("VACUUM INTO ?", (str(half),)), NotCopied)
                await asyncio.to_thread(put_in_place, half, target)
        except OSError as error:
            raise NotCopied("disk", f"The copy could not be made: {error}.") from error

    # How it asks

    def _alone(self, work: Work[T]) -> asyncio.Future[T]:
        return self._writer.alone(work, NotSaved)

    async def _write(self, sql: str, values: Iterable[Any]) -> list[Any]:
        return await self._alone(lambda db: fetch(db, sql, values))

    async def _read(self, sql: str, values: Iterable[Any] = ()) -> list[Any]:
        return await self._writer.alone(lambda db: fetch(db, sql, values), NotRead)

    async def _facts(self, sql: str, values: Iterable[Any] = ()) -> list[SessionFacts]:
        return [SessionFacts(*found) for found in await self._read(sql, values)]

    async def _scrub_if_due(self, db: aiosqlite.Connection) -> None:
        """What was erased is erased and answered for, whether or not the file can be rewritten right now."""
        try:
            self.unscrubbed = await erasing.is_due(db)
            if self.unscrubbed:
                self.unscrubbed = not await erasing.scrub(db)
        except sqlite3.Error as error:
            log.error("journal: the file could not be rewritten after an erasure: %s", error)


def connection(path: Path) -> aiosqlite.Connection:
    made = aiosqlite.Connection(lambda: opening.connect(path), 64)
    # A program that ends without closing, because of an error, must not wait for this thread for ever.
    made._thread.daemon = True
    return made


async def fetch(db: aiosqlite.Connection, sql: str, values: Iterable[Any]) -> list[Any]:
    return list(await db.execute_fetchall(sql, values))


def now() -> int:
    return time.time_ns() // 1_000_000
