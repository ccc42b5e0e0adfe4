"""Starting the server: the socket, uvicorn with our connections, and what is said in the terminal."""

import asyncio
import signal
import socket
from collections.abc import Awaitable, Callable

import uvicorn

from facilitator.house import Address, House, own_address
from sessions.config import Config
from sessions.connection import listen, raise_file_limit, uvicorn_options

GRACE = 5
"""Seconds that open requests get at the end."""


def address_of(config: Config, port: int) -> Address:
    """The first name that was set up, else the address that phones on this network can reach."""
    if config.names:
        return Address("http", config.names[0], port)
    return Address("http", own_address() if config.host in ("0.0.0.0", "::") else config.host, port)


Build = Callable[[Config, Address], Awaitable[House]]
Greet = Callable[[House], Awaitable[None]]


class Server(uvicorn.Server):
    """uvicorn, but everybody is told before the sockets close, and what was taken in is on disk by then."""

    def __init__(self, config: uvicorn.Config, house: House) -> None:
        super().__init__(config)
        self.house = house

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self.house.lobby.say_goodbye()
        await super().shutdown(sockets)


def end_well_when_asked() -> None:
    """uvicorn raises the signals that it obeyed once more at its end: every stop would look like a failure."""
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda *_: None)


async def serve(config: Config, build: Build, greet: Greet) -> None:
    """Run until a signal asks to stop; then finish what waits and close the journal."""
    raise_file_limit()
    listening = listen(config.host, config.port)
    house = await build(config, address_of(config, listening.getsockname()[1]))
    server = Server(
        uvicorn.Config(
            house.app,
            log_level="warning",
            access_log=False,
            server_header=False,
            date_header=True,
            proxy_headers=bool(config.trust_proxy),
            forwarded_allow_ips=list(config.trust_proxy),
            timeout_graceful_shutdown=GRACE,
            **uvicorn_options(),
        ),
        house,
    )
    greeting = asyncio.create_task(_greet_when_open(server, house, greet))
    end_well_when_asked()
    await server.serve(sockets=[listening])
    greeting.cancel()


async def _greet_when_open(server: uvicorn.Server, house: House, greet: Greet) -> None:
    while not server.started:
        await asyncio.sleep(0.01)
    await greet(house)
