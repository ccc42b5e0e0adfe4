"""Pieces of pages that the tests of the browser side put together, and ways to wait."""

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.harness import Stage

NOTE = (
    '<form id="note" data-move="write" data-step="k3" data-reset>'
    '<label>Note <textarea name="text" id="t" required></textarea></label>'
    "<p data-error hidden></p><button>Send</button></form>"
)
CHOICES = (
    '<form id="vote" data-move="cast" data-step="k3" data-field="k3" data-auto>'
    + "".join(
        f'<label><input type="radio" name="choice" value="{o}" id="k3-{o}">{o}</label>'
        for o in ("o1", "o2", "o3")
    )
    + "<p data-error hidden></p></form>"
)


def until(true: Callable[[], Any], within: float = 5.0) -> None:
    """Playwright's own waiting sees the page; this one sees the server."""
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end, "it did not come to be"
        time.sleep(0.02)


def connected(page: Page, stage: Stage) -> Page:
    expect(page.locator("html")).to_have_attribute("data-line", "open")
    return page


def counted(number: int, form: str = NOTE) -> str:
    return f'<section id="k3" data-step="k3"><p id="count">{number} notes</p>{form}</section>'


def other(text: str = "The next step") -> str:
    return f'<section id="k4" data-step="k4"><h1>{text}</h1></section>'
