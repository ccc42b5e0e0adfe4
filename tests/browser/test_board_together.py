"""A board that many write on at once: everybody sees the same notes, and each group what is its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from sessions.activities.board import Board
from sessions.activities.board.moves import Write
from sessions.group_moves import AddGroup, PlaceSeat
from sessions.steps import StartNow
from tests.browser.harness import HOST
from tests.server import KEY, RunningHouse


@pytest.fixture
def house(tmp_path: Path) -> Iterator[RunningHouse]:
    with RunningHouse(tmp_path, host=HOST, names=(HOST,)) as running:
        yield running


class Evening:
    """Two people in one group, one in another, and a desk."""

    def __init__(self, house: RunningHouse, chromium: Browser) -> None:
        self.house, self.chromium = house, chromium
        self.contexts: list[BrowserContext] = []
        self.base = f"http://{HOST}:{house.port}"
        self.code = house.plan("Ett möte")
        self.people = [house.join(self.code) for _ in range(3)]
        for _ in range(2):
            house.act(self.code, AddGroup())
        first, second = house.room(self.code).session.groups.teams
        for person, group in zip(self.people, (first, first, second), strict=True):
            house.act(self.code, PlaceSeat(person.seat, group))
        house.act(self.code, StartNow("board", title="Vad vill vi?", settings={"each": 100}))
        self.step = next(iter(house.room(self.code).session.steps.steps))

    def write(self, who: int, text: str) -> str:
        person = self.house.room(self.code).session.people.person(self.people[who].seat)
        self.house.act(self.code, Write(text), self.step, person)
        board = self.house.room(self.code).session.steps.step(self.step).activity
        assert isinstance(board, Board)
        return list(board.notes)[-1]

    def context(self, width: int, height: int) -> BrowserContext:
        viewport: ViewportSize = {"width": width, "height": height}
        self.contexts.append(self.chromium.new_context(locale="en-GB", viewport=viewport))
        return self.contexts[-1]

    def phone(self, who: int) -> Page:
        context = self.context(390, 844)
        seat = self.house.seat_cookie(self.code, self.people[who].seat)
        context.add_cookies(
            [{"name": name, "value": value, "url": self.base} for name, value in seat.items()]
        )
        page = context.new_page()
        page.goto(f"{self.base}/s/{self.code}?lang=en")
        expect(page.locator("html")).to_have_attribute("data-line", "open")
        return page

    def desk(self) -> Page:
        page = self.context(1280, 720).new_page()
        page.goto(f"{self.base}/enter")
        page.fill("input[name=key]", KEY)
        page.click("button.btn--primary")
        page.goto(f"{self.base}/desk/{self.code}?lang=en")
        expect(page.locator("html")).to_have_attribute("data-line", "open")
        return page

    def note(self, page: Page, note: str) -> Locator:
        return page.locator(f"#{self.step}-n-{note}")


@pytest.fixture
def evening(house: RunningHouse, chromium: Browser) -> Iterator[Evening]:
    it = Evening(house, chromium)
    yield it
    for context in it.contexts:
        context.close()


def test_each_group_sees_what_it_may_do_on_notes_that_are_the_same_for_all(evening: Evening) -> None:
    note = evening.write(2, "Öppet hus i biblioteket")
    mine, friend, other = (evening.phone(who) for who in range(3))
    evening.note(mine, note).get_by_role("button", name="Take it with us").click()
    for page in (mine, friend):
        there = evening.note(page, note)
        expect(there.get_by_role("button", name="Give it back")).to_be_visible()
        expect(there.get_by_role("button", name="Take a copy")).to_be_hidden()
        expect(there.get_by_text("taken by")).to_be_hidden()
    there = evening.note(other, note)
    expect(there.get_by_text("taken by Group 1")).to_be_visible()
    expect(there.get_by_role("button", name="Give it back")).to_be_hidden()
    there.get_by_role("button", name="Take a copy").click()
    expect(there.get_by_role("button", name="Take a copy")).to_be_hidden()
    friend.reload()
    evening.note(friend, note).get_by_role("button", name="Give it back").click()
    expect(evening.note(mine, note).get_by_role("button", name="Take it with us")).to_be_visible()


def test_who_writes_is_not_disturbed_and_a_page_that_comes_back_has_it_all(evening: Evening) -> None:
    evening.write(1, "Den första")
    page = evening.phone(0)
    field = page.locator(f"#{evening.step}-text")
    field.fill("Mitt i en mening")
    for number in range(20):
        evening.write(1, f"Lapp nummer {number}")
    expect(page.locator(".board-note")).to_have_count(21)
    expect(page.locator(".board-note .board-text").first).to_have_text("Lapp nummer 19")
    assert field.input_value() == "Mitt i en mening"
    page.context.set_offline(True)
    page.context.set_offline(False)
    page.reload()
    expect(page.locator(".board-note")).to_have_count(21)
    evening.write(1, "Efter omladdningen")
    expect(page.locator(".board-note .board-text").first).to_have_text("Efter omladdningen")


def test_ticks_at_the_desk_stay_while_notes_come_in(evening: Evening) -> None:
    one, two = evening.write(0, "Ett"), evening.write(1, "Två")
    desk = evening.desk()
    ticks = [desk.locator(f"#{evening.step}-c-{note}") for note in (one, two)]
    ticks[0].check()
    evening.write(2, "Tre")
    ticks[1].check()
    expect(ticks[0]).to_be_checked()
    desk.get_by_role("button", name="Put together").click()
    expect(desk.locator(".board-row")).to_have_count(2)
    expect(desk.locator(".board-row", has_text="Ett")).to_contain_text("Två")


def test_a_row_that_is_dragged_goes_to_the_column_where_it_is_let_go(evening: Evening) -> None:
    one, two, three = (evening.write(who, text) for who, text in enumerate(("Ett", "Två", "Tre")))
    desk = evening.desk()

    def column(name: str) -> Locator:
        return desk.locator(f"[data-drop-column={name}]")

    def drag(note: str, to: str) -> None:
        desk.locator(f"#{evening.step}-d-{note} [data-grip]").drag_to(column(to).locator("h3"))

    drag(one, "stop")
    expect(column("stop").locator(".board-row")).to_have_text(["1 Ett"])
    for note in (two, three):
        desk.locator(f"#{evening.step}-c-{note}").check()
    drag(three, "continue")
    expect(column("continue").locator(".board-row")).to_have_text(["2 Två", "3 Tre"])
    expect(column("start").locator(".board-row")).to_have_count(0)
    desk.get_by_role("button", name="Undo").click()
    expect(column("start").locator(".board-row")).to_have_count(2)
