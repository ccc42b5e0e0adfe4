"""What a wall holds of a board: pages of tracks of notes, set as large as they fit, so that each is read whole.

Lengths are in hundredths of the wall's shorter side, on a wall of 16:9; board.css has the same measures. On a
narrower wall everything is set smaller in proportion, so that the same letters stand on a line.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any

from msgspec import Struct

WIDTH, ROOM = 166.4, 41.5
TRACKS = 6
"""Notes beside each other on one wall; with fewer, larger ones, it is fewer."""
LANE_GAP, NOTE_GAP = 2.8, 1.3
SIDES, ENDS = 2.8, 2.9
"""What a note's paper takes beside and above its words."""
LEADING, LETTER = 1.18, 0.52
"""A line's height, and a letter's width, in type sizes; a little too wide, so that nothing is cut off."""
META, HEADING = 2.6, 4.6
SIZES = (("roomy", 3.6), ("full", 3.0), ("dense", 2.5))

Note = Mapping[str, Any]
Unit = dict[str, Any]
"""{"heading", "again", "notes"}: notes that stay together under a heading, or one note without."""
Part = tuple[float, Unit]
"""Its height, and what stands there."""
Page = list[list[list[Unit]]]
"""Lane -> track -> units."""
Filled = list[list[list[Unit]]]
"""One lane: page -> track -> units."""


class Sheet(Struct, frozen=True):
    """`size`: its name in board.css. `tracks` in each lane."""

    size: str
    tracks: int
    pages: list[Page]


def sheet(lanes: Sequence[Sequence[Unit]]) -> Sheet:
    """As few pages as the smallest type allows, set in the largest type that needs no more of them."""
    tried = {name: _set_in(name, size, lanes, _lane) for name, size in SIZES}
    fewest = min(len(one.pages) for one in tried.values())
    name = next(name for name, one in tried.items() if len(one.pages) == fewest)
    return tried[name] if fewest == 1 else _set_in(name, dict(SIZES)[name], lanes, _even)


def _set_in(
    name: str, size: float, lanes: Sequence[Sequence[Unit]], fill: Callable[[Sequence[Part], int], Filled]
) -> Sheet:
    tracks = max(tracks_at(size) // max(len(lanes), 1), 1)
    letters = letters_in(len(lanes), tracks, size)
    by_lane = [fill(_parts(units, letters, size), tracks) for units in lanes]
    most = max(map(len, by_lane), default=0) or 1
    pages = [[lane[page] if page < len(lane) else [] for lane in by_lane] for page in range(most)]
    return Sheet(name, tracks, pages)


def tracks_at(size: float) -> int:
    """Larger type needs wider paper."""
    return TRACKS if size < SIZES[1][1] else 4 if size >= SIZES[0][1] else 5


def letters_in(lanes: int, tracks: int, size: float) -> int:
    """Letters on a line of a note."""
    lane = (WIDTH - (max(lanes, 1) - 1) * LANE_GAP) / max(lanes, 1)
    track = (lane - (tracks - 1) * NOTE_GAP) / tracks
    return max(int((track - SIDES) / (size * LETTER)), 4)


def height(note: Note, letters: int, size: float) -> float:
    words = [*note["texts"], note["activity"]]
    lines = sum(_lines(text, letters) for text in words if text)
    return ENDS + max(lines, 1) * size * LEADING + META * (1 + bool(note["taken"]) + bool(note["owners"]))


def _even(parts: Sequence[Part], tracks: int) -> Filled:
    """The last two pages share what stands on them: the newest note does not stand alone on a page of its own."""
    pages = _lane(parts, tracks)
    if len(pages) < 2:
        return pages
    last = list(parts)[-sum(len(track) for page in pages[-2:] for track in page) :]
    half = _half(last)
    shared = [*_lane(last[:half], tracks), *_lane(last[half:], tracks)]
    return [*pages[:-2], *shared] if len(shared) == 2 else pages


def _half(parts: Sequence[Part]) -> int:
    """How many parts make up half of the height, from the first on."""
    half = sum(needed for needed, _ in parts) / 2
    return next(count for count, used in enumerate(accumulate(n for n, _ in parts), 1) if used >= half)


def _lane(parts: Sequence[Part], tracks: int) -> Filled:
    """Pages of tracks: each part goes where most room is left, and when there is none, to the next page."""
    pages: Filled = []
    left: list[float] = []
    for needed, unit in parts:
        if not left or max(left) < min(needed, ROOM):
            pages.append([[] for _ in range(tracks)])
            left = [ROOM] * tracks
        track = left.index(max(left))
        pages[-1][track].append(unit)
        left[track] -= needed
    return pages


def _parts(units: Sequence[Unit], letters: int, size: float) -> list[Part]:
    """What stands together, with its height. A heading with more notes than a track holds stands above the rest too."""
    parts: list[Part] = []
    for unit in units:
        heights = [height(note, letters, size) + NOTE_GAP for note in unit["notes"]]
        head = HEADING if unit["heading"] else 0.0
        if head + sum(heights) <= ROOM or len(heights) == 1:
            parts.append((head + sum(heights), unit))
        else:
            parts += _chunks(unit, heights, head)
    return parts


def _chunks(unit: Unit, heights: Sequence[float], head: float) -> list[Part]:
    chunks: list[Part] = []
    for note, needed in zip(unit["notes"], heights, strict=True):
        used, last = chunks[-1] if chunks else (ROOM, unit)
        if used + needed > ROOM:
            used, last = head, {**unit, "again": bool(chunks), "notes": []}
            chunks.append((used, last))
        last["notes"].append(note)
        chunks[-1] = (used + needed, last)
    return chunks


def short(texts: Sequence[str], lanes: int) -> list[str]:
    """Texts as a wall can hold them whole: what is too long for one track is cut at a word, with three dots."""
    letters = letters_in(lanes, max(TRACKS // max(lanes, 1), 1), SIZES[-1][1])
    most = int((ROOM - ENDS - 3 * META) / (SIZES[-1][1] * LEADING) / max(len(texts), 1)) * letters
    return [text if len(text) <= most * 0.8 else _cut(text, int(most * 0.8)) for text in texts]


@lru_cache(maxsize=1 << 12)
def _cut(text: str, most: int) -> str:
    whole = text[:most].rpartition(" ")[0] or text[:most]
    return f"{whole.rstrip('.,;: ')}…"


@lru_cache(maxsize=1 << 15)
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
    if word.isascii():
        return len(word)
    return sum(
        2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in word if not unicodedata.combining(c)
    )
