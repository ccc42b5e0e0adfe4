"""The record and the minutes of a vote: anybody can count again, and ties are called ties."""

import msgspec

from sessions.activities.vote.counting import count
from sessions.activities.vote.counting.election import Election
from sessions.activity import TimeIsUp
from sessions.blocks import Para, Term
from sessions.steps import AddStep
from tests.activities.vote_play import ONE, RENDERER, THREE, TWO, id_of, terms_in, typed, view, vote
from tests.activities.vote_play import play as play
from tests.activities.vote_play import step as step
from tests.play import DESK, Play


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
        typed(play, step, TWO, 3, "paper")
        play.close(step)
        play.show(step)
        one = play.session.steps.step(step)
        exported = msgspec.json.encode(one.activity.record(play.session.scene(one)))
        data = msgspec.json.decode(exported)
        assert b"rening" not in exported
        for election, result in zip(data["elections"], data["results"], strict=True):
            assert (
                msgspec.json.decode(msgspec.json.encode(count(msgspec.convert(election, Election)))) == result
            )
        tally = {id_of(play, step, title): votes for title, votes in ((ONE, 3), (TWO, 4), (THREE, 1))}
        assert data["results"][0]["tally"] == tally

    def test_a_tie_is_a_tie_in_the_minutes_too(self, play: Play, step: str) -> None:
        vote(play, step, ONE, TWO)
        play.close(step)
        play.show(step)
        one = play.session.steps.step(step)
        blocks = one.activity.minutes(play.session.scene(one))
        assert isinstance(blocks[2], Para)
        assert isinstance(blocks[2].text, Term)
        assert (blocks[2].text.code, blocks[2].text.values["ties"]) == ("tied", ["Ett", "Två"])

    def test_without_hands_and_paper_the_minutes_do_not_speak_of_them(self, play: Play, step: str) -> None:
        vote(play, step, ONE)
        play.close(step)
        play.show(step)
        one = play.session.steps.step(step)
        assert "typed_in" not in str(one.activity.minutes(play.session.scene(one)))

    def test_every_term_of_the_minutes_and_every_refusal_has_words(self, play: Play) -> None:
        step = play.start("vote")
        vote(play, step, ONE, TWO)
        typed(play, step, THREE, 1)
        terms: list[Term] = []
        one = play.session.steps.step(step)
        for change in (lambda _: None, play.close, play.show):
            change(step)
            terms += terms_in(one.activity.minutes(play.session.scene(one)))
        assert {"still_open", "not_shown", "tied", "typed_in", "organisations_counted"} <= {
            t.code for t in terms
        }
        refusals = (
            "no_such_option",
            "nothing_cast",
            "votes_cast",
            "shown_already",
            "no_options",
            "undo_type_in",
        )
        terms += [Term(code, {"title": "x"}) for code in refusals]
        for term in terms:
            assert RENDERER.say(term.code, term.values, language="en", kind="vote") != term.code

    def test_counted_per_person_only_there_is_one_election(self, play: Play) -> None:
        step = play.start("vote", per_organisation=False)
        vote(play, step, ONE)
        play.close(step)
        play.show(step)
        one = play.session.steps.step(step)
        kept = one.activity.record(play.session.scene(one))
        assert [election["settings"]["unit"] for election in kept["elections"]] == ["person"]
        assert len(view(play, step)["result"]["units"]) == 1

    def test_both_results_are_in_the_minutes_and_say_which_they_are(self, play: Play) -> None:
        step = play.start("vote")
        vote(play, step, ONE, TWO, TWO, ONE, ONE)
        play.close(step)
        play.show(step)
        one = play.session.steps.step(step)
        said = [
            t for t in terms_in(one.activity.minutes(play.session.scene(one))) if t.code in ("won", "tied")
        ]
        assert [(term.code, term.values["unit"]) for term in said] == [
            ("won", "person"),
            ("tied", "organisation"),
        ]

    def test_before_it_opens_there_is_nothing_to_tell_but_the_question(self, play: Play) -> None:
        play.do(DESK, AddStep("vote", "", title="Vilket?", settings={"options": "Ett\nTvå"}))
        one = play.session.steps.step(list(play.session.steps.steps)[-1])
        told = terms_in(one.activity.minutes(play.session.scene(one)))
        assert [term.code for term in told] == ["held", "turnout"]

    def test_a_forgotten_seats_vote_still_counts(self, play: Play, step: str) -> None:
        vote(play, step, ONE)
        play.activity(step).forget(play.people[0].seat)
        play.activity(step).apply(TimeIsUp(""), "time", play.at)
        assert view(play, step)["turnout"]["cast"] == 1
