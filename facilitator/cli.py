"""What one can ask on the command line."""

import asyncio
import os
from collections.abc import Callable
from importlib import import_module
from typing import Any

import click
import msgspec

from facilitator import keeping, reading, recounting, rehearsing
from facilitator.roomcheck import is_own
from sessions.activities import ACTIVITIES
from sessions.config import BadConfig, Config, load
from sessions.journal import CannotOpen
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


def reachable(url: str) -> str:
    """Who can open this address, and where to try it."""
    if is_own(url):
        return f"Only this computer understands {url}: join a network that the phones can join too, and start again."
    return f"Phones on the same network reach {url}. Check it: open {url}/check"


@cli.command()
@server_options
def serve(**options: Any) -> None:
    """Run the server."""
    config = configured(**options)

    async def greet(house: Any) -> None:
        click.echo(f"Rådslag is at {house.address.url}")
        click.echo(reachable(house.address.url))
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
        click.echo(reachable(url))
        click.echo(qr_text(house.address.way_in(code).qr))
        click.echo(f"Phone  {url}/s/{code}   (or scan; code {code[:3]} {code[3:]})")
        click.echo(f"Wall   {url}/wall/{code}")
        click.echo(f"Desk   {url}/enter/{code}#{secret}   (works once)")

    run(config, greet)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def activities(as_json: bool) -> None:
    """The exercises this server knows."""
    kinds = [activity.kind for activity in ACTIVITIES]
    click.echo(msgspec.json.encode(kinds).decode() if as_json else "\n".join(kinds))


keeping.add_to(cli)
reading.add_to(cli)
recounting.add_to(cli)
rehearsing.add_to(cli)
