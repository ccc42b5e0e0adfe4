"""What a wall holds of a board: pages of tracks of notes, set as large as they fit, so that each is read whole.

Lengths are in hundredths of the wall's shorter side, on a wall of 16:9; board_pages.css has the same measures. On a
narrower wall everything is set smaller in proportion, so that the same letters stand on a line.
"""

import unicodedata
from collections.abc import Mapping, Sequence
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


class SetLane(Struct, frozen=True):
    """A lane as it is set in one size of type, with so many letters on a line."""

    letters: int
    units: Sequence[Unit]
    parts: list[Part]
    filled: Filled


Kept = dict[tuple[str, int], SetLane]
"""By the name of the size and the lane's place."""


class Sheet(Struct, frozen=True):
    """`size`: its name in board_pages.css. `tracks` in each lane."""

    size: str
    tracks: int
    pages: list[Page]


def sheet(lanes: Sequence[Sequence[Unit]], kept: Kept | None = None) -> Sheet:
    """As few pages as the smallest type allows, set in the largest type that needs no more of them.

    `kept` is for the next time: lanes that are still the same then are not set again.
    """
    kept = {} if kept is None else kept
    tried = [_set_in(name, size, lanes, kept) for name, size in SIZES]
    fewest = min(one.count for one in tried)
    best = next(one for one in tried if one.count == fewest)
    by_lane = [one.filled if fewest == 1 else _even(one, best.tracks) for one in best.lanes]
    most = max(map(len, by_lane), default=0) or 1
    pages = [[lane[page] if page < len(lane) else [] for lane in by_lane] for page in range(most)]
    return Sheet(best.size, best.tracks, pages)


class _Setting(Struct, frozen=True):
    """A board set in one size of type."""

    size: str
    tracks: int
    lanes: list[SetLane]

    @property
    def count(self) -> int:
        return max((len(lane.filled) for lane in self.lanes), default=0) or 1


def _set_in(name: str, size: float, lanes: Sequence[Sequence[Unit]], kept: Kept) -> _Setting:
    tracks = max(tracks_at(size) // max(len(lanes), 1), 1)
    letters = letters_in(len(lanes), tracks, size)
    for at, units in enumerate(lanes):
        lane = kept.get((name, at))
        if lane is None or lane.letters != letters or lane.units is not units:
            kept[name, at] = _set_lane(units, letters, size, tracks, lane)
    return _Setting(name, tracks, [kept[name, at] for at in range(len(lanes))])


def _set_lane(
    units: Sequence[Unit], letters: int, size: float, tracks: int, before: SetLane | None
) -> SetLane:
    """When there is only more of it than before, what stands on all pages but the last stays."""
    if before is None or before.letters != letters or not _goes_on(before, units, tracks):
        parts = _parts(units, letters, size)
        return SetLane(letters, units, parts, _lane(parts, tracks))
    more = _parts(units[len(before.units) :], letters, size)
    last = sum(len(track) for track in before.filled[-1])
    parts = [*before.parts, *more]
    return SetLane(
        letters, units, parts, [*before.filled[:-1], *_lane(parts[len(before.parts) - last :], tracks)]
    )


def _goes_on(before: SetLane, units: Sequence[Unit], tracks: int) -> bool:
    pages = before.filled
    return bool(pages) and len(pages[-1]) == tracks and list(units[: len(before.units)]) == list(before.units)


def tracks_at(size: float) -> int:
    """Larger type needs wider paper."""
    return TRACKS if size < SIZES[1][1] else 4 if size >= SIZES[0][1] else 5


def letters_in(lanes: int, tracks: int, size: float) -> int:
    """Letters on a line of a note."""
    lane = (WIDTH - (max(lanes, 1) - 1) * LANE_GAP) / max(lanes, 1)
    track = (lane - (tracks - 1) * NOTE_GAP) / tracks
    return max(int((track - SIDES) / (size * LETTER)), 4)


def height(note: Note, letters: int, size: float) -> float:
    words = (*note["texts"], note["activity"])
    return _height(words, bool(note["taken"]) + bool(note["owners"]), letters, size)


@lru_cache(maxsize=1 << 15)
def _height(words: tuple[str, ...], beside: int, letters: int, size: float) -> float:
    lines = sum(_lines(text, letters) for text in words if text)
    return ENDS + max(lines, 1) * size * LEADING + META * (1 + beside)


def _even(lane: SetLane, tracks: int) -> Filled:
    """The last two pages share what stands on them: the newest note does not stand alone on a page of its own."""
    pages = lane.filled
    if len(pages) < 2:
        return pages
    last = lane.parts[-sum(len(track) for page in pages[-2:] for track in page) :]
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
        most = max(left, default=0.0)
        if not left or most < min(needed, ROOM):
            pages.append([[] for _ in range(tracks)])
            left, most = [ROOM] * tracks, ROOM
        track = left.index(most)
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
