"""The whole day in Chromium: pasted, joined by the code on the wall, answered, voted, interrupted, and taken home."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser.harness import HOST
from tests.server import KEY, RunningHouse

PROGRAMME = (Path(__file__).parent.parent / "browser" / "council-day.txt").read_text(encoding="utf-8")
AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
WALL, DESK, PHONE = (ViewportSize(width=w, height=h) for w, h in ((1920, 1080), (1440, 900), (390, 844)))
QUESTION = "Which proposal shall we carry on?"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    with RunningHouse(tmp_path_factory.mktemp("day"), host=HOST, names=(HOST,)) as running:
        yield running


class Device:
    """A browser of its own: its cookies, its size, and everything that went wrong in it."""

    def __init__(self, chromium: Browser, house: RunningHouse, size: ViewportSize) -> None:
        self.context: BrowserContext = chromium.new_context(
            viewport=size, locale="en-GB", reduced_motion="reduce"
        )
        self.page: Page = self.context.new_page()
        self.url = f"http://{HOST}:{house.port}"
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path)
        return self.page

    def violations(self) -> list[str]:
        """What axe-core finds, as rule and element."""
        self.page.evaluate(AXE)
        found: dict[str, Any] = self.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        return [f"{rule['id']}: {node['target']}" for rule in found["violations"] for node in rule["nodes"]]


@pytest.fixture
def devices(chromium: Browser, house: RunningHouse) -> Iterator[Any]:
    made: list[Device] = []

    def make(size: ViewportSize) -> Device:
        made.append(Device(chromium, house, size))
        return made[-1]

    yield make
    wrong = [error for device in made for error in device.wrong]
    for device in made:
        device.context.close()
    assert wrong == []


def read_code(page: Page) -> str:
    """What a phone's camera reads from this screen."""
    picture = Image.open(io.BytesIO(page.screenshot()))
    return str(zxingcpp.read_barcodes(picture)[0].text)


def test_a_day_from_paste_to_record(house: RunningHouse, devices: Any) -> None:
    desk = devices(DESK)
    page = desk.open("/enter")
    page.fill("input[name=key]", KEY)
    page.click("button.btn--primary")
    page.goto(desk.url + "/organise/new")
    page.fill("#title", "The council")
    page.select_option("#language", "en")
    page.fill("#date", "2026-03-12")
    page.locator("textarea").first.fill(PROGRAMME)
    expect(page.locator("body")).to_contain_text("11")
    assert desk.violations() == []
    page.get_by_role("button", name="Make the session").click()
    page.wait_for_url("**/desk/*/plan*")
    code = page.url.split("/desk/")[1].split("/")[0]
    session = house.room(code).session
    assert len(session.day.slots) == 11
    assert sum(slot.minutes or 0 for slot in session.day.slots) == 310
    assert desk.violations() == []

    page = desk.open(f"/desk/{code}")
    wall = devices(WALL)
    wall.open(f"/wall/{code}")
    expect(wall.page.locator("[data-region=main]")).to_contain_text("The council")
    assert wall.violations() == []
    assert read_code(wall.page) == f"HTTP://{HOST.upper()}:{house.port}/J/{code}"

    phones = [devices(PHONE) for _ in range(2)]
    for phone in phones:
        phone.open(f"/J/{code}")
        expect(phone.page.locator("[data-region=main]")).to_contain_text("The council")
    assert phones[0].violations() == []

    page.locator("[data-key=next]").first.click()
    first = session.day.slots[0].title
    for device in (wall, *phones):
        expect(device.page.locator("[data-region=main]")).to_contain_text(first)
    for device in (desk, wall, phones[0]):
        assert device.violations() == []

    vote_in_the_room(house, code, desk, wall, phones)
    take_it_home(house, code, desk)


def vote_in_the_room(
    house: RunningHouse, code: str, desk: Device, wall: Device, phones: list[Device]
) -> None:
    from sessions.steps import CloseStep, ShowStep, StartNow
    from tests.server import ORGANISER

    house.act(code, StartNow("vote", title=QUESTION, settings={"options": "Open stairs\nOne door in"}))
    step = next(iter(house.room(code).session.steps.steps))
    for phone in phones:
        expect(phone.page.get_by_role("heading", name=QUESTION)).to_be_visible()
    phones[0].page.get_by_label("One door in").check()
    expect(phones[0].page.locator(".receipt[data-status]")).to_contain_text("Saved")
    assert phones[0].violations() == []

    phones[1].context.set_offline(True)
    phones[1].page.get_by_label("One door in").check()
    expect(phones[1].page.locator(".receipt[data-status]")).not_to_contain_text("Saved")
    phones[1].context.set_offline(False)
    expect(phones[1].page.locator(".receipt[data-status]")).to_contain_text("Saved", timeout=15_000)

    expect(wall.page.locator("[data-region=main]")).to_contain_text("2 of 2")
    for device in (wall, desk):
        expect(device.page.locator(".result, .bars")).to_have_count(0)
        assert device.violations() == []
    phones[0].page.reload()
    expect(phones[0].page.get_by_label("One door in")).to_be_checked()

    house.act(code, CloseStep(step), who=ORGANISER)
    expect(desk.page.locator("[data-region=work]")).to_contain_text("One door in")
    expect(wall.page.locator(".result")).to_have_count(0)
    house.act(code, ShowStep(step), who=ORGANISER)
    expect(wall.page.locator(".result h1")).to_contain_text("One door in")
    for phone in phones:
        expect(phone.page.locator("[data-region=main]")).to_contain_text("2 votes")
    for device in (wall, desk, phones[0]):
        assert device.violations() == []


def take_it_home(house: RunningHouse, code: str, desk: Device) -> None:
    page = desk.open(f"/after/{code}")
    expect(page.locator("body")).to_contain_text("One door in")
    assert desk.violations() == []
    answer = page.request.get(
        f"http://127.0.0.1:{house.port}/api/sessions/{code}/export/zip",
        headers={"Authorization": f"Bearer {KEY}"},
    )
    with zipfile.ZipFile(io.BytesIO(answer.body())) as record:
        names = record.namelist()
        assert any(name.endswith("record.json") for name in names)
        assert any(name.endswith(".md") for name in names)
        assert "One door in" in record.read(next(name for name in names if name.endswith(".md"))).decode()
