"""Who draws with whom. Seats in, seats out: no state, no dice.

In a pair each finishes the other's sheets; in a trio each finishes those of the one before, all the way round.
"""

from collections.abc import Collection, Sequence

Pairs = tuple[tuple[str, ...], ...]


def dealt(seats: Sequence[str], made: Pairs = ()) -> Pairs:
    """Neighbours become pairs; an odd one makes a trio with the last pair. `made`: pairs that stay as they are."""
    kept = [pair for pair in made if len(pair) > 1]
    together = {seat for pair in kept for seat in pair}
    alone = [seat for seat in seats if seat not in together]
    pairs = [tuple(alone[at : at + 2]) for at in range(0, len(alone) - 1, 2)]
    left = (alone[-1],) if len(alone) % 2 else ()
    return _with_third(kept + pairs, left)


def _with_third(pairs: list[tuple[str, ...]], left: tuple[str, ...]) -> Pairs:
    """Who is left over goes with the last pair of two; without one they are on their own."""
    if not left:
        return tuple(pairs)
    at = next((i for i in reversed(range(len(pairs))) if len(pairs[i]) == 2), None)
    if at is None:
        return (*pairs, left)
    return (*pairs[:at], (*pairs[at], *left), *pairs[at + 1 :])


def without(pairs: Pairs, gone: Collection[str]) -> Pairs:
    """The pairs of those who are still there."""
    left = (tuple(seat for seat in pair if seat not in gone) for pair in pairs)
    return tuple(pair for pair in left if pair)


def with_newcomer(pairs: Pairs, seat: str) -> Pairs:
    """Somebody comes while it runs: with one who is alone, else with the third of a trio, else as the third of a pair.

    `pairs` are those who are there now. So there is never more than one trio because of those who come.
    """
    others = without(pairs, {seat})
    for pair in others:
        if len(pair) == 1:
            return _replaced(others, pair, (*pair, seat))
    for pair in others:
        if len(pair) == 3:
            return (*_replaced(others, pair, pair[:2]), (pair[2], seat))
    return _with_third(list(others), (seat,))


def _replaced(pairs: Pairs, old: tuple[str, ...], new: tuple[str, ...]) -> Pairs:
    return tuple(new if pair is old else pair for pair in pairs)


def joined(pairs: Pairs, one: str, other: str) -> Pairs:
    """These two want each other: both leave whoever they were with."""
    return (*without(pairs, {one, other}), (one, other))


def pair_of(pairs: Pairs, seat: str) -> tuple[str, ...]:
    return next((pair for pair in pairs if seat in pair), ())


def before(pairs: Pairs, seat: str, there: Collection[str]) -> str | None:
    """Whose sheets this seat finishes: the one before it among those of its pair who are there."""
    ring = [one for one in pair_of(pairs, seat) if one in there or one == seat]
    other = ring[ring.index(seat) - 1] if seat in ring else seat
    return None if other == seat else other
