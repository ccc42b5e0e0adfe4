"""The plan of one session: slots and steps in place, its facts, pasting again, links, and the scribe."""

import asyncio
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from facilitator.organise import Organise, brought, paste_in, previewed, reason_of
from facilitator.pages import DeskPages
from facilitator.pasting import Paste, placed, preview, understood
from facilitator.posted import read_posted
from facilitator.programme_import import SUFFIXES
from participant.forms import read_form
from participant.pages import language_of, live_page
from sessions.activity import SCRIBES, Person, Rejected
from sessions.journal import NotSaved
from sessions.programme_text import Parse, ProgrammeTooLong
from sessions.room import Reloading, Room
from sessions.screens import Audience
from sessions.screens.plan import AREAS, MEETING

LINKS = {"facilitator": "facilitator", "remote": "facilitator", "scribe": "scribe"}
"""What a link is called -> the role it gives."""


class Plan:
    def __init__(self, pages: DeskPages, organise: Organise, url: str) -> None:
        self.pages = pages
        self.organise = organise
        self.url = url

    def routes(self) -> list[Route]:
        led, both = self.pages.led, ["GET", "POST"]
        return [
            Route("/desk/{code}/plan", led(self.slots), name="plan"),
            Route("/desk/{code}/plan/session", led(self.facts), name="plan_session"),
            Route("/desk/{code}/plan/areas", led(self.areas), name="plan_areas"),
            Route("/desk/{code}/plan/steps/{step}", led(self.step), name="plan_step"),
            Route("/desk/{code}/paste", led(self.paste), methods=both, name="paste_again"),
            Route("/desk/{code}/preview", led(self.preview), methods=["POST"], name="preview_again"),
            Route("/desk/{code}/links", led(self.links), methods=both, name="links"),
            Route("/desk/{code}/links/drop", led(self.drop), methods=["POST"], name="drop_link"),
            Route("/scribe/{code}", led(self.scribe, SCRIBES), name="scribe"),
        ]

    # live pages

    async def slots(self, request: Request, room: Room, who: Person) -> Response:
        keeps = who.role == "organiser"
        return self._live(request, room, Audience("plan"), "pages/plan.html", may_keep=keeps)

    async def facts(self, request: Request, room: Room, who: Person) -> Response:
        return self._live(request, room, Audience("plan", MEETING), "pages/plan_session.html")

    async def areas(self, request: Request, room: Room, who: Person) -> Response:
        return self._live(request, room, Audience("plan", AREAS), "pages/plan_areas.html")

    async def step(self, request: Request, room: Room, who: Person) -> Response:
        return self._live(
            request, room, Audience("plan", request.path_params["step"][:200]), "pages/plan_step.html"
        )

    async def scribe(self, request: Request, room: Room, who: Person) -> Response:
        return self._live(
            request, room, Audience("scribe"), "pages/scribe.html", surface="phone", theme="auto"
        )

    def _live(self, request: Request, room: Room, audience: Audience, template: str, **page: Any) -> Response:
        language = language_of(request, room.session.meeting.facts.language)
        spoken = Audience(audience.surface, audience.stage, language=language)
        data = {**live_page(room, spoken), "surface": "desk", "theme": "light", **page}
        return self.pages.page(request, template, data, language=language)

    # pasting again

    async def paste(self, request: Request, room: Room, who: Person) -> Response:
        """Slots that match what is there already continue it, with what was edited in them."""
        if request.method == "GET":
            return self._form(request, room, Paste(), Parse())
        paste, found = Paste(), Parse()
        try:
            posted = await read_posted(request)
            paste, goes_on = await brought(posted, paste_in(posted))
            found = await asyncio.to_thread(understood, paste)
            if goes_on:
                return self._form(request, room, paste, found)
            if not found.slots:
                raise Rejected("nothing_pasted", field="text")
            await self.organise.act(room, who, [placed(found, room.session.day.slots)])
        except HTTPException as wrong:
            return self._form(request, room, paste, found, reason_of(wrong), wrong.status_code)
        except (Rejected, ProgrammeTooLong, Reloading, NotSaved, TimeoutError) as wrong:
            return self._form(request, room, paste, found, reason_of(wrong), 422)
        return RedirectResponse(f"/desk/{room.session.code}/plan", 303)

    async def preview(self, request: Request, room: Room, who: Person) -> Response:
        return await previewed(self.pages, request, room.session.day.slots)

    def _form(
        self,
        request: Request,
        room: Room,
        paste: Paste,
        found: Parse,
        problem: Rejected | None = None,
        status: int = 200,
    ) -> Response:
        data = {
            **self._about(room),
            "paste": paste,
            "preview": preview(paste, found, room.session.day.slots),
            "suffixes": SUFFIXES,
            "problem": problem,
        }
        return self.pages.page(request, "pages/paste.html", data, status)

    # links that work once

    async def links(self, request: Request, room: Room, who: Person) -> Response:
        if request.method == "GET":
            return await self._links(request, room)
        form = await read_form(request)
        name, label = form.get("what", ""), form.get("label", "").strip()[:80]
        if name not in LINKS:
            return await self._links(request, room, status=422, problem=Rejected("unknown", field="what"))
        secret = await self.pages.access.link(room.session.id, LINKS[name], f"{name}:{label}")
        made = {"what": name, "label": label, "url": f"{self.url}/enter/{room.session.code}#{secret}"}
        return await self._links(request, room, made=made)

    async def drop(self, request: Request, room: Room, who: Person) -> Response:
        """Take back a link that nobody has used."""
        wanted = (await read_form(request)).get("link", "")
        journal = self.pages.lobby.journal
        if any(key.hash == wanted and key.used is None for key in await journal.keys(room.session.id)):
            await journal.drop_key(wanted)
        return RedirectResponse(f"/desk/{room.session.code}/links", 303)

    async def _links(self, request: Request, room: Room, status: int = 200, **more: Any) -> Response:
        keys = await self.pages.lobby.journal.keys(room.session.id)
        given = [
            {
                "hash": key.hash,
                "what": name if name in LINKS else key.role,
                "label": label,
                "used": key.used is not None,
            }
            for key, (name, _, label) in ((key, key.label.partition(":")) for key in reversed(keys))
        ]
        data = {
            **self._about(room),
            "made": None,
            "problem": None,
            "given": given,
            "whats": tuple(LINKS),
            **more,
        }
        return self.pages.page(request, "pages/links.html", {**data, "join": room.way_in}, status)

    def _about(self, room: Room) -> dict[str, Any]:
        facts = room.session.meeting.facts
        return {"code": room.session.code, "session_title": facts.title}
