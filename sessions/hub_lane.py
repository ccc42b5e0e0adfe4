"""A rhythm: when the next round of broadcasting may start, and how it shares the loop with all else."""

from collections.abc import Callable, Iterator
from typing import Any, Protocol

REST = 5
"""From start to start, at least so many times what the last round took: a fifth of a core."""


class Timer(Protocol):
    def cancel(self) -> None: ...


class Loop(Protocol):
    """The part of an event loop that is used here."""

    def time(self) -> float: ...
    def call_soon(self, callback: Callable[..., Any], *args: Any) -> Timer: ...
    def call_later(self, delay: float, callback: Callable[..., Any], *args: Any) -> Timer: ...


Round = Iterator[int]
"""One round, in steps: it yields 0 to give others a turn, or how many moves must first be on disk."""


class Lane:
    """Rounds one after the other, `pause` seconds or more from start to start; at once after a rest.

    `rest`: how many times as long as the usual rest.
    """

    def __init__(
        self,
        loop: Loop,
        pause: float,
        new_round: Callable[[], Round],
        committed: Callable[[], int],
        rest: float = 1,
    ) -> None:
        self._loop, self._pause, self._new_round, self._committed = loop, pause, new_round, committed
        self._rest = rest
        self._dirty = self._urgent = False
        self._round: Round | None = None
        self._waits_for: int | None = None
        self._started = float("-inf")
        self._busy = 0.0
        self._timer: Timer | None = None
        self._due = 0.0

    def touch(self, urgent: bool) -> None:
        """Something has changed. Cheap when the lane knows it already."""
        if urgent or not self._dirty:
            self._dirty = True
            self._urgent |= urgent
            self._plan()

    def at_once(self, work: Callable[..., None], *args: Any) -> bool:
        """Do it now if the lane has rested; else False: it has to wait for a round."""
        if self._dirty or self._round is not None:
            return False
        before = self._loop.time()
        if before < self._rested_at:
            return False
        self._started = before
        work(*args)
        self._busy = self._loop.time() - before
        return True

    @property
    def _rested_at(self) -> float:
        return self._started + max(self._pause, REST * self._rest * self._busy)

    def released(self) -> None:
        """More is on disk."""
        if self._waits_for is not None and self._waits_for <= self._committed():
            self._waits_for = None
            self._loop.call_soon(self._step, self._round)

    def break_off(self) -> None:
        """Forget the round that is under way."""
        self._round = self._waits_for = None

    def stop(self) -> None:
        self.break_off()
        self._dirty = self._urgent = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _plan(self) -> None:
        if not self._dirty or self._round is not None:
            return
        now = self._loop.time()
        due = now if self._urgent else max(now, self._rested_at)
        if self._timer is not None:
            if self._due <= due:
                return
            self._timer.cancel()
        self._due = due
        if due > now:
            self._timer = self._loop.call_later(due - now, self._start)
        else:
            self._timer = self._loop.call_soon(self._start)

    def _start(self) -> None:
        self._timer = None
        self._dirty = self._urgent = False
        self._started, self._busy = self._loop.time(), 0.0
        self._round = self._new_round()
        self._step(self._round)

    def _step(self, round: Round) -> None:
        if self._round is not round:  # broken off
            return
        before = self._loop.time()
        waits_for = next(round, None)
        self._busy += self._loop.time() - before
        if waits_for is None:
            self._round = None
            self._plan()
        elif waits_for > self._committed():
            self._waits_for = waits_for
        else:
            self._loop.call_soon(self._step, round)
