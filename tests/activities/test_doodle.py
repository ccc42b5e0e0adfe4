"""The doodle: in pairs on one clock; who comes, who leaves, and who leads."""

import re
from random import Random
from typing import Any

import pytest
from msgspec import structs

from sessions.activities.doodle import moves as m
from sessions.activities.doodle import pairs as p
from sessions.activities.doodle.plan import CLOCK, GRACE, plan
from sessions.activities.doodle.spares import SPARES
from sessions.activity import Rejected, StepClosed, TimeIsUp, Turn
from sessions.people import GiveRole, RemoveSeat
from sessions.render import Renderer
from sessions.screens.desk_next import next_view
from sessions.screens.shown import lines
from sessions.steps import AddStep, EditStep
from sessions.wire import read_move
from tests.activities.doodle_play import INK, MORE, codes, doodle, draw, go, own, ring, scene, view
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


@pytest.fixture
def play() -> Play:
    return Play(4)


@pytest.fixture
def step(play: Play) -> str:
    return play.start("doodle", pairing="order", sheets=2)


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


def test_before_it_opens_nothing_happens(play: Play) -> None:
    play.do(DESK, AddStep("doodle", ""))
    step = list(play.session.steps.steps)[-1]
    assert doodle(play, step).needs(scene(play, step)) == ()
    with pytest.raises(Rejected, match="not_open"):
        play.do(DESK, m.Begin(), step)


def test_the_big_button_leads_from_phase_to_phase(play: Play, step: str) -> None:
    """It stands on the wall: the next thing is the doodle's own, until the end; then it is closed as usual."""
    terms = []
    while (thing := big(play))["what"] == "within":
        terms.append((thing["term"].code, thing["term"].values.get("phase")))
        asked = {"do": thing["do"], **({thing["field"]: str(thing["value"])} if thing["field"] else {})}
        play.do(DESK, read_move(play.session, step, asked), step)
    kinds = [phase.kind for phase in plan(doodle(play, step).settings)]
    assert terms == [("begin", None), *(("go_on", kind) for kind in [*kinds[1:], "done"])]
    assert thing["what"] == "close"
    words = Renderer()
    for code, phase in terms:
        assert words.say(code, {"phase": phase, "number": 1}, language="en", kind="doodle") != code


def big(play: Play) -> Any:
    return next_view(play.session, lines(play.session, play.at))["main"]


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
