"""How much one seat may ask, however many sockets it opens."""

from sessions.pace import Pace

PER_SECOND = 5
AT_ONCE = 4
"""Seconds' worth of moves that may come at once."""
BURST = AT_ONCE * PER_SECOND
GREETINGS = 40
GREETINGS_PER_SECOND = 2.0
REMEMBERED = 1024
"""Paces kept before the rested ones among them are forgotten."""


class Paces:
    """The pace of each seat: 20 moves at once, then 5 a second, unless the server was set up otherwise.

    Only seats that have moved within the last seconds are remembered: a rested pace is the same as a new one.
    """

    def __init__(self, per_second: int = PER_SECOND) -> None:
        self._burst, self._per_second = AT_ONCE * per_second, per_second
        self._kept: dict[tuple[str, str], Pace] = {}
        self._sweep_at = REMEMBERED

    def __len__(self) -> int:
        return len(self._kept)

    def allows(self, code: str, seat: str) -> bool:
        """Whether this seat of this session may move now."""
        pace = self._kept.get((code, seat))
        if pace is None:
            self._forget_the_rested()
            pace = self._kept[code, seat] = Pace(self._burst, self._per_second)
        return pace.allows()

    def _forget_the_rested(self) -> None:
        if len(self._kept) < self._sweep_at:
            return
        self._kept = {key: pace for key, pace in self._kept.items() if not pace.rested}
        self._sweep_at = max(REMEMBERED, 2 * len(self._kept))


def greetings() -> Pace:
    """What one connection may ask beside moves: clock exchanges."""
    return Pace(GREETINGS, GREETINGS_PER_SECOND)
