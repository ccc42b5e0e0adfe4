"""What each audience may see of a board, as plain data."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import msgspec

from sessions.activities.board import pages
from sessions.activities.board.alike import fold as folded
from sessions.activities.board.columns import UNKNOWN_OWNER, Column, codes_in, columns_of
from sessions.activities.board.judging import areas_by_name
from sessions.activities.board.moves import LookAt
from sessions.activities.board.notes import Note
from sessions.activity import OPEN, Scene

if TYPE_CHECKING:
    from sessions.activities.board.rules import Board

View = dict[str, Any]

MOST_WHILE_OPEN, MOST_AFTER = 100, 500
"""Notes of one board that a phone is sent: each new one sends them all again."""
MOST_SUGGESTED = 8
NO_AREA = "none"


class Eyes:
    """A scene as the notes of a board are seen in it: what groups, areas and authors are called."""

    def __init__(self, board: "Board", scene: Scene) -> None:
        self.board = board
        self.scene = scene
        self.columns = columns_of(board.settings)
        self.groups = {
            group.id: {"id": group.id, "number": group.number, "name": group.name} for group in scene.groups
        }
        named = board.settings.authors == "names"
        self.names = {person.seat: person.name for person in scene.people if person.name} if named else {}
        self.meanings = board.meanings()
        self.named = areas_by_name(scene)

    def note(self, note: Note) -> View:
        words = self.board.words(note)
        return {
            "id": note.id,
            "number": note.number,
            "texts": [part.text for part in words],
            "activity": next((part.activity for part in words if part.activity), ""),
            "owners": self._owners(words),
            "by": self._by(note, words),
            "taken": self.groups.get(note.taken, {"id": "", "number": 0, "name": ""}) if note.taken else None,
            "origin": note.origin,
            "hearts": sum(note.hearts.values()),
            "column": note.spot.column,
            "heading": note.spot.heading,
        }

    def _owners(self, words: Iterable[Note]) -> list[View]:
        codes = dict.fromkeys(code for part in words for code in codes_in(part.owner))
        return [{"code": code, "means": self.meanings.get(code, "")} for code in codes]

    def _by(self, note: Note, words: Sequence[Note]) -> View | None:
        """Who wrote, as far as people were told that it is shown."""
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
        return area if self.scene.area(area) else NO_AREA

    @property
    def apart(self) -> bool:
        return bool(self.board.settings.per_area and self.scene.areas)

    def boards(self, notes: Sequence[Note]) -> list[View]:
        """Every board there is, with its notes; removed areas and none at all only where something is there."""
        if not self.apart:
            return [{"id": "", "name": "", "look": 0, "removed": False, "notes": list(notes)}]
        by_home: dict[str, list[Note]] = {}
        for note in notes:
            by_home.setdefault(self.home(note), []).append(note)
        areas: list[View] = [
            {"id": a.id, "name": a.name, "look": a.look, "removed": a.removed} for a in self.scene.areas
        ]
        areas.append({"id": NO_AREA, "name": "", "look": 0, "removed": True})
        found = [{**area, "notes": by_home.get(area["id"], [])} for area in areas]
        return [one for one in found if one["notes"] or not one["removed"]]

    def lanes(self, notes: Sequence[Note]) -> list[View]:
        """Columns with their notes in order, those under one heading together."""
        return [
            {
                **msgspec.to_builtins(column),
                "notes": self._ordered(n for n in notes if n.spot.column == column.id),
            }
            for column in self.columns
        ]

    def _ordered(self, notes: Iterable[Note]) -> list[Note]:
        order = {heading: at for at, heading in enumerate(self.board.headings)}
        return sorted(notes, key=lambda note: order.get(note.spot.heading, len(order)))


def asked(board: "Board", eyes: Eyes) -> View:
    """What is asked and promised, without anything that was written."""
    settings = board.settings
    return {
        "question": settings.question or eyes.scene.title,
        "columns": [msgspec.to_builtins(column) for column in eyes.columns],
        "live": settings.reveal == "live",
        "visible": board.shown(eyes.scene),
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


# the phone


def phone(board: "Board", scene: Scene) -> View:
    eyes = Eyes(board, scene)
    view = asked(board, eyes)
    notes = board.seen_notes() if view["visible"] else []
    boards = [_on_phone(one, eyes) for one in eyes.boards(notes)] if notes else []
    return {**view, "boards": boards, "headings": dict(board.headings) if notes else {}}


def _on_phone(one: View, eyes: Eyes) -> View:
    """The newest first while notes come in; as many as can be sent each time."""
    running = eyes.scene.state == OPEN
    most = MOST_WHILE_OPEN if running else MOST_AFTER
    newest = one["notes"][-most:]
    lanes = eyes.lanes(newest[::-1] if running else newest)
    kept = [{**lane, "notes": [eyes.note(note) for note in lane["notes"]]} for lane in lanes]
    return {**one, "notes": len(one["notes"]), "lanes": kept, "more": len(one["notes"]) - len(newest)}


def of_group(board: "Board", group: str, scene: Scene) -> View:
    """What a group has taken, and what more it may take."""
    own = scene.group(group)
    taken = [note.id for note in board.taken_by(group)]
    copied = [board.notes[id].from_ids[0] for id in taken if board.notes[id].origin == "copy"]
    return {
        "area": own.area if own else "",
        "taken": taken,
        "copied": copied,
        "left": max(board.settings.take - len(taken), 0),
    }


# the wall, and a place's own


def wall(board: "Board", scene: Scene, stage: str = "") -> View:
    eyes = Eyes(board, scene)
    look = board.looks.get(stage, LookAt(stage))
    view = asked(board, eyes)
    written = sum(note.on_board for note in board.notes.values())
    view |= {"written": written, "by": look.by, "place": stage, "only": look.column}
    if not view["visible"] or not board.seen_notes():
        return view | {"boards": [], "lanes": [], "page": 1, "pages": 1, "size": "roomy", "tracks": 1}
    boards = _looked_at(eyes.boards(board.seen_notes()), look, stage, scene)
    return view | _paged(board, eyes, boards, look, board.pages.get(stage, 0))


def _looked_at(boards: list[View], look: LookAt, stage: str, scene: Scene) -> list[View]:
    """The boards that a wall goes through: the one zoomed to, a place's own, or all that have notes."""
    chosen = [one for one in boards if one["id"] == look.area] if look.area else []
    here = {group.area for group in scene.groups if stage and group.place == stage and group.people}
    here |= {area.id for area in scene.areas if stage and stage in area.places}
    own = [one for one in boards if one["id"] in here]
    return chosen or own or [one for one in boards if one["notes"]]


def _paged(board: "Board", eyes: Eyes, boards: Sequence[View], look: LookAt, page: int) -> View:
    """`page` 0: where the newest note is while notes come in, else the first. One that is gone is the last."""
    sheets = [_sheet(board, eyes, one["notes"], look) for one in boards]
    places = [(at, n) for at, one in enumerate(sheets) for n in range(len(one.pages))]
    follows = page == 0 and eyes.scene.state == OPEN
    number = _newest(board, sheets, places) if follows else min(max(page, 1), len(places))
    at, n = places[number - 1]
    return {
        "boards": [
            {**one, "notes": len(one["notes"]), "on": position == at} for position, one in enumerate(boards)
        ],
        "lanes": _lanes(eyes, boards[at]["notes"], sheets[at].pages[n], look),
        "page": number,
        "pages": len(places),
        "size": sheets[at].size,
        "tracks": sheets[at].tracks,
    }


def _sheet(board: "Board", eyes: Eyes, notes: Sequence[Note], look: LookAt) -> pages.Sheet:
    lanes = _columns(eyes, notes, look)
    seen = [[_on_wall(eyes.note(note), len(lanes)) for note in lane["notes"]] for lane in lanes]
    if look.by == "headings":
        return pages.sheet([_units(board, sorted(chain(*seen), key=_heading_order(board)))])
    return pages.sheet([_units(board, lane) for lane in seen])


def paper(board: "Board") -> View:
    """The columns that printed notes belong to, and what is written on each of them."""
    columns = [msgspec.to_builtins(column) for column in columns_of(board.settings)]
    return {"columns": columns, "pairs": board.settings.pairs, "owners": bool(board.settings.codes)}


def _columns(eyes: Eyes, notes: Sequence[Note], look: LookAt) -> list[View]:
    lanes = eyes.lanes(notes)
    return [lane for lane in lanes if lane["id"] == look.column] or lanes


def _heading_order(board: "Board") -> Any:
    order = {heading: at for at, heading in enumerate(board.headings)}
    return lambda note: order.get(note["heading"], len(order))


def _on_wall(note: View, lanes: int) -> View:
    """Its texts as far as a wall holds them: the rest is read on a phone."""
    several = [*note["texts"], note["activity"]] if note["activity"] else note["texts"]
    texts = pages.short(several, lanes)
    activity = texts.pop() if note["activity"] else ""
    return {**note, "texts": texts, "activity": activity}


def _units(board: "Board", notes: Sequence[View]) -> list[pages.Unit]:
    """Notes under one heading stay together; the others stand alone. Notes of a heading follow each other."""
    units: list[pages.Unit] = []
    for note in notes:
        heading = board.headings.get(note["heading"], "")
        if not heading or not units or units[-1]["id"] != note["heading"]:
            units.append({"id": note["heading"], "heading": heading, "again": False, "notes": []})
        units[-1]["notes"].append(note)
    return units


def _lanes(eyes: Eyes, notes: Sequence[Note], page: pages.Page, look: LookAt) -> list[View]:
    if look.by == "headings":
        return [{"id": "all", "kind": "", "label": "", "look": 0, "notes": len(notes), "tracks": page[0]}]
    lanes = _columns(eyes, notes, look)
    return [{**lane, "notes": len(lane["notes"]), "tracks": page[at]} for at, lane in enumerate(lanes)]


def _newest(board: "Board", sheets: Sequence[pages.Sheet], places: Sequence[tuple[int, int]]) -> int:
    """The number of the page with the newest note."""
    order = {id: at for at, id in enumerate(board.notes)}
    newest = [
        max((order[note["id"]] for note in _notes_on(sheets[at].pages[n])), default=-1) for at, n in places
    ]
    return newest.index(max(newest)) + 1


def _notes_on(page: pages.Page) -> Iterable[View]:
    return (note for lane in page for track in lane for unit in track for note in unit["notes"])


# the desk


def desk(board: "Board", scene: Scene) -> View:
    """What people wrote is here to be put in order, before anybody else sees it."""
    eyes = Eyes(board, scene)
    there = [note for note in board.notes.values() if note.on_board]
    ready = [note for note in there if not note.spot.waits]
    queue = [note for note in there if note.spot.waits]
    hidden = [note for note in board.notes.values() if note.spot.away == "hidden"]
    look = board.looks.get("", LookAt())
    return {
        **asked(board, eyes),
        "revealed": board.revealed,
        "written": len(there),
        "boards": [_at_desk(one, eyes) for one in eyes.boards(ready)],
        "queue": [eyes.note(note) for note in queue],
        "away": [eyes.note(note) for note in hidden],
        "headings": _headings(board, there),
        "alike": [[eyes.note(board.notes[id]) for id in pair] for pair in suggested(board, eyes)],
        "unknown": unknown_owners(board, eyes),
        "unowned": sum("?" in codes_in(note.owner) for note in there),
        "in_hand": _in_hand(board, eyes),
        "groups": [eyes.groups[group.id] for group in scene.groups if group.people],
        "areas": [{"id": a.id, "name": a.name} for a in scene.areas if not a.removed],
        "look": {"area": look.area, "column": look.column, "by": look.by},
        "wall": _turning(board, scene, ""),
        "doors": [_turning(board, scene, place) for place in _places(board, scene)],
    }


def _at_desk(one: View, eyes: Eyes) -> View:
    lanes = [
        {**lane, "notes": [eyes.note(note) for note in lane["notes"]]} for lane in eyes.lanes(one["notes"])
    ]
    return {**one, "notes": len(one["notes"]), "lanes": lanes}


def _headings(board: "Board", notes: Sequence[Note]) -> list[View]:
    under = [note.spot.heading for note in notes]
    found = [{"id": id, "title": title, "notes": under.count(id)} for id, title in board.headings.items()]
    return [one for one in found if one["notes"]]


def suggested(board: "Board", eyes: Eyes) -> list[tuple[str, str]]:
    """Pairs that may say the same: in one column of one board, and not yet kept apart."""
    return [
        pair
        for pair in board.alike.most_alike()
        if tuple(sorted(pair)) not in board.apart
        and _together(board.notes[pair[0]], board.notes[pair[1]], eyes)
    ][:MOST_SUGGESTED]


def _together(one: Note, other: Note, eyes: Eyes) -> bool:
    same = one.spot.column == other.spot.column and eyes.home(one) == eyes.home(other)
    return same and one.on_board and other.on_board


def unknown_owners(board: "Board", eyes: Eyes) -> list[View]:
    """Codes that nobody has explained, each with a note that it stands on and which of its owners it is."""
    found: dict[str, View] = {}
    for note in board.notes.values():
        for nth, code in enumerate(codes_in(note.owner) if note.on_board else ()):
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
