"""The hub: who comes gets what they lack, what changes reaches everybody, each sees their own part."""

import pytest

from sessions.hub import SENDS_A_STEP, Audience, version_of
from tests.hub_stage import DESK, PHONE, WALL, Glass, Stage


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
    assert {0, SENDS_A_STEP, 2 * SENDS_A_STEP, 1000} <= set(served)


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


@pytest.mark.parametrize("everybody", [False, True])
def test_first_everybody_sees_what_is_new_then_own_parts_follow(stage: Stage, everybody: bool) -> None:
    came: list[str] = []
    for number in range(500):
        phone = stage.glass(PHONE, f"s{number}")
        phone.take = lambda message: came.append(message["t"])  # type: ignore[method-assign]
        stage.room.marks[f"s{number}"] = 1
    stage.clock.run(1)
    stage.move(leading=True, everybody=everybody, own=True)
    stage.commit()
    stage.clock.run(1)
    assert came == ["show"] * 500 + ["you"] * 500


def test_own_parts_take_at_most_a_twentieth_of_the_time(stage: Stage) -> None:
    phone = Glass(stage.clock, cost=0.01)
    stage.hub.join(phone, PHONE, "s1")
    began, before = stage.clock.now, phone.writes
    while stage.clock.now < began + 20:
        stage.room.marks["s1"] = stage.room.marks.get("s1", 0) + 1
        stage.hub.personal("s1")
        stage.clock.run(0.001)
    assert 0.04 < (phone.writes - before) * 0.01 / 20 < 0.055


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
