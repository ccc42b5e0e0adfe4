"""Wall, desk and phone count the same second for ten minutes, on devices that are a day or some minutes off."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sessions.day_moves import AddSlot, GoTo
from tests.browser.harness import HOST
from tests.browser.test_clocks_js import SHIFTED
from tests.server import KEY, RunningHouse

DAY_BEHIND, MINUTES_AHEAD = -86_400_000, 420_000
INSTANTS = 20
APART = 150
"""Milliseconds that a screen may differ from the server's time."""

READ = """async () => {
    const clock = new URL("clock.js", document.querySelector("script[src*='/live.js']").src);
    const { serverNow } = await import(clock);
    const clocks = [...document.querySelectorAll("count-down[data-deadline]:not([hidden])")];
    return {
        off: serverNow() - realNow(),
        clocks: clocks.filter((one) => one.checkVisibility()).map((one) => {
            const text = one.querySelector(".timer__num, [data-num]").textContent;
            const minutes = one.dataset.format === "minutes" && !text.includes(":");
            const number = text.split(":").reduce((all, part) => all * 60 + Number(part), 0);
            const shown = number * (minutes ? 60000 : 1000);
            return { ahead: shown - (Number(one.dataset.deadline) - realNow()), step: minutes ? 60000 : 1000 };
        }),
    };
}"""
"""How far the page's idea of the server's time is off, and for each clock how much more it shows than is left."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[RunningHouse]:
    with RunningHouse(tmp_path, host=HOST, names=(HOST,)) as running:
        yield running


def screen(chromium: Browser, house: RunningHouse, path: str, shift: int) -> Page:
    page = chromium.new_page()
    page.add_init_script(SHIFTED % shift)
    if path.startswith("/desk"):
        page.goto(f"http://{HOST}:{house.port}/enter")
        page.fill("input[name=key]", KEY)
        page.click("button.btn--primary")
    page.goto(f"http://{HOST}:{house.port}{path}")
    return page


@pytest.mark.long
@pytest.mark.browser
def test_three_screens_agree_for_ten_minutes(chromium: Browser, house: RunningHouse) -> None:
    code = house.plan("Ett möte")
    house.act(code, AddSlot(title="Workshop", minutes=11))
    house.act(code, GoTo(house.room(code).session.day.slots[0].id))
    pages = [
        screen(chromium, house, f"/{path}/{code}", shift)
        for path, shift in (
            ("wall", DAY_BEHIND),
            ("desk", MINUTES_AHEAD),
            ("s", DAY_BEHIND),
            ("s", MINUTES_AHEAD),
        )
    ]
    for page in pages:
        expect(page.locator("count-down").first).to_be_visible()
    time.sleep(5)  # a few exchanges of clocks
    for _ in range(INSTANTS):
        for page in pages:
            found = page.evaluate(READ)
            assert abs(found["off"]) < APART
            assert found["clocks"]
            for clock in found["clocks"]:
                assert -APART <= clock["ahead"] < clock["step"] + APART
        time.sleep(600 / INSTANTS)
