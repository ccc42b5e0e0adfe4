"""What a phone of somebody who takes part needs beside what all see: its place, its sheet, its drawings."""

from typing import TYPE_CHECKING, Any

from sessions.activities.doodle import pairs as p
from sessions.activities.doodle.ink import write_ink
from sessions.activities.doodle.plan import Phase, phase_at, plan
from sessions.activities.doodle.shapes import told
from sessions.activities.doodle.state import EMPTY
from sessions.activities.doodle.views import codes, drawing, phase_view, spare_number, strokes
from sessions.activity import Person, Scene

if TYPE_CHECKING:
    from sessions.activities.doodle.rules import Doodle

View = dict[str, Any]


def for_seat(doodle: "Doodle", who: Person, scene: Scene) -> View:
    """What a phone needs beside what all see: its part in it, its sheet, and later its drawings."""
    member = doodle.members.get(who.seat)
    inside = doodle.is_in(who.seat)
    words = doodle.in_words(who.seat, scene)
    way = doodle.ways.get(who.seat, "pen")
    others = [seat for seat in p.pair_of(doodle.here_pairs(scene), who.seat) if seat != who.seat]
    return {
        **phase_view(doodle),
        "index": doodle.index,
        "inside": inside,
        "out": member is not None and member.out,
        "code": member.code if member and inside else "",
        "partners": codes(doodle, others) if inside else [],
        "way": way,
        "mode": "words" if words else "pen" if way == "words" else way,
        "for_partner": words and way != "words",
        "over": doodle.is_over,
        "board": _sheet(doodle, who.seat) if inside and not words else None,
        "texts": _texts(doodle, who.seat) if inside and words else [],
        "drawings": _own(doodle, who.seat) if _may_look(doodle, scene) else [],
        "felt": doodle.feelings.get(who.seat, ""),
    }


def _may_look(doodle: "Doodle", scene: Scene) -> bool:
    return doodle.is_over or scene.state in ("closed", "shown")


def _sheet(doodle: "Doodle", seat: str) -> View | None:
    """The sheet on the table: the one that is drawn on, or that was until a moment ago."""
    phase = _drawn_last(doodle)
    if phase is None or (phase.kind == "finish" and (seat, phase.sheet) not in doodle.given):
        return None
    key = (seat, phase.sheet)
    part = phase.part or "doodle"
    layer = doodle.layers[part].get(key, EMPTY)
    what = doodle.given[key] if part == "finish" else ""
    return {
        "part": part,
        "sheet": phase.sheet,
        "number": phase.number,
        "open": doodle.phase.kind == part,
        "under": strokes(doodle.first_layer(what)[0].ink) if what else [],
        "told": doodle.first_layer(what)[0].text if what else "",
        "ready_made": bool(what) and not doodle.first_layer(what)[1],
        "ink": write_ink(layer.ink),
        "own": strokes(layer.ink),
        "shapes": told(layer.shapes),
    }


def _drawn_last(doodle: "Doodle") -> Phase | None:
    """The phase in which somebody draws now, or drew right before this one."""
    for index in (doodle.index, doodle.index - 1):
        phase = phase_at(doodle.settings, index)
        if phase.kind in ("doodle", "finish"):
            return phase
    return None


def _texts(doodle: "Doodle", seat: str) -> list[View]:
    """What is told in words in this part of the round: the doodles until they are swapped, then what they become."""
    part = "doodle" if doodle.phase.part == "doodle" else "finish"
    round = [phase for phase in plan(doodle.settings) if phase.kind == part]
    if not doodle.is_over:
        round = [phase for phase in round if phase.round == doodle.phase.round]
    if doodle.index < 0 or doodle.phase.kind == "swap":
        return []
    wanted = [phase for phase in round if part == "doodle" or (seat, phase.sheet) in doodle.given]
    return [_text(doodle, seat, phase) for phase in wanted]


def _text(doodle: "Doodle", seat: str, phase: Phase) -> View:
    key = (seat, phase.sheet)
    part = phase.part or "doodle"
    what = doodle.given[key] if part == "finish" else ""
    return {
        "part": part,
        "sheet": phase.sheet,
        "number": phase.number,
        "text": doodle.layers[part].get(key, EMPTY).text,
        "given": doodle.first_layer(what)[0].text if what else "",
        "spare": spare_number(what),
    }


def _own(doodle: "Doodle", seat: str) -> list[View]:
    """Every finished drawing that this seat had a hand in, with what is still needed to show it."""
    keys = doodle.with_hand_of(seat)
    return [
        {
            **drawing(doodle, key),
            "sheet": key[1],
            "finisher": key[0] == seat,
            "agreed": (doodle.doodle_id(key), seat) in doodle.agreed,
            "waits": any(
                (doodle.doodle_id(key), other) not in doodle.agreed for other in doodle.drawers(key) - {seat}
            ),
        }
        for key in keys
    ]
