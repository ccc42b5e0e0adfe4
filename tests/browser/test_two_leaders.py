"""Several who lead at once: a colleague's phone by a link that works once, the desk, the wall and a phone beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from sessions.day_moves import Draft, PlaceProgramme
from tests.browser.harness import HOST
from tests.server import KEY, RunningHouse

DESK, WALL, PHONE = (ViewportSize(width=w, height=h) for w, h in ((1440, 900), (1920, 1080), (390, 844)))
DAY = (Draft("Welcome", None, 10), Draft("Coffee", None, 15, break_=True), Draft("The vote", None, 20))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[RunningHouse]:
    with RunningHouse(tmp_path, host=HOST, names=(HOST,)) as running:
        yield running


class Screens:
    def __init__(self, chromium: Browser, house: RunningHouse) -> None:
        self.chromium = chromium
        self.url = f"http://{HOST}:{house.port}"
        self.contexts: list[BrowserContext] = []

    def open(self, size: ViewportSize, address: str) -> Page:
        context = self.chromium.new_context(viewport=size, locale="en-GB", reduced_motion="reduce")
        self.contexts.append(context)
        page = context.new_page()
        page.goto(address if address.startswith("http") else self.url + address)
        return page

    def desk(self, code: str) -> Page:
        page = self.open(DESK, "/enter")
        page.fill("input[name=key]", KEY)
        page.click("button.btn--primary")
        page.goto(f"{self.url}/desk/{code}")
        return page


@pytest.fixture
def screens(chromium: Browser, house: RunningHouse) -> Iterator[Screens]:
    screens = Screens(chromium, house)
    yield screens
    for context in screens.contexts:
        context.close()


def link_for_a_remote(desk: Page, code: str) -> str:
    page = desk.context.new_page()
    page.goto(desk.url.split("/desk/")[0] + f"/desk/{code}/links")
    page.check("#what-remote")
    page.get_by_role("button", name="Make a link").click()
    link = page.input_value("#made-url")
    page.close()
    return link


@pytest.mark.browser
def test_a_colleagues_phone_leads_and_everybody_sees_it(house: RunningHouse, screens: Screens) -> None:
    code = house.plan("The council", PlaceProgramme(DAY))
    desk, wall = screens.desk(code), screens.open(WALL, f"/wall/{code}?lang=en")
    phone = screens.open(PHONE, f"/s/{code}")
    link = link_for_a_remote(desk, code)
    remote = screens.open(PHONE, link)
    remote.wait_for_url(f"**/desk/{code}")

    remote.locator("#big-next").click()
    for page in (desk, wall, phone, remote):
        expect(page.get_by_role("heading", name="Welcome", level=1)).to_be_visible()
    desk.keyboard.press("PageDown")
    for page in (desk, wall, phone, remote):
        expect(page.get_by_role("heading", name="Coffee", level=1)).to_be_visible()
    remote.locator("#now-head button[value='300']").click()
    for page in (desk, remote):
        expect(page.locator("#now-head .timer__num")).to_contain_text("19:")
    desk.get_by_role("button", name="Look up").click()
    expect(phone.get_by_role("heading", name="Look up")).to_be_visible()
    expect(remote.get_by_role("button", name="Look up")).to_have_attribute("aria-pressed", "true")

    used = screens.open(PHONE, link)
    expect(used.locator(".field__error")).to_contain_text("works only once")
    assert used.url.endswith(f"/enter/{code}")


@pytest.mark.browser
def test_a_removed_phone_is_out_and_a_locked_door_lets_only_the_seated_back(
    house: RunningHouse, screens: Screens
) -> None:
    code = house.plan("The council", PlaceProgramme(DAY))
    desk = screens.desk(code)
    first, second = (screens.open(PHONE, f"/s/{code}") for _ in range(2))
    expect(desk.locator("[data-region=here]")).to_contain_text("2 seats taken")
    desk.get_by_role("button", name="Lock the door").click()
    expect(desk.get_by_role("button", name="The door is locked")).to_be_visible()
    late = screens.open(PHONE, f"/s/{code}")
    expect(late.locator("#outside")).to_be_visible()
    first.reload()
    expect(first.locator("#before")).to_be_visible()

    people = desk.context.new_page()
    people.goto(f"{screens.url}/desk/{code}/people")
    people.locator("[data-move=remove_seat]").nth(1).click()
    people.locator("dialog[open] button[value=yes]").click()
    expect(second.locator("#outside")).to_be_visible()
    second.reload()
    expect(second.locator("#outside")).to_be_visible()
    expect(first.locator("#before")).to_be_visible()
