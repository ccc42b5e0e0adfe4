"""What can be set up and asked in a follow-up."""

from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from sessions.activity import SCRIBES, DeskMove, Event, Move, Words
from sessions.ball import ROW_MOVES, Answer, CarryOver, Entrust
from sessions.ball import EditRow as EditAnyRow

Status = Literal["", "done", "under_way", "not_begun", "dropped"]
OVER = ("done", "dropped")
"""What need not go on."""

LEAST_SECONDS = 40
"""Less than this is no time to say what has happened in."""
MOST_PASTED = 16_000
LONGEST = {"title": 200, "note": 1000, "needs": 600}
LONGEST_STEP = 300


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """`actions`: one a line as "action | status"; indented lines beneath are its steps.

    `seconds`: how long each gets; 0 divides the time of the slot among them.
    """

    actions: Annotated[str, Meta(max_length=MOST_PASTED)] = ""
    seconds: Annotated[int, Meta(ge=0, le=3600)] = 0
    offers: bool = True


class NewRow(Struct, frozen=True, omit_defaults=True):
    id: str
    title: Words
    status: Status = ""
    note: Words = ""
    steps: tuple[Words, ...] = ()


class Paste(DeskMove, frozen=True):
    """More actions, in the form of the setting."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    text: Annotated[str, Meta(max_length=MOST_PASTED, extra={"words": True})]


class RowsAdded(Event, frozen=True):
    rows: tuple[NewRow, ...]


class EditRow(EditAnyRow, frozen=True):
    """`note`: what has happened; `needs`: what it still needs."""

    note: Words | UnsetType = UNSET
    needs: Words | UnsetType = UNSET


class SetStatus(DeskMove, frozen=True):
    allowed: ClassVar[frozenset[str]] = SCRIBES
    row: str
    status: Status


class GoOn(DeskMove, frozen=True):
    """Whether the row goes on to today's protocol."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    row: str
    on: bool


class NextRow(DeskMove, frozen=True):
    """The next row that has not had its turn. `to`: what the presser saw coming, "" for the list of all rows."""

    to: str = ""


class StartRow(DeskMove, frozen=True):
    """This row now, also one that has had its turn. "" shows the list of all rows."""

    row: str = ""


class RowBegun(Event, frozen=True):
    row: str = ""


class Unanswer(DeskMove, frozen=True):
    """Undo an answer to a question that had none."""

    id: str


MOVES: tuple[type[Move], ...] = (
    *(Paste, CarryOver, EditRow, SetStatus, GoOn, NextRow, StartRow),
    *(Answer, Unanswer, Entrust),
    *ROW_MOVES,
)
EVENTS: tuple[type[Event], ...] = (RowsAdded, RowBegun)
