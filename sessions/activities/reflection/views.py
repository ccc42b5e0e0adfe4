"""What each audience may see: the step, its clock and how many; the notes only their own phone, and what was handed in
only the desk."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sessions.activities.reflection.moves import CHOOSE, GATHER, LONGEST, MOST_TOGETHER, PARTS
from sessions.activities.reflection.talks import Talk, letting_go
from sessions.activity import OPEN, PARTICIPANTS, Clock, Person, Scene

if TYPE_CHECKING:
    from sessions.activities.reflection.rules import Reflection

View = dict[str, Any]


def seconds_of(reflection: "Reflection", index: int) -> int:
    """What the clock of a step is set to; 0 while people gather."""
    if index == GATHER:
        return 0
    return int(reflection.settings.choosing if index == CHOOSE else reflection.settings.seconds)


def code_at(index: int) -> str:
    return ("gather", *PARTS, "choose")[index + 1]


def _where(reflection: "Reflection", index: int) -> View:
    """`part`: gather, one of the six, or choose. `number`: 1 to 6 in the cycle, 0 outside it."""
    return {"part": code_at(index), "index": index, "number": index + 1 if index < CHOOSE else 0}


def _frame(reflection: "Reflection", scene: Scene) -> View:
    settings = reflection.settings
    return {
        "title": scene.title,
        "theme": settings.theme,
        "together": reflection.together,
        "seconds": settings.seconds,
        "parts": PARTS,
        "longest": LONGEST,
    }


def turnout(reflection: "Reflection") -> View:
    """`talks`: conversations on a phone that have shown themselves. `handed`: those that have handed something in."""
    talks = list(reflection.talks.values())
    return {
        "talks": len(talks),
        "people": sum(talk.people for talk in talks),
        "handed": sum(bool(talk.handed) for talk in talks),
        "kept": sum(talk.handed == () for talk in talks),
        "notes": sum(len(talk.handed or ()) for talk in talks) + len(reflection.typed),
        "paper": reflection.on_paper,
    }


def phone(reflection: "Reflection", scene: Scene) -> View:
    """Everybody is at the same step; at their own pace each phone's own part says where it is."""
    return {
        **_frame(reflection, scene),
        **_where(reflection, reflection.index),
        "most": MOST_TOGETHER,
        "handed": turnout(reflection)["handed"],
    }


def marks(talk: Talk) -> Mapping[str, Mapping[str, Any]]:
    """How many they are, and their notes, in this phone's own fields."""
    told: dict[str, Mapping[str, Any]] = {f"how-many-{talk.people}": {"checked": True}} if talk.people else {}
    notes: dict[str, Mapping[str, Any]] = {
        f"text-{part}": {"value": talk.notes[part]} for part in talk.written
    }
    decided = {"write": {"hidden": True}} if talk.handed is not None else {}
    begun = {"intro": {"hidden": True}} if talk.at > GATHER or talk.handed is not None else {}
    return {**told, **notes, **decided, **begun}


def own(reflection: "Reflection", who: Person, scene: Scene) -> View:
    """What only this phone may see: its notes where they are chosen from, and at their own pace its step.

    Nothing until there is something to say.
    """
    if who.role not in PARTICIPANTS:
        return {}
    talk = reflection.talk(who.seat)
    index = reflection.index if reflection.together else talk.at
    walking = not reflection.together and scene.state == OPEN
    choosing = index == CHOOSE or talk.handed is not None or scene.state != OPEN
    if not walking and not (choosing and (talk.written or talk.handed is not None or scene.state == OPEN)):
        return {}
    return {
        **_frame(reflection, scene),
        **_where(reflection, index),
        "choosing": choosing,
        "decided": talk.handed is not None,
        "notes": [_note(talk, part) for part in PARTS if part in {*talk.written, *(talk.handed or ())}],
        "text": talk.notes.get(code_at(index), ""),  # type: ignore[call-overload]
        "clock": _clock(reflection, talk) if walking else None,
    }


def _note(talk: Talk, part: Any) -> View:
    return {"part": part, "text": talk.notes[part], "handed": part in (talk.handed or ())}


def _clock(reflection: "Reflection", talk: Talk) -> Clock | None:
    """At their own pace: the time that a step may take, from when they came to it. Nothing happens at zero."""
    seconds = seconds_of(reflection, talk.at)
    return Clock(talk.since + seconds * 1000, seconds * 1000, seconds * 1000) if seconds else None


def wall(reflection: "Reflection", scene: Scene) -> View:
    return {
        **_frame(reflection, scene),
        **_where(reflection, reflection.index),
        "turnout": turnout(reflection),
    }


def desk(reflection: "Reflection", scene: Scene) -> View:
    """`handed`: what the organisers may read, by step."""
    return {
        **wall(reflection, scene),
        "undecided": sum(talk.undecided for talk in reflection.talks.values()),
        "handed": [
            {
                "part": part,
                "notes": [
                    {"text": note.text, "typed": note.typed}
                    for note in letting_go(reflection.talks.values(), reflection.typed.values(), part)
                ],
            }
            for part in PARTS
        ],
        "typed": [{"id": id, "part": one.part, "text": one.text} for id, one in reflection.typed.items()],
    }
