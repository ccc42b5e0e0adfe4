"""What stays: in the minutes that it was held, and how many talked; for the organisers what they were given to read."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sessions.activities.reflection.moves import PARTS
from sessions.activities.reflection.talks import HandedIn, in_no_order, letting_go
from sessions.activities.reflection.views import turnout
from sessions.activity import OPEN, Scene
from sessions.blocks import Block, Bullets, Facts, Heading, Para, Said, Term, Text
from sessions.measures import same

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


def compiled(held: Sequence[tuple["Reflection", Scene]]) -> list[list[Block]]:
    """What was handed in, under its theme, by the steps of the cycle. Rounds on one theme are put together."""
    return [_on_theme(rounds) for rounds in _by_theme(held).values()]


def _by_theme(held: Sequence[tuple["Reflection", Scene]]) -> dict[str, list[tuple["Reflection", Scene]]]:
    """Without a theme, what the step is called stands for it."""
    themes: dict[str, list[tuple[Reflection, Scene]]] = {}
    for reflection, scene in held:
        themes.setdefault(same(_called(reflection, scene)), []).append((reflection, scene))
    return themes


def _called(reflection: "Reflection", scene: Scene) -> str:
    return str(reflection.settings.theme or scene.title)


def _on_theme(rounds: Sequence[tuple["Reflection", Scene]]) -> list[Block]:
    notes: dict[str, list[HandedIn]] = {}
    for reflection, scene in rounds:
        for part, found in _by_part(reflection, scene):
            notes[part] = in_no_order([*notes.get(part, ()), *found])
    if not notes:
        return []
    head = Heading(Said(_called(*rounds[0])), 3)
    counts = [turnout(reflection) for reflection, _ in rounds]
    count = Para(Term("held", {key: sum(one[key] for one in counts) for key in counts[0]}))
    return [head, count, *(block for part in PARTS if part in notes for block in _told(part, notes[part]))]


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
