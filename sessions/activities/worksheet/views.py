"""What each audience sees of group work: a group its own sheet, everybody how far each group is."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sessions.activities.worksheet.moves import MOST_LETTERS
from sessions.activities.worksheet.pens import holder
from sessions.activities.worksheet.sheet import Field
from sessions.activities.worksheet.spoken import spoken_seconds
from sessions.activity import OPEN, PARTICIPANTS, SHOWN, Group, Item, Person, Scene

if TYPE_CHECKING:
    from sessions.activities.worksheet.rules import Worksheet

View = dict[str, Any]

LISTED = 24
"""Notes of the board offered on a phone beside those that the group has taken; a longer list nobody reads."""
ON_WALL = 20
"""Groups whose progress stands on the wall; the desk has them all."""
CARDS = 9
"""Actions that can be read on the wall at once; the phones have them all."""


def everyone(work: "Worksheet", scene: Scene) -> View:
    """For who is in no group: how far the groups are; once shown, what each has chosen."""
    return {"groups": groups(work, scene), "actions": _shown(work, scene)}


def wall(work: "Worksheet", scene: Scene) -> View:
    known, actions = groups(work, scene), _shown(work, scene)
    return {
        "place": "",
        "groups": known[:ON_WALL],
        "more": max(len(known) - ON_WALL, 0),
        "done": sum(one["done"] for one in known),
        "of": len(known),
        "actions": actions[:CARDS],
        "more_actions": max(len(actions) - CARDS, 0),
        **_asked(work),
    }


def place(work: "Worksheet", place: str, scene: Scene) -> View:
    """The door: the groups that work here, and what they are to do; elsewhere the same as the wall."""
    here = [one for one in groups(work, scene) if one["place"] == place]
    return {**wall(work, scene), "place": place, "groups": here, "more": 0} if here else wall(work, scene)


def desk(work: "Worksheet", scene: Scene) -> View:
    """All groups, and the one sheet that is open."""
    looked_at = scene.group(work.looked_at)
    return {
        "groups": groups(work, scene),
        "open": sheet(work, looked_at, scene) if looked_at else None,
        "unsettled": sum(_unsettled(work, group) for group in work.sheets),
        **_asked(work),
    }


def own(work: "Worksheet", group: str, scene: Scene) -> View:
    found = scene.group(group)
    return sheet(work, found, scene) if found else {}


def marks(work: "Worksheet", who: Person, scene: Scene) -> Mapping[str, Mapping[str, Any]]:
    """Who takes part writes where the pen lies free or is theirs; everybody else reads along.

    A field that this seat writes in stays open when the step closes: the last words are still on their way.
    """
    if who.role not in PARTICIPANTS or not who.group:
        return {}
    is_open = scene.state == OPEN
    found: dict[str, dict[str, Any]] = {}
    members = {person.seat for person in scene.members(who.group)}
    for key in keys(work, who.group):
        field = work.sheet(who.group).field(key)
        held = holder(field, members)
        if held in ("", who.seat) and (is_open or held):
            found[f"w-{key}"] = {"hidden": False}
        if is_open and held in ("", who.seat):
            found[f"r-{key}"] = {"hidden": True}
        if is_open and held == who.seat:
            found[f"m-{key}"] = {"hidden": False}
        elif is_open and who.seat in field.waiting:
            found[f"asked-{key}"] = {"hidden": False}
    return {**found, "sheet": {"data-may": True}} if is_open else found


def keys(work: "Worksheet", group: str) -> list[str]:
    """The fields that the group sees, in the order of the page."""
    chosen, action = work.chosen(group), work.action(group)
    found = [f"note.{note}" for note in chosen if note in work.sheet(group).own]
    found += [f"q.{note}.{question.id}" for note in chosen for question in work.questions]
    kinds = ("title", "text", "pitch") if work.settings.pitch else ("title", "text")
    return [*found, *(f"{kind}.{action}" for kind in kinds if action)]


# how far the groups are


def groups(work: "Worksheet", scene: Scene) -> list[View]:
    """The groups that have people or have done something, by number; who has left stays readable."""
    known = sorted(scene.groups, key=lambda group: group.number)
    return [progress(work, group) for group in known if group.people or group.id in work.sheets]


def progress(work: "Worksheet", group: Group) -> View:
    """`share` of everything that is asked, 0 to 1. `asked`: answers that the chosen notes want. `single`: it is always
    one note, so that neither notes nor action are counted in words.
    """
    chosen, (least, _most) = work.chosen(group.id), work.limits
    answered = sum(bool(_answer(work, group.id, note, q.id)) for note in chosen for q in work.questions)
    action = work.action(group.id)
    pitch = bool(action and work.sheet(group.id).text(f"pitch.{action}")) if work.settings.pitch else None
    asked = max(len(chosen), least) * len(work.questions)
    done = min(len(chosen), least) + answered + bool(action) + bool(pitch)
    total = least + asked + 1 + (pitch is not None)
    return {
        **_named(group),
        "notes": len(chosen),
        "answered": answered,
        "asked": asked,
        "action": bool(action),
        "pitch": pitch,
        "single": work.limits[1] == 1,
        "share": round(done / total, 3),
        "done": done == total,
    }


def _named(group: Group) -> View:
    return {
        "id": group.id,
        "number": group.number,
        "name": group.name,
        "place": group.place,
        "people": group.people,
        "ready": group.ready,
        "asks": group.asks,
    }


def _answer(work: "Worksheet", group: str, note: str, question: str) -> str:
    return work.sheet(group).text(f"q.{note}.{question}")


def _unsettled(work: "Worksheet", group: str) -> int:
    return sum(bool(work.sheet(group).field(key).beside) for key in keys(work, group))


# one sheet


def sheet(work: "Worksheet", group: Group, scene: Scene) -> View:
    chosen, action = work.chosen(group.id), work.action(group.id)
    offered, more = candidates(work, group, scene)
    done = progress(work, group)
    return {
        **_asked(work),
        "team": done,
        "missing": _missing(work, done),
        "candidates": offered,
        "more": more,
        "chosen": [_note(work, group, note, scene) for note in chosen],
        "action": _action(work, group, action, scene) if action else None,
        "pitch": _pitch(work, group, action, scene) if action and work.settings.pitch else None,
        "other_actions": _shown(work, scene),
    }


NOTES_ON_PAPER = 3
"""Notes side by side on a printed sheet, so that there is room to write by hand."""


def paper(work: "Worksheet") -> View:
    """What a printed sheet asks; more notes than stand side by side go on a further one."""
    asked = _asked(work)
    sheets = [
        list(range(first, min(first + NOTES_ON_PAPER, asked["most"] + 1)))
        for first in range(1, asked["most"] + 1, NOTES_ON_PAPER)
    ]
    return {**asked, "sheets": sheets, "aim": work.settings.aim}


def _asked(work: "Worksheet") -> View:
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


# what came out


def _shown(work: "Worksheet", scene: Scene) -> list[View]:
    return actions(work, scene) if scene.state == SHOWN else []


def actions(work: "Worksheet", scene: Scene) -> list[View]:
    """Every group's one action, by the group's number."""
    known = {group.id: group for group in scene.groups}
    found = [(known.get(item.group, Group(item.group, 0)), item) for item in work.items()]
    return [
        {"id": item.id, "title": item.title, "text": item.text, "group": _named(group)}
        for group, item in sorted(found, key=lambda pair: pair[0].number)
    ]
