from sessions.activities.checkin.rules import Checkin

__all__ = ["Checkin"]
