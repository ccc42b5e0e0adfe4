"""A row: one line, or a part of one, with what it seems to be."""

from msgspec import Struct

from sessions.programme_text.clock import Span
from sessions.programme_text.dates import Found
from sessions.programme_text.lines import Line


class Row(Struct, frozen=True, gc=False):
    """`kind`: slot, time (a time without a title), end, day, label, columns, heading, total, practical, text.

    `texts` holds the words that are left, the title first. `offset` counts minutes from the meeting's start.
    """

    line: Line
    kind: str
    texts: tuple[str, ...] = ()
    span: Span | None = None
    minutes: int | None = None
    offset: int | None = None
    day: Found | None = None
    day_text: str | None = None
    speaker: str | None = None
    place: str | None = None
    section: str | None = None
    label: str | None = None
    parallel: bool = False
    grid: int = 0

    @property
    def title(self) -> str:
        return self.texts[0] if self.texts else ""
