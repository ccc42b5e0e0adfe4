"""What one would write with Starlette alone: a list of sockets, `gather` to send, one commit a row."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from secrets import token_hex

import aiosqlite
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

mode, port, size, *rest = sys.argv[1:]
"""fan PORT BYTES | votes PORT 0 FILE | join PORT BYTES_OF_STATE FILE BYTES_OF_PAGE"""
text = "x" * (int(size) - 4)
page = "x" * int(rest[1]) if mode == "join" else ""
here: set[WebSocket] = set()
one_at_a_time = asyncio.Lock()
db: aiosqlite.Connection


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    global db
    db = await aiosqlite.connect(Path(rest[0]) if rest else ":memory:")
    await db.execute("PRAGMA journal_mode = WAL")
    await db.execute("PRAGMA synchronous = FULL")
    await db.execute("CREATE TABLE IF NOT EXISTS rows (id TEXT PRIMARY KEY, said TEXT)")
    yield
    await db.close()


async def store(said: str) -> None:
    """In a transaction of its own: without the lock, somebody else's commit would save it too."""
    async with one_at_a_time:
        await db.execute("INSERT INTO rows VALUES (?, ?)", (token_hex(16), said))
        await db.commit()


async def live(socket: WebSocket) -> None:
    await socket.accept()
    here.add(socket)
    try:
        if mode == "join":
            await socket.receive_text()
            if "known" not in socket.cookies:
                await store("joined")
            await socket.send_text(text)
        while True:
            said = await socket.receive_text()
            if mode == "fan":
                await asyncio.gather(*(other.send_text(text) for other in here))
            else:
                await store(said)
                await socket.send_text('{"t":"ok","id":"0123456789abcdef0123456789abcdef","at":1764000}')
    except WebSocketDisconnect:
        pass
    finally:
        here.discard(socket)


async def front(request: Request) -> Response:
    shown = HTMLResponse(page)
    if "known" not in request.cookies:
        shown.set_cookie("seat-new", token_hex(16))
    return shown


app = Starlette(routes=[Route("/", front), WebSocketRoute("/ws", live)], lifespan=lifespan)
uvicorn.run(
    app,
    host="127.0.0.1",
    port=int(port),
    log_level="critical",
    backlog=4096,
    ws_per_message_deflate=False,
    ws_ping_interval=None,
)
