"""Anything goes in a pulse: replay agrees, nothing is lost or doubled."""

import copy
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sessions.activities.pulse import moves as m
from sessions.activity import (
    CLOSED,
    OPEN,
    SHOWN,
    Move,
    Person,
    Rejected,
    plain,
)
from tests.activities.pulse_play import DESK, Play

TEXTS = st.sampled_from(["a", "A", "b", "a b", "\u202eb", "<b>", "=1+1", "", "å", "a\u030a", "x" * 70])


class AnyOrder(RuleBasedStateMachine):
    """Whatever people and desk do in whatever order: replay agrees, nothing is lost or doubled."""

    @initialize(
        form=st.sampled_from(["words", "text", "scales"]),
        hold=st.booleans(),
        reveal=st.sampled_from(["live", "shown"]),
    )
    def begin(self, form: str, hold: bool, reveal: str) -> None:
        self.play = Play(3, form=form, hold=hold, reveal=reveal, entries=2)

    def attempt(self, move: Move, who: int | Person = DESK) -> None:
        before = copy.deepcopy(self.play.pulse.__dict__)
        try:
            self.play.do(move, who)
        except Rejected:
            assert self.play.pulse.__dict__ == before

    @property
    def ids(self) -> list[str]:
        return [e.id for r in self.play.pulse.rounds for e in r.entries] or ["none"]

    @rule(who=st.integers(0, 2), text=TEXTS)
    def write(self, who: int, text: str) -> None:
        self.attempt(m.Write(text), who)

    @rule(who=st.integers(0, 2), value=st.integers(-1, 6))
    def rate(self, who: int, value: int) -> None:
        self.attempt(m.Rate(1, value), who)

    @rule(data=st.data(), who=st.integers(0, 2))
    def take_back(self, data: st.DataObject, who: int) -> None:
        self.attempt(m.TakeBack(data.draw(st.sampled_from(self.ids))), who)

    @rule(data=st.data(), kind=st.sampled_from([m.Join, m.Approve, m.Hide, m.Unhide, m.Part]))
    def arrange(self, data: st.DataObject, kind: type[Move]) -> None:
        some = data.draw(st.lists(st.sampled_from(self.ids), min_size=1, max_size=3))
        self.attempt(kind(tuple(some) if kind in (m.Join, m.Approve) else some[0]))

    @rule(text=TEXTS, times=st.integers(1, 3))
    def type_in(self, text: str, times: int) -> None:
        self.attempt(m.TypeIn(text, times))

    @rule(counts=st.lists(st.integers(0, 3), min_size=5, max_size=5))
    def type_ratings(self, counts: list[int]) -> None:
        self.attempt(m.TypeRatings(1, tuple(counts)))

    @rule(move=st.sampled_from([m.NewRound(), m.DropRound(), m.ShowRound(1), m.ShowRound(0), m.TurnPage(1)]))
    def turn(self, move: Move) -> None:
        self.attempt(move)

    @rule(state=st.sampled_from([OPEN, CLOSED, SHOWN]))
    def step(self, state: str) -> None:
        self.play.state = state

    @precondition(lambda self: self.play.log)
    @rule()
    def undo_the_last(self) -> None:
        event, by = self.play.log[-1]
        earlier = self.play.replayed()
        earlier.pulse = Play(3, **plain(self.play.given)).pulse
        for one, who in self.play.log[:-1]:
            earlier.pulse.apply(one, who, 0)
        inverse = earlier.pulse.inverse(event)
        if by == DESK.seat and inverse is not None:
            before = earlier.screens()
            self.play.do(inverse)
            assert _but_seen(self.play.screens(), before)

    @invariant()
    def replay_gives_the_same(self) -> None:
        if hasattr(self, "play"):
            assert self.play.replayed().screens() == self.play.screens()

    @invariant()
    def forgetting_is_replaying_without_the_words(self) -> None:
        if hasattr(self, "play"):
            forgotten = self.play.replayed()
            forgotten.pulse.forget("seat-0")
            assert forgotten.screens() == self.play.replayed(forget="seat-0").screens()


def _but_seen(after: list[Any], before: list[Any]) -> bool:
    """A round that has been shown stays on the record, also when the showing is undone."""
    return after[1:] == before[1:] and after[0][1] == before[0][1]


AnyOrder.TestCase.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyOrder = AnyOrder.TestCase
