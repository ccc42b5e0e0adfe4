"""Slides: shown one after the other on the wall; links, dates and pictures also on phones and in the record."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any, ClassVar

from msgspec import structs

from sessions.activities.slide import views
from sessions.activities.slide.settings import (
    Settings,
    Slide,
    checked,
    cleaned,
    events_of,
    lines,
    links_of,
)
from sessions.activity import (
    DESK_TURN,
    OPEN,
    Activity,
    DeskMove,
    Event,
    Item,
    Move,
    Ms,
    Person,
    Rejected,
    Sample,
    Scene,
    TimeIsUp,
    Turn,
    View,
)
from sessions.blocks import Block, Heading, Link, Para, Picture, Said, Table, Term


class TurnTo(DeskMove, frozen=True):
    """Show this slide, by its key."""

    slide: str


class Slides(Activity):
    """Whoever leads turns them. What has not been shown is nobody else's as long as the step is open."""

    kind = "slide"
    moves = (TurnTo,)
    suggested_by = ("bildspel", "slideshow", "slides", "kalendarium", "milstolpar", "milestones")
    Settings = Settings
    example: ClassVar[Mapping[str, Any]] = {
        "slides": {
            "s1": {"title": "Välkomna", "text": "Kaffe finns i foajén."},
            "s2": {"title": "Datum att minnas", "events": "2026-04-30 Svar på utkastet\n* 2026-06-11 Beslut"},
            "s3": {
                "quote": "Ingen gör det ensam.",
                "by": "En deltagare",
                "links": "Rapporten https://example.org/r",
            },
        }
    }

    def __init__(self, settings: Any = None) -> None:
        super().__init__(settings)
        self.settings = cleaned(self.settings)
        self.current = ""
        self.seen: set[str] = set()

    def settings_changed(self, settings: Any) -> None:
        settings = cleaned(settings)
        checked(settings)
        self.settings = settings

    def opened(self, items: Sequence[Item]) -> None:
        self._show(self.at)

    def decide(self, move: Move, turn: Turn, scene: Scene) -> Sequence[Event]:
        if isinstance(move, TimeIsUp):
            return ()
        assert isinstance(move, TurnTo)
        if move.slide not in self.slides:
            raise Rejected("unknown")
        return (move,)

    def apply(self, event: Event, by: str, at: Ms) -> None:
        assert isinstance(event, TurnTo)
        self.current = event.slide
        self._show(event.slide)

    def _show(self, slide: str) -> None:
        self.seen |= {slide}

    # which slides there are, and which of them is shown

    @property
    def slides(self) -> dict[str, Slide]:
        """Those that hold something."""
        return {key: slide for key, slide in self.settings.slides.items() if not slide.blank}

    @property
    def at(self) -> str:
        """The key of the slide that is shown: the first when the one that was is no longer there, "" without any."""
        slides = self.slides
        return self.current if self.current in slides else next(iter(slides), "")

    def told(self, scene: Scene) -> dict[str, Slide]:
        """What may be known outside the desk: while it goes on what has been shown, afterwards everything."""
        known = self.seen | {self.at}
        return {key: slide for key, slide in self.slides.items() if scene.state != OPEN or key in known}

    # what is seen

    def everyone(self, scene: Scene) -> View:
        """The slide on the wall, and links and dates of the others that have been shown."""
        others = [slide for key, slide in self.told(scene).items() if key != self.at]
        return {
            **self.wall(scene),
            "links": [link for slide in others for link in views.links(slide)],
            "events": [event for slide in others for event in views.events(slide)],
        }

    def wall(self, scene: Scene) -> View:
        keys = list(self.slides)
        number = keys.index(self.at) + 1 if keys else 0
        shown = views.on_screen(self.at, self.slides[self.at]) if keys else None
        return {"title": scene.title, "slide": shown, "number": number, "of": len(keys)}

    def desk(self, scene: Scene) -> View:
        keys = list(self.slides)
        at = keys.index(self.at) if keys else 0
        return {
            **self.wall(scene),
            "slides": [views.named(key, slide, key == self.at) for key, slide in self.slides.items()],
            "before": keys[at - 1] if at else "",
            "after": keys[at + 1] if at + 1 < len(keys) else "",
        }

    def needs(self, scene: Scene) -> Sequence[Term]:
        return () if self.slides or scene.state != OPEN else (Term("no_slides"),)

    # what is kept

    def minutes(self, scene: Scene) -> list[Block]:
        """Under the step's own heading when it has one, else right under the slot's."""
        level = 3 if scene.title == scene.slot.title else 4
        return [block for slide in self.told(scene).values() for block in _blocks(slide, level)]

    def record(self, scene: Scene) -> View:
        return {"slides": [_record(slide) for slide in self.told(scene).values()]}

    def sample(self, people: Sequence[Person], dice: Random) -> Iterator[Sample]:
        for key in self.slides:
            yield dice.uniform(5, 20), DESK_TURN, TurnTo(key)


def _blocks(slide: Slide, level: int) -> Iterator[Block]:
    if slide.title:
        yield Heading(Said(slide.title), level)
    yield from (Para(Said(line)) for line in lines(slide.text))
    if slide.quote:
        yield Para(Term("quoted", {"quote": " ".join(lines(slide.quote)), "by": slide.by}))
    if slide.picture:
        yield Picture(Said(slide.alt), slide.picture, *slide.size, slide.credit)
    yield from (Link(Said(link.text or link.url), link.url) for link in links_of(slide))
    if events := events_of(slide):
        rows = tuple(
            (Term("when", structs.asdict(event)), Term("event", structs.asdict(event))) for event in events
        )
        yield Table((Term("date"), Term("what")), rows)


def _record(slide: Slide) -> View:
    """Empty parts are left out."""
    kept = {name: value for name, value in structs.asdict(slide).items() if value}
    links = [structs.asdict(link) for link in links_of(slide)]
    events = [structs.asdict(event) for event in events_of(slide)]
    return kept | ({"links": links} if links else {}) | ({"events": events} if events else {})
