"""How often something may be done: so much at once, then so much a second."""

from time import monotonic

from msgspec import Struct


class Pace(Struct):
    """A token bucket: `burst` at once, then `rate` a second."""

    burst: float
    rate: float
    left: float = 0.0
    at: float | None = None

    def allows(self) -> bool:
        """Whether there is room for one more; takes it when there is."""
        self._refill()
        if self.left < 1:
            return False
        self.left -= 1
        return True

    def give_back(self) -> None:
        """What was taken did not count after all."""
        self.left = min(self.burst, self.left + 1)

    @property
    def spent(self) -> bool:
        self._refill()
        return self.left < 1

    @property
    def rested(self) -> bool:
        """As good as new: nothing is lost when it is forgotten."""
        self._refill()
        return self.left >= self.burst

    def _refill(self) -> None:
        now = monotonic()
        self.left = (
            self.burst if self.at is None else min(self.burst, self.left + (now - self.at) * self.rate)
        )
        self.at = now
