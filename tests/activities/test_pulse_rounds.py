"""What of a pulse is shown when, and what its rounds keep."""

import pytest

from sessions.activities.pulse import moves as m
from sessions.activity import (
    CLOSED,
    OPEN,
    PLANNED,
    SHOWN,
    Person,
    Rejected,
    plain,
)
from tests.activities.pulse_play import Play, on_phones

# --- what is shown when


@pytest.mark.parametrize("form", ["words", "text", "scales"])
def test_hidden_until_shown_leaves_turnout_only(form: str) -> None:
    play = Play(form=form, reveal="shown")
    if form == "scales":
        play.do(m.Rate(1, 4), 0)
    else:
        play.write(0, "secret")
    for state in (PLANNED, OPEN, CLOSED):
        play.state = state
        assert play.pulse.wall(play.scene)["result"] is None
        assert on_phones(play.pulse.everyone(play.scene)) is None
        assert play.pulse.record(play.scene)["rounds"][0]["result"] is None
        assert "secret" not in str(plain(play.pulse.minutes(play.scene)))
        sees = play.pulse.desk(play.scene)["result"] is not None
        assert sees is (form != "scales" or state != OPEN)
    play.state = SHOWN
    for view in (play.pulse.wall, play.pulse.desk):
        assert view(play.scene)["result"] is not None
    assert on_phones(play.pulse.everyone(play.scene)) is not None
    assert play.pulse.record(play.scene)["rounds"][0]["result"] is not None


def test_a_live_step_leaves_its_turnout_only_as_long_as_it_is_open() -> None:
    play = Play()
    play.write(0, "word")
    assert play.pulse.record(play.scene)["rounds"][0]["result"] is None
    play.state = CLOSED
    assert play.pulse.record(play.scene)["rounds"][0]["result"]["words"][0]["text"] == "word"


def test_turnout_counts_those_here_those_who_answered_and_the_heads_in_the_room() -> None:
    play = Play(4)
    play.write(0, "a")
    play.people[0] = Person("seat-0", here=False)
    play.people[1] = Person("seat-1", role="observer")
    play.people[2] = Person("seat-2", here=False)
    assert play.pulse.wall(play.scene)["turnout"] == {"answered": 1, "of": 2, "typed": 0}
    play.people.pop(0)
    assert play.pulse.wall(play.scene)["turnout"] == {"answered": 1, "of": 2, "typed": 0}
    play.heads = 34
    assert play.pulse.wall(play.scene)["turnout"]["of"] == 34


# --- rounds


def test_rounds_are_kept_with_their_own_question_and_the_desk_chooses_the_one_on_the_wall() -> None:
    play = Play(question="Before?")
    assert play.refused(m.NewRound()) == "round_is_empty"
    play.write(0, "old")
    with pytest.raises(Rejected, match="answered_already"):
        play.pulse.settings_changed(m.Settings(form="scales", question="After?"))
    play.pulse.settings_changed(m.Settings(question="Before, then?"))
    play.do(m.NewRound())
    play.pulse.settings_changed(m.Settings(form="scales", question="After?"))
    play.do(m.Rate(1, 3), 1)
    play.do(m.ShowRound(1))
    wall, phone = play.pulse.wall(play.scene), play.pulse.everyone(play.scene)
    assert (wall["question"], wall["form"], wall["round"], wall["rounds"]) == ("Before, then?", "words", 1, 2)
    assert (phone["question"], phone["form"], phone["asked"]["form"]) == ("After?", "scales", "words")
    assert on_phones(phone)["words"][0]["text"] == "old"
    assert [r["shown"] for r in play.pulse.desk(play.scene)["rounds"]] == [True, False]
    assert play.refused(m.DropRound()) == "round_has_answers"
    play.do(m.ShowRound(2))
    assert play.pulse.wall(play.scene)["form"] == "scales"


def test_an_answer_from_the_round_before_is_not_counted_in_this_one() -> None:
    play = Play()
    play.write(0, "a")
    play.do(m.NewRound())
    assert play.refused(m.Write("late", round=1), 1) == "other_round"
    play.do(m.Write("a", round=2), 0)
    assert play.cloud() == {"a": 1}


def test_a_round_that_was_never_visible_stays_so_until_the_desk_shows_it() -> None:
    play = Play(reveal="shown")
    play.write(0, "secret")
    play.do(m.NewRound(seen=True))
    assert play.pulse.record(play.scene)["rounds"][0]["result"] is None
    play.do(m.ShowRound(1))
    assert play.pulse.record(play.scene)["rounds"][0]["result"]["words"][0]["text"] == "secret"
    seen = Play()
    seen.write(0, "open")
    seen.do(m.NewRound())
    assert seen.pulse.record(seen.scene)["rounds"][0]["result"]["words"][0]["text"] == "open"


def test_the_desk_can_still_put_an_earlier_round_in_order() -> None:
    play = Play()
    ids = play.write(0, "a", "b")
    play.do(m.NewRound())
    play.do(m.Join(tuple(ids)))
    play.do(m.ShowRound(1))
    assert play.cloud() == {"a": 2}
