"""The comments: who said what about which paragraph, who supports it, and what was done about it."""

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from sessions.activities.consultation.moves import Verdict
from sessions.activity import Ms


class Comment(Struct):
    """`number`: as they came. `seat` "": typed in. `backers`: seat -> how many people it stands for, the author's too.

    `decided`: when the verdict was given.
    """

    id: str
    number: int
    seat: str
    paragraph: int
    text: str
    said: Ms
    backers: dict[str, int] = msgspec.field(default_factory=dict)
    verdict: Verdict | None = None
    reason: str = ""
    decided: Ms = 0
    hidden: bool = False

    @property
    def typed(self) -> bool:
        return not self.seat

    @property
    def support(self) -> int:
        """People behind it, whoever wrote it among them."""
        return sum(self.backers.values()) + self.typed


def by_support(comments: Iterable[Comment]) -> list[Comment]:
    return sorted(comments, key=lambda one: (-one.support, one.number))


def in_order(comments: Iterable[Comment]) -> list[Comment]:
    """By paragraph, the whole text last; then as they came."""
    return sorted(comments, key=lambda one: (one.paragraph == 0, one.paragraph, one.number))
