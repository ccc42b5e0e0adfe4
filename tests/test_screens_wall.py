"""What the wall and the doors show, state by state; pure, without a template."""

from typing import Any

import msgspec
import pytest

from facilitator.assets import Assets
from facilitator.house import dressed
from sessions.activity import Grouped
from sessions.day_moves import Draft, EndNow, GoTo, PlaceProgramme
from sessions.facts import Blank, EditSession, EndSession, LookUp, ReopenSession, ShareRecord, ShowCode
from sessions.programme import MINUTE, Slot
from sessions.screens import Audience, Join, Outlook, Regions, regions
from sessions.screens.shown import headline, in_hand
from sessions.session_moves import Happened
from sessions.steps import AddStep, CloseStep, Focus, StartNow
from sessions.timers import ExtendTimer, PauseTimer, ResumeTimer, SetTimer
from tests.play import DESK, Play

WAY_IN = Join("HTTP://MOTE.TEST/J/K7M4PX", "mote.test", "K7M4PX")
PLACE = "Biblioteket"
RENDERER = dressed(Assets())


def a_day(*drafts: Draft, people: int = 0) -> Play:
    play = Play(people)
    if drafts:
        play.do(DESK, PlaceProgramme(drafts))
    return play


def run(play: Play, number: int = 0) -> None:
    play.do(DESK, GoTo(play.session.day.slots[number].id))


def seen(play: Play, later: float = 0, stage: str = "") -> Regions:
    """The screen `later` minutes after the latest move."""
    audience = Audience("door", stage) if stage else Audience("wall")
    return regions(play.session, audience, Outlook(play.at + int(later * MINUTE), WAY_IN))


def part(play: Play, region: str, later: float = 0, stage: str = "") -> dict[str, Any]:
    return dict(seen(play, later, stage)[region][1])


def shown(play: Play, stage: str = "") -> str:
    return seen(play, stage=stage)["main"][0]


LISTED = [(0, [0], 0), (11, [11], 0), (22, [11, 11], 0), (40, [11, 10], 19)]
SIZES = [
    ("", "short"),
    ("Paus", "short"),
    ("Hälsoläget i länet: vem mår bra, och var?", "usual"),
    ("ord " * 20, "long"),
    ("ord " * 40, "longest"),
    ("Regionutvecklingsstrategi", "long"),
    ("Flygplatsregionutvecklingsstrategi", "longest"),
]


def test_before_the_day_the_programme_is_shown_and_no_strip() -> None:
    play = a_day()
    main = part(play, "main")
    assert shown(play) == "wall/before.html"
    assert [line.title for column in main["columns"] for line in column] == ["Början", "Mitten"]
    assert part(play, "foot")["segments"] == []
    assert part(play, "foot")["way_in"] is None, "the way in stands large in the middle"


@pytest.mark.parametrize(("slots", "listed", "more"), LISTED)
def test_a_long_programme_is_listed_in_columns_and_what_is_left_out_is_counted(
    slots: int, listed: list[int], more: int
) -> None:
    play = Play()
    play.do(DESK, PlaceProgramme(tuple(Draft(f"Punkt {n}", None, 7) for n in range(slots))))
    main = part(play, "main")
    assert [len(column) for column in main["columns"]] == listed
    assert main["more"] == more
    assert sum(listed) + more == slots


def test_now_says_what_runs_its_end_and_the_two_next() -> None:
    first = Draft("Ett", "09:00", 30, place="Salen", details=("Ta med penna",))
    play = a_day(first, Draft("Två", "09:30", 15), Draft("Tre", "09:45", 15))
    run(play)
    main = part(play, "main", 12)
    assert shown(play) == "wall/now.html"
    assert (main["now"].title, main["now"].place, main["now"].hand) == ("Ett", "Salen", ("Ta med penna",))
    assert (main["next"].title, main["after"].title) == ("Två", "Tre")
    assert main["ends"] == part(play, "main")["now"].end
    assert not main["over"]
    assert main["clock"].total == 30 * MINUTE


def test_over_time_is_said_and_the_promised_end_stays() -> None:
    play = a_day(Draft("Ett", "09:00", 30), Draft("Två", "09:30", 15))
    run(play)
    promised = part(play, "main", 29)["ends"]
    late = part(play, "main", 34)
    assert late["over"]
    assert late["ends"] == promised
    assert late["next"].start > promised


def test_a_paused_clock_promises_no_end() -> None:
    play = a_day(Draft("Ett", "09:00", 30))
    run(play)
    play.do(DESK, PauseTimer())
    main = part(play, "main", 45)
    assert (main["ends"], main["over"]) == ("", False)
    assert main["clock"].deadline is None
    play.do(DESK, ResumeTimer())
    assert part(play, "main")["ends"]


def test_more_time_after_zero_is_no_longer_over() -> None:
    play = a_day(Draft("Ett", "09:00", 1))
    run(play)
    play.at += 2 * MINUTE
    assert part(play, "main")["over"]
    play.do(DESK, ExtendTimer(300))
    assert not part(play, "main")["over"]


def test_a_slot_of_unknown_length_counts_up() -> None:
    play = a_day(Draft("Samtal"))
    run(play)
    main = part(play, "main", 3)
    assert main["clock"] is None
    assert main["since"] == play.at
    assert main["ends"] == ""
    assert 0 < part(play, "foot", 3)["here"] <= 1


def test_a_break_shows_when_and_where_we_return() -> None:
    after = Draft("Två", "09:45", 15, place="Salen")
    play = a_day(Draft("Ett", "09:00", 30), Draft("Paus", "09:30", 15, break_=True), after)
    run(play, 1)
    main = part(play, "main")
    assert shown(play) == "wall/pause.html"
    assert (main["next"].place, main["next"].start) == ("Salen", main["ends"])
    assert part(play, "foot")["way_in"] == WAY_IN


def test_who_comes_back_from_a_break_is_told_where_even_if_only_the_house_is_known() -> None:
    play = a_day(Draft("Paus", "09:00", 15, break_=True), Draft("Samtal", "09:15", 30))
    play.do(DESK, EditSession(place="Folkets hus"))
    run(play)
    for surface, template in (("wall", "wall/pause.html"), ("phone", "phone/now.html")):
        screen = regions(play.session, Audience(surface, role="participant"), Outlook(play.at, WAY_IN))
        assert screen["main"][0] == template
        assert "Folkets hus" in RENDERER.fragment(template, "en", screen["main"][1])


def test_before_the_day_the_room_reads_what_it_is_for() -> None:
    play = a_day()
    play.do(DESK, EditSession(purpose="Vi väljer ett förslag."))
    template, data = seen(play)["main"]
    assert "Vi väljer ett förslag." in RENDERER.fragment(template, "en", data)


def test_the_wall_rings_until_the_desk_switches_the_bell_off() -> None:
    play = a_day()
    template, data = seen(play)["top"]
    assert "data-rings" in RENDERER.fragment(template, "en", data)
    play.do(DESK, EditSession(bell=False))
    assert "data-rings" not in RENDERER.fragment(template, "en", part(play, "top"))


def test_between_two_parts_the_next_one_is_announced() -> None:
    play = a_day(Draft("Ett", "09:00", 30), Draft("Två", "09:30", 15))
    run(play)
    play.do(DESK, EndNow())
    assert shown(play) == "wall/between.html"
    assert part(play, "main")["next"].title == "Två"
    run(play, 1)
    play.do(DESK, EndNow())
    assert part(play, "main")["next"] is None


def test_a_step_keeps_the_way_in_the_outer_clock_and_what_else_is_open() -> None:
    play = a_day(Draft("Verkstad", "09:00", 60), Draft("Lunch", "10:00", 45))
    run(play)
    box = play.start("pulse", form="text", question="Frågelåda")
    play.do(DESK, StartNow("talk", title="Först"))
    foot, top = part(play, "foot"), part(play, "top")
    assert shown(play) == "wall/step.html"
    assert (foot["way_in"], foot["next"].title, foot["also"]) == (WAY_IN, "Lunch", ["Frågan"])
    assert foot["clock"].total == 60 * MINUTE
    assert foot["inner"], "the step has no clock of its own: the slot's is the one"
    assert (top["crumb"], top["number"], top["count"]) == ("Verkstad", 2, 2)
    play.do(DESK, CloseStep(box))
    assert part(play, "foot")["also"] == []


def test_beside_a_steps_own_clock_the_slots_is_company() -> None:
    play = a_day(Draft("Verkstad", "09:00", 60))
    run(play)
    play.do(DESK, StartNow("talk", title="Kort", seconds=120))
    assert not part(play, "foot")["inner"]
    assert part(play, "main")["clocks"][""].total == 120_000


def test_a_planned_step_in_focus_is_not_shown_yet() -> None:
    play = a_day(Draft("Verkstad", "09:00", 60))
    run(play)
    play.do(DESK, AddStep("talk", play.session.day.slots[0].id, "Sedan"))
    play.do(DESK, Focus(list(play.session.steps.steps)[-1]))
    assert shown(play) == "wall/now.html"


def test_blank_says_nothing_but_the_hour() -> None:
    play = a_day()
    run(play)
    play.start("talk")
    play.do(DESK, Blank())
    assert shown(play) == "wall/blank.html"
    assert part(play, "top") == {"colours": "dark"}
    assert b"Fr\xc3\xa5gan" not in msgspec.json.encode(seen(play))
    assert shown(play, PLACE) == "wall/step.html", "people at the doors still find their way"


def test_the_large_code_comes_before_a_step_but_not_at_the_doors() -> None:
    play = a_day()
    play.start("talk")
    play.do(DESK, ShowCode())
    assert shown(play) == "wall/code.html"
    assert shown(play, PLACE) == "wall/step.html"
    play.do(DESK, ShowCode(False))
    assert shown(play) == "wall/step.html"


def test_after_the_end_the_next_meeting_and_the_way_to_the_minutes() -> None:
    play = a_day()
    run(play)
    play.do(DESK, EditSession(next_date="2026-06-01", next_place="Salen"))
    play.do(DESK, EndSession())
    assert shown(play) == "wall/ended.html"
    assert part(play, "main")["facts"].next_place == "Salen"
    assert not part(play, "main")["shared"]
    play.do(DESK, ShareRecord())
    assert part(play, "main")["shared"]
    assert part(play, "foot")["way_in"] == WAY_IN
    play.do(DESK, ReopenSession())
    assert shown(play) == "wall/between.html"


def test_the_wall_tells_that_phones_rest_and_which_colours_it_wears() -> None:
    play = a_day()
    assert (part(play, "top")["look_up"], part(play, "top")["colours"]) == (False, "light")
    play.do(DESK, LookUp())
    play.do(DESK, EditSession(wall_theme="dark"))
    assert (part(play, "top")["look_up"], part(play, "top")["colours"]) == (True, "dark")


def test_a_door_shows_its_own_clock_its_groups_and_what_happens_there() -> None:
    play = a_day(
        Draft("Verkstad", "09:00", 60, place="Biblioteket, Salongen"),
        Draft("Lunch", "10:00", 45, place="Matsalen"),
        Draft("Mer verkstad", "10:45", 30, place="biblioteket"),
        people=2,
    )
    run(play)
    seats = tuple(person.seat for person in play.people)
    play.keep([Happened(Grouped("Eken", seats, "Hälsa", PLACE))], "the-desk")
    main = part(play, "main", stage=PLACE)
    assert seen(play, stage=PLACE)["main"][0] == "wall/door.html"
    assert [team["id"] for team in main["teams"]["shown"]] == ["Eken"]
    assert not main["teams"]["working"], "nothing is done in groups yet"
    assert [line.title for line in main["here"]] == ["Verkstad", "Mer verkstad"]
    assert main["clock"].total == 60 * MINUTE
    play.do(DESK, SetTimer(f"place:{PLACE}", 300))
    assert part(play, "main", stage=PLACE)["clock"].total == 300_000
    assert part(play, "main")["clock"].total == 60 * MINUTE, "the plenary keeps the slot's"
    assert b"seat-0" not in msgspec.json.encode(seen(play, stage=PLACE))


def test_a_place_with_a_focus_of_its_own_shows_that_step() -> None:
    play = a_day()
    run(play)
    step = play.start("talk")
    play.do(DESK, Focus(""))
    play.do(DESK, Focus(step, PLACE))
    assert (shown(play), shown(play, PLACE)) == ("wall/now.html", "wall/step.html")


def test_the_strip_covers_the_day_once_and_says_where_we_are() -> None:
    play = a_day(Draft("Ett", "09:00", 30), Draft("Två", "09:30", 60), Draft("Tre", "10:30", 30))
    run(play, 1)
    strip = part(play, "foot", 30)
    assert [segment["state"] for segment in strip["segments"]] == ["skipped", "now", "later"]
    assert sum(segment["share"] for segment in strip["segments"]) == pytest.approx(1, abs=0.001)
    assert strip["here"] == pytest.approx(0.5, abs=0.001)
    assert part(play, "foot", 500)["here"] == pytest.approx(0.75, abs=0.001), "never past its own end"


@pytest.mark.parametrize(("title", "size"), SIZES)
def test_a_headline_is_as_large_as_its_length_and_longest_word_allow(title: str, size: str) -> None:
    assert headline(title) == size


def test_in_hand_are_the_first_short_lines() -> None:
    slot = Slot("s", details=("Penna", "x" * 91, "Häfte", "Saft", "Mer"))
    assert in_hand(slot) == ("Penna", "Häfte", "Saft")
