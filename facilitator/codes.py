"""Slips with a code each: made when they are printed, and shown in that one answer only."""

import secrets
from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from facilitator.pages import DeskPages, language_of_screen
from participant.forms import read_form
from sessions.activity import CLOSED, SHOWN, Person, Rejected
from sessions.codes import LENGTH, MOST_CODES, SIGNS, Coded, MakeCodes, hash_of
from sessions.journal import NotSaved
from sessions.qr import secret_path
from sessions.room import Reloading, Room
from sessions.steps import Step

SLIPS_A_PAGE = 10
USUAL = 20


class CodePages:
    def __init__(self, pages: DeskPages) -> None:
        self.pages = pages

    def routes(self) -> list[Route]:
        led, both = self.pages.led, ["GET", "POST"]
        return [Route("/desk/{code}/codes/{step}", led(self.codes), methods=both, name="codes")]

    async def codes(self, request: Request, room: Room, who: Person) -> Response:
        """The form; posted, the slips themselves. A reload makes no second set: it asks the browser to post again."""
        step = room.session.steps.steps.get(request.path_params["step"])
        if step is None or not isinstance(step.activity, Coded) or not step.activity.prints_codes():
            return RedirectResponse(f"/desk/{room.session.code}", 303)
        if request.method == "GET":
            return self._page(request, room, step, ())
        try:
            made = new_codes(_count((await read_form(request)).get("count", "")))
            hashes = tuple(hash_of(step.id, code) for code in made)
            await room.saved(room.act(who, f"codes{secrets.token_hex(12)}", MakeCodes(hashes), step.id))
        except Rejected as refused:
            return self._page(request, room, step, (), refused, 422)
        except (Reloading, NotSaved, TimeoutError):
            return self._page(request, room, step, (), Rejected("not_saved"), 503)
        return self._page(request, room, step, made)

    def _page(
        self,
        request: Request,
        room: Room,
        step: Step,
        made: tuple[str, ...],
        problem: Rejected | None = None,
        status: int = 200,
    ) -> Response:
        activity = step.activity
        assert isinstance(activity, Coded)
        data: dict[str, Any] = {
            "code": room.session.code,
            "facts": room.session.meeting.facts,
            "join": room.way_in,
            "surface": "print",
            "step": step.id,
            "kind": step.kind,
            "title": room.session.scene(step).title,
            "sheets": list(_sheets(made, room.way_in.qr)),
            "count": len(made) or USUAL,
            "made": len(activity.codes),
            "used": activity.codes.used,
            "ended": step.state in (CLOSED, SHOWN),
            "problem": problem,
        }
        page = self.pages.page(request, "print/codes.html", data, status, language_of_screen(request, room))
        page.headers["Cache-Control"] = "no-store"
        return page


def _sheets(made: tuple[str, ...], way_in: str) -> Iterator[list[tuple[str, tuple[int, str]]]]:
    """Page by page: each code with the QR code that brings it along."""
    for first in range(0, len(made), SLIPS_A_PAGE):
        yield [(code, secret_path(f"{way_in}#slip={code}")) for code in made[first : first + SLIPS_A_PAGE]]


def new_codes(count: int) -> tuple[str, ...]:
    """So many, all different, from the system's own dice."""
    made: set[str] = set()
    while len(made) < count:
        made.add("".join(secrets.choice(SIGNS) for _ in range(LENGTH)))
    return tuple(sorted(made))


def _count(typed: str) -> int:
    """Raises Rejected("slip_count") for what is no number of slips."""
    count = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0
    if not 1 <= count <= MOST_CODES:
        raise Rejected("slip_count", most=MOST_CODES, field="count")
    return count
