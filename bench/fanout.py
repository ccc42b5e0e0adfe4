"""One message to everybody: whoever leads turns a slide, and all phones, in three languages, show it.

All servers have their phones at the same time and take turns, round by round: whatever else the machine does
meanwhile, it does to each of them. A message costs what the server's process used from the move until
the last phone had it, the kernel's share included; ours is judged, stored and drawn in three languages in that time.
"""

import contextlib
from collections.abc import Iterator
from statistics import median

import msgspec
from msgspec import Struct

from bench.machine import allow_files
from bench.peers import Peer, available, floor, serving
from bench.processes import HAND, Load, Server, folder, hall, our_load
from bench.table import Figure, alone, beside, short

TURN = '{"do":"turn_to","slide":"%v"}'
ROUNDS = {100: 9, 1000: 9, 10_000: 6}
QUICK_ROUNDS = {100: 5, 1000: 5, 10_000: 5}
BREATH = 20.0
"""Milliseconds after a round."""
REST, TIMES = 300.0, 5
"""Ours rests longer, so that none waits for the hub's rhythm: milliseconds, and times the round's length."""


class Side(Struct):
    """A server with its phones. `costs`: CPU microseconds a message, of each round; `rounds`: its milliseconds."""

    name: str
    server: Server
    load: Load
    mover: int = 0
    rest: tuple[float, float] = (BREATH, 0)
    costs: list[float] = msgspec.field(default_factory=list)
    rounds: list[float] = msgspec.field(default_factory=list)
    size: float = 0

    def round(self, phones: int) -> None:
        before = self.server.cpu
        said = self.load.ask("fanout", 1, 0, 0, self.mover)
        cost = self.server.cpu - before
        if said["failed"]:
            raise RuntimeError(f"{self.name}: {said['failed']} phones heard nothing")
        self.costs.append(cost / phones)
        self.rounds.append(said["rounds"][0])
        self.size = said["bytes"]
        self.load.ask("quiet", max(self.rest[0], self.rest[1] * self.rounds[-1]))

    def keeps_up(self, phones: int) -> bool:
        """A round of somebody else's server; one that loses its phones is left out, with a sentence."""
        try:
            self.round(phones)
        except RuntimeError as lost:
            print(f"  left out: {lost}", flush=True)
            return False
        return True

    def forget(self) -> None:
        """The first round, in which templates are read and buffers grow, is nobody's measure."""
        self.costs.clear()
        self.rounds.clear()

    @property
    def cost(self) -> float:
        return median(self.costs)


def figures(quick: bool) -> Iterator[Figure]:
    allow_files()
    rounds = QUICK_ROUNDS if quick else ROUNDS
    for phones in rounds:
        with contextlib.ExitStack() as stack:
            yield from beside_all(stack, phones, rounds[phones], quick)


def beside_all(stack: contextlib.ExitStack, phones: int, rounds: int, quick: bool) -> Iterator[Figure]:
    own, empty = ours(stack, phones)
    peers = [floor(), *(available(quick) if phones > 100 or not quick else ())]
    others = [side for peer in peers if (side := theirs(stack, peer, phones, round(own.size)))]
    for number in range(rounds + 1):
        own.round(phones)
        others = [side for side in others if side.keeps_up(phones)]
        for side in (own, *others) if not number else ():
            side.forget()
    for side in others:
        yield beside(
            f"fanout_{short(phones)}_{side.name}", own.cost, "µs/message", side.cost, side.name, cost=True
        )
    yield from limits(phones, others)
    yield alone(f"fanout_{short(phones)}_ms", median(own.rounds), "ms")
    yield alone(f"fanout_{short(phones)}_worst_over_median", max(own.rounds) / median(own.rounds), "x")
    yield from memory(own.server, empty, phones)


def limits(phones: int, others: list[Side]) -> Iterator[Figure]:
    """What nobody can be ahead of Starlette by: the floor itself."""
    named = {side.name: side for side in others}
    if {"floor", "starlette"} <= named.keys():
        bottom, plain = named["floor"].cost, named["starlette"].cost
        name = f"floor_{short(phones)}_starlette"
        yield beside(name, bottom, "µs/message", plain, "starlette", cost=True)


def ours(stack: contextlib.ExitStack, phones: int) -> tuple[Side, float]:
    """With its phones; and what the process held in memory before they came."""
    server, opened = stack.enter_context(hall(stack.enter_context(folder()), "slides", phones))
    empty = server.memory
    load = stack.enter_context(our_load(opened, TURN, values="s2,s1"))
    load.fill(phones)
    load.ask("come", phones + HAND, 1, 1, 0, 0)
    side = Side("ours", server, load, phones + HAND, (REST, TIMES))
    for _ in range(2):
        side.round(phones)
    side.forget()
    return side, empty


def theirs(stack: contextlib.ExitStack, peer: Peer, phones: int, size: int) -> Side | None:
    mode = ["fan", str(size)] if peer.name == "floor" else [str(size)]
    move = '42["go"]' if peer.options.get("engine") else "B"
    server, load = stack.enter_context(serving(peer, phones, *mode, move=move))
    try:
        load.fill(phones)
    except RuntimeError as lost:
        print(f"  left out: {peer.name}: {lost}", flush=True)
        return None
    return Side(peer.name, server, load)


def memory(server: Server, empty: float, phones: int) -> Iterator[Figure]:
    name = "kib_per_phone" if phones == max(ROUNDS) else f"kib_per_phone_{short(phones)}"
    yield alone(name, (server.memory - empty) / phones, "KiB")
    yield alone(f"mb_{short(phones)}_process", server.memory / 1024, "MB")
