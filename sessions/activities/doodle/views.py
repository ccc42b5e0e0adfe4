"""What each audience may see of a doodle, as plain data. A drawing leaves here only as paths made from points."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sessions.activities.doodle.ink import Line, path_of, width_of
from sessions.activities.doodle.plan import phase_at, plan
from sessions.activities.doodle.shapes import told
from sessions.activities.doodle.state import Key, Layer
from sessions.activity import PARTICIPANTS, Scene

if TYPE_CHECKING:
    from sessions.activities.doodle.rules import Doodle

View = dict[str, Any]
A_PAGE = 6
"""So many befores and afters are seen from the back row."""
FELT = 8
"""So many different feelings stand on the wall; the phones and the record have all."""


def phase_view(doodle: "Doodle") -> View:
    """Where it stands. `sheet` counts through all rounds, `number` within the round."""
    phase, settings = doodle.phase, doodle.settings
    return {
        "phase": phase.kind,
        "part": phase.part,
        "sheet": phase.sheet,
        "number": phase.number,
        "sheets": settings.sheets,
        "round": phase.round,
        "rounds": settings.rounds,
        "seconds": phase.seconds,
        "doodle_seconds": settings.seconds,
        "finish_seconds": settings.finish_seconds,
        "paper": settings.paper,
        "pairing": settings.pairing,
        "feeling": settings.feeling,
    }


def turnout(doodle: "Doodle", scene: Scene) -> View:
    """How many draw, in how many pairs; `alone` and `trios` of them; `paper` pairs were counted in the room."""
    pairs = doodle.here_pairs(scene)
    return {
        "people": len(doodle.there(scene)),
        "of": sum(1 for person in scene.people if person.role in PARTICIPANTS and person.here),
        "pairs": len([pair for pair in pairs if len(pair) > 1]),
        "trios": len([pair for pair in pairs if len(pair) > 2]),
        "alone": len([pair for pair in pairs if len(pair) == 1]),
        "finished": len(doodle.finished()),
        "paper": doodle.paper_pairs,
    }


def strokes(lines: Iterable[Line]) -> list[View]:
    return [{"d": path_of(line), "w": width_of(line)} for line in lines]


def result(doodle: "Doodle") -> View:
    """For everybody, once it is shown: a page of the gallery, and what was felt by how many."""
    keys = doodle.gallery()
    pages = max(1, -(-len(keys) // A_PAGE))
    page = min(doodle.page, pages)
    felt = feelings(doodle)
    return {
        "drawings": [drawing(doodle, key) for key in keys[(page - 1) * A_PAGE : page * A_PAGE]],
        "of": len(keys),
        "page": page,
        "pages": pages,
        "feelings": felt[:FELT],
        "more": len(felt[FELT:]),
    }


def drawing(doodle: "Doodle", key: Key) -> View:
    """Before and after. `said`: what the text twin needs."""
    before, after = doodle.first_layer(doodle.given[key])[0], doodle.layers["finish"][key]
    return {
        "id": doodle.doodle_id(key),
        "before": strokes(before.ink),
        "after": strokes(after.ink),
        "texts": [before.text, after.text],
        "said": said(doodle, key, before, after),
    }


def said(doodle: "Doodle", key: Key, before: Layer, after: Layer) -> View:
    what = doodle.given[key]
    return {
        "caption": doodle.captions.get(key, ""),
        "before": len(before.ink),
        "after": len(after.ink),
        "shapes": [told(before.shapes), told(after.shapes)],
        "texts": [before.text, after.text],
        "spare": spare_number(what),
    }


def spare_number(what: str) -> int:
    """Which of the ready-made doodles it is, from 1; 0 for what people drew."""
    return int(what.rpartition(".")[2]) + 1 if what.startswith("spare.") else 0


def feelings(doodle: "Doodle") -> list[View]:
    """The same word counts as one, in the spelling that is commonest; the commonest first. Whose they are is lost."""
    spelt: dict[str, Counter[str]] = {}
    for text, times in doodle.words_of():
        if text:
            spelt.setdefault(text.casefold(), Counter())[text] += times
    counted = [(sum(c.values()), min(c, key=lambda text: (-c[text], text))) for c in spelt.values()]
    return [
        {"text": text, "count": count} for count, text in sorted(counted, key=lambda one: (-one[0], one[1]))
    ]


def for_desk(doodle: "Doodle", scene: Scene) -> View:
    """The desk sees codes, never who has them; drawings only as far as everybody may."""
    following = phase_at(doodle.settings, doodle.index + 1)
    return {
        "index": doodle.index,
        "steps": len(plan(doodle.settings)),
        "next": {"phase": following.kind, "number": following.number},
        "pairs": [codes(doodle, pair) for pair in doodle.here_pairs(scene)],
        "waiting": [doodle.members[seat].code for seat in _single(doodle, scene)],
        "spares": [{"id": id, "strokes": strokes(lines)} for id, lines in doodle.spares.items()],
        "gallery": result(doodle),
        "withheld": sorted(doodle.withheld),
        "typed": [{"id": id, "text": one.text, "times": one.times} for id, one in doodle.typed.items()],
        "felt": len(doodle.feelings),
    }


def codes(doodle: "Doodle", pair: Sequence[str]) -> list[str]:
    return [doodle.members[seat].code for seat in pair]


def _single(doodle: "Doodle", scene: Scene) -> list[str]:
    """Who is in and has no partner yet."""
    paired = {seat for pair in doodle.here_pairs(scene) for seat in pair}
    return [seat for seat in doodle.members if seat in doodle.there(scene) and seat not in paired]
