"""Areas, the groups that work in them, and how far each group is. Who is in a group stands in `people`."""

from collections.abc import Iterable
from itertools import count
from typing import Annotated, Any, ClassVar

from msgspec import Meta, Struct, structs

from sessions.activity import (
    SEATED,
    AllReady,
    Area,
    AreaChosen,
    DeskMove,
    Event,
    Group,
    Grouped,
    Move,
    Ms,
    Person,
    Rejected,
    Turn,
    Words,
    needed,
    tidy,
)
from sessions.part import Part
from sessions.people import People

LOOKS = 6
MOST_AREAS = 40
MOST_PLACES = 20
MOST_AT_A_TABLE = 30


class PutArea(DeskMove, frozen=True):
    """Make an area, or change the one named. `places`: one a line; the first group works in the first of them."""

    name: Words
    area: str = ""
    text: Words = ""
    link: Annotated[str, Meta(max_length=500)] = ""
    picture: Annotated[str, Meta(max_length=64)] = ""
    alt: Words = ""
    places: Words = ""
    look: Annotated[int, Meta(ge=0, le=LOOKS)] = 0
    seats: Annotated[int, Meta(ge=0, le=100_000)] = 0


class AreaPut(Event, frozen=True):
    area: Area


class RemoveArea(DeskMove, frozen=True):
    """Nobody can choose it any more; what was done in it stays readable."""

    area: str


class AreaBack(DeskMove, frozen=True):
    area: str


class PlaceSeat(DeskMove, frozen=True):
    """Put somebody into a group by hand; with group "" into none, with "new" into one of their own."""

    seat: str
    group: str = ""


class Regroup(DeskMove, frozen=True):
    """Put several people where they were: pairs of seat and group ("" for none), and of seat and area.

    `found`: the group they were put in (set when it undoes something): who has moved on since stays there.
    """

    seats: tuple[tuple[str, str], ...]
    areas: tuple[tuple[str, str], ...] = ()
    found: str | None = None


class AddGroup(DeskMove, frozen=True):
    """A group that nobody is in yet, for putting people together by hand. `place` "": the area's first."""

    area: str = ""
    place: Words = ""


class DropGroup(DeskMove, frozen=True):
    """Take a group away that nobody is in."""

    group: str


class PlaceTime(DeskMove, frozen=True):
    """More (or less) time at one place only; the others keep theirs."""

    place: str
    seconds: Annotated[int, Meta(ge=-3600, le=3600)]


class NameGroup(DeskMove, frozen=True):
    """Call a group something, or send it to another place."""

    group: str
    name: Words = ""
    place: Words = ""


class SayReady(Move, frozen=True):
    """My group is done with what it was asked to do."""

    on: bool = True


class AskForTime(Move, frozen=True):
    """My group would like more time, please."""

    on: bool = True


class NoMoreTime(DeskMove, frozen=True):
    """The desk has heard that the group wants more time, and there is none to give."""

    group: str


class TimeAskedFor(Event, frozen=True):
    group: str
    on: bool = True


class StandFor(Move, frozen=True):
    """This phone is shared: it stands for so many people."""

    allowed: ClassVar[frozenset[str]] = SEATED
    people: Annotated[int, Meta(ge=1, le=MOST_AT_A_TABLE)]


class GiveWeight(DeskMove, frozen=True):
    """How many people a phone stands for, as the desk sees it."""

    seat: str
    people: Annotated[int, Meta(ge=1, le=1000)]


class Weighed(Event, frozen=True):
    seat: str
    people: int


class Team(Struct):
    """What is kept of a group; its people stand in `People`. `gone`: the last of them has left it."""

    number: int = 0
    name: str = ""
    area: str = ""
    place: str = ""
    ready: bool = False
    asks: bool = False
    gone: bool = False


class Groups(Part):
    moves = (
        PutArea,
        RemoveArea,
        AreaBack,
        PlaceSeat,
        Regroup,
        AddGroup,
        DropGroup,
        NameGroup,
        SayReady,
        AskForTime,
        NoMoreTime,
        StandFor,
        GiveWeight,
    )
    events = (AreaPut, AreaChosen, Grouped, TimeAskedFor, AllReady, Weighed)

    def __init__(self, people: People) -> None:
        self.people = people
        self.areas: dict[str, Area] = {}
        self.teams: dict[str, Team] = {}
        self._known: tuple[list[Person] | None, tuple[Group, ...]] = (None, ())

    def apply(self, event: Event, by: str, at: Ms) -> None:
        super().apply(event, by, at)
        self._known = (None, ())

    # what somebody asks

    def decide_put_area(self, move: PutArea, turn: Turn) -> tuple[Event, ...]:
        if move.area and move.area not in self.areas:
            raise Rejected("unknown")
        if not move.area and len(self.standing()) >= MOST_AREAS:
            raise Rejected("too_many", most=MOST_AREAS, field="name")
        return (AreaPut(_area(move, turn, self._look(move))),)

    def _look(self, move: PutArea) -> int:
        """The look asked for, the one it had, or the next in turn."""
        had = self.areas[move.area].look if move.area else len(self.areas) % LOOKS + 1
        return move.look or had

    def decide_remove_area(self, move: RemoveArea, turn: Turn) -> tuple[Event, ...]:
        return self._about(move, move.area in self.areas)

    def decide_area_back(self, move: AreaBack, turn: Turn) -> tuple[Event, ...]:
        return self._about(move, move.area in self.areas)

    def decide_place_seat(self, move: PlaceSeat, turn: Turn) -> tuple[Event, ...]:
        self._about(move, move.seat in self.people.seats)
        if move.group == "new":
            area = self.people.person(move.seat).area
            return (Grouped(turn.new_id("g"), (move.seat,), area, self._first_place(area)),)
        self._about(move, not move.group or move.group in self.teams)
        return (self._grouped(move.group, (move.seat,)),)

    def _first_place(self, area: str) -> str:
        places = self.areas[area].places if area in self.areas else ()
        return places[0] if places else ""

    def decide_regroup(self, move: Regroup, turn: Turn) -> tuple[Event, ...]:
        by_group: dict[str, list[str]] = {}
        for seat, group in move.seats:
            self._about(move, seat in self.people.seats and (not group or group in self.teams))
            if self._still_there(seat, move):
                by_group.setdefault(group, []).append(seat)
        grouped = tuple(self._grouped(group, seats) for group, seats in by_group.items())
        areas = (AreaChosen(seat, area) for seat, area in move.areas if self._still_there(seat, move))
        return (*grouped, *areas)

    def _still_there(self, seat: str, move: Regroup) -> bool:
        return move.found in (None, self.people.person(seat).group)

    def _grouped(self, group: str, seats: Iterable[str]) -> Grouped:
        team = self.teams.get(group, Team())
        return Grouped(group, tuple(seats), team.area, team.place)

    def decide_add_group(self, move: AddGroup, turn: Turn) -> tuple[Event, ...]:
        self._about(move, not move.area or move.area in self.areas)
        place = tidy(move.place, 120) or self._first_place(move.area)
        return (Grouped(turn.new_id("g"), (), move.area, place),)

    def decide_drop_group(self, move: DropGroup, turn: Turn) -> tuple[Event, ...]:
        self._about(move, move.group in self.teams)
        if self.people.of_group(move.group):
            raise Rejected("not_now")
        return (move,)

    def decide_name_group(self, move: NameGroup, turn: Turn) -> tuple[Event, ...]:
        self._about(move, move.group in self.teams)
        return (structs.replace(move, name=tidy(move.name, 80), place=tidy(move.place, 120)),)

    def decide_say_ready(self, move: SayReady, turn: Turn) -> tuple[Event, ...]:
        return (AllReady(_own_group(turn), move.on),)

    def decide_ask_for_time(self, move: AskForTime, turn: Turn) -> tuple[Event, ...]:
        return (TimeAskedFor(_own_group(turn), move.on),)

    def decide_no_more_time(self, move: NoMoreTime, turn: Turn) -> tuple[Event, ...]:
        self._about(move, move.group in self.teams)
        return (TimeAskedFor(move.group, False),)

    def decide_stand_for(self, move: StandFor, turn: Turn) -> tuple[Event, ...]:
        if turn.who.seat not in self.people.seats:
            raise Rejected("not_allowed")
        if not self.people.door.tables:
            raise Rejected("no_tables")
        return (Weighed(turn.who.seat, move.people),)

    def decide_give_weight(self, move: GiveWeight, turn: Turn) -> tuple[Event, ...]:
        self._about(move, move.seat in self.people.seats)
        return (Weighed(move.seat, move.people),)

    @staticmethod
    def _about(move: Event, known: bool) -> tuple[Event, ...]:
        if not known:
            raise Rejected("unknown")
        return (move,)

    # what has happened

    def apply_area_put(self, event: AreaPut, by: str, at: Ms) -> None:
        self.areas[event.area.id] = event.area

    def apply_remove_area(self, event: RemoveArea, by: str, at: Ms) -> None:
        self.areas[event.area] = structs.replace(self.areas[event.area], removed=True)

    def apply_area_back(self, event: AreaBack, by: str, at: Ms) -> None:
        self.areas[event.area] = structs.replace(self.areas[event.area], removed=False)

    def apply_name_group(self, event: NameGroup, by: str, at: Ms) -> None:
        team = self.teams[event.group]
        team.name, team.place = event.name, event.place
        for person in self.people.of_group(event.group):
            self.people.change(person.seat, place=event.place)

    def apply_all_ready(self, event: AllReady, by: str, at: Ms) -> None:
        self._change(event.group, ready=event.on)

    def apply_time_asked_for(self, event: TimeAskedFor, by: str, at: Ms) -> None:
        self._change(event.group, asks=event.on)

    def apply_weighed(self, event: Weighed, by: str, at: Ms) -> None:
        self.people.change(event.seat, weight=event.people)

    def apply_area_chosen(self, event: AreaChosen, by: str, at: Ms) -> None:
        self.people.change(event.seat, area=event.area)

    def apply_grouped(self, event: Grouped, by: str, at: Ms) -> None:
        """Who comes into a group without an area, or leaves one, keeps the area."""
        left = {self.people.person(seat).group for seat in event.seats} - {"", event.group}
        if event.group:
            team = self._standing_team(event.group)
            team.area, team.place = event.area, event.place
        for seat in event.seats:
            area = event.area or self.people.person(seat).area
            self.people.change(seat, group=event.group, area=area, place=event.place)
        for group in left:
            self._change(group, gone=not self.people.of_group(group))

    def _standing_team(self, group: str) -> Team:
        """A group that is new, or comes back, has the lowest number that no other has."""
        team = self.teams.setdefault(group, Team(gone=True))
        if team.gone:
            taken = {other.number for other in self.teams.values() if not other.gone}
            free = next(number for number in count(1) if number not in taken)
            team.number = free if team.number in {0, *taken} else team.number
            team.gone = False
        return team

    def apply_drop_group(self, event: DropGroup, by: str, at: Ms) -> None:
        self._change(event.group, gone=True)

    def begin_afresh(self) -> None:
        """Something new has begun: nobody is ready with it, and nobody has asked for more time."""
        self._known = (None, ())
        for team in self.teams.values():
            team.ready = team.asks = False

    def answered(self, place: str | None = None) -> None:
        """The groups at a place got more time; without a place all of them did."""
        self._known = (None, ())
        for team in self.teams.values():
            if place in (None, team.place):
                team.asks = False

    def _change(self, group: str, **fields: Any) -> None:
        for name, value in fields.items():
            if group in self.teams:
                setattr(self.teams[group], name, value)

    # what would undo it

    def inverse_area_put(self, event: AreaPut) -> Move:
        before = self.areas.get(event.area.id)
        return RemoveArea(event.area.id) if before is None else put_again(before)

    def inverse_grouped(self, event: Grouped) -> Move:
        if not event.seats:
            return DropGroup(event.group)
        before = [self.people.person(seat) for seat in event.seats]
        areas = tuple((one.seat, one.area) for one in before if event.area not in ("", one.area))
        return Regroup(tuple((one.seat, one.group) for one in before), areas, event.group or None)

    def inverse_remove_area(self, event: RemoveArea) -> Move:
        return AreaBack(event.area)

    def inverse_name_group(self, event: NameGroup) -> Move:
        team = self.teams[event.group]
        return NameGroup(event.group, team.name, team.place)

    # what can be read

    def standing(self) -> list[Area]:
        """The areas people can choose."""
        return [area for area in self.areas.values() if not area.removed]

    def gathered(self) -> list[Group]:
        """The groups that people are in now, in the order of their numbers."""
        return sorted((group for group in self.all() if group.people), key=lambda group: group.number)

    def all(self) -> tuple[Group, ...]:
        """Every group there has been, in the order they were made, with the people it has now."""
        here = self.people.here()
        if self._known[0] is not here:
            self._known = (here, self._with_people(here) if self.teams else ())
        return self._known[1]

    def _with_people(self, here: Iterable[Person]) -> tuple[Group, ...]:
        sizes: dict[str, int] = {}
        for person in here:
            sizes[person.group] = sizes.get(person.group, 0) + person.weight
        return tuple(
            Group(id, team.number, team.name, team.area, team.place, sizes.get(id, 0), team.ready, team.asks)
            for id, team in self.teams.items()
        )


def _area(move: PutArea, turn: Turn, look: int) -> Area:
    places = [place for line in move.places.split("\n") if (place := tidy(line, 120))]
    if len(places) > MOST_PLACES:
        raise Rejected("too_many", most=MOST_PLACES, field="places")
    return Area(
        move.area or turn.new_id("a"),
        needed(move.name, 200),
        tidy(move.text, 4000, lines=True),
        checked_link(move.link),
        move.picture,
        tidy(move.alt, 400),
        tuple(dict.fromkeys(places)),
        look,
        move.seats,
    )


def checked_link(link: str) -> str:
    """An address of a page on the web, or "". Raises Rejected("no_link")."""
    link = link.strip()
    if link and not link.startswith(("https://", "http://")):
        raise Rejected("no_link", field="link")
    return link


def put_again(area: Area) -> PutArea:
    """The move that makes the area what it is."""
    return PutArea(
        area.name,
        area.id,
        area.text,
        area.link,
        area.picture,
        area.alt,
        "\n".join(area.places),
        area.look,
        area.seats,
    )


def _own_group(turn: Turn) -> str:
    if not turn.who.group:
        raise Rejected("no_group")
    return turn.who.group
