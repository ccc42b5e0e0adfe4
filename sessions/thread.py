"""The golden thread: one item from note to action, pitch, ballot option and protocol row, folded when it is read."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from sessions.activity import Item


class Stop(Struct, frozen=True):
    """Where an item was seen: the step, and the item as it stood there."""

    step: str
    item: Item


class Thread:
    """Every item of every step by its id, in the order of the steps."""

    def __init__(self, stops: Iterable[Stop]) -> None:
        self._stops: dict[str, list[Stop]] = {}
        for stop in stops:
            self._stops.setdefault(stop.item.id, []).append(stop)

    def stops(self, item: str) -> Sequence[Stop]:
        """Where this item was seen, the earliest first; nothing for an id nobody knows."""
        return self._stops.get(item, ())

    def parents(self, item: str) -> list[str]:
        """What it was made from: two for a merge, one for a split."""
        return list(dict.fromkeys(parent for stop in self.stops(item) for parent in stop.item.from_ids))

    def origins(self, item: str) -> list[str]:
        """Everything it leads back to, the nearest first, itself left out; a circle ends where it closes."""
        found: dict[str, None] = {}
        waiting = self.parents(item)
        while waiting:
            parent = waiting.pop(0)
            if parent != item and parent not in found:
                found[parent] = None
                waiting += self.parents(parent)
        return list(found)

    def changed_since(self, item: str, step: str) -> bool:
        """Whether the item reads differently somewhere after `step` took it over."""
        stops = self.stops(item)
        taken = next((stop.item for stop in stops if stop.step == step), None)
        return taken is not None and any(_words(stop.item) != _words(taken) for stop in stops)

    def ids(self) -> list[str]:
        return list(self._stops)


def _words(item: Item) -> tuple[str, str]:
    return item.title, item.text
