"""How long a text takes to say."""

WORDS_A_MINUTE = 130
"""Lectures in English are held at about 140 words a minute, conversation is much faster: S. Tauroza and D. Allison,
"Speech Rates in British English", Applied Linguistics 11:1 (1990), 90-105. A pitch is read to a hall where not
everybody has the language as their first, so it is given a little more time.
"""


def spoken_seconds(text: str) -> int:
    """Seconds it takes to say `text` aloud, to the nearest five and never 0 for words."""
    words = len(text.split())
    return max(5, 5 * round(words * 60 / WORDS_A_MINUTE / 5)) if words else 0
