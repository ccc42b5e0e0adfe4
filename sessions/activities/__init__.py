"""The one registration: adding an activity is one folder and one word here."""

from sessions.activities.checkin import Checkin
from sessions.activities.pulse import Pulse
from sessions.activities.talk import Talk
from sessions.activities.vote import Vote
from sessions.activity import Activity, Rejected

ACTIVITIES: tuple[type[Activity], ...] = (Talk, Checkin, Pulse, Vote)

_BY_KIND = {activity.kind: activity for activity in ACTIVITIES}


def activity_of(kind: str) -> type[Activity]:
    """Raises Rejected("unknown") for a kind that nobody registered."""
    if kind not in _BY_KIND:
        raise Rejected("unknown")
    return _BY_KIND[kind]


def suggesting() -> dict[str, tuple[str, ...]]:
    """Activity kind -> the words in a programme that suggest it."""
    return {activity.kind: activity.suggested_by for activity in ACTIVITIES}
