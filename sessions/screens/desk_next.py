"""The next thing: what the big button does, what the wall will show then, and what undo would undo."""

from collections.abc import Sequence
from typing import Any

from sessions.activity import CLOSED, OPEN, PARTICIPANTS
from sessions.afterwards import outlasts
from sessions.part import tag_of
from sessions.screens.desk_now import on_wall, phase
from sessions.screens.shown import Line
from sessions.session import Session
from sessions.steps import Step


def next_view(session: Session, seen: Sequence[Line]) -> dict[str, Any]:
    """`main`: the big button; `onward`: the next part of the day, when something else comes first."""
    step = on_wall(session)
    onward = _onward(session, seen)
    main = _within(session, step) or _result(session, step) or onward
    return {
        "phase": phase(session),
        "main": main,
        "onward": onward if main is not onward else None,
        "step": _tools(session, step) if step else None,
        "back": _before(session),
        "running": session.day.current is not None,
        "undo": undo_view(session),
        "code": session.code,
        "lasts": [session.scene(one).title for one in session.steps.open() if _outlasts(session, one)],
    }


def _outlasts(session: Session, step: Step) -> bool:
    return not session.meeting.ended and outlasts(session, step, session.latest)


def _onward(session: Session, seen: Sequence[Line]) -> dict[str, Any]:
    """The running slot's next step, else the next slot, else the end; with what the wall will show."""
    if session.meeting.ended:
        return _thing("reopen", "reopen_session")
    step, slot = session.next_step(), session.course.next_slot()
    if step is not None:
        about = {"title": session.scene(step).title, "kind": step.kind, "minutes": step.seconds // 60}
        return _thing("step", "next", ("to", step.id), **about)
    line = next((line for line in seen if line.id == slot), None)
    if line is not None:
        about = {"title": line.title, "who": line.speaker, "place": line.place}
        what = "slot" if session.day.runs else "first"
        minutes = line.minutes or 0
        return _thing(what, "next", ("to", line.id), **about, minutes=minutes, break_=line.break_)
    return _thing("end", "end_session") if session.day.runs else _thing("nothing", "")


def _within(session: Session, step: Step | None) -> dict[str, Any] | None:
    """The exercise's own next thing comes before the programme's."""
    found = step.activity.onward(session.scene(step)) if step is not None and step.state == OPEN else None
    if step is None or found is None:
        return None
    term, move = found
    field = next(((name, getattr(move, name)) for name in move.__struct_fields__), ("", ""))
    return _thing("within", tag_of(move), field, of=step.id, kind=step.kind, term=term)


def _result(session: Session, step: Step | None) -> dict[str, Any] | None:
    """A result that is kept back comes first: close, then show it."""
    waits = step is not None and step.state in (OPEN, CLOSED) and not session.meeting.ended
    if step is None or not waits or not holds_back(session, step):
        return None
    what, do = ("close", "close_step") if step.state == OPEN else ("show", "show_step")
    return _thing(what, do, ("step", step.id), title=session.scene(step).title, kind=step.kind)


def _thing(what: str, do: str, field: tuple[str, str] = ("", ""), **more: Any) -> dict[str, Any]:
    """`do`: the move, with its one field: what the presser saw coming, or the step it is about.

    `of`: the step whose own move it is, which `term` words.
    """
    blank = {
        "title": "",
        "kind": "",
        "who": "",
        "place": "",
        "minutes": 0,
        "break_": False,
        "of": "",
        "term": None,
    }
    return {"what": what, "do": do, "field": field[0], "value": field[1], **blank, **more}


def holds_back(session: Session, step: Step) -> bool:
    """Whether there is a result that nobody has seen."""
    return session.once(("holds_back", step.id), lambda: step.activity.holds_back(session.scene(step)))


def _tools(session: Session, step: Step) -> dict[str, Any]:
    return {
        "step": step.id,
        "state": step.state,
        "holds_back": holds_back(session, step),
        "answers": any(move.allowed & PARTICIPANTS for move in step.activity.moves),
        "title": session.scene(step).title,
    }


def _before(session: Session) -> str | None:
    """The title of the slot that "back" would start again."""
    slots = session.day.slots
    past = len(slots) if session.day.runs else 0
    index = session.day.index(session.day.current) if session.day.current else past
    return slots[index - 1].title if index and not session.meeting.ended else None


def undo_view(session: Session) -> dict[str, Any] | None:
    """`what`: the tag of what would be undone, `about`: the title it concerns, `kind`: the tag's activity."""
    if not session.undos or session.meeting.ended:
        return None
    undo = session.undos[-1]
    step, move = undo.moves[0]
    kind = session.steps.kind_of(step) if step else ""
    about = _about(session, step or getattr(move, "step", ""), getattr(move, "slot", ""))
    return {"what": undo.what, "about": about, "kind": kind}


def _about(session: Session, step: str, slot: str) -> str:
    found = session.steps.steps.get(step) or session.steps.removed.get(step)
    if found is not None:
        return session.scene(found).title
    line = session.day.find(slot) or session.day.removed.get(slot)
    return line.title if line else ""
