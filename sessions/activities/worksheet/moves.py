"""What can be set up and asked in group work, and what then has happened.

A field is named by what it holds: `q.NOTE.QUESTION` an answer, `title.NOTE` and `text.NOTE` the action as the group
words it, `pitch.NOTE` its pitch, `note.NOTE` a note that the group wrote itself.
"""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from sessions.activity import CLOSED, DESK, OPEN, SCRIBES, SHOWN, DeskMove, Event, Move, Words

MOST_NOTES = 6
"""A group that works on more than six notes has not settled on any."""
MOST_QUESTIONS = 12
"""The questions are asked once for every note: more would be an inquiry, and fill no hour."""
MOST_OWN = 20
"""Notes that one group writes itself; more belong on a board."""

MOST_LETTERS = {"note": 300, "title": 200, "text": 2000, "q": 1500, "pitch": 4000}
"""Characters by the first part of a field's name. A title fits a ballot; 4,000 is a pitch of five minutes."""

FROM_OPEN = frozenset({OPEN, CLOSED, SHOWN})
WITH_GRACE = frozenset({OPEN, CLOSED})

Key = Annotated[str, Meta(max_length=200)]
Preset = Literal["actions", "concrete", "own"]
How = Literal["current", "aside", "both"]


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """`preset`: the questions it begins with; "concrete" makes the group's one action concrete. `questions`: one a
    line; empty means those of the preset.

    `least` to `most` notes a group settles on ("concrete" has exactly one). `pitch`: whether a pitch is written too;
    `aim`: how long it should be when spoken, in seconds, 0 for any length.
    """

    preset: Preset = "actions"
    questions: Annotated[str, Meta(max_length=4000)] = ""
    least: Annotated[int, Meta(ge=1, le=MOST_NOTES)] = 1
    most: Annotated[int, Meta(ge=1, le=MOST_NOTES)] = 3
    pitch: bool = True
    aim: Annotated[int, Meta(ge=0, le=1800)] = 180


class Choose(Move, frozen=True):
    """My group works on this note, or puts it back. `group` is the server's in every move of a participant."""

    note: Key
    on: bool = True
    group: str = ""


class AddNote(Move, frozen=True):
    """A note that comes from the group itself; while there is room it is worked on at once."""

    text: Words
    group: str = ""


class Decide(Move, frozen=True):
    """This note becomes my group's one action; "" takes the choice back."""

    note: Key
    group: str = ""


class TakePen(Move, frozen=True):
    """I want to write here: granted when nobody writes, else whoever does is told."""

    field: Key
    group: str = ""


class GivePen(Move, frozen=True):
    """Somebody else may write here."""

    field: Key
    group: str = ""


class Write(Move, frozen=True):
    """The whole text of a field. `base`: the version it was written upon; an older one never overwrites a newer."""

    when: ClassVar[frozenset[str]] = WITH_GRACE
    field: Key
    text: Words
    base: int = 0
    group: str = ""


class Settle(Move, frozen=True):
    """Two wrote at the same time: keep the current text, the one set aside, or both. `base`: the current's version."""

    field: Key
    aside: Key
    how: How
    base: int = 0
    group: str = ""


class ChooseFor(Choose, frozen=True):
    allowed: ClassVar[frozenset[str]] = SCRIBES
    when: ClassVar[frozenset[str]] = FROM_OPEN


class AddNoteFor(AddNote, frozen=True):
    allowed: ClassVar[frozenset[str]] = SCRIBES
    when: ClassVar[frozenset[str]] = FROM_OPEN


class DecideFor(Decide, frozen=True):
    allowed: ClassVar[frozenset[str]] = SCRIBES
    when: ClassVar[frozenset[str]] = FROM_OPEN


class WriteFor(Write, frozen=True):
    """What a group has on paper, typed in."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    when: ClassVar[frozenset[str]] = FROM_OPEN


class SettleFor(Settle, frozen=True):
    allowed: ClassVar[frozenset[str]] = SCRIBES
    when: ClassVar[frozenset[str]] = FROM_OPEN


class TakePenAway(DeskMove, frozen=True):
    """Whoever holds it: the field is free again, and keeps its text."""

    allowed: ClassVar[frozenset[str]] = DESK
    when: ClassVar[frozenset[str]] = FROM_OPEN
    group: str
    field: Key


class LookAt(DeskMove, frozen=True):
    """The sheet that the desk has open; "" closes it."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    group: str = ""


FOR_A_GROUP = (ChooseFor, AddNoteFor, DecideFor, WriteFor, SettleFor)


class Chosen(Event, frozen=True):
    """`item`: the id that the action will have; the note's own, unless another group works on the same note."""

    group: str
    note: str
    on: bool
    item: str = ""
    area: str = ""
    number: int = 0


class NoteAdded(Event, frozen=True):
    """Its words follow as those of its field."""

    group: str
    note: str


class Decided(Event, frozen=True):
    group: str
    note: str


class PenTaken(Event, frozen=True):
    group: str
    field: str


class PenWanted(Event, frozen=True):
    group: str
    field: str


class PenGiven(Event, frozen=True):
    """The pen lies free, or goes `to` the seat that has waited longest."""

    group: str
    field: str
    to: str = ""


class Written(Event, frozen=True):
    group: str
    field: str
    text: Words
    typed: bool = False


class SetAside(Event, frozen=True):
    """A text that came too late to be the current one: it stands beside it until the group has chosen."""

    group: str
    field: str
    id: str
    text: Words
    typed: bool = False


class Settled(Event, frozen=True):
    group: str
    field: str
    aside: str
    how: How


class Shut(Event, frozen=True):
    """The step closes: what was being typed at that moment has a little grace."""
