"""`radslag demo`: a council day that runs, with sample people who answer and vote."""

import asyncio
import datetime
import logging
from collections.abc import Iterator
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from facilitator.day_templates import DayTemplates
from sessions.activity import DESK_TURN, OPEN, Move, Person, Rejected
from sessions.day_moves import GoTo
from sessions.facts import EditSession, Facts
from sessions.lobby import NoSuchSession
from sessions.people import CountHeads, Join
from sessions.room import Reloading, Room
from sessions.session_moves import SettlePlan, StartStep
from sessions.steps import EditStep, Step

log = logging.getLogger("radslag.demo")

LEADER = Person("demo", role="organiser")
PEOPLE = 24
PAUSE = 0.7
"""Seconds between two sample moves."""
LATE = 2 * 3_600_000
"""Milliseconds after which a slot that still runs has been forgotten, and a new day begins."""
ORGANISATIONS = ("Granngården", "Kommunen", "Biblioteket", "Idrottsklubben", "Hyresgästerna", "Regionen")
DAY = "council"
"""The template it is made from."""
ZONE = "Europe/Stockholm"


async def begin_demo(house: Any) -> Room:
    """The demo day, where it was left a moment ago or from its beginning, with sample people who take part."""
    room = await _left_just_now(house) or await _new_day(house)
    play = asyncio.create_task(keep_playing(room, Random(room.applied)))
    house.lobby.tasks.add(play)
    play.add_done_callback(house.lobby.tasks.discard)
    return room


async def _left_just_now(house: Any) -> Room | None:
    code = await house.journal.setting("demo")
    try:
        room: Room = await house.lobby.room(code or "")
    except NoSuchSession:
        return None
    run = room.session.day.runs.get(room.session.day.current or "")
    fresh = run is not None and run.started > room.clock() - LATE
    return room if fresh and not room.session.meeting.ended else None


async def _new_day(house: Any) -> Room:
    """The shipped day of a council, begun so that its first slot runs now."""
    now = datetime.datetime.now(ZoneInfo(ZONE))
    room = await DayTemplates(house.lobby).begin(LEADER, DAY, _facts(now), f"{now:%H:%M}")
    await house.journal.set_setting("demo", room.session.code)
    _act(room, EditSession(ask_organisation="optional", organisations="\n".join(ORGANISATIONS)))
    _give_examples(room)
    for number in range(PEOPLE):
        home = ORGANISATIONS[number % len(ORGANISATIONS)]
        room.act(Person(f"sample{number:02d}", role="nobody"), f"demojoin{number:04d}", Join("", home))
    _act(room, SettlePlan())
    _act(room, CountHeads(PEOPLE + 6))
    _act(room, GoTo(room.session.day.slots[0].id))
    for step in room.session.steps.of_slot(room.session.day.slots[0].id):
        _act(room, StartStep(step.id))
    return room


def _facts(now: datetime.datetime) -> Facts:
    return Facts(
        title="Länsrådet",
        organiser="Länsrådet",
        theme="Grannskap som håller",
        purpose="Vi väljer ett förslag som rådet driver vidare.",
        date=now.date().isoformat(),
        zone=ZONE,
        place="Folkets hus",
        next_theme="Vad blev det av förslaget?",
    )


def _give_examples(room: Room) -> None:
    """Exercises that a template leaves empty, since only the organiser knows what stands in them."""
    for step in list(room.session.steps.steps.values()):
        if step.activity.example and not step.source and step.activity.settings == step.activity.Settings():
            _act(room, EditStep(step.id, settings=dict(step.activity.example)))


def _act(room: Room, move: Move) -> None:
    room.act(LEADER, f"demo{room.applied:012d}", move)


async def keep_playing(room: Room, dice: Random) -> None:
    """As long as the server runs, sample people answer whatever is open."""
    playing: dict[tuple[str, int], Iterator[Any]] = {}
    while True:
        await asyncio.sleep(PAUSE)
        for step in room.session.steps.open():
            play = playing.setdefault((step.id, step.reopened), _sample(room, step, dice))
            try:
                _, who, move = next(play)
                _answer(room, step, who, move, dice)
            except StopIteration:
                continue


def _sample(room: Room, step: Step, dice: Random) -> Iterator[Any]:
    people = [person for person in room.session.people.here() if person.seat.startswith("sample")]
    return step.activity.sample(people, dice)


def _answer(room: Room, step: Step, who: int, move: Move, dice: Random) -> None:
    """The desk's part of a sample is the facilitator's own to play."""
    if who == DESK_TURN or step.state != OPEN:
        return
    person = room.session.people.person(f"sample{who:02d}")
    try:
        room.act(person, f"demo{dice.getrandbits(64):016x}", move, step.id)
    except (Rejected, Reloading) as refused:
        log.info("a sample move was not accepted: %s", refused)
