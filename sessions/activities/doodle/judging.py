"""Which moves a doodle accepts, and what follows: pairs, phases, who finishes what."""

from collections.abc import Callable, Iterator, Sequence

from msgspec import structs

from sessions.activities.doodle import moves as m
from sessions.activities.doodle import pairs as p
from sessions.activities.doodle.ink import MOST_STROKES, read_ink, write_ink
from sessions.activities.doodle.joining import Joining
from sessions.activities.doodle.plan import CLOCK, GRACE, phase_at, when_drawn, when_told
from sessions.activities.doodle.shapes import note_of, shape_line
from sessions.activities.doodle.state import EMPTY, Layer
from sessions.activity import (
    PARTICIPANTS,
    Event,
    Move,
    Ms,
    Person,
    Rejected,
    Scene,
    TimeIsUp,
    TimerSet,
    Turn,
    needed,
    tidy,
)


class Judging(Joining):
    """One judge for each move, called like the move; what needs no judging is accepted as it is."""

    def decide(self, move: Move, turn: Turn, scene: Scene) -> Sequence[Event]:
        judge: Callable[..., Sequence[Event]] | None = getattr(
            self, f"_{type(move).__struct_config__.tag}", None
        )
        return judge(move, turn, scene) if judge else (move,)

    # one phase after the other

    def _begin(self, move: m.Begin, turn: Turn, scene: Scene) -> Sequence[Event]:
        if self.index >= 0:
            raise Rejected("moved_on")
        dealing = () if self.settings.paper else tuple(self._dealing(turn, scene))
        return (*dealing, *self._to(0, scene))

    def _dealing(self, turn: Turn, scene: Scene) -> Iterator[Event]:
        """Everybody in the room takes part, except those who have said no."""
        seats = [person.seat for person in scene.people if self._wants(person)]
        taken: set[str] = set()
        for seat in seats:
            if seat not in self.members:
                yield (came := self._member(seat, turn, taken))
                taken.add(came.code)
        if self.settings.pairing != "order":
            turn.dice.shuffle(seats)
        yield m.Paired(p.dealt(seats, p.without(self.pairs, _others(self.pairs, seats))))

    def _wants(self, person: Person) -> bool:
        out = person.seat in self.members and self.members[person.seat].out
        return person.here and person.role in PARTICIPANTS and not out

    def _go_on(self, move: m.GoOn, turn: Turn, scene: Scene) -> Sequence[Event]:
        if move.seen != self.index:
            raise Rejected("moved_on")
        if self.index < 0 or self.phase.kind == "done":
            raise Rejected("not_now")
        return tuple(self._to(self.index + 1, scene))

    def _time_is_up(self, move: TimeIsUp, turn: Turn, scene: Scene) -> Sequence[Event]:
        runs = move.name == CLOCK and self.index >= 0 and self.phase.kind != "done"
        return tuple(self._to(self.index + 1, scene)) if runs else ()

    def _to(self, index: int, scene: Scene) -> Iterator[Event]:
        phase = phase_at(self.settings, index)
        yield m.Began(index)
        if phase.kind == "finish":
            yield from self._giving(phase.sheet, scene)
        yield TimerSet(CLOCK, phase.seconds)

    def _giving(self, sheet: int, scene: Scene) -> Iterator[m.Given]:
        """Each the sheet of the one before in the pair, or a ready-made one when that one is gone or drew nothing."""
        there = self.there(scene)
        for at, seat in enumerate(self.members):
            if seat in there:
                yield m.Given(seat, sheet, self._sheet_for(seat, at, sheet, scene))

    def _sheet_for(self, seat: str, at: int, sheet: int, scene: Scene) -> str:
        words = self.in_words(seat, scene)
        other = p.before(self.pairs, seat, self.there(scene))
        layer = self.layers["doodle"].get((other, sheet), EMPTY) if other else EMPTY
        there = bool(layer.text if words else layer.ink)
        return self.doodle_id((other, sheet)) if other and there else self._spare(at, sheet, words)

    # what is drawn

    def _draw(self, move: m.Draw, turn: Turn, scene: Scene) -> Sequence[Event]:
        self._in_time(move.part, move.sheet, turn)
        return (m.Drew(move.sheet, move.part, write_ink(read_ink(move.ink))),)

    def _add_shape(self, move: m.AddShape, turn: Turn, scene: Scene) -> Sequence[Event]:
        layer = self._in_time(move.part, move.sheet, turn)
        if len(layer.ink) >= MOST_STROKES:
            raise Rejected("too_many_strokes", most=MOST_STROKES)
        lines = (*layer.ink, shape_line(move.shape, move.place, move.large))
        notes = f"{layer.shapes} {note_of(move.shape, move.place, move.large)}".strip()
        return (m.Drew(move.sheet, move.part, write_ink(lines), notes),)

    def _take_shape(self, move: m.TakeShape, turn: Turn, scene: Scene) -> Sequence[Event]:
        layer = self._in_time(move.part, move.sheet, turn)
        if not layer.ink:
            raise Rejected("nothing_to_undo")
        notes = layer.shapes.split()[: len(layer.ink) - 1] if layer.shapes else []
        return (m.Drew(move.sheet, move.part, write_ink(layer.ink[:-1]), " ".join(notes)),)

    def _in_time(self, part: m.Part, sheet: int, turn: Turn) -> Layer:
        """The layer as it is, while it may be drawn on: in its phase, and for a moment after it."""
        index = when_drawn(self.settings, part, sheet)
        self._during(part, sheet, index, index, turn)
        return self.layers[part].get((turn.who.seat, sheet), EMPTY)

    def _during(self, part: m.Part, sheet: int, first: int | None, last: int | None, turn: Turn) -> None:
        if turn.who.seat not in self.members or not self.members[turn.who.seat].id:
            raise Rejected("not_in")
        if first is None or last is None or self.index < first:
            raise Rejected("not_yet")
        if self.index > last and not self._just_ended(last, turn.at):
            raise Rejected("sheet_over", part=part)
        if part == "finish" and (turn.who.seat, sheet) not in self.given:
            raise Rejected("not_yet")

    def _just_ended(self, index: int, at: Ms) -> bool:
        return index in self.ended and at - self.ended[index] <= GRACE

    def _describe(self, move: m.Describe, turn: Turn, scene: Scene) -> Sequence[Event]:
        first, last = when_told(self.settings, move.part, move.sheet) or (None, None)
        self._during(move.part, move.sheet, first, last, turn)
        return (structs.replace(move, text=tidy(move.text, m.LONGEST_TEXT)),)

    def _caption(self, move: m.Caption, turn: Turn, scene: Scene) -> Sequence[Event]:
        if self.layers["finish"].get((turn.who.seat, move.sheet), EMPTY).empty:
            raise Rejected("nothing_drawn")
        return (structs.replace(move, text=tidy(move.text, m.LONGEST_CAPTION)),)

    def _agree(self, move: m.Agree, turn: Turn, scene: Scene) -> Sequence[Event]:
        hands = self.hands_of(turn.who.seat)
        if move.drawing not in hands if move.drawing else not hands:
            raise Rejected("not_your_drawing")
        return (move,)

    def _feel(self, move: m.Feel, turn: Turn, scene: Scene) -> Sequence[Event]:
        if not self.settings.feeling:
            raise Rejected("not_now")
        return (structs.replace(move, text=tidy(move.text, m.LONGEST_FEELING)),)

    # at the desk

    def _draw_spare(self, move: m.DrawSpare, turn: Turn, scene: Scene) -> Sequence[Event]:
        lines = read_ink(move.ink)
        if not lines:
            raise Rejected("empty")
        if len(self.spares) >= m.MOST_SPARES:
            raise Rejected("too_many", most=m.MOST_SPARES)
        return (m.SpareDrawn(turn.new_id(), write_ink(lines)),)

    def _drop_spare(self, move: m.DropSpare, turn: Turn, scene: Scene) -> Sequence[Event]:
        return self._known(move, move.id in self.spares)

    def _withhold(self, move: m.Withhold, turn: Turn, scene: Scene) -> Sequence[Event]:
        return self._known(move, move.drawing in map(self.doodle_id, self.finished()))

    def _show_again(self, move: m.ShowAgain, turn: Turn, scene: Scene) -> Sequence[Event]:
        return self._known(move, move.drawing in self.withheld)

    def _drop_feeling(self, move: m.DropFeeling, turn: Turn, scene: Scene) -> Sequence[Event]:
        return self._known(move, move.id in self.typed)

    def _known(self, move: Event, known: bool) -> Sequence[Event]:
        if not known:
            raise Rejected("unknown")
        return (move,)

    def _type_feeling(self, move: m.TypeFeeling, turn: Turn, scene: Scene) -> Sequence[Event]:
        return (structs.replace(move, text=needed(move.text, m.LONGEST_FEELING), id=turn.new_id("f")),)


def _others(pairs: p.Pairs, seats: Sequence[str]) -> set[str]:
    return {seat for pair in pairs for seat in pair} - set(seats)
