"""One message to all with python-socketio on uvicorn."""

import sys
from typing import Any

import socketio
import uvicorn

port, size = map(int, sys.argv[1:])
# With its own 20 s it gives up half of ten thousand phones while they come, and then nothing can be measured.
PATIENCE = 300
server = socketio.AsyncServer(
    async_mode="asgi", transports=["websocket"], ping_interval=PATIENCE, ping_timeout=PATIENCE
)
text = "x" * max(size - 4 - len('42["m",""]'), 1)


async def go(sid: str, *said: Any) -> None:
    await server.emit("m", text)


server.on("go", go)
uvicorn.run(
    socketio.ASGIApp(server),
    host="127.0.0.1",
    port=port,
    log_level="critical",
    backlog=4096,
    ws_per_message_deflate=False,
    ws_ping_interval=None,
)
