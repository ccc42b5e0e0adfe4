"""What would go wrong on the day: as far as the plan tells, and as far as the rehearsal of it showed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from math import ceil
from typing import Any

from msgspec import Struct

from facilitator.crowd import Refusal
from facilitator.rehearsal import Played, PlayedSlot, PlayedStep
from sessions.programme import Slot, clock_text, local_minutes
from sessions.programme_text.breaks import is_break
from sessions.session import Session
from sessions.steps import Step

LONG = 150
"""Minutes that people can be asked to sit without a break."""
REST = 5
"""Minutes without anything in the programme that are as good as a break."""


class Finding(Struct, frozen=True):
    """A code that `rehearsal/words.html` has words for, and the slot and step it is about ("": the whole day)."""

    code: str
    slot: str = ""
    step: str = ""
    values: dict[str, Any] = {}


class Line(Struct, frozen=True):
    """A slot of the day as it was rehearsed. `needs`: minutes its steps took; `late`: minutes after its plan."""

    slot: str
    starts: str
    minutes: int | None
    needs: int
    late: int
    steps: tuple[tuple[str, int], ...]


class Report(Struct, frozen=True):
    """`findings` in the order of the day, those of the whole day first. `ended`: by the clock of the copy."""

    people: int
    joined: int
    moves: int
    ended: str
    findings: tuple[Finding, ...]
    lines: tuple[Line, ...]


def report(session: Session, played: Played, names: dict[str, str]) -> Report:
    """`names`: the copy's ids -> those of `session`."""
    seen = [*_in_the_plan(session), *_in_the_rehearsal(session, played, names)]
    lines = tuple(_line(session, slot, names) for slot in played.slots)
    ended = clock_text(played.ended, session.meeting.facts.zone)
    return Report(played.people, played.joined, played.moves, ended, _in_order(session, seen), lines)


def _in_order(session: Session, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Of the whole day, then slot by slot and step by step. What is empty cannot be worked with: that is said once."""
    slots, steps = [slot.id for slot in session.day.slots], list(session.steps.steps)
    empty = {finding.step for finding in findings if finding.code == "no_content"}
    kept = [one for one in findings if one.code != "nobody_could" or one.step not in empty]

    def place(one: Finding) -> tuple[int, int]:
        return (slots.index(one.slot) if one.slot else -1, steps.index(one.step) if one.step else -1)

    return tuple(sorted(kept, key=place))


def _line(session: Session, played: PlayedSlot, names: dict[str, str]) -> Line:
    slot = session.day.slot(names[played.slot])
    begun = _minute(session, played.began)
    late = 0 if slot.start is None or begun is None else max(begun - slot.start, 0)
    starts = "" if slot.start is None else f"{slot.start // 60 % 24:02d}:{slot.start % 60:02d}"
    steps = tuple((names[step.step], step.moves) for step in played.steps)
    return Line(slot.id, starts, slot.planned_minutes, ceil(played.took / 60), late, steps)


def _minute(session: Session, at: int) -> int | None:
    """Minutes after midnight of the session's day; None while that is unknown."""
    facts = session.meeting.facts
    return local_minutes(facts.date, at, facts.zone) if facts.date else None


# the programme


def _in_the_plan(session: Session) -> Iterator[Finding]:
    slots = session.day.slots
    if not slots:
        yield Finding("no_slots")
    yield from _too_long_without_a_break(slots)
    yield from _two_in_one_place(slots)
    for slot in slots:
        yield from _about_breaks(session, slot)
    for area in session.groups.standing():
        if not area.places:
            yield Finding("area_without_places", values={"area": area.name})
    for step in session.steps.steps.values():
        yield from _about_step(session, step)


def _too_long_without_a_break(slots: Iterable[Slot]) -> Iterator[Finding]:
    """Told once for each stretch, in the slot where it becomes too long."""
    since = until = 0
    told = False
    for slot in slots:
        start = until if slot.start is None else slot.start
        end = start + (slot.planned_minutes or 0)
        if slot.break_ or start >= until + REST:
            since, told = (end if slot.break_ else start), False
        until = max(until, end)
        if until - since > LONG and not told:
            told = True
            yield Finding("no_break", slot.id, values={"minutes": until - since})


def _two_in_one_place(slots: Iterable[Slot]) -> Iterator[Finding]:
    timed = [slot for slot in slots if slot.start is not None and slot.planned_end is not None]
    for one, other in combinations(timed, 2):
        if _overlap(one, other) and one.place.casefold() == other.place.casefold():
            yield Finding("same_time", other.id, values={"title": one.title, "place": other.place})


def _overlap(one: Slot, other: Slot) -> bool:
    first, second = sorted((one, other), key=lambda slot: slot.start or 0)
    return (second.start or 0) < (first.planned_end or 0)


def _about_breaks(session: Session, slot: Slot) -> Iterator[Finding]:
    working = [step for step in session.steps.of_slot(slot.id) if not step.lasting]
    if slot.break_ and working:
        yield Finding("break_with_work", slot.id, working[0].id, {"steps": len(working)})
    if not slot.break_ and not working and is_break(slot.title):
        yield Finding("break_not_marked", slot.id)


# the steps


def _about_step(session: Session, step: Step) -> Iterator[Finding]:
    slot = session.day.find(step.slot)
    where = slot.id if slot else ""
    if slot is None:
        yield Finding("outside_the_programme", "", step.id)
    elif slot.planned_minutes is None:
        yield Finding("no_length", where, step.id)
    yield from _about_source(session, step, where)
    if not step.source and _is_empty(step):
        yield Finding("no_content", where, step.id)
    presumed = step.activity.presumes()
    if "question" in presumed and not _has_question(step, slot):
        yield Finding("no_question", where, step.id)
    door = session.people.door
    if "organisations" in presumed and not (door.closed_list and door.organisations):
        yield Finding("no_closed_list", where, step.id)


def _about_source(session: Session, step: Step, where: str) -> Iterator[Finding]:
    if not step.source:
        return
    source = session.steps.steps.get(step.source)
    if source is None:
        yield Finding("source_missing", where, step.id)
    elif _turn(session, source) >= _turn(session, step) >= (0, 0):
        called = {"title": source.title, "kind": source.kind}
        yield Finding("source_later", where, step.id, called)


def _turn(session: Session, step: Step) -> tuple[int, int]:
    """When in the day it comes; what stands outside the programme can be started at any time before."""
    slots = [slot.id for slot in session.day.slots]
    if step.slot not in slots:
        return (-1, 0)
    return slots.index(step.slot), session.steps.of_slot(step.slot).index(step)


def _is_empty(step: Step) -> bool:
    """It has texts of its own to be filled in (its example says which), and nobody has filled them in."""
    defaults = type(step.activity).Settings()
    texts = [name for name in step.activity.example if getattr(defaults, name) in ("", (), {})]
    return bool(texts) and not any(getattr(step.activity.settings, name) for name in texts)


def _has_question(step: Step, slot: Slot | None) -> bool:
    """The slot's own title stands in for the step's."""
    return bool(step.title) or (slot is not None and "?" in slot.title)


# the day as it went


def _in_the_rehearsal(session: Session, played: Played, names: dict[str, str]) -> Iterator[Finding]:
    yield from _refused("", "", played.refused)
    for slot in played.slots:
        yield from _about_time(session, session.day.slot(names[slot.slot]), slot)
        for step in slot.steps:
            yield from _about_played(names[slot.slot], names[step.step], step, played.joined)
    yield from _about_groups(session, played, names)
    end, latest = session.meeting.facts.hard_end, _minute(session, played.ended)
    if end is not None and latest is not None and latest > end and session.day.slots:
        over = {"minutes": latest - end, "end": f"{end // 60:02d}:{end % 60:02d}"}
        yield Finding("past_the_end", session.day.slots[-1].id, values=over)


def _about_time(session: Session, slot: Slot, played: PlayedSlot) -> Iterator[Finding]:
    needs, minutes = ceil(played.took / 60), slot.planned_minutes
    if minutes is not None and played.took > minutes * 60:
        yield Finding("no_time", slot.id, values={"needs": needs, "minutes": minutes})


def _about_played(slot: str, step: str, played: PlayedStep, people: int) -> Iterator[Finding]:
    if played.broke:
        yield Finding("broke", slot, step)
    if played.alone:
        yield Finding("no_groups", slot, step)
    elif played.asks and not played.moves and people and not played.broke:
        yield Finding("nobody_could", slot, step)
    yield from _refused(slot, step, played.refused)


def _refused(slot: str, step: str, refused: Sequence[Refusal]) -> Iterator[Finding]:
    """Each reason once, with how often it was given."""
    often = Counter(refusal.code for refusal in refused)
    for code, count in often.items():
        why = next(refusal for refusal in refused if refusal.code == code)
        yield Finding("refused", slot, step, {"count": count, "code": code, "why": why.values})


def _about_groups(session: Session, played: Played, names: dict[str, str]) -> Iterator[Finding]:
    where = next(
        ((slot.slot, step.step) for slot in played.slots for step in slot.steps if step.gathered), None
    )
    if where is None:
        return
    slot, step = names[where[0]], names[where[1]]
    places = {team.place for team in played.teams}
    for area in session.groups.standing():
        for place in area.places:
            if place not in places:
                yield Finding("place_without_group", slot, step, {"place": place, "area": area.name})
    for team in played.teams:
        if not team.area and session.groups.standing():
            yield Finding("group_without_area", slot, step, {"number": team.number, "name": team.name})
