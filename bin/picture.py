"""Make docs/picture.png: wall, desk and phone of a running demo, side by side. A tool for who changes the looks.

python bin/picture.py http://HOST:PORT CODE SECRET     (as `radslag demo` prints them)
"""

import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

OUT = Path(__file__).parent.parent / "docs" / "picture.png"
SHOTS: tuple[tuple[str, int, int], ...] = (
    ("/wall/{code}", 1600, 900),
    ("/desk/{code}", 1440, 900),
    ("/s/{code}", 390, 844),
)
HEIGHT, GAP, GROUND = 620, 28, "#e4dbc8"
SETTLED = 4000
"""Milliseconds until clouds are drawn and clocks run."""


def main(base: str, code: str, secret: str) -> None:
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        host = base.split("//")[1].split(":")[0]
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", f"--host-resolver-rules=MAP {host} 127.0.0.1"],
        )
        pages = [
            opened(browser, base, path.format(code=code), size, f"/enter/{code}#{secret}")
            for path, *size in SHOTS
        ]
        pages[0].wait_for_timeout(SETTLED)
        side_by_side([taken(page, Path(folder)) for page in pages]).save(OUT, optimize=True)


def opened(browser: Browser, base: str, path: str, size: list[int], way_in: str) -> Page:
    """One surface, signed in first where it is the desk."""
    width, height = size
    viewport: ViewportSize = {"width": width, "height": height}
    page = browser.new_context(viewport=viewport, locale="sv-SE", reduced_motion="reduce").new_page()
    if path.startswith("/desk"):
        page.goto(base + way_in)
        page.wait_for_url(f"**{path}")
    page.goto(base + path)
    return page


def taken(page: Page, folder: Path) -> Image.Image:
    """The page as it is at this moment, as high as the others."""
    page.screenshot(path=folder / "page.png")
    picture = Image.open(folder / "page.png").convert("RGB")
    return picture.resize((round(picture.width * HEIGHT / picture.height), HEIGHT), Image.Resampling.LANCZOS)


def side_by_side(pictures: list[Image.Image]) -> Image.Image:
    width = sum(picture.width + GAP for picture in pictures) + GAP
    whole = Image.new("RGB", (width, HEIGHT + 2 * GAP), GROUND)
    x = GAP
    for picture in pictures:
        whole.paste(picture, (x, GAP))
        x += picture.width + GAP
    return whole


if __name__ == "__main__":
    main(*sys.argv[1:4])
