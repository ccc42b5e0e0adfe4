"""The draft: its paragraphs, its headings, and the last day for comments."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from sessions.activities.consultation.moves import MOST_PARAGRAPHS, Settings
from sessions.activity import Ms, Rejected, tidy

GAP = re.compile(r"\n\s*\n")
HEADING = re.compile(r"#{1,6}\s+(.*)", re.DOTALL)


class Part(Struct, frozen=True):
    """A paragraph by its `number` from 1, or with 0 a heading, which nobody comments on."""

    number: int
    text: str


def parts_of(draft: str) -> list[Part]:
    clean = tidy(draft, 3 * len(draft), lines=True)  # NFC makes at most three signs of one
    parts: list[Part] = []
    for chunk in filter(None, map(str.strip, GAP.split(clean))):
        heading = HEADING.fullmatch(chunk)
        number = 0 if heading else 1 + sum(part.number > 0 for part in parts)
        parts.append(Part(number, heading[1] if heading else chunk))
    return parts


def checked(settings: Settings) -> None:
    """Raises Rejected: too_many, no_link or no_date, each with its field."""
    if sum(part.number > 0 for part in parts_of(settings.text)) > MOST_PARAGRAPHS:
        raise Rejected("too_many", most=MOST_PARAGRAPHS, field="text")
    if settings.link and not settings.link.startswith(("https://", "http://")):
        raise Rejected("no_link", field="link")
    if settings.until:
        _checked_day(settings.until)


def _checked_day(until: str) -> None:
    """As date fields send it, and with a day after it."""
    try:
        day = date.fromisoformat(until)
    except ValueError:
        raise Rejected("no_date", field="until") from None
    if day.isoformat() != until or day == date.max:
        raise Rejected("no_date", field="until")


def day_of(at: Ms, zone: str) -> str:
    """The ISO date of a moment in a time zone."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone)).date().isoformat()


def last_moment(settings: Settings, zone: str) -> Ms | None:
    """The midnight that ends the last day for comments; None where there is no such day."""
    if not settings.until:
        return None
    following = date.fromisoformat(settings.until) + timedelta(days=1)
    return int(datetime.combine(following, time(), ZoneInfo(zone)).timestamp() * 1000)


def is_over(settings: Settings, at: Ms, zone: str) -> bool:
    """Whether the last day for comments has passed."""
    last = last_moment(settings, zone)
    return last is not None and at >= last
