"""The story of a reading: lines, rows, slots, what follows, what is doubtful, what it suggests."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from sessions.programme_text.assemble import assemble
from sessions.programme_text.delimited import with_tabs
from sessions.programme_text.doubts import doubts_about
from sessions.programme_text.draft import Draft
from sessions.programme_text.finish import drafts_from, slot_of
from sessions.programme_text.frame import take_frame
from sessions.programme_text.html_rows import with_html_rows
from sessions.programme_text.infer import infer
from sessions.programme_text.layout import layout_of
from sessions.programme_text.lines import lines_of
from sessions.programme_text.oneline import split_one_liners
from sessions.programme_text.printing import is_printed, read_printed
from sessions.programme_text.rows import rows_of
from sessions.programme_text.shapes import Parse, ParseWarning
from sessions.programme_text.sheet import Sheet
from sessions.programme_text.signs import clean_lines, is_mixed_encoding, looks_binary, says_nothing
from sessions.programme_text.suggest import Suggesting
from sessions.programme_text.untimed import with_untimed_slots


def read(text: str, suggesting: Mapping[str, Sequence[str]]) -> Parse:
    cleaned = clean_lines(text)
    if is_printed(cleaned):
        return _printed(cleaned, Suggesting(suggesting))
    return _pasted(text, cleaned, Suggesting(suggesting))


def _printed(cleaned: Sequence[str], suggested: Suggesting) -> Parse:
    found = read_printed(cleaned)
    slots = tuple(replace(slot, suggests=suggested.of(slot.title)) for slot in found.slots)
    drafts = drafts_from(slots)
    infer(drafts, found.window, elapsed=False)
    return replace(found, slots=slots, warnings=tuple(doubts_about(drafts, found.window, ())))


def _pasted(text: str, cleaned: list[str], suggested: Suggesting) -> Parse:
    lines = split_one_liners(lines_of(with_html_rows(with_tabs(cleaned))))
    layout = layout_of(lines)
    sheet = assemble(with_untimed_slots(list(rows_of(lines, layout))), layout)
    take_frame(sheet)
    infer(sheet.drafts, sheet.header.window, layout.elapsed)
    return Parse(
        title=sheet.header.title,
        date=sheet.header.date,
        place=sheet.header.place,
        window=sheet.header.window,
        slots=tuple(slot_of(draft, _day_of(draft, sheet), suggested) for draft in sheet.drafts),
        not_understood=tuple(sheet.strays),
        warnings=tuple(_warnings(text, cleaned, sheet)),
    )


def _day_of(draft: Draft, sheet: Sheet) -> str | None:
    """The day's heading; none where the whole session has one day and that day is its date."""
    if draft.day is None:
        return None
    only = len(sheet.days) == 1 and not draft.day.says_more
    return None if only and draft.day.iso and draft.day.iso == sheet.header.date else draft.day.text


def _warnings(text: str, cleaned: Sequence[str], sheet: Sheet) -> Iterator[ParseWarning]:
    if looks_binary(text):
        yield ParseWarning("looks_binary")
    elif all(map(says_nothing, cleaned)):
        yield ParseWarning("empty")
    elif not sheet.drafts:
        yield ParseWarning("not_a_programme")
    if is_mixed_encoding(text) and not looks_binary(text):
        yield ParseWarning("mixed_encoding")
    yield from (ParseWarning(kind) for kind in dict.fromkeys(sheet.doubts))
    yield from doubts_about(sheet.drafts, sheet.header.window, sheet.totals)
