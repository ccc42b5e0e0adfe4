"""Whose line does not keep up is passed over, brought back, or given up."""

import pytest

from sessions.hub_lane import Lane, Round
from tests.hub_stage import PHONE, Glass, SlowTime, Stage


@pytest.fixture
def stage() -> Stage:
    return Stage()


# Slow ones


def test_a_slow_watcher_skips_and_gets_the_newest_when_drained(stage: Stage) -> None:
    slow, quick = stage.glass(PHONE, "s1"), stage.glass(PHONE, "s2")
    slow.waiting = 70_000
    for _ in range(5):
        stage.room.marks["s1"] = stage.room.number + 1
        stage.move(everybody=True)
        stage.commit()
        stage.clock.run(0.5)
    assert len(slow.frames) == 2
    assert len(quick.shows()) == 6
    assert stage.hub.counters.skipped > 0
    slow.waiting = 0
    stage.clock.run(0.6)
    assert slow.shows()[1:] == [stage.room.main()]
    assert slow.you is not None
    assert slow.you["html"] == "sv mine 5"
    assert stage.hub.counters.aborted == 0


def test_hopeless_watchers_are_given_up(stage: Stage) -> None:
    stuck, never, talker = stage.glass(PHONE, "s1"), stage.glass(PHONE, "s2"), stage.glass(PHONE, "s3")
    stuck.waiting, never.waiting = 70_000, 300_000
    stage.move()
    stage.commit()
    stage.clock.run(0.6)
    assert (never.open, stuck.open) == (False, True)
    stage.clock.run(10)
    assert not stuck.open
    talker.waiting = 300_000
    stage.hub.reply(talker, {"t": "ok", "id": "a"})
    assert not talker.open
    assert stage.hub.counters.aborted == 3
    assert stage.hub.watching() == {"phone": 0}


def test_stopping_forgets_everything(stage: Stage) -> None:
    phone = stage.glass(PHONE, "s1")
    phone.waiting = 70_000
    stage.move()
    stage.hub.reply(phone, {"t": "ok", "id": "a"})
    stage.clock.run(0.1)
    stage.move()
    stage.hub.stop()
    stage.commit()
    stage.clock.run(20)
    assert len(phone.frames) == 2
    assert phone.open


# The rhythm alone


def test_a_round_that_was_broken_off_never_goes_on() -> None:
    clock, steps = SlowTime(), list[str]()

    def one_round(name: str) -> Round:
        for step in range(3):
            steps.append(f"{name}{step}")
            yield 0

    names = iter("ab")
    lane = Lane(clock, 0.1, lambda: one_round(next(names)), lambda: 0)
    lane.touch(urgent=True)
    clock.one()
    lane.break_off()
    lane.touch(urgent=True)
    clock.run(1)
    assert steps == ["a0", "b0", "b1", "b2"]


# Straight to the line


class Line(Glass):
    """A connection whose line takes bytes directly, `room` of them at a time; the rest goes the usual way."""

    def __init__(self) -> None:
        super().__init__()
        self.direct = True
        self.room: int | None = None
        self.half = b""
        self.pushed = 0

    @property
    def unsent(self) -> int:
        return self.waiting

    def push(self, frame: bytes) -> int:
        assert not self.waiting, "what waits comes first"
        if self.room == 0:
            raise BlockingIOError
        taken = frame[: self.room]
        self.half = taken if len(taken) < len(frame) else b""
        if not self.half:
            super().send(frame)
            self.pushed += 1
        return len(taken)

    def send(self, frame: bytes, /) -> None:
        whole, self.half = self.half + frame, b""
        super().send(whole)


def test_a_free_line_gets_its_frames_directly_and_the_rest_of_one_the_usual_way(stage: Stage) -> None:
    line = Line()
    stage.hub.join(line, PHONE, "s1")
    stage.clock.run(1)
    for room, whole in ((None, 1), (5, 0), (0, 0), (None, 1)):
        line.room, before = room, line.pushed
        stage.move()
        stage.commit()
        stage.clock.run(1)
        assert line.shows()[-1] == stage.room.main()
        assert line.pushed - before == whole


def test_what_waits_on_a_line_comes_first_and_a_full_one_is_passed_over(stage: Stage) -> None:
    line = Line()
    stage.hub.join(line, PHONE, "s1")
    stage.clock.run(1)
    pushed, line.waiting = line.pushed, 100
    stage.move()
    stage.commit()
    stage.clock.run(1)
    assert line.shows()[-1] == stage.room.main()
    line.waiting = 70_000
    seen = line.shows()
    stage.move()
    stage.commit()
    stage.clock.run(1)
    assert line.shows() == seen
    assert line.pushed == pushed
    line.waiting = 0
    stage.clock.run(1)
    assert line.shows()[-1] == stage.room.main()
