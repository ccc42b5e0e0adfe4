"""Which rows a wall holds at a time. The measures are those of protocol.css (see sessions/ball/fitting.py)."""

from collections.abc import Iterable, Sequence

from sessions.activities.protocol.rows import Row
from sessions.ball import FRAME, height_of_ball, lines, packed

TITLE, NEXT = (30, 3.6), (32, 2.9)
"""Letters on a line, and the height of one."""
BADGES = 3.2
MOST_LINES = 2
"""Longer texts are cut on the wall; the row alone shows all of them."""


def pages(rows: Sequence[Row], ask: str) -> list[list[Row]]:
    """Rows by page, in order. Always at least one page."""
    return [[rows[at] for at in page] for page in packed([height(row, ask) for row in rows])]


def height(row: Row, ask: str) -> float:
    badges = BADGES if row.brought or row.outcome in ("won", "tied") or row.from_ids or row.group else 0
    title = min(lines(row.title, TITLE[0]), MOST_LINES) * TITLE[1] + badges
    ball = height_of_ball(row.holding, row.holding.ball.unknown)
    return FRAME + max(title, ball, _next(row, row.unknown(ask)))


def _next(row: Row, unknown: Iterable[str]) -> float:
    convener = bool(row.convener or row.organisation) or "convener" in unknown
    texts = (row.decision, ", ".join(row.drivers), row.next_step, row.due)
    return (sum(min(lines(text, NEXT[0]), MOST_LINES) for text in texts) + convener) * NEXT[1]
