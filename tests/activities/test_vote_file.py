"""The vote file that anybody can count again: what it may hold, and every refusal."""

import json
from typing import Any

import pytest

from sessions.activities.vote.counting import count
from sessions.activities.vote.counting.election import Ballot, Election, Option
from sessions.activities.vote.counting.file import in_words, read_election, recounted
from sessions.activity import Rejected


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
