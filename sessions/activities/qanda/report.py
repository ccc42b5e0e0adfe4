"""What stays of a question box: every question that was seen, with its answer, and those that still wait for one."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sessions.activities.qanda.box import Question, by_support
from sessions.activities.qanda.moves import State
from sessions.activity import Scene
from sessions.blocks import Block, Heading, Para, Said, Table, Term, Text

if TYPE_CHECKING:
    from sessions.activities.qanda.rules import Qanda

View = dict[str, Any]

PARTS: tuple[tuple[str, tuple[State, ...]], ...] = (
    ("answered_ones", ("answered",)),
    ("in_writing", ("writing",)),
    ("unanswered", ("now", "new")),
)
"""The parts of the minutes, and which questions stand in them."""


def minutes(qanda: "Qanda", scene: Scene) -> list[Block]:
    """Under the step's own heading when it has one, else right under the slot's."""
    level = 3 if scene.title == scene.slot.title else 4
    seen = qanda.box.in_state("new", "now", "answered", "writing")
    if not qanda.box.came:
        return []
    held, hidden = (len(qanda.box.in_state(state)) for state in ("waiting", "hidden"))
    blocks: list[Block] = [Para(Term("asked", {"count": len(seen)}))]
    for code, states in PARTS:
        blocks += _part(code, by_support(q for q in seen if q.state in states), qanda.settings.support, level)
    left = (("not_read", held), ("hidden_ones", hidden))
    return blocks + [Para(Term(code, {"count": count})) for code, count in left if count]


def _part(code: str, questions: Sequence[Question], with_support: bool, level: int) -> Iterator[Block]:
    if not questions:
        return
    answers = any(question.answer for question in questions)
    head = [
        Term("question"),
        *([Term("answer")] if answers else []),
        *([Term("support")] if with_support else []),
    ]
    yield Heading(Term(code), level)
    rows = tuple(tuple(_row(question, with_support, answers)) for question in questions)
    yield Table(tuple(head), rows, numeric=(len(head) - 1,) if with_support else ())


def _row(question: Question, with_support: bool, answers: bool) -> Iterator[Text]:
    yield Said(question.text) if question.text else Term("removed_text")
    if answers:
        yield Said(question.answer) if question.answer else Term("no_note")
    if with_support:
        yield Said(str(question.support))


def record(qanda: "Qanda") -> View:
    """`support`: how many people wonder, the one who asked among them. `state`: new, now, answered or writing."""
    seen = qanda.box.in_state("new", "now", "answered", "writing")
    return {
        "questions": [_kept(question) for question in by_support(seen)],
        "not_read": len(qanda.box.in_state("waiting")),
        "hidden": len(qanda.box.in_state("hidden")),
    }


def _kept(question: Question) -> View:
    return {
        "id": question.id,
        "number": question.number,
        "text": question.text,
        "support": question.support,
        "state": question.state,
        "answer": question.answer,
        "typed_in": question.typed,
    }
