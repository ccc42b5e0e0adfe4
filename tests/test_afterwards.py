"""What goes on when the day is over: a consultation takes comments to its own last day, and then closes by itself."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sessions.activities.consultation import moves as m
from sessions.activity import Person, Rejected, Turn
from sessions.blocks import Para, Term
from sessions.facts import Blank, EndSession, LookUp, ReopenSession, ShareRecord
from sessions.journal import Journal
from sessions.lobby import Lobby
from sessions.minutes import minutes, record
from sessions.people import Join, LockDoor
from sessions.programme import date_text
from sessions.screens import Audience, Outlook, personal, regions
from sessions.screens import Join as WayIn
from sessions.session import Session
from sessions.steps import CloseStep, EditStep, OpenStep, RemoveStep, ShowStep, StartNow
from sessions.timers import SetTimer
from tests.play import BEGIN, DESK, TIME, Play

DAY = 24 * 3600 * 1000
ZONE = "Europe/Stockholm"
UNTIL = date_text(BEGIN + 20 * DAY, ZONE)
OUTLOOK = Outlook(BEGIN, WayIn("http://mote.test/j/K7M4PX", "mote.test", "K7M4PX"), 0)


@pytest.fixture
def play() -> Play:
    return Play(4)


@pytest.fixture
def step(play: Play) -> str:
    return play.start("consultation", until=UNTIL)


def screen(session: Session, surface: str = "phone", **about: Any) -> dict[str, tuple[str, Any]]:
    return dict(regions(session, Audience(surface, language="sv", **about), OUTLOOK))


def strike(play: Play) -> None:
    """As the room does: the clock is at the alarm, and time itself moves."""
    alarm = play.session.alarm()
    assert alarm is not None
    play.at = alarm
    for key, _ in play.session.due(alarm):
        play.keep(play.session.strike(key, Turn(TIME, alarm, play.dice, f"time:{key}:{alarm}")), TIME.seat)


class TestTheSessionEnds:
    def test_what_has_a_last_day_ahead_stays_open_and_everything_else_closes(
        self, play: Play, step: str
    ) -> None:
        other = play.start("qanda")
        without = play.start("consultation")
        play.do(DESK, EndSession())
        states = {one.id: one.state for one in play.session.steps.steps.values()}
        assert states == {step: "open", other: "closed", without: "closed"}
        assert play.session.meeting.ended

    def test_a_last_day_that_has_passed_keeps_nothing_open(self, play: Play) -> None:
        past = play.start("consultation", until=date_text(BEGIN - DAY, ZONE))
        play.do(DESK, EndSession())
        assert play.session.steps.step(past).state == "closed"

    def test_people_comment_support_and_take_back_until_then(self, play: Play, step: str) -> None:
        play.do(DESK, EndSession())
        play.at += 10 * DAY
        play.do(play.people[0], m.Say("Skriv om det", 1), step)
        (comment,) = play.activity(step).comments  # type: ignore[attr-defined]
        play.do(play.people[1], m.Support(comment), step)
        play.do(play.people[0], m.TakeBack(comment), step)

    def test_who_was_not_there_can_come_now_and_comment(self, play: Play, step: str) -> None:
        play.do(DESK, EndSession())
        newcomer = Person("seat-late", role="nobody")
        play.do(newcomer, Join("Ny"))
        play.do(play.session.people.person("seat-late"), m.Say("Jag var sjuk", 1), step)
        play.do(DESK, CloseStep(step))
        with pytest.raises(Rejected, match="ended"):
            play.do(Person("seat-later", role="nobody"), Join("Än senare"))

    def test_the_desk_decides_closes_shows_and_moves_the_last_day(self, play: Play, step: str) -> None:
        play.do(play.people[0], m.Say("Skriv om det", 1), step)
        (comment,) = play.activity(step).comments  # type: ignore[attr-defined]
        play.do(DESK, EndSession())
        later = date_text(BEGIN + 30 * DAY, ZONE)
        play.do(DESK, EditStep(step, settings={"until": later}))
        play.do(DESK, CloseStep(step))
        play.do(DESK, m.Decide(comment, "adopted"), step)
        play.do(DESK, ShowStep(step))
        play.do(DESK, OpenStep(step))
        assert play.session.steps.step(step).state == "open"

    @pytest.mark.parametrize("move", [Blank(), LookUp(), LockDoor(), EndSession(), StartNow("qanda")])
    def test_nothing_else_is_taken(self, play: Play, step: str, move: Any) -> None:
        play.do(DESK, EndSession())
        with pytest.raises(Rejected, match="ended"):
            play.do(DESK, move)

    def test_what_ended_with_the_session_stays_ended(self, play: Play, step: str) -> None:
        other = play.start("qanda")
        play.do(DESK, EndSession())
        for move in (OpenStep(other), ShowStep(other), EditStep(other, title="Ny"), RemoveStep(step)):
            with pytest.raises(Rejected, match="ended"):
                play.do(DESK, move)
        with pytest.raises(Rejected, match="ended"):
            play.do(DESK, OpenStep("unknown"))


class TestTheLastMoment:
    def test_it_is_the_midnight_after_the_last_day_where_the_session_is(self, play: Play, step: str) -> None:
        play.do(DESK, EndSession())
        alarm = play.session.alarm()
        assert alarm is not None
        assert (date_text(alarm - 1, ZONE), date_text(alarm, ZONE)) == (
            UNTIL,
            date_text(BEGIN + 21 * DAY, ZONE),
        )

    def test_time_closes_it_once_and_then_rings_no_more(self, play: Play, step: str) -> None:
        play.do(DESK, EndSession())
        strike(play)
        assert play.session.steps.step(step).state == "closed"
        assert play.session.alarm() is None
        with pytest.raises(Rejected):
            play.do(play.people[0], m.Say("För sent", 1), step)

    def test_it_closes_too_while_the_session_goes_on(self, play: Play, step: str) -> None:
        strike(play)
        assert play.session.steps.step(step).state == "closed"

    def test_what_is_opened_again_afterwards_stays_open_until_somebody_closes_it(
        self, play: Play, step: str
    ) -> None:
        play.do(DESK, EndSession())
        strike(play)
        play.do(DESK, OpenStep(step))
        assert play.session.alarm() is None
        assert play.session.steps.step(step).state == "open"

    def test_clocks_that_stood_when_the_day_ended_ring_no_more(self, play: Play, step: str) -> None:
        play.do(DESK, SetTimer("place:Salen", 60))
        play.do(DESK, EndSession())
        alarm = play.session.alarm()
        assert alarm is not None
        assert [key for key, _ in play.session.due(alarm)] == [f"last:{step}"]

    def test_replaying_finds_the_same(self, play: Play, step: str) -> None:
        play.do(DESK, EndSession())
        before = play.replayed()
        assert before.alarm() == play.session.alarm()
        strike(play)
        assert play.replayed().steps.step(step).state == "closed"


class TestTheScreens:
    def test_a_phone_shows_what_still_takes_answers_and_that_the_day_is_over(
        self, play: Play, step: str
    ) -> None:
        play.do(DESK, LookUp())
        play.do(DESK, EndSession())
        shown = screen(play.session)
        assert shown["main"][0] == "consultation/phone.html"
        assert shown["main"][1]["view"]["takes"]
        assert shown["day"][0] == "phone/afterwards.html"
        assert shown["team"][0] == shown["me"][0] == "phone/nothing.html"
        play.do(play.people[0], m.Say("Mitt eget", 1), step)
        _, mine = personal(play.session, play.people[0].seat, Audience("phone"))
        assert mine is not None
        assert mine[1]["parts"][0]["view"]["mine"][0]["text"] == "Mitt eget"

    def test_several_stand_one_after_the_other(self, play: Play, step: str) -> None:
        second = play.start("consultation", until=UNTIL)
        play.do(DESK, EndSession())
        shown = screen(play.session)
        assert shown["main"][1]["step"] == step
        assert [one["step"] for one in shown["also"][1]["steps"]] == [second]

    def test_afterwards_it_thanks_as_it_does_else(self, play: Play, step: str) -> None:
        play.do(DESK, EndSession())
        play.do(DESK, CloseStep(step))
        shown = screen(play.session)
        assert (shown["main"][0], shown["day"][0]) == ("phone/ended.html", "phone/nothing.html")

    def test_who_comes_new_is_asked_what_is_asked_here(self, play: Play, step: str) -> None:
        play.do(DESK, EndSession())
        assert screen(play.session, role="nobody")["main"][0] == "phone/join.html"
        play.do(DESK, CloseStep(step))
        assert screen(play.session, role="nobody")["main"][0] == "phone/ended.html"

    def test_the_desk_has_it_at_hand_and_says_what_waits(self, play: Play, step: str) -> None:
        play.do(play.people[0], m.Say("Skriv om det", 1), step)
        assert screen(play.session, "desk")["next"][1]["lasts"] == ["Frågan"]
        play.do(DESK, EndSession())
        shown = screen(play.session, "desk")
        assert [one["step"] for one in shown["open"][1]["others"]] == [step]
        assert shown["now"][1]["goes_on"] == ["Frågan"]
        assert [need["term"].code for need in shown["needs"][1]["needs"]] == ["to_decide"]
        play.do(DESK, CloseStep(step))
        shown = screen(play.session, "desk")
        assert [one["step"] for one in shown["open"][1]["others"]] == [step]
        assert shown["now"][1]["goes_on"] == []

    def test_the_wall_tells_what_is_left_to_do(self, play: Play, step: str) -> None:
        play.do(DESK, EndSession())
        assert screen(play.session, "wall")["main"][1]["open"] == ["Frågan"]
        play.do(DESK, CloseStep(step))
        assert screen(play.session, "wall")["main"][1]["open"] == []

    def test_the_scribe_writes_on(self, play: Play, step: str) -> None:
        play.do(DESK, EndSession())
        assert [one["step"] for one in screen(play.session, "scribe")["work"][1]["steps"]] == [step]


class TestTheRecord:
    def test_it_joins_with_its_own_dates(self, play: Play, step: str) -> None:
        play.do(DESK, EndSession())
        play.do(DESK, ShareRecord())
        strike(play)
        blocks = [block for chapter in minutes(play.session) for block in chapter.blocks]
        periods = [
            block.text.values
            for block in blocks
            if isinstance(block, Para) and isinstance(block.text, Term) and block.text.code == "period"
        ]
        assert periods == [{"opened": date_text(BEGIN, ZONE), "closed": UNTIL, "until": UNTIL}]
        (kept,) = record(play.session)["steps"]
        assert date_text(kept["closed"] - 1, ZONE) == UNTIL


class TestAServer:
    """A sleeping session wakes for the last moment."""

    @pytest.fixture
    async def journal(self, tmp_path: Path) -> AsyncIterator[Journal]:
        opened = await Journal.open(tmp_path / "journal.db")
        yield opened
        await opened.close()

    async def test_a_session_that_sleeps_wakes_and_closes_it(self, journal: Journal) -> None:
        now = [BEGIN]
        lobby = Lobby(journal, lambda *_: "", lambda code: WayIn("", "", code), lambda: now[0])
        settings = {"text": "Ett stycke.", "until": UNTIL}
        room = await lobby.create([StartNow("consultation", settings=settings)], DESK)
        code = room.session.code
        await room.saved(room.act(DESK, "end", EndSession()))
        (facts,) = await journal.all_sessions()
        assert (facts.state, facts.alarm) == ("closed", room.session.alarm())
        room.close()
        del lobby.rooms[code]
        await lobby._wake_the_due()
        assert code not in lobby.rooms
        assert facts.alarm is not None
        now[0] = facts.alarm
        await lobby._wake_the_due()
        async with asyncio.timeout(5):
            while lobby.rooms[code].session.steps.open():
                await asyncio.sleep(0.01)
        (after,) = await journal.all_sessions()
        await lobby.close()
        assert after.state == "closed"

    async def test_opening_the_session_again_changes_nothing_for_it(self, journal: Journal) -> None:
        lobby = Lobby(journal, lambda *_: "", lambda code: WayIn("", "", code), lambda: BEGIN)
        settings = {"text": "Ett stycke.", "until": UNTIL}
        room = await lobby.create([StartNow("consultation", settings=settings)], DESK)
        for number, move in enumerate((EndSession(), ReopenSession(), EndSession())):
            await room.saved(room.act(DESK, f"m{number}", move))
        assert [one.state for one in room.session.steps.steps.values()] == ["open"]
        await lobby.close()
