"""Files become the text that the programme parser reads: .txt .md .csv .ics .docx .pptx .xlsx.

Only the standard library, no network, no macros, no external parts: what is asked for by name is read,
within limits.
"""

import codecs
import csv
import io
from collections.abc import Callable
from pathlib import PurePosixPath

from facilitator.programme_import_ics import text_of_calendar
from facilitator.programme_import_office import in_a_cell, text_of_document, text_of_slides, text_of_workbook
from facilitator.programme_import_refused import ImportRefused
from sessions.programme_text import LIMIT

__all__ = ["LARGEST_FILE", "SUFFIXES", "ImportRefused", "text_of_file"]

LARGEST_FILE = 10_000_000
"""Bytes. A slide deck with pictures is larger than its words."""

BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def text_of_file(name: str, data: bytes) -> str:
    """The text of a file, chosen by the end of its name.

    Raises ImportRefused with the code unknown_format, file_too_large, file_empty, not_that_format,
    unsafe_file or
    text_too_long.
    """
    read = READERS.get(PurePosixPath(name.lower()).suffix)
    if read is None:
        raise ImportRefused("unknown_format")
    if len(data) > LARGEST_FILE:
        raise ImportRefused("file_too_large")
    if not data.strip():
        raise ImportRefused("file_empty")
    text = read(data)
    if len(text) > LIMIT:
        raise ImportRefused("text_too_long")
    return text


def decoded(data: bytes) -> str:
    """UTF-8, UTF-16 with its mark, else Windows-1252, which has a sign for nearly every byte."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _plain(data: bytes) -> str:
    return decoded(data)


def _table(data: bytes) -> str:
    """CSV with whatever separates its cells, as lines with tabs."""
    text = decoded(data)
    delimiter = max(";,\t|", key=lambda sign: _steadiness(text, sign))
    csv.field_size_limit(LARGEST_FILE)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise ImportRefused("not_that_format") from error
    return "\n".join("\t".join(map(in_a_cell, row)) for row in rows)


def _steadiness(text: str, sign: str) -> int:
    """In how many of the first lines the sign stands, the table's own sign standing in most."""
    lines = [line for line in text.splitlines()[:100] if line.strip()]
    return sum(sign in line for line in lines)


def _calendar(data: bytes) -> str:
    return text_of_calendar(decoded(data))


READERS: dict[str, Callable[[bytes], str]] = {
    ".txt": _plain,
    ".md": _plain,
    ".markdown": _plain,
    ".csv": _table,
    ".tsv": _table,
    ".ics": _calendar,
    ".docx": text_of_document,
    ".pptx": text_of_slides,
    ".xlsx": text_of_workbook,
}
SUFFIXES = tuple(READERS)
