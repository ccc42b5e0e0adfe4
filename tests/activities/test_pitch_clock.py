"""The clocks of pitches: fair shares of the time there is, worked out anew when it changes."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from sessions.activities.pitch import Pitch
from sessions.activities.pitch import moves as m
from sessions.activities.pitch.timing import PHASES, left, seconds_left, shares, used
from sessions.activity import Clock, Move, Rejected, Scene, Turn
from sessions.day_moves import GoTo
from sessions.steps import AddStep, OpenStep
from sessions.timers import ExtendTimer, PauseTimer, SetTimer
from tests.activities.pitch_play import (
    FIVE,
    HOUR,
    WEIGHTS,
    go,
    pitch,
    refused,
    scene,
    undo,
    view,
)
from tests.play import DESK, TIME, Play


@pytest.fixture
def play() -> Play:
    return Play(25)


@pytest.fixture
def step(play: Play) -> str:
    """In the running slot of thirty minutes."""
    play.do(DESK, GoTo(play.session.day.slots[0].id))
    return play.start("pitch", FIVE, titles="")


class TestShares:
    def test_forty_minutes_and_five_groups_make_eight_each(self) -> None:
        dealt = shares(WEIGHTS, "shares", 5, (), 2400)
        assert (dealt.whole, dealt.each) == (480, {"pitch": 240, "questions": 180, "change": 60})
        assert (dealt.short, dealt.known) == (False, True)

    def test_without_a_limit_the_numbers_are_minutes(self) -> None:
        dealt = shares(WEIGHTS, "shares", 2, ("change",), None)
        assert (dealt.each, dealt.rest, dealt.known) == (
            {"pitch": 240, "questions": 180, "change": 60},
            {"change": 60},
            False,
        )

    def test_minutes_are_kept_while_there_are_enough_and_shrink_alike_when_not(self) -> None:
        assert shares(WEIGHTS, "minutes", 2, (), 3600).whole == 480
        less = shares(WEIGHTS, "minutes", 2, (), 480)
        assert (less.each, less.short) == ({"pitch": 120, "questions": 90, "change": 30}, True)

    def test_a_part_without_weight_is_left_out(self) -> None:
        assert shares({"pitch": 1, "questions": 0, "change": 0}, "shares", 3, (), 90).each == {"pitch": 30}

    @given(
        weights=st.tuples(st.integers(1, 120), st.integers(0, 120), st.integers(0, 120)),
        split=st.sampled_from(["shares", "minutes"]),
        groups=st.integers(0, 40),
        on=st.sampled_from(["", *PHASES]),
        seconds=st.integers(-100, 200_000),
    )
    def test_the_parts_are_never_more_than_the_time_left_and_equals_are_equal(
        self, weights: tuple[int, int, int], split: str, groups: int, on: str, seconds: int
    ) -> None:
        rest = PHASES[PHASES.index(on) + 1 :] if on else ()
        dealt = shares(dict(zip(PHASES, weights, strict=True)), split, groups, rest, seconds)
        assert groups * dealt.whole + sum(dealt.rest.values()) <= max(seconds, 0)
        for phase, length in dealt.rest.items():
            assert abs(length - dealt.each[phase]) <= 1
        wasted = min(max(seconds, 0), 24 * 3600) - groups * dealt.whole - sum(dealt.rest.values())
        if split == "shares" and (groups or sum(dealt.rest.values())):
            assert wasted < 3 * groups + 3

    def test_clocks_say_what_is_left_and_used(self) -> None:
        running, paused = Clock(100_000, 0, 60_000), Clock(None, 12_500, 60_000)
        assert (left(running, 90_000), left(paused, 90_000)) == (10_000, 12_500)
        assert (seconds_left(running, 130_000), seconds_left(None, 0)) == (0, None)
        assert (used(running, 130_000), used(paused, 0), used(None, 0)) == (90, 47, 0)


class TestTheClock:
    def lengths(self, play: Play, step: str) -> dict[str, int]:
        parts: dict[str, int] = view(play, step, "desk")["each"]["parts"]
        return parts

    def clock(self, play: Play, step: str) -> tuple[str, int]:
        """The running phase and the seconds it was given."""
        named = {name: clock.total for name, clock in scene(play, step).clocks.items() if name}
        ((name, total),) = named.items()
        return name, total // 1000

    def test_the_slots_time_is_shared_and_phases_follow_each_other(self, play: Play, step: str) -> None:
        assert 355 <= view(play, step, "desk")["each"]["seconds"] <= 360
        seen = []
        for _ in range(15):
            coming = view(play, step, "desk")["coming"]
            play.do(DESK, m.GoOn(coming["to"]), step)
            if coming["phase"]:
                assert self.clock(play, step)[0] == coming["phase"]
            seen.append((coming["pitch"] or {"id": ""})["id"] + coming["phase"])
        assert seen[:4] == ["i0pitch", "i0questions", "i0change", "i1pitch"]
        assert seen[-3:] == ["i4pitch", "i4questions", ""]
        assert scene(play, step).clocks == {}
        assert view(play, step)["through"] is True
        assert view(play, step, "desk")["coming"] is None
        refused(play, DESK, m.GoOn(), step, "nobody_waits")

    def test_the_steps_own_clock_comes_before_the_slots(self, play: Play, step: str) -> None:
        play.do(DESK, SetTimer(f"step:{step}", 2401))
        go(play, step)
        assert self.clock(play, step) == ("pitch", 240)
        assert self.lengths(play, step) == {"pitch": 240, "questions": 180, "change": 60}
        assert view(play, step, "desk")["each"]["rest"] == {"questions": 180, "change": 60}

    def test_a_drop_out_gives_its_time_to_the_others_and_comes_back(self, play: Play, step: str) -> None:
        before = view(play, step, "desk")["each"]["seconds"]
        play.do(DESK, m.DropOut("i2"), step)
        after = view(play, step, "desk")["each"]["seconds"]
        assert abs(after - before * 5 / 4) < 4
        refused(play, DESK, m.DropOut("i2"), step, "changed_since")
        undo(play)
        assert view(play, step, "desk")["each"]["seconds"] <= before
        refused(play, DESK, m.TakeIn("i2"), step, "changed_since")
        play.do(DESK, m.DropOut("i2"), step)
        play.do(DESK, m.TakeIn("i2"), step)
        undo(play)
        assert "i2" in pitch(play, step).out

    def test_time_lost_is_shared_alike_and_nobody_is_cut_off(self, play: Play, step: str) -> None:
        go(play, step)
        given_first = self.clock(play, step)[1]
        play.at += 600_000
        play.keep(play.session.strike(f"step:{step}:pitch", Turn(TIME, play.at, play.dice)), "time")
        assert pitch(play, step).phase == "pitch"
        play.do(DESK, m.PutOn(), step)
        each = self.lengths(play, step)
        go(play, step)
        name, given_questions = self.clock(play, step)
        assert (name, abs(given_questions - each["questions"]) <= 1) == ("questions", True)
        assert each["pitch"] < given_first
        assert view(play, step, "desk")["rows"][0]["used"] >= 600

    def test_a_longer_pitch_and_a_shorter_day_are_seen_at_once(self, play: Play, step: str) -> None:
        go(play, step)
        before = self.lengths(play, step)["pitch"]
        play.do(DESK, ExtendTimer(240, f"step:{step}:pitch"))
        longer = self.lengths(play, step)["pitch"]
        assert longer < before
        play.do(DESK, ExtendTimer(-300, "slot"))
        assert self.lengths(play, step)["pitch"] < longer

    def test_with_no_time_left_the_clock_counts_what_it_takes(self, play: Play, step: str) -> None:
        play.at += HOUR
        go(play, step)
        assert self.clock(play, step) == ("pitch", 1)
        assert self.lengths(play, step) == {"pitch": 0, "questions": 0, "change": 0}

    def test_a_pause_is_not_time_used(self, play: Play, step: str) -> None:
        go(play, step)
        play.do(DESK, PauseTimer())
        play.at += HOUR
        go(play, step)
        assert view(play, step, "desk")["rows"][0]["used"] < 10

    def test_where_no_clock_runs_the_slots_length_counts_from_the_first_pitch(self, play: Play) -> None:
        slot = play.session.day.slots[1].id
        play.do(DESK, AddStep("pitch", slot, settings={"titles": "Ett\nTvå"}))
        step = list(play.session.steps.steps)[-1]
        play.do(DESK, OpenStep(step))
        assert view(play, step, "desk")["each"]["seconds"] == 899
        go(play, step)
        assert scene(play, step).clocks[""].total == 1_800_000
        assert scene(play, step).clocks["pitch"].total == 450_000

    def test_without_any_clock_the_settings_are_minutes(self, play: Play) -> None:
        step = play.start("pitch", FIVE, pitch=2, questions=0, change=0)
        assert view(play, step, "desk")["each"]["known"] is False
        go(play, step)
        assert self.clock(play, step) == ("pitch", 120)
        go(play, step)
        assert (pitch(play, step).on, pitch(play, step).phase) == ("i1", "pitch")

    def test_two_who_press_at_once_do_not_skip(self, play: Play, step: str) -> None:
        to = view(play, step, "desk")["coming"]["to"]
        play.do(DESK, m.GoOn(to), step)
        refused(play, DESK, m.GoOn(to), step, "moved_on")

    def test_going_on_is_undone_with_the_time_that_was_left(self, play: Play, step: str) -> None:
        go(play, step)
        undo(play)
        assert (pitch(play, step).on, pitch(play, step).begun, scene(play, step).clocks) == ("", [], {})
        go(play, step, 2)
        before = scene(play, step).clocks["questions"]
        go(play, step, 2)
        assert pitch(play, step).begun == ["i0", "i1"]
        undo(play)
        undo(play)
        assert (pitch(play, step).on, pitch(play, step).phase) == ("i0", "questions")
        assert pitch(play, step).begun == ["i0"]
        after = scene(play, step).clocks["questions"]
        assert after.total < before.total
        refused(play, DESK, m.GoBack("i0-pitch"), step, "changed_since")
        refused(play, DESK, m.GoBack("i0-questions", "i9", "pitch"), step, "changed_since")

    def test_the_one_that_is_on_may_drop_out_and_begin_anew(self, play: Play, step: str) -> None:
        go(play, step)
        play.do(DESK, m.DropOut("i0"), step)
        assert scene(play, step).clocks == {}
        assert view(play, step, "desk")["coming"]["to"] == "i1-pitch"
        play.do(DESK, m.TakeIn("i0"), step)
        assert pitch(play, step).waiting()[0] == "i0"
        go(play, step, 4)
        refused(play, DESK, m.DropOut("i0"), step, "presented")
        refused(play, DESK, m.DropOut("i9"), step, "unknown")

    def test_closing_keeps_what_was_used_and_reopening_goes_on(self, play: Play, step: str) -> None:
        go(play, step)
        play.at += 60_000
        play.close(step)
        assert view(play, step, "desk")["rows"][0]["used"] >= 60
        assert pitch(play, step).phase == ""
        play.do(DESK, OpenStep(step))
        assert view(play, step, "desk")["coming"]["to"] == "i1-pitch"
        play.close(step)
        assert pitch(play, step).phase == ""

    @given(
        minutes=st.integers(1, 120),
        groups=st.integers(1, 8),
        acts=st.lists(
            st.tuples(st.sampled_from(["go", "out", "in", "late"]), st.integers(0, 900)), max_size=20
        ),
    )
    def test_whatever_happens_what_is_promised_fits_in_what_is_left(
        self, minutes: int, groups: int, acts: Sequence[tuple[str, int]]
    ) -> None:
        one, at = Pitch(m.Settings(titles="\n".join(map(str, range(groups))))), 0
        clocks = {"": Clock(minutes * 60_000, 0, minutes * 60_000)}
        turn = Turn(DESK, 0, Play(0).dice)
        listed = one.listed()
        for what, seconds in acts:
            at += seconds * 1000 if what == "late" else 500
            now = Scene("k", "open", clocks=clocks, at=at)
            wish: Move = {"go": m.GoOn(), "out": m.DropOut(listed[seconds % groups])}.get(
                what, m.TakeIn(listed[seconds % groups])
            )
            try:
                events = one.decide(wish, structs.replace(turn, at=at), now) if what != "late" else ()
            except Rejected:
                continue
            for event in events:
                one.apply(event, "desk", at)
                if type(event).__name__ == "TimerSet":
                    length = event.seconds * 1000  # type: ignore[attr-defined]
                    clocks.pop(event.name, None)  # type: ignore[attr-defined]
                    if length:
                        clocks[event.name] = Clock(at + length, 0, length)  # type: ignore[attr-defined]
            running = max(clocks[one.phase].deadline or 0, at) - at if one.phase else 0
            promised = one.dealt(Scene("k", "open", clocks=clocks, at=at))
            owed = running // 1000 + len(one.waiting()) * promised.whole + sum(promised.rest.values())
            assert owed <= max(minutes * 60_000 - at, 1000) // 1000
            lengths = [promised.each[phase] - length for phase, length in promised.rest.items()]
            assert all(abs(length) <= 1 for length in lengths)
