"""Check-in: people tapped, people typed in, organisations counted, and no name or seat anywhere."""

from collections.abc import Sequence
from html.parser import HTMLParser
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from sessions.activities.checkin import Checkin
from sessions.activities.checkin.attendance import expected_from, local_id, same
from sessions.activities.checkin.moves import Arrived, Here, NotHere, PutBack, SayAbsent, TypeIn
from sessions.activity import (
    CLOSED,
    DESK_TURN,
    OPEN,
    PLANNED,
    SHOWN,
    Event,
    Move,
    Person,
    Present,
    Rejected,
    Scene,
    Turn,
    plain,
)
from sessions.blocks import Block, Heading, Para, Said, Table, Term
from sessions.render import Renderer
from tests.roles import ALWAYS, ANSWERING, FROM_OPEN, LEADERS, Rights

WHO_MAY: Rights = {
    **dict.fromkeys(("here", "not_here", "say_absent"), (ANSWERING, FROM_OPEN)),
    **dict.fromkeys(("type_in", "put_back"), (LEADERS, ALWAYS)),
}

NORTH, SOUTH, CLUB = "North council", "South council", "The rowing club"
ANN = Person("seat-ann", organisation=NORTH, name="Ann Marker")
BEA = Person("seat-bea", organisation="north  Council", name="Bea Marker")
CAI = Person("seat-cai", organisation=SOUTH, name="Cai Marker")
DAN = Person("seat-dan", organisation=CLUB, name="Dan Marker")
EVE = Person("seat-eve", name="Eve Marker", weight=3)
OBSERVER = Person("seat-obs", organisation=NORTH, role="observer", name="Olle Marker")
DESK = Person("desk-1", role="facilitator")
EVERYBODY = (ANN, BEA, CAI, DAN, EVE, OBSERVER)
SCENE = Scene(step="k1", title="Who is here?", state=OPEN, people=EVERYBODY)
RENDERER = Renderer()
HOSTILE = "<script>alert(1)</script>{{ 7 * 7 }}"


class Played:
    """A check-in among people: moves go through decide and apply, core events change the people."""

    def __init__(self, expected: str = f"{NORTH}\n{SOUTH}\nThe library", scene: Scene = SCENE) -> None:
        self.settings = Checkin.Settings(expected=expected)
        self.step = Checkin(self.settings)
        self.scene = scene
        self.rows: list[tuple[Event, str]] = []

    def does(self, who: Person, move: Move) -> Sequence[Event]:
        before = plain(vars(self.step))
        events = self.step.decide(move, Turn(who, 0, Random(0)), self.scene)
        assert plain(vars(self.step)) == before
        for event in events:
            self.happened(event, who.seat)
        return events

    def happened(self, event: Event, by: str) -> None:
        if isinstance(event, Present):
            people = tuple(
                structs.replace(p, here=event.here) if p.seat == by else p for p in self.scene.people
            )
            self.scene = structs.replace(self.scene, people=people)
        else:
            self.step.apply(event, by, 0)
            self.rows.append((event, by))

    def now(self, state: str) -> "Played":
        self.scene = structs.replace(self.scene, state=state)
        return self

    def line(self, organisation: str) -> dict[str, Any]:
        lines = {same(line["organisation"]): line for line in self.step.wall(self.scene)["organisations"]}
        return dict(lines[same(organisation)])

    @property
    def totals(self) -> dict[str, int]:
        return dict(self.step.wall(self.scene)["totals"])

    def replayed(self) -> Checkin:
        again = Checkin(self.settings)
        for event, by in self.rows:
            again.apply(event, by, 0)
        return again


def screen(surface: str, view: Any, **more: Any) -> str:
    data = {"view": view, "step": "k1", "title": "Who?", "kind": "checkin", "state": "open", "clocks": {}}
    return RENDERER.fragment(f"checkin/{surface}.html", "en", {**data, **more})


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


# minutes and record


def a_full_day() -> Played:
    day = Played()
    day.does(ANN, Here())
    day.does(BEA, Here())
    day.does(ANN, SayAbsent(1))
    day.does(DAN, Here())
    day.does(EVE, Here())
    day.does(DESK, TypeIn(CLUB, "here", 2))
    day.does(DESK, TypeIn(SOUTH, "absent", 2))
    return day


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


# screens


class Words(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not [name for name, _ in attrs if name == "style" or name.startswith("on")]
        self.tags.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize("surface", ["phone", "wall", "desk"])
@pytest.mark.parametrize("state", [PLANNED, OPEN, CLOSED, SHOWN])
def test_what_is_typed_is_text_on_every_screen(surface: str, state: str) -> None:
    person = Person("seat-x", organisation=HOSTILE)
    day = Played(scene=structs.replace(SCENE, people=(person, EVE)))
    day.does(person, Here())
    day.does(person, SayAbsent(1))
    day.does(EVE, Here())
    page = Words(screen(surface, day.step.desk(day.scene), state=state, title=HOSTILE))
    assert "script" not in page.tags
    assert HOSTILE in page.words
    assert "49" not in page.words
    assert len(page.ids) == len(set(page.ids))
    assert all(name.startswith("k1-") for name in page.ids)


def test_the_wall_says_in_words_what_its_signs_say() -> None:
    day = a_full_day()
    words = " ".join(Words(screen("wall", day.step.wall(day.scene))).words.split())
    assert "1 of 3 organisations" in words
    assert "North council 1 cannot come 2 here" in words
    assert "South council 2 cannot come" in words
    assert "The library awaited" in words
    assert "8 people here, 2 of them counted by the desk" in words
    assert "1 organisation beside the list" in words
    assert "Still awaited: The library" in words


def test_an_empty_wall_invites() -> None:
    assert "The first one here" in screen("wall", Played("").step.wall(SCENE))


def test_the_wall_says_when_all_are_here() -> None:
    day = Played(NORTH)
    day.does(ANN, Here())
    assert "Everyone expected is here" in screen("wall", day.step.wall(day.scene))


@pytest.mark.parametrize(
    ("count", "size"), [(5, "few"), (20, "many"), (31, "more"), (38, "dense"), (45, "most"), (300, "most")]
)
def test_what_does_not_fit_the_wall_is_counted(count: int, size: str) -> None:
    day = Played("\n".join(f"Organisation {n}" for n in range(count)))
    html = screen("wall", day.step.wall(day.scene))
    assert f"checkin--{size}" in html
    assert html.count("checkin__org ") == min(count, 45)
    assert (f"{count - 45} more on the phones" in html) == (count > 45)
    assert screen("phone", day.step.everyone(day.scene)).count("<li") == count


def test_before_it_opens_a_phone_has_nothing_to_tap() -> None:
    html = screen("phone", Played().step.everyone(SCENE), state=PLANNED)
    assert "opens soon" in html
    assert "<button" not in html
    assert "<button" in screen("phone", Played().step.everyone(SCENE), state=CLOSED)


def test_settings_keep_the_pasted_list() -> None:
    page = Words(screen("settings", {"settings": {"expected": f"{HOSTILE}\n{NORTH}"}}))
    assert f"{HOSTILE}\n{NORTH}" in page.words
