"""What every request and answer must pass: our hosts, our own origin, and the headers that keep text text."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
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
    "cache-control": "no-store",
}
ENCODED = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]{1,253})(:[0-9]{1,5})?")
ORIGIN = re.compile(r"https?://([^/?#@\s]+)")

Refuse = Callable[[Request, int, str], Response]
"""(request, status, code) -> the answer, in the words of the page's language."""


class Guard:
    """Refuses foreign hosts (421) and origins (403), on the socket too; adds the headers to every answer."""

    def __init__(self, app: ASGIApp, hosts: Callable[[str], bool], refuse: Refuse) -> None:
        self.app = app
        self.hosts = hosts
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if scope["type"] == "websocket":
            await (_turn_away(receive, send) if refusal else self.app(scope, receive, send))
            return
        answer = self.refuse(Request(scope), *refusal) if refusal else self.app
        await answer(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        named = headers.getlist("host")
        if len(named) != 1 or not self.hosts(named[0]):
            return 421, "foreign_host"
        unsafe = scope["type"] == "websocket" or scope["method"] not in SAFE
        if unsafe and not own_origin(headers, named[0]):
            return 403, "foreign_origin"
        return None


async def _turn_away(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.close", "code": 1008})


def own_origin(headers: Headers, host: str) -> bool:
    """A browser says where a request comes from; programs say nothing, and carry no cookie by themselves.

    Names and ports are compared, not the scheme: behind a proxy we may not know that the browser speaks TLS.
    """
    said = headers.getlist("origin")
    if not said:
        return headers.get("sec-fetch-site", "none") in ("same-origin", "none")
    origin = ORIGIN.fullmatch(said[0]) if len(said) == 1 else None
    return origin is not None and origin[1].lower() == host.lower()


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = list(message.get("headers", ()))
            named = {name.lower() for name, _ in own}
            message["headers"] = [*own, *(pair for pair in ENCODED if pair[0] not in named)]
        await send(message)

    return sent


def hosts_of(names: Iterable[str]) -> Callable[[str], bool]:
    """Which Host headers are ours: the names given (*.example.org: all under it), localhost, any IP address.

    Addresses are let in whichever they are: behind a port mapping or in a container the server does not know
    the one that phones use, and DNS rebinding, which this check is against, always comes under a name.
    """
    known = {name.lower() for name in names} | {"localhost"}
    under = tuple(name[1:] for name in known if name.startswith("*."))

    @lru_cache(256)
    def ours(host: str) -> bool:
        found = HOST.fullmatch(host)
        if found is None:
            return False
        name = found[1].lower().rstrip(".")
        return name in known or name.endswith(under) or _is_address(name.strip("[]"))

    return ours


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
