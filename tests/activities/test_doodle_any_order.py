"""The doodle in any order of what people do."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sessions.activities.doodle import Doodle
from sessions.activities.doodle import moves as m
from sessions.activity import Person, Rejected
from sessions.people import LetBack, RemoveSeat
from tests.activities.doodle_play import INK, doodle, own, scene, view
from tests.play import DESK, Play


class Room(RuleBasedStateMachine):
    """People come, go, come back, draw or do not, in any order; it always goes on, and everybody has a sheet."""

    @initialize(people=st.integers(0, 7), pairing=st.sampled_from(["auto", "order", "code"]))
    def open(self, people: int, pairing: str) -> None:
        self.play = Play(people)
        self.step = self.play.start("doodle", pairing=pairing, sheets=2, rounds=2, pause_seconds=1)
        self.gone: set[str] = set()

    @property
    def activity(self) -> Doodle:
        return doodle(self.play, self.step)

    def tried(self, who: Person, move: Any) -> None:
        try:
            self.play.do(who, move, self.step)
        except Rejected as refused:
            assert refused.code in {
                "in_already", "out_already", "no_more_drawing", "sheet_over", "not_yet", "not_in", "removed",
                "moved_on", "begun_already", "no_such_code", "own_code", "taken", "not_your_partner", "not_now",
                "not_your_drawing", "nothing_drawn",
            }  # fmt: skip

    @rule()
    def joins(self) -> None:
        if len(self.play.people) < 12:
            self.play.people.append(self.play.join(len(self.play.people)))

    @precondition(lambda self: self.play.people)
    @rule(
        data=st.data(),
        move=st.sampled_from([m.ComeIn(), m.StepOut(), m.Work("words"), m.Work("pen"), m.Agree()]),
    )
    def moves(self, data: Any, move: Any) -> None:
        self.tried(data.draw(st.sampled_from(self.play.people)), move)

    @precondition(lambda self: self.play.people)
    @rule(data=st.data(), say=st.booleans())
    def codes(self, data: Any, say: bool) -> None:
        known = [member.code for member in self.activity.members.values()] or ["1"]
        code = data.draw(st.sampled_from(known))
        self.tried(data.draw(st.sampled_from(self.play.people)), m.SayGone(code) if say else m.PairUp(code))

    @precondition(lambda self: self.play.people)
    @rule(data=st.data(), words=st.booleans())
    def draws(self, data: Any, words: bool) -> None:
        phase = self.activity.phase
        part: m.Part = "finish" if phase.part == "finish" else "doodle"
        sheet = max(phase.sheet, 1)
        move = m.Describe(sheet, part, "ord") if words else m.Draw(sheet, part, INK)
        self.tried(data.draw(st.sampled_from(self.play.people)), move)

    @precondition(lambda self: self.play.people)
    @rule(data=st.data())
    def is_removed_or_let_back(self, data: Any) -> None:
        seat = data.draw(st.sampled_from(self.play.people)).seat
        self.play.do(DESK, LetBack(seat) if seat in self.gone else RemoveSeat(seat))
        self.gone ^= {seat}

    @rule()
    def begins(self) -> None:
        self.tried(DESK, m.Begin())

    @rule()
    def goes_on(self) -> None:
        self.tried(DESK, m.GoOn(self.activity.index))

    @invariant()
    def everybody_who_is_there_has_a_place_and_a_sheet(self) -> None:
        if not hasattr(self, "play"):
            return
        now = scene(self.play, self.step)
        there = self.activity.there(now)
        pairs = self.activity.here_pairs(now)
        seats = [seat for pair in self.activity.pairs for seat in pair]
        assert len(seats) == len(set(seats)), "nobody draws in two pairs"
        assert all(len(pair) <= 3 for pair in pairs)
        if self.activity.phase.kind == "finish":
            came_back = there - {
                seat for seat, sheet in self.activity.given if sheet == self.activity.phase.sheet
            }
            assert came_back <= {person.seat for person in self.play.people}
            assert all(layer.empty is False for layer in self.given_layers(there - came_back, now))

    def given_layers(self, seats: set[str], now: Any) -> list[Any]:
        """A sheet to finish is never blank, unless its words were all it had and the pair draws by now."""
        sheet = self.activity.phase.sheet
        return [self.activity.first_layer(self.activity.given[seat, sheet])[0] for seat in seats]

    @invariant()
    def every_screen_can_be_made_and_replayed(self) -> None:
        if not hasattr(self, "play"):
            return
        for audience in ("everyone", "wall", "desk", "record", "minutes"):
            view(self.play, self.step, audience)
        for who in range(len(self.play.people)):
            own(self.play, self.step, who)

    def teardown(self) -> None:
        if hasattr(self, "play"):
            replayed = self.play.replayed().steps.step(self.step).activity
            assert vars(replayed) == vars(self.activity)


TestAnyOrder = Room.TestCase
TestAnyOrder.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
