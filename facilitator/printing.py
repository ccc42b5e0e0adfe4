"""Paper for the day: poster, slips, programme, and the sheets that exercises give, as pages that print well."""

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from facilitator.pages import DeskPages, language_of_screen
from participant.forms import read_form
from sessions.activity import Group, Person, Rejected, Scene, tidy
from sessions.codes import Coded
from sessions.qr import wifi_path
from sessions.room import Room
from sessions.screens.shown import lines
from sessions.steps import Step

MOST_SHEETS = 60
MOST_SLIPS = 1000
SLIPS_A_PAGE = 10
A_FEW, THE_FEWEST = 10, 2
"""Sheets for conversations while nobody has joined, and how few hold one."""
LONGEST_NETWORK, LONGEST_PASSWORD = 32, 63
"""Characters, as wireless networks have them."""


class SheetFor(Struct, frozen=True):
    """Whose a printed sheet is: a group's, or of whoever will work at this place of this area. All may be empty."""

    group: Group | None = None
    area: str = ""
    look: int = 0
    place: str = ""


class Printing:
    def __init__(self, pages: DeskPages) -> None:
        self.pages = pages

    def routes(self) -> list[Route]:
        led = self.pages.led
        return [
            Route("/desk/{code}/print", led(self.all), name="print"),
            Route(
                "/desk/{code}/print/poster", led(self.poster), methods=["GET", "POST"], name="print_poster"
            ),
            Route("/desk/{code}/print/slips", led(self.slips), name="print_slips"),
            Route("/desk/{code}/print/programme", led(self.programme), name="print_programme"),
            Route("/desk/{code}/print/steps/{step}", led(self.step), name="print_step"),
        ]

    async def all(self, request: Request, room: Room, who: Person) -> Response:
        """What there is to print."""
        return self._page(request, room, "print/all.html", {"steps": list(_on_paper(room))})

    async def poster(self, request: Request, room: Room, who: Person) -> Response:
        """The network and its password come with the form, go into this answer, and are kept nowhere."""
        form = await read_form(request) if request.method == "POST" else {}
        try:
            network = tidy(form.get("network", ""), LONGEST_NETWORK)
            password = tidy(form.get("password", ""), LONGEST_PASSWORD)
        except Rejected as refused:
            return self._poster(request, room, "", "", refused, 422)
        return self._poster(request, room, network, password)

    def _poster(
        self,
        request: Request,
        room: Room,
        network: str,
        password: str,
        problem: Rejected | None = None,
        status: int = 200,
    ) -> Response:
        data = {
            "network": network,
            "password": password,
            "wifi": wifi_path(network, password) if network else None,
            "problem": problem,
        }
        return self._page(request, room, "print/poster.html", data, status)

    async def slips(self, request: Request, room: Room, who: Person) -> Response:
        count = _asked(request, SLIPS_A_PAGE, MOST_SLIPS)
        sheets = [min(SLIPS_A_PAGE, count - first) for first in range(0, count, SLIPS_A_PAGE)]
        return self._page(request, room, "print/slips.html", {"count": count, "sheets": sheets})

    async def programme(self, request: Request, room: Room, who: Person) -> Response:
        slots = zip(room.session.day.slots, lines(room.session, room.clock()), strict=True)
        return self._page(request, room, "print/programme.html", {"slots": list(slots)})

    async def step(self, request: Request, room: Room, who: Person) -> Response:
        """The sheets of one exercise: one for each group, or some for all."""
        step = room.session.steps.steps.get(str(request.path_params["step"]))
        if step is None or not step.activity.paper_for:
            return self._page(request, room, "print/all.html", {"steps": list(_on_paper(room))}, 404)
        scene = room.session.scene(step)
        per = step.activity.paper_for
        groups = [group for group in scene.groups if group.people]
        count = _asked(request, _usual(room, scene, per, groups), MOST_SHEETS)
        sheets = list(_sheets(scene, per, groups, count))
        data = {
            "step": step.id,
            "kind": step.kind,
            "title": scene.title,
            "view": step.activity.paper(scene),
            "per": per,
            "count": count,
            "sheets": sheets,
        }
        return self._page(request, room, "print/step.html", data)

    def _page(
        self, request: Request, room: Room, template: str, data: dict[str, Any], status: int = 200
    ) -> Response:
        """In the session's language: it is for the room."""
        page = {
            "code": room.session.code,
            "facts": room.session.meeting.facts,
            "join": room.way_in,
            "surface": "print",
            **data,
        }
        return self.pages.page(request, template, page, status, language_of_screen(request, room))


def _on_paper(room: Room) -> Iterator[dict[str, Any]]:
    """The exercises that have something to print: sheets to write on, or slips with a code each."""
    for step in room.session.steps.steps.values():
        about = {"id": step.id, "kind": step.kind, "title": _title(room, step)}
        if step.activity.paper_for:
            yield {**about, "what": step.activity.paper_for}
        if isinstance(step.activity, Coded) and step.activity.prints_codes():
            yield {**about, "what": "codes"}


def _title(room: Room, step: Step) -> str:
    slot = room.session.day.find(step.slot)
    return step.title or (slot.title if slot else "")


def _usual(room: Room, scene: Scene, per: str, groups: Sequence[Group]) -> int:
    """How many sheets beside those of groups, when nobody says."""
    if per == "few":
        return min(ceil(scene.present / THE_FEWEST) or A_FEW, MOST_SHEETS)
    return 0 if per == "group" and (groups or room.session.groups.standing()) else 1


def _sheets(scene: Scene, per: str, groups: Sequence[Group], count: int) -> Iterator[SheetFor]:
    """Sheets for the room come all at once: their page counts for itself."""
    if per == "room":
        yield SheetFor()
        return
    if per == "group":
        yield from _for_groups(scene, groups)
    yield from (SheetFor() for _ in range(count))


def _for_groups(scene: Scene, groups: Sequence[Group]) -> Iterator[SheetFor]:
    """Those there are; before there are any, one for every place of every area."""
    if groups:
        yield from (_for_group(scene, group) for group in sorted(groups, key=lambda group: group.number))
        return
    for area in scene.areas:
        if not area.removed:
            yield from (SheetFor(None, area.name, area.look, place) for place in area.places or ("",))


def _for_group(scene: Scene, group: Group) -> SheetFor:
    area = scene.area(group.area)
    return SheetFor(group, area.name if area else "", area.look if area else 0, group.place)


def _asked(request: Request, otherwise: int, most: int) -> int:
    """How many; what is no number is as if nothing was asked."""
    typed = request.query_params.get("count", "")
    return min(int(typed), most) if typed.isascii() and typed.isdigit() and len(typed) < 6 else otherwise
