"""What comes out of the printer: every sheet is one page of A4, and a camera reads its codes."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page

from facilitator import days
from facilitator.outline import first_moves
from facilitator.planning import plan_after
from sessions.steps import AddStep
from sessions.tickets import EVERYWHERE
from tests.browser.harness import HOST
from tests.browser.test_day import AXE
from tests.server import RunningHouse


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    with RunningHouse(tmp_path_factory.mktemp("paper"), host=HOST, names=(HOST,)) as running:
        yield running


@pytest.fixture(scope="module")
def code(house: RunningHouse) -> str:
    """The council day."""
    day = days.shipped_outline("council", "en")
    code = house.plan(day.facts.title, *first_moves(day))
    for move in plan_after(day).later(house.room(code).session):
        house.act(code, move)
    return code


@pytest.fixture
def page(chromium: Browser, house: RunningHouse, code: str) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1200, "height": 900}, locale="en-GB")
    cookie = house.desk_cookie(code, "facilitator")
    context.add_cookies(
        [{"name": name, "value": value, "domain": HOST, "path": "/"} for name, value in cookie.items()]
    )
    yield context.new_page()
    context.close()


def steps_of(house: RunningHouse, code: str, kind: str) -> list[str]:
    return [step.id for step in house.room(code).session.steps.steps.values() if step.kind == kind]


def printed(page: Page) -> int:
    """How many pages of A4 the page is on paper."""
    made = page.pdf(prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox \[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", made)
    assert sizes
    for width, height in sizes:
        assert (round(float(width)), round(float(height))) == (595, 842)
    return len(re.findall(rb"/Type /Page\b", made))


def violations(page: Page) -> list[Any]:
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [(rule["id"], node["target"]) for rule in found["violations"] for node in rule["nodes"]]


@pytest.mark.parametrize("lang", ["en", "ar-XB"])
def test_each_sheet_is_one_page(house: RunningHouse, code: str, page: Page, lang: str) -> None:
    board, first, second = (*steps_of(house, code, "board"), *steps_of(house, code, "worksheet"))
    for path, sheets in (
        ("poster", 1),
        ("slips?count=25", 3),
        ("programme", 1),
        (f"steps/{board}", 3),
        (f"steps/{first}", 6),
        (f"steps/{second}?count=1", 7),
    ):
        mark = "&" if "?" in path else "?"
        page.goto(f"http://{HOST}:{house.port}/desk/{code}/print/{path}{mark}lang={lang}")
        assert page.locator(".paper").count() == sheets, path
        assert printed(page) == sheets, path
        assert violations(page) == [], path


def test_the_poster_leads_into_the_network_and_into_the_room(
    house: RunningHouse, code: str, page: Page
) -> None:
    page.goto(f"http://{HOST}:{house.port}/desk/{code}/print/poster")
    page.fill("#network", "Restaurang Gäst; 5 GHz")
    page.fill("#password", "W" * 63)
    page.click(".paperask button")
    assert "WWW" not in page.url
    page.emulate_media(media="print")
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    read = {found.text for found in zxingcpp.read_barcodes(picture)}
    assert read == {
        house.room(code).way_in.qr,
        f"WIFI:T:WPA;S:Restaurang Gäst\\; 5 GHz;P:{'W' * 63};;",
    }
    assert printed(page) == 1
    assert violations(page) == []


def test_what_does_not_fit_goes_on_a_further_page(house: RunningHouse, code: str, page: Page) -> None:
    slot = house.room(code).session.day.slots[0].id
    questions = "\n".join(f"{number}. {'Hur går det till, och vem gör det? ' * 3}" for number in range(12))
    house.act(
        code, AddStep("worksheet", slot, "L" * 120, {"preset": "own", "questions": questions, "most": 3})
    )
    page.goto(f"http://{HOST}:{house.port}/desk/{code}/print/steps/{steps_of(house, code, 'worksheet')[-1]}")
    assert printed(page) > page.locator(".paper").count()
    sheets = "[...document.querySelectorAll('.paper')]"
    over = f"() => {sheets}.filter(one => one.scrollHeight > one.clientHeight + 1).length"
    page.emulate_media(media="print")
    assert page.evaluate(over) == 0, "nothing lies on top of the next sheet"


def test_pages_before_the_day_can_be_used_by_everybody(house: RunningHouse, code: str, page: Page) -> None:
    page.context.add_cookies(
        [
            {"name": name, "value": value, "domain": HOST, "path": "/"}
            for name, value in house.desk_cookie(EVERYWHERE, "organiser").items()
        ]
    )
    for path in (f"/desk/{code}/print", f"/desk/{code}/plan/session", "/organise/new"):
        page.goto(f"http://{HOST}:{house.port}{path}")
        assert violations(page) == [], path
