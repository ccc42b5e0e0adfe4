"""A room full of sample people, who do side by side what the exercises' own samples say."""

import asyncio
from collections.abc import Callable
from random import Random
from typing import Any

import msgspec
from msgspec import Struct

from sessions.activity import DESK_TURN, OPEN, Move, Ms, Person, Rejected
from sessions.erasure import redacted
from sessions.people import Door, Join
from sessions.room import Room
from sessions.session import Session
from sessions.steps import CloseStep, ShowStep, Step

LEADER = Person("rehearsal", role="organiser")
SIDE_BY_SIDE = 10
"""Answers come one by one: so many at a time as if they were one after the other, however many people there are."""
HOMES = tuple("ABCDEF")
"""Organisations of people who are asked for one where there is no list."""
MOST_MOVES = 20_000
LEAST = 2.0
"""Seconds for anything at all."""
LETTERS = 3.0
"""Letters a second on a phone. Source: Palin and others, "How do People Type on Mobile Devices?", MobileHCI 2019: 36
words of five letters a minute."""
GLANCE = 0.25
"""Seconds at most that a clock stands still for those who watch."""


class Refusal(Struct, frozen=True):
    """A move that was refused: by a step, or ("") by the session itself."""

    step: str
    code: str
    values: dict[str, Any]


class Clock:
    """It stands still until it is moved."""

    def __init__(self, now: Ms) -> None:
        self.now = now

    def __call__(self) -> Ms:
        return self.now


class Hands:
    """What everybody has had to do since the desk last moved. They do it side by side: who has most to do counts."""

    def __init__(self, since: Ms) -> None:
        self.since = since
        self.seconds: dict[int, float] = {}

    def at(self, who: int, seconds: float) -> None:
        self.seconds[who] = self.seconds.get(who, 0) + seconds

    def left(self, now: Ms) -> float:
        """Seconds until the last one is done."""
        return max(0.0, max(self.seconds.values(), default=0) - (now - self.since) / 1000)


class Crowd:
    """A room full of people. `speed`: times faster than people are; 0 is as fast as it can be. `linger`: seconds, by
    the clock of whoever watches, that waiting takes at most; 0 skips it. `glance` is called as time goes.
    """

    def __init__(
        self,
        room: Room,
        clock: Clock,
        dice: Random,
        speed: float = 0,
        linger: float = 0,
        glance: Callable[[Room], None] = lambda room: None,
    ) -> None:
        self.room = room
        self.clock = clock
        self.dice = dice
        self.speed = speed
        self.linger = linger
        self.glance = glance
        self.seats: list[str] = []
        self.refused: list[Refusal] = []
        self.moves = 0

    @property
    def session(self) -> Session:
        return self.room.session

    def come(self, people: int) -> None:
        door = self.session.people.door
        for number in range(len(self.seats), len(self.seats) + people):
            seat = f"seat{number:04d}"
            if self.ask(Person(seat, role="nobody"), _joining(door, number)):
                self.seats.append(seat)

    def ask(self, who: Person, move: Move, step: str = "") -> bool:
        """Whether it was accepted; what was not is remembered."""
        self.moves += 1
        try:
            self.room.act(who, f"move{self.moves:08d}", move, step)
        except Rejected as why:
            self.refused.append(Refusal(step, why.code, dict(why.values)))
            return False
        return True

    def people(self) -> list[Person]:
        return [self.session.people.person(seat) for seat in self.seats]

    # time

    async def pass_time(self, seconds: float) -> None:
        """At the crowd's speed."""
        until = self.clock.now + int(seconds * 1000)
        if not self.speed:
            self._ring_until(until)
        while self.clock.now < until:
            here = min(until, self.clock.now + max(int(self.speed * GLANCE * 1000), 1))
            passed = here - self.clock.now
            self._ring_until(here)
            self.glance(self.room)
            await asyncio.sleep(passed / 1000 / self.speed)

    async def wait_until(self, moment: Ms) -> None:
        """Nothing happens meanwhile but what the clocks do: this is hurried through at any speed."""
        seconds = max(moment - self.clock.now, 0) / 1000
        speed, self.speed = self.speed, max(self.speed, seconds / self.linger) if self.linger else 0
        await self.pass_time(seconds)
        self.speed = speed

    def _ring_until(self, until: Ms) -> None:
        """Past every alarm on the way, as a clock would."""
        while (alarm := self.session.alarm()) is not None and alarm <= until:
            self.clock.now = max(self.clock.now, alarm)
            self.room.strike()
        self.clock.now = max(self.clock.now, until)

    # exercises

    async def play(self, step: str) -> int:
        """A step's own sample, until time closes it; how many moves the people made.

        Each needs time to think and to write, and the desk waits for everybody.
        """
        found, made, people = self.session.steps.step(step), 0, self.people()
        beside, hands = max(1.0, len(people) / SIDE_BY_SIDE), Hands(self.clock.now)
        for count, (after, who, move) in enumerate(found.activity.sample(people, self.dice)):
            if who == DESK_TURN:
                await self.pass_time(max(after, hands.left(self.clock.now)))
                hands = Hands(self.clock.now)
            else:
                await self.pass_time(after / beside)
                hands.at(who, 0 if self._on_its_clock(found) else effort(after, move))
            if found.state != OPEN or count >= MOST_MOVES:
                break
            asker = LEADER if who == DESK_TURN else self.session.people.person(self.seats[who])
            made += self.ask(asker, move, step) and who != DESK_TURN
            if count % 50 == 0:
                await asyncio.sleep(0)
        if found.state == OPEN:
            await self.pass_time(hands.left(self.clock.now))
        return made

    def _on_its_clock(self, step: Step) -> bool:
        """While one of the exercise's own clocks runs, that says how long people have."""
        return any(self.session.scene(step).clocks)

    def finish(self, step: str) -> None:
        """Closed and shown, unless it lasts."""
        found = self.session.steps.step(step)
        if found.state == OPEN and not found.lasting:
            self.ask(LEADER, CloseStep(step))
        if found.state != OPEN:
            self.ask(LEADER, ShowStep(step))


def effort(after: float, move: Move) -> float:
    """Seconds that somebody needs for it: to think (`after`, as the sample says), and to write the words in it."""
    words = len(msgspec.json.encode(move)) - len(msgspec.json.encode(redacted(move)))
    return max(after, LEAST) + words / LETTERS


def _joining(door: Door, number: int) -> Join:
    homes = door.organisations or HOMES
    name = str(number + 1) if door.name == "asked" else ""
    wanted = door.organisation == "asked" or (door.organisation != "hidden" and door.organisations)
    return Join(name, homes[number % len(homes)] if wanted else "")
