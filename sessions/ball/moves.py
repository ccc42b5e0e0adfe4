"""What is asked of balls and of the rows they belong to, the same in a protocol and in a follow-up."""

from typing import Annotated, ClassVar

from msgspec import UNSET, Meta, Struct, UnsetType

from sessions.activity import SCRIBES, DeskMove, Event, Move, Words

MOST_ROWS = 100


class Holder(Struct, frozen=True, omit_defaults=True):
    """One of those who hold a ball: by name, or by the offer that the name came with."""

    name: Words = ""
    offer: str = ""


Holders = tuple[Holder, ...]


class PassBall(DeskMove, frozen=True):
    """Who holds it from now on, as text: lists of names, or in `lead` a whole sentence."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    row: str
    lead: Words = ""
    together: Words = ""
    pilot: Words = ""


class BallPassed(Event, frozen=True):
    row: str
    lead: Holders = ()
    together: Holders = ()
    pilot: Holders = ()


class TakeBall(Move, frozen=True):
    """We can take it. `name`: who we are, where the seat has no organisation.

    The server's: `id`, and whether the name is one of those that hold it already (`accepts`).
    """

    row: str
    name: Words = ""
    id: str = ""
    accepts: bool = False


class LetGo(Move, frozen=True):
    """The seat takes its word back. `offer` is the server's."""

    row: str
    offer: str = ""


class ConfirmOffer(DeskMove, frozen=True):
    allowed: ClassVar[frozenset[str]] = SCRIBES
    row: str
    offer: str


class DeclineOffer(DeskMove, frozen=True):
    """With `back`: consider it again."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    row: str
    offer: str
    back: bool = False


BallMove = PassBall | TakeBall | LetGo | ConfirmOffer | DeclineOffer
BALL_MOVES: tuple[type[Move], ...] = (PassBall, TakeBall, LetGo, ConfirmOffer, DeclineOffer)
BALL_EVENTS: tuple[type[Event], ...] = (BallPassed,)
BallEvent = BallPassed | TakeBall | LetGo | ConfirmOffer | DeclineOffer


# the rows


class EditRow(DeskMove, frozen=True):
    """Only what is sent changes. Each kind of row adds fields of its own."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    row: str
    title: Words | UnsetType = UNSET


class RemoveRow(DeskMove, frozen=True):
    allowed: ClassVar[frozenset[str]] = SCRIBES
    row: str


class RowBack(DeskMove, frozen=True):
    allowed: ClassVar[frozenset[str]] = SCRIBES
    row: str


class MoveRow(DeskMove, frozen=True):
    """To place `to` among the rows that are there, from 0."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    row: str
    to: Annotated[int, Meta(ge=0, le=MOST_ROWS)]


class TurnPage(DeskMove, frozen=True):
    """Which page of rows the wall shows, from 1."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    page: Annotated[int, Meta(ge=1, le=MOST_ROWS)]


ROW_MOVES: tuple[type[Move], ...] = (RemoveRow, RowBack, MoveRow, TurnPage, *BALL_MOVES)
