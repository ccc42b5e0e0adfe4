"""A slide as screens need it: its parts, and how large a wall may set them."""

from typing import Any

from msgspec import structs

from sessions.activities.slide.fit import fitted
from sessions.activities.slide.settings import Happening, Slide, events_of, lines, links_of

View = dict[str, Any]

NAME = 60


def on_screen(key: str, slide: Slide) -> View:
    """`size` and `most` (dates and links that it has room for) are the wall's."""
    size, most = fitted(slide)
    beside = any((slide.text, slide.quote, slide.links, slide.events))
    return {
        "id": key,
        "title": slide.title,
        "text": list(lines(slide.text)),
        "quote": list(lines(slide.quote)),
        "by": slide.by,
        "picture": slide.picture,
        "alt": slide.alt,
        "credit": slide.credit,
        "links": links(slide),
        "events": events(slide),
        "layout": "words" if not slide.picture else "beside" if beside else "picture",
        "size": size,
        "most": most,
    }


def links(slide: Slide) -> list[View]:
    """The address stands beside its words, in full but for an https that says nothing."""
    return [
        {"text": link.text, "url": link.url, "address": link.url.removeprefix("https://").removesuffix("/")}
        for link in links_of(slide)
    ]


def events(slide: Slide) -> list[View]:
    return [_event(event) for event in events_of(slide)]


def _event(event: Happening) -> View:
    return structs.asdict(event)


def named(key: str, slide: Slide, shown: bool) -> View:
    """How the desk speaks of a slide: by its title, else by what is on it."""
    first = next(iter([*lines(slide.text), *lines(slide.quote), slide.alt, *lines(slide.events)]), "")
    name = slide.title or first
    return {"id": key, "name": name if len(name) <= NAME else f"{name[:NAME]}…", "shown": shown}
