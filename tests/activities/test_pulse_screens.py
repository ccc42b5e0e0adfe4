"""The screens of a pulse in every state, and its words."""

from typing import Any

import pytest

from sessions.activities.pulse import moves as m
from sessions.activity import (
    CLOSED,
    OPEN,
    PLANNED,
    SHOWN,
    plain,
)
from tests.activities.pulse_play import RENDERER, Play, painted


@pytest.mark.parametrize("form", ["words", "text", "scales"])
@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize("reveal", ["live", "shown"])
def test_every_screen_renders_in_every_state_and_shows_what_people_wrote_as_text(
    form: str, answered: bool, reveal: str
) -> None:
    play = Play(3, form=form, reveal=reveal, question="Why <i>?", target=60, entries=4)
    if answered and form == "scales":
        play.do(m.Rate(1, 4), 0)
    elif answered:
        play.write(0, "<b>bold</b>", "it")
        play.write(1, "IT")
        play.do(m.NewRound())
        play.write(2, "again")
        play.do(m.ShowRound(1))
    for state in (PLANNED, OPEN, CLOSED, SHOWN):
        play.state = state
        for name, html in _rendered(play).items():
            assert "<i>" not in html.replace("<i class=", "").replace("<i></i>", "")
            assert "<b>bold" not in html, name
            assert "style=" not in html
    if answered and form != "scales":
        assert "&lt;b&gt;bold" in _rendered(play)["wall"]


def _rendered(play: Play) -> dict[str, str]:
    pulse, scene = play.pulse, play.scene
    views = {
        "wall": pulse.wall(scene),
        "phone": pulse.everyone(scene),
        "desk": pulse.desk(scene),
        "mine": pulse.seat(play.people[0], scene),
        "settings": {"settings": plain(pulse.settings)},
    }
    return {name: painted(name, view, state=play.state) for name, view in views.items() if view}


CODES: dict[str, dict[str, Any]] = {
    "enough": {"most": 3},
    "said_already": {},
    "other_round": {},
    "answered_already": {},
    "choose_two": {},
    "one_word": {},
    "round_is_empty": {},
    "round_has_answers": {},
    "round": {"number": 2},
    "answered": {"answered": 20, "of": 34, "typed": 2},
    "word": {},
    "times": {},
    "hidden": {"count": 1},
    "waiting": {"count": 2},
    "statement": {},
    "median": {},
    "middle": {},
    "between": {"points": [3, 4]},
    "target": {"target": 60, "from": 4, "points": 5},
    "share": {"text": "I was heard", "percent": 59, "at": 59, "total": 99, "reached": False},
}


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_words(code: str) -> None:
    assert RENDERER.say(code, CODES[code], language="en", kind="pulse") != code


def test_figures_in_words_are_right() -> None:
    def say(code: str) -> str:
        return RENDERER.say(code, CODES[code], language="en", kind="pulse")

    assert say("answered") == "20 of 34 answered; 2 more answers were typed in"
    assert say("between") == "3–4"
    assert say("target") == "Target: at least 60 % answer 4–5."
    assert say("share") == "I was heard: 59 % (59 of 99), target not reached"


@pytest.mark.parametrize("form", ["words", "text", "scales"])
def test_a_result_without_answers_says_so_on_the_phone_too(form: str) -> None:
    play = Play(1, form=form, question="Why?")
    assert "There is nothing to show." not in _rendered(play)["phone"]
    for play.state in (CLOSED, SHOWN):
        assert "There is nothing to show." in _rendered(play)["phone"]
        assert "There is nothing to show." in _rendered(play)["wall"]
    if form == "scales":
        play.do(m.Rate(1, 4), 0)
    else:
        play.write(0, "a")
    assert "There is nothing to show." not in _rendered(play)["phone"]


@pytest.mark.parametrize("form", ["words", "text", "scales"])
def test_another_answer_changes_nothing_on_a_phone_but_what_has_been_said(form: str) -> None:
    play = Play(3, form=form, reveal="live")
    around, said = [], []
    for who in range(2):
        play.do(m.Rate(1, 4), who) if form == "scales" else play.write(who, f"word {who}")
        view = dict(play.pulse.everyone(play.scene))
        said.append(view.pop("pieces"))
        around.append(view)
    assert around[0] == around[1]
    assert said[0] != said[1]


def test_a_reader_hears_how_many_chose_each_point() -> None:
    play = Play(5, form="scales", reveal="live")
    for who in range(5):
        play.do(m.Rate(1, 1 if who else 2), who)
    heard = painted("phone", play.pulse.everyone(play.scene), state=OPEN)
    assert "Point 1: 4 answers. Point 2: one answer." in heard
