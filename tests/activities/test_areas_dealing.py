"""Dealing people out: fair, mixed, and as near to the wished size as can be."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from sessions.activities.areas.dealing import Table, deal, how_many, largest, sizes, smallest, table_of
from sessions.activity import Person

people = st.lists(
    st.tuples(st.sampled_from(["", "a", "b", "c"]), st.integers(1, 4)), min_size=0, max_size=40
).map(
    lambda those: [
        Person(f"s{n}", organisation=home, weight=weight) for n, (home, weight) in enumerate(those)
    ]
)


class TestDealing:
    @pytest.mark.parametrize(
        ("number", "size", "found"),
        [
            (0, 6, []),
            (1, 6, [1]),
            (3, 3, [3]),
            (5, 2, [3, 2]),
            (7, 3, [4, 3]),
            (8, 3, [4, 4]),
            (8, 6, [8]),
            (9, 6, [5, 4]),
            (11, 6, [6, 5]),
            (13, 6, [7, 6]),
            (46, 6, [7, 7, 7, 7, 6, 6, 6]),
        ],
    )
    def test_sizes_come_as_near_to_the_wish_as_they_can(
        self, number: int, size: int, found: list[int]
    ) -> None:
        assert sizes(number, size) == found

    @given(st.integers(1, 400), st.integers(2, 30))
    def test_nobody_is_alone_and_no_group_is_larger_than_it_may_become(self, number: int, size: int) -> None:
        found = sizes(number, size)
        assert sum(found) == number
        assert max(found) - min(found) <= 1
        if number > 1:
            assert min(found) > 1
        if number > size * 2:
            assert max(found) <= largest(size)
        assert len(found) == how_many(number, size)

    def test_a_group_of_six_may_be_five_to_eight_and_a_trio_four(self) -> None:
        assert (largest(6), largest(3), largest(2)) == (8, 4, 3)
        assert (smallest(6), smallest(3), smallest(2)) == (4, 2, 2)

    @given(people, st.integers(1, 7), st.booleans(), st.integers(0, 9))
    def test_everybody_sits_somewhere_and_only_once(
        self, those: list[Person], number: int, mix: bool, seed: int
    ) -> None:
        tables = [table_of(()) for _ in range(number)]
        assert deal(those, tables, mix, Random(seed)) == []
        assert Counter(one.seat for table in tables for one in table.dealt) == Counter(
            one.seat for one in those
        )
        assert sum(table.people for table in tables) == sum(one.weight for one in those)

    @given(people, st.integers(1, 7), st.integers(0, 9))
    def test_one_person_a_phone_makes_equal_tables_with_organisations_spread(
        self, those: list[Person], number: int, seed: int
    ) -> None:
        single = [structs.replace(one, weight=1) for one in those]
        tables = [table_of(()) for _ in range(number)]
        deal(single, tables, True, Random(seed))
        counts = [table.people for table in tables]
        assert max(counts) - min(counts) <= 1
        for home in ("a", "b", "c"):
            from_home = [table.organisations.get(home, 0) for table in tables]
            assert max(from_home) - min(from_home) <= 1

    def test_without_mixing_only_the_sizes_matter(self) -> None:
        those = [Person(f"s{n}", organisation="x" if n < 6 else "y") for n in range(12)]
        found = set()
        for seed in range(20):
            tables = [table_of(()) for _ in range(2)]
            deal(those, tables, False, Random(seed))
            assert [table.people for table in tables] == [6, 6]
            found.add(tables[0].organisations.get("x", 0))
        assert len(found) > 1

    def test_a_full_table_is_passed_by_and_who_fits_nowhere_is_returned(self) -> None:
        tables = [Table(0, 2), Table(0, 1), Table(0, 0)]
        those = [Person("a", weight=2), Person("b"), Person("c")]
        left = deal(those, tables, True, Random(1))
        assert [table.people for table in tables] == [2, 1, 0]
        assert len(left) == 1
