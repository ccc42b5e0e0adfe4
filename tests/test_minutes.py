"""The minutes and the record: what an authority writes, in its order, and nothing that is not shown."""

import re

import msgspec
import pytest

from sessions.activities import ACTIVITIES
from sessions.activity import Person
from sessions.blocks import Decision, Facts, Heading, Para, Said, Term
from sessions.day_moves import AddRuling, EditSlot, EndNow, GoTo, RemoveSlot, WriteMinutes
from sessions.facts import EditSession, EndSession
from sessions.minutes import FORMAT, Chapter, minutes, record
from sessions.people import CountHeads
from sessions.steps import AddStep
from sessions.wire import read_move
from tests.play import DESK, Play

SEAT_OR_NAME = re.compile(r"seat-\d{3}|Namnzq")
HOUR = 3_600_000


def slots(play: Play) -> list[str]:
    return [slot.id for slot in play.session.day.slots]


def ask(play: Play, step: str, who: Person, **move: object) -> None:
    play.do(who, read_move(play.session, step, dict(move)), step)


def headings(chapters: list[Chapter]) -> list[tuple[int, str]]:
    return [
        (block.level, block.text.text if isinstance(block.text, Said) else block.text.code)
        for chapter in chapters
        for block in chapter.blocks
        if isinstance(block, Heading)
    ]


def told(play: Play) -> str:
    return msgspec.json.encode([minutes(play.session), record(play.session)]).decode()


def test_a_meeting_that_nobody_planned_has_minutes_too() -> None:
    play = Play()
    assert headings(minutes(play.session)) == [(2, "Början"), (2, "Mitten")]
    assert record(play.session)["format"] == FORMAT


def test_items_are_numbered_breaks_are_not_and_the_next_meeting_stands_last() -> None:
    play = Play()
    first, _ = slots(play)
    play.do(DESK, EditSlot(first, break_=True))
    play.do(DESK, EditSession(next_date="2026-09-17"))
    chapters = minutes(play.session)
    numbers = [b.number for c in chapters for b in c.blocks if isinstance(b, Heading)]
    assert headings(chapters) == [(2, "Mitten"), (2, "next_meeting")]
    assert numbers == ["1", ""]
    dates = (Term("date"), Term("on_date", {"iso": "2026-09-17"}))
    unknown = [(Term(code), Term("not_known")) for code in ("place", "theme")]
    assert chapters[-1].blocks[-1] == Facts((dates, *unknown))
    play.do(DESK, WriteMinutes(first, "Någon föreslog att börja om."))
    assert headings(minutes(play.session))[0] == (2, "Början")


def test_an_item_has_its_text_then_its_results_then_its_decisions() -> None:
    play = Play(3)
    first, _ = slots(play)
    play.do(DESK, GoTo(first))
    step = play.start("pulse", form="words", question="Vad tar vi med?")
    ask(play, step, play.people[0], do="write", text="mod")
    play.close(step)
    play.show(step)
    play.do(DESK, WriteMinutes(first, "Ett.\n\nTvå."))
    play.do(DESK, AddRuling(first, "Vi fortsätter", "Kansliet", "i höst"))
    chapters = minutes(play.session)
    at = next(n for n, chapter in enumerate(chapters) if headings([chapter]) == [(2, "Början")])
    said, title, result, decided = chapters[at + 1 : at + 5]
    assert said.blocks == (Para(Said("Ett.")), Para(Said("Två.")))
    assert (headings([title]), title.step) == ([(3, "Frågan")], step)
    assert (result.kind, result.step) == ("pulse", step)
    assert decided.blocks == (Decision(Said("Vi fortsätter"), "Kansliet", "i höst"),)


def test_a_question_that_is_the_title_is_not_said_twice() -> None:
    play = Play(1)
    step = play.start("pulse", form="words", question="Frågan")
    play.close(step)
    echoed = [
        b
        for c in minutes(play.session)
        for b in c.blocks
        if isinstance(b, Para) and b.text == Said("Frågan", "sv")
    ]
    assert echoed == []


def test_who_was_present_stands_before_the_items_wherever_it_was_asked() -> None:
    play = Play(6)
    play.do(DESK, GoTo(slots(play)[1]))
    step = play.start("checkin")
    for person in play.people[:4]:
        ask(play, step, person, do="here")
    ask(play, step, DESK, do="type_in", organisation="Biblioteket", what="absent", people=1)
    play.close(step)
    found = headings(minutes(play.session))
    assert found == [(2, "present"), (2, "absent"), (2, "Början"), (2, "Mitten")]
    again = play.start("checkin")
    ask(play, again, play.people[0], do="here")
    found = headings(minutes(play.session))
    assert found[:6] == [
        (2, "Frågan"),
        (3, "present"),
        (3, "absent"),
        (2, "Frågan"),
        (3, "present"),
        (2, "Början"),
    ]


def test_heads_and_seats_are_told_apart() -> None:
    play = Play(3)
    assert Term("joined", {"heads": 0, "seats": 3}) in opening(play)
    play.do(DESK, CountHeads(7))
    assert Term("counted", {"heads": 7, "seats": 3}) in opening(play)


def opening(play: Play) -> list[object]:
    return [
        value
        for block in minutes(play.session)[0].blocks
        if isinstance(block, Facts)
        for _, value in block.pairs
    ]


def test_the_time_is_when_it_began_and_ended() -> None:
    play = Play()
    first, second = slots(play)
    play.do(DESK, GoTo(first))
    assert Said("17:00") in opening(play)
    play.at += HOUR
    play.do(DESK, GoTo(second))
    assert Said("17:00") in opening(play)
    play.at += HOUR
    play.do(DESK, EndNow())
    assert Said("17:00–19:00") in opening(play)
    play.at += 24 * HOUR
    play.do(DESK, GoTo(second))
    play.at += HOUR
    play.do(DESK, EndSession())
    assert Said("2025-11-24 17:00–2025-11-25 20:00") in opening(play)


def test_what_was_never_taken_up_says_so_once_the_day_is_over() -> None:
    play = Play()
    play.do(DESK, GoTo(slots(play)[0]))
    assert "passed_over" not in told(play)
    play.do(DESK, EndSession())
    passed = [c for c in minutes(play.session) if c.blocks == (Para(Term("passed_over")),)]
    assert len(passed) == 1


def test_steps_of_a_slot_that_was_removed_come_after_the_programme() -> None:
    play = Play(1)
    first, second = slots(play)
    play.do(DESK, GoTo(first))
    step = play.start("pulse", form="words")
    ask(play, step, play.people[0], do="write", text="kvar")
    play.close(step)
    play.show(step)
    play.do(DESK, GoTo(second))
    play.do(DESK, RemoveSlot(first))
    assert headings(minutes(play.session)) == [(2, "Mitten"), (2, "outside_programme"), (3, "Frågan")]
    assert "kvar" in told(play)


@pytest.mark.parametrize("kind", [activity.kind for activity in ACTIVITIES])
def test_no_seat_and_no_name_in_any_state(kind: str) -> None:
    play = Play(30)
    step = play.start(kind)
    play.sample(step)
    assert SEAT_OR_NAME.search(str(vars(play.session.people))), "nothing could have leaked"
    for change in (lambda _: None, play.close, play.show):
        change(step)
        assert not SEAT_OR_NAME.search(told(play))


def test_nothing_of_a_hidden_round_is_told_before_it_is_shown() -> None:
    play = Play(3)
    step = play.start("pulse", form="words", reveal="shown")
    ask(play, step, play.people[0], do="write", text="hemligzq")
    assert "hemligzq" in str(play.activity(step).items())
    assert "hemligzq" not in told(play)
    play.close(step)
    assert "hemligzq" not in told(play)
    play.show(step)
    assert "hemligzq" in told(play)


def voted(option: int, *, until: str) -> Play:
    """Three of five vote for the same option; the vote is then open, closed or shown."""
    play = Play(5)
    step = play.start("vote", options="Ja\nNej")
    choice = play.activity(step).items()[option].id
    for person in play.people[:3]:
        ask(play, step, person, do="cast", choice=choice)
    for state, change in (("closed", play.close), ("shown", play.show)):
        if until in (state, "shown"):
            change(step)
    return play


@pytest.mark.parametrize("until", ["open", "closed"])
def test_minutes_and_record_are_the_same_whatever_was_voted_until_it_is_shown(until: str) -> None:
    assert told(voted(0, until=until)) == told(voted(1, until=until))


def test_a_vote_that_is_shown_is_told_without_seats() -> None:
    assert told(voted(0, until="shown")) != told(voted(1, until="shown"))
    assert not SEAT_OR_NAME.search(told(voted(0, until="shown")))


def test_the_record_keeps_how_it_was_planned_and_leaves_the_desks_notes() -> None:
    play = Play()
    first, _ = slots(play)
    play.do(DESK, EditSlot(first, desk_notes="viskazq", minutes_min=20))
    play.do(
        DESK, AddStep("pulse", first, "Sedan", {"form": "scales", "statements": "A\nB"}, 300, lasting=True)
    )
    found = record(play.session)
    (step,) = found["steps"]
    assert (step["seconds"], step["lasting"], step["record"]) == (300, True, None)
    assert step["settings"]["statements"] == "A\nB"
    assert found["slots"][0]["minutes_min"] == 20
    assert "viskazq" not in told(play)
    assert found["door"]["name"] == "optional"
