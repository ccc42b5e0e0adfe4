"""The word cloud in a real browser: the same picture each time, no word lost, its list left untouched."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

ROOT = Path(__file__).parent.parent.parent
HOME = "http://cloud.test/"
KINDS = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2"}
FOLDER = "/sessions/activities/pulse"
SHEETS = [f"/static/css/{name}.css" for name in ("tokens", "base", "components", "layout-wall")]

STATE = """() => {
  const shadow = document.querySelector("word-cloud").shadowRoot;
  const rest = shadow.querySelector("p");
  return {
    drawn: Array.from(shadow.querySelectorAll("text"), (text) => text.textContent),
    at: Array.from(shadow.querySelectorAll("text"), (text) => [text.id, text.getAttribute("transform")]),
    sizes: Array.from(shadow.querySelectorAll("text"), (text) => Number(text.getAttribute("font-size"))),
    boxes: Array.from(shadow.querySelectorAll("text"), (text) => text.getBoundingClientRect().toJSON()),
    rest: rest.hidden ? "" : rest.textContent,
    hidden: shadow.querySelector("[aria-hidden]").contains(shadow.querySelector("svg")),
  };
}"""


def answer(route: Route) -> None:
    """Our own files under a name that is not localhost, with the policy that the server has."""
    path = route.request.url.removeprefix(HOME)
    file = ROOT / path
    headers = {"content-security-policy": "default-src 'self'"}
    if path and file.is_file():
        route.fulfill(
            body=file.read_bytes(), content_type=KINDS.get(file.suffix, "text/plain"), headers=headers
        )
    else:
        route.fulfill(body="", content_type="text/html; charset=utf-8", headers=headers)


def items(words: Sequence[tuple[str, int]]) -> str:
    return "".join(
        f'<li id="w-{n}" data-word="{escape(word)}" data-count="{count}">{escape(word)}<b>{count}</b></li>'
        for n, (word, count) in enumerate(words)
    )


def page_with(words: Sequence[tuple[str, int]]) -> str:
    links = "".join(f'<link rel="stylesheet" href="{sheet}">' for sheet in [*SHEETS, f"{FOLDER}/pulse.css"])
    return (
        f'<!doctype html><html lang="sv" data-surface="wall"><head><title>x</title>{links}'
        '<script type="module" src="' + FOLDER + '/pulse.js"></script></head><body><main class="wall">'
        '<header></header><div class="pulse"><div></div>'
        '<word-cloud class="cloud" data-seed="k1-1" data-rest="Also:" data-more="more">'
        f"<aside><h2>Words</h2><ol>{items(words)}</ol></aside></word-cloud><div></div></div></main></body></html>"
    )


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    page = context.new_page()
    page.route("**/*", answer)
    yield page
    context.close()


def cloud(page: Page, words: Sequence[tuple[str, int]], enough: int) -> dict[str, Any]:
    body = page_with(words)
    page.route(HOME, lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"))
    page.goto(HOME)
    page.wait_for_function(
        "n => document.querySelector('word-cloud').shadowRoot?.querySelectorAll('text').length >= n",
        arg=enough,
    )
    found: dict[str, Any] = page.evaluate(STATE)
    return found


FEW = [("samverkan", 9), ("någon att ringa", 5), ("IT", 4), ("<b>mod</b>", 2), ("ثقة", 1), ("ö", 1)]


def test_every_word_is_drawn_whole_and_the_commonest_is_largest(page: Page) -> None:
    found = cloud(page, FEW, len(FEW))
    assert sorted(found["drawn"]) == sorted(word for word, _ in FEW)
    assert found["rest"] == ""
    by_word = dict(zip(found["drawn"], found["sizes"], strict=True))
    assert by_word["samverkan"] > by_word["någon att ringa"] > by_word["<b>mod</b>"] > by_word["ö"]
    assert all(size >= 0.018 * 720 for size in found["sizes"])
    assert found["hidden"]


def test_the_same_words_give_the_same_cloud(page: Page) -> None:
    assert cloud(page, FEW, len(FEW))["at"] == cloud(page, FEW, len(FEW))["at"]


def test_nothing_is_drawn_outside_the_wall(page: Page) -> None:
    words = [(f"ord nummer {n}", 1 + n % 7) for n in range(40)]
    for box in cloud(page, words, 5)["boxes"]:
        assert box["left"] >= 0
        assert box["top"] >= 0
        assert box["right"] <= 1280
        assert box["bottom"] <= 720


def test_no_word_lies_on_another(page: Page) -> None:
    words = [
        (("ord", "någon att ringa", "samverkan", "IT", "en plats att mötas")[n % 5] + f" {n}", 1 + n % 9)
        for n in range(45)
    ]
    boxes = [letters(box) for box in cloud(page, sorted(words, key=lambda word: -word[1]), 20)["boxes"]]
    assert len(boxes) > 20
    assert [pair for pair in combinations(boxes, 2) if overlap(*pair)] == []


Box = tuple[float, float, float, float]


def letters(box: dict[str, float]) -> Box:
    """Left, top, right and bottom of where the small letters are: above and below a line is air."""
    return box["left"], box["top"] + 0.35 * box["height"], box["right"], box["bottom"] - 0.3 * box["height"]


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize("count", [30, 250])
def test_what_does_not_fit_is_listed_and_what_has_no_room_there_is_counted(page: Page, count: int) -> None:
    words = [(f"en mycket lång fras som tar all plats {n}", 1) for n in range(count)]
    found = cloud(page, words, 1)
    listed = [word for word, _ in words if f"\u2068{word}\u2069" in found["rest"]]
    more = int(found["rest"].split("+")[1].split()[0]) if "+" in found["rest"] else 0
    assert len(found["drawn"]) + len(listed) + more == count
    assert not set(listed) & set(found["drawn"])


def test_new_words_join_the_cloud_and_the_list_stays_as_the_server_made_it(page: Page) -> None:
    cloud(page, FEW, len(FEW))
    page.evaluate(
        "html => { document.querySelector('word-cloud ol').innerHTML = html }", items([*FEW, ("nytt", 3)])
    )
    page.wait_for_function(
        "n => document.querySelector('word-cloud').shadowRoot.querySelectorAll('text').length === n",
        arg=len(FEW) + 1,
    )
    assert page.locator("word-cloud li").count() == len(FEW) + 1
    assert page.locator("word-cloud li").first.get_attribute("style") is None
