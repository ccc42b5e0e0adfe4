"""What can be set up, asked and done in a question box."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from sessions.activity import ANY_STATE, PLANNED, SCRIBES, DeskMove, Move, Words

LONGEST = 300
"""Characters of a question: it is read aloud, and fills a wall."""
LONGEST_ANSWER = 1000
MOST_QUESTIONS = 1000

State = Literal["waiting", "new", "now", "answered", "writing", "hidden"]
"""waiting: to be read first. now: on the wall. writing: to be answered in writing after the day."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """`each`: how many a person may ask. `support`: others may say that they wonder too.

    `hold`: a question is read by whoever leads before anybody else sees it.
    """

    each: Annotated[int, Meta(ge=1, le=20)] = 3
    support: bool = True
    hold: bool = False


class Ask(Move, frozen=True):
    """`id` and `weight` (how many people ask with this phone) are the server's."""

    text: Words
    id: str = ""
    weight: int = 1


class TakeBack(Move, frozen=True):
    """A question of one's own, as long as nobody has taken it up."""

    id: str


class Support(Move, frozen=True):
    """I wonder that too; `on` false takes it back. `weight` is the server's."""

    id: str
    on: bool = True
    weight: int = 1


class TypeIn(DeskMove, frozen=True):
    """A question on paper or from the floor. `id` is the server's."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    text: Words
    id: str = ""


class Approve(DeskMove, frozen=True):
    ids: tuple[str, ...]


class TakeUp(DeskMove, frozen=True):
    """Put it on the wall. One that was there and has not been answered goes back among the others."""

    when: ClassVar[frozenset[str]] = ANY_STATE - {PLANNED}
    id: str


class PutBack(DeskMove, frozen=True):
    """Among those that wait for an answer, whatever became of it before."""

    id: str


class Answered(DeskMove, frozen=True):
    """`then`: the question to take up next, "" for none."""

    id: str
    then: str = ""


class InWriting(DeskMove, frozen=True):
    """It will be answered in writing."""

    id: str
    then: str = ""


class Note(DeskMove, frozen=True):
    """What the answer was, as it stands in the minutes. Replaces what was noted."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    id: str
    answer: Words = ""


class Hide(DeskMove, frozen=True):
    id: str


class PutAgain(DeskMove, frozen=True):
    """Undo: put questions back into the states they `were` in, if they still are in those they have `become`."""

    were: dict[str, State] = {}
    become: dict[str, State] = {}


MOVES = (
    *(Ask, TakeBack, Support),
    *(TypeIn, Approve, TakeUp, PutBack, Answered, InWriting, Note, Hide, PutAgain),
)
