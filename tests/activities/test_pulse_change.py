"""The same set on several occasions: rounds, steps and meetings beside each other, and what has changed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from sessions.activities.pulse import Pulse
from sessions.activities.pulse import moves as m
from sessions.activities.pulse.comparing import as_settings, comparable
from sessions.activities.pulse.rounds import statements
from sessions.activity import Rejected, Scene, Turn, plain
from sessions.blocks import Table, Term
from sessions.carry import figures_of, has_for, takes_figures, takes_over, taking
from sessions.facts import EditSession
from sessions.measures import MOST_OCCASIONS, Answers, CompareWith, Measured, same
from sessions.render import Renderer
from sessions.steps import AddStep, EditStep
from tests.activities.pulse_play import painted
from tests.play import DESK, Play

RENDERER = Renderer()
SET = {
    "form": "scales",
    "set": "Efter varje möte",
    "statements": "Jag blev hörd | nej | helt\nJag lärde mig något",
}


class Meeting:
    """A session whose steps ask a set; each person answers with one number for all statements."""

    def __init__(
        self, people: int = 6, title: str = "Mötet", date: str = "2026-03-12", code: str = "K7M4PX"
    ) -> None:
        self.play = Play(people)
        self.play.session.code = code
        self.play.do(DESK, EditSession(title=title, date=date))

    def ask(self, *values: int, close: bool = True, **settings: Any) -> str:
        step = self.play.start("pulse", **{**SET, **settings})
        self.answer(step, *values)
        if close:
            self.play.close(step)
        return step

    def answer(self, step: str, *values: int) -> None:
        for who, value in enumerate(values):
            for one in statements(self.pulse(step).settings, ""):
                self.play.do(self.play.people[who], m.Rate(one.number, value), step)

    def take(self, earlier: "Meeting", step: str) -> None:
        for move, where in taking(earlier.play.session, self.play.session.steps.step(step)):
            self.play.do(DESK, move, where)

    def pulse(self, step: str) -> Pulse:
        activity = self.play.activity(step)
        assert isinstance(activity, Pulse)
        return activity

    def scene(self, step: str) -> Any:
        return self.play.session.scene(self.play.session.steps.step(step))

    def wall(self, step: str) -> Any:
        return self.pulse(step).wall(self.scene(step))["result"]


# --- in one session


def test_two_steps_with_the_same_set_stand_beside_each_other() -> None:
    meeting = Meeting()
    before = meeting.ask(2, 3, 3)
    after = meeting.ask(4, 4, 5, set="EFTER  varje möte", statements="jag BLEV hörd\nNytt påstående")
    found = meeting.wall(after)
    assert [one["round"] for one in found["before"]] == [0]
    first, second = found["scales"]
    assert first["then"] == [
        {
            "counts": [0, 1, 2, 0, 0],
            "total": 3,
            "median": [3, 3],
            "middle": [2, 3],
            "at": 0,
            "percent": 0,
            "reached": True,
        }
    ]
    assert first["moved"] == {"median": 1, "points": 100}
    assert (second["then"], second["moved"]) == ([None], None)
    assert meeting.wall(before)["before"] == []


@pytest.mark.parametrize(
    ("then", "now", "median", "points"),
    [((5, 4), (2, 2), -1, -100), ((4, 4), (5, 4, 4), 0, 0), ((1, 5), (5, 5), 1, 50), ((3, 4), (4, 4), 1, 50)],
)
def test_what_has_moved(then: tuple[int, ...], now: tuple[int, ...], median: int, points: int) -> None:
    meeting = Meeting()
    meeting.ask(*then)
    found = meeting.wall(meeting.ask(*now))
    assert found["scales"][0]["moved"] == {"median": median, "points": points}


def test_rounds_of_a_step_are_compared_also_without_a_name() -> None:
    meeting = Meeting()
    step = meeting.ask(2, 2, set="", close=False)
    meeting.play.do(DESK, m.NewRound(), step)
    meeting.answer(step, 4, 4, 4)
    assert [one["round"] for one in meeting.wall(step)["before"]] == [1]
    assert meeting.wall(step)["scales"][0]["moved"]["median"] == 1
    meeting.play.do(DESK, m.ShowRound(1), step)
    assert meeting.wall(step)["before"] == []


@pytest.mark.parametrize(
    "different",
    [{"set": "Annat"}, {"set": ""}, {"points": 7}, {"statements": "Något annat"}, {"form": "words"}],
)
def test_what_is_not_the_same_set_on_the_same_scale_is_not_compared(different: dict[str, Any]) -> None:
    meeting = Meeting()
    if different.get("form") == "words":
        meeting.play.close(meeting.play.start("pulse", form="words", set=SET["set"]))
    else:
        meeting.ask(3, 3, **different)
    assert meeting.wall(meeting.ask(4))["before"] == []


def test_what_is_hidden_is_not_told_by_a_comparison() -> None:
    meeting = Meeting()
    before = meeting.ask(1, 1, reveal="shown")
    after = meeting.ask(5, 5, reveal="shown")
    assert meeting.wall(after) is None
    meeting.play.show(after)
    assert meeting.wall(after)["before"] == []
    assert figures_of(meeting.play.session)[0].statements[0].counts == (0, 0, 0, 0, 2)
    meeting.play.show(before)
    assert len(meeting.wall(after)["before"]) == 1
    running = meeting.ask(3, close=False)
    assert len(figures_of(meeting.play.session)) == 2
    assert len(meeting.wall(running)["before"]) == 2


def test_it_is_counted_when_a_screen_asks_and_not_for_every_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = Meeting()
    meeting.ask(3, 3)
    asked: list[int] = []

    def counted(pulse: Pulse, scene: Scene) -> list[Measured]:
        asked.append(1)
        return []

    monkeypatch.setattr(Pulse, "measured", counted)
    meeting.ask(4, 4, 4)
    assert asked == []


# --- from meeting to meeting


def test_an_earlier_meeting_is_taken_with_its_figures_only_and_undone() -> None:
    march, june = (
        Meeting(title="Mars", code="AAAAAA"),
        Meeting(title="Juni", date="2026-06-01", code="BBBBBB"),
    )
    march.ask(2, 2, 3)
    step = june.ask(4, 4, 5, close=False)
    assert takes_over(june.play.session.steps.step(step))
    assert takes_figures(june.play.session.steps.step(step))
    assert has_for(march.play.session, june.play.session.steps.step(step))
    june.take(march, step)
    (earlier,) = june.wall(step)["before"]
    assert (earlier["title"], earlier["date"]) == ("Mars", "2026-03-12")
    assert june.wall(step)["scales"][0]["then"][0]["counts"] == [0, 2, 1, 0, 0]
    assert b"compare_with" in june.play.rows[-1].events
    assert b"seat" not in june.play.rows[-1].events
    assert b"mark" not in june.play.rows[-1].events
    replayed = june.play.replayed()
    again = replayed.steps.step(step)
    assert plain(again.activity.record(replayed.scene(again))) == plain(
        june.pulse(step).record(june.scene(step))
    )
    with pytest.raises(Rejected, match="compared_already"):
        june.take(march, step)
    june.play.keep(june.play.session.undo(turn(june.play)), DESK.seat)
    assert june.wall(step)["before"] == []


def turn(play: Play) -> Turn:
    return Turn(DESK, play.at, play.dice, "undo")


def test_a_series_of_meetings_goes_on_and_each_can_be_taken_away() -> None:
    meetings = [Meeting(title=f"Möte {n}", date=f"2026-0{n}-01", code=f"AAAAA{n}") for n in (1, 2, 3)]
    first, second, third = meetings
    first.ask(1, 1)
    step = second.ask(3, 3)
    second.take(first, step)
    last = third.ask(5, 5)
    third.take(second, last)
    found = third.wall(last)
    assert [one["title"] for one in found["before"]] == ["Möte 1", "Möte 2"]
    assert [one["median"] for one in found["scales"][0]["then"]] == [[1, 1], [3, 3]]
    dropped = found["before"][1]["id"]
    third.play.do(DESK, m.DropEarlier((dropped,)), last)
    assert [one["title"] for one in third.wall(last)["before"]] == ["Möte 1"]
    third.play.keep(third.play.session.undo(turn(third.play)), DESK.seat)
    assert [one["title"] for one in third.wall(last)["before"]] == ["Möte 1", "Möte 2"]
    for ids in ((), ("nothing",)):
        with pytest.raises(Rejected, match="unknown"):
            third.play.do(DESK, m.DropEarlier(ids), last)


def test_a_step_without_statements_asks_the_set_of_the_earlier_meeting() -> None:
    earlier, later = Meeting(code="AAAAAA"), Meeting()
    earlier.ask(2, 2, low="inte alls", points=7)
    later.play.do(DESK, AddStep("pulse", settings={"form": "scales"}))
    step = list(later.play.session.steps.steps)[-1]
    later.take(earlier, step)
    settings = later.pulse(step).settings
    asked = statements(settings, "")
    assert (settings.set, settings.points, [one.text for one in asked]) == (
        "Efter varje möte",
        7,
        ["Jag blev hörd", "Jag lärde mig något"],
    )
    assert [(one.low, one.high) for one in asked] == [("nej", "helt"), ("inte alls", "")]
    assert len(later.pulse(step).earlier) == 1


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A", "B b", "Ö"]), st.sampled_from(["", "no"]), st.sampled_from(["", "yes"])
        ),
        min_size=1,
        max_size=3,
        unique_by=lambda one: one[0],
    )
)
def test_a_set_asked_again_is_the_same_set(rows: list[tuple[str, str, str]]) -> None:
    one = Measured(
        "S", statements=tuple(Answers(text, (1, 0, 0, 0, 0), low, high) for text, low, high in rows)
    )
    wanted = as_settings([one])
    assert wanted is not None
    asked = statements(m.Settings(**wanted), "")
    assert [(s.text, s.low, s.high) for s in asked] == rows
    assert comparable(one, m.Settings(**wanted), "")
    assert as_settings([]) is None


@pytest.mark.parametrize(
    ("settings", "code"),
    [({"set": ""}, "no_set"), ({"form": "text"}, "no_set"), ({"set": "Annat"}, "nothing_to_compare")],
)
def test_what_cannot_be_compared_is_refused_with_a_reason(settings: dict[str, Any], code: str) -> None:
    earlier, later = Meeting(code="AAAAAA"), Meeting()
    earlier.ask(2, 2)
    step = later.play.start("pulse", **{**SET, **settings})
    with pytest.raises(Rejected, match=code):
        later.play.do(DESK, CompareWith(figures_of(earlier.play.session)), step)


def test_there_is_room_for_so_many_occasions() -> None:
    meeting = Meeting()
    step = meeting.ask(3, close=False)
    one = Measured(SET["set"], statements=(Answers("Jag blev hörd", (1,)),), date="2025-01-01", code="AAAAAA")
    many = tuple(structs.replace(one, at=n) for n in range(MOST_OCCASIONS))
    meeting.play.do(DESK, CompareWith(many), step)
    with pytest.raises(Rejected, match="too_many_occasions"):
        meeting.play.do(DESK, CompareWith((structs.replace(one, at=99),)), step)
    first = meeting.wall(step)["scales"][0]["then"][0]
    assert first["counts"] == [1, 0, 0, 0, 0]


def test_what_an_earlier_meeting_has_not_asked_is_nothing_to_take() -> None:
    empty, later = Meeting(code="AAAAAA"), Meeting()
    empty.play.start("vote", options="A\nB")
    step = later.ask(3)
    assert not has_for(empty.play.session, later.play.session.steps.step(step))
    balance = Meeting(people=10, code="CCCCCC")
    asked = balance.play.start("pulse", form="balance", categories="A\nB")
    for who, person in enumerate(balance.play.people):
        balance.play.do(person, m.Rate(1, 1 + who % 2), asked)
    balance.play.close(asked)
    assert figures_of(balance.play.session) == ()


def test_an_edit_of_the_step_keeps_the_comparison() -> None:
    earlier, later = Meeting(code="AAAAAA"), Meeting()
    earlier.ask(2, 2)
    step = later.ask(4, 4)
    later.take(earlier, step)
    later.play.do(DESK, EditStep(step, settings={"target": 60}))
    assert later.wall(step)["scales"][0]["moved"]["median"] == 1


# --- minutes and screens


def test_the_minutes_have_a_column_for_each_occasion() -> None:
    meeting = Meeting()
    meeting.ask(2, 2)
    step = meeting.ask(4, 4)
    *_, table = meeting.pulse(step).minutes(meeting.scene(step))
    assert isinstance(table, Table)
    assert [cell.code for cell in table.head if isinstance(cell, Term)] == [
        "statement",
        "occasion",
        "now",
        "change",
    ]
    _, then, now, moved = table.rows[0]
    assert then == Term("measured", {"median": [2, 2], "percent": 0, "total": 2})
    assert now == Term("measured", {"median": [4, 4], "percent": 100, "total": 2})
    assert moved == Term("moved", {"median": 1, "points": 100})


def test_a_statement_that_was_not_asked_then_has_a_dash() -> None:
    meeting = Meeting()
    meeting.ask(2, statements="Jag blev hörd")
    step = meeting.ask(4)
    *_, table = meeting.pulse(step).minutes(meeting.scene(step))
    assert isinstance(table, Table)
    assert table.rows[1][1] == table.rows[1][3] == Term("not_asked")


@pytest.mark.parametrize("occasions", [1, 3])
@pytest.mark.parametrize("target", [0, 60])
def test_every_screen_renders_the_change(occasions: int, target: int) -> None:
    meeting = Meeting()
    for n in range(occasions):
        meeting.ask(2 + n, 2, set="<i>Set")
    earlier = Meeting(title="<b>Mars", code="AAAAAA")
    earlier.ask(1, 5, set="<i>Set")
    step = meeting.ask(4, 4, set="<i>Set", target=target, statements="jag blev hörd\nny")
    meeting.take(earlier, step)
    scene, pulse = meeting.scene(step), meeting.pulse(step)
    views = {"wall": pulse.wall(scene), "phone": pulse.everyone(scene), "desk": pulse.desk(scene)}
    for name, view in views.items():
        html = painted(name, view, step=step, state="closed")
        assert "<i>Set" not in html
        assert "<b>Mars" not in html
        assert "style=" not in html
        assert "percentage point" in html


@pytest.mark.parametrize(
    ("code", "values", "words"),
    [
        ("measured", {"median": [3, 4], "percent": 50, "total": 1}, "3–4; 50 % (1 answer)"),
        ("moved", {"median": 1, "points": 25}, "Median higher; 25 percentage points more"),
        ("moved", {"median": -1, "points": -1}, "Median lower; 1 percentage point less"),
        ("moved", {"median": 0, "points": 0}, "Median the same; the same share"),
        ("occasion", {"title": "", "step": "Before", "round": 2, "date": ""}, "Before, Round 2"),
        ("occasion", {"title": "March", "step": "", "round": 0, "date": "2026-03-12"}, "March 2026-03-12"),
        ("not_asked", {}, "–"),
    ],
)
def test_change_in_words(code: str, values: dict[str, Any], words: str) -> None:
    assert RENDERER.say(code, values, language="en", kind="pulse") == words


@pytest.mark.parametrize(
    ("code", "values"),
    [
        *((code, {}) for code in ("no_set", "compared_already", "now", "change")),
        ("nothing_to_compare", {"set": "S"}),
        ("too_many_occasions", {"most": 12}),
        ("compared", {"set": "S", "from": 4, "points": 5}),
        ("compared", {"set": "", "from": 4, "points": 5}),
    ],
)
def test_every_code_has_words(code: str, values: dict[str, Any]) -> None:
    assert RENDERER.say(code, values, language="en", kind="pulse") != code


@given(st.text(max_size=30))
def test_the_same_name_is_the_same_twice(text: str) -> None:
    assert same(same(text)) == same(text)
