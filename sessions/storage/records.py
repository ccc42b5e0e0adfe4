"""What the journal keeps, as plain data, and what it says when it cannot."""

import sqlite3

from msgspec import Struct


class Row(Struct, frozen=True):
    """One accepted move with everything it caused.

    `seq` counts 1, 2, 3... within the session without a gap; `at` is in milliseconds since 1970 UTC; `by` is
    a seat or a role; `events` is a JSON list.
    """

    seq: int
    at: int
    by: str
    move_id: str
    step: str
    events: bytes


class PersonRow(Struct, frozen=True):
    """Name and organisation of a seat: the only place where they are written down."""

    seat: str
    name: str
    organisation: str


class SessionFacts(Struct, frozen=True):
    """What is known of a session without replaying it. `alarm` and `created`: milliseconds since 1970 UTC."""

    id: str
    code: str
    title: str = ""
    date: str = ""
    state: str = "planned"
    alarm: int | None = None
    created: int = 0
    series: str = ""


class KeyRow(Struct, frozen=True):
    """A link that works once; `session` None opens the server. Only the secret's hash is kept."""

    session: str | None
    hash: str
    role: str
    label: str
    made: int
    used: int | None


class Blob(Struct, frozen=True):
    """A picture or drawing: its media type and its bytes."""

    media: str
    bytes: bytes


class TemplateRow(Struct, frozen=True):
    """A day kept as a template. `made`: milliseconds since 1970 UTC; `day`: how it is planned, as JSON."""

    id: str
    name: str
    made: int
    day: bytes


class StorageError(Exception):
    """A code for programs and a sentence for people."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


class CannotOpen(StorageError):
    """network_disk, in_use, damaged, not_ours, newer, migration, no_access, missing or exists."""


class NotSaved(StorageError):
    """Nothing of it was saved: full, disk, damaged, gap, double, no_session, refused or closed."""


class NotRead(StorageError):
    """The disk could not be read: disk, damaged or closed."""


class NotCopied(StorageError):
    """The backup could not be made, or not where it should go; the journal itself is well."""


WORDS = {
    "full": "The disk is full. Nothing was saved; it will be tried again.",
    "disk": "The disk does not answer as it should. Nothing was saved; it will be tried again.",
    "damaged": "The journal's file is damaged. Restore it from a backup.",
    "gap": "Something before this could not be saved, so this was not saved either.",
    "double": "This is saved already.",
    "no_session": "There is no such session.",
    "refused": "The journal does not take this as it is.",
    "closed": "The journal is closed.",
}

SQLITE_FULL, SQLITE_CORRUPT, SQLITE_NOTADB = 13, 11, 26


def concerns_all(error: Exception) -> bool:
    """Whether the disk failed, rather than one row being wrong."""
    return isinstance(error, sqlite3.OperationalError) or type(error) is sqlite3.DatabaseError


def code_of(error: Exception) -> str:
    primary = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if primary == SQLITE_FULL:
        return "full"
    if primary in {SQLITE_CORRUPT, SQLITE_NOTADB}:
        return "damaged"
    return "disk" if concerns_all(error) else code_of_refusal(str(error))


def code_of_refusal(message: str) -> str:
    if message == "gap":
        return "gap"
    if message.startswith("UNIQUE"):
        return "double"
    return "no_session" if message.startswith("FOREIGN KEY") else "refused"


def not_saved(error: Exception) -> NotSaved:
    code = code_of(error)
    return NotSaved(code, WORDS[code])
