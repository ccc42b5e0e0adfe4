"""The same connection through plain ASGI: for any server, at a few times the cost."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from starlette.websockets import WebSocket

OnText = Callable[[str], None]
OnClose = Callable[[int], None]

MAX_MESSAGE = 64 * 1024  # bytes of one message from outside

log = logging.getLogger("radslag.connection")


def payloads(frames: bytes) -> Iterator[bytes]:
    """The payloads of whole unmasked frames: the way back from `sessions.connection.text_frame`."""
    start = 0
    while start < len(frames):
        size, body = frames[start + 1], start + 2
        if size > 125:
            body += 2 if size == 126 else 8
            size = int.from_bytes(frames[start + 2 : body], "big")
        yield frames[body : body + size]
        start = body + size


class PlainConnection:
    """A receive loop in the endpoint and one sender; `waiting` measures the queue between them."""

    def __init__(self, websocket: WebSocket, on_text: OnText, on_close: OnClose) -> None:
        self.slot: Any = None
        self.open = True
        self.waiting = 0
        self._websocket = websocket
        self._on_text, self._on_close = on_text, on_close
        self._outbox: deque[bytes] = deque()
        self._aborted = False
        self._goodbye: tuple[int, str] | None = None
        self._code = 1006
        self._something = asyncio.Event()
        self._staying: asyncio.Task[Any] | None = None

    def send(self, frame: bytes, /) -> None:
        if self.open:
            self._outbox.append(frame)
            self.waiting += len(frame)
            self._something.set()

    def close(self, code: int = 1000, reason: str = "") -> None:
        if self.open:
            self.open = False
            self._goodbye = (code, reason)
            self._code = code
            self._something.set()

    def abort(self) -> None:
        self.open, self._aborted = False, True
        self._outbox.clear()
        self.waiting = 0
        self._goodbye = None
        if self._staying is not None:
            self._staying.cancel()
        self._something.set()

    async def stay(self) -> None:
        """Receive until the end. Returning lets the server close the line."""
        self._staying = asyncio.create_task(self._receive_all())
        sender = asyncio.create_task(self._send_all())
        if self._aborted:
            self._staying.cancel()
        try:
            await asyncio.wait([self._staying])
        finally:
            self.open = False
            for task in (self._staying, sender):
                task.cancel()
            await asyncio.gather(self._staying, sender, return_exceptions=True)
            self._on_close(self._code)

    async def _receive_all(self) -> None:
        while (message := await self._websocket.receive())["type"] == "websocket.receive":
            if self.open:
                self._take(message.get("text"))
        if self._goodbye is None:
            self._code = message.get("code", 1006)

    def _take(self, text: str | None) -> None:
        if text is None:
            self.close(1003, "text only")
            return
        try:
            self._on_text(text)
        except Exception:
            log.exception("A message could not be handled; its connection is closed")
            self.close(1011)

    async def _send_all(self) -> None:
        with suppress(OSError, RuntimeError):  # the other side is gone; the receive loop hears it too
            while self.open or self._outbox:
                await self._something.wait()
                self._something.clear()
                await self._send_waiting()
            if self._goodbye is not None:
                await self._websocket.close(*self._goodbye)

    async def _send_waiting(self) -> None:
        while self._outbox:
            frame = self._outbox.popleft()
            for payload in payloads(frame):
                await self._websocket.send_text(payload.decode())
            self.waiting = max(0, self.waiting - len(frame))
