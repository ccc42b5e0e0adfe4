"""The follow-up that opens a day: last time's actions, one after the other, and who holds their balls now."""

from sessions.activities.followup.rules import Followup

__all__ = ["Followup"]
