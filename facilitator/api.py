"""The HTTP API: the same acts as the pages, for programs. Described by itself at /api/openapi.json."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct, structs
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from facilitator.access import Access
from facilitator.after import DOWNLOADS
from facilitator.day_templates import DayTemplates
from facilitator.openapi import Operation, openapi
from participant.forms import Malformed, read_json
from sessions.activities import suggesting
from sessions.activity import Move, Person, Rejected
from sessions.day_moves import Draft, PlaceProgramme
from sessions.facts import EditSession, Facts
from sessions.journal import NotSaved
from sessions.languages import chosen
from sessions.lobby import Lobby, NoSuchSession, TooManyGuesses
from sessions.people import Join
from sessions.programme_text import Parse, ProgrammeTooLong, parse
from sessions.render import Renderer
from sessions.room import Reloading, Room
from sessions.screens.shown import Line, lines
from sessions.tickets import Tickets, read_code


class PastedText(Struct, frozen=True, forbid_unknown_fields=True):
    """A programme as it was copied from somewhere."""

    text: str


class NewSession(Struct, frozen=True, forbid_unknown_fields=True):
    """A session to plan: by a pasted `programme`, or by a `template` (council, dialogue, strategic, retrospective,
    meeting, or the id of one that was kept), which then needs no title. `date` is ISO (2026-03-12), `timezone` an
    IANA name; `begins` ("09:00") moves a template's whole day.
    """

    title: Annotated[str, Meta(max_length=200)] = ""
    programme: str = ""
    template: Annotated[str, Meta(max_length=40)] = ""
    begins: Annotated[str, Meta(max_length=5)] = ""
    language: str = "sv"
    date: str = ""
    place: str = ""
    timezone: str = "Europe/Stockholm"
    organiser: str = ""
    theme: str = ""
    purpose: str = ""

    def __post_init__(self) -> None:
        if self.template and self.programme.strip():
            raise ValueError("either a programme or a template")


class Made(Struct, frozen=True):
    """Where the new session is. The desk's link works once."""

    code: str
    join: str
    desk: str
    wall: str


class PublicSession(Struct, frozen=True):
    """What anybody in the room may know."""

    code: str
    title: str
    theme: str
    date: str
    place: str
    state: str
    slots: list[Line]


class NewSeat(Struct, frozen=True, forbid_unknown_fields=True):
    """Who takes the seat, where the session asks."""

    name: str = ""
    organisation: str = ""


class Seat(Struct, frozen=True):
    """`key` is the signed ticket: send it as the cookie `seat-CODE`."""

    seat: str
    key: str


class Problem(Struct, frozen=True):
    """What was wrong: a stable code, and a sentence in the language asked for."""

    code: str
    say: str
    field: str = ""


Answer = Struct | Response


class Api:
    def __init__(
        self,
        lobby: Lobby,
        access: Access,
        tickets: Tickets,
        renderer: Renderer,
        url: str,
        templates: DayTemplates,
    ) -> None:
        self.lobby = lobby
        self.templates = templates
        self.access = access
        self.tickets = tickets
        self.renderer = renderer
        self.url = url
        self.reading = asyncio.Semaphore(1)

    def routes(self) -> list[Route]:
        return [
            *(
                Route(operation.path, self.answered(operation.act), methods=[operation.method])
                for operation in self.operations()
            ),
            Route("/api/openapi.json", self.description),
        ]

    def operations(self) -> list[Operation]:
        """Everything the API can do, in the order of its description."""
        return [
            Operation("POST", "/api/programme", "Read a pasted programme", self.programme, PastedText, Parse),
            Operation("POST", "/api/sessions", "Plan a session", self.plan, NewSession, Made, key=True),
            Operation(
                "GET", "/api/sessions/{code}", "The session's public facts", self.facts, None, PublicSession
            ),
            Operation("POST", "/api/sessions/{code}/seats", "Take a seat", self.take_seat, NewSeat, Seat),
        ]

    async def programme(self, request: Request) -> Struct:
        """One at a time and beside the loop: anybody may ask, and the longest text takes a second."""
        wanted = await read_json(request, PastedText)
        async with self.reading:
            return await asyncio.to_thread(parse, wanted.text, suggesting())

    async def plan(self, request: Request) -> Struct:
        who = self.access.who(request)
        if who is None:
            raise HTTPException(401, "not_allowed")
        wanted = await read_json(request, NewSession)
        if not (wanted.title.strip() or wanted.template):
            raise Malformed("title")
        room = await self._planned(wanted, who)
        code = room.session.code
        secret = await self.access.link(room.session.id, "facilitator", "api")
        return Made(
            code, f"{self.url}/j/{code}", f"{self.url}/enter/{code}#{secret}", f"{self.url}/wall/{code}"
        )

    async def _planned(self, wanted: NewSession, who: Person) -> Room:
        if not wanted.template:
            return await self.lobby.create(first_moves(wanted), who)
        return await self.templates.begin(who, wanted.template, facts_of(wanted), wanted.begins)

    async def facts(self, request: Request) -> Struct:
        room = await self._room(request)
        facts = room.session.meeting.facts
        seen = lines(room.session, room.clock())
        return PublicSession(
            room.session.code, facts.title, facts.theme, facts.date, facts.place, room.facts().state, seen
        )

    async def take_seat(self, request: Request) -> Struct:
        room = await self._room(request)
        wanted = await read_json(request, NewSeat)
        seat = self.tickets.new_seat()
        join = Join(wanted.name, wanted.organisation)
        await room.saved(room.act(Person(seat, role="nobody"), f"join{seat[:40]}", join))
        return Seat(seat, self.tickets.seat(room.session.code, seat))

    async def description(self, request: Request) -> Response:
        return _json(openapi(self.operations(), Problem, DOWNLOADS))

    async def _room(self, request: Request) -> Room:
        code = read_code(request.path_params["code"])
        try:
            return await self.lobby.find(code)
        except TooManyGuesses:
            raise HTTPException(429, "too_many_guesses") from None
        except NoSuchSession:
            raise HTTPException(404, "no_session") from None

    def answered(
        self, act: Callable[[Request], Awaitable[Answer]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Every refusal becomes a Problem with the status that fits it."""

        async def endpoint(request: Request) -> Response:
            try:
                found = await act(request)
            except Rejected as refused:
                return self._problem(request, 422, refused)
            except ProgrammeTooLong:
                return self._problem(request, 413, Rejected("too_large"))
            except HTTPException as error:
                reason = Rejected(_code_of(error), field=getattr(error, "field", ""))
                return self._problem(request, error.status_code, reason)
            except (Reloading, NotSaved, TimeoutError):
                return self._problem(request, 503, Rejected("not_saved"))
            return (
                found
                if isinstance(found, Response)
                else _json(
                    found, 201 if request.method == "POST" and isinstance(found, (Made, Seat)) else 200
                )
            )

        return endpoint

    def _problem(self, request: Request, status: int, refused: Rejected) -> Response:
        language = chosen(request.headers.get("accept-language", ""), "en")
        say = self.renderer.say(refused.code, refused.values, language=language)
        return _json(Problem(refused.code, say, str(refused.values.get("field", ""))), status)


def first_moves(wanted: NewSession) -> list[Move]:
    """The moves that make this session. Raises ProgrammeTooLong when the programme is more than can be read."""
    found = parse(wanted.programme, suggesting())
    facts = facts_of(wanted)
    edit = EditSession(
        title=facts.title,
        theme=facts.theme,
        purpose=facts.purpose,
        organiser=facts.organiser,
        date=facts.date or found.date or "",
        zone=facts.zone,
        place=facts.place or found.place or "",
        language=facts.language,
    )
    return [edit, PlaceProgramme(drafts_of(found))] if found.slots else [edit]


def facts_of(wanted: NewSession) -> Facts:
    return Facts(
        title=wanted.title,
        theme=wanted.theme,
        purpose=wanted.purpose,
        organiser=wanted.organiser,
        date=wanted.date,
        zone=wanted.timezone,
        place=wanted.place,
        language=chosen(wanted.language),
    )


def drafts_of(found: Parse) -> tuple[Draft, ...]:
    """The slots of a parse as a programme that can be placed."""
    shared = set(Draft.__struct_fields__)
    return tuple(
        Draft(**{name: _plain(value) for name, value in structs.asdict(slot).items() if name in shared})
        for slot in found.slots
    )


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _code_of(error: HTTPException) -> str:
    return error.detail if error.detail.isidentifier() else "malformed"


def _json(data: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(data), status, media_type="application/json")
