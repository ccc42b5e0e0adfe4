"""Reflektum: two or three people talk through the six steps of a reflective cycle, with one phone between them.

The cycle is Gibbs' (1988; the source stands in `moves`). Notes are optional and stay with the phone. In the end those
who talked choose which of them the organisers may read: nobody else ever does.
"""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from msgspec.structs import replace

from sessions.activities.reflection import moves as m
from sessions.activities.reflection import report, views
from sessions.activities.reflection.sample import conversations
from sessions.activities.reflection.talks import Talk, Typed
from sessions.activity import (
    OPEN,
    PARTICIPANTS,
    Activity,
    Event,
    Move,
    Ms,
    Person,
    Rejected,
    Sample,
    Scene,
    TimeIsUp,
    TimerSet,
    Turn,
    View,
    needed,
    tidy,
)
from sessions.blocks import Block, Term


class Reflection(Activity):
    kind = "reflection"
    moves = m.MOVES
    events = m.EVENTS
    suggested_by = ("reflektum", "reflektion", "reflection", "reflexion", "gibbs", "refleksjon", "تأمل")
    Settings = m.Settings
    paper_for = "few"

    def __init__(self, settings: Any = None) -> None:
        super().__init__(settings)
        self.index = m.GATHER
        self.talks: dict[str, Talk] = {}
        self.typed: dict[str, Typed] = {}
        self.on_paper = 0

    @property
    def together(self) -> bool:
        return bool(self.settings.pace == "together")

    def settings_changed(self, settings: Any) -> None:
        """Once people are at it, the pace stays what it is."""
        under_way = self.index > m.GATHER or any(talk.at > m.GATHER for talk in self.talks.values())
        if settings.pace != self.settings.pace and under_way:
            raise Rejected("pace_stays", field="pace")
        super().settings_changed(settings)

    # what is asked for

    def decide(self, move: Move, turn: Turn, scene: Scene) -> Sequence[Event]:
        match move:
            case m.Write():
                return (self._written(move, turn.who.seat),)
            case m.Walk():
                return (self._walked(move, turn.who.seat),)
            case m.HandIn():
                return (self._handed_in(move, turn.who.seat),)
            case m.TakeBack():
                return (self._taken_back(move, turn.who.seat),)
            case m.TypeIn():
                return (self._typed_in(move, turn),)
            case m.DropTyped():
                return (self._known(move, move.id in self.typed),)
        return self._moved_on(move) or (move,)

    def _moved_on(self, move: Move) -> Sequence[Event]:
        """What brings everybody to another step; nothing for a move that does not."""
        match move:
            case m.Begin():
                return self._from(m.GATHER, m.GATHER + 1)
            case m.GoOn():
                return self._from(move.seen, move.seen + 1)
            case m.GoTo():
                return self._from(self.index, move.to)
            case TimeIsUp():
                runs = move.name == m.CLOCK and m.GATHER < self.index < m.CHOOSE
                return self._to(self.index + 1) if runs else ()
        return ()

    def _from(self, seen: int, index: int) -> Sequence[Event]:
        if not self.together or index > m.CHOOSE:
            raise Rejected("not_now")
        if seen != self.index:
            raise Rejected("moved_on")
        return self._to(index)

    def _to(self, index: int) -> Sequence[Event]:
        return (m.Began(index), TimerSet(m.CLOCK, views.seconds_of(self, index)))

    def _written(self, move: m.Write, seat: str) -> Event:
        if self.talk(seat).handed is not None:
            raise Rejected("decided", field="text")
        return replace(move, text=tidy(move.text, m.LONGEST, lines=True))

    def _walked(self, move: m.Walk, seat: str) -> Event:
        if self.together:
            raise Rejected("not_now")
        return move

    def _handed_in(self, move: m.HandIn, seat: str) -> Event:
        talk = self.talk(seat)
        if talk.handed is not None:
            raise Rejected("decided")
        if not set(move.parts) <= set(talk.written):
            raise Rejected("nothing_there")
        return replace(move, parts=tuple(part for part in m.PARTS if part in move.parts))

    def _taken_back(self, move: m.TakeBack, seat: str) -> Event:
        return self._known(move, self.talk(seat).handed is not None)

    def _typed_in(self, move: m.TypeIn, turn: Turn) -> Event:
        if len(self.typed) >= m.MOST_TYPED:
            raise Rejected("too_many", field="text", most=m.MOST_TYPED)
        return replace(move, text=needed(move.text, m.LONGEST, lines=True), id=turn.new_id("n"))

    @staticmethod
    def _known(move: Event, known: bool) -> Event:
        if not known:
            raise Rejected("unknown")
        return move

    # what has happened

    def apply(self, event: Event, by: str, at: Ms) -> None:
        match event:
            case m.Began():
                self.index = event.index
            case m.TypeIn():
                self.typed[event.id] = Typed(event.part, event.text)
            case m.DropTyped():
                self.typed.pop(event.id, None)
            case m.CountPaper():
                self.on_paper = event.talks
            case _:
                self._said(self.talks.setdefault(by, Talk()), event, at)

    @staticmethod
    def _said(talk: Talk, event: Event, at: Ms) -> None:
        match event:
            case m.SayHowMany():
                talk.people = event.people
            case m.Write():
                talk.notes[event.part] = event.text
            case m.Walk():
                talk.at, talk.since = event.to, at
            case m.HandIn():
                talk.handed = event.parts
            case _:
                talk.handed = None

    def forget(self, seat: str) -> None:
        if seat in self.talks:
            self.talks[seat].notes = dict.fromkeys(self.talks[seat].notes, "")

    # what is seen

    def talk(self, seat: str) -> Talk:
        return self.talks.get(seat) or Talk()

    def everyone(self, scene: Scene) -> View:
        return views.phone(self, scene)

    def seat(self, who: Person, scene: Scene) -> View:
        return views.own(self, who, scene)

    def marks(self, who: Person, scene: Scene) -> Mapping[str, Mapping[str, Any]]:
        if who.role not in PARTICIPANTS:
            return {name: {"disabled": True} for name in ("how-many", "write")} | {
                "watching": {"hidden": False}
            }
        return views.marks(self.talk(who.seat))

    def wall(self, scene: Scene) -> View:
        return views.wall(self, scene)

    def desk(self, scene: Scene) -> View:
        return views.desk(self, scene)

    def paper(self, scene: Scene) -> View:
        return {"theme": self.settings.theme, "parts": m.PARTS}

    def needs(self, scene: Scene) -> Sequence[Term]:
        if scene.state != OPEN:
            return ()
        if self.together and self.index == m.GATHER:
            return (Term("waits_to_begin"),)
        undecided = sum(talk.undecided for talk in self.talks.values())
        choosing = not self.together or self.index == m.CHOOSE
        return (Term("undecided", {"count": undecided}),) if undecided and choosing else ()

    def seconds_needed(self, scene: Scene) -> int:
        return int(len(m.PARTS) * self.settings.seconds + self.settings.choosing)

    def onward(self, scene: Scene) -> tuple[Term, Move] | None:
        """The clock does it by itself; the big button does it sooner."""
        if not self.together or self.index == m.CHOOSE:
            return None
        if self.index == m.GATHER:
            return Term("begin"), m.Begin()
        following = (*m.PARTS, "choose")[self.index + 1]
        return Term("go_on", {"part": following, "number": self.index + 2}), m.GoOn(self.index)

    # what is kept

    def minutes(self, scene: Scene) -> list[Block]:
        return report.minutes(self, scene)

    def for_organisers(self, scene: Scene) -> list[Block]:
        return [block for blocks in report.compiled([(self, scene)]) for block in blocks]

    @classmethod
    def compiled(cls, held: Sequence[tuple[Activity, Scene]]) -> list[list[Block]]:
        return report.compiled([(one, scene) for one, scene in held if isinstance(one, cls)])

    def record(self, scene: Scene) -> View:
        return report.record(self, scene)

    def sample(self, people: Sequence[Person], dice: Random) -> Iterator[Sample]:
        return conversations(self, people, dice)
