"""What each audience may see: the pitches are for everybody, drafts only for their writer, the rest once asked."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sessions.activities.pitch import moves as m
from sessions.activities.pitch.asking import PANEL, REWORDED
from sessions.activities.pitch.state import SEEN, UNANSWERED, Question
from sessions.activity import PARTICIPANTS, Item, Person, Scene

if TYPE_CHECKING:
    from sessions.activities.pitch.rules import Pitch

View = dict[str, Any]

TOP = 4
"""Questions that a wall lists beside the one that is being answered."""
MOST_ON_PHONE = 60


def phone(pitch: "Pitch", scene: Scene) -> View:
    """During a change-over nothing is asked: what was asked stands among what has been."""
    now = "" if pitch.phase == "change" else pitch.on
    earlier = [id for id in pitch.begun if id != now and id not in pitch.out]
    return {
        **_stage(pitch, scene),
        "list": _listed(pitch, scene),
        "questions": [_seen(pitch, q) for q in asked_first(pitch, pitch.seen(now))][:MOST_ON_PHONE],
        "shown": pitch.shown,
        "before": [_with_questions(pitch, id, scene) for id in earlier],
        "audience": pitch.settings.audience,
        "most": pitch.settings.most,
        "hold": pitch.settings.hold,
        "support": pitch.settings.support,
        "longest": m.LONGEST["question"],
    }


def group(pitch: "Pitch", group: str, scene: Scene) -> View:
    """Who presents now or next reads their own text; `turn`: "on", "next", or how many come before (a number)."""
    pitches = pitch.pitches()
    waiting = pitch.waiting()
    own = [id for id in (pitch.on, *waiting) if id and pitches[id].group == group]
    if not own:
        return {}
    item = pitches[own[0]]
    before = waiting.index(item.id) if item.id in waiting else 0
    turn = "on" if item.id == pitch.on else "next" if before == 0 else "later"
    return {"turn": turn, "before": before, "pitch": _pitch(item, scene)}


def wall(pitch: "Pitch", scene: Scene) -> View:
    questions = asked_first(pitch, pitch.seen(pitch.on))
    shown = pitch.questions.get(pitch.shown)
    beside = [q for q in questions if q.standing == "asked" and q is not shown]
    return {
        **_stage(pitch, scene),
        "each": None if pitch.on else _each(pitch, scene),
        "list": _listed(pitch, scene),
        "shown": _seen(pitch, shown) if shown else None,
        "questions": [_seen(pitch, q) for q in beside[:TOP]],
        "more": max(len(beside) - TOP, 0),
        "open": sum(1 for q in pitch.seen() if q.standing in UNANSWERED),
        "audience": pitch.settings.audience,
    }


def desk(pitch: "Pitch", scene: Scene) -> View:
    return {
        **_stage(pitch, scene),
        "each": _each(pitch, scene),
        "rows": [_row(pitch, id, scene) for id in pitch.listed()],
        "waiting": len(pitch.waiting()),
        "coming": coming(pitch, scene),
        "shown": pitch.shown,
        "held": [_seen(pitch, q) for q in pitch.questions.values() if q.standing == "held"],
        "hidden": [_seen(pitch, q) for q in pitch.questions.values() if q.standing == "hidden"],
        "questions": [_seen(pitch, q) for q in asked_first(pitch, pitch.seen(pitch.on))],
        "before": [_with_questions(pitch, id, scene) for id in pitch.pitches() if id != pitch.on],
        "panel": sum(1 for person in scene.people if person.role == PANEL),
        "groups": [{"id": one.id, **_team(one.id, scene)} for one in scene.groups if one.people],
        "longest": m.LONGEST,
    }


def own(pitch: "Pitch", who: Person, scene: Scene) -> View:
    """A challenger's questions in every standing, a scribe's questions to note answers to, anybody's own."""
    if who.role == "scribe":
        return _for_scribe(pitch, scene)
    mine = pitch.of_seat(who.seat)
    panel = who.role == PANEL
    if not mine and not (panel and pitch.pitches()):
        return {}
    return {
        "role": "panel" if panel else "audience",
        "on": pitch.on,
        "pitches": [_pitch(item, scene) for item in pitch.pitches().values() if item.id not in pitch.out],
        "mine": [_own(pitch, q) for q in _in_order(mine)],
        "left": max(pitch.settings.most - len(mine), 0),
        "most": pitch.settings.most,
        "longest": m.LONGEST["question"],
    }


def marks(pitch: "Pitch", who: Person, scene: Scene) -> dict[str, dict[str, Any]]:
    if who.role not in PARTICIPANTS:
        shut = {f"s-{question.id}": {"disabled": True} for question in pitch.seen(pitch.on)}
        return {**shut, "ask": {"hidden": True}, "watching": {"hidden": False}}
    behind = {f"s-{id}": {"checked": True} for id, seats in pitch.supporters.items() if who.seat in seats}
    mine = {f"s-{q.id}": {"disabled": True} for q in pitch.of_seat(who.seat)}
    if who.role == PANEL:
        return {**behind, **mine, "ask": {"hidden": True}, "to-panel": {"hidden": False}}
    full = len(pitch.of_seat(who.seat)) >= pitch.settings.most
    return {**behind, **mine, **({"words": {"disabled": True}, "send": {"disabled": True}} if full else {})}


def asked_first(pitch: "Pitch", questions: Iterable[Question]) -> list[Question]:
    """What waits for an answer first: the panel's, then by support; then parked, answered, in writing."""
    return sorted(questions, key=lambda q: (SEEN.index(q.standing), not q.panel, -pitch.support(q.id)))


def _in_order(questions: Iterable[Question]) -> list[Question]:
    order = ("draft", "asked", "parked", "held", "answered", "written", "hidden")
    return sorted(questions, key=lambda q: order.index(q.standing))


def _stage(pitch: "Pitch", scene: Scene) -> View:
    """Where the room is. `through`: all have presented. `number` of `count` in the order."""
    pitches = pitch.pitches()
    waiting = pitch.waiting()
    item = pitches.get(pitch.on)
    begun = [id for id in pitch.begun if id not in pitch.out]
    return {
        "phase": pitch.phase,
        "on": _pitch(item, scene) if item else None,
        "next": _pitch(pitches[waiting[0]], scene) if waiting else None,
        "number": begun.index(pitch.on) + 1 if pitch.on in begun else 0,
        "count": len(begun) + len(waiting),
        "begun": bool(pitch.begun),
        "through": bool(begun) and not waiting and not pitch.on,
        "drawn": pitch.drawn,
    }


def _each(pitch: "Pitch", scene: Scene) -> View:
    """What each of those who wait gets: seconds in all and by phase; `rest`: of what is left of the one now on.

    It changes with every second that passes, so no phone has it.
    """
    dealt = pitch.dealt(scene)
    rest = {phase: dealt.rest[phase] for phase in pitch.rest(pitch.phase)}
    return {
        "seconds": dealt.whole,
        "parts": dealt.each,
        "rest": rest,
        "short": dealt.short,
        "known": dealt.known,
    }


def _pitch(item: Item, scene: Scene) -> View:
    return {"id": item.id, "title": item.title, "text": item.text, "group": _team(item.group, scene)}


def _team(group: str, scene: Scene) -> View:
    """`number` 0: no group is known. A name goes before the number."""
    team = scene.group(group)
    return {
        "number": team.number if team else 0,
        "name": team.name if team else "",
        "place": team.place if team else "",
    }


def _listed(pitch: "Pitch", scene: Scene) -> list[View]:
    pitches = pitch.pitches()
    return [
        {**_pitch(pitches[id], scene), "standing": _standing(pitch, id)}
        for id in pitch.listed()
        if id not in pitch.out
    ]


def _standing(pitch: "Pitch", id: str) -> str:
    if id in pitch.out:
        return "out"
    if id == pitch.on:
        return "on"
    return "done" if id in pitch.begun else "waiting"


def _row(pitch: "Pitch", id: str, scene: Scene) -> View:
    """`used` of `planned`: seconds, once it has begun; `editable`: its words were typed in on the day."""
    item = pitch.pitches()[id]
    waiting = pitch.waiting()
    spans = [span for (of, _), span in pitch.spans.items() if of == id]
    return {
        **_pitch(item, scene),
        "standing": _standing(pitch, id),
        "first": bool(waiting) and id == waiting[0],
        "last": bool(waiting) and id == waiting[-1],
        "planned": sum(span.planned for span in spans),
        "used": sum(span.used for span in spans),
        "of": item.group,
        "typed": id in pitch.typed,
        "wordless": not item.text or id in pitch.texts,
    }


def coming(pitch: "Pitch", scene: Scene) -> View | None:
    """What going on leads to: its name for the move, the phase ("": all are through), and whose pitch it is."""
    following = pitch.coming()
    if following is None:
        return None
    item, phase = following
    known = pitch.pitches().get(item)
    return {"to": f"{item}-{phase}", "phase": phase, "pitch": _pitch(known, scene) if known else None}


def _seen(pitch: "Pitch", question: Question) -> View:
    return {
        "id": question.id,
        "item": question.item,
        "text": question.text,
        "panel": question.panel,
        "typed": question.typed,
        "standing": question.standing,
        "answer": question.answer,
        "who": question.who,
        "until": question.until,
        "support": pitch.support(question.id),
    }


def _own(pitch: "Pitch", question: Question) -> View:
    item = pitch.pitches().get(question.item)
    return {
        **_seen(pitch, question),
        "about": item.title if item else "",
        "now": question.item == pitch.on,
        "shown": question.id == pitch.shown,
        "rewordable": question.standing in REWORDED,
    }


def _with_questions(pitch: "Pitch", id: str, scene: Scene) -> View:
    questions = [_seen(pitch, q) for q in asked_first(pitch, pitch.seen(id))]
    return {**_pitch(pitch.pitches()[id], scene), "questions": questions}


def _for_scribe(pitch: "Pitch", scene: Scene) -> View:
    """The pitch that is on, and after the last one everything that still has no answer."""
    questions = pitch.seen(pitch.on) if pitch.on else (q for q in pitch.seen() if q.standing in UNANSWERED)
    noted = [_own(pitch, q) for q in asked_first(pitch, questions)]
    if not noted and not pitch.on:
        return {}
    return {
        "role": "scribe",
        "on": pitch.on,
        "mine": noted,
        "longest": m.LONGEST,
    }
