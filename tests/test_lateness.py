"""Late or early: what the desk says, what taking the time back would do, and days that cannot be held to a plan."""

from sessions.day_moves import Draft, EditSlot, EndNow, PlaceProgramme
from sessions.facts import EditSession, EndSession
from sessions.session_moves import Next, TakeBack
from tests.desk_play import desk, first, html, late_day
from tests.play import DESK, Play


def test_the_preview_of_recovery_is_what_accepting_does() -> None:
    play = late_day()
    seen = desk(play)
    assert seen["bar"]["behind"] > 0
    assert seen["bar"]["late"]
    promised = {change["slot"]: change["after"] for change in seen["recovery"]["changes"]}
    assert all(change["before"] > change["after"] for change in seen["recovery"]["changes"])
    play.do(DESK, TakeBack())
    lengths = {slot.id: slot.minutes for slot in play.session.day.slots}
    assert promised
    assert all(lengths[slot] == minutes for slot, minutes in promised.items())
    shortened = [slot for slot in desk(play)["day"]["slots"] if slot["before"] is not None]
    assert {slot["line"].id for slot in shortened} == set(promised)
    assert desk(play)["next"]["undo"]["what"] == "lengths_changed"


def test_the_preview_says_when_the_day_would_end() -> None:
    play = late_day()
    assert desk(play)["recovery"]["ends"] == ("18:30", "18:00")
    assert "Then the day ends at 18:00 instead of 18:30." in html(play)


def test_every_part_still_to_come_has_an_expected_start_and_end() -> None:
    play = late_day()
    coming = [slot["line"] for slot in desk(play)["day"]["slots"]][1:]
    assert [(line.start, line.end) for line in coming] == [
        ("17:20", "18:00"),
        ("18:00", "18:10"),
        ("18:10", "18:30"),
    ]
    assert html(play).count("17:20–18:00") == 1


def test_what_was_not_held_when_the_session_ended_is_not_expected_any_more() -> None:
    play = late_day()
    play.do(DESK, EndSession())
    assert [slot["line"].state for slot in desk(play)["day"]["slots"]] == ["past", *["skipped"] * 3]


def test_between_two_parts_nothing_that_has_been_held_is_shortened() -> None:
    play = late_day()
    play.do(DESK, EndNow())
    changes = desk(play)["recovery"]["changes"]
    assert changes
    assert first(play) not in [change["slot"] for change in changes]


def test_a_day_that_has_not_begun_is_not_late() -> None:
    play = Play()
    assert not desk(play)["bar"]["late"]
    assert desk(play)["bar"]["behind"] is None


# a day that is not the planned one


def test_a_day_tried_out_on_another_date_is_neither_late_nor_early() -> None:
    play = Play()  # planned for 12 March, begun in November
    play.do(DESK, EditSession(hard_end="10:30"))
    play.do(DESK, Next())
    seen = desk(play)
    assert seen["bar"]["behind"] is None
    assert not seen["bar"]["late"]
    assert not seen["recovery"]["changes"]
    assert [slot["line"].start for slot in seen["day"]["slots"]] == ["17:00", "17:30"]
    assert seen["bar"]["other_day"] == {"date": "2026-03-12", "today": "2025-11-24"}
    assert "Planned for" in html(play)


def test_a_fixed_start_of_another_day_is_not_waited_for() -> None:
    play = Play()
    play.do(DESK, EditSlot(play.session.day.slots[1].id, start_fixed=True))
    play.do(DESK, Next())
    assert desk(play)["day"]["slots"][1]["line"].start == "17:30"


def test_the_desk_can_say_that_it_is_held_today() -> None:
    play = Play()
    play.do(DESK, Next())
    play.do(DESK, EditSession(date=desk(play)["bar"]["other_day"]["today"]))
    assert desk(play)["bar"]["behind"] == 480
    assert desk(play)["bar"]["other_day"] is None


def test_without_a_date_nothing_is_late_until_somebody_says_which_day_it_is() -> None:
    play = late_day()
    play.do(DESK, EditSession(date=""))
    assert desk(play)["bar"]["behind"] is None
    assert desk(play)["bar"]["other_day"] == {"date": "", "today": "2025-11-24"}
    assert play.session.course.planned_starts() == {}
    assert "no date" in html(play)


def test_an_untimed_day_needs_no_date() -> None:
    play = Play()
    play.do(DESK, PlaceProgramme((Draft("Början", None, 30),)))
    play.do(DESK, Next())
    assert desk(play)["bar"]["other_day"] is None


def test_a_day_that_goes_on_past_midnight_is_still_that_day() -> None:
    play = late_day()
    play.at += 8 * 3_600_000
    play.do(DESK, Next())
    assert desk(play)["bar"]["behind"] > 400


def test_a_day_that_nobody_ended_is_not_days_late() -> None:
    play = late_day()
    play.at += 3 * 24 * 3_600_000
    assert desk(play)["bar"]["behind"] is None
    assert not desk(play)["bar"]["late"]
