"""What a phone shows, state by state; pure, without a template."""

from typing import Any

import msgspec
import pytest

from sessions.activity import Person
from sessions.day_moves import Draft, EndNow, GoTo, PlaceProgramme
from sessions.facts import EditSession, EndSession, LookUp, ShareRecord
from sessions.people import Door, LockDoor
from sessions.people import Join as TakeSeat
from sessions.programme import MINUTE
from sessions.screens import Audience, Join, Outlook, Regions, personal, regions
from sessions.steps import CloseStep, Focus, StartNow
from tests.play import DESK, Play, Rejected

WAY_IN = Join("HTTP://MOTE.TEST/J/K7M4PX", "mote.test", "K7M4PX")
SEATED = Audience("phone")
NOBODY = Audience("phone", role="nobody")
REMOVED = Audience("phone", role="removed")


def a_day(people: int = 0, slots: int = 6) -> Play:
    play = Play(people)
    drafts = [Draft(f"Punkt {n}", f"{9 + n:02d}:00", 60, place="Salen", break_=n == 2) for n in range(slots)]
    play.do(DESK, PlaceProgramme(tuple(drafts)))
    return play


def run(play: Play, number: int = 0) -> None:
    play.do(DESK, GoTo(play.session.day.slots[number].id))


def seen(play: Play, audience: Audience = SEATED, later: int = 0) -> Regions:
    return regions(play.session, audience, Outlook(play.at + later * MINUTE, WAY_IN))


def part(play: Play, region: str, audience: Audience = SEATED, later: int = 0) -> dict[str, Any]:
    return dict(seen(play, audience, later)[region][1])


def shown(play: Play, audience: Audience = SEATED, region: str = "main") -> str:
    return seen(play, audience)[region][0]


def test_days_before_the_whole_programme_stands_open() -> None:
    play = a_day()
    day = part(play, "day")
    assert shown(play) == "phone/before.html"
    assert part(play, "main")["facts"].date == "2026-03-12"
    assert (len(day["coming"]), day["lines"], day["folded"], day["begun"]) == (6, [], False, False)


def test_a_session_without_a_programme_still_welcomes() -> None:
    play = a_day(slots=0)
    assert shown(play) == "phone/before.html"
    assert part(play, "day")["segments"] == []


def test_now_with_what_comes_and_the_whole_day_one_tap_away() -> None:
    play = a_day()
    run(play, 1)
    main, day = part(play, "main", later=20), part(play, "day", later=20)
    assert shown(play) == "phone/now.html"
    assert (main["now"].title, main["next"].title, main["over"]) == ("Punkt 1", "Punkt 2", False)
    assert [line.title for line in day["coming"]] == ["Punkt 2", "Punkt 3", "Punkt 4"]
    assert len(day["lines"]) == 6
    assert part(play, "main", later=61)["over"]


def test_the_phone_reads_what_the_wall_shows() -> None:
    play = a_day()
    run(play, 1)
    wall = regions(play.session, Audience("wall"), Outlook(play.at, WAY_IN))
    for field in ("now", "next", "clock", "ends"):
        assert wall["main"][1][field] == part(play, "main")[field]
    for field in ("segments", "here", "behind"):
        assert wall["foot"][1][field] == part(play, "day")[field]


def test_a_step_folds_the_day_and_lists_what_else_is_open() -> None:
    play = a_day(1)
    run(play)
    box = play.start("pulse", form="text", question="Frågelåda")
    play.do(DESK, StartNow("talk", title="Först"))
    assert shown(play) == "talk/phone.html"
    assert part(play, "day")["folded"]
    assert [step["step"] for step in part(play, "also")["steps"]] == [box]
    play.do(DESK, CloseStep(box))
    assert part(play, "also")["steps"] == []


def test_a_phone_follows_its_places_focus() -> None:
    play = a_day()
    run(play)
    step = play.start("talk")
    play.do(DESK, Focus(""))
    play.do(DESK, Focus(step, "Salongen"))
    assert shown(play) == "phone/now.html"
    assert shown(play, Audience("phone", "Salongen")) == "talk/phone.html"
    assert part(play, "also", Audience("phone", "Salongen"))["steps"] == []


def test_look_up_is_quiet_everywhere() -> None:
    play = a_day(1)
    run(play)
    step = play.start("pulse", question="Frågan")
    play.sample(step)
    assert personal(play.session, play.people[0].seat, SEATED)[1] != ("phone/mine.html", {"parts": []})
    play.do(DESK, LookUp())
    assert shown(play) == "phone/look_up.html"
    assert part(play, "also") == {"steps": []}
    assert shown(play, region="day") == "phone/nothing.html"
    marks, mine = personal(play.session, play.people[0].seat, SEATED)
    assert mine == ("phone/mine.html", {"parts": []})
    assert marks, "what is answered stays marked for afterwards"


def test_between_two_parts() -> None:
    play = a_day()
    run(play)
    play.do(DESK, EndNow())
    assert shown(play) == "phone/between.html"
    assert part(play, "main")["next"].title == "Punkt 1"


@pytest.mark.parametrize("audience", [SEATED, NOBODY])
def test_after_the_end_the_next_meeting_and_the_minutes_when_shared(audience: Audience) -> None:
    play = a_day()
    play.do(DESK, EditSession(next_theme="Vad blev det?"))
    play.do(DESK, EndSession())
    assert shown(play, audience) == "phone/ended.html"
    assert part(play, "main", audience)["facts"].next_theme == "Vad blev det?"
    assert not part(play, "main", audience)["shared"]
    play.do(DESK, ShareRecord())
    assert part(play, "main", audience)["shared"]
    assert shown(play, audience, "me") == shown(play, audience, "day") == "phone/nothing.html"


def test_who_has_no_seat_is_asked_and_sees_the_programme() -> None:
    play = a_day()
    play.do(DESK, EditSession(ask_name="asked", organisations="Eken\nGranen", closed_list=True))
    main = part(play, "main", NOBODY)
    assert shown(play, NOBODY) == "phone/join.html"
    assert main["door"] == Door("asked", "optional", ("Eken", "Granen"), True)
    assert len(part(play, "day", NOBODY)["coming"]) == 6
    run(play)
    assert part(play, "day", NOBODY)["folded"]


def test_what_runs_is_not_for_those_without_a_seat() -> None:
    play = a_day()
    run(play)
    play.start("pulse", question="Bara för oss")
    for audience in (NOBODY, REMOVED):
        assert "Bara för oss" not in msgspec.json.encode(seen(play, audience)).decode()
        assert personal(play.session, "anybody", audience) == ({}, ("phone/mine.html", {"parts": []}))


def test_locked_and_full_say_so_and_the_removed_see_nothing_else() -> None:
    play = a_day(1)
    play.do(DESK, EditSession(seats=1))
    assert part(play, "main", NOBODY)["code"] == "full"
    play.do(DESK, LockDoor())
    assert part(play, "main", NOBODY)["code"] == "locked"
    assert shown(play, NOBODY, "day") == "phone/day.html"
    assert part(play, "main", REMOVED)["code"] == "removed"
    assert shown(play, REMOVED, "day") == "phone/nothing.html"


def test_the_door_refuses_with_the_same_word_as_the_page() -> None:
    play = a_day(1)
    stranger = Person("stranger", role="nobody")
    play.do(DESK, EditSession(seats=1))
    with pytest.raises(Rejected, match="full"):
        play.do(stranger, TakeSeat())
    play.do(DESK, LockDoor())
    with pytest.raises(Rejected, match="locked"):
        play.do(stranger, TakeSeat())
    play.do(DESK, LockDoor(False))
    play.do(DESK, EditSession(seats=2))
    assert play.session.people.shut == ""
    play.do(stranger, TakeSeat())


def test_who_i_am_is_asked_once_and_comes_back_as_marks() -> None:
    play = a_day(2)
    assert shown(play, region="me") == "phone/me.html"
    marks, _mine = personal(play.session, play.people[1].seat, SEATED)
    assert marks["me-name"] == {"value": play.people[1].name}
    assert marks["me-organisation"] == {"value": play.people[1].organisation}
    assert play.people[1].name not in msgspec.json.encode(seen(play)).decode()
    play.do(DESK, EditSession(ask_name="hidden", ask_organisation="hidden"))
    assert shown(play, region="me") == "phone/nothing.html"
