"""Two phones draw with the mouse in real browsers: what is drawn is saved, at zero too, and swapped."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from sessions.activities.doodle import Doodle
from sessions.activities.doodle.moves import Begin, GoOn
from sessions.activities.doodle.state import EMPTY
from sessions.steps import CloseStep, ShowStep, StartNow
from tests.browser.harness import HOST
from tests.browser.pieces import until
from tests.conftest import HOST as NAME
from tests.server import RunningHouse

AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
PAPER = """() => {
  const box = document.querySelector("doodle-pad").shadowRoot.querySelector("[part=paper]").getBoundingClientRect();
  return [box.left, box.top, box.width];
}"""
STROKES = "document.querySelector('doodle-pad').shadowRoot.querySelectorAll('path').length"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    assert HOST == NAME
    with RunningHouse(tmp_path_factory.mktemp("doodle"), host=HOST, names=(HOST,)) as running:
        yield running


class Pair:
    """A session with a doodle, and two phones in it."""

    def __init__(self, house: RunningHouse, chromium: Browser, **settings: Any) -> None:
        self.house = house
        self.browser = chromium
        self.code = house.plan("Draw")
        self.wrong: list[str] = []
        self.contexts = [
            chromium.new_context(viewport={"width": 390, "height": 844}, locale="en-GB") for _ in range(2)
        ]
        self.phones = [self.join(context.new_page()) for context in self.contexts]
        wanted = {"seconds": 60, "finish_seconds": 60, "pause_seconds": 0, "sheets": 1, **settings}
        house.act(self.code, StartNow("doodle", settings={"pairing": "order", **wanted}))
        self.step = next(iter(house.room(self.code).session.steps.steps))

    def join(self, page: Page) -> Page:
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.set_default_timeout(5_000)
        page.goto(f"http://{HOST}:{self.house.port}/J/{self.code}")
        expect(page.locator("html")).to_have_attribute("data-line", "open")
        return page

    def join_screen(self, path: str, width: int, height: int, cookie: dict[str, str] | None = None) -> Page:
        """A wall or a desk."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, locale="en-GB", reduced_motion="reduce"
        )
        self.contexts.append(context)
        for name, value in (cookie or {}).items():
            context.add_cookies([{"name": name, "value": value, "domain": HOST, "path": "/"}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.goto(f"http://{HOST}:{self.house.port}{path}{'?lang=en' if 'wall' in path else ''}")
        return page

    @property
    def doodle(self) -> Doodle:
        activity = self.house.room(self.code).session.steps.step(self.step).activity
        assert isinstance(activity, Doodle)
        return activity

    def go(self, kind: str) -> None:
        while self.doodle.phase.kind != kind:
            move = Begin() if self.doodle.index < 0 else GoOn(self.doodle.index)
            self.house.act(self.code, move, self.step)

    def all_drew(self) -> bool:
        """Both have drawn on the sheet of this phase."""
        part = "doodle" if self.doodle.phase.part == "doodle" else "finish"
        return min(self.drawn(part)) == 1

    def drawn(self, part: Any, sheet: int = 1) -> list[int]:
        """How many strokes the server has of each, the first who joined first."""
        layers = self.doodle.layers[part]
        return [len(layers.get((seat, sheet), EMPTY).ink) for seat in self.doodle.members]


@pytest.fixture
def pair(house: RunningHouse, chromium: Browser) -> Iterator[Callable[..., Pair]]:
    made: list[Pair] = []

    def make(**settings: Any) -> Pair:
        made.append(Pair(house, chromium, **settings))
        return made[-1]

    yield make
    for one in made:
        for context in one.contexts:
            context.close()
    assert [error for one in made for error in one.wrong] == []


def stroke(page: Page, height: float, lift: bool = True) -> None:
    page.locator("doodle-pad").wait_for()
    left, top, side = page.evaluate(PAPER)
    page.mouse.move(left + 0.2 * side, top + height * side)
    page.mouse.down()
    for at in range(12):
        page.mouse.move(left + (0.2 + at * 0.05) * side, top + (height + 0.04 * (at % 3)) * side)
    if lift:
        page.mouse.up()


def test_two_phones_draw_undo_swap_and_finish(pair: Callable[..., Pair]) -> None:
    room = pair()
    one, other = room.phones
    room.go("doodle")
    stroke(one, 0.2)
    one.get_by_role("button", name="Thick").click()
    stroke(one, 0.5)
    stroke(one, 0.8)
    one.get_by_role("button", name="Undo").click()
    assert one.evaluate(STROKES) == 2
    stroke(other, 0.4)
    until(lambda: sorted(room.drawn("doodle")) == [1, 2])
    wide = {line.wide for layer in room.doodle.layers["doodle"].values() for line in layer.ink}
    assert wide == {False, True}

    one.reload()
    one.wait_for_function(f"() => document.querySelector('doodle-pad')?.shadowRoot && {STROKES} === 2")
    room.go("finish")
    expect(one.locator(".doodle-under path")).to_have_count(1)
    expect(other.locator(".doodle-under path")).to_have_count(2)
    stroke(one, 0.7)
    until(lambda: sorted(room.drawn("finish")) == [0, 1])
    expect(one.locator(".receipt[data-status]")).to_contain_text("Saved")


def test_what_is_under_the_pen_at_zero_is_collected(pair: Callable[..., Pair]) -> None:
    room = pair(seconds=3, ready_seconds=3)
    one = room.phones[0]
    room.go("doodle")
    stroke(one, 0.3, lift=False)
    until(lambda: room.doodle.phase.kind == "swap")
    until(lambda: max(room.drawn("doodle")) == 1)
    expect(one.locator("doodle-pad")).to_have_attribute("data-locked", "")
    one.mouse.move(100, 500)
    one.mouse.up()
    assert one.evaluate(STROKES) == 1


def test_a_cut_connection_loses_nothing(pair: Callable[..., Pair]) -> None:
    room = pair()
    one = room.phones[0]
    room.go("doodle")
    stroke(one, 0.3)
    until(lambda: max(room.drawn("doodle")) == 1)
    room.contexts[0].set_offline(True)
    stroke(one, 0.6)
    time.sleep(1.7)
    assert max(room.drawn("doodle")) == 1
    room.contexts[0].set_offline(False)
    until(lambda: max(room.drawn("doodle")) == 2, within=15)


def test_without_drawing_it_goes_by_buttons(pair: Callable[..., Pair]) -> None:
    room = pair()
    one = room.phones[0]
    room.go("doodle")
    one.get_by_text("Without drawing").click()
    one.get_by_label("Build from shapes").check()
    one.get_by_label("top left").check()
    one.get_by_role("button", name="Circle").press("Enter")
    expect(one.get_by_role("img", name="a small circle top left")).to_be_visible()
    one.get_by_role("button", name="Wave").click()
    until(lambda: max(room.drawn("doodle")) == 2)
    expect(one.get_by_role("img", name="a small circle top left, a small wave top left")).to_be_visible()
    one.get_by_role("button", name="Take the latest away").click()
    until(lambda: max(room.drawn("doodle")) == 1)


def barriers(page: Page) -> list[str]:
    """What axe-core finds, as rule and element."""
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [f"{rule['id']}: {node['target']}" for rule in found["violations"] for node in rule["nodes"]]


@pytest.mark.long
def test_no_screen_has_a_barrier(pair: Callable[..., Pair], chromium: Browser) -> None:
    room = pair(pairing="code")
    one, other = room.phones
    wall = room.join_screen(f"/wall/{room.code}", 1920, 1080)
    desk = room.join_screen(f"/desk/{room.code}", 1440, 900, room.house.desk_cookie(room.code, "organiser"))
    one.get_by_role("button", name="Show my code").click()
    expect(one.locator(".doodle-code")).to_be_visible()
    for kind in ("gather", "doodle", "swap", "finish", "talk"):
        if kind != "gather":
            room.go(kind)
        if kind in ("doodle", "finish"):
            stroke(one, 0.4)
            stroke(other, 0.6)
            until(lambda: room.all_drew())
        for page in (one, wall, desk):
            expect(page.locator(".doodle-top, .doodle-stage, .doodle-desk").first).to_be_visible()
            assert barriers(page) == [], kind
    for phone in room.phones:
        phone.get_by_label("How did it feel").fill("Light")
        phone.get_by_role("button", name="Send", exact=True).press("Enter")
        phone.get_by_role("button", name="Yes to all").press("Enter")
    until(lambda: len(room.doodle.gallery()) == 2)
    for move in (CloseStep(room.step), ShowStep(room.step)):
        room.house.act(room.code, move)
    expect(wall.locator(".doodle-pair")).to_have_count(2)
    expect(wall.locator("main")).to_contain_text("Light")
    for page in (one, wall, desk):
        assert barriers(page) == []
