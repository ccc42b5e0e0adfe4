"""What each audience may see of a question box: never who asked, and nothing that waits to be read first."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sessions.activities.qanda.box import Question
from sessions.activities.qanda.moves import LONGEST, LONGEST_ANSWER
from sessions.activity import Scene

if TYPE_CHECKING:
    from sessions.activities.qanda.rules import Qanda

View = dict[str, Any]

NEXT_FEW = 4
"""Questions that a wall lists beside the one that is being answered."""
ALONE = 6
"""The same when none is being answered."""
MOST_ON_PHONE = 60
ROOM = 520
"""Characters that the wall's list holds at its size of type, a line of its own for each question."""
A_LINE = 62


def asked(question: Question) -> View:
    return {
        "id": question.id,
        "number": question.number,
        "text": question.text,
        "support": question.support,
        "state": question.state,
        "answer": question.answer,
        "typed": question.typed,
    }


def _rules(qanda: "Qanda", scene: Scene) -> View:
    settings = qanda.settings
    return {
        "title": scene.title,
        "each": settings.each,
        "support": settings.support,
        "hold": settings.hold,
        "longest": LONGEST,
    }


def _listed(questions: Sequence[Question]) -> list[View]:
    return [asked(question) for question in questions]


def phone(qanda: "Qanda", scene: Scene) -> View:
    """`more`: how many are left out."""
    box = qanda.box
    waiting = box.waiting_for_answer()
    done = [question for question in box.in_state("answered", "writing") if question.text]
    return {
        **_rules(qanda, scene),
        "now": asked(box.now) if box.now else None,
        "questions": _listed(waiting[:MOST_ON_PHONE]),
        "more": max(0, len(waiting) - MOST_ON_PHONE),
        "done": _listed(done[-MOST_ON_PHONE:]),
    }


def wall(qanda: "Qanda", scene: Scene) -> View:
    """The question that is being answered, and the next few by support, as many as can be read."""
    box = qanda.box
    waiting = box.waiting_for_answer()
    most = NEXT_FEW if box.now else ALONE
    few = _that_fit(waiting[:most], ROOM if box.now is None else ROOM // 2)
    return {
        **_rules(qanda, scene),
        "now": asked(box.now) if box.now else None,
        "questions": _listed(few),
        "more": len(waiting) - len(few),
        "answered": len(box.in_state("answered")),
        "writing": len(box.in_state("writing")),
        "held": len(box.in_state("waiting")),
    }


def _that_fit(questions: Sequence[Question], room: int) -> list[Question]:
    fitting: list[Question] = []
    for question in questions:
        room -= max(len(question.text), A_LINE)
        if room < 0 and fitting:
            break
        fitting.append(question)
    return fitting


def desk(qanda: "Qanda", scene: Scene) -> View:
    """Everything; `upcoming`: what "answered, and the next" takes up."""
    box = qanda.box
    waiting = box.waiting_for_answer()
    return {
        **_rules(qanda, scene),
        "longest_answer": LONGEST_ANSWER,
        "asked": box.came,
        "queue": _listed(box.in_state("waiting")),
        "now": asked(box.now) if box.now else None,
        "questions": _listed(waiting),
        "upcoming": asked(waiting[0]) if waiting else None,
        "answered": _listed(box.in_state("answered")),
        "writing": _listed(box.in_state("writing")),
        "hidden": _listed(box.in_state("hidden")),
    }


def own(qanda: "Qanda", seat: str) -> View:
    """What has become of one's own questions; nothing for who has asked none."""
    mine = qanda.box.of_seat(seat)
    if not mine:
        return {}
    return {
        "mine": _listed(mine),
        "left": max(0, qanda.settings.each - len(mine)),
        "most": qanda.settings.each,
    }
