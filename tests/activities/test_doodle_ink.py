"""Ink, shapes, pairs and the plan: the pure parts of the doodle."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from sessions.activities.doodle.plan import plan, when_drawn, when_told
from sessions.activities.doodle.shapes import PLACES, SHAPES, note_of, shape_line, told
from sessions.activity import Rejected


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
