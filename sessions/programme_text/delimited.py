"""Raw CSV in a paste: lines separated by semicolons or commas become lines with tabs."""

import csv
from collections.abc import Sequence

from sessions.programme_text.labels import column
from sessions.programme_text.signs import fold
from sessions.programme_text.timing import timed_at_head

DELIMITERS = (";", ",")
LONGEST = 4000


def with_tabs(cleaned: list[str]) -> list[str]:
    """The same lines, their cells between tabs where the paste is plainly a delimited table."""
    delimiter = next((sign for sign in DELIMITERS if _is_delimited(cleaned, sign)), None)
    return [_cells(line, delimiter) for line in cleaned] if delimiter else cleaned


def _is_delimited(cleaned: Sequence[str], delimiter: str) -> bool:
    """A first line that names columns, or a time alone in the first cell of nearly all lines."""
    lines = [line for line in cleaned if line.strip()][:200]
    cut = [line for line in lines if delimiter in line]
    if len(lines) < 2 or len(cut) * 5 < len(lines) * 4 or any("\t" in line for line in cut):
        return False
    names = [column(fold(cell)) for cell in cut[0].replace('"', "").split(delimiter)]
    if sum(name is not None for name in names) >= 2:
        return True
    firsts = [timed_at_head(line.split(delimiter)[0].strip('" ')) for line in cut]
    return sum(bool(first and not first.rest) for first in firsts) * 5 >= len(cut) * 4


def _cells(line: str, delimiter: str) -> str:
    if delimiter not in line or len(line) > LONGEST:
        return line
    return "\t".join(next(csv.reader([line], delimiter=delimiter)))
