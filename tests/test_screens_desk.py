"""The desk as plain data: where the day stands, and the big button is always right."""

import re

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.activities.pulse.moves import Write
from sessions.activity import Move, Person, Rejected
from sessions.day_moves import (
    AddRuling,
    AddSlot,
    Draft,
    EndNow,
    GoTo,
    MoveSlot,
    PlaceProgramme,
    RemoveSlot,
    WriteMinutes,
)
from sessions.facts import EditSession, EndSession, LookUp, ReopenSession
from sessions.people import GiveRole, Join, LockDoor, RemoveSeat
from sessions.screens import PREVIEW, Audience, Outlook, regions
from sessions.screens.desk_next import holds_back
from sessions.session import Session
from sessions.session_moves import Back, Next, StartStep, TakeBack
from sessions.steps import (
    AddStep,
    CloseStep,
    Focus,
    Gather,
    HideStep,
    OpenStep,
    RemoveStep,
    ShowStep,
    StartNow,
)
from sessions.timers import ExtendTimer, PauseTimer, ResumeTimer, SetTimer
from tests.desk_play import HIDDEN, WAY_IN, desk, first, html, needs, press_the_big_button
from tests.play import DESK, Play

# where the day stands


def test_the_phases_of_a_day() -> None:
    play = Play()
    assert desk(play)["now"]["phase"] == "planned"
    play.do(DESK, Next())
    assert desk(play)["now"]["phase"] == "running"
    play.do(DESK, EndNow())
    assert desk(play)["now"]["phase"] == "between"
    play.do(DESK, EndSession())
    assert desk(play)["now"]["phase"] == "ended"
    play.do(DESK, ReopenSession())
    assert desk(play)["now"]["phase"] == "between"


def test_without_a_programme_there_is_nothing_next() -> None:
    play = Play()
    play.do(DESK, PlaceProgramme(()))
    assert desk(play)["now"]["phase"] == "empty"
    assert desk(play)["next"]["main"]["what"] == "nothing"


def test_the_big_button_walks_through_the_day() -> None:
    play = Play()
    play.do(DESK, AddStep("talk", first(play), "Hälsning", seconds=300))
    walked = [press_the_big_button(play) for _ in range(5)]
    assert walked == ["first", "step", "slot", "end", "reopen"]


def test_a_result_that_is_kept_back_is_closed_and_shown_before_the_day_goes_on() -> None:
    play = Play(3)
    play.do(DESK, Next())
    play.start("pulse", **HIDDEN)
    onward = desk(play)["next"]["onward"]
    assert onward["what"] == "slot"
    assert [press_the_big_button(play) for _ in range(3)] == ["close", "show", "slot"]


def test_what_the_wall_shows_already_needs_no_showing() -> None:
    play = Play(3)
    play.do(DESK, Next())
    step = play.start("pulse", form="words")
    assert not holds_back(play.session, play.session.steps.step(step))
    assert desk(play)["next"]["main"]["what"] == "slot"


def test_two_who_press_at_once_go_one_step_on() -> None:
    play = Play()
    play.do(DESK, Next())
    main = desk(play)["next"]["main"]
    assert (main["field"], main["value"]) == ("to", play.session.day.slots[1].id)
    play.do(DESK, Next(main["value"]))
    with pytest.raises(Rejected, match="moved_on"):
        play.do(DESK, Next(main["value"]))


def test_back_says_where_it_leads() -> None:
    play = Play()
    assert desk(play)["next"]["back"] is None
    play.do(DESK, Next())
    assert desk(play)["next"]["back"] is None
    play.do(DESK, Next())
    assert desk(play)["next"]["back"] == "Början"


# clocks


def test_the_innermost_clock_is_big_and_the_slots_stands_beside() -> None:
    play = Play()
    play.do(DESK, Next())
    assert desk(play)["now"]["clock"]["key"] == "slot"
    assert desk(play)["now"]["outer"] is None
    play.do(DESK, StartNow("talk", title="Två och två", seconds=120))
    step = list(play.session.steps.steps)[-1]
    now = desk(play)["now"]
    assert now["clock"]["key"] == f"step:{step}"
    assert now["outer"].total == 30 * 60_000
    assert [clock["key"] for clock in now["clocks"]] == ["slot", f"step:{step}"]


def test_a_step_never_takes_the_clock_of_another_whose_id_begins_alike() -> None:
    play = Play()
    play.do(DESK, Next())
    step = play.start("talk")
    play.do(DESK, SetTimer(f"step:{step}x", 60))
    assert desk(play)["now"]["clock"]["key"] == "slot"


def test_a_slot_of_unknown_length_counts_up() -> None:
    play = Play()
    play.do(DESK, PlaceProgramme((Draft("Samtal"),)))
    play.do(DESK, Next())
    now = desk(play)["now"]
    assert now["clock"] is None
    assert now["since"] == play.at


def test_a_clock_that_stands_still_or_has_run_out_needs_somebody() -> None:
    play = Play()
    play.do(DESK, Next())
    assert needs(play) == []
    play.do(DESK, PauseTimer("slot"))
    assert needs(play) == ["paused"]
    play.do(DESK, ResumeTimer("slot"))
    play.at += 31 * 60_000
    assert needs(play) == ["time_up"]


# several steps, places


def test_steps_at_hand_stand_beside_the_focused_one() -> None:
    play = Play(2)
    play.do(DESK, Next())
    box = play.start("pulse", form="text", hold=True)
    talk = play.start("talk")
    play.do(play.people[0], Write("Får man fråga?"), box)
    seen = desk(play)
    assert seen["work"]["open"]["step"] == talk
    assert [other["step"] for other in seen["open"]["others"]] == [box]
    assert needs(play) == ["asks"]
    assert "Får man" not in str(seen["needs"])
    play.do(DESK, Focus(box))
    assert [other["step"] for other in desk(play)["open"]["others"]] == [talk]


def test_a_place_with_its_own_focus_is_seen_and_gathered() -> None:
    play = Play()
    play.do(DESK, Next())
    step = play.start("talk")
    play.do(DESK, Focus(step, "Salongen"))
    salongen = next(one for one in desk(play)["places"]["places"] if one["place"] == "Salongen")
    assert (salongen["people"], salongen["step"], salongen["groups"]) == (0, step, [])
    assert desk(play)["places"]["apart"]
    play.do(DESK, Gather())
    assert not desk(play)["places"]["apart"]


def test_an_unseen_result_calls_until_it_is_shown() -> None:
    play = Play(1)
    play.do(DESK, Next())
    step = play.start("pulse", **HIDDEN)
    play.do(DESK, CloseStep(step))
    play.do(DESK, Focus(""))
    assert needs(play) == ["unseen"]
    play.do(DESK, ShowStep(step))
    assert needs(play) == []


# people


def test_the_seats_are_counted_and_called_when_nearly_taken() -> None:
    play = Play(9)
    play.do(DESK, EditSession(seats=11))
    assert needs(play) == []
    play.do(DESK, EditSession(seats=10))
    assert needs(play) == ["seats"]
    here = desk(play)["here"]
    assert (here["connected"], here["seats"], here["organisations"]) == (7, 9, 4)
    assert desk(play)["calls"]["count"] == 1


def test_names_stand_only_on_the_list_of_people() -> None:
    play = Play(3)
    play.do(DESK, RemoveSeat(play.people[0].seat))
    play.do(DESK, GiveRole(play.people[1].seat, "scribe"))
    assert not re.search(r"seat-\d{3}|Namnzq", html(play))
    listed = desk(play, "people")["people"]["people"]
    assert [(one["removed"], one["role"]) for one in listed] == [
        (True, "participant"),
        (False, "scribe"),
        (False, "participant"),
    ]
    assert "Namnzq1mark" in html(play, "people")


def test_quiet_phones_are_remembered() -> None:
    play = Play()
    play.do(DESK, LookUp())
    assert needs(play) == ["quiet"]


# minutes


def test_what_is_decided_stands_with_the_slot_that_ran_last() -> None:
    play = Play()
    assert desk(play)["minutes"] == {"slot": None}
    play.do(DESK, Next())
    play.do(DESK, WriteMinutes(first(play), "Vi talade."))
    play.do(DESK, AddRuling(first(play), "Vi provar", "Eken"))
    play.do(DESK, EndNow())
    seen = desk(play)["minutes"]
    assert (seen["slot"], seen["text"], seen["rulings"][0].what) == (first(play), "Vi talade.", "Vi provar")


# the phone in the frame


def test_the_phone_in_the_frame_shows_what_seated_phones_show() -> None:
    play = Play(1)
    play.do(DESK, EditSession(ask_name="asked"))
    play.do(DESK, LockDoor())
    play.do(DESK, Next())
    outlook = Outlook(play.at, WAY_IN)
    seated = regions(play.session, Audience("phone"), outlook)
    assert regions(play.session, Audience(PREVIEW), outlook) == seated


def test_who_has_no_seat_id_takes_no_seat() -> None:
    play = Play()
    with pytest.raises(Rejected, match="not_allowed"):
        play.do(Person("", role="nobody"), Join())
    assert play.session.people.seats == {}


# any day


def some_moves(session: Session) -> list[Move]:
    """What a facilitator could press now, right or wrong."""
    slots = [slot.id for slot in session.day.slots] or ["none"]
    steps = list(session.steps.steps) or ["none"]
    about_steps = [
        kind(step) for kind in (OpenStep, CloseStep, ShowStep, HideStep, StartStep, Focus) for step in steps
    ]
    return [
        *(Next(), Back(), EndNow(), TakeBack(), Gather(), LookUp(), EndSession(), ReopenSession()),
        *(StartNow("pulse", settings=dict(HIDDEN), seconds=60), StartNow("talk", title="Nu", seconds=60)),
        *(AddStep("pulse", slots[0], "Ord"), AddSlot("Mer", minutes=10), Focus(steps[-1], "Salongen")),
        *(PauseTimer(), ResumeTimer(), ExtendTimer(-3600), SetTimer("slot", 60), MoveSlot(slots[0], 0)),
        *(GoTo(slot) for slot in slots),
        *(RemoveSlot(slot) for slot in slots[-1:]),
        *(RemoveStep(step) for step in steps[-1:]),
        *about_steps,
    ]


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 5_000_000)), max_size=25))
@settings(max_examples=60, deadline=None)
def test_whatever_happened_the_big_button_is_never_refused(choices: list[tuple[int, int]]) -> None:
    play = Play(2)
    for choice, later in choices:
        play.at += later
        moves = some_moves(play.session)
        try:
            play.do(DESK, moves[choice % len(moves)])
        except Rejected:
            continue
    seen = desk(play)
    assert msgspec.json.encode(seen)
    assert html(play)
    if seen["next"]["main"]["do"]:
        press_the_big_button(play)
