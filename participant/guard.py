"""What every answer and every request must pass: allowed hosts, own origin, and the headers that keep text text."""

from collections.abc import Callable, Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "SAMEORIGIN",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """Refuses foreign hosts (421) and foreign origins (403, on the socket too); adds the headers to every answer."""

    def __init__(self, app: ASGIApp, hosts: Callable[[str], bool]) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if scope["type"] == "websocket":
            await (self._turn_away(receive, send) if refusal else self.app(scope, receive, send))
            return
        answer = PlainTextResponse(refusal[1], refusal[0]) if refusal else self.app
        await answer(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self.hosts(host):
            return 421, "This server does not answer to that name."
        unsafe = scope["type"] == "websocket" or scope["method"] not in SAFE
        if unsafe and not own_origin(headers, host):
            return 403, "That came from another site."
        return None

    async def _turn_away(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.close", "code": 1008})


def own_origin(headers: Headers, host: str) -> bool:
    """A browser says where a request comes from; programs (the API, tests) say nothing and carry no cookie by themselves."""
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site", "none") in ("same-origin", "none")
    return urlsplit(origin).netloc.lower() == host.lower()


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return sent


def hosts_of(names: Iterable[str]) -> Callable[[str], bool]:
    """Which Host headers are ours: the names given, any IP address (a LAN has no names), and localhost."""
    known = {name.lower() for name in names}

    def ours(host: str) -> bool:
        name = urlsplit(f"//{host}").hostname or ""
        return name in known or name == "localhost" or _is_address(name)

    return ours


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
