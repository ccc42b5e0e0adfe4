"""Some phones stall, flap or send rubbish while the others vote; and everybody comes back after a restart."""

from collections.abc import Iterator, Sequence
from statistics import median

from bench.processes import Load, folder, hall, our_load
from bench.table import Figure, alone
from bench.wall import RATE

PHONES = 1000
STALLED, FLAPPING, GARBAGE = 50, 50, 10
GOOD = PHONES - STALLED - FLAPPING - GARBAGE
VOTES_A_SECOND = 2000
RETURNING = 5000
SPREADS = (0, 3, 10)
"""Seconds over which they come back; pages are told to take the middle one."""


def figures(quick: bool) -> Iterator[Figure]:
    yield from beside_bad_ones(1.0 if quick else 3.0)
    yield from after_a_restart(SPREADS[1:2] if quick else SPREADS)


def beside_bad_ones(seconds: float) -> Iterator[Figure]:
    """Five pairs, one after the other: clean, then with the bad ones."""
    clean, bad, most = [], [], 0.0
    with (
        folder() as data,
        hall(data, "scale", PHONES) as (server, opened),
        our_load(opened, RATE, values="1,2,3,4,5") as load,
    ):
        load.fill(PHONES)
        voting(load, seconds)
        for _ in range(5):
            clean.append(voting(load, seconds))
            load.ask("behave", STALLED, FLAPPING, GARBAGE, GOOD)
            bad.append(voting(load, seconds))
            most = max(most, server.memory)
            load.ask("leave", GOOD, PHONES - GOOD)
            load.ask("come", GOOD, PHONES - GOOD, 64, 0, 0)
    yield alone("bad_peers_p99_ratio", median(b / c for b, c in zip(bad, clean, strict=True)), "x")
    yield alone("bad_peers_p99_ms", median(bad), "ms")
    yield alone("bad_peers_mb", most / 1024, "MB")


def voting(load: Load, seconds: float) -> float:
    """The good ones' 99th percentile."""
    said = load.ask("votes", seconds, VOTES_A_SECOND, 0, GOOD)
    if said["failed"] or said["lost"] or said["refused"]:
        raise RuntimeError(f"good phones were lost: {said}")
    return float(said["ack_p99"])


def after_a_restart(spreads: Sequence[int]) -> Iterator[Figure]:
    refused = 0
    with folder() as data:
        for spread in spreads:
            with hall(data, "scale", RETURNING) as (_, opened), our_load(opened) as load:
                said = load.ask("come", 0, RETURNING, RETURNING, 0, max(spread * 1000, 1))
                refused += said["refused"] + said["failed"] + (RETURNING - said["inside"])
                if said["screens"] != 3:
                    raise RuntimeError(f"three languages came back as {said['screens']} screens")
                yield alone(f"wave_5k_{spread}s_spread_s", said["ms"] / 1000, "s")
                yield alone(f"wave_5k_{spread}s_p99_ms", said["come_p99"], "ms")
    yield alone("wave_5k_refused", refused, "phones")
