"""The Schulze method: every option against every other, and the strongest chains of such defeats.

Source: Schulze, A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
election method, Social Choice and Welfare 36 (2011); a defeat is as strong as the votes for the winning side.
Options that a ballot does not name share its last place.
"""

from collections.abc import Sequence

from sessions.activities.vote.counting.election import Box, Outcome, Rules, Spoilt, Way, base_of
from sessions.blocks import Term

Places = tuple[tuple[str, ...], ...]
Pairs = list[list[int]]


def read_places(ranking: Sequence[str | Sequence[str]], ids: Sequence[str], rules: Rules) -> Places | None:
    places = tuple((place,) if isinstance(place, str) else tuple(place) for place in ranking)
    named = [option for place in places for option in place]
    if len(set(named)) < len(named) or not set(named) <= set(ids):
        raise Spoilt
    return places if named else None


def count_paths(ids: Sequence[str], box: Box, rules: Rules) -> Outcome:
    beats = beaten(ids, box)
    tally = {option: sum(winner == option for winner, _ in beats) for option in ids}
    of = base_of(rules, box)
    if not box.voters:
        return Outcome(tally, (), (), Term("no_votes"), of, 1, (tally,))
    winners, tie = seated(layers(ids, beats), rules.seats or 1)
    in_order = tuple(option for option in ids if option in winners)
    if tie:
        words = Term("tied_pairs" if not winners else "tied_line", _tied(winners, tie, rules))
    else:
        words = Term("won_pairs", {"count": len(winners)})
    return Outcome(tally, in_order, tie, words, of, 1, (tally,))


def _tied(winners: Sequence[str], tie: Sequence[str], rules: Rules) -> dict[str, int]:
    return {"count": len(tie), "places": (rules.seats or 1) - len(winners)}


def preferred(ids: Sequence[str], box: Box) -> Pairs:
    """[one][other]: how many put one before the other, both by their number among the options."""
    number_of = {option: number for number, option in enumerate(ids)}
    pairs = [[0] * len(ids) for _ in ids]
    for count, places in box.valid:
        last = len(places)
        place_of = [last] * len(ids)
        for place, options in enumerate(places):
            for option in options:
                place_of[number_of[option]] = place
        for one, place in enumerate(place_of):
            if place < last:
                row = pairs[one]
                for other, beside in enumerate(place_of):
                    row[other] += count * (place < beside)
    return pairs


def beaten(ids: Sequence[str], box: Box) -> set[tuple[str, str]]:
    """(winner, loser) of every pair in which one's strongest chain is stronger than the other's."""
    every = range(len(ids))
    chain = strongest(preferred(ids, box))
    return {
        (ids[one], ids[other]) for one in every for other in every if chain[one][other] > chain[other][one]
    }


def strongest(direct: Pairs) -> Pairs:
    """The strongest chain from each to each: as strong as its weakest defeat (Floyd and Warshall)."""
    every = range(len(direct))
    chain = [[direct[a][b] if direct[a][b] > direct[b][a] else 0 for b in every] for a in every]
    for middle in every:
        onward = chain[middle]
        for one in every:
            reach = chain[one][middle]
            if reach and one != middle:
                chain[one] = [max(had, min(reach, on)) for had, on in zip(chain[one], onward, strict=True)]
    return chain


def layers(ids: Sequence[str], beats: set[tuple[str, str]]) -> Places:
    """Those whom nobody beats, then those whom nobody of the rest beats, and so on."""
    found: list[tuple[str, ...]] = []
    left = list(ids)
    while left:
        unbeaten = tuple(o for o in left if not any((other, o) in beats for other in left))
        found.append(unbeaten)
        left = [option for option in left if option not in unbeaten]
    return tuple(found)


def seated(order: Places, seats: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    winners: tuple[str, ...] = ()
    for layer in order:
        if len(winners) + len(layer) > seats:
            return winners, layer if len(winners) < seats else ()
        winners += layer
    return winners, ()


def placed_inside(ids: Sequence[str], box: Box, rules: Rules) -> Places | None:
    """An organisation's own order by the same method; when all share one place, none."""
    order = layers(ids, beaten(ids, box))
    return order if len(order) > 1 else None


PATHS = {"schulze": Way("ranking", read_places, count_paths, placed_inside)}
