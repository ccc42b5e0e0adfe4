"""Regions that stand in another region: each is shown, kept and known to the server by itself."""

from playwright.sync_api import expect

from tests.browser.conftest import Phone
from tests.browser.harness import Stage
from tests.browser.pieces import until


def around(text: str, *names: str, form: str = "") -> str:
    places = "".join(f'<div id="{name}" data-region="{name}"></div>' for name in names)
    return f'<section id="k3" data-step="k3"><h1>{text}</h1>{form}{places}</section>'


def test_what_stands_inside_stays_when_what_is_around_it_changes(stage: Stage, phone: Phone) -> None:
    page = phone(around("One", "a", "b"))
    stage.show("a", '<p id="first">first</p>')
    stage.show("b", '<p id="second">second</p>')
    expect(page.locator("#a #first")).to_have_text("first")
    page.evaluate("first.kept = true")
    stage.show("main", around("Two", "b", "a"))
    expect(page.locator("h1")).to_have_text("Two")
    expect(page.locator("#a #first")).to_have_text("first")
    expect(page.locator("#b #second")).to_have_text("second")
    assert page.evaluate("first.kept === true")
    assert page.evaluate("a.dataset.v === undefined") is False


def test_one_changes_and_the_others_are_not_touched(stage: Stage, phone: Phone) -> None:
    page = phone(around("One", "a", "b"))
    stage.show("a", '<p id="first">first</p>')
    stage.show("b", '<p id="second">second</p>')
    expect(page.locator("#second")).to_be_visible()
    page.evaluate(
        "new MutationObserver(() => window.touched = true).observe(b, {childList: true, subtree: true})"
    )
    stage.show("a", '<p id="first">changed</p>')
    expect(page.locator("#first")).to_have_text("changed")
    assert page.evaluate("window.touched") is None


def test_a_place_that_comes_later_is_filled_with_what_came_before_it(stage: Stage, phone: Phone) -> None:
    page = phone(around("One"))
    stage.show("a", "<p>waits for its place</p>")
    stage.show("main", around("Two", "a"))
    expect(page.locator("#a")).to_have_text("waits for its place")
    stage.show("main", around("Three"))
    expect(page.locator("#a")).to_have_count(0)
    stage.show("main", around("Four", "a"))
    expect(page.locator("#a")).to_have_text("waits for its place")


def test_a_place_that_moves_into_something_else_keeps_what_came_with_the_page(
    stage: Stage, phone: Phone
) -> None:
    page = phone(around("One") + '<div id="a" data-region="a" data-v="v1"><b>painted</b></div>')
    fold = '<details id="fold" open><summary>Fold</summary><div id="a" data-region="a"></div></details>'
    stage.show("main", around("Two") + fold)
    expect(page.locator("#fold #a b")).to_have_text("painted")


def test_the_server_hears_which_versions_of_all_of_them_are_there(stage: Stage, phone: Phone) -> None:
    page = phone(around("One", "a"))
    stage.show("a", "<p>first</p>", "va")
    expect(page.locator("#a")).to_have_text("first")
    stage.drop()
    until(lambda: len(stage.greetings) > 1)
    assert stage.greetings[-1]["have"]["a"] == "va"
    assert page.locator("#a").text_content() == "first"


def test_ticks_in_the_form_around_it_are_never_lost(stage: Stage, phone: Phone) -> None:
    form = '<form id="sort" data-move="arrange"><div id="a" data-region="a"></div>'
    form += '<select name="column"><option value="">The same</option><option>Stop</option></select></form>'
    page = phone(around("One", form=form))
    tick = '<label><input type="checkbox" name="ids" value="{0}" id="c{0}">{0}</label>'
    stage.show("a", tick.format(1))
    page.locator("#c1").check()
    stage.show("a", tick.format(1) + tick.format(2))
    stage.show("main", around("Two", form=form))
    expect(page.locator("h1")).to_have_text("Two")
    expect(page.locator("#c2")).to_have_count(0)
    assert page.locator("#c1").is_checked()
    page.locator("#c1").uncheck()
    page.locator("h1").click()
    expect(page.locator("#c2")).to_be_visible()


def test_a_new_first_note_does_not_bring_the_page_to_another_place(stage: Stage, phone: Phone) -> None:
    page = phone(around("One", "a") + '<p id="long">long</p>')
    page.evaluate("document.getElementById('long').style.height = '5000px'")
    stage.show("a", '<p id="n1">one</p>')
    expect(page.locator("#n1")).to_be_visible()
    page.evaluate("scrollTo(0, 2000)")
    stage.show("a", '<p id="n2">two</p><p id="n1">one</p>')
    expect(page.locator("#n2")).to_be_attached()
    assert page.evaluate("scrollY") >= 1900
