"""A record.json, or a programme, as a new session that is planned and has not begun."""

from collections.abc import Iterator
from pathlib import PurePath
from random import Random

import msgspec
from msgspec import Struct

from facilitator import outline
from facilitator.api import NewSession
from facilitator.api import first_moves as moves_of
from facilitator.outline import Outline, OutlineStep
from facilitator.programme_import import text_of_file
from sessions.activity import Area, Move, Person, Rejected, Turn
from sessions.facts import Facts
from sessions.lobby import Lobby
from sessions.minutes import FORMAT
from sessions.people import Door
from sessions.programme import Slot
from sessions.room import Room
from sessions.session import Session


class Planned(Struct, frozen=True):
    """The part of a record that a new session is made from; what happened stays where it is."""

    format: str
    session: Facts = Facts()
    door: Door = Door()
    slots: tuple[Slot, ...] = ()
    areas: tuple[Area, ...] = ()
    steps: tuple[OutlineStep, ...] = ()


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
        await room.saved(room.act(by, f"import{number:08d}", move))
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


def plan_in(name: str, content: bytes) -> Plan:
    """What a file plans: a record.json, or a programme (.txt .md .csv .ics .docx .pptx .xlsx).

    Raises Rejected (malformed, other_format, or what a step refuses), ImportRefused or ProgrammeTooLong.
    """
    if PurePath(name).suffix.lower() == ".json":
        return plan_of(read_record(content))
    title = PurePath(name).stem[:200] or "Programme"
    return Plan(moves_of(NewSession(title=title, programme=text_of_file(name, content))))


def read_record(content: bytes) -> Planned:
    """Raises Rejected: malformed, or other_format for a record that this server does not know."""
    try:
        planned = msgspec.json.decode(content, type=Planned)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as wrong:
        raise Rejected("malformed", why=str(wrong)) from None
    if planned.format != FORMAT:
        raise Rejected("other_format", format=planned.format)
    return planned


def plan_of(planned: Planned) -> Plan:
    """Not a copy for another day: the same one, which may be moved afterwards."""
    wanted = Outline(planned.session, planned.door, planned.slots, planned.areas, planned.steps)
    return plan_after(wanted)
