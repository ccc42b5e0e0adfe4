"""The plan and the scribe's page as data: pure, from a session driven by hand."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitator.pasting import MOST_WORDS, Paste, corrected, placed, preview, understood
from sessions.activities import ACTIVITIES
from sessions.activity import Person, Rejected
from sessions.day_moves import (
    AddRuling,
    AddSlot,
    CopySlot,
    Draft,
    EditSlot,
    GoTo,
    MoveSlot,
    PlaceProgramme,
    RemoveSlot,
    WriteMinutes,
)
from sessions.facts import EditSession
from sessions.screens import Audience, Join, Outlook, regions
from sessions.screens.plan import MEETING, clock
from sessions.steps import AddStep, EditStep, MoveStep, RemoveStep
from tests.play import DESK, Play

DAY = (
    Draft("Välkomna", "09:00", 30),
    Draft("Omröstning", "09:40", 20, speaker="Siv", section="Före lunch"),
    Draft("Lunch", "09:50", 30, break_=True, section="Före lunch"),
    Draft("Fritt", None, None),
)


@pytest.fixture
def play() -> Play:
    play = Play(2)
    play.do(DESK, PlaceProgramme(DAY))
    return play


def shown(play: Play, surface: str = "plan", stage: str = "") -> dict[str, Any]:
    outlook = Outlook(play.at, Join("HTTP://X/J/K7M4PX", "x", "K7M4PX"))
    found = regions(play.session, Audience(surface, stage), outlook)
    return {
        name: {"template": template, **msgspec.to_builtins(data)} for name, (template, data) in found.items()
    }


def step(play: Play, kind: str = "talk", slot: int = 0, **more: Any) -> str:
    play.do(DESK, AddStep(kind, play.session.day.slots[slot].id, **more))
    return list(play.session.steps.steps)[-1]


# the slots


def test_the_head_sums_the_day_up(play: Play) -> None:
    head = shown(play)["head"]
    assert (head["slots"], head["minutes"], head["unknown"]) == (4, 80, 1)
    assert (head["begins"], head["ends"]) == ("09:00", "10:20")


def test_an_empty_day_has_no_times(play: Play) -> None:
    play.do(DESK, PlaceProgramme(()))
    view = shown(play)
    assert (view["head"]["begins"], view["head"]["ends"], view["head"]["minutes"]) == ("", "", 0)
    assert view["slots"]["slots"] == []


def test_gaps_and_overlaps_are_said_where_they_are(play: Play) -> None:
    assert [slot["hole"] for slot in shown(play)["slots"]["slots"]] == [0, 10, -10, 0]


def test_a_heading_stands_once_over_its_slots(play: Play) -> None:
    assert [slot["section"] for slot in shown(play)["slots"]["slots"]] == ["", "Före lunch", "", ""]


def test_the_ends_have_only_one_way_to_go(play: Play) -> None:
    slots = shown(play)["slots"]["slots"]
    assert [(slot["up"], slot["down"]) for slot in slots] == [(None, 1), (0, 2), (1, 3), (2, None)]


def test_what_the_buttons_say_is_what_the_moves_do(play: Play) -> None:
    slots = shown(play)["slots"]["slots"]
    play.do(DESK, MoveSlot(slots[1]["id"], slots[1]["up"]))
    play.do(DESK, CopySlot(slots[0]["id"]))
    play.do(DESK, RemoveSlot(slots[2]["id"]))
    play.do(DESK, AddSlot("Sist", "13:00", 10))
    titles = [slot["title"] for slot in shown(play)["slots"]["slots"]]
    assert titles == ["Omröstning", "Välkomna", "Välkomna", "Fritt", "Sist"]
    assert shown(play)["head"]["undo"]["what"] == "slot_added"


def test_a_suggestion_is_offered_until_it_is_taken(play: Play) -> None:
    play.do(DESK, EditSlot(play.session.day.slots[0].id, title="Utvärdering"))
    before = shown(play)["slots"]["slots"][0]["suggested"]
    assert "pulse" in before
    assert play.session.steps.steps == {}
    step(play, "pulse")
    assert "pulse" not in shown(play)["slots"]["slots"][0]["suggested"]


def test_every_kind_can_be_added(play: Play) -> None:
    assert shown(play)["slots"]["kinds"] == [activity.kind for activity in ACTIVITIES]


def test_the_steps_of_a_slot_that_went_are_not_lost(play: Play) -> None:
    added = step(play, slot=1)
    play.do(DESK, RemoveSlot(play.session.day.slots[1].id))
    view = shown(play)["slots"]
    assert [row["id"] for row in view["loose"]] == [added]
    play.do(DESK, MoveStep(added, play.session.day.slots[0].id, 0))
    view = shown(play)["slots"]
    assert view["loose"] == []
    assert [row["id"] for row in view["slots"][0]["steps"]] == [added]


def test_steps_stand_in_order_with_what_they_build_on(play: Play) -> None:
    first = step(play, title="Ord", seconds=90)
    second = step(play, source=first, lasting=True)
    rows = shown(play)["slots"]["slots"][0]["steps"]
    assert [(row["id"], row["up"], row["down"]) for row in rows] == [(first, None, 1), (second, 0, None)]
    assert rows[1]["source"] == {"id": first, "kind": "talk", "title": "Ord"}
    assert (rows[0]["seconds"], rows[1]["lasting"]) == (90, True)


def test_the_running_slot_and_those_before_are_marked(play: Play) -> None:
    for index in (0, 1):
        play.do(DESK, GoTo(play.session.day.slots[index].id))
    slots = shown(play)["slots"]["slots"]
    assert [(slot["runs"], slot["over"]) for slot in slots[:3]] == [
        (False, True),
        (True, False),
        (False, False),
    ]


# one step, and the facts


def test_a_step_can_build_on_what_comes_before_it(play: Play) -> None:
    late, early = step(play, slot=1, title="Sen"), step(play, slot=0)
    assert [source["id"] for source in shown(play, stage=late)["step"]["sources"]] == [early]
    assert shown(play, stage=late)["step"]["sources"][0]["title"] == "Välkomna"
    assert shown(play, stage=early)["step"]["sources"] == []


def test_a_loose_step_can_build_on_all_of_the_programme(play: Play) -> None:
    loose, other = step(play, slot=1), step(play, slot=0)
    play.do(DESK, RemoveSlot(play.session.day.slots[1].id))
    view = shown(play, stage=loose)["step"]
    assert view["slot_title"] == ""
    assert [source["id"] for source in view["sources"]] == [other]


def test_a_step_that_went_says_so(play: Play) -> None:
    gone = step(play)
    play.do(DESK, RemoveStep(gone))
    assert shown(play, stage=gone)["step"]["template"] == "plan/no_step.html"
    assert shown(play, stage="k-never")["step"]["template"] == "plan/no_step.html"


def test_settings_that_cannot_be_name_their_field(play: Play) -> None:
    pulse = step(play, "pulse")
    with pytest.raises(Rejected) as refused:
        play.do(DESK, EditStep(pulse, settings={"entries": "many"}))
    assert (refused.value.code, refused.value.values["field"]) == ("settings", "entries")


def test_the_facts_are_shown_as_they_are_typed(play: Play) -> None:
    play.do(DESK, EditSession(hard_end="16.30", organisations="B\nA", ask_name="asked"))
    view = shown(play, stage=MEETING)["facts"]
    assert (view["hard_end"], view["organisations"], view["door"]["name"]) == ("16:30", "B\nA", "asked")


@pytest.mark.parametrize(("minutes", "text"), [(None, ""), (0, "00:00"), (560, "09:20"), (1500, "01:00")])
def test_minutes_as_a_clock(minutes: int | None, text: str) -> None:
    assert clock(minutes) == text


# the scribe


def test_a_scribe_writes_and_decides_and_nothing_else(play: Play) -> None:
    scribe = Person("s-1", role="scribe")
    slot = play.session.day.slots[0].id
    play.do(DESK, GoTo(slot))
    play.do(scribe, WriteMinutes(slot, "Vi sade hej."))
    play.do(scribe, AddRuling(slot, "Mer fika", "Siv", "maj"))
    for move in (GoTo(slot), EditSlot(slot, title="x"), AddStep("talk", slot), EditSession(title="x")):
        with pytest.raises(Rejected) as refused:
            play.do(scribe, move)
        assert refused.value.code == "not_allowed"
    main = shown(play, "scribe")["main"]
    assert (main["now"]["text"], main["now"]["rulings"][0]["what"]) == ("Vi sade hej.", "Mer fika")


def test_the_scribe_sees_the_running_slot_and_those_that_have_been(play: Play) -> None:
    waiting = shown(play, "scribe")["main"]
    assert (waiting["now"], waiting["past"], waiting["next"]["title"]) == (None, [], "Välkomna")
    for index in (0, 1):
        play.do(DESK, GoTo(play.session.day.slots[index].id))
    main = shown(play, "scribe")["main"]
    assert main["now"]["title"] == "Omröstning"
    assert [one["title"] for one in main["past"]] == ["Välkomna"]


def test_a_scribe_never_gets_what_is_for_the_desk_only(play: Play) -> None:
    slot = play.session.day.slots[0].id
    play.do(DESK, EditSlot(slot, desk_notes="zqhemligt"))
    play.do(DESK, GoTo(slot))
    assert "zqhemligt" not in str(shown(play, "scribe"))
    assert "zqhemligt" in str(shown(play))
    assert "mark" not in str(shown(play, "scribe")), "no seat, no name"


# pasting again


def test_what_was_edited_outlives_every_paste(play: Play) -> None:
    first = play.session.day.slots[0].id
    play.do(DESK, EditSlot(first, title="Hjärtligt välkomna", minutes=45))
    for _ in range(2):
        again = PlaceProgramme((Draft("Välkomna", "09:10", 30, place="Hallen", keep=first), *DAY[1:]))
        play.do(DESK, again)
        slot = play.session.day.slots[0]
        assert (slot.id, slot.title, slot.minutes) == (first, "Hjärtligt välkomna", 45)
        assert (slot.start, slot.place) == (550, "Hallen"), "what nobody edited follows the new text"
    assert [slot.title for slot in play.replayed().day.slots] == [
        slot.title for slot in play.session.day.slots
    ]


def test_the_running_slot_cannot_be_pasted_away(play: Play) -> None:
    play.do(DESK, GoTo(play.session.day.slots[0].id))
    with pytest.raises(Rejected, match="runs_now"):
        play.do(DESK, PlaceProgramme(DAY[1:]))


TEXT = "09:00-09:30 Kaffe och smörgås\n09:30-10:00 Mitten\n10:00-10:30 Samling"


def test_a_preview_marks_what_is_new_and_what_goes(play: Play) -> None:
    paste = Paste(TEXT)
    view = preview(paste, understood(paste), play.session.day.slots)
    assert {row["new"] for row in view["rows"]} == {True}
    assert view["gone"] == ["Välkomna", "Omröstning", "Lunch", "Fritt"]
    play.do(DESK, placed(understood(paste)))
    view = preview(paste, understood(paste), play.session.day.slots)
    assert ({row["new"] for row in view["rows"]}, view["gone"]) == ({False}, [])
    assert [draft.keep for draft in placed(understood(paste), play.session.day.slots).slots] == [
        slot.id for slot in play.session.day.slots
    ]


def test_what_is_between_two_rows_is_said_at_the_later_one() -> None:
    paste = Paste("09:00-09:30 Ett\n09:20-10:00 Två\n10:10-10:30 Tre")
    view = preview(paste, understood(paste))
    assert [row["doubts"] for row in view["rows"]] == [[], ["overlap"], ["gap"]]


def test_a_long_row_offers_not_too_many_cuts() -> None:
    paste = Paste("09:00-10:00 " + "ord " * 70)
    cuts = preview(paste, understood(paste))["rows"][0]["cuts"]
    assert len(cuts) == MOST_WORDS
    assert {cut["word"] for cut in cuts} == {"ord"}


WORDS = st.text(st.sampled_from("abcåäö 09:12-.|\n\t#*é‮"), max_size=120)
FIXES = st.one_of(
    st.builds("{}:{}".format, st.sampled_from(["join", "heading", "break", "split"]), st.integers(-1, 9)),
    st.builds("split:{}:{}".format, st.integers(0, 4), st.integers(0, 60)),
    st.text(max_size=8),
)


@settings(max_examples=150, deadline=None)
@given(text=st.one_of(WORDS, st.just(TEXT)), fixes=st.lists(FIXES, max_size=4))
def test_no_correction_loses_a_line_or_fails(text: str, fixes: list[str]) -> None:
    paste = Paste(text)
    for fix in fixes:
        before = understood(paste)
        after = corrected(paste, fix)
        lost = [line.text for line in before.not_understood]
        kept = [*after.strays, *(line.text for line in understood(after).not_understood)]
        assert all(line in kept for line in lost)
        preview(after, understood(after))
        paste = after
