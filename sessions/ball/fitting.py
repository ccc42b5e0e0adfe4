"""Rows by the wall-full, so that each can be read whole from the back row.

Measures are hundredths of the wall's shorter side, for rows as protocol.css sets them; lines are taken a little short.
"""

from collections.abc import Sequence

from sessions.ball.holding import Holding

ROOM = 48.5
FRAME = 2.6
LEADS, BESIDE = 28, 36
"""Letters on a line of the column of holders: of those who lead, and of those beside them, which is set smaller."""
HOLDER = 3.5
"""The height of a line of holders."""
TOGETHER, OFFERED = " " * 14, " " * 12
"""What stands before those beside: "together with", "can take it:"."""
YES = " " * 3
"""The sign of who has said yes."""
MOST_OFFERS = 3


def packed(heights: Sequence[float]) -> list[list[int]]:
    """Positions by page, in order. Always one page, and at least one row on each when there is any."""
    pages: list[list[int]] = [[]]
    left = ROOM
    for position, needed in enumerate(heights):
        if needed > left and pages[-1]:
            pages.append([])
            left = ROOM
        pages[-1].append(position)
        left -= needed
    return pages


def height_of_ball(holding: Holding, unknown: bool) -> float:
    ball = holding.ball
    lead, together, pilot = (_listed(holding, part) for part in (ball.lead, ball.together, ball.pilot))
    beside = sum(lines(TOGETHER + part, BESIDE) for part in (together, pilot) if part)
    offers = ", ".join(offer.name for offer in holding.waiting()[:MOST_OFFERS])
    offered = lines(OFFERED + offers, BESIDE) if offers else 0
    return (lines(lead, LEADS) + beside + offered + unknown) * HOLDER


def _listed(holding: Holding, names: Sequence[str]) -> str:
    return ", ".join(name + YES * holding.accepted(name) for name in names)


def lines(text: str, letters: int) -> int:
    """Lines that a text takes; none when there is none."""
    return -(-len(text) // letters)
