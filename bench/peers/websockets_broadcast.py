"""One message to all with websockets.broadcast()."""

import asyncio
import logging
import signal
import sys

from websockets.asyncio.server import ServerConnection, broadcast, serve

port, size = map(int, sys.argv[1:])
text = "x" * (size - (2 if size < 128 else 4))
here: set[ServerConnection] = set()
logging.disable()  # that phones go without a word at the end is no news


async def phone(socket: ServerConnection) -> None:
    here.add(socket)
    try:
        async for _ in socket:
            broadcast(here, text)
    finally:
        here.discard(socket)


async def main() -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with serve(phone, "127.0.0.1", port, compression=None, backlog=4096, ping_interval=None):
        await stop.wait()


asyncio.run(main())
