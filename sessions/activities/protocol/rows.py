"""A row of the protocol as it stands, and what in it nobody has taken yet."""

from sessions.activity import Item
from sessions.ball import BallRow, Carried, Holding, is_unknown, read_ball, written_ball

RANK = {"won": 0, "tied": 1}
"""Actions in the order of their result: what won first, then what tied, then everything else."""


class Row(BallRow):
    """`main`: which of the drivers is the main one, from 1 (0: not said). `from_ids`: what it was made of.

    `brought`: it comes from an earlier step, where questions about it may have stayed open.
    """

    purpose: str = ""
    drivers: tuple[str, ...] = ()
    main: int = 0
    convener: str = ""
    organisation: str = ""
    next_step: str = ""
    due: str = ""
    decision: str = ""
    outcome: str = ""
    group: str = ""
    area: str = ""
    from_ids: tuple[str, ...] = ()
    brought: bool = False

    @property
    def decided(self) -> bool:
        return self.outcome == "won" or bool(self.decision)

    def unknown(self, ask: str) -> tuple[str, ...]:
        """The fields that wait for somebody: a "?" was written, or they are empty and must not be."""
        asked = ask == "all" or self.decided
        found = {
            "ball": self.holding.ball.unknown,
            "convener": is_unknown(self.convener) or (asked and not self.convener),
            "drivers": any(map(is_unknown, self.drivers)),
            "next_step": is_unknown(self.next_step),
            "due": is_unknown(self.due),
            "decision": is_unknown(self.decision),
        }
        return tuple(field for field, open in found.items() if open)

    def item(self) -> Item:
        return Item(
            self.id,
            self.title,
            self.purpose,
            self.from_ids,
            self.group,
            self.area,
            outcome=self.outcome,
            ball=written_ball(self.holding.ball),
        )

    def carried(self) -> Carried:
        return Carried(
            self.id,
            self.title,
            self.purpose,
            self.holding.ball,
            self.outcome,
            ", ".join(part for part in (self.convener, self.organisation) if part),
            self.next_step,
            self.due,
            from_ids=self.from_ids,
            past=tuple(self.holding.past()),
        )


def row_of(item: Item) -> Row:
    """A row that goes on from an earlier step; its first ball is the one it brought along."""
    ball = read_ball(item.ball)
    return Row(
        item.id,
        item.title,
        Holding.of(ball),
        purpose=item.text,
        outcome=item.outcome,
        group=item.group,
        area=item.area,
        from_ids=item.from_ids,
        brought=True,
    )


def in_order(items: list[Item]) -> list[Item]:
    """By result, else as they came."""
    return sorted(items, key=lambda item: RANK.get(item.outcome, 2))
