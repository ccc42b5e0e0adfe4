"""What stays: each pitch with its questions and answers, who dropped out, and the questions still open."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sessions.activities.pitch.state import LEFT, UNANSWERED, Question
from sessions.activities.pitch.views import asked_first
from sessions.activity import CLOSED, SHOWN, Item, Scene
from sessions.ball import Asked
from sessions.blocks import Block, Bullets, Heading, Para, Said, Table, Term, Text

if TYPE_CHECKING:
    from sessions.activities.pitch.rules import Pitch


def minutes(pitch: "Pitch", scene: Scene) -> list[Block]:
    """Questions are recorded once the step has closed; until then only how many there are."""
    closed = scene.state in (CLOSED, SHOWN)
    blocks: list[Block] = []
    if pitch.drawn:
        blocks.append(Para(Term("order_drawn")))
    for id in pitch.listed():
        if id not in pitch.out:
            blocks += _one(pitch, pitch.pitches()[id], scene, closed)
    blocks += _dropped_out(pitch, scene)
    return [*blocks, *(_open_questions(pitch, scene) if closed else _turnout(pitch))]


def _one(pitch: "Pitch", item: Item, scene: Scene, closed: bool) -> Iterator[Block]:
    yield Heading(_words(item.title, scene), 4)
    team = scene.group(item.group)
    if team:
        yield Para(Term("presented_by", {"number": team.number, "name": team.name}))
    if item.text:
        yield Para(Said(item.text, scene.language))
    questions = [q for q in asked_first(pitch, pitch.seen(item.id)) if q.standing == "answered"]
    if closed and questions:
        rows = tuple((_words(q.text, scene), _answer(q, scene)) for q in questions)
        yield Table((Term("question"), Term("answer")), rows)


def _words(text: str, scene: Scene) -> Text:
    return Said(text, scene.language) if text else Term("removed_text")


def _answer(question: Question, scene: Scene) -> Text:
    return Said(question.answer, scene.language) if question.answer else Term("answered_aloud")


def _dropped_out(pitch: "Pitch", scene: Scene) -> Iterator[Block]:
    gone = [item for id, item in pitch.pitches().items() if id in pitch.out]
    if gone:
        yield Heading(Term("dropped_out"), 4)
        yield Bullets(tuple(_words(item.title, scene) for item in gone))


def _open_questions(pitch: "Pitch", scene: Scene) -> Iterator[Block]:
    unanswered = open_questions(pitch)
    if unanswered:
        titles = {id: item.title for id, item in pitch.pitches().items()}
        yield Heading(Term("open_questions"), 4)
        rows = tuple(
            (_words(q.text, scene), _words(titles.get(q.item, ""), scene), _stands(q)) for q in unanswered
        )
        yield Table((Term("question"), Term("about"), Term("stands")), rows)


def _stands(question: Question) -> Term:
    """Who answers it, and until when, where that is known."""
    told = {"who": question.who, "until": question.until}
    return Term(f"stands_{question.standing}", {name: text for name, text in told.items() if text})


def open_questions(pitch: "Pitch") -> list[Question]:
    return [q for q in asked_first(pitch, pitch.seen()) if q.standing in UNANSWERED]


def left(pitch: "Pitch", scene: Scene) -> list[Asked]:
    """What goes on to the protocol: while people still ask, only what was put aside; then all that has no answer.

    Words that are gone are nothing to answer.
    """
    over = scene.state in (CLOSED, SHOWN)
    return [
        Asked(q.id, q.item, q.text, q.panel, q.who, q.until)
        for q in open_questions(pitch)
        if q.text and (over or q.standing in LEFT)
    ]


def _turnout(pitch: "Pitch") -> Iterator[Block]:
    count = sum(1 for _ in pitch.seen())
    if count:
        yield Para(Term("asked_so_far", {"count": count}))


def record(pitch: "Pitch", scene: Scene) -> dict[str, Any]:
    """Pitches in their order with seconds planned and used; questions once the step has closed."""
    closed = scene.state in (CLOSED, SHOWN)
    pitches = pitch.pitches()
    known: dict[str, Any] = {
        "drawn": pitch.drawn,
        "pitches": [_recorded(pitch, pitches[id]) for id in pitch.listed()],
        "asked": sum(1 for _ in pitch.seen()),
    }
    if closed:
        known["questions"] = [_asked(pitch, q) for q in asked_first(pitch, pitch.seen())]
    return known


def _recorded(pitch: "Pitch", item: Item) -> dict[str, Any]:
    times = {
        phase: {"planned": span.planned, "used": span.used}
        for (id, phase), span in pitch.spans.items()
        if id == item.id
    }
    presented = item.id in pitch.begun and item.id not in pitch.out
    words = {"id": item.id, "title": item.title, "text": item.text, "group": item.group}
    return {**words, "presented": presented, "dropped_out": item.id in pitch.out, "seconds": times}


def _asked(pitch: "Pitch", question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "pitch": question.item,
        "text": question.text,
        "panel": question.panel,
        "typed_in": question.typed,
        "standing": question.standing,
        "answer": question.answer,
        "who": question.who,
        "until": question.until,
        "support": pitch.support(question.id),
    }
