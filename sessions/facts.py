"""What is known of the meeting itself, and the switches of the room: look up, dark wall, the code shown large."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import UNSET, Struct, UnsetType, structs

from sessions.activity import DeskMove, Move, Ms, Rejected, Turn, Words, tidy
from sessions.part import Part, given
from sessions.people import People

ASKED = ("hidden", "optional", "asked")


class Facts(Struct, frozen=True):
    """`date` ISO or "" when unknown; `hard_end`: minutes after midnight; `next_*`: the next meeting, "" if unknown."""

    title: Words = ""
    theme: Words = ""
    purpose: Words = ""
    organiser: Words = ""
    date: str = ""
    zone: str = "Europe/Stockholm"
    place: Words = ""
    language: str = "sv"
    hard_end: int | None = None
    next_date: str = ""
    next_place: Words = ""
    next_theme: Words = ""
    bell: bool = True
    wall_theme: str = "light"


class EditSession(DeskMove, frozen=True):
    """Change what was sent, leave the rest. `hard_end` is "HH:MM" or ""; organisations one a line."""

    title: Words | UnsetType = UNSET
    theme: Words | UnsetType = UNSET
    purpose: Words | UnsetType = UNSET
    organiser: Words | UnsetType = UNSET
    date: str | UnsetType = UNSET
    zone: str | UnsetType = UNSET
    place: Words | UnsetType = UNSET
    language: str | UnsetType = UNSET
    hard_end: str | UnsetType = UNSET
    next_date: str | UnsetType = UNSET
    next_place: Words | UnsetType = UNSET
    next_theme: Words | UnsetType = UNSET
    bell: bool | UnsetType = UNSET
    wall_theme: str | UnsetType = UNSET
    ask_name: str | UnsetType = UNSET
    ask_organisation: str | UnsetType = UNSET
    organisations: str | UnsetType = UNSET
    closed_list: bool | UnsetType = UNSET
    tables: bool | UnsetType = UNSET
    seats: int | UnsetType = UNSET


class LookUp(DeskMove, frozen=True):
    """Phones go quiet and say: look up."""

    on: bool = True


class Blank(DeskMove, frozen=True):
    """The wall goes dark."""

    on: bool = True


class ShowCode(DeskMove, frozen=True):
    """The wall shows the way in, large."""

    on: bool = True


class ShareRecord(DeskMove, frozen=True):
    """Let everybody who has the code read the minutes, also after the session has ended; or take that back."""

    on: bool = True


class EndSession(DeskMove, frozen=True):
    """The day is over: nothing more can be sent, the record stays."""


class ReopenSession(DeskMove, frozen=True):
    """It was not over after all."""


def minute_of(text: str) -> int | None:
    """Minutes after midnight of "HH:MM" (or "HH.MM"); None for "". Raises Rejected("no_time")."""
    if not text.strip():
        return None
    hour, _, minute = text.strip().replace(".", ":").partition(":")
    if not (hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit() and len(minute) == 2):
        raise Rejected("no_time", field="start")
    if int(hour) > 47 or int(minute) > 59:
        raise Rejected("no_time", field="start")
    return int(hour) * 60 + int(minute)


class Meeting(Part):
    """The facts, and the switches that hold for the whole room."""

    moves = (EditSession, LookUp, Blank, ShowCode, ShareRecord, ReopenSession)

    def __init__(self, people: People) -> None:
        self.facts = Facts()
        self.people = people
        self.look_up = False
        self.blank = False
        self.show_code = False
        self.ended = False
        self.shared = False

    def decide_edit_session(self, move: EditSession, turn: Turn) -> tuple[EditSession, ...]:
        kept: dict[str, Any] = {}
        for name, value in given(move).items():
            kept[name] = _checked(name, value)
        return (EditSession(**kept),)

    def apply_edit_session(self, event: EditSession, by: str, at: Ms) -> None:
        change = given(event)
        door = {new: change.pop(old) for old, new in _DOOR.items() if old in change}
        if "organisations" in door:
            door["organisations"] = tuple(line for line in door["organisations"].split("\n") if line)
        if "hard_end" in change:
            change["hard_end"] = minute_of(change["hard_end"])
        self.people.door = structs.replace(self.people.door, **door)
        self.facts = structs.replace(self.facts, **change)

    def inverse_edit_session(self, event: EditSession) -> Move | None:
        """What a session was made with is not undone: it would have no name any more."""
        if self.facts == Facts():
            return None
        return EditSession(**{name: self._now(name) for name in given(event)})

    def _now(self, name: str) -> Any:
        if name == "hard_end":
            end = self.facts.hard_end
            return "" if end is None else f"{end // 60:02d}:{end % 60:02d}"
        if name == "organisations":
            return "\n".join(self.people.door.organisations)
        return getattr(self.people.door, _DOOR[name]) if name in _DOOR else getattr(self.facts, name)

    def apply_look_up(self, event: LookUp, by: str, at: Ms) -> None:
        self.look_up = event.on

    def apply_blank(self, event: Blank, by: str, at: Ms) -> None:
        self.blank = event.on

    def apply_show_code(self, event: ShowCode, by: str, at: Ms) -> None:
        self.show_code = event.on

    def apply_share_record(self, event: ShareRecord, by: str, at: Ms) -> None:
        self.shared = event.on

    def apply_reopen_session(self, event: ReopenSession, by: str, at: Ms) -> None:
        self.ended = False


_DOOR = {
    "ask_name": "name",
    "ask_organisation": "organisation",
    "organisations": "organisations",
    "closed_list": "closed_list",
    "tables": "tables",
    "seats": "seats",
}
_CHOICES = {
    "ask_name": ASKED,
    "ask_organisation": ASKED,
    "wall_theme": ("light", "dark"),
}


def _checked(name: str, value: Any) -> Any:
    """One field of the form as it will be kept. Raises Rejected with the field's name."""
    try:
        return _check(name, value)
    except Rejected as refused:
        raise Rejected(refused.code, **{**refused.values, "field": name}) from None


def _check(name: str, value: Any) -> Any:
    if name in _CHOICES and value not in _CHOICES[name]:
        raise Rejected("unknown")
    if name in ("date", "next_date"):
        return _iso_date(value)
    if name == "zone":
        return _zone(value)
    if name == "hard_end":
        return value if minute_of(value) is None else value.strip().replace(".", ":")
    if name == "organisations":
        return "\n".join(filter(None, (tidy(line, 120) for line in value.split("\n")[:1000])))
    if name == "seats" and not 1 <= value <= 20_000:
        raise Rejected("too_many", most=20_000)
    if isinstance(value, str):
        return tidy(value, 1000 if name == "purpose" else 200)
    return value


def _iso_date(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat() if text.strip() else ""
    except ValueError:
        raise Rejected("no_date") from None


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Rejected("no_zone") from None
