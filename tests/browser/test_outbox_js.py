"""What a person did arrives exactly once, whatever the line does."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Phone
from tests.browser.harness import Stage, refused, saved, silent
from tests.browser.pieces import CHOICES, NOTE, counted, until

DENIED = 'Object.defineProperty(window, "localStorage", { get() { throw new DOMException("denied"); } });'
FULL = 'Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };'


def test_saved_is_said_only_when_it_is(stage: Stage, phone: Phone) -> None:
    stage.answer = silent
    page = phone(NOTE)
    page.locator("#t").fill("first")
    page.locator("#t").press("Tab")
    page.keyboard.press("Enter")
    status = page.locator("[data-status]")
    expect(status).to_have_text("Sending")
    expect(page.locator("#t")).to_have_value("first")
    until(lambda: stage.asked)
    frame = stage.asked[-1]
    assert re.fullmatch("[0-9a-f]{32}", frame["id"])
    assert abs(int(frame["id"][:12], 16) - page.evaluate("Date.now()")) < 60_000, "it begins with the time"
    stage.push({"t": "ok", "id": frame["id"], "at": 1_764_000_000_000})
    expect(status).to_have_text("Saved 17:00:00")
    expect(status).to_have_attribute("data-state", "saved")
    expect(page.locator("#t")).to_have_value("")


def test_notes_written_offline_survive_a_reload_and_arrive_once_in_order(stage: Stage, phone: Phone) -> None:
    page = phone(NOTE)
    stage.refuse = True
    stage.drop()
    expect(page.locator("html")).to_have_attribute("data-line", "lost")
    for text in ("one", "two", "three"):
        page.locator("#t").fill(text)
        page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-status]")).to_have_text("No connection, will be sent")
    page.reload()
    stage.refuse = False
    expect(page.locator("[data-status]")).to_contain_text("Saved", timeout=15_000)
    until(lambda: len(stage.effects) == 3)
    assert [move["text"] for move in stage.moves] == ["one", "two", "three"]
    assert all(re.fullmatch("[0-9a-f]{32}", name) for name in stage.effects)
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('outbox'))") == []


def test_a_lost_answer_is_asked_for_again_with_the_same_id(stage: Stage, phone: Phone) -> None:
    stage.answer, stage.close_with = silent, 1012
    page = phone(NOTE)
    page.locator("#t").fill("only once")
    page.get_by_role("button", name="Send").click()
    until(lambda: len(stage.effects) == 1)
    stage.answer, stage.close_with = saved, None
    expect(page.locator("[data-status]")).to_contain_text("Saved")
    sent = [frame["id"] for frame in stage.asked]
    assert len(sent) >= 2
    assert len(set(sent)) == 1
    assert stage.moves == [{"do": "write", "text": "only once"}]


def test_a_later_change_replaces_one_that_never_left(stage: Stage, phone: Phone) -> None:
    page = phone(CHOICES + NOTE)
    stage.refuse = True
    stage.drop()
    expect(page.locator("html")).to_have_attribute("data-line", "lost")
    for choice in ("o1", "o2", "o3"):
        page.locator(f"#k3-{choice}").check()
    page.locator("#t").fill("untouched by it")
    page.get_by_role("button", name="Send").click()
    stage.refuse = False
    until(lambda: len(stage.effects) == 2, 15)
    assert stage.moves == [{"do": "cast", "choice": "o3"}, {"do": "write", "text": "untouched by it"}]


def test_two_taps_on_send_are_one_note(stage: Stage, phone: Phone) -> None:
    stage.answer = silent
    page = phone(NOTE)
    page.locator("#t").fill("once")
    page.get_by_role("button", name="Send").dblclick()
    until(lambda: len(stage.effects) == 1)
    page.wait_for_timeout(100)
    assert len(stage.asked) == 1


def test_words_written_after_sending_are_not_emptied_away(stage: Stage, phone: Phone) -> None:
    stage.answer = silent
    page = phone(NOTE)
    page.locator("#t").fill("first")
    page.get_by_role("button", name="Send").click()
    until(lambda: len(stage.effects) == 1)
    page.locator("#t").fill("second, begun")
    stage.push(saved(stage.asked[-1]))
    expect(page.locator("[data-status]")).to_contain_text("Saved")
    expect(page.locator("#t")).to_have_value("second, begun")


@pytest.mark.parametrize("storage", [DENIED, FULL], ids=["denied", "full"])
def test_it_works_where_nothing_can_be_stored(stage: Stage, phone: Phone, storage: str) -> None:
    page = phone(NOTE, script=storage)
    page.locator("#t").fill("kept in memory")
    stage.refuse = True
    stage.drop()
    page.get_by_role("button", name="Send").click()
    stage.refuse = False
    until(lambda: stage.moves == [{"do": "write", "text": "kept in memory"}])
    expect(page.locator("[data-status]")).to_contain_text("Saved")


def test_many_moves_leave_at_a_pace_the_server_allows(stage: Stage, phone: Phone) -> None:
    page = phone('<button type="button" data-move="clap">Clap</button>')
    page.evaluate("for (let i = 0; i < 24; i++) document.querySelector('[data-move]').click()")
    page.wait_for_timeout(300)
    assert 14 <= len(stage.effects) <= 17
    until(lambda: len(stage.effects) == 24)


def test_a_move_that_came_too_fast_goes_again_in_its_order(stage: Stage, phone: Phone) -> None:
    hasty = iter((True, True))
    stage.answer = lambda frame: (refused("too_fast", "Slow down") if next(hasty, False) else saved)(frame)
    page = phone(
        '<button type="button" data-move="one">One</button><button type="button" data-move="two">Two</button>'
    )
    page.evaluate("for (const button of document.querySelectorAll('[data-move]')) button.click()")
    until(lambda: [move["do"] for move in stage.moves] == ["one", "two"])
    assert len(stage.asked) == 4
    expect(page.locator("[data-refused]")).to_be_hidden()


def test_a_move_that_closes_every_line_is_given_up_and_kept(stage: Stage, phone: Phone) -> None:
    stage.answer, stage.close_with = lambda frame: None, 1008
    page = phone(NOTE)
    page.locator("#t").fill("poison for the server")
    page.get_by_role("button", name="Send").click()
    until(lambda: len(stage.asked) == 3, 15)
    stage.close_with = None
    page.wait_for_timeout(1_500)
    assert len(stage.asked) == 3
    expect(page.locator("#t")).to_have_value("poison for the server")


def test_trouble_is_said_and_passes(stage: Stage, phone: Phone) -> None:
    stage.answer = lambda frame: {"t": "trouble", "code": "not_saved", "say": "Not saved, trying again"}
    page = phone(NOTE)
    page.locator("#t").fill("while the disk is full")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-status]")).to_have_text("Not saved, trying again")
    stage.answer = saved
    expect(page.locator("[data-status]")).to_contain_text("Saved", timeout=10_000)
    assert len(stage.effects) == 1


def test_after_a_drop_only_what_differs_comes(stage: Stage, phone: Phone) -> None:
    page = phone(counted(0))
    stage.show("main", counted(1), "v1")
    expect(page.locator("#count")).to_have_text("1 notes")
    stage.regions["main"] = {"v": "v2", "html": counted(2)}
    stage.drop()
    expect(page.locator("#count")).to_have_text("2 notes")
    assert [greeting["have"]["main"] for greeting in stage.greetings] == ["v0", "v1"]


def test_delays_are_drawn_under_a_growing_limit_and_the_first_is_spread(stage: Stage, phone: Phone) -> None:
    page = phone(NOTE)
    delays = page.evaluate("""async () => {
        const { delayBefore } = await import("/static/js/socket.js");
        const draw = (n, spread) => Array.from({ length: 400 }, () => delayBefore(n, spread));
        return [draw(0, 0), draw(0, 3000), draw(2, 3000), draw(30, 3000)];
    }""")
    limits = [500, 3_500, 2_000, 10_000]
    for drawn, limit in zip(delays, limits, strict=True):
        assert 0 <= min(drawn) < limit * 0.2
        assert limit * 0.8 < max(drawn) <= limit


def test_it_goes_at_once_when_the_network_is_back(stage: Stage, phone: Phone) -> None:
    page = phone(NOTE)
    stage.spread = 60_000
    stage.drop()
    expect(page.locator("html")).to_have_attribute("data-line", "open")
    stage.drop()
    expect(page.locator("html")).to_have_attribute("data-line", "lost")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("html")).to_have_attribute("data-line", "open", timeout=1_000)


def test_a_goodbye_for_good_says_why_and_stays_away(stage: Stage, phone: Phone) -> None:
    page = phone(NOTE)
    stage.push({"t": "bye", "code": "removed", "say": "You were removed", "again": False})
    stage.drop()
    expect(page.locator("[data-stopped-say]")).to_have_text("You were removed")
    expect(page.locator("[data-status]")).to_have_text("You were removed")
    attempts = stage.attempts
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(1_200)
    assert stage.attempts == attempts == 1


def test_a_goodbye_for_now_comes_back(stage: Stage, phone: Phone) -> None:
    page = phone(NOTE)
    stage.push({"t": "bye", "code": "restart", "say": "Back in a moment", "again": True})
    stage.drop()
    until(lambda: len(stage.greetings) == 2)
    expect(page.locator("html")).to_have_attribute("data-line", "open")


def test_frames_that_make_no_sense_change_nothing(stage: Stage, phone: Phone) -> None:
    page = phone(counted(0))
    page.evaluate("console.error = () => {}")
    for frame in (
        {"t": "unheard"},
        {"t": "show"},
        {"t": "show", "regions": {"none": {"v": "x", "html": "y"}}},
        {},
        {"t": "ok", "id": "f" * 32, "at": 0},
        {"t": "no"},
        {"t": "you", "marks": {"count": None}},
    ):
        stage.push(frame)
    stage.show("main", counted(3))
    expect(page.locator("#count")).to_have_text("3 notes")
