"""Everybody comes at once: the page, the socket, and a seat that is on disk; then everybody again, with their seats."""

from collections.abc import Iterator
from statistics import median
from typing import Any
from urllib.request import urlopen

from bench.peers import serving, starlette
from bench.processes import Load, Opened, Server, folder, hall, our_load
from bench.table import Figure, alone, beside
from sessions.languages import LANGUAGES

PHONES = 5000
AT_ONCE = 256
STATE = 400
"""Bytes that our socket sends a phone whose page is new: what the other server sends as well."""


def figures(quick: bool) -> Iterator[Figure]:
    rounds = 1 if quick else 5
    join, page = joins(rounds)
    reconnect = reconnects(rounds)
    yield from told("join_5k", join, peer(rounds, page, ""))
    yield from told("reconnect_5k", reconnect, peer(rounds, page, "known=1"))


def told(name: str, ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> Iterator[Figure]:
    yield beside(f"{name}_starlette", rate(ours), "joins/s", rate(theirs), "starlette", cost=False)
    yield alone(f"{name}_p99_ms", median(one["come_p99"] for one in ours), "ms")
    yield alone(f"{name}_refused", sum(one["refused"] + one["failed"] for one in ours), "phones")
    costs = [median(one["cost"] for one in rounds) for rounds in (ours, theirs)]
    yield beside(f"{name}_us", costs[0], "µs/join", costs[1], "starlette", cost=True)


def rate(rounds: list[dict[str, Any]]) -> float:
    return float(median(one["come_n"] / one["ms"] * 1000 for one in rounds))


def came(server: Server, load: Load, first: int) -> dict[str, Any]:
    before = server.cpu
    said = load.ask("come", first, PHONES, AT_ONCE, 1, 0)
    return said | {"cost": (server.cpu - before) / max(said["come_n"], 1)}


def joins(rounds: int) -> tuple[list[dict[str, Any]], int]:
    """A new session for each round, so that every one is as empty; and how large the page was."""
    found = []
    for _ in range(rounds):
        with folder() as data, hall(data, "scale", 0) as (server, opened), our_load(opened) as load:
            size = page_size(opened)
            found.append(came(server, load, 2))
    return found, size


def page_size(opened: Opened) -> int:
    """Asked for once in each language: the first time a template is used it has to be compiled."""
    address = f"http://127.0.0.1:{opened.port}/s/{opened.code}"
    for language in LANGUAGES:
        with urlopen(f"{address}?lang={language}") as page:
            size = len(page.read())
    return size


def reconnects(rounds: int) -> list[dict[str, Any]]:
    found = []
    with folder() as data, hall(data, "scale", PHONES) as (server, opened), our_load(opened) as load:
        for _ in range(rounds):
            found.append(came(server, load, 0))
            load.ask("leave", 0, PHONES)
            load.ask("quiet", 500)
    return found


def peer(rounds: int, page: int, cookie: str) -> list[dict[str, Any]]:
    found = []
    with folder() as data:
        arguments = (str(STATE), data / "seats", str(page))
        with serving(starlette("join"), PHONES, *arguments, cookie=cookie, hi="1", ready="x") as (
            server,
            load,
        ):
            for _ in range(rounds):
                found.append(came(server, load, 0))
                load.ask("leave", 0, PHONES)
                load.ask("quiet", 200)
    return found
