"""What a vote came to, as plain data: the same for wall, phone, desk and minutes."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sessions.activities.vote.counting import METHODS, by_organisation
from sessions.activities.vote.counting.election import Ballot, Option, Result
from sessions.activities.vote.counting.file import names_in
from sessions.activities.vote.electorate import names_of
from sessions.activities.vote.moves import BY_ANSWER, HOWS
from sessions.activity import Scene

if TYPE_CHECKING:
    from sessions.activities.vote.rules import Vote

Data = dict[str, Any]


def turnout(vote: "Vote", scene: Scene) -> dict[str, int]:
    """`typed`: those of the votes that came by raised hand or on paper."""
    if vote.settings.voters == "organisations":
        of = vote.of(vote.entitled(scene), "organisation")
        typed = {slip.organisation for slip in vote.slips.values()}
        return {"cast": vote.voting_organisations, "of": of, "typed": len(typed)}
    if vote.settings.slips:
        return {
            "cast": vote.cast,
            "of": vote.people(scene),
            "typed": vote.desk_slips,
            "slips": len(vote.codes),
        }
    return {"cast": vote.cast, "of": vote.people(scene), "typed": vote.typed_in}


def outcome(vote: "Vote", scene: Scene) -> Data:
    """`units`: the counts, the result first. `verdicts`: one a count. `agree`: they are alike.

    `base`: what per cent are shares of. `homeless`: votes without an organisation. `organisations`: where the
    vote is open, which organisation voted what. `reasons`: why some objected, without who.
    """
    entitled = vote.entitled(scene)
    results = vote.results(entitled)
    units = [_counted(r, u, vote.of(entitled, u)) for r, u in zip(results, vote.settings.units, strict=True)]
    main, settings = units[0], vote.settings
    return {
        "method": settings.method,
        "voters": settings.voters,
        "units": units,
        "verdicts": [verdict(result, vote.options(), settings.method) for result in results],
        "agree": len({(result.winners, result.tie, result.words.code) for result in results}) == 1,
        "rows": rows(vote, results),
        "rounds": rounds(vote, results[0]),
        "base": settings.base,
        "threshold": settings.threshold if results[0].needed > 1 or settings.method == "yesno" else 0,
        "quorum": settings.quorum,
        "winners": settings.winners,
        "homeless": vote.homeless() if "organisation" in settings.units else 0,
        "did_not": max(main["of"] - main["cast"], 0),
        "hands": vote.typed_by("hands"),
        "paper": vote.typed_by("paper"),
        "slips": len(vote.codes),
        "by_slip": vote.codes.used,
        "slips_at_desk": vote.desk_slips,
        "organisations": named(vote, scene) if settings.named else [],
        "reasons": reasons(vote),
    }


def verdict(result: Result, options: Sequence[Option], method: str) -> Data:
    """The result in words: a code, the titles of whom it is about, and figures."""
    titles = {option.id: option.title for option in options}
    about = names_in(titles, result.winners, result.tie)
    return {"code": result.words.code, "method": method, **result.words.values, **about}


def _counted(result: Result, unit: str, of: int) -> Data:
    counts = {"cast": result.cast, "valid": result.valid, "abstained": result.abstained}
    return {"unit": unit, **counts, "of": of}


def rows(vote: "Vote", results: Sequence[Result]) -> list[Data]:
    """The best first; equals share their rank, and stand in the order of the options."""
    standing = {option.id: standing_of(results[0], option.id) for option in vote.options()}
    ordered = sorted(vote.options(), key=lambda option: standing[option.id], reverse=True)
    return [_row(vote, option, results, standing) for option in ordered]


def standing_of(result: Result, option: str) -> tuple[int, ...]:
    """Larger is better: how it came out, how far it came, and with how many votes."""
    made = 2 * (option in result.winners) + (option in result.tie)
    row = result.tally[option]
    if isinstance(row, Mapping):
        yes, no = next(iter(row.values())), row.get("no", row.get("object", 0))
        return (made, yes - no, yes)
    if len(result.rounds) > 1:
        return (made, last_round(result, option), result.rounds[last_round(result, option)][option])
    return (made, row)


def last_round(result: Result, option: str) -> int:
    """The last round, from 0, in which an option was still in."""
    return max(number for number, tally in enumerate(result.rounds) if option in tally)


def _row(
    vote: "Vote", option: Option, results: Sequence[Result], standing: Mapping[str, tuple[int, ...]]
) -> Data:
    """`rank` 0: nobody has voted for anything, so nobody is first."""
    own = standing[option.id]
    typed: Data = {how: vote.typed.get((option.id, "", how), 0) for how in HOWS}
    return {
        "id": option.id,
        "title": option.title,
        "rank": 1 + sum(other > own for other in standing.values()) if any(own) or _any(standing) else 0,
        "shared": list(standing.values()).count(own) > 1,
        "made": _made(results[0], option.id),
        **typed,
        "figures": [_figure(result, option.id, vote.settings.method) for result in results],
    }


def _any(standing: Mapping[str, tuple[int, ...]]) -> bool:
    return any(any(one) for one in standing.values())


def _made(result: Result, option: str) -> str:
    return "won" if option in result.winners else "tied" if option in result.tie else "lost"


def _figure(result: Result, option: str, method: str) -> Data:
    """`share`: for a bar. `per_cent` of the base. `parts`: the answers, where there are answers. `out`: the
    round after which it was out, 0 for who stayed in.
    """
    made = {"win": option in (*result.winners, *result.tie), "parts": {}, "out": 0}
    row = result.tally[option]
    if isinstance(row, Mapping):
        first, *_ = row.values()
        against = row.get("no", row.get("object", 0))
        spoken = first + against if method == "yesno" else sum(row.values())
        return {
            **made,
            "votes": first,
            "share": first / spoken if spoken else 0,
            "per_cent": 0,
            "parts": dict(row),
        }
    votes, most, of = row, max(_numbers(result)), result.of
    if method == "schulze":
        most = len(result.tally) - 1
    if len(result.rounds) > 1:
        last = last_round(result, option)
        votes, most = result.rounds[last][option], max(map(max, (r.values() for r in result.rounds)))
        made["out"] = last + 1 if last < len(result.rounds) - 1 else 0
    return {**made, "votes": votes, "share": votes / most if most else 0, "per_cent": per_cent(votes, of)}


def _numbers(result: Result) -> list[int]:
    return [votes for votes in result.tally.values() if isinstance(votes, int)]


def rounds(vote: "Vote", result: Result) -> list[list[int | None]]:
    """An instant runoff round by round: the votes in the order of the options, None for who is out."""
    if vote.settings.method != "irv":
        return []
    return [[tally.get(option) for option in vote.ids] for tally in result.rounds]


def reasons(vote: "Vote") -> list[Data]:
    """Why an option was objected to: sorted by the words, so that nothing tells who wrote first."""
    given = sorted((o, why) for own in vote.reasons.values() for o, why in own.items() if why)
    return [
        {"id": option.id, "title": option.title, "reasons": [why for o, why in given if o == option.id]}
        for option in vote.options()
        if any(o == option.id for o, _ in given)
    ]


def named(vote: "Vote", scene: Scene) -> list[Data]:
    """Which organisation voted what, by name; one whose name nobody knows any more stands last."""
    settings = vote.settings
    election = vote.election(vote.entitled(scene), "organisation")
    way = METHODS[settings.method]
    names = names_of(scene)
    ballots = by_organisation(election.ballots, election.ids, way, election.settings)
    told = [{"name": names.get(b.organisation, ""), **spelt(b, vote)} for b in ballots]
    return sorted(told, key=lambda one: (not one["name"], str(one["name"]).casefold()))


def spelt(ballot: Ballot, vote: "Vote") -> Data:
    """A ballot for reading. `chosen`: titles, in their order where it is ranked; `parts`: option by option,
    what was answered or how many points.
    """
    titles = {option.id: option.title for option in vote.options()}
    if vote.settings.method in BY_ANSWER:
        return {"chosen": [], "parts": [[titles[o], a] for o, a in (ballot.answers or {}).items()]}
    points = ballot.dots or ballot.scores or {}
    if vote.settings.method == "dots" and vote.settings.named and len(points) == 1 and ballot.organisation:
        return {"chosen": [titles[option] for option in points], "parts": []}
    if points:
        return {"chosen": [], "parts": [[titles[option], number] for option, number in points.items()]}
    places = ballot.choices or ballot.ranking or ((ballot.choice,) if ballot.choice else ())
    flat = [o for place in places for o in ((place,) if isinstance(place, str) else place)]
    return {"chosen": [titles.get(option, "") for option in flat], "parts": []}


def per_cent(votes: int, of: int) -> int:
    """To the nearest whole, a half upwards; never 100 or 0 when it is not."""
    if not of:
        return 0
    nearest = (200 * votes + of) // (2 * of)
    return min(max(nearest, 1 if votes else 0), 100 if votes >= of else 99)


def typed_of(vote: "Vote", option: Option) -> Data:
    """What the desk has typed in for an option: a figure for each way, and each answer where there are any."""
    answers = BY_ANSWER.get(vote.settings.method, ("",))
    figures = [
        {"how": how, "answer": answer, "people": vote.typed.get((option.id, answer, how), 0)}
        for answer in answers
        for how in HOWS
    ]
    return {"id": option.id, "title": option.title, "figures": figures}
