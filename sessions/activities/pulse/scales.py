"""The statistics of a scale. Its points are ordered but not measured: no mean is ever taken of them.

Sources. S. S. Stevens, "On the theory of scales of measurement", Science 103 (1946): an ordinal scale permits
the median and percentiles. R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", The American
Statistician 50 (1996): the quantile's definition 1, the inverse of the empirical distribution function, is
always an answer that somebody gave.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct


class Summary(Struct, frozen=True):
    """`counts`: answers at each point, lowest point first. The other figures are points, counted from 1.

    `median`: (low, high), equal but for an even number of answers whose two middle ones differ.
    `middle`: (lower quartile, upper quartile); at least half of the answers lie there. Without answers: None.
    """

    counts: tuple[int, ...]
    total: int
    median: tuple[int, int] | None
    middle: tuple[int, int] | None


def summary(counts: Sequence[int]) -> Summary:
    total = sum(counts)
    if not total:
        return Summary(tuple(counts), 0, None, None)
    return Summary(tuple(counts), total, median(counts), (quantile(counts, 1, 4), quantile(counts, 3, 4)))


def tally(points: int, answers: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    """(value, weight) pairs as counts at each point."""
    counts = [0] * points
    for value, weight in answers:
        counts[value - 1] += weight
    return tuple(counts)


def median(counts: Sequence[int]) -> tuple[int, int]:
    """The two middle answers (the lower and the upper median), which for an odd number are one and the same.

    Nothing lies between two neighbouring points of an ordinal scale, so they are not averaged.
    """
    total = sum(counts)
    return ranked(counts, (total + 1) // 2), ranked(counts, total // 2 + 1)


def quantile(counts: Sequence[int], part: int, of: int) -> int:
    """The smallest point that at least part/of of the answers do not exceed (Hyndman and Fan, no. 1)."""
    return ranked(counts, -(-sum(counts) * part // of))


def ranked(counts: Sequence[int], rank: int) -> int:
    """The point of the answer with this rank (from 1) when all are put in order."""
    reached = 0
    for point, count in enumerate(counts, 1):
        reached += count
        if reached >= rank:
            return point
    raise IndexError(rank)


def at_or_above(counts: Sequence[int], point: int) -> int:
    return sum(counts[point - 1 :])


def reaches(part: int, total: int, target: int) -> bool:
    """Is part/total at least `target` per cent? In whole numbers, so that no rounding decides."""
    return total > 0 and part * 100 >= target * total


def percent(part: int, total: int, target: int = 0) -> int:
    """Whole per cent, halves up; but a share that misses its target never looks as if it had reached it."""
    rounded = (200 * part + total) // (2 * total) if total else 0
    return rounded if reaches(part, total, target) else min(rounded, max(target - 1, 0))
