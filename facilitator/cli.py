"""What one can ask on the command line."""

import asyncio
import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import msgspec

from facilitator import keeping, recounting, rehearsing
from sessions.activities import ACTIVITIES, suggesting
from sessions.config import BadConfig, Config, load
from sessions.journal import CannotOpen
from sessions.programme_text import parse
from sessions.qr import qr_text


@click.group()
def cli() -> None:
    """Rådslag: live workshops, from the pasted programme to the record."""


def server_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--host", help="Address to listen on (default: all)."),
        click.option("--port", help="Port (default 8000)."),
        click.option("--data", help="Folder of the data (default ./data)."),
    ):
        command = option(command)
    return command


def configured(**options: Any) -> Config:
    try:
        return load(os.environ, **options)
    except BadConfig as wrong:
        raise click.ClickException(str(wrong)) from None


def run(config: Config, greet: Any) -> None:
    from facilitator.serving import serve

    try:
        asyncio.run(serve(config, import_module("facilitator.app").build, greet))
    except CannotOpen as problem:
        raise click.ClickException(problem.words) from None
    except OSError as problem:
        raise click.ClickException(f"The server cannot listen there: {problem.strerror}.") from None


@cli.command()
@server_options
def serve(**options: Any) -> None:
    """Run the server."""
    config = configured(**options)

    async def greet(house: Any) -> None:
        click.echo(f"Rådslag is at {house.address.url}")
        click.echo(
            "Phones on the same network reach it there. Check it: open " + house.address.url + "/check"
        )
        if config.organiser_key is None:
            secret = await house.access.first_link()
            click.echo(f"Organiser, once: {house.address.url}/enter#{secret}")

    run(config, greet)


@cli.command()
@server_options
def demo(**options: Any) -> None:
    """A council day that is already running, with sample people who answer and vote."""
    from facilitator.demo import begin_demo

    config = configured(**options)

    async def greet(house: Any) -> None:
        room = await begin_demo(house)
        secret = await house.access.link(room.session.id, "facilitator", "demo")
        url, code = house.address.url, room.session.code
        click.echo(qr_text(house.address.way_in(code).qr))
        click.echo(f"Phone  {url}/s/{code}   (or scan; code {code[:3]} {code[3:]})")
        click.echo(f"Wall   {url}/wall/{code}")
        click.echo(f"Desk   {url}/enter/{code}#{secret}   (works once)")

    run(config, greet)


@cli.command()
@click.argument("file")
@click.option("--json", "as_json", is_flag=True, help="The whole parse as JSON.")
def programme(file: str, as_json: bool) -> None:
    """What a pasted programme (FILE, or - for standard input) is understood to be."""
    text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8", errors="replace")
    found = parse(text, suggesting())
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
        return
    for slot in found.slots:
        times = (
            f"{slot.start or '':>5}–{slot.end or '':<5} {slot.minutes if slot.minutes is not None else '':>4}"
        )
        click.echo(f"{times}  {slot.title}")


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def activities(as_json: bool) -> None:
    """The exercises this server knows."""
    kinds = [activity.kind for activity in ACTIVITIES]
    click.echo(msgspec.json.encode(kinds).decode() if as_json else "\n".join(kinds))


keeping.add_to(cli)
recounting.add_to(cli)
rehearsing.add_to(cli)
