"""The composition root: the one place that knows everybody, and that nobody imports."""

import contextlib
from collections.abc import AsyncIterator, Mapping

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route, WebSocketRoute

from facilitator.access import Access
from facilitator.after import After
from facilitator.api import Api
from facilitator.assets import Assets
from facilitator.codes import CodePages
from facilitator.day_templates import DayTemplates
from facilitator.export.html import style_of
from facilitator.health import Health
from facilitator.house import Address, Fragments, House, dressed
from facilitator.organise import Organise
from facilitator.pages import DeskPages
from facilitator.pictures import Pictures
from facilitator.plan import Plan
from facilitator.printing import Printing
from facilitator.refusals import Refusals
from facilitator.rehearsing import Rehearsals
from facilitator.roomcheck import RoomCheck
from facilitator.thread import ThreadPages
from facilitator.watching import Watching
from participant.guard import Guard, hosts_of
from participant.limits import Paces
from participant.pages import Pages
from participant.socket import Sockets
from sessions.config import Config
from sessions.connection import settle_garbage_collector
from sessions.journal import Journal
from sessions.lobby import Lobby
from sessions.tickets import Tickets, load_key


async def build(config: Config, address: Address) -> House:
    """Open the journal and put the house together. Raises CannotOpen."""
    journal = await Journal.open(config.journal)
    assets = Assets()
    renderer = dressed(assets)
    tickets = Tickets(load_key(config.data))
    lobby = Lobby(journal, Fragments(renderer), address.way_in)
    access = Access(journal, tickets, config.organiser_key)
    desk = DeskPages(lobby, access, renderer)
    templates = DayTemplates(lobby)
    organise = Organise(desk, templates)
    sockets = Sockets(lobby, tickets, access.who, renderer.say, Paces(config.moves_per_second))
    routes = [
        WebSocketRoute("/live/{code}", sockets.live, name="live"),
        *Pages(lobby, tickets, renderer).routes(),
        *desk.routes(),
        *After(desk, style_of(assets.files)).routes(),
        *organise.routes(),
        *Plan(desk, organise, address.url).routes(),
        *Pictures(desk).routes(),
        *ThreadPages(desk).routes(),
        *CodePages(desk).routes(),
        *Printing(desk).routes(),
        *Rehearsals(desk).routes(),
        *Watching(desk).routes(),
        *RoomCheck(desk, address.url).routes(),
        Route("/static/{path:path}", assets.serve, name="static"),
        *Api(lobby, access, tickets, renderer, address.url, templates).routes(),
        *Health(journal, lobby).routes(),
    ]

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[Mapping[str, object]]:
        lobby.open()
        settle_garbage_collector()
        yield {}
        await lobby.close()
        await journal.close()

    refusals = Refusals(renderer)
    hosts = hosts_of([address.host.rsplit(":", 1)[0], *config.names])
    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[Middleware(Guard, hosts=hosts, refuse=refusals.answer)],
        exception_handlers={HTTPException: refusals.refused, Exception: refusals.broken},
    )
    return House(config, address, journal, lobby, access, app)
