"""One running house for a module, with a session in every state."""

from collections.abc import Iterator

import pytest

from sessions.activity import Person
from sessions.day_moves import AddSlot, EditSlot, GoTo, WriteMinutes
from sessions.facts import EndSession
from sessions.people import GiveRole, RemoveSeat
from sessions.steps import AddStep, StartNow
from sessions.tickets import EVERYWHERE
from tests.server import RunningHouse

HIDDEN = "zq-only-for-the-desk-zq"
"""A word that only those who lead, and scribes, may ever be sent."""
STATES = ("planned", "live", "closed")
ROLES = (
    *("nobody", "other participant", "forged", "participant", "removed", "scribe"),
    *("facilitator", "facilitator elsewhere", "organiser"),
)


class Cast:
    """A house with a session in each state, and the cookies of everybody who might come."""

    def __init__(self, house: RunningHouse) -> None:
        self.house = house
        self.elsewhere = house.plan("Ett annat möte")
        self.codes = {state: self._session(state) for state in STATES}
        self.seats = {state: self._seats(code) for state, code in self.codes.items()}
        house.act(self.codes["closed"], EndSession())

    def _session(self, state: str) -> str:
        code = self.house.plan(
            "Mötet", AddSlot(title="Början", minutes=30), AddSlot(title="Mitten", minutes=30)
        )
        first, second = (slot.id for slot in self.house.room(code).session.day.slots)
        self.house.act(code, EditSlot(first, desk_notes=HIDDEN))
        self.house.act(code, WriteMinutes(first, HIDDEN))
        self.house.act(code, AddStep("talk", second))
        if state != "planned":
            self.house.act(code, GoTo(first))
            self.house.act(code, StartNow("pulse", title="Frågan"))
        return code

    def _seats(self, code: str) -> dict[str, Person]:
        seats = {name: self.house.join(code) for name in ("participant", "removed", "seated scribe")}
        self.house.act(code, GiveRole(seats["seated scribe"].seat, "scribe"))
        self.house.act(code, RemoveSeat(seats["removed"].seat))
        return seats

    def cookies(self, role: str, state: str) -> dict[str, str]:
        code, house = self.codes[state], self.house
        tickets = house.house.access.tickets
        other_seat = tickets.new_seat()
        return {
            "nobody": {},
            "other participant": house.seat_cookie(self.elsewhere, other_seat),
            "forged": {
                tickets.seat_cookie(code): tickets.seat(self.elsewhere, other_seat),
                tickets.desk_cookie(code): tickets.desk(self.elsewhere, "facilitator", "f-other"),
                tickets.desk_cookie(EVERYWHERE): tickets.desk(code, "organiser", "o-other"),
            },
            "participant": house.seat_cookie(code, self.seats[state]["participant"].seat),
            "removed": house.seat_cookie(code, self.seats[state]["removed"].seat),
            "seated scribe": house.seat_cookie(code, self.seats[state]["seated scribe"].seat),
            "scribe": house.desk_cookie(code, "scribe"),
            "facilitator": house.desk_cookie(code, "facilitator"),
            "facilitator elsewhere": house.desk_cookie(self.elsewhere, "facilitator"),
            "organiser": house.desk_cookie(EVERYWHERE, "organiser"),
        }[role]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    with RunningHouse(tmp_path_factory.mktemp("house"), names=("mote.test", "*.example.org")) as house:
        yield house


@pytest.fixture(scope="module")
def cast(house: RunningHouse) -> Cast:
    return Cast(house)
