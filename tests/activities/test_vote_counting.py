"""Counting: what every fair count must keep, whatever the method."""

from collections.abc import Callable
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from sessions.activities.vote.counting import METHODS, by_organisation, count
from sessions.activities.vote.counting.election import Ballot, Election, Option, Rules
from sessions.activities.vote.counting.file import recounted
from tests.activities.vote_play import OPTIONS

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
