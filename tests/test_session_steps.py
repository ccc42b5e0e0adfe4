"""The steps of a session and its clocks, move by move."""

import pytest

from sessions.activity import CLOSED, OPEN, PLANNED, SHOWN, Rejected, Turn
from sessions.day_moves import (
    GoTo,
)
from sessions.session_moves import Next, StartStep
from sessions.steps import (
    AddStep,
    CloseStep,
    EditStep,
    Focus,
    Gather,
    HideStep,
    MoveStep,
    OpenStep,
    RemoveStep,
    ShowStep,
    StartNow,
)
from sessions.timers import ExtendTimer, PauseTimer, ResumeTimer, SetTimer
from tests.play import DESK, TIME, Play
from tests.test_session import refused, undo


@pytest.fixture
def play() -> Play:
    return Play(2)


class TestSteps:
    def test_the_table_of_states(self, play: Play) -> None:
        play.do(DESK, AddStep("pulse", play.session.day.slots[0].id, "Fråga"))
        step = next(iter(play.session.steps.steps))

        def state() -> str:
            return play.session.steps.step(step).state

        assert state() == PLANNED
        assert refused(play, DESK, CloseStep(step)) == "not_now"
        assert refused(play, DESK, ShowStep(step)) == "not_now"
        for move, after in (
            (OpenStep(step), OPEN),
            (CloseStep(step), CLOSED),
            (ShowStep(step), SHOWN),
            (HideStep(step), CLOSED),
            (OpenStep(step), OPEN),
        ):
            play.do(DESK, move)
            assert state() == after
        assert play.session.steps.step(step).reopened == 1
        assert refused(play, DESK, OpenStep(step)) == "not_now"
        assert refused(play, DESK, HideStep(step)) == "not_now"
        assert refused(play, DESK, RemoveStep(step)) == "runs_now"

    def test_a_step_started_ad_hoc_is_open_and_in_focus_with_its_clock(self, play: Play) -> None:
        play.do(DESK, StartNow("talk", title="Fem minuter", seconds=300))
        step = play.session.steps.in_focus()
        assert step is not None
        assert step.state == OPEN
        assert play.session.scene(step).clocks[""].total == 300_000
        play.do(DESK, CloseStep(step.id))
        assert play.session.scene(step).clocks == {}

    def test_several_are_open_at_once_and_each_place_may_have_its_own(self, play: Play) -> None:
        one, two = play.start("pulse"), play.start("pulse", form="text")
        play.do(DESK, Focus(one))
        play.do(DESK, Focus(two, "Salen"))
        assert play.session.steps.in_focus() is play.session.steps.step(one)
        assert play.session.steps.in_focus("Salen") is play.session.steps.step(two)
        assert play.session.steps.in_focus("Annan") is play.session.steps.step(one)
        assert len(play.session.steps.open()) == 2
        play.do(DESK, Gather())
        assert play.session.steps.in_focus("Salen") is play.session.steps.step(one)
        assert refused(play, DESK, Focus("nothing")) == "unknown"
        play.do(DESK, StartStep(two))
        assert play.session.steps.in_focus() is play.session.steps.step(two)

    def test_editing_moving_removing_with_undo(self, play: Play) -> None:
        first, second = (slot.id for slot in play.session.day.slots)
        for title in "abc":
            play.do(DESK, AddStep("pulse", first, title))
        a, b, c = (step.id for step in play.session.steps.of_slot(first))
        play.do(DESK, MoveStep(c, first, 0))
        assert [s.id for s in play.session.steps.of_slot(first)] == [c, a, b]
        undo(play)
        assert [s.id for s in play.session.steps.of_slot(first)] == [a, b, c]
        play.do(DESK, MoveStep(a, second, 0))
        assert [s.id for s in play.session.steps.of_slot(second)] == [a]
        play.do(DESK, EditStep(b, title="ny", settings={"entries": 5}, seconds=60, source=a, lasting=True))
        step = play.session.steps.step(b)
        assert (step.title, step.activity.settings.entries, step.seconds, step.source, step.lasting) == (
            "ny",
            5,
            60,
            a,
            True,
        )
        undo(play)
        assert (step.title, step.activity.settings.entries, step.seconds) == ("b", 3, 0)
        play.do(DESK, RemoveStep(b))
        assert b not in play.session.steps.steps
        undo(play)
        assert b in play.session.steps.steps
        assert refused(play, DESK, MoveStep(a, first, 9)) == "not_now"

    def test_what_the_settings_may_not_be_is_refused(self, play: Play) -> None:
        slot = play.session.day.slots[0].id
        assert refused(play, DESK, AddStep("pulse", slot, settings={"entries": 0})) == "settings"
        assert refused(play, DESK, AddStep("nonsense", slot)) == "unknown"
        assert refused(play, DESK, AddStep("pulse", slot, source="gone")) == "unknown"
        assert refused(play, DESK, AddStep("pulse", slot, seconds=-1)) == "no_length"
        assert play.session.steps.steps == {}

    def test_leaving_a_slot_closes_its_steps_except_those_that_last(self, play: Play) -> None:
        play.do(DESK, Next())
        slot = play.session.day.current or ""
        play.do(DESK, AddStep("pulse", slot, "stängs"))
        play.do(DESK, AddStep("pulse", slot, "kvar", lasting=True))
        closing, lasting = play.session.steps.of_slot(slot)
        for step in (closing, lasting):
            play.do(DESK, OpenStep(step.id))
        play.do(DESK, GoTo(play.session.day.slots[1].id))
        assert (closing.state, lasting.state) == (CLOSED, OPEN)

    def test_the_source_is_taken_over_when_it_opens(self, play: Play) -> None:
        source = play.start("pulse")
        play.sample(source)
        play.close(source)
        play.do(DESK, AddStep("pulse", "", "bygger vidare", source=source))
        later = list(play.session.steps.steps)[-1]
        play.do(DESK, OpenStep(later))
        assert play.session.steps.step(later).sources == tuple(play.activity(source).items())


class TestClocks:
    def test_a_clock_that_reaches_zero_is_told_once(self, play: Play) -> None:
        play.do(DESK, SetTimer("place:Salen", 60))
        assert play.session.alarm() == play.at + 60_000
        play.at += 60_000
        assert [key for key, _ in play.session.timers.due(play.at)] == ["place:Salen"]
        play.keep(play.session.strike("place:Salen", Turn(TIME, play.at, play.dice)), "time")
        assert play.session.timers.due(play.at) == []
        assert play.session.alarm() is None
        play.do(DESK, ExtendTimer(300, "place:Salen"))
        clock = play.session.timers.clock("place:Salen")
        assert clock is not None
        assert clock.deadline == play.at + 300_000
        play.do(DESK, SetTimer("place:Salen", 0))
        assert play.session.timers.clock("place:Salen") is None

    def test_pausing_keeps_what_is_left_for_one_or_all(self, play: Play) -> None:
        for key in ("a", "b"):
            play.do(DESK, SetTimer(key, 100))
        play.do(DESK, PauseTimer())
        left = [timer.left for timer in play.session.timers.running.values()]
        play.at += 500_000
        play.do(DESK, ExtendTimer(60))
        play.do(DESK, ResumeTimer())
        deadlines = [timer.deadline for timer in play.session.timers.running.values()]
        assert deadlines == [play.at + ms + 60_000 for ms in left]

    def test_only_what_is_there_and_reasonable(self, play: Play) -> None:
        assert refused(play, DESK, PauseTimer("x")) == "unknown"
        assert refused(play, DESK, SetTimer("", 5)) == "not_now"
        assert refused(play, DESK, SetTimer("x", -5)) == "not_now"
        assert refused(play, DESK, ExtendTimer(10**9)) == "not_now"

    def test_nobody_but_time_strikes(self, play: Play) -> None:
        play.do(DESK, SetTimer("a", 1))
        with pytest.raises(Rejected):
            play.session.strike("a", Turn(DESK, play.at, play.dice))
