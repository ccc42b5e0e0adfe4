"""What can be set up, asked and told at a board of notes."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from sessions.activity import OPEN, SCRIBES, SHOWN, DeskMove, Event, Item, Move, Words

MOST_COLUMNS = 8
MOST_NOTES = 2000
MOST_LINES = 200
"""Lines that are typed in at once."""
LONGEST = 280
LONGEST_HEADING = 80
LONGEST_OWNER = 60
LONGEST_MEANING = 200

Line = Annotated[str, Meta(max_length=400)]
Label = Annotated[str, Meta(max_length=200)]
Id = Annotated[str, Meta(max_length=64)]
Ids = Annotated[tuple[Id, ...], Meta(max_length=MOST_NOTES)]

WHILE_SEEN = frozenset({OPEN, SHOWN})
"""Reading notes does not end when no more are written."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """`question`: empty means the step's title. `columns`: one a line; empty: start, continue, stop.

    `per_area`: each area has a board of its own. `seeds`: notes suggested beforehand, one a line `column: text`;
    those after a line `# area` belong to that area. `reveal`: "live", or "later" (hidden until the desk shows
    them). `authors`: what is shown of who wrote. `longest`: characters a note may have. `each`: notes a person
    may write. `hearts`: how many a person may give; 0: none. `take`: notes a group may take along; 0: phones
    take none. `hold`: notes wait for approval. `pairs`: a note is a problem and what to do about it.
    `codes`: short codes of those who could own it, one a line `SSK = the nurses`.
    """

    question: Line = ""
    columns: Annotated[str, Meta(max_length=2000)] = ""
    per_area: bool = True
    seeds: Annotated[str, Meta(max_length=40_000)] = ""
    reveal: Literal["live", "later"] = "live"
    authors: Literal["nobody", "group", "names"] = "nobody"
    longest: Annotated[int, Meta(ge=20, le=LONGEST)] = 140
    each: Annotated[int, Meta(ge=1, le=100)] = 20
    hearts: Annotated[int, Meta(ge=0, le=20)] = 3
    take: Annotated[int, Meta(ge=0, le=3)] = 3
    hold: bool = False
    pairs: bool = False
    codes: Annotated[str, Meta(max_length=4000)] = ""


class Spot(Struct, frozen=True, omit_defaults=True):
    """Where a note is. `away`: why it is not on the board; `waits`: nobody but the desk has read it yet."""

    column: str
    area: str = ""
    heading: str = ""
    away: Literal["", "hidden", "merged", "parted", "split", "undone"] = ""
    waits: bool = False


class Slip(Struct, frozen=True, omit_defaults=True):
    """A note that no phone wrote."""

    id: str
    text: Words
    column: str
    area: str = ""
    activity: Words = ""
    owner: Words = ""


# what phones ask


class Write(Move, frozen=True):
    """One note. `id`, `area`, `group` and `waits` are the server's: where and with whom its writer was."""

    text: Words
    column: Id = ""
    activity: Words = ""
    owner: Words = ""
    id: Id = ""
    area: Id = ""
    group: Id = ""
    waits: bool = False


class TakeBack(Move, frozen=True):
    """Somebody withdraws a note of their own."""

    id: Id


class Heart(Move, frozen=True):
    """One heart a seat and note, given or taken back. `weight` is the server's."""

    when: ClassVar[frozenset[str]] = WHILE_SEEN
    id: Id
    on: bool = True
    weight: int = 1


class Claim(Move, frozen=True):
    """My group takes this note along."""

    when: ClassVar[frozenset[str]] = WHILE_SEEN
    id: Id


class TakeCopy(Move, frozen=True):
    """Another group has taken it: mine takes a copy, which is marked as one."""

    when: ClassVar[frozenset[str]] = WHILE_SEEN
    id: Id


class GiveBack(Move, frozen=True):
    when: ClassVar[frozenset[str]] = WHILE_SEEN
    id: Id


# what the desk asks


class Arrange(DeskMove, frozen=True):
    """Put notes in order. `heading`: the id of one that is there; `title`: a new one. An empty `column` or
    `area` stays what it is; the area "none" is no area.
    """

    how: Literal["head", "apart", "merge", "unmerge", "shift", "hide", "unhide", "approve"]
    ids: Ids = ()
    title: Words = ""
    heading: Id = ""
    column: Id = ""
    area: Id = ""


class SplitNote(DeskMove, frozen=True):
    """One note was several: what each of them says."""

    id: Id
    texts: Annotated[tuple[Words, ...], Meta(max_length=20)]


class EditNote(DeskMove, frozen=True):
    id: Id
    text: Words
    activity: Words = ""
    owner: Words = ""


class NameHeading(DeskMove, frozen=True):
    heading: Id
    title: Words


class KeepApart(DeskMove, frozen=True):
    """These two are alike and not the same: nobody needs to be asked again."""

    ids: tuple[Id, Id]
    on: bool = True


class TypeIn(DeskMove, frozen=True):
    """Notes from paper or from the floor, one a line. An empty area is no area."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    lines: Annotated[tuple[Words, ...], Meta(max_length=MOST_LINES)]
    column: Id = ""
    area: Id = ""


class HandOut(DeskMove, frozen=True):
    """A group takes the note along, or a copy of it; with group "" it is given back."""

    id: Id
    group: Id = ""
    copy: bool = False


class Explain(DeskMove, frozen=True):
    """What a code stands for that is the `nth` (from 0) of this note's owners."""

    id: Id
    means: Words
    nth: Annotated[int, Meta(ge=0, le=LONGEST_OWNER)] = 0


class Reveal(DeskMove, frozen=True):
    """Everybody may read the notes, though more are still being written."""

    when: ClassVar[frozenset[str]] = frozenset({OPEN})
    on: bool = True


class LookAt(DeskMove, frozen=True):
    """What a wall shows ("" the plenary's, else a place's): all, an area, a column; by columns or by headings."""

    stage: Label = ""
    area: Id = ""
    column: Id = ""
    by: Literal["columns", "headings"] = "columns"


class TurnPage(DeskMove, frozen=True):
    """Which page of it; 0 follows the newest note."""

    page: Annotated[int, Meta(ge=0, le=10_000)]
    stage: Label = ""


class TakeUp(DeskMove, frozen=True):
    """The note that the desk has in hand, to edit, split or hand out; "" puts it down."""

    id: Id = ""


class PutBack(DeskMove, frozen=True):
    """Undo an arrangement: notes that are where `now` says go where `before` says."""

    now: dict[str, Spot]
    before: dict[str, Spot]


# what has happened


class Arranged(Event, frozen=True):
    """Notes have new spots, by their ids."""

    spots: dict[str, Spot]


class NotesApproved(Arranged, frozen=True):
    pass


class NotesMoved(Arranged, frozen=True):
    pass


class NotesHidden(Arranged, frozen=True):
    pass


class NotesBack(Arranged, frozen=True):
    """Shown again, or where they were before something was undone."""


class NotesHeaded(Arranged, frozen=True):
    """Notes stand under a heading now, or under none. `title`: of a heading that is new."""

    heading: str = ""
    title: Words = ""


class NotesMerged(Arranged, frozen=True):
    """`id`: the note that they are together. It has no words of its own but theirs."""

    id: str = ""
    spot: Spot | None = None


class CopyDropped(Arranged, frozen=True):
    """A group has given its copy back: nothing is lost, the original is there."""

    in_group: ClassVar[bool] = True


class NotesParted(Arranged, frozen=True):
    """What was merged stands apart again."""


class NoteSplit(Arranged, frozen=True):
    """`into`: the notes it was, as items so that erasure finds the words in them."""

    into: tuple[Item, ...] = ()


class NoteEdited(Event, frozen=True):
    """`now`: its words, the title its text and the text its activity; then its owner, as the title of another."""

    now: tuple[Item, ...]


class NoteTaken(Event, frozen=True):
    """`group` "": given back."""

    in_group: ClassVar[bool] = True
    id: str
    group: str = ""


class NoteCopied(Event, frozen=True):
    in_group: ClassVar[bool] = True
    id: str
    of: str
    group: str


class TypedIn(Event, frozen=True):
    slips: tuple[Slip, ...]


class SeedsPlaced(Event, frozen=True):
    """Where notes that were suggested beforehand belong: an area's name in the settings -> the area."""

    areas: dict[str, Id]


MOVES = (
    *(Write, TakeBack, Heart, Claim, TakeCopy, GiveBack),
    *(Arrange, SplitNote, EditNote, NameHeading, KeepApart, TypeIn, HandOut, Explain),
    *(Reveal, LookAt, TurnPage, TakeUp, PutBack),
)
EVENTS = (
    *(
        NotesApproved,
        NotesMoved,
        NotesHidden,
        NotesBack,
        NotesHeaded,
        NotesMerged,
        NotesParted,
        NoteSplit,
        CopyDropped,
    ),
    *(NoteEdited, NoteTaken, NoteCopied, TypedIn, SeedsPlaced),
)
