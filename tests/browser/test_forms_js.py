"""Forms are moves; a refusal says why and keeps the words."""

from playwright.sync_api import expect

from tests.browser.conftest import Phone, Visit
from tests.browser.harness import Stage, refused, silent
from tests.browser.pieces import CHOICES, NOTE, connected, counted, other, until


def test_a_form_becomes_a_move(stage: Stage, phone: Phone) -> None:
    page = phone("""<form data-move="save" data-step="k9">
      <input name="title" value="Åtgärd"><input type="number" name="minutes" value="5">
      <input type="checkbox" name="fixed"><input type="checkbox" name="shown" checked>
      <input type="checkbox" name="areas" value="a1" data-list checked>
      <input type="checkbox" name="areas" value="a2" data-list>
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
        "do": "save",
        "title": "Åtgärd",
        "minutes": "5",
        "fixed": "false",
        "shown": "true",
        "areas": ["a1", "a3"],
        "none": [],
        "options": ["first", "second"],
        "places": ["p1", "p3"],
        "answers": {"s1": "4", "s2": "2"},
        "then": "open",
    }
    page.get_by_role("button", name="Drop").click()
    until(lambda: len(stage.effects) == 2)
    assert stage.moves[1]["do"] == "drop"


def test_native_validity_comes_first(stage: Stage, phone: Phone) -> None:
    page = phone(NOTE)
    page.get_by_role("button", name="Send").click()
    page.locator("#t").fill("now there is something")
    page.get_by_role("button", name="Send").click()
    until(lambda: stage.effects)
    assert stage.moves == [{"do": "write", "text": "now there is something"}]


def test_a_button_alone_is_a_move_of_the_session(stage: Stage, phone: Phone) -> None:
    page = phone(
        '<div data-step="k3">'
        '<button type="button" data-move="jump" name="slot" value="s4" data-step="">Go</button>'
        '<button type="button" data-move="freeze">Freeze</button></div>'
    )
    page.get_by_role("button", name="Go").click()
    page.get_by_role("button", name="Freeze").click()
    until(lambda: len(stage.effects) == 2)
    first, second = stage.effects.values()
    assert first["move"] == {"do": "jump", "slot": "s4"}
    assert "step" not in first
    assert second["step"] == "k3"


def test_typing_is_sent_by_itself_after_a_pause_and_on_leaving(stage: Stage, phone: Phone) -> None:
    page = phone(
        '<form data-move="minutes" data-auto data-field="m"><textarea name="text" id="t"></textarea></form>'
    )
    page.locator("#t").press_sequentially("abc", delay=20)
    assert stage.effects == {}
    until(lambda: stage.moves == [{"do": "minutes", "text": "abc"}])
    page.locator("#t").press_sequentially("def")
    page.locator("#t").blur()
    until(lambda: len(stage.effects) == 2, 0.5)
    assert stage.moves[1]["text"] == "abcdef"
    page.wait_for_timeout(900)
    assert len(stage.effects) == 2


def test_a_grave_move_asks_first(stage: Stage, phone: Phone) -> None:
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


def test_a_form_in_a_dialog_closes_it_once_saved(stage: Stage, phone: Phone) -> None:
    page = phone(
        '<button type="button" data-opens="d">Edit</button><dialog id="d">'
        '<form data-move="rename" data-close><input name="title" value="x"><button>Save</button></form>'
        "</dialog>"
    )
    page.get_by_role("button", name="Edit").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#d")).not_to_have_attribute("open", "")
    assert stage.moves == [{"do": "rename", "title": "x"}]


def test_a_refusal_stands_beside_the_form_and_the_words_stay(stage: Stage, phone: Phone) -> None:
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


def test_a_refusal_whose_form_is_gone_keeps_the_words_for_copying(stage: Stage, phone: Phone) -> None:
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


def test_a_refused_choice_does_not_look_chosen(stage: Stage, phone: Phone) -> None:
    page = phone(CHOICES)
    stage.you({"k3-o1": {"checked": True}})
    expect(page.locator("#k3-o1")).to_be_checked()
    stage.answer = refused("late", "It came too late")
    page.locator("#k3-o2").click()
    expect(page.locator("[data-error]")).to_have_text("It came too late")
    expect(page.locator("#k3-o1")).to_be_checked()


def test_a_saved_choice_of_a_whole_group_stays_until_its_region_comes(stage: Stage, phone: Phone) -> None:
    """What a group has chosen is no mark of the seat's: a `you` without it says nothing about it."""
    page = phone(CHOICES)
    page.locator("#k3-o2").click()
    page.wait_for_timeout(150)  # until it is saved
    stage.you({"k3-other": {"hidden": True}})
    page.wait_for_timeout(100)
    assert page.locator("#k3-o2").is_checked()


def test_a_choice_that_was_marked_for_the_seat_is_taken_back_with_its_mark(
    stage: Stage, phone: Phone
) -> None:
    page = phone(CHOICES)
    page.locator("#k3-o2").click()
    stage.you({"k3-o2": {"checked": True}})
    stage.you({})
    expect(page.locator("#k3-o2")).not_to_be_checked()


def test_a_refusal_of_a_field_stands_beside_it(stage: Stage, phone: Phone) -> None:
    form = (
        '<form data-move="join"><input name="name" value="x"><p data-error="name" hidden></p>'
        '<input name="age" value="x"><p data-error="age" hidden></p><button>Send</button></form>'
    )
    stage.answer = refused("number", "A number, please", field="age")
    page = phone(form)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-error=age]")).to_have_text("A number, please")
    expect(page.locator("[name=age]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[data-error=name]")).to_be_hidden()


def test_what_is_too_long_for_the_wire_is_refused_here(stage: Stage, visit: Visit) -> None:
    stage.attributes = 'data-too-long="Too long"'
    stage.body, stage.regions = "[main]", {"main": {"v": "v0", "html": NOTE}}
    page = connected(visit(stage.url()), stage)
    page.locator("#t").fill("å" * 40_000)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-error]")).to_have_text("Too long")
    assert stage.effects == {}


def test_a_button_outside_its_form_sends_the_forms_step(stage: Stage, phone: Phone) -> None:
    """The page's one action lies at the foot of the screen, away from the fields."""
    page = phone("""<form id="f" data-move="write" data-step="k1"><input name="text" value="hej"></form>
      <footer><button form="f">Send</button></footer>""")
    page.get_by_role("button", name="Send").click()
    until(lambda: stage.effects)
    [frame] = stage.effects.values()
    assert (frame["step"], frame["move"]["text"]) == ("k1", "hej")
