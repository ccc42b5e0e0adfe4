"""Before the day: the list of sessions, a new one from a pasted programme, and a copy of one there is."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterable
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from msgspec import structs
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from facilitator.day_templates import DayTemplates
from facilitator.outline import for_next_time, outline_of, pictures_in
from facilitator.pages import DeskPages
from facilitator.pasting import Paste, accepted, corrected, placed, preview, understood
from facilitator.planning import plan_after, plan_again
from facilitator.posted import Posted, read_posted
from facilitator.programme_import import SUFFIXES, ImportRefused, text_of_file
from participant.forms import read_form
from participant.pages import language_of
from sessions.activity import Move, Person, Rejected
from sessions.facts import EditSession, Facts
from sessions.journal import NotSaved
from sessions.languages import chosen
from sessions.programme import Slot
from sessions.programme_text import Parse, ProgrammeTooLong
from sessions.room import Reloading, Room
from sessions.session_moves import SettlePlan

FACTS = ("title", "organiser", "date", "place", "zone", "language")
"""What the page of a new session asks; everything else is edited in the plan."""

ByOrganiser = Callable[[Request, Person], Awaitable[Response]]


class Organise:
    def __init__(self, pages: DeskPages, templates: DayTemplates) -> None:
        self.pages = pages
        self.lobby = pages.lobby
        self.templates = templates

    def routes(self) -> list[Route]:
        return [
            Route("/organise", self.for_organiser(self.all), name="organise"),
            Route("/organise/new", self.for_organiser(self.new), methods=["GET", "POST"], name="new_session"),
            Route("/organise/preview", self.for_organiser(self.preview), methods=["POST"], name="preview"),
            Route(
                "/organise/templates/{template}/drop",
                self.for_organiser(self.drop_template),
                methods=["GET", "POST"],
                name="drop_template",
            ),
            Route("/desk/{code}/copy", self.pages.led(self.copy), methods=["POST"], name="copy_session"),
            Route("/desk/{code}/template", self.pages.led(self.keep), methods=["POST"], name="keep_template"),
        ]

    def for_organiser(self, page: ByOrganiser) -> Callable[[Request], Awaitable[Response]]:
        """A page only for the organiser of this server; a stranger gets the sign-in page with 401."""

        async def checked(request: Request) -> Response:
            who = self.pages.access.who(request)
            if who is None or who.role != "organiser":
                return self.pages.page(request, "pages/enter.html", {"problem": "sign_in", "code": ""}, 401)
            return await page(request, who)

        return checked

    # the list

    async def all(
        self, request: Request, who: Person, problem: Rejected | None = None, status: int = 200
    ) -> Response:
        sessions = await self.lobby.journal.all_sessions()
        ordered = sorted(sessions, key=lambda one: (one.state != "live", one.state == "closed", -one.created))
        return self.pages.page(
            request, "pages/organise.html", {"sessions": ordered, "problem": problem}, status
        )

    # a new session

    async def new(self, request: Request, who: Person) -> Response:
        if request.method == "GET":
            return await self._form(request, Facts(language=language_of(request)), Paste(), Parse())
        try:
            posted = await read_posted(request)
        except HTTPException as refused:
            return await self._refused(
                request, Facts(), Paste(), Parse(), reason_of(refused), refused.status_code
            )
        facts, paste = facts_in(posted), paste_in(posted)
        if posted["template"]:
            return await self._from_template(request, who, posted, facts, paste)
        try:
            paste, goes_on = await brought(posted, paste)
            found = await asyncio.to_thread(understood, paste)
        except (Rejected, ProgrammeTooLong) as wrong:
            return await self._refused(request, facts, paste, Parse(), reason_of(wrong))
        if goes_on:
            return await self._form(request, facts, paste, found)
        return await self._made(request, who, facts, paste, found)

    async def _made(
        self, request: Request, who: Person, facts: Facts, paste: Paste, found: Parse
    ) -> Response:
        try:
            room = await self.create(who, [edit_of(facts, found), placed(found)])
            await self.act(room, who, [*accepted(paste, found, room.session.day.slots), SettlePlan()])
        except (Rejected, Reloading, NotSaved, TimeoutError) as refused:
            return await self._refused(request, facts, paste, found, reason_of(refused))
        return RedirectResponse(f"/desk/{room.session.code}/plan", 303)

    async def create(self, who: Person, moves: Iterable[Move]) -> Room:
        return await self.lobby.create(moves, who)

    async def act(self, room: Room, who: Person, moves: Iterable[Move]) -> None:
        """Each move as it comes; back when all of them are on disk."""
        receipts = [room.act(who, f"plan{secrets.token_hex(12)}", move) for move in moves]
        for receipt in receipts[-1:]:
            await room.saved(receipt)

    async def preview(self, request: Request, who: Person) -> Response:
        return await previewed(self.pages, request)

    async def _form(
        self, request: Request, facts: Facts, paste: Paste, found: Parse, begins: str = "", **problem: Any
    ) -> Response:
        data = {
            "facts": facts,
            "begins": begins,
            "cards": await self.templates.cards(language_of(request)),
            "paste": paste,
            "preview": preview(paste, found),
            "zones": zones(),
            "suffixes": SUFFIXES,
            "problem": problem.get("refused"),
        }
        return self.pages.page(request, "pages/new.html", data, problem.get("status", 200))

    async def _refused(
        self,
        request: Request,
        facts: Facts,
        paste: Paste,
        found: Parse,
        refused: Rejected,
        status: int = 422,
        begins: str = "",
    ) -> Response:
        """The same page with everything that was typed, and what is wrong beside its field."""
        return await self._form(request, facts, paste, found, begins, refused=refused, status=status)

    # a day from a template

    async def _from_template(
        self, request: Request, who: Person, posted: Posted, facts: Facts, paste: Paste
    ) -> Response:
        """One click. Where no date was typed, what is left to say comes next."""
        try:
            if paste.text.strip() or posted.file is not None:
                raise Rejected("programme_as_well", field="template")
            room = await self.templates.begin(who, posted["template"], facts, posted["begins"])
        except (Rejected, Reloading, NotSaved, TimeoutError) as refused:
            wrong = reason_of(refused)
            return await self._refused(request, facts, paste, Parse(), wrong, begins=posted["begins"])
        page = "plan" if facts.date.strip() else "plan/session"
        return RedirectResponse(f"/desk/{room.session.code}/{page}", 303)

    async def keep(self, request: Request, room: Room, who: Person) -> Response:
        """The plan of this session as a template; then it is there to choose."""
        if who.role != "organiser":
            return self.pages.page(request, "pages/enter.html", {"problem": "not_allowed", "code": ""}, 403)
        form = await read_form(request)
        name = form.get("name", "").strip() or room.session.meeting.facts.title
        try:
            kept = await self.templates.keep(room.session, name, form.get("notes") == "true")
        except (Rejected, NotSaved) as refused:
            return await self.all(request, who, reason_of(refused), 422)
        return RedirectResponse(f"/organise/new#template-{kept}", 303)

    async def drop_template(self, request: Request, who: Person) -> Response:
        """What was typed in the page stays. Whoever comes back to this address gets the page itself."""
        if request.method == "GET":
            return RedirectResponse("/organise/new", 303)
        posted = await read_posted(request)
        facts, paste = facts_in(posted), paste_in(posted)
        try:
            await self.templates.drop(str(request.path_params["template"]))
        except NotSaved as failed:
            return await self._refused(request, facts, paste, Parse(), reason_of(failed), 503)
        return await self._form(request, facts, paste, understood(paste), posted["begins"])

    # a copy

    async def copy(self, request: Request, room: Room, who: Person) -> Response:
        if who.role != "organiser":
            return self.pages.page(request, "pages/enter.html", {"problem": "not_allowed", "code": ""}, 403)
        old = room.session
        try:
            day = outline_of(old)
            twin = await plan_again(self.lobby, plan_after(for_next_time(day)), who)
            await self.lobby.journal.copy_blobs(old.id, twin.session.id, pictures_in(day))
        except (Rejected, Reloading, NotSaved, TimeoutError) as wrong:
            return await self.all(request, who, reason_of(wrong), 503)
        return RedirectResponse(f"/desk/{twin.session.code}/plan", 303)


async def previewed(pages: DeskPages, request: Request, old: list[Slot] | None = None) -> Response:
    """The preview of what is in the box at this moment, with a row put right when that was asked."""
    paste, found, refused = Paste(), Parse(), None
    try:
        posted = await read_posted(request)
        paste, _ = await brought(posted, paste_in(posted), files=False)
        found = await asyncio.to_thread(understood, paste)
    except (HTTPException, Rejected, ProgrammeTooLong) as wrong:
        refused = reason_of(wrong)
    data = {
        "preview": preview(paste, found, old or []),
        "rewritten": paste.text,
        "problem": refused,
        "ticks": old is None,
    }
    return pages.page(request, "pages/preview.html", data)


def paste_in(posted: Posted) -> Paste:
    ticked = frozenset(posted.all("steps"))
    return Paste(posted["text"].replace("\r\n", "\n"), tuple(posted.all("strays")), ticked)


async def brought(posted: Posted, paste: Paste, files: bool = True) -> tuple[Paste, bool]:
    """The paste with a file's text in it, or a row put right; and whether the page goes on being filled in.

    Raises Rejected when the file cannot be read, or the text is too long.
    """
    try:
        if posted.file is not None and files:
            text = await asyncio.to_thread(text_of_file, *posted.file)
            whole = f"{paste.text.rstrip()}\n{text}" if paste.text.strip() else text
            return structs.replace(paste, text=whole), True
        if posted["fix"] and posted["mark"] == paste.mark:
            return await asyncio.to_thread(corrected, paste, posted["fix"]), True
    except (ImportRefused, ProgrammeTooLong) as wrong:
        raise reason_of(wrong) from None
    return paste, bool(posted["fix"] or posted["show"])


def reason_of(wrong: Exception) -> Rejected:
    """Whatever went wrong, as a code that the templates have words for, and the field it is about."""
    if isinstance(wrong, Rejected):
        return wrong
    if isinstance(wrong, ImportRefused):
        return Rejected(wrong.code, field="file")
    if isinstance(wrong, ProgrammeTooLong):
        return Rejected("too_large", field="text")
    if isinstance(wrong, HTTPException):
        return Rejected(wrong.detail if wrong.detail.isidentifier() else "malformed", field="text")
    return Rejected("not_saved", field="")


def facts_in(posted: Posted) -> Facts:
    typed: dict[str, Any] = {name: posted[name] for name in FACTS}
    return Facts(**{**typed, "zone": typed["zone"] or Facts().zone, "language": chosen(typed["language"])})


def edit_of(facts: Facts, found: Parse) -> EditSession:
    """What was typed goes before what the text says. Raises Rejected when neither gives a title."""
    title = facts.title.strip() or found.title or ""
    if not title:
        raise Rejected("title_needed", field="title")
    return EditSession(
        title=title,
        organiser=facts.organiser,
        date=facts.date.strip() or found.date or "",
        zone=facts.zone,
        place=facts.place.strip() or found.place or "",
        language=facts.language,
    )


@cache
def zones() -> list[str]:
    """Every zone with a town in its name."""
    return sorted(
        zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/"))
    )
