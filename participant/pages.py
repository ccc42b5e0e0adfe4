"""The phone's pages: the way in, and the one page that then lives by the socket."""

import secrets
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from sessions.languages import chosen, offered
from sessions.lobby import Lobby, NoSuchSession, TooManyGuesses
from sessions.render import Renderer
from sessions.room import Room
from sessions.screens import PREVIEW, Audience
from sessions.tickets import Tickets, read_code

YEAR = 365 * 24 * 3600
WHOLE_KEPT = 64
"""Whole pages that are remembered."""
MOMENT = secrets.token_hex(16)
"""Stands in a remembered page where the server's time goes; nobody can have written it."""
DRESS = {"door": "wall", PREVIEW: "phone"}
"""Surfaces that look like another one."""


class Pages:
    def __init__(self, lobby: Lobby, tickets: Tickets, renderer: Renderer) -> None:
        self.lobby = lobby
        self.tickets = tickets
        self.renderer = renderer
        self.whole: dict[tuple[Any, ...], tuple[bytes, bytes]] = {}

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
        try:
            room = self.lobby.awake(code) or await self.lobby.find(
                code, self.tickets.knows(request.cookies, code or "")
            )
        except NoSuchSession as unknown:
            return self.unknown(request, unknown)
        if "preview" in request.query_params and self.tickets.desk_of(request.cookies, room.session.code):
            return self.preview(request, room)
        seat = self.tickets.seat_of(request.cookies, room.session.code)
        ticket = None if seat else self.tickets.new_seat()
        language = language_of(request, room.session.meeting.facts.language)
        audience = room.audience_of(seat or ticket or "", Audience("phone", language=language))
        data = live_page(room, audience, seat or ticket or "")
        page = self.live(request, "phone/page.html", data, language)
        if ticket:
            page.set_cookie(
                self.tickets.seat_cookie(room.session.code),
                self.tickets.seat(room.session.code, ticket),
                max_age=YEAR,
                httponly=True,
                samesite="lax",
                secure=request.scope["scheme"] == "https",
            )
        return page

    def preview(self, request: Request, room: Room) -> Response:
        """What phones show, in a frame on the desk: it takes no seat and can do nothing."""
        language = language_of(request, room.session.meeting.facts.language)
        page = live_page(room, Audience(PREVIEW, language=language))
        return self.page(request, "phone/page.html", page, language=language)

    def unknown(self, request: Request, unknown: NoSuchSession) -> Response:
        """No such session, said kindly; or wrong codes come too fast."""
        guessed = isinstance(unknown, TooManyGuesses)
        problem, status = ("too_many_guesses", 429) if guessed else ("no_session", 404)
        typed = request.path_params["code"][:20]
        return self.page(request, "phone/front.html", {"typed": typed, "problem": problem}, status)

    def live(self, request: Request, template: str, data: dict[str, Any], language: str) -> Response:
        """A live page. Thousands get the same at once, but for the moment it is sent: it is put together once."""
        regions = [(name, region["version"] or region["html"]) for name, region in data["regions"].items()]
        key = (template, language, data["live"], data["session_title"], data["theme"], data["zone"], *regions)
        if key not in self.whole:
            if len(self.whole) >= WHOLE_KEPT:
                self.whole.clear()
            page = {"surface": "phone", "theme": "auto", "languages": offered(), **data, "now": MOMENT}
            before, _, after = self.renderer.fragment(template, language, page).partition(MOMENT)
            self.whole[key] = (before.encode(), after.encode())
        before_it, after_it = self.whole[key]
        shown = HTMLResponse(b"%b%d%b" % (before_it, data["now"], after_it))
        return remember_language(request, shown)

    def page(
        self, request: Request, template: str, data: dict[str, Any], status: int = 200, language: str = ""
    ) -> Response:
        spoken = language or language_of(request)
        page = {"surface": "phone", "theme": "auto", "languages": offered(), **data}
        shown = HTMLResponse(self.renderer.fragment(template, spoken, page), status)
        return remember_language(request, shown)


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
    return {"phone": "auto", PREVIEW: "auto", "desk": "light"}.get(surface, wall)


@lru_cache(256)
def live_address(code: str, surface: str, stage: str, language: str) -> str:
    return f"/live/{code}?{urlencode({'surface': surface, 'stage': stage, 'lang': language})}"


def live_page(room: Room, audience: Audience, seat: str = "") -> dict[str, Any]:
    """First paint: every region already in place, a seat's own too, so that the socket has nothing to add."""
    painted = room.hub.painted(audience)
    regions = {name: {"html": region.html, "version": region.version} for name, region in painted.items()}
    if audience.surface == "phone":
        regions["mine"] = {"html": room.hub.own_html(seat, audience), "version": ""}
    facts = room.session.meeting.facts
    return {
        "surface": DRESS.get(audience.surface, audience.surface),
        "regions": regions,
        "live": live_address(room.session.code, audience.surface, audience.stage, audience.language),
        "code": room.session.code,
        "session_title": facts.title,
        "now": room.clock(),
        "theme": theme_of(audience.surface, facts.wall_theme),
        "zone": facts.zone,
        "stage": audience.stage,
    }
