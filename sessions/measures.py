"""The same questions on several occasions: figures that go from step to step and from meeting to meeting.

What goes on is the name of a set, its statements and how many answered each point. Nobody's answer does.
"""

import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from sessions.activity import DeskMove, Ms, Scene, Words

MOST_OCCASIONS = 12

Label = Annotated[str, Meta(max_length=80)]
Line = Annotated[str, Meta(max_length=3000)]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]


class Answers(Struct, frozen=True, omit_defaults=True):
    """A statement, what the ends of its scale mean, and how many answered each point, the lowest first."""

    text: Line
    counts: Annotated[tuple[Count, ...], Meta(max_length=10)] = ()
    low: Line = ""
    high: Line = ""


class Measured(Struct, frozen=True, omit_defaults=True):
    """One occasion on which a set was answered.

    `kind`: statements on scales, or a balance, of which only the names of its categories are told.
    `step` is the step's title, `round` its round (0: there was only one), `at` when it began.
    `title`, `date` and `code`: of an earlier session; empty for what was answered in the same one.
    """

    set: Label = ""
    kind: Literal["scales", "balance"] = "scales"
    points: Annotated[int, Meta(ge=2, le=10)] = 5
    statements: Annotated[tuple[Answers, ...], Meta(max_length=10)] = ()
    step: Words = ""
    round: Annotated[int, Meta(ge=0, le=10_000)] = 0
    at: Ms = 0
    title: Words = ""
    date: Annotated[str, Meta(max_length=20)] = ""
    code: Annotated[str, Meta(max_length=20)] = ""
    id: str = ""

    def answers_to(self, text: str) -> Answers | None:
        """The same statement on this occasion, whoever wrote it in whichever case."""
        return next((one for one in self.statements if same(one.text) == same(text)), None)


class CompareWith(DeskMove, frozen=True):
    """Put what earlier sessions answered to the same set beside what is answered here. Ids are the server's."""

    measured: Annotated[tuple[Measured, ...], Meta(max_length=MOST_OCCASIONS)]


class Measuring(ABC):
    """What an activity promises that asks the same on several occasions."""

    @abstractmethod
    def measured(self, scene: Scene) -> Sequence[Measured]:
        """Its own occasions, as far as everybody may know them."""

    def compared(self) -> Sequence[Measured]:
        """Those of earlier sessions that it was compared with: they go on too."""
        return ()

    def would_ask(self, found: Sequence[Measured]) -> Mapping[str, Any] | None:
        """The settings with which it asks the same as the latest of these; None when it has questions already."""
        return None


def same(text: str) -> str:
    """What makes two names or statements the same: NFC, casefold and blanks. Source: Unicode 16, section 3.13, D145."""
    folded = unicodedata.normalize("NFC", text).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())
