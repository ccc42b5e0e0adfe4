"""What is answered when a page cannot be: a kind page for people, a Problem for programs, no traceback."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from participant.guard import HEADERS
from participant.pages import language_of
from sessions.languages import chosen
from sessions.render import Renderer

BY_STATUS = {404: "no_page", 405: "wrong_method", 413: "too_large", 415: "not_a_form", 500: "broken"}
"""The code of a refusal that brings none of its own."""


class Refusals:
    def __init__(self, renderer: Renderer) -> None:
        self.renderer = renderer

    async def refused(self, request: Request, error: Exception) -> Response:
        """A page or an endpoint has refused with HTTPException; its detail may be a code."""
        assert isinstance(error, HTTPException)
        code = error.detail if error.detail.isidentifier() else BY_STATUS.get(error.status_code, "malformed")
        return self.answer(request, error.status_code, code, error.headers)

    async def broken(self, request: Request, error: Exception) -> Response:
        """Our own mistake. This answer is sent outside the guard, so it brings the headers along."""
        return self.answer(request, 500, "broken", HEADERS)

    def answer(
        self, request: Request, status: int, code: str, headers: Mapping[str, str] | None = None
    ) -> Response:
        if for_program(request):
            language = chosen(request.headers.get("accept-language", ""), "en")
            say = self.renderer.say(code, language=language)
            return JSONResponse({"code": code, "say": say, "field": ""}, status, headers)
        page = {"surface": "desk", "theme": "light", "code": code, "status": status}
        html = self.renderer.fragment("pages/refused.html", language_of(request), page)
        return HTMLResponse(html, status, headers)


def for_program(request: Request) -> bool:
    """Browsers ask for HTML by name; programs do not."""
    return request.url.path.startswith("/api/") or "text/html" not in request.headers.get("accept", "")
