"""What of a session goes on to a later one: every row of its protocol and follow-up, also those that lost."""

from sessions.activity import PLANNED, SHOWN, Item
from sessions.ball import MOST_ROWS, Carried, Carrying, CarryOver, read_ball
from sessions.session import Session
from sessions.steps import Step


def takes_over(step: Step) -> bool:
    """Whether this step can take rows of an earlier session."""
    return CarryOver in step.activity.moves


def rows_of(session: Session) -> tuple[Carried, ...]:
    """The rows of the latest protocol first, then what else was written down or voted on, each once."""
    steps = [step for step in session.steps.steps.values() if step.state != PLANNED]
    written = [row for step in reversed(steps) for row in _written(step)]
    voted = [_carried(item) for step in steps if _voted(step) for item in session.steps.items_of(step.id)]
    rows: dict[str, Carried] = {}
    for row in (*written, *voted):
        if row.title:
            rows.setdefault(row.id, row)
    return tuple(rows.values())[:MOST_ROWS]


def carry_over(session: Session) -> CarryOver:
    facts = session.meeting.facts
    return CarryOver(rows_of(session), facts.title, facts.date, session.code)


def _written(step: Step) -> list[Carried]:
    return list(step.activity.carried()) if isinstance(step.activity, Carrying) else []


def _voted(step: Step) -> bool:
    return step.state == SHOWN and bool(step.activity.outcomes())


def _carried(item: Item) -> Carried:
    ball = read_ball(item.ball)
    return Carried(item.id, item.title, item.text, ball, item.outcome, from_ids=item.from_ids)
