"""What can be asked of the day, and what happens in it."""

from typing import ClassVar

from msgspec import UNSET, Struct, UnsetType

from sessions.activity import SCRIBES, DeskMove, Event, Words
from sessions.programme import Slot


class Draft(Struct, frozen=True):
    """A slot as it comes from a pasted programme; `start` is "HH:MM" or None. `keep`: the slot it continues."""

    title: str
    start: str | None = None
    minutes: int | None = None
    speaker: str | None = None
    place: str | None = None
    day: str | None = None
    section: str | None = None
    break_: bool = False
    details: tuple[str, ...] = ()
    keep: str = ""


class Ruling(Struct, frozen=True):
    """A decision line: what, who, until when."""

    id: str
    what: Words
    who: Words = ""
    until: Words = ""


class PlaceProgramme(DeskMove, frozen=True):
    """A whole programme in order; slots that are not kept are taken away."""

    slots: tuple[Draft, ...]


class ProgrammePlaced(Event, frozen=True):
    """`pasted`: as the text had them, the slots in which something edited was kept."""

    slots: tuple[Slot, ...]
    pasted: tuple[Slot, ...] = ()


class ProgrammeBack(DeskMove, frozen=True):
    """Undo a placed programme: `slots` again instead of `was`; `placed`: as they had been pasted."""

    slots: tuple[Slot, ...]
    was: tuple[Slot, ...]
    placed: tuple[Slot, ...] = ()


class BeginAt(DeskMove, frozen=True):
    """The whole day begins at this time ("HH:MM"), everything as much earlier or later."""

    start: str


class DayMoved(ProgrammePlaced, frozen=True):
    """The same programme at other times."""


class AddSlot(DeskMove, frozen=True):
    """A new slot after `after` ("" is last)."""

    title: Words = ""
    start: str = ""
    minutes: int | None = None
    after: str = ""


class SlotAdded(Event, frozen=True):
    slot: Slot
    at: int


class EditSlot(DeskMove, frozen=True):
    """Change what was sent.

    To undo: `was` is what the slot must still be, `before` what it becomes again, whatever else is said.
    """

    slot: str
    title: Words | UnsetType = UNSET
    start: str | UnsetType = UNSET
    minutes: int | UnsetType | None = UNSET
    minutes_min: int | UnsetType | None = UNSET
    speaker: Words | UnsetType = UNSET
    place: Words | UnsetType = UNSET
    break_: bool | UnsetType = UNSET
    start_fixed: bool | UnsetType = UNSET
    desk_notes: Words | UnsetType = UNSET
    was: Slot | None = None
    before: Slot | None = None


class SlotChanged(Event, frozen=True):
    slot: Slot


class MoveSlot(DeskMove, frozen=True):
    """Put the slot at position `to` (0 is first)."""

    slot: str
    to: int


class CopySlot(DeskMove, frozen=True):
    slot: str


class RemoveSlot(DeskMove, frozen=True):
    slot: str


class SlotBack(DeskMove, frozen=True):
    """Bring a removed slot back to where it stood."""

    slot: str
    to: int


class GoTo(DeskMove, frozen=True):
    """Start this slot now."""

    slot: str


class EndNow(DeskMove, frozen=True):
    """End the running slot without starting another."""


class SlotStarted(Event, frozen=True):
    slot: str


class SlotEnded(Event, frozen=True):
    slot: str


class LengthsChanged(Event, frozen=True):
    """Time was taken back (or given back by undo): slot id -> minutes in force."""

    minutes: dict[str, int]


class GiveBack(DeskMove, frozen=True):
    """Undo of taking time back: `then` must still be in force."""

    minutes: dict[str, int]
    then: dict[str, int]


class WriteMinutes(DeskMove, frozen=True):
    """The minutes text of a slot; a later text replaces the earlier."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    slot: str
    text: Words


class AddRuling(DeskMove, frozen=True):
    allowed: ClassVar[frozenset[str]] = SCRIBES
    slot: str
    what: Words
    who: Words = ""
    until: Words = ""
    id: str = ""


class EditRuling(AddRuling, frozen=True):
    pass


class RemoveRuling(DeskMove, frozen=True):
    allowed: ClassVar[frozenset[str]] = SCRIBES
    slot: str
    id: str
