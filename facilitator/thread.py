"""Along the golden thread: where a row comes from, and taking rows or figures of an earlier session over."""

import secrets
from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from facilitator.pages import DeskPages
from participant.forms import read_form
from participant.pages import language_of
from sessions.activity import Person, Rejected
from sessions.carry import has_for, takes_figures, takes_over, taking
from sessions.journal import NotSaved
from sessions.lobby import NoSuchSession
from sessions.room import Reloading, Room
from sessions.screens.origins import all_origins, origins, thread_of
from sessions.steps import Step
from sessions.tickets import read_code

MOST_LISTED = 50


class Earlier(Struct, frozen=True):
    """A session that something can be taken over from."""

    code: str
    title: str
    date: str


class ThreadPages:
    def __init__(self, pages: DeskPages) -> None:
        self.pages = pages
        self.lobby = pages.lobby

    def routes(self) -> list[Route]:
        led, both = self.pages.led, ["GET", "POST"]
        return [
            Route("/desk/{code}/origins/{item}", led(self.origins), name="origins"),
            Route("/after/{code}/origins", led(self.all_origins), name="all_origins"),
            Route("/desk/{code}/carry/{step}", led(self.carry), methods=both, name="carry"),
        ]

    # where it comes from

    async def origins(self, request: Request, room: Room, who: Person) -> Response:
        session = room.session
        found = origins(session, thread_of(session), request.path_params["item"][:200])
        return self._origins(request, room, [found] if found else [], 200 if found else 404)

    async def all_origins(self, request: Request, room: Room, who: Person) -> Response:
        return self._origins(request, room, all_origins(room.session))

    def _origins(
        self, request: Request, room: Room, rows: list[dict[str, Any]], status: int = 200
    ) -> Response:
        facts = room.session.meeting.facts
        data = {"rows": rows, "code": room.session.code, "session_title": facts.title}
        return self.pages.page(
            request, "after/origins.html", data, status, language_of(request, facts.language)
        )

    # from an earlier session

    async def carry(self, request: Request, room: Room, who: Person) -> Response:
        step = room.session.steps.steps.get(request.path_params["step"])
        if step is None or not takes_over(step):
            return RedirectResponse(f"/desk/{room.session.code}", 303)
        if request.method == "GET":
            return await self._choice(request, room, step)
        typed = (await read_form(request)).get("from", "")
        try:
            other = await self._earlier(request, room, step, typed)
            for move, where in taking(other.session, step):
                await room.saved(room.act(who, f"carry{secrets.token_hex(12)}", move, where))
        except Rejected as refused:
            return await self._choice(request, room, step, typed, refused, 422)
        except (Reloading, NotSaved, TimeoutError):
            return await self._choice(request, room, step, typed, Rejected("not_saved"), 503)
        return RedirectResponse(f"/desk/{room.session.code}", 303)

    async def _earlier(self, request: Request, room: Room, step: Step, typed: str) -> Room:
        """The session of a code, if this person may lead it too and it has something to take over."""
        code = read_code(typed)
        if code is None or code == room.session.code or self.pages.access.who(request, code) is None:
            raise Rejected("not_yours", field="from")
        try:
            other = await self.lobby.find(code, known=True)
        except NoSuchSession:
            raise Rejected("not_yours", field="from") from None
        if not has_for(other.session, step):
            raise Rejected("nothing_measured" if takes_figures(step) else "nothing_to_take", field="from")
        return other

    async def _choice(
        self,
        request: Request,
        room: Room,
        step: Step,
        typed: str = "",
        problem: Rejected | None = None,
        status: int = 200,
    ) -> Response:
        data = {
            "code": room.session.code,
            "session_title": room.session.meeting.facts.title,
            "step": step.id,
            "kind": step.kind,
            "figures": takes_figures(step),
            "title": room.session.scene(step).title,
            "earlier": await self._led_too(request, room),
            "typed": typed[:20],
            "problem": problem,
        }
        return self.pages.page(
            request,
            "pages/carry.html",
            data,
            status,
            language_of(request, room.session.meeting.facts.language),
        )

    async def _led_too(self, request: Request, room: Room) -> list[Earlier]:
        """Other sessions that this person leads, the latest first."""
        sessions = await self.lobby.journal.all_sessions()
        own = [
            one
            for one in sessions
            if one.code != room.session.code and self.pages.access.who(request, one.code)
        ]
        latest = sorted(own, key=lambda one: (one.date, one.created), reverse=True)[:MOST_LISTED]
        return [Earlier(one.code, one.title, one.date) for one in latest]
