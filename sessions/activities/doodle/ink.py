"""Ink: what a pen left on a sheet of 1000 x 1000 units. What is stored are points; every path is made here.

As text a stroke is `n` or `w` (narrow, wide) and its points, each three whole numbers: x, y and pressure in per cent.
Strokes are divided by `;`: `n 10 10 50 400 380 62;w 500 500 50`.
"""

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from sessions.activity import Rejected

SIDE = 1000
MOST_STROKES = 120
MOST_POINTS = 3000
"""In one layer of a sheet: more than a hand draws in the longest time there is."""
LONGEST = MOST_POINTS * 14 + MOST_STROKES * 2
EVEN = 50
"""The pressure of whatever cannot feel one: a mouse, most fingers, a shape."""
WIDTH = {False: 15, True: 34}


class Line(Struct, frozen=True):
    """One stroke: x, y, pressure, x, y, pressure …"""

    points: tuple[int, ...]
    wide: bool = False


def read_ink(text: str) -> tuple[Line, ...]:
    """Raises Rejected("not_ink"), ("too_many_strokes", most=) or ("too_many_points", most=)."""
    parts = [part for part in text.split(";") if part.strip()]
    if len(parts) > MOST_STROKES:
        raise Rejected("too_many_strokes", most=MOST_STROKES)
    lines = tuple(_read_line(part.split()) for part in parts)
    if sum(len(line.points) for line in lines) > 3 * MOST_POINTS:
        raise Rejected("too_many_points", most=MOST_POINTS)
    return lines


def _read_line(words: Sequence[str]) -> Line:
    numbers = tuple(_number(word) for word in words[1:])
    if words[0] not in ("n", "w") or not numbers or len(numbers) % 3:
        raise Rejected("not_ink")
    if max(numbers[2::3]) > 100:
        raise Rejected("not_ink")
    return Line(numbers, words[0] == "w")


def _number(word: str) -> int:
    if not (word.isascii() and word.isdigit() and len(word) <= 4 and int(word) <= SIDE):
        raise Rejected("not_ink")
    return int(word)


def write_ink(lines: Sequence[Line]) -> str:
    return ";".join(" ".join(("w" if line.wide else "n", *map(str, line.points))) for line in lines)


def path_of(line: Line, across: int = 0) -> str:
    """The stroke as an SVG path: curves through the middles between its points. `across`: moved by so much."""
    xy = [(x + across, y + across) for x, y in zip(line.points[::3], line.points[1::3], strict=True)]
    if len(xy) == 1:
        return f"M{xy[0][0]} {xy[0][1]}h1"
    curves = (
        f"Q{x} {y} {_half(x, next_x)} {_half(y, next_y)}" for (x, y), (next_x, next_y) in pairwise(xy[1:])
    )
    return f"M{xy[0][0]} {xy[0][1]}{''.join(curves)}L{xy[-1][0]} {xy[-1][1]}"


def _half(one: int, other: int) -> str:
    return f"{(one + other) / 2:g}"


def printed(line: Line) -> str:
    """The same for a renderer whose lines are all as wide: a wide stroke is three beside each other."""
    return "".join(path_of(line, across) for across in ((-5, 0, 5) if line.wide else (0,)))


def width_of(line: Line) -> int:
    """How wide the stroke is, in units of the sheet: by the pen, and by how hard it was pressed on average."""
    pressures = line.points[2::3]
    return round(WIDTH[line.wide] * (0.6 + 0.8 * sum(pressures) / len(pressures) / 100))
