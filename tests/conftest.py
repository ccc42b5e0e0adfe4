"""What every test may count on."""

import shutil
from collections.abc import Iterator

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

HOST = "mote.test"
"""A name that is not localhost: on plain http, as in the room, the browser gives no secure context."""

# A machine that others want too is slow, not wrong; what things cost is counted in test_cost.
settings.register_profile("whatever the machine", deadline=None)
settings.load_profile("whatever the machine")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The shell runs on asyncio, and so do its tests."""
    return "asyncio"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium when it is there, else the one that playwright brought."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=[f"--host-resolver-rules=MAP {HOST} 127.0.0.1", "--no-proxy-server", "--mute-audio"],
        )
        yield browser
        browser.close()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Chromium's driver keeps an event loop running in the main thread until it is closed: its tests come last."""
    items.sort(key=lambda item: "chromium" in getattr(item, "fixturenames", ()))
