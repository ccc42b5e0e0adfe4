"""Times on lines of their own meet their titles, above or below."""

from collections.abc import Sequence

from msgspec.structs import replace

from sessions.programme_text.clock import Span
from sessions.programme_text.furnish import with_time
from sessions.programme_text.row import Row


def with_lone_times(rows: Sequence[Row], below: bool) -> list[Row]:
    """Two times in a row are a range; where times stand `below` their titles, the two become one row.

    Times above their titles stay: the assembling waits for the title.
    """
    joined = _pairs_joined(rows)
    return _titles_above(joined) if below else joined


def _pairs_joined(rows: Sequence[Row]) -> list[Row]:
    found: list[Row] = []
    for row in rows:
        last = found[-1] if found else None
        span = _range_of(last.span, row.span) if last and last.kind == "time" == row.kind else None
        if last and span:
            found[-1] = replace(last, span=span)
        else:
            found.append(row)
    return found


def _range_of(first: Span | None, second: Span | None) -> Span | None:
    if first is None or second is None or first.end is not None or second.end is not None:
        return None
    if first.start is None or second.start is None or first.start >= second.start:
        return None
    return replace(first, end=second.start)


def _titles_above(rows: Sequence[Row]) -> list[Row]:
    found: list[Row] = []
    for row in rows:
        if row.kind == "time" and found and found[-1].kind in ("text", "heading"):
            found.append(with_time(found.pop(), row))
        else:
            found.append(row)
    return found
