"""A conversation in six steps on one phone; what comes of it is handed in to the organisers, or kept."""

from sessions.activities.reflection.rules import Reflection

__all__ = ["Reflection"]
