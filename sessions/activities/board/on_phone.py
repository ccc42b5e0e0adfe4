"""What phones see of a board: what is asked, the notes in leaves, and what is a group's or one's own."""

from typing import TYPE_CHECKING, Any

from sessions.activities.board.eyes import Eyes, Pieces, View, asked
from sessions.activities.board.notes import Note
from sessions.activity import OPEN, SHOWN, Piece, Scene

if TYPE_CHECKING:
    from sessions.activities.board.rules import Board

MOST_WHILE_OPEN, MOST_AFTER = 100, 500
"""Notes of one board that are listed on a phone."""
LEFT_OUT_AT_ONCE = 5
"""The oldest are left out in steps, so that not each new note changes the end of the list too."""


def phone(board: "Board", scene: Scene) -> View:
    eyes = Eyes.of(board, scene)
    view = asked(board, eyes, scene)
    notes = board.seen_notes() if view["visible"] else []
    pieces: Pieces = {}
    boards = [_board(one, eyes, scene, pieces) for one in eyes.boards(notes)] if notes else []
    return {**view, "boards": boards, "pieces": pieces}


def _board(one: View, eyes: Eyes, scene: Scene, pieces: Pieces) -> View:
    """The newest first while notes come in. `any`: whether there are notes at all."""
    running = scene.state == OPEN
    over = max(len(one["notes"]) - (MOST_WHILE_OPEN if running else MOST_AFTER), 0)
    older = -(-over // LEFT_OUT_AT_ONCE) * LEFT_OUT_AT_ONCE
    if eyes.apart:
        pieces[f"count-{one['id']}"] = Piece("phone_count.html", len(one["notes"]))
    pieces[f"more-{one['id']}"] = Piece("phone_more.html", older)
    first = one["notes"][older].nth if one["notes"] else 0
    named = {key: one[key] for key in ("id", "name", "look", "removed")}
    ids = [_lane(one["id"], lane, first, eyes, scene, pieces) for lane in eyes.lanes(one["notes"])]
    return {**named, "any": bool(one["notes"]), "lanes": ids}


def _lane(home: str, lane: View, first: int, eyes: Eyes, scene: Scene, pieces: Pieces) -> str:
    """The id of its piece; its leaves are pieces too. Notes that came before the `first` are only counted."""
    listed = [note for note in lane["notes"] if note.nth >= first]
    settings = eyes.board.settings
    can: dict[str, Any] = {
        "act": scene.state in (OPEN, SHOWN),
        "hearts": bool(settings.hearts),
        "take": bool(settings.take),
    }
    column = {key: lane[key] for key in ("id", "kind", "label", "look", "sign")}
    leaves = {
        f"leaf-{home}-{column['id']}-{name}": Piece(
            "phone_leaf.html", {"notes": notes, "column": column, "can": can}
        )
        for name, notes in eyes.leaves(listed, newest_first=scene.state == OPEN)
    }
    id = f"lane-{home}-{column['id']}"
    view = {**column, "count": len(lane["notes"]), "named": eyes.apart, "leaves": list(leaves)}
    pieces |= {id: Piece("phone_lane.html", view), **leaves}
    return id


def of_group(board: "Board", group: str, scene: Scene) -> View:
    """What a group has taken, and what more it may take."""
    own = scene.group(group)
    taken = scene.once("taken", lambda: _taken(board)).get(group, [])
    return {
        "area": own.area if own else "",
        "taken": [note.id for note in taken],
        "copied": [note.from_ids[0] for note in taken if note.origin == "copy"],
        "left": max(board.settings.take - len(taken), 0),
    }


def _taken(board: "Board") -> dict[str, list[Note]]:
    """By group."""
    by_group: dict[str, list[Note]] = {}
    for note in board.notes.values():
        if note.taken and note.on_board:
            by_group.setdefault(note.taken, []).append(note)
    return by_group


def group_marks(board: "Board", group: str) -> dict[str, dict[str, Any]]:
    """On notes that all see alike: which are this group's, which it has a copy of; whether it may take more."""
    taken = board.taken_by(group)
    ours = {f"n-{note.id}": {"data-ours": True} for note in taken}
    copied = {f"n-{note.from_ids[0]}": {"data-copied": True} for note in taken if note.origin == "copy"}
    left = bool(group) and len(taken) < board.settings.take
    return {**copied, **ours, "board": {"data-may": True, **({"data-left": True} if left else {})}}


# one's own


def own(board: "Board", seat: str, group: str, area: str, scene: Scene) -> View:
    """What this seat wrote, and where it stands now."""
    mine = [note for note in board.notes.values() if note.seat == seat and note.origin == "phone"]
    written = [_own(note) for note in mine if note.text]
    place = scene.area(area) if board.settings.per_area else None
    given = sum(seat in note.hearts for note in board.seen_notes())
    return {
        "mine": written[::-1],
        "left": max(board.settings.each - len(mine), 0),
        "most": board.settings.each,
        "visible": board.shown(scene),
        "area": {"name": place.name, "look": place.look} if place else None,
        "hearts_left": max(board.settings.hearts - given, 0),
        "hearts": board.settings.hearts,
        "hold": board.settings.hold,
    }


def _own(note: Note) -> View:
    away = note.spot.away
    return {
        "id": note.id,
        "number": note.number,
        "text": note.text,
        "activity": note.activity,
        "column": note.spot.column,
        "waits": note.spot.waits,
        "away": away,
        "fixed": bool(note.taken) or away in ("merged", "split"),
    }
