"""Slides with pictures and a question box, tried as people would: desk, wall and two phones side by side."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from sessions.day_moves import AddSlot, GoTo
from sessions.steps import AddStep, StartNow
from tests.browser.harness import HOST
from tests.server import RunningHouse
from tests.test_pictures import jpeg, noise

SIZES = {"wall": (1920, 1080), "desk": (1440, 900), "phone": (390, 844)}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    with RunningHouse(tmp_path_factory.mktemp("slides"), host=HOST, names=(HOST,)) as running:
        yield running


@pytest.fixture
def screen(chromium: Browser, house: RunningHouse) -> Iterator[Any]:
    """screen(what, path, cookies): a page in a browser of its own."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def show(what: str, path: str, cookies: dict[str, str] | None = None) -> Page:
        width, height = SIZES[what]
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="en-GB")
        contexts.append(context)
        url = f"http://{HOST}:{house.port}"
        context.add_cookies(
            [{"name": name, "value": value, "url": url} for name, value in (cookies or {}).items()]
        )
        page = context.new_page()
        page.set_default_timeout(8_000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{url}{path}?lang=en")
        return page

    yield show
    for context in contexts:
        context.close()
    assert wrong == []


def test_slides_are_set_up_shown_and_turned_by_the_keys(house: RunningHouse, screen: Any) -> None:
    code = house.plan(
        "The meeting", AddSlot(title="Welcome", minutes=20), AddSlot(title="The break", minutes=10)
    )
    first = house.room(code).session.day.slots[0].id
    house.act(code, AddStep("slide", first))
    (step,) = house.room(code).session.steps.steps
    led = house.desk_cookie(code, "facilitator")

    plan = screen("desk", f"/desk/{code}/plan/steps/{step}", led)
    plan.fill(f"#{step}-s1-title", "What we have seen")
    for title in ("Last", "The mountain"):
        plan.get_by_role("button", name="One more slide").click()
        plan.locator("[data-row]").last.get_by_label("Heading").fill(title)
    row = plan.locator("[data-row]").last
    row.get_by_text("Links", exact=True).click()
    row.get_by_label("Links, one on each line").fill("The report https://example.org/report")
    row.get_by_role("button", name="Earlier").click()
    expect(plan.locator("[data-row]").nth(1).get_by_label("Heading")).to_have_value("The mountain")
    expect(plan.locator("[data-row]").nth(1).locator("[data-row-number]")).to_have_text("2")

    row = plan.locator("[data-row]").nth(1)
    row.get_by_text("Picture", exact=True).first.click()
    chosen = row.locator("input[type=file]")
    chosen.set_input_files({"name": "x.png", "mimeType": "image/png", "buffer": b"<svg/>"})
    expect(row.get_by_text("That is not a PNG or JPEG picture.")).to_be_visible()
    chosen.set_input_files({"name": "x.jpg", "mimeType": "image/jpeg", "buffer": jpeg(noise(60))})
    expect(row.locator("[data-shown] img")).to_be_visible()
    plan.get_by_role("button", name="Save").click()
    expect(plan.get_by_text("Slide 2: write what the picture shows")).to_be_visible()
    row.get_by_label("What the picture shows").fill("A mountain")
    plan.get_by_role("button", name="Save").click()
    expect(plan.locator("[data-status-text]").first).to_contain_text("Saved")
    plan.reload()
    expect(plan.locator("[data-row]")).to_have_count(3)
    plan.locator("[data-row]").last.get_by_role("button", name="Take this slide away").click()
    plan.get_by_role("button", name="Save").click()
    expect(plan.locator("[data-status-text]").first).to_contain_text("Saved")

    house.act(code, GoTo(first))
    desk = screen("desk", f"/desk/{code}", led)
    wall, phone = screen("wall", f"/wall/{code}"), screen("phone", f"/s/{code}")
    expect(wall.get_by_role("heading", level=1)).to_have_text("Welcome")
    desk.locator("body").press("PageDown")
    expect(wall.get_by_role("heading", level=1)).to_have_text("What we have seen")
    expect(phone.get_by_text("The report")).to_have_count(0)
    desk.locator("body").press("PageDown")
    mountain = wall.get_by_role("img", name="A mountain")
    expect(mountain).to_be_visible()
    expect(mountain).to_have_js_property("naturalWidth", 60)
    expect(phone.get_by_role("link", name="The report")).to_be_visible()
    for _ in range(3):
        desk.locator("body").press("PageUp")
    expect(wall.get_by_role("heading", level=1)).to_have_text("What we have seen")
    desk.locator("body").press("PageDown")
    expect(wall.get_by_role("heading", level=1)).to_have_text("The mountain")
    desk.locator("body").press("PageDown")
    expect(wall.get_by_text("The break").first).to_be_visible()


def test_a_question_is_asked_supported_and_answered(house: RunningHouse, screen: Any) -> None:
    code = house.plan("The meeting", AddSlot(title="A talk", minutes=20))
    house.act(code, GoTo(house.room(code).session.day.slots[0].id))
    house.act(code, StartNow("qanda", title="Questions to the speaker", settings={"hold": True, "each": 2}))
    (step,) = house.room(code).session.steps.steps
    desk = screen("desk", f"/desk/{code}", house.desk_cookie(code, "facilitator"))
    wall = screen("wall", f"/wall/{code}")
    ada, bo = (screen("phone", f"/s/{code}") for _ in range(2))

    for phone, text in ((ada, "Who pays?"), (bo, "When?"), (bo, "Where?")):
        phone.get_by_role("textbox", name="Your question").fill(text)
        phone.get_by_role("button", name="Ask", exact=True).click()
        expect(phone.locator(f"#{step}-mine")).to_contain_text(text)
    expect(bo.get_by_role("textbox", name="Your question")).to_be_disabled()
    expect(ada.locator(f"#{step}-mine")).to_contain_text("being read")
    expect(wall.get_by_text("3 are being read first")).to_be_visible()
    desk.get_by_role("button", name="Approve all").click()
    expect(wall.get_by_text("When?")).to_be_visible()

    ada.locator("li", has_text="Where?").get_by_text("Me too").click()
    expect(wall.locator("ol li").first).to_contain_text("Where?")
    expect(ada.locator("li", has_text="Who pays?").get_by_role("checkbox")).to_be_disabled()
    desk.get_by_role("button", name="Put on the wall: Where?").click()
    expect(wall.get_by_role("heading", level=1)).to_have_text("Where?")
    expect(bo.locator(f"#{step}-mine")).to_contain_text("on the wall now")
    desk.get_by_label("What was answered, for the minutes").fill("In the old school.")
    desk.get_by_role("button", name="Answered: show the next: Where?").click()
    expect(wall.get_by_role("heading", level=1)).to_have_text("Who pays?")
    expect(bo.locator(f"#{step}-mine")).to_contain_text("In the old school.")
    desk.get_by_role("button", name="Will be answered in writing: Who pays?").click()
    expect(ada.locator(f"#{step}-mine")).to_contain_text("will be answered in writing")
    record = house.run(_record(house, code))
    assert [(question["text"], question["state"]) for question in record] == [
        ("Where?", "answered"),
        ("Who pays?", "writing"),
        ("When?", "new"),
    ]


async def _record(house: RunningHouse, code: str) -> Any:
    session = (await house.house.lobby.room(code)).session
    (step,) = session.steps.steps.values()
    return step.activity.record(session.scene(step))["questions"]
