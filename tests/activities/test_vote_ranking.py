"""Counting rankings: against published examples, and against another program."""

import pyrankvote
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.activities.vote.counting.ranking import MOST_ORDERS
from sessions.blocks import Term
from tests.activities.vote_play import OPTIONS, counted

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
