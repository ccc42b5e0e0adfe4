"""Groups are formed, by hand or by the big button, and late comers are received."""

from collections import Counter
from typing import Any

import pytest

from sessions.activities.areas.moves import Choose, FindGroup, Form, TypeIn
from sessions.activity import Person, Rejected
from sessions.blocks import Term
from sessions.facts import EditSession
from sessions.group_moves import NameGroup, PlaceSeat, PutArea, RemoveArea, StandFor
from sessions.screens.desk_next import next_view
from sessions.screens.shown import lines
from sessions.steps import EditStep
from sessions.wire import read_move
from tests.activities.areas_play import (
    HEALTH,
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
    undo,
    view,
)
from tests.play import DESK, Play


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


class TestTheBigButton:
    def test_it_forms_the_groups_once_somebody_can_be_put_into_one(self) -> None:
        play, step = session_of(6)
        assert big(play)["what"] != "within"
        choose(play, step, 0, "Skola")
        choose(play, step, 1, "Skola")
        assert (big(play)["do"], big(play)["term"]) == ("form", Term("form_now", {"people": 2}))
        press(play, step)
        assert [group.people for group in groups(play)] == [2]
        assert big(play)["what"] != "within"

    def test_groups_that_are_put_together_by_hand_have_none(self) -> None:
        play, _step = session_of(6, how="hand")
        assert big(play)["what"] != "within"

    def test_who_is_dealt_out_is_not_waited_for(self) -> None:
        play, step = session_of(6, how="deal")
        press(play, step)
        assert sum(group.people for group in groups(play)) == 6


def big(play: Play) -> Any:
    return next_view(play.session, lines(play.session, play.at))["main"]


def press(play: Play, step: str) -> None:
    """As a browser does: the move and its one field, as texts."""
    thing = big(play)
    asked = {"do": thing["do"], **({thing["field"]: str(thing["value"])} if thing["field"] else {})}
    play.do(DESK, read_move(play.session, step, asked), step)
