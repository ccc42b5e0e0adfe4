"""The follow-up in the minutes, as an authority writes it, and the same as data."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sessions.activities.followup.rows import Left, Row
from sessions.activity import Scene, plain
from sessions.ball import written_ball
from sessions.blocks import Block, Heading, Para, Said, Table, Term, Text

if TYPE_CHECKING:
    from sessions.activities.followup.rules import Followup

HEAD = ("number", "action", "status", "what_happened", "what_it_needs", "ball")


def minutes(followup: "Followup", scene: Scene) -> list[Block]:
    rows = followup.standing()
    if not rows:
        return []
    table = Table(tuple(map(Term, HEAD)), tuple(_cells(number, row) for number, row in enumerate(rows, 1)))
    staying = sum(row.stays for row in rows)
    return [table, Para(Term("go_on_count", {"count": staying, "of": len(rows)})), *_questions(rows)]


def _cells(number: int, row: Row) -> tuple[Text, ...]:
    return (
        Said(str(number)),
        Term("row", {"title": row.title, "steps": list(row.steps)}),
        Term(f"status_{row.status or 'unsaid'}"),
        Said(row.note),
        Said(row.needs),
        Term("ball_cell", {**plain(row.holding.ball), "unknown": row.stays and row.holding.ball.unknown}),
    )


def _questions(rows: list[Row]) -> Iterator[Block]:
    """What the rows brought along: the answer, or who answers and until when."""
    left = [(row, one) for row in rows for one in row.left if one.asked.text]
    if left:
        yield Heading(Term("questions_from_before"), 4)
        head = (Term("question"), Term("action"), Term("answer"))
        yield Table(head, tuple((Said(one.asked.text), Said(row.title), _answer(one)) for row, one in left))


def _answer(left: Left) -> Text:
    if left.answer:
        return Said(left.answer)
    return Term("waits_for_answer", {"who": left.asked.who, "until": left.asked.until})


def record(followup: "Followup", scene: Scene) -> dict[str, Any]:
    return {"rows": [_row(row) for row in followup.standing()]}


def _row(row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "text": row.text,
        "steps": list(row.steps),
        "status": row.status,
        "note": row.note,
        "needs": row.needs,
        "ball": plain(row.holding.ball),
        "ball_text": written_ball(row.holding.ball),
        "goes_on": row.stays,
        "outcome": row.outcome,
        "convener": row.convener,
        "due": row.due,
        "came": {"title": row.came.title, "date": row.came.date} if row.came else None,
        "from": list(row.from_ids),
        "history": plain(row.holding.past()),
        "questions": [_question(one) for one in row.left],
    }


def _question(left: Left) -> dict[str, Any]:
    asked = left.asked
    told = {"id": asked.id, "text": asked.text, "panel": asked.panel, "at": asked.at}
    return {**told, "who": asked.who, "until": asked.until, "answer": left.answer}
