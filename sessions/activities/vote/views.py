"""What each audience may see of a vote: nothing but the turnout before it closes, nothing but that it has
closed before it is shown; after closing the desk sees the result first.
"""

from typing import TYPE_CHECKING, Any

from sessions.activities.vote.moves import BLANK
from sessions.activities.vote.outcome import outcome, turnout, typed_of
from sessions.activity import CLOSED, OPEN, SHOWN, Person, Scene

if TYPE_CHECKING:
    from sessions.activities.vote.rules import Vote

View = dict[str, Any]

MOST_ON_WALL = 14
ROOMY, FULL = 7, 10
"""Lines of type: up to so many stand at full size, and up to so many somewhat smaller."""
LINE = {1: 34, 2: 24}
"""Characters of a title that stand on one line of the wall, by how many results stand side by side."""


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
    """As many rows as a wall holds, how large they can be, and how many stand on the phones only."""
    rows = result["rows"]
    across = LINE[len(result["verdicts"])]
    lines = sum(1 + len(row["title"]) // across * 0.7 + 0.5 * _marked(row) for row in rows[:MOST_ON_WALL])
    size = "roomy" if lines <= ROOMY else "full" if lines <= FULL else "dense"
    return {"rows": rows[:MOST_ON_WALL], "more": max(len(rows) - MOST_ON_WALL, 0), "size": size}


def _marked(row: View) -> bool:
    """Whether hands or paper take a line of their own."""
    return bool(row["hands"] or row["paper"])
