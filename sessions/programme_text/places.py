"""Places, tracks and speakers where the words of a title or a line make them plain."""

import re

from sessions.programme_text.labels import label
from sessions.programme_text.signs import fold
from sessions.programme_text.words import ONLINE, PLACE_COMPOUND, PLACE_HEAD, TRACK

IN_BRACKETS = re.compile(r"(?P<title>.*\S)\s*[(\[](?P<inner>[^()\[\]]{2,60})[)\]]\.?")
AFTER_SIGN = re.compile(r"(?P<title>.*\S)\s*(?:,|\s[-–—|•·]|\s@|;)\s*(?P<inner>[^,;@|]{2,40})")
AT_SIGN = re.compile(r"(?P<title>.*\S)\s+@\s?(?P<inner>\w[^@]{1,40})")
BEFORE_COLON = re.compile(r"(?P<inner>[^:]{2,40}?)\s*(?::|\s[-–—])\s*(?P<title>\S.*)")
BETWEEN = re.compile(r"\s*(?:,|/|;|&|\+|\s(?:och|and|und|et|og|ja|e|و)\s)\s*")
ALTERNATIVES = re.compile(r"\s+(?:/|\|)\s+|\s*;\s+")
ACADEMIC = re.compile(
    r"(?:dr|prof|professor|professorin|docent|doc|phd|prof\. dr|dr\. med|mag|dott|dott\.ssa|pr|"
    r"dosentti|professori|د|"
    r"الدكتور|الدكتورة|أ\.د)\.?\s+(?=\S)"
)
LONGEST_NAME = 80


def is_place(text: str) -> bool:
    folded = fold(text).strip(" .:")
    return bool(PLACE_HEAD.fullmatch(folded) or PLACE_COMPOUND.fullmatch(folded) or folded in ONLINE)


def places_in(text: str) -> tuple[str, ...]:
    """The places where the text names nothing but places: "Sal A, Sal B"."""
    parts = [part for part in BETWEEN.split(text) if part]
    return tuple(parts) if parts and all(map(is_place, parts)) else ()


def without_place(title: str) -> tuple[str, tuple[str, ...]]:
    """The title without the places it plainly ends with, and those places."""
    if len(title) > 300:
        return title, ()
    for pattern in (IN_BRACKETS, AFTER_SIGN):
        found = pattern.fullmatch(title)
        if found and (places := places_in(_unlabelled(found["inner"]))):
            return found["title"], places
    at = AT_SIGN.fullmatch(title)
    return (at["title"], (at["inner"],)) if at else (title, ())


def _unlabelled(text: str) -> str:
    found = label(fold(text))
    return text[found[1] :] if found and found[0] == "place" else text


def place_before(text: str) -> tuple[str, str] | None:
    """(place, title) of "Sal A: title"."""
    found = BEFORE_COLON.fullmatch(text) if len(text) < 300 else None
    return (found["inner"], found["title"]) if found and is_place(found["inner"]) else None


def track_before(text: str) -> tuple[str, str] | None:
    """(track, title) of "Spår A: title"."""
    found = BEFORE_COLON.fullmatch(text) if len(text) < 300 else None
    return (found["inner"], found["title"]) if found and TRACK.fullmatch(fold(found["inner"])) else None


def is_named_speaker(text: str) -> bool:
    """ "Prof. A. Example, University": an academic title says that a person follows."""
    return len(text) <= LONGEST_NAME and ACADEMIC.match(fold(text)) is not None and not text.endswith(".")
