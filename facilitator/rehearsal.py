"""A rehearsal: the whole day played with sample people, in a copy that nobody else sees.

    plan = planned(session, now)              # the plan as rows of a journal, nothing of what has happened
    played = await rehearse(plan, people=100) # a journal of its own, in a folder that is gone afterwards

The clock jumps from one thing to the next. What it shows is in `facilitator.foreseen`.
"""

import asyncio
import logging
import tempfile
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from msgspec import Struct, structs

from facilitator.crowd import LEADER, Clock, Crowd, Refusal
from facilitator.outline import first_moves, later_moves, outline_of
from sessions.activity import Move, Ms, Turn
from sessions.day_moves import GoTo
from sessions.facts import EditSession, EndSession
from sessions.journal import Journal, Row, SessionFacts
from sessions.programme import MINUTE, Slot, date_text, moment
from sessions.room import Room
from sessions.screens import Audience
from sessions.screens import Join as WayIn
from sessions.session import Session
from sessions.session_moves import StartStep
from sessions.steps import Step
from sessions.wire import write_events

log = logging.getLogger("radslag.rehearsal")

NINE = 9 * 60
NO_WAY_IN = WayIn("REHEARSAL", "–", "")
"""Nobody can join a copy: its code leads nowhere."""
EARLY = 15 * MINUTE
"""Milliseconds before the day at which people come."""


class Plan(Struct, frozen=True):
    """A session's plan as it can be played. `begins`: when its first slot does. `names`: its ids -> the session's."""

    rows: tuple[Row, ...]
    code: str
    begins: Ms
    names: dict[str, str]


class PlayedStep(Struct):
    """`moves`: what people did. `took`: seconds, by its clocks or else by what people needed. `gathered`: in which
    people came into groups. `alone`: a step for groups, and there were none. `given`: what it took from its source.
    """

    step: str
    moves: int = 0
    took: float = 0
    given: int = 0
    asks: bool = False
    gathered: bool = False
    alone: bool = False
    broke: bool = False
    refused: list[Refusal] = []


class PlayedSlot(Struct):
    slot: str
    began: Ms
    steps: list[PlayedStep] = []

    @property
    def took(self) -> float:
        """Seconds that its steps needed one after another."""
        return sum(step.took for step in self.steps)


class Team(Struct, frozen=True):
    """A group as it was at the end of the day."""

    number: int
    name: str
    area: str
    place: str


class Played(Struct):
    """What happened: `joined` of the people, the slots in order, the groups there were, and when it was over."""

    people: int
    joined: int
    slots: list[PlayedSlot]
    teams: list[Team]
    ended: Ms
    refused: list[Refusal] = []

    @property
    def moves(self) -> int:
        return sum(step.moves for slot in self.slots for step in slot.steps)


# the copy


def planned(old: Session, now: Ms) -> Plan:
    """What can be played of a session: its facts, programme, areas and steps. Raises Rejected."""
    twin, dice, rows = Session("rehearsal", old.code), Random(1), list[Row]()
    for move in _moves(old, twin, now):
        turn = Turn(LEADER, now, dice, f"plan{len(rows):08d}")
        happened = twin.judge(move, turn)
        rows.append(Row(len(rows) + 1, now, LEADER.seat, turn.move_id, "", write_events(happened)))
        twin.happened(happened, LEADER.seat, now)
    names = dict(zip((slot.id for slot in twin.day.slots), (slot.id for slot in old.day.slots), strict=True))
    names |= dict(zip(twin.steps.steps, old.steps.steps, strict=True))
    return Plan(tuple(rows), old.code, _begins(twin), names)


def _moves(old: Session, twin: Session, now: Ms) -> Iterator[Move]:
    """As when a session is copied, but on its own day."""
    plan = outline_of(old)
    date = plan.facts.date or date_text(now, plan.facts.zone)
    yield from first_moves(structs.replace(plan, facts=structs.replace(plan.facts, date=date)))
    yield from later_moves(plan, twin)


def _begins(session: Session) -> Ms:
    facts = session.meeting.facts
    starts = (slot.start for slot in session.day.slots if slot.start is not None)
    return moment(facts.date, next(starts, NINE), facts.zone)


# the day


class Watch(Struct, frozen=True):
    """Somebody looks on: what is called as time goes, how screens are rendered for it, and how many seconds of theirs
    a talk or a break takes at most.
    """

    glance: Callable[[Room], None]
    render: Callable[[str, Any, Audience], str]
    linger: float


UNSEEN = Watch(lambda room: None, lambda *_: "", 0)


async def rehearse(
    plan: Plan,
    people: int,
    speed: float = 0,
    tell: Callable[[str], None] = lambda slot: None,
    watch: Watch = UNSEEN,
) -> Played:
    """Play the plan with so many people; `tell` hears of each slot. Its journal is gone when this returns."""
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        journal = await Journal.open(Path(folder) / "journal.db")
        try:
            return await _played(journal, plan, people, speed, tell, watch)
        finally:
            await journal.close()


async def _played(
    journal: Journal, plan: Plan, people: int, speed: float, tell: Callable[[str], None], watch: Watch
) -> Played:
    await journal.create(facts := SessionFacts("rehearsal", plan.code))
    await asyncio.gather(*(journal.append(facts.id, row) for row in plan.rows))
    clock = Clock(plan.begins - EARLY)
    room = await Room.wake(facts, journal, watch.render, NO_WAY_IN, clock, Random(2))
    crowd = Crowd(room, clock, Random(3), speed, watch.linger, watch.glance)
    try:
        return await _lived(crowd, people, tell)
    finally:
        room.close()


async def _lived(crowd: Crowd, people: int, tell: Callable[[str], None]) -> Played:
    crowd.ask(LEADER, EditSession(seats=max(people, crowd.session.people.door.seats)))
    crowd.come(people)
    day = Played(people, len(crowd.seats), [], [], 0, _taken(crowd))
    for slot, following in pairwise((*crowd.session.day.slots, None)):
        assert slot is not None
        tell(slot.id)
        day.slots.append(await _slot(crowd, slot, following))
    day.ended = crowd.clock.now
    groups = crowd.session.groups.gathered()
    day.teams = [Team(group.number, group.name, group.area, group.place) for group in groups]
    crowd.ask(LEADER, EndSession())
    day.refused += _taken(crowd)
    return day


async def _slot(crowd: Crowd, slot: Slot, following: Slot | None) -> PlayedSlot:
    """From its planned start, or when the one before is over, to its end; beside another at the same time it gives
    way to that as soon as its steps are done.
    """
    starts = crowd.session.course.planned_starts()
    await crowd.wait_until(starts.get(slot.id, 0))
    crowd.ask(LEADER, GoTo(slot.id))
    played = PlayedSlot(slot.id, crowd.clock.now)
    for step in crowd.session.steps.of_slot(slot.id):
        played.steps.append(await _step(crowd, step))
    beside = following is not None and slot.start is not None and following.start == slot.start
    if not beside:
        await crowd.wait_until(played.began + (slot.minutes or 0) * MINUTE)
    return played


async def _step(crowd: Crowd, step: Step) -> PlayedStep:
    groups, began = crowd.session.groups, crowd.clock.now
    played = PlayedStep(step.id, asks=step.activity.asks())
    gathered = bool(groups.gathered())
    played.alone = step.activity.by_groups and not gathered
    try:
        crowd.ask(LEADER, StartStep(step.id))
        played.given = len(step.sources)
        played.moves = await crowd.play(step.id)
        needed = step.activity.seconds_needed(crowd.session.scene(step))
        await crowd.wait_until(began + max(step.seconds, needed) * 1000)
        crowd.finish(step.id)
    except Exception:  # what breaks here is told, and the rest of the day is played
        log.exception("step %s of the rehearsal broke", step.kind)
        played.broke = True
    played.took = (crowd.clock.now - began) / 1000
    played.gathered = not gathered and bool(groups.gathered())
    played.refused = _taken(crowd)
    return played


def _taken(crowd: Crowd) -> list[Refusal]:
    refused, crowd.refused = crowd.refused, []
    return refused
