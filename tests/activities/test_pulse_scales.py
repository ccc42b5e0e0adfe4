"""The statistics of a scale, against the standard library, by hand and by properties."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.activities.pulse.scales import (
    at_or_above,
    median,
    percent,
    quantile,
    ranked,
    reaches,
    summary,
    tally,
)

some_counts = st.lists(st.integers(0, 30), min_size=2, max_size=10).filter(any)


def answers(counts: list[int]) -> list[int]:
    return [point for point, count in enumerate(counts, 1) for _ in range(count)]


@given(some_counts)
def test_the_median_is_the_low_and_the_high_median_of_the_standard_library(counts: list[int]) -> None:
    given_answers = answers(counts)
    assert median(counts) == (statistics.median_low(given_answers), statistics.median_high(given_answers))


@given(some_counts, st.integers(1, 4))
def test_a_quantile_is_the_smallest_answer_that_enough_do_not_exceed(counts: list[int], part: int) -> None:
    point = quantile(counts, part, 4)
    total = sum(counts)
    assert counts[point - 1] > 0
    assert sum(counts[:point]) * 4 >= part * total
    assert sum(counts[: point - 1]) * 4 < part * total


@given(some_counts)
def test_at_least_half_of_the_answers_lie_in_the_middle_half(counts: list[int]) -> None:
    found = summary(counts)
    assert found.middle is not None
    assert found.median is not None
    low, high = found.middle
    assert low <= found.median[0] <= found.median[1]
    assert found.median[0] <= high
    assert sum(counts[low - 1 : high]) * 2 >= found.total


def test_an_example_worked_by_hand() -> None:
    found = summary([1, 0, 3, 4, 4])
    assert (found.total, found.median, found.middle) == (12, (4, 4), (3, 5))
    assert summary([2, 2, 0, 0, 0]).median == (1, 2)
    assert summary([0, 1, 0, 0, 1]).median == (2, 5)


def test_without_answers_there_is_no_median_and_no_spread() -> None:
    found = summary([0, 0, 0])
    assert (found.counts, found.total, found.median, found.middle) == ((0, 0, 0), 0, None, None)


def test_a_rank_that_nobody_has_is_an_error() -> None:
    with pytest.raises(IndexError):
        ranked([1, 1], 3)


def test_a_table_that_shares_a_phone_counts_as_its_people() -> None:
    assert tally(5, [(4, 1), (5, 8), (4, 2)]) == (0, 0, 0, 3, 8)


@pytest.mark.parametrize(
    ("part", "total", "target", "reached", "shown"),
    [
        (6, 10, 60, True, 60),
        (59, 100, 60, False, 59),
        (119, 200, 60, False, 59),  # 59.5 would round up to a target it misses
        (5996, 10_000, 60, False, 59),
        (121, 200, 60, True, 61),
        (2, 3, 0, True, 67),
        (0, 5, 0, True, 0),
        (0, 0, 60, False, 0),
        (199, 200, 100, False, 99),
    ],
)
def test_the_target_is_judged_exactly_and_shown_honestly(
    part: int, total: int, target: int, reached: bool, shown: int
) -> None:
    assert reaches(part, total, target) is reached
    assert percent(part, total, target) == shown


@given(some_counts, st.integers(0, 100))
def test_what_is_shown_never_contradicts_the_verdict(counts: list[int], target: int) -> None:
    part = at_or_above(counts, len(counts) - 1)
    shown = percent(part, sum(counts), target)
    assert (shown >= target) is reaches(part, sum(counts), target)
    assert abs(shown - 100 * part / sum(counts)) <= 1
