"""A question box that can stay open during a talk. Nobody is ever told who asked."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from msgspec.structs import replace

from sessions.activities.qanda import moves as m
from sessions.activities.qanda import report, views
from sessions.activities.qanda.box import Box, Question
from sessions.activities.qanda.sample import questions
from sessions.activity import (
    PARTICIPANTS,
    Activity,
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
    needed,
    tidy,
)
from sessions.blocks import Block, Term


class Qanda(Activity):
    """Asked on phones or typed in; approved first where that is wanted; taken up one at a time."""

    kind = "qanda"
    moves = m.MOVES
    lasts = True
    suggested_by = (
        *("frågestund", "frågelåda", "frågor och svar", "q&a", "q & a", "questions and answers"),
        *("question box", "spørsmål og svar", "spørgsmål og svar", "fragen und antworten", "أسئلة وأجوبة"),
    )
    Settings = m.Settings

    def __init__(self, settings: Any = None) -> None:
        super().__init__(settings)
        self.box = Box()

    # what is asked for

    def decide(self, move: Move, turn: Turn, scene: Scene) -> Sequence[Event]:
        match move:
            case m.Ask():
                return (self._asked(move, turn),)
            case m.TakeBack():
                return (self._own(move, turn.who.seat),)
            case m.Support():
                return (self._supported(move, turn.who),)
            case m.TypeIn():
                return (replace(move, text=self._text(move.text), id=turn.new_id("q")),)
            case m.Note():
                self._known(move.id)
                return (replace(move, answer=tidy(move.answer, m.LONGEST_ANSWER, lines=True)),)
            case m.PutAgain():
                return (self._as_it_was(move),)
            case TimeIsUp():
                return ()
        for id in self._about(move):
            self._known(id)
        return (move,)

    def _asked(self, move: m.Ask, turn: Turn) -> Event:
        text = self._text(move.text)
        own = self.box.of_seat(turn.who.seat)
        if text.casefold() in {question.text.casefold() for question in own}:
            raise Rejected("asked_already", field="text")
        if len(own) >= self.settings.each:
            raise Rejected("enough", field="text", most=self.settings.each)
        return replace(move, text=text, id=turn.new_id("q"), weight=turn.who.weight)

    def _text(self, text: str) -> str:
        if len(self.box.questions) >= m.MOST_QUESTIONS:
            raise Rejected("too_many", field="text", most=m.MOST_QUESTIONS)
        return needed(text, m.LONGEST)

    def _own(self, move: m.TakeBack, seat: str) -> Event:
        question = self._known(move.id)
        if question.seat != seat:
            raise Rejected("unknown")
        if question.state not in ("waiting", "new"):
            raise Rejected("taken_up")
        return move

    def _supported(self, move: m.Support, who: Person) -> Event:
        question = self._known(move.id)
        if not self.settings.support or not question.open:
            raise Rejected("not_now")
        if question.seat == who.seat:
            raise Rejected("own_question")
        return replace(move, weight=who.weight)

    def _known(self, id: str) -> Question:
        if id not in self.box.questions:
            raise Rejected("unknown")
        return self.box.questions[id]

    def _as_it_was(self, move: m.PutAgain) -> Event:
        """As long as nobody else has gone on, and one question at most is on the wall afterwards."""
        same = move.were.keys() == move.become.keys() and self.box.states_of(move.become) == move.become
        others = [question for question in self.box.in_state("now") if question.id not in move.were]
        if not same or len(others) + list(move.were.values()).count("now") > 1:
            raise Rejected("changed_since")
        return move

    @staticmethod
    def _about(move: Move) -> Sequence[str]:
        """The questions that a move of the desk names."""
        match move:
            case m.Approve():
                return move.ids
            case m.Answered() | m.InWriting():
                return (move.id, move.then) if move.then else (move.id,)
            case _:
                return (getattr(move, "id"),)  # noqa: B009

    # what has happened

    def apply(self, event: Event, by: str, at: Ms) -> None:
        match event:
            case m.Ask():
                state: m.State = "waiting" if self.settings.hold else "new"
                self.box.add(event.id, by, event.text, state, event.weight)
            case m.TypeIn():
                self.box.add(event.id, "", event.text, "new")
            case m.TakeBack():
                self.box.questions.pop(event.id, None)
            case m.Support():
                self._backed(event, by)
            case m.Note():
                self.box.questions[event.id].answer = event.answer
            case _:
                self.box.put(self._becoming(event))

    def _backed(self, event: m.Support, by: str) -> None:
        backers = self.box.questions[event.id].backers
        backers.pop(by, None)
        if event.on:
            backers[by] = event.weight

    def _becoming(self, event: Event) -> dict[str, m.State]:
        """The states that a move of the desk puts questions in."""
        match event:
            case m.Approve():
                return {id: "new" for id in event.ids if self.box.questions[id].state == "waiting"}
            case m.TakeUp():
                return self._taken_up(event.id)
            case m.Answered():
                return {**self._taken_up(event.then), event.id: "answered"}
            case m.InWriting():
                return {**self._taken_up(event.then), event.id: "writing"}
            case m.PutBack():
                return {event.id: "new"}
            case m.Hide():
                return {event.id: "hidden"}
        assert isinstance(event, m.PutAgain)
        return event.were

    def _taken_up(self, id: str) -> dict[str, m.State]:
        """Only one question is on the wall."""
        if not id:
            return {}
        others: dict[str, m.State] = {question.id: "new" for question in self.box.in_state("now")}
        return {**others, id: "now"}

    def inverse(self, event: Event) -> Move | None:
        if isinstance(event, m.Ask | m.TakeBack | m.Support | m.TypeIn | m.Note):
            return None
        become = self._becoming(event)
        return m.PutAgain(self.box.states_of(become), become) if become else None

    def forget(self, seat: str) -> None:
        for question in self.box.of_seat(seat):
            question.text = ""

    # what is seen

    def everyone(self, scene: Scene) -> View:
        return views.phone(self, scene)

    def wall(self, scene: Scene) -> View:
        return views.wall(self, scene)

    def desk(self, scene: Scene) -> View:
        return views.desk(self, scene)

    def seat(self, who: Person, scene: Scene) -> View:
        return views.own(self, who.seat)

    def marks(self, who: Person, scene: Scene) -> Mapping[str, Mapping[str, Any]]:
        if who.role not in PARTICIPANTS:
            watching = {f"s-{question.id}": {"disabled": True} for question in self.box.questions.values()}
            return {
                "write": {"disabled": True},
                "send": {"disabled": True},
                "watching": {"hidden": False},
                **watching,
            }
        own = {
            f"s-{question.id}": {"checked": True, "disabled": True} for question in self.box.of_seat(who.seat)
        }
        backed = {
            f"s-{question.id}": {"checked": True}
            for question in self.box.questions.values()
            if who.seat in question.backers
        }
        full = len(own) >= self.settings.each
        return {
            **backed,
            **own,
            **({"write": {"disabled": True}, "send": {"disabled": True}} if full else {}),
        }

    def needs(self, scene: Scene) -> Sequence[Term]:
        waiting = len(self.box.in_state("waiting"))
        return (Term("to_approve", {"count": waiting}),) if waiting else ()

    # what is kept

    def items(self) -> list[Item]:
        """Every question that has been seen."""
        seen = self.box.in_state("new", "now", "answered", "writing")
        return [Item(question.id, question.text, question.answer) for question in seen if question.text]

    def authored(self, seat: str) -> set[str]:
        return {question.id for question in self.box.of_seat(seat)}

    def minutes(self, scene: Scene) -> list[Block]:
        return report.minutes(self, scene)

    def record(self, scene: Scene) -> View:
        return report.record(self)

    def sample(self, people: Sequence[Person], dice: Random) -> Iterator[Sample]:
        return questions(self, people, dice)
