"""Which rows a wall holds at a time. The measures are those of protocol.css and followup.css."""

from collections.abc import Sequence

from sessions.activities.followup.rows import Row
from sessions.ball import FRAME, height_of_ball, lines, packed

TITLE, SMALL = (30, 3.6), (32, 2.8)
"""Letters on a line, and the height of one."""
STATUS = 4.4
MOST_LINES = 2


def pages(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows by page, in order. Always at least one page."""
    return [[rows[at] for at in page] for page in packed([height(row) for row in rows])]


def height(row: Row) -> float:
    title = _cut(row.title, TITLE) + (_cut(row.needs, SMALL) if row.stays else 0)
    ball = height_of_ball(row.holding, row.stays and row.holding.ball.unknown)
    return FRAME + max(title, STATUS + _cut(row.note, SMALL), ball)


def _cut(text: str, column: tuple[int, float]) -> float:
    letters, line = column
    return min(lines(text, letters), MOST_LINES) * line
