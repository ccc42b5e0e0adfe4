"""The notes of a board as people see them, and what is asked of everybody: what all screens of it have in common."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import msgspec

from sessions.activities.board import pages
from sessions.activities.board.alike import fold as folded
from sessions.activities.board.columns import Column, codes_in, columns_of
from sessions.activities.board.judging import NO_AREA, areas_by_name
from sessions.activities.board.notes import Card, Note
from sessions.activity import Piece, Scene

if TYPE_CHECKING:
    from sessions.activities.board.rules import Board

View = dict[str, Any]
Pieces = dict[str, Piece]
NO_GROUP: View = {"id": "", "number": 0, "name": ""}
MADE_OF_OTHERS = ("merged", "copy")
NOTES_A_LEAF = 5
"""So many notes of a column are drawn and sent together, when people write in all columns alike."""


class Eyes:
    """A scene as the notes of a board are seen in it: what groups, areas and authors are called.

    The same whatever the state of the step, so that all screens of one moment share it (`Eyes.of`).
    """

    def __init__(self, board: "Board", scene: Scene) -> None:
        self.board = board
        self.areas = scene.areas
        self.apart = bool(board.settings.per_area and scene.areas)
        self.columns = columns_of(board.settings)
        self.plain_columns: list[View] = [msgspec.to_builtins(column) for column in self.columns]
        self.groups = {
            group.id: {"id": group.id, "number": group.number, "name": group.name} for group in scene.groups
        }
        named = board.settings.authors == "names"
        self.names = {person.seat: person.name for person in scene.people if person.name} if named else {}
        self.meanings = board.meanings()
        self.named = areas_by_name(scene)
        self._known_areas = {area.id for area in scene.areas}
        self._order = {heading: at for at, heading in enumerate(board.headings)}
        self._made: dict[str, Card] = {}
        beside = (scene.groups, self.names, self.meanings, board.settings.authors)
        if board.cards_beside != beside:
            board.cards_beside = beside
            board.cards.clear()

    @classmethod
    def of(cls, board: "Board", scene: Scene) -> "Eyes":
        return scene.once("eyes", lambda: cls(board, scene))

    def note(self, note: Note) -> View:
        """To be read only: it is the same one for all."""
        return self.card(note).view

    def card(self, note: Note) -> Card:
        """Of a note with words of its own it is kept until these, or what people gave it, change."""
        made = self._made.get(note.id)
        if made is None:
            made = self._made[note.id] = self._card(note)
        return made

    def _card(self, note: Note) -> Card:
        kept = {} if note.origin in MADE_OF_OTHERS else self.board.cards
        spot = note.spot
        head = self.board.headings.get(spot.heading, "") if spot.heading else ""
        of = (note.text, note.activity, note.owner, note.taken, note.hearts, head, spot)
        card = kept.get(note.id)
        if card is None or card.of != of:
            card = kept[note.id] = Card(of, self._seen(note, head))
        return card

    def on_wall(self, note: Note, lanes: int) -> View:
        """Its texts as far as a wall of so many lanes holds them: the rest is read on a phone."""
        card = self.card(note)
        if lanes not in card.walls:
            card.walls[lanes] = _cut(card.view, lanes)
        return card.walls[lanes]

    def _seen(self, note: Note, head: str) -> View:
        words = self.board.words(note)
        spot = note.spot
        return {
            "id": note.id,
            "number": note.number,
            "texts": [part.text for part in words],
            "activity": next((part.activity for part in words if part.activity), ""),
            "owners": self._owners(words),
            "by": self._by(note, words),
            "taken": self.groups.get(note.taken, NO_GROUP) if note.taken else None,
            "origin": note.origin,
            "hearts": sum(note.hearts.values()),
            "column": spot.column,
            "heading": spot.heading,
            "head": head,
        }

    def _owners(self, words: Iterable[Note]) -> list[View]:
        codes = dict.fromkeys(code for part in words if part.owner for code in codes_in(part.owner))
        return [{"code": code, "means": self.meanings.get(code, "")} for code in codes]

    def _by(self, note: Note, words: Sequence[Note]) -> View | None:
        """Who wrote, as far as people were told that it is shown."""
        if self.board.settings.authors == "nobody":
            return None
        if self.board.settings.authors == "group":
            group = self.groups.get(note.group)
            return {"group": group, "names": []} if group else None
        names = [self.names[part.seat] for part in words if part.seat in self.names]
        return {"group": None, "names": list(dict.fromkeys(names))} if names else None

    def column(self, id: str) -> Column:
        return next(column for column in self.columns if column.id == id)

    # boards: one an area, or one for all

    def home(self, note: Note) -> str:
        """The board that a note is on: the id of its area, NO_AREA, or "" where there is one for all."""
        if not self.apart:
            return ""
        area = note.spot.area or self.named.get(folded(note.meant_for), "")
        return area if area in self._known_areas else NO_AREA

    def boards(self, notes: Sequence[Note]) -> list[View]:
        """Every board there is, with its notes; removed areas and none at all only where something is there."""
        if not self.apart:
            return [{"id": "", "name": "", "look": 0, "removed": False, "notes": list(notes)}]
        by_home: dict[str, list[Note]] = {}
        for note in notes:
            by_home.setdefault(self.home(note), []).append(note)
        areas: list[View] = [
            {"id": a.id, "name": a.name, "look": a.look, "removed": a.removed} for a in self.areas
        ]
        areas.append({"id": NO_AREA, "name": "", "look": 0, "removed": True})
        found = [{**area, "notes": by_home.get(area["id"], [])} for area in areas]
        return [one for one in found if one["notes"] or not one["removed"]]

    def lanes(self, notes: Sequence[Note]) -> list[View]:
        """Columns with their notes in order, those under one heading together."""
        by_column: dict[str, list[Note]] = {column.id: [] for column in self.columns}
        for note in notes:
            by_column.setdefault(note.spot.column, []).append(note)
        if self._order:
            by_column = {column: sorted(there, key=self._place) for column, there in by_column.items()}
        return [{**column, "notes": by_column[column["id"]]} for column in self.plain_columns]

    def _place(self, note: Note) -> int:
        return self._order.get(note.spot.heading, len(self._order))

    def leaves(self, notes: Sequence[Note], newest_first: bool = False) -> list[tuple[str, list[View]]]:
        """The notes of a lane in leaves, each with a name. Which leaf a note is on depends on when it came and on
        its heading alone, so that all other leaves stay what they are when one comes, goes or moves.
        """
        boards = max(len(self.areas), 1) if self.apart else 1
        size = NOTES_A_LEAF * len(self.columns) * boards
        leaves: list[tuple[str, list[View]]] = []
        for heading, under in groupby(notes, key=lambda note: note.spot.heading):
            found = [
                (f"{heading}-{nth}", [self.note(note) for note in some])
                for nth, some in groupby(under, key=lambda note: note.nth // size)
            ]
            leaves += [(name, some[::-1]) for name, some in found[::-1]] if newest_first else found
        return leaves


def _cut(note: View, lanes: int) -> View:
    several = [*note["texts"], note["activity"]] if note["activity"] else note["texts"]
    texts = pages.short(several, lanes)
    activity = texts.pop() if note["activity"] else ""
    return {**note, "texts": texts, "activity": activity}


def asked(board: "Board", eyes: Eyes, scene: Scene) -> View:
    """What is asked and promised, without anything that was written."""
    settings = board.settings
    return {
        "question": settings.question or scene.title,
        "columns": eyes.plain_columns,
        "live": settings.reveal == "live",
        "visible": board.shown(scene),
        "authors": settings.authors,
        "hold": settings.hold,
        "longest": settings.longest,
        "each": settings.each,
        "pairs": settings.pairs,
        "legend": [{"code": code, "means": means} for code, means in eyes.meanings.items() if means],
        "codes": bool(settings.codes),
        "hearts": settings.hearts,
        "take": settings.take,
        "apart": eyes.apart,
    }
