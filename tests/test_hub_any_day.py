"""The hub on any day: whatever happens in whatever order, what is seen is true, and in the end it is the newest."""

import itertools
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from sessions.hub import Audience
from tests.hub_stage import DESK, PHONE, WALL, Glass, Stage


class AnyDay(RuleBasedStateMachine):
    """Moves, commits, failures, slowness, comings and goings, in any order.

    Nobody sees what is not on disk, or things in another order than they happened; when all is quiet,
    everybody sees the newest.
    """

    glasses: Bundle[Glass] = Bundle("glasses")

    @initialize()
    def begin(self) -> None:
        self.stage = Stage()
        self.seats = itertools.count()
        self.everyone: dict[Glass, tuple[Audience, str]] = {}
        self.on_disk = 0
        self.counts = {0: 0}
        self.next_number = itertools.count(1)

    @rule(target=glasses, audience=st.sampled_from([PHONE, WALL, DESK, Audience("phone", language="en")]))
    def join(self, audience: Audience) -> Glass:
        it = Glass()
        seat = f"s{next(self.seats)}" if audience.surface == "phone" else ""
        self.stage.hub.join(it, audience, seat)
        self.everyone[it] = (audience, seat)
        return it

    @rule(it=consumes(glasses))
    def leave(self, it: Glass) -> None:
        self.stage.hub.leave(it)
        del self.everyone[it]

    @rule(leading=st.booleans(), everybody=st.booleans(), own=st.booleans())
    def move(self, leading: bool, everybody: bool, own: bool) -> None:
        number = next(self.next_number)
        self.stage.move(number, leading, everybody, own)
        self.counts[number] = self.stage.room.applied

    @rule(it=glasses, group=st.sampled_from(["", "g1", "g2"]))
    def regroup(self, it: Glass, group: str) -> None:
        seat = self.everyone[it][1] if it in self.everyone else ""
        if seat:
            self.stage.room.groups[seat] = group
            self.stage.room.applied += 1
            self.stage.hub.personal(seat)

    @rule(it=glasses)
    def vote(self, it: Glass) -> None:
        if it in self.everyone and (seat := self.everyone[it][1]):
            number = next(self.next_number)
            self.stage.room.marks[seat] = number
            self.stage.move(number)
            self.counts[number] = self.stage.room.applied
            self.stage.hub.reply(it, {"t": "ok", "id": str(number)})
            self.stage.hub.personal(seat)

    @rule(share=st.floats(0, 1))
    def commit(self, share: float) -> None:
        room = self.stage.room
        self.stage.commit(room.committed + round((room.applied - room.committed) * share))
        if room.committed == room.applied:
            self.on_disk = room.number

    @rule()
    def fail(self) -> None:
        """Only whole states can be read back here, so what was half on disk is committed first."""
        room = self.stage.room
        if room.committed == room.applied:
            self.on_disk = room.number
            room.number, room.applied = next(self.next_number) + 1_000_000, room.applied + 1
            self.stage.hub.touch()
            self.stage.clock.run(0.3)
            self.stage.fail(self.on_disk)

    @rule(it=glasses, waiting=st.sampled_from([0, 10_000, 100_000]))
    def slow_down(self, it: Glass, waiting: int) -> None:
        it.waiting = waiting

    @rule(seconds=st.sampled_from([0.0, 0.001, 0.02, 0.1, 0.4, 3.0]))
    def wait(self, seconds: float) -> None:
        self.stage.clock.run(seconds)

    @rule()
    def a_single_step(self) -> None:
        self.stage.clock.one()

    @invariant()
    def only_what_is_on_disk_is_seen(self) -> None:
        """Counts of lost moves are not in the table: seeing one would be a KeyError."""
        for it in getattr(self, "everyone", {}):
            answers = [int(frame["id"]) for frame in it.frames if frame["t"] == "ok"]
            own = [int(it.you["html"].split()[-1])] if it.you and it.you["html"] else []
            seen = [*self.numbers(it), *answers, *own]
            assert all(self.counts[number] <= self.stage.room.committed for number in seen)

    @invariant()
    def versions_are_skipped_but_never_reordered(self) -> None:
        for it in getattr(self, "everyone", {}):
            assert self.numbers(it) == sorted(self.numbers(it))

    @rule()
    def quiet(self) -> None:
        self.commit(1.0)
        for it in self.everyone:
            it.waiting = 0
        self.stage.clock.run(15)
        room = self.stage.room
        for it, (audience, seat) in self.everyone.items():
            if it.open:
                main = room.main(room.groups.get(seat, "")).replace("sv", audience.language, 1)
                assert it.regions == {
                    "head": f"{audience.language} head {audience.surface}",
                    "main": main,
                }
                mark = room.marks.get(seat)
                assert it.you == self.own_part(mark, audience.language) or not seat

    def own_part(self, mark: int | None, language: str) -> dict[str, Any]:
        marks = {"it": {"checked": True}} if mark else {}
        return {"t": "you", "marks": marks, "html": f"{language} mine {mark}" if mark else ""}

    def numbers(self, it: Glass) -> list[int]:
        return [int(html.split("'n': ")[1].split(",")[0]) for html in it.shows()]

    def teardown(self) -> None:
        if hasattr(self, "stage"):
            self.quiet()


AnyDay.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
test_any_day = AnyDay.TestCase
