"""The vote: hidden until closed, changeable until closed, counted the same by everybody, ties called ties."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.activities.vote import views
from sessions.activities.vote.count import Ballot, Election, Option, Result, Rules, above_threshold, count
from sessions.activities.vote.moves import Cast, TypeIn, Withdraw
from sessions.activities.vote.rules import typed_options
from sessions.activity import Rejected, TimeIsUp, Turn
from sessions.blocks import Para, Term
from sessions.facts import EditSession
from sessions.people import CountHeads, GiveRole
from sessions.steps import AddStep, EditStep, OpenStep
from tests.play import DESK, TIME, Play

OPTIONS = ("a", "b", "c")
ONE, TWO, THREE = (option.id for option in typed_options("Ett\nTvå\nTre"))
ballots = st.lists(
    st.builds(
        Ballot,
        count=st.integers(0, 5),
        choice=st.sampled_from([*OPTIONS, None, "stranger"]),
        organisation=st.sampled_from(["", "x", "y", "z"]),
    ),
    max_size=12,
).map(tuple)


def counted(*given: tuple[int, str | None], **rules: Any) -> Result:
    return count(Election(OPTIONS, tuple(Ballot(n, choice) for n, choice in given), settings=Rules(**rules)))


class TestCounting:
    def test_the_most_votes_win(self) -> None:
        found = counted((3, "a"), (5, "b"), (1, None), (1, "stranger"))
        assert found.winners == ("b",)
        assert found.tally == {"a": 3, "b": 5, "c": 0}
        assert (found.cast, found.valid, found.abstained, found.rejected) == (10, 8, 1, 1)
        assert found.words == Term("won", {"count": 1, "votes": 5, "winners": ["b"]})

    def test_a_tie_says_tie_and_names_no_winner(self) -> None:
        found = counted((4, "c"), (4, "a"), (1, "b"))
        assert (found.winners, found.tie) == ((), ("a", "c"))
        assert found.words == Term("tied", {"count": 2, "votes": 4})

    def test_nobody_wins_without_a_vote(self) -> None:
        for found in (counted(), counted((3, None))):
            assert (found.winners, found.tie, found.words.code) == ((), (), "no_votes")

    @pytest.mark.parametrize(
        ("base", "votes", "won"), [("valid", 5, True), ("cast", 5, False), ("cast", 6, True), ("entitled", 10, False), ("entitled", 11, True)]
    )
    def test_more_than_half_of_what(self, base: str, votes: int, won: bool) -> None:
        others = {"valid": 4, "cast": 4, "entitled": 4}[base]
        found = counted((votes, "a"), (others, "b"), (1, None), threshold=50, base=base, entitled=20)
        assert (found.words.code == "won") is won
        assert (found.winners == ("a",)) is won

    @given(st.integers(0, 99), st.integers(0, 10_000))
    def test_more_than_a_share_is_exact(self, per_cent: int, base: int) -> None:
        needed = above_threshold(per_cent, base)
        assert needed * 100 > per_cent * base >= (needed - 1) * 100

    def test_several_winners_and_a_tie_at_the_line(self) -> None:
        assert counted((5, "a"), (3, "b"), (1, "c"), seats=2).winners == ("a", "b")
        tied = counted((5, "a"), (3, "b"), (3, "c"), seats=2)
        assert (tied.winners, tied.tie) == (("a",), ("b", "c"))

    def test_an_organisation_votes_as_most_of_its_people_and_abstains_when_they_tie(self) -> None:
        given = (
            Ballot(3, "a", "Arbis"),
            Ballot(1, "b", "Arbis"),
            Ballot(1, "b", "Kyrkan"),
            Ballot(2, "a", "Regionen"),
            Ballot(2, "b", "Regionen"),
            Ballot(2, None, "Skolan"),
            Ballot(9, "c", ""),
        )
        found = count(Election(OPTIONS, given, settings=Rules(unit="organisation")))
        assert found.tally == {"a": 1, "b": 1, "c": 0}
        assert (found.cast, found.valid, found.abstained) == (4, 2, 2)
        assert found.tie == ("a", "b")

    @given(ballots, st.randoms())
    def test_who_voted_and_in_what_order_does_not_matter(self, given: tuple[Ballot, ...], dice: Any) -> None:
        shuffled = list(given)
        dice.shuffle(shuffled)
        for unit in ("person", "organisation"):
            rules = Rules(unit=unit)  # type: ignore[arg-type]
            assert count(Election(OPTIONS, given, settings=rules)) == count(Election(OPTIONS, tuple(shuffled), settings=rules))

    @given(ballots)
    def test_renaming_the_options_renames_the_result(self, given: tuple[Ballot, ...]) -> None:
        names = {"a": "b", "b": "c", "c": "a"}
        renamed = tuple(msgspec.structs.replace(b, choice=names.get(b.choice or "", b.choice)) for b in given)
        before, after = count(Election(OPTIONS, given)), count(Election(OPTIONS, renamed))
        assert {names[option]: votes for option, votes in before.tally.items()} == after.tally
        assert {names[option] for option in (*before.winners, *before.tie)} == {*after.winners, *after.tie}

    @given(ballots)
    def test_every_ballot_is_counted_once(self, given: tuple[Ballot, ...]) -> None:
        found = count(Election(OPTIONS, given))
        assert found.cast == sum(ballot.count for ballot in given)
        assert found.cast == found.valid + found.abstained + found.rejected
        assert set(found.winners).isdisjoint(found.tie)
        assert len(found.tie) != 1

    @given(ballots)
    def test_an_exported_election_counts_to_the_same_result(self, given: tuple[Ballot, ...]) -> None:
        election = Election((Option("a", "A"), "b", "c"), given)
        exported = msgspec.json.decode(msgspec.json.encode(election), type=Election)
        assert count(exported) == count(election)


@pytest.fixture()
def play() -> Play:
    return Play(5)


@pytest.fixture()
def step(play: Play) -> str:
    return play.start("vote", blank=True)


def vote(play: Play, step: str, *choices: str) -> None:
    for person, choice in zip(play.people, choices, strict=False):
        play.do(person, Cast(choice), step)


def view(play: Play, step: str, audience: str = "wall") -> Any:
    one = play.session.steps.step(step)
    return getattr(one.activity, audience)(play.session.scene(one))


class TestVoting:
    def test_a_vote_can_be_changed_and_taken_back_until_it_closes(self, play: Play, step: str) -> None:
        vote(play, step, ONE, TWO)
        play.do(play.people[0], Cast(THREE), step)
        play.do(play.people[1], Withdraw(), step)
        with pytest.raises(Rejected, match="nothing_cast"):
            play.do(play.people[1], Withdraw(), step)
        play.close(step)
        assert play.activity(step).result(play.session.scene(play.session.steps.step(step))).tally == {ONE: 0, TWO: 0, THREE: 1}  # type: ignore[attr-defined]
        with pytest.raises(Rejected, match="late"):
            play.do(play.people[2], Cast(ONE), step)

    def test_only_what_is_there_can_be_chosen(self, play: Play, step: str) -> None:
        for choice in ("o9", "", "Ett"):
            with pytest.raises(Rejected, match="no_such_option"):
                play.do(play.people[0], Cast(choice), step)
        plain = play.start("vote", blank=False)
        with pytest.raises(Rejected, match="no_such_option"):
            play.do(play.people[0], Cast("blank"), plain)

    def test_a_phone_cannot_say_how_many_it_stands_for(self, play: Play, step: str) -> None:
        play.do(play.people[0], Cast(ONE, weight=500), step)
        assert view(play, step)["turnout"]["cast"] == 1

    def test_observers_do_not_vote(self, play: Play, step: str) -> None:
        play.do(DESK, GiveRole(play.people[0].seat, "observer"))
        with pytest.raises(Rejected, match="not_allowed"):
            play.do(play.people[0], Cast(ONE), step)

    def test_nobody_sees_more_than_the_turnout_before_it_closes_nor_the_room_before_it_is_shown(
        self, play: Play, step: str
    ) -> None:
        vote(play, step, TWO, TWO, ONE)
        play.do(DESK, TypeIn(THREE, 7), step)
        for audience in ("everyone", "wall", "desk"):
            assert view(play, step, audience)["result"] is None
            assert view(play, step, audience)["turnout"] == {"cast": 10, "of": 10, "typed": 7}
        play.close(step)
        assert view(play, step)["result"] is None
        assert view(play, step, "desk")["result"]["rows"][0]["votes"] == 7
        play.show(step)
        assert view(play, step)["result"]["winners"] == ["Tre"]

    def test_the_seat_sees_its_own_vote_and_nobody_elses(self, play: Play, step: str) -> None:
        vote(play, step, TWO)
        one = play.session.steps.step(step)
        scene = play.session.scene(one)
        assert one.activity.marks(play.people[0], scene) == {f"o-{TWO}": {"checked": True}}
        assert one.activity.seat(play.people[0], scene) == {"choice": "Två", "blank": False, "weight": 1}
        assert one.activity.marks(play.people[1], scene) == {}
        assert one.activity.seat(play.people[1], scene) == {}

    def test_hands_and_paper_stand_apart_and_can_be_undone(self, play: Play, step: str) -> None:
        play.do(DESK, TypeIn(ONE, 4), step)
        play.do(DESK, TypeIn(ONE, 2, "paper"), step)
        play.do(DESK, TypeIn(ONE, 6), step)
        turn = Turn(DESK, play.at, play.dice)
        play.keep(play.session.undo(turn), DESK.seat)
        play.close(step)
        play.show(step)
        found = view(play, step)["result"]
        assert (found["hands"], found["paper"], found["rows"][0]["typed"]) == (4, 2, 6)
        with pytest.raises(Rejected, match="no_such_option"):
            play.do(DESK, TypeIn("o9", 1), step)

    def test_nothing_is_typed_in_before_it_opens(self, play: Play) -> None:
        play.do(DESK, AddStep("vote", "", settings={"options": "Ett\nTvå"}))
        planned = list(play.session.steps.steps)[-1]
        with pytest.raises(Rejected, match="not_open"):
            play.do(DESK, TypeIn(ONE, 1), planned)

    def test_the_base_is_said(self, play: Play, step: str) -> None:
        play.do(DESK, CountHeads(12))
        vote(play, step, ONE, "blank")
        play.close(step)
        play.show(step)
        found = view(play, step)["result"]
        assert (found["persons"], found["of"], found["did_not"]) == ({"cast": 2, "valid": 1, "abstained": 1}, 12, 10)

    def test_per_person_and_per_organisation_side_by_side(self, play: Play, step: str) -> None:
        play.do(DESK, EditSession(organisations="Förening 0\nFörening 1"))
        vote(play, step, ONE, TWO, TWO, ONE, ONE)
        play.close(step)
        play.show(step)
        found = view(play, step)["result"]
        by_id = {row["id"]: (row["votes"], row["organisations"]) for row in found["rows"]}
        assert by_id == {ONE: (3, 2), TWO: (2, 2), THREE: (0, 0)}
        assert found["words"]["code"] == "won"
        assert found["organisation_words"]["code"] == "tied"

    def test_a_timed_vote_closes_itself_and_an_untimed_one_does_not(self, play: Play) -> None:
        for closes, after in ((True, "closed"), (False, "open")):
            step = play.start("vote", closes=closes)
            play.keep(play.session.strike(f"step:{step}", Turn(TIME, play.at, play.dice)), "time")
            assert play.session.steps.step(step).state == after
        assert play.activity(step).decide(TimeIsUp("other"), Turn(TIME, 0, play.dice), play.session.scene(play.session.steps.step(step))) == ()

    def test_what_was_voted_on_cannot_change_under_the_votes(self, play: Play, step: str) -> None:
        play.do(DESK, EditStep(step, settings={"options": "Ett\nTvå\nTre\nFyra"}))
        vote(play, step, ONE)
        for change in ({"options": "Annat"}, {"blank": False}):
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


class TestTheRecord:
    def test_open_it_holds_the_turnout_only(self, play: Play, step: str) -> None:
        vote(play, step, ONE, ONE)
        one = play.session.steps.step(step)
        assert set(one.activity.record(play.session.scene(one))) == {"question", "options", "turnout"}
        play.close(step)
        assert set(one.activity.record(play.session.scene(one))) == {"question", "options", "turnout"}
        assert one.activity.minutes(play.session.scene(one))[-1] == Para(Term("not_shown"))

    def test_shown_it_holds_ballots_that_anybody_can_recount_and_no_organisation_beside_a_choice(
        self, play: Play, step: str
    ) -> None:
        vote(play, step, ONE, TWO, ONE, THREE, ONE)
        play.do(DESK, TypeIn(TWO, 3, "paper"), step)
        play.close(step)
        play.show(step)
        one = play.session.steps.step(step)
        exported = msgspec.json.encode(one.activity.record(play.session.scene(one)))
        data = msgspec.json.decode(exported)
        assert b"rening" not in exported
        for election, result in zip(data["elections"], data["results"], strict=True):
            assert msgspec.json.decode(msgspec.json.encode(count(msgspec.convert(election, Election)))) == result
        assert data["results"][0]["tally"] == {ONE: 3, TWO: 4, THREE: 1}

    def test_a_tie_is_a_tie_in_the_minutes_too(self, play: Play, step: str) -> None:
        vote(play, step, ONE, TWO)
        play.close(step)
        play.show(step)
        one = play.session.steps.step(step)
        blocks = one.activity.minutes(play.session.scene(one))
        assert isinstance(blocks[1], Para)
        assert isinstance(blocks[1].text, Term)
        assert (blocks[1].text.code, blocks[1].text.values["names"]) == ("tied", "Ett; Två")

    def test_without_hands_and_paper_the_minutes_do_not_speak_of_them(self, play: Play, step: str) -> None:
        vote(play, step, ONE)
        play.close(step)
        play.show(step)
        one = play.session.steps.step(step)
        assert "typed_in" not in str(one.activity.minutes(play.session.scene(one)))

    def test_a_forgotten_seats_vote_still_counts(self, play: Play, step: str) -> None:
        vote(play, step, ONE)
        play.activity(step).forget(play.people[0].seat)
        play.activity(step).apply(TimeIsUp(""), "time", play.at)
        assert view(play, step)["turnout"]["cast"] == 1


def test_the_sample_votes_changes_its_mind_and_counts_hands() -> None:
    play = Play(30)
    step = play.start("vote")
    assert play.sample(step) > 27
    turnout = view(play, step)["turnout"]
    assert 20 < turnout["cast"] <= 32
    assert turnout["typed"] == 2


def test_without_options_nobody_can_vote_and_nothing_breaks() -> None:
    play = Play(2)
    step = play.start("vote", options="")
    assert play.sample(step) == 0
    play.close(step)
    play.show(step)
    assert view(play, step)["result"]["words"]["code"] == "no_votes"
    assert views.desk(play.activity(step), play.session.scene(play.session.steps.step(step)))["typing"]  # type: ignore[arg-type]
