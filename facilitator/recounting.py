"""`radslag count`: an exported vote counted again, for anybody who doubts it."""

import sys
from html import unescape
from pathlib import Path
from typing import NoReturn

import click
import msgspec

from sessions.activities import RECOUNTED, recount
from sessions.activity import Rejected
from sessions.render import Renderer

REFUSED = 2
"""The exit code of a file that is no vote."""
MOST_BYTES = 50_000_000


def add_to(cli: click.Group) -> None:
    cli.add_command(count)


@click.command()
@click.argument("file")
@click.option("--lang", default="en", help="The language of the result in words: sv, en ...")
def count(file: str, lang: str) -> None:
    """Count an exported vote again (FILE, or - for standard input): docs/record.md says what it holds."""
    renderer = Renderer()
    try:
        result, words = recount(_read(file))
    except Rejected as refused:
        _refuse(unescape(renderer.say(refused.code, refused.values, language=lang, kind=RECOUNTED)))
    said = renderer.say(words.code, words.values, language=lang, kind=RECOUNTED)
    click.echo(msgspec.json.format(msgspec.json.encode({**result, "words": unescape(said)})).decode())


def _read(file: str) -> bytes:
    try:
        text = sys.stdin.buffer.read(MOST_BYTES) if file == "-" else Path(file).read_bytes()
    except OSError as problem:
        _refuse(f"{file}: {problem.strerror}")
    return text


def _refuse(reason: str) -> NoReturn:
    click.echo(reason, err=True)
    sys.exit(REFUSED)
