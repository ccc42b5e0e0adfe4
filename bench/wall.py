"""Everybody answers a live scale within ten seconds: how soon do the wall and the phones show each answer?"""

from collections.abc import Iterator
from statistics import median

from msgspec import Struct

from bench.processes import DESK, WALL, Load, Server, folder, hall, our_load
from bench.table import Figure, alone, short

SECONDS = 10
RATE = '{"do":"rate","statement":1,"value":%v}'
AGAIN = '{"do":"new_round"}'


class Shown(Struct, frozen=True):
    """Milliseconds from when an answer was due until a screen showed it, and the server's share of its core."""

    wall_p50: float
    wall_p99: float
    phones_p99: float
    core: float


def figures(quick: bool) -> Iterator[Figure]:
    for phones in (10_000,) if quick else (100, 1000, 10_000):
        rounds = 5 if phones == 10_000 and not quick else 1
        found = list(answered(phones, rounds))
        name = short(phones)
        yield alone(f"wall_{name}_p50_ms", median(one.wall_p50 for one in found), "ms")
        yield alone(f"wall_{name}_p99_ms", median(one.wall_p99 for one in found), "ms")
        yield alone(f"phones_{name}_p99_ms", median(one.phones_p99 for one in found), "ms")
        yield alone(f"wall_{name}_core_share", median(one.core for one in found), "of a core")


def answered(phones: int, rounds: int) -> Iterator[Shown]:
    wall, desk = phones + WALL, phones + DESK
    everybody = {"count": f" of {phones}</b>", "phone_count": ")</p>", "values": "1,2,3,4,5"}
    with (
        folder() as data,
        hall(data, "scale", phones) as (server, opened),
        our_load(opened, RATE, **everybody) as load,
        our_load(opened, AGAIN) as leader,
    ):
        load.fill(wall + 1)
        for number in range(rounds):
            if number:
                ask_again(leader, desk)
                load.ask("quiet", 1500)
            yield answers(server, load, phones, wall)


def ask_again(leader: Load, desk: int) -> None:
    leader.ask("come", desk, 1, 1, 0, 0)
    leader.ask("fanout", 1, 300, 0, desk)
    leader.ask("leave", desk, 1)


def answers(server: Server, load: Load, phones: int, wall: int) -> Shown:
    before = server.cpu
    said = load.ask("answers", SECONDS, phones, wall)
    if said["acked"] < phones or said["seen"] < phones or said["failed"]:
        raise RuntimeError(f"some answers were not kept or not shown: {said}")
    core = (server.cpu - before) / 1e6 / SECONDS
    return Shown(said["screen_p50"], said["screen_p99"], said["phones_p99"], core)
