"""Moves made from their types alone, so that a new one is tried without anybody adding it here."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct, inspect

from sessions.activities import ACTIVITIES
from sessions.activity import Move
from sessions.wire import session_moves, step_moves

KINDS = [activity.kind for activity in ACTIVITIES]


def all_moves() -> Iterator[tuple[str, str, type[Move]]]:
    """(kind or "" for the session's own, name, type) of every move there is."""
    for name, move in session_moves().items():
        yield "", name, move
    for kind in KINDS:
        for name, move in step_moves(kind).items():
            yield kind, name, move


def smallest(move: type[Move]) -> Move:
    """A move of this type whose fields have the right shape and mean nothing."""
    made: Move = msgspec.convert(raw_of(move), move)
    return made


def raw_of(move: type[Struct]) -> dict[str, Any]:
    """Every field of a move as plain data, with its tag."""
    known = inspect.type_info(move)
    assert isinstance(known, inspect.StructType)
    fields = {field.encode_name: _value(field.type) for field in known.fields}
    return {"do": known.tag, **fields} if known.tag else fields


def _value(kind: inspect.Type) -> Any:
    match kind:
        case inspect.Metadata():
            return _value(kind.type)
        case inspect.StrType():
            return "x" * max(1, kind.min_length or 0)
        case inspect.BoolType():
            return True
        case inspect.IntType() | inspect.FloatType():
            return kind.ge if kind.ge is not None else 1
        case inspect.LiteralType():
            return kind.values[0]
        case inspect.StructType():
            return raw_of(kind.cls)
        case inspect.UnionType():
            return _value(
                next(one for one in kind.types if not isinstance(one, inspect.NoneType | inspect.CustomType))
            )
        case inspect.CollectionType():
            return [_value(kind.item_type)]
        case inspect.TupleType():
            return [_value(one) for one in kind.item_types]
        case inspect.DictType():
            return {}
    return None
