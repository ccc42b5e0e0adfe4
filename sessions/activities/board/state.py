"""What a board remembers, and how each event changes it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from sessions.activities.board import moves as m
from sessions.activities.board.alike import Likeness
from sessions.activities.board.columns import checked_columns, codes_in, columns_of, legend_of, seeds_of
from sessions.activities.board.notes import Card, KeptSheet, Note, authors, joined_number, letter, written
from sessions.activity import SHOWN, Activity, Event, Item, Move, Ms, Rejected, Scene


class Remembering(Activity):
    Settings = m.Settings

    def __init__(self, settings: m.Settings | None = None) -> None:
        super().__init__(settings)
        self.notes: dict[str, Note] = {}
        self.count = self.came = 0
        self.headings: dict[str, str] = {}
        self.explained: dict[str, dict[str, str]] = {}
        self.apart: set[tuple[str, ...]] = set()
        self.alike = Likeness()
        self.begun = False
        self.revealed = False
        self.looks: dict[str, m.LookAt] = {}
        self.pages: dict[str, int] = {}
        self.in_hand = ""
        self.cards: dict[str, Card] = {}
        self.cards_beside: tuple[Any, ...] = ()
        self.sheets: dict[tuple[str, str, str], KeptSheet] = {}

    def settings_changed(self, settings: m.Settings) -> None:
        """What people were told before they wrote stays true: who is shown as author, and when notes are seen."""
        checked_columns(settings)
        legend_of(settings)
        seeds_of(settings)
        if self.begun and settings.authors != self.settings.authors:
            raise Rejected("authors_fixed", field="authors")
        if self.begun and settings.reveal != self.settings.reveal:
            raise Rejected("reveal_fixed", field="reveal")
        if self.begun and settings.seeds != self.settings.seeds:
            raise Rejected("seeds_fixed", field="seeds")
        if {note.spot.column for note in self.notes.values()} - {one.id for one in columns_of(settings)}:
            raise Rejected("column_used", field="columns")
        self.settings = settings

    def opened(self, items: Sequence[Item]) -> None:
        """What was suggested beforehand; what an earlier step brings along, in the first column, under its own ids."""
        if not self.begun:
            self._seed()
        self.begun = True
        for item in items:
            if item.id not in self.notes:
                self._add(self._earlier(item))

    def _seed(self) -> None:
        for place, seed in enumerate(seeds_of(self.settings), 1):
            note = Note(
                f"{self.step}s{place}", self._next_number(), m.Spot(seed.column), seed.text, seed.activity
            )
            note.owner, note.meant_for, note.origin = seed.owner, seed.area, "seed"
            self._add(note)

    def _earlier(self, item: Item) -> Note:
        first = columns_of(self.settings)[0].id
        spot = m.Spot(first, item.area)
        return Note(
            item.id,
            self._next_number(),
            spot,
            item.title,
            item.text,
            group=item.group,
            origin="earlier",
            from_ids=item.from_ids,
            taken=item.claimed_by,
        )

    # what has happened

    def apply(self, event: Event, by: str, at: Ms) -> None:
        match event:
            case m.Write():
                self._written(event, by)
            case m.TypedIn():
                self._slips(event)
            case m.TakeBack():
                self._forget_note(event.id)
            case m.Heart():
                self._hearted(event, by)
            case m.NoteTaken():
                self.notes[event.id].taken = event.group
            case m.NoteCopied():
                self._copied(event)
            case m.Arranged():
                self._arranged(event)
            case m.NoteEdited():
                self._edited(event)
            case _:
                self._set(event)

    def _set(self, event: Event) -> None:
        match event:
            case m.NameHeading():
                self.headings[event.heading] = event.title
            case m.KeepApart():
                (self.apart.add if event.on else self.apart.discard)(event.ids)
            case m.Explain():
                self._keep_meaning(event)
            case m.SeedsPlaced():
                self._place_seeds(event.areas)
            case m.Reveal():
                self.revealed = event.on
            case m.LookAt():
                self.looks[event.stage] = event
                self.pages.pop(event.stage, None)
            case m.TurnPage():
                self.pages[event.stage] = event.page
            case m.TakeUp():
                self.in_hand = event.id

    def _keep_meaning(self, event: m.Explain) -> None:
        """Kept with the note, so that it goes when the note's words do."""
        codes = codes_in(self.notes[event.id].owner)
        if event.nth < len(codes):
            self.explained.setdefault(event.id, {})[codes[event.nth]] = event.means

    def _place_seeds(self, areas: Mapping[str, str]) -> None:
        for note in self.notes.values():
            if note.meant_for in areas:
                note.spot = replace(note.spot, area=areas[note.meant_for])
                note.meant_for = ""

    def _written(self, event: m.Write, by: str) -> None:
        spot = m.Spot(event.column, event.area, waits=event.waits)
        note = Note(
            event.id, self._next_number(), spot, event.text, event.activity, event.owner, by, event.group
        )
        self._add(note)

    def _slips(self, event: m.TypedIn) -> None:
        for slip in event.slips:
            spot = m.Spot(slip.column, slip.area)
            note = Note(slip.id, self._next_number(), spot, slip.text, slip.activity, slip.owner)
            note.origin = "paper"
            self._add(note)

    def _next_number(self) -> str:
        self.count += 1
        return str(self.count)

    def _add(self, note: Note) -> None:
        note.nth = self.came
        self.came += 1
        self.notes[note.id] = note
        if note.origin != "copy":
            self.alike.put(note.id, note.text)

    def _forget_note(self, id: str) -> None:
        self.notes.pop(id)
        self.cards.pop(id, None)
        self.alike.drop(id)

    def _hearted(self, event: m.Heart, by: str) -> None:
        hearts = dict(self.notes[event.id].hearts)
        hearts.pop(by, None)
        self.notes[event.id].hearts = {**hearts, by: event.weight} if event.on else hearts

    def _copied(self, event: m.NoteCopied) -> None:
        of = self.notes[event.of]
        copy = Note(event.id, of.number, of.spot, of.text, of.activity, of.owner, of.seat, of.group)
        copy.origin, copy.taken, copy.from_ids = "copy", event.group, (event.of,)
        self._add(copy)

    def _arranged(self, event: m.Arranged) -> None:
        if isinstance(event, m.NotesHeaded) and event.title:
            self.headings[event.heading] = event.title
        for id, spot in event.spots.items():
            self._carry_back(self.notes[id], spot)
            self.notes[id].spot = spot
        if isinstance(event, m.NotesMerged) and event.spot:
            self._add(self._merged(event, event.spot))
        if isinstance(event, m.NoteSplit):
            for position, item in enumerate(event.into):
                self._add(self._piece(item, position))

    def _carry_back(self, note: Note, spot: m.Spot) -> None:
        """What people gave to a merged note stays with what it was made of."""
        if note.origin == "merged" and note.on_board and spot.away in ("parted", "undone"):
            for part in self._known(note.from_ids):
                part.hearts = {**note.hearts, **part.hearts}
                part.taken = part.taken or note.taken

    def _merged(self, event: m.NotesMerged, spot: m.Spot) -> Note:
        parts = self._known(event.spots)
        hearts = {seat: weight for part in parts for seat, weight in part.hearts.items()}
        groups = {part.group for part in parts}
        return Note(
            event.id,
            joined_number([part.number for part in parts]),
            spot,
            group=groups.pop() if len(groups) == 1 else "",
            origin="merged",
            from_ids=tuple(part.id for part in parts),
            taken=next((part.taken for part in parts if part.taken), ""),
            hearts=hearts,
        )

    def _piece(self, item: Item, position: int) -> Note:
        whole = self.notes[item.from_ids[0]]
        return Note(
            item.id,
            f"{whole.number}{letter(position)}",
            replace(whole.spot, away=""),
            item.title,
            item.text,
            whole.owner,
            whole.seat,
            whole.group,
            "split",
            item.from_ids,
            "" if position else whole.taken,
            dict(whole.hearts),
        )

    def _edited(self, event: m.NoteEdited) -> None:
        words, owner = event.now
        note = self.notes[words.id]
        note.text, note.activity, note.owner = words.title, words.text, owner.title
        if note.origin != "copy":
            self.alike.put(note.id, note.text)

    def _known(self, ids: Iterable[str]) -> list[Note]:
        return [self.notes[id] for id in ids if id in self.notes]

    # what would undo it

    def inverse(self, event: Event) -> Move | None:
        match event:
            case m.NotesBack():
                return m.PutBack(event.spots, {id: self.notes[id].spot for id in event.spots})
            case m.Arranged():
                return self._undoing(event.spots, self._made_by(event))
            case m.TypedIn():
                return self._undoing({}, {slip.id: m.Spot(slip.column, slip.area) for slip in event.slips})
            case m.NoteCopied():
                return self._undoing({}, {event.id: self.notes[event.of].spot})
            case m.NoteEdited():
                note = self.notes[event.now[0].id]
                return m.EditNote(note.id, note.text, note.activity, note.owner)
            case m.NoteTaken():
                return m.HandOut(event.id, self.notes[event.id].taken)
            case m.NameHeading():
                return m.NameHeading(event.heading, self.headings[event.heading])
            case m.KeepApart():
                return m.KeepApart(event.ids, not event.on)
            case m.Explain():
                return self._explaining(event)
        return None

    def _explaining(self, event: m.Explain) -> m.Explain:
        code = codes_in(self.notes[event.id].owner)[event.nth : event.nth + 1]
        return replace(event, means=self.explained.get(event.id, {}).get("".join(code), ""))

    def _made_by(self, event: m.Arranged) -> dict[str, m.Spot]:
        """Notes that come into being with it, and the spots that they get."""
        if isinstance(event, m.NotesMerged) and event.spot:
            return {event.id: event.spot}
        if isinstance(event, m.NoteSplit):
            whole = self.notes[event.into[0].from_ids[0]]
            return {item.id: whole.spot for item in event.into}
        return {}

    def _undoing(self, spots: Mapping[str, m.Spot], made: Mapping[str, m.Spot] | None = None) -> m.PutBack:
        gone = {id: replace(spot, away="undone") for id, spot in (made or {}).items()}
        before = {id: self.notes[id].spot for id in spots}
        return m.PutBack({**spots, **(made or {})}, {**before, **gone})

    def forget(self, seat: str) -> None:
        self.cards.clear()
        self.sheets.clear()
        for note in self.notes.values():
            if note.seat == seat:
                note.text = note.activity = note.owner = ""
                self.explained.pop(note.id, None)
                self.alike.drop(note.id)

    def authored(self, seat: str) -> set[str]:
        return {note.id for note in self.notes.values() if seat in self.authors(note)}

    # what is asked again and again

    def authors(self, note: Note) -> set[str]:
        """Who wrote what stands in it."""
        return authors(self.source(note), self.notes)

    def source(self, note: Note) -> Note:
        """The note whose words a copy shows."""
        while note.origin == "copy" and note.from_ids[0] in self.notes and not note.text:
            note = self.notes[note.from_ids[0]]
        return note

    def words(self, note: Note) -> list[Note]:
        """The notes whose words it shows."""
        return list(written(self.source(note), self.notes))

    def shown(self, scene: Scene) -> bool:
        """Whether everybody sees the notes."""
        return self.settings.reveal == "live" or self.revealed or scene.state == SHOWN

    def seen_notes(self) -> list[Note]:
        """Those that everybody sees, once the notes are shown."""
        return [note for note in self.notes.values() if not (note.spot.away or note.spot.waits)]

    def meanings(self) -> dict[str, str]:
        """What short codes stand for: as the settings say, and as it was said when somebody asked."""
        legend = legend_of(self.settings)
        for told in self.explained.values():
            legend |= {code: means for code, means in told.items() if means}
        return legend

    def taken_by(self, group: str) -> list[Note]:
        return [note for note in self.notes.values() if group and note.taken == group and note.on_board]
