"""The record of the meeting: minutes as blocks, and the same as typed data, without what is not yet shown."""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct, structs

from sessions.activity import PLANNED, SHOWN, Activity, Ms, Scene
from sessions.blocks import Block, Decision, Facts, Heading, Para, Said, Term, Text
from sessions.day_moves import Ruling
from sessions.programme import Run, Slot, clock_text, date_text
from sessions.session import Session
from sessions.steps import Step
from sessions.thread import Stop, Thread

FORMAT = "radslag.record/1"


class Chapter(Struct, frozen=True):
    """Blocks whose terms one activity words (`kind`), or the house (""). `step`: whose they are."""

    blocks: tuple[Block, ...]
    kind: str = ""
    step: str = ""


def minutes(session: Session) -> list[Chapter]:
    """As an authority writes them: what, when and where; who was present; the items in order of the day, each
    with its text, decisions and results; what was done outside the programme; the next meeting last."""
    return [
        _opening(session),
        *_attendance(session),
        *_items(session),
        *_outside(session),
        *_next_meeting(session),
    ]


# the head


def _opening(session: Session) -> Chapter:
    facts = session.meeting.facts
    pairs: list[tuple[str, Text | None]] = [
        ("group_name", _said(facts.organiser)),
        ("theme", _said(facts.theme)),
        ("date", _day(facts.date)),
        ("time", _times_of_day(session)),
        ("place", _said(facts.place)),
        ("in_the_room", _in_the_room(session)),
    ]
    known = tuple((Term(code), value) for code, value in pairs if value is not None)
    purpose = (Para(Said(facts.purpose)),) if facts.purpose else ()
    return Chapter(((Facts(known),) if known else ()) + purpose)


def _said(text: str) -> Text | None:
    return Said(text) if text else None


def _day(iso: str) -> Text | None:
    return Term("on_date", {"iso": iso}) if iso else None


def _times_of_day(session: Session) -> Text | None:
    """When it began and ended, once it has."""
    runs = list(session.day.runs.values())
    if not runs:
        return None
    over = session.day.current is None
    return Said(_span(session, Run(min(run.started for run in runs), _last_end(runs) if over else None)))


def _last_end(runs: Sequence[Run]) -> Ms | None:
    return max((run.ended for run in runs if run.ended is not None), default=None)


def _in_the_room(session: Session) -> Text | None:
    """A count of heads, and the seats beside it; the exercise that takes attendance says more than this."""
    people = session.people
    seats = sum(person.weight for person in people.here() if person.here)
    if people.heads is None and (not seats or _attendance(session)):
        return None
    return Term(
        "counted" if people.heads is not None else "joined", {"heads": people.heads or 0, "seats": seats}
    )


def _attendance(session: Session) -> list[Chapter]:
    """Who was present and who was not, before the items. Several rolls are told apart by their titles."""
    rolls = [step for step in session.steps.steps.values() if _heads_minutes(step)]
    told = [(step, tuple(step.activity.minutes(session.scene(step)))) for step in rolls]
    heard = [(step, blocks) for step, blocks in told if blocks]
    if len(heard) == 1:
        ((step, blocks),) = heard
        return [Chapter(_raised(blocks, 2), step.kind, step.id)]
    return [chapter for step, blocks in heard for chapter in _titled(session, step, _raised(blocks, 1), 2)]


def _heads_minutes(step: Step) -> bool:
    return step.activity.heads_minutes and step.state != PLANNED


def _raised(blocks: Sequence[Block], by: int) -> tuple[Block, ...]:
    return tuple(
        structs.replace(block, level=block.level - by) if isinstance(block, Heading) else block
        for block in blocks
    )


# the items


def _items(session: Session) -> list[Chapter]:
    """Breaks are no items, unless something was noted or done in them."""
    items = [(slot, _told_in(session, slot)) for slot in session.day.slots]
    counted = [(slot, told) for slot, told in items if told or not slot.break_]
    return [
        chapter
        for number, (slot, told) in enumerate(counted, 1)
        for chapter in (_item_head(session, slot, number), *(told or _untold(session, slot)))
    ]


def _told_in(session: Session, slot: Slot) -> list[Chapter]:
    """What was said, what the steps gave, and then what was decided."""
    lines = session.day.texts.get(slot.id, "").split("\n")
    said = tuple(Para(Said(line)) for line in lines if line.strip())
    decided = tuple(Decision(Said(r.what), r.who, r.until) for r in session.day.rulings.get(slot.id, []))
    steps = _steps_chapters(session, session.steps.of_slot(slot.id))
    return [*_chapter(said), *steps, *_chapter(decided)]


def _chapter(blocks: tuple[Block, ...]) -> list[Chapter]:
    return [Chapter(blocks)] if blocks else []


def _untold(session: Session, slot: Slot) -> list[Chapter]:
    """An item that the day has been and gone without says so."""
    runs = session.day.runs
    passed = session.meeting.ended and bool(runs) and slot.id not in runs
    return _chapter((Para(Term("passed_over")),)) if passed else []


def _item_head(session: Session, slot: Slot, number: int) -> Chapter:
    run = session.day.runs.get(slot.id)
    heading = Heading(Said(slot.title), 2, str(number), _span(session, run) if run else "")
    speaker = (Facts(((Term("speaker"), Said(slot.speaker)),)),) if slot.speaker else ()
    return Chapter((heading, *speaker))


def _span(session: Session, run: Run) -> str:
    """09:20–10:05, with the dates when the meeting took more than one."""
    zone = session.meeting.facts.zone
    several = len({date_text(one.started, zone) for one in session.day.runs.values()}) > 1
    began = _moment(run.started, zone, several)
    return f"{began}–{_moment(run.ended, zone, several)}" if run.ended is not None else began


def _moment(at: Ms, zone: str, with_date: bool) -> str:
    return f"{date_text(at, zone)} {clock_text(at, zone)}" if with_date else clock_text(at, zone)


# the steps


def _steps_chapters(session: Session, steps: Sequence[Step]) -> list[Chapter]:
    return [chapter for step in steps for chapter in _step_chapters(session, step)]


def _step_chapters(session: Session, step: Step) -> list[Chapter]:
    if step.state == PLANNED or step.activity.heads_minutes:
        return []
    return _titled(session, step, tuple(step.activity.minutes(session.scene(step))), 3)


def _titled(session: Session, step: Step, blocks: tuple[Block, ...], level: int) -> list[Chapter]:
    """The step's title over its blocks; a step that left nothing needs no title."""
    if not blocks:
        return []
    if not step.title:
        return [Chapter(blocks, step.kind, step.id)]
    told = Chapter(_without_echo(blocks, step.title), step.kind, step.id)
    return [Chapter((Heading(Said(step.title), level),), step=step.id), *([told] if told.blocks else [])]


def _without_echo(blocks: tuple[Block, ...], title: str) -> tuple[Block, ...]:
    """A question that is the title of its step is not said twice."""
    first = blocks[0]
    return (
        blocks[1:]
        if isinstance(first, Para) and isinstance(first.text, Said) and first.text.text == title
        else blocks
    )


def _outside(session: Session) -> list[Chapter]:
    """What was done before the first item, or in a slot that is no longer there."""
    known = {slot.id for slot in session.day.slots}
    strays = [step for step in session.steps.steps.values() if step.slot not in known]
    chapters = _steps_chapters(session, strays)
    return [Chapter((Heading(Term("outside_programme"), 2),)), *chapters] if chapters else []


def _next_meeting(session: Session) -> list[Chapter]:
    facts = session.meeting.facts
    if not (facts.next_date or facts.next_place or facts.next_theme):
        return []
    pairs = [
        ("date", _day(facts.next_date)),
        ("place", _said(facts.next_place)),
        ("theme", _said(facts.next_theme)),
    ]
    told = tuple((Term(code), value or Term("not_known")) for code, value in pairs)
    return [Chapter((Heading(Term("next_meeting"), 2), Facts(told)))]


# what only those who lead may read


def for_organisers(session: Session) -> list[Chapter]:
    """What was handed in to the organisers alone, one kind of exercise after the other. Never part of the minutes."""
    begun = [step for step in session.steps.steps.values() if step.state != PLANNED]
    held: dict[type[Activity], list[tuple[Activity, Scene]]] = {}
    for step in begun:
        held.setdefault(type(step.activity), []).append((step.activity, session.scene(step)))
    compiled = ((activity.kind, blocks) for activity in held for blocks in activity.compiled(held[activity]))
    return [Chapter(tuple(blocks), kind) for kind, blocks in compiled if blocks]


# the same as data


def record(session: Session) -> dict[str, Any]:
    """The whole record as data: no seat, no name, nothing still hidden. Times are milliseconds since 1970.

    It holds what a new session needs to be planned like this one: the facts, the door, the slots, the areas,
    and every step with its settings. `steps[].record` is null for a step that was never opened.
    """
    people = session.people.here()
    return {
        "format": FORMAT,
        "code": session.code,
        "session": {**msgspec.to_builtins(session.meeting.facts), "ended": session.meeting.ended},
        "door": msgspec.to_builtins(session.people.door),
        "people": {
            "seats": sum(person.weight for person in people if person.here),
            "heads": session.people.heads,
        },
        "slots": [_slot_record(session, slot) for slot in session.day.slots],
        "areas": msgspec.to_builtins(session.groups.standing()),
        "steps": [_step_record(session, step) for step in session.steps.steps.values()],
        "thread": _thread_record(session),
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
    """Notes for the desk only stay on the desk."""
    run = session.day.runs.get(slot.id)
    kept = {key: value for key, value in msgspec.to_builtins(slot).items() if key != "desk_notes"}
    return {
        **kept,
        "began": run.started if run else None,
        "ended": run.ended if run else None,
        "text": session.day.texts.get(slot.id, ""),
        "decisions": [_ruling_record(ruling) for ruling in session.day.rulings.get(slot.id, [])],
    }


def _ruling_record(ruling: Ruling) -> dict[str, Any]:
    return dict(msgspec.to_builtins(ruling))


def _step_record(session: Session, step: Step) -> dict[str, Any]:
    scene = session.scene(step)
    begun = step.state != PLANNED
    return {
        "id": step.id,
        "slot": step.slot,
        "kind": step.kind,
        "title": step.title,
        "settings": msgspec.to_builtins(step.activity.settings),
        "seconds": step.seconds,
        "source": step.source,
        "lasting": step.lasting,
        "state": step.state,
        "opened": step.opened_at,
        "closed": step.closed_at,
        "reopened": step.reopened,
        "record": msgspec.to_builtins(step.activity.record(scene)) if begun else None,
        "items": [msgspec.to_builtins(item) for item in step.activity.items()] if scene.revealed else [],
    }
