"""Which moves a board accepts, and what is settled at that moment: ids, areas, limits."""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec.structs import replace

from sessions.activities.board import moves as m
from sessions.activities.board.alike import fold as folded
from sessions.activities.board.columns import UNKNOWN_OWNER, codes_in, columns_of, owner_of, parts_of
from sessions.activities.board.notes import Note
from sessions.activities.board.state import Remembering
from sessions.activity import Event, Item, Move, Rejected, Scene, Turn, needed, tidy

NO_AREA = "none"
MOST_TAKEN = 3
"""What the desk may hand a group where phones take nothing."""


class Judging(Remembering):
    """One judge for each move, called like the move; what needs no judging is accepted as it is."""

    def decide(self, move: Move, turn: Turn, scene: Scene) -> Sequence[Event]:
        tag = str(type(move).__struct_config__.tag)
        judge: Callable[..., Event | None] | None = getattr(self, f"_{tag}", None)
        event = judge(move, turn, scene) if judge else move
        return () if event is None else (*self._seeds_placed(scene), event)

    def closing(self, scene: Scene) -> Sequence[Event]:
        return self._seeds_placed(scene)

    def _seeds_placed(self, scene: Scene) -> Sequence[Event]:
        """Notes suggested for an area by its name belong to that area for good, as soon as it is there."""
        known = areas_by_name(scene)
        meant = {note.meant_for for note in self.notes.values() if note.meant_for}
        found = {name: known[folded(name)] for name in sorted(meant) if folded(name) in known}
        return (m.SeedsPlaced(found),) if found else ()

    def _time_is_up(self, move: Move, turn: Turn, scene: Scene) -> None:
        """The clock only says how long; the facilitator closes."""

    # what phones ask

    def _write(self, move: m.Write, turn: Turn, scene: Scene) -> Event:
        self._room_for(1)
        mine = [note for note in self.notes.values() if note.seat == turn.who.seat and note.origin == "phone"]
        if len(mine) >= self.settings.each:
            raise Rejected("enough", most=self.settings.each)
        return m.Write(
            self._text(move.text),
            self._column(move.column),
            self._activity(move.activity),
            self._owner(move.owner),
            turn.new_id("e"),
            turn.who.area,
            turn.who.group,
            self.settings.hold,
        )

    def _room_for(self, more: int) -> None:
        if len(self.notes) + more > m.MOST_NOTES:
            raise Rejected("too_many", most=m.MOST_NOTES)

    def _text(self, text: str) -> str:
        return _limited(needed, text, self.settings.longest, "text")

    def _activity(self, text: str) -> str:
        return _limited(tidy, text, self.settings.longest, "activity") if self.settings.pairs else ""

    def _owner(self, text: str) -> str:
        """With a legend; what is left empty is not asked about, a `?` is."""
        if not self.settings.codes:
            return ""
        return owner_of(_limited(tidy, text, m.LONGEST_OWNER, "owner"))

    def _column(self, column: str) -> str:
        known = [one.id for one in columns_of(self.settings)]
        if (column or known[0]) not in known:
            raise Rejected("no_such_column", field="column")
        return column or known[0]

    def _take_back(self, move: m.TakeBack, turn: Turn, scene: Scene) -> Event:
        note = self._note(move.id)
        if note.seat != turn.who.seat or note.origin != "phone":
            raise Rejected("unknown")
        if note.taken or note.spot.away in ("merged", "split"):
            raise Rejected("in_use")
        return move

    def _heart(self, move: m.Heart, turn: Turn, scene: Scene) -> Event:
        note = self._seen(move.id, scene)
        given = [one.id for one in self.seen_notes() if turn.who.seat in one.hearts]
        if not self.settings.hearts:
            raise Rejected("not_now")
        if move.on and note.id not in given and len(given) >= self.settings.hearts:
            raise Rejected("hearts_given", most=self.settings.hearts)
        return replace(move, weight=turn.who.weight)

    def _claim(self, move: m.Claim, turn: Turn, scene: Scene) -> Event:
        group = self._takers(turn)
        note = self._seen(move.id, scene)
        if note.taken and note.taken != group:
            raise self._taken_by_others(note, scene)
        return self._taken(note, group)

    def _take_copy(self, move: m.TakeCopy, turn: Turn, scene: Scene) -> Event:
        return self._copied_to(self._seen(move.id, scene), self._takers(turn), turn)

    def _give_back(self, move: m.GiveBack, turn: Turn, scene: Scene) -> Event:
        note = self._note(move.id)
        if not turn.who.group or note.taken != turn.who.group:
            raise Rejected("unknown")
        return self._given_back(note)

    def _takers(self, turn: Turn) -> str:
        if not self.settings.take:
            raise Rejected("not_now")
        if not turn.who.group:
            raise Rejected("no_group")
        return turn.who.group

    def _taken(self, note: Note, group: str) -> Event:
        if note.taken != group:
            self._room_at(group)
        return m.NoteTaken(note.id, group)

    def _room_at(self, group: str) -> None:
        most = self.settings.take or MOST_TAKEN
        if len(self.taken_by(group)) >= most:
            raise Rejected("taken_enough", most=most)

    def _taken_by_others(self, note: Note, scene: Scene) -> Rejected:
        group = scene.group(note.taken)
        return Rejected(
            "taken_already", number=group.number if group else 0, name=group.name if group else ""
        )

    def _copied_to(self, note: Note, group: str, turn: Turn) -> Event:
        """Only of what another group has: what is free can be taken itself."""
        if not note.taken or note.taken == group or note.origin == "copy":
            raise Rejected("take_itself")
        if any(one.origin == "copy" and one.from_ids == (note.id,) for one in self.taken_by(group)):
            raise Rejected("copied_already")
        self._room_at(group)
        return m.NoteCopied(turn.new_id("e"), note.id, group)

    def _given_back(self, note: Note) -> Event:
        """A copy that nobody works with is not left lying beside its original."""
        if note.origin == "copy":
            return m.CopyDropped({note.id: replace(note.spot, away="undone")})
        return m.NoteTaken(note.id, "")

    def _seen(self, id: str, scene: Scene) -> Note:
        note = self._note(id)
        if not note.seen or not self.shown(scene):
            raise Rejected("unknown")
        return note

    def _note(self, id: str) -> Note:
        if id not in self.notes:
            raise Rejected("unknown")
        return self.notes[id]

    # what the desk asks

    def _arrange(self, move: m.Arrange, turn: Turn, scene: Scene) -> Event:
        chosen = [self._note(id) for id in dict.fromkeys(move.ids)]
        if not chosen:
            raise Rejected("choose_one")
        arranged: Callable[..., Event] = getattr(self, f"_arranged_{move.how}")
        return arranged(chosen, move, turn, scene)

    def _arranged_head(self, chosen: list[Note], move: m.Arrange, turn: Turn, scene: Scene) -> Event:
        title = _limited(tidy, move.title, m.LONGEST_HEADING, "title")
        heading = self._heading_called(title) if title else move.heading
        if heading and heading not in self.headings:
            raise Rejected("unknown")
        if not title and not heading:
            raise Rejected("no_heading", field="title")
        under = heading or turn.new_id("h")
        spots = {note.id: replace(note.spot, heading=under) for note in chosen}
        return m.NotesHeaded(spots, under, "" if heading else title)

    def _heading_called(self, title: str) -> str:
        """One that is there already, however its letters are written."""
        known = (id for id, one in self.headings.items() if one.casefold() == title.casefold())
        return next(known, "")

    def _arranged_apart(self, chosen: list[Note], move: m.Arrange, turn: Turn, scene: Scene) -> Event:
        return m.NotesHeaded({note.id: replace(note.spot, heading="") for note in chosen})

    def _arranged_merge(self, chosen: list[Note], move: m.Arrange, turn: Turn, scene: Scene) -> Event:
        if len(chosen) < 2:
            raise Rejected("choose_two")
        if any(not note.on_board for note in chosen):
            raise Rejected("not_on_board")
        if len({note.taken for note in chosen} - {""}) > 1:
            raise Rejected("taken_apart")
        spot = replace(chosen[0].spot, waits=any(note.spot.waits for note in chosen))
        spots = {note.id: replace(note.spot, away="merged") for note in chosen}
        return m.NotesMerged(spots, turn.new_id("e"), spot)

    def _arranged_unmerge(self, chosen: list[Note], move: m.Arrange, turn: Turn, scene: Scene) -> Event:
        whole = chosen[0]
        if whole.origin != "merged" or not whole.on_board:
            raise Rejected("not_merged")
        parts = [self.notes[id] for id in whole.from_ids if id in self.notes]
        back = {part.id: replace(part.spot, away="") for part in parts}
        return m.NotesParted({whole.id: replace(whole.spot, away="parted"), **back})

    def _arranged_shift(self, chosen: list[Note], move: m.Arrange, turn: Turn, scene: Scene) -> Event:
        if not move.column and not move.area:
            raise Rejected("nowhere")
        wanted: dict[str, Any] = {"column": self._column(move.column)} if move.column else {}
        if move.area:
            wanted["area"] = self._area(move.area, scene)
        return m.NotesMoved({note.id: replace(note.spot, **wanted) for note in chosen})

    def _area(self, area: str, scene: Scene) -> str:
        if area in ("", NO_AREA):
            return ""
        if scene.area(area) is None:
            raise Rejected("unknown")
        return area

    def _arranged_hide(self, chosen: list[Note], move: m.Arrange, turn: Turn, scene: Scene) -> Event:
        hidden = {note.id: replace(note.spot, away="hidden") for note in chosen if note.on_board}
        if not hidden:
            raise Rejected("not_on_board")
        return m.NotesHidden(hidden)

    def _arranged_unhide(self, chosen: list[Note], move: m.Arrange, turn: Turn, scene: Scene) -> Event:
        back = {note.id: replace(note.spot, away="") for note in chosen if note.spot.away == "hidden"}
        if not back:
            raise Rejected("changed_since")
        return m.NotesBack(back)

    def _arranged_approve(self, chosen: list[Note], move: m.Arrange, turn: Turn, scene: Scene) -> Event:
        return m.NotesApproved(
            {note.id: replace(note.spot, waits=False) for note in chosen if note.spot.waits}
        )

    def _split_note(self, move: m.SplitNote, turn: Turn, scene: Scene) -> Event:
        note = self._note(move.id)
        if note.origin in ("merged", "copy") or not note.on_board:
            raise Rejected("not_splittable")
        texts = [text for raw in move.texts if (text := _limited(tidy, raw, self.settings.longest, "texts"))]
        if len(texts) < 2:
            raise Rejected("split_in_two", field="texts")
        self._room_for(len(texts))
        pieces = tuple(
            Item(turn.new_id("e"), text, note.activity, (note.id,), area=note.spot.area) for text in texts
        )
        return m.NoteSplit({note.id: replace(note.spot, away="split")}, pieces)

    def _edit_note(self, move: m.EditNote, turn: Turn, scene: Scene) -> Event:
        note = self._note(move.id)
        if note.origin == "merged" or self.source(note) is not note:
            raise Rejected("not_editable")
        activity = self._activity(move.activity) if self.settings.pairs else note.activity
        owner = self._owner(move.owner) if self.settings.codes else note.owner
        words = Item(note.id, self._text(move.text), activity)
        return m.NoteEdited((words, Item(note.id, owner)))

    def _name_heading(self, move: m.NameHeading, turn: Turn, scene: Scene) -> Event:
        if move.heading not in self.headings:
            raise Rejected("unknown")
        return replace(move, title=_limited(needed, move.title, m.LONGEST_HEADING, "title"))

    def _keep_apart(self, move: m.KeepApart, turn: Turn, scene: Scene) -> Event:
        one, other = sorted(self._note(id).id for id in move.ids)
        return replace(move, ids=(one, other))

    def _type_in(self, move: m.TypeIn, turn: Turn, scene: Scene) -> Event:
        column, area = self._column(move.column), self._area(move.area, scene)
        lines = [parts for line in move.lines if (parts := parts_of(line, self.settings))[0]]
        if not lines:
            raise Rejected("empty", field="lines")
        self._room_for(len(lines))
        for text, activity, _ in lines:
            _limited(tidy, max(text, activity, key=len), self.settings.longest, "lines")
        return m.TypedIn(tuple(m.Slip(turn.new_id("e"), t, column, area, a, o) for t, a, o in lines))

    def _hand_out(self, move: m.HandOut, turn: Turn, scene: Scene) -> Event:
        note = self._note(move.id)
        if not note.on_board or (move.group and scene.group(move.group) is None):
            raise Rejected("unknown")
        if not move.group:
            return self._given_back(note)
        return self._copied_to(note, move.group, turn) if move.copy else self._taken(note, move.group)

    def _explain(self, move: m.Explain, turn: Turn, scene: Scene) -> Event:
        codes = codes_in(self._note(move.id).owner)
        if codes[move.nth : move.nth + 1] in ([], [UNKNOWN_OWNER]):
            raise Rejected("unknown")
        return replace(move, means=_limited(tidy, move.means, m.LONGEST_MEANING, "means"))

    def _look_at(self, move: m.LookAt, turn: Turn, scene: Scene) -> Event:
        if move.area not in ("", NO_AREA):
            self._area(move.area, scene)
        if move.column:
            self._column(move.column)
        return replace(move, stage=tidy(move.stage, 200))

    def _turn_page(self, move: m.TurnPage, turn: Turn, scene: Scene) -> Event:
        return replace(move, stage=tidy(move.stage, 200))

    def _take_up(self, move: m.TakeUp, turn: Turn, scene: Scene) -> Event:
        if move.id:
            self._note(move.id)
        return move

    def _put_back(self, move: m.PutBack, turn: Turn, scene: Scene) -> Event:
        known = {id: self.notes[id].spot for id in move.now if id in self.notes}
        if known != move.now or not move.before.keys() <= known.keys():
            raise Rejected("changed_since")
        return m.NotesBack(move.before)


def areas_by_name(scene: Scene) -> dict[str, str]:
    return {folded(area.name): area.id for area in scene.areas if not area.removed}


def _limited(clean: Callable[[str, int], str], text: str, most: int, field: str) -> str:
    """Cleaned; a refusal says in which field."""
    try:
        return clean(text, most)
    except Rejected as refused:
        raise Rejected(refused.code, **refused.values, field=field) from None
