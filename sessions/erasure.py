"""Forgetting a seat: every word it wrote leaves the journal, the structure of what happened stays."""

from collections.abc import Iterable, Iterator, Sequence, Sized
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from msgspec import Meta, Struct, structs

from sessions.activity import Event, Item
from sessions.session_moves import Happened


def redacted(event: Event) -> Event:
    """The event with every field of type Words emptied."""
    blank: Event = _emptied(event)
    return blank


def without_copies(event: Event, ids: set[str]) -> Event:
    """The event with the words of copied items emptied whose ids are among `ids`."""
    return structs.replace(event, **_items_emptied(event, ids)) if ids else event


def copies_items(event: Event) -> bool:
    """Whether the event holds items, words and all."""
    fields = (getattr(event, name) for name in event.__struct_fields__)
    return any(isinstance(part, Item) for field in fields if isinstance(field, tuple) for part in field)


def erased(happened: Iterable[Happened], own: bool, ids: set[str]) -> list[Happened]:
    """One row after forgetting its author (`own`), or a row that may have copied the author's items."""
    return [
        Happened(redacted(one.event) if own else without_copies(one.event, ids), one.step) for one in happened
    ]


def _emptied(data: Any) -> Any:
    hints = get_type_hints(type(data), include_extras=True)
    fields = {name: _blank(getattr(data, name), hints[name]) for name in data.__struct_fields__}
    return structs.replace(data, **fields)


def _blank(value: Any, hint: Any) -> Any:
    """`value` without the words in it, guided by its type."""
    if isinstance(value, str):
        return "" if _is_words(hint) else value
    if isinstance(value, Struct):
        return _emptied(value)
    if isinstance(value, dict):
        held = _held(value, hint)
        return {key: _blank(part, kind) for (key, part), kind in zip(value.items(), held, strict=True)}
    if isinstance(value, (tuple, list)):
        return type(value)(_blank(part, kind) for part, kind in zip(value, _held(value, hint), strict=True))
    return value


def _held(value: Sized, hint: Any) -> Sequence[Any]:
    """The type of each part of a container (of a mapping: of each value)."""
    for kind in _kinds(hint):
        held = get_args(kind)
        if get_origin(kind) is tuple and held[-1] is not ... and len(held) == len(value):
            return held
        if held and get_origin(kind) is type(value):
            return [held[0] if held[-1] is ... else held[-1]] * len(value)
    return [Any] * len(value)


def _kinds(hint: Any) -> Iterator[Any]:
    """The type itself, or each of those it may be; what is marked as words stays marked."""
    if get_origin(hint) in (Union, UnionType):
        for part in get_args(hint):
            yield from _kinds(part)
    elif hasattr(hint, "__metadata__") and not _marked(hint):
        yield from _kinds(hint.__origin__)
    else:
        yield hint


def _is_words(hint: Any) -> bool:
    return any(_marked(kind) for kind in _kinds(hint))


def _marked(hint: Any) -> bool:
    marks = getattr(hint, "__metadata__", ())
    return any(isinstance(mark, Meta) and (mark.extra or {}).get("words") for mark in marks)


def _items_emptied(event: Event, ids: set[str]) -> dict[str, Any]:
    return {
        name: tuple(_empty_item(item, ids) for item in value)
        for name in event.__struct_fields__
        if isinstance(value := getattr(event, name), tuple) and any(isinstance(item, Item) for item in value)
    }


def _empty_item(item: Any, ids: set[str]) -> Any:
    """`ids` may also hold the id of an item with ":ball": then only who holds its ball is emptied."""
    if not isinstance(item, Item):
        return item
    kept = structs.replace(item, ball="") if f"{item.id}:ball" in ids else item
    return structs.replace(kept, title="", text="") if item.id in ids else kept
