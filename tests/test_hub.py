"""The hub against a small room, with a clock that is turned by hand and connections that keep what came."""

import heapq
import itertools
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from sessions.connection_plain import payloads
from sessions.hub import Audience, Hub, Part, version_of
from sessions.hub_lane import Lane, Round

WALL = Audience("wall")
DESK = Audience("desk")
PHONE = Audience("phone")


class Handle:
    def __init__(self, callback: Callable[[], Any]) -> None:
        self.callback: Callable[[], Any] | None = callback

    def cancel(self) -> None:
        self.callback = None


class SlowTime:
    """An event loop's clock and calendar, turned by hand."""

    def __init__(self) -> None:
        self.now = 0.0
        self.order = itertools.count()
        self.calendar: list[tuple[float, int, Handle]] = []

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, callback: Callable[..., Any], *args: Any) -> Handle:
        handle = Handle(lambda: callback(*args))
        heapq.heappush(self.calendar, (self.now + delay, next(self.order), handle))
        return handle

    def call_soon(self, callback: Callable[..., Any], *args: Any) -> Handle:
        return self.call_later(0.0, callback, *args)

    def run(self, seconds: float = 0.0) -> None:
        until = self.now + seconds
        while self.calendar and self.calendar[0][0] <= until:
            due, _, handle = heapq.heappop(self.calendar)
            self.now = max(self.now, due)
            if handle.callback is not None:
                handle.callback()
        self.now = max(self.now, until)

    def one(self) -> None:
        """One callback of those that are due now."""
        if self.calendar and self.calendar[0][0] <= self.now:
            handle = heapq.heappop(self.calendar)[2]
            if handle.callback is not None:
                handle.callback()


class Glass:
    """A connection, and the screen behind it: keeps the frames, and what they add up to."""

    def __init__(self, clock: SlowTime | None = None, cost: float = 0.0) -> None:
        self.slot: Any = None
        self.open = True
        self.waiting = 0
        self.stuck = False
        self.frames: list[dict[str, Any]] = []
        self.writes = 0
        self.regions: dict[str, str] = {}
        self.you: dict[str, Any] | None = None
        self.clock, self.cost = clock, cost

    def send(self, frame: bytes, /) -> None:
        assert self.open
        self.writes += 1
        if self.stuck:
            self.waiting += len(frame)
        if self.clock:
            self.clock.now += self.cost
        for payload in payloads(frame):
            self.take(msgspec.json.decode(payload))

    def take(self, message: dict[str, Any]) -> None:
        self.frames.append(message)
        if message["t"] == "show":
            for name, region in message["regions"].items():
                assert region["v"] == version_of(region["html"])
                self.regions[name] = region["html"]
        if message["t"] == "you":
            self.you = message

    def close(self, code: int = 1000, reason: str = "") -> None:
        self.open = False

    def abort(self) -> None:
        self.open = False

    async def stay(self) -> None: ...

    def shows(self) -> list[str]:
        regions = [frame["regions"] for frame in self.frames if frame["t"] == "show"]
        return [each["main"]["html"] for each in regions if "main" in each]

    def kinds(self) -> list[str]:
        return [frame["t"] for frame in self.frames]


class Room:
    """A state of one number, a few groups, and a mark for every seat."""

    def __init__(self) -> None:
        self.number = 0
        self.applied = self.committed = 0
        self.groups: dict[str, str] = {}
        self.marks: dict[str, int] = {}
        self.renders: list[tuple[str, Any]] = []
        self.broken = False

    def regions(self, audience: Audience) -> Mapping[str, Part]:
        main = {"n": self.number, "group": audience.group}
        return {"head": ("head", audience.surface), "main": ("main", main)}

    def personal(self, seat: str, audience: Audience) -> tuple[Mapping[str, Any], Part | None]:
        mark = self.marks.get(seat)
        return ({"it": {"checked": True}}, ("mine", mark)) if mark else ({}, None)

    def audience_of(self, seat: str, audience: Audience) -> Audience:
        return msgspec.structs.replace(audience, group=self.groups.get(seat, ""))

    def render(self, template: str, data: Any, audience: Audience) -> str:
        if self.broken:
            raise ValueError("a broken template")
        self.renders.append((template, data))
        return f"{audience.language} {template} {data}"

    def main(self, group: str = "") -> str:
        return f"sv main {{'n': {self.number}, 'group': '{group}'}}"


class Stage:
    """A hub, its room and its clock."""

    def __init__(self) -> None:
        self.room, self.clock = Room(), SlowTime()
        self.hub = Hub(self.room, self.room.render, self.clock)

    def glass(self, audience: Audience, seat: str = "", have: Mapping[str, str] | None = None) -> Glass:
        it = Glass()
        self.hub.join(it, audience, seat, have or {})
        return it

    def move(self, number: int | None = None, leading: bool = False, everybody: bool = False) -> None:
        self.room.number = self.room.number + 1 if number is None else number
        self.room.applied += 1
        self.hub.touch(leading, everybody)

    def commit(self, count: int | None = None) -> None:
        self.room.committed = self.room.applied if count is None else count
        self.hub.released()

    def fail(self, number: int) -> None:
        """The journal could not be written: the room is back at what is on disk."""
        self.room.number, self.room.applied = number, self.room.committed
        self.hub.dropped()


@pytest.fixture
def stage() -> Stage:
    return Stage()


# Joining


def test_joining_shows_everything_and_a_phone_its_own_part(stage: Stage) -> None:
    phone, wall = stage.glass(PHONE, "s1"), stage.glass(WALL)
    assert phone.kinds() == ["show", "you"]
    assert phone.regions == {"head": "sv head phone", "main": stage.room.main()}
    assert phone.you == {"t": "you", "marks": {}, "html": ""}
    assert wall.kinds() == ["show"]
    assert stage.hub.watching() == {"phone": 1, "wall": 1}


def test_a_returning_page_gets_only_what_differs(stage: Stage) -> None:
    versions = {"head": version_of("sv head phone"), "main": "old", "gone": "x" * 1000}
    phone = stage.glass(PHONE, "s1", versions)
    assert list(phone.frames[0]["regions"]) == ["main"]
    versions["main"] = version_of(stage.room.main())
    assert stage.glass(PHONE, "s2", versions).kinds() == ["you"]


def test_a_newcomer_waits_for_the_disk_and_gets_what_others_see(stage: Stage) -> None:
    stage.room.applied = 3
    phone = stage.glass(PHONE, "s1")
    assert phone.frames == []
    stage.commit()
    assert phone.kinds() == ["show", "you"]


def test_after_leaving_nothing_comes(stage: Stage) -> None:
    phone, other = stage.glass(PHONE, "s1"), stage.glass(PHONE, "s1")
    stage.hub.leave(phone)
    stage.hub.leave(phone)
    stage.move()
    stage.commit()
    stage.hub.personal("s1")
    stage.clock.run(1)
    assert len(phone.frames) == 2
    assert other.shows()[-1] == stage.room.main()
    stage.hub.leave(other)
    assert stage.hub.watching() == {"phone": 0}
    assert stage.hub.connections() == []


def test_leaving_while_frames_are_held(stage: Stage) -> None:
    stage.room.applied = 1
    phone = stage.glass(PHONE, "s1")
    stage.hub.leave(phone)
    stage.commit()
    assert "show" not in phone.kinds()


def test_a_page_painted_later_than_the_screen_is_never_taken_back(stage: Stage) -> None:
    stage.glass(PHONE, "s0")
    stage.move(1)
    stage.commit()
    stage.clock.run(0.01)
    stage.move(2)
    stage.commit()
    painted = {"head": version_of("sv head phone"), "main": version_of(stage.room.main())}
    phone = stage.glass(PHONE, "s1", painted)
    old = stage.glass(PHONE, "s2", painted | {"main": "0" * 1000})
    stage.clock.run(0.3)
    assert phone.shows() == []
    assert old.shows() == [stage.room.main()]


def test_a_phone_that_changes_group_never_sees_an_older_state(stage: Stage) -> None:
    stage.room.groups["s0"] = "g1"
    member, phone = stage.glass(PHONE, "s0"), stage.glass(PHONE, "s1")
    stage.move(1, leading=True)
    stage.commit()
    stage.clock.run(0.001)
    stage.room.groups["s1"] = "g1"
    stage.room.number, stage.room.applied = 2, 2
    stage.hub.personal("s1")
    stage.commit()
    assert phone.shows()[-1] == stage.room.main("g1")
    stage.clock.run(0.3)
    assert member.shows()[-1] == stage.room.main("g1")
    assert len(phone.shows()) == 3


# Broadcasting


def test_one_render_and_the_same_bytes_for_a_whole_audience(stage: Stage) -> None:
    phones = [stage.glass(PHONE, f"s{i}") for i in range(50)]
    english = stage.glass(Audience("phone", language="en"), "e")
    stage.room.renders.clear()
    stage.move()
    stage.commit()
    stage.clock.run(1)
    assert len(stage.room.renders) == 2, "main for Swedish and English; head has not changed"
    assert all(phone.shows()[-1] == stage.room.main() for phone in phones)
    assert english.shows()[-1].startswith("en ")
    assert stage.hub.counters.renders == 2 + 4


def test_an_unchanged_view_is_silent(stage: Stage) -> None:
    phone, wall = stage.glass(PHONE, "s1"), stage.glass(WALL)
    seen = len(phone.frames), len(wall.frames)
    stage.room.renders.clear()
    for _ in range(5):
        stage.move(0)
        stage.commit()
        stage.clock.run(1)
    assert (len(phone.frames), len(wall.frames)) == seen
    assert stage.room.renders == []


def test_a_quiet_room_is_told_at_once_then_in_ticks(stage: Stage) -> None:
    phone, wall = stage.glass(PHONE, "s1"), stage.glass(WALL)
    stage.clock.run(10)
    for _ in range(100):  # ten milliseconds apart: a second of votes
        stage.move()
        stage.commit()
        stage.clock.run(0.01)
    assert phone.shows()[1] == "sv main {'n': 1, 'group': ''}", "the leading edge at once"
    assert 4 <= len(phone.shows()) - 1 <= 5
    assert 24 <= len(wall.shows()) - 1 <= 31
    stage.clock.run(1)
    assert phone.shows()[-1] == wall.shows()[-1] == stage.room.main()


def test_phones_follow_at_once_when_the_room_is_led(stage: Stage) -> None:
    phone = stage.glass(PHONE, "s1")
    stage.move()
    stage.commit()
    stage.clock.run(0.001)
    stage.move()
    stage.commit()
    stage.clock.run(0.01)
    assert phone.shows()[-1] != stage.room.main()
    stage.move(leading=True)
    stage.commit()
    stage.clock.run(0.001)
    assert phone.shows()[-1] == stage.room.main()


def test_moves_of_one_moment_are_one_frame(stage: Stage) -> None:
    wall = stage.glass(WALL)
    for _ in range(7):
        stage.move()
    stage.commit()
    stage.clock.run(1)
    assert wall.shows()[1:] == [stage.room.main()]


def test_wall_and_desk_come_first(stage: Stage) -> None:
    order: list[str] = []
    for name, audience in (("phone", PHONE), ("wall", WALL), ("desk", DESK)):
        it = stage.glass(audience, "s1" if name == "phone" else "")
        it.take = lambda message, name=name: order.append(name)  # type: ignore[method-assign, misc]
    stage.move(leading=True)
    stage.commit()
    stage.clock.run(0.01)
    assert order == ["wall", "desk", "phone"]


def test_broadcasting_takes_at_most_a_quarter_of_the_time(stage: Stage) -> None:
    cost = 0.0002
    for i in range(1000):
        stage.hub.join(Glass(stage.clock, cost), PHONE, f"s{i}")
    stage.clock.run(10)
    begin, before = stage.clock.now, stage.hub.counters.frames
    while stage.clock.now < begin + 20:
        stage.move()
        stage.commit()
        stage.clock.run(0.05)
    spent = (stage.hub.counters.frames - before) * cost
    assert 0.15 < spent / (stage.clock.now - begin) <= 0.26


def test_a_large_round_gives_others_a_turn(stage: Stage) -> None:
    phones = [stage.glass(PHONE, f"s{i}") for i in range(1000)]
    stage.move(leading=True)
    stage.commit()
    served = []
    while stage.clock.calendar:
        stage.clock.one()
        served.append(sum(len(phone.shows()) == 2 for phone in phones))
        if not (stage.clock.calendar and stage.clock.calendar[0][0] <= stage.clock.now):
            break
    assert {0, 400, 800, 1000} <= set(served)


def test_a_broken_template_leaves_the_old_screen_and_does_not_stop_the_rest(stage: Stage) -> None:
    phone = stage.glass(PHONE, "s1")
    stage.room.broken = True
    late = stage.glass(WALL)
    for _ in range(3):
        stage.move(leading=True)
        stage.commit()
        stage.clock.run(1)
    assert len(phone.shows()) == 1
    assert late.frames == []
    stage.room.broken = False
    stage.move()
    stage.commit()
    stage.clock.run(1)
    assert phone.shows()[-1] == late.shows()[-1] == stage.room.main()


def test_a_connection_that_throws_costs_the_others_nothing(stage: Stage) -> None:
    walls = [stage.glass(WALL) for _ in range(3)]
    write, walls[0].send = walls[0].send, None  # type: ignore[method-assign, assignment]
    stage.move()
    stage.commit()
    stage.clock.run(1)
    walls[0].send = write  # type: ignore[method-assign]
    stage.hub.touch()
    stage.clock.run(1)
    assert [wall.shows()[-1] for wall in walls[1:]] == [stage.room.main()] * 2


def test_a_round_that_breaks_off_is_made_good(stage: Stage) -> None:
    phones = [stage.glass(PHONE, f"s{i}") for i in range(3)]
    asked, nowhere = stage.room.audience_of, dict[str, Audience]()
    stage.room.audience_of = lambda seat, audience: nowhere[seat]  # type: ignore[method-assign]
    stage.move(everybody=True)
    stage.commit()
    stage.clock.run(1)
    stage.room.audience_of = asked  # type: ignore[method-assign]
    stage.hub.touch()
    stage.clock.run(1)
    assert [phone.shows()[-1] for phone in phones] == [stage.room.main()] * 3


# One's own part


def test_own_parts_come_after_own_moves_and_only_when_they_differ(stage: Stage) -> None:
    one, twin, other = stage.glass(PHONE, "s1"), stage.glass(PHONE, "s1"), stage.glass(PHONE, "s2")
    stage.room.marks["s1"] = 7
    stage.room.applied += 1
    stage.hub.reply(one, {"t": "ok", "id": "a"})
    stage.hub.personal("s1")
    stage.hub.personal("s1")
    assert one.kinds() == ["show", "you"]
    writes = one.writes
    stage.commit()
    assert one.kinds() == ["show", "you", "ok", "you"]
    assert one.writes == writes + 1, "the answer and the own part are one write"
    assert one.you == twin.you == {"t": "you", "marks": {"it": {"checked": True}}, "html": "sv mine 7"}
    assert other.kinds() == ["show", "you"]
    stage.hub.personal("s1")
    assert one.kinds()[4:] == []


def test_after_a_structural_move_everybody_is_regrouped(stage: Stage) -> None:
    phones = {f"s{i}": stage.glass(PHONE, f"s{i}") for i in range(250)}
    stage.room.groups = {seat: f"g{i % 3}" for i, seat in enumerate(phones)}
    stage.room.marks = dict.fromkeys(phones, 5)
    stage.room.renders.clear()
    stage.move(leading=True, everybody=True)
    stage.commit()
    stage.clock.run(0.01)
    for seat, phone in phones.items():
        assert phone.shows()[-1] == stage.room.main(stage.room.groups[seat])
        assert phone.kinds()[2:] == ["show", "you"]
    assert [template for template, _ in stage.room.renders].count("mine") == 3, "once for each audience"


def test_choosing_a_group_takes_the_phone_along(stage: Stage) -> None:
    stage.glass(PHONE, "s0")
    phone = stage.glass(PHONE, "s1")
    stage.room.groups["s1"] = "g1"
    stage.room.applied += 1
    stage.hub.personal("s1")
    stage.commit()
    assert phone.shows()[-1] == stage.room.main("g1")
    assert [audience.group for _, audience in stage.hub.connections("s1")] == ["g1"]


# The gate


def test_before_the_commit_no_byte_reaches_anybody(stage: Stage) -> None:
    everyone = [stage.glass(PHONE, "s1"), stage.glass(PHONE, "s2"), stage.glass(WALL), stage.glass(DESK)]
    before = [it.writes for it in everyone]
    for i in range(20):
        stage.room.marks["s1"] = i
        stage.move(leading=i % 2 == 0, everybody=i % 3 == 0)
        stage.hub.reply(everyone[0], {"t": "ok", "id": str(i)})
        stage.hub.personal("s1")
        stage.clock.run(0.3)
    late = stage.glass(Audience("desk", language="en"))
    stage.hub.released()
    stage.clock.run(5)
    assert [it.writes for it in everyone] == before
    assert late.writes == 0
    stage.commit()
    stage.clock.run(1)
    assert all(it.regions["main"] == stage.room.main() for it in everyone)
    assert late.regions["main"].startswith("en main {'n': 20")
    assert [f["id"] for f in everyone[0].frames if f["t"] == "ok"] == [str(i) for i in range(20)]


def test_a_screen_that_waits_is_let_go_by_its_own_commit_not_the_newest(stage: Stage) -> None:
    wall = stage.glass(WALL)
    stage.move(1)
    stage.clock.run(0.01)
    stage.move(2)
    stage.clock.run(0.5)
    stage.commit(1)
    stage.clock.run(0.001)
    assert wall.shows()[-1] == "sv main {'n': 1, 'group': ''}"
    stage.clock.run(0.5)
    assert len(wall.shows()) == 2
    stage.commit()
    stage.clock.run(0.5)
    assert wall.shows()[-1] == stage.room.main()


def test_an_answer_about_older_moves_need_not_wait(stage: Stage) -> None:
    phone = stage.glass(PHONE, "s1")
    stage.move()
    stage.hub.reply(phone, {"t": "no", "id": "b"})
    stage.hub.reply(phone, {"t": "ok", "id": "a"}, at=0)
    assert [f.get("id") for f in phone.frames[2:]] == ["a"]
    stage.commit()
    assert [f.get("id") for f in phone.frames[2:]] == ["a", "b"]


def test_frames_are_joined_only_as_far_as_the_disk_has_come(stage: Stage) -> None:
    phone = stage.glass(PHONE, "s1")
    for at in (1, 2, 3):
        stage.hub.reply(phone, {"t": "ok", "id": str(at)}, at)
    stage.room.applied = 3
    stage.commit(2)
    assert [f["id"] for f in phone.frames[2:]] == ["1", "2"]
    stage.commit(3)
    assert phone.kinds()[2:] == ["ok"] * 3


def test_a_failed_commit_leaves_no_trace(stage: Stage) -> None:
    phone, wall = stage.glass(PHONE, "s1"), stage.glass(WALL)
    stage.room.marks["s1"] = 9
    stage.move(66)
    stage.hub.reply(phone, {"t": "ok", "id": "a"})
    stage.hub.personal("s1")
    stage.clock.run(0.5)
    newcomer = stage.glass(WALL)
    stage.room.marks.clear()
    stage.fail(0)
    stage.clock.run(0.5)
    assert phone.you == {"t": "you", "marks": {}, "html": ""}
    assert "ok" not in phone.kinds()
    assert newcomer.regions["main"] == stage.room.main()
    for number in (1, 2):  # the counts of the lost moves come again, with another content
        stage.move(number)
        stage.commit()
        stage.clock.run(0.5)
    assert "ok" not in phone.kinds()
    for it in (phone, wall, newcomer):
        assert it.regions["main"] == stage.room.main()
        assert not any("66" in html for html in it.shows())


def test_what_is_sent_again_after_a_failed_commit_is_shown_again(stage: Stage) -> None:
    phone = stage.glass(PHONE, "s1")
    stage.room.marks["s1"] = 9
    stage.move()
    stage.hub.personal("s1")
    stage.fail(0)
    stage.move()
    stage.hub.personal("s1")
    stage.commit()
    assert phone.you is not None
    assert phone.you["html"] == "sv mine 9"


def test_a_round_that_was_under_way_when_the_disk_failed_is_made_good(stage: Stage) -> None:
    phones = [stage.glass(PHONE, f"s{i}") for i in range(900)]
    stage.move(1)
    stage.commit()
    stage.clock.one()
    while not any(len(phone.shows()) == 2 for phone in phones):
        stage.clock.one()
    stage.room.applied += 1
    stage.fail(1)
    stage.clock.run(2)
    assert all(phone.shows()[1:] == [stage.room.main()] for phone in phones)


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


# Anything at all


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

    @rule(leading=st.booleans(), everybody=st.booleans())
    def move(self, leading: bool, everybody: bool) -> None:
        number = next(self.next_number)
        self.stage.move(number, leading, everybody)
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
