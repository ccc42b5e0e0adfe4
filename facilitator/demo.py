"""`radslag demo`: a council day that runs, with sample people who answer and vote."""

import asyncio
import datetime
import logging
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sessions.activities import suggesting
from sessions.activity import DESK_TURN, OPEN, Move, Person, Rejected
from sessions.day_moves import Draft, GoTo, PlaceProgramme
from sessions.facts import EditSession
from sessions.people import CountHeads, Join
from sessions.programme_text import parse
from sessions.room import Reloading, Room
from sessions.steps import AddStep, Step

log = logging.getLogger("radslag.demo")

LEADER = Person("demo", role="organiser")
PEOPLE = 24
PAUSE = 0.7
"""Seconds between two sample moves."""
DAY = Path(__file__).parent / "demo_day" / "programme.txt"
ZONE = "Europe/Stockholm"


async def begin_demo(house: Any) -> Room:
    """Make the day, start it so that it is in the middle of its first hour, and let sample people take part."""
    room: Room = await house.lobby.create(_set_up(), LEADER)
    _plan_steps(room)
    for number in range(PEOPLE):
        room.act(Person(f"sample{number:02d}", role="nobody"), f"demojoin{number:04d}", Join())
    _act(room, CountHeads(PEOPLE + 6))
    _act(room, GoTo(room.session.day.slots[0].id))
    play = asyncio.create_task(keep_playing(room, Random(7)))
    house.lobby.tasks.add(play)
    play.add_done_callback(house.lobby.tasks.discard)
    return room


def _set_up() -> list[Move]:
    now = datetime.datetime.now(ZoneInfo(ZONE))
    found = parse(DAY.read_text(encoding="utf-8"), suggesting())
    shift = now.hour * 60 + now.minute - _minutes(found.slots[0].start or "09:00")
    drafts = tuple(_draft(slot, shift) for slot in found.slots)
    facts = EditSession(
        title="Länsrådet",
        organiser="Länsrådet",
        theme="Grannskap som håller",
        purpose="Vi väljer ett förslag som rådet driver vidare.",
        date=now.date().isoformat(),
        zone=ZONE,
        place="Folkets hus",
        next_theme="Vad blev det av förslaget?",
    )
    return [facts, PlaceProgramme(drafts)]


def _draft(slot: Any, shift: int) -> Draft:
    start = (_minutes(slot.start) + shift) % (24 * 60) if slot.start else None
    return Draft(
        slot.title,
        None if start is None else f"{start // 60:02d}:{start % 60:02d}",
        slot.minutes,
        slot.speaker,
        slot.place,
        break_=slot.break_,
        details=tuple(slot.details),
    )


def _minutes(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def _plan_steps(room: Room) -> None:
    """What the programme's words suggest, with questions of the day's own."""
    slots = room.session.day.slots
    by_word = {word: slot.id for slot in slots for word in ("Välkomna", "Omröstning", "Utvärdering") if word in slot.title}
    _act(room, AddStep("checkin", by_word["Välkomna"], "Vilka är här?"))
    words = {"form": "words", "question": "Vad betyder grannskap för dig?"}
    _act(room, AddStep("pulse", by_word["Välkomna"], "Vad betyder grannskap för dig?", words))
    # options = {"options": ["Öppen trappa", "Granncirklar", "En dörr in", "Lånehylla i varje port"]}
    scales = {"form": "scales", "statements": "Jag fick säga det jag ville\nVi kom fram till något"}
    _act(room, AddStep("pulse", by_word["Utvärdering"], "Hur var dagen?", scales))


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
