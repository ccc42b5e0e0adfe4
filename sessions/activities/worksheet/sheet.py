"""A group's sheet: its notes, the fields with their texts, and who holds which pen.

No text that was accepted is ever lost: it is the current one, stands aside, was left by choice, or was replaced by
whoever held the pen.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct, structs

from sessions.activities.worksheet.moves import (
    Chosen,
    Decided,
    NoteAdded,
    PenGiven,
    PenTaken,
    PenWanted,
    SetAside,
    Settled,
    Written,
)
from sessions.activity import Event, Ms

NOBODY = ""


class Part(Struct, frozen=True):
    """What one seat wrote of a text. `typed`: by the desk, for the group."""

    seat: str
    text: str
    typed: bool = False


class Aside(Struct, frozen=True):
    """A text beside the current one. Every text has an id of its own, so that a choice is about what was read."""

    id: str
    part: Part


class Field(Struct):
    """`version` counts the texts; those since `start` are all by the seat `by`. `asides`: one a seat. `left`: texts
    that the group chose not to keep.

    `pen`: the seat that writes, "" for nobody; `pen_at`: when it last did. `waiting`: who would like to.
    """

    parts: tuple[Part, ...] = ()
    version: int = 0
    by: str = ""
    start: int = 0
    asides: dict[str, Aside] = {}
    left: tuple[Part, ...] = ()
    pen: str = ""
    pen_at: Ms = 0
    waiting: list[str] = []

    @property
    def text(self) -> str:
        return "\n\n".join(part.text for part in self.parts if part.text)

    @property
    def beside(self) -> list[Aside]:
        """The texts set aside that still say something."""
        return [aside for aside in self.asides.values() if aside.part.text]

    def is_stale(self, base: int, seat: str) -> bool:
        """Whether anybody else has written since the version `base`, or a choice was made."""
        known = self.start - 1 if self.by == seat else self.version
        return base < known

    def put(self, parts: tuple[Part, ...], by: str) -> None:
        self.version += 1
        if self.by != by:
            self.by, self.start = by, self.version
        self.parts = parts


class Sheet(Struct):
    """`own`: the notes the group wrote. `chosen`: note -> id of the action it would become; None until somebody has
    chosen. `action`: the note that was decided on.
    """

    own: list[str] = []
    chosen: dict[str, str] | None = None
    action: str = ""
    area: str = ""
    number: int = 0
    fields: dict[str, Field] = {}

    def field(self, key: str) -> Field:
        """To be read; one that nobody has touched is empty."""
        return self.fields.get(key) or Field()

    def text(self, key: str) -> str:
        return self.field(key).text

    def held_by(self, seat: str) -> Iterator[str]:
        return (key for key, field in self.fields.items() if field.pen == seat)

    def keep(self, event: Event, by: str, at: Ms) -> None:
        match event:
            case Chosen():
                self._keep_choice(event)
            case NoteAdded():
                self.own.append(event.note)
            case Decided():
                self.action = event.note
            case _:
                self._keep_in_field(event, by, at)

    def _keep_choice(self, event: Chosen) -> None:
        self.area, self.number = event.area, event.number
        self.chosen = dict(self.chosen or {})
        self.chosen.pop(event.note, None)
        if event.on:
            self.chosen[event.note] = event.item

    def _keep_in_field(self, event: Any, by: str, at: Ms) -> None:
        field = self.fields.setdefault(event.field, Field())
        match event:
            case PenTaken():
                _hand(field, by, at)
            case PenWanted():
                field.waiting.append(by)
            case PenGiven():
                _hand(field, event.to, at)
            case Written():
                field.put((Part(by, event.text, event.typed),), by)
                if not event.typed:
                    _hand(field, by, at)
            case SetAside():
                field.asides[by] = Aside(event.id, Part(by, event.text, event.typed))
            case _:
                _settle(field, event)

    def forget(self, seat: str) -> None:
        for field in self.fields.values():
            field.parts, field.left = _without(field.parts, seat), _without(field.left, seat)
            if seat in field.asides:
                aside = field.asides[seat]
                field.asides[seat] = Aside(aside.id, structs.replace(aside.part, text=""))
            field.pen = "" if field.pen == seat else field.pen
            field.waiting = [other for other in field.waiting if other != seat]


def _hand(field: Field, seat: str, at: Ms) -> None:
    field.pen, field.pen_at = seat, at
    field.waiting = [other for other in field.waiting if other != seat]


def _settle(field: Field, event: Settled) -> None:
    """What is not kept is left, not lost. The choice is nobody's text: who writes next must have seen it."""
    author, aside = next((seat, one) for seat, one in field.asides.items() if one.id == event.aside)
    del field.asides[author]
    match event.how:
        case "current":
            field.left += (aside.part,)
        case "aside":
            field.left += field.parts
            field.put((aside.part,), NOBODY)
        case _:
            field.put((*field.parts, aside.part), NOBODY)


def _without(parts: tuple[Part, ...], seat: str) -> tuple[Part, ...]:
    return tuple(structs.replace(part, text="") if part.seat == seat else part for part in parts)
