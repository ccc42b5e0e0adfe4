"""The board: notes in columns, for all or for each area; read, put in order, and taken along."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any, ClassVar

from sessions.activities.board import at_desk, on_phone, on_wall, report
from sessions.activities.board import moves as m
from sessions.activities.board.eyes import Eyes
from sessions.activities.board.judging import Judging
from sessions.activities.board.notes import Note
from sessions.activities.board.sample import notes
from sessions.activity import OPEN, PARTICIPANTS, Event, Item, Move, Person, Sample, Scene, View
from sessions.blocks import Block, Term


class Board(Judging):
    kind = "board"
    paper_for = "room"
    moves = m.MOVES
    events: ClassVar[tuple[type[Event], ...]] = m.EVENTS
    suggested_by = (
        *(
            "post-it",
            "postit",
            "post it",
            "lappar",
            "notislappar",
            "klisterlappar",
            "idéer",
            "ideas",
            "sticky notes",
        ),
        *(
            "brainstorm",
            "brainstorming",
            "idélappar",
            "start stop continue",
            "börja med",
            "sluta med",
            "lapper",
        ),
        *("haftnotizen", "muistilaput", "ملاحظات"),
    )

    # what is seen

    def everyone(self, scene: Scene) -> View:
        return on_phone.phone(self, scene)

    def group(self, group: str, scene: Scene) -> View:
        return on_phone.of_group(self, group, scene)

    def seat(self, who: Person, scene: Scene) -> View:
        if who.role not in PARTICIPANTS:
            return {}
        return on_phone.own(self, who.seat, who.group, who.area, scene)

    def marks(self, who: Person, scene: Scene) -> Mapping[str, Mapping[str, Any]]:
        """The hearts that this seat has given, the column it wrote in last, and what is its group's."""
        if who.role not in PARTICIPANTS:
            return {"write": {"disabled": True}, "send": {"disabled": True}, "watching": {"hidden": False}}
        mine = [note for note in self.notes.values() if note.seat == who.seat and note.origin == "phone"]
        hearts = {f"h-{note.id}": {"checked": True} for note in self.seen_notes() if who.seat in note.hearts}
        column = {f"in-{mine[-1].spot.column}": {"checked": True}} if mine else {}
        full = {local: {"disabled": True} for local in ("write", "send") if len(mine) >= self.settings.each}
        return {**hearts, **column, **full, **on_phone.group_marks(self, who.group)}

    def wall(self, scene: Scene) -> View:
        return on_wall.wall(self, scene)

    def place(self, place: str, scene: Scene) -> View:
        return on_wall.wall(self, scene, place)

    def desk(self, scene: Scene) -> View:
        return at_desk.desk(self, scene)

    def paper(self, scene: Scene) -> View:
        return on_wall.paper(self, scene)

    def needs(self, scene: Scene) -> Sequence[Term]:
        """Notes that wait to be read, and owners that nobody knows."""
        waiting = sum(note.on_board and note.spot.waits for note in self.notes.values())
        unknown = at_desk.unknown_owners(self, Eyes.of(self, scene))
        found = (("to_approve", waiting), ("owners_unknown", len(unknown)))
        return tuple(Term(code, {"count": count}) for code, count in found if count)

    def onward(self, scene: Scene) -> tuple[Term, Move] | None:
        if scene.state == OPEN and not self.shown(scene) and self.seen_notes():
            return Term("reveal_notes", {"count": len(self.seen_notes())}), m.Reveal()
        return None

    # what comes out of it

    def items(self) -> list[Item]:
        """What is on the board and has been read; whose group wrote it only where people were told so."""
        return [self._item(note) for note in self.seen_notes()]

    def has_items(self) -> bool:
        return any(note.seen for note in self.notes.values())

    def _item(self, note: Note) -> Item:
        texts = [part.text for part in self.words(note)]
        more = [*texts[1:], *(part.activity for part in self.words(note) if part.activity)]
        group = "" if self.settings.authors == "nobody" else note.group
        return Item(
            note.id,
            texts[0] if texts else "",
            "\n".join(more),
            note.from_ids,
            group,
            note.spot.area,
            note.taken,
        )

    def minutes(self, scene: Scene) -> list[Block]:
        return report.minutes(self, scene)

    def record(self, scene: Scene) -> View:
        return report.record(self, scene)

    def sample(self, people: Sequence[Person], dice: Random) -> Iterator[Sample]:
        return notes(self, people, dice)
