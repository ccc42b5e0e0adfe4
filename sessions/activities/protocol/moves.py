"""What can be set up and asked in an open protocol. Everything in it is written by the desk or a scribe."""

from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from sessions.activity import SCRIBES, DeskMove, Event, Move, Words
from sessions.ball import MOST_ROWS, ROW_MOVES
from sessions.ball import EditRow as EditAnyRow

Place = Annotated[int, Meta(ge=0, le=MOST_ROWS)]

LONGEST = {
    "title": 200,
    "purpose": 1000,
    "convener": 120,
    "organisation": 120,
    "next_step": 400,
    "due": 80,
    "decision": 1000,
}
"""How many characters each field of a row may have."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """`offers`: anybody may say "we can take it", not only those who are named.

    `ask`: the rows that must have a convener: those that won or were decided, or all.
    """

    offers: bool = True
    ask: Literal["won", "all"] = "won"


class AddRow(DeskMove, frozen=True):
    """A row that comes from no earlier step. `ball`: a sentence or list of names. `id` is the server's."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    title: Words
    purpose: Words = ""
    ball: Words = ""
    id: str = ""


class EditRow(EditAnyRow, frozen=True):
    purpose: Words | UnsetType = UNSET
    convener: Words | UnsetType = UNSET
    organisation: Words | UnsetType = UNSET
    next_step: Words | UnsetType = UNSET
    due: Words | UnsetType = UNSET
    decision: Words | UnsetType = UNSET


class NameDrivers(DeskMove, frozen=True):
    """Who drives it, as text: "A, B and **C**", or "C (main)" for the main one; or `main`, from 1 (0: none)."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    row: str
    drivers: Words = ""
    main: Place | None = None


class MarkMain(DeskMove, frozen=True):
    """Which of the drivers is the main one, from 1; 0 for none."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    row: str
    main: Place


class DriversNamed(Event, frozen=True):
    row: str
    drivers: tuple[Words, ...] = ()
    main: int = 0


class ShowRow(DeskMove, frozen=True):
    """The wall shows this row alone, large; with "" all of them."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    row: str = ""


MOVES: tuple[type[Move], ...] = (AddRow, EditRow, NameDrivers, MarkMain, ShowRow, *ROW_MOVES)
