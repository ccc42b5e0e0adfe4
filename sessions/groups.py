"""Areas, the groups that work in them, and how far each group is. Who is in a group stands in `people`."""

from collections.abc import Iterable
from itertools import count
from typing import Any

from msgspec import Struct, structs

from sessions.activity import (
    AllReady,
    AreaChosen,
    Event,
    Group,
    Grouped,
    Move,
    Ms,
    Person,
    Rejected,
    Turn,
    tidy,
)
from sessions.areas import Areas, known
from sessions.group_moves import (
    AddGroup,
    AskForTime,
    DropGroup,
    GiveWeight,
    NameGroup,
    NoMoreTime,
    PlaceSeat,
    Regroup,
    SayReady,
    StandFor,
    TimeAskedFor,
    Weighed,
)
from sessions.people import People


class Team(Struct):
    """What is kept of a group; its people stand in `People`. `gone`: the last of them has left it."""

    number: int = 0
    name: str = ""
    area: str = ""
    place: str = ""
    ready: bool = False
    asks: bool = False
    gone: bool = False


class Groups(Areas):
    moves = (
        *Areas.moves,
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
    events = (*Areas.events, AreaChosen, Grouped, TimeAskedFor, AllReady, Weighed)

    def __init__(self, people: People) -> None:
        super().__init__()
        self.people = people
        self.teams: dict[str, Team] = {}
        self._known: tuple[list[Person] | None, tuple[Group, ...]] = (None, ())

    def apply(self, event: Event, by: str, at: Ms) -> None:
        super().apply(event, by, at)
        self._known = (None, ())

    # what somebody asks

    def decide_place_seat(self, move: PlaceSeat, turn: Turn) -> tuple[Event, ...]:
        known(move, move.seat in self.people.seats)
        if move.group == "new":
            area = self.people.person(move.seat).area
            return (Grouped(turn.new_id("g"), (move.seat,), area, self.first_place(area)),)
        known(move, not move.group or move.group in self.teams)
        return (self._grouped(move.group, (move.seat,)),)

    def decide_regroup(self, move: Regroup, turn: Turn) -> tuple[Event, ...]:
        by_group: dict[str, list[str]] = {}
        for seat, group in move.seats:
            known(move, seat in self.people.seats and (not group or group in self.teams))
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
        known(move, not move.area or move.area in self.areas)
        place = tidy(move.place, 120) or self.first_place(move.area)
        return (Grouped(turn.new_id("g"), (), move.area, place),)

    def decide_drop_group(self, move: DropGroup, turn: Turn) -> tuple[Event, ...]:
        known(move, move.group in self.teams)
        if self.people.of_group(move.group):
            raise Rejected("not_now")
        return (move,)

    def decide_name_group(self, move: NameGroup, turn: Turn) -> tuple[Event, ...]:
        known(move, move.group in self.teams)
        return (structs.replace(move, name=tidy(move.name, 80), place=tidy(move.place, 120)),)

    def decide_say_ready(self, move: SayReady, turn: Turn) -> tuple[Event, ...]:
        return (AllReady(_own_group(turn), move.on),)

    def decide_ask_for_time(self, move: AskForTime, turn: Turn) -> tuple[Event, ...]:
        return (TimeAskedFor(_own_group(turn), move.on),)

    def decide_no_more_time(self, move: NoMoreTime, turn: Turn) -> tuple[Event, ...]:
        known(move, move.group in self.teams)
        return (TimeAskedFor(move.group, False),)

    def decide_stand_for(self, move: StandFor, turn: Turn) -> tuple[Event, ...]:
        if turn.who.seat not in self.people.seats:
            raise Rejected("not_allowed")
        if not self.people.door.tables:
            raise Rejected("no_tables")
        return (Weighed(turn.who.seat, move.people),)

    def decide_give_weight(self, move: GiveWeight, turn: Turn) -> tuple[Event, ...]:
        known(move, move.seat in self.people.seats)
        return (Weighed(move.seat, move.people),)

    # what has happened

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

    def inverse_grouped(self, event: Grouped) -> Move:
        if not event.seats:
            return DropGroup(event.group)
        before = [self.people.person(seat) for seat in event.seats]
        areas = tuple((one.seat, one.area) for one in before if event.area not in ("", one.area))
        return Regroup(tuple((one.seat, one.group) for one in before), areas, event.group or None)

    def inverse_name_group(self, event: NameGroup) -> Move:
        team = self.teams[event.group]
        return NameGroup(event.group, team.name, team.place)

    # what can be read

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


def _own_group(turn: Turn) -> str:
    if not turn.who.group:
        raise Rejected("no_group")
    return turn.who.group
