"""Every exercise on all four screens, full and shown: axe-core finds nothing, and the keyboard alone is enough."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from sessions.activities import ACTIVITIES, activity_of
from sessions.activity import DESK_TURN, OPEN, Move, Person, Rejected
from sessions.day_moves import AddSlot, GoTo
from sessions.facts import EditSession
from sessions.group_moves import PutArea
from sessions.steps import CloseStep, ShowStep, StartNow
from tests.browser.harness import HOST
from tests.server import ORGANISER, RunningHouse

pytestmark = pytest.mark.long

KINDS = tuple(activity.kind for activity in ACTIVITIES)
SIZES = {"phone": (390, 844), "wall": (1920, 1080), "desk": (1440, 900), "door": (1920, 1080)}
AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
PEOPLE = 9
FAR = 120
"""Presses of Tab after which something cannot be reached."""
PATIENCE = 10_000


class Day:
    """One session that all exercises are started in, one after another, and its four screens."""

    def __init__(self, house: RunningHouse, code: str, seats: list[str]) -> None:
        self.house = house
        self.code = code
        self.seats = seats
        self.dice = Random(5)
        self.screens: dict[str, Page] = {}

    @property
    def phone(self) -> Page:
        return self.screens["phone"]

    def start(self, kind: str, **settings: Any) -> str:
        wanted = {**activity_of(kind).example, **settings}
        self.house.act(self.code, StartNow(kind, title=f"Now: {kind}", settings=wanted))
        return list(self.house.room(self.code).session.steps.steps)[-1]

    def play(self, step: str, without: int = 1) -> None:
        """The exercise's own sample, by everybody but the last ones: the last is the phone on the screen."""
        session = self.house.room(self.code).session
        people = [session.people.person(seat) for seat in self.seats[: len(self.seats) - without]]
        for _, who, move in session.steps.step(step).activity.sample(people, self.dice):
            if session.steps.step(step).state != OPEN:
                break
            self.ask(ORGANISER if who == DESK_TURN else session.people.person(people[who].seat), move, step)

    def ask(self, who: Person, move: Move, step: str) -> None:
        """A clock may be quicker here than the sample reckons with."""
        try:
            self.house.act(self.code, move, step, who)
        except Rejected as late:
            assert late.code in ("sheet_over", "late", "not_yet", "changed_since", "moved_on"), late.code

    def finish(self, step: str) -> None:
        if self.house.room(self.code).session.steps.step(step).state == OPEN:
            self.house.act(self.code, CloseStep(step))
        self.house.act(self.code, ShowStep(step))

    def happened(self, step: str) -> set[str]:
        """The tags of what the phone's seat has done in the step, as it is on disk."""
        session = self.house.room(self.code).session
        rows = self.house.run(self.house.house.journal.rows(session.id))
        mine = [row for row in rows if row.by == self.seats[-1] and row.step == step]
        return {event["do"] for row in mine for _, event in msgspec.json.decode(row.events)}


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Day]:
    with RunningHouse(tmp_path_factory.mktemp("exercises"), host=HOST, names=(HOST,)) as house:
        code = house.plan("The meeting", AddSlot(title="The workshop", minutes=240))
        homes = ("Kommunen", "Regionen", "Kyrkan")
        asked = EditSession(ask_organisation="optional", organisations="\n".join(homes))
        house.act(code, EditSession(language="en", date="2026-03-12"))
        house.act(code, asked)
        for number, area in enumerate(("School", "Work", "Health")):
            house.act(code, PutArea(area, text="What we know", places=f"Room {number + 1}"))
        seats = [house.join(code, "", homes[n % 3]).seat for n in range(PEOPLE)]
        house.act(code, GoTo(house.room(code).session.day.slots[0].id))
        day = Day(house, code, seats)
        day.play(day.start("areas"), without=0)
        contexts, wrong = open_screens(day, chromium)
        yield day
        for context in contexts:
            context.close()
        assert wrong == []


def open_screens(day: Day, chromium: Browser) -> tuple[list[BrowserContext], list[str]]:
    house, contexts, wrong = day.house, list[BrowserContext](), list[str]()
    url = f"http://{HOST}:{house.port}"
    place = house.room(day.code).session.people.person(day.seats[-1]).place
    for what, path, cookies in (
        ("phone", f"/s/{day.code}", house.seat_cookie(day.code, day.seats[-1])),
        ("desk", f"/desk/{day.code}", house.desk_cookie(day.code, "facilitator")),
        ("wall", f"/wall/{day.code}", {}),
        ("door", f"/door/{day.code}/{place}", {}),
    ):
        width, height = SIZES[what]
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale="en-GB", reduced_motion="reduce"
        )
        contexts.append(context)
        context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
        page = day.screens[what] = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{url}{path}?lang=en")
    return contexts, wrong


def violations(page: Page) -> list[str]:
    """What axe-core finds, as rule and element."""
    options = "{resultTypes: ['violations'], iframes: false}"
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(f"() => axe.run(document, {options})")
    return [f"{rule['id']}: {node['target']}" for rule in found["violations"] for node in rule["nodes"]]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_found_on_any_screen(day: Day, kind: str) -> None:
    step = day.start(kind)
    found: dict[str, list[str]] = {}
    for state, act in (("full", day.play), ("shown", day.finish)):
        act(step)
        expect(day.screens["desk"].locator("[data-region=now]")).to_contain_text(f"Now: {kind}")
        day.phone.wait_for_timeout(600)
        for what, page in day.screens.items():
            if wrong := violations(page):
                found[f"{what}, {state}"] = wrong
    assert found == {}


# the keyboard alone


def reach(page: Page, wanted: Locator) -> None:
    """Tab until it, or something in it, has the focus (of radio buttons the one that is chosen)."""
    expect(wanted.first).to_be_visible(timeout=PATIENCE)
    for _ in range(FAR):
        page.keyboard.press("Tab")
        if wanted.first.evaluate("one => one.contains(document.activeElement)"):
            return
    raise AssertionError(f"Tab does not come to {wanted}")


def press(page: Page, role: Any, name: str, key: str = "Enter") -> None:
    reach(page, page.get_by_role(role, name=re.compile(name)))
    page.keyboard.press(key)


def type_in(page: Page, name: str, text: str) -> None:
    reach(page, page.get_by_role("textbox", name=re.compile(name)))
    page.keyboard.type(text)


def check_in(day: Day, step: str) -> str:
    press(day.phone, "button", "I am here")
    return "arrived"


def choose_an_area(day: Day, step: str) -> str:
    reach(day.phone, day.phone.locator(f"#{step}-change > summary"))
    day.phone.keyboard.press("Enter")
    reach(day.phone, day.phone.locator(f"#{step}-choose"))
    day.phone.keyboard.press("ArrowDown")
    return "choose"


def draw_with_shapes(day: Day, step: str) -> str:
    reach(day.phone, day.phone.locator(f"#{step}-ways > summary"))
    day.phone.keyboard.press("Enter")
    reach(day.phone, day.phone.locator(f"#{step}-way-pen"))
    day.phone.keyboard.press("ArrowDown")
    return "work"


def put_a_note_up(day: Day, step: str) -> str:
    reach(day.phone, day.phone.get_by_role("radio", name="Start with"))
    day.phone.keyboard.press("ArrowRight")
    type_in(day.phone, "Your note", "Written with keys")
    press(day.phone, "button", "Put it up")
    return "write"


def answer(day: Day, step: str) -> str:
    type_in(day.phone, "Your word", "Keys")
    press(day.phone, "button", "Send")
    return "write"


def ask_a_question(day: Day, step: str) -> str:
    type_in(day.phone, "Your question", "Who pays?")
    press(day.phone, "button", "^Ask")
    return "ask"


def work_on_a_note(day: Day, step: str) -> str:
    type_in(day.phone, "A note of your own", "Ours")
    press(day.phone, "button", "Add the note")
    press(day.phone, "radio", "Ours", "Space")
    expect(day.phone.get_by_text("your action")).to_be_visible(timeout=PATIENCE)
    return "decided"


def begin_and_ask(day: Day, step: str) -> str:
    press(day.screens["desk"], "button", "^Begin: ")
    press(day.screens["desk"], "button", "On to the questions")
    type_in(day.phone, "Your question", "Who pays?")
    press(day.phone, "button", "^Ask")
    return "ask"


def vote(day: Day, step: str) -> str:
    reach(day.phone, day.phone.get_by_role("radio", name="Ett"))
    day.phone.keyboard.press("Space")
    day.phone.keyboard.press("ArrowDown")
    expect(day.phone.get_by_role("radio", name="Två")).to_be_checked(timeout=PATIENCE)
    return "cast"


def comment(day: Day, step: str) -> str:
    reach(day.phone, day.phone.locator(f"#{step}-p-1 > summary"))
    day.phone.keyboard.press("Enter")
    type_in(day.phone, "Your comment", "Shorter, please")
    press(day.phone, "button", "^Send")
    return "say"


def say_how_many(day: Day, step: str) -> str:
    reach(day.phone, day.phone.locator(".reflection-many"))
    day.phone.keyboard.press("ArrowRight")
    return "say_how_many"


def take_the_ball(day: Day, step: str) -> str:
    desk = day.screens["desk"]
    if day.house.room(day.code).session.steps.kind_of(step) == "protocol":
        type_in(desk, "Title|action|row", "A row by keys")
        desk.keyboard.press("Control+Enter")
        press(desk, "button", "Add")
    else:
        reach(day.phone, day.phone.locator(".followup-fold > summary").first)
        day.phone.keyboard.press("Enter")
    press(day.phone, "button", "We can take it")
    return "take_ball"


KEYS: dict[str, Callable[[Day, str], str]] = {
    "checkin": check_in,
    "areas": choose_an_area,
    "doodle": draw_with_shapes,
    "board": put_a_note_up,
    "pulse": answer,
    "qanda": ask_a_question,
    "worksheet": work_on_a_note,
    "pitch": begin_and_ask,
    "vote": vote,
    "protocol": take_the_ball,
    "followup": take_the_ball,
    "consultation": comment,
    "reflection": say_how_many,
}
"""What somebody does in each by Tab, arrows, Enter and Space; it gives the event that follows."""


@pytest.mark.parametrize("kind", KEYS)
def test_the_keyboard_alone_is_enough(day: Day, kind: str) -> None:
    step = day.start(kind)
    for what in ("phone", "desk"):  # a text begun earlier would keep the screen as it was
        day.screens[what].goto(day.screens[what].url)
    expect(day.phone.locator(f"[id^='{step}-']").first).to_be_attached(timeout=PATIENCE)
    wanted = KEYS[kind](day, step)
    expect(day.phone.locator(".receipt[data-status]").first).to_contain_text("Saved", timeout=PATIENCE)
    for _ in range(40):
        if wanted in day.happened(step):
            break
        day.phone.wait_for_timeout(100)
    assert wanted in day.happened(step)


def test_every_exercise_that_people_take_part_in_is_tried_by_keys() -> None:
    asks = {one.kind for one in ACTIVITIES if any("participant" in move.allowed for move in one.moves)}
    assert asks <= KEYS.keys()


def test_a_slide_is_turned_by_keys(day: Day) -> None:
    day.start("slide", slides={"a": {"title": "The first"}, "b": {"title": "The second"}})
    expect(day.screens["wall"].get_by_role("heading", level=1)).to_have_text("The first", timeout=PATIENCE)
    day.screens["desk"].locator("body").press("PageDown")
    expect(day.screens["wall"].get_by_role("heading", level=1)).to_have_text("The second", timeout=PATIENCE)


def test_the_day_is_rehearsed_on_the_desk(day: Day) -> None:
    page = day.screens["desk"]
    page.goto(page.url.split("?")[0] + "/rehearse?lang=en")
    assert violations(page) == []
    page.get_by_role("button", name="Rehearse the day").click()
    expect(page.get_by_role("heading", level=2, name="The day as it went")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("status")).to_contain_text("With 100 sample people")
    assert violations(page) == []
