from sessions.activities.doodle.rules import Doodle

__all__ = ["Doodle"]
