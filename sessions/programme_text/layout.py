"""Layout: what only the whole paste can tell about how its lines are meant."""

import itertools
from collections.abc import Sequence

from msgspec import Struct

from sessions.programme_text.dates import date_at
from sessions.programme_text.lines import Line
from sessions.programme_text.signs import fold
from sessions.programme_text.timing import Timed, lasting, timed_at_end, timed_at_head


class Layout(Struct, frozen=True):
    """`weak`: times such as 0920 and 9-10 count; `tail`: times stand after titles; `below`: on a line
    of their own
    under the title; `lasting`: a list of durations; `elapsed`: times count from the meeting's start;
    `dated`: rows
    begin with their own dates."""

    weak: bool = False
    tail: bool = False
    below: bool = False
    lasting: bool = False
    elapsed: bool = False
    timed: bool = False
    dated: bool = False


def layout_of(lines: Sequence[Line]) -> Layout:
    weak = _weak_times_count(lines)
    heads = [timed_at_head(line.text, weak) for line in lines]
    tails = [None if head else timed_at_end(line.text, weak) for head, line in zip(heads, lines, strict=True)]
    first = [head for head in heads if head and head.rest]
    last = [tail for tail in tails if tail and tail.rest]
    alone = [bool(head and not head.rest) for head in heads]
    durations = sum(
        _is_a_step(line, head or tail) for line, head, tail in zip(lines, heads, tails, strict=True)
    )
    return Layout(
        weak=weak,
        tail=len(last) > len(first) or (not first and not any(alone)),
        below=_stand_below(lines, alone),
        lasting=durations > len(first) + len(last),
        elapsed=_counts_from_zero(heads),
        timed=bool(first or last or any(alone)),
        dated=sum(map(_begins_with_date_and_time, lines)) > 1,
    )


def _weak_times_count(lines: Sequence[Line]) -> bool:
    """0920 and 9-10 are times where several lines begin with them, in order."""
    timed = [found for line in lines if (found := timed_at_head(line.text, weak=True)) and found.span]
    starts = [
        found.span.start for found in timed if found.span and found.span.weak and found.span.start is not None
    ]
    rising = sum(a <= b for a, b in itertools.pairwise(starts))
    surely = any(found.span and not found.span.weak and found.rest for found in timed)
    return (len(starts) > 1 and rising * 3 >= (len(starts) - 1) * 2) or surely


def _stand_below(lines: Sequence[Line], alone: Sequence[bool]) -> bool:
    """Whether lone times stand under their titles: every one has a title above, the last has nothing
    below.
    """
    places = [index for index, lone in enumerate(alone) if lone]
    if not places or places[0] == 0:
        return False
    if places[-1] == len(lines) - 1:
        return not (len(places) > 1 and places[-1] - places[-2] == 1)
    blocks = [lines[index].blank_before for index in places]
    return not any(blocks[1:] or blocks) and all(lines[index].blank_after for index in places)


def _is_a_step(line: Line, timed: Timed | None) -> bool:
    return timed is None and lasting(line.text) is not None


def _begins_with_date_and_time(line: Line) -> bool:
    day = date_at(fold(line.text))
    timed = timed_at_head(line.text[day.stop :].lstrip(" ,:-–|")) if day else None
    return bool(timed and timed.span and timed.rest)


def _counts_from_zero(heads: Sequence[Timed | None]) -> bool:
    timed = [head for head in heads if head and (head.offset is not None or head.span)]
    if not timed or timed[0].offset is not None:
        return bool(timed)
    starts = [head.span.start for head in timed if head.span and head.span.start is not None]
    return len(starts) > 1 and starts[0] == 0 and starts == sorted(starts) and starts[-1] < 12 * 60
