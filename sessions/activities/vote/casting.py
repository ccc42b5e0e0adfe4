"""From what was marked on a phone or a slip to a ballot: checked, and the same for all who marked the same."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from msgspec import Struct

from sessions.activities.vote.counting import METHODS
from sessions.activities.vote.counting.election import Ballot, Option, Rules, Spoilt
from sessions.activities.vote.counting.file import MARKS
from sessions.activities.vote.moves import (
    BLANK,
    BY_ANSWER,
    LONGEST_REASON,
    Cast,
    CastSlip,
    Settings,
    TypeSlip,
)
from sessions.activity import Rejected, needed

OBJECTING = "object"


class Choices(Struct, frozen=True):
    """What can be chosen as the vote is set up, and how a ballot is read."""

    settings: Settings
    options: tuple[Option, ...]
    ids: tuple[str, ...]
    rules: Rules


def ballot_of(move: Cast | CastSlip | TypeSlip, offer: Choices) -> Ballot | None:
    """The ballot, None when nothing is marked. Raises Rejected with what is wrong with it."""
    if move.blank or move.choice == BLANK:
        return _blank(offer.settings)
    field = METHODS[offer.settings.method].field
    marks = _tidied(getattr(move, field), field, offer.ids)
    if not marks:
        return None
    check(marks, offer)
    return choosing(marks) if field == "choice" else Ballot(**{field: marks})


def _blank(settings: Settings) -> Ballot:
    if not settings.blank:
        raise Rejected("no_such_option")
    return Ballot()


@lru_cache(1024)
def choosing(option: str) -> Ballot:
    """Ten thousand people choose among a few: all who choose the same share a ballot."""
    return Ballot(choice=option)


def marks_in(ballot: Ballot) -> dict[str, Any]:
    """What is marked, as an event of the vote keeps it."""
    if ballot.choice:
        return {"choice": ballot.choice}
    marks = {name: value for name in MARKS if (value := getattr(ballot, name)) is not None}
    return marks or {"blank": True}


def ballot_in(event: Cast | CastSlip | TypeSlip) -> Ballot:
    """The other way round."""
    if event.choice:
        return choosing(event.choice)
    return Ballot(**{name: value for name in MARKS if (value := getattr(event, name))})


def _tidied(marks: Any, field: str, ids: Sequence[str]) -> Any:
    """Without what was left empty; in the order of the options, except where the order is the vote."""
    if not marks or isinstance(marks, str):
        return marks
    place = {option: number for number, option in enumerate(ids)}
    if isinstance(marks, Mapping):
        empty = (None, "", 0) if field == "dots" else (None, "")
        named = sorted(marks, key=lambda option: place.get(option, -1))
        return {option: marks[option] for option in named if marks[option] not in empty}
    if field == "choices":
        return tuple(sorted(marks, key=lambda option: place.get(option, -1)))
    return marks


def check(marks: Any, offer: Choices) -> None:
    """The counting itself would not take this ballot: say why. Raises Rejected."""
    try:
        METHODS[offer.settings.method].read(marks, offer.ids, offer.rules)
    except Spoilt:
        raise _reason(marks, offer.rules, offer.ids) from None


def _reason(marks: Any, rules: Rules, ids: Sequence[str]) -> Rejected:
    named = [marks] if isinstance(marks, str) else list(marks)
    if not set(named) <= set(ids):
        return Rejected("no_such_option")
    points = list(marks.values()) if isinstance(marks, Mapping) else []
    if len(set(named)) < len(named) or not all(isinstance(n, int) and n >= 0 for n in points):
        return Rejected("spoilt")
    if rules.max_per_option and max(points, default=0) > rules.max_per_option:
        return Rejected("over_most", most=rules.max_per_option)
    return Rejected("over_budget" if points else "too_many_chosen", most=rules.budget)


def named_in(ballot: Ballot) -> set[str]:
    """The options a ballot says something about."""
    marked = (ballot.choices, ballot.ranking, ballot.dots, ballot.scores, ballot.answers)
    named = {str(option) for marks in marked for option in marks or ()}
    return named | {ballot.choice} if ballot.choice else named


def reasons_of(move: Cast | CastSlip, ballot: Ballot, settings: Settings) -> dict[str, str]:
    """Whoever objects says why. Raises Rejected("reason_needed")."""
    answers = ballot.answers or {}
    objected = [option for option, answer in answers.items() if answer == OBJECTING]
    if settings.method != "consent":
        return {}
    if not all(move.reasons.get(option, "").strip() for option in objected):
        raise Rejected("reason_needed", field="reasons")
    return {option: needed(move.reasons[option], LONGEST_REASON, lines=True) for option in objected}


def figures_as_ballots(figures: Mapping[tuple[str, str], int], method: str) -> list[Ballot]:
    """Hands counted for each option or each answer, as ballots that add up to the same figures.

    `figures`: (option, answer) -> people. With answers the figures of different options come from the same
    people, in no known order: as few ballots as there must have been.
    """
    if method not in BY_ANSWER:
        counted = ((option, people) for (option, _), people in figures.items() if people)
        return [Ballot(people, None if option == BLANK else option) for option, people in counted]
    edges = _edges(figures)
    cuts = sorted({edge for bounds in edges.values() for edge in bounds} | {0})
    return [
        Ballot(
            end - start,
            answers={o: answer for (o, answer), (low, high) in edges.items() if low <= start < high},
        )
        for start, end in pairwise(cuts)
    ]


def _edges(figures: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], tuple[int, int]]:
    """Where in a row of people each answer to an option begins and ends."""
    ends: dict[str, int] = {}
    edges: dict[tuple[str, str], tuple[int, int]] = {}
    for (option, answer), people in sorted(figures.items()):
        start = ends.get(option, 0)
        ends[option] = start + people
        if people:
            edges[option, answer] = (start, start + people)
    return edges
