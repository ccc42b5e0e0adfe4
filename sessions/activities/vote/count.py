"""Counting votes: pure, repeatable by anybody, and blind to who voted. One function a method.

An election is plain data, the same that an exported vote holds, so that `count` of the export is the result
that was shown.

Methods: "single" is plurality, with or without a share that must be reached (Robert's Rules of Order,
section 44).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Literal

from msgspec import Meta, Struct

from sessions.blocks import Term

Heads = Annotated[int, Meta(ge=0, le=10_000_000)]
Method = Literal["single"]


class Option(Struct, frozen=True):
    """What can be chosen. An option may also be given as its id alone."""

    id: str
    title: str = ""


class Ballot(Struct, frozen=True):
    """`count` people who voted alike. `choice` None is a blank vote: cast, and for nobody."""

    count: Heads = 1
    choice: str | None = None
    organisation: str = ""


class Rules(Struct, frozen=True):
    """How it is counted.

    `unit`: one person one vote, or one organisation one vote. `seats`: how many win. `threshold`: per cent of
    `base` that a winner needs more than (50: more than half); 0 asks for nothing. `entitled`: how many could
    vote (people or organisations), 0 when not known: then nobody but those who voted is known to.
    """

    unit: Literal["person", "organisation"] = "person"
    base: Literal["valid", "cast", "entitled"] = "valid"
    threshold: Annotated[int, Meta(ge=0, le=100)] = 0
    entitled: Heads = 0
    seats: Annotated[int, Meta(ge=1, le=1000)] = 1
    budget: Annotated[int, Meta(ge=1, le=1000)] = 1
    max_per_option: Annotated[int, Meta(ge=1, le=1000)] = 1


class Election(Struct, frozen=True):
    """A whole vote: method, options in their order, rules, ballots in any order."""

    options: tuple[str | Option, ...]
    ballots: tuple[Ballot, ...] = ()
    method: Method = "single"
    settings: Rules = Rules()


class Result(Struct, frozen=True):
    """`winners` in the order of the options; `tie`: those who share the last winning place when more do than
    there is room for.

    `tally`: option id -> votes. `cast` = `valid` + `abstained` + `rejected`, in the unit that was counted.
    `of`: what shares are shares of, after the rules' base. `words`: the result as a term.
    """

    winners: tuple[str, ...]
    tie: tuple[str, ...]
    tally: Mapping[str, int]
    rounds: tuple[Mapping[str, int], ...]
    cast: int
    valid: int
    abstained: int
    rejected: int
    words: Term
    of: int = 0


def count(election: Election) -> Result:
    """Count an election. Equal ballots count equally, whoever cast them and whatever their order."""
    ids = tuple(option_id(option) for option in election.options)
    per_person = election.settings.unit == "person"
    ballots = election.ballots if per_person else by_organisation(election.ballots, ids)
    return METHODS[election.method](ids, ballots, election.settings)


def option_id(option: str | Option) -> str:
    return option if isinstance(option, str) else option.id


def by_organisation(ballots: Sequence[Ballot], ids: Sequence[str]) -> tuple[Ballot, ...]:
    """One ballot an organisation: what most of its votes are for (plurality); an inner tie, or only blank
    votes, abstains.

    Ballots without an organisation do not count.
    """
    inner: dict[str, dict[str, int]] = {}
    for ballot in ballots:
        if ballot.organisation and ballot.count:
            tally = inner.setdefault(ballot.organisation, {})
            if ballot.choice in ids:
                tally[str(ballot.choice)] = tally.get(str(ballot.choice), 0) + ballot.count
    return tuple(Ballot(1, _only_leader(tally), name) for name, tally in sorted(inner.items()))


def _only_leader(tally: Mapping[str, int]) -> str | None:
    most = max(tally.values(), default=0)
    leaders = [choice for choice, votes in tally.items() if votes == most]
    return leaders[0] if len(leaders) == 1 else None


def single(ids: Sequence[str], ballots: Sequence[Ballot], rules: Rules) -> Result:
    """One choice each; the most votes win (plurality)."""
    tally = dict.fromkeys(ids, 0)
    abstained = rejected = 0
    for ballot in ballots:
        if ballot.choice is None:
            abstained += ballot.count
        elif ballot.choice in tally:
            tally[ballot.choice] += ballot.count
        else:
            rejected += ballot.count
    valid = sum(tally.values())
    cast = valid + abstained + rejected
    of = {"valid": valid, "cast": cast, "entitled": max(rules.entitled, cast)}[rules.base]
    needed = above_threshold(rules.threshold, of) if rules.threshold else 1
    winners, tie = elected({option: votes for option, votes in tally.items() if votes >= needed}, rules.seats)
    words = worded(tally, winners, tie, needed, of)
    return Result(winners, tie, tally, (tally,), cast, valid, abstained, rejected, words, of)


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


def worded(
    tally: Mapping[str, int], winners: Sequence[str], tie: Sequence[str], needed: int, of: int
) -> Term:
    """The result as a term, never the first of a tie."""
    most = max(tally.values(), default=0)
    if not most:
        return Term("no_votes")
    if tie:
        return Term("tied", {"count": len(tie), "votes": tally[tie[0]]})
    if not winners:
        return Term("below_threshold", {"most": most, "needed": needed, "of": of})
    return Term("won", {"count": len(winners), "votes": tally[winners[0]], "winners": list(winners)})


def above_threshold(threshold: int, base: int) -> int:
    """The fewest votes that are more than `threshold` per cent of `base`, in whole numbers."""
    return base * threshold // 100 + 1


METHODS: Mapping[str, Callable[[Sequence[str], Sequence[Ballot], Rules], Result]] = {"single": single}
