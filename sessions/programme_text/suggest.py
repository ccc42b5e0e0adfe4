"""Suggestions: which activities the words of a title speak of."""

import re
from collections.abc import Mapping, Sequence

from sessions.programme_text.signs import fold

SHORT = 3
ARTICLE = "ال"


class Suggesting:
    """The words of every activity, made ready once; `of(title)` gives the kinds in their own order."""

    def __init__(self, suggesting: Mapping[str, Sequence[str]]) -> None:
        self._patterns = {kind: _pattern(words) for kind, words in suggesting.items() if words}

    def of(self, title: str) -> tuple[str, ...]:
        text = fold(title[:400])
        return tuple(kind for kind, pattern in self._patterns.items() if pattern.search(text))


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(_alternative(fold(word).strip()) for word in words if word.strip()) or r"(?!)")


def _alternative(word: str) -> str:
    """A short word must stand alone; a longer one may be inflected, or end a compound
    ("slutomröstningen").
    """
    escaped = re.escape(word).replace(r"\ ", r"\s+")
    if len(word) <= SHORT:
        return rf"(?<!\w){escaped}(?!\w)"
    return rf"(?<!\w)(?:{ARTICLE})?{escaped}" if len(word) < 7 else escaped
