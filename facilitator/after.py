"""After the day: the minutes and what can be taken home, for those who lead; shared minutes for everybody."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from facilitator.export.document import HOUSE, Document, document, led_document, with_pictures
from facilitator.export.files import begun, csv_name, files, record_json, title_of, zipped
from facilitator.export.html import html
from facilitator.export.markdown import markdown
from facilitator.export.tables import step_csv
from facilitator.openapi import Download
from facilitator.pages import DeskPages
from participant.forms import read_form
from participant.pages import language_of
from sessions.activity import Move, Person, Rejected
from sessions.facts import ReopenSession, ShareRecord
from sessions.journal import NotSaved
from sessions.languages import chosen
from sessions.people import People
from sessions.room import Reloading, Room
from sessions.tickets import read_code

TEXT, PAGE, JSON, SHEET, PACKED = (
    "text/markdown",
    "text/html",
    "application/json",
    "text/csv",
    "application/zip",
)
DOWNLOADS = (
    Download("/api/sessions/{code}/record.json", "The whole record", (JSON,)),
    Download(
        "/api/sessions/{code}/export/{format}",
        "The minutes (md, html), the record (json), or everything (zip)",
        (TEXT, PAGE, JSON, PACKED),
    ),
    Download("/api/sessions/{code}/export/csv/{step}", "The answers of one step", (SHEET,)),
)
"""What the API's description says of the routes below."""

ORGANISERS = frozenset({"organiser"})
"""Who may delete a session: whoever leads it by a link may not."""

Exported = Callable[[Request, Document], bytes]


class Taken(Struct, frozen=True):
    """A format: its media type, the file's name after radslag-CODE, and what makes it."""

    media: str
    name: str
    made: Exported


class Refused(Exception):
    """What a program asked for is not there, or is not for it."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


class After:
    """`style`: the style sheet of the minutes' file (`facilitator.export.html.style_of`)."""

    def __init__(self, pages: DeskPages, style: str) -> None:
        self.pages = pages
        self.lobby = pages.lobby
        self.renderer = pages.renderer
        self.style = style
        self.formats = {
            "md": Taken(
                "text/markdown; charset=utf-8", ".md", lambda _, doc: markdown(doc).encode("utf-8", "replace")
            ),
            "html": Taken(
                "text/html; charset=utf-8", ".html", lambda _, doc: html(doc, self.renderer, style).encode()
            ),
            "json": Taken("application/json", "-record.json", lambda _, doc: record_json(doc)),
            "zip": Taken("application/zip", ".zip", lambda _, doc: self.packed(doc)),
        }

    def routes(self) -> list[Route]:
        pages = self.pages
        return [
            Route("/after/{code}", pages.led(self.page), name="after"),
            Route("/after/{code}/forget", pages.led(self.forget), methods=["POST"], name="after_forget"),
            Route("/after/{code}/share", pages.led(self.share), methods=["POST"], name="after_share"),
            Route("/after/{code}/reopen", pages.led(self.reopen), methods=["POST"], name="after_reopen"),
            Route(
                "/after/{code}/delete",
                pages.led(self.delete, ORGANISERS),
                methods=["POST"],
                name="after_delete",
            ),
            Route("/record/{code}", self.shared, name="record"),
            Route("/api/sessions/{code}/record.json", self.led(self.record), name="record_json"),
            Route("/api/sessions/{code}/export/csv/{step}", self.led(self.table), name="export_csv"),
            Route("/api/sessions/{code}/export/{format}", self.led(self.export), name="export"),
        ]

    # the page

    async def page(self, request: Request, room: Room, who: Person) -> Response:
        done = request.query_params.get("done", "")
        return self.shown(request, room, {"done": done if done in DONE else ""})

    def shown(self, request: Request, room: Room, told: dict[str, Any], status: int = 200) -> Response:
        language = language_of(request, room.session.meeting.facts.language)
        made = led_document(room.session, self.renderer, language)
        data = {
            "done": "",
            "problem": "",
            "typed": "",
            **told,
            "surface": "print",
            "document": made,
            "tables": tables_of(made),
            "seats": seats_of(room.session.people),
            "meeting": room.session.meeting,
            "may_delete": self.pages.access.who(request, room.session.code, ORGANISERS) is not None,
        }
        return self.pages.page(request, "after/page.html", data, status, language)

    async def shared(self, request: Request) -> Response:
        """The minutes for everybody who has the code, when the organiser has shared them."""
        room = await self.pages.found(request)
        if room is None:
            return self.pages.missing(request)
        facts = room.session.meeting.facts
        language = language_of(request, facts.language)
        if not room.session.meeting.shared:
            data = {"problem": "not_shared", "code": room.session.code}
            return self.pages.page(request, "after/not_shared.html", data, 404, language)
        made = document(room.session, self.renderer, language)
        return self.pages.page(
            request, "after/shared.html", {"surface": "print", "document": made}, 200, language
        )

    # what can be done there

    async def forget(self, request: Request, room: Room, who: Person) -> Response:
        seat = (await read_form(request)).get("seat", "")
        if seat not in room.session.people.seats:
            return self.shown(request, room, {"problem": "unknown"}, 422)
        return await self.told(request, room, "forgotten", room.forget(seat, who))

    async def share(self, request: Request, room: Room, who: Person) -> Response:
        on = (await read_form(request)).get("on") == "true"
        return await self.told(request, room, "shared" if on else "unshared", act(room, who, ShareRecord(on)))

    async def reopen(self, request: Request, room: Room, who: Person) -> Response:
        return await self.told(request, room, "reopened", act(room, who, ReopenSession()))

    async def delete(self, request: Request, room: Room, who: Person) -> Response:
        """For good, once the code has been typed."""
        typed = (await read_form(request)).get("code", "")
        code = room.session.code
        if read_code(typed) != code:
            return self.shown(request, room, {"problem": "wrong_code", "typed": typed[:20]}, 422)
        try:
            await self.lobby.delete(code)
        except NotSaved:
            return self.shown(request, room, {"problem": "not_saved"}, 503)
        return self.pages.page(request, "after/gone.html", {"title": room.session.meeting.facts.title})

    async def told(self, request: Request, room: Room, done: str, doing: Awaitable[None]) -> Response:
        """Do it and come back to the page, which says so; or say there why not."""
        try:
            await doing
        except Rejected as refused:
            return self.shown(request, room, {"problem": refused.code}, 422)
        except (Reloading, NotSaved, TimeoutError):
            return self.shown(request, room, {"problem": "not_saved"}, 503)
        return RedirectResponse(f"/after/{room.session.code}?done={done}", 303)

    # for programs and for downloads

    async def record(self, request: Request, room: Room) -> Response:
        return Response(record_json(self.document(request, room)), media_type="application/json")

    async def export(self, request: Request, room: Room) -> Response:
        taken = self.formats.get(request.path_params["format"])
        if taken is None:
            raise Refused(404, "unknown")
        # What happens from here on is not in it: the document was made, and formats read nothing else.
        made = await with_pictures(self.document(request, room), self.lobby.journal, room.session.id)
        content = await asyncio.to_thread(taken.made, request, made)
        return attached(content, taken.media, f"radslag-{room.session.code}{taken.name}")

    async def table(self, request: Request, room: Room) -> Response:
        made = self.document(request, room)
        step = next((step for step in begun(made) if step["id"] == request.path_params["step"]), None)
        if step is None:
            raise Refused(404, "unknown")
        return attached(step_csv(made, step), "text/csv; charset=utf-8", csv_name(made, step))

    def packed(self, made: Document) -> bytes:
        return zipped(files(made, self.renderer, self.style), f"radslag-{made.code}")

    def document(self, request: Request, room: Room) -> Document:
        """In the language asked for (?lang=), else the session's."""
        language = chosen(request.query_params.get("lang", ""), room.session.meeting.facts.language)
        return led_document(room.session, self.renderer, language)

    def led(
        self, act: Callable[[Request, Room], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """For those who lead; everybody else gets a reason as JSON."""

        async def checked(request: Request) -> Response:
            try:
                return await act(request, await self._room(request))
            except Refused as refused:
                language = chosen(request.headers.get("accept-language", ""), "en")
                say = self.renderer.say(refused.code, language=language, kind=HOUSE)
                return JSONResponse({"code": refused.code, "say": say, "field": ""}, refused.status)

        return checked

    async def _room(self, request: Request) -> Room:
        if self.pages.access.who(request, read_code(request.path_params["code"]) or "") is None:
            raise Refused(401, "sign_in")
        room = await self.pages.found(request)
        if room is None:
            raise Refused(404, "no_session")
        return room


DONE = frozenset({"forgotten", "shared", "unshared", "reopened"})


async def act(room: Room, who: Person, move: Move) -> None:
    """Raises Rejected, Reloading, NotSaved or TimeoutError."""
    await room.saved(room.act(who, f"after{secrets.token_hex(12)}", move))


def attached(content: bytes, media: str, name: str) -> Response:
    return Response(
        content, media_type=media, headers={"content-disposition": f'attachment; filename="{name}"'}
    )


def tables_of(made: Document) -> list[dict[str, str]]:
    """A table to download for each step that was opened."""
    return [{"step": step["id"], "title": title_of(made, step)} for step in begun(made)]


def seats_of(people: People) -> list[dict[str, Any]]:
    """Everybody who has had a seat, numbered as they came, for those who look for one to erase."""
    return [
        {"seat": person.seat, "number": number, "name": person.name, "organisation": person.organisation}
        for number, person in enumerate(people.seats.values(), 1)
    ]
