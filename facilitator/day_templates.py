"""Whole days to begin from: those that ship with the program (`days`), and those that organisers keep."""

import secrets
from collections.abc import Iterator

import msgspec
from msgspec import Struct, structs

from facilitator import days
from facilitator.outline import Outline, moved_to, outline_of, pictures_in
from facilitator.planning import plan_after, plan_again
from sessions.activity import Person, Rejected, needed
from sessions.facts import Facts, minute_of
from sessions.journal import TemplateRow
from sessions.lobby import Lobby
from sessions.programme import DAY_MINUTES
from sessions.room import Room
from sessions.session import Session

MOST_TEMPLATES = 100
"""More than anybody finds their way in."""
AT_A_GLANCE = 6


class Card(Struct, frozen=True):
    """A template as one chooses it. `what` it is for and what `happens` in it; `begins`: minutes after midnight."""

    id: str
    title: str
    what: str
    happens: tuple[str, ...]
    minutes: int
    slots: int
    begins: int | None = None
    kept: bool = False


class DayTemplates:
    """Templates by id: the name of a shipped one, or the id that a kept one was given."""

    def __init__(self, lobby: Lobby) -> None:
        self.lobby = lobby
        self.journal = lobby.journal

    async def cards(self, language: str) -> list[Card]:
        """The shipped ones in this language, then those of the house."""
        kept = [_card_of_kept(row) for row in await self.journal.templates()]
        return [*(_card_of_shipped(day, language) for day in days.SHIPPED), *kept]

    async def outline(self, template: str, language: str) -> Outline:
        """The day of a template; a shipped one in this language. Raises Rejected("unknown")."""
        if template in days.SHIPPED:
            return days.shipped_outline(template, language)
        for row in await self.journal.templates():
            if row.id == template:
                return _read(row)
        raise Rejected("unknown", field="template")

    async def begin(self, who: Person, template: str, facts: Facts, begins: str = "") -> Room:
        """A new session from a template: what is said in `facts` goes before what stands in it.

        Raises Rejected before anything is stored, or NotSaved.
        """
        outline = filled_in(await self.outline(template, facts.language), facts, begins)
        room = await plan_again(self.lobby, plan_after(outline), who)
        await self.journal.give_pictures(template, room.session.id)
        return room

    async def keep(self, session: Session, name: str, notes: bool = False) -> str:
        """The session's plan as a template; returns its id. Raises Rejected or NotSaved."""
        called = _named(name)
        if len(await self.journal.templates()) >= MOST_TEMPLATES:
            raise Rejected("too_many", most=MOST_TEMPLATES, field="name")
        outline = for_others(outline_of(session), notes)
        row = TemplateRow(
            f"t{secrets.token_hex(8)}", called, self.lobby.clock(), msgspec.json.encode(outline)
        )
        await self.journal.save_template(row, session.id, pictures_in(outline))
        return row.id

    async def drop(self, template: str) -> None:
        await self.journal.drop_template(template)


def for_others(outline: Outline, notes: bool) -> Outline:
    """What holds for another day too: neither dates nor speakers; notes for the desk only when they are wanted."""
    facts = structs.replace(outline.facts, date="", next_date="", next_place="", next_theme="")
    slots = tuple(
        structs.replace(slot, speaker="", desk_notes=slot.desk_notes if notes else "")
        for slot in outline.slots
    )
    return structs.replace(outline, facts=facts, slots=slots)


def filled_in(outline: Outline, facts: Facts, begins: str) -> Outline:
    """With what the organiser says. A kept template speaks its own language. Raises Rejected("no_time")."""
    said = {name: value for name in SAID if (value := getattr(facts, name).strip())}
    named = structs.replace(outline, facts=structs.replace(outline.facts, **said))
    minute = _begins(begins)
    return named if minute is None else moved_to(named, minute)


SAID = ("title", "organiser", "date", "place", "zone", "theme", "purpose")


def _begins(text: str) -> int | None:
    try:
        minute = minute_of(text)
    except Rejected:
        minute = DAY_MINUTES
    if minute is not None and minute >= DAY_MINUTES:
        raise Rejected("no_time", field="begins")
    return minute


def _named(name: str) -> str:
    try:
        return needed(name, 200)
    except Rejected as refused:
        raise Rejected(refused.code, **{**refused.values, "field": "name"}) from None


def _read(row: TemplateRow) -> Outline:
    return msgspec.json.decode(row.day, type=Outline)


def _card_of_shipped(day: str, language: str) -> Card:
    file, outline = days.written(day, language), days.shipped_outline(day, language)
    return Card(day, file.title, file.what, file.happens, outline.minutes, len(outline.slots), outline.begins)


def _card_of_kept(row: TemplateRow) -> Card:
    outline = _read(row)
    happens = tuple(_at_a_glance(outline))
    count = len(outline.slots)
    return Card(
        row.id, row.name, outline.facts.purpose, happens, outline.minutes, count, outline.begins, True
    )


def _at_a_glance(outline: Outline) -> Iterator[str]:
    """Where something happens first: slots with steps, then the others; in the order of the day."""
    at_work = {step.slot for step in outline.steps}
    slots = [slot for slot in outline.slots if not slot.break_]
    chosen = sorted(slots, key=lambda slot: slot.id not in at_work)[:AT_A_GLANCE]
    yield from (slot.title for slot in slots if slot in chosen)
