"""What every activity promises, played with nobody, one, three and thirty people."""

import copy
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from sessions.activities import ACTIVITIES, activity_of
from sessions.activity import Activity, Person, Rejected, Turn
from sessions.erasure import erased
from sessions.screens import Audience, Join, Outlook, personal, regions
from sessions.session import Session
from sessions.timers import SetTimer
from sessions.wire import read_events, write_events
from tests.play import BEGIN, DESK, ITEMS, TIME, Play, Row

KINDS = [activity.kind for activity in ACTIVITIES]
CROWDS = [0, 1, 3, 30]
OUTLOOK = Outlook(BEGIN + 600_000, Join("HTTP://MOTE.TEST/J/K7M4PX", "mote.test", "K7M4PX"))
SCREENS = [Audience("phone"), Audience("wall"), Audience("door", "Salen"), Audience("desk")]


def screens(session: Session) -> bytes:
    """Everything every audience sees, and every seat's own part."""
    shown = [regions(session, audience, OUTLOOK) for audience in SCREENS]
    own = [personal(session, seat, Audience("phone")) for seat in session.people.seats]
    return msgspec.json.encode([shown, own])


def public(session: Session, step: str) -> bytes:
    """What others than the seat itself get to see of a step, and what is exported."""
    one = session.steps.step(step)
    scene = session.scene(one)
    activity = one.activity
    views: list[Any] = [
        activity.everyone(scene),
        activity.wall(scene),
        activity.place("Salen", scene),
        activity.desk(scene),
    ]
    return msgspec.json.encode([*views, activity.minutes(scene), activity.record(scene)])


def started(kind: str, crowd: int) -> tuple[Play, str]:
    play = Play(crowd)
    return play, play.start(kind, ITEMS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("crowd", CROWDS)
def test_a_sample_plays_from_open_to_shown_and_replays_to_the_same_screens(kind: str, crowd: int) -> None:
    play, step = started(kind, crowd)
    accepted = play.sample(step)
    assert accepted >= (1 if crowd and activity_of(kind).moves else 0)
    for change in (play.close, play.show):
        change(step)
        assert screens(play.replayed()) == screens(play.session)


@pytest.mark.parametrize("kind", KINDS)
def test_a_clock_at_zero_brings_the_day_to_no_stop(kind: str) -> None:
    """The desk may give any step a clock, also one that has none of its own."""
    play = Play(6)
    step = play.start(kind)
    play.do(DESK, SetTimer(f"step:{step}", 60))
    play.at += 60_000
    happened = play.session.strike(f"step:{step}", Turn(TIME, play.at, play.dice, "time"))
    play.keep(happened, TIME.seat)
    assert play.session.timers.due(play.at) == []


@pytest.mark.parametrize("kind", KINDS)
def test_deciding_changes_nothing(kind: str) -> None:
    play, step = started(kind, 3)
    activity = play.activity(step)
    for _after, who, move in activity.sample(play.people, play.dice):
        before = copy.deepcopy(vars(activity))
        person = DESK if who < 0 else play.people[who]
        scene = play.session.scene(play.session.steps.step(step))
        activity.decide(move, Turn(person, play.at, play.dice, "x"), scene)
        assert vars(activity) == before
        play.do(person, move, step)


@pytest.mark.parametrize("kind", KINDS)
def test_no_seat_and_no_name_reaches_anybody_else(kind: str) -> None:
    play, step = started(kind, 30)
    play.sample(step)
    held = str(vars(play.activity(step)))
    for change in (lambda _: None, play.close, play.show):
        change(step)
        seen = public(play.session, step).decode()
        assert not re.search(r"seat-\d{3}|Namnzq", seen)
    if any("participant" in move.allowed for move in activity_of(kind).moves):
        assert re.search(r"seat-\d{3}", held), "the sample could not have leaked a seat"


@pytest.mark.parametrize("kind", KINDS)
def test_forgetting_any_seat_at_any_point_replays(kind: str) -> None:
    play, step = started(kind, 5)
    play.sample(step)
    play.close(step)
    play.show(step)
    for cut in range(1, len(play.rows), max(1, len(play.rows) // 12)):
        for person in play.people[:3]:
            ids = play.activity(step).authored(person.seat)
            session = play.replayed(_without(play, play.rows[:cut], person.seat, ids))
            assert b"Namnzq" not in screens_of_others(session)


def _without(play: Play, rows: list[Row], seat: str, ids: set[str]) -> list[Row]:
    kind_of = play.session.steps.kind_of
    return [
        Row(row.at, row.by, write_events(erased(read_events(row.events, kind_of), row.by == seat, ids)))
        for row in rows
    ]


def screens_of_others(session: Session) -> bytes:
    return msgspec.json.encode([regions(session, audience, OUTLOOK) for audience in SCREENS[:3]])


@pytest.mark.parametrize("kind", KINDS)
def test_forgetting_empties_what_was_written(kind: str) -> None:
    play, step = started(kind, 3)
    play.sample(step)
    seat = play.people[0].seat
    own = [row for row in play.rows if row.by == seat]
    ids = play.activity(step).authored(seat)
    kind_of = play.session.steps.kind_of
    after = b"".join(write_events(erased(read_events(row.events, kind_of), True, ids)) for row in own)
    said = only_said_by(play, seat)
    play.activity(step).forget(seat)
    assert f"text{0}zq".encode() not in after
    assert [text for text in said if text.encode() in after] == []
    assert b" " not in after, "what holds a blank was written by somebody, whatever its field is called"
    replayed = play.replayed(_without(play, play.rows, seat, ids))
    replayed.steps.step(step).activity.forget(seat)
    assert public(replayed, step) == public(play.session, step)
    assert [text for text in said if text in str(vars(replayed.steps.step(step).activity))] == []


def only_said_by(play: Play, seat: str) -> set[str]:
    """Sentences that this seat wrote, and nobody else."""
    mine, others = (
        {text for row in play.rows if (row.by == seat) is own for text in _said_in(play, row)}
        for own in (True, False)
    )
    return {text for text in mine if len(text) > 10 and not any(text in other for other in others)}


def _said_in(play: Play, row: Row) -> set[str]:
    """The words that erasing its author would empty."""
    events = list(read_events(row.events, play.session.steps.kind_of))
    before, after = (
        {text for one in some for text in _texts(msgspec.to_builtins(one.event))}
        for some in (events, erased(events, True, set()))
    )
    return before - after


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list | tuple):
        for part in data.values() if isinstance(data, dict) else data:
            yield from _texts(part)


@pytest.mark.parametrize("kind", KINDS)
def test_every_move_is_somebodys_and_nobody_is_not_among_them(kind: str) -> None:
    for move in activity_of(kind).moves:
        assert move.allowed, f"{move} is allowed to nobody"
        assert "nobody" not in move.allowed


@pytest.mark.parametrize("activity", ACTIVITIES)
def test_it_says_what_it_is(activity: type[Activity]) -> None:
    assert activity.kind.isidentifier()
    assert activity.suggested_by or activity.kind == "talk"
    assert isinstance(activity(), Activity)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if activity_of(kind).moves])
def test_a_strangers_move_is_refused(kind: str) -> None:
    play, step = started(kind, 1)
    _after, who, move = next(play.activity(step).sample(play.people, play.dice))
    with pytest.raises(Rejected, match="not_allowed"):
        play.do(Person("stranger", role="nobody"), move, step)
    play.do(DESK if who < 0 else play.people[who], move, step)
