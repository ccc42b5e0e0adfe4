"""Pitches and the panel: fair clocks, an order that is seen to be fair, and no question that gets lost."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from sessions.activities.pitch import Pitch
from sessions.activities.pitch import moves as m
from sessions.activities.pitch.state import typed_titles
from sessions.activities.pitch.timing import PHASES, left, seconds_left, shares, used
from sessions.activity import Clock, Item, Move, Person, Rejected, Scene, SlotFacts, TimeIsUp, Turn
from sessions.blocks import Bullets, Heading, Para, Said, Table, Term
from sessions.day_moves import GoTo
from sessions.people import Forgotten, GiveRole
from sessions.screens import Audience, Join, Outlook, regions
from sessions.session import Happened
from sessions.steps import AddStep, EditStep, OpenStep
from sessions.timers import ExtendTimer, PauseTimer, SetTimer
from sessions.wire import read_move
from tests.play import BEGIN, DESK, ITEMS, TIME, Play
from tests.roles import ALWAYS, ANSWERING, LEADERS, OPEN_ONLY, WRITERS, Rights

WHO_MAY: Rights = {
    **dict.fromkeys(("put_pitch", "withdraw", "order", "shift", "drop_out", "take_in"), (LEADERS, ALWAYS)),
    **dict.fromkeys(("draw", "go_on", "go_back"), (LEADERS, OPEN_ONLY)),
    **dict.fromkeys(("unanswer", "put_on"), (LEADERS, ALWAYS)),
    **dict.fromkeys(("ask", "reword", "take_back", "put_forward", "park", "support"), (ANSWERING, OPEN_ONLY)),
    **dict.fromkeys(("mark", "answer", "type_question"), (WRITERS, ALWAYS)),
}

WEIGHTS = {"pitch": 4, "questions": 3, "change": 1}
FIVE = tuple(Item(f"i{n}", f"Förslag {n}", f"Därför {n}", group=f"g{n}") for n in range(5))
HOUR = 3_600_000
OUTLOOK = Outlook(BEGIN + 600_000, Join("HTTP://MOTE.TEST/J/K7M4PX", "mote.test", "K7M4PX"))


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


@pytest.fixture
def play() -> Play:
    return Play(25)


@pytest.fixture
def step(play: Play) -> str:
    """In the running slot of thirty minutes."""
    play.do(DESK, GoTo(play.session.day.slots[0].id))
    return play.start("pitch", FIVE, titles="")


def scene(play: Play, step: str) -> Scene:
    return play.session.scene(play.session.steps.step(step))


def view(play: Play, step: str, audience: str = "wall", *more: Any) -> Any:
    return getattr(play.activity(step), audience)(*more, scene(play, step))


def pitch(play: Play, step: str) -> Pitch:
    activity = play.activity(step)
    assert isinstance(activity, Pitch)
    return activity


def go(play: Play, step: str, times: int = 1) -> None:
    for _ in range(times):
        play.do(DESK, m.GoOn(), step)


def undo(play: Play) -> None:
    play.keep(play.session.undo(Turn(DESK, play.at, play.dice)), DESK.seat)


def refused(play: Play, who: Person, move: Move, step: str, code: str) -> dict[str, Any]:
    with pytest.raises(Rejected) as found:
        play.do(who, move, step)
    assert found.value.code == code
    return found.value.values


def challenger(play: Play, number: int = 20) -> Person:
    play.do(DESK, GiveRole(play.people[number].seat, "challenger"))
    return play.session.people.person(play.people[number].seat)


def ids(play: Play, step: str) -> list[str]:
    return list(pitch(play, step).questions)


class TestTheOrder:
    def test_drawn_by_lot_the_draw_is_in_the_event_and_on_the_wall(self, play: Play, step: str) -> None:
        happened = play.do(DESK, m.Draw(), step)
        drawn = happened[0].event
        assert isinstance(drawn, m.Ordered)
        assert sorted(drawn.items) == [item.id for item in FIVE]
        assert [one["id"] for one in view(play, step)["list"]] == list(drawn.items)
        assert view(play, step)["drawn"] is True
        undo(play)
        assert [one["id"] for one in view(play, step)["list"]] == [item.id for item in FIVE]
        assert view(play, step)["drawn"] is False

    def test_set_by_hand_and_undone(self, play: Play, step: str) -> None:
        play.do(DESK, m.Shift("i3", -1), step)
        assert pitch(play, step).waiting() == ["i0", "i1", "i3", "i2", "i4"]
        refused(play, DESK, m.Shift("i0", -1), step, "nothing_to_order")
        refused(play, DESK, m.Shift("i4", 1), step, "nothing_to_order")
        undo(play)
        assert pitch(play, step).waiting() == [item.id for item in FIVE]
        refused(play, DESK, m.Order(("i0",)), step, "changed_since")

    def test_who_has_presented_is_not_moved_nor_drawn_again(self, play: Play, step: str) -> None:
        go(play, step)
        refused(play, DESK, m.Shift("i0", 1), step, "presented")
        for _ in range(5):
            play.do(DESK, m.Draw(), step)
            assert pitch(play, step).listed()[0] == "i0"
        go(play, step, 12)
        refused(play, DESK, m.Draw(), step, "nothing_to_order")

    def test_items_keep_their_ids_and_words_and_the_order_of_the_day(self, play: Play, step: str) -> None:
        play.do(DESK, m.Shift("i1", -1), step)
        play.do(DESK, m.DropOut("i4"), step)
        assert play.activity(step).items() == [FIVE[1], FIVE[0], FIVE[2], FIVE[3]]


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


class TestTypedIn:
    def test_titles_of_the_settings_stand_beside_what_was_brought(self, play: Play) -> None:
        step = play.start("pitch", ITEMS, titles="Eget\n\n Eget \nAnnat")
        titles = [item.title for item in play.activity(step).items()]
        assert titles == [*(item.title for item in ITEMS), "Eget", "Annat"]

    def test_a_pitch_on_paper_is_typed_in_changed_and_undone(self, play: Play, step: str) -> None:
        play.do(DESK, m.PutPitch("  Sent ute ", "Vi kom  sent", group="g1", id="sent"), step)
        item = play.activity(step).items()[-1]
        assert (item.title, item.text, item.group, item.id[0]) == ("Sent ute", "Vi kom sent", "g1", "p")
        play.do(DESK, m.PutPitch("Sent", "Nu", item=item.id), step)
        assert play.activity(step).items()[-1] == Item(item.id, "Sent", "Nu")
        undo(play)
        assert item.id not in pitch(play, step).pitches()
        refused(play, DESK, m.PutPitch(" "), step, "empty")
        refused(play, DESK, m.PutPitch("x" * 201), step, "too_long")
        refused(play, DESK, m.PutPitch("Ny", group="g77"), step, "unknown")

    def test_what_has_begun_is_not_undone(self, play: Play) -> None:
        step = play.start("pitch", titles="")
        play.do(DESK, m.PutPitch("Ensam"), step)
        item = play.activity(step).items()[0].id
        go(play, step)
        refused(play, DESK, m.Withdraw(item), step, "changed_since")

    def test_only_a_pitch_without_words_gets_them_from_the_desk(self, play: Play) -> None:
        step = play.start("pitch", (FIVE[0], Item("bare", "Utan ord")), titles="")
        refused(play, DESK, m.PutPitch(text="Ny text", item="i0"), step, "has_text")
        refused(play, DESK, m.PutPitch(text=" ", item="bare"), step, "empty")
        refused(play, DESK, m.PutPitch(text="x", item="gone"), step, "unknown")
        play.do(DESK, m.PutPitch("Annan titel", "Från papper", item="bare"), step)
        assert play.activity(step).items()[-1] == Item("bare", "Utan ord", "Från papper")
        play.do(DESK, m.PutPitch(text="Rättat", item="bare"), step)
        assert play.activity(step).items()[-1].text == "Rättat"
        undo(play)
        assert play.activity(step).items()[-1].text == ""
        refused(play, DESK, m.Withdraw("bare", text=True), step, "changed_since")

    def test_there_is_a_limit_and_what_was_presented_stays(self, play: Play) -> None:
        step = play.start("pitch", titles="\n".join(f"Nr {n}" for n in range(40)))
        assert refused(play, DESK, m.PutPitch("En till"), step, "too_many") == {"most": 40}
        go(play, step)
        with pytest.raises(Rejected, match="presented"):
            play.do(DESK, EditStep(step, settings={"titles": "Nr 1"}))
        play.do(DESK, EditStep(step, settings={"titles": "Nr 0\nNr 1"}))
        assert len(play.activity(step).items()) == 2
        with pytest.raises(Rejected, match="too_many"):
            play.do(DESK, EditStep(step, settings={"titles": "\n".join(map(str, range(41)))}))

    def test_questions_and_answers_from_paper(self, play: Play, step: str) -> None:
        refused(play, DESK, m.TypeQuestion("Vem?"), step, "unknown")
        play.do(DESK, m.TypeQuestion("Vem?", "Vi", item="i1", panel=True), step)
        play.do(DESK, m.TypeQuestion("När?", item="i1", answered=True), step)
        asked = view(play, step, "desk")["before"][1]["questions"]
        assert [(q["text"], q["standing"], q["typed"], q["panel"]) for q in asked] == [
            ("När?", "asked", True, False),
            ("Vem?", "answered", True, True),
        ]


class TestTheAudience:
    def test_a_question_is_about_the_pitch_that_is_on(self, play: Play, step: str) -> None:
        refused(play, play.people[0], m.Ask("Hur?"), step, "unknown")
        go(play, step)
        raw = {"do": "ask", "text": " Hur  då? ", "id": "mine", "panel": True, "draft": True}
        play.do(play.people[0], read_move(play.session, step, raw), step)
        (question,) = view(play, step, "everyone")["questions"]
        assert (question["text"], question["item"], question["panel"]) == ("Hur då?", "i0", False)
        assert question["id"] != "mine"
        assert question["standing"] == "asked"

    def test_so_many_each_and_none_twice(self, play: Play, step: str) -> None:
        go(play, step)
        who = play.people[0]
        play.do(who, m.Ask("Hur?"), step)
        refused(play, who, m.Ask("Hur?"), step, "asked_already")
        play.do(who, m.Ask("Vem?"), step)
        play.do(who, m.Ask("När?"), step)
        assert refused(play, who, m.Ask("Var?"), step, "enough") == {"most": 3}
        assert view(play, step, "marks", who)["send"] == {"disabled": True}
        play.do(who, m.TakeBack(ids(play, step)[0]), step)
        assert view(play, step, "seat", who)["left"] == 1
        assert "send" not in view(play, step, "marks", who)
        refused(play, who, m.TakeBack(ids(play, step)[0]), step, "unknown")
        refused(play, who, m.Ask("x" * 301), step, "too_long")

    def test_all_together_there_is_a_limit(self, play: Play, step: str) -> None:
        go(play, step)
        play.do(play.people[0], m.Ask("Hur?"), step)
        (one,) = pitch(play, step).questions.values()
        pitch(play, step).questions |= {f"q{n}": one for n in range(m.MOST_QUESTIONS)}
        refused(play, play.people[1], m.Ask("Vem?"), step, "too_many")

    def test_support_is_one_each_and_not_for_oneself(self, play: Play, step: str) -> None:
        go(play, step)
        play.do(play.people[0], m.Ask("Hur?"), step)
        play.do(play.people[1], m.Ask("Vem?"), step)
        first, second = ids(play, step)
        for who in play.people[2:5]:
            play.do(who, m.Support(second), step)
            play.do(who, m.Support(second), step)
        refused(play, play.people[1], m.Support(second), step, "not_allowed")
        asked = view(play, step, "everyone")["questions"]
        assert [(q["id"], q["support"]) for q in asked] == [(second, 3), (first, 0)]
        assert view(play, step, "marks", play.people[2])[f"s-{second}"] == {"checked": True}
        assert view(play, step, "marks", play.people[0])[f"s-{first}"] == {"disabled": True}
        play.do(play.people[2], m.Support(second, on=False), step)
        assert view(play, step, "everyone")["questions"][0]["support"] == 2
        quiet = play.start("pitch", FIVE, support=False)
        go(play, quiet)
        play.do(play.people[0], m.Ask("Hur?"), quiet)
        refused(play, play.people[1], m.Support(ids(play, quiet)[0]), quiet, "not_allowed")

    def test_held_questions_are_seen_by_nobody_but_who_leads_until_they_are_let_through(
        self, play: Play
    ) -> None:
        step = play.start("pitch", FIVE, hold=True)
        go(play, step)
        play.do(play.people[0], m.Ask("Hur?"), step)
        (id,) = ids(play, step)
        refused(play, play.people[1], m.Support(id), step, "unknown")
        assert [q["text"] for q in view(play, step, "desk")["held"]] == ["Hur?"]
        assert play.activity(step).needs(scene(play, step)) == (Term("to_read", {"count": 1}),)
        assert view(play, step, "seat", play.people[0])["mine"][0]["standing"] == "held"
        for audience in ("everyone", "wall"):
            assert "Hur?" not in str(view(play, step, audience))
        play.do(play.people[0], m.Reword(id, "Hur då?"), step)
        play.do(DESK, m.Mark(id, "asked"), step)
        assert view(play, step, "everyone")["questions"][0]["text"] == "Hur då?"
        refused(play, play.people[0], m.Reword(id, "Annat"), step, "seen_already")
        undo(play)
        assert view(play, step, "everyone")["questions"] == []

    def test_where_only_the_panel_asks_others_are_told_so(self, play: Play) -> None:
        step = play.start("pitch", FIVE, audience=False)
        go(play, step)
        refused(play, play.people[0], m.Ask("Hur?"), step, "panel_only")
        play.do(challenger(play), m.Ask("Hur?"), step)
        assert view(play, step, "everyone")["questions"][0]["panel"] is True

    def test_who_only_watches_is_told_so(self, play: Play, step: str) -> None:
        observer = structs.replace(play.people[0], role="observer")
        go(play, step)
        play.do(play.people[1], m.Ask("Hur?"), step)
        assert view(play, step, "marks", observer) == {
            f"s-{ids(play, step)[0]}": {"disabled": True},
            "ask": {"hidden": True},
            "watching": {"hidden": False},
        }
        assert view(play, step, "seat", observer) == {}


class TestThePanel:
    def test_a_draft_is_seen_by_nobody_else_until_it_is_asked(self, play: Play, step: str) -> None:
        who = challenger(play)
        play.do(who, m.Ask("Vad kostar det?", item="i3", draft=True), step)
        (id,) = ids(play, step)
        for audience in ("everyone", "wall", "desk"):
            assert "kostar" not in str(view(play, step, audience))
        refused(play, DESK, m.Mark(id, "asked"), step, "unknown")
        refused(play, DESK, m.Answer(id, "Lite"), step, "unknown")
        play.do(who, m.Reword(id, "Vad kostar det i år?"), step)
        mine = view(play, step, "seat", who)
        assert (mine["role"], mine["mine"][0]["standing"]) == ("panel", "draft")
        assert [p["id"] for p in mine["pitches"]] == [item.id for item in FIVE]
        play.do(who, m.PutForward(id), step)
        assert view(play, step, "desk")["before"][3]["questions"][0]["text"] == "Vad kostar det i år?"
        assert view(play, step, "marks", who)["ask"] == {"hidden": True}

    def test_parked_asked_again_answered_or_in_writing(self, play: Play, step: str) -> None:
        who = challenger(play)
        go(play, step, 2)
        for text in ("Ett?", "Två?", "Tre?"):
            play.do(who, m.Ask(text), step)
        one, two, three = ids(play, step)
        play.do(DESK, m.PutOn(one), step)
        assert view(play, step)["shown"]["text"] == "Ett?"
        play.do(who, m.Park(one), step)
        assert view(play, step)["shown"] is None
        refused(play, DESK, m.PutOn(one), step, "moved_on")
        refused(play, who, m.Park(one), step, "moved_on")
        play.do(who, m.PutForward(one), step)
        play.do(DESK, m.PutOn(one), step)
        play.do(DESK, m.PutOn(two), step)
        undo(play)
        assert view(play, step)["shown"]["id"] == one
        play.do(DESK, m.Answer(one, "Ja,\nvisst"), step)
        play.do(DESK, m.Mark(two, "written"), step)
        standings = {q["id"]: (q["standing"], q["answer"]) for q in view(play, step, "seat", who)["mine"]}
        assert standings == {three: ("asked", ""), one: ("answered", "Ja,\nvisst"), two: ("written", "")}
        refused(play, who, m.TakeBack(one), step, "answered_already")
        play.do(DESK, m.Answer(one, "Nej"), step)
        undo(play)
        assert pitch(play, step).questions[two].standing == "asked"

    def test_an_answer_is_undone_to_where_the_question_stood(self, play: Play, step: str) -> None:
        go(play, step)
        play.do(play.people[0], m.Ask("Hur?"), step)
        (id,) = ids(play, step)
        refused(play, DESK, m.Unanswer(id, "asked"), step, "changed_since")
        play.do(DESK, m.Answer(id, "Så"), step)
        undo(play)
        question = pitch(play, step).questions[id]
        assert (question.standing, question.answer) == ("asked", "")
        refused(play, DESK, m.Answer(id, "  "), step, "empty")

    def test_panel_moves_are_for_the_panel_and_for_ones_own(self, play: Play, step: str) -> None:
        who, other = challenger(play), challenger(play, 21)
        go(play, step)
        play.do(play.people[0], m.Ask("Hur?"), step)
        play.do(who, m.Ask("Vem?"), step)
        first, second = ids(play, step)
        refused(play, play.people[0], m.Park(first), step, "not_allowed")
        refused(play, other, m.Park(second), step, "unknown")
        assert [q["id"] for q in view(play, step, "everyone")["questions"]] == [second, first]

    def test_a_challenger_has_a_limit_too(self, play: Play, step: str) -> None:
        who = challenger(play)
        for number in range(m.MOST_OF_PANEL):
            play.do(who, m.Ask(f"Fråga {number}?", item="i0", draft=True), step)
        assert refused(play, who, m.Ask("Än en?", item="i0"), step, "enough") == {"most": m.MOST_OF_PANEL}

    def test_hidden_by_the_desk_is_seen_by_its_writer_and_can_be_shown_again(
        self, play: Play, step: str
    ) -> None:
        go(play, step)
        play.do(play.people[0], m.Ask("Olämpligt?"), step)
        (id,) = ids(play, step)
        play.do(DESK, m.Mark(id, "hidden"), step)
        assert view(play, step, "everyone")["questions"] == []
        assert view(play, step, "desk")["hidden"][0]["text"] == "Olämpligt?"
        assert view(play, step, "seat", play.people[0])["mine"][0]["standing"] == "hidden"
        play.do(DESK, m.Mark(id, "asked"), step)
        assert len(view(play, step, "everyone")["questions"]) == 1

    def test_a_seated_scribe_notes_answers(self, play: Play, step: str) -> None:
        play.do(DESK, GiveRole(play.people[24].seat, "scribe"))
        scribe = play.session.people.person(play.people[24].seat)
        go(play, step)
        play.do(play.people[0], m.Ask("Hur?"), step)
        (id,) = ids(play, step)
        assert [q["text"] for q in view(play, step, "seat", scribe)["mine"]] == ["Hur?"]
        play.do(scribe, m.Answer(id, "Så här"), step)
        play.do(scribe, m.TypeQuestion("Och sedan?", "Sedan går vi hem"), step)
        go(play, step, 14)
        play.do(DESK, m.Mark(id, "parked"), step)
        assert [q["text"] for q in view(play, step, "seat", scribe)["mine"]] == ["Hur?"]


class TestWhoPresents:
    def test_a_groups_phones_know_when_it_is_on_next_or_later(self, play: Play, step: str) -> None:
        assert view(play, step, "group", "g0")["turn"] == "next"
        go(play, step)
        assert view(play, step, "group", "g0")["turn"] == "on"
        assert view(play, step, "group", "g0")["pitch"]["text"] == "Därför 0"
        assert view(play, step, "group", "g1")["turn"] == "next"
        third = view(play, step, "group", "g3")
        assert (third["turn"], third["before"]) == ("later", 2)
        assert view(play, step, "group", "g77") == {}
        go(play, step, 3)
        assert view(play, step, "group", "g0") == {}

    def test_the_big_button_says_what_comes(self, play: Play, step: str) -> None:
        said = []
        for _ in range(15):
            term, move = play.activity(step).onward(scene(play, step)) or (Term(""), m.GoOn())
            said.append((term.code, term.values.get("number")))
            play.do(DESK, move, step)
        assert said[:4] == [
            ("go_on_pitch", 1),
            ("go_on_questions", 1),
            ("go_on_change", 1),
            ("go_on_pitch", 2),
        ]
        assert said[-1] == ("go_on_through", None)
        assert play.activity(step).onward(scene(play, step)) is None

    def test_the_desks_big_button_is_the_next_phase_before_the_programme(self, play: Play, step: str) -> None:
        def following() -> Any:
            return regions(play.session, Audience("desk"), OUTLOOK)["next"][1]

        assert (following()["main"]["do"], following()["main"]["value"]) == ("go_on", "i0-pitch")
        assert following()["main"]["of"] == step
        assert following()["onward"]["what"] == "slot"
        go(play, step, 15)
        assert following()["main"]["what"] == "slot"

    def test_a_phone_is_not_told_what_changes_with_every_second(self, play: Play, step: str) -> None:
        go(play, step)
        before = (view(play, step, "everyone"), view(play, step))
        play.at += 60_000
        play.do(DESK, m.PutOn(), step)
        assert (view(play, step, "everyone"), view(play, step)) == before

    def test_during_a_change_over_nothing_is_asked(self, play: Play, step: str) -> None:
        go(play, step)
        play.do(play.people[0], m.Ask("Hur?"), step)
        go(play, step, 2)
        found = view(play, step, "everyone")
        assert (found["phase"], found["questions"]) == ("change", [])
        assert [q["text"] for q in found["before"][0]["questions"]] == ["Hur?"]

    def test_the_wall_says_who_where_and_what_comes(self, play: Play, step: str) -> None:
        go(play, step)
        found = view(play, step)
        assert (found["on"]["title"], found["on"]["text"]) == ("Förslag 0", "Därför 0")
        assert found["on"]["group"] == {"number": 1, "name": "", "place": "Sal Skola"}
        assert (found["number"], found["count"], found["next"]["id"]) == (1, 5, "i1")

    def test_nothing_to_present_is_said(self, play: Play) -> None:
        step = play.start("pitch", titles="")
        assert play.activity(step).needs(scene(play, step)) == (Term("no_pitches"),)
        assert view(play, step, "desk")["rows"] == []
        for role in ("challenger", "scribe"):
            assert view(play, step, "seat", structs.replace(play.people[0], role=role)) == {}
        play.close(step)
        assert play.activity(step).needs(scene(play, step)) == ()


class TestWhatStays:
    def told(self, play: Play, step: str) -> list[Any]:
        return play.activity(step).minutes(scene(play, step))

    def test_open_questions_and_drop_outs_land_in_the_minutes(self, play: Play, step: str) -> None:
        play.do(DESK, m.Draw(), step)
        play.do(DESK, m.Order(tuple(item.id for item in FIVE)), step)
        play.do(DESK, m.DropOut("i4"), step)
        go(play, step)
        who = challenger(play)
        for text in ("Ett?", "Två?", "Tre?"):
            play.do(who, m.Ask(text), step)
        play.do(who, m.Ask("Utkast?", draft=True), step)
        one, two, *_ = ids(play, step)
        play.do(DESK, m.Answer(one, "Ja"), step)
        play.do(DESK, m.Mark(two, "written"), step)
        assert Para(Term("asked_so_far", {"count": 3})) in self.told(play, step)
        assert "Ett?" not in str(self.told(play, step))
        assert "questions" not in play.activity(step).record(scene(play, step))
        play.close(step)
        blocks = self.told(play, step)
        answered, unanswered = (block for block in blocks if isinstance(block, Table))
        assert answered.rows == ((Said("Ett?", "sv"), Said("Ja", "sv")),)
        assert unanswered.rows == (
            (Said("Tre?", "sv"), Said("Förslag 0", "sv"), Term("stands_asked")),
            (Said("Två?", "sv"), Said("Förslag 0", "sv"), Term("stands_written")),
        )
        headings = [block.text for block in blocks if isinstance(block, Heading)]
        assert headings[-2:] == [Term("dropped_out"), Term("open_questions")]
        assert Bullets((Said("Förslag 4", "sv"),)) in blocks
        assert Para(Term("presented_by", {"number": 1, "name": ""})) in blocks
        assert "Utkast" not in str(blocks)
        record: Any = play.activity(step).record(scene(play, step))
        assert [q["standing"] for q in record["questions"]] == ["asked", "answered", "written"]
        assert record["pitches"][0]["presented"] is True
        assert record["pitches"][-1]["dropped_out"] is True

    def test_before_anything_is_asked_only_the_pitches_are_told(self, play: Play, step: str) -> None:
        blocks = self.told(play, step)
        assert [block.text for block in blocks if isinstance(block, Heading)] == [
            Said(item.title, "sv") for item in FIVE
        ]
        assert "asked_so_far" not in str(blocks)

    def test_a_draw_is_told_and_an_answer_without_words(self, play: Play) -> None:
        step = play.start("pitch", (Item("i0", "", group="g9"), FIVE[1]), titles="")
        play.do(DESK, m.Draw(), step)
        play.do(DESK, m.TypeQuestion("Hur?", item="i0"), step)
        play.do(DESK, m.Mark(ids(play, step)[0], "answered"), step)
        play.close(step)
        blocks = self.told(play, step)
        assert blocks[0] == Para(Term("order_drawn"))
        assert (
            Table((Term("question"), Term("answer")), ((Said("Hur?", "sv"), Term("answered_aloud")),))
            in blocks
        )
        assert Heading(Term("removed_text"), 4) in blocks
        presenters = [b.text.values for b in blocks if isinstance(b, Para) and isinstance(b.text, Term)]
        assert {"number": 2, "name": ""} in presenters
        assert len(presenters) == 2
        assert play.activity(step).minutes(structs.replace(scene(play, step), state="open"))[0] == blocks[0]
        assert Term("open_questions") not in [b.text for b in blocks if isinstance(b, Heading)]

    def test_forgetting_a_seat_empties_what_it_asked_and_noted(self, play: Play, step: str) -> None:
        play.do(DESK, GiveRole(play.people[24].seat, "scribe"))
        scribe = play.session.people.person(play.people[24].seat)
        go(play, step)
        play.do(play.people[0], m.Ask("Hur?"), step)
        play.do(play.people[1], m.Support(ids(play, step)[0]), step)
        play.do(scribe, m.Answer(ids(play, step)[0], "Så"), step)
        for seat in (play.people[0].seat, scribe.seat):
            play.session.happened([Happened(Forgotten(seat))], DESK.seat, play.at)
        (question,) = view(play, step, "everyone")["questions"]
        assert (question["text"], question["answer"], question["support"]) == ("", "", 1)
        assert question["standing"] == "answered"

    def test_time_alone_changes_nothing(self, play: Play, step: str) -> None:
        go(play, step)
        before = view(play, step, "wall")
        assert (
            play.activity(step).decide(TimeIsUp("pitch"), Turn(TIME, play.at, play.dice), scene(play, step))
            == ()
        )
        assert view(play, step, "wall") == before

    def test_a_running_clock_of_another_slot_sets_no_limit(self, play: Play) -> None:
        assert SlotFacts().clock is None
        play.do(DESK, GoTo(play.session.day.slots[0].id))
        play.do(DESK, AddStep("pitch", play.session.day.slots[1].id, settings={"titles": "Ett"}))
        assert scene(play, list(play.session.steps.steps)[-1]).slot.clock is None


class TestTheSample:
    @pytest.mark.parametrize(
        ("crowd", "settings"), [(0, {}), (1, {}), (9, {"hold": True}), (30, {"support": False})]
    )
    def test_it_plays_every_pitch_to_its_end(self, crowd: int, settings: dict[str, Any]) -> None:
        play = Play(crowd)
        step = play.start("pitch", ITEMS, **settings)
        play.sample(step)
        activity = pitch(play, step)
        assert activity.waiting() == []
        assert bool(activity.questions) is bool(crowd)

    def test_the_panel_asks_in_it_and_nobody_else_where_only_it_may(self) -> None:
        play = Play(6)
        step = play.start("pitch", ITEMS, audience=False)
        play.people[2] = challenger(play, 2)
        play.sample(step)
        assert {q.panel for q in pitch(play, step).questions.values()} == {True}

    def test_the_same_title_is_the_same_pitch(self) -> None:
        assert typed_titles("Ett\nTvå")[0] == typed_titles(" Ett ")[0]
