"""Breaks: whether a title names a pause or a meal."""

import re

from sessions.programme_text.signs import fold
from sessions.programme_text.words import ACTIVE, AFTER_WORDS, BREAK_ENDINGS, BREAK_MEALS, BREAK_PAUSES

WORDS = re.compile(r"[^\W\d]+(?:[-'][^\W\d]+)*")
HEAD_ENDS = re.compile(r"\s[-–—]\s|[:.(?!]")
WORDS_THAT_COUNT = 3
NOT_A_BREAK = frozenset({"seminarium", "seminar", "talk", "föreläsning", "out", "lecture", "rooms"})


def is_break(title: str) -> bool:
    """Among the first three words of the head of the title stands a pause (not an active one) or a meal."""
    head = HEAD_ENDS.split(fold(title[:200]), maxsplit=1)[0]
    words = WORDS.findall(head)[: WORDS_THAT_COUNT + 1]
    return any(_rests(words, index) for index in range(min(len(words), WORDS_THAT_COUNT)))


def _rests(words: list[str], index: int) -> bool:
    word, before, after = words[index], words[:index], words[index + 1 : index + 2]
    if any(earlier in AFTER_WORDS or earlier == "world" for earlier in before) or (
        after and after[0] in NOT_A_BREAK
    ):
        return False
    if word in BREAK_PAUSES or (word.endswith(BREAK_ENDINGS) and "paus" in word):
        return not any(earlier in ACTIVE for earlier in before) and not word.startswith("aktiv")
    return word in BREAK_MEALS or word.endswith(BREAK_ENDINGS)
