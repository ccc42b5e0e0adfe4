"""Dates and days in folded text: "torsdag 14 november 2024", "14.11.2024", "Dag 1", "Monday"."""

import re
from datetime import date

from msgspec import Struct

from sessions.programme_text.words import DAY_WORD, LONG_WEEKDAYS, MONTHS, ORDINALS, WEEKDAYS, any_of

_WEEKDAY = any_of(*WEEKDAYS)
_LONG_WEEKDAY = any_of(*LONG_WEEKDAYS)
_MONTH = any_of(*MONTHS)
_ORDINAL = any_of(*ORDINALS)
_ARTICLE = r"(?:den|the|le|il|am|on|of|d\.|lø)\s+"
_TO = r"\s?(?:-|&|\+|och|and|und|et|e|og|ja|to|till|til|bis|au|al)\s?"
_NTH = r"(?:\.|st|nd|rd|th|er|:e|:a|º|°|\.-)?"
DATE = re.compile(
    rf"""(?:(?P<weekday>{_WEEKDAY})(?!\w)\.?(?:{_TO}(?:{_WEEKDAY})(?!\w)\.?)?,?\s+)?(?:kl\.?\s+)?(?:{_ARTICLE})?(?:
        (?P<d1>\d{{1,2}}){_NTH}(?:{_TO}\d{{1,2}}{_NTH})?\s?(?:of\s|de\s)?(?P<m1>{_MONTH})(?!\w)\.?,?(?:\s?(?P<y1>\d{{4}})(?!\d))?
      | (?P<m2>{_MONTH})(?!\w)\.?\s(?P<d2>\d{{1,2}}){_NTH}(?:{_TO}\d{{1,2}}{_NTH})?(?![\d:.]\d|\w)
            (?:,?\s(?P<y2>\d{{4}})(?!\d))?
      | (?P<y3>\d{{4}})(?P<s3>[-/.])(?P<m3>\d{{1,2}})(?P=s3)(?P<d3>\d{{1,2}})(?!\d)
      | (?P<d4>\d{{1,2}})(?P<s4>[./-])\s?(?P<m4>\d{{1,2}})(?P=s4)\s?(?P<y4>\d{{4}}|\d{{2}})(?![\d:.]\d|\d)
      | (?P<d5>\d{{1,2}})\.(?P<m5>\d{{1,2}})\.(?!\s?\d)
      | (?P<d6>\d{{1,2}})/(?P<m6>\d{{1,2}})(?![\d/])
    )""",
    re.VERBOSE,
)
DATE_BEGINS = re.compile(rf"(?<![\w.:/,-])(?=\d|(?:{_WEEKDAY}|{_MONTH})(?!\w))")
WEEKDAY_ALONE = re.compile(rf"(?:(?P<long>{_LONG_WEEKDAY})|(?P<short>{_WEEKDAY})\.?)(?!\w)")
DAY_NUMBER = re.compile(
    rf"(?:(?:{DAY_WORD})(?:\s+(?:{_ORDINAL})|\s?\d{{1,2}})(?!\w)|(?:{_ORDINAL})\.?\s(?:{DAY_WORD})(?!\w)|\d{{1,2}}\.\s(?:{DAY_WORD})(?!\w))"
)
AFTER_DAY = re.compile(r"\s*(?:$|[:,(|/\-]|→)\s*")


class Found(Struct, frozen=True, gc=False):
    """A date or day in a folded text. `iso` is null where the year, or the date, is missing or impossible."""

    begin: int
    stop: int
    iso: str | None = None
    dated: bool = True
    ambiguous: bool = False
    weekday_differs: bool = False


def date_at(text: str, begin: int = 0) -> Found | None:
    """The calendar date that begins exactly here."""
    found = DATE.match(text, begin)
    return _found(found) if found else None


def find_date(text: str) -> Found | None:
    """The first calendar date anywhere in the text."""
    for place in DATE_BEGINS.finditer(text):
        found = date_at(text, place.start())
        if found and (found.iso or _has_month_name(text, found)):
            return found
    return None


def day_at(text: str) -> Found | None:
    """The date, weekday or "day 1" that the text begins with, if nothing but a separator follows it."""
    found = DAY_NUMBER.match(text)
    if found and AFTER_DAY.match(text, found.end()):
        return _with_date_after(text, Found(0, found.end(), dated=False))
    dated = date_at(text)
    if dated:
        return dated
    alone = WEEKDAY_ALONE.match(text)
    if alone and (
        AFTER_DAY.match(text, alone.end()) if alone["long"] else not text[alone.end() :].strip(" :.")
    ):
        return Found(0, alone.end(), dated=False)
    return None


def _with_date_after(text: str, day: Found) -> Found:
    """ "Day 1, 14 November 2024": the day's own date."""
    after = AFTER_DAY.match(text, day.stop)
    dated = date_at(text, after.end()) if after else None
    if dated is None:
        return day
    return Found(0, dated.stop, dated.iso, True, dated.ambiguous, dated.weekday_differs)


def _has_month_name(text: str, found: Found) -> bool:
    return any(sign.isalpha() for sign in text[found.begin : found.stop])


def _found(match: re.Match[str]) -> Found:
    named, ambiguous = _parts(match)
    day = _calendar(*named)
    weekday = WEEKDAYS.get(match["weekday"] or "")
    return Found(
        match.start(),
        match.end(),
        day.isoformat() if day else None,
        ambiguous=ambiguous,
        weekday_differs=day is not None and weekday is not None and day.weekday() != weekday,
    )


def _parts(match: re.Match[str]) -> tuple[tuple[int, int, int], bool]:
    """((year, month, day), may be read in two ways)"""
    if match["d1"]:
        return (int(match["y1"] or 0), MONTHS[match["m1"]], int(match["d1"])), False
    if match["m2"]:
        return (int(match["y2"] or 0), MONTHS[match["m2"]], int(match["d2"])), False
    if match["y3"]:
        return (int(match["y3"]), int(match["m3"]), int(match["d3"])), False
    if match["d4"]:
        return _numeric(int(match["d4"]), int(match["m4"]), int(match["y4"]), match["s4"])
    return (0, int(match["m5"] or match["m6"]), int(match["d5"] or match["d6"])), False


def _numeric(first: int, second: int, year: int, sign: str) -> tuple[tuple[int, int, int], bool]:
    """14/11/2024 and 11/14/2024; where both can be months, the day comes first, and it is called
    ambiguous.
    """
    year = year + 2000 if year < 100 else year
    if second > 12 >= first:
        return (year, first, second), False
    return (year, second, first), sign == "/" and first <= 12 and first != second


def _calendar(year: int, month: int, day: int) -> date | None:
    if not 1900 <= year <= 2200:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
