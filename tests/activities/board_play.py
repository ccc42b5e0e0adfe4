"""A board with its people, to be played with, and what is seen of it."""

from functools import cache
from typing import Any

import msgspec

from sessions.activities.board import Board
from sessions.activities.board.moves import (
    Arrange,
    Write,
)
from sessions.activity import Group, Item, Move, Turn
from sessions.erasure import erased
from sessions.render import Renderer, with_pieces
from sessions.screens.pieces import apart
from sessions.session import Session
from sessions.wire import read_events, write_events
from tests.play import DESK, OneStep, Row


class Hall(OneStep):
    """Three groups of five: two in the first area, one in the second."""

    def __init__(self, items: tuple[Item, ...] = (), people: int = 15, **wanted: Any) -> None:
        super().__init__(people)
        self.step = self.start("board", items, **wanted)

    @property
    def board(self) -> Board:
        activity = self.activity(self.step)
        assert isinstance(activity, Board)
        return activity

    def team(self, group: str) -> Group:
        found = self.scene.group(group)
        assert found is not None
        return found

    def desk(self, *moves: Move) -> None:
        self.by(DESK, *moves)

    def write(self, who: int, text: str, column: str = "start", activity: str = "", owner: str = "") -> str:
        self.by(who, Write(text, column, activity, owner))
        return list(self.board.notes)[-1]

    def arrange(self, how: Any, *ids: str, **more: str) -> str:
        self.desk(Arrange(how, ids, **more))
        return list(self.board.notes)[-1]

    def undo(self) -> None:
        self.at += 1000
        self.keep(self.session.undo(Turn(DESK, self.at, self.dice, f"m{len(self.rows)}")), DESK.seat)

    def up(self) -> dict[str, str]:
        """What everybody sees: number -> words."""
        return {
            one.number: " | ".join(p.text for p in self.board.words(one)) for one in self.board.seen_notes()
        }

    def items(self) -> dict[str, Item]:
        return {item.id: item for item in self.board.items()}

    def seen(self, view: str, *of: Any) -> Any:
        return whole(msgspec.to_builtins(getattr(self.board, view)(*of, self.scene)))

    def own(self, who: int) -> Any:
        return self.board.seat(self.session.people.person(self.people[who].seat), self.scene)

    def marks(self, who: int) -> Any:
        return self.board.marks(self.session.people.person(self.people[who].seat), self.scene)

    def area(self, number: int = 0) -> str:
        return list(self.session.groups.areas)[number]

    def after_forgetting(self, who: int) -> Session:
        """The session as its journal tells it once a seat has been erased from it."""
        seat, kind_of = self.people[who].seat, self.session.steps.kind_of
        ids = self.board.authored(seat)
        rows = [
            Row(r.at, r.by, write_events(erased(read_events(r.events, kind_of), r.by == seat, ids)))
            for r in self.rows
        ]
        session = self.replayed(rows)
        session.steps.step(self.step).activity.forget(seat)
        return session


def whole(view: Any) -> Any:
    """A board's view with its pieces where they belong."""
    pieces = {id: piece["view"] for id, piece in view.get("pieces", {}).items()}
    if "look-alikes" in pieces:
        view["alike"] = pieces["look-alikes"]
    for board in view.get("boards", []):
        board["lanes"] = [_whole_lane(pieces, id) for id in board.get("lanes", [])]
        board["notes"] = board.get("notes", sum(lane["count"] for lane in board["lanes"]))
        board["more"] = pieces.get(f"more-{board['id']}")
    for lane in view.get("lanes", []):
        lane["tracks"] = [pieces[id]["units"] for id in lane["tracks"]]
    return view


def _whole_lane(pieces: dict[str, Any], id: str) -> Any:
    lane = pieces[id]
    return {**lane, "notes": [note for leaf in lane["leaves"] for note in pieces[leaf]["notes"]]}


def all_notes(view: Any) -> list[Any]:
    return [note for board in view["boards"] for lane in board["lanes"] for note in lane["notes"]]


@cache
def drawing() -> Renderer:
    """One for all: it keeps the templates that it has read."""
    return Renderer()


def drawn(hall: Hall, renderer: Renderer, language: str) -> list[tuple[str, str]]:
    board, scene = hall.board, hall.scene
    frame = {
        "step": hall.step,
        "title": "Frågan",
        "kind": "board",
        "state": scene.state,
        "clocks": scene.clocks,
    }
    mine = board.seat(hall.session.people.person(hall.people[0].seat), scene)
    views: list[tuple[str, Any, Any, Any]] = [
        ("phone", board.everyone(scene), board.group("g0", scene), scene.group("g0")),
        ("phone", board.everyone(scene), {}, None),
        ("mine", mine, {}, None),
        ("wall", board.wall(scene), {}, None),
        ("wall", board.place(hall.people[0].place, scene), {}, None),
        ("desk", board.desk(scene), {}, None),
        ("settings", {"settings": msgspec.to_builtins(board.settings)}, {}, None),
    ]
    step = hall.session.steps.step(hall.step)
    found: list[tuple[str, str]] = []
    for name, seen, own, team in views:
        view, pieces = apart(step, seen)
        data = {**frame, "view": view, "group_view": own, "team": team}
        parts = {
            piece: {"html": renderer.fragment(template, language, inside), "version": "v"}
            for piece, (template, inside) in pieces.items()
        }
        found.append((name, with_pieces(renderer.fragment(f"board/{name}.html", language, data), parts)))
    return found
