"""What the parts of a session mean to each other, undo to the letter, what an activity may bring about."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions import activities, wire
from sessions.activity import (
    CLOSED,
    Activity,
    AreaChosen,
    Event,
    Grouped,
    Item,
    Move,
    Person,
    Present,
    Rejected,
    RoleGiven,
    Scene,
    StepClosed,
    TimeIsUp,
    TimerSet,
    Turn,
    needed,
    tidy,
)
from sessions.day_moves import AddSlot, Draft, EditSlot, GiveBack, GoTo, PlaceProgramme, RemoveSlot
from sessions.facts import EditSession
from sessions.minutes import minutes
from sessions.people import Join, RemoveSeat, SayWho, by_organisation
from sessions.programme import MINUTE, Run, Slot, drift, expected
from sessions.session_moves import Next, TakeBack, Undo
from sessions.steps import (
    MOST_STEPS,
    AddStep,
    CloseStep,
    EditStep,
    MoveStep,
    OpenStep,
    RemoveStep,
    ShowStep,
    StartNow,
    StepBack,
)
from sessions.timers import PauseTimer, ResumeTimer, SetTimer
from tests.play import DESK, TIME, Play


def refused(play: Play, who: Person, move: Move, step: str = "") -> str:
    with pytest.raises(Rejected) as refusal:
        play.do(who, move, step)
    return refusal.value.code


def undo(play: Play) -> None:
    play.at += 1000
    play.keep(play.session.undo(Turn(DESK, play.at, play.dice, f"u{len(play.rows)}")), DESK.seat)


def title_of(step: str, play: Play) -> str:
    return play.session.steps.step(step).title


@pytest.fixture
def play() -> Play:
    return Play(3)


class Arrange(Move, frozen=True):
    """Everything that an exercise may bring about outside itself."""


class Busy(Activity):
    """An exercise that does all it is allowed to, and plays by the clock."""

    kind = "busy"
    moves = (Arrange, TimeIsUp)

    def decide(self, move: Move, turn: Turn, scene: Scene) -> Sequence[Event]:
        if isinstance(move, TimeIsUp):
            return (StepClosed(),) if move.name == "" else ()
        seat = turn.who.seat
        clocks = (TimerSet("", 60), TimerSet("grace", 60), TimerSet("later", 90))
        people = (
            AreaChosen(seat, "hav"),
            Grouped("g1", (seat, "nobody-there"), "hav", "Salen"),
            RoleGiven(seat, "scribe"),
        )
        return (move, *clocks, *people, Present(seat, False))


class Strict(Busy):
    """The same, but it wants to hear nothing of time."""

    kind = "strict"

    def decide(self, move: Move, turn: Turn, scene: Scene) -> Sequence[Event]:
        if isinstance(move, TimeIsUp):
            raise Rejected("late")
        return super().decide(move, turn, scene)


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for kind in (Busy, Strict):
        monkeypatch.setitem(activities._BY_KIND, kind.kind, kind)
    yield
    wire.step_moves.cache_clear()
    wire._step_events.cache_clear()


class TestWhatAnActivityBringsAbout:
    def test_its_clocks_are_the_steps_own_and_its_people_events_are_the_rooms(self, play: Play) -> None:
        step = play.start("busy")
        seat = play.people[0].seat
        play.do(play.people[0], Arrange(), step)
        assert set(play.session.timers.running) == {
            f"step:{step}",
            f"step:{step}:grace",
            f"step:{step}:later",
        }
        assert set(play.session.scene(play.session.steps.step(step)).clocks) == {"", "grace", "later"}
        person = play.session.people.person(seat)
        assert (person.area, person.group, person.place, person.role, person.here) == (
            "hav",
            "g1",
            "Salen",
            "scribe",
            False,
        )
        assert "nobody-there" not in play.session.people.seats
        assert play.session.scene(play.session.steps.step(step)).present == 2
        again = play.replayed()
        assert again.people.seats == play.session.people.seats
        assert again.timers.running == play.session.timers.running

    def test_its_own_clock_can_close_it_and_takes_its_other_clocks_along(self, play: Play) -> None:
        step = play.start("busy")
        play.do(play.people[0], Arrange(), step)
        play.at += 60_000
        play.keep(play.session.strike(f"step:{step}", Turn(TIME, play.at, play.dice)), TIME.seat)
        assert play.session.steps.step(step).state == CLOSED
        assert play.session.timers.running == {}
        assert play.session.alarm() is None

    def test_an_exercise_that_will_not_hear_of_time_is_left_alone(self, play: Play) -> None:
        step = play.start("strict")
        play.do(play.people[0], Arrange(), step)
        play.at += 60_000
        happened = play.session.strike(f"step:{step}:grace", Turn(TIME, play.at, play.dice))
        assert [type(one.event).__name__ for one in happened] == ["TimerWentOff"]

    def test_a_clock_of_a_step_that_is_gone_is_told_to_nobody(self, play: Play) -> None:
        happened = play.session.strike("step:gone", Turn(TIME, play.at, play.dice))
        assert [type(one.event).__name__ for one in happened] == ["TimerWentOff"]

    def test_undoing_a_role_gives_the_one_before_also_to_nobody_we_know(self, play: Play) -> None:
        people = play.session.people
        assert people.inverse(RoleGiven("stranger", "scribe")) is None


class TestAnActivityThatOverridesNothing:
    def test_it_accepts_moves_as_they_are_and_shows_and_keeps_nothing(self, play: Play) -> None:
        plain, scene = Activity(), Scene("k1")
        turn = Turn(DESK, play.at, play.dice, "m1")
        assert plain.decide(TimeIsUp(""), turn, scene) == (TimeIsUp(""),)
        views = [
            plain.everyone(scene),
            plain.group("g", scene),
            plain.place("p", scene),
            plain.wall(scene),
            plain.desk(scene),
        ]
        assert views == [{}] * 5
        assert (plain.seat(DESK, scene), plain.marks(DESK, scene), plain.record(scene)) == ({}, {}, {})
        assert (plain.items(), plain.minutes(scene), plain.needs(scene), plain.authored("s")) == (
            [],
            [],
            (),
            set(),
        )
        assert plain.inverse(TimeIsUp("")) is None
        assert list(plain.sample([], play.dice)) == []


class TestTextThatPeopleType:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("  a \t b\r\nc  ", "a b c"),
            ("e\u0301", "é"),
            ("a\u202eb\u200bc\x07d", "abcd"),
            ("👩\u200d👧", "👩\u200d👧"),
            ("\n\n", ""),
        ],
    )
    def test_it_is_tidied(self, typed: str, kept: str) -> None:
        assert tidy(typed, 100) == kept

    def test_lines_are_kept_where_lines_are_meant(self) -> None:
        assert tidy("  ett \r\n\n två  ", 100, lines=True) == "ett\n\ntvå"

    def test_too_long_is_counted_after_tidying(self) -> None:
        assert tidy("a" + " " * 50 + "b", 3) == "a b"
        with pytest.raises(Rejected) as refusal:
            tidy("abcd", 3)
        assert (refusal.value.code, refusal.value.values) == ("too_long", {"most": 3})

    def test_nothing_is_not_enough_where_something_is_needed(self) -> None:
        with pytest.raises(Rejected, match="empty"):
            needed(" \u200b ", 10)

    @given(st.text(max_size=60), st.booleans())
    def test_tidying_twice_is_tidying_once(self, typed: str, lines: bool) -> None:
        once = tidy(typed, 1000, lines=lines)
        assert tidy(once, 1000, lines=lines) == once


class TestUndoToTheLetter:
    def test_a_slot_of_the_third_day_comes_back_to_its_own_day(self, play: Play) -> None:
        days = [Draft(f"Dag {day}", "09:00", 30, day=str(day)) for day in (1, 2, 3)]
        play.do(DESK, PlaceProgramme(tuple(days)))
        for slot in list(play.session.day.slots):
            play.do(DESK, EditSlot(slot.id, start="10:00", title="Ändrad", minutes=45))
            undo(play)
            assert play.session.day.slot(slot.id) == slot

    def test_a_slot_moved_to_a_later_day_comes_back_to_the_first(self, play: Play) -> None:
        slot = play.session.day.slots[0]
        play.do(DESK, EditSlot(slot.id, start="33:00"))
        assert play.session.day.slot(slot.id).start == 33 * 60
        undo(play)
        assert play.session.day.slot(slot.id) == slot

    def test_time_that_was_taken_back_stays_taken_back_when_a_title_is_mended_and_unmended(
        self, play: Play
    ) -> None:
        play.do(DESK, Next())
        play.at = play.session.course.planned_starts()[play.session.day.slots[0].id] + 20 * MINUTE
        play.do(DESK, GoTo(play.session.day.slots[0].id))
        play.do(DESK, TakeBack())
        short = play.session.day.slots[1]
        assert (short.minutes, short.planned) != (30, None)
        behind = play.session.course.behind(play.at)
        play.do(DESK, EditSlot(short.id, title="Ny rubrik"))
        undo(play)
        assert play.session.day.slots[1] == short
        assert play.session.course.behind(play.at) == behind

    def test_a_length_that_cannot_be_does_not_come_in_by_way_of_undo(self, play: Play) -> None:
        slot = play.session.day.slots[0]
        impossible = Slot(slot.id, "x", minutes=-5)
        assert refused(play, DESK, EditSlot(slot.id, was=slot, before=impossible)) == "no_length"
        assert refused(play, DESK, EditSlot(slot.id, was=impossible, before=slot)) == "changed_since"
        assert refused(play, DESK, GiveBack({slot.id: -500}, {slot.id: 30})) == "no_length"
        assert refused(play, DESK, GiveBack({slot.id: 10}, {slot.id: 99})) == "changed_since"
        play.do(DESK, EditSlot(slot.id, before=Slot("another", "Bytt", minutes=5)))
        assert play.session.day.slots[0].id == slot.id

    def test_a_removed_step_comes_back_to_where_it_stood(self, play: Play) -> None:
        slot = play.session.day.slots[0].id
        for title in "abc":
            play.do(DESK, AddStep("pulse", slot, title))
        for gone in list(play.session.steps.of_slot(slot)):
            play.do(DESK, RemoveStep(gone.id))
            undo(play)
            assert [step.title for step in play.session.steps.of_slot(slot)] == ["a", "b", "c"]

    def test_a_step_that_somebody_else_brought_back_is_not_brought_back_twice(self, play: Play) -> None:
        play.do(DESK, AddStep("pulse", "", "a"))
        (step,) = play.session.steps.steps
        play.do(DESK, RemoveStep(step))
        play.do(DESK, StepBack(step))
        assert refused(play, DESK, StepBack(step)) == "changed_since"

    def test_a_step_that_has_been_opened_is_not_taken_away_by_undo(self, play: Play) -> None:
        play.do(DESK, AddStep("pulse", "", "a"))
        (step,) = play.session.steps.steps
        play.do(DESK, OpenStep(step))
        play.do(DESK, CloseStep(step))
        with pytest.raises(Rejected, match="changed_since"):
            undo(play)
        assert title_of(step, play) == "a"

    def test_undo_is_asked_of_the_session_and_never_judged_like_other_moves(self, play: Play) -> None:
        play.do(DESK, AddSlot("en till"))
        assert refused(play, DESK, Undo()) == "nothing_to_undo"

    def test_settings_come_back_as_they_were(self, play: Play) -> None:
        play.do(DESK, AddStep("pulse", "", "a", settings={"entries": 2}))
        (step,) = play.session.steps.steps
        before = play.session.steps.step(step).activity.settings
        play.do(DESK, EditStep(step, settings={"entries": 7}))
        undo(play)
        assert play.session.steps.step(step).activity.settings == before


class TestSlotsAndSteps:
    def test_a_step_is_planned_in_a_slot_that_is_there(self, play: Play) -> None:
        assert refused(play, DESK, AddStep("pulse", "gone")) == "unknown"
        assert refused(play, DESK, StartNow("pulse", "gone")) == "unknown"
        play.do(DESK, AddStep("pulse", "", "lös"))
        (step,) = play.session.steps.steps
        assert refused(play, DESK, MoveStep(step, "gone", 0)) == "unknown"
        play.do(DESK, MoveStep(step, play.session.day.slots[1].id, 0))
        play.do(DESK, MoveStep(step, "", 0))
        assert play.session.steps.step(step).slot == ""

    def test_answers_survive_the_slot_they_were_given_in(self, play: Play) -> None:
        slot = play.session.day.slots[0].id
        play.do(DESK, StartNow("pulse", slot, "Vad hörde du?"))
        (step,) = play.session.steps.steps
        play.sample(step)
        play.do(DESK, CloseStep(step))
        play.do(DESK, ShowStep(step))
        play.do(DESK, RemoveSlot(slot))
        assert step in [chapter.step for chapter in minutes(play.session)]

    def test_a_step_without_a_title_stands_in_the_minutes_without_a_heading(self, play: Play) -> None:
        play.do(DESK, StartNow("pulse", play.session.day.slots[0].id))
        (step,) = play.session.steps.steps
        play.sample(step)
        play.do(DESK, CloseStep(step))
        told = [chapter for chapter in minutes(play.session) if chapter.step == step]
        assert [chapter.kind for chapter in told] == ["pulse"]

    def test_there_is_an_end_to_how_many_steps_there_can_be(self, play: Play) -> None:
        for _ in range(MOST_STEPS):
            play.do(DESK, AddStep("talk"))
        assert refused(play, DESK, AddStep("talk")) == "too_many"

    def test_a_programme_without_the_running_slot_is_not_placed(self, play: Play) -> None:
        play.do(DESK, Next())
        assert refused(play, DESK, PlaceProgramme((Draft("Annat", "10:00", 5),))) == "runs_now"
        running = play.session.day.current or ""
        play.do(DESK, PlaceProgramme((Draft("Samma", "10:00", 5, keep=running),)))
        assert play.session.day.current == running

    def test_a_length_that_was_edited_survives_pasting_again(self, play: Play) -> None:
        first, second = play.session.day.slots
        play.do(DESK, EditSlot(first.id, minutes=50))
        drafts = (Draft("Början", "09:00", 30, keep=first.id), Draft("Mitten", "09:30", 40, keep=second.id))
        play.do(DESK, PlaceProgramme(drafts))
        assert [slot.minutes for slot in play.session.day.slots] == [50, 40]

    def test_a_start_can_be_typed_where_there_was_none_and_taken_away(self, play: Play) -> None:
        play.do(DESK, AddSlot("utan tid"))
        slot = play.session.day.slots[-1].id
        play.do(DESK, EditSlot(slot, start="10:15"))
        assert play.session.day.slot(slot).start == 615
        play.do(DESK, EditSlot(slot, start=""))
        assert play.session.day.slot(slot).start is None

    def test_every_item_of_every_step_can_be_read(self, play: Play) -> None:
        step = play.start("pulse")
        play.sample(step)
        assert play.session.items() == play.activity(step).items() != []
        assert all(isinstance(item, Item) for item in play.session.items())


class TestPeople:
    def test_a_seat_without_an_id_is_none(self, play: Play) -> None:
        assert refused(play, Person("", role="nobody"), Join()) == "not_allowed"

    def test_who_leads_or_writes_takes_no_seat_by_the_way(self, play: Play) -> None:
        assert refused(play, Person("f-1", role="scribe"), Join()) == "not_allowed"
        assert refused(play, Person("f-1", role="scribe"), SayWho("Kim")) == "not_allowed"

    def test_when_nothing_is_asked_coming_is_joining(self, play: Play) -> None:
        assert play.session.people.door.asks_nothing
        play.do(DESK, EditSession(ask_organisation="asked"))
        assert not play.session.people.door.asks_nothing

    def test_a_removed_seat_cannot_say_who_it_is(self, play: Play) -> None:
        play.do(DESK, RemoveSeat(play.people[0].seat))
        assert refused(play, play.people[0], SayWho("Kim")) == "removed"

    def test_people_are_counted_by_organisation_and_by_how_many_a_phone_stands_for(self) -> None:
        people = [Person("a", organisation="Arbis"), Person("b", organisation="Arbis", weight=3), Person("c")]
        assert by_organisation(people) == {"Arbis": 4}


class TestClocks:
    def test_pausing_and_resuming_twice_is_once(self, play: Play) -> None:
        play.do(DESK, SetTimer("a", 100))
        for _ in range(2):
            play.do(DESK, PauseTimer("a"))
            play.at += 5_000
        left = play.session.timers.running["a"].left
        for _ in range(2):
            play.do(DESK, ResumeTimer("a"))
        timer = play.session.timers.running["a"]
        assert timer.deadline is not None
        assert timer.deadline - play.at == left - 1000 == 98_000

    def test_what_can_be_known_of_how_late_we_are(self) -> None:
        """A plan that only times a slot of unknown end says nothing about being late."""
        slots = [Slot("a", start=540), Slot("b", minutes=10)]
        planned = {"a": 1_000_000}
        assert drift(slots, expected(slots, {}, None, planned, 0), planned) == 0
        waiting = [Slot("x"), Slot("b", start=600, minutes=5)]
        lines = expected(waiting, {"x": Run(0)}, "x", {"x": 0, "b": 50}, 10)
        assert drift(waiting, lines, {"x": 0, "b": 50}) == 0
        assert drift([Slot("c")], [expected([Slot("c")], {}, None, {}, 0)[0]], {"c": 5}) is None
