"""What walls and doors see of a board, page by page, and what is printed of it."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from sessions.activities.board import pages
from sessions.activities.board.eyes import Eyes, Pieces, View, asked
from sessions.activities.board.moves import LookAt
from sessions.activities.board.notes import KeptSheet, Note
from sessions.activity import OPEN, Piece, Scene

if TYPE_CHECKING:
    from sessions.activities.board.rules import Board


def wall(board: "Board", scene: Scene, stage: str = "") -> View:
    return scene.once(("wall", stage, scene.state), lambda: _wall(board, scene, stage))


def _wall(board: "Board", scene: Scene, stage: str) -> View:
    eyes = Eyes.of(board, scene)
    look = board.looks.get(stage, LookAt(stage))
    view = asked(board, eyes, scene)
    written = sum(note.on_board for note in board.notes.values())
    view |= {"written": written, "by": look.by, "place": stage, "only": look.column}
    if not view["visible"] or not board.seen_notes():
        return view | {"boards": [], "lanes": [], "page": 1, "pages": 1, "size": "roomy", "tracks": 1}
    boards = _looked_at(eyes.boards(board.seen_notes()), look, stage, scene)
    return view | _paged(eyes, boards, look, board.pages.get(stage, 0), scene)


def _looked_at(boards: list[View], look: LookAt, stage: str, scene: Scene) -> list[View]:
    """The boards that a wall goes through: the one zoomed to, a place's own, or all that have notes."""
    chosen = [one for one in boards if one["id"] == look.area] if look.area else []
    here = {group.area for group in scene.groups if stage and group.place == stage and group.people}
    here |= {area.id for area in scene.areas if stage and stage in area.places}
    own = [one for one in boards if one["id"] in here]
    return chosen or own or [one for one in boards if one["notes"]]


def _paged(eyes: Eyes, boards: Sequence[View], look: LookAt, page: int, scene: Scene) -> View:
    """`page` 0: where the newest note is while notes come in, else the first. One that is gone is the last."""
    sheets = [_sheet(eyes, one, look, scene) for one in boards]
    places = [(at, n) for at, one in enumerate(sheets) for n in range(len(one.pages))]
    follows = page == 0 and scene.state == OPEN
    number = _newest(eyes.board, sheets, places) if follows else min(max(page, 1), len(places))
    at, n = places[number - 1]
    pieces: Pieces = {}
    return {
        "pieces": pieces,
        "boards": [
            {**one, "notes": len(one["notes"]), "on": position == at} for position, one in enumerate(boards)
        ],
        "lanes": _lanes(eyes, boards[at]["notes"], sheets[at].pages[n], look, pieces),
        "page": number,
        "pages": len(places),
        "size": sheets[at].size,
        "tracks": sheets[at].tracks,
    }


def _sheet(eyes: Eyes, one: View, look: LookAt, scene: Scene) -> pages.Sheet:
    """How a board is set: the same on every wall that looks at it in the same way."""
    how = (one["id"], look.column, look.by)
    kept = eyes.board.sheets.setdefault(how, KeptSheet())
    return scene.once(("sheet", how), lambda: _set_out(eyes, one["notes"], look, kept))


def _set_out(eyes: Eyes, notes: Sequence[Note], look: LookAt, kept: KeptSheet) -> pages.Sheet:
    lanes = _columns(eyes, notes, look)
    seen = [[eyes.on_wall(note, len(lanes)) for note in lane["notes"]] for lane in lanes]
    if look.by == "headings":
        seen = [sorted(chain(*seen), key=_heading_order(eyes.board))]
    return pages.sheet([_units_of(at, lane, kept) for at, lane in enumerate(seen)], kept.lanes)


def _units_of(at: int, notes: list[View], kept: KeptSheet) -> list[pages.Unit]:
    """The same list as before, while the same notes stand in it."""
    if at not in kept.units or kept.units[at][0] != notes:
        kept.units[at] = (notes, _units(notes))
    return kept.units[at][1]


def _columns(eyes: Eyes, notes: Sequence[Note], look: LookAt) -> list[View]:
    lanes = eyes.lanes(notes)
    return [lane for lane in lanes if lane["id"] == look.column] or lanes


def _heading_order(board: "Board") -> Any:
    order = {heading: at for at, heading in enumerate(board.headings)}
    return lambda note: order.get(note["heading"], len(order))


def _units(notes: Sequence[View]) -> list[pages.Unit]:
    """Notes under one heading stay together; the others stand alone. Notes of a heading follow each other."""
    units: list[pages.Unit] = []
    for note in notes:
        heading = note["head"]
        if not heading or not units or units[-1]["id"] != note["heading"]:
            units.append({"id": note["heading"], "heading": heading, "again": False, "notes": []})
        units[-1]["notes"].append(note)
    return units


def _lanes(eyes: Eyes, notes: Sequence[Note], page: pages.Page, look: LookAt, pieces: Pieces) -> list[View]:
    """The columns of a page; the tracks in them are pieces."""
    lanes = _columns(eyes, notes, look)
    if look.by == "headings":
        lanes = [{"id": "all", "kind": "", "label": "", "look": 0, "notes": notes}]
    return [
        {
            **lane,
            "notes": len(lane["notes"]),
            "tracks": _tracks(lane, page[at], eyes, look, pieces),
        }
        for at, lane in enumerate(lanes)
    ]


def _tracks(lane: View, tracks: Sequence[Any], eyes: Eyes, look: LookAt, pieces: Pieces) -> list[str]:
    """The ids of its tracks. `told`: each note says which column it belongs to."""
    told = {"columns": eyes.plain_columns, "told": look.by == "headings"}
    found = {
        f"track-{lane['id']}-{at}": Piece("wall_track.html", {"units": units, **told})
        for at, units in enumerate(tracks)
    }
    pieces |= found
    return list(found)


def _newest(board: "Board", sheets: Sequence[pages.Sheet], places: Sequence[tuple[int, int]]) -> int:
    """The number of the page with the newest note."""
    newest = [
        max((board.notes[note["id"]].nth for note in _notes_on(sheets[at].pages[n])), default=-1)
        for at, n in places
    ]
    return newest.index(max(newest)) + 1


def _notes_on(page: pages.Page) -> Iterable[View]:
    return (note for lane in page for track in lane for unit in track for note in unit["notes"])


def paper(board: "Board", scene: Scene) -> View:
    """The columns that printed notes belong to, and what is written on each of them."""
    columns = Eyes.of(board, scene).plain_columns
    return {"columns": columns, "pairs": board.settings.pairs, "owners": bool(board.settings.codes)}
