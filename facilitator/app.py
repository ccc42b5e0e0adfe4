"""The composition root: the one place that knows everybody, and that nobody imports."""

import contextlib
from collections.abc import AsyncIterator, Mapping

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute

from facilitator.access import Access
from facilitator.api import Api
from facilitator.assets import Assets
from facilitator.health import Health
from facilitator.house import Address, Fragments, House, dressed
from facilitator.pages import DeskPages
from participant.guard import Guard, hosts_of
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
    routes = [
        *Pages(lobby, tickets, renderer).routes(),
        *DeskPages(lobby, access, renderer).routes(),
        WebSocketRoute("/live/{code}", Sockets(lobby, tickets, access.who, renderer.say).live, name="live"),
        Route("/static/{path:path}", assets.serve, name="static"),
        *Api(lobby, access, tickets, renderer, address.url).routes(),
        *Health(journal, lobby).routes(),
    ]

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[Mapping[str, object]]:
        lobby.open()
        settle_garbage_collector()
        yield {}
        await lobby.close()
        await journal.close()

    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[Middleware(Guard, hosts=hosts_of([address.host.rsplit(":", 1)[0], *config.names]))],
        exception_handlers={HTTPException: plainly},
    )
    return House(config, address, journal, lobby, access, app)


async def plainly(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"code": error.detail}, error.status_code, headers=error.headers)
