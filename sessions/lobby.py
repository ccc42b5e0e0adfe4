"""From a join code to its room: wakes rooms from the journal, lets quiet ones sleep, and makes new ones."""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable, Iterable
from random import Random
from typing import Any

from sessions.activity import Move, Ms, Person, Turn
from sessions.journal import Journal, NotSaved, SessionFacts
from sessions.pace import Pace
from sessions.room import Room, now_ms
from sessions.screens import Audience, Join
from sessions.session import Session
from sessions.tickets import join_code

log = logging.getLogger("radslag.lobby")

QUIET = 600.0
"""Seconds without a watcher after which a room goes to sleep."""
ROUND = 15.0
"""Seconds between the lobby's rounds."""
ATTEMPTS = 20
LAST_PATIENCE = 2.0
"""Seconds that the disk gets when the server stops."""
NOT_FOUND = 4404
"""The socket's close code where there is no such session (any more)."""


GUESSES, GUESSES_PER_SECOND = 60, 1.0
"""Failed codes at once, then a second, over the whole server: a room is one address, so none is counted."""


class NoSuchSession(LookupError):
    """No session has this code."""


class TooManyGuesses(NoSuchSession):
    """So many wrong codes have come that unknown ones are not even looked up."""


def rehearse(moves: Iterable[Move], by: Person, at: Ms) -> None:
    """Play the moves on an empty session. Raises Rejected."""
    session = Session("", "")
    for number, move in enumerate(moves):
        session.happened(session.judge(move, Turn(by, at, Random(), f"create{number:08d}")), by.seat, at)


class Lobby:
    """All rooms that are awake, by code."""

    def __init__(
        self,
        journal: Journal,
        render: Callable[[str, Any, Audience], str],
        way_in: Callable[[str], Join],
        clock: Callable[[], Ms] = now_ms,
    ) -> None:
        self.journal = journal
        self.render = render
        self.way_in = way_in
        self.clock = clock
        self.rooms: dict[str, Room] = {}
        self.guesses = Pace(GUESSES, GUESSES_PER_SECOND)
        self._waking: dict[str, asyncio.Task[Room]] = {}
        self._quiet_since: dict[str, float] = {}
        self._round: asyncio.Task[None] | None = None
        self.tasks: set[asyncio.Task[None]] = set()

    async def find(self, code: str | None, known: bool = False) -> Room:
        """The room of a code that somebody gave. Raises NoSuchSession; TooManyGuesses while guessing goes on.

        Guessing keeps nobody out of a room that is awake, nor those whose ticket names the session (`known`);
        it does keep sleeping sessions from being found.
        """
        if code in self.rooms:
            return self.rooms[code]
        if not known and not self.guesses.allows():
            raise TooManyGuesses
        if code is None:
            raise NoSuchSession
        room = await self.room(code)
        if not known:
            self.guesses.give_back()
        return room

    def awake(self, code: str | None) -> Room | None:
        return self.rooms.get(code or "")

    async def room(self, code: str) -> Room:
        """The session's room, woken when it sleeps. Raises NoSuchSession."""
        room = self.rooms.get(code)
        if room is not None:
            return room
        waking = self._waking.get(code)
        if waking is None:
            waking = self._waking[code] = asyncio.create_task(self._wake(code))
            waking.add_done_callback(lambda _: self._waking.pop(code, None))
        return await asyncio.shield(waking)

    async def _wake(self, code: str) -> Room:
        facts = await self.journal.facts(code)
        if facts is None:
            raise NoSuchSession(code)
        room = await Room.wake(facts, self.journal, self.render, self.way_in(code), self.clock)
        self.rooms[code] = room
        return room

    async def create(self, moves: Iterable[Move], by: Person) -> Room:
        """A new session whose first moves are these. Raises Rejected before anything is stored, or NotSaved."""
        moves = list(moves)
        rehearse(moves, by, self.clock())
        code = await self._stored()
        room = await self.room(code)
        for number, move in enumerate(moves):
            receipt = room.act(by, f"create{number:08d}", move)
            await room.saved(receipt)
        return room

    async def _stored(self) -> str:
        for _ in range(ATTEMPTS):
            code = join_code()
            try:
                await self.journal.create(SessionFacts(secrets.token_hex(8), code, created=self.clock()))
                return code
            except NotSaved as failed:
                if failed.code != "double":
                    raise
        raise NotSaved("double", "No free join code was found.")

    async def delete(self, code: str) -> None:
        """Take the session away with everything in it."""
        room = await self.room(code)
        room.leaving = True
        try:
            await self.journal.delete_session(room.session.id)
        except NotSaved:
            room.leaving = False
            raise
        self.rooms.pop(code, None)
        room.hub.goodbye("deleted", again=False)
        for connection, _ in room.hub.connections():
            connection.close(NOT_FOUND, "deleted")
        room.close()

    # sleeping and waking by the clock

    def open(self) -> None:
        self._round = asyncio.create_task(self._rounds())

    async def say_goodbye(self) -> None:
        """While sockets are open: every move that was taken in is on disk and answered, and everybody knows."""
        await asyncio.gather(*(room.say_goodbye(LAST_PATIENCE) for room in list(self.rooms.values())))

    async def close(self) -> None:
        """Let all rooms go; what was decided is on disk when the journal closes."""
        if self._round:
            self._round.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._round
        for room in self.rooms.values():
            room.close()

    async def _rounds(self) -> None:
        while True:
            try:
                await self._wake_the_due()
                self._let_sleep()
            except Exception:
                log.exception("the lobby's round failed")
            await asyncio.sleep(ROUND)

    async def _wake_the_due(self) -> None:
        for facts in await self.journal.due(self.clock() + int(ROUND * 1000)):
            try:
                await self.room(facts.code)
            except Exception:  # one that cannot be read must not keep the others asleep
                log.exception("session %s could not be woken", facts.code)

    def _let_sleep(self) -> None:
        now = asyncio.get_running_loop().time()
        for code, room in list(self.rooms.items()):
            if room.hub.connections() or not room.is_saved or room.is_due_soon(int(2 * ROUND * 1000)):
                self._quiet_since.pop(code, None)
            elif now - self._quiet_since.setdefault(code, now) > QUIET:
                room.close()
                del self.rooms[code], self._quiet_since[code]
