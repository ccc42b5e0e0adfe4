"""Those whose line does not keep up: passed over, brought back when it has drained, given up in the end."""

from collections.abc import Callable

from sessions.connection import Connection
from sessions.hub_lane import Loop, Timer
from sessions.hub_screen import Counters, Watcher

SLOW = 64 * 1024  # unsent bytes above which state frames are left out
HOPELESS = 256 * 1024
DRAINED = 8 * 1024
PATIENCE = 10.0  # seconds that a watcher may stay behind
SWEEP = 0.5


class Stragglers:
    """`bring_back` shows a watcher what it has missed; `give_up` drops its line."""

    def __init__(
        self,
        loop: Loop,
        counters: Counters,
        bring_back: Callable[[Watcher], None],
        give_up: Callable[[Connection], None],
    ) -> None:
        self._loop = loop
        self._counters = counters
        self._bring_back, self._give_up = bring_back, give_up
        self._behind: dict[Watcher, None] = {}
        self._sweeping: Timer | None = None

    def keeps_up(self, watcher: Watcher) -> bool:
        """False for whoever is passed over."""
        if watcher.behind_since is None and watcher.connection.waiting <= SLOW:
            return True
        self.pass_over(watcher)
        return False

    def pass_over(self, watcher: Watcher) -> None:
        self._counters.skipped += 1
        if watcher.behind_since is None:
            watcher.behind_since = self._loop.time()
            self._behind[watcher] = None
            if self._sweeping is None:
                self._sweeping = self._loop.call_later(SWEEP, self._sweep)

    def forget(self, watcher: Watcher) -> None:
        self._behind.pop(watcher, None)

    def stop(self) -> None:
        if self._sweeping is not None:
            self._sweeping.cancel()
            self._sweeping = None

    def _sweep(self) -> None:
        self._sweeping = None
        for watcher in list(self._behind):
            self._look_after(watcher)
        if self._behind:
            self._sweeping = self._loop.call_later(SWEEP, self._sweep)

    def _look_after(self, watcher: Watcher) -> None:
        waiting, since = watcher.connection.waiting, watcher.behind_since
        if waiting <= DRAINED:
            del self._behind[watcher]
            watcher.behind_since = None
            self._bring_back(watcher)
        elif waiting > HOPELESS or (since is not None and self._loop.time() - since > PATIENCE):
            self._give_up(watcher.connection)
