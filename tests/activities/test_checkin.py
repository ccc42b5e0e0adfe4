"""Check-in: people tapped, people typed in, organisations counted, and no name or seat anywhere."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from sessions.activities.checkin.attendance import expected_from, local_id, same
from sessions.activities.checkin.moves import Arrived, Here, NotHere, PutBack, SayAbsent, TypeIn
from sessions.activity import (
    CLOSED,
    OPEN,
    PLANNED,
    SHOWN,
    Present,
    Rejected,
    plain,
)
from tests.activities.checkin_play import (
    ANN,
    BEA,
    CAI,
    DAN,
    DESK,
    EVE,
    NORTH,
    OBSERVER,
    RENDERER,
    SCENE,
    SOUTH,
    Played,
    a_full_day,
    screen,
)
from tests.roles import ALWAYS, ANSWERING, FROM_OPEN, LEADERS, Rights

WHO_MAY: Rights = {
    **dict.fromkeys(("here", "not_here", "say_absent"), (ANSWERING, FROM_OPEN)),
    **dict.fromkeys(("type_in", "put_back"), (LEADERS, ALWAYS)),
}


# the pasted list


def test_the_list_is_one_organisation_a_line_without_bullets() -> None:
    pasted = "\n- North council,\n• South  council\n  * north COUNCIL\n\n–The library;\r\n"
    assert expected_from(pasted) == (NORTH, SOUTH, "The library")


@given(st.lists(st.text(max_size=150), max_size=12))
def test_any_pasted_list_can_be_read(lines: list[str]) -> None:
    names = expected_from("\n".join(lines))
    assert len({same(name) for name in names}) == len(names)
    assert len({local_id(name) for name in names}) == len(names)
    assert all(0 < len(name) <= 120 for name in names)


def test_without_a_list_the_organisations_of_the_session_are_expected() -> None:
    day = Played("", structs.replace(SCENE, organisations=(NORTH, SOUTH)))
    assert (day.totals["of"], day.totals["awaited"]) == (2, 2)


def test_with_neither_list_nobody_is_awaited() -> None:
    day = Played("")
    assert day.step.wall(day.scene)["organisations"] == []
    day.does(ANN, Here())
    assert (day.totals["of"], day.totals["others"], day.totals["people"]) == (0, 1, 1)


# phones


def test_who_taps_is_here_and_the_session_knows() -> None:
    day = Played()
    assert day.does(ANN, Here()) == (Arrived(), Present("seat-ann", True))
    assert day.line(NORTH)["people"] == 1
    assert day.totals == {
        "people": 1, "typed": 0, "late": 0, "absent": 0, "of": 3, "came": 1, "others": 0, "awaited": 2,
    }  # fmt: skip


def test_tapping_twice_counts_once() -> None:
    day = Played()
    day.does(ANN, Here())
    assert day.does(ANN, Here()) == ()
    assert day.totals["people"] == 1


def test_colleagues_are_one_organisation_however_they_spell_it() -> None:
    day = Played()
    day.does(BEA, Here())
    day.does(ANN, Here())
    assert day.line(NORTH)["organisation"] == NORTH
    assert (day.line(NORTH)["people"], day.totals["came"]) == (2, 1)


def test_a_tap_can_be_taken_back() -> None:
    day = Played()
    day.does(ANN, Here())
    assert day.does(ANN, NotHere()) == (NotHere(), Present("seat-ann", False))
    assert day.does(ANN, NotHere()) == ()
    assert day.totals["people"] == 0
    day.does(ANN, Here())
    assert day.totals["people"] == 1


def test_a_phone_that_stands_for_several_counts_them_all() -> None:
    day = Played()
    day.does(EVE, Here())
    assert (day.line("")["phones"], day.totals["people"], day.totals["others"]) == (3, 3, 0)


def test_observers_are_not_counted() -> None:
    day = Played()
    assert OBSERVER.role not in Here.allowed | SayAbsent.allowed
    day.does(OBSERVER, Here())
    assert day.totals["people"] == 0


@pytest.mark.parametrize("change", [{"here": False}, {"role": "observer"}])
def test_who_is_no_longer_here_or_becomes_an_observer_is_not_counted(change: dict[str, Any]) -> None:
    day = Played()
    day.does(ANN, Here())
    day.scene = structs.replace(day.scene, people=(structs.replace(ANN, **change), BEA))
    assert day.totals["people"] == 0
    day.scene = structs.replace(day.scene, people=(BEA,))
    assert day.totals["people"] == 0


def test_late_is_who_comes_after_closing() -> None:
    day = Played()
    day.does(ANN, Here())
    day.now(CLOSED).does(BEA, Here())
    day.now(SHOWN).does(CAI, Here())
    assert {CLOSED, SHOWN} < Here.when
    assert PLANNED not in Here.when
    assert (day.line(NORTH)["late"], day.line(SOUTH)["late"], day.totals["late"]) == (1, 1, 2)
    assert day.now(OPEN).does(DAN, Here())[0] == Arrived(late=False)


def test_an_organisation_can_be_present_and_absent() -> None:
    day = Played()
    day.does(ANN, Here())
    day.does(BEA, Here())
    day.does(ANN, SayAbsent(1))
    line = day.line(NORTH)
    assert (line["people"], line["absent"], line["state"]) == (2, 1, "here")


def test_colleagues_speak_of_the_same_people_so_the_last_word_holds() -> None:
    day = Played()
    day.does(ANN, SayAbsent(2))
    day.does(BEA, SayAbsent(1))
    assert day.line(NORTH)["absent"] == 1
    day.does(ANN, SayAbsent(3))
    assert (day.line(NORTH)["absent"], day.totals["absent"]) == (3, 3)
    day.does(BEA, SayAbsent(0))
    assert day.line(NORTH)["state"] == "awaited"


def test_an_absence_is_of_an_organisation() -> None:
    with pytest.raises(Rejected) as refused:
        Played().does(EVE, SayAbsent(1))
    assert refused.value.code == "no_organisation"
    assert "organisation" in RENDERER.say("no_organisation", language="en", kind="checkin")


def test_what_a_removed_seat_said_of_others_goes_with_it() -> None:
    day = Played()
    day.does(ANN, SayAbsent(2))
    day.scene = structs.replace(day.scene, people=(BEA, CAI))
    assert day.line(NORTH)["absent"] == 0


@pytest.mark.parametrize("people", [-1, 100, "many"])
def test_numbers_are_bounded(people: Any) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"do": "say_absent", "people": people}, SayAbsent, strict=False)


# the desk


def test_the_desk_types_in_people_without_a_phone_and_they_are_marked() -> None:
    day = Played()
    day.does(ANN, Here())
    day.does(DESK, TypeIn(f"  {NORTH}\u202e ", "here", 2))
    day.does(DESK, TypeIn(NORTH, "late", 1))
    line = day.line(NORTH)
    assert (line["phones"], line["typed"], line["late"], line["people"]) == (1, 3, 1, 4)
    day.does(DESK, TypeIn(NORTH, "here", 0))
    assert (day.line(NORTH)["typed"], day.totals["typed"]) == (1, 1)


def test_a_typed_organisation_beside_the_list_is_kept_apart() -> None:
    day = Played()
    day.does(DESK, TypeIn("The choir", "here", 2))
    assert (day.line("The choir")["expected"], day.totals["others"], day.totals["came"]) == (False, 1, 0)
    day.does(DESK, TypeIn("The choir", "here", 0))
    assert day.totals["others"] == 0
    assert "The choir" not in str(day.step.wall(day.scene))


def test_people_may_come_without_an_organisation_but_not_be_missed_without_one() -> None:
    day = Played()
    day.does(DESK, TypeIn(" ", "here", 2))
    assert day.line("")["typed"] == 2
    assert day.step.wall(day.scene)["organisations"][-1]["organisation"] == ""
    with pytest.raises(Rejected, match="empty"):
        day.does(DESK, TypeIn(" ", "absent", 1))
    with pytest.raises(Rejected, match="too_long"):
        day.does(DESK, TypeIn("x" * 121, "here", 1))


def test_the_desk_has_the_last_word_when_it_speaks_last() -> None:
    day = Played()
    day.does(ANN, SayAbsent(2))
    day.does(DESK, TypeIn(NORTH, "absent", 1))
    assert day.line(NORTH)["absent"] == 1
    day.does(BEA, SayAbsent(4))
    assert day.line(NORTH)["absent"] == 4


@pytest.mark.parametrize("what", ["here", "late", "absent"])
@pytest.mark.parametrize("before", [None, 5])
def test_typing_in_can_be_undone(what: Any, before: int | None) -> None:
    day = Played()
    day.does(ANN, SayAbsent(1))
    if before is not None:
        day.does(DESK, TypeIn(SOUTH, what, before))
    expected = plain(day.step.wall(day.scene))
    move = TypeIn(SOUTH, what, 7)
    undo = day.step.inverse(move)
    assert undo is not None
    day.does(DESK, move)
    assert day.step.wall(day.scene) != expected
    day.does(DESK, undo)
    assert day.step.wall(day.scene) == expected


def test_an_undo_that_would_overwrite_somebody_is_refused() -> None:
    day = Played()
    day.does(DESK, TypeIn(SOUTH, "here", 2))
    with pytest.raises(Rejected, match="changed_since"):
        day.does(DESK, PutBack(SOUTH, "here", found=1, was=0))
    assert day.line(SOUTH)["typed"] == 2


def test_an_event_of_the_core_changes_nothing_here() -> None:
    day = a_full_day()
    before = plain(vars(day.step))
    day.step.apply(Present("seat-ann", False), "seat-ann", 0)
    assert plain(vars(day.step)) == before


def test_only_what_the_desk_typed_is_undone() -> None:
    assert Played().step.inverse(Arrived()) is None


def test_the_desk_sees_the_heads_counted_beside_the_people() -> None:
    day = Played(scene=structs.replace(SCENE, heads=52))
    assert day.step.desk(day.scene)["heads"] == 52
    assert "52 counted in the room" in screen("desk", day.step.desk(day.scene))


# one seat


def test_an_untouched_phone_is_the_same_for_all() -> None:
    day = Played()
    assert day.step.seat(ANN, day.scene) == day.step.seat(OBSERVER, day.scene) == {}
    assert day.step.marks(ANN, day.scene) == day.step.marks(CAI, day.scene)
    assert screen("mine", {}).strip() == ""


def test_a_phone_sees_what_it_said() -> None:
    day = Played()
    day.does(ANN, SayAbsent(2))
    assert day.step.seat(ANN, day.scene) == {"here": False, "late": False, "absent": 2, "organisation": NORTH}
    day.now(CLOSED).does(ANN, Here())
    assert day.step.seat(ANN, day.scene) == {"here": True, "late": True, "absent": 2, "organisation": NORTH}
    mine = screen("mine", day.step.seat(ANN, day.scene))
    assert "come later" in mine
    assert "2 from your organisation cannot come" in mine
    day.does(CAI, Here())
    assert day.step.seat(CAI, day.scene)["absent"] is None


def test_marks_show_one_button_and_observers_none() -> None:
    day = Played()
    assert day.step.marks(ANN, day.scene) == {
        "tap": {"hidden": False}, "tapped": {"hidden": True}, "absence": {"hidden": False},
    }  # fmt: skip
    day.does(ANN, Here())
    marks = day.step.marks(ANN, day.scene)
    assert (marks["tap"], marks["tapped"]) == ({"hidden": True}, {"hidden": False})
    assert all(mark == {"hidden": True} for mark in day.step.marks(OBSERVER, day.scene).values())
    html = screen("phone", day.step.everyone(day.scene))
    assert all(f'id="k1-{name}"' in html for name in marks)
