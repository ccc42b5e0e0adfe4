"""A session planned anew from another: its facts, areas, slots and steps, without what happened in it."""

from collections.abc import Iterator

from facilitator import outline
from sessions.activity import Move
from sessions.session import Session


def first_moves(old: Session) -> list[Move]:
    """The facts and the programme. The date is the next meeting's: a copy is for another day."""
    return outline.first_moves(outline.for_next_time(outline.outline_of(old)))


def later_moves(old: Session, new: Session) -> Iterator[Move]:
    """Everything else, to be acted one by one: `new` is read again as it grows."""
    return outline.later_moves(outline.outline_of(old), new)
