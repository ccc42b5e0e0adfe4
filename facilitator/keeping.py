"""Taking home, keeping safe and looking over a server's data, on the command line."""

import asyncio
import os
import sys
import tempfile
import zoneinfo
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
from msgspec import Struct

from facilitator.assets import Assets
from facilitator.export.brought import Brought, brought
from facilitator.export.document import HOUSE, led_document, with_pictures
from facilitator.export.files import files
from facilitator.export.html import style_of
from facilitator.house import Address, Fragments, dressed
from facilitator.planning import plan_again
from facilitator.programme_import import ImportRefused
from sessions.activity import Person, Rejected
from sessions.config import BadConfig, Config, load
from sessions.journal import Blob, CannotOpen, Journal, StorageError, backup_of, restore
from sessions.languages import chosen
from sessions.lobby import Lobby
from sessions.programme_text import ProgrammeTooLong
from sessions.render import Renderer
from sessions.room import replay
from sessions.storage.checking import disk_of, looked_over
from sessions.tickets import read_code

SCARCE = 500_000_000
"""Bytes of free space below which the check warns."""
OPERATOR = Person("command-line", role="organiser")
OUT = click.Path(path_type=Path)
THERE = click.Path(path_type=Path, exists=True, dir_okay=False)


def data_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--data", help="Folder of the data (default ./data).")(command)


def configured(data: str | None) -> Config:
    try:
        return load(os.environ, data=data)
    except BadConfig as wrong:
        raise click.ClickException(str(wrong)) from None


def add_to(cli: click.Group) -> None:
    for command in (export, import_, backup, restore_, check):
        cli.add_command(command)


# taking home


@click.command()
@click.argument("code")
@click.option(
    "--to", "folder", type=OUT, required=True, help="Folder for the files; made when it is missing."
)
@click.option("--language", default="", help="sv, en ... (default: the session's own).")
@data_option
def export(code: str, folder: Path, language: str, data: str | None) -> None:
    """Write the minutes, the record and the tables of the session CODE, also while a server runs."""
    wanted = read_code(code)
    if wanted is None:
        raise click.ClickException("A code has six letters and digits, such as K7M 4PX.")
    try:
        content = asyncio.run(_taken_from_a_copy(configured(data).journal, wanted, language))
    except StorageError as problem:
        raise click.ClickException(problem.words) from None
    for name, part in content.items():
        _write(folder / name, part)
        click.echo(folder / name)


async def _taken_from_a_copy(journal: Path, code: str, language: str) -> dict[str, bytes]:
    """The journal belongs to the server that uses it: what is read here is a copy."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "copy.db"
        backup_of(journal, copy)
        opened = await Journal.open(copy)
        try:
            return await _taken(opened, code, language)
        finally:
            await opened.close()


async def _taken(journal: Journal, code: str, language: str) -> dict[str, bytes]:
    facts = await journal.facts(code)
    if facts is None:
        raise click.ClickException(f"There is no session {code}.")
    session, _ = await replay(facts, journal)
    assets = Assets()
    renderer = dressed(assets)
    made = led_document(session, renderer, chosen(language, session.meeting.facts.language))
    made = await with_pictures(made, journal, facts.id)
    return files(made, renderer, style_of(assets.files))


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as problem:
        raise click.ClickException(f"{path} cannot be written: {problem.strerror}.") from None


# taking in


@click.command("import")
@click.argument("file", type=THERE)
@data_option
def import_(file: Path, data: str | None) -> None:
    """Plan a new session from FILE; prints its code. Not while a server runs.

    FILE: the ZIP that was taken home, a record.json (with its folder of pictures beside it), or a programme.
    """
    renderer = dressed(Assets())
    try:
        taken = brought(file)
        code = asyncio.run(_planned(configured(data).journal, taken, renderer))
    except (Rejected, ImportRefused) as refused:
        raise click.ClickException(_why(refused, renderer)) from None
    except ProgrammeTooLong:
        raise click.ClickException(renderer.say("too_large", language="en")) from None
    except StorageError as problem:
        raise click.ClickException(problem.words) from None
    click.echo(code)


def _why(refused: Rejected | ImportRefused, renderer: Renderer) -> str:
    if isinstance(refused, ImportRefused):
        return renderer.say(refused.code, language="en", kind="pages")
    return renderer.say(refused.code, refused.values, language="en", kind=HOUSE)


async def _planned(path: Path, taken: Brought, renderer: Renderer) -> str:
    journal = await Journal.open(path)
    lobby = Lobby(journal, Fragments(renderer), Address("http", "localhost", 80).way_in)
    try:
        session = (await plan_again(lobby, taken.plan, OPERATOR)).session
        for picture in taken.pictures:
            await journal.save_blob(session.id, picture.id, Blob(picture.media, picture.bytes))
        return session.code
    finally:
        await lobby.close()
        await journal.close()


# keeping safe


@click.command()
@click.argument("file", type=OUT)
@data_option
def backup(file: Path, data: str | None) -> None:
    """Copy everything into FILE, also while a server runs."""
    journal = configured(data).journal
    if file.is_dir() or file.resolve() == journal.resolve():
        raise click.ClickException(f"{file} is not a place for a copy: name a new file.")
    try:
        backup_of(journal, file)
        found = looked_over(file)
    except CannotOpen as problem:
        raise click.ClickException(problem.words) from None
    click.echo(f"{file}: {found.sessions} sessions, {found.bytes} bytes, read back and sound.")
    click.echo("It holds names, and who answered what. Keep it as you would keep the server itself.")


@click.command("restore")
@click.argument("file", type=THERE)
@click.option("--replace", is_flag=True, help="Put aside the journal that is there, as NAME.before-restore.")
@data_option
def restore_(file: Path, replace: bool, data: str | None) -> None:
    """Put a backup in place. No server may be running."""
    journal = configured(data).journal
    try:
        restore(file, journal, replace=replace)
    except CannotOpen as problem:
        hint = " Say --replace to put it aside." if problem.code == "exists" else ""
        raise click.ClickException(problem.words + hint) from None
    click.echo(f"{journal}: restored, {looked_over(journal).sessions} sessions.")


# looking over


class Finding(Struct, frozen=True):
    """`state`: ok, warning or wrong."""

    state: str
    words: str


@click.command()
@data_option
def check(data: str | None) -> None:
    """Look over the journal, the disk and the clocks. Ends with 1 when something is wrong."""
    config = configured(data)
    findings = [_journal(config.journal), *_disk(config.data), _zones(), _python()]
    for finding in findings:
        click.echo(f"{finding.state:<8} {finding.words}")
    if any(finding.state == "wrong" for finding in findings):
        sys.exit(1)


def _journal(path: Path) -> Finding:
    try:
        found = looked_over(path)
    except CannotOpen as problem:
        return Finding("warning" if problem.code == "missing" else "wrong", problem.words)
    size = f"{found.bytes / 1e6:.1f} MB"
    counts = f"{found.sessions} sessions, {found.moves} moves, {found.people} seats"
    return Finding("ok", f"{path} is sound: {counts}, {size}, tables {found.version}.")


def _disk(folder: Path) -> Iterator[Finding]:
    try:
        disk = disk_of(folder)
    except OSError as problem:
        yield Finding("wrong", f"{folder} cannot be looked at: {problem.strerror}.")
        return
    where = f"The file system is {disk.kind or 'unknown'}"
    yield Finding("wrong", f"{where}, on a network.") if disk.on_network else Finding("ok", f"{where}.")
    yield Finding("warning" if disk.free < SCARCE else "ok", f"{disk.free / 1e9:.1f} GB are free.")


def _zones() -> Finding:
    """Clocks need the rules of summer time, from the system or from the tzdata package."""
    known = zoneinfo.available_timezones()
    if "Europe/Stockholm" not in known:
        return Finding("wrong", "The rules of time zones are missing. Install tzdata.")
    return Finding("ok", f"The rules of {len(known)} time zones are there.")


def _python() -> Finding:
    return Finding("ok", f"Python {sys.version.split()[0]}.")
