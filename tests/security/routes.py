"""Every route of the running program, as requests that can be made."""

from collections.abc import Iterator
from typing import Any

from starlette.routing import Route, WebSocketRoute

from tests.server import RunningHouse

PLACES = {
    **{"place:path": "Salen", "format": "md", "path:path": "css/phone.css", "step": "k1"},
    **{"picture": "p0", "item": "i1", "template": "t1"},
}
HTML = {"accept": "text/html,*/*;q=0.8"}


def registry(house: RunningHouse) -> Iterator[tuple[str, str]]:
    """(method, path) of every HTTP route; HEAD goes with GET."""
    for route in house.house.app.routes:
        if isinstance(route, Route):
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield method, route.path
        else:
            assert isinstance(route, WebSocketRoute), f"{route} is a kind of route these tests do not know"


def sockets(house: RunningHouse) -> list[str]:
    return [route.path for route in house.house.app.routes if isinstance(route, WebSocketRoute)]


def address(path: str, code: str, **more: str) -> str:
    for name, value in {**PLACES, "code": code, **more}.items():
        path = path.replace("{" + name + "}", value)
    assert "{" not in path, f"{path}: say in PLACES what stands there"
    return path


def ask(client: Any, method: str, path: str, **headers: str) -> Any:
    """One request; what is posted is an empty form."""
    body = {"data": {"none": ""}} if method != "GET" else {}
    return client.request(method, path, headers={**HTML, **headers}, follow_redirects=False, **body)
