"""Pictures of a session: those who lead upload them, and everybody in the session may look at them."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from facilitator.pages import DeskPages
from facilitator.posted import read_posted
from facilitator.redraw import Redrawn, redrawn
from sessions.activity import Rejected
from sessions.journal import Blob, NotSaved
from sessions.languages import chosen
from sessions.room import Room
from sessions.tickets import read_code

LARGEST_PICTURE = 8_000_000
"""Bytes of an upload, refused before it is read."""
MOST_PICTURES = 200
"""Pictures of one session."""
ID = re.compile(r"[0-9a-f]{20}-[1-9][0-9]{0,3}x[1-9][0-9]{0,3}")

KEPT = {
    "cache-control": "private, max-age=31536000, immutable",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}
"""An id never changes its picture. Private: what stands between here and the browser is not in the session."""


class Pictures:
    def __init__(self, pages: DeskPages) -> None:
        self.pages = pages
        self.journal = pages.lobby.journal
        self.one_at_a_time = asyncio.Semaphore(1)
        """A large picture takes a good deal of memory while it is drawn anew."""

    def routes(self) -> list[Route]:
        return [
            Route("/p/{code}/{picture}", self.look, name="picture"),
            Route("/desk/{code}/pictures", self.upload, methods=["POST"], name="upload_picture"),
        ]

    async def look(self, request: Request) -> Response:
        """Whoever has the code may look, as at the wall; a picture of another session is not there."""
        room = await self.pages.found(request)
        wanted = str(request.path_params["picture"])
        blob = await self.journal.blob(room.session.id, wanted) if room and ID.fullmatch(wanted) else None
        if blob is None:
            raise HTTPException(404, "no_picture")
        return Response(blob.bytes, media_type=blob.media, headers=KEPT)

    async def upload(self, request: Request) -> Response:
        """A form with a file -> {"picture", "width", "height"}, or {"code", "say", "field"} with the reason."""
        if self.pages.access.who(request, read_code(request.path_params["code"]) or "") is None:
            return self.refused(request, 401, "sign_in")
        room = await self.pages.found(request)
        if room is None:
            return self.refused(request, 404, "no_session")
        try:
            drawn = await self.taken_in(request, room)
        except Rejected as refused:
            return self.refused(request, 422, refused.code, refused.values)
        except HTTPException as wrong:
            return self.refused(request, wrong.status_code, *_reason(wrong))
        except NotSaved:
            return self.refused(request, 503, "not_saved")
        return JSONResponse({"picture": drawn.id, "width": drawn.width, "height": drawn.height})

    async def taken_in(self, request: Request, room: Room) -> Redrawn:
        """Raises Rejected, HTTPException or NotSaved."""
        posted = await read_posted(request, LARGEST_PICTURE)
        if posted.file is None:
            raise Rejected("no_file")
        async with self.one_at_a_time:
            drawn = await asyncio.to_thread(redrawn, posted.file[1])
        known = await self.journal.blob_ids(room.session.id)
        if len(known) >= MOST_PICTURES and drawn.id not in known:
            raise Rejected("too_many", most=MOST_PICTURES)
        await self.journal.save_blob(room.session.id, drawn.id, Blob(drawn.media, drawn.bytes))
        return drawn

    def refused(
        self, request: Request, status: int, code: str, values: Mapping[str, Any] | None = None
    ) -> Response:
        language = chosen(request.headers.get("accept-language", ""), "en")
        say = self.pages.renderer.say(code, values, language=language)
        return JSONResponse({"code": code, "say": say, "field": "picture"}, status)


def _reason(wrong: HTTPException) -> tuple[str, Mapping[str, Any]]:
    if wrong.status_code == 413:
        return "picture_too_large", {"most": LARGEST_PICTURE // 1_000_000}
    return wrong.detail, {}
