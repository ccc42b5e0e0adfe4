"""Before the journal may be written: the right disk, nobody else, a sound file, the newest tables."""

import contextlib
import fcntl
import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from sessions.storage.copying import copy_into
from sessions.storage.records import CannotOpen

MIGRATIONS = Path(__file__).parent.parent / "migrations"
MOUNTS = Path("/proc/self/mountinfo")
APPLICATION_ID = 0x5244534C

NETWORK_DISKS = re.compile(
    r"9p|afs|beegfs|ceph|cifs|coda|davfs|drvfs|glusterfs|gpfs|lustre|ncpfs|nfs4?|orangefs|prl_fs|smb2|smb3|smbfs"
    r"|vboxsf|vmhgfs|fuse\.(ceph|davfs2?|gcsfuse|glusterfs|rclone|s3fs|smbnetfs|sshfs|vmhgfs-fuse)"
)


def take(path: Path, migrations: Path = MIGRATIONS) -> int:
    """Lock the file and make it ready; returns the lock to close at the end. Blocks. Raises CannotOpen."""
    with translated(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        refuse_network_disk(path)
        held = lock(path)
        try:
            prepare(path, migrations)
        except BaseException:
            os.close(held)
            raise
        return held


def prepare(path: Path, migrations: Path) -> None:
    make_private(path)
    with contextlib.closing(connect(path)) as db:
        check_ours(db, path)
        check_sound(db, path)
        migrate(db, path, migrations)


def refuse_network_disk(path: Path) -> None:
    kind = file_system(path.resolve(), MOUNTS.read_text()) if MOUNTS.exists() else ""
    if NETWORK_DISKS.fullmatch(kind):
        raise CannotOpen(
            "network_disk",
            f"{path} lies on a network disk ({kind}), which can damage it. Choose a disk of this computer.",
        )


def file_system(path: Path, mountinfo: str) -> str:
    """The type of the file system under `path` (absolute, resolved), going by /proc/self/mountinfo."""
    best, kind = -1, ""
    for line in mountinfo.splitlines():
        place, found = mounted(line)
        # A later mount on the same place covers the earlier one.
        if path.is_relative_to(place) and len(place.parts) >= best:
            best, kind = len(place.parts), found
    return kind


def mounted(line: str) -> tuple[Path, str]:
    left, _, right = line.partition(" - ")
    place = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), left.split(" ")[4])
    return Path(place), right.split(" ")[0]


def lock(path: Path) -> int:
    """Keep every other server away from the file; returns the descriptor to close when done.

    A file of its own is locked, because closing any descriptor of the database would drop SQLite's own locks.
    Two connections that write and checkpoint at once can lose commits before SQLite 3.51.3.
    """
    descriptor = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise CannotOpen("in_use", f"{path} is in use by another Rådslag server.") from None
    return descriptor


def make_private(path: Path) -> None:
    """Names stand in it: readable by its owner only, as are the files that SQLite lays beside it."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))


def connect(path: Path) -> sqlite3.Connection:
    """A connection with the journal's promises: on disk means on disk, erased means overwritten."""
    db = sqlite3.connect(path, isolation_level=None)
    try:
        settle(db)
    except BaseException:
        db.close()
        raise
    return db


def settle(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA secure_delete = ON")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA temp_store = MEMORY")
    # Under load, fewer checkpoints and pages kept in memory make commits half as long.
    db.execute("PRAGMA cache_size = -32768")
    db.execute("PRAGMA wal_autocheckpoint = 8192")
    db.execute("PRAGMA journal_size_limit = 67108864")


def check_ours(db: sqlite3.Connection, path: Path) -> None:
    (found,) = db.execute("PRAGMA application_id").fetchone()
    (tables,) = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if tables and found != APPLICATION_ID:
        raise CannotOpen("not_ours", f"{path} is a database of another program.")


def check_sound(db: sqlite3.Connection, path: Path) -> None:
    (verdict,) = db.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict != "ok":
        raise damaged(path)


def damaged(path: Path) -> CannotOpen:
    return CannotOpen("damaged", f"{path} is damaged. Restore it from a backup.")


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        raise CannotOpen("no_access", f"{path} cannot be opened: {error}.") from error
    except sqlite3.DatabaseError as error:
        raise damaged(path) from error


def migrate(db: sqlite3.Connection, path: Path, migrations: Path) -> None:
    """Bring the tables up to date: one numbered file at a time, each whole or not at all, after a backup."""
    version = version_of(db)
    steps = numbered(migrations)
    check_not_newer(version, steps, path)
    for number, step in enumerate(steps[version:], version + 1):
        if version:
            copy_into(db, path.with_name(f"{path.name}.before-{number:04}"))
        run_migration(db, number, step)


def check_not_newer(version: int, steps: Sequence[Path], path: Path) -> None:
    if version > len(steps):
        raise CannotOpen("newer", f"{path} was written by a newer Rådslag. Install that one to open it.")


def version_of(db: sqlite3.Connection) -> int:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    return int(version)


def numbered(migrations: Path) -> Sequence[Path]:
    """The migrations in order; they are numbered 0001, 0002... without a gap."""
    steps = sorted(migrations.glob("[0-9][0-9][0-9][0-9].sql"))
    if [int(step.stem) for step in steps] != list(range(1, len(steps) + 1)):
        raise CannotOpen("migration", f"The files in {migrations} are not numbered 0001, 0002 and so on.")
    return steps


def run_migration(db: sqlite3.Connection, number: int, step: Path) -> None:
    script = f"BEGIN IMMEDIATE;\n{step.read_text()}\n;PRAGMA user_version = {number};\nCOMMIT;"
    try:
        db.executescript(script)
    except sqlite3.Error as error:
        db.rollback()
        words = f"Migration {step.name} failed, nothing was changed: {error}."
        raise CannotOpen("migration", words) from error
