"""Every clock of a session: slot, step and place. A running clock is a deadline; a paused one is what is left."""

from msgspec import Struct

from sessions.activity import Clock, DeskMove, Event, Ms, Rejected, Turn
from sessions.part import Part

MOST = 100 * 3_600_000


class Timer(Struct):
    """`deadline` ms since 1970 while running, else `left` ms. `total`: its length. `fired`: zero has been told."""

    total: Ms
    deadline: Ms | None
    left: Ms = 0
    fired: bool = False


class PauseTimer(DeskMove, frozen=True):
    """Hold one clock, or with "" all of them."""

    timer: str = ""


class ResumeTimer(DeskMove, frozen=True):
    timer: str = ""


class ExtendTimer(DeskMove, frozen=True):
    """Move the end by `seconds` (may be negative) for one clock, or with "" all that run."""

    seconds: int
    timer: str = ""


class SetTimer(DeskMove, frozen=True):
    """Start a clock of `seconds`; 0 takes it away."""

    timer: str
    seconds: int


class TimerWentOff(Event, frozen=True):
    """Zero was reached; what followed stands beside it in the same row."""

    timer: str


class Timers(Part):
    """Keys: "slot", "step:ID", "step:ID:NAME", "place:NAME"."""

    moves = (PauseTimer, ResumeTimer, ExtendTimer, SetTimer)
    events = (TimerWentOff,)

    def __init__(self) -> None:
        self.running: dict[str, Timer] = {}

    def decide_pause_timer(self, move: PauseTimer, turn: Turn) -> tuple[Event, ...]:
        return self._about(move, move.timer)

    decide_resume_timer = decide_pause_timer

    def decide_extend_timer(self, move: ExtendTimer, turn: Turn) -> tuple[Event, ...]:
        if abs(move.seconds) > 24 * 3600:
            raise Rejected("not_now")
        return self._about(move, move.timer)

    def decide_set_timer(self, move: SetTimer, turn: Turn) -> tuple[Event, ...]:
        if not 0 <= move.seconds * 1000 <= MOST or not move.timer:
            raise Rejected("not_now")
        return (move,)

    def _about(self, move: Event, timer: str) -> tuple[Event, ...]:
        if timer and timer not in self.running:
            raise Rejected("unknown")
        return (move,)

    def apply_pause_timer(self, event: PauseTimer, by: str, at: Ms) -> None:
        for timer in self._named(event.timer):
            if timer.deadline is not None:
                timer.left, timer.deadline = timer.deadline - at, None

    def apply_resume_timer(self, event: ResumeTimer, by: str, at: Ms) -> None:
        for timer in self._named(event.timer):
            if timer.deadline is None:
                timer.deadline = at + timer.left

    def apply_extend_timer(self, event: ExtendTimer, by: str, at: Ms) -> None:
        for timer in (*self._named(event.timer), *self._inside(event.timer)):
            self._extend(timer, event.seconds * 1000, at)

    def _inside(self, key: str) -> list[Timer]:
        """The clocks that places have of their own lie inside the slot's and a step's main one, and follow them."""
        outer = key == "slot" or (key.startswith("step:") and key.count(":") == 1)
        return [timer for other, timer in self.running.items() if outer and other.startswith("place:")]

    def _extend(self, timer: Timer, by: Ms, at: Ms) -> None:
        """More time counts from now when the clock is already past zero."""
        before = timer.left if timer.deadline is None else timer.deadline - at
        after = (max(before, 0) if by > 0 else before) + by
        timer.total = max(timer.total + by, after, 1000)
        timer.fired = timer.fired and after <= 0
        if timer.deadline is None:
            timer.left = after
        else:
            timer.deadline = at + after

    def apply_set_timer(self, event: SetTimer, by: str, at: Ms) -> None:
        self.set(event.timer, event.seconds, at)

    def apply_timer_went_off(self, event: TimerWentOff, by: str, at: Ms) -> None:
        if event.timer in self.running:
            self.running[event.timer].fired = True

    def set(self, key: str, seconds: int, at: Ms) -> None:
        if seconds > 0:
            self.running[key] = Timer(seconds * 1000, at + seconds * 1000)
        else:
            self.running.pop(key, None)

    def drop(self, prefix: str) -> None:
        """Take away `prefix` itself and everything below it."""
        for key in [k for k in self.running if k == prefix or k.startswith(f"{prefix}:")]:
            del self.running[key]

    def _named(self, key: str) -> list[Timer]:
        return list(self.running.values()) if not key else [t for k, t in self.running.items() if k == key]

    def due(self, now: Ms) -> list[tuple[str, Ms]]:
        """(key, deadline) of the clocks that have reached zero and not been told, the earliest first."""
        found = [
            (key, timer.deadline)
            for key, timer in self.running.items()
            if timer.deadline is not None and not timer.fired and timer.deadline <= now
        ]
        return sorted(found, key=lambda pair: pair[1])

    def next_alarm(self) -> Ms | None:
        waiting = [t.deadline for t in self.running.values() if t.deadline is not None and not t.fired]
        return min(waiting, default=None)

    def clock(self, key: str) -> Clock | None:
        timer = self.running.get(key)
        return None if timer is None else Clock(timer.deadline, timer.left, timer.total)

    def of_step(self, step: str) -> dict[str, Clock]:
        """The step's clocks by their names; its main one is ""."""
        own = f"step:{step}"
        return {
            key[len(own) + 1 :]: Clock(t.deadline, t.left, t.total)
            for key, t in self.running.items()
            if key == own or key.startswith(f"{own}:")
        }
