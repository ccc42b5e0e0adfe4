"""What stays of a vote: minutes as blocks, and the record with ballots that anybody can count again."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import structs

from sessions.activities.vote.counting import METHODS, by_organisation
from sessions.activities.vote.counting.election import Election
from sessions.activities.vote.electorate import names_of
from sessions.activities.vote.moves import BY_ANSWER
from sessions.activities.vote.outcome import Data, outcome, turnout
from sessions.activity import CLOSED, OPEN, SHOWN, Scene, plain
from sessions.blocks import Block, Bullets, Para, Said, Table, Term, Text

if TYPE_CHECKING:
    from sessions.activities.vote.rules import Vote


def minutes(vote: "Vote", scene: Scene) -> list[Block]:
    settings = vote.settings
    asked = Para(Said(settings.question or scene.title, scene.language))
    how = {"method": settings.method, "voters": settings.voters, "named": settings.named}
    begun = [asked, Para(Term("held", {**how, "runoff": bool(settings.only)}))]
    counted = Para(Term("turnout", {**turnout(vote, scene), "voters": settings.voters}))
    if scene.state == SHOWN:
        return [*begun, *_told(vote, outcome(vote, scene), counted, scene)]
    hidden = {OPEN: ("still_open",), CLOSED: ("not_shown",)}.get(scene.state, ())
    return [*begun, counted, *(Para(Term(code)) for code in hidden)]


def _told(vote: "Vote", result: Data, counted: Block, scene: Scene) -> Iterator[Block]:
    for said in result["verdicts"]:
        yield Para(Term(said["code"], {**said, "unit": _unit(result, said)}))
    yield counted
    yield _table(result, scene)
    if len(result["rounds"]) > 1:
        yield _rounds(vote, result, scene)
    if result["hands"] or result["paper"]:
        yield Para(Term("typed_in", {"hands": result["hands"], "paper": result["paper"]}))
    if result["by_slip"]:
        slips = {"count": result["by_slip"], "made": result["slips"], "typed": result["slips_at_desk"]}
        yield Para(Term("by_slip", slips))
    organisations = next((unit for unit in result["units"] if unit["unit"] == "organisation"), None)
    if organisations:
        yield Para(Term("organisations_counted", {**organisations, "homeless": result["homeless"]}))
    if result["organisations"]:
        yield Para(Term("who_voted_what"))
        yield Bullets(tuple(Term("organisation_voted", one) for one in result["organisations"]))
    for objected in result["reasons"]:
        yield Para(Term("objections_to", {"title": objected["title"]}))
        yield Bullets(tuple(Said(reason, scene.language) for reason in objected["reasons"]))


def _unit(result: Data, said: Data) -> str:
    """Which count a sentence is about, where there are two."""
    if len(result["verdicts"]) == 1:
        return ""
    return "person" if said is result["verdicts"][0] else "organisation"


def _table(result: Data, scene: Scene) -> Table:
    head: list[Text] = [Term("option")]
    for number, unit in enumerate(result["units"]):
        head += _head(result, unit["unit"], number == 0)
    rows = tuple(
        (
            _title(row["title"], scene),
            *(Said(cell) for n, f in enumerate(row["figures"]) for cell in _cells(result, f, n == 0)),
        )
        for row in result["rows"]
    )
    return Table(tuple(head), rows, tuple(range(1, len(head))))


def _head(result: Data, unit: str, first: bool) -> list[Text]:
    answers = BY_ANSWER.get(result["method"])
    if answers:
        return [Term("answered", {"answer": answer, "unit": unit if not first else ""}) for answer in answers]
    if unit == "organisation":
        return [Term("organisations")]
    counted: list[Text] = [Term("counted_in", {"method": result["method"]})]
    return (
        counted
        if result["method"] in ("schulze", "irv")
        else [*counted, Term("per_cent", {"base": result["base"]})]
    )


def _cells(result: Data, figure: Data, first: bool) -> list[str]:
    if figure["parts"]:
        return [str(number) for number in figure["parts"].values()]
    with_share = (
        first and result["units"][0]["unit"] == "person" and result["method"] not in ("schulze", "irv")
    )
    return [str(figure["votes"]), *([f"{figure['per_cent']} %"] if with_share else [])]


def _rounds(vote: "Vote", result: Data, scene: Scene) -> Table:
    """An instant runoff, a column a round."""
    numbers = range(1, len(result["rounds"]) + 1)
    head = (Term("option"), *(Term("round", {"number": number}) for number in numbers))
    rows = tuple(
        (
            _title(option.title, scene),
            *(Said("–" if r[place] is None else str(r[place])) for r in result["rounds"]),
        )
        for place, option in enumerate(vote.options())
    )
    return Table(head, rows, tuple(numbers))


def _title(title: str, scene: Scene) -> Text:
    return Said(title, scene.language) if title else Term("removed_text")


def record(vote: "Vote", scene: Scene) -> Data:
    """The turnout only, until it is shown; then `elections` too: each is a vote as `radslag count` reads it,
    the ballots sorted and without seats, and `results` what counting them gives.
    """
    known: Data = {
        "question": vote.settings.question or scene.title,
        "options": [plain(option) for option in vote.options()],
        "turnout": turnout(vote, scene),
    }
    if scene.state != SHOWN:
        return known
    entitled, units = vote.entitled(scene), vote.settings.units
    elections = [_exported(vote, vote.election(entitled, unit), scene) for unit in units]
    results = vote.results(entitled)
    return {**known, "elections": list(map(plain, elections)), "results": list(map(plain, results))}


def _exported(vote: "Vote", election: Election, scene: Scene) -> Election:
    """One ballot an organisation, under its name where the vote is open; else sorted, under a number."""
    if election.settings.unit == "person":
        return election
    way = METHODS[election.method]
    ballots = by_organisation(election.ballots, election.ids, way, election.settings)
    names = names_of(scene) if vote.settings.named else {}
    ballots = tuple(sorted(ballots, key=lambda ballot: str(getattr(ballot, way.field))))
    numbered = tuple(
        structs.replace(ballot, organisation=names.get(ballot.organisation) or str(number))
        for number, ballot in enumerate(ballots, start=1)
    )
    return structs.replace(election, ballots=numbered)
