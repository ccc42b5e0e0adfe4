"""What ten thousand phones take: each of them, and the whole process."""

from collections.abc import Iterator

from bench.fanout import RATE, short
from bench.processes import folder, hall, our_load
from bench.table import Figure, alone

MOST = 10_000


def figures(quick: bool) -> Iterator[Figure]:
    for phones in (MOST,) if quick else (100, 1000, MOST):
        with folder() as data, hall(data, "scale", phones) as (server, opened):
            before = server.memory
            with our_load(opened, RATE, values="1,2,3,4,5") as load:
                load.fill(phones)
                load.ask("fanout", 3, 300, 5, 0)
                name = "kib_per_phone" if phones == MOST else f"kib_per_phone_{short(phones)}"
                yield alone(name, (server.memory - before) / phones, "KiB")
                if phones == MOST:
                    yield alone("mb_10k_process", server.memory / 1024, "MB")
