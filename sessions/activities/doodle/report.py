"""What stays of a doodle: minutes as blocks, and the record as data. Drawings only with everybody's consent."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sessions.activities.doodle.ink import SIDE, Line, printed
from sessions.activities.doodle.state import Key
from sessions.activities.doodle.views import drawing, feelings, said, turnout
from sessions.activity import Scene
from sessions.blocks import Block, Drawing, Para, Said, Stroke, Table, Term

if TYPE_CHECKING:
    from sessions.activities.doodle.rules import Doodle

View = dict[str, Any]


def blocks(doodle: "Doodle", scene: Scene) -> Iterator[Block]:
    yield Para(Term("drew", turnout(doodle, scene)))
    if scene.revealed:
        yield from _felt(doodle)
        for key in doodle.gallery():
            yield from _drawn(doodle, key)


def _felt(doodle: "Doodle") -> Iterator[Block]:
    felt = feelings(doodle)
    if felt:
        rows = tuple((Said(one["text"]), Said(str(one["count"]))) for one in felt)
        yield Table((Term("feeling"), Term("times")), rows, numeric=(1,))


def _drawn(doodle: "Doodle", key: Key) -> Iterator[Block]:
    """A drawing with its text twin; what was told in words is words here too."""
    before, after = doodle.first_layer(doodle.given[key])[0], doodle.layers["finish"][key]
    text = Term("doodle", said(doodle, key, before, after))
    if after.ink:
        yield Drawing(text, (*_layer(before.ink, 0), *_layer(after.ink, 1)), SIDE, SIDE)
    else:
        yield Para(text)


def _layer(lines: tuple[Line, ...], layer: int) -> Iterator[Stroke]:
    return (Stroke(printed(line), layer) for line in lines)


def record(doodle: "Doodle", scene: Scene) -> View:
    """`drawings` and `feelings` only once they have been shown."""
    settings = doodle.settings
    asked = {name: getattr(settings, name) for name in ("sheets", "seconds", "finish_seconds", "rounds")}
    shown = {
        "drawings": [drawing(doodle, key) for key in doodle.gallery()] if scene.revealed else [],
        "feelings": feelings(doodle) if scene.revealed else [],
    }
    return {"asked": asked, "turnout": turnout(doodle, scene), **shown}
