from sessions.activities.pulse.rules import Pulse

__all__ = ["Pulse"]
