"""What an organiser sets up: slides, each with the parts that it needs. All texts are plain text."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated
from urllib.parse import urlsplit

from msgspec import Meta, Struct, structs

from sessions.activity import Rejected, tidy

MOST_SLIDES = 30
LONGEST_TEXT = 900
"""Characters of running text: what a wall holds so that it can be read."""
MOST_LINES = 14

Short = Annotated[str, Meta(max_length=300)]
Long = Annotated[str, Meta(max_length=4000)]
Key = Annotated[str, Meta(pattern=r"^[a-z0-9]{1,16}$")]
PictureId = Annotated[str, Meta(pattern=r"^(?:[0-9a-f]{20}-[1-9]\d{0,3}x[1-9]\d{0,3})?$")]


class Slide(Struct, frozen=True, forbid_unknown_fields=True):
    """`links`: one a line, words first, then the address. `events`: one a line, the date first; see `read_event`."""

    title: Short = ""
    text: Long = ""
    quote: Long = ""
    by: Short = ""
    picture: PictureId = ""
    alt: Short = ""
    credit: Short = ""
    links: Long = ""
    events: Long = ""

    @property
    def blank(self) -> bool:
        return not any((self.title, self.text, self.quote, self.picture, self.links, self.events))

    @property
    def size(self) -> tuple[int, int]:
        """Of its picture, which carries it in its id: pixels."""
        width, _, height = self.picture.rpartition("-")[2].partition("x")
        return int(width), int(height)


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """The slides by a key that stays theirs, in the order in which they are shown."""

    slides: Annotated[dict[Key, Slide], Meta(max_length=MOST_SLIDES)] = {}


class WebLink(Struct, frozen=True):
    """`text` may be empty: then the address speaks for itself."""

    text: str
    url: str


class Happening(Struct, frozen=True):
    """`day`, `last` (of several): 2026-04-30. `start`, `end`: 09:20 or ""."""

    day: str
    text: str
    last: str = ""
    start: str = ""
    end: str = ""
    milestone: bool = False


NEVER = frozenset("\\<>\"'`{}|^")
DASH = r"\s*[-–—]\s*"
DAY, CLOCK = r"\d{4}-\d{2}-\d{2}", r"\d{1,2}[:.]\d{2}"
EVENT = re.compile(rf"(\*?)\s*({DAY})(?:{DASH}({DAY}))?(?:\s+({CLOCK})(?:{DASH}({CLOCK}))?)?[\s:,]+(\S.*)")


def cleaned(settings: Settings) -> Settings:
    """The same without signs that cannot be seen; never refuses, so that no replay breaks on it."""
    return Settings({key: _cleaned(slide) for key, slide in settings.slides.items()})


def _cleaned(slide: Slide) -> Slide:
    texts = {name: value for name, value in structs.asdict(slide).items() if name != "picture"}
    several = ("text", "quote", "links", "events")
    # NFC makes at most three signs of one.
    return structs.replace(
        slide, **{name: tidy(text, 3 * len(text), lines=name in several) for name, text in texts.items()}
    )


def checked(settings: Settings) -> None:
    """Raises Rejected: slide_too_long, slide_lines, alt_needed, not_a_link, not_an_event; each with its `number`."""
    for number, slide in enumerate(settings.slides.values(), 1):
        if len(slide.text) + len(slide.quote) > LONGEST_TEXT:
            raise Rejected("slide_too_long", number=number, most=LONGEST_TEXT)
        if len([*lines(slide.text), *lines(slide.quote)]) > MOST_LINES:
            raise Rejected("slide_lines", number=number, most=MOST_LINES)
        if slide.picture and not slide.alt:
            raise Rejected("alt_needed", number=number)
        for line in lines(slide.links):
            if read_link(line) is None:
                raise Rejected("not_a_link", number=number, line=line)
        for line in lines(slide.events):
            if read_event(line) is None:
                raise Rejected("not_an_event", number=number, line=line)


def lines(typed: str) -> Iterator[str]:
    return filter(None, map(str.strip, typed.split("\n")))


def links_of(slide: Slide) -> list[WebLink]:
    return [link for line in lines(slide.links) if (link := read_link(line))]


def events_of(slide: Slide) -> list[Happening]:
    """In order of time."""
    found = [event for line in lines(slide.events) if (event := read_event(line))]
    return sorted(found, key=lambda event: (event.day, event.start))


def read_link(line: str) -> WebLink | None:
    text, _, url = line.rpartition(" ")
    return WebLink(text.strip(), url) if _is_web_address(url) else None


def _is_web_address(url: str) -> bool:
    """http or https with a host that reads as one: no user part posing as it, no sign that hides a thing."""
    if len(url) > 500 or NEVER & set(url) or not url.isprintable():
        return False
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and "@" not in parts.netloc


def read_event(line: str) -> Happening | None:
    """`2026-04-30 words`, `2026-04-30 – 2026-05-04 words`, `2026-04-30 09:00–12:30 words`; `*` first: a milestone."""
    found = EVENT.fullmatch(line)
    if found is None:
        return None
    star, day, last, start, end, text = (part or "" for part in found.groups())
    times = [_time(clock) for clock in (start, end)]
    if not _is_day(day) or (last and not (_is_day(last) and last >= day)) or None in times:
        return None
    return Happening(day, text, last, times[0] or "", times[1] or "", bool(star))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _time(typed: str) -> str | None:
    """9.05 -> 09:05; "" for none; None for what is no time of day."""
    hours, _, minutes = typed.replace(".", ":").partition(":")
    if not typed:
        return ""
    return f"{int(hours):02d}:{minutes}" if int(hours) < 24 and int(minutes) < 60 else None
