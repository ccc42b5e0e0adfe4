"""Nothing leaves before it is on disk, and what never gets there leaves no trace."""

import pytest

from sessions.hub import Audience
from tests.hub_stage import DESK, PHONE, WALL, Stage


@pytest.fixture
def stage() -> Stage:
    return Stage()


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
