"""What a wall holds: free texts by pages, words in a list, so that each can be read whole from the back row.

The measures are those of pulse.css in hundredths of the wall's shorter side, on the narrowest wall (4:3).
Each letter is taken a little too wide, so that a page has air rather than a text that is cut off.
"""

import unicodedata
from collections.abc import Sequence

COLUMNS = 3
ROOM = 54.0
LETTERS = 28
LINE = 4.05
FRAME = 5.4

LIST_ROOM = 48.5
LIST_LETTERS = 22
LIST_LINE = 3.24
LIST_FRAME = 1.6


def pages(texts: Sequence[str], figures: bool = False) -> list[list[list[int]]]:
    """Pages of columns of positions in `texts`, in order; at least one page. `figures`: a line more under each."""
    columns = _columns([height(text) + (LINE if figures else 0) for text in texts])
    return [columns[i : i + COLUMNS] for i in range(0, len(columns), COLUMNS)] or [[]]


def _columns(heights: Sequence[float]) -> list[list[int]]:
    columns: list[list[int]] = []
    left = 0.0
    for position, needed in enumerate(heights):
        if not columns or needed > left:
            columns.append([])
            left = ROOM
        columns[-1].append(position)
        left -= needed
    return columns


def height(text: str) -> float:
    return FRAME + LINE * _lines(text, LETTERS)


def listed(texts: Sequence[str]) -> int:
    """How many of these words have room in the list beside the cloud."""
    room = LIST_ROOM
    for count, text in enumerate(texts):
        room -= LIST_FRAME + LIST_LINE * _lines(text, LIST_LETTERS)
        if room < 0:
            return count
    return len(texts)


def _lines(text: str, letters: int) -> int:
    """Lines that a text needs when words that do not fit go to the next line."""
    lines, used = 1, 0
    for word in text.split():
        wide = _width(word)
        if used and used + 1 + wide > letters:
            lines, used = lines + 1, 0
        used += wide + (1 if used else 0)
        lines, used = lines + max(used - 1, 0) // letters, (used - 1) % letters + 1
    return lines


def _width(word: str) -> int:
    return sum(
        2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in word if not unicodedata.combining(c)
    )
