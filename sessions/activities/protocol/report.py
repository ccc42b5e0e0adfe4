"""The protocol in the minutes, as an authority writes it, and the same as data."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sessions.activities.protocol.rows import Row
from sessions.activity import Scene, plain
from sessions.ball import Past, as_data, is_unknown, moment, open_questions, written_ball
from sessions.blocks import Block, Decision, Heading, Para, Said, Table, Term, Text

if TYPE_CHECKING:
    from sessions.activities.protocol.rules import Protocol

HEAD = ("proposal", "ball", "convener", "next_step", "due")


def minutes(protocol: "Protocol", scene: Scene) -> list[Block]:
    rows = protocol.standing()
    if not rows:
        return []
    table = Table(
        (Term("number"), *map(Term, HEAD)), tuple(_cells(number, row) for number, row in enumerate(rows, 1))
    )
    return [
        table,
        *_purposes(rows),
        *_driven(rows),
        *(_decision(row) for row in rows if row.decision),
        *_asked(rows, scene),
        *_moves_of_balls(rows, scene),
    ]


def _cells(number: int, row: Row) -> tuple[Text, ...]:
    return (
        Said(str(number)),
        Term("row", {"title": row.title, "outcome": row.outcome}),
        ball_term(row),
        _convener(row),
        Said(row.next_step),
        Said(row.due),
    )


def _convener(row: Row) -> Text:
    """Who is not known yet stays a question mark, also when their organisation is known."""
    unknown = "convener" in row.unknown("won")
    if unknown and not row.organisation:
        return Term("unknown_yet")
    person = "?" if unknown else row.convener
    return Said(", ".join(part for part in (person, row.organisation) if part))


def ball_term(row: Row) -> Term:
    return Term("ball_cell", as_data(row.holding.ball))


def _purposes(rows: list[Row]) -> Iterator[Block]:
    for number, row in enumerate(rows, 1):
        if row.purpose:
            yield Para(Term("purpose_of", {"number": number, "title": row.title, "purpose": row.purpose}))


def _driven(rows: list[Row]) -> Iterator[Block]:
    """Who drives what; where it was decided, the decision says so."""
    for number, row in enumerate(rows, 1):
        if row.drivers and not row.decision:
            main = row.drivers[row.main - 1] if row.main else ""
            told = {"number": number, "title": row.title, "names": ", ".join(row.drivers), "main": main}
            yield Para(Term("driven_by", told))


def _decision(row: Row) -> Block:
    """A decision names those who drive it, the main one first, and who convenes."""
    drivers = sorted(enumerate(row.drivers, 1), key=lambda one: one[0] != row.main)
    told = {
        "title": row.title,
        "decision": row.decision,
        "main": row.drivers[row.main - 1] if row.main else "",
        "convener": "" if is_unknown(row.convener) else row.convener,
        "organisation": row.organisation,
    }
    return Decision(Term("decided", told), ", ".join(name for _, name in drivers), row.due)


def _asked(rows: list[Row], scene: Scene) -> Iterator[Block]:
    """That there are open questions: what they ask is told once, where they were asked."""
    asked = open_questions(scene)
    for number, row in enumerate(rows, 1):
        if row.id in asked:
            told = {"number": number, "title": row.title, "count": len(asked[row.id])}
            yield Para(Term("questions_of", told))


def _moves_of_balls(rows: list[Row], scene: Scene) -> Iterator[Block]:
    """How the ball has moved, where it has: its first place stands in the table already."""
    moved = [(row, past) for row in rows if len(past := row.holding.past()) > 1]
    told = [(row, one) for row, past in moved for one in past]
    several = len({moment(one.at, scene.zone)[0] for _, one in told}) > 1
    if told:
        yield Heading(Term("history"), 4)
        head = (Term("when"), Term("proposal"), Term("what_happened"), Term("ball"))
        yield Table(head, tuple(_step(row, one, scene.zone, several) for row, one in told))


def _step(row: Row, one: Past, zone: str, several_days: bool) -> tuple[Text, ...]:
    day, time = moment(one.at, zone)
    return (
        Said(f"{day} {time}" if several_days else time),
        Said(row.title) if row.title else Term("removed_text"),
        Term(one.how, {"name": one.name}),
        Term("ball_cell", as_data(one.ball)),
    )


def record(protocol: "Protocol", scene: Scene) -> dict[str, Any]:
    asked = open_questions(scene)
    return {"rows": [_row(row, [one.id for one in asked.get(row.id, ())]) for row in protocol.standing()]}


def _row(row: Row, questions: list[str]) -> dict[str, Any]:
    """`questions`: the ids of those that are open; what they say stands where they were asked."""
    return {
        "id": row.id,
        "title": row.title,
        "purpose": row.purpose,
        "outcome": row.outcome,
        "ball": plain(row.holding.ball),
        "ball_text": written_ball(row.holding.ball),
        "accepted": [name for name in row.holding.ball.names() if row.holding.accepted(name)],
        "drivers": list(row.drivers),
        "main": row.main,
        "convener": row.convener,
        "organisation": row.organisation,
        "next_step": row.next_step,
        "due": row.due,
        "decision": row.decision,
        "from": list(row.from_ids),
        "unknown": list(row.unknown("won")),
        "questions": questions,
        "history": plain(row.holding.past()),
    }
