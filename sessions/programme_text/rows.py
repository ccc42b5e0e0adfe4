"""Rows: what each line seems to be, judged by a table of recognisers from the surest to the least sure."""

import re
from collections.abc import Callable, Iterator, Sequence

from msgspec.structs import replace

from sessions.programme_text.columns import Columns, columns_of, is_row_under, rows_under
from sessions.programme_text.dates import AFTER_DAY, day_at
from sessions.programme_text.durations import total_minutes
from sessions.programme_text.labels import HAS_LINK, HEAD_LABELS, LINK_ONLY, PRACTICAL, label
from sessions.programme_text.layout import Layout
from sessions.programme_text.lines import MORE, Line
from sessions.programme_text.row import Row
from sessions.programme_text.signs import fold
from sessions.programme_text.timing import (
    BEFORE_TIME,
    Timed,
    lasting,
    timed_at_end,
    timed_at_head,
    timed_inside,
)
from sessions.programme_text.words import HALF_DAYS, THEME_HEAD, TOTALS, is_end

LONGEST_TITLE = 1000
LONGEST_HEADING = 90
SHORT_TITLE_WORDS = 9
IN_A_SENTENCE = re.compile(r"\s*(?:kl\b|klo\b|um\b|at\b|från\b|from\b|\d)")


def rows_of(lines: Sequence[Line], layout: Layout) -> Iterator[Row]:
    """One row a line; a line with parallel rooms gives one a room."""
    columns: Columns | None = None
    before: Row | None = None
    for index, line in enumerate(lines):
        named = columns_of(line, lines[index + 1] if index + 1 < len(lines) else None)
        columns = named or columns
        found = [Row(line, "columns")] if named else _under(line, columns, before) or [row_of(line, layout)]
        for row in found:
            before = row if row.kind == "slot" else before
            yield row


def _under(line: Line, columns: Columns | None, before: Row | None) -> list[Row]:
    if columns is None or not is_row_under(line, columns) or line.heading:
        return []
    if sum(map(bool, line.cells)) == 1 and (day_at(fold(line.text)) or not _fills_title(line, columns)):
        return []
    found = rows_under(line, columns, before)
    return [] if columns.timed and found and not _is_timed(found[0], columns) else found


def _fills_title(line: Line, columns: Columns) -> bool:
    filled = next(index for index, cell in enumerate(line.cells) if cell)
    return filled < len(columns.fields) and columns.fields[filled] in ("title", "parallel")


def _is_timed(row: Row, columns: Columns) -> bool:
    return row.span is not None or row.minutes is not None or columns.parallel


def row_of(line: Line, layout: Layout) -> Row:
    if len(line.text) > LONGEST_TITLE:
        return Row(line, "text", (line.text,))
    for recognise in RECOGNISERS:
        found = recognise(line, layout)
        if found is not None:
            return found
    return Row(line, "text", (line.text,))


def _total(line: Line, layout: Layout) -> Row | None:
    folded = fold(line.text)
    found = TOTALS.match(folded)
    minutes = total_minutes(folded[found.end() :]) if found else None
    return Row(line, "total", (line.text,), minutes=minutes) if minutes else None


def _timed(line: Line, layout: Layout) -> Row | None:
    for text, rest in _heads(line):
        timed = timed_at_head(text, layout.weak)
        if timed:
            return _timed_row(line, timed, rest)
    return None


def _heads(line: Line) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The whole line, or its cells from the first with a time on: what is read, and the cells after it."""
    cells = [cell for cell in line.cells if cell]
    if len(cells) < 2:
        yield line.text, ()
        return
    for count in (3, 2, 1):
        if len(cells) > count and (timed := timed_at_head(" ".join(cells[:count]))) and not timed.rest:
            yield " ".join(cells[: count + 1]), tuple(cells[count + 1 :])
    yield cells[0], tuple(cells[1:])
    for index, cell in enumerate(cells[1:], start=1):
        alone = timed_at_head(cell, weak=True)
        if alone and not alone.rest:
            yield f"{cell} {cells[index - 1]}", tuple(cells[: index - 1] + cells[index + 1 :])


def _timed_row(line: Line, timed: Timed, cells: tuple[str, ...]) -> Row:
    texts = tuple(part for cell in (timed.rest, *cells) if cell for part in cell.split(MORE) if part)
    if timed.span and timed.span.odd:
        return Row(line, "slot", (line.text,), replace(timed.span, start=None, end=None))
    kind = "end" if texts and is_end(texts[0]) else "slot" if texts else "time"
    return Row(line, kind, texts, timed.span, timed.minutes, timed.offset)


def _dated(line: Line, layout: Layout) -> Row | None:
    """A day, a date with the frame of the meeting, or a row that begins with its own date."""
    folded = fold(line.text)
    day = day_at(folded)
    if day is None or line.bullet == "§":
        return None
    text = line.text[: day.stop]
    after = AFTER_DAY.match(folded, day.stop)
    rest = line.text[after.end() if after else day.stop :].strip()
    timed = timed_at_head(rest, layout.weak) or _window_at_end(rest)
    if timed and timed.span:
        kind = "slot" if timed.rest and timed.head and (layout.dated or not _is_frame(timed)) else "day"
        return Row(
            line, kind, (timed.rest,) if timed.rest else (), timed.span, timed.minutes, day=day, day_text=text
        )
    if rest and not after and (day.iso is None or len(rest) > 60):
        return None
    return Row(line, "day", (rest,) if rest else (), day=day, day_text=text)


def _window_at_end(rest: str) -> Timed | None:
    timed = timed_at_end(rest)
    return timed if timed and timed.span and timed.span.end is not None else None


def _is_frame(timed: Timed) -> bool:
    """ "Thursday 14 November 2024, kl 09.00-16.00, Residenset": what follows a comma is where, not what."""
    return timed.span is not None and timed.span.end is not None


def _labelled(line: Line, layout: Layout) -> Row | None:
    text = ": ".join(cell.strip(" :") for cell in line.cells) if len(line.cells) == 2 else line.text
    found = label(fold(text))
    if found is None:
        return _started(line, layout)
    name, begin = found
    rest = text[begin:]
    timed = timed_at_head(rest, weak=True) if name in ("time", "start") else None
    if name == "start" and not (layout.lasting and timed and not timed.rest):
        return None
    return Row(line, "label", (rest,), timed.span if timed and not timed.rest else None, label=name)


def _started(line: Line, layout: Layout) -> Row | None:
    """ "Start 09:00" above a list of durations."""
    timed = timed_at_end(line.text) if layout.lasting else None
    if timed is None or fold(timed.rest) not in HEAD_LABELS["start"]:
        return None
    return Row(line, "label", (line.text[len(timed.rest) :].lstrip(" :"),), timed.span, label="start")


def _practical(line: Line, layout: Layout) -> Row | None:
    folded = fold(line.text)
    if LINK_ONLY.fullmatch(folded):
        return Row(line, "practical", (line.text,))
    if PRACTICAL.match(folded) is None and not (HAS_LINK.search(folded) and len(line.text.split()) < 12):
        return None
    timed = timed_at_end(line.text)
    if timed and timed.span and timed.span.end is not None:
        return None
    return Row(line, "practical", (line.text,))


def _half_day(line: Line, layout: Layout) -> Row | None:
    if fold(line.text).strip(" :.-*_") not in HALF_DAYS:
        return None
    return Row(line, "heading", (line.text.rstrip(" :"),), label="half")


def _timed_last(line: Line, layout: Layout) -> Row | None:
    timed = timed_at_end(line.text, layout.weak) or (timed_inside(line.text) if layout.tail else None)
    if timed is None or timed.span is None or not timed.rest:
        return None
    short = len(timed.rest.split()) <= SHORT_TITLE_WORDS
    if not (layout.tail or (timed.span.end is not None and short)) or len(timed.rest) > 200:
        return None
    return _timed_row(line, replace(timed, rest=_titled(line, timed)), ())


def _titled(line: Line, timed: Timed) -> str:
    return BEFORE_TIME.sub("", timed.rest) or line.text


def _lasting(line: Line, layout: Layout) -> Row | None:
    timed = lasting(line.text) if layout.lasting else None
    if timed is None or len(timed.rest) > 300:
        return None
    return Row(
        line, "slot" if timed.rest else "time", (timed.rest,) if timed.rest else (), minutes=timed.minutes
    )


def _theme(line: Line, layout: Layout) -> Row | None:
    folded = fold(line.text)
    if len(folded) > LONGEST_HEADING or line.bullet or not THEME_HEAD.fullmatch(folded):
        return None
    return Row(line, "heading", (line.text.rstrip(" :"),), label="theme")


def _marked(line: Line, layout: Layout) -> Row | None:
    """A heading by its looks: markup, bold, capitals, or a colon at its end."""
    if len(line.text) > LONGEST_HEADING or not (line.heading or not line.bullet):
        return None
    if line.heading:
        return Row(line, "heading", (line.text,), label="markup")
    if line.bold:
        return Row(line, "heading", (line.text,), label="bold")
    if line.text.isupper() and sum(map(str.isalpha, line.text)) > 3:
        return Row(line, "heading", (line.text,), label="capitals")
    if line.text.endswith(":") and len(line.text) < 60:
        return Row(line, "heading", (line.text.rstrip(" :"),), label="colon")
    return None


RECOGNISERS: tuple[Callable[[Line, Layout], Row | None], ...] = (
    _total,
    _timed,
    _dated,
    _labelled,
    _half_day,
    _practical,
    _timed_last,
    _lasting,
    _theme,
    _marked,
)
