"""Ways through the core that hardly anybody takes, each with what then happens."""

from contextlib import suppress
from itertools import islice
from typing import Any

import msgspec
import pytest

from sessions.activities import ACTIVITIES
from sessions.activity import DESK_TURN, Event, Item, Person, Rejected, Scene
from sessions.day_moves import AddRuling, AddSlot, RemoveSlot, SlotBack
from sessions.erasure import without_copies
from sessions.group_moves import PutArea
from sessions.measures import Measured, Measuring
from sessions.minutes import record
from sessions.people import Join as JoinSession
from sessions.people import People, SaidWho
from sessions.programme_text import parse
from sessions.screens import Audience, Join, Outlook, regions
from sessions.screens.plan import AREAS
from sessions.session import Session
from sessions.steps import OpenStep
from tests.play import BEGIN, DESK, ITEMS, Play

KINDS = [activity.kind for activity in ACTIVITIES]
OUTLOOK = Outlook(BEGIN, Join("HTTP://MOTE.TEST/J/K7M4PX", "mote.test", "K7M4PX"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(2, 6))
def test_a_sample_plays_whatever_the_dice_say(kind: str, seed: int) -> None:
    play = Play(9, seed)
    step = play.start(kind, ITEMS)
    assert play.sample(step) or kind == "talk"


@pytest.mark.parametrize("kind", KINDS)
def test_a_sample_goes_on_when_the_step_is_opened_again(kind: str) -> None:
    """As in the demo, where what comes twice is refused."""
    play = Play(12)
    step = play.start(kind, ITEMS)
    play.sample(step)
    for _ in range(3):
        play.close(step)
        play.do(DESK, OpenStep(step))
        for _after, who, move in play.activity(step).sample(play.people, play.dice):
            with suppress(Rejected):
                play.do(DESK if who == DESK_TURN else play.people[who], move, step)
    assert walls(play.replayed()) == walls(play.session)


@pytest.mark.parametrize("kind", KINDS)
def test_a_sample_of_people_who_are_always_refused_goes_on(kind: str) -> None:
    play = Play(9)
    step = play.start(kind, ITEMS)
    before = walls(play.session)
    drawn = list(islice(play.activity(step).sample(play.people, play.dice), 400))
    assert drawn or kind == "talk"
    assert walls(play.session) == before


def test_who_a_seat_is_may_be_gone_before_it_is_read_again() -> None:
    people = People()
    people.apply(SaidWho("a-seat"), "a-seat", BEGIN)
    assert people.person("a-seat").name == ""


def walls(session: Session) -> bytes:
    return msgspec.json.encode([regions(session, Audience(surface), OUTLOOK) for surface in ("wall", "desk")])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("items", [(), ITEMS[:1]], ids=["nothing", "one item"])
def test_a_sample_begins_with_what_there_is(kind: str, items: tuple[Item, ...]) -> None:
    play = Play(5)
    step = play.start(kind, items)
    assert play.sample(step) or kind in ("talk", "vote")


@pytest.mark.parametrize("kind", KINDS)
def test_paper_says_what_is_asked_and_never_what_was_answered(kind: str) -> None:
    play = Play(6)
    step = play.start(kind, ITEMS)
    asked = paper_of(play, step)
    play.sample(step)
    assert paper_of(play, step) == asked


def paper_of(play: Play, step: str) -> bytes:
    one = play.session.steps.step(step)
    return msgspec.json.encode(one.activity.paper(play.session.scene(one)))


@pytest.mark.parametrize("kind", KINDS)
def test_what_only_organisers_read_holds_no_seat_either(kind: str) -> None:
    play = Play(6)
    step = play.start(kind, ITEMS)
    play.sample(step)
    play.close(step)
    one = play.session.steps.step(step)
    assert b"seat-" not in msgspec.json.encode(one.activity.for_organisers(play.session.scene(one)))


def test_a_slot_comes_back_once() -> None:
    play = Play()
    slot = play.session.day.slots[0].id
    with pytest.raises(Rejected, match="changed_since"):
        play.do(DESK, SlotBack(slot, 0))
    play.do(DESK, RemoveSlot(slot))
    play.do(DESK, SlotBack(slot, 0))
    assert play.session.day.slots[0].id == slot
    with pytest.raises(Rejected, match="changed_since"):
        play.do(DESK, SlotBack(slot, 0))


def test_a_seat_that_nobody_has_named_has_no_name() -> None:
    play = Play()
    play.do(Person("quiet", role="nobody"), JoinSession("", ""))
    assert play.session.people.person("quiet").name == ""


def test_a_ruling_stands_in_the_record_as_data() -> None:
    play = Play()
    slot = play.session.day.slots[0].id
    play.do(DESK, AddRuling(slot, "Vi fortsätter", "Kansliet", "i höst"))
    told: dict[str, Any] = record(play.session)["slots"][0]
    (decision,) = told["decisions"]
    assert {**decision, "id": ""} == {
        "id": "",
        "what": "Vi fortsätter",
        "who": "Kansliet",
        "until": "i höst",
    }


def test_the_plan_shows_the_areas_and_those_that_were_taken_away() -> None:
    play = Play()
    play.do(DESK, AddSlot(title="Eftermiddag"))
    play.do(DESK, PutArea("Fritid", places="Hallen"))
    _, data = regions(play.session, Audience("plan", AREAS), OUTLOOK)["areas"]
    assert "Fritid" in str(msgspec.to_builtins(data))


def test_whoever_asks_once_goes_on_with_nothing() -> None:
    class Asking(Measuring):
        def measured(self, scene: Scene) -> list[Measured]:
            return []

    assert (Asking().compared(), Asking().would_ask(())) == ((), None)


class Handed(Event, frozen=True):
    """An event that holds an item beside something else."""

    parts: tuple[Any, ...]


def test_what_stands_beside_a_copied_item_stays() -> None:
    event = Handed(("k1", Item("i1", "Fadder", "Någon att fråga"), 3))
    assert without_copies(event, {"i1"}) == Handed(("k1", Item("i1", ""), 3))


TABLE = """| Tid | Punkt | Talare |
|---|---|---|
| 09:00 | Start | Siv |
| | | Bo |
| Lördag 14 mars | | |
| 10:00 | Slut | Eva |
"""


def test_a_cell_alone_in_a_table_is_kept_as_text() -> None:
    told = str(msgspec.to_builtins(parse(TABLE)))
    assert [word for word in ("Start", "Siv", "Bo", "14") if word not in told] == []
