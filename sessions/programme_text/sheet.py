"""The sheet: what has been read so far, and how slots come under days and sections."""

from dataclasses import dataclass, field

from msgspec.structs import replace

from sessions.programme_text.draft import Draft, Heading
from sessions.programme_text.furnish import drafts_of
from sessions.programme_text.header import Header
from sessions.programme_text.row import Row
from sessions.programme_text.shapes import MOST_SLOTS, NotUnderstood


@dataclass
class Sheet:
    """What has been read so far."""

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


def close_header(sheet: Sheet) -> None:
    """The first slot is here: what stood above is the session's title, its first section, or nothing we
    know.
    """
    if sheet.drafts or sheet.header.closed:
        return
    section, strays = sheet.header.close()
    for row in strays:
        sheet.stray(row)
    if section and sheet.section is None:
        sheet.section = Heading(section.title or section.line.text, section.line.number)


def add_untitled(sheet: Sheet, time: Row) -> None:
    close_header(sheet)
    if len(sheet.drafts) >= MOST_SLOTS:
        sheet.stray(time)
        return
    for draft in drafts_of(replace(time, kind="slot", texts=("",))):
        add(sheet, draft)


def add(sheet: Sheet, draft: Draft) -> None:
    draft.day = sheet.day
    if draft.day:
        draft.day.used = True
    if draft.section is None and sheet.section is not None:
        draft.section = sheet.section.text
        sheet.section.used = True
    sheet.drafts.append(draft)


def new_day(sheet: Sheet, row: Row, text: str) -> None:
    iso = row.day.iso if row.day else None
    if sheet.day is not None and sheet.day.text == text:
        return
    leave_section(sheet)
    leave_day(sheet)
    sheet.day = next((day for day in sheet.days if day.text == text), None)
    if sheet.day is None:
        after = len(sheet.drafts) or None
        says_more = row.kind == "day" and len(text) > len(row.day_text or text)
        sheet.day = Heading(text, row.line.number, iso=iso, after=after, says_more=says_more)
        sheet.days.append(sheet.day)


def leave_section(sheet: Sheet) -> None:
    if sheet.section is not None and not sheet.section.used:
        _demote(sheet, sheet.section)
    sheet.section = None


def leave_day(sheet: Sheet) -> None:
    """A day without slots is the session's date, or goes back to where it stood."""
    day = sheet.day
    if day is None or day.used:
        return
    sheet.days.remove(day)
    if day.iso is None or day.iso != sheet.header.date or day.says_more:
        _demote(sheet, day)


def _demote(sheet: Sheet, heading: Heading) -> None:
    """A heading that nothing stands under is a detail of the slot above it, or not understood."""
    if heading.after and not heading.marked:
        sheet.drafts[heading.after - 1].details.append(heading.text)
    else:
        sheet.strays.append(NotUnderstood(heading.line, heading.text))


def order_by_grid(sheet: Sheet) -> None:
    """A table with a day in each column is read down, not across."""
    begin = 0
    while begin < len(sheet.drafts):
        end = begin
        while end < len(sheet.drafts) and sheet.drafts[end].grid:
            end += 1
        sheet.drafts[begin:end] = sorted(sheet.drafts[begin:end], key=lambda draft: draft.grid)
        begin = end + 1
