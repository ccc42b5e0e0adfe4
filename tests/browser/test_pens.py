"""Group work on several phones at once: one pen a field, followed live, no text lost, all of it by keyboard."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from sessions.activities.worksheet import Worksheet
from sessions.activities.worksheet.moves import TakePenAway, Write
from sessions.activity import Person
from sessions.group_moves import PlaceSeat
from sessions.people import GiveRole
from sessions.steps import CloseStep, ShowStep, StartNow
from sessions.tickets import EVERYWHERE
from tests.browser.harness import HOST
from tests.server import RunningHouse

AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
PHONE, DESK, WALL = (390, 844), (1440, 900), (1920, 1080)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    with RunningHouse(tmp_path_factory.mktemp("pens"), host=HOST, names=(HOST,)) as running:
        yield running


class Work:
    """A group of three, and a note of its own that it works on."""

    def __init__(self, house: RunningHouse, chromium: Browser) -> None:
        self.house, self.chromium = house, chromium
        self.wrong: list[str] = []
        self.contexts: list[Any] = []
        self.code = house.plan("Ett möte")
        self.people = [house.join(self.code) for _ in range(3)]
        house.act(self.code, PlaceSeat(self.people[0].seat, "new"))
        (self.group,) = house.room(self.code).session.groups.teams
        for person in self.people[1:]:
            house.act(self.code, PlaceSeat(person.seat, self.group))
        house.act(self.code, StartNow("worksheet", title="From notes to action"))
        (self.step,) = house.room(self.code).session.steps.steps

    @property
    def rules(self) -> Worksheet:
        activity = self.house.room(self.code).session.steps.step(self.step).activity
        assert isinstance(activity, Worksheet)
        return activity

    def seat(self, who: int) -> Person:
        return self.house.room(self.code).session.people.person(self.people[who].seat)

    def open(self, path: str, size: tuple[int, int], cookies: Any = None) -> Page:
        context = self.chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="en-GB", reduced_motion="reduce"
        )
        self.contexts.append(context)
        url = f"http://{HOST}:{self.house.port}"
        context.add_cookies(
            [{"name": n, "value": v, "url": url} for n, v in {**(cookies or {}), "lang": "en"}.items()]
        )
        page = context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.goto(f"{url}{path}")
        return page

    def phone(self, who: int) -> Page:
        return self.open(f"/s/{self.code}", PHONE, self.house.seat_cookie(self.code, self.people[who].seat))

    def part(self, page: Page, local: str) -> Locator:
        return page.locator(f'[id="{self.step}-{local}"]')


@pytest.fixture
def work(house: RunningHouse, chromium: Browser) -> Iterator[Work]:
    work = Work(house, chromium)
    yield work
    for context in work.contexts:
        context.close()
    assert work.wrong == []


def add_note(work: Work, page: Page) -> str:
    work.part(page, "add-text").fill("Homework help")
    page.get_by_role("button", name="Add the note").click()
    expect(page.get_by_role("heading", name="Homework help")).to_be_visible()
    return f"q.{work.rules.sheet(work.group).own[0]}.where"


def test_one_writes_and_the_others_follow_and_the_pen_is_handed_over(work: Work) -> None:
    first, second = work.phone(0), work.phone(1)
    third = work.phone(2)
    key = add_note(work, first)
    work.part(first, f"t-{key}").click()
    expect(work.part(second, f"r-{key}")).to_contain_text("Somebody in your group is writing.")
    expect(work.part(second, f"w-{key}")).to_be_hidden()
    first.keyboard.type("At the library", delay=15)
    expect(work.part(second, f"r-{key}")).to_contain_text("At the library")
    expect(work.part(first, f"t-{key}")).to_be_focused()
    work.part(second, f"p-{key}").click()
    expect(work.part(second, f"asked-{key}")).to_be_visible()
    expect(work.part(first, f"m-{key}")).to_contain_text("would like to write")
    expect(first.locator("[data-say]")).to_have_text("Somebody in your group would like to write.")
    expect(work.part(third, f"m-{key}").locator("b")).to_have_count(1)
    expect(third.locator("[data-say]")).to_have_text("")
    work.part(first, f"m-{key}").get_by_role("button").click()
    expect(work.part(second, f"t-{key}")).to_be_focused()
    expect(work.part(second, f"t-{key}")).to_have_value("At the library")
    expect(work.part(first, f"w-{key}")).to_be_hidden()


def test_what_two_write_at_the_same_time_is_kept_and_shown_to_both(work: Work) -> None:
    first, second = work.phone(0), work.phone(1)
    key = add_note(work, first)
    work.part(second, f"t-{key}").click()
    expect(work.part(second, f"m-{key}")).to_be_visible()
    second.context.set_offline(True)
    second.keyboard.type("In the school")
    work.house.act(work.code, TakePenAway(work.group, key), work.step)
    work.house.act(work.code, Write(key, "At the library", 0), work.step, work.seat(0))
    second.context.set_offline(False)
    for page in (first, second):
        expect(page.get_by_text("Both texts are kept.")).to_be_visible(timeout=20_000)
    first.get_by_role("button", name="Keep both, one after the other").click()
    expect(work.part(first, f"t-{key}")).to_have_value("At the library\n\nIn the school")
    expect(work.part(second, f"t-{key}")).to_have_value("At the library\n\nIn the school")


def test_who_watches_reads_along_and_a_pitch_says_how_long_it_takes(work: Work) -> None:
    work.house.act(work.code, GiveRole(work.people[2].seat, "observer"))
    first, watching = work.phone(0), work.phone(2)
    key = add_note(work, first)
    note = key.split(".")[1]
    work.part(first, f"one-{note}").check()
    work.part(first, f"t-pitch.{note}").fill("one two three " * 50)
    expect(work.part(first, "spoken")).to_contain_text("1:10")
    expect(work.part(watching, f"r-pitch.{note}")).to_contain_text("one two three")
    expect(watching.get_by_text("You are reading along")).to_be_visible()
    expect(watching.locator(".worksheet textarea:visible")).to_have_count(0)
    expect(watching.get_by_role("button", name="Add the note")).to_have_count(0)


def test_by_keyboard_alone(work: Work) -> None:
    page = work.phone(0)
    page.locator("body").press("Tab")
    reach(page, f"{work.step}-add-text")
    page.keyboard.type("Homework help")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Homework help")).to_be_visible()
    note = work.rules.sheet(work.group).own[0]
    reach(page, f"{work.step}-t-q.{note}.where")
    page.keyboard.type("At the library")
    reach(page, f"{work.step}-one-{note}")
    page.keyboard.press("Space")
    expect(work.part(page, f"t-title.{note}")).to_be_visible()
    reach(page, f"{work.step}-t-title.{note}")
    page.keyboard.type("Homework for all")
    expect(page.get_by_text("answer 3 more questions")).to_be_visible()
    reach(page, f"{work.step}-t-text.{note}")
    expect(work.part(page, f"m-text.{note}")).to_be_visible()
    assert [item.title for item in work.rules.items()] == ["Homework for all"]


def reach(page: Page, id: str) -> None:
    """Tab from here to an element, as somebody without a mouse does."""
    for _ in range(60):
        if page.evaluate("document.activeElement.id") == id:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{id} cannot be reached")


@pytest.mark.long
def test_no_screen_shuts_anybody_out(work: Work) -> None:
    phone = work.phone(0)
    key = add_note(work, phone)
    work.house.act(work.code, Write(key, "At the library", 0), work.step, work.seat(0))
    work.house.act(work.code, Write(key, "In the school", 0), work.step, work.seat(1))
    desk = work.open(f"/desk/{work.code}", DESK, work.house.desk_cookie(EVERYWHERE, "organiser"))
    desk.get_by_role("button", name="Open the sheet").click()
    expect(desk.get_by_role("heading", name="The sheet of Group 1")).to_be_visible()
    wall = work.open(f"/wall/{work.code}", WALL)
    for change in (None, CloseStep(work.step), ShowStep(work.step)):
        if change:
            work.house.act(work.code, change)
            phone.wait_for_timeout(700)
        for page in (phone, desk, wall):
            assert violations(page) == []


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [f"{rule['id']}: {node['target']}" for rule in found["violations"] for node in rule["nodes"]]
