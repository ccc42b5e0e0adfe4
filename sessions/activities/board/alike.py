"""Which notes say nearly the same. Only ever a suggestion: whether they are one is for people to decide."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

ALIKE = 0.6
"""From here on two texts are worth a look. Lower finds more, and more of it is wrong."""


def fold(text: str) -> str:
    """NFC, casefold, letters and digits only, single blanks. Source: Unicode 16, section 3.13, D145."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return " ".join("".join(c if c.isalnum() else " " for c in folded).split())


@lru_cache(maxsize=8192)
def trigrams(text: str) -> frozenset[str]:
    """Every three letters in a row, a blank before and after each word."""
    words = f" {fold(text)} ".replace(" ", "  ")
    return frozenset(words[i : i + 3] for i in range(len(words) - 2) if words[i : i + 3].strip())


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient of two sets, 0 to 1: twice what they share, of all they have.

    Source: L. R. Dice, "Measures of the Amount of Ecologic Association Between Species", Ecology 26 (1945);
    for the n-grams of words, G. Kondrak, "N-Gram Similarity and Distance", SPIRE 2005.
    """
    together = len(one) + len(other)
    return 2 * len(one & other) / together if together else 0.0


@dataclass
class Likeness:
    """Keeps who is alike while notes come, change and go: each is compared with the others once."""

    grams: dict[str, frozenset[str]] = field(default_factory=dict)
    pairs: dict[tuple[str, str], float] = field(default_factory=dict)
    by_likeness: dict[float, dict[tuple[str, str], None]] = field(default_factory=dict)

    def put(self, id: str, text: str) -> None:
        self.drop(id)
        mine = trigrams(text)
        for other, grams in self.grams.items():
            # The shorter one cannot share more than all it has.
            if 2 * min(len(mine), len(grams)) < ALIKE * (len(mine) + len(grams)):
                continue
            found = likeness(mine, grams)
            if found >= ALIKE:
                self.pairs[other, id] = found
                self.by_likeness.setdefault(found, {})[other, id] = None
        if mine:
            self.grams[id] = mine

    def drop(self, id: str) -> None:
        if self.grams.pop(id, None):
            for pair in [pair for pair in self.pairs if id in pair]:
                del self.by_likeness[self.pairs.pop(pair)][pair]

    def most_alike(self) -> Iterator[tuple[str, str]]:
        """All pairs, the most alike first. Seldom more than a few are wanted."""
        for found in sorted(self.by_likeness, reverse=True):
            yield from self.by_likeness[found]
