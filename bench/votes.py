"""Votes that are on disk before they are answered, judged and kept as every vote is.

Ours and the others take turns, round by round, each with its phones waiting all the time.
"""

import contextlib
from collections.abc import Iterator
from statistics import median
from typing import Any

import msgspec
from msgspec import Struct

from bench.peers import Peer, floor, serving, starlette
from bench.processes import Load, Opened, Server, folder, hall, our_load
from bench.table import Figure, alone, beside, short

CAST = '{"do":"cast","choice":"%v"}'
LIKE_OURS = '{"t":"do","id":"%i","step":"k0123456789","move":{"do":"cast","choice":"o0123456789"}}'
ROUNDS = 5
PHONES = 1000
RATE = 5000


class Side(Struct):
    """`rates`: votes a second; `costs`: CPU microseconds a vote, of all its threads and the kernel for it."""

    name: str
    server: Server
    load: Load
    rates: list[float] = msgspec.field(default_factory=list)
    costs: list[float] = msgspec.field(default_factory=list)

    def closed_loop(self, phones: int, seconds: float) -> None:
        """Each phone votes again as soon as it was answered."""
        before = self.server.cpu
        said = whole(self.load.ask("votes", seconds, 0, 0, phones))
        self.rates.append(said["a_second"])
        self.costs.append((self.server.cpu - before) / said["acked"])

    @property
    def rate(self) -> float:
        return median(self.rates)

    @property
    def cost(self) -> float:
        return median(self.costs)


def whole(said: dict[str, Any]) -> dict[str, Any]:
    """Raises RuntimeError when something was refused or never answered: then it is no measurement."""
    if said["refused"] or said["lost"] or said["failed"]:
        raise RuntimeError(f"votes were refused or lost: {said}")
    return said


def figures(quick: bool) -> Iterator[Figure]:
    seconds = 0.6 if quick else 1.5
    for phones in (PHONES,) if quick else (100, PHONES, 10_000):
        with contextlib.ExitStack() as stack:
            own = ours(stack, phones)
            others = beside_it(stack) if phones == PHONES else []
            in_turns([own, *others], phones, seconds)
            yield alone(f"votes_durable_{short(phones)}", own.rate, "votes/s")
            yield from (
                beside_others(own, others)
                if others
                else [alone(f"vote_{short(phones)}_us", own.cost, "µs/vote")]
            )
            if phones == PHONES:
                yield from at_a_steady_rate(own.load, seconds)


def in_turns(sides: list[Side], phones: int, seconds: float) -> None:
    for side in sides:
        whole(side.load.ask("votes", seconds / 2, 0, 0, phones))
    for _ in range(ROUNDS):
        for side in sides:
            side.closed_loop(phones, seconds)


def beside_others(own: Side, others: list[Side]) -> Iterator[Figure]:
    bottom, each = others
    yield beside("votes_durable_floor", own.rate, "votes/s", bottom.rate, bottom.name, cost=False)
    yield beside("votes_durable_commit_each", own.rate, "votes/s", each.rate, each.name, cost=False)
    yield beside("vote_1k_us", own.cost, "µs/vote", bottom.cost, bottom.name, cost=True)


def at_a_steady_rate(load: Load, seconds: float) -> Iterator[Figure]:
    """Votes come whether or not the server keeps up; an answer's time counts from when its vote was due."""
    said = [whole(load.ask("votes", seconds, RATE, 0, PHONES)) for _ in range(ROUNDS)]
    yield alone("ack_5k_p50_ms", median(one["ack_p50"] for one in said), "ms")
    yield alone("ack_5k_p99_ms", median(one["ack_p99"] for one in said), "ms")


def ours(stack: contextlib.ExitStack, phones: int) -> Side:
    server, opened = stack.enter_context(hall(stack.enter_context(folder()), "vote", phones))
    load = stack.enter_context(our_votes(opened))
    load.fill(phones)
    return Side("ours", server, load)


def our_votes(opened: Opened) -> Any:
    return our_load(opened, CAST, values=",".join(opened.options))


def beside_it(stack: contextlib.ExitStack) -> list[Side]:
    return [
        theirs(stack, "append + fdatasync", floor(), "disk"),
        theirs(stack, "one commit a vote", starlette("votes"), "0"),
    ]


def theirs(stack: contextlib.ExitStack, name: str, peer: Peer, mode: str) -> Side:
    data = stack.enter_context(folder())
    server, load = stack.enter_context(serving(peer, PHONES, mode, data / "votes", move=LIKE_OURS))
    load.fill(PHONES)
    return Side(name, server, load)
