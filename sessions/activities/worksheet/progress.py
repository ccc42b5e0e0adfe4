"""How far each group is with its sheet, and which fields it has."""

from typing import TYPE_CHECKING, Any

from sessions.activity import Group, Scene

if TYPE_CHECKING:
    from sessions.activities.worksheet.rules import Worksheet

View = dict[str, Any]


def keys(work: "Worksheet", group: str) -> list[str]:
    """The fields that the group sees, in the order of the page."""
    chosen, action = work.chosen(group), work.action(group)
    found = [f"note.{note}" for note in chosen if note in work.sheet(group).own]
    found += [f"q.{note}.{question.id}" for note in chosen for question in work.questions]
    kinds = ("title", "text", "pitch") if work.settings.pitch else ("title", "text")
    return [*found, *(f"{kind}.{action}" for kind in kinds if action)]


def groups(work: "Worksheet", scene: Scene) -> list[View]:
    """The groups that have people or have done something, by number; who has left stays readable."""
    known = sorted(scene.groups, key=lambda group: group.number)
    return [progress(work, group) for group in known if group.people or group.id in work.sheets]


def progress(work: "Worksheet", group: Group) -> View:
    """`share` of everything that is asked, 0 to 1. `asked`: answers that the chosen notes want. `single`: it is always
    one note, so that neither notes nor action are counted in words.
    """
    chosen, (least, _most) = work.chosen(group.id), work.limits
    answered = sum(bool(answer(work, group.id, note, q.id)) for note in chosen for q in work.questions)
    action = work.action(group.id)
    pitch = bool(action and work.sheet(group.id).text(f"pitch.{action}")) if work.settings.pitch else None
    asked = max(len(chosen), least) * len(work.questions)
    done = min(len(chosen), least) + answered + bool(action) + bool(pitch)
    total = least + asked + 1 + (pitch is not None)
    return {
        **named(group),
        "notes": len(chosen),
        "answered": answered,
        "asked": asked,
        "action": bool(action),
        "pitch": pitch,
        "single": work.limits[1] == 1,
        "share": round(done / total, 3),
        "done": done == total,
    }


def named(group: Group) -> View:
    return {
        "id": group.id,
        "number": group.number,
        "name": group.name,
        "place": group.place,
        "people": group.people,
        "ready": group.ready,
        "asks": group.asks,
    }


def answer(work: "Worksheet", group: str, note: str, question: str) -> str:
    return work.sheet(group).text(f"q.{note}.{question}")


def unsettled(work: "Worksheet", group: str) -> int:
    return sum(bool(work.sheet(group).field(key).beside) for key in keys(work, group))
