"""What can be set up and asked in a vote."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from sessions.activities.vote.electorate import Electorate
from sessions.activity import SCRIBES, DeskMove, Move

BLANK = "blank"
"""The choice of voting for nobody."""

MOST_OPTIONS = 40

How = Literal["hands", "paper"]


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """`question`: empty means the step's title. `options`: one a line; empty when the step builds on another.

    `blank`: one may vote for nobody. `per_organisation`: the same votes are also counted as one an
    organisation. `threshold`: per cent of `base` that the winner needs more than; 0 asks for nothing.
    `closes`: the vote closes by itself when its clock reaches zero, to the second: votes have no grace.
    """

    question: Annotated[str, Meta(max_length=400)] = ""
    options: Annotated[str, Meta(max_length=8000)] = ""
    blank: bool = False
    per_organisation: bool = False
    threshold: Annotated[int, Meta(ge=0, le=99)] = 0
    base: Literal["valid", "cast", "entitled"] = "valid"
    closes: bool = True


class Cast(Move, frozen=True):
    """Vote for an option, or change one's vote. All but `choice` is the server's, as it was when the vote
    came: how many people the phone stands for, the token of its organisation, who could vote.
    """

    choice: str
    weight: int = 1
    organisation: str = ""
    electorate: Electorate = Electorate()


class Withdraw(Move, frozen=True):
    """Take one's vote back."""


class TypeIn(DeskMove, frozen=True):
    """Raised hands or paper for one option: the whole figure, replacing what was typed before.

    `electorate` is the server's.
    """

    allowed: ClassVar[frozenset[str]] = SCRIBES
    option: str
    people: Annotated[int, Meta(ge=0, le=100_000)]
    how: How = "hands"
    electorate: Electorate = Electorate()
