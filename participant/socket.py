"""`/live/CODE`: the one socket that phone, wall, door and desk use (docs/protocol.md)."""

import logging
from collections.abc import Callable
from typing import Any

from msgspec import Struct
from starlette.websockets import WebSocket

from participant.limits import Paces, greetings
from sessions.activities import suggesting
from sessions.activity import DESK, SCRIBES, Person, Rejected
from sessions.connection import Connection, detach
from sessions.languages import chosen
from sessions.lobby import NOT_FOUND, Lobby, NoSuchSession
from sessions.pace import Pace
from sessions.people import Join
from sessions.room import Receipt, Reloading, Room
from sessions.screens import PREVIEW, Audience
from sessions.tickets import Tickets, read_code
from sessions.wire import Do, Hi, Time, read_frame, read_move

log = logging.getLogger("radslag.socket")

PROTOCOL = "radslag.v1"
LED = {"desk": DESK, PREVIEW: DESK, "plan": DESK, "scribe": SCRIBES}
"""The surfaces of those who lead, and the roles that may see them."""
SURFACES = ("phone", "wall", "door", *LED)
STAGED = frozenset({"door", "wall", "desk", "plan"})
MALFORMED = 5
"""Malformed frames after which the socket is closed."""
NOT_ALLOWED = 4401
SPREAD = 3000
"""Milliseconds over which phones spread when they come back."""


class Caller(Struct):
    """One connection: who it is, where, and how it has behaved."""

    room: Room
    audience: Audience
    seat: str
    role: str
    greetings: Pace
    malformed: int = 0
    greeted: bool = False
    connection: Connection | None = None

    def who(self) -> Person:
        """The seat as it is at this moment; the desk is whoever signed in."""
        if self.audience.surface == "phone":
            return self.room.session.people.person(self.seat)
        return Person(self.seat, role=self.role)


class Sockets:
    """The endpoint. `leads`: who of these roles a request comes from. `say` words a refusal."""

    def __init__(
        self,
        lobby: Lobby,
        tickets: Tickets,
        leads: Callable[[WebSocket, str, frozenset[str]], Person | None],
        say: Callable[..., str],
        paces: Paces | None = None,
    ) -> None:
        self.lobby = lobby
        self.tickets = tickets
        self.leads = leads
        self.say = say
        self.paces = Paces() if paces is None else paces

    async def live(self, websocket: WebSocket) -> None:
        code = read_code(websocket.path_params["code"])
        try:
            room = self.lobby.awake(code) or await self.lobby.find(
                code, self.tickets.knows(websocket.cookies, code or "")
            )
        except NoSuchSession:
            await websocket.close(NOT_FOUND)
            return
        caller = self._caller(websocket, room)
        if caller is None:
            await websocket.close(NOT_ALLOWED)
            return
        await websocket.accept(
            subprotocol=PROTOCOL if PROTOCOL in websocket.scope.get("subprotocols", ()) else None
        )
        connection = detach(websocket, lambda text: self.heard(caller, text), lambda _: self.gone(caller))
        caller.connection = connection
        await connection.stay()

    def _caller(self, websocket: WebSocket, room: Room) -> Caller | None:
        query = websocket.query_params
        surface = query.get("surface", "phone")
        language = chosen(query.get("lang", ""), room.session.meeting.facts.language)
        who = self._who(websocket, room, surface)
        if surface not in SURFACES or who is None:
            return None
        stage = query.get("stage", "")[:200] if surface in STAGED else ""
        return Caller(room, Audience(surface, stage, "", language, ""), who.seat, who.role, greetings())

    def _who(self, websocket: WebSocket, room: Room, surface: str) -> Person | None:
        """Who asks: the seat of the phone's ticket, the desk's cookie, or for a wall nobody in particular."""
        code = room.session.code
        if surface == "phone":
            seat = self.tickets.seat_of(websocket.cookies, code)
            return Person(seat) if seat else None
        who = self.leads(websocket, code, LED[surface]) if surface in LED else Person("", role="nobody")
        return Person("", role="nobody") if who and surface == PREVIEW else who

    # what is heard

    def heard(self, caller: Caller, text: str) -> None:
        """One frame. Nothing a client sends may raise out of here."""
        try:
            frame = read_frame(text)
        except Rejected as refused:
            self._malformed(caller, refused)
            return
        if isinstance(frame, Time):
            self._tell_time(caller, frame)
        elif isinstance(frame, Hi):
            self._greet(caller, frame)
        else:
            self._do(caller, frame)

    def _tell_time(self, caller: Caller, frame: Time) -> None:
        if caller.greetings.allows():
            self._send(caller, {"t": "time", "c": frame.c, "s": caller.room.clock()}, at=0)

    def _greet(self, caller: Caller, hi: Hi) -> None:
        if caller.greeted or caller.connection is None:
            return
        caller.greeted = True
        self._send(caller, {"t": "hello", "now": caller.room.clock(), "spread": SPREAD}, at=0)
        self._take_seat(caller)
        caller.room.hub.join(caller.connection, caller.audience, caller.seat, hi.have)
        caller.room.hub.touch()

    def _take_seat(self, caller: Caller) -> None:
        """Where nothing is asked, coming is joining; otherwise the page asks first."""
        people = caller.room.session.people
        if caller.audience.surface != "phone" or caller.seat in people.seats or not people.door.asks_nothing:
            return
        try:
            caller.room.act(Person(caller.seat, role="nobody"), f"join{caller.seat[:40]}", Join())
        except (Rejected, Reloading):
            log.debug("no seat for now: the page says why")

    def _do(self, caller: Caller, frame: Do) -> None:
        if not self.paces.allows(caller.room.session.code, caller.seat):
            self._refuse(caller, frame, Rejected("too_fast"))
            return
        try:
            receipt = self._receipt(caller, frame)
        except Rejected as refused:
            self._refuse(caller, frame, refused)
            if refused.code == "malformed" and "field" not in refused.values:
                self._malformed(caller, refused, told=True)
        except Reloading:
            self._trouble(caller)
        else:
            ok = {"t": "ok", "id": frame.id, "at": receipt.at}
            self._send(caller, ok, at=receipt.seq, lost=lambda: self._trouble(caller))
            caller.room.hub.personal(caller.seat)

    def _receipt(self, caller: Caller, frame: Do) -> Receipt:
        """What was accepted once stays accepted, also when nobody could ask for it any more."""
        before = caller.room.before(caller.seat, frame.id)
        if before is not None:
            return before
        move = read_move(caller.room.session, frame.step, frame.move)
        return caller.room.act(caller.who(), frame.id, move, frame.step)

    # what is answered

    def _refuse(self, caller: Caller, frame: Do, refused: Rejected) -> None:
        words = self._words(caller, refused, _kind_of(caller.room, frame))
        answer = {"t": "no", "id": frame.id, "code": refused.code, "say": words}
        if "field" in refused.values:
            answer["field"] = refused.values["field"]
        self._send(caller, answer)

    def _malformed(self, caller: Caller, refused: Rejected, told: bool = False) -> None:
        caller.malformed += 1
        if not told:
            self._send(
                caller, {"t": "no", "id": "", "code": "malformed", "say": self._words(caller, refused)}, at=0
            )
        if caller.malformed >= MALFORMED and caller.connection is not None:
            bye = {"t": "bye", "code": "malformed", "say": self._words(caller, refused), "again": False}
            self._send(caller, bye, at=0)
            caller.connection.close(1008, "malformed")

    def _trouble(self, caller: Caller) -> None:
        self._send(
            caller,
            {"t": "trouble", "code": "not_saved", "say": self._words(caller, Rejected("not_saved"))},
            at=0,
        )

    def _words(self, caller: Caller, refused: Rejected, kind: str = "") -> str:
        words: str = self.say(refused.code, refused.values, language=caller.audience.language, kind=kind)
        return words

    def _send(
        self,
        caller: Caller,
        payload: dict[str, Any],
        at: int | None = None,
        lost: Callable[[], None] | None = None,
    ) -> None:
        if caller.connection is not None:
            caller.room.hub.reply(caller.connection, payload, at, lost)

    def gone(self, caller: Caller) -> None:
        if caller.connection is not None and caller.greeted:
            caller.room.hub.leave(caller.connection)
            caller.room.hub.touch()


def _kind_of(room: Room, frame: Do) -> str:
    """Whose words a refusal is in: those of the step it is made in or about, or of what it would have started."""
    asked = frame.step or str(frame.move.get("step", ""))
    step = room.session.steps.steps.get(asked)
    wanted = step.kind if step else str(frame.move.get("kind", ""))
    return wanted if wanted in suggesting() else ""
