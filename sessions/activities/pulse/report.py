"""What stays of a pulse: minutes as blocks, and the record as data."""

from collections.abc import Iterator, Sequence
from typing import Any

from sessions.activities.pulse import views
from sessions.activities.pulse.moves import Settings
from sessions.activities.pulse.rounds import Round, turnout
from sessions.activity import Scene
from sessions.blocks import Block, Bullets, Heading, Para, Said, Table, Term, Text
from sessions.measures import Measured

View = dict[str, Any]


def blocks(
    number: int,
    settings: Settings,
    round: Round,
    scene: Scene,
    visible: bool,
    before: Sequence[Measured] = (),
) -> Iterator[Block]:
    """One round. `number` 0: there is only one, and it needs no heading. `before`: the same set earlier."""
    if number:
        yield Heading(Term("round", {"number": number}), 4)
    yield Para(Said(settings.question or scene.title, scene.language))
    heard = views.about(settings, scene)
    if heard:
        yield Para(Term("heard_in", heard))
    yield Para(Term("answered", turnout(round, scene)))
    if visible:
        yield from _found(settings, views.result(settings, round, scene, before), scene)


def _found(settings: Settings, found: View, scene: Scene) -> Iterator[Block]:
    if settings.form == "scales":
        yield from _scales(found, scene)
        yield from _compared(found, scene)
        return
    if settings.form == "balance":
        yield from _balance(found["balance"])
        return
    if found["words"]:
        yield _words(found) if settings.form == "words" else _texts(found)
    for code in ("hidden", "waiting"):
        if found[code]:
            yield Para(Term(code, {"count": found[code]}))


def _words(found: View) -> Block:
    rows = tuple((Said(w["text"]), _number(w["count"])) for w in found["words"])
    return Table((Term("word"), Term("times")), rows, numeric=(1,))


def _texts(found: View) -> Block:
    if found["words"][0]["support"] is not None:
        rows = tuple((Said(w["text"]), _number(w["support"])) for w in found["words"])
        return Table((Term("suggestion"), Term("support")), rows, numeric=(1,))
    return Bullets(tuple(Said(w["text"]) for w in found["words"]))


def _scales(found: View, scene: Scene) -> Iterator[Block]:
    points = range(1, found["points"] + 1)
    head: tuple[Text, ...] = (Term("statement"), *map(_number, points), Term("median"), Term("middle"))
    rows = tuple(_row(s, scene) for s in found["scales"])
    yield Table(head, rows, numeric=tuple(range(1, len(head))))
    if found["target"]:
        yield Para(Term("target", {key: found[key] for key in ("target", "from", "points")}))
        yield Bullets(tuple(Term("share", _share(s)) for s in found["scales"]))


def _compared(found: View, scene: Scene) -> Iterator[Block]:
    """Every occasion as a column: median, share and number of answers; the last says what has changed."""
    if not found["before"]:
        return
    span = {"from": found["from"], "points": found["points"]}
    yield Para(Term("compared", {"set": found["set"], **span}))
    occasions = (Term("occasion", one) for one in found["before"])
    head: tuple[Text, ...] = (Term("statement"), *occasions, Term("now"), Term("change"))
    yield Table(head, tuple(_then_and_now(s, scene) for s in found["scales"]))


def _then_and_now(statement: View, scene: Scene) -> tuple[Text, ...]:
    times = (*statement["then"], statement)
    return (
        Said(statement["text"], scene.language),
        *(Term("measured", _measured(one)) if one and one["total"] else Term("not_asked") for one in times),
        Term("moved", statement["moved"]) if statement["moved"] else Term("not_asked"),
    )


def _measured(figures: View) -> View:
    return {key: figures[key] for key in ("median", "percent", "total")}


def _balance(found: View) -> Iterator[Block]:
    if not found["shares"]:
        yield Para(Term(f"balance_{found['why']}"))
        return
    rows = tuple((Term("either", {"names": s["names"]}), _number(s["percent"])) for s in found["shares"])
    yield Table((Term("category"), Term("per_cent")), rows, numeric=(1,))
    yield Para(Term("balance_total", {"total": found["total"]}))
    if found["met"] is not None:
        yield Para(Term("balance_target", {"least": found["least"], "met": found["met"]}))


def _row(statement: View, scene: Scene) -> tuple[Text, ...]:
    return (
        Said(statement["text"], scene.language),
        *map(_number, statement["counts"]),
        Term("between", {"points": statement["median"]}),
        Term("between", {"points": statement["middle"]}),
    )


def _share(statement: View) -> View:
    return {key: statement[key] for key in ("text", "percent", "at", "total", "reached")}


def _number(value: int) -> Said:
    return Said(str(value))


def record(
    number: int,
    settings: Settings,
    round: Round,
    scene: Scene,
    visible: bool,
    before: Sequence[Measured] = (),
) -> View:
    """One round as data. `hidden` and `waiting` count what was set aside; the words themselves stay away."""
    data = {"round": number, **views.question(settings, scene), "turnout": turnout(round, scene)}
    return data | {"result": views.result(settings, round, scene, before) if visible else None}
