"""What stays: in the minutes that it was held, and how many talked; for the organisers what they were given to read."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sessions.activities.reflection.moves import PARTS
from sessions.activities.reflection.talks import HandedIn, letting_go
from sessions.activities.reflection.views import turnout
from sessions.activity import OPEN, Scene
from sessions.blocks import Block, Bullets, Facts, Heading, Para, Said, Term, Text

if TYPE_CHECKING:
    from sessions.activities.reflection.rules import Reflection

View = dict[str, Any]


def minutes(reflection: "Reflection", scene: Scene) -> list[Block]:
    """Theme and counts, nothing that anybody wrote."""
    count = turnout(reflection)
    if not count["talks"] and not count["paper"]:
        return []
    told = Para(Term("held", count))
    theme = reflection.settings.theme
    return [Facts(((Term("theme"), Said(theme)),)), told] if theme else [told]


def for_organisers(reflection: "Reflection", scene: Scene) -> list[Block]:
    """What was handed in, under its theme, by the steps of the cycle."""
    parts = list(_by_part(reflection, scene))
    if not parts:
        return []
    head = Heading(Said(reflection.settings.theme or scene.title), 3)
    count = Para(Term("held", turnout(reflection)))
    return [head, count, *(block for part, notes in parts for block in _told(part, notes))]


def _told(part: str, notes: list[HandedIn]) -> list[Block]:
    return [Heading(Term(part), 4), Bullets(tuple(_text(note) for note in notes))]


def _text(note: HandedIn) -> Text:
    if not note.text:
        return Term("removed_text")
    return Term("on_paper", {"text": note.text}) if note.typed else Said(note.text)


def _by_part(reflection: "Reflection", scene: Scene) -> Iterator[tuple[str, list[HandedIn]]]:
    """Once it has closed: until then a note can be taken back."""
    for part in PARTS if scene.state != OPEN else ():
        notes = letting_go(reflection.talks.values(), reflection.typed.values(), part)
        if notes:
            yield part, notes


def record(reflection: "Reflection", scene: Scene) -> View:
    """For the organisers, as the whole record is: `steps` holds what was handed in; while it is open, nothing.

    `talks`: conversations on a phone; `people`: those around the phones that said how many; `paper`: conversations
    without a phone; `handed_in`, `kept`: conversations that did; `notes`: how many notes were handed in.
    """
    count = turnout(reflection)
    return {
        "theme": reflection.settings.theme,
        "pace": reflection.settings.pace,
        "talks": count["talks"],
        "people": count["people"],
        "paper": count["paper"],
        "handed_in": count["handed"],
        "kept": count["kept"],
        "notes": count["notes"],
        "steps": [
            {"step": part, "notes": [{"text": note.text, "typed_in": note.typed} for note in notes]}
            for part, notes in _by_part(reflection, scene)
        ],
    }
