"""How long each part of each pitch may take: pure arithmetic on whole seconds.

The time there is goes to what is still to come, in proportion to its weight and rounded down: equal parts are
equal to the second, and together they are never more than what is left.
"""

from collections.abc import Sequence

from msgspec import Struct

from sessions.activities.pitch.moves import Running
from sessions.activity import Clock, Ms

PHASES: tuple[Running, ...] = ("pitch", "questions", "change")
LONGEST = 24 * 3600


class Shares(Struct, frozen=True):
    """Seconds for each phase of each group still to come, and of what is left of the one that is on.

    `short`: there was less time than the settings ask for (only where they are minutes). `known`: whether a
    clock sets a limit at all.
    """

    each: dict[str, int]
    rest: dict[str, int]
    short: bool = False
    known: bool = True

    @property
    def whole(self) -> int:
        """What one group gets."""
        return sum(self.each.values())


def shares(
    weights: dict[str, int], split: str, groups: int, rest: Sequence[str], seconds: int | None
) -> Shares:
    """Share `seconds` (None: no limit) among `groups` whole pitches and the phases `rest` of one that is on.

    `weights`: what each phase weighs, or with split "minutes" how many minutes it shall have.
    """
    parts = {phase: weight for phase, weight in weights.items() if weight}
    wanted = {phase: weight * 60 for phase, weight in parts.items()}
    total = groups * sum(parts.values()) + sum(parts.get(phase, 0) for phase in rest)
    if seconds is None:
        return _dealt(wanted, rest, known=False)
    fair = {phase: min(max(seconds, 0), LONGEST) * weight // max(total, 1) for phase, weight in parts.items()}
    if split == "shares":
        return _dealt(fair, rest)
    enough = total * 60 <= seconds
    return _dealt(wanted, rest) if enough else _dealt(fair, rest, short=True)


def _dealt(each: dict[str, int], rest: Sequence[str], short: bool = False, known: bool = True) -> Shares:
    return Shares(each, {phase: each[phase] for phase in rest if phase in each}, short, known)


def left(clock: Clock, at: Ms) -> Ms:
    """What a clock has left, negative when it is over time."""
    return clock.left if clock.deadline is None else clock.deadline - at


def used(clock: Clock | None, at: Ms) -> int:
    """Whole seconds that have run on a clock; pauses do not count, time over does."""
    return max(clock.total - left(clock, at), 0) // 1000 if clock else 0


def seconds_left(clock: Clock | None, at: Ms) -> int | None:
    """Whole seconds, never below 0; None without a clock."""
    return max(left(clock, at), 0) // 1000 if clock else None
