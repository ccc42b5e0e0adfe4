"""What each audience may see of a vote: nothing but the turnout before it closes, nothing but that it has
closed before it is shown; after closing the desk sees the result first.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import msgspec

from sessions.activities.vote.counting.election import Ballot
from sessions.activities.vote.moves import BY_ANSWER, Settings
from sessions.activities.vote.outcome import outcome, spelt, turnout, typed_of
from sessions.activity import CLOSED, OPEN, SHOWN, Person, Scene

if TYPE_CHECKING:
    from sessions.activities.vote.rules import Vote

View = dict[str, Any]

SIZES = (("roomy", 6, (38, 28)), ("full", 8, (46, 34)), ("dense", 11, (60, 46)))
"""How a wall sets a result: the size, how many lines of rows it holds, and how many characters of a title
stand on a line beside one result or two. The measures of vote.css at 16:9.
"""


NAMED_LINES, NAMED_ACROSS = 4, 105
"""Where organisations are named: how many lines a wall has for that, and how many characters go on one."""


def phone(vote: "Vote", scene: Scene) -> View:
    """While it is open no phone shows how many have voted: every vote would be sent to every phone."""
    counted = None if scene.state == OPEN else turnout(vote, scene)
    return {**_asked(vote, scene), "turnout": counted, "result": shown_to_all(vote, scene)}


def wall(vote: "Vote", scene: Scene) -> View:
    view = {**_asked(vote, scene), "turnout": turnout(vote, scene), "result": shown_to_all(vote, scene)}
    return view | _fitted(view["result"]) | _named(view["result"]) if view["result"] else view


def desk(vote: "Vote", scene: Scene) -> View:
    """The desk waits with everybody else while it is open, then sees the result before it is shown."""
    closed = scene.state in (CLOSED, SHOWN)
    figures = vote.takes_figures
    return {
        **_asked(vote, scene),
        "turnout": turnout(vote, scene),
        "result": outcome(vote, scene) if closed else None,
        "runoff_of": _runoff(vote, scene) if closed else None,
        "figures": [typed_of(vote, option) for option in _typed_options(vote)] if figures else None,
        "slips": [_slip(vote, id) for id in vote.slips],
        "made": len(vote.codes),
        "used": vote.codes.used,
        "homes": _homes(scene) if vote.settings.voters == "organisations" else [],
    }


def _homes(scene: Scene) -> list[str]:
    return sorted(scene.organisations or {one.organisation for one in scene.people if one.organisation})


def _typed_options(vote: "Vote") -> Sequence[Any]:
    return vote.options() if vote.settings.method in BY_ANSWER else vote.choices()


def _slip(vote: "Vote", id: str) -> View:
    slip = vote.slips[id]
    return {"id": id, "people": slip.people, "how": slip.how, **spelt(slip.ballot, vote)}


def _runoff(vote: "Vote", scene: Scene) -> View | None:
    """What a vote between those that tied would be, ready to start; None when nothing tied."""
    result = vote.results(vote.entitled(scene))[0]
    if not result.tie:
        return None
    settings = vote.settings
    places = max(settings.winners - len(result.winners), 1)
    method = settings.method if settings.method in BY_ANSWER else "single" if places == 1 else "multiple"
    changed = {"method": method, "winners": places, "budget": places, "options": "", "only": list(result.tie)}
    kept = (
        "voters",
        "per_organisation",
        "open_vote",
        "bar_own",
        "blank",
        "base",
        "closes",
        "quorum",
        "slips",
    )
    again = {name: getattr(settings, name) for name in kept}
    question = {"question": settings.question}
    return {"title": scene.title, "count": len(result.tie), "settings": {**question, **again, **changed}}


def own(vote: "Vote", who: Person, scene: Scene) -> View:
    """What this seat has voted, so that it can be read again; nothing for who has not."""
    if vote.settings.slips:
        sent = len(vote.sent.get(who.seat, ()))
        return {"by_slip": sent} if sent else {}
    given = vote.given.get(who.seat)
    if given is None:
        return {}
    return {
        **spelt(given.ballot, vote),
        "blank": given.ballot == Ballot(),
        "ranked": vote.settings.method in ("irv", "schulze"),
        "weight": given.weight if vote.settings.voters != "organisations" else 1,
        "homeless": vote.settings.both and not given.organisation,
    }


def marked(ballot: Ballot, reasons: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """A phone's own ballot as marks on its form."""
    chosen = [ballot.choice or "blank"] if ballot == Ballot() or ballot.choice else list(ballot.choices or ())
    ticked = [f"o-{option}" for option in chosen]
    ticked += [f"o-{option}-{answer}" for option, answer in (ballot.answers or {}).items()]
    ticked += [f"o-{option}-{score}" for option, score in (ballot.scores or {}).items()]
    typed = {f"d-{option}": {"value": str(dots)} for option, dots in (ballot.dots or {}).items()}
    if ballot.dots:
        typed["dots"] = {"data-given": " ".join(f"{o}:{n}" for o, n in ballot.dots.items())}
    why = {f"why-{option}": {"value": reason} for option, reason in reasons.items()}
    order = {"rank": {"data-order": " ".join(map(str, ballot.ranking))}} if ballot.ranking else {}
    return {**{local: {"checked": True} for local in ticked}, **typed, **why, **order}


def shown_to_all(vote: "Vote", scene: Scene) -> View | None:
    return outcome(vote, scene) if scene.state == SHOWN else None


def _asked(vote: "Vote", scene: Scene) -> View:
    settings: Settings = vote.settings
    return {
        **msgspec.to_builtins(settings),
        "question": settings.question or scene.title,
        "options": [{"id": option.id, "title": option.title} for option in vote.options()],
        "answers": list(BY_ANSWER.get(settings.method, ())),
        "both": settings.both,
        "by_code": settings.slips,
        "named": settings.named,
        "runoff": bool(settings.only),
    }


def _named(result: View) -> View:
    """Who voted alike stands together, as many as there is room for; `unnamed`: how many there is not."""
    alike: dict[str, View] = {}
    for one in result["organisations"]:
        vote = {"chosen": one["chosen"], "parts": one["parts"]}
        alike.setdefault(str(vote), {**vote, "names": []})["names"].append(one["name"])
    groups = sorted(
        alike.values(), key=lambda group: (not (group["chosen"] or group["parts"]), -len(group["names"]))
    )
    lines = accumulate(1 + (sum(map(len, group["names"])) + 60) // NAMED_ACROSS for group in groups)
    shown = [group for group, line in zip(groups, lines, strict=True) if line <= NAMED_LINES]
    told = sum(len(group["names"]) for group in shown)
    return {"named_groups": shown, "unnamed": len(result["organisations"]) - told}


def _fitted(result: View) -> View:
    """The largest size in which all rows stand on the wall; else the rest is on the phones only."""
    rows, beside = result["rows"], len(result["verdicts"]) - 1
    taken = NAMED_LINES / 2 if result["organisations"] else 0
    fits = [(_fitting(rows, room - taken, across[beside]), size) for size, room, across in SIZES]
    shown, size = next((fit for fit in fits if fit[0] == len(rows)), fits[-1])
    return {"rows": rows[:shown], "more": len(rows) - shown, "size": size}


def _fitting(rows: Sequence[View], room: float, across: int) -> int:
    """How many of the rows, from the first, stand in so many lines."""
    return sum(total <= room for total in accumulate(_lines(row, across) for row in rows))


def _lines(row: View, across: int) -> float:
    """A second line of a title is lower than a row, and so is the line for hands and paper."""
    marked = bool(row["hands"] or row["paper"])
    return 1 + 0.6 * (max(len(row["title"]) - 1, 0) // across) + 0.5 * marked
