"""Rehearsing a session: `radslag rehearse` on the command line, and the desk's page.

The desk's rehearsal runs in a process of its own: beside a thread that computes, phones would wait for their screens.
"""

import asyncio
import logging
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from html import unescape
from itertools import groupby
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from facilitator.assets import Assets
from facilitator.foreseen import Finding, Line, Report, report
from facilitator.house import dressed
from facilitator.keeping import configured, data_option
from facilitator.pages import DeskPages
from facilitator.rehearsal import Plan, Played, planned, rehearse
from participant.forms import read_form
from participant.pages import language_of
from sessions.activity import Person, Rejected
from sessions.journal import Journal, StorageError, backup_of
from sessions.languages import chosen
from sessions.render import Renderer
from sessions.room import Room, now_ms, replay
from sessions.session import Session
from sessions.tickets import read_code

log = logging.getLogger("radslag.rehearsal")

WORDS = "rehearsal"
"""The folder of the words."""
MOST = 500
PHONES = 100
PATIENCE = 120.0
"""Seconds that a rehearsal may take."""
GENTLE = 10
"""How much the process gives way to the server."""
HERE = Path(__file__).parent.parent


class Order(Struct, frozen=True):
    """What the process of its own is asked."""

    plan: Plan
    people: int


# one finding as it is read


def told(session: Session, found: Finding) -> dict[str, Any]:
    """A finding with the names of its slot and step, as page and terminal need them."""
    slot, step = session.day.find(found.slot), session.steps.steps.get(found.step)
    start = None if slot is None or slot.start is None else slot.start
    return {
        "code": found.code,
        "values": {**found.values, "kind": found.values.get("kind") or (step.kind if step else "")},
        "starts": "" if start is None else f"{start // 60 % 24:02d}:{start % 60:02d}",
        "slot": slot.title if slot else "",
        "whole": slot is None and step is None,
        "step": found.step,
        "title": step.title if step else "",
        "kind": step.kind if step else "",
    }


# the command line


@click.command(name="rehearse")
@click.argument("code")
@click.option("--phones", type=click.IntRange(1, MOST), default=PHONES, help="Sample people (default 100).")
@click.option(
    "--speed",
    type=click.FloatRange(min=0),
    default=0,
    help="How many times faster than people are; waiting is skipped. Without it as fast as it can be.",
)
@click.option("--lang", default="en", help="The language of what is said: sv, en ...")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@data_option
def rehearse_(code: str, phones: int, speed: float, lang: str, as_json: bool, data: str | None) -> None:
    """Play the whole day of the session CODE with sample people, in a copy, and say what would go wrong."""
    wanted = read_code(code)
    if wanted is None:
        raise click.ClickException("A code has six letters and digits, such as K7M 4PX.")
    try:
        session = asyncio.run(_read(configured(data).journal, wanted))
        plan = planned(session, now_ms())
    except StorageError as problem:
        raise click.ClickException(problem.words) from None
    except Rejected as refused:
        raise click.ClickException(
            unescape(Renderer().say(refused.code, refused.values, language=lang))
        ) from None
    told = _told(session, plan) if speed else lambda slot: None
    played = asyncio.run(rehearse(plan, phones, speed, told))
    found = report(session, played, plan.names)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
        return
    for line in lines(session, found, chosen(lang, "en")):
        click.echo(line)


def _told(session: Session, plan: Plan) -> Callable[[str], None]:
    """The slots as they come, for whoever waits."""
    return lambda slot: click.echo(f"… {session.day.slot(plan.names[slot]).title}", err=True)


async def _read(journal: Path, code: str) -> Session:
    """The journal belongs to the server that uses it: what is read here is a copy."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "copy.db"
        backup_of(journal, copy)
        opened = await Journal.open(copy)
        try:
            facts = await opened.facts(code)
            if facts is None:
                raise click.ClickException(f"There is no session {code}.")
            return (await replay(facts, opened))[0]
        finally:
            await opened.close()


def lines(session: Session, found: Report, language: str) -> list[str]:
    """The report as it is read on a terminal."""
    renderer = dressed(Assets())

    def say(code: str, values: dict[str, Any], kind: str = WORDS) -> str:
        return " ".join(unescape(renderer.say(code, values, language=language, kind=kind)).split())

    def where(one: dict[str, Any]) -> str:
        if one["whole"]:
            return say("whole_day", {})
        step = one["title"] or (say("kind", {}, one["kind"]) if one["kind"] else "")
        return " · ".join(part for part in (f"{one['starts']} {one['slot']}".strip(), step) if part)

    def of(line: Line) -> str:
        length = "" if line.minutes is None else say("minutes", {"count": line.minutes})
        needed = say("needed", {"count": line.needs}) if line.steps else ""
        parts = (f"{line.starts:>5}", session.day.slot(line.slot).title, length, needed)
        return "  ".join(part for part in parts if part)

    findings = [told(session, finding) for finding in found.findings]
    return [
        say("played", {"people": found.joined, "ended": found.ended, "moves": found.moves}),
        "",
        *(of(line) for line in found.lines),
        "",
        say("to_look_at", {"count": len(findings)}) if findings else say("nothing_wrong", {}),
        *(f"- {where(one)}: {say(one['code'], one['values'])}" for one in findings),
    ]


def add_to(cli: click.Group) -> None:
    cli.add_command(rehearse_)


# the desk's page


class Rehearsals:
    """`/desk/CODE/rehearse`: one at a time, so that a server of two cores keeps one."""

    def __init__(self, pages: DeskPages) -> None:
        self.pages = pages
        self._alone = asyncio.Lock()

    def routes(self) -> list[Route]:
        page = self.pages.led(self.page)
        return [Route("/desk/{code}/rehearse", page, methods=["GET", "POST"], name="rehearse")]

    async def page(self, request: Request, room: Room, who: Person) -> Response:
        if request.method == "GET":
            return self._shown(request, room, PHONES)
        typed = (await read_form(request)).get("people", "").strip()
        people = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
        if not 1 <= people <= MOST:
            return self._shown(request, room, typed[:20], Rejected("how_many", most=MOST, field="people"))
        try:
            found = await self._rehearsed(room.session, people)
        except Rejected as refused:
            return self._shown(request, room, people, refused)
        return self._shown(request, room, people, found=found)

    async def _rehearsed(self, session: Session, people: int) -> Report:
        """Raises Rejected when there is nothing to rehearse, or it could not be done."""
        if not session.day.slots:
            raise Rejected("nothing_to_rehearse", field="")
        plan = planned(session, now_ms())
        async with self._alone:
            played = await in_a_process(Order(plan, people))
        return report(session, played, plan.names)

    def _shown(
        self,
        request: Request,
        room: Room,
        people: int | str,
        problem: Rejected | None = None,
        found: Report | None = None,
    ) -> Response:
        session, facts = room.session, room.session.meeting.facts
        data = {
            "code": session.code,
            "session_title": facts.title,
            "people": people,
            "most": MOST,
            "problem": problem,
            "report": found,
            "count": len(found.findings) if found else 0,
            "findings": _by_place(session, found.findings) if found else [],
            "day": [_row(session, line) for line in found.lines] if found else [],
        }
        status = 422 if problem else 200
        language = language_of(request, facts.language)
        return self.pages.page(request, "rehearsal/page.html", data, status, language)


def _by_place(session: Session, findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """What is said of one slot or step stands together."""
    places = groupby(findings, lambda finding: (finding.slot, finding.step))
    told_by_place = ([told(session, finding) for finding in found] for _, found in places)
    return [{**found[0], "found": found} for found in told_by_place]


def _row(session: Session, line: Line) -> dict[str, Any]:
    steps = [(session.steps.step(step), moves) for step, moves in line.steps]
    return {
        **msgspec.structs.asdict(line),
        "title": session.day.slot(line.slot).title,
        "steps": [{"title": step.title, "kind": step.kind, "moves": moves} for step, moves in steps],
    }


async def in_a_process(order: Order) -> Played:
    """Raises Rejected."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "facilitator.rehearsing"),
        cwd=HERE,
        env={name: value for name, value in os.environ.items() if not name.startswith("RADSLAG_")},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            answer, _ = await process.communicate(msgspec.json.encode(order))
    except TimeoutError:
        raise Rejected("took_too_long", field="") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
    if process.returncode:
        raise Rejected("could_not_rehearse", field="")
    return msgspec.json.decode(answer, type=Played)


def main() -> None:
    """The process of its own: an order comes in, what was played goes out."""
    if hasattr(os, "nice"):
        os.nice(GENTLE)
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    played = asyncio.run(rehearse(order.plan, order.people))
    sys.stdout.buffer.write(msgspec.json.encode(played))


if __name__ == "__main__":
    main()
