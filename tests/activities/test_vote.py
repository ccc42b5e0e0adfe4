"""The vote: hidden until closed, changeable until closed, and standing on what it was when it closed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from sessions.activities.vote.counting.election import Ballot
from sessions.activities.vote.electorate import Given, token
from sessions.activities.vote.moves import Cast, Withdraw
from sessions.activity import Rejected, TimeIsUp, Turn, tidy
from sessions.facts import EditSession
from sessions.people import CountHeads, Forgotten, GiveRole, Private, RemoveSeat
from sessions.session_moves import Happened
from sessions.steps import AddStep, EditStep, OpenStep
from sessions.wire import read_move
from tests.activities.vote_play import ONE, THREE, TWO, cast, id_of, poll, tally, typed, view, vote
from tests.activities.vote_play import play as play
from tests.activities.vote_play import step as step
from tests.play import DESK, TIME, Play
from tests.roles import ALWAYS, ANSWERING, FROM_OPEN, LEADERS, OPEN_ONLY, WRITERS, Rights

WHO_MAY: Rights = {
    **dict.fromkeys(("cast", "withdraw"), (ANSWERING, OPEN_ONLY)),
    **dict.fromkeys(("type_in", "type_slip", "drop_slip", "cast_slip"), (WRITERS, FROM_OPEN)),
    **dict.fromkeys(("make_codes", "drop_codes"), (LEADERS, ALWAYS)),
}


class TestVoting:
    def test_a_vote_can_be_changed_and_taken_back_until_it_closes(self, play: Play, step: str) -> None:
        vote(play, step, ONE, TWO)
        play.do(play.people[0], cast(play, step, THREE), step)
        play.do(play.people[1], Withdraw(), step)
        with pytest.raises(Rejected, match="nothing_cast"):
            play.do(play.people[1], Withdraw(), step)
        play.close(step)
        assert tally(play, step) == {ONE: 0, TWO: 0, THREE: 1}
        with pytest.raises(Rejected, match="late"):
            play.do(play.people[2], cast(play, step, ONE), step)

    def test_only_what_is_there_can_be_chosen(self, play: Play, step: str) -> None:
        for choice in ("o9", "Ett"):
            with pytest.raises(Rejected, match="no_such_option"):
                play.do(play.people[0], Cast(choice), step)
        plain = play.start("vote", blank=False)
        for nothing in (Cast("blank"), Cast(blank=True)):
            with pytest.raises(Rejected, match="no_such_option"):
                play.do(play.people[0], nothing, plain)

    def test_marking_nothing_takes_the_vote_back(self, play: Play, step: str) -> None:
        with pytest.raises(Rejected, match="nothing_cast"):
            play.do(play.people[0], Cast(), step)
        vote(play, step, ONE)
        play.do(play.people[0], Cast(), step)
        assert view(play, step)["turnout"]["cast"] == 0

    def test_a_phone_cannot_say_how_many_it_stands_for(self, play: Play, step: str) -> None:
        play.do(play.people[0], Cast(id_of(play, step, ONE), weight=500), step)
        assert view(play, step)["turnout"]["cast"] == 1

    def test_observers_do_not_vote(self, play: Play, step: str) -> None:
        play.do(DESK, GiveRole(play.people[0].seat, "observer"))
        with pytest.raises(Rejected, match="not_allowed"):
            play.do(play.people[0], cast(play, step, ONE), step)

    def test_nobody_sees_more_than_the_turnout_before_it_closes_nor_the_room_before_it_is_shown(
        self, play: Play, step: str
    ) -> None:
        vote(play, step, TWO, TWO, ONE)
        typed(play, step, THREE, 7)
        assert view(play, step, "everyone")["turnout"] is None
        for audience in ("everyone", "wall", "desk"):
            assert view(play, step, audience)["result"] is None
        for audience in ("wall", "desk"):
            assert view(play, step, audience)["turnout"] == {"cast": 10, "of": 12, "typed": 7}
        play.close(step)
        assert view(play, step)["result"] is None
        assert view(play, step, "everyone")["turnout"] == {"cast": 10, "of": 12, "typed": 7}
        assert view(play, step, "desk")["result"]["rows"][0]["figures"][0]["votes"] == 7
        play.show(step)
        assert view(play, step)["result"]["verdicts"][0]["names"] == ["Tre"]
        assert view(play, step, "everyone")["result"] == view(play, step)["result"]

    def test_the_seat_sees_its_own_vote_and_nobody_elses(self, play: Play, step: str) -> None:
        vote(play, step, TWO)
        one = play.session.steps.step(step)
        scene = play.session.scene(one)
        assert one.activity.marks(play.people[0], scene) == {f"o-{id_of(play, step, TWO)}": {"checked": True}}
        own = {
            "chosen": ["Två"],
            "parts": [],
            "blank": False,
            "ranked": False,
            "weight": 1,
            "homeless": False,
        }
        assert one.activity.seat(play.people[0], scene) == own
        assert one.activity.marks(play.people[1], scene) == {}
        assert one.activity.seat(play.people[1], scene) == {}

    def test_hands_and_paper_stand_apart_and_can_be_undone(self, play: Play, step: str) -> None:
        typed(play, step, ONE, 4)
        typed(play, step, ONE, 2, "paper")
        typed(play, step, ONE, 6)
        turn = Turn(DESK, play.at, play.dice)
        play.keep(play.session.undo(turn), DESK.seat)
        play.close(step)
        play.show(step)
        found = view(play, step)["result"]
        row = found["rows"][0]
        assert (found["hands"], found["paper"], row["hands"], row["paper"]) == (4, 2, 4, 2)
        with pytest.raises(Rejected, match="no_such_option"):
            typed(play, step, "o9", 1)

    def test_nothing_is_typed_in_before_it_opens(self, play: Play) -> None:
        play.do(DESK, AddStep("vote", "", settings={"options": "Ett\nTvå"}))
        planned = list(play.session.steps.steps)[-1]
        with pytest.raises(Rejected, match="not_open"):
            typed(play, planned, ONE, 1)

    def test_the_base_is_said(self, play: Play) -> None:
        step = play.start("vote", per_organisation=False)
        play.do(DESK, CountHeads(12))
        vote(play, step, ONE, "blank")
        play.close(step)
        play.show(step)
        found = view(play, step)["result"]
        assert found["units"] == [{"unit": "person", "cast": 2, "valid": 1, "abstained": 1, "of": 12}]
        assert found["did_not"] == 10

    def test_per_person_and_per_organisation_side_by_side(self, play: Play, step: str) -> None:
        play.do(DESK, EditSession(organisations="Förening 0\nFörening 1"))
        vote(play, step, ONE, TWO, TWO, ONE, ONE)
        play.close(step)
        play.show(step)
        found = view(play, step)["result"]
        by_id = {row["title"]: tuple(figure["votes"] for figure in row["figures"]) for row in found["rows"]}
        assert by_id == {ONE: (3, 2), TWO: (2, 2), THREE: (0, 0)}
        assert [verdict["code"] for verdict in found["verdicts"]] == ["won", "tied"]
        assert found["agree"] is False
        assert found["units"][1] == {"unit": "organisation", "cast": 4, "valid": 4, "abstained": 0, "of": 4}

    def test_a_timed_vote_closes_itself_and_an_untimed_one_does_not(self, play: Play) -> None:
        for closes, after in ((True, "closed"), (False, "open")):
            step = play.start("vote", closes=closes)
            play.keep(play.session.strike(f"step:{step}", Turn(TIME, play.at, play.dice)), "time")
            assert play.session.steps.step(step).state == after
        assert (
            play.activity(step).decide(
                TimeIsUp("other"), Turn(TIME, 0, play.dice), play.session.scene(play.session.steps.step(step))
            )
            == ()
        )

    def test_what_was_voted_on_cannot_change_under_the_votes(self, play: Play, step: str) -> None:
        play.do(DESK, EditStep(step, settings={"options": "Ett\nTvå\nTre\nFyra"}))
        vote(play, step, ONE)
        rules = ({"blank": False}, {"threshold": 50}, {"base": "cast"}, {"per_organisation": False})
        for change in ({"options": "Annat"}, *rules):
            with pytest.raises(Rejected, match="votes_cast"):
                play.do(DESK, EditStep(step, settings=change))
        play.do(DESK, EditStep(step, settings={"question": "Vilket?"}))
        with pytest.raises(Rejected, match="too_many"):
            play.do(DESK, AddStep("vote", "", settings={"options": "\n".join(map(str, range(41)))}))

    def test_options_of_an_earlier_step_keep_their_ids(self, play: Play) -> None:
        source = play.start("vote", options="Från början\nOckså")
        play.do(DESK, AddStep("vote", "", settings={"options": "Tillagd"}, source=source))
        later = list(play.session.steps.steps)[-1]
        play.do(DESK, OpenStep(later))
        activity = play.activity(later)
        assert activity.items()[:2] == play.activity(source).items()
        assert [item.title for item in activity.items()] == ["Från början", "Också", "Tillagd"]
        assert len({item.id for item in activity.items()}) == 3


class TestWhatAVoteStandsOn:
    """A result stays what it was when the vote closed, whatever happens to the people afterwards."""

    def closed(self, play: Play, **settings: Any) -> str:
        step = play.start("vote", **settings)
        vote(play, step, ONE, TWO, TWO, ONE, ONE)
        play.close(step)
        return step

    def test_sending_a_seat_out_does_not_show_how_it_voted(self, play: Play) -> None:
        step = self.closed(play)
        before = view(play, step, "desk")
        play.do(DESK, RemoveSeat(play.people[1].seat))
        assert view(play, step, "desk") == before

    def test_changing_organisation_does_not_move_a_vote(self, play: Play) -> None:
        step = self.closed(play)
        before = view(play, step, "desk")
        seat = play.people[0].seat
        play.session.people.name(seat, Private("", "En annan"))
        play.do(DESK, GiveRole(seat, "observer"))
        assert view(play, step, "desk") == before

    def test_erasing_a_person_leaves_both_results_as_they_were(self, play: Play) -> None:
        step = self.closed(play)
        before = (tally(play, step), tally(play, step, 1))
        seat = play.people[4].seat
        play.session.happened([Happened(Forgotten(seat))], DESK.seat, play.at)
        assert (tally(play, step), tally(play, step, 1)) == before

    def test_who_comes_after_closing_is_not_counted_among_those_who_did_not_vote(self, play: Play) -> None:
        step = self.closed(play, threshold=50, base="entitled")
        before = view(play, step, "desk")
        assert before["result"]["verdicts"][0]["code"] == "won"
        for number in range(10, 20):
            play.join(number)
        play.do(DESK, CountHeads(40))
        assert view(play, step, "desk") == before

    def test_while_it_is_open_who_comes_is_counted_at_once(self, play: Play, step: str) -> None:
        vote(play, step, ONE)
        play.join(10)
        assert view(play, step)["turnout"]["of"] == 6

    def test_a_vote_on_paper_only_keeps_its_base_too(self, play: Play, step: str) -> None:
        typed(play, step, ONE, 3, "paper")
        play.close(step)
        play.join(10)
        typed(play, step, TWO, 1, "paper")
        assert view(play, step, "desk")["turnout"] == {"cast": 4, "of": 9, "typed": 4}

    def test_nothing_is_typed_into_a_result_that_everybody_sees(self, play: Play) -> None:
        step = self.closed(play)
        typed(play, step, ONE, 2)
        play.show(step)
        with pytest.raises(Rejected, match="shown_already"):
            typed(play, step, ONE, 3)
        with pytest.raises(Rejected, match="shown_already"):
            play.session.undo(Turn(DESK, play.at, play.dice))

    def test_what_the_server_fills_in_cannot_be_sent(self, play: Play, step: str) -> None:
        one = id_of(play, step, ONE)
        sent = {"do": "cast", "choice": one, "organisation": "x", "weight": 9}
        play.do(play.people[0], read_move(play.session, step, sent), step)
        home = token(play.people[0].organisation)
        assert poll(play, step).given[play.people[0].seat] == Given(Ballot(choice=one), 1, home)
        assert view(play, step)["turnout"] == {"cast": 1, "of": 5, "typed": 0}

    def test_a_table_phone_counts_as_many_as_it_stands_for(self, play: Play, step: str) -> None:
        table = structs.replace(play.people[0], weight=4)
        play.session.people.seats[table.seat] = table
        vote(play, step, ONE, TWO)
        play.close(step)
        assert tally(play, step) == {ONE: 4, TWO: 1, THREE: 0}
        assert view(play, step, "desk")["turnout"] == {"cast": 5, "of": 8, "typed": 0}

    def test_votes_without_an_organisation_are_said_to_count_per_person_only(self, play: Play) -> None:
        guest = play.people[0]
        play.session.people.seats[guest.seat] = structs.replace(guest, organisation="")
        step = self.closed(play)
        typed(play, step, THREE, 2)
        play.show(step)
        assert view(play, step)["result"]["homeless"] == 3
        one = play.session.steps.step(step)
        assert one.activity.seat(guest, play.session.scene(one))["homeless"] is True

    @given(st.text(max_size=40))
    def test_a_token_tells_spellings_of_one_organisation_together(self, name: str) -> None:
        assert token(name) == token(f"  {name.upper()} ") or name.casefold() != name.upper().casefold()
        assert bool(token(name)) is bool(tidy(name, 200))


def test_the_sample_votes_changes_its_mind_and_counts_hands() -> None:
    play = Play(30)
    step = play.start("vote")
    assert play.sample(step) > 27
    turnout = view(play, step)["turnout"]
    assert 20 < turnout["cast"] <= 32
    assert turnout["typed"] == 2


@pytest.mark.parametrize("crowd", [0, 1, 3, 8])
def test_the_sample_suits_any_number_of_people(crowd: int) -> None:
    for seed in range(6):
        play = Play(crowd, seed)
        step = play.start("vote")
        if play.people:
            play.people[-1] = structs.replace(play.people[-1], role="observer")
        assert play.sample(step) >= (1 if crowd > 1 else 0)


def test_without_options_nobody_can_vote_and_nothing_breaks() -> None:
    play = Play(2)
    step = play.start("vote", options="")
    assert play.sample(step) == 0
    play.close(step)
    play.show(step)
    assert view(play, step)["result"]["verdicts"][0]["code"] == "no_votes"
    assert [option["id"] for option in view(play, step, "desk")["figures"]] == ["blank"]
