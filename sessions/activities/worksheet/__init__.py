"""Group work: a few notes, the same questions for each, exactly one action, and a pitch for it."""

from sessions.activities.worksheet.rules import Worksheet

__all__ = ["Worksheet"]
