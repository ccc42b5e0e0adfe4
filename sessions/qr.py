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
    return _modules(text.encode("ascii"))


def _modules(data: bytes) -> tuple[tuple[bool, ...], ...]:
    code: QRCode = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(data)
    code.make(fit=True)
    return tuple(tuple(bool(module) for module in row) for row in code.get_matrix())


def qr_path(text: str) -> tuple[int, str]:
    """The side of the square in modules with its border, and the path of the dark modules, a run a subpath."""
    return _drawn(qr_matrix(text))


def secret_path(text: str) -> tuple[int, str]:
    """Like `qr_path`, for a text (pure ASCII) that nothing here remembers."""
    return _drawn(_modules(text.encode("ascii")))


def wifi_path(network: str, password: str) -> tuple[int, str]:
    """Like `qr_path`, for the way into a wireless network, which nothing here remembers.

    The text is the one phones know ("WIFI:T:WPA;S:...;P:...;;", WPA3 specification, section 7), in UTF-8.
    """
    kind = "T:WPA;" if password else "T:nopass;"
    secret = f"P:{_escaped(password)};" if password else ""
    return _drawn(_modules(f"WIFI:{kind}S:{_escaped(network)};{secret};".encode()))


def _escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in '\\;,":' else sign for sign in text)


def _drawn(matrix: tuple[tuple[bool, ...], ...]) -> tuple[int, str]:
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
