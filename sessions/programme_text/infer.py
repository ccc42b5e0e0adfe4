"""Inferring: what follows from the times that are given: ends, minutes, starts of a list of durations."""

import itertools
from collections.abc import Sequence

from sessions.programme_text.clock import MIDNIGHT, of_hhmm
from sessions.programme_text.draft import Draft
from sessions.programme_text.shapes import Window

LATE, EARLY = 17 * 60, 12 * 60
AHEAD = 60


def infer(drafts: Sequence[Draft], window: Window | None, elapsed: bool) -> None:
    """Fill in `start`, `end` and `minutes` where they follow."""
    if elapsed:
        _from_offsets(drafts, of_hhmm(window.start) if window else None)
    for draft in drafts:
        _from_stated(draft)
    _lay_out(drafts, window)
    for index, draft in enumerate(drafts):
        if draft.start is not None and draft.end is None:
            _end_at_next(draft, drafts[index + 1 : index + 1 + AHEAD])
    _end_with_window(drafts, window)
    for draft in drafts:
        draft.minutes = _minutes(draft)


def crosses_midnight(start: int, end: int) -> bool:
    return end < start and start >= LATE and end <= EARLY


def _from_offsets(drafts: Sequence[Draft], begin: int | None) -> None:
    """Times that count from the meeting's start: real times where that start is known, else minutes alone."""
    for draft in drafts:
        if draft.offset is None and draft.start is not None:
            draft.offset = draft.start
            draft.stated = draft.stated or (
                draft.end - draft.start if draft.end and draft.end > draft.start else None
            )
        draft.start = draft.end = None
    timed = [draft for draft in drafts if draft.offset is not None]
    for draft, following in itertools.pairwise(timed):
        during = (following.offset or 0) - (draft.offset or 0)
        if draft.stated is None and during > 0:
            draft.stated = during
            draft.end_inferred = begin is not None
    for draft in timed if begin is not None else []:
        draft.start = ((begin or 0) + (draft.offset or 0)) % MIDNIGHT


def _from_stated(draft: Draft) -> None:
    if draft.start is not None and draft.end is None and draft.stated:
        draft.end = (draft.start + draft.stated) % MIDNIGHT


def _lay_out(drafts: Sequence[Draft], window: Window | None) -> None:
    """A list of durations begins where the meeting does, and each item where the one before it ends."""
    now = of_hhmm(window.start) if window else None
    for draft in drafts:
        if (
            draft.start is None
            and draft.stated
            and now is not None
            and not draft.odd
            and draft.offset is None
        ):
            draft.start, draft.end = now, (now + draft.stated) % MIDNIGHT
        now = draft.end if draft.start is not None else None


def _end_at_next(draft: Draft, following: Sequence[Draft]) -> None:
    for after in following:
        if after.day is not draft.day:
            return
        if after.start is None or after.start == draft.start:
            continue
        if after.start > (draft.start or 0) or crosses_midnight(draft.start or 0, after.start):
            draft.end, draft.end_inferred = after.start, True
            return


def _end_with_window(drafts: Sequence[Draft], window: Window | None) -> None:
    if not drafts or window is None or window.end is None or drafts[0].day is not drafts[-1].day:
        return
    last, end = drafts[-1], of_hhmm(window.end)
    if last.start is not None and last.end is None and end > last.start:
        last.end, last.end_inferred = end, True


def _minutes(draft: Draft) -> int | None:
    if draft.start is None or draft.end is None:
        return draft.stated
    if draft.end >= draft.start:
        return draft.end - draft.start
    return draft.end + MIDNIGHT - draft.start if crosses_midnight(draft.start, draft.end) else None
