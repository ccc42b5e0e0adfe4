"""One phone's (wall's, desk's) socket, and how to hold ten thousand of them.

The endpoint authenticates, accepts, calls `detach` and returns: from then on messages come by callback and
frames are written straight to the transport, with no task, queue or scope per connection. That needs our own
class in uvicorn (`connection_detached`), and is why uvicorn is pinned; elsewhere the plain connection
(`connection_plain`) does the same through ASGI. The endpoint reads the same for both:

    await websocket.accept(subprotocol="radslag.v1")
    connection = detach(websocket, on_text, on_close)
    ...
    await connection.stay()
"""

import logging
from typing import Any, Protocol

import uvicorn
from starlette.websockets import WebSocket

from sessions.connection_listen import BACKLOG, listen, raise_file_limit, settle_garbage_collector
from sessions.connection_plain import MAX_MESSAGE, OnClose, OnText, PlainConnection

DetachableProtocol: Any
Door: Any
try:
    from sessions.connection_detached import EXTENSION, DetachableProtocol
    from sessions.connection_door import Door
except ImportError:  # another uvicorn: `websocket_class` says so and the plain connection is taken
    EXTENSION, DetachableProtocol, Door = "", None, None

__all__ = [
    "MAX_MESSAGE",
    "Connection",
    "DetachableProtocol",
    "Door",
    "PlainConnection",
    "detach",
    "listen",
    "raise_file_limit",
    "settle_garbage_collector",
    "text_frame",
    "uvicorn_options",
]

log = logging.getLogger("radslag.connection")

PINNED = "0.54."
PING_EVERY = 20.0  # seconds


class Connection(Protocol):
    """What the rest of the program sees of a socket."""

    slot: Any
    """For whoever watches over the connection (the hub)."""

    @property
    def open(self) -> bool:
        """False from the first sign of closing, on either side."""

    @property
    def waiting(self) -> int:
        """Bytes that the other side has not taken yet."""

    def send(self, frame: bytes, /) -> None:
        """Write one or more frames made by `text_frame`. Never waits; does nothing once closed."""

    def close(self, code: int = 1000, reason: str = "") -> None:
        """Say goodbye after everything sent so far; `on_close` follows the answer, or its absence."""

    def abort(self) -> None:
        """Drop the line at once, unsent bytes and all."""

    async def stay(self) -> None:
        """The endpoint's last line: returns at once when detached, else when the connection has ended."""


def text_frame(payload: bytes) -> bytes:
    """One whole unmasked server text frame (RFC 6455, section 5.2) with `payload` (UTF-8) in it."""
    size = len(payload)
    if size < 126:
        return b"\x81%c%b" % (size, payload)
    if size < 65536:
        return b"\x81\x7e%b%b" % (size.to_bytes(2, "big"), payload)
    return b"\x81\x7f%b%b" % (size.to_bytes(8, "big"), payload)


def detach(websocket: WebSocket, on_text: OnText, on_close: OnClose) -> Connection:
    """Take over an accepted socket.

    `on_text(text)` gets each message; `on_close(code)` comes exactly once, at the end (1006: the line broke).
    Neither is called before the caller's next await. The connection closes by itself with 1002 for broken
    framing, 1003 for binary messages, 1007 for invalid UTF-8, 1009 for more than 64 KiB, and 1011 when
    `on_text` raises.
    """
    protocol = websocket.scope.get("extensions", {}).get(EXTENSION)
    if protocol is not None:
        connection: Connection = protocol.detach(on_text, on_close)
        return connection
    warn_once("This socket is not served by DetachableProtocol: the plain, slower connection is used.")
    return PlainConnection(websocket, on_text, on_close)


def uvicorn_options() -> dict[str, Any]:
    """What uvicorn.Config needs for these connections, whichever kind it will be."""
    limits = {"ws_max_size": MAX_MESSAGE, "ws_per_message_deflate": False, "ws_ping_interval": PING_EVERY}
    ws = websocket_class()
    http = "auto" if ws == "auto" else "sessions.connection:Door"
    return {"ws": ws, "http": http, "backlog": BACKLOG, **limits}


def websocket_class(version: str = uvicorn.__version__) -> str:
    """The class that uvicorn shall use, by import string."""
    if DetachableProtocol is not None and version.startswith(PINNED):
        return "sessions.connection:DetachableProtocol"
    warn_once(f"uvicorn {version} is not {PINNED}*: the plain, slower connection is used.")
    return "auto"


said: set[str] = set()


def warn_once(message: str) -> None:
    if message not in said:
        said.add(message)
        log.warning(message)
