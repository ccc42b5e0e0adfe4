"""What each screen shows: region name -> (template, plain data). Pure; the only door between a session and a screen."""

from sessions.screens.desk import desk_regions
from sessions.screens.phone import personal, phone_regions
from sessions.screens.plan import plan_regions
from sessions.screens.scribe import scribe_regions
from sessions.screens.shown import PREVIEW, Audience, Join, Outlook, Region, Regions
from sessions.screens.wall import wall_regions
from sessions.session import Session

__all__ = ["PREVIEW", "Audience", "Join", "Outlook", "Region", "Regions", "personal", "regions"]


_SCREENS = {
    "phone": phone_regions,
    PREVIEW: phone_regions,
    "desk": desk_regions,
    "plan": plan_regions,
    "scribe": scribe_regions,
}


def regions(session: Session, audience: Audience, outlook: Outlook) -> Regions:
    """The regions of one audience's screen."""
    return _SCREENS.get(audience.surface, wall_regions)(session, audience, outlook)
