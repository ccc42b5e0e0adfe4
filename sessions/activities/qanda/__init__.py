"""A question box: asked under no name, supported by others, answered aloud or in writing."""

from sessions.activities.qanda.rules import Qanda

__all__ = ["Qanda"]
