"""Copies: whole ones only, and back again."""

import asyncio
import subprocess
from pathlib import Path

import pytest

from sessions.journal import (
    CannotOpen,
    Journal,
    NotCopied,
    PersonRow,
    backup_of,
    restore,
)
from tests.journal_folder import opened, row


async def test_a_backup_taken_while_writing_is_whole_and_opens(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    futures = [journal.append("council", row(seq), [PersonRow("s", "Kim", "")]) for seq in range(1, 301)]
    copying = asyncio.create_task(journal.backup(tmp_path / "copy.db"))
    futures += [journal.append("council", row(seq)) for seq in range(301, 601)]
    await asyncio.gather(copying, *futures)
    assert (tmp_path / "copy.db").stat().st_mode & 0o077 == 0
    restore(tmp_path / "copy.db", tmp_path / "elsewhere" / "journal.db")
    again = await Journal.open(tmp_path / "elsewhere" / "journal.db")
    rows = await again.rows("council")
    assert rows == (await journal.rows("council"))[: len(rows)]
    assert len(rows) >= 300
    assert await again.people("council") == [PersonRow("s", "Kim", "")]
    await again.append("council", row(len(rows) + 1))
    await again.close()
    await journal.close()


async def test_a_backup_that_cannot_be_made_is_said_and_hurts_nothing(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    with pytest.raises(NotCopied):
        await journal.backup(tmp_path / "no folder" / "copy.db")
    assert journal.trouble is None
    await journal.append("council", row(1))
    await journal.close()


async def test_a_backup_from_outside_with_and_without_a_server(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    await journal.append("council", row(1))
    backup_of(journal.path, tmp_path / "running.db")
    await journal.append("council", row(2))
    await journal.close()
    backup_of(journal.path, tmp_path / "stopped.db")
    for name, count in (("running.db", 1), ("stopped.db", 2)):
        copy = await Journal.open(tmp_path / name)
        assert len(await copy.rows("council")) == count
        await copy.close()
    with pytest.raises(CannotOpen) as refused:
        backup_of(tmp_path / "nothing.db", tmp_path / "x.db")
    assert refused.value.code == "missing"


async def test_restoring_checks_first_and_keeps_the_old_journal(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    await journal.append("council", row(1))
    await journal.backup(tmp_path / "copy.db")
    await journal.append("council", row(2))
    assert restore_refusal(tmp_path / "copy.db", journal.path, replace=True) == "in_use"
    await journal.close()
    broken = tmp_path / "broken.db"
    broken.write_bytes((tmp_path / "copy.db").read_bytes()[:9000])
    assert restore_refusal(tmp_path / "copy.db", journal.path) == "exists"
    assert restore_refusal(broken, journal.path, replace=True) == "damaged"
    assert restore_refusal(tmp_path / "none.db", journal.path, replace=True) == "missing"
    restore(tmp_path / "copy.db", journal.path, replace=True)
    for path, count in ((journal.path, 1), (tmp_path / "journal.db.before-restore", 2)):
        found = await Journal.open(path)
        assert len(await found.rows("council")) == count
        await found.close()
    assert not list(tmp_path.glob(".*half*"))


def restore_refusal(backup: Path, to: Path, replace: bool = False) -> str:
    with pytest.raises(CannotOpen) as refused:
        restore(backup, to, replace=replace)
    return refused.value.code


async def test_a_folder_copied_from_a_running_server_is_restored_with_its_wal(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    await journal.append("council", row(1))
    copied = tmp_path / "stick"
    copied.mkdir()
    for ending in ("", "-wal"):
        await asyncio.to_thread(subprocess.run, ["cp", f"{journal.path}{ending}", str(copied)], check=True)
    await journal.close()
    restore(copied / "journal.db", tmp_path / "new" / "journal.db")
    again = await Journal.open(tmp_path / "new" / "journal.db")
    assert await again.rows("council") == [row(1)]
    await again.close()
