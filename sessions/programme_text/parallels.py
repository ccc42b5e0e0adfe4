"""Parallel rooms that stand on lines of their own under one time."""

from collections.abc import Sequence

from msgspec.structs import replace

from sessions.programme_text.draft import Draft
from sessions.programme_text.furnish import drafts_of
from sessions.programme_text.places import place_before, track_before, without_place
from sessions.programme_text.row import Row

MOST = 30


def parallel_children(row: Row, rows: Sequence[Row], begin: int) -> list[Draft]:
    """One slot for each line under the row that names its own place or track; none unless there are two."""
    if row.span is None or row.parallel:
        return []
    children: list[Draft] = []
    for child in rows[begin : begin + MOST]:
        if child.kind not in ("text", "heading") or not _names_a_place(child.line.text):
            break
        found = drafts_of(replace(row, line=child.line, texts=(child.line.text,)))
        if len(found) != 1:
            break
        children.extend(found)
    return children if len({(child.place, child.section) for child in children}) > 1 else []


def _names_a_place(text: str) -> bool:
    return bool(place_before(text) or track_before(text) or len(without_place(text)[1]) == 1)
