"""Programmes without times: bullets, numbered items or plain lines under headings become slots in order.

A text that is no programme keeps its lines as they are, and so gives no slots.
"""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from sessions.programme_text.breaks import is_break
from sessions.programme_text.header import is_generic
from sessions.programme_text.labels import PROGRAMME_WORD
from sessions.programme_text.row import Row
from sessions.programme_text.signs import fold

LONGEST_ITEM = 140
SENTENCE_WORDS = 8
MOST_ROWS = 80
READABLE = ("text", "heading")


def with_untimed_slots(rows: list[Row]) -> list[Row]:
    """The same rows, those that are items of a programme made slots; nothing changes where any row has
    a time.
    """
    times = [index for index, row in enumerate(rows) if row.kind in ("slot", "time")]
    if not times:
        return _untimed(rows)
    if len(times) > 1 or rows[times[0]].kind == "slot":
        return rows
    framed = [*rows[: times[0]], _as_frame(rows[times[0]]), *rows[times[0] + 1 :]]
    found = _untimed(framed)
    return rows if found is framed else found


def _as_frame(time: Row) -> Row:
    """The only time of a paste, on a line of its own, frames what has none."""
    return replace(time, kind="label", label="time", texts=(time.line.text,))


def _untimed(rows: list[Row]) -> list[Row]:
    begin, stop = _programme_part(rows)
    part = rows[begin:stop]
    for items_among, is_programme in _FORMS:
        items = items_among([row for row in part if row.kind in READABLE])
        if len(items) > 1 and is_programme(items, part):
            return [*rows[:begin], *_with_slots(part, {id(row) for row in items}), *map(_aside, rows[stop:])]
    return rows


def _aside(row: Row) -> Row:
    return replace(row, kind="practical")


def _programme_part(rows: Sequence[Row]) -> tuple[int, int]:
    """The rows under a Markdown heading that says "programme", if the text has more than that; else all."""
    for index, row in enumerate(rows):
        if row.line.heading and is_generic(row) and index:
            deeper = (
                at for at in range(index + 1, len(rows)) if 0 < rows[at].line.heading <= row.line.heading
            )
            return index, next(deeper, len(rows))
    return 0, len(rows)


def _numbered(rows: Sequence[Row]) -> list[Row]:
    return _outermost([row for row in rows if row.line.bullet not in ("", "-")])


def _bulleted(rows: Sequence[Row]) -> list[Row]:
    return _outermost([row for row in rows if row.line.bullet == "-"])


def _outermost(rows: Sequence[Row]) -> list[Row]:
    least = min((row.line.indent for row in rows), default=0)
    return [row for row in rows if row.line.indent <= least + 1]


def _plain(rows: Sequence[Row]) -> list[Row]:
    title = _title_of(rows)
    return [row for row in rows if row.kind == "text" and not _is_prose(row) and row is not title]


def _themes(rows: Sequence[Row]) -> list[Row]:
    title = _title_of(rows)
    return [row for row in rows if row.kind == "heading" and row.label != "half" and row is not title]


def _title_of(rows: Sequence[Row]) -> Row | None:
    """The first row, if it stands apart, is a heading, or names a programme."""
    first = rows[0] if rows else None
    if first is None or first.kind not in READABLE or first.label in ("half", "theme"):
        return None
    apart = (
        first.line.blank_after or first.line.heading or (len(rows) > 1 and rows[1].kind in ("day", "label"))
    )
    return (
        first if apart or _names_programme(first) or (len(rows) > 1 and rows[1].kind == "heading") else None
    )


def _is_agenda(items: Sequence[Row], rows: Sequence[Row]) -> bool:
    """Numbered items: an agenda, also among the narrative of minutes."""
    named = _says_programme(items, rows) or any(row.kind in ("day", "label") for row in rows)
    return named or (_share_of_prose(rows) < 0.3 and len(items) * 2 >= len(rows) and len(rows) <= MOST_ROWS)


def _is_list(items: Sequence[Row], rows: Sequence[Row]) -> bool:
    if _share_of_prose(rows) > 0.4:
        return False
    return _says_programme(items, rows) or (len(items) * 5 >= len(rows) * 3 and len(rows) <= MOST_ROWS)


def _is_plain_programme(items: Sequence[Row], rows: Sequence[Row]) -> bool:
    return len(rows) <= MOST_ROWS and _share_of_prose(rows) < 0.3 and _surely_says_programme(items, rows)


def _surely_says_programme(items: Sequence[Row], rows: Sequence[Row]) -> bool:
    headed = any(row.label in ("half", "theme") or row.kind == "day" for row in rows)
    return headed or any(map(is_generic, rows[:3])) or any(is_break(row.title) for row in items)


def _says_programme(items: Sequence[Row], rows: Sequence[Row]) -> bool:
    return _surely_says_programme(items, rows) or any(map(_names_programme, rows[:3]))


def _names_programme(row: Row) -> bool:
    return is_generic(row) or (
        len(row.line.text) < LONGEST_ITEM and PROGRAMME_WORD.search(fold(row.line.text)) is not None
    )


def _share_of_prose(rows: Sequence[Row]) -> float:
    return sum(map(_is_prose, rows)) / max(1, len(rows))


def _is_prose(row: Row) -> bool:
    text = row.line.text
    return len(text) > LONGEST_ITEM or (
        text.endswith((".", ":", ";", "{", "}", ",")) and len(text.split()) > SENTENCE_WORDS
    )


def _with_slots(rows: Sequence[Row], items: set[int]) -> list[Row]:
    """Items become slots, and so does a heading that nothing stands under."""
    found = [replace(row, kind="slot", texts=(row.line.text,)) if id(row) in items else row for row in rows]
    title = _title_of(rows)
    for index, row in enumerate(found):
        following = found[index + 1].kind if index + 1 < len(found) else "heading"
        if (
            row.kind == "heading"
            and row.label in ("theme", "markup", "bold")
            and row is not title
            and following == "heading"
        ):
            found[index] = (
                row if index + 1 < len(found) and _is_deeper(found[index + 1], row) else _as_slot(row)
            )
    return found


def _is_deeper(row: Row, above: Row) -> bool:
    return row.line.heading > above.line.heading or row.label == "half"


def _as_slot(row: Row) -> Row:
    return replace(row, kind="slot", texts=(row.title,))


_FORMS: tuple[
    tuple[Callable[[Sequence[Row]], list[Row]], Callable[[Sequence[Row], Sequence[Row]], bool]], ...
] = (
    (_numbered, _is_agenda),
    (_bulleted, _is_list),
    (_plain, _is_plain_programme),
    (_themes, _is_plain_programme),
)
