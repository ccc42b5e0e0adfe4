"""Areas and groups: people choose what to work on, or are dealt out, and learn with whom and where."""

from sessions.activities.areas.rules import Areas

__all__ = ["Areas"]
