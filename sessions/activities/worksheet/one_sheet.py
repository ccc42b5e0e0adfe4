"""One group's sheet: its notes, fields, action and pitch; and what the groups came to."""

from typing import TYPE_CHECKING, Any

from sessions.activities.worksheet.moves import MOST_LETTERS
from sessions.activities.worksheet.pens import holder
from sessions.activities.worksheet.progress import named, progress
from sessions.activities.worksheet.sheet import Field
from sessions.activities.worksheet.spoken import spoken_seconds
from sessions.activity import SHOWN, Group, Item, Scene

if TYPE_CHECKING:
    from sessions.activities.worksheet.rules import Worksheet

View = dict[str, Any]

LISTED = 24
"""Notes of the board offered on a phone beside those that the group has taken; a longer list nobody reads."""


def sheet(work: "Worksheet", group: Group, scene: Scene) -> View:
    chosen, action = work.chosen(group.id), work.action(group.id)
    offered, more = candidates(work, group, scene)
    done = progress(work, group)
    return {
        **asked(work),
        "team": done,
        "missing": _missing(work, done),
        "candidates": offered,
        "more": more,
        "chosen": [_note(work, group, note, scene) for note in chosen],
        "action": _action(work, group, action, scene) if action else None,
        "pitch": _pitch(work, group, action, scene) if action and work.settings.pitch else None,
        "other_actions": shown(work, scene),
    }


NOTES_ON_PAPER = 3
"""Notes side by side on a printed sheet, so that there is room to write by hand."""


def paper(work: "Worksheet") -> View:
    """What a printed sheet asks; more notes than stand side by side go on a further one."""
    ask = asked(work)
    sheets = [
        list(range(first, min(first + NOTES_ON_PAPER, ask["most"] + 1)))
        for first in range(1, ask["most"] + 1, NOTES_ON_PAPER)
    ]
    return {**ask, "sheets": sheets, "aim": work.settings.aim}


def asked(work: "Worksheet") -> View:
    least, most = work.limits
    return {
        "preset": work.settings.preset,
        "least": least,
        "most": most,
        "pitches": work.settings.pitch,
        "questions": [{"label": q.label, "code": q.code} for q in work.questions],
    }


def _missing(work: "Worksheet", done: View) -> list[View]:
    """What is still to be done, as codes with a count."""
    counts = {
        "missing_notes": max(work.limits[0] - done["notes"], 0),
        "missing_answers": done["asked"] - done["answered"] if done["notes"] else 0,
        "missing_action": int(not done["action"]),
        "missing_pitch": int(done["pitch"] is False),
    }
    return [{"code": code, "count": count} for code, count in counts.items() if count]


def candidates(work: "Worksheet", group: Group, scene: Scene) -> tuple[list[View], int]:
    """The notes a group can work on: its own, those it took, then its area's; and how many are left out."""
    chosen, own = work.chosen(group.id), work.sheet(group.id).own
    ours = [note for note, item in work.taken.items() if group.id in (item.claimed_by, item.group)]
    first = [*(n for n in ours if work.taken[n].claimed_by == group.id), *ours, *own, *chosen]
    others = [n for n, item in work.taken.items() if _is_near(item, group) and n not in first]
    if work.settings.preset == "concrete":
        others = []
    free_first = sorted(others, key=lambda note: bool(work.taken[note].claimed_by))
    listed = [*dict.fromkeys(first), *free_first[:LISTED]]
    takers = _takers(work, group.id, scene)
    offered = [_candidate(work, group.id, note, takers.get(note)) for note in listed]
    return offered, max(len(others) - LISTED, 0)


def _takers(work: "Worksheet", group: str, scene: Scene) -> dict[str, Group]:
    """Note -> another group that took it with it, or works on it."""
    known = {one.id: one for one in scene.groups if one.id != group}
    working = {
        note: known[other] for other in work.working() if other in known for note in work.chosen(other)
    }
    claimed = {id: known[item.claimed_by] for id, item in work.taken.items() if item.claimed_by in known}
    return {**working, **claimed}


def _is_near(item: Item, group: Group) -> bool:
    return not item.area or not group.area or item.area == group.area


def _candidate(work: "Worksheet", group: str, note: str, taker: Group | None) -> View:
    """`taken_by`: another group that took it, or works on it: this one would get a copy."""
    item = work.taken.get(note)
    return {
        "id": note,
        "title": work.title(group, note),
        "text": item.text if item else "",
        "claimed": item is not None and item.claimed_by == group,
        "own": item is None,
        "chosen": note in work.chosen(group),
        "taken_by": {"number": taker.number, "name": taker.name} if taker else None,
    }


def _note(work: "Worksheet", group: Group, note: str, scene: Scene) -> View:
    own = note in work.sheet(group.id).own
    return {
        "id": note,
        "title": work.title(group.id, note),
        "text": work.taken[note].text if note in work.taken else "",
        "words": field(work, group.id, f"note.{note}", scene) if own else None,
        "is_action": work.action(group.id) == note,
        "questions": [
            {"label": q.label, "code": q.code, "field": field(work, group.id, f"q.{note}.{q.id}", scene)}
            for q in work.questions
        ],
    }


def _action(work: "Worksheet", group: Group, note: str, scene: Scene) -> View:
    return {
        "note": note,
        "from": work.title(group.id, note),
        "title": field(work, group.id, f"title.{note}", scene),
        "text": field(work, group.id, f"text.{note}", scene),
    }


def _pitch(work: "Worksheet", group: Group, note: str, scene: Scene) -> View:
    shown = field(work, group.id, f"pitch.{note}", scene)
    return {"field": shown, "seconds": spoken_seconds(shown["text"]), "aim": work.settings.aim}


def field(work: "Worksheet", group: str, key: str, scene: Scene) -> View:
    """`held`: somebody writes here; `wanted`: somebody else would like to. Never who."""
    found: Field = work.sheet(group).field(key)
    members = {person.seat for person in scene.members(group)}
    return {
        "key": key,
        "text": found.text,
        "version": found.version,
        "most": MOST_LETTERS[key.partition(".")[0]],
        "held": bool(holder(found, members)),
        "wanted": any(seat in members for seat in found.waiting),
        "typed": any(part.typed for part in found.parts),
        "asides": [{"id": aside.id, "text": aside.part.text} for aside in found.beside],
    }


def shown(work: "Worksheet", scene: Scene) -> list[View]:
    return actions(work, scene) if scene.state == SHOWN else []


def actions(work: "Worksheet", scene: Scene) -> list[View]:
    """Every group's one action, by the group's number."""
    known = {group.id: group for group in scene.groups}
    found = [(known.get(item.group, Group(item.group, 0)), item) for item in work.items()]
    return [
        {"id": item.id, "title": item.title, "text": item.text, "group": named(group)}
        for group, item in sorted(found, key=lambda pair: pair[0].number)
    ]
