"""What a pasted text becomes: plain, frozen data with the names of the outside interface."""

from msgspec import Struct, field

LIMIT = 200_000
"""The longest paste, in characters; one longer in UTF-8 bytes is the edge's to refuse."""


PRINTED_LIMIT = 5 * LIMIT
"""What was printed repeats days and sections on every row, and costs little to read."""

MOST_SLOTS = 2000
"""Rows beyond this many slots are not understood."""


class ProgrammeTooLong(ValueError):
    """The paste is longer than `LIMIT`; nothing of it was read."""

    code = "programme_too_long"

    def __init__(self, length: int) -> None:
        super().__init__(self.code)
        self.length = length


class Window(Struct, frozen=True, gc=False):
    """The frame of the meeting, "HH:MM" and "HH:MM"; the end is null where only a start was given."""

    start: str
    end: str | None = None


class ParsedSlot(Struct, frozen=True, gc=False, kw_only=True):
    """One line of the timetable. `start` and `end` are "HH:MM"; null where the text gives none."""

    start: str | None = None
    end: str | None = None
    minutes: int | None = None
    title: str
    speaker: str | None = None
    place: str | None = None
    day: str | None = None
    section: str | None = None
    break_: bool = field(default=False, name="break")
    end_inferred: bool = False
    details: tuple[str, ...] = ()
    suggests: tuple[str, ...] = ()


class NotUnderstood(Struct, frozen=True, gc=False):
    """A line that found no home, numbered from 1 as in the paste."""

    line: int
    text: str


class ParseWarning(Struct, frozen=True, gc=False):
    """Something doubtful, and the indexes of the slots it is about.

    Kinds: empty, not_a_programme, looks_binary, mixed_encoding, overlap, gap, backward, ends_before_start,
    minutes_differ, total_differs, outside_window, likely_typo, duplicate, weekday_differs, ambiguous_date,
    start_unknown.
    """

    kind: str
    slots: tuple[int, ...] = ()


class Parse(Struct, frozen=True):
    """A whole paste, read. `date` is "YYYY-MM-DD"."""

    title: str | None = None
    date: str | None = None
    place: str | None = None
    window: Window | None = None
    slots: tuple[ParsedSlot, ...] = ()
    not_understood: tuple[NotUnderstood, ...] = ()
    warnings: tuple[ParseWarning, ...] = ()
