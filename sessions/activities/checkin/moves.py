"""What can be asked of a check-in: by those who are here, and by the desk for those without a phone."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from sessions.activity import CLOSED, OPEN, SHOWN, DeskMove, Event, Move

FROM_OPEN = frozenset({OPEN, CLOSED, SHOWN})
"""Who comes late checks in late: closing says when being late begins."""

What = Literal["here", "late", "absent"]
Few = Annotated[int, Meta(ge=0, le=99)]
Many = Annotated[int, Meta(ge=0, le=999)]


class Here(Move, frozen=True):
    """I am here."""

    when: ClassVar[frozenset[str]] = FROM_OPEN


class NotHere(Move, frozen=True):
    """I am not here after all."""

    when: ClassVar[frozenset[str]] = FROM_OPEN


class SayAbsent(Move, frozen=True):
    """So many from my organisation cannot come; 0 takes it back."""

    when: ClassVar[frozenset[str]] = FROM_OPEN
    people: Few


class TypeIn(DeskMove, frozen=True):
    """The desk's figure for an organisation: people without a phone (here or late), or who cannot come.

    The name is no `Words`: attendance must outlive the erasure of whoever typed it.
    """

    organisation: str
    what: What
    people: Many


class PutBack(DeskMove, frozen=True):
    """Undo of TypeIn: the figure becomes `was` again (None: nothing), unless it is no longer `found`."""

    organisation: str
    what: What
    found: Many
    was: Many | None


class Arrived(Event, frozen=True):
    late: bool = False
