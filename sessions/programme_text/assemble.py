"""Assembling: rows in order become slots under headings; what finds no home is kept as not understood."""

from collections.abc import Sequence

from msgspec.structs import replace

from sessions.programme_text.dates import day_at
from sessions.programme_text.details import add_detail, goes_on, is_apart, is_loose
from sessions.programme_text.draft import Draft, Heading
from sessions.programme_text.furnish import drafts_of, with_time
from sessions.programme_text.layout import Layout
from sessions.programme_text.lone_times import with_lone_times
from sessions.programme_text.parallels import parallel_children
from sessions.programme_text.row import Row
from sessions.programme_text.shapes import MOST_SLOTS
from sessions.programme_text.sheet import (
    Sheet,
    add,
    add_untitled,
    close_header,
    leave_day,
    leave_section,
    new_day,
    order_by_grid,
)
from sessions.programme_text.signs import fold
from sessions.programme_text.words import is_end

MOST_PARALLEL = 30
LONGEST_SECTION = 70
PROSE_ENDS = (".", "!", "?", ";", ",")


def assemble(rows: Sequence[Row], layout: Layout) -> Sheet:
    """Every row finds a home: a slot, a detail, a heading, the head of the session, or `strays`."""
    sheet = Sheet(loose=is_loose(rows), several_days=sum(row.kind == "day" for row in rows) > 1)
    rows = with_lone_times(rows, layout.below)
    index = 0
    while index < len(rows):
        index += _take(sheet, rows, index)
    _settle(sheet)
    return sheet


def _take(sheet: Sheet, rows: Sequence[Row], index: int) -> int:
    """Read the row, and say how many rows were used."""
    row = rows[index]
    sheet.attached = row.kind in ("slot", "time") or (sheet.attached and not row.line.blank_before)
    if sheet.waiting is not None and row.kind in ("text", "heading", "label", "slot"):
        row = _answer(sheet, row)
    if row.kind == "slot":
        return _slot(sheet, row, rows, index)
    _TAKERS[row.kind](sheet, row, rows, index)
    return 1


def _answer(sheet: Sheet, row: Row) -> Row:
    """The line after a lone time is its title."""
    time, sheet.waiting = sheet.waiting, None
    assert time is not None
    if row.kind == "slot" and row.span is not None:
        add_untitled(sheet, time)
        return row
    if is_end(row.line.text):
        return replace(time, kind="end")
    return with_time(replace(row, texts=row.texts or (row.line.text,)), time)


def _slot(sheet: Sheet, row: Row, rows: Sequence[Row], index: int) -> int:
    close_header(sheet)
    if len(sheet.drafts) >= MOST_SLOTS:
        sheet.stray(row)
        return 1
    children = parallel_children(row, rows, index + 1)
    if children:
        _add_parallels(sheet, row, children)
        return 1 + len(children)
    if row.day_text:
        sheet.header.date = sheet.header.date or (row.day.iso if row.day else None)
        new_day(sheet, row, row.day_text)
    for draft in drafts_of(row):
        add(sheet, draft)
    return 1


def _add_parallels(sheet: Sheet, row: Row, children: list[Draft]) -> None:
    for draft in children:
        draft.section = draft.section or row.title
        add(sheet, draft)
    own = () if any(draft.section == row.title for draft in children) else (row.title,)
    children[0].details[:0] = [*own, *row.texts[1:], *row.line.links]


def _end(sheet: Sheet, row: Row, rows: Sequence[Row], index: int) -> None:
    """A bare "End": the last slot's, if it has none, else the meeting's."""
    last = sheet.drafts[-1] if sheet.drafts else None
    at = (row.span.end or row.span.start) if row.span else None
    if last is None or at is None:
        sheet.stray(row)
    elif last.end is None or last.end == at:
        _end_slots(sheet, last, at)
    elif sheet.days or not sheet.header.ends(sheet.drafts[0].start, at):
        sheet.stray(row)


def _end_slots(sheet: Sheet, last: Draft, at: int) -> None:
    """The end of the last slot, and of those that run beside it."""
    for draft in sheet.drafts[-MOST_PARALLEL:]:
        if draft is last or (draft.start == last.start and draft.end is None and draft.day is last.day):
            draft.end = at


def _time(sheet: Sheet, row: Row, rows: Sequence[Row], index: int) -> None:
    if not sheet.drafts and row.span and row.span.end is not None and _frames(rows, index):
        sheet.header.frame(row)
        return
    if sheet.waiting is not None:
        add_untitled(sheet, sheet.waiting)
    sheet.waiting = row


def _frames(rows: Sequence[Row], index: int) -> bool:
    """Whether this is the only lone time, and what follows has times of its own, or is nothing."""
    if any(row.kind == "time" for place, row in enumerate(rows) if place != index):
        return False
    following = {row.kind for row in rows[index + 1 :]}
    return "slot" in following or not following & {"text", "heading"}


def _day(sheet: Sheet, row: Row, rows: Sequence[Row], index: int) -> None:
    if row.day and (row.day.ambiguous or row.day.weekday_differs):
        sheet.doubts.append("ambiguous_date" if row.day.ambiguous else "weekday_differs")
    if sheet.drafts and row.span:
        sheet.stray(row)
        return
    if sheet.drafts or (sheet.several_days and row.span is None):
        sheet.header.date = sheet.header.date or (row.day.iso if row.day else None)
        new_day(sheet, row, row.line.text.rstrip(" :"))
        return
    sheet.header.dated(row)
    new_day(sheet, row, row.day_text or row.line.text)


def _heading(sheet: Sheet, row: Row, rows: Sequence[Row], index: int) -> None:
    if not sheet.drafts and not sheet.header.closed:
        sheet.header.heading(row)
        return
    if row.label in ("capitals", "colon") and not _leads_to_slots(rows, index):
        add_detail(sheet, row)
        return
    leave_section(sheet)
    after = len(sheet.drafts) or None
    sheet.section = Heading(row.title, row.line.number, after=after, marked=row.line.heading > 0)


def _leads_to_slots(rows: Sequence[Row], index: int) -> bool:
    return index + 1 < len(rows) and rows[index + 1].kind in ("slot", "time", "heading", "day")


def _label(sheet: Sheet, row: Row, rows: Sequence[Row], index: int) -> None:
    day = day_at(fold(row.title)) if row.label == "date" else None
    if day and day.iso is None and day.stop == len(row.title):
        new_day(sheet, replace(row, day=day), row.title)
        return
    if sheet.drafts and not is_apart(sheet):
        add_detail(sheet, row)
    elif not sheet.header.labelled(row):
        sheet.stray(row)


def _text(sheet: Sheet, row: Row, rows: Sequence[Row], index: int) -> None:
    if not sheet.drafts:
        sheet.header.text(row)
    elif goes_on(sheet, row):
        sheet.drafts[-1].title += " " + row.line.text
    elif is_apart(sheet):
        _set_apart(sheet, row, rows, index)
    else:
        add_detail(sheet, row)


def _set_apart(sheet: Sheet, row: Row, rows: Sequence[Row], index: int) -> None:
    text = row.line.text
    short = len(text) <= LONGEST_SECTION and not text.endswith(PROSE_ENDS) and not row.line.bullet
    if short and _leads_to_slots(rows, index) and rows[index + 1].kind != "heading":
        _heading(sheet, replace(row, kind="heading", texts=(row.line.text,)), rows, index)
    else:
        sheet.stray(row)


def _total(sheet: Sheet, row: Row, rows: Sequence[Row], index: int) -> None:
    sheet.totals.append(row.minutes or 0)
    sheet.stray(row)


def _aside(sheet: Sheet, row: Row, rows: Sequence[Row], index: int) -> None:
    if row.kind == "practical" and not sheet.drafts:
        sheet.header.practical(row)
    else:
        sheet.stray(row)


def _settle(sheet: Sheet) -> None:
    """The end of the paste: nothing is left waiting."""
    if sheet.waiting is not None:
        add_untitled(sheet, sheet.waiting)
    close_header(sheet)
    leave_section(sheet)
    leave_day(sheet)
    order_by_grid(sheet)
    sheet.strays.sort(key=lambda stray: stray.line)


_TAKERS = {
    "end": _end,
    "time": _time,
    "day": _day,
    "heading": _heading,
    "label": _label,
    "text": _text,
    "total": _total,
    "columns": _aside,
    "practical": _aside,
}
