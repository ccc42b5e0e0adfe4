"""The session against a simple model, in any order of moves."""

from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sessions.activity import Rejected, Turn
from sessions.day_moves import (
    Draft,
    PlaceProgramme,
)
from sessions.group_moves import Regroup
from sessions.part import tag_of
from sessions.session import Session
from sessions.steps import (
    AddStep,
)
from sessions.wire import session_moves
from tests.play import DESK, TIME, Play
from tests.test_session import undo


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
