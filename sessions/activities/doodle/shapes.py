"""Drawing without drawing: a shape, a place on the sheet, a size. The same ink as a pen's."""

from collections.abc import Callable
from math import cos, pi, sin
from typing import Literal, get_args

from sessions.activities.doodle.ink import EVEN, SIDE, Line

Shape = Literal["circle", "line", "arc", "dot", "square", "triangle", "wave", "cross"]
SHAPES: tuple[Shape, ...] = get_args(Shape)
PLACES = 9
"""Three by three, read like a page that begins at the left, whatever the script: a sheet has no language."""
RADIUS = {False: 95, True: 190}

Point = tuple[float, float]
Outline = Callable[[], list[Point]]


def shape_line(shape: Shape, place: int, large: bool = False) -> Line:
    """`place` 1 to 9."""
    row, column = divmod(place - 1, 3)
    radius = RADIUS[large] * (0.14 if shape == "dot" else 1)
    centre = [(column + 0.5) * SIDE / 3, (row + 0.5) * SIDE / 3]
    points = ([c + radius * p for c, p in zip(centre, point, strict=True)] for point in OUTLINES[shape]())
    inside = ((min(max(round(x), 0), SIDE), min(max(round(y), 0), SIDE), EVEN) for x, y in points)
    return Line(tuple(number for point in inside for number in point), wide=shape == "dot")


def _round(turn: float, steps: int, start: float = 0.0) -> list[Point]:
    """Around the middle, `turn` of a full circle."""
    angles = [start + 2 * pi * turn * step / steps for step in range(steps + 1)]
    return [(cos(angle), sin(angle)) for angle in angles]


def _straight(*corners: Point) -> list[Point]:
    """Corners stay corners although paths are curves: more than one point lies at each."""
    return [corner for corner in corners for _ in range(3)]


OUTLINES: dict[Shape, Outline] = {
    "circle": lambda: _round(1, 24),
    "line": lambda: [(-1.0, 0.6), (0.0, 0.0), (1.0, -0.6)],
    "arc": lambda: _round(0.5, 12, pi),
    "dot": lambda: _round(1, 8),
    "square": lambda: _straight((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9), (-0.9, -0.9)),
    "triangle": lambda: _straight((0, -1), (0.95, 0.8), (-0.95, 0.8), (0, -1)),
    "wave": lambda: [(step / 8, 0.45 * sin(step * pi / 4)) for step in range(-8, 9)],
    "cross": lambda: _straight((-0.9, -0.9), (0.9, 0.9), (0, 0), (0.9, -0.9), (-0.9, 0.9)),
}


def note_of(shape: Shape, place: int, large: bool) -> str:
    """A shape as it is kept beside its ink, so that the sheet can be told in words: "circle.5.l"."""
    return f"{shape}.{place}.{'l' if large else 's'}"


def told(notes: str) -> list[dict[str, object]]:
    """What the notes say, for the words of the sheet."""
    parts = (note.split(".") for note in notes.split())
    return [{"shape": shape, "place": int(place), "large": size == "l"} for shape, place, size in parts]
