"""What can be set up and asked in a vote."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from sessions.activities.vote.counting.election import Method, Rules
from sessions.activities.vote.electorate import Electorate, Voters
from sessions.activity import CLOSED, OPEN, SCRIBES, SHOWN, DeskMove, Event, Move, Words
from sessions.codes import Typed

BLANK = "blank"
"""The choice of voting for nobody."""

MOST_OPTIONS = 40
MOST_SLIPS = 500
LONGEST_REASON = 400

SINCE_OPENED = frozenset({OPEN, CLOSED, SHOWN})

How = Literal["hands", "paper"]
HOWS: tuple[How, ...] = ("hands", "paper")
Ids = Annotated[tuple[str, ...], Meta(max_length=200)]
Points = Annotated[dict[str, int | None], Meta(max_length=200)]
Answers = Annotated[dict[str, str], Meta(max_length=200)]

WITH_SEATS = frozenset({"single", "multiple", "approval", "dots", "score", "schulze"})
WITH_BUDGET = frozenset({"multiple", "dots"})
WITH_THRESHOLD = frozenset({"single", "multiple", "approval", "dots", "score", "irv", "yesno"})
BY_ANSWER = {"yesno": ("yes", "no", "abstain"), "consent": ("support", "aside", "object")}
"""Methods with an answer to every option: these answers."""
BY_FIGURES = frozenset({"single", *BY_ANSWER})
"""Methods in which raised hands are one figure for each option or answer; the others take whole ballots."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """`question`: empty means the step's title. `options`: one a line; empty when the step builds on another.
    `only`: of what it builds on, these alone (a runoff).

    `voters`: everybody here, those with the role of a voting member, or one vote an organisation.
    `per_organisation`: the same votes are also counted as one an organisation. `open_vote`: which
    organisation voted what is shown with the result; fixed when the step opens. `bar_own`: nobody votes for
    their own group's option. `blank`: one may vote for nobody.

    `winners`: how many win (not in irv, yesno, consent). `budget`: dots a person, or options a person may
    choose (0: any number). `max_per_option`: dots on one option (0: any number). `highest`: the top score.
    `threshold`: per cent of `base` that the winner needs more than; 0 asks for nothing. `quorum`: per cent of
    those who could vote that must have voted. `closes`: the vote closes by itself when its clock reaches
    zero, to the second: votes have no grace.
    `slips`: whoever holds a printed slip with a code votes, once with each; fixed when the step opens.
    """

    question: Annotated[str, Meta(max_length=400)] = ""
    options: Annotated[str, Meta(max_length=8000)] = ""
    only: Ids = ()
    method: Method = "single"
    voters: Voters = "everybody"
    per_organisation: bool = False
    open_vote: bool = False
    bar_own: bool = False
    blank: bool = False
    winners: Annotated[int, Meta(ge=1, le=MOST_OPTIONS)] = 1
    budget: Annotated[int, Meta(ge=0, le=100)] = 3
    max_per_option: Annotated[int, Meta(ge=0, le=100)] = 0
    highest: Annotated[int, Meta(ge=1, le=10)] = 5
    threshold: Annotated[int, Meta(ge=0, le=99)] = 0
    base: Literal["valid", "cast", "entitled"] = "valid"
    quorum: Annotated[int, Meta(ge=0, le=100)] = 0
    closes: bool = True
    slips: bool = False

    @property
    def both(self) -> bool:
        """Whether the same votes are counted per person and per organisation."""
        return self.per_organisation and self.voters != "organisations"

    @property
    def units(self) -> tuple[Literal["person", "organisation"], ...]:
        """How it is counted; the first is the result."""
        if self.voters == "organisations":
            return ("organisation",)
        return ("person", "organisation") if self.both else ("person",)

    @property
    def named(self) -> bool:
        """Whether it is shown which organisation voted what."""
        return self.open_vote and "organisation" in self.units

    def rules(self, unit: Literal["person", "organisation"], entitled: int) -> Rules:
        most = {"dots": self.max_per_option or None, "score": self.highest}
        return Rules(
            unit,
            self.base,
            self.threshold if self.method in WITH_THRESHOLD else 0,
            entitled,
            self.winners if self.method in WITH_SEATS else None,
            (self.budget or None) if self.method in WITH_BUDGET else None,
            most.get(self.method),
            self.quorum,
        )


class Cast(Move, frozen=True):
    """Vote, or change one's vote: the whole ballot. `weight` and `organisation` are the server's, as they
    were when the vote came: how many people the phone stands for, and the token of its organisation.
    `slip`: the code of a printed slip, and once it has happened its hash.
    """

    choice: str = ""
    choices: Ids = ()
    ranking: Ids = ()
    dots: Points = {}
    scores: Points = {}
    answers: Answers = {}
    reasons: Annotated[dict[str, Words], Meta(max_length=200)] = {}
    blank: bool = False
    weight: int = 1
    organisation: str = ""
    slip: Typed = ""


class CastSlip(DeskMove, frozen=True):
    """A slip handed in by somebody without a phone: its code, and what is marked on it."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    when: ClassVar[frozenset[str]] = SINCE_OPENED
    choice: str = ""
    choices: Ids = ()
    ranking: Ids = ()
    dots: Points = {}
    scores: Points = {}
    answers: Answers = {}
    reasons: Annotated[dict[str, Words], Meta(max_length=200)] = {}
    blank: bool = False
    slip: Typed = ""


class Withdraw(Move, frozen=True):
    """Take one's vote back."""


class TypeIn(DeskMove, frozen=True):
    """Raised hands or paper for one option, or one answer to it: the whole figure, replacing what was typed
    before.
    """

    allowed: ClassVar[frozenset[str]] = SCRIBES
    when: ClassVar[frozenset[str]] = SINCE_OPENED
    option: str
    people: Annotated[int, Meta(ge=0, le=100_000)]
    how: How = "hands"
    answer: str = ""


class TypeSlip(DeskMove, frozen=True):
    """Ballots on paper, or hands that voted alike: so many people with these marks, and where only
    organisations vote the one that they speak for. `slip` is the server's, and `organisation` becomes a token.
    """

    allowed: ClassVar[frozenset[str]] = SCRIBES
    when: ClassVar[frozenset[str]] = SINCE_OPENED
    people: Annotated[int, Meta(ge=1, le=100_000)] = 1
    how: How = "paper"
    choice: str = ""
    choices: Ids = ()
    ranking: Ids = ()
    dots: Points = {}
    scores: Points = {}
    answers: Answers = {}
    blank: bool = False
    organisation: Annotated[str, Meta(max_length=120)] = ""
    slip: str = ""


class DropSlip(DeskMove, frozen=True):
    """Take typed-in ballots away again."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    when: ClassVar[frozenset[str]] = SINCE_OPENED
    slip: str


class BaseKept(Event, frozen=True):
    """Who could vote when the vote closed."""

    electorate: Electorate
