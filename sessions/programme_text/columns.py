"""Tables: a row of column headings, and the rows under it."""

import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from sessions.programme_text.clock import Span, span_at
from sessions.programme_text.dates import day_at
from sessions.programme_text.durations import total_minutes
from sessions.programme_text.labels import column
from sessions.programme_text.lines import MORE, Line
from sessions.programme_text.row import Row
from sessions.programme_text.signs import fold
from sessions.programme_text.timing import timed_at_head
from sessions.programme_text.words import THEME_HEAD, is_end

NAMED = re.compile(r"(?P<name>[^(]+?)\s*\((?P<inner>[^()]+)\)\s*")
NUMBERED = re.compile(r"\d{1,2}")
KEYS = frozenset({"time", "start", "minutes", "title"})


class Columns(Struct, frozen=True):
    """The field of each column; "parallel" columns carry a place, a track or a day of their own."""

    fields: tuple[str, ...]
    heads: tuple[str, ...]
    bars: bool = False

    @property
    def parallel(self) -> bool:
        return "parallel" in self.fields

    @property
    def timed(self) -> bool:
        return "time" in self.fields or "start" in self.fields


def columns_of(line: Line, next_line: Line | None) -> Columns | None:
    """The columns that a line names, if it is a row of headings."""
    if len(line.cells) < 2 or timed_at_head(line.text):
        return None
    known = [column(fold(cell)) for cell in line.cells]
    if sum(field is not None for field in known) >= 2 and KEYS & set(known):
        return Columns(_complete(known, line.cells), line.cells, line.bars)
    if known[0] in ("time", "start") or (not line.cells[0] and _begins_with_time(next_line)):
        fields = ["time" if known[0] != "start" else "start", *known[1:]]
        return Columns(_complete(fields, line.cells), line.cells, line.bars)
    return None


def _begins_with_time(line: Line | None) -> bool:
    return line is not None and len(line.cells) > 1 and timed_at_head(line.cells[0], weak=True) is not None


def _complete(known: Sequence[str | None], cells: Sequence[str]) -> tuple[str, ...]:
    """Unknown headings: the one that is missing is the title, several are parallel places, the rest are
    details.
    """
    fields = [field if field and field not in known[:index] else None for index, field in enumerate(known)]
    unknown = [index for index, field in enumerate(fields) if field is None]
    if "title" in fields:
        other = "details"
    else:
        other = "parallel" if sum(bool(cells[index]) for index in unknown) > 1 else "title"
    for index in unknown:
        repeated_time = known[index] in ("time", "start")
        fields[index] = (
            "end" if repeated_time and "end" not in fields else other if cells[index] else "details"
        )
    return tuple(field or "details" for field in fields)


def is_row_under(line: Line, columns: Columns) -> bool:
    return len(line.cells) > 1 or (line.bars and columns.bars)


def rows_under(line: Line, columns: Columns, before: Row | None) -> list[Row]:
    """The rows that a line of a table stands for: one, or one a parallel column; none where it is no row."""
    cells = dict.fromkeys(columns.fields, "")
    details: list[str] = []
    for field, cell in zip(columns.fields, line.cells, strict=False):
        if field == "details" and cell:
            details.extend(cell.split(MORE))
        elif field not in ("details", "parallel"):
            cells[field] = cell
    details.extend(part for cell in line.cells[len(columns.fields) :] if cell for part in cell.split(MORE))
    row = _timed_row(line, cells, details)
    found = _parallel_rows(line, columns, row, before) if columns.parallel else [row]
    said = [row for row in found if row.title or row.span is not None or row.minutes is not None]
    return [_ended(row) for row in said]


def _ended(row: Row) -> Row:
    return replace(row, kind="end") if row.span and row.span.end is None and is_end(row.title) else row


def _timed_row(line: Line, cells: dict[str, str], details: list[str]) -> Row:
    span, spilled = _span(cells)
    if spilled:
        details.insert(0, spilled)
    minutes, unread = _minutes(cells.get("minutes", ""))
    details.extend([unread] if unread else [])
    title, *more = (cells.get("title") or "").split(MORE)
    day = cells.get("day", "")
    return Row(
        line,
        "slot",
        (title, *more, *details),
        span,
        minutes,
        day=day_at(fold(day)) if day else None,
        day_text=day or None,
        speaker=cells.get("speaker") or None,
        place=cells.get("place") or None,
        section=cells.get("section") or None,
    )


def _span(cells: dict[str, str]) -> tuple[Span | None, str]:
    """The time of a row, from one cell or two, and words that stood beside it."""
    start, end = cells.get("time") or cells.get("start") or "", cells.get("end", "")
    if cells.get("time") and cells.get("start"):
        end = end or cells["start"]
    if not start:
        return None, end
    timed = timed_at_head(start, weak=True)
    span = timed.span if timed else None
    if span is None and NUMBERED.fullmatch(fold(start)) and int(fold(start)) < 24:
        span = Span(0, len(start), int(fold(start)) * 60)
    if span is None or span.odd:
        return Span(0, 0, None, odd=True) if span else None, f"{start} {end}".strip()
    until = span_at(fold(end)) if end else None
    if until is None and end and NUMBERED.fullmatch(fold(end)) and int(fold(end)) <= 24:
        until = Span(0, len(end), int(fold(end)) * 60)
    rest = timed.rest if timed else ""
    if until is None:
        return span, f"{rest} {end}".strip()
    return Span(0, 0, span.start, until.start, odd=span.odd or until.odd), rest


def _minutes(cell: str) -> tuple[int | None, str]:
    folded = fold(cell).strip()
    if folded.isdigit() and len(folded) < 4:
        return int(folded), ""
    found = total_minutes(folded) if folded else None
    return found, "" if found is not None else cell


def _parallel_rows(line: Line, columns: Columns, row: Row, before: Row | None) -> list[Row]:
    filled = [
        (index, cell)
        for index, (field, cell) in enumerate(zip(columns.fields, line.cells, strict=False))
        if field == "parallel" and cell
    ]
    if not filled or (row.span is None and before is None):
        return []
    first = columns.fields.index("parallel")
    for_all = len({cell for _, cell in filled}) == 1 and (filled[0][0] == first or len(filled) > 1)
    if for_all and not day_at(fold(columns.heads[filled[0][0]])):
        return [_with_title(row, filled[0][1])]
    return [_in_column(_with_title(row, cell), columns.heads[index], index) for index, cell in filled]


def _with_title(row: Row, cell: str) -> Row:
    title, *more = cell.split(MORE)
    return replace(row, texts=(title, *more, *row.texts[1:]))


def _in_column(row: Row, head: str, index: int) -> Row:
    if day_at(fold(head)):
        return replace(row, day=day_at(fold(head)), day_text=head, grid=index)
    if not THEME_HEAD.fullmatch(fold(head)):
        return replace(row, place=head, parallel=True)
    named = NAMED.fullmatch(head)
    if named:
        return replace(row, section=named["name"], place=named["inner"], parallel=True)
    return replace(row, section=head, parallel=True)
