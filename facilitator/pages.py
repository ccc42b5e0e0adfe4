"""The pages of those who lead: sign in, the list of sessions, the desk; and the wall and door, which hold no secret."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from facilitator.access import Access
from participant.forms import read_form
from participant.pages import language_of, live_page, remember_language
from sessions.activity import DESK, Person, Rejected
from sessions.languages import chosen, offered
from sessions.lobby import Lobby, NoSuchSession, TooManyGuesses
from sessions.render import Renderer
from sessions.room import Room
from sessions.screens import Audience
from sessions.tickets import EVERYWHERE, read_code

Led = Callable[[Request, Room, Person], Awaitable[Response]]


class DeskPages:
    def __init__(self, lobby: Lobby, access: Access, renderer: Renderer) -> None:
        self.lobby = lobby
        self.access = access
        self.renderer = renderer

    def routes(self) -> list[Route]:
        return [
            Route("/enter", self.enter, methods=["GET", "POST"], name="enter"),
            Route("/enter/{code}", self.enter, methods=["GET", "POST"], name="enter_session"),
            Route("/wall/{code}", self.wall, name="wall"),
            Route("/door/{code}/{place:path}", self.door, name="door"),
            Route("/desk/{code}", self.led(self.desk), name="desk"),
            Route("/desk/{code}/people", self.led(self.people), name="desk_people"),
            Route("/desk/{code}/groups", self.led(self.groups), name="desk_groups"),
        ]

    # the way in

    async def enter(self, request: Request) -> Response:
        """A one-time link carries its secret in the fragment; the page posts it here for a cookie."""
        code = read_code(request.path_params.get("code", ""))
        if request.method == "GET":
            return self.page(request, "pages/enter.html", {"problem": "", "code": code or ""})
        form = await read_form(request)
        session = await self._session_id(code)
        try:
            role = await self.access.enter(form.get("key", "").strip(), session)
        except TooManyGuesses:
            return self.page(
                request, "pages/enter.html", {"problem": "too_many_guesses", "code": code or ""}, 429
            )
        if role is None:
            return self.page(request, "pages/enter.html", {"problem": "wrong_key", "code": code or ""}, 403)
        place = code if code and role != "organiser" else EVERYWHERE
        response = RedirectResponse(_home(role, code), 303)
        self.access.admit(response, request, place, role)
        return response

    async def _session_id(self, code: str | None) -> str | None:
        facts = await self.lobby.journal.facts(code) if code else None
        return facts.id if facts else None

    # screens

    async def wall(self, request: Request) -> Response:
        return await self._screen(request, "wall", "")

    async def door(self, request: Request) -> Response:
        return await self._screen(request, "door", request.path_params["place"][:200])

    async def _screen(self, request: Request, surface: str, stage: str) -> Response:
        room = await self.found(request)
        if room is None:
            return self.missing(request)
        language = language_of_screen(request, room)
        data = live_page(room, Audience(surface, stage, language=language))
        return self.page(request, "wall/page.html", data, language=language)

    async def desk(self, request: Request, room: Room, who: Person) -> Response:
        language = language_of(request, room.session.meeting.facts.language)
        data = live_page(room, Audience("desk", language=language))
        data["insecure"] = listened_to(request)
        return self.page(request, "desk/page.html", data, language=language)

    async def people(self, request: Request, room: Room, who: Person) -> Response:
        """Everybody who has a seat, on a page of its own."""
        return self._beside_the_desk(request, room, "people")

    async def groups(self, request: Request, room: Room, who: Person) -> Response:
        """Who works with whom, and where."""
        return self._beside_the_desk(request, room, "groups")

    def _beside_the_desk(self, request: Request, room: Room, stage: str) -> Response:
        language = language_of(request, room.session.meeting.facts.language)
        data = live_page(room, Audience("desk", stage, language=language))
        return self.page(request, f"desk/{stage}_page.html", data, language=language)

    # what the pages share

    def led(self, page: Led, roles: frozenset[str] = DESK) -> Callable[[Request], Awaitable[Response]]:
        """A page only for those of these roles in this session; a stranger gets the sign-in page with 401."""

        async def checked(request: Request) -> Response:
            who = self.access.who(request, read_code(request.path_params["code"]) or "", roles)
            if who is None:
                code = read_code(request.path_params["code"]) or ""
                return self.page(request, "pages/enter.html", {"problem": "sign_in", "code": code}, 401)
            room = await self.found(request)
            if room is None:
                return self.missing(request)
            return await page(request, room, who)

        return checked

    async def found(self, request: Request) -> Room | None:
        code = read_code(request.path_params["code"])
        try:
            return await self.lobby.find(code, self.access.tickets.knows(request.cookies, code or ""))
        except NoSuchSession:
            return None

    def missing(self, request: Request) -> Response:
        problem = "too_many_guesses" if self.lobby.guesses.spent else "no_session"
        data = {"typed": request.path_params["code"][:20], "problem": problem, "surface": "phone"}
        return self.page(request, "phone/front.html", data, 404 if problem == "no_session" else 429)

    def page(
        self, request: Request, template: str, data: dict[str, Any], status: int = 200, language: str = ""
    ) -> Response:
        spoken = language or language_of(request)
        page = {"surface": "desk", "theme": "light", "languages": offered(), **data}
        return remember_language(
            request, HTMLResponse(self.renderer.fragment(template, spoken, page), status)
        )


def _home(role: str, code: str | None) -> str:
    """Where the cookie leads first."""
    if not code:
        return "/organise"
    return f"/scribe/{code}" if role == "scribe" else f"/desk/{code}"


def language_of_screen(request: Request, room: Room) -> str:
    """A wall speaks the session's language, whatever the computer that shows it prefers."""
    return chosen(request.query_params.get("lang", ""), room.session.meeting.facts.language)


def listened_to(request: Request) -> bool:
    """Plain http from another machine: whoever listens on the network can read along."""
    return request.url.scheme == "http" and request.url.hostname not in ("localhost", "127.0.0.1", "::1")


def words_of(refused: Rejected, renderer: Renderer, language: str, kind: str = "") -> str:
    return renderer.say(refused.code, refused.values, language=language, kind=kind)
