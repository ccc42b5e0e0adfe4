"""What each screen shows: region name -> (template, plain data). Pure; the only door between a session and a screen."""

from sessions.screens.desk import desk_regions
from sessions.screens.phone import personal, phone_regions
from sessions.screens.shown import Audience, Join, Outlook, Region, Regions
from sessions.screens.wall import wall_regions
from sessions.session import Session

__all__ = ["Audience", "Join", "Outlook", "Region", "Regions", "personal", "regions"]


def regions(session: Session, audience: Audience, outlook: Outlook) -> Regions:
    """The regions of one audience's screen."""
    if audience.surface == "phone":
        return phone_regions(session, audience, outlook)
    if audience.surface == "desk":
        return desk_regions(session, audience, outlook)
    return wall_regions(session, audience, outlook)
