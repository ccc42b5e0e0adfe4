"""The session as a whole: its moves one by one, and against a simple model in any order."""

from typing import Any

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sessions.activity import CLOSED, OPEN, PLANNED, SHOWN, Person, Rejected, Turn
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
from sessions.groups import Regroup
from sessions.part import tag_of
from sessions.people import CountHeads, GiveRole, Join, LetBack, LockDoor, RemoveSeat, SayWho
from sessions.programme import clock_text, moment
from sessions.session import Back, Next, Session, StartStep, TakeBack
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
from sessions.wire import session_moves
from tests.play import DESK, TIME, Play

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
        coming = play.session.next_slot() or ""
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
        assert play.session.next_slot() == play.session.day.slots[0].id
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
        assert play.session.next_slot() == play.session.day.slots[1].id

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
        assert play.session.behind(play.at) == 12
        play.do(DESK, TakeBack())
        lengths = {slot.title: slot.minutes for slot in play.session.day.slots}
        assert [lengths[title] for title in ("Verkstad", "Pitchar", "Omröstning", "Utvärdering")] == [
            54,
            36,
            9,
            9,
        ]
        assert [lengths[title] for title in ("Paus", "Lunch", "Fika")] == [15, 45, 30]
        coffee = play.session.timeline(play.at)[-1]
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
        end = play.session.timeline(play.at)[-1].end
        assert clock_text(end, "Europe/Stockholm") == "14:10"

    def test_a_paused_clock_pushes_what_follows(self, play: Play) -> None:
        self.run_late(play, lunch_fixed=False)
        play.do(DESK, PauseTimer("slot"))
        play.at += 10 * 60_000
        assert play.session.behind(play.at) == 22
        play.do(DESK, ResumeTimer("slot"))
        play.do(DESK, ExtendTimer(-60, "slot"))
        assert play.session.behind(play.at) == 21


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


class SessionMachine(RuleBasedStateMachine):
    """Any desk moves in any order: nothing but a refusal may come, and a replay is always the same session."""

    @initialize()
    def begin(self) -> None:
        self.play = Play(2)

    @rule(data=st.data())
    def desk_moves(self, data: st.DataObject) -> None:
        wanted = data.draw(st.sampled_from(sorted(session_moves())))
        if wanted in ("clock_struck", "undo", "join", "say_who"):
            return
        move = data.draw(moves(session_moves()[wanted], self.play.session))
        before = msgspec.json.encode(state(self.play.session))
        try:
            self.play.do(DESK, move)
        except Rejected:
            assert msgspec.json.encode(state(self.play.session)) == before

    @rule()
    def undo(self) -> None:
        try:
            undo(self.play)
        except Rejected as refusal:
            assert refusal.code in (
                "nothing_to_undo",
                "changed_since",
                "ended",
                "not_now",
                "unknown",
                "runs_now",
                "too_many",
            )

    @rule(seconds=st.integers(1, 4000))
    def time_passes(self, seconds: int) -> None:
        self.play.at += seconds * 1000
        for key, _ in self.play.session.timers.due(self.play.at):
            turn = Turn(TIME, self.play.at, self.play.dice)
            if not self.play.session.meeting.ended:
                self.play.keep(self.play.session.strike(key, turn), "time")

    @rule(number=st.integers(2, 40))
    def somebody_joins(self, number: int) -> None:
        try:
            self.play.join(number)
        except Rejected as refusal:
            assert refusal.code in (
                "ended",
                "locked",
                "full",
                "removed",
                "name_needed",
                "organisation_needed",
                "organisation_unknown",
            )

    @invariant()
    def a_restart_changes_nothing(self) -> None:
        if hasattr(self, "play"):
            assert state(self.play.replayed()) == state(self.play.session)


def state(session: Session) -> Any:
    """Everything a session knows, as plain data."""
    parts = (session.people, session.groups, session.meeting, session.day, session.timers)
    apart = ("people", "private")
    known = [{k: v for k, v in vars(part).items() if k not in apart and k[0] != "_"} for part in parts]
    steps = [
        (s.id, s.slot, s.state, s.title, s.seconds, s.source, s.reopened)
        for s in session.steps.steps.values()
    ]
    return msgspec.to_builtins(
        [known, steps, session.steps.focus, session.undos], enc_hook=lambda o: sorted(map(str, o))
    )


def moves(wanted: Any, session: Session) -> st.SearchStrategy[Any]:
    """Moves of this type about what is there, or is not."""
    ids = st.sampled_from(
        ["", "nothing", *(s.id for s in session.day.slots), *session.steps.steps, *session.people.seats]
    )
    by_type = {
        "str": ids | st.text(max_size=5) | st.just("09:30"),
        "int": st.integers(-5, 500),
        "bool": st.booleans(),
    }
    fields = {}
    for name, hint in wanted.__annotations__.items():
        if name in (
            "allowed",
            "when",
            "was",
            "before",
            "placed",
            "slots",
            "settings",
            "id",
        ) or not isinstance(name, str):
            continue
        text = str(hint)
        fields[name] = (
            by_type["bool"] if "bool" in text else by_type["int"] if "int" in text else by_type["str"]
        )
    if wanted is PlaceProgramme:
        return st.just(PlaceProgramme((Draft("Ett", "09:00", 20), Draft("Två", None, None))))
    if issubclass(wanted, AddStep):
        return st.builds(
            wanted, kind=st.sampled_from(["pulse", "talk", "nothing"]), slot=ids, title=st.text(max_size=5)
        )
    if wanted is Regroup:
        return st.builds(Regroup, st.lists(st.tuples(ids, ids | st.just("g0")), max_size=3).map(tuple))
    if tag_of(wanted) == "give_back":
        return st.builds(wanted, minutes=st.just({}), then=st.just({}))
    return st.builds(wanted, **fields)


TestAnyOrder = SessionMachine.TestCase
TestAnyOrder.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
