"""The arithmetic of the day: planned, expected, behind, and taking time back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.programme import (
    MINUTE,
    Recovery,
    Run,
    Slot,
    clock_text,
    drift,
    expected,
    local_minutes,
    moment,
    recover,
)

ZONE = "Europe/Stockholm"
DATE = "2026-03-12"


def at(hour: int, minute: int = 0) -> int:
    return hour * 60 + minute


def ms(hour: int, minute: int = 0) -> int:
    return moment(DATE, at(hour, minute), ZONE)


def council_day(lunch_fixed: bool = False) -> list[Slot]:
    """What follows the break of a council day: three flexible blocks around lunch, then coffee."""
    return [
        Slot("workshop", start=at(11, 15), minutes=60),
        Slot("lunch", start=at(12, 15), minutes=45, break_=True, start_fixed=lunch_fixed),
        Slot("pitches", start=at(13), minutes=40),
        Slot("vote", start=at(13, 40), minutes=10),
        Slot("evaluation", start=at(13, 50), minutes=10),
        Slot("coffee", start=at(14), minutes=30, break_=True),
    ]


class TestTakingTimeBack:
    def test_flexible_slots_shrink_in_proportion_and_coffee_is_at_two(self) -> None:
        found = recover(council_day(), at(11, 27), at(14, 30))
        assert found == Recovery({"workshop": 54, "pitches": 36, "vote": 9, "evaluation": 9})

    def test_before_a_fixed_lunch_only_the_workshop_shrinks(self) -> None:
        assert recover(council_day(lunch_fixed=True), at(11, 27), at(14, 30)) == Recovery({"workshop": 48})

    def test_what_cannot_be_met_is_said(self) -> None:
        found = recover(council_day(lunch_fixed=True), at(12), at(14, 30))
        assert found.minutes["workshop"] == 30
        assert found.missing == (("lunch", 15),)

    def test_the_minutes_that_a_fixed_start_misses_are_taken_from_what_follows(self) -> None:
        found = recover(council_day(lunch_fixed=True), at(12), at(14, 30))
        after_lunch = sum(
            found.minutes.get(slot, length)
            for slot, length in (("pitches", 40), ("vote", 10), ("evaluation", 10))
        )
        assert after_lunch == 45

    def test_least_minutes_hold(self) -> None:
        day = [Slot("a", minutes=60, minutes_min=58), Slot("b", minutes=60)]
        assert recover(day, 0, 110).minutes == {"a": 58, "b": 52}

    def test_on_time_nothing_changes(self) -> None:
        assert recover(council_day(), at(11, 15), at(14, 30)) == Recovery({})

    def test_without_an_end_nothing_is_asked_for(self) -> None:
        assert recover(council_day(), at(12), None) == Recovery({})

    @given(
        st.lists(
            st.builds(
                Slot,
                id=st.uuids().map(str),
                minutes=st.integers(1, 120),
                minutes_min=st.none() | st.integers(0, 150),
                break_=st.booleans(),
            ),
            max_size=8,
        ),
        st.integers(0, 600),
    )
    def test_time_is_neither_lost_nor_invented(self, day: list[Slot], available: int) -> None:
        found = recover(day, 0, available)
        after = {slot.id: found.minutes.get(slot.id, slot.minutes or 0) for slot in day}
        short = sum(minutes for _, minutes in found.missing)
        length = sum(slot.minutes or 0 for slot in day)
        assert sum(after.values()) == max(min(length, available + short), min(length, available))
        for slot in day:
            assert (slot.minutes or 0) >= after[slot.id] >= slot.least
            assert after[slot.id] == slot.minutes or not slot.break_
            assert after[slot.id] * 2 >= (slot.minutes or 0)


class TestExpectedTimes:
    def planned(self, slots: list[Slot]) -> dict[str, int]:
        return {slot.id: moment(DATE, slot.start, ZONE) for slot in slots if slot.start is not None}

    def test_before_it_begins_the_plan_holds(self) -> None:
        slots = council_day()
        lines = expected(slots, {}, None, self.planned(slots), ms(8))
        assert [clock_text(line.start, ZONE) for line in lines] == [
            "11:15",
            "12:15",
            "13:00",
            "13:40",
            "13:50",
            "14:00",
        ]
        assert {line.state for line in lines} == {"later"}

    def test_being_late_moves_everything_after(self) -> None:
        slots = council_day()
        runs = {"workshop": Run(ms(11, 20))}
        lines = expected(slots, runs, "workshop", self.planned(slots), ms(11, 30))
        assert [clock_text(line.start, ZONE) for line in lines[:3]] == ["11:20", "12:20", "13:05"]
        assert drift(slots, lines, self.planned(slots)) == 5

    def test_a_slot_that_runs_over_pushes_the_rest_minute_by_minute(self) -> None:
        slots = council_day()
        lines = expected(
            slots, {"workshop": Run(ms(11, 15))}, "workshop", self.planned(slots), ms(12, 18) + 20_000
        )
        assert clock_text(lines[1].start, ZONE) == "12:18"
        assert drift(slots, lines, self.planned(slots)) == 3

    def test_a_fixed_start_waits_when_the_day_is_ahead(self) -> None:
        slots = council_day(lunch_fixed=True)
        lines = expected(slots, {"workshop": Run(ms(11))}, "workshop", self.planned(slots), ms(11, 1))
        assert clock_text(lines[1].start, ZONE) == "12:15"
        assert drift(slots, lines, self.planned(slots)) == -15

    def test_a_gap_in_the_plan_absorbs_a_delay(self) -> None:
        slots = [Slot("a", start=at(9), minutes=30), Slot("b", start=at(9, 45), minutes=15)]
        lines = expected(slots, {"a": Run(ms(9, 10))}, "a", self.planned(slots), ms(9, 11))
        assert clock_text(lines[1].start, ZONE) == "09:45"

    def test_skipped_slots_take_no_time(self) -> None:
        slots = council_day()
        runs = {"workshop": Run(ms(11, 15), ms(12)), "pitches": Run(ms(12))}
        lines = expected(slots, runs, "pitches", self.planned(slots), ms(12, 1))
        assert [line.state for line in lines] == ["past", "skipped", "now", "later", "later", "later"]
        assert clock_text(lines[3].start, ZONE) == "12:40"

    def test_an_untimed_programme_is_anchored_when_it_starts(self) -> None:
        slots = [Slot("a", minutes=10), Slot("b", minutes=20), Slot("c", minutes=None), Slot("d", minutes=5)]
        assert [line.start for line in expected(slots, {}, None, {}, ms(9))] == [None, None, None, None]
        lines = expected(slots, {"a": Run(ms(9))}, "a", {}, ms(9, 1))
        assert [clock_text(line.start, ZONE) for line in lines] == ["09:00", "09:10", "09:30", ""]
        assert drift(slots, lines, {}) is None

    def test_after_the_last_slot_everything_is_past(self) -> None:
        slots = council_day()[:2]
        runs = {"workshop": Run(ms(11, 15), ms(12, 15)), "lunch": Run(ms(12, 15), ms(13))}
        lines = expected(slots, runs, None, self.planned(slots), ms(13, 5))
        assert {line.state for line in lines} == {"past"}

    def test_a_moved_clock_ends_the_slot_when_it_says(self) -> None:
        slots = council_day()
        lines = expected(
            slots, {"workshop": Run(ms(11, 15))}, "workshop", self.planned(slots), ms(11, 30), ms(12, 20)
        )
        assert clock_text(lines[1].start, ZONE) == "12:20"


class TestWallClockTime:
    @pytest.mark.parametrize(
        ("day", "minutes", "utc_hour"),
        [("2026-03-28", at(9), 8), ("2026-03-29", at(9), 7), ("2026-10-25", at(9), 8)],
    )
    def test_nine_o_clock_is_nine_o_clock_on_the_days_the_clocks_change(
        self, day: str, minutes: int, utc_hour: int
    ) -> None:
        found = moment(day, minutes, ZONE)
        assert (found // 3_600_000) % 24 == utc_hour
        assert clock_text(found, ZONE) == "09:00"

    @given(st.integers(0, 2880), st.sampled_from([ZONE, "UTC", "America/New_York", "Asia/Kathmandu"]))
    def test_minutes_come_back(self, minutes: int, zone: str) -> None:
        assert local_minutes("2026-06-10", moment("2026-06-10", minutes, zone), zone) == minutes

    def test_nothing_is_nothing(self) -> None:
        assert clock_text(None, ZONE) == ""
        assert MINUTE == 60_000
