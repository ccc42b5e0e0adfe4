"""Regions and marks: nobody who reads, writes or chooses is ever disturbed."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Phone, Visit
from tests.browser.harness import Stage, saved, silent
from tests.browser.pieces import CHOICES, NOTE, connected, counted, other, until


def test_the_page_has_none_of_the_gifts_of_a_secure_context(stage: Stage, phone: Phone) -> None:
    page = phone(NOTE)
    assert page.evaluate("[isSecureContext, 'randomUUID' in crypto, crypto.subtle === undefined]") == [
        False,
        False,
        True,
    ]
    assert re.fullmatch(r"http://mote\.test:\d+/phone", page.url)


def test_a_first_hello_says_which_regions_are_there(stage: Stage, phone: Phone) -> None:
    phone(NOTE)
    assert stage.greetings == [{"t": "hi", "have": {"main": "v0"}}]


def test_focus_words_and_caret_survive_pushes(stage: Stage, phone: Phone) -> None:
    page = phone(counted(0))
    page.locator("#t").press_sequentially("hälsa")
    page.locator("#t").press("ArrowLeft")
    for number in range(1, 6):
        stage.show("main", counted(number))
    expect(page.locator("#count")).to_have_text("5 notes")
    assert page.evaluate("[document.activeElement.id, t.value, t.selectionStart, t.selectionEnd]") == [
        "t",
        "hälsa",
        4,
        4,
    ]
    expect(page.locator("[data-next-ready]")).to_be_hidden()


def test_what_is_chosen_but_not_sent_stays_chosen(stage: Stage, phone: Phone) -> None:
    page = phone(counted(0, CHOICES.replace(" data-auto", "")))
    page.locator("#k3-o2").check()
    stage.show("main", counted(1, CHOICES.replace(" data-auto", "")))
    expect(page.locator("#count")).to_have_text("1 notes")
    expect(page.locator("#k3-o2")).to_be_checked()


def test_another_step_waits_until_the_words_are_sent(stage: Stage, phone: Phone) -> None:
    page = phone(counted(0))
    page.locator("#t").fill("mine")
    stage.show("main", other())
    expect(page.locator("[data-next-ready]")).to_be_visible()
    expect(page.locator("#t")).to_have_value("mine")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("h1")).to_have_text("The next step")
    expect(page.locator("[data-next-ready]")).to_be_hidden()
    assert stage.moves == [{"do": "write", "text": "mine"}]


def test_a_tap_goes_on_and_the_unsent_words_are_kept(stage: Stage, phone: Phone) -> None:
    page = phone(counted(0))
    page.locator("#t").fill("half a thought")
    stage.show("main", other())
    page.get_by_role("button", name="Next is ready").click()
    expect(page.locator("h1")).to_have_text("The next step")
    expect(page.locator("[data-refused] textarea")).to_have_value("half a thought")
    expect(page.locator("[data-refused-say]")).to_have_text("You had not sent this")
    page.locator("[data-refused-close]").click()
    expect(page.locator("[data-refused]")).to_be_hidden()


def test_an_empty_field_holds_the_step_only_while_one_stands_in_it(stage: Stage, phone: Phone) -> None:
    page = phone(counted(0))
    page.locator("#t").focus()
    stage.show("main", other())
    expect(page.locator("[data-next-ready]")).to_be_visible()
    page.locator("#t").blur()
    expect(page.locator("h1")).to_have_text("The next step")


def test_what_waited_is_the_newest(stage: Stage, phone: Phone) -> None:
    page = phone(counted(0))
    page.locator("#t").focus()
    stage.show("main", other("second"))
    stage.show("main", other("third"))
    page.locator("#t").blur()
    expect(page.locator("h1")).to_have_text("third")


def test_unfolded_facts_stay_open_and_hold_the_next_step(stage: Stage, phone: Phone) -> None:
    facts = '<details id="f"><summary>Facts</summary><p id="fact">{}</p></details>'
    page = phone(counted(0, facts.format("old")))
    page.get_by_text("Facts").click()
    stage.show("main", counted(1, facts.format("new")))
    expect(page.locator("#fact")).to_have_text("new")
    expect(page.locator("#f")).to_have_attribute("open", "")
    stage.show("main", other())
    expect(page.locator("[data-next-ready]")).to_be_visible()
    page.get_by_text("Facts").click()
    expect(page.locator("h1")).to_have_text("The next step")


def test_folded_facts_stay_folded_and_forms_without_ids_keep_their_words(stage: Stage, phone: Phone) -> None:
    def html(number: int, *people: str) -> str:
        forms = "".join(
            f'<form data-move="answer"><input type="hidden" name="to" value="{who}">'
            f'<input name="text" aria-label="{who}"></form>'
            for who in people
        )
        return f'<p id="count">{number}</p><details open><summary>Facts</summary>x</details>{forms}'

    page = phone(html(0, "a", "b"))
    page.get_by_text("Facts").click()
    page.get_by_label("b").fill("to b")
    stage.show("main", html(1, "c", "a", "b"))
    expect(page.locator("#count")).to_have_text("1")
    assert page.locator("input[name=text]").evaluate_all("all => all.map(one => one.value)") == [
        "",
        "",
        "to b",
    ]
    expect(page.get_by_label("b")).to_be_focused()
    expect(page.locator("details")).not_to_have_attribute("open", "")


def test_a_screen_reader_hears_what_is_new_once(stage: Stage, phone: Phone) -> None:
    page = phone('<h1 data-announce>Write notes</h1><p id="n">0</p>')
    page.evaluate("""() => {
        window.heard = [];
        const voice = document.querySelector("[data-say]");
        const listen = () => voice.textContent && heard.push(voice.textContent);
        new MutationObserver(listen).observe(voice, { childList: true });
    }""")
    for number in (1, 2):
        stage.show("main", f'<h1 data-announce>Write notes</h1><p id="n">{number}</p>')
    stage.show("main", "<h1 data-announce>Vote</h1>")
    until(lambda: page.evaluate("heard.length"))
    page.wait_for_timeout(100)
    assert page.evaluate("heard") == ["Vote"]


def test_marked_text_stays_marked(stage: Stage, phone: Phone) -> None:
    page = phone(counted(0, '<p id="words">a long sentence to copy</p>'))
    page.locator("#words").select_text()
    stage.show("main", counted(1, '<p id="words">another sentence</p>'))
    expect(page.locator("#count")).to_have_text("1 notes")
    assert page.evaluate("getSelection().toString()") == "a long sentence to copy"
    page.evaluate("getSelection().removeAllRanges()")
    expect(page.locator("#words")).to_have_text("another sentence")


def test_nothing_is_ever_held_on_the_wall(stage: Stage, visit: Visit) -> None:
    stage.body = "[main]"
    stage.regions = {"main": {"v": "v0", "html": counted(0)}}
    page = connected(visit(stage.url("wall")), stage)
    page.locator("#t").fill("left by a helper")
    stage.show("main", other())
    expect(page.locator("h1")).to_have_text("The next step")


def test_a_button_does_not_move_from_under_a_finger(stage: Stage, phone: Phone) -> None:
    page = phone('<button type="button" data-move="clap">Clap</button>')
    page.get_by_role("button", name="Clap").hover()
    page.mouse.down()
    stage.show("main", other())
    page.mouse.up()
    until(lambda: stage.moves == [{"do": "clap"}])
    expect(page.locator("h1")).to_have_text("The next step")


def test_when_the_focused_button_goes_the_heading_gets_the_focus(stage: Stage, phone: Phone) -> None:
    page = phone('<button type="button" id="b">One</button>')
    page.locator("#b").focus()
    stage.show("main", other())
    expect(page.locator("h1")).to_be_focused()


def test_without_the_morphing_the_content_still_comes(stage: Stage, visit: Visit) -> None:
    stage.body, stage.regions = "[main]", {"main": {"v": "v0", "html": "one"}}
    page = visit("about:blank")
    page.route("**/idiomorph*", lambda route: route.abort())
    page.route("**/keys.js", lambda route: route.abort())
    page.add_init_script("console.error = () => {}")
    page.goto(stage.url("desk"))
    connected(page, stage)
    stage.show("main", other())
    expect(page.locator("h1")).to_have_text("The next step")


def test_marks_are_the_whole_set_and_are_put_again_after_a_morph(stage: Stage, phone: Phone) -> None:
    html = '<p id="mine" hidden>yours</p><button type="button" id="b">x</button><input id="i">'
    page = phone(counted(0, CHOICES + html))
    stage.you(
        {
            "k3-o2": {"checked": True},
            "mine": {"hidden": False},
            "b": {"aria-pressed": "true", "disabled": True},
            "i": {"value": "Ada", "onclick": "alert(1)"},
            "gone": {"hidden": True},
        }
    )
    expect(page.locator("#k3-o2")).to_be_checked()
    stage.show("main", counted(1, CHOICES + html))
    expect(page.locator("#count")).to_have_text("1 notes")
    expect(page.locator("#k3-o2")).to_be_checked()
    expect(page.locator("#mine")).to_be_visible()
    expect(page.locator("#b")).to_be_disabled()
    expect(page.locator("#b")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#i")).to_have_value("Ada")
    assert page.locator("#i").get_attribute("onclick") is None
    stage.you({"k3-o3": {"checked": True}})
    expect(page.locator("#k3-o3")).to_be_checked()
    expect(page.locator("#b")).to_be_enabled()
    expect(page.locator("#mine")).to_be_hidden()
    expect(page.locator("#i")).to_have_value("")


def test_an_older_answer_does_not_undo_a_newer_choice(stage: Stage, phone: Phone) -> None:
    stage.answer = silent
    page = phone(CHOICES)
    page.locator("#k3-o1").check()
    until(lambda: len(stage.effects) == 1)
    first = stage.asked[-1]
    page.locator("#k3-o2").check()
    until(lambda: len(stage.effects) == 2)
    stage.push(saved(first))
    stage.you({"k3-o1": {"checked": True}})
    page.wait_for_timeout(100)
    expect(page.locator("#k3-o2")).to_be_checked()


def test_words_for_this_seat_fill_the_region_mine(stage: Stage, visit: Visit) -> None:
    stage.body = '<div data-region="mine"></div>'
    page = connected(visit(stage.url()), stage)
    stage.you({}, "<p>Your table: Björken</p>")
    expect(page.locator("[data-region=mine]")).to_have_text("Your table: Björken")


def test_a_saved_choice_stands_whether_its_mark_comes_before_or_after(stage: Stage, phone: Phone) -> None:
    page = phone(counted(0, CHOICES))
    stage.you({"k3-o1": {"checked": True}})
    expect(page.locator("#k3-o1")).to_be_checked()
    page.locator("#k3-o2").click()
    expect(page.locator("[data-status]")).to_contain_text("Saved")
    stage.show("main", counted(1, CHOICES))
    expect(page.locator("#count")).to_have_text("1 notes")
    expect(page.locator("#k3-o2")).to_be_checked()
    stage.you({"k3-o2": {"checked": True}})
    stage.you({})
    expect(page.locator("#k3-o2")).not_to_be_checked()
