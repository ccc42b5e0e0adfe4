"""What a check-in leaves behind, after any moves in any order."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from sessions.activities.checkin.moves import Arrived, Here, NotHere, SayAbsent, TypeIn
from sessions.activity import (
    CLOSED,
    DESK_TURN,
    OPEN,
    Move,
    Person,
    plain,
)
from sessions.blocks import Block, Heading, Para, Said, Table, Term
from tests.activities.checkin_play import (
    ANN,
    BEA,
    CAI,
    CLUB,
    DESK,
    EVERYBODY,
    NORTH,
    RENDERER,
    SCENE,
    SOUTH,
    Played,
    a_full_day,
)

# minutes and record


def test_minutes_have_present_by_organisation_and_absent() -> None:
    day = a_full_day().now(CLOSED)
    present: list[Block] = [
        Heading(Term("present"), 4),
        Para(Term("present_total", day.totals)),
        Table(
            (Term("organisation"), Term("number_present"), Term("typed_in")),
            (
                (Said(NORTH), Said("2"), Said("")),
                (Said(CLUB), Said("3"), Said("2")),
                (Term("no_organisation_named"), Said("3"), Said("")),
            ),
            numeric=(1, 2),
        ),
    ]
    absent: list[Block] = [
        Heading(Term("absent"), 4),
        Table(
            (Term("organisation"), Term("number_absent")),
            (
                (Said(NORTH), Said("1")),
                (Said(SOUTH), Said("2")),
                (Said("The library"), Term("nobody_came")),
            ),
        ),
    ]
    assert day.step.minutes(day.scene) == present + absent


def test_figures_stand_below_each_other_unless_words_are_among_them() -> None:
    day = Played(expected=f"{NORTH}\n{SOUTH}")
    day.does(DESK, TypeIn(SOUTH, "absent", 2))
    day.does(ANN, Here())
    *_, table = day.now(CLOSED).step.minutes(day.scene)
    assert isinstance(table, Table)
    assert (table.rows, table.numeric) == (((Said(SOUTH), Said("2")),), (1,))


def test_minutes_are_worded() -> None:
    day = a_full_day()
    total = " ".join(RENDERER.say("present_total", day.totals, language="en", kind="checkin").split())
    assert total == (
        "8 people present. 1 of 3 expected organisations took part. "
        "1 organisation took part beside those expected."
    )
    codes = "kind present absent organisation number_present number_absent typed_in nobody_came awaited"
    for code in [*codes.split(), "no_organisation_named"]:
        assert RENDERER.say(code, language="en", kind="checkin") != code or code == "awaited"
    late = RENDERER.say("came_late", {"people": 2}, language="en", kind="checkin")
    assert late == "2 of them came after check-in had closed."


def test_an_open_step_calls_nobody_absent_who_may_still_come() -> None:
    day = Played()
    day.does(ANN, Here())
    table = day.step.minutes(day.scene)[-1]
    assert isinstance(table, Table)
    assert table.rows == ((Said(SOUTH), Term("awaited")), (Said("The library"), Term("awaited")))


def test_minutes_without_marks_absent_or_late() -> None:
    day = Played(NORTH)
    day.does(ANN, Here())
    assert day.step.minutes(day.scene)[2:] == [
        Table((Term("organisation"), Term("number_present")), ((Said(NORTH), Said("1")),), numeric=(1,))
    ]
    day.now(CLOSED).does(BEA, Here())
    assert day.step.minutes(day.scene)[-1] == Para(Term("came_late", {"people": 1}))


def test_nothing_said_nothing_in_the_minutes() -> None:
    assert Played().step.minutes(SCENE) == []


def test_minutes_when_all_are_absent_have_no_empty_table() -> None:
    day = Played(SOUTH)
    day.does(CAI, SayAbsent(1))
    blocks = day.step.minutes(day.scene)
    assert [type(block) for block in blocks] == [Heading, Para, Heading, Table]


def test_the_record_is_figures_by_organisation() -> None:
    day = a_full_day()
    record = day.step.record(day.scene)
    assert record["organisations"][0] == {
        "organisation": NORTH, "expected": True, "phones": 2, "typed": 0, "late": 0, "absent": 1, "people": 2,
    }  # fmt: skip
    assert record["totals"] == day.totals


def test_no_seat_and_no_name_leaves() -> None:
    day = a_full_day()
    views = [day.step.everyone(day.scene), day.step.wall(day.scene), day.step.desk(day.scene)]
    views += [day.step.place("Hall", day.scene), day.step.record(day.scene), day.step.seat(ANN, day.scene)]
    told = str([*views, day.step.marks(ANN, day.scene), plain(day.step.minutes(day.scene))])
    assert "seat-ann" in str(vars(day.step))
    assert "Marker" not in told
    assert "seat-" not in told


def test_forgetting_a_person_keeps_the_counts() -> None:
    day = a_full_day()
    day.step.forget("seat-ann")
    erased = structs.replace(ANN, name="", organisation="")
    day.scene = structs.replace(day.scene, people=(erased, *EVERYBODY[1:]))
    assert day.totals["people"] == 8
    assert day.replayed().wall(day.scene) == day.step.wall(day.scene)


# every way it can go


moves = st.one_of(
    st.tuples(st.sampled_from(EVERYBODY[:5]), st.sampled_from([Here(), NotHere()])),
    st.tuples(st.sampled_from(EVERYBODY[:4]), st.builds(SayAbsent, st.integers(0, 99))),
    st.tuples(
        st.just(DESK),
        st.builds(
            TypeIn,
            st.sampled_from([NORTH, SOUTH, "Choir"]),
            st.sampled_from(["here", "late", "absent"]),
            st.integers(0, 9),
        ),
    ),
)


@given(st.lists(st.tuples(st.sampled_from([OPEN, CLOSED]), moves), max_size=25))
def test_figures_agree_after_any_moves_and_after_replay(
    played: list[tuple[str, tuple[Person, Move]]],
) -> None:
    day = Played()
    here: set[str] = set()
    typed: dict[tuple[str, str], int] = {}
    for state, (who, move) in played:
        day.now(state).does(who, move)
        if isinstance(move, TypeIn) and move.what != "absent":
            typed[move.organisation, move.what] = move.people
        elif isinstance(move, Here):
            here.add(who.seat)
        elif isinstance(move, NotHere):
            here.discard(who.seat)
    people = sum(person.weight for person in EVERYBODY if person.seat in here) + sum(typed.values())
    totals = day.totals
    lines = day.step.wall(day.scene)["organisations"]
    assert totals["people"] == people == sum(line["people"] for line in lines)
    assert totals["came"] + totals["awaited"] <= totals["of"] == 3
    assert totals["late"] <= totals["people"]
    assert day.replayed().wall(day.scene) == day.step.wall(day.scene)


@pytest.mark.parametrize("count", [0, 1, 3, 30])
def test_the_sample_is_playable(count: int) -> None:
    roles = ("participant", "observer", "member")
    people = [Person(f"seat-{n}", roles[n % 3], organisation=NORTH if n % 2 else "") for n in range(count)]
    day = Played(scene=structs.replace(SCENE, people=tuple(people)))
    for _, index, move in day.step.sample(people, Random(1)):
        who = DESK if index == DESK_TURN else people[index]
        assert who.role in move.allowed
        day.does(who, move)
    assert day.totals["typed"] > 0
    assert {type(event) for event, _ in day.rows} >= ({Arrived, TypeIn} if count else {TypeIn})


def test_a_sample_takes_taps_back_and_says_who_is_missing() -> None:
    people = [Person(f"seat-{n}", organisation=f"Org {n % 9}") for n in range(200)]
    day = Played("", structs.replace(SCENE, people=tuple(people)))
    for _, index, move in day.step.sample(people, Random(2)):
        day.does(DESK if index == DESK_TURN else people[index], move)
    assert {type(event) for event, _ in day.rows} == {Arrived, NotHere, SayAbsent, TypeIn}
