"""Who is here: seats, roles, organisations, areas, groups, places. Names live in the people table, never in events."""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from msgspec import Struct, structs

from sessions.activity import (
    SEATED,
    DeskMove,
    Event,
    Move,
    Ms,
    Person,
    Present,
    Rejected,
    RoleGiven,
    Turn,
    tidy,
)
from sessions.part import Part

ROLES = ("participant", "member", "challenger", "observer", "scribe")
SEATS = 900
"""Seats a session when nothing is said: three times a full room."""


class Private(Struct, frozen=True):
    """What only the people table holds of a seat."""

    name: str = ""
    organisation: str = ""


class Join(Move, frozen=True):
    """Take a seat. The name and organisation go to the people table, not into the journal."""

    allowed: ClassVar[frozenset[str]] = frozenset({"nobody", *SEATED})
    name: str = ""
    organisation: str = ""


class SayWho(Join, frozen=True):
    """Change the name or organisation of one's own seat."""

    allowed: ClassVar[frozenset[str]] = SEATED


class Joined(Event, frozen=True):
    seat: str


class SaidWho(Event, frozen=True):
    """The people table has a new name or organisation for the seat."""

    seat: str


class RemoveSeat(DeskMove, frozen=True):
    """Send a seat out; what it wrote stays."""

    seat: str


class LetBack(DeskMove, frozen=True):
    seat: str


class GiveRole(DeskMove, frozen=True):
    seat: str
    role: str


class LockDoor(DeskMove, frozen=True):
    """Nobody new can join while it is locked; who has a seat comes back in."""

    on: bool = True


class CountHeads(DeskMove, frozen=True):
    """How many people somebody counted in the room; 0 takes the count away."""

    heads: int


class Forgotten(Event, frozen=True):
    """The seat's name and words have been erased."""

    seat: str


class Door(Struct, frozen=True):
    """What is asked of those who join: name and organisation are "hidden", "optional" or "asked".

    `tables`: one phone can stand for several people.
    """

    name: str = "hidden"
    organisation: str = "hidden"
    organisations: tuple[str, ...] = ()
    closed_list: bool = False
    seats: int = SEATS
    tables: bool = False

    @property
    def asks_nothing(self) -> bool:
        """Coming is joining."""
        return "asked" not in (self.name, self.organisation)


class Crowd(Struct, frozen=True):
    """Figures of everybody here. `people`: counted by weight. `organisations`: how many different ones."""

    people: int
    organisations: int
    places: frozenset[str]


class People(Part):
    """Every seat of the session. `private` is filled from the people table."""

    moves = (Join, SayWho, RemoveSeat, LetBack, GiveRole, LockDoor, CountHeads)
    events = (Joined, SaidWho, RoleGiven, Present, Forgotten)

    def __init__(self) -> None:
        self.seats: dict[str, Person] = {}
        self.private: dict[str, Private] = {}
        self.removed: set[str] = set()
        self.locked = False
        self.heads: int | None = None
        self.door = Door()
        self._here: list[Person] | None = None
        self._crowd: tuple[list[Person], Crowd] | None = None

    @property
    def shut(self) -> str:
        """Why nobody new can join just now: "locked" or "full"; "" when they can."""
        return "locked" if self.locked else "full" if len(self.seats) >= self.door.seats else ""

    def decide_join(self, move: Join, turn: Turn) -> tuple[Event, ...]:
        self.refuse_removed(turn.who.seat)
        if not turn.who.seat:
            raise Rejected("not_allowed")
        if turn.who.seat in self.seats:
            return ()
        if turn.who.role != "nobody":  # a scribe by link writes the minutes and takes no seat
            raise Rejected("not_allowed")
        if self.shut:
            raise Rejected(self.shut)
        self.checked(move)
        return (Joined(turn.who.seat),)

    def decide_say_who(self, move: SayWho, turn: Turn) -> tuple[Event, ...]:
        if turn.who.seat not in self.seats:
            raise Rejected("not_allowed")
        self.checked(move)
        return (SaidWho(turn.who.seat),)

    def checked(self, move: Join) -> Private:
        """The name and organisation as they will be kept. Raises Rejected when something asked for is missing."""
        name = tidy(move.name, 80) if self.door.name != "hidden" else ""
        organisation = tidy(move.organisation, 120) if self.door.organisation != "hidden" else ""
        if self.door.name == "asked" and not name:
            raise Rejected("name_needed", field="name")
        unlisted = self.door.closed_list and organisation not in self.door.organisations
        if unlisted and (organisation or self.door.organisation == "asked"):
            raise Rejected("organisation_unknown", field="organisation")
        if self.door.organisation == "asked" and not organisation:
            raise Rejected("organisation_needed", field="organisation")
        return Private(name, organisation)

    def decide_remove_seat(self, move: RemoveSeat, turn: Turn) -> tuple[Event, ...]:
        return self._about(move, move.seat)

    def decide_let_back(self, move: LetBack, turn: Turn) -> tuple[Event, ...]:
        return self._about(move, move.seat)

    def decide_give_role(self, move: GiveRole, turn: Turn) -> tuple[Event, ...]:
        self._about(move, move.seat)
        if move.role not in ROLES:
            raise Rejected("unknown")
        return (RoleGiven(move.seat, move.role),)

    def decide_count_heads(self, move: CountHeads, turn: Turn) -> tuple[Event, ...]:
        if not 0 <= move.heads <= 1_000_000:
            raise Rejected("not_now")
        return (move,)

    def _about(self, move: Event, seat: str) -> tuple[Event, ...]:
        if seat not in self.seats:
            raise Rejected("unknown")
        return (move,)

    def refuse_removed(self, seat: str) -> None:
        if seat in self.removed:
            raise Rejected("removed")

    def apply_joined(self, event: Joined, by: str, at: Ms) -> None:
        private = self.private.get(event.seat, Private())
        person = Person(event.seat, name=private.name, organisation=private.organisation)
        fresh = self._here is not None and event.seat not in self.seats
        self.seats[event.seat] = person
        self._here = [*(self._here or ()), person] if fresh else None

    def apply_said_who(self, event: SaidWho, by: str, at: Ms) -> None:
        self._refresh(event.seat)

    def apply_remove_seat(self, event: RemoveSeat, by: str, at: Ms) -> None:
        self.removed.add(event.seat)
        self._here = None

    def apply_let_back(self, event: LetBack, by: str, at: Ms) -> None:
        self.removed.discard(event.seat)
        self._here = None

    def apply_lock_door(self, event: LockDoor, by: str, at: Ms) -> None:
        self.locked = event.on

    def apply_count_heads(self, event: CountHeads, by: str, at: Ms) -> None:
        self.heads = event.heads or None

    def apply_role_given(self, event: RoleGiven, by: str, at: Ms) -> None:
        self.change(event.seat, role=event.role)

    def apply_present(self, event: Present, by: str, at: Ms) -> None:
        self.change(event.seat, here=event.here)

    def apply_forgotten(self, event: Forgotten, by: str, at: Ms) -> None:
        self.private.pop(event.seat, None)
        self.change(event.seat, name="", organisation="")

    def inverse_remove_seat(self, event: RemoveSeat) -> Move:
        return LetBack(event.seat)

    def inverse_role_given(self, event: RoleGiven) -> Move | None:
        person = self.seats.get(event.seat)
        return GiveRole(event.seat, person.role) if person else None

    def name(self, seat: str, private: Private) -> None:
        """The people table says this of the seat."""
        self.private[seat] = private
        self._refresh(seat)

    def _refresh(self, seat: str) -> None:
        private = self.private.get(seat)
        if private:
            self.change(seat, name=private.name, organisation=private.organisation)

    def change(self, seat: str, **fields: object) -> None:
        """What is known of a seat has changed; a stranger stays unknown."""
        if seat in self.seats:
            self.seats[seat] = structs.replace(self.seats[seat], **fields)
            self._here = None

    def person(self, seat: str) -> Person:
        """The seat as it is now; a stranger is nobody."""
        return self.seats.get(seat) or Person(seat, role="nobody")

    def here(self) -> list[Person]:
        """Everybody with a seat who has not been removed. The list is shared: read it, leave it."""
        if self._here is None:
            self._here = [person for seat, person in self.seats.items() if seat not in self.removed]
        return self._here

    @property
    def crowd(self) -> Crowd:
        """Counted once for each list of those who are here: screens ask far more often than people come."""
        here = self.here()
        if self._crowd is None or self._crowd[0] is not here:
            self._crowd = here, crowd_of(here)
        return self._crowd[1]

    def of_group(self, group: str) -> list[Person]:
        return [person for person in self.seats.values() if group and person.group == group]


def crowd_of(people: Sequence[Person]) -> Crowd:
    organisations = {person.organisation for person in people if person.organisation}
    places = frozenset(person.place for person in people)
    return Crowd(sum(person.weight for person in people), len(organisations), places)


def by_organisation(people: Iterable[Person]) -> Mapping[str, int]:
    """People by organisation, those without one left out."""
    counts: dict[str, int] = {}
    for person in people:
        if person.organisation:
            counts[person.organisation] = counts.get(person.organisation, 0) + person.weight
    return counts
