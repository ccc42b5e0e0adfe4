"""Which notes say nearly the same. Only ever a suggestion: whether they are one is for people to decide."""

import unicodedata
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
        if mine:
            self.grams[id] = mine

    def drop(self, id: str) -> None:
        if self.grams.pop(id, None):
            self.pairs = {pair: found for pair, found in self.pairs.items() if id not in pair}

    def most_alike(self) -> list[tuple[str, str]]:
        return sorted(self.pairs, key=lambda pair: -self.pairs[pair])
