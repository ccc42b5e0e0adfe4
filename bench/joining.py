"""Everybody comes at once: the page, the socket, and a seat that is on disk; then everybody again, with their seats.

Ours and plain Starlette take turns, storm by storm.
"""

import contextlib
from collections.abc import Iterator
from statistics import median
from typing import Any
from urllib.request import urlopen

from bench.peers import serving, starlette
from bench.processes import STRANGERS, Load, Opened, Server, folder, hall, our_load
from bench.table import Figure, alone, beside, short
from sessions.languages import LANGUAGES

PHONES = 5000
AT_ONCE = 256
STATE = 400
"""Bytes that our socket sends a phone whose page is new: what the other server sends as well."""

Storm = dict[str, Any]
"""What the generator says of one storm; `cost`: CPU microseconds of the server, each who came."""


def figures(quick: bool) -> Iterator[Figure]:
    rounds = 1 if quick else 5
    if not quick:
        for phones in (100, 1000):
            yield alone(f"join_{short(phones)}_us", new_ones(phones)[0]["cost"], "µs/join")
    joined, page = new_ones(PHONES)
    yield from told("join_5k", *in_turns(rounds, page, joined))
    yield from told("reconnect_5k", *again_in_turns(rounds, page))


def told(name: str, ours: list[Storm], theirs: list[Storm]) -> Iterator[Figure]:
    yield beside(f"{name}_starlette", rate(ours), "joins/s", rate(theirs), "starlette", cost=False)
    yield alone(f"{name}_p99_ms", median(one["come_p99"] for one in ours), "ms")
    yield alone(f"{name}_refused", sum(one["refused"] + one["failed"] for one in ours), "phones")
    costs = [median(one["cost"] for one in storms) for storms in (ours, theirs)]
    yield beside(f"{name}_us", costs[0], "µs/join", costs[1], "starlette", cost=True)


def rate(storms: list[Storm]) -> float:
    return float(median(one["come_n"] / one["ms"] * 1000 for one in storms))


def in_turns(rounds: int, page: int, first: Storm) -> tuple[list[Storm], list[Storm]]:
    ours, theirs = [first], []
    with peer(page, "") as (server, load):
        theirs.append(come_and_go(server, load))
        for _ in range(rounds - 1):
            ours.append(new_ones(PHONES)[0])
            theirs.append(come_and_go(server, load))
    return ours, theirs


def again_in_turns(rounds: int, page: int) -> tuple[list[Storm], list[Storm]]:
    ours, theirs = [], []
    with (
        folder() as data,
        hall(data, "scale", PHONES) as (server, opened),
        our_load(opened) as load,
        peer(page, "known=1") as (other_server, other_load),
    ):
        page_size(opened)
        for _ in range(rounds):
            ours.append(come_and_go(server, load))
            theirs.append(come_and_go(other_server, other_load))
    return ours, theirs


def new_ones(phones: int) -> tuple[Storm, int]:
    """In a new session each time, so that every one is as empty; and how large the page was."""
    with folder() as data, hall(data, "scale", 0) as (server, opened), our_load(opened) as load:
        size = page_size(opened)
        return storm(server, load, STRANGERS, phones), size


def storm(server: Server, load: Load, first: int, phones: int) -> Storm:
    before = server.cpu
    said = load.ask("come", first, phones, AT_ONCE, 1, 0)
    return said | {"cost": (server.cpu - before) / max(said["come_n"], 1)}


def come_and_go(server: Server, load: Load) -> Storm:
    said = storm(server, load, 0, PHONES)
    load.ask("leave", 0, PHONES)
    load.ask("quiet", 500)
    return said


def page_size(opened: Opened) -> int:
    """Asked for once in each language: the first time a template is used it has to be compiled."""
    address = f"http://127.0.0.1:{opened.port}/s/{opened.code}"
    for language in LANGUAGES:
        with urlopen(f"{address}?lang={language}") as page:
            size = len(page.read())
    return size


@contextlib.contextmanager
def peer(page: int, cookie: str) -> Iterator[tuple[Server, Load]]:
    with folder() as data:
        arguments = (str(STATE), data / "seats", str(page))
        with serving(starlette("join"), PHONES, *arguments, cookie=cookie, hi="1", ready="x") as served:
            yield served
