"""Printing a parse, and reading what was printed: a timetable people can read, else a table that keeps
everything.
"""

from collections.abc import Callable, Iterator, Sequence

from msgspec.structs import replace

from sessions.programme_text.breaks import is_break
from sessions.programme_text.shapes import NotUnderstood, Parse, ParsedSlot, Window

TABLE_HEAD = "start\tend\tminutes\ttitle\tspeaker\tplace\tday\tsection\tbreak\tdetails"
"""The columns of the table: "HH:MM" or nothing, "~" before an end that was inferred, yes or no or nothing
for a break
(nothing: the title decides), and as many details as there are."""

CELLS = 9
INFERRED = "~"
FACTS = ("title", "date", "place", "window")


def printed(parse: Parse, read: Callable[[str], Parse]) -> str:
    """Text that `read` turns into the same slots: readable where it can be, else the table."""
    text = "\n".join(_readable(parse))
    again = read(text)
    same = _bare(again.slots) == _bare(parse.slots) and all(
        getattr(again, f) == getattr(parse, f) for f in FACTS
    )
    return text if same else "\n".join(_table(parse))


def _bare(slots: Sequence[ParsedSlot]) -> list[ParsedSlot]:
    return [replace(slot, suggests=()) for slot in slots]


def _readable(parse: Parse) -> Iterator[str]:
    if parse.title:
        yield f"# {parse.title}"
    if parse.date and not any(slot.day for slot in parse.slots):
        yield f"Date: {parse.date}"
    if parse.window:
        yield f"Time: {parse.window.start}" + (f"–{parse.window.end}" if parse.window.end else "")
    if parse.place:
        yield f"Place: {parse.place}"
    day = section = None
    for slot in parse.slots:
        if slot.day != day:
            yield f"\n## {slot.day or ''}"
        if slot.section != section and slot.section:
            yield f"\n### {slot.section}"
        day, section = slot.day, slot.section
        yield from _slot_lines(slot)


def _slot_lines(slot: ParsedSlot) -> Iterator[str]:
    during = f" ({slot.minutes} min)" if slot.start is None and slot.minutes else ""
    yield f"{_time(slot)}{slot.title}{during}" if slot.start else f"- {slot.title}{during}"
    if slot.place:
        yield f"  Place: {slot.place}"
    if slot.speaker:
        yield f"  Speaker: {slot.speaker}"
    for detail in slot.details:
        yield f"  - {detail}"


def _time(slot: ParsedSlot) -> str:
    return f"{slot.start} " if slot.end is None or slot.end_inferred else f"{slot.start}–{slot.end} "


def _table(parse: Parse) -> Iterator[str]:
    yield TABLE_HEAD
    for slot in parse.slots:
        yield "\t".join(_cells(slot))
    for fact in ("title", "date", "place"):
        if getattr(parse, fact):
            yield f"{fact}\t{getattr(parse, fact)}"
    if parse.window:
        yield f"window\t{parse.window.start}\t{parse.window.end or ''}"


def _cells(slot: ParsedSlot) -> Iterator[str]:
    yield slot.start or ""
    yield (INFERRED if slot.end_inferred else "") + (slot.end or "")
    yield str(slot.minutes) if slot.minutes is not None else ""
    yield slot.title
    yield slot.speaker or ""
    yield slot.place or ""
    yield slot.day or ""
    yield slot.section or ""
    yield "yes" if slot.break_ else "no"
    yield from slot.details


def is_printed(lines: Sequence[str]) -> bool:
    return bool(lines) and lines[0].rstrip() == TABLE_HEAD


def read_printed(lines: Sequence[str]) -> Parse:
    """The parse that a printed table holds; a line that does not fit its columns is not understood."""
    slots: list[ParsedSlot] = []
    facts: dict[str, str] = {}
    strays: list[NotUnderstood] = []
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) >= CELLS and (slot := _slot(cells)):
            slots.append(slot)
        elif len(cells) > 1 and cells[0] in FACTS and cells[0] not in facts:
            facts[cells[0]] = "\t".join(cells[1:])
        elif line.strip():
            strays.append(NotUnderstood(number, line.strip()))
    return Parse(
        title=facts.get("title"),
        date=facts.get("date"),
        place=facts.get("place"),
        window=_window(facts.get("window")),
        slots=tuple(slots),
        not_understood=tuple(strays),
    )


def _slot(cells: Sequence[str]) -> ParsedSlot | None:
    start, end, minutes = cells[0], cells[1].removeprefix(INFERRED), cells[2]
    if not (
        _is_clock(start) and _is_clock(end) and (not minutes or (minutes.isascii() and minutes.isdigit()))
    ):
        return None
    if cells[8] not in ("yes", "no", "") or len(minutes) > 5:
        return None
    return ParsedSlot(
        title=cells[3],
        start=start or None,
        end=end or None,
        minutes=int(minutes) if minutes else None,
        speaker=cells[4] or None,
        place=cells[5] or None,
        day=cells[6] or None,
        section=cells[7] or None,
        break_=cells[8] == "yes" if cells[8] else is_break(cells[3]),
        end_inferred=cells[1].startswith(INFERRED),
        details=tuple(cells[9:]),
    )


def _is_clock(cell: str) -> bool:
    if not cell:
        return True
    hour, colon, minute = cell.partition(":")
    digits = cell.isascii() and hour.isdigit() and minute.isdigit() and len(cell) == 5 and len(hour) == 2
    return bool(colon) and digits and int(hour) < 24 and int(minute) < 60


def _window(cells: str | None) -> Window | None:
    start, _, end = (cells or "").partition("\t")
    return Window(start, end or None) if start and _is_clock(start) and _is_clock(end) else None
