"""Printed slips with a code each, that lets whoever holds it do something once, on whichever phone.

A code is eight signs that cannot be misread, 31**8 of them: nobody guesses one at the pace that phones may move.
It is made by the server when slips are printed, stands on paper, and is kept nowhere. The journal holds its hash,
bound to the step. Whoever holds the journal could try all codes, but not learn who was given which slip.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from hashlib import blake2b
from typing import Annotated

from msgspec import Meta, Struct

from sessions.activity import DeskMove

SIGNS = "0123456789ABCDEFGHJKMNPRSTVWXYZ"
READ_AS = str.maketrans("OQILU", "0011V")
LENGTH = 8
MOST_CODES = 1000

Hash = Annotated[str, Meta(max_length=40)]
Hashes = Annotated[tuple[Hash, ...], Meta(max_length=MOST_CODES)]
Typed = Annotated[str, Meta(max_length=80)]
"""A code as somebody types it, with blanks and in any case."""


class MakeCodes(DeskMove, frozen=True):
    """These slips are printed: only the hashes of their codes come along."""

    hashes: Hashes


class DropCodes(DeskMove, frozen=True):
    """These unused slips no longer count; none named: every unused one. The server fills them in."""

    hashes: Hashes = ()


class Codes(Struct):
    """The slips of one step: hash -> whether it was used."""

    made: dict[str, bool] = {}

    def __len__(self) -> int:
        return len(self.made)

    @property
    def used(self) -> int:
        return sum(self.made.values())

    @property
    def unused(self) -> tuple[str, ...]:
        return tuple(one for one, used in self.made.items() if not used)

    def make(self, hashes: Iterable[str]) -> None:
        self.made |= dict.fromkeys(hashes, False)

    def drop(self, hashes: Iterable[str]) -> None:
        for one in hashes:
            self.made.pop(one, None)


class Coded(ABC):
    """What an activity promises that takes printed codes."""

    codes: Codes

    @abstractmethod
    def prints_codes(self) -> bool:
        """Whether it is set up to be done with them."""


def read_code(typed: str) -> str:
    """What was typed, as it was printed; "" when it cannot be a code."""
    signs = "".join(typed.upper().replace("-", "").split()).translate(READ_AS)
    return signs if len(signs) == LENGTH and set(signs) <= set(SIGNS) else ""


def is_hash(text: str) -> bool:
    return len(text) == 40 and set(text) <= set("0123456789abcdef")


def hash_of(step: str, code: str) -> str:
    """A code counts in one step only."""
    return blake2b(f"{step}\n{code}".encode(), digest_size=20).hexdigest()
