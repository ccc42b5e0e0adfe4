"""The doodle: draw nothing at all, swap, and finish somebody else's into what you see. In pairs, on one clock."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from sessions.activities.doodle import moves as m
from sessions.activities.doodle import own, report, views
from sessions.activities.doodle.judging import Judging
from sessions.activities.doodle.plan import phase_at, plan
from sessions.activities.doodle.sample import drawing
from sessions.activity import OPEN, PARTICIPANTS, Move, Person, Sample, Scene, View
from sessions.blocks import Block, Term


class Doodle(Judging):
    kind = "doodle"
    moves = m.MOVES
    events = m.EVENTS
    suggested_by = ("doodle", "krussedull", "krusidull", "energiser", "energizer", "energikick")

    def everyone(self, scene: Scene) -> View:
        shown = views.result(self) if scene.revealed else None
        return {**views.phase_view(self), "result": shown}

    def seat(self, who: Person, scene: Scene) -> View:
        if who.role not in PARTICIPANTS or self.settings.paper:
            return {}
        return own.for_seat(self, who, scene)

    def marks(self, who: Person, scene: Scene) -> Mapping[str, Mapping[str, Any]]:
        """How this seat takes part, and which drawings it agreed to."""
        agreed = [drawing for drawing, seat in self.agreed if seat == who.seat]
        ticked = [f"way-{self.ways.get(who.seat, 'pen')}", *(f"yes-{drawing}" for drawing in sorted(agreed))]
        return {local: {"checked": True} for local in ticked}

    def wall(self, scene: Scene) -> View:
        return {**self.everyone(scene), "turnout": views.turnout(self, scene)}

    def desk(self, scene: Scene) -> View:
        return {**self.wall(scene), **views.for_desk(self, scene)}

    def needs(self, scene: Scene) -> Sequence[Term]:
        """Nothing happens before somebody begins, nor after the last clock."""
        if scene.state != OPEN:
            return ()
        waiting = {"gather": "doodle_waits", "done": "doodle_is_over"}.get(self.phase.kind)
        return (Term(waiting),) if waiting else ()

    def seconds_needed(self, scene: Scene) -> int:
        return sum(phase.seconds for phase in plan(self.settings))

    def onward(self, scene: Scene) -> tuple[Term, Move] | None:
        """The clock goes from phase to phase by itself; the big button does it sooner."""
        if scene.state != OPEN or self.phase.kind == "done":
            return None
        if self.index < 0:
            return Term("begin_paper" if self.settings.paper else "begin"), m.Begin()
        following = phase_at(self.settings, self.index + 1)
        return Term("go_on", {"phase": following.kind, "number": following.number}), m.GoOn(self.index)

    def asks(self) -> bool:
        """On paper the phones rest."""
        return not self.settings.paper

    def minutes(self, scene: Scene) -> list[Block]:
        return list(report.blocks(self, scene))

    def record(self, scene: Scene) -> View:
        return report.record(self, scene)

    def sample(self, people: Sequence[Person], dice: Random) -> Iterator[Sample]:
        return drawing(self, people, dice)
