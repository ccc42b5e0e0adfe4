"""Who may write in a field, and what becomes of a text that comes: decisions only, nothing is changed here."""

from collections.abc import Collection, Iterator

from sessions.activities.worksheet.moves import (
    GivePen,
    PenGiven,
    PenTaken,
    PenWanted,
    SetAside,
    Settle,
    Settled,
    TakePen,
    Write,
    Written,
)
from sessions.activities.worksheet.sheet import Aside, Field, Sheet
from sessions.activity import Event, Ms, Rejected, Turn

STILL = 30_000
"""Milliseconds without a word after which anybody else may have the pen: time to think, not to fall asleep."""


def holder(field: Field, members: Collection[str]) -> str:
    """The seat that holds the pen; who has left the group holds none."""
    return field.pen if field.pen in members else ""


def is_free(field: Field, seat: str, at: Ms, members: Collection[str]) -> bool:
    """Whether `seat` may write: the pen is nobody's, its own, or has been still."""
    held = holder(field, members)
    return held in ("", seat) or at - field.pen_at >= STILL


def take(sheet: Sheet, move: TakePen, turn: Turn, members: Collection[str]) -> Iterator[Event]:
    field, seat = sheet.field(move.field), turn.who.seat
    if not is_free(field, seat, turn.at, members):
        if seat not in field.waiting:
            yield PenWanted(move.group, move.field)
    elif field.pen != seat:
        yield from _put_down_others(sheet, move, seat, members)
        yield PenTaken(move.group, move.field)


def give(sheet: Sheet, move: GivePen, seat: str, members: Collection[str]) -> Iterator[Event]:
    if sheet.field(move.field).pen == seat:
        yield _given(sheet, move.group, move.field, members)


def write(sheet: Sheet, move: Write, turn: Turn, members: Collection[str], typed: bool) -> Iterator[Event]:
    """The text becomes the current one; when somebody else writes, or has written since, it stands aside."""
    field, seat = sheet.field(move.field), turn.who.seat
    if move.text == field.text:
        return
    if field.is_stale(move.base, seat) or not is_free(field, seat, turn.at, members):
        yield from _beside(field, move, turn, typed)
        return
    if not typed:
        yield from _put_down_others(sheet, move, seat, members)
    yield Written(move.group, move.field, move.text, typed)


def _beside(field: Field, move: Write, turn: Turn, typed: bool) -> Iterator[Event]:
    mine = field.asides.get(turn.who.seat)
    before = mine.part.text if mine else ""
    if move.text != before:
        yield SetAside(move.group, move.field, turn.new_id("v"), move.text, typed)


def settle(sheet: Sheet, move: Settle, turn: Turn, members: Collection[str], most: int) -> Iterator[Event]:
    """Judged on what was read: refused when either text has changed since, or is being written."""
    field = sheet.field(move.field)
    aside = _aside(field, move.aside)
    if move.base != field.version:
        raise Rejected("text_changed")
    if not is_free(field, turn.who.seat, turn.at, members):
        raise Rejected("being_written")
    if move.how == "both" and len(field.text) + len(aside.part.text) + 2 > most:
        raise Rejected("both_too_long", most=most)
    yield Settled(move.group, move.field, move.aside, move.how)


def _aside(field: Field, id: str) -> Aside:
    found = next((aside for aside in field.beside if aside.id == id), None)
    if found is None:
        raise Rejected("text_changed")
    return found


def _put_down_others(
    sheet: Sheet, move: TakePen | Write, seat: str, members: Collection[str]
) -> Iterator[Event]:
    """One pen a person: who writes here no longer writes there."""
    for key in sheet.held_by(seat):
        if key != move.field:
            yield _given(sheet, move.group, key, members)


def _given(sheet: Sheet, group: str, key: str, members: Collection[str]) -> PenGiven:
    waiting = (seat for seat in sheet.field(key).waiting if seat in members)
    return PenGiven(group, key, next(waiting, ""))
