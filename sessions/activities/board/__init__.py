"""Post-its: written on phones, put in order at the desk, read on the wall, taken along by groups."""

from sessions.activities.board.rules import Board

__all__ = ["Board"]
