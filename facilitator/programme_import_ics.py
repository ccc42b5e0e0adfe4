"""Calendars (RFC 5545): events become rows of a table in the order of their times; time zones are left
alone.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from facilitator.programme_import_refused import ImportRefused
from sessions.programme_text import TABLE_HEAD

FOLDED = re.compile(r"\r?\n[ \t]")
PROPERTY = re.compile(r"(?P<name>[A-Za-z-]+)(?:;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)?:(?P<value>.*)", re.DOTALL)
STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?Z?)?")
LENGTH = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
ESCAPED = re.compile(r"\\([\\;,nN])")
MOST_EVENTS = 2000
DAY = 24 * 60
MOST_MINUTES = 99_999


class Event(Struct, frozen=True):
    """`date` is "YYYY-MM-DD", `start` and `end` are "HH:MM" or empty."""

    date: str
    start: str
    end: str
    minutes: str
    title: str
    place: str
    details: tuple[str, ...]


def text_of_calendar(text: str) -> str:
    """The parser's own table; its day column is used where the events are on several days."""
    lines = _unfolded(text)
    events = sorted(_events(lines), key=lambda event: (event.date, event.start))[:MOST_EVENTS]
    if not events:
        raise ImportRefused("not_that_format")
    one_day = len({event.date for event in events}) == 1
    facts = [f"title\t{name}"] if (name := _name(lines)) else []
    facts += [f"date\t{events[0].date}"] if events[0].date else []
    return "\n".join([TABLE_HEAD, *("\t".join(_cells(event, one_day)) for event in events), *facts])


def _name(lines: list[str]) -> str:
    """The calendar's own name, as most programs write it."""
    named = (
        found
        for line in lines
        if line.upper().startswith("X-WR-CALNAME") and (found := PROPERTY.fullmatch(line))
    )
    return next((" ".join(_words(found["value"]).split()) for found in named), "")


def _cells(event: Event, one_day: bool) -> list[str]:
    day = "" if one_day else event.date
    return [event.start, event.end, event.minutes, event.title, "", event.place, day, "", "", *event.details]


def _unfolded(text: str) -> list[str]:
    return FOLDED.sub("", text).splitlines()


def _events(lines: list[str]) -> Iterator[Event]:
    """Every VEVENT; what lies inside its alarms is not the event's."""
    facts: dict[str, str] | None = None
    inside: list[str] = []
    for line in lines:
        found = PROPERTY.fullmatch(line)
        name, value = (found["name"].upper(), found["value"]) if found else ("", "")
        if name == "BEGIN":
            inside.append(value.strip().upper())
            facts = {} if inside[-1] == "VEVENT" else facts
        elif name == "END" and inside:
            if inside.pop() == "VEVENT" and facts is not None and facts.get("STATUS") != "CANCELLED":
                yield _event(facts)
            facts = facts if "VEVENT" in inside else None
        elif facts is not None and inside[-1:] == ["VEVENT"]:
            facts.setdefault(name, value)


def _event(facts: dict[str, str]) -> Event:
    date, start = _moment(facts.get("DTSTART", ""))
    _, end = _moment(facts.get("DTEND", ""))
    description = [
        line for part in _words(facts.get("DESCRIPTION", "")).split("\n") if (line := " ".join(part.split()))
    ]
    during = _minutes(start, end, facts.get("DURATION", ""))
    return Event(
        date,
        start,
        end or _later(start, during),
        str(during) if during else "",
        " ".join(_words(facts.get("SUMMARY", "")).split()),
        " ".join(_words(facts.get("LOCATION", "")).split()),
        tuple(description),
    )


def _moment(value: str) -> tuple[str, str]:
    found = STAMP.match(value.strip())
    if found is None:
        return "", ""
    year, month, day, hour, minute, _ = found.groups()
    return f"{year}-{month}-{day}", f"{hour}:{minute}" if hour else ""


def _minutes(start: str, end: str, length: str) -> int:
    """From the event's end, past midnight too, or from its DURATION; 0 where neither is given."""
    if start and end:
        return (_of_clock(end) - _of_clock(start)) % DAY
    found = LENGTH.fullmatch(length.strip().lstrip("+")[:40])
    weeks, days, hours, minutes, _ = (int(part or 0) for part in found.groups()) if found else (0,) * 5
    return min(((weeks * 7 + days) * 24 + hours) * 60 + minutes, MOST_MINUTES)


def _later(start: str, minutes: int) -> str:
    end = (_of_clock(start) + minutes) % DAY if start and minutes else 0
    return f"{end // 60:02d}:{end % 60:02d}" if start and minutes else ""


def _of_clock(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def _words(value: str) -> str:
    return ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
