"""Days kept as templates. What it says of a day is JSON that the journal does not read."""

import json
from collections.abc import Iterable

import aiosqlite

from sessions.storage.records import TemplateRow


async def add(
    db: aiosqlite.Connection, template: TemplateRow, session_id: str, pictures: Iterable[str]
) -> None:
    """With these pictures of the session it was made from."""
    await db.execute("BEGIN IMMEDIATE")
    await db.execute(
        "INSERT INTO templates (id, name, made, day) VALUES (?, ?, ?, ?)",
        (template.id, template.name, template.made, template.day),
    )
    await db.execute(
        "INSERT INTO template_pictures (template, id, media, bytes) SELECT ?, id, media, bytes FROM blobs "
        "WHERE session = ? AND id IN (SELECT value FROM json_each(?))",
        (template.id, session_id, json.dumps(list(pictures))),
    )
    await db.execute("COMMIT")


async def all_of_them(db: aiosqlite.Connection) -> list[TemplateRow]:
    found = await db.execute_fetchall("SELECT id, name, made, day FROM templates ORDER BY made, id")
    return [TemplateRow(*values) for values in found]


async def drop(db: aiosqlite.Connection, template: str) -> None:
    await db.execute("DELETE FROM templates WHERE id = ?", (template,))


async def give_pictures(db: aiosqlite.Connection, template: str, session_id: str) -> None:
    """To a session that is made from it, under the same ids."""
    await db.execute(
        "INSERT OR IGNORE INTO blobs (session, id, media, bytes) "
        "SELECT ?, id, media, bytes FROM template_pictures WHERE template = ?",
        (session_id, template),
    )
