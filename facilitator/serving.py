"""Starting the server: the socket, uvicorn with our connections, and what is said in the terminal."""

import asyncio
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


async def serve(config: Config, build: Build, greet: Greet) -> None:
    """Run until a signal asks to stop; then finish what waits and close the journal."""
    raise_file_limit()
    socket = listen(config.host, config.port)
    house = await build(config, address_of(config, socket.getsockname()[1]))
    server = uvicorn.Server(
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
        )
    )
    greeting = asyncio.create_task(_greet_when_open(server, house, greet))
    await server.serve(sockets=[socket])
    greeting.cancel()


async def _greet_when_open(server: uvicorn.Server, house: House, greet: Greet) -> None:
    while not server.started:
        await asyncio.sleep(0.01)
    await greet(house)
