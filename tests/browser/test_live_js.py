"""The browser side on its own: what a person does is never lost, never doubled and never disturbed."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import OpenPage, new_context
from tests.browser.harness import Stage, now, refused, saved, silent

NOTE = '<form id="note" data-move="write" data-step="k3" data-reset><label>Note <textarea name="text" id="t" required>' \
       '</textarea></label><p data-error hidden></p><button>Send</button></form>'
CHOICES = '<form id="vote" data-move="cast" data-step="k3" data-field="k3" data-auto>' + "".join(
    f'<label><input type="radio" name="choice" value="{o}" id="k3-{o}">{o}</label>' for o in ("o1", "o2", "o3")
) + '<p data-error hidden></p></form>'

SHIFTED = """(() => {
  const shift = %d; const Real = Date;
  window.realNow = () => Real.now();
  window.Date = class extends Real {
    constructor(...parts) { if (parts.length) super(...parts); else super(Real.now() + shift); }
    static now() { return Real.now() + shift; }
  };
  const origin = performance.timeOrigin;
  Object.defineProperty(performance, "timeOrigin", { get: () => origin + shift });
})();"""
DENIED = 'Object.defineProperty(window, "localStorage", { get() { throw new DOMException("denied", "SecurityError"); } });'
FULL = 'Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };'


def until(true: Callable[[], Any], within: float = 5.0) -> None:
    """Playwright's own waiting sees the page; this one sees the server."""
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end, "it did not come to be"
        time.sleep(0.02)


def connected(page: Page, stage: Stage) -> Page:
    expect(page.locator("html")).to_have_attribute("data-line", "open")
    return page


def counted(number: int, form: str = NOTE) -> str:
    return f'<section id="k3" data-step="k3"><p id="count">{number} notes</p>{form}</section>'


def other(text: str = "The next step") -> str:
    return f'<section id="k4" data-step="k4"><h1>{text}</h1></section>'


@pytest.fixture(scope="module")
def device(chromium: Browser) -> Iterator[BrowserContext]:
    context = new_context(chromium)
    yield context
    context.close()


@pytest.fixture
def open_page(open_page: OpenPage, device: BrowserContext) -> Iterator[OpenPage]:
    """All pages here on one device, whose cache keeps the modules; what it stored is gone after each test."""
    pages: list[Page] = []

    def open_here(url: str, *, script: str = "", same: BrowserContext | None = None) -> Page:
        pages.append(page := open_page(url, script=script, same=same or device))
        return page

    yield open_here
    for page in pages:
        page.evaluate("try { localStorage.clear() } catch {}")


@pytest.fixture
def phone(stage: Stage, open_page: OpenPage) -> Callable[..., Page]:
    def show(html: str, **how: Any) -> Page:
        stage.regions = {"main": {"v": "v0", "html": html}}
        stage.body = stage.body or "<main>[main]</main>"
        return connected(open_page(stage.url(), **how), stage)

    return show


# --- the ground --------------------------------------------------------------------------------------------------


def test_the_page_has_none_of_the_gifts_of_a_secure_context(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone(NOTE)
    assert page.evaluate("[isSecureContext, 'randomUUID' in crypto, crypto.subtle === undefined]") == [False, False, True]
    assert re.fullmatch(r"http://mote\.test:\d+/phone", page.url)


def test_a_first_hello_says_which_regions_are_there(stage: Stage, phone: Callable[..., Page]) -> None:
    phone(NOTE)
    assert stage.greetings == [{"t": "hi", "have": {"main": "v0"}}]


# --- nobody is disturbed -----------------------------------------------------------------------------------------


def test_focus_words_and_caret_survive_pushes(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone(counted(0))
    page.locator("#t").press_sequentially("hälsa")
    page.locator("#t").press("ArrowLeft")
    for number in range(1, 6):
        stage.show("main", counted(number))
    expect(page.locator("#count")).to_have_text("5 notes")
    assert page.evaluate(
        "[document.activeElement.id, t.value, t.selectionStart, t.selectionEnd]"
    ) == ["t", "hälsa", 4, 4]
    expect(page.locator("[data-next-ready]")).to_be_hidden()


def test_what_is_chosen_but_not_sent_stays_chosen(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone(counted(0, CHOICES.replace(" data-auto", "")))
    page.locator("#k3-o2").check()
    stage.show("main", counted(1, CHOICES.replace(" data-auto", "")))
    expect(page.locator("#count")).to_have_text("1 notes")
    expect(page.locator("#k3-o2")).to_be_checked()


def test_another_step_waits_until_the_words_are_sent(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone(counted(0))
    page.locator("#t").fill("mine")
    stage.show("main", other())
    expect(page.locator("[data-next-ready]")).to_be_visible()
    expect(page.locator("#t")).to_have_value("mine")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("h1")).to_have_text("The next step")
    expect(page.locator("[data-next-ready]")).to_be_hidden()
    assert stage.moves == [{"do": "write", "text": "mine"}]


def test_a_tap_goes_on_and_the_unsent_words_are_kept(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone(counted(0))
    page.locator("#t").fill("half a thought")
    stage.show("main", other())
    page.get_by_role("button", name="Next is ready").click()
    expect(page.locator("h1")).to_have_text("The next step")
    expect(page.locator("[data-refused] textarea")).to_have_value("half a thought")
    expect(page.locator("[data-refused-say]")).to_have_text("You had not sent this")
    page.locator("[data-refused-close]").click()
    expect(page.locator("[data-refused]")).to_be_hidden()


def test_an_empty_field_holds_the_step_only_while_one_stands_in_it(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone(counted(0))
    page.locator("#t").focus()
    stage.show("main", other())
    expect(page.locator("[data-next-ready]")).to_be_visible()
    page.locator("#t").blur()
    expect(page.locator("h1")).to_have_text("The next step")


def test_what_waited_is_the_newest(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone(counted(0))
    page.locator("#t").focus()
    stage.show("main", other("second"))
    stage.show("main", other("third"))
    page.locator("#t").blur()
    expect(page.locator("h1")).to_have_text("third")


def test_unfolded_facts_stay_open_and_hold_the_next_step(stage: Stage, phone: Callable[..., Page]) -> None:
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


def test_folded_facts_stay_folded_and_forms_without_ids_keep_their_words(
    stage: Stage, phone: Callable[..., Page]
) -> None:
    def html(number: int, *people: str) -> str:
        forms = "".join(
            f'<form data-move="answer"><input type="hidden" name="to" value="{who}"><input name="text" aria-label="{who}">'
            "</form>" for who in people
        )
        return f'<p id="count">{number}</p><details open><summary>Facts</summary>x</details>{forms}'

    page = phone(html(0, "a", "b"))
    page.get_by_text("Facts").click()
    page.get_by_label("b").fill("to b")
    stage.show("main", html(1, "c", "a", "b"))
    expect(page.locator("#count")).to_have_text("1")
    assert page.locator("input[name=text]").evaluate_all("all => all.map(one => one.value)") == ["", "", "to b"]
    expect(page.get_by_label("b")).to_be_focused()
    expect(page.locator("details")).not_to_have_attribute("open", "")


def test_a_screen_reader_hears_what_is_new_once(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone('<h1 data-announce>Write notes</h1><p id="n">0</p>')
    page.evaluate("""() => {
        window.heard = [];
        const voice = document.querySelector("[data-say]");
        new MutationObserver(() => voice.textContent && heard.push(voice.textContent)).observe(voice, { childList: true });
    }""")
    for number in (1, 2):
        stage.show("main", f'<h1 data-announce>Write notes</h1><p id="n">{number}</p>')
    stage.show("main", "<h1 data-announce>Vote</h1>")
    until(lambda: page.evaluate("heard.length"))
    page.wait_for_timeout(100)
    assert page.evaluate("heard") == ["Vote"]


def test_marked_text_stays_marked(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone(counted(0, '<p id="words">a long sentence to copy</p>'))
    page.locator("#words").select_text()
    stage.show("main", counted(1, '<p id="words">another sentence</p>'))
    expect(page.locator("#count")).to_have_text("1 notes")
    assert page.evaluate("getSelection().toString()") == "a long sentence to copy"
    page.evaluate("getSelection().removeAllRanges()")
    expect(page.locator("#words")).to_have_text("another sentence")


def test_nothing_is_ever_held_on_the_wall(stage: Stage, open_page: OpenPage) -> None:
    stage.body = "[main]"
    stage.regions = {"main": {"v": "v0", "html": counted(0)}}
    page = connected(open_page(stage.url("wall")), stage)
    page.locator("#t").fill("left by a helper")
    stage.show("main", other())
    expect(page.locator("h1")).to_have_text("The next step")


def test_a_button_does_not_move_from_under_a_finger(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone('<button type="button" data-move="clap">Clap</button>')
    page.get_by_role("button", name="Clap").hover()
    page.mouse.down()
    stage.show("main", other())
    page.mouse.up()
    until(lambda: stage.moves == [{"do": "clap"}])
    expect(page.locator("h1")).to_have_text("The next step")


def test_when_the_focused_button_goes_the_heading_gets_the_focus(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone('<button type="button" id="b">One</button>')
    page.locator("#b").focus()
    stage.show("main", other())
    expect(page.locator("h1")).to_be_focused()


def test_without_the_morphing_the_content_still_comes(stage: Stage, open_page: OpenPage) -> None:
    stage.body, stage.regions = "[main]", {"main": {"v": "v0", "html": "one"}}
    page = open_page("about:blank")
    page.route("**/idiomorph*", lambda route: route.abort())
    page.route("**/keys.js", lambda route: route.abort())
    page.add_init_script("console.error = () => {}")
    page.goto(stage.url("desk"))
    connected(page, stage)
    stage.show("main", other())
    expect(page.locator("h1")).to_have_text("The next step")


# --- exactly once ------------------------------------------------------------------------------------------------


def test_saved_is_said_only_when_it_is(stage: Stage, phone: Callable[..., Page]) -> None:
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
    stage.push({"t": "ok", "id": frame["id"], "at": 1_764_000_000_000})
    expect(status).to_have_text("Saved 17:00:00")
    expect(status).to_have_attribute("data-state", "saved")
    expect(page.locator("#t")).to_have_value("")


def test_notes_written_offline_survive_a_reload_and_arrive_once_in_order(stage: Stage, phone: Callable[..., Page]) -> None:
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


def test_a_lost_answer_is_asked_for_again_with_the_same_id(stage: Stage, phone: Callable[..., Page]) -> None:
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


def test_a_later_change_replaces_one_that_never_left(stage: Stage, phone: Callable[..., Page]) -> None:
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


def test_two_taps_on_send_are_one_note(stage: Stage, phone: Callable[..., Page]) -> None:
    stage.answer = silent
    page = phone(NOTE)
    page.locator("#t").fill("once")
    page.get_by_role("button", name="Send").dblclick()
    until(lambda: len(stage.effects) == 1)
    page.wait_for_timeout(100)
    assert len(stage.asked) == 1


def test_words_written_after_sending_are_not_emptied_away(stage: Stage, phone: Callable[..., Page]) -> None:
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
def test_it_works_where_nothing_can_be_stored(stage: Stage, phone: Callable[..., Page], storage: str) -> None:
    page = phone(NOTE, script=storage)
    page.locator("#t").fill("kept in memory")
    stage.refuse = True
    stage.drop()
    page.get_by_role("button", name="Send").click()
    stage.refuse = False
    until(lambda: stage.moves == [{"do": "write", "text": "kept in memory"}])
    expect(page.locator("[data-status]")).to_contain_text("Saved")


def test_many_moves_leave_at_a_pace_the_server_allows(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone('<button type="button" data-move="clap">Clap</button>')
    page.evaluate("for (let i = 0; i < 24; i++) document.querySelector('[data-move]').click()")
    page.wait_for_timeout(300)
    assert 14 <= len(stage.effects) <= 17
    until(lambda: len(stage.effects) == 24)


def test_a_move_that_closes_every_line_is_given_up_and_kept(stage: Stage, phone: Callable[..., Page]) -> None:
    stage.answer, stage.close_with = lambda frame: None, 1008
    page = phone(NOTE)
    page.locator("#t").fill("poison for the server")
    page.get_by_role("button", name="Send").click()
    until(lambda: len(stage.asked) == 3, 15)
    stage.close_with = None
    page.wait_for_timeout(1_500)
    assert len(stage.asked) == 3
    expect(page.locator("#t")).to_have_value("poison for the server")


def test_trouble_is_said_and_passes(stage: Stage, phone: Callable[..., Page]) -> None:
    stage.answer = lambda frame: {"t": "trouble", "code": "not_saved", "say": "Not saved, trying again"}
    page = phone(NOTE)
    page.locator("#t").fill("while the disk is full")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-status]")).to_have_text("Not saved, trying again")
    stage.answer = saved
    expect(page.locator("[data-status]")).to_contain_text("Saved", timeout=10_000)
    assert len(stage.effects) == 1


# --- refusals ----------------------------------------------------------------------------------------------------


def test_a_refusal_stands_beside_the_form_and_the_words_stay(stage: Stage, phone: Callable[..., Page]) -> None:
    stage.answer = refused("late", "It came too late")
    page = phone(counted(0))
    page.locator("#t").fill("a good idea")
    page.get_by_role("button", name="Send").click()
    error = page.locator("[data-error]")
    expect(error).to_have_text("It came too late")
    expect(error).to_have_attribute("role", "alert")
    stage.show("main", counted(7))
    expect(page.locator("#count")).to_have_text("7 notes")
    expect(error).to_have_text("It came too late")
    expect(page.locator("#t")).to_have_value("a good idea")
    page.locator("#t").press("End")
    page.keyboard.type("!")
    expect(error).to_be_hidden()


def test_a_refusal_whose_form_is_gone_keeps_the_words_for_copying(stage: Stage, phone: Callable[..., Page]) -> None:
    stage.answer = silent
    page = phone(NOTE)
    page.locator("#t").fill("<b>came</b> too late")
    page.get_by_role("button", name="Send").click()
    until(lambda: stage.effects)
    stage.show("main", other())
    page.get_by_role("button", name="Next is ready").click()
    page.locator("[data-refused-close]").click()
    stage.push(refused("late", "It came too late")(stage.asked[-1]) or {})
    expect(page.locator("[data-refused-say]")).to_have_text("It came too late")
    expect(page.locator("[data-refused] textarea")).to_have_value("<b>came</b> too late")


def test_a_refused_choice_does_not_look_chosen(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone(CHOICES)
    stage.you({"k3-o1": {"checked": True}})
    expect(page.locator("#k3-o1")).to_be_checked()
    stage.answer = refused("late", "It came too late")
    page.locator("#k3-o2").click()
    expect(page.locator("[data-error]")).to_have_text("It came too late")
    expect(page.locator("#k3-o1")).to_be_checked()


def test_a_refusal_of_a_field_stands_beside_it(stage: Stage, phone: Callable[..., Page]) -> None:
    form = '<form data-move="join"><input name="name" value="x"><p data-error="name" hidden></p>' \
           '<input name="age" value="x"><p data-error="age" hidden></p><button>Send</button></form>'
    stage.answer = refused("number", "A number, please", field="age")
    page = phone(form)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-error=age]")).to_have_text("A number, please")
    expect(page.locator("[name=age]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[data-error=name]")).to_be_hidden()


def test_what_is_too_long_for_the_wire_is_refused_here(stage: Stage, open_page: OpenPage) -> None:
    stage.attributes = 'data-too-long="Too long"'
    stage.body, stage.regions = "[main]", {"main": {"v": "v0", "html": NOTE}}
    page = connected(open_page(stage.url()), stage)
    page.locator("#t").fill("å" * 40_000)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-error]")).to_have_text("Too long")
    assert stage.effects == {}


# --- forms are moves ---------------------------------------------------------------------------------------------


def test_a_form_becomes_a_move(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone("""<form data-move="save" data-step="k9">
      <input name="title" value="Åtgärd"><input type="number" name="minutes" value="5">
      <input type="checkbox" name="fixed"><input type="checkbox" name="shown" checked>
      <input type="checkbox" name="areas" value="a1" data-list checked><input type="checkbox" name="areas" value="a2" data-list>
      <input type="checkbox" name="areas" value="a3" data-list checked>
      <input type="checkbox" name="none" value="n" data-list>
      <textarea name="options" data-list>
 first 

second</textarea>
      <select name="places" multiple data-list><option selected>p1<option><option selected>p3</select>
      <input name="answers.s1" value="4"><input name="answers.s2" value="2">
      <input name="off" value="no" disabled><input value="nameless"><input type="radio" name="r" value="1">
      <button name="then" value="open">Save</button><button data-move="drop">Drop</button></form>""")
    page.get_by_role("button", name="Save").click()
    until(lambda: stage.effects)
    [frame] = stage.effects.values()
    assert frame["step"] == "k9"
    assert frame["move"] == {
        "do": "save", "title": "Åtgärd", "minutes": "5", "fixed": "false", "shown": "true", "areas": ["a1", "a3"],
        "none": [], "options": ["first", "second"], "places": ["p1", "p3"], "answers": {"s1": "4", "s2": "2"},
        "then": "open",
    }
    page.get_by_role("button", name="Drop").click()
    until(lambda: len(stage.effects) == 2)
    assert stage.moves[1]["do"] == "drop"


def test_native_validity_comes_first(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone(NOTE)
    page.get_by_role("button", name="Send").click()
    page.locator("#t").fill("now there is something")
    page.get_by_role("button", name="Send").click()
    until(lambda: stage.effects)
    assert stage.moves == [{"do": "write", "text": "now there is something"}]


def test_a_button_alone_is_a_move_of_the_session(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone('<div data-step="k3"><button type="button" data-move="jump" name="slot" value="s4" data-step="">Go</button>'
                 '<button type="button" data-move="freeze">Freeze</button></div>')
    page.get_by_role("button", name="Go").click()
    page.get_by_role("button", name="Freeze").click()
    until(lambda: len(stage.effects) == 2)
    first, second = stage.effects.values()
    assert first["move"] == {"do": "jump", "slot": "s4"}
    assert "step" not in first
    assert second["step"] == "k3"


def test_typing_is_sent_by_itself_after_a_pause_and_on_leaving(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone('<form data-move="minutes" data-auto data-field="m"><textarea name="text" id="t"></textarea></form>')
    page.locator("#t").press_sequentially("abc", delay=20)
    assert stage.effects == {}
    until(lambda: stage.moves == [{"do": "minutes", "text": "abc"}])
    page.locator("#t").press_sequentially("def")
    page.locator("#t").blur()
    until(lambda: len(stage.effects) == 2, 0.5)
    assert stage.moves[1]["text"] == "abcdef"
    page.wait_for_timeout(900)
    assert len(stage.effects) == 2


def test_a_grave_move_asks_first(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone('<button type="button" data-move="close" data-confirm="Close the vote?">Close it</button>')
    page.get_by_role("button", name="Close it").click()
    expect(page.locator("[data-confirm-text]")).to_have_text("Close the vote?")
    page.get_by_role("button", name="No").click()
    page.get_by_role("button", name="Close it").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Close it").click()
    page.get_by_role("button", name="Yes").click()
    until(lambda: stage.moves == [{"do": "close"}])
    page.wait_for_timeout(100)
    assert len(stage.effects) == 1


def test_a_form_in_a_dialog_closes_it_once_saved(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone('<button type="button" data-opens="d">Edit</button><dialog id="d">'
                 '<form data-move="rename" data-close><input name="title" value="x"><button>Save</button></form></dialog>')
    page.get_by_role("button", name="Edit").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#d")).not_to_have_attribute("open", "")
    assert stage.moves == [{"do": "rename", "title": "x"}]


# --- what only this seat sees ------------------------------------------------------------------------------------


def test_marks_are_the_whole_set_and_are_put_again_after_a_morph(stage: Stage, phone: Callable[..., Page]) -> None:
    html = '<p id="mine" hidden>yours</p><button type="button" id="b">x</button><input id="i">'
    page = phone(counted(0, CHOICES + html))
    stage.you({"k3-o2": {"checked": True}, "mine": {"hidden": False}, "b": {"aria-pressed": "true", "disabled": True},
               "i": {"value": "Ada", "onclick": "alert(1)"}, "gone": {"hidden": True}})
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


def test_an_older_answer_does_not_undo_a_newer_choice(stage: Stage, phone: Callable[..., Page]) -> None:
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


def test_words_for_this_seat_fill_the_region_mine(stage: Stage, open_page: OpenPage) -> None:
    stage.body = '<div data-region="mine"></div>'
    page = connected(open_page(stage.url()), stage)
    stage.you({}, "<p>Your table: Björken</p>")
    expect(page.locator("[data-region=mine]")).to_have_text("Your table: Björken")


def test_a_saved_choice_stands_whether_its_mark_comes_before_or_after(
    stage: Stage, phone: Callable[..., Page]
) -> None:
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


# --- the line ----------------------------------------------------------------------------------------------------


def test_after_a_drop_only_what_differs_comes(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone(counted(0))
    stage.show("main", counted(1), "v1")
    expect(page.locator("#count")).to_have_text("1 notes")
    stage.regions["main"] = {"v": "v2", "html": counted(2)}
    stage.drop()
    expect(page.locator("#count")).to_have_text("2 notes")
    assert [greeting["have"]["main"] for greeting in stage.greetings] == ["v0", "v1"]


def test_delays_are_drawn_under_a_growing_limit_and_the_first_is_spread(stage: Stage, phone: Callable[..., Page]) -> None:
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


def test_it_goes_at_once_when_the_network_is_back(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone(NOTE)
    stage.spread = 60_000
    stage.drop()
    expect(page.locator("html")).to_have_attribute("data-line", "open")
    stage.drop()
    expect(page.locator("html")).to_have_attribute("data-line", "lost")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("html")).to_have_attribute("data-line", "open", timeout=1_000)


def test_a_goodbye_for_good_says_why_and_stays_away(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone(NOTE)
    stage.push({"t": "bye", "code": "removed", "say": "You were removed", "again": False})
    stage.drop()
    expect(page.locator("[data-stopped-say]")).to_have_text("You were removed")
    expect(page.locator("[data-status]")).to_have_text("You were removed")
    attempts = stage.attempts
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(1_200)
    assert stage.attempts == attempts == 1


def test_a_goodbye_for_now_comes_back(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone(NOTE)
    stage.push({"t": "bye", "code": "restart", "say": "Back in a moment", "again": True})
    stage.drop()
    until(lambda: len(stage.greetings) == 2)
    expect(page.locator("html")).to_have_attribute("data-line", "open")


def test_frames_that_make_no_sense_change_nothing(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone(counted(0))
    page.evaluate("console.error = () => {}")
    for frame in ({"t": "unheard"}, {"t": "show"}, {"t": "show", "regions": {"none": {"v": "x", "html": "y"}}}, {},
                  {"t": "ok", "id": "f" * 32, "at": 0}, {"t": "no"}, {"t": "you", "marks": {"count": None}}):
        stage.push(frame)
    stage.show("main", counted(3))
    expect(page.locator("#count")).to_have_text("3 notes")


# --- clocks ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shift", [-86_400_000, 420_000], ids=["a day behind", "seven minutes ahead"])
def test_server_time_within_150_ms_whatever_the_device_believes(stage: Stage, open_page: OpenPage, shift: int) -> None:
    deadline = now() + 120_000
    stage.body = f'<count-down data-deadline="{deadline}" data-total="120000"><span class="timer__num"></span></count-down>' \
                 '<wall-clock data-zone="Europe/Stockholm" data-seconds></wall-clock>'
    page = connected(open_page(stage.url(), script=SHIFTED % shift), stage)
    page.wait_for_timeout(600)
    assert abs(page.evaluate("Date.now() - realNow()") - shift) < 5
    off = page.evaluate("""async () => {
        const { serverNow } = await import("/static/js/clock.js");
        const off = [];
        for (let i = 0; i < 20; i++) {
            off.push(serverNow() - realNow());
            await new Promise((next) => setTimeout(next, 40));
        }
        return off;
    }""")
    assert max(map(abs, off)) < 150
    changes = page.evaluate("""(deadline) => new Promise((done) => {
        const number = document.querySelector(".timer__num");
        const seen = [];
        const seconds = (text) => text.split(":").reduce((all, part) => all * 60 + Number(part), 0);
        new MutationObserver(() => {
            seen.push(realNow() - (deadline - seconds(number.textContent) * 1000));
            if (seen.length === 3) done(seen);
        }).observe(number, { childList: true, characterData: true, subtree: true });
    })""", deadline)
    assert all(-20 <= late < 150 for late in changes)
    shown = page.locator("wall-clock").text_content()
    real = page.evaluate("new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'Europe/Stockholm' })"
                         ".format(realNow())")
    assert shown == real or abs(int(str(shown)[-2:]) - int(real[-2:])) in (1, 59)


def test_the_best_round_trip_wins_and_a_clock_that_slept_starts_afresh(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone(NOTE)
    found = page.evaluate("""async () => {
        const { learn, learnRoughly, serverNow } = await import("/static/js/clock.js?alone");
        const offset = () => Math.round(serverNow() - performance.now());
        const steps = [];
        const base = performance.now();
        learnRoughly(base + 5_000_000); steps.push(offset());
        learn(base, base + 5_000_700, base + 1000); steps.push(offset());
        learn(base, base + 5_000_015, base + 10); steps.push(offset());
        learn(base, base + 5_000_300, base + 400); steps.push(offset());
        learn(base, base + 5_600_020, base + 30); steps.push(offset());
        learn(Number.NaN, base, base); learn(base, Number.NaN, base); learn(base + 2, base, base); steps.push(offset());
        return steps;
    }""")
    assert abs(found[0] - 5_000_000) <= 1
    assert found[1:] == [5_000_200, 5_000_010, 5_000_010, 5_600_005, 5_600_005]


def clock(attributes: str) -> str:
    return f"""<count-down {attributes}><svg><circle class="left" r="5" stroke-dasharray="0 100"></circle></svg>
      <span class="timer__num">-</span><span data-unit="minutes" hidden>minutes left</span>
      <span data-unit="minutes" data-plural="one" hidden>minute left</span><span data-unit="exact" hidden>left</span>
      <span data-unit="over" hidden>over time</span><span data-unit="paused" hidden>paused</span>
      <span data-unit="up" hidden>so far</span></count-down>"""


SHOWN = [
    (18 * 60_000 - 500, "minutes", "18", "minutes left", []),
    (60_500, "minutes", "2", "minutes left", []),
    (60_000, "minutes", "1", "minute left", ["data-last"]),
    (59_000, "minutes", "0:59", "left", ["data-last"]),
    (30_500, "minutes", "0:31", "left", ["data-last"]),
    (252_500, "exact", "4:13", "left", []),
    (3_852_500, "exact", "1:04:13", "left", []),
    (-500, "exact", "0:00", "left", ["data-last"]),
    (-12_500, "exact", "+0:12", "over time", ["data-last", "data-over"]),
    (-192_500, "minutes", "+3", "over time", ["data-last", "data-over"]),
]


def test_what_a_clock_shows(stage: Stage, open_page: OpenPage) -> None:
    paused = '<span data-unit="paused" hidden>paused</span>'
    stage.body = "".join(
        clock(f'data-left="{left}" data-total="1200000" data-format="{format_}"').replace(paused, "")
        for left, format_, *_ in SHOWN
    )
    page = connected(open_page(stage.url()), stage)
    expect(page.locator(".timer__num")).to_have_text([number for _, _, number, _, _ in SHOWN])
    expect(page.locator("[data-unit]:visible")).to_have_text([unit for *_, unit, _ in SHOWN])
    found = page.locator("count-down").evaluate_all(
        "all => all.map(one => ['data-last', 'data-over'].filter(flag => one.hasAttribute(flag)))"
    )
    assert found == [flags for *_, flags in SHOWN]


def test_clocks_run_pause_and_count_up_through_morphs(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone(clock(f'id="c" data-deadline="{now() + 600_000}" data-total="1200000" data-format="minutes"'))
    expect(page.locator(".timer__num")).to_have_text("10")
    expect(page.locator("circle")).to_have_attribute("stroke-dasharray", re.compile(r"^(50|49\.9) 100$"))
    stage.show("main", clock('id="c" data-left="90000" data-total="1200000" data-format="exact"'))
    expect(page.locator(".timer__num")).to_have_text("1:30")
    expect(page.locator("[data-unit]:visible")).to_have_text(["paused"])
    stage.show("main", clock(f'id="c" data-up="{now() - 65_300}"'))
    expect(page.locator("[data-unit]:visible")).to_have_text(["so far"])
    expect(page.locator(".timer__num")).to_have_text(re.compile("^1:0[5-7]$"))
    stage.show("main", clock(f'id="c" data-deadline="{now() + 40_000}" data-total="50000"'))
    expect(page.locator(".timer__num")).to_have_text(re.compile("^0:(40|39)$"))
    page.evaluate("""() => {
        window.seen = [];
        new MutationObserver(() => seen.push(document.querySelector(".timer__num").textContent))
            .observe(document.querySelector("[data-region]"), { childList: true, characterData: true, subtree: true });
    }""")
    stage.show("main", clock(f'id="c" data-deadline="{now() + 39_000}" data-total="50000"'))
    page.wait_for_timeout(300)
    assert "-" not in page.evaluate("seen")


def test_one_minute_left_is_said_and_rung_once(stage: Stage, open_page: OpenPage) -> None:
    running = f'<count-down data-deadline="{now() + 62_000}" data-say-1="One minute left" data-say-5="Five">' \
              '<span data-num></span></count-down>'
    stage.body = running + running + '<button type="button" data-bell>Bell</button>'
    page = connected(open_page(stage.url("desk"), script="window.rang = 0; addEventListener('minutes-left', () => rang++);"), stage)
    bell = page.locator("[data-bell]")
    expect(bell).to_have_attribute("aria-pressed", "false")
    bell.click()
    expect(bell).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-say]")).to_have_text("One minute left")
    assert page.evaluate("rang") == 1
    page.reload()
    expect(bell).to_have_attribute("aria-pressed", "true")
    connected(page, stage)
    page.wait_for_timeout(300)
    expect(page.locator("[data-say]")).to_have_text("")


# --- keys, counters, comforts ------------------------------------------------------------------------------------

REMOTE = "".join(f'<button type="button" data-move="{k}" data-key="{k}">{k}</button>' for k in ("next", "back", "blank", "qr"))


def test_a_remote_and_keys_lead_the_day(stage: Stage, open_page: OpenPage) -> None:
    stage.body = REMOTE + '<input id="i"><input type="checkbox" data-letters id="l">' \
                          '<dialog data-help id="h"><button type="button" data-closes>Close</button></dialog>'
    page = connected(open_page(stage.url("desk")), stage)
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


def test_the_wall_hands_its_keys_to_the_desk_beside_it(stage: Stage, open_page: OpenPage) -> None:
    stage.body = REMOTE
    desk = connected(open_page(stage.url("desk")), stage)
    stage.body = ""
    wall = connected(open_page(stage.url("wall"), same=desk.context), stage)
    wall.keyboard.press("PageDown")
    until(lambda: [move["do"] for move in stage.moves] == ["next"])


def test_a_phone_has_no_keys(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone(REMOTE)
    page.keyboard.press("PageDown")
    page.wait_for_timeout(100)
    assert stage.effects == {}


def test_the_room_left_is_counted_and_the_field_grows(stage: Stage, phone: Callable[..., Page]) -> None:
    page = phone('<form id="f" data-move="write" data-reset><textarea id="t" name="text" maxlength="20" rows="2" data-autogrow'
                 ' data-counter="left"></textarea><p id="left"><b data-left></b> signs left</p><button>Send</button></form>')
    expect(page.locator("#left")).to_have_text("20 signs left")
    page.locator("#t").press_sequentially("a\nb\nc\nd\ne\nf\ng\nh\ni")
    expect(page.locator("#left")).to_have_text("3 signs left")
    assert page.evaluate("t.rows") == 9
    page.locator("#t").press_sequentially("jk")
    expect(page.locator("#left")).to_have_attribute("data-low", "")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#left")).to_have_text("20 signs left")
    assert page.evaluate("t.rows") == 2


def test_the_programme_box_shows_what_was_understood(stage: Stage, open_page: OpenPage) -> None:
    stage.body = '<script type="module" src="/static/js/paste.js"></script><form><textarea name="text" id="t"' \
                 ' data-preview="/preview" data-preview-into="p"></textarea></form><div id="p"></div>'
    page = open_page(stage.url("desk"))
    page.locator("#t").press_sequentially("one\ntwo", delay=10)
    expect(page.locator("#count")).to_have_text("2 rows")
    expect(page.locator("#t")).to_be_focused()
    assert page.title() == "Stage"


def test_a_link_is_copied_or_marked(stage: Stage, open_page: OpenPage) -> None:
    stage.body = '<b id="u">http://mote.test/j/K7M4PX</b>' \
                 '<button type="button" data-copy="u" data-copied="Copied">Copy</button>'
    page = open_page(stage.url("desk"))
    page.get_by_role("button", name="Copy").click()
    until(lambda: page.evaluate("getSelection().toString()") == "http://mote.test/j/K7M4PX")


def test_the_secret_of_a_link_leaves_by_post_and_the_address_forgets_it(stage: Stage, open_page: OpenPage) -> None:
    stage.body = '<script type="module" src="/static/js/enter.js"></script>' \
                 '<form method="post" action="/enter" data-from-fragment><input type="hidden" name="key"></form>'
    page = open_page(stage.url("desk") + "#s3cret-_x")
    expect(page.locator("#entered")).to_have_text("s3cret-_x")
    page.go_back()
    assert "s3cret" not in page.url
