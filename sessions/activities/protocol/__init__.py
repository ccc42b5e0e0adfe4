"""The open protocol: who holds the ball of each action, written where everybody sees it."""

from sessions.activities.protocol.rules import Protocol

__all__ = ["Protocol"]
