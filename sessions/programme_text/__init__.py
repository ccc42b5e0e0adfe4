"""Pasted text becomes a timetable, or says plainly what was not understood.

Lines are freed from markup, judged row by row, assembled into slots under headings; what follows from the
times is
inferred, what does not add up is said, and nothing is invented or lost.
"""

from collections.abc import Mapping, Sequence

from sessions.programme_text.editing import as_heading, join_above, keep_edited, split, toggle_break
from sessions.programme_text.printing import TABLE_HEAD, printed
from sessions.programme_text.reading import read
from sessions.programme_text.shapes import (
    LIMIT,
    PRINTED_LIMIT,
    NotUnderstood,
    Parse,
    ParsedSlot,
    ParseWarning,
    ProgrammeTooLong,
    Window,
)

__all__ = [
    "LIMIT",
    "TABLE_HEAD",
    "NotUnderstood",
    "Parse",
    "ParseWarning",
    "ParsedSlot",
    "ProgrammeTooLong",
    "Window",
    "as_heading",
    "join_above",
    "keep_edited",
    "parse",
    "print_parse",
    "split",
    "toggle_break",
]


def parse(text: str, suggesting: Mapping[str, Sequence[str]] | None = None) -> Parse:
    """The timetable in a text of at most `LIMIT` characters; raises ProgrammeTooLong.

    `suggesting` maps an activity's kind to the words that suggest it; a slot's `suggests` are such kinds.
    """
    if len(text) > (PRINTED_LIMIT if text.startswith(TABLE_HEAD) else LIMIT):
        raise ProgrammeTooLong(len(text))
    return read(text, suggesting or {})


def print_parse(parsed: Parse) -> str:
    """Text that parses again to the same slots."""
    return printed(parsed, lambda text: read(text, {}))
