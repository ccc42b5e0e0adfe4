"""A board on record: by area and column, under its headings. What was hidden, or never shown, is not in it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sessions.activities.board.columns import Column
from sessions.activities.board.eyes import Eyes, View
from sessions.activities.board.notes import Note
from sessions.activity import OPEN, Scene
from sessions.blocks import Block, Heading, Para, Said, Table, Term, Text

if TYPE_CHECKING:
    from sessions.activities.board.rules import Board

PART = 4
"""The level of a heading that is a part of a step."""


def on_record(board: "Board", scene: Scene) -> bool:
    """While it is open only how many notes there are is told; afterwards what everybody has seen."""
    return scene.state != OPEN and board.shown(scene)


def minutes(board: "Board", scene: Scene) -> list[Block]:
    told: list[Block] = [Para(Said(board.settings.question))] if board.settings.question else []
    told.append(Para(Term("written", {"count": len(board.seen_notes())})))
    if on_record(board, scene):
        eyes = Eyes.of(board, scene)
        told += [block for one in eyes.boards(board.seen_notes()) for block in _board(one, eyes)]
    return told


def _board(one: View, eyes: Eyes) -> list[Block]:
    blocks: list[Block] = []
    for lane in eyes.lanes(one["notes"]):
        if lane["notes"]:
            blocks.append(Heading(_called(one, eyes.column(lane["id"])), PART))
            blocks += _lane(lane["notes"], eyes)
    return blocks


def _called(one: View, column: Column) -> Text:
    words = {"kind": column.kind, "label": column.label}
    if not one["id"]:
        return Term("column", words)
    return Term("column_of", {**words, "area": one["name"]})


def _lane(notes: Sequence[Note], eyes: Eyes) -> list[Block]:
    """Notes under one heading follow each other; those without one come last."""
    blocks: list[Block] = []
    for heading in dict.fromkeys(note.spot.heading for note in notes):
        title = eyes.board.headings.get(heading, "")
        if title:
            blocks.append(Para(Term("heading", {"title": title})))
        blocks.append(_table([eyes.note(note) for note in notes if note.spot.heading == heading]))
    return blocks


def _table(notes: Sequence[View]) -> Table:
    """Only what at least one note has: hearts, owner, author, who took it."""
    kept = [name for name in ("hearts", "owners", "by", "taken") if any(note[name] for note in notes)]
    head = [Term("number"), Term("note"), *(Term(f"head_{name}") for name in kept)]
    rows = [(Said(note["number"]), _words(note), *(_cell(name, note) for name in kept)) for note in notes]
    numeric = tuple(at for at, name in enumerate(kept, 2) if name == "hearts")
    return Table(tuple(head), tuple(rows), numeric)


def _words(note: View) -> Text:
    texts = [text for text in note["texts"] if text]
    if not texts:
        return Term("removed_text")
    said = " / ".join(texts) + (f" → {note['activity']}" if note["activity"] else "")
    return Term("told", {"text": said, "origin": note["origin"]}) if note["origin"] in MARKED else Said(said)


MARKED = ("seed", "paper", "copy")
"""Origins that are said in the record."""


def _cell(name: str, note: View) -> Text:
    match name:
        case "hearts":
            return Said(str(note["hearts"]))
        case "owners":
            return Said(
                " + ".join(f"{o['code']} ({o['means']})" if o["means"] else o["code"] for o in note["owners"])
            )
        case "by" if note["by"] and note["by"]["names"]:
            return Said(", ".join(note["by"]["names"]))
        case "by":
            group = note["by"]["group"] if note["by"] else None
        case _:
            group = note["taken"]
    return Term("group", {"number": group["number"], "name": group["name"]}) if group else Said("")


def record(board: "Board", scene: Scene) -> dict[str, Any]:
    kept = {
        "question": board.settings.question or scene.title,
        "columns": [{"id": c.id, "kind": c.kind, "label": c.label} for c in Eyes.of(board, scene).columns],
        "written": len(board.seen_notes()),
    }
    if not on_record(board, scene):
        return kept
    eyes = Eyes.of(board, scene)
    return {**kept, "headings": dict(board.headings), "notes": [_kept(n, eyes) for n in board.seen_notes()]}


def _kept(note: Note, eyes: Eyes) -> View:
    seen = eyes.note(note)
    return {
        **{
            name: seen[name]
            for name in ("id", "number", "texts", "activity", "column", "heading", "hearts", "origin")
        },
        "owners": [owner["code"] for owner in seen["owners"]],
        "area": note.spot.area,
        "taken_by": note.taken,
        "by": seen["by"],
        "from_ids": list(note.from_ids),
    }
