"""Before the guests come: does a phone reach the server? Needs no sign-in and holds no secret."""

import secrets
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from facilitator.pages import DeskPages

COOKIE = "check"
MOST = 10_000
A_DAY = 24 * 3600


def is_own(url: str) -> bool:
    """An address that only this computer itself understands: it is on no network, or listens to nobody else."""
    return urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1")


class RoomCheck:
    """`url`: how phones reach this server. Each browser counts once, as long as the server runs."""

    def __init__(self, pages: DeskPages, url: str) -> None:
        self.pages = pages
        self.url = url
        self.phones: set[str] = set()

    def routes(self) -> list[Route]:
        return [
            Route("/check", self.check, name="check"),
            Route("/check/seen", self.seen, methods=["GET"], name="check_seen"),
            Route("/CHECK/SEEN", self.seen, methods=["GET"], name="check_seen_upper"),
            Route("/check/count", self.count, name="check_count"),
        ]

    async def check(self, request: Request) -> Response:
        # In upper case throughout the code needs fewer modules.
        data = {
            "qr": f"{self.url}/check/seen".upper(),
            "address": f"{self.url}/check/seen",
            "count": len(self.phones),
            "alone": is_own(self.url),
        }
        return self.pages.page(request, "pages/check.html", data)

    async def seen(self, request: Request) -> Response:
        """This phone gets through: it says so, and is counted."""
        known = request.cookies.get(COOKIE, "")
        phone = known if known in self.phones else secrets.token_urlsafe(9)
        if len(self.phones) < MOST:
            self.phones.add(phone)
        page = self.pages.page(request, "pages/check_seen.html", {"surface": "phone", "theme": "auto"})
        page.set_cookie(COOKIE, phone, max_age=A_DAY, httponly=True, samesite="lax")
        return page

    async def count(self, request: Request) -> Response:
        return JSONResponse({"phones": len(self.phones)})
