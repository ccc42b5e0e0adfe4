"""Areas and groups: chosen with room for all, dealt fairly, late comers received, nobody named."""

from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from sessions.activities.areas import Areas
from sessions.activities.areas.dealing import Table, deal, how_many, largest, sizes, smallest, table_of
from sessions.activities.areas.moves import Choose, FindGroup, Form, Settings, TypeIn
from sessions.activity import DESK_TURN, Group, Person, Rejected, Scene, TimeIsUp, plain
from sessions.blocks import Para, Term
from sessions.blocks import Table as Rows
from sessions.facts import EditSession
from sessions.groups import NameGroup, PlaceSeat, PutArea, RemoveArea, StandFor
from sessions.people import GiveRole
from sessions.render import Renderer
from sessions.steps import AddStep, CloseStep, EditStep, OpenStep
from tests.play import DESK, TIME, Play
from tests.roles import ALWAYS, ANSWERING, LEADERS, OPEN_ONLY, WRITERS, Rights

WHO_MAY: Rights = {
    **dict.fromkeys(("choose", "find_group"), (ANSWERING, OPEN_ONLY)),
    "form": (LEADERS, ALWAYS),
    "type_in": (WRITERS, ALWAYS),
}

SCHOOL, WORK, HEALTH = "Skola", "Arbete", "Hälsa"
people = st.lists(
    st.tuples(st.sampled_from(["", "a", "b", "c"]), st.integers(1, 4)), min_size=0, max_size=40
).map(
    lambda those: [
        Person(f"s{n}", organisation=home, weight=weight) for n, (home, weight) in enumerate(those)
    ]
)


class TestDealing:
    @pytest.mark.parametrize(
        ("number", "size", "found"),
        [
            (0, 6, []),
            (1, 6, [1]),
            (3, 3, [3]),
            (5, 2, [3, 2]),
            (7, 3, [4, 3]),
            (8, 3, [4, 4]),
            (8, 6, [8]),
            (9, 6, [5, 4]),
            (11, 6, [6, 5]),
            (13, 6, [7, 6]),
            (46, 6, [7, 7, 7, 7, 6, 6, 6]),
        ],
    )
    def test_sizes_come_as_near_to_the_wish_as_they_can(
        self, number: int, size: int, found: list[int]
    ) -> None:
        assert sizes(number, size) == found

    @given(st.integers(1, 400), st.integers(2, 30))
    def test_nobody_is_alone_and_no_group_is_larger_than_it_may_become(self, number: int, size: int) -> None:
        found = sizes(number, size)
        assert sum(found) == number
        assert max(found) - min(found) <= 1
        if number > 1:
            assert min(found) > 1
        if number > size * 2:
            assert max(found) <= largest(size)
        assert len(found) == how_many(number, size)

    def test_a_group_of_six_may_be_five_to_eight_and_a_trio_four(self) -> None:
        assert (largest(6), largest(3), largest(2)) == (8, 4, 3)
        assert (smallest(6), smallest(3), smallest(2)) == (4, 2, 2)

    @given(people, st.integers(1, 7), st.booleans(), st.integers(0, 9))
    def test_everybody_sits_somewhere_and_only_once(
        self, those: list[Person], number: int, mix: bool, seed: int
    ) -> None:
        tables = [table_of(()) for _ in range(number)]
        assert deal(those, tables, mix, Random(seed)) == []
        assert Counter(one.seat for table in tables for one in table.dealt) == Counter(
            one.seat for one in those
        )
        assert sum(table.people for table in tables) == sum(one.weight for one in those)

    @given(people, st.integers(1, 7), st.integers(0, 9))
    def test_one_person_a_phone_makes_equal_tables_with_organisations_spread(
        self, those: list[Person], number: int, seed: int
    ) -> None:
        single = [structs.replace(one, weight=1) for one in those]
        tables = [table_of(()) for _ in range(number)]
        deal(single, tables, True, Random(seed))
        counts = [table.people for table in tables]
        assert max(counts) - min(counts) <= 1
        for home in ("a", "b", "c"):
            from_home = [table.organisations.get(home, 0) for table in tables]
            assert max(from_home) - min(from_home) <= 1

    def test_without_mixing_only_the_sizes_matter(self) -> None:
        those = [Person(f"s{n}", organisation="x" if n < 6 else "y") for n in range(12)]
        found = set()
        for seed in range(20):
            tables = [table_of(()) for _ in range(2)]
            deal(those, tables, False, Random(seed))
            assert [table.people for table in tables] == [6, 6]
            found.add(tables[0].organisations.get("x", 0))
        assert len(found) > 1

    def test_a_full_table_is_passed_by_and_who_fits_nowhere_is_returned(self) -> None:
        tables = [Table(0, 2), Table(0, 1), Table(0, 0)]
        those = [Person("a", weight=2), Person("b"), Person("c")]
        left = deal(those, tables, True, Random(1))
        assert [table.people for table in tables] == [2, 1, 0]
        assert len(left) == 1


def session_of(crowd: int, **settings: Any) -> tuple[Play, str]:
    """People in no group and no area, and the step open."""
    play = Play(crowd)
    for person in play.people:
        play.do(DESK, PlaceSeat(person.seat))
    for seat, person in play.session.people.seats.items():
        play.session.people.seats[seat] = structs.replace(person, area="")
    play.session.people._here = None
    return play, play.start("areas", **settings)


def area(play: Play, name: str) -> str:
    return next(one.id for one in play.session.groups.areas.values() if one.name == name)


def person(play: Play, number: int) -> Person:
    return play.session.people.person(play.people[number].seat)


def choose(play: Play, step: str, number: int, name: str = "") -> None:
    play.do(person(play, number), Choose(area(play, name) if name else ""), step)


def scene(play: Play, step: str) -> Scene:
    return play.session.scene(play.session.steps.step(step))


def view(play: Play, step: str, audience: str = "desk") -> Any:
    return plain(getattr(play.activity(step), audience)(scene(play, step)))


def groups(play: Play) -> list[Group]:
    return play.session.groups.gathered()


def in_area(play: Play, name: str) -> list[Person]:
    return [one for one in play.session.people.here() if one.area == area(play, name)]


def codes(play: Play, step: str) -> list[str]:
    return [term.code for term in play.activity(step).needs(scene(play, step))]


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


def turn(play: Play) -> Any:
    from sessions.activity import Turn

    return Turn(DESK, play.at, play.dice, "u")


def undo(play: Play) -> None:
    play.keep(play.session.undo(turn(play)), DESK.seat)


class TestForming:
    def chosen(self, number: int = 12, **settings: Any) -> tuple[Play, str]:
        play, step = session_of(number, even=False, **settings)
        for one in range(number):
            choose(play, step, one, (SCHOOL, WORK)[one % 2])
        return play, step

    def test_the_groups_are_those_that_the_desk_was_told_of(self) -> None:
        play, step = self.chosen(19)
        told = {one["name"]: list(one["sizes"]) for one in view(play, step)["ahead"]}
        assert told == {SCHOOL: [5, 5], WORK: [5, 4]}
        play.do(DESK, Form(), step)
        assert [group.people for group in groups(play)] == [5, 5, 5, 4]
        assert [group.number for group in groups(play)] == [1, 2, 3, 4]
        assert [group.place for group in groups(play)] == [
            "Sal Skola",
            "Hörnan Skola",
            "Sal Arbete",
            "Hörnan Arbete",
        ]
        assert all(
            group.area == one.area for group in groups(play) for one in scene(play, step).members(group.id)
        )

    def test_several_groups_share_a_place_when_there_are_more_than_places(self) -> None:
        play, step = session_of(30, even=False)
        for one in range(30):
            choose(play, step, one, SCHOOL)
        play.do(DESK, Form(), step)
        assert Counter(group.place for group in groups(play)) == {"Sal Skola": 3, "Hörnan Skola": 2}

    def test_undo_takes_the_groups_back_and_the_next_begin_at_one_again(self) -> None:
        play, step = self.chosen()
        play.do(DESK, Form(), step)
        undo(play)
        assert groups(play) == []
        assert len(in_area(play, SCHOOL)) == 6, "what they chose is theirs"
        play.do(DESK, Form(), step)
        assert [group.number for group in groups(play)] == [1, 2]

    def test_who_has_not_chosen_stays_without(self) -> None:
        play, step = session_of(8, even=False)
        for one in range(6):
            choose(play, step, one, SCHOOL)
        assert (view(play, step)["coming"], view(play, step)["alone"]) == (6, 8)
        play.do(DESK, Form(), step)
        assert [group.people for group in groups(play)] == [6]
        assert codes(play, step) == ["without_group"]
        with pytest.raises(Rejected, match="nobody_left"):
            play.do(DESK, Form(), step)

    def test_a_few_more_join_and_many_more_make_groups_of_their_own(self) -> None:
        play, step = self.chosen(10)
        play.do(DESK, Form(), step)
        play.do(DESK, PlaceSeat(play.people[0].seat))
        assert view(play, step)["ahead"] == [
            {"area": area(play, SCHOOL), "name": SCHOOL, "joining": 1, "sizes": ()}
        ]
        play.do(DESK, Form(), step)
        assert [group.people for group in groups(play)] == [5, 5]
        late = [play.join(100 + number) for number in range(5)]
        for one in late:
            play.do(DESK, PlaceSeat(one.seat))
            play.session.people.change(one.seat, area=area(play, SCHOOL))
        assert view(play, step)["ahead"][0]["sizes"] == (5,)
        play.do(DESK, Form(), step)
        assert [group.people for group in groups(play)] == [5, 5, 5]

    def test_new_groups_go_where_the_fewest_are_also_when_one_was_sent_elsewhere(self) -> None:
        play, step = self.chosen(10)
        play.do(DESK, Form(), step)
        school = groups(play)[0]
        play.do(DESK, NameGroup(school.id, "", "Altanen"))
        for number in range(5):
            late = play.join(100 + number)
            play.session.people.change(late.seat, area=area(play, SCHOOL))
        play.do(DESK, Form(), step)
        assert [group.place for group in groups(play)] == ["Altanen", "Sal Arbete", "Sal Skola"]

    def test_few_who_find_no_room_make_a_group_all_the_same(self) -> None:
        play, step = session_of(3, size=2, even=False)
        for one in range(3):
            choose(play, step, one, SCHOOL)
        play.do(DESK, Form(), step)
        assert [group.people for group in groups(play)] == [3]
        late = play.join(50)
        play.session.people.change(late.seat, area=area(play, SCHOOL))
        assert view(play, step)["ahead"][0] | {"name": ""} == {
            "area": area(play, SCHOOL),
            "name": "",
            "joining": 0,
            "sizes": (1,),
        }
        play.do(DESK, Form(), step)
        assert [group.people for group in groups(play)] == [3, 1]

    def test_all_over_again(self) -> None:
        play, step = self.chosen(12)
        play.do(DESK, Form(), step)
        before = {group.id for group in groups(play)}
        play.do(DESK, Form(afresh=True), step)
        assert not before & {group.id for group in groups(play)}
        assert [(group.number, group.people) for group in groups(play)] == [(1, 6), (2, 6)]
        undo(play)
        assert {group.id for group in groups(play)} == before
        assert [group.number for group in groups(play)] == [1, 2]

    def test_dealing_fills_the_areas_evenly_and_mixes_organisations(self) -> None:
        play, step = session_of(24, how="deal", size=4)
        assert view(play, step)["coming"] == 24
        play.do(DESK, Form(), step)
        assert [len(in_area(play, name)) for name in (SCHOOL, WORK, HEALTH)] == [8, 8, 8]
        for group in groups(play):
            homes = Counter(one.organisation for one in scene(play, step).members(group.id))
            assert set(homes.values()) == {1}, "24 people of 4 organisations in groups of 4"
        undo(play)
        assert {one.area for one in play.session.people.here()} == {""}, "nobody chose an area"

    def test_dealing_stops_at_what_an_area_takes(self) -> None:
        play, step = session_of(9, how="deal", size=3)
        for name, seats in ((SCHOOL, 2), (WORK, 2), (HEALTH, 3)):
            play.do(DESK, PutArea(name, area=area(play, name), seats=seats))
        play.do(DESK, TypeIn(area(play, HEALTH), 1), step)
        view_now = view(play, step)
        assert (view_now["coming"], view_now["alone"]) == (6, 9)
        assert "3 people have not chosen, or find no room" in drawn(play, step, "desk")
        play.do(DESK, Form(), step)
        assert sum(group.people for group in groups(play)) == 6
        assert codes(play, step) == ["without_group"]
        assert view(play, step)["ahead"] == []
        assert "3 people have no group" in drawn(play, step, "desk")

    def test_trios_across_all_areas_leave_the_areas_alone(self) -> None:
        play, step = session_of(7, across=True, size=3)
        play.session.people.change(play.people[0].seat, area=area(play, WORK))
        play.do(DESK, Form(), step)
        assert [group.people for group in groups(play)] == [4, 3]
        assert {group.area for group in groups(play)} == {""}
        assert person(play, 0).area == area(play, WORK)
        assert len(view(play, step, "wall")["loose"]) == 2

    def test_trios_are_no_groups_of_the_areas_nor_the_other_way(self) -> None:
        play, step = session_of(6, even=False)
        trios = play.start("areas", across=True, size=3)
        assert codes(play, trios) == []
        play.do(DESK, Form(), trios)
        mine = person(play, 0).group
        assert view(play, step)["loose"] == []
        assert view(play, step)["alone"] == 6
        assert play.activity(step).group(mine, scene(play, step)) == {}
        assert play.activity(trios).group(mine, scene(play, trios))["people"] == 3
        for one in range(6):
            choose(play, step, one, SCHOOL)
        assert person(play, 0).group == mine, "choosing an area breaks no trio up"
        play.do(DESK, Form(), step)
        assert [(group.number, group.people) for group in groups(play)] == [(1, 6)]
        undo(play)
        assert person(play, 0).group == mine

    def test_without_areas_there_are_groups_only(self) -> None:
        play, step = session_of(7, how="deal", size=3)
        for name in (SCHOOL, WORK, HEALTH):
            play.do(DESK, RemoveArea(area(play, name)))
        play.do(DESK, Form(), step)
        assert [(group.people, group.place) for group in groups(play)] == [(4, ""), (3, "")]
        assert "Everybody who is here has a group" in drawn(play, step, "desk")

    def test_tables_that_share_a_phone_are_dealt_by_their_weight(self) -> None:
        play, step = session_of(6, even=False)
        play.do(DESK, EditSession(tables=True))
        for number in range(2):
            play.do(person(play, number), StandFor(5))
        for number in range(6):
            choose(play, step, number, SCHOOL)
        play.do(DESK, Form(), step)
        assert [group.people for group in groups(play)] == [7, 7]

    def test_by_hand_the_desk_moves_people(self) -> None:
        play, step = session_of(3, how="hand")
        with pytest.raises(Rejected, match="by_hand"):
            play.do(DESK, Form(), step)
        play.do(DESK, PlaceSeat(play.people[0].seat, "new"))
        play.do(DESK, PlaceSeat(play.people[1].seat, groups(play)[0].id))
        assert [group.people for group in groups(play)] == [2]
        assert view(play, step)["ahead"] == []

    def test_all_who_are_here_have_chosen(self) -> None:
        play, step = session_of(2)
        choose(play, step, 0, SCHOOL)
        assert codes(play, step) == []
        choose(play, step, 1, WORK)
        assert codes(play, step) == ["all_chose"]
        play.do(DESK, Form(), step)
        assert codes(play, step) == []
        play.close(step)
        assert codes(play, step) == []


class TestLateComers:
    def formed(self, crowd: int = 10, **settings: Any) -> tuple[Play, str, Person]:
        """One who has come late, in a session where groups of five work in the school's area."""
        play, step = session_of(crowd, even=False, **settings)
        if settings.get("how", "choose") == "choose":
            for one in range(crowd):
                choose(play, step, one, SCHOOL)
        play.do(DESK, Form(), step)
        late = play.join(90)
        play.people.append(late)
        return play, step, late

    def test_who_chooses_late_joins_the_smallest_group_of_the_area(self) -> None:
        play, step, late = self.formed()
        play.do(DESK, PlaceSeat(play.people[0].seat))
        small = min(groups(play), key=lambda group: group.people)
        choose(play, step, 10, SCHOOL)
        assert person(play, 10).group == small.id
        assert person(play, 10).place == small.place
        assert play.activity(step).seat(person(play, 10), scene(play, step)) == {}
        assert late.seat not in str(view(play, step))

    def test_who_does_not_mind_comes_where_a_group_has_room(self) -> None:
        play, step, _ = self.formed()
        choose(play, step, 10)
        assert person(play, 10).area == area(play, SCHOOL), "nobody works in the other areas"
        assert person(play, 10).group

    def test_once_groups_work_the_areas_need_not_be_even(self) -> None:
        play, step, _ = self.formed()
        play.do(DESK, EditStep(step, settings={"even": True}))
        choose(play, step, 10, SCHOOL)
        assert person(play, 10).group

    def test_without_room_one_waits_and_both_are_told(self) -> None:
        play, step, _ = self.formed(3, size=2)
        choose(play, step, 3, SCHOOL)
        who = person(play, 3)
        assert (who.area, who.group) == (area(play, SCHOOL), "")
        activity = play.activity(step)
        assert activity.seat(who, scene(play, step)) == {"waits": True, "area": SCHOOL}
        assert activity.marks(who, scene(play, step))["find"] == {"hidden": False}
        assert codes(play, step) == ["without_group"]
        with pytest.raises(Rejected, match="no_room"):
            play.do(who, FindGroup(), step)
        play.do(DESK, PlaceSeat(play.people[0].seat))
        play.do(who, FindGroup(), step)
        assert person(play, 3).group == groups(play)[0].id
        play.do(DESK, PlaceSeat(who.seat))
        choose(play, step, 3, SCHOOL)
        assert person(play, 3).group == groups(play)[0].id, "choosing it once more finds room too"
        choose(play, step, 3, SCHOOL)
        assert play.do(person(play, 3), FindGroup(), step) == []

    def test_before_an_area_is_chosen_no_group_is_found(self) -> None:
        play, step, late = self.formed()
        with pytest.raises(Rejected, match="not_formed"):
            play.do(late, FindGroup(), step)
        assert play.activity(step).seat(late, scene(play, step)) == {}

    def test_where_people_were_dealt_the_smallest_group_of_all(self) -> None:
        play, step, late = self.formed(7, how="deal", size=3)
        assert play.activity(step).seat(late, scene(play, step)) == {"waits": True, "area": ""}
        small = min(groups(play), key=lambda group: (group.people, group.number))
        play.do(late, FindGroup(), step)
        assert person(play, 7).group == small.id
        assert person(play, 7).area == small.area

    def test_changing_the_area_leaves_the_group(self) -> None:
        play, step, _ = self.formed()
        before = person(play, 0).group
        choose(play, step, 0, WORK)
        assert (person(play, 0).group, person(play, 0).area) == ("", area(play, WORK))
        choose(play, step, 0, SCHOOL)
        assert person(play, 0).group == before, "the smallest again"

    def test_undoing_the_groups_leaves_those_who_have_moved_on(self) -> None:
        play, step, _ = self.formed(10)
        choose(play, step, 10, SCHOOL)
        play.do(person(play, 0), Choose(area(play, WORK)), step)
        undo(play)
        assert person(play, 0).area == area(play, WORK)
        assert [group.people for group in groups(play)] == [1], "who came later was not put there by the desk"


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


RENDERER = Renderer()


def drawn(play: Play, step: str, surface: str, group: str = "") -> str:
    one = play.session.steps.step(step)
    now = play.session.scene(one)
    audience = {"phone": one.activity.everyone, "wall": one.activity.wall, "desk": one.activity.desk}[surface]
    frame = {
        "step": "k1",
        "kind": "areas",
        "title": now.title,
        "state": now.state,
        "clocks": {},
        "code": "K7M4PX",
    }
    mine = plain(one.activity.group(group, now)) if group else {}
    return RENDERER.fragment(
        f"areas/{surface}.html", "en", {**frame, "view": plain(audience(now)), "group_view": mine}
    )


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
