"""What can be asked about areas and groups, and what then has happened."""

from typing import Annotated, ClassVar

from msgspec import Meta

from sessions.activity import SEATED, Area, DeskMove, Event, Move, Words

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
