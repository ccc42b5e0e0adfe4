"""The vote: hidden until closed, changeable until closed, counted the same by everybody, ties called ties."""

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from sessions.activities.vote import Vote
from sessions.activities.vote.counting import count
from sessions.activities.vote.counting.election import Ballot, Election
from sessions.activities.vote.electorate import Given, token
from sessions.activities.vote.moves import Cast, TypeIn, Withdraw
from sessions.activities.vote.outcome import per_cent
from sessions.activity import Rejected, TimeIsUp, Turn, plain, tidy
from sessions.blocks import Block, Para, Table, Term
from sessions.facts import EditSession
from sessions.people import CountHeads, Forgotten, GiveRole, Private, RemoveSeat
from sessions.render import Renderer
from sessions.session_moves import Happened
from sessions.steps import AddStep, EditStep, OpenStep
from sessions.wire import read_move
from tests.play import DESK, TIME, Play
from tests.roles import ALWAYS, ANSWERING, FROM_OPEN, LEADERS, OPEN_ONLY, WRITERS, Rights

WHO_MAY: Rights = {
    **dict.fromkeys(("cast", "withdraw"), (ANSWERING, OPEN_ONLY)),
    **dict.fromkeys(("type_in", "type_slip", "drop_slip", "cast_slip"), (WRITERS, FROM_OPEN)),
    **dict.fromkeys(("make_codes", "drop_codes"), (LEADERS, ALWAYS)),
}

ONE, TWO, THREE = "Ett", "Två", "Tre"
"""Titles: the ids are made of these and the step."""


def id_of(play: Play, step: str, title: str) -> str:
    """The id of an option; what is no option's title stays as it is."""
    return {option.title: option.id for option in poll(play, step).options()}.get(title, title)


def poll(play: Play, step: str) -> Vote:
    activity = play.activity(step)
    assert isinstance(activity, Vote)
    return activity


def cast(play: Play, step: str, title: str) -> Cast:
    return Cast(id_of(play, step, title))


def typed(play: Play, step: str, title: str, people: int, how: Any = "hands", answer: str = "") -> None:
    play.do(DESK, TypeIn(id_of(play, step, title), people, how, answer), step)


@pytest.fixture
def play() -> Play:
    return Play(5)


@pytest.fixture
def step(play: Play) -> str:
    return play.start("vote", blank=True)


def vote(play: Play, step: str, *choices: str) -> None:
    for person, choice in zip(play.people, choices, strict=False):
        play.do(person, cast(play, step, choice), step)


def view(play: Play, step: str, audience: str = "wall") -> Any:
    one = play.session.steps.step(step)
    return getattr(one.activity, audience)(play.session.scene(one))


def tally(play: Play, step: str, unit: int = 0) -> dict[str, int]:
    """What the desk sees once it has closed: per person, or with unit 1 per organisation."""
    rows = view(play, step, "desk")["result"]["rows"]
    return {row["title"]: row["figures"][unit]["votes"] for row in rows}


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


class TestWhatIsSaid:
    def test_who_only_watches_is_told_so_and_cannot_choose(self, play: Play, step: str) -> None:
        one = play.session.steps.step(step)
        observer = structs.replace(play.people[0], role="observer")
        assert one.activity.marks(observer, play.session.scene(one)) == {
            "choose": {"disabled": True},
            "not-watching": {"hidden": False},
        }

    def test_the_desk_is_told_when_everybody_has_voted_and_when_nobody_can(
        self, play: Play, step: str
    ) -> None:
        def needs(of: str) -> list[str]:
            one = play.session.steps.step(of)
            return [term.code for term in one.activity.needs(play.session.scene(one))]

        vote(play, step, ONE, ONE, ONE, ONE)
        assert needs(step) == []
        play.do(play.people[4], cast(play, step, TWO), step)
        assert needs(step) == ["all_voted"]
        play.close(step)
        assert needs(step) == []
        assert needs(play.start("vote", options="")) == ["no_options"]

    @pytest.mark.parametrize(
        ("votes", "of", "said"),
        [
            (0, 0, 0),
            (0, 9, 0),
            (1, 1000, 1),
            (999, 1000, 99),
            (9, 9, 100),
            (1, 8, 13),
            (1, 3, 33),
            (2, 3, 67),
        ],
    )
    def test_per_cent_are_whole_and_never_all_or_nothing_by_rounding(
        self, votes: int, of: int, said: int
    ) -> None:
        assert per_cent(votes, of) == said

    def test_the_wall_says_how_many_it_has_no_room_for(self, play: Play) -> None:
        step = play.start("vote", options="\n".join(f"Förslag {n}" for n in range(20)))
        play.close(step)
        play.show(step)
        shown = view(play, step)
        assert (len(shown["rows"]), shown["more"], shown["size"]) == (11, 9, "dense")
        assert len(view(play, step, "everyone")["result"]["rows"]) == 20

    @pytest.mark.parametrize(("options", "size"), [(0, "roomy"), (6, "roomy"), (8, "full"), (11, "dense")])
    def test_more_options_are_set_smaller(self, play: Play, options: int, size: str) -> None:
        step = play.start("vote", options="\n".join(f"Förslag {n}" for n in range(options)))
        play.close(step)
        play.show(step)
        assert view(play, step)["size"] == size

    @pytest.mark.parametrize("surface", ["wall", "phone", "desk"])
    @pytest.mark.parametrize(
        "votes", [(), (ONE,), (ONE, TWO), (ONE, TWO, THREE), (ONE, ONE, TWO), ("blank",)]
    )
    @pytest.mark.parametrize("threshold", [0, 66])
    def test_every_result_can_be_drawn(self, play: Play, surface: str, votes: Any, threshold: int) -> None:
        step = play.start("vote", threshold=threshold, base="cast")
        vote(play, step, *votes)
        typed(play, step, "blank", 1, "paper")
        for change in (lambda _: None, play.close, play.show):
            change(step)
            assert "None" not in drawn(play, step, surface)

    def test_what_people_wrote_is_never_markup(self, play: Play) -> None:
        hostile = "<script>alert(1)</script>{{ 7 * 7 }}%(names)s"
        step = play.start("vote", options=f"{hostile}\nAnnat", question=hostile)
        option = view(play, step)["options"][0]["id"]
        vote(play, step, option)
        for change in (lambda _: None, play.close, play.show):
            change(step)
            for surface in ("wall", "phone", "desk"):
                text = drawn(play, step, surface)
                assert "<script>" not in text
                assert "{{ 7 * 7 }}" in text

    def test_an_option_whose_words_were_erased_is_said_to_be_removed(self, play: Play) -> None:
        source = play.start("vote", options="Borta\nKvar")
        play.do(DESK, AddStep("vote", "", settings={"options": ""}, source=source))
        step = list(play.session.steps.steps)[-1]
        play.do(DESK, OpenStep(step))
        activity = play.activity(step)
        activity.opened([structs.replace(activity.items()[0], title=""), activity.items()[1]])
        vote(play, step, activity.items()[0].id)
        play.close(step)
        play.show(step)
        one = play.session.steps.step(step)
        told = one.activity.minutes(play.session.scene(one))
        assert any(
            row[0] == Term("removed_text") for table in told if isinstance(table, Table) for row in table.rows
        )
        assert "Removed text" in drawn(play, step, "wall")


RENDERER = Renderer()


def drawn(play: Play, step: str, surface: str) -> str:
    one = play.session.steps.step(step)
    scene = play.session.scene(one)
    audience = {"phone": one.activity.everyone, "wall": one.activity.wall, "desk": one.activity.desk}[surface]
    frame = {"step": "k1", "kind": "vote", "title": scene.title, "state": scene.state, "clocks": {}}
    return RENDERER.fragment(
        f"vote/{surface}.html", "en", {**frame, "view": plain(audience(scene)), "group_view": {}}
    )


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


def terms_in(blocks: Sequence[Block]) -> list[Term]:
    paragraphs = [block.text for block in blocks if isinstance(block, Para)]
    cells = [cell for block in blocks if isinstance(block, Table) for cell in block.head]
    return [text for text in (*paragraphs, *cells) if isinstance(text, Term)]


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
