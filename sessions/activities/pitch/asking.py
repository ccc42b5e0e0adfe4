"""Questions to those who present: who may ask, and what becomes of each."""

from collections.abc import Sequence

from msgspec.structs import replace

from sessions.activities.pitch import moves as m
from sessions.activities.pitch.state import SEEN, UNANSWERED, Question, Remembering
from sessions.activity import Event, Move, Rejected, Scene, Turn, needed, tidy
from sessions.ball import answered, entrusted, named

REWORDED = ("draft", "held")
"""Standings in which nobody but who leads has seen a question: its words can still change."""
PANEL = "challenger"


class Asking(Remembering):
    """Judges of the moves about questions, and what undoes them."""

    def _judge_ask(self, move: m.Ask, turn: Turn, scene: Scene) -> Sequence[Event]:
        panel = turn.who.role == PANEL
        if not panel and not self.settings.audience:
            raise Rejected("panel_only")
        text = needed(move.text, m.LONGEST["question"])
        item = self._pitch(move.item or self.on)
        mine = self.of_seat(turn.who.seat)
        most = m.MOST_OF_PANEL if panel else self.settings.most
        if len(mine) >= most:
            raise Rejected("enough", most=most)
        if any(q.text == text and q.item == item for q in mine):
            raise Rejected("asked_already")
        self._room_for_more()
        return (replace(move, text=text, item=item, draft=move.draft and panel, panel=panel, id=_new(turn)),)

    def _room_for_more(self) -> None:
        if len(self.questions) >= m.MOST_QUESTIONS:
            raise Rejected("too_many", most=m.MOST_QUESTIONS)

    def _judge_reword(self, move: m.Reword, turn: Turn, scene: Scene) -> Sequence[Event]:
        if self._own(move.id, turn).standing not in REWORDED:
            raise Rejected("seen_already")
        return (replace(move, text=needed(move.text, m.LONGEST["question"])),)

    def _judge_take_back(self, move: m.TakeBack, turn: Turn, scene: Scene) -> Sequence[Event]:
        if self._own(move.id, turn).standing in ("answered", "written"):
            raise Rejected("answered_already")
        return (move,)

    def _judge_put_forward(self, move: m.PutForward, turn: Turn, scene: Scene) -> Sequence[Event]:
        return self._of_panel(move, turn, ("draft", "parked"))

    def _judge_park(self, move: m.Park, turn: Turn, scene: Scene) -> Sequence[Event]:
        return self._of_panel(move, turn, ("asked",))

    def _of_panel(self, move: m.PutForward | m.Park, turn: Turn, standings: Sequence[str]) -> Sequence[Event]:
        question = self._own(move.id, turn)
        if not question.panel:
            raise Rejected("not_allowed")
        if question.standing not in standings:
            raise Rejected("moved_on")
        return (move,)

    def _own(self, id: str, turn: Turn) -> Question:
        question = self.questions.get(id)
        if question is None or question.seat != turn.who.seat or question.standing == "withdrawn":
            raise Rejected("unknown")
        return question

    def _judge_support(self, move: m.Support, turn: Turn, scene: Scene) -> Sequence[Event]:
        question = self._seen(move.id)
        if not self.settings.support or question.seat == turn.who.seat:
            raise Rejected("not_allowed")
        return (move,)

    def _seen(self, id: str) -> Question:
        question = self.questions.get(id)
        if question is None or question.standing not in SEEN:
            raise Rejected("unknown")
        return question

    def _judge_mark(self, move: m.Mark, turn: Turn, scene: Scene) -> Sequence[Event]:
        """A draft is its writer's own, also for who leads."""
        question = self.questions.get(move.id)
        if question is None or question.standing in ("draft", "withdrawn"):
            raise Rejected("unknown")
        return (move,)

    def _judge_answer(self, move: m.Answer, turn: Turn, scene: Scene) -> Sequence[Event]:
        self._seen(move.id)
        return (answered(move),)

    def _judge_unanswer(self, move: m.Unanswer, turn: Turn, scene: Scene) -> Sequence[Event]:
        if self._seen(move.id).standing != "answered":
            raise Rejected("changed_since")
        return (move,)

    def _judge_entrust(self, move: m.Entrust, turn: Turn, scene: Scene) -> Sequence[Event]:
        """Nothing happens when that is what it says already."""
        question = self._seen(move.id)
        if question.standing not in UNANSWERED:
            raise Rejected("answered_already")
        clean = entrusted(move)
        news = {name: text for name, text in named(clean).items() if text != getattr(question, name)}
        return (clean,) if news else ()

    def _judge_put_on(self, move: m.PutOn, turn: Turn, scene: Scene) -> Sequence[Event]:
        if move.id and self._seen(move.id).standing != "asked":
            raise Rejected("moved_on")
        return (move,)

    def _judge_type_question(self, move: m.TypeQuestion, turn: Turn, scene: Scene) -> Sequence[Event]:
        text = needed(move.text, m.LONGEST["question"])
        answer = tidy(move.answer, m.LONGEST["answer"], lines=True)
        self._room_for_more()
        item = self._pitch(move.item or self.on)
        return (replace(move, text=text, answer=answer, item=item, answered=bool(answer), id=_new(turn)),)

    def _pitch(self, item: str) -> str:
        if item not in self.pitches():
            raise Rejected("unknown")
        return item

    # what would undo it

    def _undo_mark(self, event: m.Mark) -> Move | None:
        before = self.questions[event.id].standing
        return m.Mark(event.id, before) if before not in ("draft", "withdrawn") else None  # type: ignore[arg-type]

    def _undo_answer(self, event: m.Answer) -> Move | None:
        question = self.questions[event.id]
        if question.answer or question.standing not in SEEN:
            return None
        return m.Unanswer(event.id, question.standing)  # type: ignore[arg-type]

    def _undo_entrust(self, event: m.Entrust) -> m.Entrust:
        question = self.questions[event.id]
        return replace(event, **{name: getattr(question, name) for name in named(event)})

    def _undo_put_on(self, event: m.PutOn) -> Move:
        return m.PutOn(self.shown)


def _new(turn: Turn) -> str:
    return turn.new_id("q")
