"""Where a connection comes in. Whoever asks for a socket goes straight to its protocol.

uvicorn reads such a request as HTTP first, writes it down again and has the socket's protocol read it once more:
when a hall comes, that is a tenth of the work.
"""

import re
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

from sessions.connection_detached import REQUEST, DetachableProtocol, read_little

UPGRADE = re.compile(rb"\r\nupgrade:[ \t]*websocket[ \t]*\r\n", re.IGNORECASE)

Usual: Any = AutoHTTPProtocol


class Door(Usual):  # type: ignore[misc]
    """uvicorn's HTTP, except for a whole request for a socket that comes first on its line."""

    untouched = True

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        read_little(transport, REQUEST)

    def data_received(self, data: bytes) -> None:
        first, self.untouched = self.untouched, False
        if first and self.ws_protocol_class is DetachableProtocol and asks_for_a_socket(data):
            self.hand_over(data)
        else:
            super().data_received(data)

    def hand_over(self, data: bytes) -> None:
        self.connections.discard(self)
        protocol = self.ws_protocol_class(
            config=self.config, server_state=self.server_state, app_state=self.app_state
        )
        protocol.connection_made(self.transport)
        self.transport.set_protocol(protocol)
        protocol.data_received(data)


def asks_for_a_socket(request: bytes) -> bool:
    """Whether these bytes are, at least, one whole request that does."""
    head, whole, _ = request.partition(b"\r\n\r\n")
    return bool(whole) and head.startswith(b"GET ") and UPGRADE.search(head + b"\r\n") is not None
