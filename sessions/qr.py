"""A QR code as one SVG path: the library finds the matrix, the picture is ours."""

from functools import lru_cache

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

BORDER = 4
"""Modules of white around the code, as ISO/IEC 18004 asks."""


@lru_cache(maxsize=256)
def qr_matrix(text: str) -> tuple[tuple[bool, ...], ...]:
    """The modules of `text` (pure ASCII), without border; error correction M."""
    text.encode("ascii")
    code: QRCode = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    return tuple(tuple(bool(module) for module in row) for row in code.get_matrix())


def qr_path(text: str) -> tuple[int, str]:
    """The side of the square in modules with its border, and the path of the dark modules, a run a subpath."""
    matrix = qr_matrix(text)
    runs = [
        f"M{x + BORDER} {y + BORDER}h{length}v1h-{length}z"
        for y, row in enumerate(matrix)
        for x, length in _runs(row)
    ]
    return len(matrix) + 2 * BORDER, "".join(runs)


def _runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    start = None
    for x, dark in enumerate((*row, False)):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            runs.append((start, x - start))
            start = None
    return runs


def qr_text(text: str) -> str:
    """The code for a terminal: half blocks, dark on light so that any colour scheme scans."""
    matrix = qr_matrix(text)
    side = len(matrix) + 2 * BORDER
    dark = {(x + BORDER, y + BORDER) for y, row in enumerate(matrix) for x, on in enumerate(row) if on}
    glyph = {(False, False): "█", (True, False): "▄", (False, True): "▀", (True, True): " "}
    lines = (
        "".join(glyph[(x, y) in dark, (x, y + 1) in dark] for x in range(side)) for y in range(0, side, 2)
    )
    return "\n".join(lines)
