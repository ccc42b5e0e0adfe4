"""Assembling: rows in order become slots under headings; what finds no home is kept as not understood."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from sessions.programme_text.dates import day_at
from sessions.programme_text.draft import Draft, Heading
from sessions.programme_text.furnish import drafts_of, furnished, with_time
from sessions.programme_text.header import Header
from sessions.programme_text.layout import Layout
from sessions.programme_text.parallels import parallel_children
from sessions.programme_text.row import Row
from sessions.programme_text.shapes import MOST_SLOTS, NotUnderstood
from sessions.programme_text.signs import fold
from sessions.programme_text.words import is_end

MOST_DETAILS = 20
MOST_PARALLEL = 30
LONGEST_SECTION = 70
CONNECTORS = (
    "och",
    "and",
    "und",
    "et",
    "og",
    "ja",
    "e",
    "&",
    ",",
    "för",
    "for",
    "the",
    "der",
    "die",
    "i",
    "in",
    "med",
    "with",
    "av",
    "of",
    "–",
    "-",
    "/",
)
PROSE_ENDS = (".", "!", "?", ";", ",")


@dataclass
class Sheet:
    """What has been read so far."""

    layout: Layout
    loose: bool = False
    header: Header = field(default_factory=Header)
    drafts: list[Draft] = field(default_factory=list)
    strays: list[NotUnderstood] = field(default_factory=list)
    days: list[Heading] = field(default_factory=list)
    day: Heading | None = None
    section: Heading | None = None
    waiting: Row | None = None
    several_days: bool = False
    totals: list[int] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    attached: bool = True

    def stray(self, row: Row) -> None:
        self.strays.append(NotUnderstood(row.line.number, row.line.text))


def assemble(rows: Sequence[Row], layout: Layout) -> Sheet:
    """Every row finds a home: a slot, a detail, a heading, the head of the session, or `strays`."""
    sheet = Sheet(layout, loose=_is_loose(rows), several_days=sum(row.kind == "day" for row in rows) > 1)
    rows = _with_lone_times(rows, layout)
    index = 0
    while index < len(rows):
        index += _take(sheet, rows, index)
    _settle(sheet)
    return sheet


def _is_loose(rows: Sequence[Row]) -> bool:
    """Whether descriptions are set off by blank lines from the slots they belong to."""
    slots = sum(row.kind == "slot" for row in rows)
    apart = close = 0
    for before, row, after in zip(rows, rows[1:], rows[2:], strict=False):
        if before.kind == "slot" and row.kind == "text":
            close += not row.line.blank_before
            apart += row.line.blank_before and (row.line.blank_after or after.kind == "text")
    return apart > max(1, close) and apart * 2 >= slots - 1


def _with_lone_times(rows: Sequence[Row], layout: Layout) -> list[Row]:
    """Times on lines of their own meet their titles, above or below; two in a row are a range."""
    joined = _pairs_joined(rows)
    return _titles_above(joined) if layout.below else joined


def _pairs_joined(rows: Sequence[Row]) -> list[Row]:
    found: list[Row] = []
    for row in rows:
        last = found[-1] if found else None
        if last and last.kind == "time" == row.kind and last.span and row.span and _make_a_range(last, row):
            found[-1] = replace(last, span=replace(last.span, end=row.span.start))
        else:
            found.append(row)
    return found


def _make_a_range(first: Row, second: Row) -> bool:
    if first.span is None or second.span is None or first.span.end is not None or second.span.end is not None:
        return False
    return None not in (first.span.start, second.span.start) and (first.span.start or 0) < (
        second.span.start or 0
    )


def _titles_above(rows: Sequence[Row]) -> list[Row]:
    found: list[Row] = []
    for row in rows:
        if row.kind == "time" and found and found[-1].kind in ("text", "heading"):
            found.append(with_time(found.pop(), row))
        else:
            found.append(row)
    return found


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
        _untitled(sheet, time)
        return row
    if is_end(row.line.text):
        return replace(time, kind="end")
    return with_time(replace(row, texts=row.texts or (row.line.text,)), time)


def _slot(sheet: Sheet, row: Row, rows: Sequence[Row], index: int) -> int:
    _close_header(sheet)
    if len(sheet.drafts) >= MOST_SLOTS:
        sheet.stray(row)
        return 1
    children = parallel_children(row, rows, index + 1)
    if children:
        _add_parallels(sheet, row, children)
        return 1 + len(children)
    if row.day_text:
        sheet.header.date = sheet.header.date or (row.day.iso if row.day else None)
        _new_day(sheet, row, row.day_text)
    for draft in drafts_of(row):
        _add(sheet, draft)
    return 1


def _add(sheet: Sheet, draft: Draft) -> None:
    draft.day = sheet.day
    if draft.day:
        draft.day.used = True
    if draft.section is None and sheet.section is not None:
        draft.section = sheet.section.text
        sheet.section.used = True
    sheet.drafts.append(draft)


def _add_parallels(sheet: Sheet, row: Row, children: list[Draft]) -> None:
    for draft in children:
        draft.section = draft.section or row.title
        _add(sheet, draft)
    own = () if any(draft.section == row.title for draft in children) else (row.title,)
    children[0].details[:0] = [*own, *row.texts[1:], *row.line.links]


def _close_header(sheet: Sheet) -> None:
    """The first slot is here: what stood above is the session's title, its first section, or nothing we know."""
    if sheet.drafts or sheet.header.closed:
        return
    section, strays = sheet.header.close()
    for row in strays:
        sheet.stray(row)
    if section and sheet.section is None:
        sheet.section = Heading(section.title or section.line.text, section.line.number)


def _end(sheet: Sheet, row: Row, rows: Sequence[Row], index: int) -> None:
    last = sheet.drafts[-1] if sheet.drafts else None
    at = (row.span.end or row.span.start) if row.span else None
    if last is None or at is None or (last.end is not None and last.end != at):
        sheet.stray(row)
        return
    for draft in sheet.drafts[-MOST_PARALLEL:]:
        if draft is last or (draft.start == last.start and draft.end is None and draft.day is last.day):
            draft.end = at


def _time(sheet: Sheet, row: Row, rows: Sequence[Row], index: int) -> None:
    lone = sum(other.kind == "time" for other in rows[:200]) == 1
    if (
        row.span
        and row.span.end is not None
        and not sheet.drafts
        and lone
        and any(r.kind == "slot" for r in rows)
    ):
        sheet.header.frame(row)
        return
    if sheet.waiting is not None:
        _untitled(sheet, sheet.waiting)
    sheet.waiting = row


def _untitled(sheet: Sheet, time: Row) -> None:
    _close_header(sheet)
    for draft in drafts_of(replace(time, kind="slot", texts=("",))):
        _add(sheet, draft)


def _day(sheet: Sheet, row: Row, rows: Sequence[Row], index: int) -> None:
    if row.day and (row.day.ambiguous or row.day.weekday_differs):
        sheet.doubts.append("ambiguous_date" if row.day.ambiguous else "weekday_differs")
    if sheet.drafts and row.span:
        sheet.stray(row)
        return
    if sheet.drafts or (sheet.several_days and row.span is None):
        sheet.header.date = sheet.header.date or (row.day.iso if row.day else None)
        _new_day(sheet, row, row.line.text.rstrip(" :"))
        return
    sheet.header.dated(row)
    _new_day(sheet, row, row.day_text or row.line.text)


def _new_day(sheet: Sheet, row: Row, text: str) -> None:
    iso = row.day.iso if row.day else None
    if sheet.day is not None and sheet.day.text == text:
        return
    _leave_section(sheet)
    _leave_day(sheet)
    sheet.day = next((day for day in sheet.days if day.text == text), None)
    if sheet.day is None:
        after = len(sheet.drafts) or None
        says_more = row.kind == "day" and len(text) > len(row.day_text or text)
        sheet.day = Heading(text, row.line.number, iso=iso, after=after, says_more=says_more)
        sheet.days.append(sheet.day)


def _leave_day(sheet: Sheet) -> None:
    """A day without slots is the session's date, or goes back to where it stood."""
    day = sheet.day
    if day is None or day.used:
        return
    sheet.days.remove(day)
    if day.iso is None or day.iso != sheet.header.date or day.says_more:
        _demote(sheet, day)


def _heading(sheet: Sheet, row: Row, rows: Sequence[Row], index: int) -> None:
    if not sheet.drafts and not sheet.header.closed:
        sheet.header.heading(row)
        return
    if row.label in ("capitals", "colon") and not _leads_to_slots(rows, index):
        _detail(sheet, row)
        return
    _leave_section(sheet)
    after = len(sheet.drafts) or None
    sheet.section = Heading(row.title, row.line.number, after=after, marked=row.line.heading > 0)


def _leads_to_slots(rows: Sequence[Row], index: int) -> bool:
    return index + 1 < len(rows) and rows[index + 1].kind in ("slot", "time", "heading", "day")


def _leave_section(sheet: Sheet) -> None:
    if sheet.section is not None and not sheet.section.used:
        _demote(sheet, sheet.section)
    sheet.section = None


def _demote(sheet: Sheet, heading: Heading) -> None:
    """A heading that nothing stands under is a detail of the slot above it, or not understood."""
    if heading.after and not heading.marked:
        sheet.drafts[heading.after - 1].details.append(heading.text)
    else:
        sheet.strays.append(NotUnderstood(heading.line, heading.text))


def _label(sheet: Sheet, row: Row, rows: Sequence[Row], index: int) -> None:
    day = day_at(fold(row.title)) if row.label == "date" else None
    if day and day.iso is None and day.stop == len(row.title):
        _new_day(sheet, replace(row, day=day), row.title)
        return
    if not sheet.drafts:
        if not sheet.header.labelled(row):
            sheet.stray(row)
        return
    if _is_apart(sheet, row):
        if not sheet.header.labelled(row):
            sheet.stray(row)
        return
    _detail(sheet, row)


def _text(sheet: Sheet, row: Row, rows: Sequence[Row], index: int) -> None:
    if not sheet.drafts:
        sheet.header.text(row)
    elif _goes_on(sheet, row):
        sheet.drafts[-1].title += " " + row.line.text
    elif _is_apart(sheet, row):
        _set_apart(sheet, row, rows, index)
    else:
        _detail(sheet, row)


def _goes_on(sheet: Sheet, row: Row) -> bool:
    """A line that begins in lower case, or follows an open end, is the rest of a wrapped title."""
    last = sheet.drafts[-1]
    if last.details or row.line.blank_before or row.line.bullet or last.bars:
        return False
    if len(last.title) > 300 or last.line + 3 < row.line.number or last.title.endswith((".", "!", "?", ":")):
        return False
    words = fold(last.title).split()
    return row.line.text[:1].islower() or (
        bool(words) and (words[-1] in CONNECTORS or words[-1].endswith((",", "&")))
    )


def _is_apart(sheet: Sheet, row: Row) -> bool:
    """A paragraph of its own, in a paste whose descriptions are not set off by blank lines."""
    if sheet.section is not None and not sheet.section.used:
        return True
    return not sheet.loose and not sheet.attached


def _set_apart(sheet: Sheet, row: Row, rows: Sequence[Row], index: int) -> None:
    short = (
        len(row.line.text) <= LONGEST_SECTION
        and not row.line.text.endswith(PROSE_ENDS)
        and not row.line.bullet
    )
    if short and _leads_to_slots(rows, index) and rows[index + 1].kind != "heading":
        _heading(sheet, replace(row, kind="heading", texts=(row.line.text,)), rows, index)
    else:
        sheet.stray(row)


def _detail(sheet: Sheet, row: Row) -> None:
    last = sheet.drafts[-1]
    if len(last.details) >= MOST_DETAILS:
        sheet.stray(row)
        return
    texts = [row.line.text] if not row.line.bars else [cell for cell in row.line.cells if cell]
    for text in texts:
        field_, words = furnished(text)
        if field_ == "place" and last.place is None:
            last.place = words
        elif field_ == "speaker" and last.speaker is None:
            last.speaker = words
        else:
            last.details.append(text)
    last.details.extend(row.line.links)


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
        _untitled(sheet, sheet.waiting)
    _close_header(sheet)
    _leave_section(sheet)
    _leave_day(sheet)
    _by_grid(sheet)
    sheet.strays.sort(key=lambda stray: stray.line)


def _by_grid(sheet: Sheet) -> None:
    """A table with a day in each column is read down, not across."""
    begin = 0
    while begin < len(sheet.drafts):
        end = begin
        while end < len(sheet.drafts) and sheet.drafts[end].grid:
            end += 1
        sheet.drafts[begin:end] = sorted(sheet.drafts[begin:end], key=lambda draft: draft.grid)
        begin = end + 1


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
