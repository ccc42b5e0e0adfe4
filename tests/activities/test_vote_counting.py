"""Counting: against published examples, against another program, and by what every fair count must keep."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pyrankvote
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from sessions.activities.vote.counting import METHODS, by_organisation, count
from sessions.activities.vote.counting.election import (
    Ballot,
    Election,
    Option,
    Result,
    Rules,
    above_threshold,
)
from sessions.activities.vote.counting.file import in_words, read_election, recounted
from sessions.activities.vote.counting.ranking import MOST_ORDERS
from sessions.activity import Rejected
from sessions.blocks import Term

OPTIONS = ("a", "b", "c", "d")
NAMES = {"a": "b", "b": "c", "c": "d", "d": "a"}
"""Every option under another name."""

one = st.sampled_from([*OPTIONS, "stranger"])
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "choice": one,
    "choices": st.lists(one, max_size=5).map(tuple),
    "ranking": st.lists(one, max_size=5).map(tuple),
    "dots": st.dictionaries(one, st.integers(-1, 4), max_size=4),
    "scores": st.dictionaries(one, st.integers(-1, 6), max_size=4),
    "answers": st.none(),
}
ANSWERS = {"yesno": ["yes", "no", "abstain", "maybe"], "consent": ["support", "aside", "object", "maybe"]}
RULES = {
    "multiple": {"budget": 3},
    "dots": {"budget": 5, "max_per_option": 3},
    "score": {"max_per_option": 5},
}


def marks(method: str) -> st.SearchStrategy[Any]:
    if method in ANSWERS:
        return st.dictionaries(one, st.sampled_from(ANSWERS[method]), max_size=4)
    if method == "schulze":
        return st.lists(st.one_of(one, st.lists(one, max_size=2).map(tuple)), max_size=4).map(tuple)
    return FIELDS[METHODS[method].field]


def ballots_of(method: str, most: int = 9) -> st.SearchStrategy[tuple[Ballot, ...]]:
    filled = st.builds(
        lambda number, given, home: structs.replace(Ballot(number, organisation=home), **{field: given}),
        st.integers(0, 4),
        st.none() | marks(method),
        st.sampled_from(["", "x", "y", "z"]),
    )
    field = METHODS[method].field
    return st.lists(filled, max_size=most).map(tuple)


@st.composite
def elections(draw: Callable[..., Any], units: tuple[str, ...] = ("person", "organisation")) -> Election:
    method = draw(st.sampled_from(sorted(METHODS)))
    rules = Rules(
        draw(st.sampled_from(units)),
        draw(st.sampled_from(["valid", "cast", "entitled"])),
        draw(st.sampled_from([0, 30, 50])) if method not in ("schulze", "consent") else 0,
        draw(st.integers(0, 30)),
        draw(st.none() | st.integers(1, 3)) if method != "irv" else None,
        quorum=draw(st.sampled_from([0, 0, 50])),
        **RULES.get(method, {}),
    )
    return Election(OPTIONS, draw(ballots_of(method)), method, rules)


def renamed(given: Any) -> Any:
    """Marks with every option under its other name."""
    if isinstance(given, dict):
        return {NAMES.get(key, key): value for key, value in given.items()}
    if isinstance(given, tuple):
        return tuple(renamed(part) for part in given)
    return NAMES.get(given, given)


def counted(method: str, *ballots: tuple[int, Any], options: Any = OPTIONS, **rules: Any) -> Result:
    field = METHODS[method].field
    cast = tuple(structs.replace(Ballot(number), **{field: given}) for number, given in ballots)
    return count(Election(tuple(options), cast, method, Rules(**rules)))  # type: ignore[arg-type]


class TestWhatEveryMethodKeeps:
    @given(elections(), st.randoms())
    def test_who_voted_and_in_what_order_does_not_matter(self, election: Election, dice: Any) -> None:
        shuffled = list(election.ballots)
        dice.shuffle(shuffled)
        halves = [structs.replace(ballot, count=1) for ballot in shuffled for _ in range(ballot.count)]
        for ballots in (shuffled, halves):
            assert count(structs.replace(election, ballots=tuple(ballots))) == count(election)

    @given(elections())
    def test_renaming_the_options_renames_the_result(self, election: Election) -> None:
        field = METHODS[election.method].field
        ballots = tuple(structs.replace(b, **{field: renamed(getattr(b, field))}) for b in election.ballots)
        before, after = count(election), count(structs.replace(election, ballots=ballots))
        assert {NAMES[option]: made for option, made in before.tally.items()} == after.tally
        assert {NAMES[option] for option in before.winners} == {*after.winners}
        assert {NAMES[option] for option in before.tie} == {*after.tie}
        assert before.words.code == after.words.code

    @given(elections())
    def test_every_ballot_is_counted_once(self, election: Election) -> None:
        found = count(election)
        homes = {ballot.organisation for ballot in election.ballots if ballot.count} - {""}
        people = sum(ballot.count for ballot in election.ballots)
        assert found.cast == (people if election.settings.unit == "person" else len(homes))
        assert found.cast == found.valid + found.abstained + found.rejected

    @given(elections())
    def test_no_option_both_wins_and_ties_and_there_is_room_for_the_winners(self, election: Election) -> None:
        found = count(election)
        assert set(found.winners).isdisjoint(found.tie)
        assert list(found.winners) == [option for option in OPTIONS if option in found.winners]
        seats = election.settings.seats
        if seats:
            assert len(found.winners) <= seats
            assert not found.tie or len(found.winners) + len(found.tie) > seats or found.words.code == "even"

    @given(elections(("organisation",)))
    def test_bringing_an_organisations_votes_together_twice_changes_nothing(self, election: Election) -> None:
        way = METHODS[election.method]
        once = by_organisation(election.ballots, OPTIONS, way, election.settings)
        again = structs.replace(election, ballots=once)
        assert count(again) == count(election)

    @given(elections())
    def test_an_exported_election_counts_to_the_same_result(self, election: Election) -> None:
        exported = msgspec.json.encode(structs.replace(election, options=(Option("a", "A"), "b", "c", "d")))
        found, _ = recounted(exported)
        assert msgspec.json.encode(found["tally"]) == msgspec.json.encode(count(election).tally)
        assert tuple(found["winners"]) == count(election).winners

    @given(elections(("person",)))
    def test_one_more_vote_for_a_winner_never_hurts_it(self, drawn: Election) -> None:
        """Where it holds: an instant runoff is known not to be monotone, so there it is not asked."""
        election = structs.replace(drawn, settings=structs.replace(drawn.settings, threshold=0, quorum=0))
        field, first = METHODS[election.method].field, ANSWERS.get(election.method, [""])[0]
        for liked in count(election).winners if election.method != "irv" else ():
            plain = {"choice": liked, "choices": (liked,), "ranking": (liked,), "dots": {liked: 1}}
            praise = {**plain, "scores": {liked: 5}, "answers": {liked: first}}
            more = (*election.ballots, structs.replace(Ballot(1), **{field: praise[field]}))
            assert liked in count(structs.replace(election, ballots=more)).winners


class TestAdding:
    def test_the_most_votes_win_and_a_tie_names_no_winner(self) -> None:
        found = counted("single", (3, "a"), (5, "b"), (1, None), (1, "stranger"))
        assert (found.winners, found.tally) == (("b",), {"a": 3, "b": 5, "c": 0, "d": 0})
        assert (found.cast, found.valid, found.abstained, found.rejected) == (10, 8, 1, 1)
        tied = counted("single", (4, "c"), (4, "a"), (1, "b"))
        assert (tied.winners, tied.tie, tied.words.code) == ((), ("a", "c"), "tied")

    def test_nobody_wins_without_a_vote(self) -> None:
        for method in METHODS:
            for found in (counted(method), counted(method, (3, None))):
                assert (found.winners, found.tie, found.words.code) == ((), (), "no_votes")

    @pytest.mark.parametrize(
        ("base", "votes", "won"),
        [
            ("valid", 5, True),
            ("cast", 5, False),
            ("cast", 6, True),
            ("entitled", 10, False),
            ("entitled", 11, True),
        ],
    )
    def test_more_than_half_of_what(self, base: str, votes: int, won: bool) -> None:
        found = counted("single", (votes, "a"), (4, "b"), (1, None), threshold=50, base=base, entitled=20)
        assert (found.words.code == "won") is won
        assert (found.winners == ("a",)) is won

    @given(st.sampled_from([0, 1, 33.3, 50, 66.6, 99, 99.9]), st.integers(1, 10_000))
    def test_more_than_a_share_is_exact(self, per_cent: float, base: int) -> None:
        needed = above_threshold(per_cent, base)
        assert needed * 1000 > round(per_cent * 10) * base >= (needed - 1) * 1000

    def test_a_hundred_per_cent_is_everybody(self) -> None:
        assert counted("single", (4, "a"), threshold=100).winners == ("a",)
        assert counted("single", (4, "a"), (1, "b"), threshold=100).words.code == "below_threshold"

    def test_several_winners_and_a_tie_at_the_line(self) -> None:
        votes = ((5, ("a",)), (3, ("b", "a")), (1, ("c",)))
        assert counted("multiple", *votes, seats=2).winners == ("a", "b")
        tied = counted("multiple", *votes, (2, ("c", "d")), seats=2)
        assert (tied.winners, tied.tie) == (("a",), ("b", "c"))
        assert tied.words == Term("tied_line", {"count": 2, "votes": 3, "places": 1})

    def test_too_many_options_or_one_twice_is_spoilt(self) -> None:
        found = counted("multiple", (1, ("a", "b")), (1, ("a", "b", "c")), (1, ("a", "a")), (1, ()), budget=2)
        assert (found.valid, found.rejected, found.abstained) == (1, 2, 1)
        free = counted("approval", (1, ("a", "b", "c")), (1, ("a", "a")), budget=2)
        assert (free.valid, free.rejected) == (1, 1)

    def test_dots_keep_to_the_budget_and_the_most_on_one(self) -> None:
        cast = ((2, {"a": 3, "b": 2}), (1, {"b": 5}), (1, {"a": 3, "b": 3}), (1, {"c": -1}), (1, {"c": 0}))
        found = counted("dots", *cast, budget=5, max_per_option=3)
        assert (found.tally["a"], found.tally["b"], found.rejected, found.abstained) == (6, 4, 3, 1)
        assert (found.winners, found.of) == (("a",), 10)
        assert counted("dots", *cast, budget=5, max_per_option=3, base="cast").of == 30
        assert counted("dots", (1, {"a": 400})).winners == ("a",)

    def test_the_highest_sum_of_points_wins_and_zero_is_a_vote(self) -> None:
        found = counted("score", (2, {"a": 5, "b": 4}), (1, {"a": 0, "b": 4}), (1, {}), max_per_option=5)
        assert (found.tally["a"], found.tally["b"], found.winners) == (10, 12, ("b",))
        assert (found.valid, found.abstained, found.of) == (3, 1, 15)

    def test_without_a_quorum_nothing_is_won_and_the_votes_are_told(self) -> None:
        few = counted("single", (4, "a"), entitled=10, quorum=50)
        assert (few.winners, few.words) == ((), Term("no_quorum", {"cast": 4, "of": 10, "quorum": 50}))
        assert few.tally["a"] == 4
        assert counted("single", (4, "a"), (1, None), entitled=10, quorum=50).winners == ("a",)


rankings = st.lists(
    st.tuples(
        st.integers(1, 5),
        st.permutations(OPTIONS).flatmap(lambda o: st.integers(1, 4).map(lambda n: tuple(o[:n]))),
    ),
    min_size=1,
    max_size=8,
)


class TestInstantRunoff:
    def test_the_capital_of_tennessee(self) -> None:
        """The example of Wikipedia's "Instant-runoff voting": Knoxville wins in the third round."""
        found = counted(
            "irv",
            *((42, tuple("MNCK")), (26, tuple("NCKM")), (15, tuple("CKNM")), (17, tuple("KCNM"))),
            options="MNCK",
        )
        assert found.rounds == (
            {"M": 42, "N": 26, "C": 15, "K": 17},
            {"M": 42, "N": 26, "K": 32},
            {"M": 42, "K": 58},
        )
        assert found.winners == ("K",)
        assert found.words == Term("won_rounds", {"count": 1, "votes": 58, "still": 100, "rounds": 3})

    @settings(max_examples=300)
    @given(rankings)
    def test_pyrankvote_finds_the_same_winner_or_one_of_those_that_tie(
        self, cast: list[tuple[int, tuple[str, ...]]]
    ) -> None:
        candidates = {option: pyrankvote.Candidate(option) for option in OPTIONS}
        votes = [
            pyrankvote.Ballot(ranked_candidates=[candidates[o] for o in ranking])
            for number, ranking in cast
            for _ in range(number)
        ]
        other = pyrankvote.instant_runoff_voting(list(candidates.values()), votes).get_winners()
        found = counted("irv", *cast)
        assert len(other) == 1
        assert other[0].name in (found.winners or found.tie)

    @given(rankings)
    def test_each_round_has_fewer_options_and_the_last_decides(
        self, cast: list[tuple[int, tuple[str, ...]]]
    ) -> None:
        found = counted("irv", *cast)
        assert all(
            set(later) < set(earlier) for earlier, later in zip(found.rounds, found.rounds[1:], strict=False)
        )
        assert found.rounds[0] == found.tally
        if found.winners and max(found.rounds[-1].values()) * 2 > sum(found.rounds[-1].values()):
            assert found.rounds[-1][found.winners[0]] == max(found.rounds[-1].values())

    def test_who_shares_the_last_place_is_never_thrown_out_by_the_order_of_the_list(self) -> None:
        """b and c tie for last; with c out b wins, with b out a wins: so a and b tie."""
        cast = ((5, ("a",)), (3, ("b", "a")), (3, ("c", "b")))
        found = counted("irv", *cast, options="abc")
        assert (found.winners, found.tie, len(found.rounds)) == ((), ("a", "b"), 1)

    def test_when_it_does_not_matter_who_goes_first_they_go_together(self) -> None:
        found = counted("irv", (4, ("a",)), (3, ("b",)), (1, ("c", "b")), (1, ("d", "b")))
        assert [set(tally) for tally in found.rounds] == [{*"abcd"}, {*"ab"}]
        assert found.winners == ("b",)

    def test_so_many_who_tie_that_not_every_order_can_be_tried_all_tie(self) -> None:
        options = [f"o{n}" for n in range(20)]
        found = counted("irv", *((1, (option,)) for option in options), options=options)
        assert len(options) * (len(options) - 1) // 2 > MOST_ORDERS
        assert set(found.tie) == set(options)

    def test_two_who_end_even_tie_and_a_threshold_counts_in_the_last_round(self) -> None:
        assert counted("irv", (2, ("a",)), (2, ("b",))).tie == ("a", "b")
        cast = ((3, ("a",)), (2, ("b",)), (4, ("c",)), (2, ("d",)))
        assert counted("irv", *cast, (9, None), threshold=50, base="cast").words.code == "below_threshold"

    def test_what_is_not_a_ranking_is_spoilt(self) -> None:
        found = counted("irv", (1, ("a", "a")), (1, ("x",)), (1, (("a", "b"),)), (1, ()), (1, ("b",)))
        assert (found.rejected, found.abstained, found.valid) == (3, 1, 1)


SCHULZE = {"ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8}


class TestSchulze:
    def test_the_authors_own_example(self) -> None:
        """Schulze 2011, example 1 with 45 voters: E before A before C before B before D."""
        cast = [(number, tuple(order)) for order, number in SCHULZE.items()]
        assert counted("schulze", *cast, options="ABCDE").tally == {"A": 3, "B": 1, "C": 2, "D": 0, "E": 4}
        for seats, winners in ((1, "E"), (2, "AE"), (3, "ACE"), (4, "ABCE")):
            assert counted("schulze", *cast, options="ABCDE", seats=seats).winners == tuple(winners)

    def test_a_circle_of_equals_is_a_tie_and_two_may_share_a_place(self) -> None:
        circle = counted(
            "schulze", (1, ("a", "b", "c")), (1, ("b", "c", "a")), (1, ("c", "a", "b")), options="abc"
        )
        assert (circle.tie, circle.words.code) == (("a", "b", "c"), "tied_pairs")
        shared = counted("schulze", (3, (("a", "b"), "c")), (1, ("c",)), (1, ((),)), options="abc", seats=2)
        assert (shared.winners, shared.abstained) == (("a", "b"), 1)
        line = counted("schulze", (3, ("a", ("b", "c"))), options="abc", seats=2)
        assert (line.winners, line.tie, line.words.code) == (("a",), ("b", "c"), "tied_line")

    def test_when_there_is_room_for_all_all_are_chosen(self) -> None:
        assert counted("schulze", (1, ("a", "b")), options="ab", seats=3).winners == ("a", "b")

    def test_whoever_beats_every_other_wins(self) -> None:
        found = counted("schulze", (3, ("a", "b", "c")), (2, ("b", "a")), options="abc")
        assert (found.winners, found.words) == (("a",), Term("won_pairs", {"count": 1}))


class TestAnswers:
    def test_more_yes_than_no_is_carried_and_even_is_a_tie(self) -> None:
        cast = ((3, {"a": "yes", "b": "no", "c": "yes"}), (3, {"a": "no", "b": "yes", "c": "abstain"}))
        found = counted("yesno", *cast, (1, {"a": "abstain"}))
        assert (found.winners, found.tie) == (("c",), ("a", "b"))
        assert found.tally["c"] == {"yes": 3, "no": 0, "abstain": 3}
        assert found.tally["a"] == {"yes": 3, "no": 3, "abstain": 1}
        assert (found.cast, found.valid, found.abstained) == (7, 6, 1)
        assert found.words == Term("even", {"count": 2, "won": 1})

    def test_nothing_is_carried_that_more_are_against(self) -> None:
        found = counted("yesno", (4, {"a": "yes"}), (5, {"a": "no"}), threshold=30)
        assert (found.winners, found.tie, found.words.code) == ((), (), "not_carried")

    @pytest.mark.parametrize(("base", "carried"), [("valid", True), ("cast", False), ("entitled", False)])
    def test_a_threshold_is_of_those_who_said_yes_or_no_unless_another_base_is_asked_for(
        self, base: str, carried: bool
    ) -> None:
        found = counted(
            "yesno",
            (5, {"a": "yes"}),
            (2, {"a": "no"}),
            (4, {"a": "abstain"}),
            threshold=66,
            base=base,
            entitled=30,
        )
        assert (found.winners == ("a",)) is carried

    def test_no_more_are_carried_than_there_is_room_for(self) -> None:
        found = counted("yesno", (3, {"a": "yes", "b": "yes", "c": "yes"}), (1, {"a": "yes"}), seats=2)
        assert (found.winners, found.tie, found.words.code) == (("a",), ("b", "c"), "tied_line")

    def test_consent_is_support_without_objection(self) -> None:
        cast = ((3, {"a": "support", "b": "support", "c": "aside"}), (1, {"a": "aside", "b": "object"}))
        found = counted("consent", *cast)
        assert (found.winners, found.words.code) == (("a",), "agreed")
        assert found.tally["b"] == {"support": 3, "aside": 0, "object": 1}
        assert counted("consent", (1, {"a": "object"})).words.code == "not_agreed"
        crowded = counted("consent", (1, {"a": "support", "b": "support"}), seats=1)
        assert (crowded.tie, crowded.words.code) == (("a", "b"), "tied_line")

    def test_an_unknown_answer_is_spoilt(self) -> None:
        assert counted("yesno", (1, {"a": "perhaps"}), (1, {})).rejected == 1


class TestOrganisations:
    def together(self, method: str, *ballots: Ballot, **rules: Any) -> dict[str, Any]:
        way = METHODS[method]
        found = by_organisation(ballots, OPTIONS, way, Rules("organisation", **rules))
        return {ballot.organisation: getattr(ballot, way.field) for ballot in found}

    def test_an_organisation_votes_as_most_of_its_people_and_abstains_when_they_tie(self) -> None:
        cast = (
            *(Ballot(3, "a", organisation="Arbis"), Ballot(1, "b", organisation="Arbis")),
            Ballot(1, "b", organisation="Kyrkan"),
            *(Ballot(2, "a", organisation="Regionen"), Ballot(2, "b", organisation="Regionen")),
            *(Ballot(2, organisation="Skolan"), Ballot(9, "c")),
        )
        assert self.together("single", *cast) == {
            "Arbis": "a",
            "Kyrkan": "b",
            "Regionen": None,
            "Skolan": None,
        }
        found = count(Election(OPTIONS, cast, settings=Rules("organisation")))
        assert (found.tally["a"], found.tally["b"], found.tally["c"], found.tie) == (1, 1, 0, ("a", "b"))
        assert (found.cast, found.valid, found.abstained) == (4, 2, 2)

    def test_each_method_has_its_own_majority(self) -> None:
        def org(number: int, **given: Any) -> Ballot:
            return Ballot(number, organisation="x", **given)

        assert self.together(
            "approval", org(2, choices=("a", "b")), org(1, choices=("a",)), org(1, choices=("c",))
        ) == {"x": ("a",)}
        assert self.together("multiple", org(1, choices=("a",)), org(1, choices=("b",))) == {"x": None}
        assert self.together("dots", org(1, dots={"a": 3}), org(2, dots={"b": 2}), budget=3) == {
            "x": {"b": 1}
        }
        assert self.together("irv", org(2, ranking=("a", "b")), org(1, ranking=("b", "c"))) == {
            "x": ("a", "b", "c")
        }
        assert self.together("irv", org(1, ranking=("d", "c", "b", "a"))) == {"x": ("d", "c", "b", "a")}
        assert self.together("irv", org(1, ranking=("a",)), org(1, ranking=("b",))) == {"x": None}
        assert self.together("schulze", org(2, ranking=("a", "b")), org(1, ranking=("b", "a"))) == {
            "x": (("a",), ("b",), ("c", "d"))
        }
        assert self.together(
            "schulze", org(1, ranking=("a", "b", ("c", "d"))), org(1, ranking=(("c", "d"), "b", "a"))
        ) == {"x": None}
        assert self.together(
            "score",
            org(2, scores={"a": 5, "b": 1}),
            org(1, scores={"a": 0}),
            org(1, scores={"b": 3, "c": 1}),
            org(1, scores={"c": 3}),
        ) == {"x": {"a": 5, "b": 1}}
        assert self.together(
            "yesno",
            org(2, answers={"a": "yes", "b": "no"}),
            org(3, answers={"a": "abstain", "b": "yes"}),
            org(1, answers={"c": "yes"}),
            org(1, answers={"c": "no"}),
        ) == {"x": {"a": "yes", "b": "yes"}}
        assert self.together(
            "consent", org(1, answers={"a": "object"}), org(2, answers={"a": "support"})
        ) == {"x": {"a": "support"}}

    def test_dots_per_organisation_are_one_vote_each(self) -> None:
        cast = (
            Ballot(9, dots={"a": 3}, organisation="x"),
            Ballot(1, dots={"b": 1}, organisation="y"),
            Ballot(1, dots={"b": 2}, organisation="z"),
        )
        found = count(Election(OPTIONS, cast, "dots", Rules("organisation", budget=3)))
        assert (found.tally["a"], found.tally["b"], found.winners, found.of) == (1, 2, ("b",), 3)


class TestVoteFiles:
    def file(self, **parts: Any) -> bytes:
        return json.dumps({"method": "single", "options": ["a", "b"], "ballots": [], **parts}).encode()

    def test_an_ordinary_file(self) -> None:
        found, words = recounted(
            self.file(ballots=[{"count": 2, "choice": "a"}, {"choice": None}], settings={"seats": None})
        )
        assert found == {
            "winners": ("a",),
            "tie": (),
            "tally": {"a": 2, "b": 0},
            "rounds": ({"a": 2, "b": 0},),
            **{"cast": 3, "valid": 2, "abstained": 1, "rejected": 0},
        }
        assert words.values["names"] == ["a"]

    def test_scores_may_be_called_dots_and_standing_aside_has_two_names(self) -> None:
        score = recounted(self.file(method="score", ballots=[{"dots": {"a": 4}}]))[0]
        assert score["tally"]["a"] == 4
        consent = recounted(
            self.file(method="consent", ballots=[{"answers": {"a": "stand_aside", "b": "support"}}])
        )[0]
        assert (consent["tally"]["a"]["aside"], consent["winners"]) == (1, ("b",))

    @pytest.mark.parametrize(
        ("parts", "code"),
        [
            ({"method": "lot"}, "vote_file"),
            ({"options": []}, "vote_without_options"),
            ({"options": ["a", "a"]}, "vote_same_option"),
            ({"options": ["a", ""]}, "vote_same_option"),
            ({"options": [7]}, "vote_file"),
            ({"ballots": [{"count": -1, "choice": "a"}]}, "vote_file"),
            ({"ballots": [{"count": True, "choice": "a"}]}, "vote_file"),
            ({"ballots": [{"count": 10**30, "choice": "a"}]}, "vote_file"),
            ({"ballots": [{"chioce": "a"}]}, "vote_file"),
            ({"ballots": [{"choices": ["a"]}]}, "vote_wrong_field"),
            ({"ballots": [3]}, "vote_file"),
            ({"method": "consent", "ballots": [{"answers": {"a": 1}}]}, "vote_file"),
            ({"settings": {"treshold": 5}}, "vote_file"),
            ({"settings": {"seats": 0}}, "vote_file"),
            ({"settings": {"unit": "village"}}, "vote_file"),
            ({"method": "irv", "settings": {"seats": 2}}, "vote_one_seat"),
            ({"method": "schulze", "settings": {"threshold": 50}}, "vote_no_threshold"),
        ],
    )
    def test_what_is_no_vote_is_refused_with_a_reason(self, parts: dict[str, Any], code: str) -> None:
        with pytest.raises(Rejected, match=code):
            read_election(self.file(**parts))

    @pytest.mark.parametrize("text", [b"", b"{", b"[]", b'"x"', b"\xff", b"[" * 5000, b"null"])
    def test_what_is_no_json_object_is_refused(self, text: bytes) -> None:
        with pytest.raises(Rejected, match="vote_file"):
            read_election(text)

    def test_a_result_names_titles_where_there_are_any(self) -> None:
        election = Election((Option("a", "Ett"), Option("b"), "c"), (Ballot(1, "a"), Ballot(1, "b")))
        result = count(election)
        assert in_words(election, result.words, result.winners, result.tie).values["ties"] == ["Ett", "b"]
