"""A vote: hidden until it closes, counted in the open, ties called ties."""

from sessions.activities.vote.counting.file import recounted
from sessions.activities.vote.rules import Vote

__all__ = ["Vote", "recounted"]
