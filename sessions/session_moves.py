"""What is asked of the session as a whole: on with the day, back, undo; and how what happened is noted."""

from msgspec import Struct

from sessions.activity import DeskMove, Event, Move, TimeIsUp


class Next(DeskMove, frozen=True):
    """The next thing of the day: the running slot's next step, else the next slot.

    `to`: what the presser saw coming (its id). When two press at once, the second is refused instead of skipping.
    """

    to: str = ""


class Back(DeskMove, frozen=True):
    """The slot before, started again."""


class StartStep(DeskMove, frozen=True):
    """Open a step and bring it to the plenary."""

    step: str


class TakeBack(DeskMove, frozen=True):
    """Take the lost time back from what is still to come."""


class Undo(DeskMove, frozen=True):
    """Undo the latest thing that can be undone."""


class SettlePlan(DeskMove, frozen=True):
    """The session has been planned as it was meant: undo begins here, and never takes the plan itself apart."""


class Undone(Event, frozen=True):
    """The latest entry of the undo list was used up."""


class ClockStruck(TimeIsUp, frozen=True):
    """A clock of the session reached zero; `name` is its key."""


class Happened(Struct, frozen=True):
    """One event and where it belongs: a step's id, or "" for the session itself."""

    event: Event
    step: str = ""


class Undoable(Struct, frozen=True):
    """How to undo something: the moves, and the tag of the event they undo."""

    what: str
    moves: tuple[tuple[str, Move], ...]
