"""The time of a line: at its head, at its end, or in a cell of its own, and the words that are left."""

import re

from msgspec import Struct
from msgspec.structs import replace

from sessions.programme_text.clock import Span, span_at
from sessions.programme_text.durations import Duration, duration_at, duration_at_end, duration_in_brackets
from sessions.programme_text.labels import DEADLINE
from sessions.programme_text.signs import fold
from sessions.programme_text.words import phrases

SIGNS_BEFORE = re.compile(r"[^\w(\[+\-]{0,8}[(\[]?")
AFTER_TIME = re.compile(r"[\s)\]]*(?:[-–—|:.,;•·→>~*=/]+(?=\s|$|[^\W\d])|[:,;•→]+)*[\s]*")
BEFORE_TIME = re.compile(r"[\s(\[\-–—|:.,;•·…_~*>→=]+$")
CLOSERS = " )].,;:…*_|"
OFFSET = re.compile(
    r"(?:t\s?)?\+\s?(?:(?P<h>\d{1,2})[:.h](?P<m>\d{2})|(?P<min>\d{1,3})(?!\d|[.,]\d))\s?(?:min\w*|h|'|m)?(?!\w)\.?"
)
OFFSET_RANGE = re.compile(r"\s*-\s*")
TIME_BEGINS = re.compile(
    r"(?<![\w.:,/])(?=\d|(?:kl|klo|klockan|klokken|um|from|från|fra|von|ab|de|dalle|ore|à|at|noon|midnight|midday|"
    r"midi|minuit|midnatt|ca|c:a|mellan|between|من|الساعة)(?![^\W\d]))"
)
MAY_BE_TIMED = re.compile(
    r"[\d½]|noon|mid(?:night|day|natt|i|t)|minuit|mezz|mitternacht|keski|منتصف|hour|tim|stunde|heure|tunti|ساعة|ora|[oil]{1,2}[:.][oil]"
)
LONGEST_TIME = 60
DEADLINE_PHRASES = phrases(
    "next meeting, nästa möte, neste møte, næste møde, nächste sitzung, prochaine réunion, prossima riunione,"
    " seuraava kokous"
)


class Timed(Struct, frozen=True, gc=False):
    """What a line says of time, and the words that are left (with their own spelling)."""

    rest: str
    span: Span | None = None
    minutes: int | None = None
    offset: int | None = None
    head: bool = True


def timed_at_head(text: str, weak: bool = False) -> Timed | None:
    """ "09:20 – 09:40 (20 min): Title" """
    folded = fold(text)
    if MAY_BE_TIMED.search(folded, 0, LONGEST_TIME) is None:
        return None
    begin = _end_of(SIGNS_BEFORE, folded, 0)
    offset = OFFSET.match(folded, begin)
    if offset:
        return _with_offset(text, folded, offset)
    span = span_at(folded, begin) or (span_at(folded) if begin else None)
    if span is None or (span.weak and not weak):
        return None
    stop = span.stop
    if stop < len(text) and folded[stop].isalnum() and folded[stop - 1].isalnum():
        return None
    after = _end_of(AFTER_TIME, folded, stop)
    span, after = _with_second_time(folded, span, after)
    during = duration_at(folded, after)
    if during:
        after = _end_of(AFTER_TIME, folded, during.stop)
    return without_duration(Timed(text[after:].strip(), span, during.minutes if during else None))


def _with_second_time(folded: str, span: Span, after: int) -> tuple[Span, int]:
    """ "09:00 09:20 Title": two times with nothing between them are a range."""
    second = span_at(folded, after) if span.end is None and folded[after : after + 1].isdigit() else None
    if (
        second is None
        or second.weak
        or second.odd
        or second.end is not None
        or None in (span.start, second.start)
    ):
        return span, after
    if (second.start or 0) <= (span.start or 0):
        return span, after
    return replace(span, end=second.start), _end_of(AFTER_TIME, folded, second.stop)


def _with_offset(text: str, folded: str, offset: re.Match[str]) -> Timed:
    minutes = int(offset["min"] or 0) + int(offset["h"] or 0) * 60 + int(offset["m"] or 0)
    until = OFFSET_RANGE.match(folded, offset.end())
    last = OFFSET.match(folded, until.end()) if until else None
    stop = last.end() if last else offset.end()
    ends = int(last["min"] or 0) + int(last["h"] or 0) * 60 + int(last["m"] or 0) if last else None
    during = ends - minutes if ends is not None and ends > minutes else None
    return without_duration(Timed(text[_end_of(AFTER_TIME, folded, stop) :].strip(), None, during, minutes))


def timed_at_end(text: str, weak: bool = False) -> Timed | None:
    """ "Title ..... 09:20 – 09:40", "Title (kl. 9)" """
    folded = fold(text)
    if MAY_BE_TIMED.search(folded, max(0, len(folded) - LONGEST_TIME)) is None:
        return None
    for place in TIME_BEGINS.finditer(folded, max(1, len(folded) - LONGEST_TIME)):
        span = span_at(folded, place.start())
        if span is None or span.odd or (span.weak and not weak):
            continue
        stop = _after_duration(folded, span.stop)
        if folded[stop:].strip(CLOSERS):
            continue
        before = folded[: place.start()]
        if is_deadline(before):
            return None
        during = duration_at(folded, _end_of(AFTER_TIME, folded, span.stop))
        rest = BEFORE_TIME.sub("", text[: place.start()])
        return without_duration(Timed(rest, span, during.minutes if during else None, head=False))
    return None


def timed_inside(text: str) -> Timed | None:
    """ "Lunch 12:00–13:00 in the foyer": a whole range, not far from the beginning."""
    folded = fold(text)
    for place in TIME_BEGINS.finditer(folded, 1, 80):
        span = span_at(folded, place.start())
        if span is None or span.end is None or span.weak or span.odd or is_deadline(folded[: place.start()]):
            continue
        before = BEFORE_TIME.sub("", text[: place.start()])
        after = text[_end_of(AFTER_TIME, folded, span.stop) :].strip()
        return without_duration(Timed(f"{before} {after}" if after else before, span, head=False))
    return None


def lasting(text: str) -> Timed | None:
    """A line with a duration and no time: "20 min – Title", "Title (20 min)"."""
    folded = fold(text)
    if MAY_BE_TIMED.search(folded) is None:
        return None
    begin = _end_of(SIGNS_BEFORE, folded, 0)
    found = duration_at(folded, begin) or duration_at(folded)
    if found and not (found.stop < len(folded) and folded[found.stop].isalnum()):
        rest = text[_end_of(AFTER_TIME, folded, found.stop) :].strip()
        return Timed(rest, minutes=found.minutes)
    stripped = without_duration(Timed(text))
    return stripped if stripped.minutes is not None else None


def without_duration(timed: Timed) -> Timed:
    """The title without the duration in brackets or at its end."""
    if timed.minutes is not None or not timed.rest:
        return timed
    folded = fold(timed.rest)
    found = duration_in_brackets(folded) or duration_at_end(folded)
    if found is None:
        return timed
    return Timed(_cut(timed.rest, found), timed.span, found.minutes, timed.offset, timed.head)


def _cut(text: str, found: Duration) -> str:
    before, after = BEFORE_TIME.sub("", text[: found.begin]), text[found.stop :].strip()
    return f"{before} {after}".strip() if after not in ("", ".") else before


def _after_duration(folded: str, stop: int) -> int:
    during = duration_at(folded, _end_of(AFTER_TIME, folded, stop))
    return during.stop if during else stop


def is_deadline(before: str) -> bool:
    words = before.split()
    return (bool(words) and DEADLINE.fullmatch(words[-1]) is not None) or " ".join(
        words[-2:]
    ) in DEADLINE_PHRASES


def _end_of(pattern: re.Pattern[str], text: str, begin: int) -> int:
    found = pattern.match(text, begin)
    return found.end() if found else begin
