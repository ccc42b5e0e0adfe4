from sessions.activities.pitch.rules import Pitch

__all__ = ["Pitch"]
