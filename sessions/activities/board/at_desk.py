"""What the desk sees of a board: all that was written, and what can be done with it."""

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from sessions.activities.board.columns import UNKNOWN_OWNER, codes_in
from sessions.activities.board.eyes import Eyes, Pieces, View, asked
from sessions.activities.board.moves import LookAt
from sessions.activities.board.notes import Note
from sessions.activities.board.on_wall import wall
from sessions.activity import Piece, Scene

if TYPE_CHECKING:
    from sessions.activities.board.rules import Board

MOST_SUGGESTED = 8


def desk(board: "Board", scene: Scene) -> View:
    """What people wrote is here to be put in order, before anybody else sees it."""
    eyes = Eyes.of(board, scene)
    there = [note for note in board.notes.values() if note.on_board]
    ready = [note for note in there if not note.spot.waits]
    queue = [note for note in there if note.spot.waits]
    hidden = [note for note in board.notes.values() if note.spot.away == "hidden"]
    look = board.looks.get("", LookAt())
    alike = [[eyes.note(board.notes[id]) for id in pair] for pair in suggested(board, eyes)]
    pieces: Pieces = {"look-alikes": Piece("desk_alike.html", alike)}
    return {
        "pieces": pieces,
        **asked(board, eyes, scene),
        "revealed": board.revealed,
        "written": len(there),
        "boards": [_board(one, eyes, pieces, bool(ready)) for one in eyes.boards(ready)],
        "queue": [eyes.note(note) for note in queue],
        "away": [eyes.note(note) for note in hidden],
        "headings": _headings(board, there),
        "unknown": unknown_owners(board, eyes),
        "unowned": sum("?" in codes_in(note.owner) for note in there if note.owner),
        "in_hand": _in_hand(board, eyes),
        "groups": [eyes.groups[group.id] for group in scene.groups if group.people],
        "areas": [{"id": a.id, "name": a.name} for a in scene.areas if not a.removed],
        "look": {"area": look.area, "column": look.column, "by": look.by},
        "wall": _turning(board, scene, ""),
        "doors": [_turning(board, scene, place) for place in _places(board, scene)],
    }


def _board(one: View, eyes: Eyes, pieces: Pieces, any_ready: bool) -> View:
    lanes = [_lane(one["id"], lane, eyes, pieces) for lane in eyes.lanes(one["notes"]) if any_ready]
    return {**one, "notes": len(one["notes"]), "lanes": lanes}


def _lane(home: str, lane: View, eyes: Eyes, pieces: Pieces) -> str:
    """The id of its piece; its rows are pieces too."""
    column = {key: value for key, value in lane.items() if key != "notes"}
    leaves = {
        f"rows-{home}-{lane['id']}-{name}": Piece("desk_rows.html", _rows(notes, eyes))
        for name, notes in eyes.leaves(lane["notes"])
    }
    id = f"list-{home}-{lane['id']}"
    view = {**column, "board": home, "count": len(lane["notes"]), "leaves": list(leaves)}
    pieces |= {id: Piece("desk_list.html", view), **leaves}
    return id


def _rows(notes: Sequence[View], eyes: Eyes) -> View:
    in_hand = eyes.board.in_hand
    return {"notes": notes, "in_hand": in_hand if any(note["id"] == in_hand for note in notes) else ""}


def _headings(board: "Board", notes: Sequence[Note]) -> list[View]:
    under = [note.spot.heading for note in notes if note.spot.heading]
    found = [{"id": id, "title": title, "notes": under.count(id)} for id, title in board.headings.items()]
    return [one for one in found if one["notes"]]


def suggested(board: "Board", eyes: Eyes) -> list[tuple[str, str]]:
    """Pairs that may say the same: in one column of one board, and not yet kept apart."""
    found = (
        pair
        for pair in board.alike.most_alike()
        if _together(board.notes[pair[0]], board.notes[pair[1]], eyes)
        and tuple(sorted(pair)) not in board.apart
    )
    return list(islice(found, MOST_SUGGESTED))


def _together(one: Note, other: Note, eyes: Eyes) -> bool:
    same = one.spot.column == other.spot.column and eyes.home(one) == eyes.home(other)
    return same and one.on_board and other.on_board


def unknown_owners(board: "Board", eyes: Eyes) -> list[View]:
    """Codes that nobody has explained, each with a note that it stands on and which of its owners it is."""
    found: dict[str, View] = {}
    for note in board.notes.values():
        for nth, code in enumerate(codes_in(note.owner) if note.owner and note.on_board else ()):
            if code != UNKNOWN_OWNER and not eyes.meanings.get(code):
                found.setdefault(code, {"code": code, "note": note.id, "number": note.number, "nth": nth})
    return list(found.values())


def _in_hand(board: "Board", eyes: Eyes) -> View | None:
    """The note that the desk works at, with what can be done to it."""
    note = board.notes.get(board.in_hand)
    if note is None:
        return None
    own = note.origin != "merged" and board.source(note) is note
    return {
        **eyes.note(note),
        "text": note.text,
        "owner": note.owner,
        "editable": own,
        "splittable": own and note.on_board and note.origin != "copy",
        "merged": note.origin == "merged" and note.on_board,
        "on_board": note.on_board,
        "parts": [part.number for part in board.words(note)] if note.origin == "merged" else [],
    }


def _turning(board: "Board", scene: Scene, stage: str) -> View:
    seen = wall(board, scene, stage)
    return {
        "stage": stage,
        "page": seen["page"],
        "pages": seen["pages"],
        "turned": bool(board.pages.get(stage)),
    }


def _places(board: "Board", scene: Scene) -> list[str]:
    """Places whose walls show a board of their own."""
    if not board.shown(scene):
        return []
    return list(dict.fromkeys(group.place for group in scene.groups if group.place and group.people))
