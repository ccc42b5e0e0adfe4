"""Everything on one line: a line that holds several rows becomes several lines with the same number."""

import itertools
from collections.abc import Iterable

from msgspec.structs import replace

from sessions.programme_text.clock import Span, span_at
from sessions.programme_text.lines import Line
from sessions.programme_text.signs import fold
from sessions.programme_text.timing import TIME_BEGINS, is_deadline

CLOCK_WORDS = ("kl", "um", "noon", "mid", "c")
TRIMMED = " ,;|/•·\t"
MOST = 4000


def split_one_liners(lines: list[Line]) -> list[Line]:
    alone = len(lines) <= 2
    return [part for line in lines for part in _parts(line, alone)]


def _parts(line: Line, alone: bool) -> Iterable[Line]:
    if (line.bars and len(line.cells) > 1 and not _every_cell_is_a_row(line)) or not any(
        map(str.isdigit, line.text)
    ):
        return [line]
    folded = fold(line.text)
    spans = _spans(folded)
    if len(spans) < 2 or not (len(spans) > 2 or alone or all(span.end is not None for span in spans)):
        return [line]
    cuts = _cuts_before(folded, spans) or _cuts_after(folded, spans)
    return [_piece(line, part) for part in _cut(line.text, cuts)] if cuts else [line]


def _every_cell_is_a_row(line: Line) -> bool:
    return all(len(cell) > 8 and span_at(fold(cell)) is not None for cell in line.cells)


def _spans(folded: str) -> list[Span]:
    found: list[Span] = []
    stop = 0
    for place in TIME_BEGINS.finditer(folded):
        begin = place.start()
        if begin < stop or not (folded[begin].isdigit() or folded.startswith(CLOCK_WORDS, begin)):
            continue
        span = span_at(folded, begin)
        if span is None or span.weak or span.odd or is_deadline(folded[max(0, begin - 24) : begin]):
            continue
        found.append(span)
        stop = span.stop
        if len(found) == MOST:
            break
    return found


def _cuts_before(folded: str, spans: list[Span]) -> list[int]:
    """Time first: words follow every time but perhaps the last."""
    gaps = [folded[a.stop : b.begin] for a, b in itertools.pairwise(spans)]
    if not all(_has_words(gap) and not gap.rstrip().endswith("(") for gap in gaps):
        return []
    after_times = sum(
        folded[span.stop :].lstrip()[:1] in (",", ";", "/", "|", ")", "•") for span in spans[:-1]
    )
    if _has_words(folded[: spans[0].begin]) and (
        after_times == len(gaps) or not _has_words(folded[spans[-1].stop :])
    ):
        return [] if after_times else [span.begin for span in spans]
    return [span.begin for span in spans]


def _cuts_after(folded: str, spans: list[Span]) -> list[int]:
    """Time last: words before every time, the first included."""
    begins = [0, *(span.stop for span in spans)]
    befores = [folded[a : span.begin] for a, span in zip(begins, spans, strict=False)]
    if not all(map(_has_words, befores)) or _has_words(folded[spans[-1].stop :]):
        return []
    return [_past_closers(folded, span.stop) for span in spans]


def _past_closers(folded: str, stop: int) -> int:
    while stop < len(folded) and folded[stop] in " )],;.":
        stop += 1
    return stop


def _has_words(text: str) -> bool:
    return any(map(str.isalpha, text))


def _cut(text: str, cuts: list[int]) -> list[str]:
    edges = [0, *cuts, len(text)]
    parts = [text[a:b].strip(TRIMMED) for a, b in itertools.pairwise(edges)]
    return [part for part in parts if any(map(str.isalnum, part))]


def _piece(line: Line, part: str) -> Line:
    return replace(line, text=part, cells=(part,), bars=False)
