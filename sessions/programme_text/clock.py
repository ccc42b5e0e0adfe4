"""Times of day in folded text: one time, a range, and what may stand around them.

Every pattern is anchored where it is tried and has bounded repetitions, so that reading is linear.
"""

import re

from msgspec import Struct

MIDNIGHT = 24 * 60
SHORTEST_CLOCK = 6 * 60

AM = r"a\.?m\.?|fm|ap|ص|صباح[اً\u064b]*|du matin|morgens|vormittags|in the morning"
PM = r"p\.?m\.?|em|ip|م|مساء[اً\u064b]*|ظهر[اً\u064b]*|بعد الظهر|du soir|de l'après-midi|nachmittags|abends"
HOUR_WORD = r"uhr|heures?|hrs?|hours|h|uur|o'clock"
NOT_A_TIME = (
    r"(?!\s?(?:kr|sek|nok|dkk|eur|€|\$|£|%|‰|km|kg|m2|m²|cm|mm|milj|mkr|tkr|mn|gb|mb|x(?=\s?\d)|st|år|"
    r"mil|min|mins|minuter|minut|"
    r"minutter|minutes?|minuten|minuti|minuuttia|دقيقة|دقائق|personer|persons|people|deltagare|"
    r"participants|grupper|"
    r"groups|sidor|pages|weeks|veckor|days|dagar|years|punkter|points|tips|stycken|rum|platser)(?!\w))"
)
POINT = re.compile(
    rf"""(?:
        (?P<word>12\snoon|12\smidnight|noon|midday|midnight|midnatt|midi|minuit|mezzogiorno|mezzanotte|mitternacht|
          keskipäivä|keskiyö|منتصف\sالليل|midt\spå\sdagen)(?!\w)
      | (?P<odd>(?=[\d:.]{{0,3}}[oil])(?=[oil:.]{{0,3}}\d)[\doil]{{1,2}}[:.][\doil]{{2}})(?!\w)
      | (?P<h>\d{{1,2}})(?:(?P<colon>:)|\.)(?P<m>\d{{2}})(?::00)?(?!\d|[.:,/]\d)(?(colon)|{NOT_A_TIME})
      | (?P<hh>\d{{1,2}})\s?(?:h|heures?)\s?(?P<hm>\d{{2}})?(?!\w)
      | (?P<uhr>\d{{1,2}})\s?(?:uhr)(?:\s(?P<um>\d{{2}})(?![\d:.]))?(?!\w)
      | (?P<half>\d{{1,2}})(?=\s?(?:{AM}|{PM}|hrs?|o'clock|uur)(?!\w))
      | (?P<four>\d{{4}})(?![\d:.,/]?\d|-\d\d-\d)(?!\w{{2}})
      | (?P<bare>\d{{1,2}})(?![\d:.,/'’"]\d|\w|'){NOT_A_TIME}
    )""",
    re.VERBOSE,
)
AFTER_POINT = re.compile(
    rf"(?:\s?(?P<am>{AM})(?!\w)|\s?(?P<pm>{PM})(?!\w))?(?:\s?(?:{HOUR_WORD})(?!\w)\.?)?"
    r"(?:\s(?:cet|cest|utc|gmt|est|edt|pst|pdt|bst|eet|eest|mez|mesz)(?:[+-]\d{1,2})?(?!\w))?"
)
SAY_CLOCK = (
    r"alle ore|dalle ore|ore|kl\.|kl(?=[\s\d])|klo(?=[\s\d])|klockan|klokken|klokka|kello|um|السّ?اعة|الساعة"
)
SAY_FROM = r"from|från|fra|von|ab|de|dalle|alle|à|at|من|between|mellan|les|dès"
SAY_ABOUT = r"ca\.?|c:a|circa|cirka|ungefär|approx\.?|about|around|omkring|noin|gegen|vers|verso|etwa|~|حوالي"
BEFORE_POINT = re.compile(
    rf"(?:(?:{SAY_FROM})\s+)?(?:(?:{SAY_ABOUT})\s*)?(?P<clock>(?:{SAY_CLOCK})[.:]?\s*)?(?:(?:{SAY_ABOUT})\s*)?"
)
SEPARATOR = re.compile(
    r"\s*(?:-{1,3}>?|~|→|/(?=\s?\d\d[:.])|\s(?P<word>to|till|til|bis|à|a|al|alle|until|till och med|"
    r"og til|och|and|"
    r"asti|e|إلى|الى|حتى|upp till|jusqu'à|fino alle|saakka|klo)(?=[\s\d]))\s*"
)
YEARS = range(1900, 2100)
MIDNIGHTS = (
    "midnight", "12 midnight", "midnatt", "minuit", "mezzanotte", "mitternacht", "keskiyö", "منتصف الليل",
)  # fmt: skip
WORD_TIMES = dict.fromkeys(MIDNIGHTS, MIDNIGHT)


class Point(Struct, frozen=True, gc=False):
    """A time of day in minutes; null where the digits are no time. `kind`: clock, hour, four, bare, word."""

    kind: str
    minutes: int | None
    stop: int
    half: str = ""
    said: bool = False
    led: bool = False
    text: str = ""


class Span(Struct, frozen=True, gc=False):
    """A time or a range. `weak` ones count only where the rest of the text speaks for them; `odd` ones
    are typos.
    """

    begin: int
    stop: int
    start: int | None
    end: int | None = None
    weak: bool = False
    odd: bool = False
    open: bool = False


def hhmm(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def of_hhmm(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def span_at(text: str, begin: int = 0) -> Span | None:
    """The time or range that begins exactly here, after words such as "kl" or "from"."""
    first = _point_at(text, begin)
    if first is None:
        return None
    separator = SEPARATOR.match(text, first.stop)
    last = _range_end(text, first, separator) if separator else None
    if last is None:
        return _single(begin, first, separator)
    return _range(begin, first, last)


def _point_at(text: str, begin: int) -> Point | None:
    before = BEFORE_POINT.match(text, begin)
    start, said = (before.end(), before["clock"] is not None) if before else (begin, False)
    found = POINT.match(text, start)
    if found is None and start != begin:
        found, said = POINT.match(text, begin), False
    if found is None:
        return None
    after = AFTER_POINT.match(text, found.end())
    half = "" if after is None else "am" if after["am"] else "pm" if after["pm"] else ""
    kind, minutes = _value(found, half)
    stop = after.end() if after else found.end()
    return Point(kind, minutes, stop, half, said, found.start() > begin, found[0])


def _value(found: re.Match[str], half: str) -> tuple[str, int | None]:
    if found["odd"]:
        return "odd", None
    if found["word"]:
        return "word", WORD_TIMES.get(found["word"], MIDNIGHT // 2)
    if found["four"]:
        return "four", _minutes(int(found["four"][:2]), int(found["four"][2:]), half)
    if found["bare"]:
        return "hour" if half else "bare", _minutes(int(found["bare"]), 0, half)
    kind = "clock" if found["h"] else "hour"
    hour = found["h"] or found["hh"] or found["uhr"] or found["half"]
    return kind, _minutes(int(hour), int(found["m"] or found["hm"] or found["um"] or 0), half)


def _minutes(hour: int, minute: int, half: str) -> int | None:
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    fits = minute < 60 and (hour < 24 or (hour == 24 and minute == 0))
    return hour * 60 + minute if fits else None


def _range_end(text: str, first: Point, separator: re.Match[str]) -> Point | None:
    last = _point_at(text, separator.end())
    if last is None or (last.minutes is None and last.kind in ("four", "bare")):
        return None
    if separator["word"] in ("och", "and", "e", "a", "à") and last.kind == "bare" != first.kind:
        return None
    if last.kind == "four" and first.kind != "four":
        return None
    if last.kind == "bare" and not last.said and first.kind != "bare":
        tight = first.kind in ("clock", "hour") and (separator["word"] or not separator[0].isspace())
        tight = tight and (separator["word"] is not None or separator[0].strip() == separator[0])
        return last if tight and (last.minutes or 0) > (first.minutes or 0) else None
    return last


def _single(begin: int, point: Point, separator: re.Match[str] | None) -> Span | None:
    if not point.said and (point.kind == "bare" or _is_a_length(point)):
        return None
    stop = separator.end() if separator and not separator["word"] else point.stop
    weak = point.kind == "four" and not point.said
    return Span(begin, stop, point.minutes, weak=weak, odd=point.minutes is None, open=stop != point.stop)


def _is_a_length(point: Point) -> bool:
    """ "1 h 15" is how long, "13 h 15" is when."""
    return (
        point.kind == "hour"
        and not point.half
        and "h" in point.text[:3]
        and (point.minutes or 0) < SHORTEST_CLOCK
    )


def _range(begin: int, first: Point, last: Point) -> Span | None:
    start, end = _same_half(first, last)
    said = first.led or last.led
    if (
        first.kind == "bare"
        and last.kind == "bare"
        and not said
        and (end is None or start is None or end <= start)
    ):
        return None
    weak = not said and (first.kind == "bare" == last.kind or _are_years(first, last))
    return Span(begin, last.stop, start, end, weak=weak, odd=start is None or end is None)


def _same_half(first: Point, last: Point) -> tuple[int | None, int | None]:
    """ "1-2 pm" begins at 13:00, "11-1 pm" at 11:00."""
    start, end = first.minutes, last.minutes
    if last.half == "pm" and not first.half and start is not None and end is not None:
        later = start + MIDNIGHT // 2
        if start < MIDNIGHT // 2 and first.kind != "word" and later <= end:
            start = later
    return start, end


def _are_years(first: Point, last: Point) -> bool:
    return first.kind == "four" == last.kind and int(first.text) in YEARS and int(last.text) in YEARS
