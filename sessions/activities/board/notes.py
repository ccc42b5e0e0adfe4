"""A note, and what it is made of."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from msgspec import Struct

from sessions.activities.board.moves import Spot

Origin = Literal["phone", "seed", "paper", "earlier", "merged", "split", "copy"]


class Note(Struct):
    """`number`: what it is called, "3", "3+7" for a merge, "3b" for a split. `seat`: who wrote it ("" for paper).

    `group`: the writer's group then. `taken`: the group that has it now. `hearts`: seat -> people who share it.
    `meant_for`: the name of the area that a suggested note was written for, until that area is known.
    `nth`: how many came before it, also those that are gone.
    A merged note has no words of its own; `from_ids` are the notes that it is made of, or was.
    """

    id: str
    number: str
    spot: Spot
    text: str = ""
    activity: str = ""
    owner: str = ""
    seat: str = ""
    group: str = ""
    origin: Origin = "phone"
    from_ids: tuple[str, ...] = ()
    taken: str = ""
    hearts: dict[str, int] = {}
    meant_for: str = ""
    nth: int = 0

    @property
    def on_board(self) -> bool:
        return not self.spot.away

    @property
    def seen(self) -> bool:
        """Whether it is shown to everybody once the notes are."""
        return not self.spot.away and not self.spot.waits


class Card(Struct):
    """A note as people see it, kept while it is made `of` the same. `walls`: as it is cut for so many lanes."""

    of: tuple[Any, ...]
    view: dict[str, Any]
    walls: dict[int, dict[str, Any]] = {}


class KeptSheet(Struct):
    """What a wall was set from the last time, by the place of the lane: its notes and units, and how they were set."""

    units: dict[int, tuple[list[dict[str, Any]], list[dict[str, Any]]]] = {}
    lanes: dict[tuple[str, int], Any] = {}


Notes = Mapping[str, Note]


def written(note: Note, notes: Notes) -> Iterator[Note]:
    """The notes whose words this one shows: itself, or all that were merged into it, in their order."""
    if note.origin != "merged":
        yield note
        return
    for part in note.from_ids:
        if part in notes:
            yield from written(notes[part], notes)


def authors(note: Note, notes: Notes) -> set[str]:
    return {part.seat for part in written(note, notes)}


def joined_number(numbers: list[str]) -> str:
    """ "3+7"; of more than three the first and how many more there are, "3+7+9+4…" being unreadable on a wall."""
    return "+".join(numbers) if len(numbers) <= 3 else f"{numbers[0]}+{len(numbers) - 1}×"


def letter(position: int) -> str:
    """a, b, c … for the parts of a split."""
    return chr(ord("a") + position)
