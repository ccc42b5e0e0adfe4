"""Before a journal is written: the right disk, nobody else, a sound file, the newest tables."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from sessions.journal import (
    CannotOpen,
    Journal,
)
from sessions.storage import opening
from tests.journal_folder import COUNCIL, FAIR, codes, fill, opened, row


async def refusal(path: Path, migrations: Path = opening.MIGRATIONS) -> str:
    with pytest.raises(CannotOpen) as refused:
        await Journal.open(path, migrations)
    assert refused.value.words == str(refused.value)
    assert len(refused.value.words) > 20
    return refused.value.code


def version_in(path: Path) -> int:
    with sqlite3.connect(path) as db:
        (version,) = db.execute("PRAGMA user_version").fetchone()
    db.close()
    return int(version)


async def test_an_empty_file_gets_all_tables_without_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "new" / "journal.db"
    journal = await Journal.open(path)
    await journal.close()
    assert version_in(path) == len(list(opening.MIGRATIONS.glob("*.sql")))
    assert not list(path.parent.glob("*.before-*"))


def newer_migrations(folder: Path, second: str) -> Path:
    migrations = folder / "migrations"
    migrations.mkdir()
    shutil.copy(opening.MIGRATIONS / "0001.sql", migrations)
    (migrations / "0002.sql").write_text(second)
    return migrations


async def made_by_version_one(folder: Path) -> Path:
    only_first = folder / "first"
    only_first.mkdir()
    shutil.copy(opening.MIGRATIONS / "0001.sql", only_first)
    journal = await Journal.open(folder / "journal.db", only_first)
    await journal.create(COUNCIL)
    await journal.append("council", row(1))
    await journal.close()
    return journal.path


async def test_a_migration_keeps_everything_and_leaves_a_backup(tmp_path: Path) -> None:
    path = await made_by_version_one(tmp_path)
    migrations = newer_migrations(
        tmp_path, "ALTER TABLE sessions ADD COLUMN place TEXT NOT NULL DEFAULT 'sea';"
    )
    journal = await Journal.open(path, migrations)
    assert await journal.rows("council") == [row(1)]
    assert await journal._read("SELECT place FROM sessions") == [("sea",)]
    await journal.close()
    assert version_in(path) == 2
    backup = path.with_name("journal.db.before-0002")
    assert version_in(backup) == 1
    old = await Journal.open(backup, tmp_path / "first")
    assert await old.rows("council") == [row(1)]
    await old.close()
    assert await refusal(path, tmp_path / "first") == "newer"


async def test_a_journal_of_the_first_version_keeps_its_rows_and_its_guards(tmp_path: Path) -> None:
    path = await made_by_version_one(tmp_path)
    journal = await Journal.open(path)
    assert await journal.rows("council") == [row(1)]
    asked = [row(2, move_id="move-1"), row(3), row(2, by="seat-b", move_id="move-1"), row(3)]
    futures = [journal.append("council", each) for each in asked]
    assert await codes(futures) == ["double", "gap", "saved", "saved"]
    await journal.delete_session("council")
    assert await journal.rows("council") == []
    await journal.close()


async def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = await made_by_version_one(tmp_path)
    migrations = newer_migrations(tmp_path, "DELETE FROM moves; CREATE TABLE moves (x);")
    assert await refusal(path, migrations) == "migration"
    assert version_in(path) == 1
    journal = await Journal.open(path, tmp_path / "first")
    assert await journal.rows("council") == [row(1)]
    await journal.close()


async def test_migrations_must_be_numbered_without_a_gap(tmp_path: Path) -> None:
    migrations = newer_migrations(tmp_path, "SELECT 1;")
    (migrations / "0002.sql").rename(migrations / "0003.sql")
    assert await refusal(tmp_path / "journal.db", migrations) == "migration"


async def test_only_one_server_may_write(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    assert await refusal(journal.path) == "in_use"
    await journal.append("council", row(1))
    await journal.close()
    await (await Journal.open(journal.path)).close()


async def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    journal = await opened(tmp_path, COUNCIL, FAIR)
    await fill(journal, 100)
    await journal.close()
    content = bytearray(journal.path.read_bytes())
    content[8192:12288] = b"\xa5" * 4096
    journal.path.write_bytes(content)
    assert await refusal(journal.path) == "damaged"
    journal.path.write_text("This is not a database at all. " * 40)
    assert await refusal(journal.path) == "damaged"


async def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE recipes (x)")
    db.close()
    assert await refusal(path) == "not_ours"


async def test_a_folder_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "journal.db").mkdir()
    assert await refusal(tmp_path / "journal.db") == "no_access"


MOUNTS = r"""22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:44 / /home/kim/share rw,relatime - nfs4 server:/home rw,vers=4.2
31 22 0:45 / /mnt/my\040disk rw - cifs //server/x rw
32 22 0:46 / /mnt/far rw master:2 - fuse.sshfs kim@far: rw
33 22 0:47 / /mnt/twice rw - ext4 /dev/vdb rw
34 33 0:48 / /mnt/twice rw - nfs server:/ rw
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/home/kim/journal.db", "ext4"),
        ("/home/kim/share/data/journal.db", "nfs4"),
        ("/home/kim/shared/journal.db", "ext4"),
        ("/mnt/my disk/journal.db", "cifs"),
        ("/mnt/far/journal.db", "fuse.sshfs"),
        ("/mnt/twice/journal.db", "nfs"),
    ],
)
def test_the_file_system_is_the_innermost_and_latest_mount(place: str, kind: str) -> None:
    assert opening.file_system(Path(place), MOUNTS) == kind
    assert bool(opening.NETWORK_DISKS.fullmatch(kind)) == (kind != "ext4")


async def test_a_network_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"{MOUNTS}40 22 0:50 / {tmp_path.resolve()} rw - nfs4 server:/ rw\n")
    monkeypatch.setattr(opening, "MOUNTS", mounts)
    assert await refusal(tmp_path / "journal.db") == "network_disk"
    assert not (tmp_path / "journal.db").exists()
