"""The record of the meeting: minutes as blocks, and the same as typed data. What is not yet shown is not in it."""

from typing import Any

import msgspec
from msgspec import Struct

from sessions.activity import PLANNED, SHOWN
from sessions.blocks import Block, Decision, Facts, Heading, Para, Said, Term, Text
from sessions.day_moves import Ruling
from sessions.programme import Run, Slot, clock_text
from sessions.session import Session
from sessions.steps import Step
from sessions.thread import Stop, Thread

FORMAT = "radslag.record/1"


class Chapter(Struct, frozen=True):
    """Blocks whose terms are worded by one activity (`kind`), or by the house (""). `step`: whose they are."""

    blocks: tuple[Block, ...]
    kind: str = ""
    step: str = ""


def minutes(session: Session) -> list[Chapter]:
    """The whole record in the order of the day; steps outside the programme come after it."""
    chapters = [_opening(session)]
    for slot in session.day.slots:
        chapters += _slot_chapters(session, slot)
    for step in session.steps.of_slot(""):
        chapters += _step_chapters(session, step)
    return [*chapters, *_closing(session)]


def _opening(session: Session) -> Chapter:
    facts = session.meeting.facts
    pairs: list[tuple[str, str]] = [
        ("group_name", facts.organiser),
        ("theme", facts.theme),
        ("date", facts.date),
        ("place", facts.place),
    ]
    shown = tuple((Term(code), _said(value)) for code, value in pairs if value)
    purpose = (Para(_said(facts.purpose)),) if facts.purpose else ()
    times = _times_of_day(session)
    return Chapter((Facts((*shown, *times)), *purpose))


def _times_of_day(session: Session) -> tuple[tuple[Text, Text], ...]:
    """When it began and ended, once it has."""
    runs = list(session.day.runs.values())
    if not runs:
        return ()
    zone = session.meeting.facts.zone
    ends = [run.ended for run in runs if run.ended is not None]
    began = clock_text(min(run.started for run in runs), zone)
    ended = clock_text(max(ends), zone) if ends and session.day.current is None else ""
    return ((Term("time"), Said(f"{began}–{ended}")),)


def _slot_chapters(session: Session, slot: Slot) -> list[Chapter]:
    steps = [chapter for step in session.steps.of_slot(slot.id) for chapter in _step_chapters(session, step)]
    text = session.day.texts.get(slot.id, "")
    rulings = session.day.rulings.get(slot.id, [])
    if slot.break_ and not (steps or text or rulings):
        return []
    said = [Para(_said(paragraph)) for paragraph in text.split("\n") if paragraph.strip()]
    decided = [Decision(_said(ruling.what), ruling.who, ruling.until) for ruling in rulings]
    return [Chapter((_heading(session, slot), *_speaker(slot), *said, *decided)), *steps]


def _heading(session: Session, slot: Slot) -> Heading:
    run = session.day.runs.get(slot.id)
    began = clock_text(run.started, session.meeting.facts.zone) if run else ""
    return Heading(Said(f"{began} {slot.title}".strip(), session.meeting.facts.language), 2)


def _speaker(slot: Slot) -> tuple[Block, ...]:
    return (Para(Said(slot.speaker)),) if slot.speaker else ()


def _step_chapters(session: Session, step: Step) -> list[Chapter]:
    if step.state == PLANNED:
        return []
    scene = session.scene(step)
    heading = Chapter((Heading(_said(scene.title), 3),), step=step.id) if step.title else None
    blocks = Chapter(tuple(step.activity.minutes(scene)), step.kind, step.id)
    return [chapter for chapter in (heading, blocks) if chapter and chapter.blocks]


def _closing(session: Session) -> list[Chapter]:
    facts = session.meeting.facts
    if not (facts.next_date or facts.next_place or facts.next_theme):
        return []
    pairs = [("date", facts.next_date), ("place", facts.next_place), ("theme", facts.next_theme)]
    known = tuple((Term(code), _said(value) if value else Term("not_known")) for code, value in pairs)
    return [Chapter((Heading(Term("next_meeting"), 2), Facts(known)))]


def _said(text: str) -> Said:
    return Said(text)


def record(session: Session) -> dict[str, Any]:
    """The whole record as data: no seat, no name, nothing that is still hidden. Times are milliseconds since 1970."""
    facts = session.meeting.facts
    people = [person for person in session.people.here() if person.here]
    return {
        "format": FORMAT,
        "code": session.code,
        "session": {**msgspec.to_builtins(facts), "ended": session.meeting.ended},
        "people": {"seats": len(people), "heads": session.people.heads},
        "slots": [_slot_record(session, slot) for slot in session.day.slots],
        "thread": _thread_record(session),
        "steps": [_step_record(session, step) for step in session.steps.steps.values() if step.state != PLANNED],
    }


def _thread_record(session: Session) -> list[dict[str, Any]]:
    """Each item that is shown somewhere: the steps it went through, and the items it leads back to."""
    shown = [step for step in session.steps.steps.values() if step.state == SHOWN]
    thread = Thread(Stop(step.id, item) for step in shown for item in step.activity.items())
    return [
        {"id": item, "steps": [stop.step for stop in thread.stops(item)], "from": thread.origins(item)}
        for item in thread.ids()
    ]


def _slot_record(session: Session, slot: Slot) -> dict[str, Any]:
    run = session.day.runs.get(slot.id, None)
    rulings: list[Ruling] = session.day.rulings.get(slot.id, [])
    kept = {key: value for key, value in msgspec.to_builtins(slot).items() if key != "desk_notes"}
    return {
        **kept,
        **_run_record(run),
        "text": session.day.texts.get(slot.id, ""),
        "decisions": [msgspec.to_builtins(ruling) for ruling in rulings],
    }


def _run_record(run: Run | None) -> dict[str, Any]:
    return {"began": run.started if run else None, "ended": run.ended if run else None}


def _step_record(session: Session, step: Step) -> dict[str, Any]:
    scene = session.scene(step)
    return {
        "id": step.id,
        "slot": step.slot,
        "kind": step.kind,
        "title": scene.title,
        "state": step.state,
        "opened": step.opened_at,
        "closed": step.closed_at,
        "reopened": step.reopened,
        "source": step.source,
        "record": msgspec.to_builtins(step.activity.record(scene)),
        "items": [msgspec.to_builtins(item) for item in step.activity.items()] if scene.revealed else [],
    }
