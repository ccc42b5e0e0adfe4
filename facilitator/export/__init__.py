"""Blocks become formats: pure functions over the minutes, the record and the words of one language."""
