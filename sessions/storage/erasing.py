"""Forgetting, down to the bytes.

`secure_delete` overwrites what is deleted, but not the copies that SQLite leaves in the free space of pages
when it splits them: measured, about one text in a hundred stays readable. Only writing the whole file anew
removes those, so every erasure ends with VACUUM and a truncated WAL. That this is still due is noted in the
transaction that erases: a crash in between is made good when the journal opens.
"""

from collections.abc import Mapping

import aiosqlite

from sessions.storage.records import NotSaved, Row
from sessions.storage.writing import SAVE_ROWS, row_values

NOTE = "erasing"


async def forget(
    db: aiosqlite.Connection, session_id: str, replacements: Mapping[int, bytes], seat: str, row: Row
) -> None:
    await db.execute("BEGIN IMMEDIATE")
    await redact(db, session_id, replacements)
    await db.execute(
        "UPDATE people SET name = '', organisation = '' WHERE session = ? AND seat = ?", (session_id, seat)
    )
    await db.execute(SAVE_ROWS[1], row_values(session_id, row))
    await note(db)
    await db.execute("COMMIT")


async def redact(db: aiosqlite.Connection, session_id: str, replacements: Mapping[int, bytes]) -> None:
    changed = await db.executemany(
        "UPDATE moves SET events = ? WHERE session = ? AND seq = ?",
        [(events, session_id, seq) for seq, events in replacements.items()],
    )
    if replacements and changed.rowcount != len(replacements):
        raise NotSaved("refused", "A row that was to be erased is not in the journal; nothing was changed.")


async def remove(db: aiosqlite.Connection, session_id: str) -> None:
    await db.execute("BEGIN IMMEDIATE")
    await db.execute("DELETE FROM sessions WHERE id = ?", (session_id,))
    await note(db)
    await db.execute("COMMIT")


async def remove_blob(db: aiosqlite.Connection, session_id: str, blob_id: str) -> None:
    await db.execute("BEGIN IMMEDIATE")
    await db.execute("DELETE FROM blobs WHERE session = ? AND id = ?", (session_id, blob_id))
    await note(db)
    await db.execute("COMMIT")


async def note(db: aiosqlite.Connection) -> None:
    await db.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?, 'due')", (NOTE,))


async def is_due(db: aiosqlite.Connection) -> bool:
    return bool(await db.execute_fetchall("SELECT 1 FROM settings WHERE name = ?", (NOTE,)))


async def scrub(db: aiosqlite.Connection) -> bool:
    """Write the file anew and empty the WAL; False when somebody reading the file prevents it for now."""
    await db.execute("VACUUM")
    if not await empty_wal(db):
        return False
    await db.execute("DELETE FROM settings WHERE name = ?", (NOTE,))
    return True


async def empty_wal(db: aiosqlite.Connection) -> bool:
    ((busy, _, _),) = await db.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
    return not busy
