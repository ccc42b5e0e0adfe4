"""What stays of a vote: minutes as blocks, and the record with ballots that anybody can count again."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import structs

from sessions.activities.vote.count import Election, by_organisation, option_id
from sessions.activities.vote.outcome import Data, outcome, turnout
from sessions.activity import CLOSED, OPEN, SHOWN, Scene, plain
from sessions.blocks import Block, Para, Said, Table, Term, Text

if TYPE_CHECKING:
    from sessions.activities.vote.rules import Vote


def minutes(vote: "Vote", scene: Scene) -> list[Block]:
    asked = Para(Said(vote.settings.question or scene.title, scene.language))
    counted = Para(Term("turnout", {**turnout(vote, scene)}))
    if scene.state == SHOWN:
        return [asked, *_told(outcome(vote, scene), counted, scene)]
    hidden = {OPEN: ("still_open",), CLOSED: ("not_shown",)}.get(scene.state, ())
    return [asked, counted, *(Para(Term(code)) for code in hidden)]


def _told(result: Data, counted: Block, scene: Scene) -> Iterator[Block]:
    for said in result["verdicts"]:
        yield Para(Term(said["code"], {**said, "unit": _unit(result, said)}))
    yield counted
    yield _table(result, scene)
    if result["hands"] or result["paper"]:
        yield Para(Term("typed_in", {"hands": result["hands"], "paper": result["paper"]}))
    if result["organisations"]:
        yield Para(Term("organisations_counted", {**result["organisations"], "homeless": result["homeless"]}))


def _unit(result: Data, said: Data) -> str:
    """Which count a sentence is about, where there are two."""
    if len(result["verdicts"]) == 1:
        return ""
    return "person" if said is result["verdicts"][0] else "organisation"


def _table(result: Data, scene: Scene) -> Table:
    head: list[Text] = [Term("option"), Term("votes"), Term("per_cent", {"base": result["base"]})]
    if result["organisations"]:
        head.append(Term("organisations"))
    rows = tuple(_row(row, scene) for row in result["rows"])
    return Table(tuple(head), rows, tuple(range(1, len(head))))


def _row(row: Data, scene: Scene) -> tuple[Text, ...]:
    persons, *organisations = row["figures"]
    title = Said(row["title"], scene.language) if row["title"] else Term("removed_text")
    figures = (str(persons["votes"]), f"{persons['per_cent']} %", *(str(f["votes"]) for f in organisations))
    return (title, *map(Said, figures))


def record(vote: "Vote", scene: Scene) -> Data:
    """The turnout only, until it is shown; then the ballots too, sorted and without seats."""
    known: Data = {
        "question": vote.settings.question or scene.title,
        "options": [plain(option) for option in vote.options()],
        "turnout": turnout(vote, scene),
    }
    if scene.state != SHOWN:
        return known
    counted = [(vote.election(scene), vote.result(scene))]
    per_organisation = vote.result_per_organisation(scene)
    if per_organisation is not None:
        counted.append((_unnamed(vote.election(scene, "organisation")), per_organisation))
    return {
        **known,
        "elections": [plain(election) for election, _ in counted],
        "results": [plain(result) for _, result in counted],
    }


def _unnamed(election: Election) -> Election:
    """Which organisation voted what is left out: one ballot each, sorted, under a number of its own."""
    ids = tuple(map(option_id, election.options))
    ballots = sorted(by_organisation(election.ballots, ids), key=lambda ballot: ballot.choice or "")
    numbered = tuple(
        structs.replace(b, organisation=str(number)) for number, b in enumerate(ballots, start=1)
    )
    return structs.replace(election, ballots=numbered)
