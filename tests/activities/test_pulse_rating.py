"""Statements on scales: what is asked, answered, typed in from paper and shown."""

import msgspec
import pytest

from sessions.activities.pulse import Pulse
from sessions.activities.pulse import moves as m
from sessions.activities.pulse.rounds import statements
from sessions.activity import (
    Move,
    Person,
)
from tests.activities.pulse_play import SCALES, Play, inverse_before


def test_statements_have_end_labels_of_their_own_or_the_common_ones() -> None:
    first, second = statements(m.Settings(**SCALES), "title")
    assert (first.text, first.low, first.high) == ("I was heard", "no", "fully")
    assert (second.number, second.text, second.low, second.high) == (2, "I heard others", "never", "")
    (alone,) = statements(m.Settings(form="scales"), "The title")
    assert alone.text == "The title"


def test_at_most_seven_statements_so_that_the_wall_can_be_read() -> None:
    seven = "\n".join("abcdefg")
    assert msgspec.convert({"statements": seven}, m.Settings).statements == seven
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"statements": seven + "\nh"}, m.Settings)


def test_a_scale_gives_distribution_median_spread_and_the_share_at_the_target() -> None:
    play = Play(5, **SCALES, target=60)
    for who, value in enumerate([5, 4, 4, 2, 1]):
        play.do(m.Rate(1, value), who)
    first, second = play.pulse.wall(play.scene)["result"]["scales"]
    assert (first["counts"], first["median"], first["middle"]) == ([1, 1, 0, 2, 1], [4, 4], [2, 4])
    assert (first["percent"], first["at"], first["reached"]) == (60, 3, True)
    assert (second["total"], second["median"], second["reached"]) == (0, [], False)
    assert play.pulse.marks(play.people[0], play.scene) == {"r1-s1-5": {"checked": True}}


def test_an_answer_can_be_changed_and_withdrawn() -> None:
    play = Play(1, form="scales")
    play.do(m.Rate(1, 5), 0)
    play.do(m.Rate(1, 2), 0)
    assert play.pulse.wall(play.scene)["result"]["scales"][0]["counts"] == [0, 1, 0, 0, 0]
    play.do(m.Rate(1, 0), 0)
    assert play.pulse.wall(play.scene)["turnout"]["answered"] == 0
    assert play.pulse.marks(play.people[0], play.scene) == {}


@pytest.mark.parametrize(
    ("move", "code"),
    [
        (m.Rate(2, 3), "unknown"),
        (m.Rate(0, 3), "unknown"),
        (m.Rate(1, 6), "unknown"),
        (m.Rate(1, -1), "unknown"),
        (m.Rate(1, 3, round=2), "other_round"),
        (m.Write("words"), "not_now"),
        (m.TypeIn("words"), "not_now"),
        (m.TypeRatings(2, (0,) * 5), "unknown"),
        (m.TypeRatings(1, (0,) * 4), "unknown"),
    ],
)
def test_what_no_scale_has_is_refused(move: Move, code: str) -> None:
    assert Play(form="scales").refused(move, 0) == code


def test_paper_is_added_replaced_undone_and_counted_beside_the_phones() -> None:
    play = Play(2, form="scales")
    play.do(m.Rate(1, 5), 0)
    play.do(m.TypeRatings(1, (9, 0, 0, 0, 0)))
    event = play.do(m.TypeRatings(1, (0, 0, 0, 1, 2)))
    assert inverse_before(play, event) == m.TypeRatings(1, (9, 0, 0, 0, 0))
    wall = play.pulse.wall(play.scene)
    assert wall["result"]["scales"][0]["counts"] == [0, 0, 0, 1, 3]
    assert wall["turnout"] == {"answered": 1, "of": 2, "typed": 3}
    play.do(m.TypeRatings(1, (0,) * 5))
    assert play.pulse.round.paper == {}
    assert inverse_before(play, play.log[-1][0]) == m.TypeRatings(1, (0, 0, 0, 1, 2))
    assert Pulse().inverse(m.TypeRatings(1, (1, 0, 0, 0, 0))) == m.TypeRatings(1, (0,) * 5)


def test_a_table_phone_counts_as_its_people() -> None:
    play = Play(2, form="scales")
    play.people[1] = Person("seat-1", weight=6)
    play.do(m.Rate(1, 4), 1)
    wall = play.pulse.wall(play.scene)
    assert wall["turnout"] == {"answered": 6, "of": 7, "typed": 0}
    assert wall["result"]["scales"][0]["counts"] == [0, 0, 0, 6, 0]


def test_target_from_is_kept_on_the_scale() -> None:
    for given, lowest in ((0, 4), (5, 5), (9, 5)):
        play = Play(1, form="scales", target=50, target_from=given)
        assert play.pulse.wall(play.scene)["result"]["from"] == lowest
    assert Play(1, form="scales", points=2).pulse.wall(play.scene)["result"]["from"] == 2
