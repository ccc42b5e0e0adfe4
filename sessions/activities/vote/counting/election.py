"""A whole vote as plain data, the same that an exported vote holds, and what a count of it says."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from sessions.blocks import Term

Heads = Annotated[int, Meta(ge=0, le=10_000_000)]
Many = Annotated[int, Meta(ge=1, le=1000)]
PerCent = Annotated[float, Meta(ge=0, le=100)]
Method = Literal["single", "multiple", "dots", "irv", "yesno", "approval", "score", "schulze", "consent"]
Tally = Mapping[str, int | Mapping[str, int]]


class Option(Struct, frozen=True):
    """What can be chosen. An option may also be given as its id alone."""

    id: str
    title: str = ""


class Ballot(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """`count` people who voted alike, each method in its own field; without that field the vote is blank.

    single `choice`; multiple and approval `choices`; dots `dots`; irv and schulze `ranking`, the best first
    (schulze: several options may share a place); score `scores`; yesno and consent `answers`.
    """

    count: Heads = 1
    choice: str | None = None
    choices: tuple[str, ...] | None = None
    ranking: tuple[str | tuple[str, ...], ...] | None = None
    dots: dict[str, int] | None = None
    scores: dict[str, int] | None = None
    answers: dict[str, str] | None = None
    organisation: str = ""


class Rules(Struct, frozen=True, forbid_unknown_fields=True):
    """How it is counted.

    `unit`: one person one vote, or one organisation one vote. `seats`: how many win; None is one, and with
    yesno and consent everything that is carried. `budget`: dots a ballot, or options a ballot may name;
    `max_per_option`: dots on one option, or the highest score; None is no limit. `threshold`: per cent of
    `base` that a winner needs more than (50: more than half; 100: all); 0 asks for nothing. `entitled`: how
    many could vote (people or organisations), 0 when not known: then only those who voted. `quorum`: per
    cent of `entitled` that must have voted for anything to be won.
    """

    unit: Literal["person", "organisation"] = "person"
    base: Literal["valid", "cast", "entitled"] = "valid"
    threshold: PerCent = 0
    entitled: Heads = 0
    seats: Many | None = None
    budget: Many | None = None
    max_per_option: Many | None = None
    quorum: PerCent = 0


class Election(Struct, frozen=True):
    """A whole vote: method, options in their order, rules, ballots in any order."""

    options: tuple[str | Option, ...]
    ballots: tuple[Ballot, ...] = ()
    method: Method = "single"
    settings: Rules = Rules()

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(option if isinstance(option, str) else option.id for option in self.options)


class Result(Struct, frozen=True):
    """`winners` in the order of the options; `tie`: those who share the last winning place when more do than
    there is room for.

    `tally`: option id -> votes, dots or points; with yesno and consent -> answer -> votes; with irv first
    choices, and `rounds` the votes of every round; with schulze how many others an option beats.
    `cast` = `valid` + `abstained` + `rejected`, in the unit that was counted. `of`: what shares are shares
    of, after the rules' base. `needed`: the fewest votes that win. `words`: the result as a term.
    """

    winners: tuple[str, ...]
    tie: tuple[str, ...]
    tally: Tally
    rounds: tuple[Mapping[str, int], ...]
    cast: int
    valid: int
    abstained: int
    rejected: int
    words: Term
    of: int = 0
    needed: int = 1


class Spoilt(Exception):
    """A ballot that cannot be counted: an option that is not there, too many of them, one named twice."""


class Box(Struct, frozen=True):
    """The ballots sorted out. `valid`: how many voted so, and how, as the method reads it. `silent`: the
    same of those among the abstained who said in so many words that they abstain.
    """

    valid: tuple[tuple[int, Any], ...]
    abstained: int
    rejected: int
    silent: tuple[tuple[int, Any], ...] = ()

    @property
    def voters(self) -> int:
        return sum(number for number, _ in self.valid)

    @property
    def cast(self) -> int:
        return self.voters + self.abstained + self.rejected


class Outcome(Struct, frozen=True):
    """What a method makes of the valid ballots."""

    tally: Tally
    winners: tuple[str, ...]
    tie: tuple[str, ...]
    words: Term
    of: int
    needed: int = 1
    rounds: tuple[Mapping[str, int], ...] = ()


class Way(Struct, frozen=True):
    """A method. `field`: the ballot's field that it reads. `read`: what stands there as marks, None when it
    is blank; raises Spoilt. `count`: the marks of all. `inside`: one organisation's own ballots as one vote,
    in the same field; None when its people come to nothing together. `silent`: whether marks abstain from
    everything.
    """

    field: str
    read: Callable[[Any, Sequence[str], Rules], Any]
    count: Callable[[Sequence[str], Box, Rules], Outcome]
    inside: Callable[[Sequence[str], Box, Rules], Any]
    silent: Callable[[Any], bool] = lambda marks: marks is None


def base_of(rules: Rules, box: Box, valid: int | None = None, each: int = 1) -> int:
    """What per cent are shares of. `each`: how many votes, dots or points a ballot could give an option."""
    if rules.base == "valid":
        return box.voters * each if valid is None else valid
    return (box.cast if rules.base == "cast" else max(rules.entitled, box.cast)) * each


def above_threshold(threshold: float, base: int) -> int:
    """The fewest votes that are more than `threshold` per cent of `base`, exactly; of 100 per cent: all."""
    more = int(base * Fraction(str(threshold)) / 100) + 1
    return max(min(more, base), 1)


def needed_of(rules: Rules, of: int) -> int:
    return above_threshold(rules.threshold, of) if rules.threshold else 1


def elected(tally: Mapping[str, int], seats: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who is elected, and who ties for the last place; a tie is never broken by order.

    `tally`: the votes of those who can be elected.
    """
    ranked = sorted(tally.values(), reverse=True)
    if not ranked:
        return (), ()
    line = ranked[min(seats, len(ranked)) - 1]
    above = tuple(option for option, votes in tally.items() if votes > line)
    at_line = tuple(option for option, votes in tally.items() if votes == line)
    if len(above) + len(at_line) > seats:
        return above, at_line
    return tuple(option for option in tally if tally[option] >= line), ()


def decided(tally: Mapping[str, int], of: int, rules: Rules) -> Outcome:
    """The most win, above the threshold; a tie at the line is a tie."""
    needed, seats = needed_of(rules, of), rules.seats or 1
    winners, tie = elected({option: votes for option, votes in tally.items() if votes >= needed}, seats)
    words = worded(tally, winners, tie, seats, needed, of)
    return Outcome(tally, winners, tie, words, of, needed, (tally,))


def worded(
    tally: Mapping[str, int], winners: Sequence[str], tie: Sequence[str], seats: int, needed: int, of: int
) -> Term:
    """The result as a term, never the first of a tie."""
    most = max(tally.values(), default=0)
    if not most:
        return Term("no_votes")
    if tie and winners:
        return Term("tied_line", {"count": len(tie), "votes": tally[tie[0]], "places": seats - len(winners)})
    if tie:
        return Term("tied", {"count": len(tie), "votes": tally[tie[0]]})
    if not winners:
        return Term("below_threshold", {"most": most, "needed": needed, "of": of})
    return Term("won", {"count": len(winners), "votes": tally[winners[0]]})
