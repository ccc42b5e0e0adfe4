"""What can be set up, asked and told in a doodle."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from sessions.activities.doodle.ink import LONGEST
from sessions.activities.doodle.shapes import Shape
from sessions.activity import ANY_STATE, SCRIBES, WHILE_OPEN, DeskMove, Event, Move, Words

Part = Literal["finish", "doodle"]
Way = Literal["pen", "shapes", "words"]
Sheet = Annotated[int, Meta(ge=1, le=15)]
Code = Annotated[str, Meta(max_length=12)]
Ink = Annotated[str, Meta(max_length=LONGEST)]
Drawn = Annotated[str, Meta(max_length=LONGEST, extra={"words": True})]
"""Ink in an event: erasure empties it like words."""

LONGEST_TEXT, LONGEST_CAPTION, LONGEST_FEELING = 200, 60, 40
MOST_SPARES = 6


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """How pairs come about: dealt, by the partner's `code`, or in the `order` of joining, as people sit.

    `rounds` of `sheets` doodles of `seconds` each, swapped, and finished in `finish_seconds` each. Then they talk;
    with 0 seconds until the desk goes on. `paper`: only the wall is needed. All times in seconds.
    """

    pairing: Literal["auto", "code", "order"] = "auto"
    sheets: Annotated[int, Meta(ge=1, le=5)] = 3
    seconds: Annotated[int, Meta(ge=3, le=120)] = 5
    finish_seconds: Annotated[int, Meta(ge=3, le=300)] = 20
    rounds: Annotated[int, Meta(ge=1, le=3)] = 1
    ready_seconds: Annotated[int, Meta(ge=3, le=120)] = 10
    pause_seconds: Annotated[int, Meta(ge=0, le=30)] = 3
    swap_seconds: Annotated[int, Meta(ge=5, le=120)] = 10
    talk_seconds: Annotated[int, Meta(ge=0, le=1800)] = 120
    feeling: bool = True
    paper: bool = False


class ComeIn(Move, frozen=True):
    """I take part, also when it has begun."""


class StepOut(Move, frozen=True):
    """I do not take part, or no longer."""


class PairUp(Move, frozen=True):
    """The code that my partner's phone shows."""

    code: Code


class SayGone(Move, frozen=True):
    """The partner with this code has left."""

    code: Code


class Work(Move, frozen=True):
    """How I take part: with a pen, with shapes, or in words."""

    way: Way


class Draw(Move, frozen=True):
    """All I have drawn on my layer of this sheet so far; it replaces what was there."""

    sheet: Sheet
    part: Part
    ink: Ink


class AddShape(Move, frozen=True):
    sheet: Sheet
    part: Part
    shape: Shape
    place: Annotated[int, Meta(ge=1, le=9)] = 5
    large: bool = False


class TakeShape(Move, frozen=True):
    """Take my latest stroke or shape away."""

    sheet: Sheet
    part: Part


class Describe(Move, frozen=True):
    """The doodle, or what I make of it, in words."""

    sheet: Sheet
    part: Part
    text: Words


class Caption(Move, frozen=True):
    """What I see in the doodle that I finished."""

    sheet: Sheet
    text: Words


class Agree(Move, frozen=True):
    """Whether a drawing that I had a hand in may be shown, or with "" all of them. It can be taken back at any time."""

    when: ClassVar[frozenset[str]] = ANY_STATE
    drawing: Annotated[str, Meta(max_length=40)] = ""
    on: bool = True


class Feel(Move, frozen=True):
    """How it felt, in a word; empty takes it back."""

    text: Words


class Begin(DeskMove, frozen=True):
    """Make the pairs and start the clock."""

    when: ClassVar[frozenset[str]] = WHILE_OPEN


class GoOn(DeskMove, frozen=True):
    """The next phase, before its time. `seen`: the index of the phase that the presser saw."""

    when: ClassVar[frozenset[str]] = WHILE_OPEN
    seen: int


class TakeOut(DeskMove, frozen=True):
    """Whoever has this code has left."""

    code: Code


class DrawSpare(DeskMove, frozen=True):
    """A doodle of the facilitator's, for who has no partner."""

    ink: Ink


class DropSpare(DeskMove, frozen=True):
    id: str


class Withhold(DeskMove, frozen=True):
    """Keep a drawing off the wall although both agreed."""

    drawing: str


class ShowAgain(DeskMove, frozen=True):
    drawing: str


class TurnPage(DeskMove, frozen=True):
    page: Annotated[int, Meta(ge=1, le=10_000)]


class TypeFeeling(DeskMove, frozen=True):
    """A feeling said aloud or on paper, `times` times. `id` is the server's."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    text: Words
    times: Annotated[int, Meta(ge=1, le=1000)] = 1
    id: str = ""


class DropFeeling(DeskMove, frozen=True):
    """Undo a TypeFeeling, by its id."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    id: str


class TypePairs(DeskMove, frozen=True):
    """How many pairs drew on paper."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    count: Annotated[int, Meta(ge=0, le=1000)]


class CameIn(Event, frozen=True):
    """`id` names the member where others read, `code` where a partner does."""

    seat: str
    id: str
    code: str


class WentOut(Event, frozen=True):
    seat: str


class Paired(Event, frozen=True):
    """All pairs, from now on."""

    pairs: tuple[tuple[str, ...], ...]


class Given(Event, frozen=True):
    """The sheet that a seat finishes as its number `sheet`: `what` is a doodle's id."""

    seat: str
    sheet: int
    what: str


class Began(Event, frozen=True):
    """A phase of the plan, by its index."""

    index: int


class Drew(Event, frozen=True):
    """A layer as it is now. `shapes`: what of it are shapes, told in notes."""

    sheet: int
    part: Part
    ink: Drawn
    shapes: Drawn = ""


class SpareDrawn(Event, frozen=True):
    id: str
    ink: Ink


MOVES = (
    *(ComeIn, StepOut, PairUp, SayGone, Work),
    *(Draw, AddShape, TakeShape, Describe, Caption, Agree, Feel),
    *(Begin, GoOn, TakeOut, DrawSpare, DropSpare, Withhold, ShowAgain, TurnPage),
    *(TypeFeeling, DropFeeling, TypePairs),
)
EVENTS: tuple[type[Event], ...] = (CameIn, WentOut, Paired, Given, Began, Drew, SpareDrawn)
