"""The conversations: how many talk around a phone, how far they are, what they wrote and what they let go."""

from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct

from sessions.activities.reflection.moves import GATHER, PARTS, Part
from sessions.activity import Ms


class Talk(Struct):
    """`people`: 0 until it is said. `at`, `since`: their own step and when they came to it, at their own pace.

    `handed`: what they let go; None until they have decided.
    """

    people: int = 0
    at: int = GATHER
    since: Ms = 0
    notes: dict[Part, str] = msgspec.field(default_factory=dict)
    handed: tuple[Part, ...] | None = None

    @property
    def written(self) -> tuple[Part, ...]:
        return tuple(part for part in PARTS if self.notes.get(part))

    @property
    def undecided(self) -> bool:
        """Whether there are notes that nobody has said what becomes of."""
        return self.handed is None and bool(self.written)


class Typed(Struct):
    part: Part
    text: str


class HandedIn(Struct, frozen=True):
    text: str
    typed: bool


def letting_go(talks: Iterable[Talk], typed: Iterable[Typed], part: Part) -> list[HandedIn]:
    """What was handed in on a step."""
    return in_no_order(
        [*_from_phones(talks, part), *(HandedIn(one.text, True) for one in typed if one.part == part)]
    )


def in_no_order(notes: Iterable[HandedIn]) -> list[HandedIn]:
    """By the letters: what one conversation wrote does not stand together."""
    return sorted(notes, key=lambda note: (note.text.casefold(), note.text, note.typed))


def _from_phones(talks: Iterable[Talk], part: Part) -> Iterator[HandedIn]:
    for talk in talks:
        if part in (talk.handed or ()):
            yield HandedIn(talk.notes[part], False)
