"""How much one seat may ask, and how often the whole server may guess at join codes."""

import time

from msgspec import Struct, field

BURST = 20
PER_SECOND = 5.0
GUESSES = 60
GUESSES_PER_SECOND = 1.0


class Pace(Struct):
    """A token bucket: `burst` moves at once, then `rate` a second."""

    burst: float = BURST
    rate: float = PER_SECOND
    left: float = -1.0
    at: float = field(default_factory=time.monotonic)

    def allows(self) -> bool:
        now = time.monotonic()
        before = self.burst if self.left < 0 else self.left
        self.left = min(self.burst, before + (now - self.at) * self.rate)
        self.at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True


def guesses() -> Pace:
    """Failed join codes, counted over the whole server: a room is one address, so addresses say nothing."""
    return Pace(GUESSES, GUESSES_PER_SECOND)
