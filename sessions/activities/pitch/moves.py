"""What can be set up, asked and told while groups present and a panel asks."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from sessions.activity import PARTICIPANTS, SCRIBES, WHILE_OPEN, Clock, DeskMove, Event, Move, Words
from sessions.ball import LONGEST_ASKED
from sessions.ball import Answer as Answer
from sessions.ball import Entrust as Entrust

Phase = Literal["", "pitch", "questions", "change"]
"""What the room does with a pitch; "" is nothing at all: not begun, between two, or through."""

Running = Literal["pitch", "questions", "change"]

MOST_PITCHES = 40
MOST_QUESTIONS = 600
"""In all: what a desk can still go through."""
MOST_OF_PANEL = 60
"""Questions of one challenger, drafts included."""
LONGEST = {"title": 200, "text": 2000, "question": 300, **LONGEST_ASKED}

Lines = Annotated[str, Meta(max_length=8000)]
Part = Annotated[int, Meta(ge=0, le=120)]


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """`titles`: pitches typed in, one a line, beside what an earlier step brings along.

    `split`: whether `pitch`, `questions` and `change` are shares of each group's time, or minutes (less when
    there are not so many left). `audience`: everybody may ask, `most` questions each. `hold`: these are read
    before they are shown. `support`: others can stand behind them.
    """

    titles: Lines = ""
    split: Literal["shares", "minutes"] = "shares"
    pitch: Annotated[int, Meta(ge=1, le=120)] = 4
    questions: Part = 3
    change: Part = 1
    audience: bool = True
    most: Annotated[int, Meta(ge=1, le=20)] = 3
    hold: bool = False
    support: bool = True


# the order, and how the room goes through it


class PutPitch(DeskMove, frozen=True):
    """Type in a pitch, or (with `item`) the text of one that came without. `id` is the server's."""

    title: Words = ""
    text: Words = ""
    item: str = ""
    group: str = ""
    id: str = ""


class Withdraw(DeskMove, frozen=True):
    """Undo a typed-in pitch that has not begun; with `text`, what was typed to one."""

    item: str
    text: bool = False


class Draw(DeskMove, frozen=True):
    """Draw the order of those who have not presented."""

    when: ClassVar[frozenset[str]] = WHILE_OPEN


class Ordered(Event, frozen=True):
    """The order of those who have not presented. `drawn`: by lot."""

    items: tuple[str, ...]
    drawn: bool = False


class Order(DeskMove, frozen=True):
    """Set the order of those who have not presented; `drawn` when it gives an earlier draw back."""

    items: tuple[str, ...]
    drawn: bool = False


class Shift(DeskMove, frozen=True):
    """One step earlier (-1) or later (1)."""

    item: str
    by: Literal[-1, 1]


class DropOut(DeskMove, frozen=True):
    """A group does not present: its time goes to the others."""

    item: str


class TakeIn(DeskMove, frozen=True):
    """It presents after all."""

    item: str


class GoOn(DeskMove, frozen=True):
    """The next thing: questions, change-over, the next group. `to`: what the presser saw coming."""

    when: ClassVar[frozenset[str]] = WHILE_OPEN
    to: str = ""


class Went(Event, frozen=True):
    """`phase` of `item` began and has `seconds` ("" and "": all are through). `before`: the clock that ended."""

    item: str
    phase: Phase
    seconds: int = 0
    before: Clock | None = None


class GoBack(DeskMove, frozen=True):
    """Undo a GoOn: from `left` (item and phase) back to what ran before, with what its clock had left."""

    when: ClassVar[frozenset[str]] = WHILE_OPEN
    left: str
    item: str = ""
    phase: Phase = ""
    clock: Clock | None = None


class Returned(Event, frozen=True):
    item: str
    phase: Phase


class Stopped(Event, frozen=True):
    """The step closed while a phase ran, with this clock."""

    clock: Clock | None = None


# questions and answers


class Ask(Move, frozen=True):
    """A question about `item` ("": the pitch that is on). `draft`: kept for oneself (challengers only).

    `id` and `panel` are the server's.
    """

    allowed: ClassVar[frozenset[str]] = PARTICIPANTS
    text: Words
    item: str = ""
    draft: bool = False
    panel: bool = False
    id: str = ""


class Reword(Move, frozen=True):
    """Change a question of one's own that nobody else has seen."""

    allowed: ClassVar[frozenset[str]] = PARTICIPANTS
    id: str
    text: Words


class TakeBack(Move, frozen=True):
    """Take a question of one's own back, as long as it is not answered."""

    allowed: ClassVar[frozenset[str]] = PARTICIPANTS
    id: str


class PutForward(Move, frozen=True):
    """A challenger asks a draft or a parked question now."""

    allowed: ClassVar[frozenset[str]] = PARTICIPANTS
    id: str


class Park(Move, frozen=True):
    """A challenger lets a question of their own wait."""

    allowed: ClassVar[frozenset[str]] = PARTICIPANTS
    id: str


class Support(Move, frozen=True):
    """Stand behind somebody else's question, or no longer."""

    allowed: ClassVar[frozenset[str]] = PARTICIPANTS
    id: str
    on: bool = True


Standing = Literal["draft", "held", "asked", "parked", "answered", "written", "hidden", "withdrawn"]
"""`held`: waits to be read. `written`: will be answered in writing. Only asked to written are seen by others."""
Visible = Literal["asked", "parked", "answered", "written"]
Marked = Literal["held", "asked", "parked", "answered", "written", "hidden"]


class Mark(DeskMove, frozen=True):
    """Where a question stands. Letting a held one through is marking it asked."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    id: str
    standing: Marked


class Unanswer(DeskMove, frozen=True):
    """Undo an answer to a question that had none."""

    id: str
    standing: Visible


class PutOn(DeskMove, frozen=True):
    """The question that is being answered stands large on the wall; "" takes it off."""

    id: str = ""


class TypeQuestion(DeskMove, frozen=True):
    """A question from paper or from the floor, with its answer when there was one.

    `id` and `answered` are the server's.
    """

    allowed: ClassVar[frozenset[str]] = SCRIBES
    text: Words
    answer: Words = ""
    item: str = ""
    panel: bool = False
    answered: bool = False
    id: str = ""


MOVES = (
    *(PutPitch, Withdraw, Draw, Order, Shift, DropOut, TakeIn, GoOn, GoBack),
    *(Ask, Reword, TakeBack, PutForward, Park, Support),
    *(Mark, Answer, Unanswer, Entrust, PutOn, TypeQuestion),
)
EVENTS = (Ordered, Went, Returned, Stopped)
