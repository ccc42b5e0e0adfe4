"""The style sheets keep their own rules: one home for colours, every direction logical, enough contrast."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parent.parent / "static" / "css"
SHEETS = sorted(CSS.rglob("*.css"))
PHYSICAL = re.compile(
    r"(?:^|[\s;{])(?:(?:margin|padding|border)-(?:left|right|top|bottom)[\w-]*|left|right|top|bottom|float|(?:min-|max-)?"
    r"(?:width|height))\s*:|text-align\s*:\s*(?:left|right)"
)
RAW_COLOUR = re.compile(
    r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(|var\(--(?:paper|ink|chalk|pine|berry|lingon|moss|lake|heather|iris|clay|stone)-"
)
HOMES_OF_COLOUR = {"tokens.css", "themes.css", "print.css"}
PAPER_FOR_CAMERAS = "background: #fff;"
DARK_ROOM = "var(--pine-990)"


def rules(sheet: Path) -> str:
    """The sheet without comments, media conditions and lengths of SVG shapes."""
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
    return re.sub(r"@media[^{]*", "@media ", text)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: str(sheet.relative_to(CSS)))
def test_a_sheet_can_be_read_at_one_go(sheet: Path) -> None:
    assert len(sheet.read_text("utf-8").splitlines()) <= 250
    assert sheet.read_text("utf-8").startswith("/* ")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: str(sheet.relative_to(CSS)))
def test_directions_are_logical_so_that_right_to_left_is_a_mirror(sheet: Path) -> None:
    found = [line for line in rules(sheet).splitlines() if PHYSICAL.search(line)]
    assert found in ([], ["    height: 100%;"])  # an SVG rect has a height, whatever the script


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: str(sheet.relative_to(CSS)))
def test_raw_colours_stay_at_home(sheet: Path) -> None:
    if sheet.name in HOMES_OF_COLOUR:
        return
    text = rules(sheet).replace(PAPER_FOR_CAMERAS, "").replace(DARK_ROOM, "")
    assert RAW_COLOUR.findall(text) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: str(sheet.relative_to(CSS)))
def test_what_a_sheet_points_at_exists_and_is_ours(sheet: Path) -> None:
    for target in re.findall(r"url\([\"']?([^\"')]+)", sheet.read_text("utf-8")):
        assert (sheet.parent / target).is_file(), target


def test_every_sheet_is_reached_from_one_that_pages_link() -> None:
    imported = {
        (sheet.parent / target).resolve()
        for sheet in SHEETS
        for target in re.findall(r"@import url\([\"']([^\"']+)", sheet.read_text("utf-8"))
    }
    assert {sheet for sheet in SHEETS if sheet.parent != CSS} <= imported


def test_every_meaning_that_is_used_is_defined() -> None:
    every = "\n".join(rules(sheet) for sheet in SHEETS)
    defined = set(re.findall(r"(--[\w-]+)\s*:", every))
    needed = set(re.findall(r"var\((--[\w-]+)\)", every))
    assert needed - defined == set()


def themes() -> dict[str, dict[str, str]]:
    text = rules(CSS / "themes.css")
    light, chosen, asked = re.findall(r':root\[data-theme="(?:light|dark|auto)"\]\s*\{([^}]*)\}', text)
    return {name: meanings(body) for name, body in (("light", light), ("dark", chosen), ("auto", asked))}


def meanings(body: str) -> dict[str, str]:
    return {name: " ".join(value.split()) for name, value in re.findall(r"([\w-]+)\s*:\s*([^;]+);", body)}


def test_dark_that_is_asked_for_is_the_dark_that_is_chosen() -> None:
    assert themes()["auto"] == themes()["dark"]
    assert themes()["dark"].keys() == themes()["light"].keys()


READ_ON = {
    "ground": "text text-2 text-3 brand-text now-text danger start-ink continue-ink stop-ink",
    "surface": "text text-2 text-3 brand-text now-text danger note-text",
    "sunk": "text text-2 text-3 brand-text now-text danger",
    "brand": "on-brand",
    "brand-hover": "on-brand",
    "brand-tint": "brand-text",
    "brand-soft": "text text-2 text-3 brand-text",
    "now": "on-now",
    "now-soft": "now-text text",
    "danger": "on-danger",
    "danger-soft": "danger",
    "start-bg": "note-text start-ink",
    "continue-bg": "note-text continue-ink",
    "stop-bg": "note-text stop-ink",
    **{f"look-{look}-bg": f"text note-text look-{look}-ink" for look in range(1, 7)},
}
SEEN_ON = {
    "surface": "line-strong bar focus",
    "ground": "line-strong bar focus",
    "bar-track": "bar",
}
PAIRS = [
    (ink, paper, least)
    for table, least in ((READ_ON, 4.5), (SEEN_ON, 3.0))
    for paper, inks in table.items()
    for ink in inks.split()
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "paper", "least"), PAIRS)
def test_contrast(theme: str, ink: str, paper: str, least: float) -> None:
    """WCAG 2.2, 1.4.3 for text and 1.4.11 for what one acts on."""
    assert contrast(colour(theme, ink), colour(theme, paper)) >= least


def colour(theme: str, meaning: str) -> str:
    raw = re.fullmatch(r"var\((--[\w-]+)\)", themes()[theme][f"--{meaning}"])
    assert raw
    found = re.search(rf"{raw[1]}:\s*(#[0-9a-f]{{6}});", rules(CSS / "tokens.css"))
    assert found
    return found[1]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(hex_colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(hex_colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
