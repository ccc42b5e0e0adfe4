"""Pitches and the panel: who presents when and for how long, who asks what, and what was answered."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any, ClassVar

from sessions.activities.pitch import moves as m
from sessions.activities.pitch import report, sample, views
from sessions.activities.pitch.judging import Judging
from sessions.activity import OPEN, Event, Item, Move, Person, Sample, Scene, View
from sessions.ball import Asked, Questioned
from sessions.blocks import Block, Term


class Pitch(Questioned, Judging):
    """Each group presents its action, a panel and the room ask. Nobody is cut off: clocks only say what is so."""

    kind = "pitch"
    moves = m.MOVES
    events: ClassVar[tuple[type[Event], ...]] = m.EVENTS
    suggested_by = (
        *(
            "pitch",
            "pitchar",
            "pitches",
            "pitcha",
            "pitching",
            "panel",
            "panelen",
            "panelfrågor",
            "utfrågning",
        ),
        *(
            "presentation av förslag",
            "redovisning",
            "gruppredovisning",
            "paneeli",
            "pitsaus",
            "عرض المقترحات",
        ),
    )
    example: ClassVar[Mapping[str, Any]] = {"titles": "Öppen trappa\nGranncirklar"}

    def everyone(self, scene: Scene) -> View:
        return views.phone(self, scene)

    def group(self, group: str, scene: Scene) -> View:
        return views.group(self, group, scene)

    def wall(self, scene: Scene) -> View:
        return views.wall(self, scene)

    def desk(self, scene: Scene) -> View:
        return views.desk(self, scene)

    def seat(self, who: Person, scene: Scene) -> View:
        return views.own(self, who, scene)

    def marks(self, who: Person, scene: Scene) -> Mapping[str, Mapping[str, Any]]:
        return views.marks(self, who, scene)

    def needs(self, scene: Scene) -> Sequence[Term]:
        if scene.state != OPEN:
            return ()
        held = sum(1 for question in self.questions.values() if question.standing == "held")
        empty = (Term("no_pitches"),) if not self.pitches() else ()
        return (*empty, *((Term("to_read", {"count": held}),) if held else ()))

    def seconds_needed(self, scene: Scene) -> int:
        """With shares, as much as there is; with minutes, those of every pitch."""
        if self.settings.split == "shares":
            return 0
        wanted = self.settings
        each = wanted.pitch + wanted.questions + wanted.change
        return int(max(0, len(self.pitches()) * each - wanted.change) * 60)

    def onward(self, scene: Scene) -> tuple[Term, Move] | None:
        """The next phase or the next group: also what a presenter's remote does."""
        coming = views.coming(self, scene)
        if coming is None:
            return None
        who = coming["pitch"] or {"title": "", "group": {}}
        called = {"title": who["title"], **who["group"]}
        return Term(f"go_on_{coming['phase'] or 'through'}", called), m.GoOn(coming["to"])

    def items(self) -> list[Item]:
        """The same actions with their ids, in the order they were presented; who dropped out stays behind."""
        pitches = self.pitches()
        return [pitches[id] for id in self.listed() if id not in self.out]

    def unanswered(self, scene: Scene) -> Sequence[Asked]:
        return report.left(self, scene)

    def minutes(self, scene: Scene) -> list[Block]:
        return report.minutes(self, scene)

    def record(self, scene: Scene) -> View:
        return report.record(self, scene)

    def sample(self, people: Sequence[Person], dice: Random) -> Iterator[Sample]:
        return sample.afternoon(self, people, dice)
