"""A record.json, or a programme, as a new session that is planned and has not begun."""

from pathlib import PurePath

import msgspec
from msgspec import Struct

from facilitator.api import NewSession
from facilitator.api import first_moves as moves_of
from facilitator.outline import Outline, OutlineStep
from facilitator.planning import Plan, plan_after
from facilitator.programme_import import text_of_file
from sessions.activity import Area, Rejected
from sessions.facts import Facts
from sessions.minutes import FORMAT
from sessions.people import Door
from sessions.programme import Slot


class Planned(Struct, frozen=True):
    """The part of a record that a new session is made from; what happened stays where it is."""

    format: str
    session: Facts = Facts()
    door: Door = Door()
    slots: tuple[Slot, ...] = ()
    areas: tuple[Area, ...] = ()
    steps: tuple[OutlineStep, ...] = ()


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
