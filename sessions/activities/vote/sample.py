"""Votes as people might give them, so that a day can be rehearsed and shown."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING, Any

from msgspec import structs

from sessions.activities.vote.counting import METHODS
from sessions.activities.vote.electorate import refusal
from sessions.activities.vote.moves import BY_ANSWER, Cast, CastSlip, Settings, TypeIn, TypeSlip, Withdraw
from sessions.activity import DESK_TURN, Person, Sample
from sessions.codes import LENGTH, SIGNS, MakeCodes, hash_of

if TYPE_CHECKING:
    from sessions.activities.vote.rules import Vote

REASON = "text{}zq: tiden räcker inte"


def votes(vote: "Vote", people: Sequence[Person], dice: Random) -> Iterator[Sample]:
    """Most vote, some change their minds, one takes the vote back, and a few hands are counted."""
    able = [index for index, who in enumerate(people) if not refusal(who, vote.settings.voters, ())]
    if not vote.options():
        return
    if vote.settings.slips:
        yield from _with_slips(vote, people, able, dice)
        return
    for index in able:
        if dice.random() < 0.92 and (cast := _ballot(vote, people, index, dice)):
            yield dice.uniform(0.1, 3), index, cast
    for index in able:
        again = people[index].seat in vote.given and dice.random() < 0.1
        if again and (cast := _ballot(vote, people, index, dice)):
            yield dice.uniform(0.1, 2), index, cast
    if len(able) > 5 and people[able[0]].seat in vote.given:
        yield 1, able[0], Withdraw()
    if able and vote.settings.voters != "organisations":
        yield 2, DESK_TURN, _typed(vote, 1 + len(able) // 20, dice)


def _with_slips(
    vote: "Vote", people: Sequence[Person], able: Sequence[int], dice: Random
) -> Iterator[Sample]:
    """As many slips as people; some are handed in at the desk, and one is left over."""
    codes = ["".join(dice.choices(SIGNS, k=LENGTH)) for _ in range(len(able) + 1)]
    yield 1, DESK_TURN, MakeCodes(tuple(dict.fromkeys(hash_of(vote.step, code) for code in codes)))
    for index, code in zip(able, codes, strict=False):
        cast = _cast(vote, list(vote.ids), index, dice)
        if dice.random() < 0.8:
            yield dice.uniform(0.1, 3), index, structs.replace(cast, slip=code)
        else:
            marks = {name: getattr(cast, name) for name in (METHODS[vote.settings.method].field, "reasons")}
            yield dice.uniform(0.5, 3), DESK_TURN, CastSlip(slip=code, **marks)


def _typed(vote: "Vote", people: int, dice: Random) -> TypeIn | TypeSlip:
    method = vote.settings.method
    if vote.takes_figures:
        return TypeIn(vote.ids[0], people, "hands", BY_ANSWER.get(method, ("",))[0])
    return TypeSlip(people, "paper", **{METHODS[method].field: _marks(vote.settings, list(vote.ids), dice)})


def _ballot(vote: "Vote", people: Sequence[Person], index: int, dice: Random) -> Cast | None:
    """What somebody might mark; nothing when all there is belongs to their own group."""
    options = [option for option in vote.ids if option not in vote.barred(people[index].group)]
    return _cast(vote, options, index, dice) if options else None


def _cast(vote: "Vote", options: list[str], index: int, dice: Random) -> Cast:
    method = vote.settings.method
    marks = _marks(vote.settings, options, dice)
    reasons = {o: REASON.format(index) for o in options} if method == "consent" else {}
    return Cast(**{METHODS[method].field: marks}, reasons=reasons)


def _marks(settings: Settings, options: list[str], dice: Random) -> Any:
    liked = sorted(options, key=lambda option: options.index(option) + dice.expovariate(0.5))
    match settings.method:
        case "single":
            return _leaning(options, dice)
        case "multiple" | "approval":
            most = (settings.budget or len(options)) if settings.method == "multiple" else len(options)
            return tuple(liked[: dice.randint(1, min(most, len(options), 4))])
        case "irv" | "schulze":
            return tuple(liked[: dice.randint(1, len(liked))])
        case "dots":
            return _spread(settings, liked)
        case "score":
            return {option: dice.randint(0, settings.highest) for option in options}
        case _:
            return {option: _answer(BY_ANSWER[settings.method], dice) for option in options}


def _spread(settings: Settings, liked: Sequence[str]) -> dict[str, int]:
    """The dots on what one likes, the most on the best."""
    left, dots = settings.budget, {}
    for option in liked:
        dots[option] = min((left + 1) // 2, settings.max_per_option or left)
        left -= dots[option]
    return {option: number for option, number in dots.items() if number}


def _answer(answers: Sequence[str], dice: Random) -> str:
    return dice.choices(answers, (6, 2, 1) if answers[0] == "yes" else (8, 2, 1))[0]


def _leaning(options: Sequence[str], dice: Random) -> str:
    """Some options are liked better than others, as in life."""
    return options[min(int(dice.expovariate(1 / 1.5)), len(options) - 1)]
