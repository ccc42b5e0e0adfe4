"""The fast connection: uvicorn's protocol with the ASGI loop taken off once a socket is accepted.

Bound to uvicorn 0.54: its `run_asgi` closes the transport when the application returns, its `shutdown` speaks
through `self.conn`, and it keeps a ping timer for every connection. Those three are replaced here; handshake,
parser and closing handshake stay uvicorn's and websockets'.
"""

import asyncio
import contextlib
import logging
from asyncio.selector_events import _SelectorSocketTransport  # type: ignore[attr-defined]
from collections.abc import Callable, Collection
from typing import Any
from weakref import WeakKeyDictionary

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import State
from websockets.utils import apply_mask as slow_apply_mask

from sessions.connection_plain import MAX_MESSAGE, OnClose, OnText

try:
    from websockets.speedups import apply_mask
except ImportError:  # no compiled part on this platform
    apply_mask = slow_apply_mask

log = logging.getLogger("radslag.connection")

EXTENSION = "radslag.detach"
SHORT = 4096  # bytes: longer frames are rare, and the parser keeps partial ones better
READ = 8 * 1024  # bytes asked for at a time: nearly all of asyncio's 256 KiB would be given back
REQUEST = 64 * 1024  # of a request, whose head is best read as a whole
CLOSE_PATIENCE = 5.0  # seconds for the other side's half of the closing handshake
LAST_PATIENCE = 1.0
PINGS_MISSED = 2
PING = b"\x89\x00"


class DetachedConnection:
    """A bare transport with our names on it: `send` is its own `write`, until the connection closes.

    `direct`: as long as nothing is `unsent`, bytes may be given to the socket itself by `push`, which says how many
    of them it took or raises OSError. That spares two thirds of what sending costs beside the kernel.
    """

    __slots__ = ("_protocol", "direct", "on_close", "on_text", "push", "send", "slot", "unsent")

    def __init__(self, protocol: "DetachableProtocol", on_text: OnText, on_close: OnClose) -> None:
        self._protocol = protocol
        self.on_text, self.on_close = on_text, on_close
        self.slot: Any = None
        transport: Any = protocol.transport
        self.send: Callable[[bytes], None] = transport.write
        # Not under TLS, not with another event loop, and not when the line has ended already.
        self.direct = type(transport) is _SelectorSocketTransport and transport._sock is not None
        self.push: Callable[[bytes], int] = transport._sock.send if self.direct else no_line
        self.unsent: Collection[Any] = transport._buffer if self.direct else ()

    @property
    def open(self) -> bool:
        return self.send is not to_nobody

    @property
    def waiting(self) -> int:
        if self.direct and not self.unsent:
            return 0
        return self._protocol.transport.get_write_buffer_size()

    def fall_silent(self) -> None:
        self.send, self.push = to_nobody, no_line

    def close(self, code: int = 1000, reason: str = "") -> None:
        self._protocol.say_goodbye(code, reason, CLOSE_PATIENCE)

    def abort(self) -> None:
        self.fall_silent()
        self._protocol.transport.abort()

    async def stay(self) -> None:
        return


def read_little(transport: Any, size: int = READ) -> None:
    """Messages are short: memory for more than they are costs more than reading them does (docs/decisions.md)."""
    if type(transport) is _SelectorSocketTransport:
        transport.max_size = size


def to_nobody(frame: bytes) -> None:
    """Where frames go after the end."""


def no_line(frame: bytes) -> int:
    raise BrokenPipeError


class Nowhere:
    """Stands for uvicorn's per-connection queue and event once nobody reads them: saves 3 KiB a phone."""

    def put_nowait(self, item: Any) -> None: ...
    def set(self) -> None: ...
    def clear(self) -> None: ...


NOWHERE: Any = Nowhere()


class DetachableProtocol(WebSocketsSansIOProtocol):
    """uvicorn's sans-I/O protocol, with callbacks instead of ASGI once an endpoint has asked for them.

    Whole, short, masked text frames are unmasked here and delivered. Every other frame is cut out and goes to
    websockets' parser, which therefore stands at a frame's edge whenever the fast path runs.
    """

    def __init__(self, config: Any, server_state: Any, app_state: dict[str, Any], _loop: Any = None) -> None:
        # Whatever the server was started with: these two are part of the protocol.
        config.ws_max_size, config.ws_per_message_deflate = MAX_MESSAGE, False
        super().__init__(config, server_state, app_state, _loop)
        self.detached: DetachedConnection | None = None
        self.early: list[Any] = []
        self.rest = b""
        self.owed = 0
        self.fragmented = False
        self.missed = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        read_little(transport)

    # ASGI, until the endpoint detaches

    async def run_asgi(self) -> None:
        extensions: dict[Any, Any] = self.scope["extensions"]
        extensions[EXTENSION] = self
        self.scope["headers"] = [(name.lower(), value) for name, value in self.scope["headers"]]
        try:
            await self.app(self.scope, self.receive, self.send)
        except ClientDisconnected:
            pass
        except BaseException:
            self.logger.exception("Exception in ASGI application\n")
            self.send_500_response()
            self.say_goodbye(1011, "", CLOSE_PATIENCE)
        else:
            self.insist_on_handshake()
        if self.detached is not None:
            self.forget_asgi()
        elif self.close_timer is None:
            self.transport.close()

    def insist_on_handshake(self) -> None:
        if not self.handshake_complete:
            self.logger.error("ASGI callable returned without completing handshake.")
            self.send_500_response()

    def forget_asgi(self) -> None:
        self.queue = self.writable = NOWHERE
        self.scope = {}  # type: ignore[typeddict-item]
        self.__dict__.pop("request", None)
        self.__dict__.pop("response", None)

    def detach(self, on_text: OnText, on_close: OnClose) -> DetachedConnection:
        self.detached = DetachedConnection(self, on_text, on_close)
        while not self.queue.empty():
            self.early.append(self.queue.get_nowait())
        self.loop.call_soon(self.deliver_early)
        return self.detached

    def deliver_early(self) -> None:
        """Hand over what came between the acceptance and `detach`, even the end."""
        early, self.early = self.early, []
        for message in early:
            if message["type"] == "websocket.receive":
                self.deliver(message.get("text"))
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        if self.disconnected:
            self.ended()

    # What comes in

    def data_received(self, data: bytes) -> None:
        self.missed = 0
        if not self.handshake_initiated:
            super().data_received(data)
            return
        if self.early:
            self.deliver_early()
        if self.rest:
            data, self.rest = self.rest + data, b""
        start = 0
        while start < len(data) and self.conn.parser_exc is None:
            start = self.take_frame(data, start)

    def take_frame(self, data: bytes, start: int) -> int:
        """Deal with the frame at `start`, or with as much of it as is here; where the next one begins."""
        if self.owed:
            return self.parse(data, start)
        if len(data) - start < 2:
            return self.keep(data, start)
        first, second = data[start], data[start + 1]
        size, body = second & 0x7F, start + 6
        if size > 125:
            body += 2 if size == 126 else 8
            if len(data) < body - 4:
                return self.keep(data, start)
            size = int.from_bytes(data[start + 2 : body - 4], "big")
        if first == 0x81 and second > 0x7F and size <= SHORT and self.plain_sailing:
            if len(data) < body + size:
                return self.keep(data, start)
            self.deliver_bytes(apply_mask(data[body : body + size], data[body - 4 : body]))
        elif first == 0x8A and second > 0x7F and size <= 125 and self.plain_sailing:
            if len(data) < body + size:  # the answer to a ping: that it came is all it says
                return self.keep(data, start)
        else:
            if first & 0x0F < 8:
                self.fragmented = first < 0x80
            self.owed = body + size - start
            return self.parse(data, start)
        return body + size

    @property
    def plain_sailing(self) -> bool:
        return self.detached is not None and not self.fragmented and self.conn.state is State.OPEN

    def keep(self, data: bytes, start: int) -> int:
        self.rest = data[start:]
        return len(data)

    def parse(self, data: bytes, start: int) -> int:
        """Give the parser what is here of the frame it is owed."""
        chunk = data[start : start + self.owed]
        self.owed -= len(chunk)
        if not self.transport.is_closing():
            super().data_received(chunk)
        return start + len(chunk)

    def send_receive_event_to_app(self) -> None:
        """A whole message from the parser (the base class's name for it)."""
        if self.detached is None:
            super().send_receive_event_to_app()
            return
        payload, self.frames = b"".join(self.frames), []
        if self.curr_msg_data_type == "text":
            self.deliver_bytes(payload)
        else:
            self.deliver(None)

    def deliver_bytes(self, payload: bytes) -> None:
        try:
            text = str(payload, "utf-8")
        except UnicodeDecodeError:
            self.conn.fail(1007, "not UTF-8")
            self.handle_parser_exception()
        else:
            self.deliver(text)

    def deliver(self, text: str | None) -> None:
        assert self.detached is not None
        if not self.detached.open:
            return
        if text is None:
            self.detached.close(1003, "text only")
            return
        try:
            self.detached.on_text(text)
        except Exception:
            log.exception("A message could not be handled; its connection is closed")
            self.detached.close(1011)

    # The end

    def say_goodbye(self, code: int, reason: str, patience: float) -> None:
        """Start the closing handshake; without an answer within `patience` seconds the line is dropped."""
        self.fall_silent()
        if self.conn.state is not State.OPEN or self.transport.is_closing():
            return
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.close_timer = self.loop.call_later(patience, self.transport.abort)

    def fall_silent(self) -> None:
        if self.detached is not None:
            self.detached.fall_silent()

    def handle_close(self, event: Any) -> None:
        self.fall_silent()
        super().handle_close(event)

    def handle_parser_exception(self) -> None:
        """Broken framing: say why, then go on reading into the void for a moment.

        Closing at once, with unread bytes in the kernel, would reset the line and take the reason with it.
        """
        self.fall_silent()
        close = self.conn.close_sent
        assert close is not None
        self.queue.put_nowait({"type": "websocket.disconnect", "code": close.code, "reason": close.reason})
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        with contextlib.suppress(NotImplementedError):  # TLS cannot half-close
            self.transport.write_eof()
        if self.close_timer is None:
            self.close_timer = self.loop.call_later(LAST_PATIENCE, self.transport.abort)

    def shutdown(self) -> None:
        """The server stops: 1012 tells the other side to come back."""
        if not self.handshake_complete:
            super().shutdown()
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": 1012})
        self.say_goodbye(1012, "", LAST_PATIENCE)
        # Also when somebody else began the goodbye and the other side has stopped reading.
        self.loop.call_later(LAST_PATIENCE, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.ended()

    def ended(self) -> None:
        if self.detached is None or self.early:
            return
        self.fall_silent()
        detached, self.detached = self.detached, None
        close = self.conn.close_rcvd or self.conn.close_sent
        detached.on_close(close.code if close else 1006)

    # Pings: one sweep for all instead of uvicorn's timer for each

    def start_keepalive(self) -> None:
        if self.ping_interval:
            sweep_of(self.config, self.loop, self.ping_interval).add(self)

    def stop_keepalive(self) -> None:
        if self.ping_interval:
            sweep_of(self.config, self.loop, self.ping_interval).discard(self)

    def ask(self) -> None:
        """Still there? Any bytes since the last question are an answer."""
        if self.missed >= PINGS_MISSED:
            self.fall_silent()
            self.transport.abort()
            return
        self.missed += 1
        if not self.close_sent and not self.transport.is_closing():
            self.transport.write(PING)


class Sweep:
    """Asks every connection in turn whether it is still there: one timer, a slice of them at a time."""

    SLICES = 20

    def __init__(self, loop: asyncio.AbstractEventLoop, interval: float) -> None:
        self.loop, self.pause = loop, interval / self.SLICES
        self.slices: list[set[DetachableProtocol]] = [set() for _ in range(self.SLICES)]
        self.added = self.turn = 0
        self.timer: asyncio.TimerHandle | None = None

    def add(self, connection: DetachableProtocol) -> None:
        self.added += 1
        self.slices[self.added % self.SLICES].add(connection)
        if self.timer is None:
            self.timer = self.loop.call_later(self.pause, self.ask_slice)

    def discard(self, connection: DetachableProtocol) -> None:
        for some in self.slices:
            some.discard(connection)

    def ask_slice(self) -> None:
        self.turn = (self.turn + 1) % self.SLICES
        for connection in list(self.slices[self.turn]):
            connection.ask()
        anybody = any(self.slices)
        self.timer = self.loop.call_later(self.pause, self.ask_slice) if anybody else None


sweeps: WeakKeyDictionary[Any, Sweep] = WeakKeyDictionary()


def sweep_of(server: Any, loop: asyncio.AbstractEventLoop, interval: float) -> Sweep:
    if server not in sweeps:
        sweeps[server] = Sweep(loop, interval)
    return sweeps[server]
