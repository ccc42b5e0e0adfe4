"""Areas and groups: chosen with room for all, kept as they were, shown to everybody and nobody named."""

from random import Random

import pytest
from msgspec import structs

from sessions.activities.areas import Areas
from sessions.activities.areas.moves import Choose, Form, Settings, TypeIn
from sessions.activity import DESK_TURN, Person, Rejected, TimeIsUp, plain
from sessions.blocks import Para, Term
from sessions.blocks import Table as Rows
from sessions.facts import EditSession
from sessions.group_moves import NameGroup, PutArea, RemoveArea, StandFor
from sessions.people import GiveRole
from sessions.steps import AddStep, CloseStep, OpenStep
from tests.activities.areas_play import (
    HEALTH,
    RENDERER,
    SCHOOL,
    WORK,
    area,
    choose,
    codes,
    drawn,
    groups,
    in_area,
    person,
    scene,
    session_of,
    turn,
    view,
)
from tests.play import DESK, TIME, Play
from tests.roles import ALWAYS, ANSWERING, LEADERS, OPEN_ONLY, WRITERS, Rights

WHO_MAY: Rights = {
    **dict.fromkeys(("choose", "find_group"), (ANSWERING, OPEN_ONLY)),
    "form": (LEADERS, ALWAYS),
    "type_in": (WRITERS, ALWAYS),
}


class TestChoosing:
    def test_a_choice_can_be_changed_and_is_marked_on_the_own_phone_only(self) -> None:
        play, step = session_of(4)
        choose(play, step, 0, SCHOOL)
        choose(play, step, 0, WORK)
        assert person(play, 0).area == area(play, WORK)
        activity = play.activity(step)
        own = activity.marks(person(play, 0), scene(play, step))
        assert own == {f"a-{area(play, WORK)}": {"checked": True, "disabled": False}}
        assert activity.marks(person(play, 1), scene(play, step)) == {}
        assert (view(play, step)["done"], view(play, step)["here"]) == (1, 4)

    def test_a_full_area_says_so_and_offers_the_others(self) -> None:
        play, step = session_of(5)
        full = play.session.groups.areas[area(play, SCHOOL)]
        play.do(DESK, PutArea(SCHOOL, area=full.id, places="Sal", seats=2))
        choose(play, step, 0, SCHOOL)
        choose(play, step, 1, SCHOOL)
        with pytest.raises(Rejected) as refused:
            choose(play, step, 2, SCHOOL)
        assert (refused.value.code, refused.value.values) == (
            "area_full",
            {"name": SCHOOL, "others": [WORK, HEALTH]},
        )
        boxes = {one["name"]: one["full"] for one in view(play, step, "everyone")["areas"]}
        assert boxes == {SCHOOL: True, WORK: False, HEALTH: False}
        choose(play, step, 0, SCHOOL)
        assert person(play, 0).area == full.id

    def test_an_area_far_larger_than_the_others_offers_those_behind(self) -> None:
        play, step = session_of(8, size=3)
        for number in range(3):
            choose(play, step, number, SCHOOL)
        choose(play, step, 3, WORK)
        with pytest.raises(Rejected) as refused:
            choose(play, step, 4, SCHOOL)
        assert (refused.value.code, refused.value.values["others"]) == ("area_large", [WORK, HEALTH])
        choose(play, step, 4, HEALTH)
        choose(play, step, 5, SCHOOL)
        assert len(in_area(play, SCHOOL)) == 4

    def test_areas_need_not_be_even(self) -> None:
        play, step = session_of(8, size=3, even=False)
        for number in range(8):
            choose(play, step, number, SCHOOL)
        assert len(in_area(play, SCHOOL)) == 8

    def test_one_area_alone_is_never_too_large(self) -> None:
        play, step = session_of(8, size=2)
        play.do(DESK, RemoveArea(area(play, WORK)))
        play.do(DESK, RemoveArea(area(play, HEALTH)))
        for number in range(8):
            choose(play, step, number, SCHOOL)
        assert len(in_area(play, SCHOOL)) == 8

    def test_who_does_not_mind_comes_where_the_fewest_are(self) -> None:
        play, step = session_of(6)
        choose(play, step, 0, SCHOOL)
        choose(play, step, 1, WORK)
        choose(play, step, 2)
        assert person(play, 2).area == area(play, HEALTH)
        choose(play, step, 2)
        assert person(play, 2).area == area(play, HEALTH), "not minding twice is no reason to move"

    def test_a_table_counts_as_many_as_sit_at_it(self) -> None:
        play, step = session_of(3)
        play.do(DESK, EditSession(tables=True))
        play.do(person(play, 0), StandFor(5))
        play.do(DESK, PutArea(SCHOOL, area=area(play, SCHOOL), seats=5))
        choose(play, step, 0, SCHOOL)
        with pytest.raises(Rejected, match="area_full"):
            choose(play, step, 1, SCHOOL)
        assert view(play, step, "wall")["areas"][0]["people"] == 5

    def test_people_without_a_phone_take_places_too(self) -> None:
        play, step = session_of(3)
        play.do(DESK, PutArea(SCHOOL, area=area(play, SCHOOL), seats=5))
        play.do(DESK, TypeIn(area(play, SCHOOL), 5), step)
        with pytest.raises(Rejected, match="area_full"):
            choose(play, step, 1, SCHOOL)
        row = view(play, step, "wall")["areas"][0]
        assert (row["people"], row["typed"], row["full"]) == (5, 5, True)
        play.do(DESK, TypeIn(area(play, SCHOOL), 2), step)
        play.keep(play.session.undo(turn(play)), DESK.seat)
        assert view(play, step, "wall")["areas"][0]["typed"] == 5
        with pytest.raises(Rejected, match="area_gone"):
            play.do(DESK, TypeIn("nowhere", 1), step)

    def test_every_area_full(self) -> None:
        play, step = session_of(4)
        for name in (SCHOOL, WORK, HEALTH):
            play.do(DESK, PutArea(name, area=area(play, name), seats=1))
        for number in range(3):
            choose(play, step, number)
        with pytest.raises(Rejected, match="all_full"):
            choose(play, step, 3)
        with pytest.raises(Rejected) as refused:
            choose(play, step, 3, WORK)
        assert refused.value.values["others"] == []

    def test_an_area_that_was_taken_away_cannot_be_chosen_and_stays_readable(self) -> None:
        play, step = session_of(3)
        choose(play, step, 0, SCHOOL)
        gone = area(play, SCHOOL)
        play.do(DESK, RemoveArea(gone))
        with pytest.raises(Rejected, match="area_gone"):
            play.do(person(play, 1), Choose(gone), step)
        rows = view(play, step, "wall")["areas"]
        assert next((row["name"], row["removed"]) for row in rows) == (SCHOOL, True)
        assert SCHOOL not in [one["name"] for one in view(play, step, "everyone")["areas"]]
        choose(play, step, 0, WORK)
        assert [row["name"] for row in view(play, step, "wall")["areas"]] == [WORK, HEALTH]

    def test_without_areas_there_is_nothing_to_choose_and_the_desk_is_told(self) -> None:
        play, step = session_of(2)
        for name in (SCHOOL, WORK, HEALTH):
            play.do(DESK, RemoveArea(area(play, name)))
        with pytest.raises(Rejected, match="no_areas"):
            choose(play, step, 0)
        assert codes(play, step) == ["no_areas_yet"]
        assert "Write the areas" in drawn(play, step, "desk")

    @pytest.mark.parametrize("how", ["deal", "hand"])
    def test_where_groups_are_made_for_people_nobody_chooses(self, how: str) -> None:
        play, step = session_of(2, how=how)
        with pytest.raises(Rejected, match="not_chosen"):
            choose(play, step, 0, SCHOOL)

    def test_who_only_watches_is_told_so(self) -> None:
        play, step = session_of(2)
        play.do(DESK, GiveRole(play.people[0].seat, "observer"))
        marks = play.activity(step).marks(person(play, 0), scene(play, step))
        assert marks == {"choose": {"disabled": True}, "watching": {"hidden": False}}
        assert view(play, step)["here"] == 1


class TestWhatIsKept:
    def test_closing_keeps_the_groups_so_that_later_ones_change_no_record(self) -> None:
        play, step = session_of(9, even=False)
        for one in range(9):
            choose(play, step, one, SCHOOL)
        play.do(DESK, Form(), step)
        first = groups(play)[0]
        play.do(DESK, NameGroup(first.id, "Eken", first.place))
        play.do(DESK, TypeIn(area(play, WORK), 3), step)
        play.close(step)
        kept = play.activity(step).record(scene(play, step))
        assert [(group["number"], group["people"]) for group in kept["groups"]] == [(1, 5), (2, 4)]
        assert [(one["name"], one["people"], one["typed"]) for one in kept["areas"]] == [
            (SCHOOL, 9, 0),
            (WORK, 3, 3),
            (HEALTH, 0, 0),
        ]
        again = play.start("areas", size=3)
        play.do(DESK, Form(afresh=True), again)
        assert play.activity(step).record(scene(play, step)) == kept
        play.do(DESK, OpenStep(step))
        assert len(play.activity(step).record(scene(play, step))["groups"]) == 3
        table, typed, named = play.activity(step).minutes(scene(play, step))
        assert isinstance(table, Rows)
        assert isinstance(typed, Para)
        assert isinstance(named, Rows)

    def test_minutes_name_areas_and_groups_and_every_term_has_words(self) -> None:
        play, step = session_of(6, even=False)
        assert play.activity(step).minutes(scene(play, step)) == []
        for one in range(6):
            choose(play, step, one, SCHOOL)
        assert len(play.activity(step).minutes(scene(play, step))) == 1
        play.do(DESK, Form(), step)
        terms = [
            cell
            for block in play.activity(step).minutes(scene(play, step))
            if isinstance(block, Rows)
            for row in (block.head, *block.rows)
            for cell in row
            if isinstance(cell, Term)
        ]
        refusals = ("not_chosen", "no_areas", "area_gone", "all_full", "not_formed", "no_room", "by_hand")
        others = ("nobody_left", "no_areas_yet", "kind", "undo_type_in")
        terms += [Term(code, {"title": "x"}) for code in (*refusals, *others)]
        terms += [Term(code, {"people": 2}) for code in ("typed_in", "without_group", "all_chose")]
        terms += [Term(code, {"name": "x", "others": ["y"]}) for code in ("area_full", "area_large")]
        for term in terms:
            assert RENDERER.say(term.code, term.values, language="en", kind="areas") != term.code

    def test_time_and_a_forgotten_seat_change_nothing(self) -> None:
        play, step = session_of(2)
        choose(play, step, 0, SCHOOL)
        before = plain(view(play, step))
        assert play.do(TIME, TimeIsUp(""), step) == []
        play.activity(step).forget(play.people[0].seat)
        play.activity(step).apply(TimeIsUp(""), "time", play.at)
        assert view(play, step) == before

    def test_an_unknown_group_shows_nothing_on_its_phones(self) -> None:
        play, step = session_of(1)
        assert play.activity(step).group("nowhere", scene(play, step)) == {}


class TestScreens:
    @pytest.mark.parametrize("how", ["choose", "deal", "hand"])
    @pytest.mark.parametrize("crowd", [0, 1, 14])
    def test_every_state_can_be_drawn(self, how: str, crowd: int) -> None:
        play = Play(crowd)
        play.do(DESK, AddStep("areas", settings={"how": how}))
        step = list(play.session.steps.steps)[-1]

        def look() -> None:
            for surface in ("phone", "wall", "desk"):
                for group in ("", *(found.id for found in groups(play)[:1])):
                    assert "None" not in drawn(play, step, surface, group)

        look()
        play.do(DESK, OpenStep(step))
        look()
        if crowd and how != "hand":
            play.do(DESK, Form(afresh=True), step)
            look()
        play.do(DESK, CloseStep(step))
        look()
        play.show(step)
        look()

    def test_the_phone_has_the_fact_boxes_and_one_choice(self) -> None:
        play, step = session_of(2)
        play.do(
            DESK,
            PutArea(
                SCHOOL,
                area=area(play, SCHOOL),
                text="Fakta & siffror\nom skolan",
                link="https://example.org/skola",
                picture="ab12-1600x900",
                alt="En skolgård",
                places="Sal Skola",
                look=3,
            ),
        )
        page = drawn(play, step, "phone")
        for words in (
            "Fakta &amp; siffror",
            "example.org",
            "/p/K7M4PX/ab12-1600x900",
            "En skolgård",
            "Sal Skola",
            "look-3",
        ):
            assert words in page
        assert page.count('type="radio"') == 3

    def test_a_group_reads_who_it_is_and_where_to_go(self) -> None:
        play, step = session_of(6, even=False)
        for one in range(6):
            choose(play, step, one, SCHOOL)
        play.do(DESK, Form(), step)
        page = drawn(play, step, "phone", groups(play)[0].id)
        for words in ("Group 1", "Sal Skola", "6 people, you included", "Read about the areas, or change"):
            assert words in page

    def test_what_people_wrote_is_never_markup(self) -> None:
        play, step = session_of(6, even=False)
        hostile = "<script>alert(1)</script>{{ 7 * 7 }}%(names)s"
        play.do(DESK, PutArea(hostile, area=area(play, SCHOOL), text=hostile, places=hostile))
        for one in range(6):
            play.do(person(play, one), Choose(next(iter(play.session.groups.areas))), step)
        play.do(DESK, Form(), step)
        first = groups(play)[0]
        play.do(DESK, NameGroup(first.id, hostile[:70], first.place))
        for surface in ("phone", "wall", "desk"):
            page = drawn(play, step, surface, first.id)
            assert "<script>" not in page
            assert "{{ 7 * 7 }}" in page


@pytest.mark.parametrize("crowd", [0, 1, 5, 30])
@pytest.mark.parametrize("how", ["choose", "deal", "hand"])
def test_the_sample_suits_any_number_of_people(crowd: int, how: str) -> None:
    for seed in range(4):
        play = Play(crowd, seed)
        if crowd:
            play.people[-1] = structs.replace(play.people[-1], role="observer")
            play.do(DESK, GiveRole(play.people[-1].seat, "observer"))
        step = play.start("areas", how=how)
        play.sample(step)


def test_the_sample_of_a_session_without_areas_forms_groups() -> None:
    activity = Areas(Settings(how="deal"))
    moves = list(activity.sample([Person("a"), Person("b")], Random(1)))
    assert [(who, type(move)) for _, who, move in moves] == [(DESK_TURN, Form)]
