"""What happens in a doodle, one phase after the other: a pure function of its settings."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from sessions.activities.doodle.moves import Part, Settings

Kind = Literal["gather", "ready", "doodle", "turn", "swap", "finish", "talk", "done"]
CLOCK = "phase"
GRACE = 3000
"""Milliseconds after a sheet's time in which what was drawn in time still arrives."""


class Phase(Struct, frozen=True):
    """`sheet` counts through all rounds, `number` within the round. `part`: which half of the round it belongs to."""

    kind: Kind
    seconds: int = 0
    part: Part | Literal[""] = ""
    sheet: int = 0
    number: int = 0
    round: int = 1


GATHER = Phase("gather")
DONE = Phase("done")


def plan(settings: Settings) -> tuple[Phase, ...]:
    return (*_rounds(settings), Phase("talk", settings.talk_seconds))


def _rounds(settings: Settings) -> Iterator[Phase]:
    for round in range(1, settings.rounds + 1):
        yield Phase("ready", settings.ready_seconds, "doodle", round=round)
        yield from _sheets(settings, "doodle", settings.seconds, round)
        yield Phase("swap", settings.swap_seconds, "finish", round=round)
        yield from _sheets(settings, "finish", settings.finish_seconds, round)


def _sheets(settings: Settings, part: Part, seconds: int, round: int) -> Iterator[Phase]:
    for number in range(1, settings.sheets + 1):
        sheet = (round - 1) * settings.sheets + number
        if number > 1 and settings.pause_seconds:
            yield Phase("turn", settings.pause_seconds, part, sheet, number, round)
        yield Phase(part, seconds, part, sheet, number, round)


def phase_at(settings: Settings, index: int) -> Phase:
    """Before it begins, people gather; after the last phase, it is done."""
    phases = plan(settings)
    return GATHER if index < 0 else phases[index] if index < len(phases) else DONE


def when_drawn(settings: Settings, part: Part, sheet: int) -> int | None:
    """The index of the phase in which this sheet is drawn on, or None."""
    phases = enumerate(plan(settings))
    return next((index for index, phase in phases if (phase.kind, phase.sheet) == (part, sheet)), None)


def when_told(settings: Settings, part: Part, sheet: int) -> tuple[int, int] | None:
    """The first and last index of the phases in which this sheet may be told in words: words take longer than a line.

    A doodle until the sheets have been swapped, its finish until the end.
    """
    own = when_drawn(settings, part, sheet)
    if own is None:
        return None
    phases = plan(settings)
    round = phases[own].round
    swap = next(i for i, phase in enumerate(phases) if (phase.kind, phase.round) == ("swap", round))
    first = next(i for i, phase in enumerate(phases) if phase.round == round)
    return (first, swap) if part == "doodle" else (own, len(phases))


def shape_of(settings: Settings) -> list[tuple[Kind, int]]:
    """What may not change once it has begun; how long each phase takes may."""
    return [(phase.kind, phase.sheet) for phase in plan(settings)]
