"""The balance of a group: shares of the whole, and nothing that tells what a single person answered.

The rule, with its reasons:

1. Only answers from phones make figures fit to be shown, each phone as one answer. Whoever types paper in knows
   those figures and could subtract them; a phone that stands for a whole table would pass any limit alone.
2. A share is shown only for a category that at least five have chosen (FEWEST), and nobody counts as few: when all
   of a group answer alike, an empty category tells everybody's answer. Smaller categories are put together with the
   next smallest until five have chosen one of them. If that leaves a single share, none is shown; with two
   categories it takes ten answers. Otherwise what is shown could be subtracted from the number of answers to find
   what is not. It is not said which category was too small.
3. Nothing is shown while it is open, not to the desk either: two looks before and after one answer tell it.
4. For the same reason what could have been shown when it closed is final: opened again it takes no answer and no
   paper. With fewer answers than could ever be shown nothing was told, and it goes on.
5. For the same reason it is asked once: not in rounds, not from meeting to meeting, and of two steps of a session
   that name one of the same categories only the one that closed first shows anything.
6. It is never crossed with organisation, area or group, and no record holds more than a wall.

It is the threshold rule of official statistics (A. Hundepool et al., "Statistical Disclosure Control", Wiley 2012,
sections 4.2 and 4.3: small cells, and secondary suppression). It does not protect against several people who put
their own answers together.
"""

from collections.abc import Sequence
from typing import Any

from sessions.activities.pulse import scales
from sessions.activities.pulse.moves import Settings
from sessions.activities.pulse.rounds import Ratings, Round
from sessions.activity import Scene
from sessions.measures import Answers, Measured, same

FEWEST = 5
"""People in a share that is shown."""

FEWEST_IN_ALL = 2 * FEWEST
"""With fewer answers there never are two shares to show, however they fell."""


def categories(settings: Settings) -> tuple[str, ...]:
    """As set up, without empty lines."""
    lines = (" ".join(line.split()) for line in settings.categories.split("\n"))
    return tuple(line for line in lines if line)


def by_phone(settings: Settings, round: Round) -> tuple[int, ...]:
    """How many phones chose each category."""
    chosen = [(value, 1) for value, _ in round.ratings.get(1, Ratings()).by_seat.values()]
    return scales.tally(len(categories(settings)), chosen)


def on_paper(settings: Settings, round: Round) -> tuple[int, ...]:
    return round.paper.get(1) or (0,) * len(categories(settings))


def answers(settings: Settings, round: Round) -> int:
    return sum(by_phone(settings, round)) + sum(on_paper(settings, round))


def could_be_shown(settings: Settings, round: Round) -> bool:
    """Whether there are answers enough that shares might be shown, however they fell."""
    return sum(_fit(settings, round)) >= FEWEST_IN_ALL


def _fit(settings: Settings, round: Round) -> tuple[int, ...]:
    """The answers that make figures fit to be shown: those from phones, if there are any."""
    phones = by_phone(settings, round)
    return phones if any(phones) else on_paper(settings, round)


def balance(settings: Settings, round: Round, scene: Scene) -> dict[str, Any]:
    """What everybody may know. `shares`: the categories of each, per cent, and whether it has what it should.

    Without shares: `why` is "few", or "asked" when another step of the session has asked for it before.
    """
    found: dict[str, Any] = {"total": answers(settings, round), "least": settings.least, "shares": []}
    if asked_before(settings, round, scene):
        return found | {"why": "asked", "met": None}
    shares = _shares(settings, round)
    alone = all(len(share["names"]) == 1 for share in shares)
    met = all(share["met"] for share in shares) if shares and settings.least and alone else None
    return found | {"shares": shares, "why": "" if shares else "few", "met": met}


def _shares(settings: Settings, round: Round) -> list[dict[str, Any]]:
    phones, paper = by_phone(settings, round), on_paper(settings, round)
    together = grouped(_fit(settings, round))
    names = categories(settings)
    total = sum(phones) + sum(paper)
    counts = [sum(phones[i] + paper[i] for i in group) for group in together]
    return [
        {
            "names": [names[i] for i in group],
            "percent": scales.percent(count, total, settings.least if len(group) == 1 else 0),
            "share": count / total,
            "met": scales.reaches(count, total, settings.least),
        }
        for group, count in zip(together, counts, strict=True)
    ]


def grouped(counts: Sequence[int]) -> list[tuple[int, ...]]:
    """Positions put together so that at least FEWEST stand behind each share; none when one share is left."""
    smallest_first = sorted(range(len(counts)), key=lambda i: (counts[i], i))
    together: list[int] = []
    while smallest_first and (counts[smallest_first[0]] < FEWEST or _few(counts, together)):
        together.append(smallest_first.pop(0))
    groups = [tuple(sorted(together)), *((i,) for i in smallest_first)]
    shown = sorted(group for group in groups if group)
    return shown if len(shown) > 1 else []


def _few(counts: Sequence[int], together: Sequence[int]) -> bool:
    return bool(together) and sum(counts[i] for i in together) < FEWEST


def asked_before(settings: Settings, round: Round, scene: Scene) -> bool:
    """Whether another step of the session has already counted one of these categories."""
    own = {same(name) for name in categories(settings)}
    return any(
        own & {same(one.text) for one in other.statements}
        for other in scene.measured()
        if other.kind == "balance" and round.final is not None and other.at <= round.final
    )


def asked(settings: Settings, round: Round) -> list[Measured]:
    """What other steps need to know: which categories have been counted, and when."""
    if settings.form != "balance" or round.final is None:
        return []
    named = tuple(Answers(name) for name in categories(settings))
    return [Measured(kind="balance", points=max(len(named), 2), statements=named, at=round.final)]
