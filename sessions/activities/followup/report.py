"""The follow-up in the minutes, as an authority writes it, and the same as data."""

from typing import TYPE_CHECKING, Any

from sessions.activities.followup.rows import Row
from sessions.activity import Scene, plain
from sessions.ball import written_ball
from sessions.blocks import Block, Para, Said, Table, Term, Text

if TYPE_CHECKING:
    from sessions.activities.followup.rules import Followup

HEAD = ("number", "action", "status", "what_happened", "what_it_needs", "ball")


def minutes(followup: "Followup", scene: Scene) -> list[Block]:
    rows = followup.standing()
    if not rows:
        return []
    table = Table(tuple(map(Term, HEAD)), tuple(_cells(number, row) for number, row in enumerate(rows, 1)))
    staying = sum(row.stays for row in rows)
    return [table, Para(Term("go_on_count", {"count": staying, "of": len(rows)}))]


def _cells(number: int, row: Row) -> tuple[Text, ...]:
    return (
        Said(str(number)),
        Term("row", {"title": row.title, "steps": list(row.steps)}),
        Term(f"status_{row.status or 'unsaid'}"),
        Said(row.note),
        Said(row.needs),
        Term("ball_cell", {**plain(row.holding.ball), "unknown": row.stays and row.holding.ball.unknown}),
    )


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
    }
