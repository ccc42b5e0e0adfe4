"""Counting by adding: options, dots, points and answers, per person and per organisation."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.activities.vote.counting import METHODS, by_organisation, count
from sessions.activities.vote.counting.election import Ballot, Election, Rules, above_threshold
from sessions.blocks import Term
from tests.activities.vote_play import OPTIONS, counted


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
