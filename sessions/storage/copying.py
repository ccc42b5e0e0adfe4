"""Copies of the journal that are whole or not there."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path


def copy_into(db: sqlite3.Connection, to: Path) -> None:
    """A complete copy in one file; replaces what had the name."""
    with half_written(to) as half:
        db.execute("VACUUM INTO ?", (str(half),))
        put_in_place(half, to)


@contextlib.contextmanager
def half_written(to: Path) -> Iterator[Path]:
    """An empty file beside `to`, readable by its owner only, gone afterwards unless it was put in place."""
    half = to.with_name(f".{to.name}.half")
    half.unlink(missing_ok=True)
    os.close(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    try:
        yield half
    finally:
        half.unlink(missing_ok=True)


def put_in_place(half: Path, to: Path) -> None:
    """Give the copy its name, once it is on disk."""
    sync(half)
    half.replace(to)
    sync(to.parent)


def sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
