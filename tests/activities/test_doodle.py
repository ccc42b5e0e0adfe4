"""The doodle: in pairs on one clock, swapped, finished by somebody else; nothing is shown without everybody's yes."""

import re
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec import structs

from sessions.activities.doodle import Doodle
from sessions.activities.doodle import moves as m
from sessions.activities.doodle import pairs as p
from sessions.activities.doodle.ink import (
    LONGEST,
    MOST_POINTS,
    MOST_STROKES,
    SIDE,
    Line,
    path_of,
    printed,
    read_ink,
    width_of,
    write_ink,
)
from sessions.activities.doodle.plan import CLOCK, GRACE, plan, when_drawn, when_told
from sessions.activities.doodle.shapes import PLACES, SHAPES, note_of, shape_line, told
from sessions.activities.doodle.spares import SPARES
from sessions.activity import Person, Rejected, StepClosed, TimeIsUp, Turn
from sessions.blocks import Drawing, Para, Table, Term
from sessions.people import GiveRole, LetBack, RemoveSeat
from sessions.render import Renderer
from sessions.steps import AddStep, EditStep
from tests.play import DESK, TIME, Play
from tests.roles import ALWAYS, ANSWERING, LEADERS, OPEN_ONLY, WRITERS, Rights

WHO_MAY: Rights = {
    **dict.fromkeys(("come_in", "step_out", "pair_up", "say_gone", "work"), (ANSWERING, OPEN_ONLY)),
    **dict.fromkeys(
        ("draw", "add_shape", "take_shape", "describe", "caption", "feel"), (ANSWERING, OPEN_ONLY)
    ),
    "agree": (ANSWERING, ALWAYS),
    **dict.fromkeys(("begin", "go_on"), (LEADERS, OPEN_ONLY)),
    **dict.fromkeys(("take_out", "draw_spare", "drop_spare"), (LEADERS, ALWAYS)),
    **dict.fromkeys(("withhold", "show_again", "turn_page"), (LEADERS, ALWAYS)),
    **dict.fromkeys(("type_feeling", "drop_feeling", "type_pairs"), (WRITERS, ALWAYS)),
}
INK = "n 10 10 50 400 380 62 700 20 40"
MORE = "w 500 500 50;n 1 2 3 4 5 6"


class TestInk:
    lines = st.builds(
        Line,
        st.lists(
            st.tuples(st.integers(0, SIDE), st.integers(0, SIDE), st.integers(0, 100)), min_size=1, max_size=9
        ).map(lambda points: tuple(number for point in points for number in point)),
        st.booleans(),
    )

    @given(st.lists(lines, max_size=6))
    def test_what_is_written_is_read_again(self, drawn: list[Line]) -> None:
        assert read_ink(write_ink(drawn)) == tuple(drawn)

    @given(lines)
    def test_a_path_is_commands_and_numbers_only(self, line: Line) -> None:
        for path in (path_of(line), printed(line)):
            assert re.fullmatch(r"[MQLh0-9. -]+", path)
        assert 0 < width_of(line) <= 50
        assert width_of(Line(line.points, True)) > width_of(Line(line.points, False))

    @given(st.text(max_size=40))
    def test_any_other_text_is_refused_or_is_a_drawing(self, text: str) -> None:
        try:
            drawn = read_ink(text)
        except Rejected as refused:
            assert refused.code == "not_ink"
        else:
            assert read_ink(write_ink(drawn)) == drawn

    @pytest.mark.parametrize(
        "text",
        [
            "n",
            "x 1 2 3",
            "n 1 2",
            "n 1 2 101",
            "n 1001 2 3",
            "n -1 2 3",
            "n 1.5 2 3",
            "n ١ 2 3",
            "n 1 2 3;M0 0",
        ],
    )
    def test_what_no_pen_draws_is_refused(self, text: str) -> None:
        with pytest.raises(Rejected, match="not_ink"):
            read_ink(text)

    def test_a_sheet_has_room_for_so_much(self) -> None:
        full = ";".join(["n 1 2 3"] * MOST_STROKES)
        assert len(read_ink(full)) == MOST_STROKES
        with pytest.raises(Rejected, match="too_many_strokes"):
            read_ink(full + ";n 1 2 3")
        with pytest.raises(Rejected, match="too_many_points"):
            read_ink("n" + " 1 2 3" * (MOST_POINTS + 1))
        assert len("n" + " 1000 1000 100" * MOST_POINTS) < LONGEST < 60_000

    def test_a_wide_stroke_is_printed_wider_where_all_lines_are_alike(self) -> None:
        assert printed(Line((5, 5, 50), True)).count("M") == 3
        assert printed(Line((5, 5, 50))).count("M") == 1


class TestShapes:
    @pytest.mark.parametrize("shape", SHAPES)
    @pytest.mark.parametrize("large", [False, True])
    def test_every_shape_lies_on_the_sheet_around_its_place(self, shape: Any, large: bool) -> None:
        for place in range(1, PLACES + 1):
            line = shape_line(shape, place, large)
            assert read_ink(write_ink([line])) == (line,)
            xs, ys = line.points[::3], line.points[1::3]
            middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
            row, column = divmod(place - 1, 3)
            assert abs(middle[0] - (column + 0.5) * 1000 / 3) < 120
            assert abs(middle[1] - (row + 0.5) * 1000 / 3) < 120

    def test_they_can_be_told(self) -> None:
        notes = f"{note_of('circle', 5, True)} {note_of('dot', 1, False)}"
        assert told(notes) == [
            {"shape": "circle", "place": 5, "large": True},
            {"shape": "dot", "place": 1, "large": False},
        ]


class TestPairs:
    seats = st.lists(st.text("abcdefghijkl", min_size=1, max_size=3), unique=True, max_size=15)

    @given(seats)
    def test_dealing_leaves_nobody_out_and_makes_one_trio_at_most(self, seats: list[str]) -> None:
        pairs = p.dealt(seats)
        assert sorted(seat for pair in pairs for seat in pair) == sorted(seats)
        sizes = sorted(map(len, pairs))
        assert sizes == (
            [1] if len(seats) == 1 else [2] * (len(seats) // 2 - len(seats) % 2) + [3] * (len(seats) % 2)
        )

    def test_pairs_that_were_made_stay_and_neighbours_become_pairs(self) -> None:
        assert p.dealt(["a", "b", "c", "d", "e"], (("d", "a"),)) == (("d", "a"), ("b", "c", "e"))
        assert p.dealt(["a", "b", "c"], (("a", "b", "c"),)) == (("a", "b", "c"),)
        assert p.dealt(["a", "b", "c", "d"], (("a", "b", "c"),)) == (("a", "b", "c"), ("d",))

    def test_in_a_trio_the_sheets_go_round(self) -> None:
        trio = (("a", "b", "c"),)
        assert [p.before(trio, seat, {"a", "b", "c"}) for seat in "abc"] == ["c", "a", "b"]
        assert [p.before(trio, seat, {"a", "c"}) for seat in "ac"] == ["c", "a"]
        assert p.before(trio, "a", {"a"}) is None
        assert p.before((), "a", {"a"}) is None

    @given(seats, st.integers(1, 9))
    def test_newcomers_never_make_a_second_trio(self, seats: list[str], coming: int) -> None:
        pairs = p.dealt(seats)
        for number in range(coming):
            pairs = p.with_newcomer(pairs, f"new-{number}")
            assert sum(1 for pair in pairs if len(pair) == 3) <= 1
            assert max(map(len, pairs)) <= 3
        assert sorted(seat for pair in pairs for seat in pair) == sorted(
            [*seats, *(f"new-{number}" for number in range(coming))]
        )

    def test_two_who_want_each_other_leave_those_they_were_with(self) -> None:
        assert p.joined((("a", "b"), ("c",)), "b", "c") == (("a",), ("b", "c"))


class TestPlan:
    def test_the_default_is_three_of_five_seconds_swapped_and_three_of_twenty(self) -> None:
        kinds = [(phase.kind, phase.seconds) for phase in plan(m.Settings())]
        assert [seconds for kind, seconds in kinds if kind == "doodle"] == [5, 5, 5]
        assert [seconds for kind, seconds in kinds if kind == "finish"] == [20, 20, 20]
        order = [kind for kind, _ in kinds if kind != "turn"]
        assert order == ["ready", *["doodle"] * 3, "swap", *["finish"] * 3, "talk"]

    def test_rounds_have_sheets_of_their_own(self) -> None:
        wanted = m.Settings(sheets=2, rounds=2, pause_seconds=0)
        drawn = [phase for phase in plan(wanted) if phase.kind == "doodle"]
        assert [(phase.sheet, phase.number, phase.round) for phase in drawn] == [
            (1, 1, 1), (2, 2, 1), (3, 1, 2), (4, 2, 2),
        ]  # fmt: skip
        assert plan(wanted)[when_drawn(wanted, "finish", 3) or 0].kind == "finish"
        assert when_drawn(wanted, "finish", 5) is None
        assert when_told(wanted, "doodle", 5) is None


@pytest.fixture
def play() -> Play:
    return Play(4)


@pytest.fixture
def step(play: Play) -> str:
    return play.start("doodle", pairing="order", sheets=2)


def doodle(play: Play, step: str) -> Doodle:
    found = play.activity(step)
    assert isinstance(found, Doodle)
    return found


def scene(play: Play, step: str) -> Any:
    return play.session.scene(play.session.steps.step(step))


def view(play: Play, step: str, audience: str = "wall") -> Any:
    return getattr(doodle(play, step), audience)(scene(play, step))


def own(play: Play, step: str, who: int) -> Any:
    return doodle(play, step).seat(play.session.people.person(play.people[who].seat), scene(play, step))


def go(play: Play, step: str, kind: str, sheet: int = 0) -> None:
    """On until this phase."""
    activity = doodle(play, step)
    if activity.index < 0:
        play.do(DESK, m.Begin(), step)
    while (activity.phase.kind, activity.phase.sheet if sheet else 0) != (kind, sheet):
        play.do(DESK, m.GoOn(activity.index), step)


def ring(play: Play, step: str) -> None:
    """The phase's clock reaches zero."""
    play.at = play.session.timers.running[f"step:{step}:{CLOCK}"].deadline or play.at
    play.keep(play.session.strike(f"step:{step}:{CLOCK}", Turn(TIME, play.at, play.dice)), "time")


def draw(play: Play, step: str, who: int, ink: str = INK) -> None:
    phase = doodle(play, step).phase
    part: m.Part = "doodle" if phase.part == "doodle" else "finish"
    play.do(play.people[who], m.Draw(phase.sheet, part, ink), step)


def drawn_through(play: Play, step: str) -> None:
    """Everybody draws everything, until the talk."""
    for part, ink in (("doodle", INK), ("finish", MORE)):
        for sheet in range(1, doodle(play, step).settings.sheets + 1):
            go(play, step, part, sheet)
            for who in range(len(play.people)):
                draw(play, step, who, ink)
    go(play, step, "talk")


def agree(play: Play, step: str, *who: int, drawing: str = "", on: bool = True) -> None:
    for one in who:
        play.do(play.people[one], m.Agree(drawing, on), step)


def codes(play: Play, step: str) -> list[str]:
    return [doodle(play, step).members[person.seat].code for person in play.people]


class TestTheClock:
    def test_each_phase_follows_the_one_before_by_its_own_clock(self, play: Play, step: str) -> None:
        play.do(DESK, m.Begin(), step)
        seen = []
        while doodle(play, step).phase.kind != "done":
            clock = scene(play, step).clocks[CLOCK]
            seen.append((doodle(play, step).phase.kind, clock.total // 1000))
            ring(play, step)
        assert seen == [
            ("ready", 10), ("doodle", 5), ("turn", 3), ("doodle", 5), ("swap", 10),
            ("finish", 20), ("turn", 3), ("finish", 20), ("talk", 120),
        ]  # fmt: skip
        assert CLOCK not in scene(play, step).clocks
        assert [term.code for term in doodle(play, step).needs(scene(play, step))] == ["doodle_is_over"]

    def test_other_clocks_move_nothing_and_nothing_moves_before_it_begins(
        self, play: Play, step: str
    ) -> None:
        turn = Turn(TIME, 0, Random(1))
        assert doodle(play, step).decide(TimeIsUp(CLOCK), turn, scene(play, step)) == ()
        play.do(DESK, m.Begin(), step)
        assert doodle(play, step).decide(TimeIsUp(""), turn, scene(play, step)) == ()

    def test_two_who_press_at_once_do_not_skip_a_phase(self, play: Play, step: str) -> None:
        with pytest.raises(Rejected, match="not_now"):
            play.do(DESK, m.GoOn(-1), step)
        play.do(DESK, m.Begin(), step)
        play.do(DESK, m.GoOn(0), step)
        for move in (m.GoOn(0), m.Begin()):
            with pytest.raises(Rejected, match="moved_on"):
                play.do(DESK, move, step)
        go(play, step, "done")
        with pytest.raises(Rejected, match="not_now"):
            play.do(DESK, m.GoOn(doodle(play, step).index), step)

    def test_what_arrives_within_three_seconds_of_zero_counts(self, play: Play, step: str) -> None:
        go(play, step, "doodle", 1)
        ring(play, step)
        play.at += GRACE - 1000
        play.do(play.people[0], m.Draw(1, "doodle", INK), step)
        play.at += 1
        with pytest.raises(Rejected, match="sheet_over"):
            play.do(play.people[1], m.Draw(1, "doodle", INK), step)
        assert not doodle(play, step).layers["doodle"][play.people[0].seat, 1].empty
        with pytest.raises(Rejected, match="not_yet"):
            play.do(play.people[1], m.Draw(2, "doodle", INK), step)
        for never in (m.Draw(9, "doodle", INK), m.Describe(9, "doodle", "x")):
            with pytest.raises(Rejected, match="not_yet"):
                play.do(play.people[1], never, step)

    def test_seconds_may_change_while_it_runs_and_the_order_may_not(self, play: Play, step: str) -> None:
        play.do(DESK, EditStep(step, settings={"sheets": 3}))
        play.do(DESK, m.Begin(), step)
        play.do(DESK, EditStep(step, settings={"finish_seconds": 40}))
        for change in ({"sheets": 4}, {"paper": True}, {"pause_seconds": 0}):
            with pytest.raises(Rejected, match="begun_already"):
                play.do(DESK, EditStep(step, settings=change))

    def test_without_a_time_to_talk_they_talk_until_the_desk_goes_on(self, play: Play) -> None:
        step = play.start("doodle", talk_seconds=0)
        go(play, step, "talk")
        assert CLOCK not in scene(play, step).clocks


class TestPairing:
    def test_as_people_sit(self, play: Play, step: str) -> None:
        play.do(DESK, m.Begin(), step)
        seats = [person.seat for person in play.people]
        assert doodle(play, step).pairs == ((seats[0], seats[1]), (seats[2], seats[3]))
        assert own(play, step, 0)["partners"] == [codes(play, step)[1]]

    def test_by_the_partners_code_and_the_rest_by_chance(self) -> None:
        play = Play(5)
        step = play.start("doodle", pairing="code")
        with pytest.raises(Rejected, match="not_in"):
            play.do(play.people[0], m.PairUp("123"), step)
        for who in (0, 3, 4):
            play.do(play.people[who], m.ComeIn(), step)
        with pytest.raises(Rejected, match="in_already"):
            play.do(play.people[0], m.ComeIn(), step)
        code = doodle(play, step).members[play.people[3].seat].code
        assert re.fullmatch(r"[1-9]\d\d", code)
        play.do(play.people[0], m.PairUp(f" {code[0]} {code[1:]}"), step)
        assert own(play, step, 3)["partners"] == [own(play, step, 0)["code"]]
        for wrong, reason in (
            (code, "taken"),
            ("1", "no_such_code"),
            (own(play, step, 4)["code"], "own_code"),
        ):
            with pytest.raises(Rejected, match=reason):
                play.do(play.people[4], m.PairUp(wrong), step)
        assert view(play, step, "desk")["waiting"] == [own(play, step, 4)["code"]]
        play.do(DESK, m.Begin(), step)
        sizes = sorted(map(len, doodle(play, step).pairs))
        assert sizes == [2, 3]
        pair = (play.people[0].seat, play.people[3].seat)
        assert set(pair) <= set(p.pair_of(doodle(play, step).pairs, pair[0]))
        with pytest.raises(Rejected, match="begun_already"):
            play.do(play.people[0], m.PairUp(code), step)

    def test_whoever_typed_a_strangers_code_types_another(self) -> None:
        play = Play(3)
        step = play.start("doodle", pairing="code")
        for person in play.people:
            play.do(person, m.ComeIn(), step)
        known = codes(play, step)
        play.do(play.people[0], m.PairUp(known[1]), step)
        play.do(play.people[0], m.PairUp(known[2]), step)
        assert own(play, step, 1)["partners"] == []
        assert own(play, step, 2)["partners"] == [known[0]]

    def test_codes_are_never_alike(self) -> None:
        play = Play(300)
        step = play.start("doodle")
        play.do(DESK, m.Begin(), step)
        assert len(set(codes(play, step))) == 300

    def test_who_would_rather_not_is_left_in_peace(self, play: Play, step: str) -> None:
        play.do(DESK, GiveRole(play.people[3].seat, "observer"))
        play.do(play.people[0], m.StepOut(), step)
        with pytest.raises(Rejected, match="out_already"):
            play.do(play.people[0], m.StepOut(), step)
        play.do(DESK, m.Begin(), step)
        assert [len(pair) for pair in doodle(play, step).pairs] == [2]
        assert own(play, step, 0)["out"]
        assert own(play, step, 3) == {}
        play.do(play.people[0], m.ComeIn(), step)
        assert [len(pair) for pair in doodle(play, step).pairs] == [3]

    def test_stepping_out_before_it_begins_frees_the_partner(self) -> None:
        play = Play(2)
        step = play.start("doodle", pairing="code")
        for person in play.people:
            play.do(person, m.ComeIn(), step)
        play.do(play.people[0], m.PairUp(codes(play, step)[1]), step)
        play.do(play.people[1], m.StepOut(), step)
        assert own(play, step, 0)["partners"] == []
        play.do(play.people[1], m.ComeIn(), step)
        assert own(play, step, 1)["code"] == codes(play, step)[1]

    def test_who_comes_late_joins_who_is_alone_or_makes_a_trio(self) -> None:
        play = Play(2)
        step = play.start("doodle", pairing="order")
        go(play, step, "doodle", 1)
        for size in ([3], [2, 2], [2, 3]):
            play.people.append(play.join(len(play.people)))
            assert not own(play, step, -1)["inside"]
            play.do(play.people[-1], m.ComeIn(), step)
            assert sorted(map(len, doodle(play, step).here_pairs(scene(play, step)))) == size
        assert len(own(play, step, -1)["partners"]) in (1, 2)

    def test_who_comes_after_the_swap_finishes_ready_made_doodles(self, play: Play, step: str) -> None:
        go(play, step, "finish", 1)
        play.people.append(play.join(7))
        play.do(play.people[4], m.ComeIn(), step)
        assert own(play, step, 4)["board"]["ready_made"]
        draw(play, step, 4)
        go(play, step, "talk")
        play.people.append(play.join(8))
        with pytest.raises(Rejected, match="no_more_drawing"):
            play.do(play.people[5], m.ComeIn(), step)

    def test_who_comes_while_the_sheets_are_swapped_waits_for_the_first(self, play: Play, step: str) -> None:
        go(play, step, "swap")
        play.people.append(play.join(7))
        play.do(play.people[4], m.ComeIn(), step)
        assert own(play, step, 4)["partners"] == []
        go(play, step, "finish", 1)
        assert own(play, step, 4)["board"]["ready_made"]


class TestWhoLeaves:
    def half_way(self, play: Play, step: str) -> None:
        go(play, step, "doodle", 1)
        for who in range(4):
            draw(play, step, who)

    def given(self, play: Play, step: str, who: int, sheet: int = 1) -> str:
        return doodle(play, step).given[play.people[who].seat, sheet]

    @pytest.mark.parametrize("how", ["removed", "desk", "self", "partner"])
    def test_a_partner_who_left_is_replaced_by_a_ready_made_doodle(
        self, play: Play, step: str, how: str
    ) -> None:
        self.half_way(play, step)
        code = codes(play, step)[1]
        match how:
            case "removed":
                play.do(DESK, RemoveSeat(play.people[1].seat))
            case "desk":
                play.do(DESK, m.TakeOut(code), step)
            case "self":
                play.do(play.people[1], m.StepOut(), step)
            case _:
                play.do(play.people[0], m.SayGone(code), step)
        go(play, step, "finish", 1)
        assert self.given(play, step, 0).startswith("spare.")
        assert own(play, step, 0)["board"]["ready_made"]
        assert own(play, step, 0)["partners"] == []
        assert self.given(play, step, 2) == doodle(play, step).doodle_id((play.people[3].seat, 1))
        assert view(play, step)["turnout"]["alone"] == 1

    def test_who_drew_nothing_is_replaced_too(self, play: Play, step: str) -> None:
        go(play, step, "doodle", 1)
        draw(play, step, 0)
        go(play, step, "finish", 1)
        assert self.given(play, step, 0).startswith("spare.")
        assert self.given(play, step, 1) == doodle(play, step).doodle_id((play.people[0].seat, 1))

    def test_the_facilitators_doodle_comes_before_the_ready_made(self, play: Play, step: str) -> None:
        for wrong, reason in (("", "empty"), ("x", "not_ink")):
            with pytest.raises(Rejected, match=reason):
                play.do(DESK, m.DrawSpare(wrong), step)
        play.do(DESK, m.DrawSpare(MORE), step)
        (id,) = doodle(play, step).spares
        go(play, step, "finish", 1)
        assert self.given(play, step, 0) == f"desk.{id}"
        assert len(own(play, step, 0)["board"]["under"]) == 2
        play.do(DESK, m.DropSpare(id), step)
        with pytest.raises(Rejected, match="unknown"):
            play.do(DESK, m.DropSpare(id), step)
        assert len(own(play, step, 0)["board"]["under"]) == len(SPARES[0])
        for _ in range(m.MOST_SPARES):
            play.do(DESK, m.DrawSpare(INK), step)
        with pytest.raises(Rejected, match="too_many"):
            play.do(DESK, m.DrawSpare(INK), step)

    def test_only_of_ones_own_partner_can_one_say_that_they_left(self, play: Play, step: str) -> None:
        play.do(DESK, m.Begin(), step)
        for wrong in (codes(play, step)[2], codes(play, step)[0]):
            with pytest.raises(Rejected, match="not_your_partner"):
                play.do(play.people[0], m.SayGone(wrong), step)

    def test_who_left_can_come_back(self, play: Play, step: str) -> None:
        self.half_way(play, step)
        play.do(play.people[1], m.StepOut(), step)
        play.do(play.people[1], m.ComeIn(), step)
        assert own(play, step, 0)["partners"] == [codes(play, step)[1]]
        play.do(play.people[1], m.StepOut(), step)
        go(play, step, "finish", 1)
        play.do(play.people[1], m.ComeIn(), step)
        assert own(play, step, 0)["partners"] == [codes(play, step)[1]]
        assert self.given(play, step, 1).startswith("spare.")

    def test_in_a_trio_the_two_who_stay_swap_with_each_other(self) -> None:
        play = Play(3)
        step = play.start("doodle", pairing="order", sheets=1)
        go(play, step, "doodle", 1)
        for who in range(3):
            draw(play, step, who)
        play.do(DESK, RemoveSeat(play.people[2].seat))
        go(play, step, "finish", 1)
        ids = [doodle(play, step).doodle_id((play.people[who].seat, 1)) for who in range(2)]
        assert [self.given(play, step, who) for who in range(2)] == ids[::-1]


class TestDrawing:
    def test_what_is_drawn_replaces_what_was_there_and_comes_back_after_a_reload(
        self, play: Play, step: str
    ) -> None:
        go(play, step, "doodle", 1)
        draw(play, step, 0, MORE)
        draw(play, step, 0, f"{INK};")
        board = own(play, step, 0)["board"]
        assert (board["ink"], board["open"], board["under"]) == (INK, True, [])
        go(play, step, "turn")
        assert own(play, step, 0)["board"] == {**board, "open": False}
        with pytest.raises(Rejected, match="not_ink"):
            play.do(play.people[0], m.Draw(1, "doodle", "<svg>"), step)

    def test_the_first_layer_lies_locked_beneath_the_second(self, play: Play, step: str) -> None:
        go(play, step, "doodle", 1)
        draw(play, step, 1)
        go(play, step, "finish", 1)
        draw(play, step, 0, MORE)
        board = own(play, step, 0)["board"]
        assert [stroke["d"] for stroke in board["under"]] == [path_of(line) for line in read_ink(INK)]
        assert board["ink"] == MORE
        first = doodle(play, step).layers["doodle"][play.people[1].seat, 1]
        assert write_ink(first.ink) == INK

    def test_who_is_not_in_it_cannot_draw(self, play: Play, step: str) -> None:
        go(play, step, "doodle", 1)
        play.people.append(play.join(9))
        with pytest.raises(Rejected, match="not_in"):
            draw(play, step, 4)
        go(play, step, "swap")
        play.do(play.people[4], m.ComeIn(), step)
        play.do(play.people[4], m.StepOut(), step)
        go(play, step, "finish", 1)
        with pytest.raises(Rejected, match="not_yet"):
            draw(play, step, 4)
        assert own(play, step, 4)["board"] is None

    def test_shapes_by_buttons_are_ink_too(self, play: Play, step: str) -> None:
        play.do(play.people[0], m.Work("shapes"), step)
        go(play, step, "doodle", 1)
        with pytest.raises(Rejected, match="nothing_to_undo"):
            play.do(play.people[0], m.TakeShape(1, "doodle"), step)
        play.do(play.people[0], m.AddShape(1, "doodle", "circle", 1, True), step)
        play.do(play.people[0], m.AddShape(1, "doodle", "wave"), step)
        play.do(play.people[0], m.TakeShape(1, "doodle"), step)
        board = own(play, step, 0)["board"]
        assert own(play, step, 0)["mode"] == "shapes"
        assert board["shapes"] == [{"shape": "circle", "place": 1, "large": True}]
        assert len(board["own"]) == 1
        draw(play, step, 0, ";".join(["n 1 2 3"] * MOST_STROKES))
        with pytest.raises(Rejected, match="too_many_strokes"):
            play.do(play.people[0], m.AddShape(1, "doodle", "dot"), step)
        play.do(play.people[0], m.TakeShape(1, "doodle"), step)
        assert own(play, step, 0)["board"]["shapes"] == []

    def test_when_one_of_a_pair_works_in_words_both_do(self, play: Play, step: str) -> None:
        go(play, step, "doodle", 1)
        play.do(play.people[1], m.Work("words"), step)
        assert [own(play, step, who)["mode"] for who in range(4)] == ["words", "words", "pen", "pen"]
        assert own(play, step, 0)["for_partner"]
        assert own(play, step, 0)["board"] is None
        assert [text["sheet"] for text in own(play, step, 0)["texts"]] == [1, 2]
        play.do(play.people[0], m.Describe(2, "doodle", "  en slinga \n utan slut"), step)
        go(play, step, "swap")
        play.do(play.people[0], m.Describe(1, "doodle", "två prickar"), step)
        assert own(play, step, 0)["texts"] == []
        with pytest.raises(Rejected, match="too_long"):
            play.do(play.people[0], m.Describe(1, "doodle", "x" * 201), step)
        go(play, step, "finish", 2)
        assert [text["given"] for text in own(play, step, 1)["texts"]] == [
            "två prickar",
            "en slinga utan slut",
        ]
        assert [text["spare"] > 0 for text in own(play, step, 0)["texts"]] == [True, True]
        go(play, step, "talk")
        play.do(play.people[1], m.Describe(1, "finish", "en uggla"), step)
        agree(play, step, 0, 1)
        play.close(step)
        play.show(step)
        (shown,) = view(play, step)["result"]["drawings"]
        assert shown["texts"] == ["två prickar", "en uggla"]
        found = [
            block.text
            for block in doodle(play, step).minutes(scene(play, step))[1:]
            if isinstance(block, Para)
        ]
        assert [term.values["texts"] for term in found if isinstance(term, Term)] == [shown["texts"]]

    def test_words_before_it_begins_and_in_later_rounds(self) -> None:
        play = Play(2)
        step = play.start("doodle", pairing="order", sheets=1, rounds=2)
        for person in play.people:
            play.do(person, m.Work("words"), step)
        play.do(play.people[0], m.ComeIn(), step)
        assert own(play, step, 0)["texts"] == []
        go(play, step, "doodle", 2)
        assert [text["sheet"] for text in own(play, step, 0)["texts"]] == [2]
        play.at += GRACE
        with pytest.raises(Rejected, match="sheet_over"):
            play.do(play.people[0], m.Describe(1, "doodle", "för sent"), step)
        go(play, step, "talk")
        assert [text["sheet"] for text in own(play, step, 0)["texts"]] == [1, 2]


class TestConsent:
    def test_nothing_is_shown_without_everybodys_yes(self, play: Play, step: str) -> None:
        drawn_through(play, step)
        agree(play, step, 0, 2, 3)
        play.close(step)
        play.show(step)
        assert len(view(play, step)["result"]["drawings"]) == 4
        agree(play, step, 1)
        assert len(view(play, step)["result"]["drawings"]) == 6
        assert view(play, step)["result"]["pages"] == 2

    def test_a_yes_can_be_taken_back_at_any_time(self, play: Play, step: str) -> None:
        drawn_through(play, step)
        agree(play, step, 0, 1)
        play.close(step)
        play.show(step)
        mine = own(play, step, 0)["drawings"]
        assert [(d["agreed"], d["waits"]) for d in mine] == [(True, False)] * 4
        marks = doodle(play, step).marks(play.people[0], scene(play, step))
        assert marks.keys() == {"way-pen", *(f"yes-{d['id']}" for d in mine)}
        assert [d["finisher"] for d in mine] == [True, False] * 2
        agree(play, step, 0, drawing=mine[0]["id"], on=False)
        shown = [d["id"] for d in view(play, step)["result"]["drawings"]]
        assert mine[0]["id"] not in shown
        assert len(shown) == 3
        assert own(play, step, 1)["drawings"][0]["waits"]

    def test_only_of_ones_own_drawings_can_one_speak(self, play: Play, step: str) -> None:
        with pytest.raises(Rejected, match="not_your_drawing"):
            agree(play, step, 0)
        drawn_through(play, step)
        theirs = own(play, step, 2)["drawings"][0]["id"]
        with pytest.raises(Rejected, match="not_your_drawing"):
            agree(play, step, 0, drawing=theirs)

    def test_on_a_ready_made_doodle_the_finishers_yes_is_enough(self) -> None:
        play = Play(1)
        step = play.start("doodle", sheets=1)
        go(play, step, "finish", 1)
        draw(play, step, 0)
        go(play, step, "talk")
        agree(play, step, 0)
        play.close(step)
        play.show(step)
        (shown,) = view(play, step)["result"]["drawings"]
        assert shown["said"]["spare"] == 1

    def test_the_desk_can_keep_a_drawing_off_the_wall_and_undo_it(self, play: Play, step: str) -> None:
        drawn_through(play, step)
        agree(play, step, 0, 1)
        first = view(play, step, "desk")["gallery"]["drawings"][0]["id"]
        play.do(DESK, m.Withhold(first), step)
        assert first not in [d["id"] for d in view(play, step, "desk")["gallery"]["drawings"]]
        play.keep(play.session.undo(Turn(DESK, play.at, play.dice)), DESK.seat)
        assert first in [d["id"] for d in view(play, step, "desk")["gallery"]["drawings"]]
        for unknown in (m.Withhold("x"), m.ShowAgain(first)):
            with pytest.raises(Rejected, match="unknown"):
                play.do(DESK, unknown, step)

    def test_what_was_seen_names_the_drawing_and_is_its_twin_in_text(self, play: Play, step: str) -> None:
        with pytest.raises(Rejected, match="nothing_drawn"):
            play.do(play.people[0], m.Caption(1, "för tidigt"), step)
        drawn_through(play, step)
        play.do(play.people[0], m.Caption(1, " en  fisk i hatt "), step)
        agree(play, step, 0, 1)
        play.close(step)
        assert not [b for b in doodle(play, step).minutes(scene(play, step)) if isinstance(b, Drawing)]
        assert doodle(play, step).record(scene(play, step))["drawings"] == []
        play.show(step)
        pictures = [b for b in doodle(play, step).minutes(scene(play, step)) if isinstance(b, Drawing)]
        assert len(pictures) == len(doodle(play, step).record(scene(play, step))["drawings"]) == 4
        twin = pictures[0].text
        assert isinstance(twin, Term)
        words = Renderer().say(twin.code, twin.values, language="en", kind="doodle")
        assert words == "“en fisk i hatt”: a doodle of one stroke, finished with 2 strokes more"
        assert {stroke.layer for stroke in pictures[0].strokes} == {0, 1}

    def test_shapes_and_ready_made_doodles_are_told(self) -> None:
        said = Renderer().say
        shapes = [
            [{"shape": "circle", "place": 1, "large": True}],
            [{"shape": "dot", "place": 5, "large": False}],
        ]
        values = {"caption": "", "before": 1, "after": 1, "shapes": shapes, "texts": ["", ""], "spare": 0}
        told = said("doodle", values, language="en", kind="doodle")
        assert told == "a doodle of a large circle top left, finished with a dot in the middle"
        assert said("doodle", {**values, "spare": 2}, language="en", kind="doodle").startswith("a ready-made")
        texts = {**values, "texts": ["", "en mås"], "spare": 2}
        assert said("doodle", texts, language="en", kind="doodle").endswith("→ en mås")
        assert len({said("spare", {"number": n}, language="en", kind="doodle") for n in range(1, 9)}) == 8
        assert len(SPARES) == 8


class TestFeelings:
    def test_they_are_counted_together_and_never_per_person(self, play: Play, step: str) -> None:
        go(play, step, "talk")
        for who, text in enumerate(("Glad", "glad", "Glad", "fri")):
            play.do(play.people[who], m.Feel(text), step)
        play.do(DESK, m.TypeFeeling("Fri ", 2), step)
        play.do(play.people[3], m.Feel(""), step)
        assert view(play, step)["result"] is None
        assert view(play, step, "desk")["felt"] == 3
        play.close(step)
        assert "Glad" not in str(view(play, step)) + str(doodle(play, step).record(scene(play, step)))
        play.show(step)
        assert view(play, step)["result"]["feelings"] == [
            {"text": "Glad", "count": 3},
            {"text": "Fri", "count": 2},
        ]
        assert any(isinstance(block, Table) for block in doodle(play, step).minutes(scene(play, step)))

    def test_what_was_typed_in_can_be_removed_and_undone(self, play: Play, step: str) -> None:
        play.do(DESK, m.TypeFeeling("lugn"), step)
        play.do(DESK, m.TypePairs(7), step)
        for _ in range(2):
            play.keep(play.session.undo(Turn(DESK, play.at, play.dice)), DESK.seat)
        assert view(play, step, "desk")["typed"] == []
        assert view(play, step)["turnout"]["paper"] == 0
        with pytest.raises(Rejected, match="unknown"):
            play.do(DESK, m.DropFeeling("x"), step)
        with pytest.raises(Rejected, match="empty"):
            play.do(DESK, m.TypeFeeling("  "), step)

    def test_what_a_seated_scribe_typed_is_forgotten_with_them(self, play: Play, step: str) -> None:
        play.do(DESK, GiveRole(play.people[0].seat, "scribe"))
        play.do(play.people[0], m.TypeFeeling("hemligt"), step)
        play.do(DESK, m.TypeFeeling("lugn"), step)
        doodle(play, step).forget(play.people[0].seat)
        play.close(step)
        play.show(step)
        assert view(play, step)["result"]["feelings"] == [{"text": "lugn", "count": 1}]

    def test_only_where_it_is_asked(self, play: Play) -> None:
        step = play.start("doodle", feeling=False)
        with pytest.raises(Rejected, match="not_now"):
            play.do(play.people[0], m.Feel("glad"), step)


class TestOnPaper:
    def test_the_wall_keeps_the_time_and_the_phones_rest(self, play: Play) -> None:
        step = play.start("doodle", paper=True, feeling=True)
        play.do(DESK, m.Begin(), step)
        assert view(play, step)["paper"]
        assert doodle(play, step).members == {}
        assert own(play, step, 0) == {}
        with pytest.raises(Rejected, match="no_more_drawing"):
            play.do(play.people[0], m.ComeIn(), step)
        ring(play, step)
        assert doodle(play, step).phase.kind == "doodle"
        play.do(DESK, m.TypePairs(9), step)
        go(play, step, "talk")
        assert view(play, step)["turnout"]["paper"] == 9


class TestErasure:
    def test_forgetting_empties_every_sheet_and_shows_nothing_of_it(self, play: Play, step: str) -> None:
        drawn_through(play, step)
        agree(play, step, 0, 1, 2, 3)
        play.do(play.people[0], m.Caption(1, "hemligt"), step)
        play.do(play.people[0], m.Feel("hemligt"), step)
        play.close(step)
        play.show(step)
        activity = doodle(play, step)
        activity.forget(play.people[0].seat)
        assert "hemligt" not in str(vars(activity))
        assert all(
            layer.empty
            for part in activity.layers.values()
            for key, layer in part.items()
            if key[0] == play.people[0].seat
        )
        assert len(view(play, step)["result"]["drawings"]) == 4
        assert all(play.people[0].seat not in activity.drawers(key) for key in activity.gallery())

    def test_the_desk_turns_the_pages_and_undoes_it(self) -> None:
        play = Play(8)
        step = play.start("doodle", pairing="order", sheets=2)
        drawn_through(play, step)
        agree(play, step, *range(8))
        play.close(step)
        play.show(step)
        play.do(DESK, m.TurnPage(99), step)
        result = view(play, step)["result"]
        assert (result["page"], result["pages"], result["of"], len(result["drawings"])) == (3, 3, 16, 4)
        play.keep(play.session.undo(Turn(DESK, play.at, play.dice)), DESK.seat)
        assert view(play, step)["result"]["page"] == 1


def test_before_it_opens_nothing_happens(play: Play) -> None:
    play.do(DESK, AddStep("doodle", ""))
    step = list(play.session.steps.steps)[-1]
    assert doodle(play, step).needs(scene(play, step)) == ()
    with pytest.raises(Rejected, match="not_open"):
        play.do(DESK, m.Begin(), step)


def test_it_waits_for_whoever_leads(play: Play, step: str) -> None:
    assert [term.code for term in doodle(play, step).needs(scene(play, step))] == ["doodle_waits"]
    play.do(DESK, m.Begin(), step)
    assert doodle(play, step).needs(scene(play, step)) == ()
    doodle(play, step).apply(StepClosed(step), "x", 0)
    assert doodle(play, step).inverse(m.Feel("x")) is None


@pytest.mark.parametrize("crowd", [0, 1, 3, 12])
def test_the_sample_suits_any_number_of_people(crowd: int) -> None:
    for seed in range(4):
        play = Play(crowd, seed)
        step = play.start("doodle")
        if play.people:
            play.people[-1] = structs.replace(play.people[-1], role="observer")
            play.do(DESK, GiveRole(play.people[-1].seat, "observer"))
        assert play.sample(step) > 10
        assert doodle(play, step).phase.kind == "talk"


class Room(RuleBasedStateMachine):
    """People come, go, come back, draw or do not, in any order; it always goes on, and everybody has a sheet."""

    @initialize(people=st.integers(0, 7), pairing=st.sampled_from(["auto", "order", "code"]))
    def open(self, people: int, pairing: str) -> None:
        self.play = Play(people)
        self.step = self.play.start("doodle", pairing=pairing, sheets=2, rounds=2, pause_seconds=1)
        self.gone: set[str] = set()

    @property
    def activity(self) -> Doodle:
        return doodle(self.play, self.step)

    def tried(self, who: Person, move: Any) -> None:
        try:
            self.play.do(who, move, self.step)
        except Rejected as refused:
            assert refused.code in {
                "in_already", "out_already", "no_more_drawing", "sheet_over", "not_yet", "not_in", "removed",
                "moved_on", "begun_already", "no_such_code", "own_code", "taken", "not_your_partner", "not_now",
                "not_your_drawing", "nothing_drawn",
            }  # fmt: skip

    @rule()
    def joins(self) -> None:
        if len(self.play.people) < 12:
            self.play.people.append(self.play.join(len(self.play.people)))

    @precondition(lambda self: self.play.people)
    @rule(
        data=st.data(),
        move=st.sampled_from([m.ComeIn(), m.StepOut(), m.Work("words"), m.Work("pen"), m.Agree()]),
    )
    def moves(self, data: Any, move: Any) -> None:
        self.tried(data.draw(st.sampled_from(self.play.people)), move)

    @precondition(lambda self: self.play.people)
    @rule(data=st.data(), say=st.booleans())
    def codes(self, data: Any, say: bool) -> None:
        known = [member.code for member in self.activity.members.values()] or ["1"]
        code = data.draw(st.sampled_from(known))
        self.tried(data.draw(st.sampled_from(self.play.people)), m.SayGone(code) if say else m.PairUp(code))

    @precondition(lambda self: self.play.people)
    @rule(data=st.data(), words=st.booleans())
    def draws(self, data: Any, words: bool) -> None:
        phase = self.activity.phase
        part: m.Part = "finish" if phase.part == "finish" else "doodle"
        sheet = max(phase.sheet, 1)
        move = m.Describe(sheet, part, "ord") if words else m.Draw(sheet, part, INK)
        self.tried(data.draw(st.sampled_from(self.play.people)), move)

    @precondition(lambda self: self.play.people)
    @rule(data=st.data())
    def is_removed_or_let_back(self, data: Any) -> None:
        seat = data.draw(st.sampled_from(self.play.people)).seat
        self.play.do(DESK, LetBack(seat) if seat in self.gone else RemoveSeat(seat))
        self.gone ^= {seat}

    @rule()
    def begins(self) -> None:
        self.tried(DESK, m.Begin())

    @rule()
    def goes_on(self) -> None:
        self.tried(DESK, m.GoOn(self.activity.index))

    @invariant()
    def everybody_who_is_there_has_a_place_and_a_sheet(self) -> None:
        if not hasattr(self, "play"):
            return
        now = scene(self.play, self.step)
        there = self.activity.there(now)
        pairs = self.activity.here_pairs(now)
        seats = [seat for pair in self.activity.pairs for seat in pair]
        assert len(seats) == len(set(seats)), "nobody draws in two pairs"
        assert all(len(pair) <= 3 for pair in pairs)
        if self.activity.phase.kind == "finish":
            came_back = there - {
                seat for seat, sheet in self.activity.given if sheet == self.activity.phase.sheet
            }
            assert came_back <= {person.seat for person in self.play.people}
            assert all(layer.empty is False for layer in self.given_layers(there - came_back, now))

    def given_layers(self, seats: set[str], now: Any) -> list[Any]:
        """A sheet to finish is never blank, unless its words were all it had and the pair draws by now."""
        sheet = self.activity.phase.sheet
        return [self.activity.first_layer(self.activity.given[seat, sheet])[0] for seat in seats]

    @invariant()
    def every_screen_can_be_made_and_replayed(self) -> None:
        if not hasattr(self, "play"):
            return
        for audience in ("everyone", "wall", "desk", "record", "minutes"):
            view(self.play, self.step, audience)
        for who in range(len(self.play.people)):
            own(self.play, self.step, who)

    def teardown(self) -> None:
        if hasattr(self, "play"):
            replayed = self.play.replayed().steps.step(self.step).activity
            assert vars(replayed) == vars(self.activity)


TestAnyOrder = Room.TestCase
TestAnyOrder.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
