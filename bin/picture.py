"""Make docs/picture.png: wall, desk and phone of a running demo, side by side. A tool for who changes the looks.

python bin/picture.py http://HOST:PORT CODE SECRET     (as `radslag demo` prints them)
"""

import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

OUT = Path(__file__).parent.parent / "docs" / "picture.png"
SHOTS = (
    ("wall", "/wall/{code}", 1600, 900),
    ("desk", "/desk/{code}", 1440, 900),
    ("phone", "/s/{code}", 390, 844),
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
        pictures = [
            shot(
                browser,
                base,
                path.format(code=code),
                (width, height),
                Path(folder) / f"{name}.png",
                f"/enter/{code}#{secret}",
            )
            for name, path, width, height in SHOTS
        ]
        side_by_side(pictures).save(OUT, optimize=True)


def shot(browser: Browser, base: str, path: str, size: tuple[int, int], to: Path, way_in: str) -> Image.Image:
    """One surface, signed in first where it is the desk."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="sv-SE", device_scale_factor=1
    )
    page = context.new_page()
    if path.startswith("/desk"):
        page.goto(base + way_in)
        page.wait_for_url(f"**{path}")
    page.goto(base + path)
    page.wait_for_timeout(SETTLED)
    page.screenshot(path=to)
    context.close()
    picture = Image.open(to).convert("RGB")
    picture.load()
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
