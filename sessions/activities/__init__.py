"""The one registration: adding an activity is one folder and one word here."""

from sessions.activities.areas import Areas
from sessions.activities.board import Board
from sessions.activities.checkin import Checkin
from sessions.activities.consultation import Consultation
from sessions.activities.doodle import Doodle
from sessions.activities.followup import Followup
from sessions.activities.pitch import Pitch
from sessions.activities.protocol import Protocol
from sessions.activities.pulse import Pulse
from sessions.activities.qanda import Qanda
from sessions.activities.reflection import Reflection
from sessions.activities.slide import Slides
from sessions.activities.talk import Talk
from sessions.activities.vote import Vote, recounted
from sessions.activities.worksheet import Worksheet
from sessions.activity import Activity, Rejected

ACTIVITIES: tuple[type[Activity], ...] = (
    Talk,
    Slides,
    Checkin,
    Areas,
    Doodle,
    Board,
    Pulse,
    Qanda,
    Reflection,
    Consultation,
    Worksheet,
    Pitch,
    Vote,
    Protocol,
    Followup,
)

recount = recounted
"""Counts an exported vote again, for the command line; what it says is worded by the kind RECOUNTED."""
RECOUNTED = Vote.kind

_BY_KIND = {activity.kind: activity for activity in ACTIVITIES}


def activity_of(kind: str) -> type[Activity]:
    """Raises Rejected("unknown") for a kind that nobody registered."""
    if kind not in _BY_KIND:
        raise Rejected("unknown")
    return _BY_KIND[kind]


def suggesting() -> dict[str, tuple[str, ...]]:
    """Activity kind -> the words in a programme that suggest it."""
    return {activity.kind: activity.suggested_by for activity in ACTIVITIES}
