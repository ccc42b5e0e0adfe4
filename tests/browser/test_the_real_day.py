"""The whole real day in Chromium: a desk, a wall, two doors and eight phones in three groups, from paste to protocol.

The server is a process of its own and is killed once in the middle. At the end every row leads to its notes.
"""

import datetime
import json
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from websockets.sync.client import connect

from tests.browser.harness import HOST
from tests.process import KEY, PROTOCOL, Server, running

pytestmark = pytest.mark.long

PROGRAMME = (Path(__file__).parent / "council-day.txt").read_text(encoding="utf-8")
WALL, DESK, PHONE = (ViewportSize(width=w, height=h) for w, h in ((1920, 1080), (1440, 900), (390, 844)))
AREAS = {"Skola": "Biblioteket", "Arbete": "Salongen", "Hälsa": "Matsalen"}
GROUPS = {"Skola": (0, 1, 2), "Arbete": (3, 4, 5), "Hälsa": (6, 7)}
"""Which phones choose which area."""
NOTES = {"Skola": "Homework help", "Arbete": "A mentor at work", "Hälsa": "Walk together"}
LEFT_BEHIND = "A note that nobody takes"
ACTIONS = {"Skola": "Homework help in every library", "Arbete": "A mentor at work", "Hälsa": "Walk together"}
HOMES = ("Kommunen", "Regionen")
PEN = "I want to write"
PATIENCE = 15_000


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with running(tmp_path, HOST) as server:
        yield server


class Leader:
    """What is planned before the day, over the socket of a desk."""

    def __init__(self, server: Server, code: str) -> None:
        self.server = server
        self.code = code

    def plan(self, *moves: dict[str, Any]) -> None:
        address = f"ws://127.0.0.1:{self.server.port}/live/{self.code}?surface=desk&lang=en"
        key = {"Authorization": f"Bearer {KEY}"}
        with connect(address, subprotocols=[PROTOCOL], additional_headers=key, proxy=None) as socket:
            socket.send(json.dumps({"t": "hi"}))
            for move in moves:
                sent = secrets.token_hex(16)
                socket.send(json.dumps({"t": "do", "id": sent, "move": move}))
                answer: dict[str, Any] = {}
                while answer.get("id") != sent:
                    answer = json.loads(socket.recv(10))
                assert answer["t"] == "ok", answer

    def events(self, tag: str) -> list[Any]:
        """What is on disk."""
        rows = self.server.rows(self.code)
        return [event for _, _, events in rows for _, event in events if event["do"] == tag]

    @property
    def slots(self) -> list[str]:
        return [slot["id"] for slot in self.events("programme_placed")[-1]["slots"]]

    @property
    def steps(self) -> dict[str, str]:
        """Title -> step."""
        return {event["title"]: event["step"] for event in self.events("step_added")}


class Room:
    """Every screen of the day. Each has a browser of its own; nothing may go wrong in any."""

    def __init__(self, chromium: Browser, server: Server) -> None:
        self.chromium = chromium
        self.url = f"http://{HOST}:{server.port}"
        self.contexts: list[BrowserContext] = []
        self.wrong: list[str] = []

    def screen(self, size: ViewportSize, path: str, beside: Page | None = None) -> Page:
        """`beside`: on the same computer as another one."""
        if beside is None:
            self.contexts.append(
                self.chromium.new_context(viewport=size, locale="en-GB", reduced_motion="reduce")
            )
        page = (beside.context if beside else self.contexts[-1]).new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.goto(self.url + path)
        return page


@pytest.fixture
def room(chromium: Browser, server: Server) -> Iterator[Room]:
    room = Room(chromium, server)
    yield room
    for context in room.contexts:
        context.close()
    assert room.wrong == []


def main(page: Page) -> Any:
    return page.locator("[data-region=main]").first


def big(desk: Page, words: str) -> None:
    """The desk's big button, once it says this."""
    button = desk.locator("#big-next")
    expect(button).to_contain_text(words, timeout=PATIENCE)
    button.click()


def named(words: str, about: str) -> re.Pattern[str]:
    """A button whose name says what it is about, where that is only heard."""
    return re.compile(rf"{re.escape(words)}\s*: {re.escape(about)}")


def choose(box: Any) -> None:
    """A tap; what comes from the others at that moment may draw it once more."""
    box.click()
    expect(box).to_be_checked(timeout=PATIENCE)


def saved(page: Page) -> None:
    expect(page.locator(".receipt[data-status]").first).to_contain_text("Saved", timeout=PATIENCE)


def test_the_real_day(server: Server, room: Room) -> None:
    desk, code = pasted(room)
    leader = Leader(server, code)
    planned(leader)
    wall = room.screen(WALL, f"/wall/{code}?lang=en")
    doors = [
        room.screen(WALL, f"/door/{code}/{place}?lang=en", beside=wall)
        for place in ("Biblioteket", "Salongen")
    ]
    phones = [room.screen(PHONE, f"/J/{code}") for _ in range(8)]
    for number, phone in enumerate(phones):
        phone.get_by_label("organisation").first.select_option(HOMES[number % 2])
        phone.get_by_role("button", name="Join").click()
        expect(main(phone)).to_contain_text("The council")
    desk.goto(f"{room.url}/desk/{code}")
    step = leader.steps

    followed_up(desk, wall)
    heard(desk, wall, phones, step["What did you hear?"])
    doodled(desk, wall, phones, leader)
    chose_areas(desk, doors, phones, step["Choose an area"])
    wrote_notes(desk, wall, phones, step["Notes"])
    server.kill()
    server.start()
    worked(desk, wall, doors, phones, step["Worksheet"])
    made_concrete(desk, phones, step["Concrete"])
    pitched(desk, wall, phones, step["Pitches"])
    voted(desk, wall, phones, step["Which one?"])
    kept(desk, wall, phones, step["Protocol"], leader)
    for phone in phones:
        expect(phone.get_by_role("status", name="stopped")).to_have_count(0)


# the day, slot by slot


def pasted(room: Room) -> tuple[Page, str]:
    desk = room.screen(DESK, "/enter")
    desk.fill("input[name=key]", KEY)
    desk.click("button.btn--primary")
    desk.goto(room.url + "/organise/new")
    desk.fill("#title", "The council")
    desk.select_option("#language", "en")
    desk.fill("#date", datetime.date.today().isoformat())
    desk.locator("textarea").first.fill(PROGRAMME)
    desk.get_by_role("button", name="Make the session").click()
    desk.wait_for_url("**/desk/*/plan*")
    return desk, desk.url.split("/desk/")[1].split("/")[0]


def planned(leader: Leader) -> None:
    """The steps that the programme suggested are put aside: this day has its own."""
    suggested = leader.events("step_added")
    slot = leader.slots

    def add(kind: str, number: int, title: str, **settings: Any) -> dict[str, Any]:
        return {"do": "add_step", "kind": kind, "slot": slot[number], "title": title, "settings": settings}

    leader.plan(
        {
            "do": "edit_session",
            "ask_organisation": "asked",
            "closed_list": True,
            "organisations": "\n".join(HOMES),
        },
        *({"do": "remove_step", "step": event["step"]} for event in suggested),
        *({"do": "put_area", "name": name, "places": place} for name, place in AREAS.items()),
        add("followup", 0, "Since last time", actions="The spring fair | done\nA common calendar | going on"),
        add("pulse", 2, "What did you hear?", form="text", heard=True),
        add("areas", 5, "Choose an area", size=3),
        add("board", 5, "Notes"),
        add("worksheet", 5, "Worksheet", questions="Where is it best solved?", pitch=False),
        add("worksheet", 6, "Concrete", preset="concrete", questions="Who does what?"),
        add("pitch", 7, "Pitches"),
        add("vote", 8, "Which one?", per_organisation=True),
        add("protocol", 8, "Protocol"),
    )
    step = leader.steps
    sources = {
        "Worksheet": "Notes",
        "Concrete": "Worksheet",
        "Pitches": "Concrete",
        "Which one?": "Pitches",
        "Protocol": "Which one?",
    }
    leader.plan(
        *({"do": "edit_step", "step": step[one], "source": step[other]} for one, other in sources.items())
    )


def followed_up(desk: Page, wall: Page) -> None:
    big(desk, "Begin:")
    big(desk, "Since last time")
    for action in ("The spring fair", "A common calendar"):
        expect(main(wall)).to_contain_text(action)


def heard(desk: Page, wall: Page, phones: list[Page], step: str) -> None:
    """Two slots on; one sentence about the talk."""
    desk.get_by_role("button", name="Next: Gäst").click()
    desk.get_by_role("button", name="Next: Kort paus").click()
    big(desk, "What did you hear?")
    expect(main(phones[0])).to_contain_text("Gäst: ett bibliotek")
    box = phones[0].get_by_role("textbox").first
    box.fill("That the library never closes")
    phones[0].get_by_role("button", name="Send").click()
    expect(main(wall)).to_contain_text("That the library never closes", timeout=PATIENCE)


def doodled(desk: Page, wall: Page, phones: list[Page], leader: Leader) -> None:
    """Started when energy drops, from the plan of nobody: 2 x 4 pairs, a sheet each."""
    short = {"sheets": 1, "seconds": 5, "finish_seconds": 5, "ready_seconds": 3, "swap_seconds": 5}
    leader.plan(
        {
            "do": "start_now",
            "kind": "doodle",
            "title": "Krussedulle",
            "settings": {**short, "pause_seconds": 0, "talk_seconds": 0, "feeling": False},
        }
    )
    desk.get_by_role("button", name="Begin", exact=False).first.click()
    for part in ("doodle", "finish"):
        pad = phones[0].locator(f"doodle-pad[data-part={part}][data-open=true]")
        pad.wait_for(timeout=PATIENCE)
        box = pad.bounding_box()
        assert box is not None
        mouse = phones[0].mouse
        mouse.move(box["x"] + 80, box["y"] + 80)
        mouse.down()
        for point in range(6):
            mouse.move(box["x"] + 80 + 20 * point, box["y"] + 80 + 15 * (point % 3))
        mouse.up()
    agreed = phones[0].get_by_role("checkbox", name="May be shown").first
    expect(agreed).to_be_visible(timeout=PATIENCE)
    choose(agreed)
    saved(phones[0])
    assert [event["part"] for event in leader.events("drew")].count("finish") >= 1


def chose_areas(desk: Page, doors: list[Page], phones: list[Page], step: str) -> None:
    desk.locator("body").press("Escape")
    leave_for(desk, "Verkstad")
    big(desk, "Choose an area")
    for area, seats in GROUPS.items():
        for seat in seats:
            choose(phones[seat].get_by_role("radio", name=area))
    desk.get_by_role("button", name="Form the groups: 8 people").click()
    for area, seats in GROUPS.items():
        for seat in seats:
            expect(main(phones[seat])).to_contain_text(AREAS[area])
    expect(main(doors[0])).to_contain_text("Skola")
    expect(main(doors[1])).to_contain_text("Arbete")


def leave_for(desk: Page, title: str) -> None:
    """Slot after slot, until the one of this title has begun."""
    coming = ""
    while title not in coming:
        said = desk.get_by_role("button", name="Next: ").first.text_content() or ""
        coming = " ".join(said.split())
        button = desk.get_by_role("button", name=coming, exact=True)
        button.click()
        expect(button).to_have_count(0, timeout=PATIENCE)


def wrote_notes(desk: Page, wall: Page, phones: list[Page], step: str) -> None:
    big(desk, "Notes")
    writers = {area: seats[0] for area, seats in GROUPS.items()}
    for area, seat in writers.items():
        phones[seat].get_by_label("Your note").fill(NOTES[area])
        phones[seat].get_by_role("button", name="Put it up").click()
    phones[1].get_by_label("Your note").fill(LEFT_BEHIND)
    phones[1].get_by_role("button", name="Put it up").click()
    for area, seats in GROUPS.items():
        other = phones[seats[-1]]
        note = other.locator(".board-note", has_text=NOTES[area])
        note.get_by_role("button", name="Take it with us").click()
        expect(note.get_by_role("button", name="Give it back")).to_be_visible(timeout=PATIENCE)
    expect(main(wall)).to_contain_text("taken by Group", timeout=PATIENCE)


def worked(desk: Page, wall: Page, doors: list[Page], phones: list[Page], step: str) -> None:
    """After the restart everybody is where they were, and goes on."""
    big(desk, "Worksheet")
    for area, seats in GROUPS.items():
        phone = phones[seats[0]]
        note = phone.locator(".worksheet__note", has_text=NOTES[area])
        expect(note).to_contain_text("you took it with you", timeout=PATIENCE)
        note.get_by_role("button", name="Work on this").click()
        expect(phone.get_by_role("region", name="Answer the questions")).to_be_visible(timeout=PATIENCE)
        write(phone, "Where is it best solved?", f"In {AREAS[area]}")
        choose(phone.get_by_role("radio", name=NOTES[area]))
        expect(phone.get_by_text("your action")).to_be_visible(timeout=PATIENCE)
    write(phones[0], "What shall we call it?", ACTIONS["Skola"])
    for page in (phones[1], doors[0]):
        expect(main(page)).to_contain_text(
            ACTIONS["Skola"] if page is phones[1] else "1 of 1", timeout=PATIENCE
        )
    expect(main(wall)).to_contain_text("1 of 1", timeout=PATIENCE)


def write(phone: Page, label: str, text: str) -> None:
    """Take the pen of a field where one must, write, and leave it: it is saved by itself."""
    box, pen = phone.get_by_role("textbox", name=label), phone.get_by_role("button", name=named(PEN, label))
    expect(box.or_(pen)).to_be_visible(timeout=PATIENCE)
    if pen.count():
        pen.click()
    box.fill(text)
    expect(phone.locator(".receipt[data-status]").first).to_contain_text("Saved", timeout=PATIENCE)
    box.blur()


def made_concrete(desk: Page, phones: list[Page], step: str) -> None:
    leave_for(desk, "Lunch")
    big(desk, "Concrete")
    for area, seats in GROUPS.items():
        phone = phones[seats[-1]]
        expect(main(phone)).to_contain_text(ACTIONS[area], timeout=PATIENCE)
        write(phone, "Who does what?", f"We of {area} begin")
        write(phone, "Why should we all work on this?", f"Because {area} matters")


def pitched(desk: Page, wall: Page, phones: list[Page], step: str) -> None:
    leave_for(desk, "Grupperna")
    big(desk, "Pitches")
    for number in range(3):
        big(desk, "Begin: ")
        expect(main(wall)).to_contain_text("Because", timeout=PATIENCE)
        big(desk, "questions")
        asking = phones[(0, 7)[number == 0]]
        asking.get_by_role("textbox", name="Your question").fill("Who pays for it?")
        asking.get_by_role("button", name="Ask", exact=True).click()
        expect(main(wall)).to_contain_text("Who pays for it?", timeout=PATIENCE)
        big(desk, "Change-over" if number < 2 else "That was the last one")
    expect(desk.locator("#big-next")).to_contain_text("Next: ", timeout=PATIENCE)


def voted(desk: Page, wall: Page, phones: list[Page], step: str) -> None:
    leave_for(desk, "Omröstning")
    big(desk, "Which one?")
    for number, phone in enumerate(phones):
        choose(phone.get_by_role("radio", name=ACTIONS["Skola" if number < 6 else "Hälsa"]))
        saved(phone)
    expect(main(wall)).to_contain_text("8 of 8", timeout=PATIENCE)
    expect(wall.locator(".result")).to_have_count(0)
    big(desk, "Close for answers")
    big(desk, "Show the result")
    expect(main(wall)).to_contain_text(ACTIONS["Skola"], timeout=PATIENCE)
    expect(main(phones[7])).to_contain_text("6 votes", timeout=PATIENCE)


def kept(desk: Page, wall: Page, phones: list[Page], step: str, leader: Leader) -> None:
    """The open protocol: every action is there, the ball is taken, and each row leads to its notes."""
    big(desk, "Protocol")
    for action in ACTIONS.values():
        expect(main(wall)).to_contain_text(action, timeout=PATIENCE)
    phones[1].get_by_role("button", name=named("We can take it", ACTIONS["Skola"])).click()
    desk.get_by_role("button", name="Give them the ball").click()
    expect(phones[1].get_by_text("the ball is yours")).to_be_visible(timeout=PATIENCE)
    expect(main(wall)).to_contain_text("Regionen", timeout=PATIENCE)
    with desk.expect_popup() as opened:
        desk.get_by_role("link", name=named("Where it comes from", ACTIONS["Skola"])).click()
    thread = opened.value.locator("#origins")
    for stop in ("Protocol", "Which one?", "Pitches", "Concrete", "Worksheet", "Notes", NOTES["Skola"]):
        expect(thread).to_contain_text(stop)
    opened.value.close()
    desk.goto(desk.url.split("/desk/")[0] + f"/after/{leader.code}/origins")
    expect(desk.locator("section.card", has_text="Protocol")).to_have_count(len(ACTIONS))
    for area in AREAS:
        row = desk.locator("section.card", has=desk.get_by_role("heading", level=2, name=ACTIONS[area]))
        expect(row).to_contain_text("Notes")
        expect(row).to_contain_text(NOTES[area])
    expect(desk.locator("body")).not_to_contain_text(LEFT_BEHIND)
