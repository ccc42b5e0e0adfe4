"""The head of a paste: what stands above the first slot."""

from dataclasses import dataclass, field

from msgspec.structs import replace

from sessions.programme_text.clock import Span, hhmm
from sessions.programme_text.dates import find_date
from sessions.programme_text.labels import GENERIC_TITLE
from sessions.programme_text.places import is_place
from sessions.programme_text.row import Row
from sessions.programme_text.shapes import Window
from sessions.programme_text.signs import fold, squeeze
from sessions.programme_text.timing import BEFORE_TIME, timed_at_end, timed_at_head

LONGEST_TITLE = 160
SECTIONS = ("half", "theme")


@dataclass
class Header:
    """The session's own facts, filled as rows come; `close` decides what the rest of the rows were."""

    title: str | None = None
    date: str | None = None
    place: str | None = None
    window: Window | None = None
    rows: list[Row] = field(default_factory=list)
    asides: list[Row] = field(default_factory=list)
    closed: bool = False

    def text(self, row: Row) -> None:
        self.rows.append(row)

    def heading(self, row: Row) -> None:
        self.rows.append(row)

    def practical(self, row: Row) -> None:
        self.asides.append(row)

    def frame(self, row: Row) -> None:
        if not (row.span and self._framed(row.span)):
            self.asides.append(row)

    def dated(self, row: Row) -> None:
        """A line with the date; the words after it are the place where the time stood there too,
        else a title.
        """
        if row.day and row.day.iso and self.date is None:
            self.date = row.day.iso
        if row.span and not self._framed(row.span):
            self.asides.append(row)
        elif row.title and row.span and self.place is None:
            self.place = row.title
        elif row.title:
            self.rows.append(replace(row, kind="text"))

    def ends(self, start: int | None, end: int) -> bool:
        """Whether the meeting's frame, not given before, is from the first slot to this end."""
        if self.window is not None or start is None or end <= start:
            return False
        self.window = Window(hhmm(start), hhmm(end))
        return True

    def labelled(self, row: Row) -> bool:
        """Whether the labelled line gave the session the fact that it names, and nothing more."""
        if row.label in ("time", "date", "start"):
            return self._when(row)
        if row.label == "place" and self.place is None:
            self.place = row.title
            return True
        if row.label == "title" and self.title is None:
            self.title = row.title
            return True
        return False

    def _when(self, row: Row) -> bool:
        words = row.title
        dated = find_date(fold(words))
        if dated and dated.iso and self.date is None:
            self.date = dated.iso
            words = f"{words[: dated.begin]} {words[dated.stop :]}"
        timed = timed_at_head(words, weak=True) or timed_at_end(words)
        if timed and timed.span and self._framed(timed.span):
            words = timed.rest
        rest = squeeze(words).strip(" ,.;:-()|–—")
        if rest and rest != squeeze(row.title) and self.place is None and is_place(rest):
            self.place, rest = rest, ""
        return not rest

    def _framed(self, span: Span) -> bool:
        if self.window is not None or span.start is None:
            return False
        self.window = Window(hhmm(span.start), hhmm(span.end) if span.end is not None else None)
        return True

    def close(self) -> tuple[Row | None, list[Row]]:
        """(the row that heads the first section, the rows that are not understood); the title is set."""
        self.closed = True
        section = self._last_heading()
        left = [row for row in self.rows if row is not section]
        titled = self._titled(left) if self.title is None else None
        if titled is None and self.title is None and section is not None and section.label not in SECTIONS:
            titled, section = section, None
        if titled is not None:
            self.title = self._without_date(titled.title or titled.line.text)
        return section, sorted(
            [row for row in left if row is not titled] + self.asides, key=lambda row: row.line.number
        )

    def _last_heading(self) -> Row | None:
        last = self.rows[-1] if self.rows else None
        if last is None or last.kind != "heading" or is_generic(last):
            return None
        return last

    def _titled(self, rows: list[Row]) -> Row | None:
        """The heading of the highest level, else the first line that can be a title."""
        fit = [row for row in rows if row.label not in SECTIONS and not _is_sentence(row.line.text)]
        named = [row for row in fit if not is_generic(row)]
        marked = [row for row in named if row.line.heading]
        if marked:
            return min(marked, key=lambda row: row.line.heading)
        return next(iter(named or fit), None)

    def _without_date(self, text: str) -> str:
        found = find_date(fold(text))
        if found is None or found.iso is None:
            return text
        if self.date is None:
            self.date = found.iso
        rest = text[found.stop :].strip(" )].,")
        before = BEFORE_TIME.sub("", text[: found.begin])
        return before if found.iso == self.date and not rest and before else text


def _is_sentence(text: str) -> bool:
    long = len(text) > LONGEST_TITLE or (len(text) > 60 and ". " in text)
    return long or (text.endswith((".", ",", ";")) and len(text.split()) > 3)


def is_generic(row: Row) -> bool:
    """A title that only says "programme"."""
    return fold(row.title or row.line.text).strip(" .:!*_") in GENERIC_TITLE
