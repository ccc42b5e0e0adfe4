"""Copies made and put back from outside a running server. All of it blocks and raises CannotOpen."""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sessions.storage.copying import copy_into, half_written, put_in_place
from sessions.storage.opening import (
    MIGRATIONS,
    check_not_newer,
    check_ours,
    check_sound,
    lock,
    numbered,
    refuse_network_disk,
    translated,
    version_of,
)
from sessions.storage.records import CannotOpen


def backup_of(path: Path, to: Path) -> None:
    """Copy a journal, also one that a server is using: then it is only read, never checkpointed."""
    refuse_missing(path)
    with translated(path), contextlib.closing(read_connection(path)) as db:
        check_ours(db, path)
        copy_into(db, to)


def read_connection(path: Path) -> sqlite3.Connection:
    try:
        os.close(lock(path))
    except CannotOpen:
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    return sqlite3.connect(path, isolation_level=None)


def restore(backup: Path, to: Path, *, replace: bool = False) -> None:
    """Put a backup where the journal `to` belongs, after checking it from end to end.

    An older journal there is only moved away when `replace` is true, and is kept as NAME.before-restore.
    """
    refuse_missing(backup)
    with translated(backup), locked(to):
        if to.exists() and not replace:
            raise CannotOpen("exists", f"There is a journal at {to} already.")
        with half_written(to) as half:
            copy_files(backup, half)
            check_copy(half, backup)
            set_aside(to)
            put_in_place(half, to)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    refuse_network_disk(path)
    held = lock(path)
    try:
        yield
    finally:
        os.close(held)


def refuse_missing(path: Path) -> None:
    if not path.is_file() or not path.stat().st_size:
        raise CannotOpen("missing", f"There is no journal at {path}.")


def copy_files(backup: Path, half: Path) -> None:
    """With its WAL, if somebody has copied a folder while a server was writing in it."""
    shutil.copyfile(backup, half)
    if (wal := beside(backup, "-wal")).exists():
        shutil.copyfile(wal, beside(half, "-wal"))


def check_copy(half: Path, backup: Path) -> None:
    with contextlib.closing(sqlite3.connect(half, isolation_level=None)) as db:
        check_ours(db, backup)
        check_sound(db, backup)
        check_not_newer(version_of(db), numbered(MIGRATIONS), backup)
        # One file again: the WAL goes into it.
        db.execute("PRAGMA journal_mode = DELETE")


def set_aside(path: Path) -> None:
    old = path.with_name(f"{path.name}.before-restore")
    for ending in ("", "-wal", "-shm"):
        beside(old, ending).unlink(missing_ok=True)
        if (there := beside(path, ending)).exists():
            there.replace(beside(old, ending))


def beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)
