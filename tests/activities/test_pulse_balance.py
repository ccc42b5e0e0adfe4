"""A balance could tell on people in many ways; here each is tried, and it does not."""

from itertools import product
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.activities.pulse import Pulse
from sessions.activities.pulse import moves as m
from sessions.activities.pulse.balance import FEWEST, grouped
from sessions.activity import PLANNED, Person, Rejected, plain
from sessions.blocks import Para, Table, Term
from sessions.render import Renderer
from sessions.steps import EditStep, OpenStep, RemoveStep
from tests.activities.pulse_play import painted
from tests.play import DESK, Play

RENDERER = Renderer()
TWO: dict[str, Any] = {"form": "balance", "categories": "Kvinnor\nMän", "least": 40}
THREE: dict[str, Any] = {"form": "balance", "categories": "Ideell\nOffentlig\nFöretag"}


class Asked:
    """A balance in a session, answered by people in order: one number each, 0 for who lets it be."""

    def __init__(self, *values: int, play: Play | None = None, **settings: Any) -> None:
        self.play = play or Play(len(values))
        self.step = self.play.start("pulse", **{**TWO, **settings})
        self.answer(*values)

    def answer(self, *values: int, first: int = 0) -> "Asked":
        for who, value in enumerate(values, first):
            if value:
                self.play.do(self.play.people[who], m.Rate(1, value), self.step)
        return self

    def close(self) -> "Asked":
        self.play.close(self.step)
        return self

    def again(self) -> "Asked":
        self.play.do(DESK, OpenStep(self.step))
        return self

    @property
    def pulse(self) -> Pulse:
        activity = self.play.activity(self.step)
        assert isinstance(activity, Pulse)
        return activity

    def everywhere(self) -> list[Any]:
        """All that anybody but the seat itself sees, and what is exported; the turnout apart."""
        one = self.play.session.steps.step(self.step)
        scene, pulse = self.play.session.scene(one), self.pulse
        views: list[Any] = [pulse.everyone(scene), pulse.wall(scene), pulse.desk(scene)]
        views += [pulse.group("g0", scene), pulse.place("Salen", scene)]
        views += [pulse.record(scene), pulse.minutes(scene)]
        return [_without_turnout(plain(view)) for view in views]

    def found(self) -> Any:
        scene = self.play.session.scene(self.play.session.steps.step(self.step))
        result = self.pulse.wall(scene)["result"]
        return result and result["balance"]

    def shares(self) -> list[tuple[str, int]]:
        return [("/".join(share["names"]), share["percent"]) for share in self.found()["shares"]]


TOLD = ("turnout", "answered", "of", "total", "fresh", "final")
"""How many have answered is no secret."""


def _without_turnout(view: Any) -> Any:
    if isinstance(view, dict):
        return {key: _without_turnout(value) for key, value in view.items() if key not in TOLD}
    return [_without_turnout(one) for one in view] if isinstance(view, list) else view


def test_shares_of_the_whole_against_the_target() -> None:
    asked = Asked(*[1] * 12, *[2] * 8, 0, 0).close()
    assert asked.shares() == [("Kvinnor", 60), ("Män", 40)]
    assert (asked.found()["total"], asked.found()["met"]) == (20, True)
    assert Asked(*[1] * 13, *[2] * 7).close().found()["met"] is False
    assert Asked(*[1] * 13, *[2] * 7, least=0).close().found()["met"] is None


# --- small numbers


@pytest.mark.parametrize("values", [(), (1,), (1, 2, 1, 2), (1,) * 5, (1, 1, 1, 1, 1, 2, 2, 2, 2)])
def test_a_group_too_small_for_two_shares_of_five_shows_nothing_however_it_answered(
    values: tuple[int, ...],
) -> None:
    asked = Asked(*values).close()
    turned = Asked(*(3 - value for value in values)).close()
    if values:
        assert asked.found()["why"] == "few"
    assert asked.everywhere() == turned.everywhere()


def test_a_category_that_nobody_chose_tells_what_all_answered_so_it_is_no_share() -> None:
    alike, other = Asked(*[1] * 20).close(), Asked(*[2] * 20).close()
    assert alike.found()["shares"] == []
    assert alike.everywhere() == other.everywhere()


def test_which_category_was_too_small_is_not_told() -> None:
    few = [Asked(*[1] * a, *[2] * (20 - a)).close().everywhere() for a in (0, 1, 4, 16, 19, 20)]
    assert all(one == few[0] for one in few)
    assert Asked(*[1] * 5, *[2] * 15).close().shares() == [("Kvinnor", 25), ("Män", 75)]


def test_a_small_category_cannot_be_had_by_subtracting_the_others() -> None:
    """9 + 10 of 20 would leave 1; so the smallest are put together until five stand behind them."""
    assert Asked(*[1] * 9, *[2] * 10, 3, **THREE).close().shares() == [
        ("Ideell/Företag", 50),
        ("Offentlig", 50),
    ]
    assert Asked(*[1] * 14, *[2] * 3, *[3] * 3, **THREE).close().shares() == [
        ("Ideell", 70),
        ("Offentlig/Företag", 30),
    ]
    assert Asked(*[1] * 14, *[2] * 3, 3, **THREE).close().shares() == []


@given(st.lists(st.integers(0, 30), min_size=2, max_size=6))
def test_behind_every_share_stand_at_least_five_and_all_are_in_one(counts: list[int]) -> None:
    groups = grouped(counts)
    assert all(sum(counts[i] for i in group) >= FEWEST for group in groups)
    assert len(groups) != 1
    assert not groups or sorted(i for group in groups for i in group) == list(range(len(counts)))


def test_no_fewer_than_ten_are_ever_shown() -> None:
    assert not any(grouped(counts) for counts in product(range(10), repeat=3) if sum(counts) < 2 * FEWEST)


# --- two looks


def test_nothing_moves_on_any_screen_while_it_is_open() -> None:
    asked = Asked(*[1] * 10, *[2] * 10, 0)
    before = asked.everywhere()
    assert asked.found() is None
    asked.answer(1, first=20)
    assert asked.everywhere() == before
    asked.answer(2, first=20)
    assert asked.everywhere() == before


@pytest.mark.parametrize("late", [1, 2])
def test_opened_again_one_late_answer_would_be_told_by_the_difference_so_it_is_refused(late: int) -> None:
    asked = Asked(*[1] * 10, *[2] * 10, 0).close()
    before = asked.shares()
    asked.again()
    for who, value in ((20, late), (0, 2), (0, 0)):
        with pytest.raises(Rejected, match="balance_final"):
            asked.play.do(asked.play.people[who], m.Rate(1, value), asked.step)
    assert asked.close().shares() == before


def test_the_wait_for_the_fifth_tells_nothing_either() -> None:
    """Withheld with four men, shown with five: the last to answer would be a man."""
    asked = Asked(*[1] * 16, *[2] * 4, 0).close()
    assert asked.found()["shares"] == []
    asked.again()
    with pytest.raises(Rejected, match="balance_final"):
        asked.play.do(asked.play.people[20], m.Rate(1, 2), asked.step)


def test_with_too_few_for_any_share_nothing_was_told_and_it_goes_on() -> None:
    asked = Asked(*[1] * 5, *[2] * 4, *[0] * 10).close()
    assert not asked.found()["shares"]
    asked.again().answer(1, 2, 1, 2, first=9).close()
    assert asked.shares() == [("Kvinnor", 54), ("Män", 46)]


def test_it_has_one_round() -> None:
    asked = Asked(*[1] * 5, *[2] * 5).close()
    with pytest.raises(Rejected, match="balance_once"):
        asked.play.do(DESK, m.NewRound(), asked.step)


@pytest.mark.parametrize("first_away", [False, True])
def test_a_second_step_that_asks_the_same_shows_nothing(first_away: bool) -> None:
    first = Asked(*[1] * 10, *[2] * 10, 0).close()
    if first_away:
        first.play.do(DESK, RemoveStep(first.step))
    second = Asked(*[1] * 10, *[2] * 11, play=first.play, categories="MÄN\nkvinnor\nAndra").close()
    assert (second.found()["why"], second.found()["shares"]) == ("asked", [])
    if not first_away:
        assert first.shares() == [("Kvinnor", 50), ("Män", 50)]
    other = Asked(*[1] * 10, *[2] * 11, play=first.play, categories="Stad\nLand").close()
    assert other.shares() == [("Stad", 48), ("Land", 52)]


def test_of_two_that_are_open_at_once_the_first_to_close_is_shown_and_stays_so() -> None:
    first = Asked(*[1] * 10, *[2] * 10)
    second = Asked(*[1] * 9, *[2] * 11, play=first.play).close()
    first.close()
    assert first.found()["why"] == "asked"
    assert second.shares() == [("Kvinnor", 45), ("Män", 55)]
    second.again().close()
    assert first.found()["why"] == "asked"
    assert second.shares() == [("Kvinnor", 45), ("Män", 55)]


# --- paper and table phones


def test_who_types_paper_in_knows_it_and_learns_nothing_by_subtracting() -> None:
    """Nine on paper and one phone make ten answers: the desk would know what the phone said."""
    found = []
    for value in (1, 2):
        asked = Asked(value)
        asked.play.do(DESK, m.TypeRatings(1, (5, 5)), asked.step)
        found.append(asked.close().everywhere())
        assert asked.found()["shares"] == []
    assert found[0] == found[1]


def test_paper_is_counted_with_phones_that_suffice_or_alone() -> None:
    asked = Asked(*[1] * 5, *[2] * 5)
    asked.play.do(DESK, m.TypeRatings(1, (10, 0)), asked.step)
    assert asked.close().shares() == [("Kvinnor", 75), ("Män", 25)]
    paper = Asked()
    paper.play.do(DESK, m.TypeRatings(1, (6, 6)), paper.step)
    assert paper.close().shares() == [("Kvinnor", 50), ("Män", 50)]


def test_paper_comes_before_it_closes() -> None:
    asked = Asked(*[1] * 5, *[2] * 5).close()
    with pytest.raises(Rejected, match="balance_final"):
        asked.play.do(DESK, m.TypeRatings(1, (1, 0)), asked.step)


def test_a_phone_that_stands_for_a_table_is_one_answer() -> None:
    play = Play(2)
    for seat, person in list(play.session.people.seats.items()):
        play.session.people.seats[seat] = msgspec.structs.replace(person, weight=8)
    asked = Asked(1, 2, play=play).close()
    assert (asked.found()["total"], asked.found()["shares"]) == (2, [])


# --- per person, never


def test_an_answer_is_on_its_own_phone_only_and_leaves_no_name_or_organisation() -> None:
    asked = Asked(*[1] * 10, *[2] * 10).close()
    mine = asked.play.people[0]
    scene = asked.play.session.scene(asked.play.session.steps.step(asked.step))
    assert asked.pulse.marks(mine, scene)["r1-s1-1"] == {"checked": True}
    everywhere = str(asked.everywhere())
    assert "mark" not in everywhere.replace("marks", "")
    assert "Förening" not in everywhere
    assert asked.pulse.items() == []
    assert asked.pulse.measured(scene)[0].statements[0].counts == ()


def test_forgetting_somebody_changes_no_share() -> None:
    asked = Asked(*[1] * 10, *[2] * 10).close()
    before = asked.everywhere()
    asked.pulse.forget(asked.play.people[0].seat)
    assert asked.everywhere() == before


def test_replay_gives_the_same() -> None:
    asked = Asked(*[1] * 10, *[2] * 10).close()
    again = asked.play.replayed().steps.step(asked.step)
    scene = asked.play.replayed().scene(again)
    assert plain(again.activity.record(scene)) == plain(asked.pulse.record(scene))


# --- setting up, minutes, screens


@pytest.mark.parametrize("categories", ["", "Ett", "Ett\n\n", "Ett\nett ", "a\nb\nA"])
def test_it_needs_two_answers_that_differ(categories: str) -> None:
    with pytest.raises(Rejected, match="two_categories"):
        Pulse().settings_changed(m.Settings(form="balance", categories=categories))


def test_the_answers_cannot_change_under_those_who_have_given_them() -> None:
    asked = Asked(1)
    for change in ({"categories": "Män\nKvinnor"}, {"form": "scales"}):
        with pytest.raises(Rejected, match="answered_already"):
            asked.play.do(DESK, EditStep(asked.step, settings=change))
    asked.play.do(DESK, EditStep(asked.step, settings={"least": 30, "question": "Vilka är vi?"}))


@pytest.mark.parametrize(
    ("move", "code"),
    [
        (m.Rate(1, 3), "unknown"),
        (m.Rate(2, 1), "unknown"),
        (m.Write("x"), "not_now"),
        (m.TypeRatings(1, (1, 2, 3)), "unknown"),
    ],
)
def test_what_no_balance_has_is_refused(move: Any, code: str) -> None:
    asked = Asked(0)
    who = DESK if isinstance(move, m.TypeRatings) else asked.play.people[0]
    with pytest.raises(Rejected, match=code):
        asked.play.do(who, move, asked.step)


def test_the_minutes_hold_what_the_wall_held() -> None:
    asked = Asked(*[1] * 12, *[2] * 8).close()
    *_, table, total, target = asked.pulse.minutes(
        asked.play.session.scene(asked.play.session.steps.step(asked.step))
    )
    assert isinstance(table, Table)
    assert len(table.rows) == 2
    assert (total, target) == (
        Para(Term("balance_total", {"total": 20})),
        Para(Term("balance_target", {"least": 40, "met": True})),
    )
    few = Asked(1, least=0).close()
    *_, last = few.pulse.minutes(few.play.session.scene(few.play.session.steps.step(few.step)))
    assert last == Para(Term("balance_few"))
    plain_one = Asked(*[1] * 5, *[2] * 5, least=0).close()
    scene = plain_one.play.session.scene(plain_one.play.session.steps.step(plain_one.step))
    assert plain_one.pulse.minutes(scene)[-1] == Para(Term("balance_total", {"total": 10}))


@pytest.mark.parametrize("count", [0, 3, 30])
def test_the_sample_answers_it(count: int) -> None:
    play = Play(count)
    step = play.start("pulse", **TWO)
    assert play.sample(step) == count


@pytest.mark.parametrize("values", [(), (1, 2), (1,) * 6 + (2,) * 6, (1,) * 20])
def test_every_screen_renders(values: tuple[int, ...]) -> None:
    asked = Asked(*values, question="<i>Vilka?")
    for change in (lambda: None, asked.close, lambda: asked.play.show(asked.step)):
        change()
        one = asked.play.session.steps.step(asked.step)
        scene = asked.play.session.scene(one)
        views = {
            "wall": asked.pulse.wall(scene),
            "phone": asked.pulse.everyone(scene),
            "desk": asked.pulse.desk(scene),
        }
        for name, view in views.items():
            html = painted(name, view, state=one.state)
            assert "&lt;i&gt;" in html or name == "desk"
            assert "style=" not in html


@pytest.mark.parametrize(
    ("code", "values"),
    [
        *(
            (code, {})
            for code in ("balance_final", "balance_once", "two_categories", "balance_few", "balance_asked")
        ),
        *((code, {}) for code in ("category", "per_cent")),
        ("either", {"names": ["A", "B"]}),
        ("balance_total", {"total": 20}),
        ("balance_target", {"least": 40, "met": True}),
        ("balance_target", {"least": 40, "met": False}),
    ],
)
def test_every_code_has_words(code: str, values: dict[str, Any]) -> None:
    assert RENDERER.say(code, values, language="en", kind="pulse") != code


def test_a_planned_one_shows_what_will_be_asked() -> None:
    pulse = Pulse(msgspec.convert(TWO, m.Settings))
    play = Play(0)
    step = play.start("pulse", **TWO)
    scene = msgspec.structs.replace(play.session.scene(play.session.steps.step(step)), state=PLANNED)
    assert pulse.everyone(scene)["categories"] == ["Kvinnor", "Män"]
    assert pulse.seat(Person("s"), scene) == {}
