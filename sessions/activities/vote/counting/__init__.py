"""Counting votes: pure, repeatable by anybody, and blind to who voted. One function a method."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import structs

from sessions.activities.vote.counting.adding import ADDING
from sessions.activities.vote.counting.answers import ANSWERS
from sessions.activities.vote.counting.election import (
    Ballot,
    Box,
    Election,
    Outcome,
    Result,
    Rules,
    Spoilt,
    Way,
)
from sessions.activities.vote.counting.paths import PATHS
from sessions.activities.vote.counting.ranking import RANKING
from sessions.blocks import Term

METHODS: Mapping[str, Way] = {**ADDING, **RANKING, **ANSWERS, **PATHS}


def count(election: Election) -> Result:
    """Count an election. Equal ballots count equally, whoever cast them and whatever their order."""
    ids, rules, way = election.ids, election.settings, METHODS[election.method]
    per_person = rules.unit == "person"
    ballots = election.ballots if per_person else by_organisation(election.ballots, ids, way, rules)
    box = sorted_out(ballots, ids, way, rules)
    found = with_quorum(way.count(ids, box, rules), box, rules)
    return Result(
        *(found.winners, found.tie, found.tally, found.rounds),
        *(box.cast, box.voters, box.abstained, box.rejected),
        *(found.words, found.of, found.needed),
    )


def sorted_out(ballots: Sequence[Ballot], ids: Sequence[str], way: Way, rules: Rules) -> Box:
    """What is valid, blank, and spoilt."""
    valid: list[tuple[int, Any]] = []
    silent: list[tuple[int, Any]] = []
    rejected = blank = 0
    for ballot in ballots:
        given = getattr(ballot, way.field)
        try:
            marks = None if given is None else way.read(given, ids, rules)
        except Spoilt:
            rejected += ballot.count
            continue
        blank += ballot.count if way.silent(marks) else 0
        if ballot.count and marks is not None:
            (silent if way.silent(marks) else valid).append((ballot.count, marks))
    return Box(tuple(valid), blank, rejected, tuple(silent))


def by_organisation(
    ballots: Sequence[Ballot], ids: Sequence[str], way: Way, rules: Rules
) -> tuple[Ballot, ...]:
    """One ballot an organisation: what the majority of its votes are for, as each method's `inside` says; an
    inner tie, or only blank votes, abstains.

    Ballots without an organisation do not count. What has been brought together once stays as it is.
    """
    inner: dict[str, list[Ballot]] = {}
    for ballot in ballots:
        if ballot.organisation and ballot.count:
            inner.setdefault(ballot.organisation, []).append(ballot)
    return tuple(_together(name, inner[name], ids, way, rules) for name in sorted(inner))


def _together(name: str, ballots: Sequence[Ballot], ids: Sequence[str], way: Way, rules: Rules) -> Ballot:
    box = sorted_out(ballots, ids, way, rules)
    vote = way.inside(ids, box, rules) if box.voters else None
    return structs.replace(Ballot(organisation=name), **{way.field: vote})


def with_quorum(found: Outcome, box: Box, rules: Rules) -> Outcome:
    """Without a quorum nothing is won; the votes are told all the same."""
    entitled = max(rules.entitled, box.cast)
    if box.cast * 100 >= rules.quorum * entitled:
        return found
    few = {"cast": box.cast, "of": entitled, "quorum": rules.quorum}
    return structs.replace(found, winners=(), tie=(), words=Term("no_quorum", few))
