"""Looking a journal over, also while a server uses it: nothing is written. Blocks, raises CannotOpen."""

import contextlib
import shutil
from pathlib import Path

from msgspec import Struct

from sessions.storage.opening import (
    MOUNTS,
    NETWORK_DISKS,
    check_ours,
    check_sound,
    file_system,
    translated,
    version_of,
)
from sessions.storage.restoring import read_connection, refuse_missing

COUNT = "SELECT (SELECT count(*) FROM sessions), (SELECT count(*) FROM moves), (SELECT count(*) FROM people)"


class Found(Struct, frozen=True):
    """A sound journal in figures. `version`: of its tables; `bytes`: the file's."""

    version: int
    bytes: int
    sessions: int
    moves: int
    people: int


class Disk(Struct, frozen=True):
    """`kind`: the file system's type or ""; `on_network`: no place for a journal; `free`: bytes."""

    kind: str
    on_network: bool
    free: int


def looked_over(path: Path) -> Found:
    """Read the whole file. Raises CannotOpen: missing, not_ours, damaged or no_access."""
    refuse_missing(path)
    with translated(path), contextlib.closing(read_connection(path)) as db:
        check_ours(db, path)
        check_sound(db, path)
        sessions, moves, people = db.execute(COUNT).fetchone()
        return Found(version_of(db), path.stat().st_size, sessions, moves, people)


def disk_of(folder: Path) -> Disk:
    """`folder`: one that is there, or that will be made in one that is."""
    place = folder.resolve()
    while not place.exists():
        place = place.parent
    kind = file_system(place, MOUNTS.read_text()) if MOUNTS.exists() else ""
    return Disk(kind, bool(NETWORK_DISKS.fullmatch(kind)), shutil.disk_usage(place).free)
