"""Who takes part in a doodle, and with whom."""

from collections.abc import Iterator, Sequence

from sessions.activities.doodle import moves as m
from sessions.activities.doodle import pairs as p
from sessions.activities.doodle.spares import SPARES
from sessions.activities.doodle.state import Remembering
from sessions.activity import Event, Present, Rejected, Scene, Turn

DIGITS = 3


class Joining(Remembering):
    """What changes somebody else's phone also says that whoever moved is present: so everybody's own part is told."""

    def _come_in(self, move: m.ComeIn, turn: Turn, scene: Scene) -> Sequence[Event]:
        seat = turn.who.seat
        if self.is_in(seat):
            raise Rejected("in_already")
        if self.is_over or self.settings.paper:
            raise Rejected("no_more_drawing")
        came = self._member(seat, turn, set())
        return (came, Present(seat), *self._place_of(came, scene))

    def _place_of(self, came: m.CameIn, scene: Scene) -> Iterator[Event]:
        """Before the swap a newcomer gets a partner; after it, ready-made doodles to finish."""
        if self.phase.part == "doodle":
            yield m.Paired(p.with_newcomer(self.here_pairs(scene), came.seat))
        elif self.phase.part == "finish":
            if not p.pair_of(self.pairs, came.seat):
                yield m.Paired((*self.pairs, (came.seat,)))
            yield from self._spare_for(came.seat)

    def _spare_for(self, seat: str) -> Iterator[m.Given]:
        if self.phase.kind == "finish" and (seat, self.phase.sheet) not in self.given:
            yield m.Given(seat, self.phase.sheet, self._spare(len(self.members), self.phase.sheet, False))

    def _member(self, seat: str, turn: Turn, taken: set[str]) -> m.CameIn:
        known = self.members.get(seat)
        if known and known.id:
            return m.CameIn(seat, known.id, known.code)
        return m.CameIn(seat, turn.new_id("p"), self._fresh_code(turn, taken))

    def _fresh_code(self, turn: Turn, taken: set[str]) -> str:
        """Digits, so that it can be said and typed in any language; as many as keep guessing from finding somebody."""
        used = taken | {member.code for member in self.members.values()}
        digits = max(DIGITS, len(str(len(used) * 3)))
        while True:
            code = str(turn.dice.randrange(10 ** (digits - 1), 10**digits))
            if code not in used:
                return code

    def _step_out(self, move: m.StepOut, turn: Turn, scene: Scene) -> Sequence[Event]:
        seat = turn.who.seat
        if seat in self.members and self.members[seat].out:
            raise Rejected("out_already")
        return (m.WentOut(seat), Present(seat), *self._unpaired(seat))

    def _unpaired(self, seat: str) -> Iterator[Event]:
        """Before it begins nobody waits for who left; later the place in the pair stays, should they come back."""
        if self.index < 0 and p.pair_of(self.pairs, seat):
            yield m.Paired(p.without(self.pairs, {seat}))

    def _pair_up(self, move: m.PairUp, turn: Turn, scene: Scene) -> Sequence[Event]:
        seat = turn.who.seat
        if self.index >= 0:
            raise Rejected("begun_already")
        if not self.is_in(seat):
            raise Rejected("not_in")
        other = self._seat_with(move.code, scene)
        if other == seat:
            raise Rejected("own_code", field="code")
        if len(p.pair_of(self.pairs, other)) > 1 and seat not in p.pair_of(self.pairs, other):
            raise Rejected("taken", field="code")
        return (m.Paired(p.joined(self.pairs, seat, other)), Present(seat))

    def _say_gone(self, move: m.SayGone, turn: Turn, scene: Scene) -> Sequence[Event]:
        other = self._seat_with(move.code, scene)
        if other == turn.who.seat or other not in p.pair_of(self.pairs, turn.who.seat):
            raise Rejected("not_your_partner")
        return (m.WentOut(other), Present(turn.who.seat), *self._unpaired(other))

    def _take_out(self, move: m.TakeOut, turn: Turn, scene: Scene) -> Sequence[Event]:
        seat = self._seat_with(move.code, scene)
        return (m.WentOut(seat), *self._unpaired(seat))

    def _seat_with(self, code: str, scene: Scene) -> str:
        typed = "".join(code.split())
        found = [
            seat for seat in self.members if seat in self.there(scene) and self.members[seat].code == typed
        ]
        if not found:
            raise Rejected("no_such_code", field="code")
        return found[0]

    def _work(self, move: m.Work, turn: Turn, scene: Scene) -> Sequence[Event]:
        return (move, Present(turn.who.seat))

    def _spare(self, at: int, sheet: int, words: bool) -> str:
        """The facilitator's first, which have no words; those beside each other get different ones."""
        own = [f"desk.{id}" for id in self.spares] if not words else []
        choice = at + sheet - 1
        return own[choice % len(own)] if own else f"spare.{choice % len(SPARES)}"
