"""How large a wall may set what is on a slide. Lengths are in hundredths of the wall's height (vmin at 16:9).

The measures are those of slide.css; a wall that is less wide takes the same sizes a step smaller there.
"""

from collections.abc import Iterator, Sequence
from math import ceil

from sessions.activities.slide.settings import Slide, events_of, lines, links_of

SIZES = (("roomy", 5.2), ("usual", 4.2), ("full", 3.5), ("dense", 2.9), ("least", 2.5))
"""Each size, and how high its type is."""
ROOM = 60.0
"""What a wall has between its top line and its foot."""
WIDE, HALF = 160.0, 76.0
"""The width of a slide, alone and beside a picture."""
SIGNS = 2.1
"""Characters that stand in the width of one type height."""
GAP = 3.4
MOST_LISTED = 5
"""Links, and dates, that a wall shows at most; the phones have them all."""


def fitted(slide: Slide) -> tuple[str, int]:
    """The largest size in which all of it fits; at the least size, how many dates and links at most."""
    for size, line in SIZES:
        if _height(slide, size, line, MOST_LISTED) <= ROOM:
            return size, MOST_LISTED
    size, line = SIZES[-1]
    return size, next(
        (most for most in range(MOST_LISTED, 0, -1) if _height(slide, size, line, most) <= ROOM), 0
    )


def _height(slide: Slide, size: str, line: float, most: int) -> float:
    width = HALF if slide.picture else WIDE
    parts = [
        *_title(slide, size, width),
        *_paragraphs(list(lines(slide.text)), line, 34, width),
        *_paragraphs(list(lines(slide.quote)), line * 1.2, 26, width),
        *([line * 1.2] if slide.by else []),
        *_events(slide, line, width, most),
        *_links(slide, line, width, most),
    ]
    return sum(parts) + GAP * (len(parts) - 1)


def _title(slide: Slide, size: str, width: float) -> Iterator[float]:
    """The heading is smaller where there is much beside it."""
    long = len(slide.title) > 40
    high = 5.6 if size in ("full", "dense", "least") or (long and slide.picture) else 9.0
    high = 7.0 if high > 7 and (size == "usual" or slide.picture or long) else high
    if slide.title:
        yield _rows(slide.title, high, width) * high * 1.08


def _paragraphs(texts: Sequence[str], line: float, measure: float, width: float) -> Iterator[float]:
    if texts:
        rows = sum(_rows(text, line, min(width, measure * line)) for text in texts)
        yield rows * line * 1.3 + (len(texts) - 1) * line * 0.4


def _events(slide: Slide, line: float, width: float, most: int) -> Iterator[float]:
    events = events_of(slide)
    if slide.picture:
        heights = [(1.2 + 1.25 * _rows(event.text, line, width)) * line + 2.6 for event in events[:most]]
    else:
        heights = [1.25 * _rows(event.text, line, 25 * line) * line + 2.6 for event in events[:most]]
    yield from _listed(heights, len(events), most)


def _links(slide: Slide, line: float, width: float, most: int) -> Iterator[float]:
    links = links_of(slide)
    texts = [f"{link.text} {link.url}" for link in links[:most]]
    heights = [_rows(text, line * 0.86, width - 4) * line * 1.08 + 1.6 for text in texts]
    yield from _listed(heights, len(links), most)


def _listed(heights: Sequence[float], count: int, most: int) -> Iterator[float]:
    """A list, and the line that says how many more there are."""
    if heights:
        yield sum(heights)
    if count > most:
        yield 3.6


def _rows(text: str, line: float, width: float) -> int:
    return max(1, ceil(len(text) / (width / line * SIGNS)))
