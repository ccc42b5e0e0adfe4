"""What of a session goes on to a later one: the rows of its protocol and follow-up, also those that lost, and
the figures of what it asked.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import structs

from sessions.activity import PLANNED, SHOWN, Item, Move
from sessions.ball import MOST_ROWS, Carried, Carrying, CarryOver, by_item, read_ball
from sessions.measures import MOST_OCCASIONS, CompareWith, Measured, Measuring
from sessions.session import Session
from sessions.steps import EditStep, Step


def takes_over(step: Step) -> bool:
    """Whether this step can take something of an earlier session."""
    return CarryOver in step.activity.moves or takes_figures(step)


def takes_figures(step: Step) -> bool:
    """Whether what it takes is the figures of the same questions; else it is rows."""
    return CompareWith in step.activity.moves


def has_for(earlier: Session, step: Step) -> bool:
    """Whether the earlier session has anything that this step could take."""
    return bool(figures_of(earlier) if takes_figures(step) else rows_of(earlier))


def taking(earlier: Session, step: Step) -> list[tuple[Move, str]]:
    """What to ask so that the step takes it over: moves, and the step each is for ("": the session)."""
    if not takes_figures(step):
        return [(carry_over(earlier), step.id)]
    found = figures_of(earlier)
    asks = _would_ask(step, found)
    first: list[tuple[Move, str]] = [(EditStep(step.id, settings=dict(asks)), "")] if asks else []
    return [*first, (CompareWith(found), step.id)]


def _would_ask(step: Step, found: tuple[Measured, ...]) -> Mapping[str, Any] | None:
    return step.activity.would_ask(found) if isinstance(step.activity, Measuring) else None


def figures_of(session: Session) -> tuple[Measured, ...]:
    """Every occasion on which a named set was answered here or before, the latest last."""
    found: dict[tuple[str, str, int, int], Measured] = {}
    for step in session.steps.steps.values():
        if not isinstance(step.activity, Measuring):
            continue
        own = [_signed(one, session) for one in step.activity.measured(session.scene(step))]
        for one in (*step.activity.compared(), *own):
            if one.kind == "scales":
                found[one.code, one.step, one.at, one.round] = one
    return tuple(sorted(found.values(), key=lambda one: (one.date, one.at, one.round)))[-MOST_OCCASIONS:]


def _signed(one: Measured, session: Session) -> Measured:
    facts = session.meeting.facts
    return structs.replace(one, title=facts.title, date=facts.date, code=session.code)


def rows_of(session: Session) -> tuple[Carried, ...]:
    """The rows of the latest protocol first, then what else was written down or voted on, each once; with the
    questions about each that wait for an answer.
    """
    steps = [step for step in session.steps.steps.values() if step.state != PLANNED]
    written = [row for step in reversed(steps) for row in _written(step)]
    voted = [_carried(item) for step in steps if _voted(step) for item in session.steps.items_of(step.id)]
    rows: dict[str, Carried] = {}
    for row in (*written, *voted):
        if row.title:
            rows.setdefault(row.id, row)
    asked = by_item(structs.replace(one, step="") for one in session.unanswered())
    kept = tuple(rows.values())[:MOST_ROWS]
    return tuple(structs.replace(row, questions=tuple(asked.get(row.id, ()))) for row in kept)


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
