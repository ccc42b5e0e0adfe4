"""Rows that go on from one session to the next, with their ids, so that the thread goes on too."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, Struct

from sessions.activity import DeskMove, Words
from sessions.ball.asked import Asked
from sessions.ball.holding import Past
from sessions.ball.moves import MOST_ROWS
from sessions.ball.reading import Ball


class Carried(Struct, frozen=True, omit_defaults=True):
    """A row of a protocol or a follow-up as it stood when its session was left.

    `questions`: those about it that wait for an answer.
    """

    id: str
    title: Words = ""
    text: Words = ""
    ball: Ball = Ball()
    outcome: str = ""
    convener: Words = ""
    next_step: Words = ""
    due: Words = ""
    status: str = ""
    from_ids: tuple[str, ...] = ()
    past: tuple[Past, ...] = ()
    questions: tuple[Asked, ...] = ()


class CarryOver(DeskMove, frozen=True):
    """Take these rows of an earlier session over; one that is there already stays as it is.

    `title`, `date` and `code`: of the session they come from.
    """

    rows: Annotated[tuple[Carried, ...], Meta(max_length=MOST_ROWS)]
    title: Words = ""
    date: str = ""
    code: str = ""


class Earlier(Struct, frozen=True):
    """The session that a row came from."""

    title: str
    date: str
    code: str


class Carrying(ABC):
    """What an activity promises whose rows can go on to a later session."""

    @abstractmethod
    def carried(self) -> Sequence[Carried]:
        """The rows as they stand now, with their ids."""

    def came_from(self, row: str) -> Earlier | None:
        """The session a row was taken over from; None for one that began here."""
        return None
