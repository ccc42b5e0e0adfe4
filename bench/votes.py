"""Votes that are on disk before they are answered, judged and kept as every vote is."""

from collections.abc import Iterator
from statistics import median
from typing import Any

from bench.fanout import short
from bench.peers import Peer, floor, serving, starlette
from bench.processes import Load, Opened, Server, folder, hall, our_load
from bench.table import Figure, alone, beside

CAST = '{"do":"cast","choice":"%v"}'
LIKE_OURS = '{"t":"do","id":"%i","step":"k0123456789","move":{"do":"cast","choice":"o0123456789"}}'
ROUNDS = 5
PHONES = 1000
RATE = 5000


def closed_loop(server: Server, load: Load, phones: int, seconds: float) -> tuple[float, float]:
    """Votes a second and CPU microseconds a vote, when each phone votes again as soon as it was answered."""
    load.ask("votes", seconds / 2, 0, 0, phones)
    rates, costs = [], []
    for _ in range(ROUNDS):
        before = server.cpu
        said = whole(load.ask("votes", seconds, 0, 0, phones))
        rates.append(said["a_second"])
        costs.append((server.cpu - before) / said["acked"])
    return median(rates), median(costs)


def whole(said: dict[str, Any]) -> dict[str, Any]:
    """Raises RuntimeError when something was refused or never answered: then it is no measurement."""
    if said["refused"] or said["lost"] or said["failed"]:
        raise RuntimeError(f"votes were refused or lost: {said}")
    return said


def our_votes(opened: Opened) -> Any:
    return our_load(opened, CAST, values=",".join(opened.options))


def figures(quick: bool) -> Iterator[Figure]:
    seconds = 0.6 if quick else 1.5
    for phones in (PHONES,) if quick else (100, PHONES, 10_000):
        with folder() as data, hall(data, "vote", phones) as (server, opened), our_votes(opened) as load:
            load.fill(phones)
            rate, cost = closed_loop(server, load, phones, seconds)
            yield alone(f"votes_durable_{short(phones)}", rate, "votes/s")
            yield alone(f"vote_{short(phones)}_us", cost, "µs/vote")
            if phones == PHONES:
                yield from at_a_steady_rate(load, seconds)
                yield from beside_others(rate, seconds)


def at_a_steady_rate(load: Load, seconds: float) -> Iterator[Figure]:
    """Votes come whether or not the server keeps up; an answer's time counts from when its vote was due."""
    said = [whole(load.ask("votes", seconds, RATE, 0, PHONES)) for _ in range(ROUNDS)]
    yield alone("ack_5k_p50_ms", median(one["ack_p50"] for one in said), "ms")
    yield alone("ack_5k_p99_ms", median(one["ack_p99"] for one in said), "ms")


def beside_others(rate: float, seconds: float) -> Iterator[Figure]:
    bottom = theirs(floor(), "disk", seconds=seconds)
    yield beside("votes_durable_floor", rate, "votes/s", bottom, "append + fdatasync", cost=False)
    each = theirs(starlette("votes"), "0", seconds=seconds)
    yield beside("votes_durable_commit_each", rate, "votes/s", each, "one commit a vote", cost=False)


def theirs(peer: Peer, mode: str, seconds: float) -> float:
    with folder() as data, serving(peer, PHONES, mode, data / "votes", move=LIKE_OURS) as (server, load):
        load.fill(PHONES)
        return closed_loop(server, load, PHONES, seconds)[0]
