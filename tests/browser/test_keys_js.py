"""Remotes, keys, counters and other comforts."""

from playwright.sync_api import expect

from tests.browser.conftest import Phone, Visit
from tests.browser.harness import Stage
from tests.browser.pieces import connected, until

REMOTE = "".join(
    f'<button type="button" data-move="{k}" data-key="{k}">{k}</button>'
    for k in ("next", "back", "blank", "qr")
)


def test_a_remote_and_keys_lead_the_day(stage: Stage, visit: Visit) -> None:
    stage.body = (
        REMOTE + '<input id="i"><input type="checkbox" data-letters id="l">'
        '<dialog data-help id="h"><button type="button" data-closes>Close</button></dialog>'
    )
    page = connected(visit(stage.url("desk")), stage)
    for key in ("PageDown", "ArrowRight", "Space", "PageUp", "ArrowLeft", ".", "b", "q"):
        page.keyboard.press(key)
    until(lambda: len(stage.effects) == 8)
    assert [move["do"] for move in stage.moves] == ["next"] * 3 + ["back"] * 2 + ["blank"] * 2 + ["qr"]
    page.keyboard.press("?")
    expect(page.locator("#h")).to_have_attribute("open", "")
    page.keyboard.press("PageDown")
    page.get_by_role("button", name="Close").click()
    page.locator("#i").focus()
    for key in ("b", "PageDown", "Space", "Control+b"):
        page.keyboard.press(key)
    page.locator("#l").uncheck()
    page.locator("#l").blur()
    page.keyboard.press("b")
    page.wait_for_timeout(100)
    assert len(stage.effects) == 8
    page.keyboard.press("PageUp")
    until(lambda: len(stage.effects) == 9)


def test_the_wall_hands_its_keys_to_the_desk_beside_it(stage: Stage, visit: Visit) -> None:
    stage.body = REMOTE
    connected(visit(stage.url("desk")), stage)
    stage.body = ""
    wall = connected(visit(stage.url("wall")), stage)
    wall.keyboard.press("PageDown")
    until(lambda: [move["do"] for move in stage.moves] == ["next"])


def test_a_phone_has_no_keys(stage: Stage, phone: Phone) -> None:
    page = phone(REMOTE)
    page.keyboard.press("PageDown")
    page.wait_for_timeout(100)
    assert stage.effects == {}


def test_the_room_left_is_counted_and_the_field_grows(stage: Stage, phone: Phone) -> None:
    page = phone(
        '<form id="f" data-move="write" data-reset>'
        '<textarea id="t" name="text" maxlength="20" rows="2" data-autogrow data-counter="left"></textarea>'
        '<p id="left"><b data-left></b> signs left</p><button>Send</button></form>'
    )
    expect(page.locator("#left")).to_have_text("20 signs left")
    page.locator("#t").press_sequentially("a\nb\nc\nd\ne\nf\ng\nh\ni")
    expect(page.locator("#left")).to_have_text("3 signs left")
    assert page.evaluate("t.rows") == 9
    page.locator("#t").press_sequentially("jk")
    expect(page.locator("#left")).to_have_attribute("data-low", "")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#left")).to_have_text("20 signs left")
    assert page.evaluate("t.rows") == 2


def test_the_programme_box_shows_what_was_understood(stage: Stage, visit: Visit) -> None:
    stage.body = (
        '<script type="module" src="/static/js/paste.js"></script><form><textarea name="text" id="t"'
        ' data-preview="/preview" data-preview-into="p"></textarea></form><div id="p"></div>'
    )
    page = visit(stage.url("desk"))
    page.locator("#t").press_sequentially("one\ntwo", delay=10)
    expect(page.locator("#count")).to_have_text("2 rows")
    expect(page.locator("#t")).to_be_focused()
    assert page.title() == "Stage"


def test_a_link_is_copied_or_marked(stage: Stage, visit: Visit) -> None:
    stage.body = (
        '<b id="u">http://mote.test/j/K7M4PX</b>'
        '<button type="button" data-copy="u" data-copied="Copied">Copy</button>'
    )
    page = visit(stage.url("desk"))
    page.get_by_role("button", name="Copy").click()
    until(lambda: page.evaluate("getSelection().toString()") == "http://mote.test/j/K7M4PX")


def test_the_secret_of_a_link_leaves_by_post_and_the_address_forgets_it(stage: Stage, visit: Visit) -> None:
    stage.body = (
        '<script type="module" src="/static/js/enter.js"></script>'
        '<form method="post" action="/enter" id="enter-form"><input type="hidden" name="key"></form>'
    )
    page = visit(stage.url("desk") + "#s3cret-_x")
    expect(page.locator("#entered")).to_have_text("s3cret-_x")
    page.go_back()
    assert "s3cret" not in page.url
