"""The desk as plain data, and as HTML: the big button is always right, and nothing on it lacks a name."""

import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitator.assets import Assets
from facilitator.house import dressed
from sessions.activities import ACTIVITIES
from sessions.activities.pulse.moves import Write
from sessions.activity import Move, Person, Rejected
from sessions.day_moves import (
    AddRuling,
    AddSlot,
    Draft,
    EditSlot,
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
from sessions.screens import Join as WayIn
from sessions.screens.desk_next import holds_back
from sessions.session import Session
from sessions.session_moves import Back, Happened, Next, StartStep, TakeBack
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
from sessions.wire import session_moves
from tests.play import DESK, Play

WAY_IN = WayIn("HTTP://MOTE.TEST/J/K7M4PX", "mote.test", "K7M4PX")
HIDDEN: dict[str, Any] = {"form": "scales", "statements": "Vi hördes\nVi kom fram", "reveal": "shown"}
RENDERER = dressed(Assets())


def desk(play: Play, stage: str = "") -> dict[str, Any]:
    shown = regions(play.session, Audience("desk", stage), Outlook(play.at, WAY_IN, connected=7))
    return {name: data for name, (_, data) in shown.items()}


def html(play: Play, stage: str = "", language: str = "en") -> str:
    shown = regions(play.session, Audience("desk", stage), Outlook(play.at, WAY_IN, connected=7))
    return "\n".join(RENDERER.fragment(template, language, data) for template, data in shown.values())


def press_the_big_button(play: Play) -> str:
    """Do what it says; the code of what it was."""
    main = desk(play)["next"]["main"]
    move = session_moves()[main["do"]]
    play.do(DESK, move(**({main["field"]: main["value"]} if main["field"] else {})))
    return str(main["what"])


def first(play: Play) -> str:
    return play.session.day.slots[0].id


def needs(play: Play) -> list[str]:
    return [need["code"] for need in desk(play)["needs"]["needs"]]


def late_day() -> Play:
    play = Play()
    play.do(DESK, EditSession(date="2025-11-24"))  # the day on which Play begins, 17:00 in Stockholm
    play.do(
        DESK,
        PlaceProgramme(
            (
                Draft("Början", "16:30", 20),
                Draft("Samtal", "16:50", 40),
                Draft("Paus", "17:30", 10, break_=True),
                Draft("Slut", "17:40", 20),
            )
        ),
    )
    play.do(DESK, Next())
    return play


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


# undo


def undoable_tags() -> list[tuple[str, str]]:
    """(kind, tag) of everything that can be undone."""
    session = Session("", "")
    parts = (session.people, session.meeting, session.day, session.steps, session.timers)
    core = [("", name[8:]) for part in parts for name in dir(part) if name.startswith("inverse_")]
    return core


@pytest.mark.parametrize(("kind", "tag"), undoable_tags())
def test_undo_has_words_for_everything_that_can_be_undone(kind: str, tag: str) -> None:
    words = RENDERER.fragment(
        "desk/next.html", "en", next_data({"what": tag, "about": "Lunch", "kind": kind})
    )
    assert "Undo: " in words
    assert "the latest change" not in words


@pytest.mark.parametrize("tag", ["arranged", "type_in", "type_ratings", "new_round", "annul", "reinstate"])
def test_undo_has_the_words_of_an_activity(tag: str) -> None:
    words = RENDERER.fragment(
        "desk/next.html", "en", next_data({"what": tag, "about": "Ord", "kind": "pulse"})
    )
    assert "“Ord”" in words
    assert "the latest change" not in words


def next_data(undo: dict[str, str]) -> dict[str, Any]:
    play = Play()
    return {**desk(play)["next"], "undo": undo}


def test_a_session_just_made_has_nothing_to_undo() -> None:
    play = Play()
    session = Session("new", "K7M4PX")
    session.happened([Happened(EditSession(title="Ett möte"))], DESK.seat, play.at)
    assert session.undos == []
    session.happened([Happened(EditSession(theme="Hälsa"))], DESK.seat, play.at)
    assert [undo.what for undo in session.undos] == ["edit_session"]


def test_what_people_answer_already_cannot_be_undone() -> None:
    play = Play()
    play.do(DESK, Next())
    before = len(play.session.undos)
    step = play.start("talk")
    assert len(play.session.undos) == before
    planned = play.do(DESK, AddStep("talk", first(play), "Sedan"))[0].event.step  # type: ignore[attr-defined]
    assert desk(play)["next"]["undo"] == {"what": "step_added", "about": "Sedan", "kind": ""}
    play.do(DESK, StartStep(planned))
    play.do(DESK, CloseStep(planned))
    with pytest.raises(Rejected, match="changed_since"):
        play.do(DESK, play.session.undos[-1].moves[0][1])
    play.do(DESK, CloseStep(step))
    play.do(DESK, RemoveStep(step))
    assert desk(play)["next"]["undo"]["about"] == "Frågan"


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


# as HTML


class Reader(HTMLParser):
    """Ids, and the buttons and links with the words that name them."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.names: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self._open: list[str] = []
        self._inside_label = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag in ("button", "a", "summary"):
            self._open.append(given.get("aria-label") or "")
        self._inside_label += tag == "label"
        if tag == "label" and given.get("for"):
            self.labelled.add(str(given["for"]))
        by_itself = given.get("type") == "hidden" or given.get("aria-label") or given.get("aria-labelledby")
        if tag in ("input", "select", "textarea") and not (by_itself or self._inside_label):
            self.fields.append(given)

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1] += data.strip()

    def handle_endtag(self, tag: str) -> None:
        if tag in ("button", "a", "summary") and self._open:
            self.names.append(self._open.pop())
        self._inside_label -= tag == "label"


def busy_day() -> Play:
    """Everything at once: several steps, places, a paused clock, decisions, somebody removed."""
    play = late_day()
    for number in range(5):
        play.people.append(play.join(number))
    play.do(DESK, AddStep("talk", first(play), "Sedan"))
    for activity in ACTIVITIES:
        play.sample(play.start(activity.kind))
    hidden = play.start("pulse", **HIDDEN)
    play.do(DESK, CloseStep(hidden))
    play.do(DESK, Focus(list(play.session.steps.steps)[1]))
    play.do(DESK, Focus(hidden, "Salongen"))
    play.do(DESK, StartNow("talk", title="Två och två", seconds=60))
    play.do(DESK, PauseTimer())
    play.do(DESK, LookUp())
    play.do(DESK, EditSession(seats=5))
    play.do(DESK, EditSlot(first(play), desk_notes="Säg hur det blir med lunchen"))
    play.do(DESK, AddRuling(first(play), "Vi provar"))
    play.do(DESK, RemoveSeat(play.people[0].seat))
    return play


@pytest.mark.parametrize("language", ["sv", "en", "ar-XB"])
@pytest.mark.parametrize("stage", ["", "people", "groups"])
@pytest.mark.parametrize("when", ["planned", "busy", "ended"])
def test_every_button_and_field_has_a_name_and_every_id_is_its_own(
    when: str, stage: str, language: str
) -> None:
    play = Play(2) if when == "planned" else busy_day()
    if when == "ended":
        play.do(DESK, EndSession())
    reader = Reader()
    reader.feed(html(play, stage, language))
    assert [name for name in reader.names if not name] == []
    assert [field for field in reader.fields if field.get("id") not in reader.labelled] == []
    assert [one for one, times in Counter(reader.ids).items() if times > 1] == []


def test_what_people_type_stays_text() -> None:
    play = Play()
    hostile = "<img src=x onerror=alert(1)>\"'&"
    play.do(DESK, EditSession(title=hostile, theme=hostile, organiser=hostile))
    play.do(DESK, EditSlot(first(play), title=hostile, speaker=hostile, place=hostile, desk_notes=hostile))
    play.do(DESK, Next())
    play.do(DESK, AddRuling(first(play), hostile, hostile, hostile))
    play.do(DESK, StartNow("talk", title=hostile))
    assert "<img" not in html(play)
    assert "<img" not in html(play, "people")


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
