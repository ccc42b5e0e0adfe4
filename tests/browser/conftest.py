"""Chromium under a name that is not localhost, on plain http: as in the room, no secure context."""

import os
from collections.abc import Iterator
from typing import Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.harness import Server, Stage
from tests.browser.pieces import connected

HARMLESS = ("WebSocket connection to", "net::ERR_", "the server responded with a status of")


class OpenPage(Protocol):
    def __call__(self, url: str, *, script: str = "", same: BrowserContext | None = None) -> Page: ...


class Visit(Protocol):
    def __call__(self, url: str, *, script: str = "") -> Page: ...


class Phone(Protocol):
    def __call__(self, html: str, *, script: str = "") -> Page: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            if os.environ.get("BROWSER") == "0":
                item.add_marker(pytest.mark.skip(reason="browser tests are left out: BROWSER=0"))


@pytest.fixture(scope="session")
def live_server() -> Iterator[Server]:
    server = Server()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def stage(live_server: Server) -> Stage:
    return live_server.new_stage()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Opens pages, each in a context of its own or in the `same`; none may log an error."""
    owned: list[BrowserContext] = []
    pages: list[Page] = []
    complaints: list[str] = []

    def complain(text: str) -> None:
        if not any(harmless in text for harmless in HARMLESS):
            complaints.append(text)

    def open_one(url: str, *, script: str = "", same: BrowserContext | None = None) -> Page:
        if same is None:
            owned.append(same := new_context(chromium))
        pages.append(page := same.new_page())
        if script:
            page.add_init_script(script)
        page.set_default_timeout(5_000)
        page.on("pageerror", lambda error: complain(str(error)))
        page.on("console", lambda message: complain(message.text) if message.type == "error" else None)
        page.goto(url)
        return page

    yield open_one
    for page in pages:
        page.close()
    for context in owned:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def device(chromium: Browser) -> Iterator[BrowserContext]:
    context = new_context(chromium)
    yield context
    context.close()


@pytest.fixture
def visit(open_page: OpenPage, device: BrowserContext) -> Iterator[Visit]:
    """Pages of one device, whose cache keeps the modules; what it stored is gone after each test."""
    pages: list[Page] = []

    def open_here(url: str, *, script: str = "") -> Page:
        pages.append(page := open_page(url, script=script, same=device))
        return page

    yield open_here
    for page in pages:
        page.evaluate("try { localStorage.clear() } catch {}")


@pytest.fixture
def phone(stage: Stage, visit: Visit) -> Phone:
    """A connected phone that shows this HTML in its region `main`."""

    def show(html: str, *, script: str = "") -> Page:
        stage.regions = {"main": {"v": "v0", "html": html}}
        stage.body = stage.body or "<main>[main]</main>"
        return connected(visit(stage.url(), script=script), stage)

    return show


def new_context(chromium: Browser) -> BrowserContext:
    """One device: its own cookies and storage, a phone's size."""
    return chromium.new_context(viewport={"width": 390, "height": 844})
