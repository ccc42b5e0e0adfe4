"""The phone's pages: the way in, and the one page that then lives by the socket."""

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from participant.limits import guesses
from sessions.hub import version_of
from sessions.languages import chosen, offered
from sessions.lobby import Lobby, NoSuchSession
from sessions.render import Renderer
from sessions.room import Room
from sessions.screens import Audience
from sessions.tickets import Tickets, read_code

YEAR = 365 * 24 * 3600


class Pages:
    def __init__(self, lobby: Lobby, tickets: Tickets, renderer: Renderer) -> None:
        self.lobby = lobby
        self.tickets = tickets
        self.renderer = renderer
        self.guesses = guesses()

    def routes(self) -> list[Route]:
        return [
            Route("/", self.front, name="front"),
            Route("/j/{code}", self.join, name="join"),
            Route("/J/{code}", self.join, name="join_upper"),
            Route("/s/{code}", self.phone, name="phone"),
        ]

    async def front(self, request: Request) -> Response:
        """Type the code, for those who cannot scan it."""
        typed = request.query_params.get("code", "")
        if not typed:
            return self.page(request, "phone/front.html", {"typed": "", "problem": ""})
        code = read_code(typed)
        if code is None:
            return self.page(request, "phone/front.html", {"typed": typed, "problem": "no_code"}, 400)
        return RedirectResponse(f"/s/{code}", 303)

    async def join(self, request: Request) -> Response:
        """What the QR code says: short, and the same in upper and lower case."""
        code = read_code(request.path_params["code"])
        return RedirectResponse(f"/s/{code}" if code else "/", 303)

    async def phone(self, request: Request) -> Response:
        code = read_code(request.path_params["code"])
        room = await self.found(code)
        if room is None:
            return self.unknown(request, request.path_params["code"])
        seat = self.tickets.seat_of(request.cookies, room.session.code)
        ticket = None if seat else self.tickets.new_seat()
        language = language_of(request, room.session.meeting.facts.language)
        audience = room.audience_of(seat or ticket or "", Audience("phone", language=language))
        page = self.page(request, "phone/page.html", live_page(room, audience, self.renderer), language=language)
        if ticket:
            page.set_cookie(
                self.tickets.seat_cookie(room.session.code),
                self.tickets.seat(room.session.code, ticket),
                max_age=YEAR,
                httponly=True,
                samesite="lax",
                secure=request.url.scheme == "https",
            )
        return remember_language(request, page)

    async def found(self, code: str | None) -> Room | None:
        """The room of a code that somebody gave; guessing is slowed for the whole server."""
        if code is None:
            return None
        try:
            return await self.lobby.room(code)
        except NoSuchSession:
            return None

    def unknown(self, request: Request, typed: str) -> Response:
        """No such session: said kindly, and at a pace that makes guessing useless."""
        problem = "no_session" if self.guesses.allows() else "too_many_guesses"
        status = 404 if problem == "no_session" else 429
        return self.page(request, "phone/front.html", {"typed": typed[:20], "problem": problem}, status)

    def page(
        self, request: Request, template: str, data: dict[str, Any], status: int = 200, language: str = ""
    ) -> HTMLResponse:
        spoken = language or language_of(request)
        page = {"surface": "phone", "theme": "auto", "languages": offered(), **data}
        return HTMLResponse(self.renderer.fragment(template, spoken, page), status)


def language_of(request: Request, fallback: str = "sv") -> str:
    """What the person chose (?lang=, then the cookie), else what the browser prefers, else the session's language."""
    for wanted in (request.query_params.get("lang"), request.cookies.get("lang")):
        if wanted:
            return chosen(wanted, fallback)
    return chosen(request.headers.get("accept-language", ""), fallback)


def remember_language(request: Request, page: Response) -> Response:
    wanted = request.query_params.get("lang")
    if wanted:
        page.set_cookie("lang", chosen(wanted), max_age=YEAR, httponly=True, samesite="lax")
    return page


def theme_of(surface: str, wall: str) -> str:
    """The facilitator chooses the wall's; a phone follows its owner; the desk is light."""
    return {"phone": "auto", "desk": "light"}.get(surface, wall)


def live_page(room: Room, audience: Audience, renderer: Renderer) -> dict[str, Any]:
    """First paint: every region already in place, so that the socket has nothing to add."""
    regions: dict[str, dict[str, str]] = {}
    for name, (template, data) in room.regions(audience).items():
        html = renderer.fragment(template, audience.language, data)
        regions[name] = {"html": html, "version": version_of(html)}
    facts = room.session.meeting.facts
    query = urlencode({"surface": audience.surface, "stage": audience.stage, "lang": audience.language})
    return {
        "surface": "wall" if audience.surface == "door" else audience.surface,
        "regions": regions,
        "live": f"/live/{room.session.code}?{query}",
        "code": room.session.code,
        "session_title": facts.title,
        "theme": theme_of(audience.surface, facts.wall_theme),
        "zone": facts.zone,
        "stage": audience.stage,
    }
