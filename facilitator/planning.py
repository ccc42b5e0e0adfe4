"""A session that is planned all at once: by an outline, a record, a programme, or a template."""

from collections.abc import Iterator
from random import Random

from msgspec import Struct

from facilitator import outline
from facilitator.outline import Outline
from sessions.activity import Move, Person, Turn
from sessions.lobby import Lobby
from sessions.room import Room
from sessions.session import Session
from sessions.session_moves import SettlePlan


class Plan(Struct, frozen=True):
    """The first moves of a session, and the outline that says the rest."""

    first: list[Move]
    outline: Outline | None = None

    def later(self, new: Session) -> Iterator[Move]:
        """Read `new` as it grows."""
        return outline.later_moves(self.outline, new) if self.outline else iter(())


def plan_after(wanted: Outline) -> Plan:
    return Plan(outline.first_moves(wanted), wanted)


async def plan_again(lobby: Lobby, plan: Plan, by: Person) -> Room:
    """A new session from a plan. Raises Rejected before anything is stored, or NotSaved."""
    rehearse(plan, by)
    room = await lobby.create(plan.first, by)
    for number, move in enumerate(plan.later(room.session)):
        room.act(by, f"import{number:08d}", move)
    await room.saved(room.act(by, "import-settled", SettlePlan()))
    return room


def rehearse(plan: Plan, by: Person) -> Session:
    """The session that the plan makes, in memory only. Raises Rejected."""
    session = Session("", "")
    for move in plan.first:
        _play(session, move, by)
    for move in plan.later(session):
        _play(session, move, by)
    return session


def _play(session: Session, move: Move, by: Person) -> None:
    session.happened(session.judge(move, Turn(by, 0, Random())), by.seat, 0)
