"""Who may vote: members, organisations, nobody for their own; and who is named."""

import json
import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from sessions.activities.vote.counting.election import Ballot
from sessions.activities.vote.electorate import Given
from sessions.activities.vote.moves import Cast, TypeSlip
from sessions.activities.vote.rules import Vote
from sessions.activity import Rejected
from sessions.facts import EditSession
from sessions.people import Forgotten, GiveRole
from sessions.session_moves import Happened
from sessions.steps import EditStep
from tests.activities.vote_play import RENDERER, drawn, poll, shown, started, view
from tests.play import DESK, ITEMS, Play


class TestWhoVotes:
    def test_members_only(self) -> None:
        play, step = started("single", 5, voters="members")
        choice = poll(play, step).ids[0]
        with pytest.raises(Rejected, match="members_only"):
            play.do(play.people[0], Cast(choice), step)
        play.do(DESK, GiveRole(play.people[0].seat, "member"))
        play.do(play.people[0], Cast(choice), step)
        assert view(play, step)["turnout"] == {"cast": 1, "of": 1, "typed": 0}
        one = play.session.steps.step(step)
        assert "not-members_only" in one.activity.marks(play.people[1], play.session.scene(one))

    def test_organisations_on_the_list_only(self) -> None:
        play, step = started("single", 6, voters="organisations")
        one, two, *_ = poll(play, step).ids
        step_of = play.session.steps.step(step)
        assert [t.code for t in step_of.activity.needs(play.session.scene(step_of))] == ["no_list"]
        play.do(DESK, EditSession(organisations="Förening 0\nFörening 1\nKyrkan"))
        for person, choice in ((0, one), (1, two), (4, two), (5, two)):
            play.do(play.people[person], Cast(choice), step)
        with pytest.raises(Rejected, match="unlisted"):
            play.do(play.people[2], Cast(one), step)
        stranger = structs.replace(play.people[3], organisation="")
        play.session.people.seats[stranger.seat] = stranger
        with pytest.raises(Rejected, match="homeless"):
            play.do(stranger, Cast(one), step)
        result = shown(play, step)
        assert result["units"] == [{"unit": "organisation", "cast": 2, "valid": 1, "abstained": 1, "of": 3}]
        assert result["verdicts"][0]["names"] == ["Två"]

    def test_a_slip_speaks_for_an_organisation(self) -> None:
        play, step = started("single", 2, voters="organisations", blank=True)
        play.do(DESK, EditSession(organisations="Förening 0\nKyrkan"))
        one = poll(play, step).ids[0]
        with pytest.raises(Rejected, match="unlisted"):
            play.do(DESK, TypeSlip(1, choice=one, organisation="Förening 1"), step)
        with pytest.raises(Rejected, match="homeless"):
            play.do(DESK, TypeSlip(1, choice=one), step)
        play.do(DESK, TypeSlip(1, choice=one, organisation="kyrkan"), step)
        assert view(play, step)["turnout"] == {"cast": 1, "of": 2, "typed": 1}
        desk = view(play, step, "desk")
        assert desk["homes"] == ["Förening 0", "Kyrkan"]
        assert desk["slips"][0]["chosen"] == ["Ett"]
        assert "Kyrkan" not in str(play.rows[-1].events)

    def test_nobody_votes_for_their_own_groups(self) -> None:
        play = Play(10)
        step = play.start("vote", ITEMS, options="", method="approval", bar_own=True)
        ours, theirs = play.people[0], play.people[9]
        assert (ours.group, theirs.group) == ("g0", "g1")
        with pytest.raises(Rejected, match="own_group"):
            play.do(ours, Cast(choices=("i1", "i2")), step)
        play.do(ours, Cast(choices=("i2",)), step)
        play.do(theirs, Cast(choices=("i1",)), step)
        one = play.session.steps.step(step)
        scene = play.session.scene(one)
        assert one.activity.group("g0", scene) == {"barred": ["i1"]}
        assert one.activity.group("", scene) == {"barred": []}
        frame = {"step": "k1", "kind": "vote", "title": "x", "state": "open", "clocks": {}}
        html = RENDERER.fragment(
            "vote/phone.html",
            "en",
            {**frame, "view": one.activity.everyone(scene), "group_view": {"barred": ["i1"]}},
        )
        assert re.search(r'id="k1-o-i1"[^>]* disabled', html)
        assert not re.search(r'id="k1-o-i2"[^>]* disabled', html)

    def test_a_sample_of_people_whose_own_is_all_there_is(self) -> None:
        play = Play(3)
        step = play.start("vote", ITEMS[:1], options="", bar_own=True)
        assert play.sample(step) == 1

    def test_an_open_vote_names_organisations_and_says_so_before(self) -> None:
        play, step = started("single", 5, per_organisation=True, open_vote=True)
        one, two, *_ = poll(play, step).ids
        assert "what your organisation voted" in drawn(play, step, "phone")
        for person, choice in zip(play.people, (one, two, two, two, two), strict=True):
            play.do(person, Cast(choice), step)
        with pytest.raises(Rejected, match="openness_fixed"):
            play.do(DESK, EditStep(step, settings={"open_vote": False}))
        play.close(step)
        assert view(play, step)["result"] is None
        result = shown(play, step)
        assert [(one["name"], one["chosen"]) for one in result["organisations"]] == [
            ("Förening 0", []),
            ("Förening 1", ["Två"]),
            ("Förening 2", ["Två"]),
            ("Förening 3", ["Två"]),
        ]
        assert view(play, step)["named_groups"][0]["names"] == ["Förening 1", "Förening 2", "Förening 3"]
        data = msgspec.json.encode(poll(play, step).record(play.session.scene(play.session.steps.step(step))))
        assert json.loads(data)["elections"][1]["ballots"][0]["organisation"].startswith("Förening")
        for person in play.people:
            play.session.happened([Happened(Forgotten(person.seat))], DESK.seat, play.at)
        gone = view(play, step)["result"]["organisations"]
        assert {one["name"] for one in gone} == {""}
        assert "An organisation that has left" in drawn(play, step, "phone")

    def test_a_secret_vote_names_nobody(self) -> None:
        play, step = started("single", 5, per_organisation=True)
        for person in play.people:
            play.do(person, Cast(poll(play, step).ids[0]), step)
        result = shown(play, step)
        assert result["organisations"] == []
        with pytest.raises(Rejected, match="openness_fixed"):
            play.do(DESK, EditStep(step, settings={"open_vote": True}))

    def test_more_organisations_than_the_wall_has_room_for(self) -> None:
        play, step = started("irv", 30, per_organisation=True, open_vote=True)
        for number, person in enumerate(play.people):
            known = structs.replace(person, organisation=f"En förening med ett långt namn, nummer {number}")
            play.session.people.seats[person.seat] = known
        play.sample(step)
        shown(play, step)
        wall = view(play, step)
        told = sum(len(group["names"]) for group in wall["named_groups"])
        assert wall["unnamed"] == len(wall["result"]["organisations"]) - told > 0


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9)), max_size=20))
def test_who_is_behind_the_votes_is_kept_up_as_they_come(acts: list[tuple[str, int]]) -> None:
    vote = Vote()
    for seat, people in acts:
        if people:
            vote.keep(seat, Given(Ballot(), people))
        else:
            vote.drop(seat)
        assert vote.by_phone == sum(given.weight for given in vote.given.values())
