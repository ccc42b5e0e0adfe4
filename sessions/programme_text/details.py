"""Lines under a slot: the rest of its title, a detail, its place or speaker, or a paragraph of its own."""

from collections.abc import Sequence

from sessions.programme_text.furnish import furnished
from sessions.programme_text.row import Row
from sessions.programme_text.sheet import Sheet
from sessions.programme_text.signs import fold
from sessions.programme_text.words import words

MOST_DETAILS = 20
LONGEST_WRAPPED = 300
CONNECTORS = words("och and und et og ja e & , för for the der die i in med with av of – - / و")


def is_loose(rows: Sequence[Row]) -> bool:
    """Whether descriptions are set off by blank lines from the slots they belong to."""
    slots = sum(row.kind == "slot" for row in rows)
    apart = close = 0
    for before, row, after in zip(rows, rows[1:], rows[2:], strict=False):
        if before.kind == "slot" and row.kind == "text":
            close += not row.line.blank_before
            apart += row.line.blank_before and (row.line.blank_after or after.kind == "text")
    return apart > max(1, close) and apart * 2 >= slots - 1


def goes_on(sheet: Sheet, row: Row) -> bool:
    """A line that begins in lower case, or follows an open end, is the rest of a wrapped title."""
    last = sheet.drafts[-1]
    if last.details or row.line.blank_before or row.line.bullet or last.bars:
        return False
    if (
        len(last.title) > LONGEST_WRAPPED
        or last.line + 3 < row.line.number
        or last.title.endswith((".", "!", "?", ":"))
    ):
        return False
    title = fold(last.title).split()
    is_open = bool(title) and (title[-1] in CONNECTORS or title[-1].endswith((",", "&")))
    return is_open or row.line.text[:1].islower()


def is_apart(sheet: Sheet) -> bool:
    """A paragraph of its own, in a paste whose descriptions are not set off by blank lines."""
    if sheet.section is not None and not sheet.section.used:
        return True
    return not sheet.loose and not sheet.attached


def add_detail(sheet: Sheet, row: Row) -> None:
    last = sheet.drafts[-1]
    if len(last.details) >= MOST_DETAILS:
        sheet.stray(row)
        return
    texts = [row.line.text] if not row.line.bars else [cell for cell in row.line.cells if cell]
    for text in texts:
        field, found = furnished(text)
        if field == "place" and last.place is None:
            last.place = found
        elif field == "speaker" and last.speaker is None:
            last.speaker = found
        else:
            last.details.append(text)
    last.details.extend(row.line.links)
