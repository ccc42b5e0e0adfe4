"""What can be set up, and what a phone and the desk can ask for.

The steps are those of the reflective cycle in Graham Gibbs, "Learning by Doing: A Guide to Teaching and Learning
Methods" (Further Education Unit, Oxford Polytechnic, 1988): what happened, what one felt, what was good and bad about
it, what sense can be made of it, what else could have been done, and what to do next time. The questions that the
templates ask at each of them are our own.
"""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from sessions.activity import SCRIBES, DeskMove, Event, Move, Words

Part = Literal["description", "feelings", "evaluation", "analysis", "conclusion", "action"]
PARTS: tuple[Part, ...] = ("description", "feelings", "evaluation", "analysis", "conclusion", "action")
GATHER, CHOOSE = -1, len(PARTS)
"""Before the first step people find each other; after the last they choose what to hand in."""

LONGEST = 600
"""Characters of a note: a few sentences, written on a phone while others talk."""
MOST_TOGETHER = 4
MOST_TYPED = 1000
CLOCK = "part"

Index = Annotated[int, Meta(ge=GATHER, le=CHOOSE)]


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """`seconds`: for each step. `choosing`: for choosing what to hand in. `pace`: on one clock, or each at its own."""

    theme: Annotated[str, Meta(max_length=200)] = ""
    seconds: Annotated[int, Meta(ge=10, le=3600)] = 180
    choosing: Annotated[int, Meta(ge=10, le=3600)] = 180
    pace: Literal["together", "own"] = "together"


class SayHowMany(Move, frozen=True):
    """So many talk around this phone. It counts conversations, and says nothing of anybody."""

    people: Annotated[int, Meta(ge=1, le=MOST_TOGETHER)]


class Write(Move, frozen=True):
    """A note of one's own on a step. Nobody else sees it until it is handed in."""

    part: Part
    text: Words = ""


class Walk(Move, frozen=True):
    """At one's own pace: to another step."""

    to: Index


class HandIn(Move, frozen=True):
    """These notes go to the organisers; with none of them all stay here."""

    parts: tuple[Part, ...] = ()


class TakeBack(Move, frozen=True):
    """Nothing is handed in after all, or something else will be."""


class Begin(DeskMove, frozen=True):
    """Start the first step's clock, for all."""

    when: ClassVar[frozenset[str]] = Move.when


class GoOn(DeskMove, frozen=True):
    """To the next step before its time. `seen`: where the presser thought it was."""

    when: ClassVar[frozenset[str]] = Move.when
    seen: int


class GoTo(DeskMove, frozen=True):
    """To any of the steps, with its whole time."""

    when: ClassVar[frozenset[str]] = Move.when
    to: Index


class TypeIn(DeskMove, frozen=True):
    """A note that came on paper. `id` is the server's."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    part: Part
    text: Words
    id: str = ""


class DropTyped(DeskMove, frozen=True):
    allowed: ClassVar[frozenset[str]] = SCRIBES
    id: str


class CountPaper(DeskMove, frozen=True):
    """So many conversations were held without a phone."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    talks: Annotated[int, Meta(ge=0, le=1000)]


class Began(Event, frozen=True):
    """Everybody is at this step now."""

    index: int


MOVES = (SayHowMany, Write, Walk, HandIn, TakeBack, Begin, GoOn, GoTo, TypeIn, DropTyped, CountPaper)
EVENTS = (Began,)
