"""Areas, groups and places in the core: who is where, how far each group is, and what undo takes back."""

from typing import Any

import msgspec
import pytest
from msgspec import structs

from facilitator.assets import Assets
from facilitator.house import dressed
from sessions.activity import AllReady, AreaChosen, Group, Grouped, Person, Rejected
from sessions.areas import put_again
from sessions.day_moves import GoTo
from sessions.facts import EditSession
from sessions.group_moves import (
    LOOKS,
    MOST_AREAS,
    MOST_PLACES,
    AddGroup,
    AreaBack,
    AskForTime,
    DropGroup,
    GiveWeight,
    NameGroup,
    NoMoreTime,
    PlaceSeat,
    PlaceTime,
    PutArea,
    Regroup,
    RemoveArea,
    SayReady,
    StandFor,
)
from sessions.people import RemoveSeat
from sessions.screens import Audience, Join, Outlook, personal, regions
from sessions.session_moves import Happened
from sessions.steps import CloseStep, Focus
from sessions.timers import ExtendTimer, PauseTimer
from tests.play import DESK, Play

WAY_IN = Join("HTTP://MOTE.TEST/J/K7M4PX", "mote.test", "K7M4PX")
SCHOOL, WORK, HEALTH = 0, 1, 2


def area(play: Play, number: int = SCHOOL) -> str:
    return list(play.session.groups.areas)[number]


def who(play: Play, number: int) -> Person:
    return play.session.people.person(play.people[number].seat)


def team(play: Play, group: str = "g0") -> Group:
    return next(one for one in play.session.groups.all() if one.id == group)


def undo(play: Play) -> None:
    from sessions.activity import Turn

    play.keep(play.session.undo(Turn(DESK, play.at, play.dice, "u")), DESK.seat)


def needed(play: Play) -> dict[str, Any]:
    return {need["code"]: need for need in seen(play, "desk")["needs"]["needs"]}


def drawn(play: Play, template: str, region: str) -> str:
    return dressed(Assets()).fragment(template, "en", seen(play, "desk")[region])


def seen(play: Play, surface: str, stage: str = "", group: str = "", role: str = "") -> dict[str, Any]:
    audience = Audience(surface, stage, group, role=role)
    shown = regions(play.session, audience, Outlook(play.at, WAY_IN))
    return {name: dict(data) for name, (_, data) in shown.items()}


class TestAreas:
    def test_an_area_is_made_changed_and_taken_away_and_each_can_be_undone(self) -> None:
        play = Play()
        made = play.do(
            DESK, PutArea(" Kultur ", text="Fakta\n\nmer", link=" https://a.se ", places="Sal\n\nSal\nHörn")
        )
        one = play.session.groups.areas[made[0].event.area.id]  # type: ignore[attr-defined]
        assert (one.name, one.places, one.link, one.look) == ("Kultur", ("Sal", "Hörn"), "https://a.se", 4)
        assert one.text == "Fakta\n\nmer"
        play.do(DESK, PutArea("Kultur och fritid", area=one.id, look=6, seats=12))
        now = play.session.groups.areas[one.id]
        assert (now.name, now.look, now.seats, now.places) == ("Kultur och fritid", 6, 12, ())
        undo(play)
        assert play.session.groups.areas[one.id] == one
        play.do(DESK, RemoveArea(one.id))
        assert one.id not in [left.id for left in play.session.groups.standing()]
        undo(play)
        assert play.session.groups.areas[one.id] == one
        undo(play)
        assert play.session.groups.areas[one.id].removed, "what had been made may be referred to"

    def test_the_looks_take_turns_and_a_change_keeps_its_own(self) -> None:
        play = Play()
        for number in range(4, 4 + LOOKS):
            play.do(DESK, PutArea(f"Nr {number}"))
        assert [one.look for one in play.session.groups.areas.values()] == [1, 2, 3, 4, 5, 6, 1, 2, 3]
        play.do(DESK, PutArea("Bytt", area=area(play, 7)))
        assert play.session.groups.areas[area(play, 7)].look == 2

    @pytest.mark.parametrize(
        ("move", "code", "field"),
        [
            (PutArea("Ny", area="nowhere"), "unknown", None),
            (PutArea("  "), "empty", None),
            (PutArea("x" * 201), "too_long", None),
            (PutArea("Ny", link="javascript:alert(1)"), "no_link", "link"),
            (PutArea("Ny", places="\n".join(f"p{n}" for n in range(MOST_PLACES + 1))), "too_many", "places"),
            (RemoveArea("nowhere"), "unknown", None),
            (AreaBack("nowhere"), "unknown", None),
            (AddGroup("nowhere"), "unknown", None),
            (DropGroup("nowhere"), "unknown", None),
            (DropGroup("g0"), "not_now", None),
            (NameGroup("nowhere"), "unknown", None),
            (NoMoreTime("nowhere"), "unknown", None),
            (PlaceSeat("nobody"), "unknown", None),
            (GiveWeight("nobody", 2), "unknown", None),
            (Regroup((("nobody", ""),)), "unknown", None),
            (PlaceTime("", 60), "not_now", None),
        ],
    )
    def test_what_cannot_be_is_refused(self, move: Any, code: str, field: str | None) -> None:
        play = Play(2)
        with pytest.raises(Rejected) as refused:
            play.do(DESK, move)
        assert refused.value.code == code
        assert refused.value.values.get("field") == field

    def test_a_group_that_does_not_exist_takes_nobody(self) -> None:
        play = Play(1)
        for move in (PlaceSeat(play.people[0].seat, "nowhere"), Regroup(((play.people[0].seat, "nowhere"),))):
            with pytest.raises(Rejected, match="unknown"):
                play.do(DESK, move)

    def test_there_is_an_end_to_how_many_areas_there_can_be(self) -> None:
        play = Play()
        for number in range(MOST_AREAS - 3):
            play.do(DESK, PutArea(f"Nr {number}"))
        with pytest.raises(Rejected, match="too_many"):
            play.do(DESK, PutArea("En till"))
        play.do(DESK, PutArea("En ändring", area=area(play)))
        play.do(DESK, RemoveArea(area(play)))
        play.do(DESK, PutArea("En till"))

    def test_an_area_can_be_made_again_as_it_is(self) -> None:
        play = Play()
        play.do(DESK, PutArea("Kultur", text="Fakta", places="A\nB", seats=4, picture="p1", alt="En bild"))
        one = play.session.groups.areas[area(play, 3)]
        play.do(DESK, structs.replace(put_again(one), area=""))
        twin = play.session.groups.areas[area(play, 4)]
        assert structs.replace(twin, id=one.id) == one


class TestPeople:
    def test_moving_somebody_by_hand_and_back(self) -> None:
        play = Play(10)
        play.do(DESK, PlaceSeat(play.people[0].seat, "g1"))
        assert (team(play).people, team(play, "g1").people) == (4, 6)
        assert who(play, 0).place == team(play, "g1").place
        undo(play)
        assert (team(play).people, team(play, "g1").people) == (5, 5)
        play.do(DESK, PlaceSeat(play.people[0].seat))
        assert (who(play, 0).group, who(play, 0).area, who(play, 0).place) == ("", area(play), "")

    def test_a_new_group_for_one_works_where_that_ones_area_does(self) -> None:
        play = Play(10)
        play.do(DESK, PlaceSeat(play.people[0].seat, "new"))
        fresh = team(play, who(play, 0).group)
        assert (fresh.number, fresh.area, fresh.place, fresh.people) == (3, area(play), "Sal Skola", 1)
        play.session.people.change(play.people[1].seat, area="")
        play.do(DESK, PlaceSeat(play.people[1].seat, "new"))
        assert team(play, who(play, 1).group).place == ""

    def test_a_group_made_empty_waits_for_people_and_can_be_taken_away(self) -> None:
        play = Play(5)
        play.do(DESK, AddGroup(area(play, WORK)))
        fresh = list(play.session.groups.teams)[-1]
        assert (team(play, fresh).number, team(play, fresh).place) == (2, "Sal Arbete")
        assert fresh not in [one.id for one in play.session.groups.gathered()]
        play.do(DESK, DropGroup(fresh))
        assert play.session.groups.teams[fresh].gone
        play.do(DESK, AddGroup(place=" Altanen "))
        added = list(play.session.groups.teams)[-1]
        assert (team(play, added).number, team(play, added).place) == (2, "Altanen")
        undo(play)
        assert play.session.groups.teams[added].gone

    def test_a_number_is_free_again_when_the_last_one_has_left(self) -> None:
        play = Play(10)
        seats = tuple(person.seat for person in play.people[:5])
        play.keep([Happened(Grouped("", seats))], DESK.seat)
        play.keep([Happened(Grouped("later", seats[:2]))], DESK.seat)
        assert team(play, "later").number == 1
        play.do(DESK, PlaceSeat(seats[3], "g0"))
        assert team(play).number == 3, "one that comes back never shares a number"
        play.do(DESK, PlaceSeat(seats[3]))
        play.do(DESK, PlaceSeat(seats[3], "g0"))
        assert team(play).number == 3

    def test_undoing_a_deal_gives_the_areas_back_and_leaves_those_who_moved_on(self) -> None:
        play = Play(10)
        seats = tuple(person.seat for person in play.people[:3])
        play.keep([Happened(Grouped("dealt", seats, area(play, HEALTH), "Sal Hälsa"))], DESK.seat)
        play.keep([Happened(Grouped("g1", seats[:1], area(play), "Hörnan Skola"))], seats[0])
        play.keep([Happened(AreaChosen(seats[0], area(play, WORK)))], seats[0])
        undo(play)
        assert [who(play, n).group for n in range(3)] == ["g1", "g0", "g0"]
        assert [who(play, n).area for n in range(3)] == [area(play, WORK), area(play), area(play)]
        assert who(play, 1).place == "Sal Skola"

    def test_who_comes_into_a_group_without_an_area_keeps_the_own(self) -> None:
        play = Play(5)
        play.keep([Happened(Grouped("trio", (play.people[0].seat,)))], DESK.seat)
        assert (who(play, 0).group, who(play, 0).area) == ("trio", area(play))

    def test_a_group_is_called_and_sent_somewhere_and_its_people_with_it(self) -> None:
        play = Play(5)
        play.do(DESK, NameGroup("g0", " Eken ", "Altanen"))
        assert (team(play).name, team(play).place, who(play, 0).place) == ("Eken", "Altanen", "Altanen")
        undo(play)
        assert (team(play).name, team(play).place, who(play, 0).place) == ("", "Sal Skola", "Sal Skola")

    def test_who_was_sent_out_does_not_count(self) -> None:
        play = Play(5)
        play.do(DESK, RemoveSeat(play.people[0].seat))
        assert team(play).people == 4

    def test_a_phone_stands_for_a_table_where_that_is_allowed(self) -> None:
        play = Play(5)
        with pytest.raises(Rejected, match="no_tables"):
            play.do(who(play, 0), StandFor(4))
        play.do(DESK, EditSession(tables=True))
        play.do(who(play, 0), StandFor(4))
        assert team(play).people == 8
        play.do(DESK, GiveWeight(play.people[0].seat, 2))
        assert team(play).people == 6
        with pytest.raises(Rejected, match="not_allowed"):
            play.do(Person("a-scribe-by-link", role="scribe"), StandFor(4))

    def test_an_event_about_strangers_changes_nothing(self) -> None:
        play = Play(1)
        play.keep([Happened(AllReady("nowhere")), Happened(AreaChosen("nobody", "x"))], DESK.seat)
        assert [one.id for one in play.session.groups.all()] == ["g0"]


def at_work(crowd: int = 10) -> tuple[Play, str]:
    """Groups g0 and g1 (in two places of one area) at work in the focused step, with a clock of ten minutes."""
    play = Play(crowd)
    play.do(DESK, GoTo(play.session.day.slots[0].id))
    step = play.start("worksheet")
    play.do(DESK, ExtendTimer(0, ""))
    from sessions.timers import SetTimer

    play.do(DESK, SetTimer(f"step:{step}", 600))
    return play, step


class TestProgress:
    def test_ready_and_more_time_are_said_for_the_whole_group_and_taken_back(self) -> None:
        play, _ = at_work()
        play.do(who(play, 0), SayReady())
        play.do(who(play, 5), AskForTime())
        assert (team(play).ready, team(play, "g1").asks) == (True, True)
        play.do(who(play, 1), SayReady(False))
        play.do(who(play, 6), AskForTime(False))
        assert (team(play).ready, team(play, "g1").asks) == (False, False)
        play.do(DESK, PlaceSeat(play.people[0].seat))
        for move in (SayReady(), AskForTime()):
            with pytest.raises(Rejected, match="no_group"):
                play.do(who(play, 0), move)

    def test_something_new_makes_nobody_ready(self) -> None:
        play, _ = at_work()
        play.do(who(play, 0), SayReady())
        play.do(who(play, 5), AskForTime())
        play.start("talk")
        assert not team(play).ready
        assert not team(play, "g1").asks

    def test_more_time_for_one_place_answers_the_groups_there(self) -> None:
        play, step = at_work()
        for number in (0, 5):
            play.do(who(play, number), AskForTime())
        play.do(DESK, PlaceTime("Sal Skola", 300))
        assert (team(play).asks, team(play, "g1").asks) == (False, True)
        own = play.session.innermost_clock("Sal Skola")
        others = play.session.innermost_clock("Hörnan Skola")
        assert own
        assert others
        assert own.deadline
        assert others.deadline
        assert 299_000 <= own.deadline - others.deadline <= 300_000
        play.do(DESK, ExtendTimer(300, f"step:{step}"))
        assert not team(play, "g1").asks, "more time for all answers all"
        later = play.session.innermost_clock("Sal Skola")
        assert later
        assert later.deadline == own.deadline + 300_000

    def test_less_time_answers_nobody(self) -> None:
        play, step = at_work()
        play.do(who(play, 0), AskForTime())
        play.do(DESK, PlaceTime("Sal Skola", -60))
        assert team(play).asks
        play.do(DESK, ExtendTimer(-60, f"step:{step}"))
        assert team(play).asks
        play.do(DESK, NoMoreTime("g0"))
        assert not team(play).asks

    def test_a_place_whose_clock_stands_still_gets_time_from_what_is_left(self) -> None:
        play, step = at_work()
        play.do(DESK, PauseTimer(f"step:{step}"))
        play.do(DESK, PlaceTime("Sal Skola", 60))
        clock = play.session.innermost_clock("Sal Skola")
        assert clock
        assert 655_000 <= clock.total <= 660_000
        with pytest.raises(Rejected, match="not_now"):
            play.do(DESK, PlaceTime("Sal Skola", -3600))

    def test_a_clock_for_one_place_alone_answers_the_groups_there(self) -> None:
        from sessions.activity import TimerSet

        play = Play(5)
        play.do(who(play, 0), AskForTime())
        play.keep([Happened(TimerSet("place:Sal Skola", 60))], DESK.seat)
        assert not team(play).asks
        assert play.session.innermost_clock("Sal Skola")

    def test_more_time_at_a_place_by_its_own_clock(self) -> None:
        play, _ = at_work()
        play.do(DESK, PlaceTime("Sal Skola", 60))
        play.do(who(play, 0), AskForTime())
        play.do(who(play, 5), AskForTime())
        play.do(DESK, ExtendTimer(60, "place:Sal Skola"))
        assert (team(play).asks, team(play, "g1").asks) == (False, True)

    def test_a_restart_finds_everything_as_it_was(self) -> None:
        play, _ = at_work()
        play.do(who(play, 0), SayReady())
        play.do(who(play, 5), AskForTime())
        play.do(DESK, AddGroup())
        play.do(DESK, PlaceSeat(play.people[9].seat))
        again = play.replayed()
        assert again.groups.all() == play.session.groups.all()
        assert again.groups.teams == play.session.groups.teams


class TestScreens:
    def test_a_phone_says_which_group_it_is_in_and_what_the_group_can_say(self) -> None:
        play, step = at_work()
        phone = seen(play, "phone", "Sal Skola", "g0")
        assert (phone["top"]["team"]["number"], phone["top"]["team"]["place"]) == (1, "Sal Skola")
        assert phone["team"]["team"]["ready"] is False
        assert seen(play, "phone")["top"]["team"] is None
        assert seen(play, "phone")["team"] == {}
        assert seen(play, "phone", "Sal Skola", "g0", "observer")["team"] == {}
        assert seen(play, "phone", "Sal Skola", "g0", "challenger")["team"]
        play.do(DESK, CloseStep(step))
        assert seen(play, "phone", "Sal Skola", "g0")["team"] == {}

    def test_the_question_can_be_answered_beside_another_step_too(self) -> None:
        play, step = at_work()
        talk = play.start("talk")
        assert seen(play, "phone", "Sal Skola", "g0")["team"]
        assert seen(play, "wall")["top"]["teams"]["of"] == 2
        play.do(DESK, CloseStep(step))
        assert seen(play, "wall")["top"]["teams"] is None
        assert play.session.steps.in_focus().id == talk  # type: ignore[union-attr]

    def test_a_shared_phone_says_how_many_it_stands_for(self) -> None:
        play = Play(1)
        play.do(DESK, EditSession(ask_name="hidden", ask_organisation="hidden"))
        assert seen(play, "phone")["me"] == {}
        play.do(DESK, EditSession(tables=True))
        assert seen(play, "phone")["me"]["asks"] is False
        play.do(who(play, 0), StandFor(3))
        marks, _ = personal(play.session, play.people[0].seat, Audience("phone"))
        assert marks["me-people"] == {"value": "3"}

    def test_the_wall_tells_who_is_ready_and_of_many_only_how_many(self) -> None:
        play, _ = at_work()
        play.do(who(play, 0), SayReady())
        top = seen(play, "wall")["top"]["teams"]
        assert (top["ready"], top["of"], [one["ready"] for one in top["shown"]]) == (1, 2, [True, False])
        many, _ = at_work(70)
        top = seen(many, "wall")["top"]["teams"]
        assert (top["of"], top["shown"]) == (14, [])

    def test_a_door_has_its_groups_and_its_own_clock(self) -> None:
        play, _ = at_work()
        play.do(who(play, 0), AskForTime())
        door = seen(play, "door", "Sal Skola")
        assert [(one["number"], one["asks"]) for one in door["top"]["teams"]["shown"]] == [(1, True)]
        assert door["foot"]["way_in"] is not None
        assert door["foot"]["inner"] is False
        play.do(DESK, PlaceTime("Sal Skola", 60))
        assert seen(play, "door", "Sal Skola")["main"]["clocks"][""].total > 600_000
        assert seen(play, "door", "Hörnan Skola")["main"]["clocks"][""].total == 600_000
        play.do(DESK, Focus(""))
        door = seen(play, "door", "Sal Skola")
        assert door["top"]["teams"] is None, "they stand large in the middle"
        assert door["main"]["teams"]["working"]
        assert seen(play, "door", "Altanen")["main"]["teams"] is None

    def test_the_desk_hears_who_asks_and_can_give(self) -> None:
        play, step = at_work()
        play.do(who(play, 0), AskForTime())
        desk = seen(play, "desk")
        need = desk["needs"]["needs"][0]
        assert (need["code"], need["team"]["number"], need["team"]["at"]) == ("more_time", 1, "place-6")
        assert need["key"] == f"step:{step}"
        places = desk["places"]
        assert [one["place"] for one in places["places"]][5] == "Sal Skola"
        assert places["working"]
        assert places["clock"] == f"step:{step}"
        assert [one["number"] for one in places["places"][5]["groups"]] == [1]
        play.do(DESK, NameGroup("g0"))
        desk = seen(play, "desk")
        assert desk["needs"]["needs"][0]["team"]["at"] == ""
        assert [one["number"] for one in desk["places"]["loose"]] == [1]

    def test_the_desk_hears_of_who_came_when_the_groups_were_at_work(self) -> None:
        play, step = at_work()
        assert "groupless" not in needed(play)
        play.join(50)
        late = needed(play)["groupless"]
        assert late["values"] == {"people": 1, "code": play.session.code}
        assert "One person has no group" in drawn(play, "desk/needs.html", "needs")
        assert 'href="/desk/K7M4PX/groups"' in drawn(play, "desk/needs.html", "needs")
        play.do(DESK, PlaceSeat(play.join(51).seat, "g0"))
        assert needed(play)["groupless"]["values"]["people"] == 1
        areas = play.start("areas")
        assert "groupless" not in needed(play), "the exercise that forms the groups says it itself"
        assert any(need["step"] == areas for need in needed(play).values())
        play.close(areas)
        assert "groupless" in needed(play)
        play.close(step)
        assert "groupless" not in needed(play), "nobody works in a group now"

    def test_without_any_clock_no_place_can_be_given_time(self) -> None:
        play = Play(5)
        play.do(who(play, 0), AskForTime())
        desk = seen(play, "desk")
        assert not desk["places"]["places"][0]["timed"]
        assert desk["places"]["clock"] == ""
        assert desk["needs"]["needs"][0]["key"] == ""

    def test_the_page_of_groups_has_everybody_and_everything_else_no_names(self) -> None:
        play = Play(7)
        play.do(DESK, PlaceSeat(play.people[6].seat))
        play.do(DESK, AddGroup())
        page = seen(play, "desk", "groups")["groups"]
        assert [(one["number"], len(one["members"])) for one in page["groups"]] == [(1, 5), (2, 1), (3, 0)]
        assert [one["number"] for one in page["alone"]] == [7]
        assert [one["name"] for one in page["areas"]] == ["Skola", "Arbete", "Hälsa"]
        assert page["groups"][0]["members"][0]["name"]
        assert b"Namnzq" not in msgspec.json.encode(seen(play, "desk"))

    def test_after_the_end_no_group_is_at_work(self) -> None:
        from sessions.facts import EndSession

        play, _ = at_work()
        play.do(DESK, EndSession())
        assert seen(play, "wall")["top"]["teams"] is None
        assert seen(play, "desk")["places"]["places"] == []
        assert not seen(play, "desk")["places"]["working"]
