"""What can be set up, asked and told in a pulse."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from sessions.activity import SCRIBES, DeskMove, Event, Move, Words
from sessions.measures import CompareWith

Form = Literal["words", "scales", "text", "balance"]
MOST_STATEMENTS = 7
"""What one screen of a wall holds so that it can be read."""
MOST_CATEGORIES = 6
How = Literal["join", "part", "part_spelling", "hide", "unhide", "approve"]
Line = Annotated[str, Meta(max_length=400)]
Lines = Annotated[str, Meta(max_length=3000, pattern=rf"^(?:[^\n]*\n){{0,{MOST_STATEMENTS - 1}}}[^\n]*$")]
Label = Annotated[str, Meta(max_length=80)]
Categories = Annotated[str, Meta(max_length=600, pattern=rf"^(?:[^\n]*\n){{0,{MOST_CATEGORIES - 1}}}[^\n]*$")]

LONGEST = {"words": 60, "text": 300, "scales": 0, "balance": 0}
"""How many characters one entry may have."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """`question`: empty means the step's title. `entries`: how many a person may send.

    `reveal`: "live", or "shown" (hidden until the desk shows it). `hold`: entries wait for approval.
    `statements`: one a line, also with end labels of its own: "I was heard | no | fully".
    `target`: per cent that should answer `target_from` or more. 0 and 0: no target, the two highest points.
    `heard` (free text): one sentence each, about the line of the programme before this one.
    `support` (free text): how many of the entries a person may support once they are in; 0: none.
    `set`: the name of a set of statements that is answered on several occasions; answers under the same name are
    put beside each other. "" when it is asked this once.
    `categories` (balance): one a line, two at least. `least`: per cent that each of them should have; 0: no target.
    """

    form: Form = "words"
    question: Line = ""
    entries: Annotated[int, Meta(ge=1, le=20)] = 3
    reveal: Literal["live", "shown"] = "live"
    hold: bool = False
    heard: bool = False
    support: Annotated[int, Meta(ge=0, le=20)] = 0
    statements: Lines = ""
    low: Label = ""
    high: Label = ""
    points: Annotated[int, Meta(ge=2, le=10)] = 5
    target: Annotated[int, Meta(ge=0, le=100)] = 0
    target_from: Annotated[int, Meta(ge=0, le=10)] = 0
    set: Label = ""
    categories: Categories = ""
    least: Annotated[int, Meta(ge=0, le=50)] = 0


class Write(Move, frozen=True):
    """One entry. `round` is what the phone saw (0: whichever runs); `id` is the server's."""

    text: Words
    round: int = 0
    id: str = ""


class TakeBack(Move, frozen=True):
    """Somebody withdraws an entry of their own."""

    id: str


class Rate(Move, frozen=True):
    """A point on the scale of one statement (counted from 1); value 0 withdraws. `weight` is the server's.

    In a balance the points are the categories, and every phone is one answer.
    """

    statement: int
    value: int
    round: int = 0
    weight: int = 1


class Support(Move, frozen=True):
    """One's +1 for an entry, or with `on` false taking it back. `weight` is the server's."""

    id: str
    on: bool = True
    round: int = 0
    weight: int = 1


class AskSupport(DeskMove, frozen=True):
    """What there is may be supported, and nothing more is written; or the other way round again."""

    on: bool


class Join(DeskMove, frozen=True):
    """These words mean the same. Ids of words as the desk sees them, or of entries."""

    ids: tuple[str, ...]


class Part(DeskMove, frozen=True):
    """One of the words (or spellings) of a joined word stands on its own again."""

    id: str


class Hide(DeskMove, frozen=True):
    id: str


class Unhide(DeskMove, frozen=True):
    id: str


class Approve(DeskMove, frozen=True):
    ids: tuple[str, ...]


class Arranged(Event, frozen=True):
    """The desk has put entries of a round in order. `ids` are all entries it was about at that moment."""

    id: str
    round: int
    how: How
    ids: tuple[str, ...]


class Annul(DeskMove, frozen=True):
    """Undo an Arranged or a TypeIn, by its id."""

    act: str


class Reinstate(DeskMove, frozen=True):
    act: str


class TypeIn(DeskMove, frozen=True):
    """An entry from paper or from the floor, `times` times. `id` is the server's."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    text: Words
    times: Annotated[int, Meta(ge=1, le=1000)] = 1
    id: str = ""


class TypeRatings(DeskMove, frozen=True):
    """Answers on paper to one statement: how many at each point, lowest first. Replaces what was typed."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    statement: int
    counts: tuple[Annotated[int, Meta(ge=0, le=10_000)], ...]


class NewRound(DeskMove, frozen=True):
    """Ask again; what was answered stays as a round of its own. `seen` is the server's: was it visible?"""

    seen: bool = False


class DropRound(DeskMove, frozen=True):
    """Undo NewRound, as long as nobody has answered. `show`, `page`: what the wall showed before."""

    show: Annotated[int, Meta(ge=0)] = 0
    page: Annotated[int, Meta(ge=0, le=10_000)] = 0


class ShowRound(DeskMove, frozen=True):
    """Which round the wall shows; 0 follows the one that runs."""

    round: int


class TurnPage(DeskMove, frozen=True):
    """Which page of the free texts the wall shows; 0 follows."""

    page: Annotated[int, Meta(ge=0, le=10_000)]


class DropEarlier(DeskMove, frozen=True):
    """Take occasions of earlier sessions away again, by their ids."""

    ids: Annotated[tuple[str, ...], Meta(max_length=50)]


class Balanced(Event, frozen=True):
    """A balance has closed with so many answers; `final` when they may have been shown, so that none is added."""

    answers: int
    final: bool


MOVES = (
    *(Write, TakeBack, Rate, Support, AskSupport),
    *(Join, Part, Hide, Unhide, Approve, Annul, Reinstate),
    *(TypeIn, TypeRatings),
    *(NewRound, DropRound, ShowRound, TurnPage),
    *(CompareWith, DropEarlier),
)
