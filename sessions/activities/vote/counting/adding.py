"""Methods that add: every ballot gives options so much, and the most win.

"single" is plurality (Robert's Rules of Order, section 44); "multiple" is block or limited voting: one may
name several options, `budget` at the most; "approval" is the same without a limit (Brams and Fishburn,
Approval Voting, American Political Science Review 72, 1978); "dots" is cumulative voting with a budget;
"score" is range voting (Smith, Range Voting, 2000): the highest sum of scores wins, an option without a score
has 0.
"""

from collections.abc import Iterator, Mapping, Sequence
from statistics import median_high, median_low

from sessions.activities.vote.counting.election import Box, Outcome, Rules, Spoilt, Way, base_of, decided


def read_choice(choice: str, ids: Sequence[str], rules: Rules) -> tuple[str, ...]:
    if choice not in ids:
        raise Spoilt
    return (choice,)


def read_choices(choices: Sequence[str], ids: Sequence[str], rules: Rules) -> tuple[str, ...] | None:
    if len(set(choices)) < len(choices) or len(choices) > (rules.budget or len(ids)):
        raise Spoilt
    return _known(choices, ids) or None


def read_approved(choices: Sequence[str], ids: Sequence[str], rules: Rules) -> tuple[str, ...] | None:
    if len(set(choices)) < len(choices):
        raise Spoilt
    return _known(choices, ids) or None


def _known(choices: Sequence[str], ids: Sequence[str]) -> tuple[str, ...]:
    if not set(choices) <= set(ids):
        raise Spoilt
    return tuple(choices)


def read_dots(dots: Mapping[str, int], ids: Sequence[str], rules: Rules) -> Mapping[str, int] | None:
    given = read_points(dots, ids, rules)
    if sum(given.values()) > (rules.budget or sum(given.values())):
        raise Spoilt
    return given if any(given.values()) else None


def read_scores(scores: Mapping[str, int], ids: Sequence[str], rules: Rules) -> Mapping[str, int] | None:
    """A score of 0 is a vote; only who scores nothing at all is blank."""
    return read_points(scores, ids, rules) or None


def read_points(points: Mapping[str, int], ids: Sequence[str], rules: Rules) -> Mapping[str, int]:
    _known(tuple(points), ids)
    most = rules.max_per_option
    if any(number < 0 or (most is not None and number > most) for number in points.values()):
        raise Spoilt
    return points


def count_choices(ids: Sequence[str], box: Box, rules: Rules) -> Outcome:
    return decided(choices_of(ids, box), base_of(rules, box), rules)


def choices_of(ids: Sequence[str], box: Box) -> dict[str, int]:
    tally = dict.fromkeys(ids, 0)
    for number, choices in box.valid:
        for choice in choices:
            tally[choice] += number
    return tally


def count_dots(ids: Sequence[str], box: Box, rules: Rules) -> Outcome:
    """Shares are shares of the dots: of those that were placed, or of those that could have been."""
    tally = points_of(ids, box)
    placed = sum(tally.values())
    if rules.unit == "organisation":
        return decided(tally, base_of(rules, box), rules)
    return decided(tally, base_of(rules, box, valid=placed, each=rules.budget or 1), rules)


def count_scores(ids: Sequence[str], box: Box, rules: Rules) -> Outcome:
    """Shares are shares of the highest sum that an option could have had."""
    tally = points_of(ids, box)
    highest = max((score for _, scores in box.valid for score in scores.values()), default=0)
    return decided(tally, base_of(rules, box, each=rules.max_per_option or highest or 1), rules)


def points_of(ids: Sequence[str], box: Box) -> dict[str, int]:
    tally = dict.fromkeys(ids, 0)
    for number, points in box.valid:
        for option, given in points.items():
            tally[option] += number * given
    return tally


# what an organisation's people come to together


def most_chosen(ids: Sequence[str], box: Box, rules: Rules) -> str | None:
    return only_leader(choices_of(ids, box))


def only_leader(tally: Mapping[str, int]) -> str | None:
    most = max(tally.values(), default=0)
    leaders = [option for option, votes in tally.items() if votes == most]
    return leaders[0] if len(leaders) == 1 and most else None


def chosen_by_most(ids: Sequence[str], box: Box, rules: Rules) -> tuple[str, ...] | None:
    """Every option that more than half of its voters chose."""
    tally = choices_of(ids, box)
    return tuple(option for option in ids if 2 * tally[option] > box.voters) or None


def most_dots(ids: Sequence[str], box: Box, rules: Rules) -> dict[str, int] | None:
    """One vote, for the option with the most of its dots."""
    leader = only_leader(points_of(ids, box))
    return {leader: 1} if leader else None


def middle_scores(ids: Sequence[str], box: Box, rules: Rules) -> dict[str, int] | None:
    """The median of its scores for each option; where two different ones share the middle, none."""
    scores = ((option, list(_scores_for(option, box))) for option in ids)
    middles = {o: median_low(s) for o, s in scores if s and median_low(s) == median_high(s)}
    return middles or None


def _scores_for(option: str, box: Box) -> Iterator[int]:
    for number, scores in box.valid:
        if option in scores:
            yield from [scores[option]] * min(number, 1000)


ADDING = {
    "single": Way("choice", read_choice, count_choices, most_chosen),
    "multiple": Way("choices", read_choices, count_choices, chosen_by_most),
    "approval": Way("choices", read_approved, count_choices, chosen_by_most),
    "dots": Way("dots", read_dots, count_dots, most_dots),
    "score": Way("scores", read_scores, count_scores, middle_scores),
}
