"""Untrusted JSON becomes moves, and events become the bytes of the journal and back."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from sessions.activities import activity_of
from sessions.activity import Event, Move, Rejected
from sessions.part import tag_of
from sessions.session import Session
from sessions.session_moves import Happened

MOST_BYTES = 64 * 1024


class Hi(Struct, frozen=True, tag_field="t", tag="hi", forbid_unknown_fields=True):
    have: dict[str, str] = {}


class Do(Struct, frozen=True, tag_field="t", tag="do", forbid_unknown_fields=True):
    id: str
    move: dict[str, Any]
    step: str = ""


class Time(Struct, frozen=True, tag_field="t", tag="time", forbid_unknown_fields=True):
    c: float


Frame = Hi | Do | Time

_frames = msgspec.json.Decoder(Frame)


def read_frame(text: str | bytes) -> Frame:
    """One frame from a client. Raises Rejected("malformed")."""
    try:
        frame: Frame = _frames.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise Rejected("malformed") from None
    if isinstance(frame, Do) and not (frame.id.isascii() and frame.id.isalnum() and 8 <= len(frame.id) <= 64):
        raise Rejected("malformed")
    return frame


def read_move(session: Session, step: str, raw: dict[str, Any]) -> Move:
    """The move that `raw` asks for, in the session or in one of its steps. Raises Rejected."""
    known = step_moves(session.steps.step(step).kind) if step else session_moves()
    wanted = known.get(str(raw.get("do")))
    if wanted is None:
        raise Rejected("malformed")
    try:
        move: Move = msgspec.convert(raw, wanted, strict=False)
    except (msgspec.ValidationError, RecursionError, OverflowError) as wrong:
        raise _refusal(str(wrong)) from None
    return move


def _refusal(reason: str) -> Rejected:
    """msgspec says where: `... - at `$.minutes`` names the field of the form."""
    _, _, path = reason.partition("at `$.")
    field = path.rstrip("`").split(".")[0].split("[")[0]
    return Rejected("malformed", **({"field": field} if field.isidentifier() else {}))


@cache
def session_moves() -> dict[str, type[Move]]:
    """Every move of the session itself, by its name."""
    return {tag_of(move): move for part in Session("", "").parts for move in part.moves}


@cache
def step_moves(kind: str) -> dict[str, type[Move]]:
    return {tag_of(move): move for move in activity_of(kind).moves}


@cache
def _session_events() -> dict[str, type[Event]]:
    parts = Session("", "").parts
    return {tag_of(event): event for part in parts for event in (*part.moves, *part.events)}


@cache
def _step_events(kind: str) -> dict[str, type[Event]]:
    activity = activity_of(kind)
    return {tag_of(event): event for event in (*activity.moves, *activity.events)}


def write_events(happened: list[Happened]) -> bytes:
    """One row of the journal: a JSON list of [step, event], the step "" for the session's own events.

    Raises Rejected("malformed") for what JSON cannot hold: numbers of more than 64 bits, half characters.
    """
    try:
        return msgspec.json.encode([(one.step, one.event) for one in happened])
    except (OverflowError, UnicodeEncodeError, msgspec.EncodeError):
        raise Rejected("malformed") from None


def read_events(row: bytes, kind_of: Callable[[str], str]) -> Iterator[Happened]:
    """The events of a row, one by one, so that a step that begins in this row is known to the next event."""
    for step, raw in msgspec.json.decode(row):
        yield _step_event(raw, step, kind_of(step)) if step else Happened(_session_event(raw))


def _session_event(raw: dict[str, Any]) -> Event:
    event: Event = msgspec.convert(raw, _session_events()[raw["do"]])
    return event


def _step_event(raw: dict[str, Any], step: str, kind: str) -> Happened:
    """Older forms are lifted to today's by the activity's upcasters."""
    upcast = activity_of(kind).upcasters.get(raw["do"])
    lifted = upcast(raw) if upcast else raw
    return Happened(msgspec.convert(lifted, _step_events(kind)[lifted["do"]]), step)
