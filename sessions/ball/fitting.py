"""Rows by the wall-full, so that each can be read whole from the back row.

Measures are hundredths of the wall's shorter side, for rows as protocol.css sets them; lines are taken a little short.
"""

from collections.abc import Sequence

from sessions.ball.holding import Holding

ROOM = 48.5
FRAME = 2.6
HOLDER = (28, 3.5)
"""Letters on a line of the column of holders, and the height of one."""
BESIDE = " " * 14
"""What stands on a line of holders beside them: "together with"."""
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
    offers = ", ".join(offer.name for offer in holding.waiting()[:MOST_OFFERS])
    lead, *more = (", ".join(part) for part in (ball.lead, ball.together, ball.pilot))
    beside = sum(lines(BESIDE + part, HOLDER[0]) for part in (*more, offers) if part)
    return (lines(lead, HOLDER[0]) + beside + unknown) * HOLDER[1]


def lines(text: str, letters: int) -> int:
    """Lines that a text takes; none when there is none."""
    return -(-len(text) // letters)
