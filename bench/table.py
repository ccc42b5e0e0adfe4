"""The figures: each beside its reference and its goal, printed and kept."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct


class Figure(Struct, frozen=True):
    """One line. `ratio`: ours over the reference, turned so that bigger is better. Without a goal, `ok` is None."""

    name: str
    ours: float
    unit: str
    reference: float | None = None
    reference_name: str = ""
    ratio: float | None = None
    goal: float | None = None
    ok: bool | None = None


RATIO_AT_LEAST = {
    "fanout_1k_floor": 0.70,
    "fanout_10k_floor": 0.70,
    "fanout_1k_node_ws": 1.1,
    "fanout_10k_node_ws": 1.1,
    "fanout_1k_starlette": 2.5,
    "fanout_10k_starlette": 4.0,
    "votes_durable_floor": 0.25,
    "votes_durable_commit_each": 8.0,
    "join_5k_starlette": 1.2,
    "reconnect_5k_starlette": 1.5,
}
OURS_AT_LEAST = {"votes_durable_1k": 20_000.0}
OURS_AT_MOST = {
    "fanout_10k_worst_over_median": 1.6,
    "ack_5k_p50_ms": 3.0,
    "ack_5k_p99_ms": 25.0,
    "wall_10k_p50_ms": 30.0,
    "wall_10k_p99_ms": 100.0,
    "phones_10k_p99_ms": 1000.0,
    "wall_10k_core_share": 0.60,
    "join_5k_p99_ms": 400.0,
    "reconnect_5k_p99_ms": 400.0,
    "join_5k_refused": 0.0,
    "reconnect_5k_refused": 0.0,
    "wave_5k_refused": 0.0,
    "kib_per_phone": 12.0,
    "mb_10k_process": 250.0,
    "open_100k_moves_s": 2.0,
    "tick_html_ms": 20.0,
    "bad_peers_p99_ratio": 1.2,
}


def short(phones: int) -> str:
    """1000 as a part of a name."""
    return f"{phones // 1000}k" if phones >= 1000 else str(phones)


def alone(name: str, ours: float, unit: str) -> Figure:
    """A figure that stands for itself."""
    if name in OURS_AT_LEAST:
        return Figure(name, ours, unit, goal=OURS_AT_LEAST[name], ok=ours >= OURS_AT_LEAST[name])
    most = OURS_AT_MOST.get(name)
    return Figure(name, ours, unit, goal=most, ok=None if most is None else ours <= most)


def beside(name: str, ours: float, unit: str, reference: float, reference_name: str, *, cost: bool) -> Figure:
    """A figure and the same of somebody else. `cost`: less of it is better."""
    ratio = reference / ours if cost else ours / reference
    goal = RATIO_AT_LEAST.get(name)
    ok = None if goal is None else ratio >= goal
    return Figure(name, ours, unit, reference, reference_name, ratio, goal, ok)


def shown(figure: Figure) -> str:
    reference = "" if figure.reference is None else f"{figure.reference:,.4g} {figure.reference_name}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    verdict = "" if figure.ok is None else "ok" if figure.ok else "short"
    ours = f"{figure.ours:,.4g} {figure.unit}"
    return f"{figure.name:<30} {ours:>22} {reference:>34} {ratio:>7} {_goal(figure):>9}  {verdict}"


def _goal(figure: Figure) -> str:
    if figure.goal is None:
        return ""
    at_most = figure.name in OURS_AT_MOST
    return f"{'≤' if at_most else '≥'} {figure.goal:,g}"


HEAD = f"{'name':<30} {'ours':>22} {'reference':>34} {'ratio':>7} {'goal':>9}"


def keep(figures: Iterable[Figure], machine: Mapping[str, str], path: Path) -> None:
    """The list of figures for programs, and beside it what machine they are from."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(list(figures)), indent=1))
    path.with_name("machine.json").write_bytes(msgspec.json.format(msgspec.json.encode(machine), indent=1))
