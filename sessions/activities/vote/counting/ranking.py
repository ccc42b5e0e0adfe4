"""Instant runoff: who has the fewest goes out and those ballots move on, until one has more than half.

Source: Robert's Rules of Order, section 45 (preferential voting). Ballots that name nobody who is still in no
longer count in a round. Where several share the last place and it matters who goes out first, every order is
tried, and all who can win so tie: neither lot nor the order of the list decides (parallel universes: Conitzer,
Rognlie and Xia, Preference Functions That Score Rankings and Maximum Likelihood Estimation, IJCAI 2009).
"""

from collections.abc import Iterator, Mapping, Sequence

from sessions.activities.vote.counting.election import (
    Box,
    Outcome,
    Rules,
    Spoilt,
    Way,
    base_of,
    needed_of,
    worded,
)
from sessions.blocks import Term

MOST_ORDERS = 100
"""So many different sets of remaining options are followed side by side; beyond that, all of them tie."""

Remaining = frozenset[str]
Round = dict[str, int]


def read_ranking(ranking: Sequence[object], ids: Sequence[str], rules: Rules) -> tuple[str, ...] | None:
    named = tuple(option for option in ranking if isinstance(option, str))
    if len(named) < len(ranking) or len(set(named)) < len(named) or not set(named) <= set(ids):
        raise Spoilt
    return named or None


def count_rounds(ids: Sequence[str], box: Box, rules: Rules) -> Outcome:
    of = base_of(rules, box)
    needed = needed_of(rules, of)
    first = firsts(frozenset(ids), ids, box)
    if not box.voters:
        return Outcome(first, (), (), Term("no_votes"), of, needed, (first,))
    rounds = tuple(rounds_of(ids, box))
    possible = possible_winners(ids, box)
    reached = tuple(option for option in ids if option in possible) if _any_reached(possible, needed) else ()
    winners, tie = (reached, ()) if len(reached) == 1 else ((), reached)
    return Outcome(
        first, winners, tie, _words(possible, winners, tie, needed, of, rounds), of, needed, rounds
    )


def _any_reached(possible: Mapping[str, int], needed: int) -> bool:
    return any(votes >= needed for votes in possible.values())


def _words(
    possible: Mapping[str, int],
    winners: Sequence[str],
    tie: Sequence[str],
    needed: int,
    of: int,
    rounds: Sequence[Round],
) -> Term:
    if not winners:
        return worded(possible, winners, tie, 1, needed, of)
    votes = possible[winners[0]]
    still = sum(rounds[-1].values())
    return Term("won_rounds", {"count": 1, "votes": votes, "still": still, "rounds": len(rounds)})


def firsts(remaining: Remaining, ids: Sequence[str], box: Box) -> Round:
    """The votes of a round: each ballot for the first of those who are still in."""
    tally = {option: 0 for option in ids if option in remaining}
    for number, ranking in box.valid:
        choice = next((option for option in ranking if option in remaining), None)
        if choice is not None:
            tally[choice] += number
    return tally


def rounds_of(ids: Sequence[str], box: Box) -> Iterator[Round]:
    """Every round, up to the one that decides or in which it matters which of several goes out."""
    level: list[Remaining] = [frozenset(ids)]
    while len(level) == 1:
        tally = firsts(level[0], ids, box)
        yield tally
        level = [] if majority(tally) else list(without_the_last(level[0], tally))


def possible_winners(ids: Sequence[str], box: Box) -> dict[str, int]:
    """Whoever can win, whichever of those who share a last place goes out first: the fewest votes it can win
    with.
    """
    found: dict[str, int] = {}
    level: set[Remaining] = {frozenset(ids)}
    while level and len(level) <= MOST_ORDERS:
        following: set[Remaining] = set()
        for remaining in level:
            tally = firsts(remaining, ids, box)
            winner = majority(tally)
            if winner:
                found[winner] = min(tally[winner], found.get(winner, tally[winner]))
            else:
                following.update(without_the_last(remaining, tally))
        level = following
    for remaining in level:
        found |= {option: votes for option, votes in firsts(remaining, ids, box).items() if votes}
    return found


def majority(tally: Mapping[str, int]) -> str | None:
    total = sum(tally.values())
    return next((option for option, votes in tally.items() if 2 * votes > total), None)


def without_the_last(remaining: Remaining, tally: Round) -> Iterator[Remaining]:
    """Who can be left in the next round. Those who share the last place go out together when their votes
    together are fewer than the next one's: then their order changes nothing.
    """
    fewest = min(tally.values())
    last = [option for option, votes in tally.items() if votes == fewest]
    others = [votes for votes in tally.values() if votes > fewest]
    if others and fewest * len(last) < min(others):
        yield remaining - frozenset(last)
    else:
        yield from (remaining - {option} for option in last)


def ranked_inside(ids: Sequence[str], box: Box, rules: Rules) -> tuple[str, ...] | None:
    """An organisation's own order: the winner of a runoff among its people, then the winner among the rest,
    and so on until they tie.
    """
    order: list[str] = []
    while len(order) < len(ids):
        left = [option for option in ids if option not in order]
        named = any(option in ranking for _, ranking in box.valid for option in left)
        possible = possible_winners(left, box) if named else {}
        if len(possible) != 1:
            break
        order += possible
    return tuple(order) or None


RANKING = {"irv": Way("ranking", read_ranking, count_rounds, ranked_inside)}
