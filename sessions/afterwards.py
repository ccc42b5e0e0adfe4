"""What goes on when the day is over: steps with a last day of their own, and what may still be done about them."""

from typing import TYPE_CHECKING

from sessions.activity import OPEN, PLANNED, Move, Ms
from sessions.facts import ReopenSession, ShareRecord
from sessions.people import Join
from sessions.steps import CloseStep, EditStep, HideStep, OpenStep, ShowStep, Step

if TYPE_CHECKING:
    from sessions.session import Session

LAST = "last"
"""The alarm of a step's last moment is called "last:STEP"; unlike a clock it cannot be paused or moved."""

ABOUT_THE_SESSION = (ReopenSession, ShareRecord)
ABOUT_A_STEP = (EditStep, OpenStep, CloseStep, ShowStep, HideStep)


def last_moment(session: "Session", step: Step) -> Ms | None:
    """When the step closes by itself, also after the session has ended; None for one that ends with the session."""
    return step.activity.goes_on_until(session.scene(step))


def outlasts(session: "Session", step: Step, at: Ms) -> bool:
    """Whether a session that ends at this moment leaves the step open."""
    last = last_moment(session, step)
    return step.state == OPEN and last is not None and last > at


def goes_on(session: "Session", step: Step) -> bool:
    """Whether it is still worked with when the session has ended: it takes answers, or has taken them to a date of
    its own, so that something can be done about them."""
    return step.state == OPEN or (step.state != PLANNED and last_moment(session, step) is not None)


def going_on(session: "Session") -> list[Step]:
    """The steps that are still worked with after the session; none while it has not ended."""
    steps = session.steps.steps.values() if session.meeting.ended else ()
    return [step for step in steps if goes_on(session, step)]


def may_still(session: "Session", move: Move, step: str) -> bool:
    """Whether this can be done in a session that has ended."""
    if isinstance(move, ABOUT_THE_SESSION):
        return True
    if isinstance(move, Join):
        return bool(session.steps.open())
    about = move.step if isinstance(move, ABOUT_A_STEP) else step
    found = session.steps.steps.get(about)
    return found is not None and goes_on(session, found)


def last_moments(session: "Session") -> list[tuple[str, Ms]]:
    """(key, moment) of the open steps that close by themselves, the earliest first.

    One that was opened again after its last moment stays open until somebody closes it.
    """
    found = [(step, last_moment(session, step)) for step in session.steps.open()]
    ahead = [(f"{LAST}:{step.id}", last) for step, last in found if last is not None and last > _since(step)]
    return sorted(ahead, key=lambda pair: pair[1])


def _since(step: Step) -> Ms:
    return step.open_since or 0
