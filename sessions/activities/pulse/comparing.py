"""The same statements on several occasions: which ones belong beside each other, and what has changed.

The answers of two occasions are two distributions, not pairs: nobody is followed from one to the next. What is
compared is the median and the share at the top of the scale, which the ordinal scale allows (see scales.py).
"""

from collections.abc import Sequence
from typing import Any

from sessions.activities.pulse import scales
from sessions.activities.pulse.moves import Settings
from sessions.activities.pulse.rounds import Round, statements, target_from
from sessions.activity import Scene
from sessions.measures import Answers, Measured, same

View = dict[str, Any]

LONGEST_LABEL = 80


def measure(settings: Settings, round: Round, number: int, scene: Scene) -> Measured:
    """One round as other occasions see it. `number` 0: there is only one."""
    answers = tuple(
        Answers(s.text, round.counts(s.number, settings.points), s.low, s.high)
        for s in statements(settings, scene.title)
    )
    step = scene.title[:300]
    return Measured(settings.set, "scales", settings.points, answers, step, number, scene.opened or 0)


def comparable(one: Measured, settings: Settings, title: str) -> bool:
    """The same set on the same scale, with at least one statement that was answered there too."""
    if one.kind != "scales" or same(one.set) != same(settings.set) or one.points != settings.points:
        return False
    asked = (one.answers_to(s.text) for s in statements(settings, title))
    return any(sum(answers.counts) for answers in asked if answers)


def beside(settings: Settings, scene: Scene) -> list[Measured]:
    """The same set in other steps of the session that opened before this one."""
    if not settings.set or scene.opened is None:
        return []
    others = [one for one in scene.measured() if one.at < scene.opened]
    return sorted(others, key=lambda one: (one.at, one.round))


def told(one: Measured) -> View:
    """Which occasion it was."""
    return {"id": one.id, "step": one.step, "round": one.round, "title": one.title, "date": one.date}


def compared(found: Sequence[View], before: Sequence[Measured], settings: Settings) -> list[View]:
    """The statements as answered now, each with `then` (one for each occasion, None where it was not asked),
    and `moved`: since the last occasion, -1, 0 or 1 for the median, and percentage points for the share.
    """
    return [_compared(statement, before, settings) for statement in found]


def _compared(now: View, before: Sequence[Measured], settings: Settings) -> View:
    then = [_then(one.answers_to(now["text"]), settings) for one in before]
    last = then[-1] if then else None
    return now | {"then": then, "moved": _moved(last, now) if last and now["total"] else None}


def _then(answers: Answers | None, settings: Settings) -> View | None:
    counts = (answers.counts if answers else ())[: settings.points]
    if not sum(counts):
        return None
    return figures((*counts, *(0,) * (settings.points - len(counts))), settings)


def _moved(last: View, now: View) -> View:
    change = sum(now["median"]) - sum(last["median"])
    return {"median": (change > 0) - (change < 0), "points": now["percent"] - last["percent"]}


def figures(counts: Sequence[int], settings: Settings) -> View:
    """What is said of the answers to one statement."""
    found = scales.summary(counts)
    at = scales.at_or_above(counts, target_from(settings))
    return {
        "counts": list(counts),
        "total": found.total,
        "median": list(found.median or ()),
        "middle": list(found.middle or ()),
        "at": at,
        "percent": scales.percent(at, found.total, settings.target),
        "reached": scales.reaches(at, found.total, settings.target),
    }


def line_of(answers: Answers) -> str:
    """A statement as it is set up: with its ends where it has any."""
    return " | ".join((answers.text, answers.low, answers.high)).rstrip(" |")


def as_settings(found: Sequence[Measured]) -> View | None:
    """The settings that ask the latest of these again."""
    if not found:
        return None
    latest = found[-1]
    ends = {(one.low, one.high) for one in latest.statements}
    common = next(iter(ends)) if len(ends) == 1 else ("", "")
    low, high = common if max(map(len, common)) <= LONGEST_LABEL else ("", "")
    lines = "\n".join(
        one.text if (low, high) == (one.low, one.high) else line_of(one) for one in latest.statements
    )
    asked = {"form": "scales", "set": latest.set, "statements": lines, "points": latest.points}
    return asked | {"low": low, "high": high}
