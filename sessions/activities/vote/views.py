"""What each audience may see of a vote: nothing but the turnout before it closes, nothing but that it has
closed before it is shown; after closing the desk sees the result first.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from sessions.activities.vote.moves import BLANK
from sessions.activities.vote.outcome import outcome, turnout, typed_of
from sessions.activity import CLOSED, OPEN, SHOWN, Person, Scene

if TYPE_CHECKING:
    from sessions.activities.vote.rules import Vote

View = dict[str, Any]

SIZES = (("roomy", 6, (38, 28)), ("full", 8, (46, 34)), ("dense", 11, (60, 46)))
"""How a wall sets a result: the size, how many lines of rows it holds, and how many characters of a title
stand on a line beside one result or two. The measures of vote.css at 16:9.
"""


def phone(vote: "Vote", scene: Scene) -> View:
    """While it is open no phone shows how many have voted: every vote would be sent to every phone."""
    counted = None if scene.state == OPEN else turnout(vote, scene)
    return {**_asked(vote, scene), "turnout": counted, "result": shown_to_all(vote, scene)}


def wall(vote: "Vote", scene: Scene) -> View:
    view = {**_asked(vote, scene), "turnout": turnout(vote, scene), "result": shown_to_all(vote, scene)}
    return view | _fitted(view["result"]) if view["result"] else view


def desk(vote: "Vote", scene: Scene) -> View:
    """The desk waits with everybody else while it is open, then sees the result before it is shown."""
    closed = scene.state in (CLOSED, SHOWN)
    return {
        **_asked(vote, scene),
        "turnout": turnout(vote, scene),
        "result": outcome(vote, scene) if closed else None,
        "typing": [typed_of(vote, option) for option in vote.choices()],
    }


def own(vote: "Vote", who: Person, scene: Scene) -> View:
    """What this seat has voted, so that it can be read again; nothing for who has not."""
    given = vote.given.get(who.seat)
    if given is None:
        return {}
    titles = {option.id: option.title for option in vote.options()}
    return {
        "choice": titles.get(given.choice, ""),
        "blank": given.choice == BLANK,
        "weight": given.weight,
        "homeless": vote.settings.per_organisation and not given.organisation,
    }


def shown_to_all(vote: "Vote", scene: Scene) -> View | None:
    return outcome(vote, scene) if scene.state == SHOWN else None


def _asked(vote: "Vote", scene: Scene) -> View:
    settings = vote.settings
    return {
        "question": settings.question or scene.title,
        "options": [{"id": option.id, "title": option.title} for option in vote.options()],
        "blank": settings.blank,
        "per_organisation": settings.per_organisation,
        "closes": settings.closes,
    }


def _fitted(result: View) -> View:
    """The largest size in which all rows stand on the wall; else the rest is on the phones only."""
    rows, beside = result["rows"], len(result["verdicts"]) - 1
    fits = [(_fitting(rows, room, across[beside]), size) for size, room, across in SIZES]
    shown, size = next((fit for fit in fits if fit[0] == len(rows)), fits[-1])
    return {"rows": rows[:shown], "more": len(rows) - shown, "size": size}


def _fitting(rows: Sequence[View], room: float, across: int) -> int:
    """How many of the rows, from the first, stand in so many lines."""
    return sum(total <= room for total in accumulate(_lines(row, across) for row in rows))


def _lines(row: View, across: int) -> float:
    """A second line of a title is lower than a row, and so is the line for hands and paper."""
    marked = bool(row["hands"] or row["paper"])
    return 1 + 0.6 * (max(len(row["title"]) - 1, 0) // across) + 0.5 * marked
