"""Which notes a group works on, and which one becomes its action: decisions only, nothing is changed here."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sessions.activities.worksheet.moves import (
    MOST_LETTERS,
    MOST_OWN,
    AddNote,
    AddNoteFor,
    Choose,
    Chosen,
    Decide,
    Decided,
    NoteAdded,
    PenGiven,
    Written,
)
from sessions.activity import Event, Group, Rejected, Scene, Turn, needed

if TYPE_CHECKING:
    from sessions.activities.worksheet.rules import Worksheet


def choose(work: "Worksheet", move: Choose, turn: Turn, scene: Scene) -> Iterator[Event]:
    chosen, most = work.chosen(move.group), work.limits[1]
    work.know_note(move.group, move.note)
    if move.on == (move.note in chosen):
        return
    if move.on and len(chosen) >= most:
        raise Rejected("most_notes", most=most)
    yield from _given_at_first(work, move.group, scene)
    yield _choice(work, move.group, move.note, move.on, turn, scene)


def add(work: "Worksheet", move: AddNote, turn: Turn, scene: Scene) -> Iterator[Event]:
    """Nobody keeps the pen of a note that has just been written."""
    text = needed(move.text, MOST_LETTERS["note"])
    if len(work.sheet(move.group).own) >= MOST_OWN:
        raise Rejected("too_many", most=MOST_OWN, field="text")
    note = turn.new_id("e")
    key = f"note.{note}"
    yield NoteAdded(move.group, note)
    yield Written(move.group, key, text, isinstance(move, AddNoteFor))
    yield PenGiven(move.group, key)
    if len(work.chosen(move.group)) < work.limits[1]:
        yield from _given_at_first(work, move.group, scene)
        yield _choice(work, move.group, note, True, turn, scene)


def decide(work: "Worksheet", move: Decide) -> Iterator[Event]:
    """Exactly one, and only when the group has settled on enough notes to choose from."""
    chosen, least = work.chosen(move.group), work.limits[0]
    if move.note and move.note not in chosen:
        raise Rejected("not_among_ours")
    if move.note and len(chosen) < least:
        raise Rejected("least_notes", least=least, have=len(chosen))
    if move.note != work.sheet(move.group).action:
        yield Decided(move.group, move.note)


def _given_at_first(work: "Worksheet", group: str, scene: Scene) -> Iterator[Event]:
    """Before the first choice, what the group was given without choosing becomes a choice."""
    if work.sheet(group).chosen is None:
        found = _group(scene, group)
        for note, item in work.chosen(group).items():
            yield Chosen(group, note, True, item, found.area, found.number)


def _choice(work: "Worksheet", group: str, note: str, on: bool, turn: Turn, scene: Scene) -> Chosen:
    """A note that another group works on, or has taken, is worked on as a copy with an id of its own."""
    found = _group(scene, group)
    item = turn.new_id("e") if on and _is_others(work, group, note) else note
    return Chosen(group, note, on, item, found.area, found.number)


def _is_others(work: "Worksheet", group: str, note: str) -> bool:
    claimed = note in work.taken and work.taken[note].claimed_by not in ("", group)
    others = (other for other in work.working() if other != group)
    return claimed or any(note in work.chosen(other).values() for other in others)


def _group(scene: Scene, group: str) -> Group:
    return scene.group(group) or Group(group, 0)
