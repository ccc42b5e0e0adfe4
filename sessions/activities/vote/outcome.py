"""What a vote came to, as plain data: the same for wall, phone, desk and minutes."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sessions.activities.vote.count import Option, Result
from sessions.activity import Scene

if TYPE_CHECKING:
    from sessions.activities.vote.rules import Vote

Data = dict[str, Any]


def turnout(vote: "Vote", scene: Scene) -> dict[str, int]:
    """`typed`: those of the votes that came by raised hand or on paper."""
    return {"cast": vote.cast, "of": vote.people(scene), "typed": vote.typed_in}


def outcome(vote: "Vote", scene: Scene) -> Data:
    """`verdicts`: first per person, then per organisation when that is counted too. `agree`: they are alike.

    `base`: what per cent are shares of. `homeless`: votes without an organisation.
    """
    persons, organisations = vote.result(scene), vote.result_per_organisation(scene)
    units = [persons] if organisations is None else [persons, organisations]
    said = turnout(vote, scene)
    return {
        "verdicts": [verdict(result, vote.options()) for result in units],
        "agree": len({(result.winners, result.tie, result.words.code) for result in units}) == 1,
        "rows": rows(vote, units),
        "persons": _counted(persons, said["of"]),
        "organisations": organisations and _counted(organisations, vote.entitled(scene).organisations),
        "base": vote.settings.base,
        "threshold": vote.settings.threshold,
        "homeless": vote.homeless() if organisations else 0,
        "did_not": said["of"] - said["cast"],
        "hands": sum(people for (_, how), people in vote.typed.items() if how == "hands"),
        "paper": sum(people for (_, how), people in vote.typed.items() if how == "paper"),
    }


def verdict(result: Result, options: Sequence[Option]) -> Data:
    """The result in words: a code, the titles of whom it is about, and figures."""
    about = result.winners or result.tie
    return {
        "code": result.words.code,
        **result.words.values,
        "names": [option.title for option in options if option.id in about],
    }


def _counted(result: Result, of: int) -> dict[str, int]:
    return {"cast": result.cast, "valid": result.valid, "abstained": result.abstained, "of": of}


def rows(vote: "Vote", units: Sequence[Result]) -> list[Data]:
    """The most votes first; equal votes share their rank, and stand in the order of the options."""
    tally = units[0].tally
    ordered = sorted(vote.options(), key=lambda option: -tally[option.id])
    return [_row(vote, option, units) for option in ordered]


def _row(vote: "Vote", option: Option, units: Sequence[Result]) -> Data:
    """`rank` 0: nobody has voted for anything, so nobody is first."""
    tally = units[0].tally
    votes = tally[option.id]
    return {
        "id": option.id,
        "title": option.title,
        "rank": 1 + sum(others > votes for others in tally.values()) if any(tally.values()) else 0,
        "shared": list(tally.values()).count(votes) > 1,
        "hands": vote.typed.get((option.id, "hands"), 0),
        "paper": vote.typed.get((option.id, "paper"), 0),
        "figures": [_figure(result, option.id) for result in units],
    }


def _figure(result: Result, option: str) -> Data:
    """`share` of the most votes, for a bar; `per_cent` of the base."""
    votes, most = result.tally[option], max(result.tally.values())
    return {
        "votes": votes,
        "share": votes / most if most else 0,
        "per_cent": per_cent(votes, result.of),
        "win": option in (*result.winners, *result.tie),
    }


def per_cent(votes: int, of: int) -> int:
    """To the nearest whole, a half upwards; never 100 or 0 when it is not."""
    if not of:
        return 0
    nearest = (200 * votes + of) // (2 * of)
    return min(max(nearest, 1 if votes else 0), 100 if votes >= of else 99)


def typed_of(vote: "Vote", option: Option) -> Mapping[str, Any]:
    """What the desk has typed in for an option."""
    typed = {how: vote.typed.get((option.id, how), 0) for how in ("hands", "paper")}
    return {"id": option.id, "title": option.title, **typed}
