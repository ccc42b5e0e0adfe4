"""Doubts: what does not add up, shown and never mended."""

import itertools
from collections.abc import Iterator, Sequence

from sessions.programme_text.clock import of_hhmm
from sessions.programme_text.draft import Draft
from sessions.programme_text.infer import LATE, crosses_midnight
from sessions.programme_text.shapes import ParseWarning, Window
from sessions.programme_text.signs import fold
from sessions.programme_text.words import TRACK

MOST = 500


def doubts_about(
    drafts: Sequence[Draft], window: Window | None, totals: Sequence[int]
) -> Iterator[ParseWarning]:
    for index, draft in enumerate(drafts):
        yield from _alone(index, draft, window)
    for index, (before, after) in enumerate(itertools.pairwise(drafts)):
        yield from _between(index, before, after)
    yield from _overlaps_further_on(drafts)
    yield from _sums(drafts, totals)
    floating = tuple(index for index, draft in enumerate(drafts) if draft.start is None and draft.minutes)
    if floating:
        yield ParseWarning("start_unknown", floating[:MOST])


def _alone(index: int, draft: Draft, window: Window | None) -> Iterator[ParseWarning]:
    if draft.odd:
        yield ParseWarning("likely_typo", (index,))
    if draft.start is None or draft.end is None:
        return
    if draft.end < draft.start and not crosses_midnight(draft.start, draft.end):
        yield ParseWarning("ends_before_start", (index,))
    elif draft.stated and draft.minutes != draft.stated:
        yield ParseWarning("minutes_differ", (index,))
    if window and _is_outside(draft, window):
        yield ParseWarning("outside_window", (index,))


def _is_outside(draft: Draft, window: Window) -> bool:
    if window.end is None or window.end < window.start or draft.start is None or draft.end is None:
        return False
    return draft.start < of_hhmm(window.start) or of_hhmm(window.end) < max(draft.end, draft.start)


def _between(index: int, before: Draft, after: Draft) -> Iterator[ParseWarning]:
    if before.start is None or after.start is None or before.day is not after.day:
        return
    both = (index, index + 1)
    if after.start < before.start:
        if not (are_parallel(before, after) or crosses_midnight(before.start, after.start)):
            yield ParseWarning("backward", both)
        return
    if (
        after.start == before.start
        and fold(after.title) == fold(before.title)
        and after.place == before.place
    ):
        yield ParseWarning("duplicate", both)
    elif not are_parallel(before, after):
        yield from _gap_or_overlap(both, before, after)


def _gap_or_overlap(both: tuple[int, int], before: Draft, after: Draft) -> Iterator[ParseWarning]:
    if before.end is None or after.start is None or before.start is None:
        return
    end = before.end if before.end >= before.start else before.end + 24 * 60 * (before.start >= LATE)
    if end < before.start:
        return
    if after.start < end:
        yield ParseWarning("overlap", both)
    elif after.start > end:
        yield ParseWarning("gap", both)


def are_parallel(one: Draft, other: Draft) -> bool:
    """Two slots that may run at the same time: in different places, or in different tracks."""
    if one.place and other.place and one.place != other.place:
        return True
    tracks = [slot.section for slot in (one, other) if slot.section and TRACK.match(fold(slot.section))]
    return (bool(tracks) and one.section != other.section) or (one.parallel and other.parallel)


def _overlaps_further_on(drafts: Sequence[Draft]) -> Iterator[ParseWarning]:
    """A slot that reaches over its neighbour into the one after it."""
    for index, (first, _, third) in enumerate(zip(drafts, drafts[1:], drafts[2:], strict=False)):
        if (
            None in (first.start, first.end, third.start)
            or first.day is not third.day
            or are_parallel(first, third)
        ):
            continue
        if (first.start or 0) <= (third.start or 0) < (first.end or 0):
            yield ParseWarning("overlap", (index, index + 2))


def _sums(drafts: Sequence[Draft], totals: Sequence[int]) -> Iterator[ParseWarning]:
    known = [(index, draft.minutes) for index, draft in enumerate(drafts) if draft.minutes is not None]
    if totals and known and sum(minutes or 0 for _, minutes in known) != totals[-1]:
        yield ParseWarning("total_differs", tuple(index for index, _ in known)[:MOST])
