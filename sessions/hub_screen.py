"""What one audience is shown, and who is looking: the hub's nouns."""

import logging
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any, Protocol
from weakref import WeakValueDictionary

import msgspec
from msgspec import Struct, structs

from sessions.connection import Connection, text_frame
from sessions.screens import Audience

log = logging.getLogger("radslag.hub")

PHONE = "phone"
VERSION = 16  # characters
FRAMES_KEPT = 64  # of one screen, for pages that come back with different states

Shown = tuple[tuple[str, str], ...]
"""Region names with the versions that are on the glass. Equal tuples, equal screens."""

Part = tuple[str, Any]
"""The name of a template, and the plain data for it."""


class Source(Protocol):
    """What the hub reads. `applied`: how many moves are in the state; `committed`: how many are on disk."""

    @property
    def applied(self) -> int: ...

    @property
    def committed(self) -> int: ...

    def regions(self, audience: Audience, /) -> Mapping[str, Part]:
        """What this audience shall see now, by region. Pure."""

    def personal(self, seat: str, audience: Audience, /) -> tuple[Mapping[str, Any], Part | None]:
        """A seat's marks, and its region `mine` if it has one."""

    def audience_of(self, seat: str, audience: Audience, /) -> Audience:
        """Where this seat belongs now: its group or place may have changed."""


Render = Callable[[str, Any, Audience], str]
"""Template name, data, audience -> HTML."""


class Region(Struct, frozen=True, weakref=True):
    """A rendered region, and what it was rendered from. Whoever sees the same in one language shares one."""

    template: str
    data: bytes
    html: str
    version: str


class Views:
    """What audiences see, before it is put into words: the same in every language, so it is gathered once.

    For one round: the state may change meanwhile, and the clock does.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._applied = source.applied
        self._seen: dict[Audience, list[tuple[str, str, Any, bytes]]] = {}
        self._encoded: dict[int, tuple[Part, bytes]] = {}

    def of(self, audience: Audience) -> list[tuple[str, str, Any, bytes]]:
        """Name, template, data, and the data as bytes, of each region."""
        if self._applied != self._source.applied:
            self._applied = self._source.applied
            self._seen.clear()
            self._encoded.clear()
        whose = structs.replace(audience, language="")
        if whose not in self._seen:
            regions = self._source.regions(audience)
            self._seen[whose] = [
                (name, part[0], part[1], self._bytes_of(part)) for name, part in regions.items()
            ]
        return self._seen[whose]

    def _bytes_of(self, part: Part) -> bytes:
        """What several audiences have in common is the same part to all of them. It is kept, so that it stays that."""
        known = self._encoded.get(id(part))
        if known is None:
            known = self._encoded[id(part)] = (part, msgspec.json.encode(part[1]))
        return known[1]


class Drawings:
    """The regions that are on screens now, and the frames of this moment: nothing is drawn or encoded twice.

    A region is known by its template, language and data, and forgotten with the last screen that shows it.
    """

    def __init__(self, render: Render) -> None:
        self.count = 0
        self._render = render
        self._regions: WeakValueDictionary[tuple[str, str, bytes], Region] = WeakValueDictionary()
        self._frames: dict[Shown, bytes] = {}

    def new_round(self) -> None:
        """Frames lead to what is shown now: those of the last round are of no more use."""
        self._frames.clear()

    def region(self, template: str, data: Any, encoded: bytes, audience: Audience) -> Region:
        key = (template, audience.language, encoded)
        region = self._regions.get(key)
        if region is None:
            html = self._render(template, data, audience)
            region = self._regions[key] = Region(template, encoded, html, version_of(html))
            self.count += 1
        return region

    def frame(self, news: Mapping[str, Region]) -> bytes:
        """One frame that shows these regions; the same versions are the same bytes."""
        if not news:
            return b""
        key: Shown = tuple((name, region.version) for name, region in news.items())
        frame = self._frames.get(key)
        if frame is None:
            if len(self._frames) >= FRAMES_KEPT:
                self._frames.clear()
            regions = {name: {"v": region.version, "html": region.html} for name, region in news.items()}
            frame = self._frames[key] = encode({"t": "show", "regions": regions})
        return frame


class Screen:
    """The newest state of one audience. `drawn_at`: the applied count it shows; None: not to be used."""

    def __init__(self, audience: Audience, drawings: Drawings) -> None:
        self.audience = audience
        self.drawings = drawings
        self.watchers: dict[Watcher, None] = {}
        self.regions: dict[str, Region] = {}
        self.shown: Shown = ()
        self.drawn_at: int | None = None
        self.owing = False
        """Whether some watchers may lack what is drawn."""
        self.problem = ""
        self.looked_at = float("-inf")
        """When a page was last made of it, while nobody watches."""
        self._frames: dict[Shown, bytes] = {}

    def draw(self, source: Source, views: Views | None = None) -> None:
        """Bring the regions up to date. `shown` stays the same object when nothing differs."""
        fresh = {}
        for name, template, data, encoded in (views or Views(source)).of(self.audience):
            old = self.regions.get(name)
            if old is None or old.data != encoded or old.template != template:
                old = self.drawings.region(template, data, encoded, self.audience)
            fresh[name] = old
        self.regions = fresh
        self.drawn_at = source.applied
        shown: Shown = tuple((name, region.version) for name, region in fresh.items())
        if shown != self.shown:
            self.shown = shown
            self.owing = True
            self._frames.clear()

    def forget(self) -> None:
        """What is drawn may be wrong, or may not have reached everybody."""
        self.drawn_at = None
        self.owing = True

    def already(self, have: Mapping[str, str]) -> Shown:
        """What a returning page says that it shows, of the regions that it should."""
        return tuple((name, have.get(name, "")[:VERSION]) for name in self.regions)

    def frame_from(self, shown: Shown) -> bytes:
        """The one frame that leads from what somebody has to what is newest; empty when nothing differs."""
        frame = self._frames.get(shown)
        if frame is None:
            if len(self._frames) >= FRAMES_KEPT:
                self._frames.clear()
            had = dict(shown)
            news = {name: region for name, region in self.regions.items() if had.get(name) != region.version}
            frame = self._frames[shown] = self.drawings.frame(news)
        return frame


class Counters(Struct):
    """For /metrics; they only grow."""

    frames: int = 0
    bytes: int = 0
    renders: int = 0
    rounds: int = 0
    skipped: int = 0
    aborted: int = 0


class Watcher:
    """One connection that looks at a screen."""

    __slots__ = ("behind_since", "connection", "direct", "screen", "seat", "shown", "you")

    def __init__(self, connection: Connection, seat: str, screen: Screen) -> None:
        self.connection = connection
        self.direct: bool = getattr(connection, "direct", False)
        self.seat = seat
        self.screen: Screen | None = screen
        self.shown: Shown = ()
        self.you = b""
        """A digest of the last personal frame that left, or is held for the disk."""
        self.behind_since: float | None = None


def version_of(html: str) -> str:
    """A region's version, everywhere: pages, frames, after a restart."""
    return digest(html.encode()).hex()


def digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=8).digest()


def encode(payload: Any) -> bytes:
    return text_frame(msgspec.json.encode(payload))
