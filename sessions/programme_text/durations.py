"""How long something takes: "20 min", "1 h 15", "30'", "(45 minuter)"."""

import re

from msgspec import Struct

HOURS = (
    r"h|tim|timme|timmar|timen|time|timer|t|hour|hours|hrs?|std|stunden?|heures?|ore|ora|tuntia?|ساعة|ساعات"
)
MINUTES = r"min|mins|minut|minuter|minutter|minutes?|minuti|minuto|minuuttia?|minuten|m|'|دقيقة|دقائق"
AND = r"(?:och|and|und|et|e|ja|og|و)"
DURATION = re.compile(
    rf"""(?:
        (?P<h>\d{{1,2}}(?:[.,]\d{{1,2}})?)?(?P<half>½)?(?<=[\d½])\s?(?:{HOURS})(?![^\W\d])\.?
            (?:\s?{AND}?\s?(?P<hm>\d{{1,2}})\s?(?:(?:{MINUTES})(?!\w))?\.?)?
      | (?P<m>\d{{1,3}})\s?(?:{MINUTES})(?!\w)\.?
      | (?P<words>half\san\shour|half\shour|an\shour|one\shour|en\shalvtimme|halvtimme|en\stimme|
          en\shalv\stimme|en\stime|en\shalv\stime|eine\sstunde|eine\shalbe\sstunde|
          une\sheure|une\sdemi-heure|un'ora|mezz'ora|tunti|puoli\stuntia|نصف\sساعة|ساعة\sونصف|ساعة)(?!\w)
    )""",
    re.VERBOSE,
)
HALF_HOURS = (
    "half an hour", "half hour", "en halvtimme", "halvtimme", "en halv timme", "en halv time",
    "eine halbe stunde", "une demi-heure", "mezz'ora", "puoli tuntia", "نصف ساعة",
)  # fmt: skip
WORDS = {**dict.fromkeys(HALF_HOURS, 30), "ساعة ونصف": 90}
VAGUE_BEFORE = re.compile(r"(?:\d\s?[x×*/\-~]|\d\s(?:to|till|til|bis|à))\s?$|[,.:\d]$")
PREPOSITION_BEFORE = re.compile(
    r"(?:^|\s)(?:i|for|in|per|pendant|für|på|om|of|after|every|var|varje|each|à|die|de|the|nach|sista|last|första|first|"
    r"inom|within|ca|circa|extra|jede|från|from|to|till|with|med|mit|avec|an|a)\s$"
)
ABOUT = re.compile(r"(?:ca\.?|c:a|circa|cirka|approx\.?|about|ungefär|noin|etwa|~)\s*")
AFTER_LONGEST = 48


class Duration(Struct, frozen=True, gc=False):
    """Minutes, and where the words for them stand."""

    minutes: int
    begin: int
    stop: int


def duration_at(text: str, begin: int = 0) -> Duration | None:
    """The duration that begins exactly here, with or without brackets."""
    bracket = begin < len(text) and text[begin] in "(["
    about = ABOUT.match(text, begin + bracket)
    found = DURATION.match(text, about.end() if about else begin + bracket)
    if found is None or not (minutes := _minutes(found)):
        return None
    stop = found.end()
    if bracket:
        closing = re.compile(r"\s?[)\]]").match(text, stop)
        return Duration(minutes, begin, closing.end()) if closing else None
    return Duration(minutes, begin, stop)


def duration_in_brackets(text: str) -> Duration | None:
    """A bracket that holds nothing but a duration."""
    for bracket in re.finditer(r"[(\[]", text):
        found = duration_at(text, bracket.start())
        if found:
            return found
    return None


def duration_at_end(text: str) -> Duration | None:
    """The duration that the text ends with, unless a preposition or a multiplication sign ties it to
    its sentence.
    """
    for found in DURATION.finditer(text, max(0, len(text) - AFTER_LONGEST)):
        if text[found.end() :].strip(" .)]") or not (minutes := _minutes(found)):
            continue
        before = text[max(0, found.start() - 12) : found.start()]
        if not before.strip() or VAGUE_BEFORE.search(before) or PREPOSITION_BEFORE.search(before):
            return None
        return Duration(minutes, found.start(), len(text)) if before[-1] in " ,;:([-|\t" else None
    return None


def total_minutes(text: str) -> int | None:
    """Minutes where the whole text is one duration."""
    found = duration_at(text.strip())
    return found.minutes if found and not text.strip()[found.stop :].strip(" .") else None


def _minutes(found: re.Match[str]) -> int:
    if found["words"]:
        return WORDS.get(found["words"], 60)
    if found["m"]:
        return int(found["m"])
    hours = float((found["h"] or "0").replace(",", ".")) + (0.5 if found["half"] else 0)
    return round(hours * 60) + int(found["hm"] or 0)
