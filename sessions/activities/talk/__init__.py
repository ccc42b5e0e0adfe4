from sessions.activities.talk.rules import Talk

__all__ = ["Talk"]
