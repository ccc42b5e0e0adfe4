"""What each audience may see of a vote: nothing but the turnout before it closes, nothing but that it has closed before
it is shown; after closing the desk sees the result first.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import structs

from sessions.activities.vote.count import Option, Result, by_organisation
from sessions.activities.vote.moves import BLANK
from sessions.activity import CLOSED, OPEN, SHOWN, Person, Scene, plain
from sessions.blocks import Block, Para, Said, Table, Term

if TYPE_CHECKING:
    from sessions.activities.vote.rules import Vote


def public(vote: "Vote", scene: Scene) -> Mapping[str, Any]:
    """For phones, wall and door."""
    return {**_asked(vote, scene), "result": _result(vote, scene) if scene.state == SHOWN else None}


def desk(vote: "Vote", scene: Scene) -> Mapping[str, Any]:
    """The desk waits with everybody else while it is open, then sees the result before it is shown."""
    closed = scene.state in (CLOSED, SHOWN)
    return {
        **_asked(vote, scene),
        "result": _result(vote, scene) if closed else None,
        "typing": [_typing(vote, option) for option in vote.choices()],
    }


def own(vote: "Vote", who: Person, scene: Scene) -> Mapping[str, Any]:
    """What this seat has voted, so that it can be read again; nothing for who has not."""
    given = vote.given.get(who.seat)
    if given is None or scene.state not in (OPEN, CLOSED, SHOWN):
        return {}
    titles = {option.id: option.title for option in vote.options()}
    return {"choice": titles.get(given.choice, ""), "blank": given.choice == BLANK, "weight": given.weight}


def _asked(vote: "Vote", scene: Scene) -> dict[str, Any]:
    settings = vote.settings
    return {
        "question": settings.question or scene.title,
        "options": [{"id": option.id, "title": option.title} for option in vote.options()],
        "blank": settings.blank,
        "per_organisation": settings.per_organisation,
        "closes": settings.closes,
        "turnout": _turnout(vote, scene),
    }


def _turnout(vote: "Vote", scene: Scene) -> dict[str, int]:
    entitled = scene.heads if scene.heads is not None else scene.present
    return {"cast": vote.cast, "of": max(entitled, vote.cast), "typed": sum(vote.typed.values())}


def _typing(vote: "Vote", option: Option) -> dict[str, Any]:
    typed = {how: vote.typed.get((option.id, how), 0) for how in ("hands", "paper")}
    return {"id": option.id, "title": option.title, **typed}


def _result(vote: "Vote", scene: Scene) -> dict[str, Any]:
    persons, organisations = vote.result(scene), vote.result_per_organisation(scene)
    typed = {how: sum(n for (_, way), n in vote.typed.items() if way == how) for how in ("hands", "paper")}
    turnout = _turnout(vote, scene)
    return {
        "words": plain(persons.words),
        "winners": [option.title for option in vote.options() if option.id in persons.winners],
        "tied": [option.title for option in vote.options() if option.id in persons.tie],
        "rows": _rows(vote, persons, organisations),
        "persons": _base(persons),
        "organisations": _base(organisations) if organisations else None,
        "organisation_words": plain(organisations.words) if organisations else None,
        "did_not": turnout["of"] - turnout["cast"],
        "of": turnout["of"],
        "listed": len(scene.organisations),
        **typed,
    }


def _base(result: Result) -> dict[str, int]:
    return {"cast": result.cast, "valid": result.valid, "abstained": result.abstained}


def _rows(vote: "Vote", persons: Result, organisations: Result | None) -> list[dict[str, Any]]:
    """The most votes first; equal votes share their rank, and stand in the order of the options."""
    tally = persons.tally
    most = max(tally.values(), default=0)
    most_of_organisations = max(organisations.tally.values(), default=0) if organisations else 0
    ordered = sorted(vote.options(), key=lambda option: -tally[option.id])
    return [
        {
            "id": option.id,
            "title": option.title,
            "votes": tally[option.id],
            "share": tally[option.id] / most if most else 0,
            "per_cent": round(100 * tally[option.id] / persons.valid) if persons.valid else 0,
            "rank": 1 + sum(votes > tally[option.id] for votes in tally.values()),
            "shared": list(tally.values()).count(tally[option.id]) > 1,
            "top": option.id in (*persons.winners, *persons.tie),
            "typed": sum(number for (one, _), number in vote.typed.items() if one == option.id),
            "organisations": organisations.tally[option.id] if organisations else None,
            "organisation_share": (
                organisations.tally[option.id] / most_of_organisations if organisations and most_of_organisations else 0
            ),
            "organisation_top": bool(organisations and option.id in (*organisations.winners, *organisations.tie)),
        }
        for option in ordered
    ]


# the record


def minutes(vote: "Vote", scene: Scene) -> list[Block]:
    asked = Para(Said(vote.settings.question or scene.title, scene.language))
    turnout = _turnout(vote, scene)
    counted = Para(Term("turnout", dict(turnout)))
    if scene.state != SHOWN:
        return [asked, counted, Para(Term("not_shown" if scene.state == CLOSED else "still_open"))]
    result = _result(vote, scene)
    return [asked, Para(_verdict(result)), counted, _table(result, scene), *_typed_line(result)]


def _verdict(result: Mapping[str, Any]) -> Term:
    """The result in words; the titles are people's own."""
    names = "; ".join(result["winners"] or result["tied"])
    return Term(result["words"]["code"], {**result["words"]["values"], "names": names})


def _table(result: Mapping[str, Any], scene: Scene) -> Table:
    organisations = result["organisations"] is not None
    head = (Term("option"), Term("votes"), Term("per_cent"), *([Term("organisations")] if organisations else []))
    rows = tuple(
        (
            Said(row["title"], scene.language),
            Said(str(row["votes"])),
            Said(f"{row['per_cent']} %"),
            *([Said(str(row["organisations"]))] if organisations else []),
        )
        for row in result["rows"]
    )
    return Table(head, rows, tuple(range(1, len(head))))


def _typed_line(result: Mapping[str, Any]) -> list[Block]:
    typed = result["hands"] + result["paper"]
    return [Para(Term("typed_in", {"hands": result["hands"], "paper": result["paper"]}))] if typed else []


def record(vote: "Vote", scene: Scene) -> Mapping[str, Any]:
    """An open vote exports its turnout only; one that is shown exports its ballots, sorted and without seats."""
    known: dict[str, Any] = {
        "question": vote.settings.question or scene.title,
        "options": [plain(option) for option in vote.options()],
        "turnout": _turnout(vote, scene),
    }
    if scene.state != SHOWN:
        return known
    elections = [(vote.election(scene), vote.result(scene))]
    per_organisation = vote.result_per_organisation(scene)
    if per_organisation is not None:
        elections.append((_unnamed(vote, scene), per_organisation))
    return {
        **known,
        "elections": [plain(election) for election, _ in elections],
        "results": [plain(result) for _, result in elections],
    }


def _unnamed(vote: "Vote", scene: Scene) -> Any:
    """The election per organisation, which organisation voted what left out: one ballot each, sorted, under a number."""
    election = vote.election(scene, "organisation")
    ids = tuple(option.id for option in vote.options())
    ballots = sorted(by_organisation(election.ballots, ids), key=lambda ballot: ballot.choice or "")
    numbered = tuple(structs.replace(b, organisation=str(number)) for number, b in enumerate(ballots, start=1))
    return structs.replace(election, ballots=numbered)
