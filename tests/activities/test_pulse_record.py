"""What a pulse leaves behind: minutes, erasure; and its sample."""

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from sessions.activities.pulse import moves as m
from sessions.activities.pulse.sample import own_words
from sessions.activity import (
    CLOSED,
    DESK_TURN,
    SHOWN,
    Person,
    TimeIsUp,
)
from sessions.blocks import Bullets, Heading, Para, Said, Table, Term
from tests.activities.pulse_play import DESK, SCALES, Play


def test_minutes_of_words_tell_what_was_said_and_what_is_missing() -> None:
    play = Play(hold=True, question="Why?")
    a, b, _ = play.write(0, "a", "b", "c")
    play.do(m.Approve((a, b)))
    play.do(m.Hide(b))
    play.state = CLOSED
    assert play.pulse.minutes(play.scene) == [
        Para(Said("Why?", "sv")),
        Para(Term("answered", {"answered": 1, "of": 3, "typed": 0})),
        Table((Term("word"), Term("times")), ((Said("a"), Said("1")),), numeric=(1,)),
        Para(Term("hidden", {"count": 1})),
        Para(Term("waiting", {"count": 1})),
    ]


def test_minutes_of_texts_and_of_rounds() -> None:
    play = Play(form="text")
    play.write(0, "All of it")
    play.do(m.NewRound())
    blocks = play.pulse.minutes(play.scene)
    assert Heading(Term("round", {"number": 1}), 4) in blocks
    assert Bullets((Said("All of it"),)) in blocks
    play.state = CLOSED
    assert play.pulse.minutes(play.scene)[:-2] == blocks[:-2]


def test_minutes_of_scales_have_a_table_and_the_verdict_on_the_target() -> None:
    play = Play(**SCALES, target=60)
    play.do(m.Rate(1, 4), 0)
    play.state = CLOSED
    *_, table, target, shares = play.pulse.minutes(play.scene)
    assert isinstance(table, Table)
    assert (len(table.head), len(table.rows), table.numeric) == (8, 2, (1, 2, 3, 4, 5, 6, 7))
    assert target == Para(Term("target", {"target": 60, "from": 4, "points": 5}))
    assert isinstance(shares, Bullets)
    assert shares.items[0] == Term(
        "share", {"text": "I was heard", "percent": 100, "at": 1, "total": 1, "reached": True}
    )
    bare = Play(form="scales")
    bare.state = SHOWN
    assert not [b for b in bare.pulse.minutes(bare.scene) if isinstance(b, Bullets)]


def test_erasure_takes_the_words_and_leaves_the_turnout() -> None:
    play = Play(form="text")
    play.write(0, "my own words")
    play.pulse.forget("seat-0")
    assert "my own words" not in str(play.screens())
    assert play.pulse.wall(play.scene)["turnout"]["answered"] == 1


@pytest.mark.parametrize("form", ["words", "text"])
@pytest.mark.parametrize("seat", ["seat-0", "seat-1", "nobody"])
def test_forgetting_is_the_same_as_replaying_the_erased_journal(form: str, seat: str) -> None:
    play = Play(form=form, hold=True)
    ids = [*play.write(0, "a", "b"), *play.write(1, "A", "c")]
    play.do(m.Approve(tuple(ids)))
    if form == "words":
        play.do(m.Join((ids[0], ids[1])))
    play.do(m.Hide(ids[3]))
    play.do(m.NewRound())
    play.write(0, "b")
    again = play.replayed(forget=seat)
    play.pulse.forget(seat)
    assert again.screens() == play.screens()
    assert again.pulse.rounds == play.pulse.rounds


def test_a_clock_that_runs_out_changes_nothing() -> None:
    play = Play()
    before = play.screens()
    play.do(TimeIsUp(""))
    assert play.screens() == before


# --- sample


@pytest.mark.parametrize("count", [0, 1, 3, 30])
@pytest.mark.parametrize(
    "given",
    [
        {"form": "words"},
        {"form": "words", "hold": True, "entries": 6},
        {"form": "words", "entries": 1},
        {"form": "text", "entries": 1, "hold": True},
        dict(SCALES),
    ],
    ids=lambda g: "-".join(map(str, list(g.values())[:2]))[:12],
)
def test_the_sample_can_be_played_by_any_number_of_people(count: int, given: Mapping[str, Any]) -> None:
    play = Play(count, **given)
    for _, index, move in play.pulse.sample(play.people, Random(1)):
        play.do(move, DESK if index == DESK_TURN else index)
    assert play.pulse.wall(play.scene)["turnout"]["answered"] == count
    assert play.replayed().screens() == play.screens()
    public = str([play.pulse.wall(play.scene), play.pulse.everyone(play.scene), play.pulse.desk(play.scene)])
    assert "seat-" not in public
    assert "Name" not in public


def test_the_sample_joins_what_means_the_same_and_leaves_out_who_only_watches() -> None:
    play = Play(40, entries=4)
    play.people.append(Person("watcher", role="observer"))
    for _, index, move in play.pulse.sample(play.people, Random(2)):
        play.do(move, DESK if index == DESK_TURN else index)
    assert any(w.joined for w in play.pulse.round.words(play.pulse.settings))
    assert play.pulse.round.of_seat("watcher") == []


def test_no_two_people_say_the_same_of_their_own() -> None:
    said = [own_words(seat) for seat in range(700)]
    assert len(set(said)) == 700
    assert not any(sign.isdigit() for words in said[:300] for sign in words)
