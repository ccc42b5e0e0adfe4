"""Which moves are accepted, and what is settled at that moment: ids, dice, and what each part may take."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from sessions.activities.pitch import moves as m
from sessions.activities.pitch.asking import Asking
from sessions.activities.pitch.state import later, typed_titles
from sessions.activities.pitch.timing import Shares, seconds_left, shares
from sessions.activity import Clock, Event, Move, Ms, Rejected, Scene, TimerSet, Turn, needed, tidy


class Judging(Asking):
    """One judge for each move, called like the move; what needs no judging is accepted as it is."""

    def decide(self, move: Move, turn: Turn, scene: Scene) -> Sequence[Event]:
        judge: Callable[..., Sequence[Event]] | None
        judge = getattr(self, f"_judge_{type(move).__struct_config__.tag}", None)
        return judge(move, turn, scene) if judge else ()

    def settings_changed(self, settings: m.Settings) -> None:
        """What has been presented, or asked about, cannot be taken off the list."""
        titled = {item.id for item in typed_titles(settings.titles)}
        if len(titled) > m.MOST_PITCHES:
            raise Rejected("too_many", most=m.MOST_PITCHES, field="titles")
        gone = {item.id for item in typed_titles(self.settings.titles)} - titled
        if gone & {*self.begun, *(question.item for question in self.questions.values())}:
            raise Rejected("presented", field="titles")
        self.settings = settings

    # the order

    def _judge_put_pitch(self, move: m.PutPitch, turn: Turn, scene: Scene) -> Sequence[Event]:
        title, text = tidy(move.title, m.LONGEST["title"]), tidy(move.text, m.LONGEST["text"], lines=True)
        if move.group and scene.group(move.group) is None:
            raise Rejected("unknown", field="group")
        if move.item and move.item not in self.typed:
            return self._text_for(move, needed(text, m.LONGEST["text"], lines=True))
        if not title:
            raise Rejected("empty", field="title")
        if not move.item and len(self.pitches()) >= m.MOST_PITCHES:
            raise Rejected("too_many", most=m.MOST_PITCHES)
        return (replace(move, title=title, text=text, id="" if move.item else turn.new_id("p")),)

    def _text_for(self, move: m.PutPitch, text: str) -> Sequence[Event]:
        """What a group wrote itself is not typed over."""
        item = self._pitch(move.item)
        if self.pitches()[item].text and item not in self.texts:
            raise Rejected("has_text")
        return (replace(move, title="", text=text, group="", id=""),)

    def _judge_withdraw(self, move: m.Withdraw, turn: Turn, scene: Scene) -> Sequence[Event]:
        there = self.texts if move.text else self.typed
        if move.item not in there or (move.item in self.begun and not move.text):
            raise Rejected("changed_since")
        return (move,)

    def _judge_draw(self, move: m.Draw, turn: Turn, scene: Scene) -> Sequence[Event]:
        waiting = self.waiting()
        if len(waiting) < 2:
            raise Rejected("nothing_to_order")
        turn.dice.shuffle(waiting)
        return (m.Ordered(tuple(waiting), drawn=True),)

    def _judge_shift(self, move: m.Shift, turn: Turn, scene: Scene) -> Sequence[Event]:
        waiting = self.waiting()
        if move.item not in waiting:
            raise Rejected("presented")
        here = waiting.index(move.item)
        there = here + move.by
        if not 0 <= there < len(waiting):
            raise Rejected("nothing_to_order")
        waiting[here], waiting[there] = waiting[there], waiting[here]
        return (m.Ordered(tuple(waiting)),)

    def _judge_order(self, move: m.Order, turn: Turn, scene: Scene) -> Sequence[Event]:
        if sorted(move.items) != sorted(self.waiting()):
            raise Rejected("changed_since")
        return (m.Ordered(move.items, move.drawn),)

    def _judge_drop_out(self, move: m.DropOut, turn: Turn, scene: Scene) -> Sequence[Event]:
        self._pitch(move.item)
        if move.item in self.out:
            raise Rejected("changed_since")
        if move.item == self.on:
            return (move, TimerSet(self.phase, 0))
        if move.item in self.begun:
            raise Rejected("presented")
        return (move,)

    def _judge_take_in(self, move: m.TakeIn, turn: Turn, scene: Scene) -> Sequence[Event]:
        if move.item not in self.out:
            raise Rejected("changed_since")
        return (move,)

    # the time

    def _judge_go_on(self, move: m.GoOn, turn: Turn, scene: Scene) -> Sequence[Event]:
        coming = self.coming()
        if coming is None:
            raise Rejected("nobody_waits")
        item, phase = coming
        if move.to and move.to != f"{item}-{phase}":
            raise Rejected("moved_on")
        if not phase:
            return (m.Went(item, phase, before=self._running(scene)), *self._clocks(phase, 0))
        seconds = self.given(phase, scene, turn.at)
        went = m.Went(item, phase, seconds, self._running(scene))
        return (went, *self._first_clock(scene), *self._clocks(phase, seconds))

    def _running(self, scene: Scene) -> Clock | None:
        return scene.clocks.get(self.phase) if self.phase else None

    def _first_clock(self, scene: Scene) -> Sequence[Event]:
        """Where no clock runs, the slot's length is counted from the first pitch."""
        unlimited = limit(scene) is None and not self.begun
        return (TimerSet("", scene.slot.minutes * 60),) if unlimited and scene.slot.minutes else ()

    def _clocks(self, phase: str, seconds: int) -> Sequence[Event]:
        """The clock that ran goes; the new one is there even when no time is left, and counts what it takes."""
        ended = (TimerSet(self.phase, 0),) if self.phase not in ("", phase) else ()
        return (*ended, TimerSet(phase, max(seconds, 1))) if phase else ended

    def given(self, phase: str, scene: Scene, at: Ms) -> int:
        """Seconds for a phase that begins now: its share of what is left, with all that follows it.

        A change-over is reckoned for the last group too, so that it gets no more than the others.
        """
        groups = len(self.waiting()) - (phase == "pitch")
        return self._shared(groups, later(phase, itself=True), self._left(scene, at)).rest[phase]

    def dealt(self, scene: Scene) -> Shares:
        """What each gets as it looks now: when the phase that runs ends on time, or at once when it is over."""
        seconds = self._left(scene, scene.at)
        running = self._running(scene)
        if seconds is not None and running:
            seconds = max(seconds - (seconds_left(running, scene.at) or 0), 0)
        return self._shared(len(self.waiting()), later(self.phase), seconds)

    def _shared(self, groups: int, rest: Sequence[str], seconds: int | None) -> Shares:
        return shares(self.weights(), self.settings.split, groups, rest, seconds)

    def _left(self, scene: Scene, at: Ms) -> int | None:
        """Whole seconds of the time there is; None when nothing limits it."""
        clock = limit(scene)
        if clock is None and not self.begun and scene.slot.minutes:
            return scene.slot.minutes * 60
        return seconds_left(clock, at)

    def _judge_go_back(self, move: m.GoBack, turn: Turn, scene: Scene) -> Sequence[Event]:
        if move.left != f"{self.on}-{self.phase}" or (move.item and move.item not in self.begun):
            raise Rejected("changed_since")
        seconds = seconds_left(move.clock, turn.at) or 0
        return (m.Returned(move.item, move.phase), *self._clocks(move.phase, seconds))

    def closing(self, scene: Scene) -> Sequence[Event]:
        return (m.Stopped(scene.clocks.get(self.phase)),) if self.phase else ()

    # what would undo it

    def inverse(self, event: Event) -> Move | None:
        undo: Callable[..., Move | None] | None
        undo = getattr(self, f"_undo_{type(event).__struct_config__.tag}", None)
        return undo(event) if undo else None

    def _undo_put_pitch(self, event: m.PutPitch) -> Move | None:
        """Words are not typed back: only what was new can be taken away."""
        if event.item:
            return m.Withdraw(event.item, text=True) if self._is_first_text(event.item) else None
        return m.Withdraw(event.id)

    def _is_first_text(self, item: str) -> bool:
        return item not in self.typed and item not in self.texts

    def _undo_ordered(self, event: m.Ordered) -> Move:
        return m.Order(tuple(self.waiting()), self.drawn)

    def _undo_drop_out(self, event: m.DropOut) -> Move:
        return m.TakeIn(event.item)

    def _undo_take_in(self, event: m.TakeIn) -> Move:
        return m.DropOut(event.item)

    def _undo_went(self, event: m.Went) -> Move:
        return m.GoBack(f"{event.item}-{event.phase}", self.on, self.phase, event.before)


def limit(scene: Scene) -> Clock | None:
    """The clock that sets the limit: the step's main one, else the slot's."""
    return scene.clocks.get("") or scene.slot.clock
