"""The gate: nothing leaves before what it tells of is on disk."""

from collections import deque
from collections.abc import Callable, Iterable

from msgspec import Struct

from sessions.connection import Connection
from sessions.hub_screen import Watcher


class Held(Struct):
    """A frame that waits for the disk. Without a frame: the newest screen of the connection's watcher.

    `lost` is called instead when the disk did not take what it waited for.
    """

    at: int
    connection: Connection
    frame: bytes = b""
    personal: bool = False
    lost: Callable[[], None] | None = None


class Gate:
    """What waits, in the order in which it was decided. `committed`: how many moves are on disk."""

    def __init__(self, committed: Callable[[], int], deliver: Callable[[Held], None]) -> None:
        self._committed = committed
        self._deliver = deliver
        self._held: deque[Held] = deque()

    def send(self, held: Held) -> None:
        """At once, if what it tells of is on disk already."""
        if held.at <= self._committed():
            self._deliver(held)
        else:
            self._held.append(held)

    def hold(self, some: Iterable[Held]) -> None:
        self._held.extend(some)

    def released(self) -> None:
        """More is on disk."""
        committed = self._committed()
        while self._held and self._held[0].at <= committed:
            self._deliver(self._next(committed))

    def _next(self, committed: int) -> Held:
        """The first that waits, with the frames right behind it for the same connection: one write."""
        first = self._held.popleft()
        while self._held and first.frame and self._held[0].frame:
            if self._held[0].connection is not first.connection or self._held[0].at > committed:
                break
            first.frame += self._held.popleft().frame
        return first

    def lost(self) -> None:
        """A commit failed: whoever waits for an answer is told at once."""
        answers = [held.lost for held in self._held if held.lost is not None]
        self._held = deque(held for held in self._held if held.lost is None)
        for tell in answers:
            tell()

    def dropped(self) -> None:
        """Answers about what is on disk leave; nothing else that waited will ever be sent."""
        committed = self._committed()
        waited, self._held = self._held, deque()
        for held in waited:
            if held.personal and isinstance(held.connection.slot, Watcher):
                held.connection.slot.you = b""
            elif held.frame and not held.personal and held.at <= committed:
                self._deliver(held)
            elif held.lost is not None:
                held.lost()

    def clear(self) -> None:
        self._held.clear()
