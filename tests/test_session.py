"""The session as a whole: its moves one by one."""

from typing import Any

import pytest

from sessions.activity import CLOSED, OPEN, Person, Rejected, Turn
from sessions.day_moves import (
    AddRuling,
    AddSlot,
    CopySlot,
    Draft,
    EditRuling,
    EditSlot,
    EndNow,
    GoTo,
    MoveSlot,
    PlaceProgramme,
    RemoveRuling,
    RemoveSlot,
    WriteMinutes,
)
from sessions.facts import Blank, EditSession, EndSession, LookUp, ReopenSession, ShowCode
from sessions.people import CountHeads, GiveRole, Join, LetBack, LockDoor, RemoveSeat, SayWho
from sessions.programme import clock_text, moment
from sessions.session_moves import Back, Next, TakeBack
from sessions.steps import (
    AddStep,
)
from sessions.timers import ExtendTimer, PauseTimer, ResumeTimer
from tests.play import DESK, Play

COUNCIL = (
    Draft("Återblick", "09:20", 20),
    Draft("Gäst", "09:40", 15),
    Draft("Vad hörde jag?", "09:55", 5),
    Draft("Läget", "10:00", 60),
    Draft("Paus", "11:00", 15, break_=True),
    Draft("Verkstad", "11:15", 60),
    Draft("Lunch", "12:15", 45, break_=True),
    Draft("Pitchar", "13:00", 40),
    Draft("Omröstning", "13:40", 10),
    Draft("Utvärdering", "13:50", 10),
    Draft("Fika", "14:00", 30, break_=True),
)


def refused(play: Play, who: Person, move: Any, step: str = "") -> str:
    with pytest.raises(Rejected) as refusal:
        play.do(who, move, step)
    return refusal.value.code


def slots(play: Play) -> list[str]:
    return [slot.title for slot in play.session.day.slots]


def undo(play: Play) -> None:
    play.at += 1000
    play.keep(play.session.undo(Turn(DESK, play.at, play.dice, f"u{len(play.rows)}")), DESK.seat)


@pytest.fixture
def play() -> Play:
    return Play(2)


class TestTheProgramme:
    def test_next_starts_the_slots_one_after_the_other(self, play: Play) -> None:
        play.do(DESK, Next())
        assert play.session.day.current == play.session.day.slots[0].id
        play.do(DESK, Next())
        assert play.session.day.current == play.session.day.slots[1].id
        assert refused(play, DESK, Next()) == "not_now"

    def test_when_two_press_next_at_once_nothing_is_skipped(self, play: Play) -> None:
        coming = play.session.course.next_slot() or ""
        play.do(DESK, Next(coming))
        assert refused(play, DESK, Next(coming)) == "moved_on"
        assert play.session.day.current == coming

    def test_next_opens_the_slots_steps_before_it_goes_on(self, play: Play) -> None:
        slot = play.session.day.slots[0].id
        for title in ("ett", "två"):
            play.do(DESK, AddStep("pulse", slot, title))
        first, second = play.session.steps.of_slot(slot)
        for _ in range(3):
            play.do(DESK, Next())
        assert (first.state, second.state) == (CLOSED, OPEN)
        assert play.session.steps.in_focus() is second
        play.do(DESK, Next())
        assert second.state == CLOSED
        assert play.session.steps.in_focus() is None

    def test_back_and_jump(self, play: Play) -> None:
        assert play.session.course.next_slot() == play.session.day.slots[0].id
        play.do(DESK, GoTo(play.session.day.slots[1].id))
        play.do(DESK, Back())
        assert play.session.day.current == play.session.day.slots[0].id
        assert refused(play, DESK, Back()) == "not_now"
        assert refused(play, DESK, GoTo("nothing")) == "unknown"

    def test_ending_now_leaves_no_slot_running(self, play: Play) -> None:
        assert refused(play, DESK, EndNow()) == "not_now"
        play.do(DESK, Next())
        play.do(DESK, EndNow())
        assert play.session.day.current is None
        assert play.session.timers.clock("slot") is None
        assert play.session.course.next_slot() == play.session.day.slots[1].id

    def test_editing_in_place_and_undo(self, play: Play) -> None:
        slot = play.session.day.slots[0].id
        play.do(
            DESK,
            EditSlot(slot, title="  Ny  rubrik ", start="08.45", minutes=25, minutes_min=20, break_=True),
        )
        now = play.session.day.slot(slot)
        assert (now.title, now.start, now.minutes, now.minutes_min, now.break_) == (
            "Ny rubrik",
            525,
            25,
            20,
            True,
        )
        undo(play)
        assert play.session.day.slot(slot).title == "Början"

    @pytest.mark.parametrize("wrong", ["9", "25:99", "48:00", "halv nio", "09:5", "٠٩:٣٠x"])
    def test_a_time_that_is_none_is_refused_with_its_field(self, play: Play, wrong: str) -> None:
        with pytest.raises(Rejected) as refusal:
            play.do(DESK, EditSlot(play.session.day.slots[0].id, start=wrong))
        assert (refusal.value.code, refusal.value.values["field"]) == ("no_time", "start")

    def test_adding_copying_moving_and_removing_can_be_undone(self, play: Play) -> None:
        first = play.session.day.slots[0].id
        before = slots(play)
        play.do(DESK, AddSlot("Tillagd", "09:10", 5, after=first))
        assert slots(play) == ["Början", "Tillagd", "Mitten"]
        play.do(DESK, CopySlot(first))
        assert slots(play) == ["Början", "Början", "Tillagd", "Mitten"]
        play.do(DESK, MoveSlot(first, 3))
        assert slots(play)[3] == "Början"
        play.do(DESK, RemoveSlot(first))
        for _ in range(4):
            undo(play)
        assert slots(play) == before
        while play.session.undos:
            undo(play)
        with pytest.raises(Rejected, match="nothing_to_undo"):
            undo(play)

    def test_undo_is_refused_when_it_has_changed_since(self, play: Play) -> None:
        slot = play.session.day.slots[0].id
        play.do(DESK, EditSlot(slot, title="A"))
        play.do(DESK, EditSlot(slot, title="B"))
        play.session.undos.pop()
        with pytest.raises(Rejected) as refusal:
            undo(play)
        assert refusal.value.code == "changed_since"

    def test_the_running_slot_cannot_be_removed(self, play: Play) -> None:
        play.do(DESK, Next())
        assert refused(play, DESK, RemoveSlot(play.session.day.current or "")) == "runs_now"

    def test_limits(self, play: Play) -> None:
        slot = play.session.day.slots[0].id
        assert refused(play, DESK, PlaceProgramme((Draft("x"),) * 301)) == "too_many"
        assert refused(play, DESK, AddSlot("  ")) == "empty"
        assert refused(play, DESK, EditSlot(slot, minutes=1441)) == "no_length"
        assert refused(play, DESK, MoveSlot(slot, 9)) == "not_now"
        play.do(DESK, PlaceProgramme((Draft("x"),) * 300))
        assert refused(play, DESK, AddSlot("en till")) == "too_many"

    def test_pasting_again_can_be_undone_until_something_else_changed(self, play: Play) -> None:
        before = play.session.day.slots
        again = PlaceProgramme((Draft("Något annat", "10:00", 45),))
        play.do(DESK, again)
        assert [slot.title for slot in play.session.day.slots] == ["Något annat"]
        undo(play)
        assert play.session.day.slots == before
        play.do(DESK, again)
        play.session.day.slots = []
        with pytest.raises(Rejected, match="changed_since"):
            undo(play)

    def test_pasting_again_keeps_what_was_edited(self, play: Play) -> None:
        slot = play.session.day.slots[0].id
        play.do(DESK, EditSlot(slot, desk_notes="Ring vaktmästaren", start_fixed=True))
        play.do(DESK, AddStep("pulse", slot, "kvar"))
        play.do(
            DESK, PlaceProgramme((Draft("Början, ny", "09:05", 30, keep=slot), Draft("Slut", "10:00", 5)))
        )
        kept = play.session.day.slots[0]
        assert (kept.id, kept.title, kept.desk_notes, kept.start_fixed) == (
            slot,
            "Början, ny",
            "Ring vaktmästaren",
            True,
        )
        assert [step.title for step in play.session.steps.of_slot(slot)] == ["kvar"]

    def test_days_and_midnight(self, play: Play) -> None:
        drafts = (
            Draft("a", "22:00", 60),
            Draft("b", "23:30", 60),
            Draft("c", "00:30", 30),
            Draft("d", "09:00", 30, day="2"),
        )
        play.do(DESK, PlaceProgramme(drafts))
        assert [slot.start for slot in play.session.day.slots] == [1320, 1410, 1470, 1980]
        play.do(DESK, EditSlot(play.session.day.slots[2].id, start="01:00"))
        assert play.session.day.slots[2].start == 1500


class TestTakingBackTheTime:
    def run_late(self, play: Play, lunch_fixed: bool) -> None:
        play.do(DESK, PlaceProgramme(COUNCIL))
        play.do(DESK, EditSession(date="2026-03-12", zone="Europe/Stockholm"))
        ids = {slot.title: slot.id for slot in play.session.day.slots}
        play.do(DESK, EditSlot(ids["Lunch"], start_fixed=lunch_fixed))
        play.at = moment("2026-03-12", 11 * 60 + 12, "Europe/Stockholm") - 1000
        play.do(DESK, GoTo(ids["Paus"]))

    def test_with_no_fixed_start_the_flexible_slots_shrink_and_coffee_is_at_two(self, play: Play) -> None:
        self.run_late(play, lunch_fixed=False)
        assert play.session.course.behind(play.at) == 12
        play.do(DESK, TakeBack())
        lengths = {slot.title: slot.minutes for slot in play.session.day.slots}
        assert [lengths[title] for title in ("Verkstad", "Pitchar", "Omröstning", "Utvärdering")] == [
            54,
            36,
            9,
            9,
        ]
        assert [lengths[title] for title in ("Paus", "Lunch", "Fika")] == [15, 45, 30]
        coffee = play.session.course.timeline(play.at)[-1]
        assert clock_text(coffee.start, "Europe/Stockholm") == "14:00"
        undo(play)
        assert play.session.day.slots[5].minutes == 60
        assert refused(Play(), DESK, TakeBack()) == "nothing_to_recover"

    def test_with_lunch_fixed_only_the_workshop_shrinks(self, play: Play) -> None:
        self.run_late(play, lunch_fixed=True)
        play.do(DESK, TakeBack())
        lengths = {slot.title: slot.minutes for slot in play.session.day.slots}
        assert (lengths["Verkstad"], lengths["Pitchar"], lengths["Omröstning"]) == (48, 40, 10)

    def test_the_hard_end_counts(self, play: Play) -> None:
        self.run_late(play, lunch_fixed=False)
        play.do(DESK, EditSession(hard_end="14:10"))
        play.do(DESK, TakeBack())
        end = play.session.course.timeline(play.at)[-1].end
        assert clock_text(end, "Europe/Stockholm") == "14:10"

    def test_a_paused_clock_pushes_what_follows(self, play: Play) -> None:
        self.run_late(play, lunch_fixed=False)
        play.do(DESK, PauseTimer("slot"))
        play.at += 10 * 60_000
        assert play.session.course.behind(play.at) == 22
        play.do(DESK, ResumeTimer("slot"))
        play.do(DESK, ExtendTimer(-60, "slot"))
        assert play.session.course.behind(play.at) == 21


class TestPeople:
    def test_joining_once_gives_a_seat_and_again_changes_nothing(self, play: Play) -> None:
        who = Person("ny", role="nobody")
        assert len(play.do(who, Join())) == 1
        assert play.do(who, Join()) == []

    def test_what_is_asked_must_be_answered(self, play: Play) -> None:
        play.do(
            DESK,
            EditSession(
                ask_name="asked", ask_organisation="asked", organisations="Arbis\nKyrkan", closed_list=True
            ),
        )
        who = Person("ny", role="nobody")
        assert refused(play, who, Join()) == "name_needed"
        assert refused(play, who, Join("Mia", "Okänd")) == "organisation_unknown"
        play.do(DESK, EditSession(closed_list=False))
        assert refused(play, who, Join("Mia", "")) == "organisation_needed"
        play.do(who, Join("Mia", "Arbis"))

    def test_a_locked_door_lets_in_only_those_who_have_a_seat(self, play: Play) -> None:
        play.do(DESK, LockDoor())
        assert refused(play, Person("ny", role="nobody"), Join()) == "locked"
        assert play.do(play.people[0], Join()) == []
        play.do(DESK, LockDoor(False))
        play.do(Person("ny", role="nobody"), Join())

    def test_seats_are_limited(self, play: Play) -> None:
        play.do(DESK, EditSession(seats=2))
        assert refused(play, Person("ny", role="nobody"), Join()) == "full"

    def test_a_removed_seat_may_do_nothing_until_it_is_let_back(self, play: Play) -> None:
        seat = play.people[0].seat
        play.do(DESK, RemoveSeat(seat))
        assert refused(play, play.people[0], Join()) == "removed"
        assert seat not in [person.seat for person in play.session.people.here()]
        undo(play)
        assert play.do(play.people[0], Join()) == []
        assert refused(play, DESK, RemoveSeat("x")) == "unknown"
        play.do(DESK, RemoveSeat(seat))
        play.do(DESK, LetBack(seat))

    def test_roles(self, play: Play) -> None:
        seat = play.people[0].seat
        slot = play.session.day.slots[0].id
        assert refused(play, play.people[0], WriteMinutes(slot, "x")) == "not_allowed"
        play.do(DESK, GiveRole(seat, "scribe"))
        play.do(play.people[0], WriteMinutes(slot, "Vi sade ja."))
        assert play.session.day.texts[slot] == "Vi sade ja."
        assert refused(play, play.people[0], Next()) == "not_allowed"
        assert refused(play, DESK, GiveRole(seat, "king")) == "unknown"
        undo(play)
        assert play.session.people.person(seat).role == "participant"

    def test_names_never_stand_in_an_event(self, play: Play) -> None:
        play.do(play.people[0], SayWho("Hemligt Namn", "Förening 1"))
        assert b"Hemligt" not in b"".join(row.events for row in play.rows)
        assert b"Namnzq" not in b"".join(row.events for row in play.rows)

    def test_the_head_count(self, play: Play) -> None:
        play.do(DESK, CountHeads(52))
        assert play.session.people.heads == 52
        play.do(DESK, CountHeads(0))
        assert play.session.people.heads is None
        assert refused(play, DESK, CountHeads(-1)) == "not_now"


class TestTheMeeting:
    def test_facts_are_changed_one_by_one_and_can_be_undone(self, play: Play) -> None:
        play.do(DESK, EditSession(theme="Hälsa", hard_end="14.30", organisations="A\n\n B \n", language="en"))
        facts = play.session.meeting.facts
        assert (facts.theme, facts.hard_end, facts.title) == ("Hälsa", 870, "Ett möte")
        assert play.session.people.door.organisations == ("A", "B")
        undo(play)
        assert (play.session.meeting.facts.theme, play.session.meeting.facts.hard_end) == ("", None)

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"date": "imorgon"}, "no_date"),
            ({"zone": "Mars/Olympus"}, "no_zone"),
            ({"zone": "../../etc/passwd"}, "no_zone"),
            ({"hard_end": "sent"}, "no_time"),
            ({"ask_name": "maybe"}, "unknown"),
            ({"wall_theme": "pink"}, "unknown"),
            ({"seats": 0}, "too_many"),
            ({"title": "x" * 201}, "too_long"),
        ],
    )
    def test_what_cannot_be_is_refused_with_its_field(
        self, play: Play, change: dict[str, Any], code: str
    ) -> None:
        with pytest.raises(Rejected) as refusal:
            play.do(DESK, EditSession(**change))
        assert refusal.value.code == code
        assert refusal.value.values["field"] == next(iter(change))

    def test_switches(self, play: Play) -> None:
        for move, name in ((LookUp, "look_up"), (Blank, "blank"), (ShowCode, "show_code")):
            play.do(DESK, move())
            assert getattr(play.session.meeting, name) is True
            play.do(DESK, move(False))
            assert getattr(play.session.meeting, name) is False

    def test_after_the_end_nothing_more_can_be_sent(self, play: Play) -> None:
        play.do(DESK, Next())
        step = play.start("pulse")
        play.do(DESK, EndSession())
        assert play.session.steps.step(step).state == CLOSED
        assert play.session.day.current is None
        assert play.session.alarm() is None
        assert refused(play, DESK, Next()) == "ended"
        play.do(DESK, ReopenSession())
        play.do(DESK, Next())

    def test_decisions(self, play: Play) -> None:
        slot = play.session.day.slots[0].id
        play.do(DESK, AddRuling(slot, "Utreda", "Arbis", "i maj"))
        line = play.session.day.rulings[slot][0]
        play.do(DESK, EditRuling(slot, "Utreda snabbt", "Arbis", "i april", line.id))
        assert play.session.day.rulings[slot][0].until == "i april"
        play.do(DESK, RemoveRuling(slot, line.id))
        assert play.session.day.rulings[slot] == []
        undo(play)
        assert play.session.day.rulings[slot][0].what == "Utreda snabbt"
        assert refused(play, DESK, RemoveRuling(slot, "x")) == "unknown"
        assert refused(play, DESK, AddRuling(slot, " ")) == "empty"
