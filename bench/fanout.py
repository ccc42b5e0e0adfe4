"""One message to everybody: somebody answers a live scale, and all phones, in three languages, show it."""

from collections.abc import Iterator
from statistics import median
from typing import Any

from msgspec import Struct

from bench.machine import allow_files
from bench.peers import Peer, available, floor, serving
from bench.processes import Load, Server, folder, hall, our_load
from bench.table import Figure, alone, beside

RATE = '{"do":"rate","statement":1,"value":%v}'
BLOCKS = 5
ROUNDS = {100: 10, 1000: 5, 10_000: 3}
"""Rounds in a block, of which the median is taken."""
OUR_REST = (300, 5)
"""Between rounds, so that none waits for the hub's rhythm: milliseconds, times the round's length."""
PEERS_REST = (20, 0)


class Fan(Struct, frozen=True):
    """`cost`: CPU microseconds of the server a message, median of the blocks. `rounds`: milliseconds each."""

    cost: float
    rounds: list[float]
    size: float

    @property
    def worst_over_median(self) -> float:
        return max(self.rounds) / median(self.rounds)


def blocks(server: Server, load: Load, phones: int, rest: tuple[int, int], rounds: int) -> Fan:
    load.ask("fanout", 1, *rest)
    costs: list[float] = []
    said: list[dict[str, Any]] = []
    for _ in range(BLOCKS):
        before = server.cpu
        said.append(load.ask("fanout", rounds, *rest))
        if said[-1]["failed"]:
            raise RuntimeError(f"{said[-1]['failed']} phones heard nothing")
        costs.append((server.cpu - before) / rounds / phones)
    times = [time for one in said for time in one["rounds"]]
    return Fan(median(costs), times, said[-1]["bytes"])


def ours(phones: int, rounds: int) -> Fan:
    with (
        folder() as data,
        hall(data, "scale", phones) as (server, opened),
        our_load(opened, RATE, values="1,2,3,4,5") as load,
    ):
        load.fill(phones)
        load.ask("quiet", 600)
        return blocks(server, load, phones, OUR_REST, rounds)


def theirs(peer: Peer, phones: int, size: int, rounds: int) -> Fan:
    mode = {"floor": ["fan", str(size)]}.get(peer.name, [str(size)])
    move = '42["go"]' if peer.options.get("engine") else "B"
    with serving(peer, phones, *mode, move=move) as (server, load):
        load.fill(phones)
        return blocks(server, load, phones, PEERS_REST, rounds)


def short(phones: int) -> str:
    return f"{phones // 1000}k" if phones >= 1000 else str(phones)


def figures(quick: bool) -> Iterator[Figure]:
    allow_files()
    peers = [floor(), *available(quick)]
    for phones in ROUNDS:
        own = ours(phones, 2 if quick else ROUNDS[phones])
        yield from _beside_all(phones, own, peers, quick)
    yield alone("fanout_10k_worst_over_median", own.worst_over_median, "x")


def _beside_all(phones: int, own: Fan, peers: list[Peer], quick: bool) -> Iterator[Figure]:
    for peer in peers:
        if quick and phones == 100 and peer.name != "floor":
            continue
        rounds = 1 if phones == 10_000 else 2 if quick else ROUNDS[phones]
        other = theirs(peer, phones, round(own.size), rounds)
        yield beside(
            f"fanout_{short(phones)}_{peer.name}", own.cost, "µs/message", other.cost, peer.name, cost=True
        )
