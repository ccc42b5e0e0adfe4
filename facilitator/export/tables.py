"""A step as a file for spreadsheets: its tables as the minutes have them, then all that the record holds.

UTF-8 with a byte order mark and `;`, which is what a Swedish Excel opens without asking.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from facilitator.export.document import Document
from sessions.blocks import Bullets, Heading, Table
from sessions.minutes import Chapter

Cell = str | int | float
Row = Sequence[Cell]

FORMULA = re.compile(r"[\s\u0000]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r]")
"""What a spreadsheet takes for the beginning of a formula, also after blanks and in full width."""
FIGURE = re.compile(r"[+\-]?\d+([.,]\d+)?")


def step_csv(document: Document, step: Mapping[str, Any]) -> bytes:
    """`step`: its entry in the record."""
    rows = [*_tables(document, str(step["id"])), *_data(document, step)]
    return written(rows)


def written(rows: Iterable[Row]) -> bytes:
    """Rows of guarded cells as the bytes of a file."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig", "replace")


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe before what could begin one."""
    return f"'{text}" if FORMULA.match(text) else text


def _tables(document: Document, step: str) -> Iterator[Row]:
    """Each table or list of the minutes under its heading, with an empty row after it."""
    for chapter in (chapter for chapter in document.chapters if chapter.step == step):
        yield from _tables_of(document, chapter)


def _tables_of(document: Document, chapter: Chapter) -> Iterator[Row]:
    for block in chapter.blocks:
        if isinstance(block, Heading):
            yield (guarded(document.words(block.text, chapter.kind)),)
        elif isinstance(block, Bullets):
            yield from ((guarded(document.words(item, chapter.kind)),) for item in block.items)
            yield ()
        elif isinstance(block, Table):
            yield from _table(document, chapter.kind, block)
            yield ()


def _table(document: Document, kind: str, block: Table) -> Iterator[Row]:
    yield [guarded(document.words(cell, kind)) for cell in block.head]
    for row in block.rows:
        yield [_cell(document.words(cell, kind), at in block.numeric) for at, cell in enumerate(row)]


def _cell(text: str, numeric: bool) -> str:
    return text if numeric and FIGURE.fullmatch(text) else guarded(text)


def _data(document: Document, step: Mapping[str, Any]) -> Iterator[Row]:
    """Two columns: where a value stands in the record (rounds.1.turnout.of, from 1), and the value."""
    yield [guarded(document.words.of("field")), guarded(document.words.of("value"))]
    kept = {name: step[name] for name in ("kind", "title", "state", "record", "items")}
    for path, value in flattened(kept):
        yield [guarded(path), plain(value)]


def flattened(data: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every single value of nested lists and mappings with its path."""
    if isinstance(data, Mapping):
        pairs: Iterable[tuple[object, Any]] = data.items()
    elif isinstance(data, (list, tuple)):
        pairs = enumerate(data, 1)
    else:
        yield path, data
        return
    for key, value in pairs:
        yield from flattened(value, f"{path}.{key}" if path else str(key))


def plain(value: Any) -> Cell:
    """Numbers as they are; yes and no as JSON has them; nothing as an empty cell."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return value
    return "" if value is None else guarded(str(value))
