"""A rehearsal finds what would go wrong, says it in words, and leaves the session itself as it was."""

import asyncio
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from facilitator import rehearsing
from facilitator.cli import cli
from facilitator.crowd import LEAST, LETTERS, Hands, effort
from facilitator.foreseen import Report, report
from facilitator.rehearsal import planned, rehearse
from sessions.activities import activity_of
from sessions.activities.pulse.moves import Rate, Write
from sessions.activity import Rejected
from sessions.day_moves import Draft, EditSlot, GoTo, PlaceProgramme, RemoveSlot
from sessions.facts import EditSession
from sessions.group_moves import PutArea
from sessions.session import Session
from sessions.steps import AddStep, EditStep, MoveStep, RemoveStep
from tests.play import DESK, Play
from tests.server import KEY, RunningHouse

CHAIN = {"worksheet": "board", "pitch": "worksheet", "vote": "pitch", "protocol": "vote"}
KINDS = (
    *("followup", "checkin", "areas", "doodle", "board", "worksheet", "pitch", "vote", "protocol"),
    *("pulse", "slide", "talk", "qanda"),
)


class Planner(Play):
    """A session that is planned by hand and rehearsed."""

    def __init__(self, *slots: Draft, areas: bool = True) -> None:
        super().__init__()
        self.session = Session("real", "K7M4PX")
        self.do(DESK, EditSession(title="Rådet", date="2026-03-12"))
        self.do(DESK, PlaceProgramme(slots or (Draft("Dagen", "09:00", 60),)))
        for area in ("Skola", "Arbete", "Hälsa") if areas else ():
            self.do(DESK, PutArea(area, places=f"Sal {area}"))

    def slot(self, number: int = 0) -> str:
        return self.session.day.slots[number].id

    def step(self, kind: str, slot: int = 0, title: str = "Frågan?", **more: Any) -> str:
        content = {} if more.get("source") or more.pop("bare", False) else dict(activity_of(kind).example)
        settings = {**content, **more.pop("settings", {})}
        self.do(DESK, AddStep(kind, self.slot(slot), title, settings, **more))
        return list(self.session.steps.steps)[-1]

    def rehearse(self, people: int = 30) -> Report:
        plan = planned(self.session, 1)
        return report(self.session, asyncio.run(rehearse(plan, people)), plan.names)

    def found(self, people: int = 30) -> dict[str, dict[str, Any]]:
        """Code -> what was found, with its slot and step."""
        findings = self.rehearse(people).findings
        return {one.code: {"slot": one.slot, "step": one.step, **one.values} for one in findings}


def whole_day(minutes: int = 20) -> Planner:
    """Every exercise there is, on one golden thread."""
    drafts = [
        Draft(kind, "09:00" if not number else None, minutes, break_=kind == "talk")
        for number, kind in enumerate(KINDS)
    ]
    plan = Planner(*drafts)
    plan.do(
        DESK,
        EditSession(ask_organisation="asked", closed_list=True, organisations="Kommunen\nRegionen\nKyrkan"),
    )
    made: dict[str, str] = {}
    for number, kind in enumerate(KINDS):
        if kind != "talk":
            made[kind] = plan.step(kind, number, kind, source=made.get(CHAIN.get(kind, ""), ""))
    return plan


@pytest.mark.parametrize("people", [1, 30, 100])
def test_a_whole_day_of_every_exercise_is_played_and_nothing_is_refused(people: int) -> None:
    plan = whole_day(10)
    found = plan.rehearse(people)
    assert [(one.code, one.values) for one in found.findings if one.code in ("refused", "broke")] == []
    assert found.joined == people
    assert [line.minutes for line in found.lines] == [10] * len(KINDS)
    if people == 100:
        assert found.findings == ()
        assert found.ended == "11:10"
        assert found.moves > 2000
        silent = {
            plan.session.steps.step(step).kind
            for line in found.lines
            for step, moves in line.steps
            if not moves
        }
        assert silent == {"slide"}


def test_the_plan_is_not_touched() -> None:
    plan = whole_day()
    before = (plan.session.applied, list(plan.session.steps.steps), plan.session.people.seats.copy())
    plan.rehearse(10)
    assert (plan.session.applied, list(plan.session.steps.steps), plan.session.people.seats) == before


# what would go wrong


def test_a_slot_without_time_for_its_steps() -> None:
    plan = Planner(Draft("Kort", "09:00", 5))
    plan.step("talk", seconds=240)
    assert plan.found() == {}
    plan.step("talk", seconds=120)
    assert plan.found() == {"no_time": {"slot": plan.slot(), "step": "", "needs": 6, "minutes": 5}}


def test_what_people_need_counts_where_no_clock_is_set() -> None:
    plan = Planner(Draft("Kort", "09:00", 1))
    step = plan.step("pulse", settings={"form": "words"})
    found = plan.rehearse(100)
    assert found.findings == ()
    assert found.lines[0].needs == 1
    plan.do(DESK, EditSlot(plan.slot(), minutes=0))
    assert [(one.code, one.slot) for one in plan.rehearse(100).findings] == [("no_time", plan.slot())]
    assert found.lines[0].steps[0][0] == step


@pytest.mark.parametrize(
    ("kind", "settings", "needs"),
    [
        ("reflection", {"seconds": 180, "choosing": 180}, 21),
        ("reflection", {"seconds": 120, "choosing": 60, "pace": "own"}, 13),
        ("doodle", {"talk_seconds": 600, "finish_seconds": 60}, 14),
        ("pitch", {"split": "minutes", "pitch": 4, "questions": 3, "change": 1, "titles": "A\nB\nC"}, 23),
    ],
)
def test_the_clocks_of_an_exercise_count_as_they_are_set_up(
    kind: str, settings: dict[str, Any], needs: int
) -> None:
    plan = Planner(Draft("Kort", "09:00", 10))
    plan.step(kind, settings=settings)
    assert plan.found()["no_time"] == {"slot": plan.slot(), "step": "", "needs": needs, "minutes": 10}


def test_people_think_and_write_side_by_side_and_the_desk_waits_for_the_slowest() -> None:
    assert effort(0.5, Write("x" * 90)) == LEAST + 90 / LETTERS
    assert effort(9, Rate(1, 3)) == 9
    hands = Hands(1000)
    for who, seconds in ((0, 20.0), (1, 30.0), (0, 25.0)):
        hands.at(who, seconds)
    assert (hands.left(1000), hands.left(31_000), hands.left(90_000)) == (45, 15, 0)
    plan = Planner()
    plan.step("pulse", settings={"form": "text", "entries": 3})
    few, many = (plan.rehearse(people).lines[0].needs for people in (3, 300))
    assert 1 <= few <= many <= few + 2


def test_areas_places_and_groups() -> None:
    plan = Planner(areas=False)
    plan.do(DESK, PutArea("Skola", places="Salen\nHörnan"))
    plan.do(DESK, PutArea("Arbete"))
    step = plan.step("areas")
    found = plan.found(6)
    assert found["area_without_places"] == {"slot": "", "step": "", "area": "Arbete"}
    assert found["place_without_group"] == {
        "slot": plan.slot(), "step": step, "place": "Hörnan", "area": "Skola",
    }  # fmt: skip
    plan = Planner()
    step = plan.step("areas", settings={"across": True})
    assert plan.found()["group_without_area"]["step"] == step


def test_a_step_for_groups_before_there_are_any() -> None:
    plan = Planner()
    board = plan.step("board")
    sheet = plan.step("worksheet", source=board)
    assert plan.found()["no_groups"] == {"slot": plan.slot(), "step": sheet}


def test_a_missing_question_and_missing_options() -> None:
    plan = Planner(Draft("Omröstning", "09:00", 30))
    vote = plan.step("vote", title="", bare=True)
    found = plan.found()
    assert found["no_content"] == found["no_question"] == {"slot": plan.slot(), "step": vote}
    assert "nobody_could" not in found
    plan.do(DESK, EditStep(vote, title="Vilket förslag?", settings={"options": "Ett\nTvå"}))
    assert plan.found() == {}
    plan.step("pulse", title="", settings={"heard": True, "form": "text"})
    assert plan.found() == {}
    plan.do(DESK, EditSlot(plan.slot(), title="Vad minns vi?"))
    plan.step("pulse", title="")
    assert plan.found() == {}


def test_a_step_in_which_nobody_finds_anything_to_do() -> None:
    plan = Planner()
    step = plan.step("vote", settings={"voters": "members"})
    assert plan.found()["nobody_could"] == {"slot": plan.slot(), "step": step}


@pytest.mark.parametrize("how", ["deal", "hand"])
def test_who_is_put_into_groups_has_nothing_to_do_and_that_is_no_fault(how: str) -> None:
    """The desk forms the groups, also for the second time in a day: nobody is asked anything."""
    plan = Planner(Draft("Ett", "09:00", 30), Draft("Två", "09:30", 30))
    plan.step("areas", settings={"how": how})
    plan.step("areas", 1, settings={"how": how})
    assert plan.found().keys() <= {"place_without_group"}


def test_where_all_draw_on_paper_the_phones_rest_and_that_is_no_fault() -> None:
    plan = Planner()
    plan.step("doodle", settings={"paper": True})
    assert plan.found(3) == {}


def test_a_source_that_is_gone_or_comes_later() -> None:
    plan = Planner(Draft("Ett", "09:00", 30), Draft("Två", "09:30", 30))
    first = plan.step("pulse")
    vote = plan.step("vote", 1, source=first)
    assert plan.found() == {}
    plan.do(DESK, MoveStep(first, plan.slot(1), 1))
    assert plan.found()["source_later"]["step"] == vote
    plan.do(DESK, RemoveStep(first))
    assert plan.found()["source_missing"] == {"slot": plan.slot(1), "step": vote}


def test_hours_without_a_break() -> None:
    plan = Planner(Draft("Ett", "09:00", 100), Draft("Två", None, 60), Draft("Tre", None, 20))
    assert plan.found() == {"no_break": {"slot": plan.slot(1), "step": "", "minutes": 160}}
    rested = Planner(
        *(Draft("Ett", "09:00", 100), Draft("Kaffe", None, 15, break_=True), Draft("Två", None, 140)),
        *(Draft("Tre", "13:20", 100),),
    )
    assert rested.found() == {}


def test_the_hard_end_is_passed() -> None:
    plan = Planner(Draft("Ett", "09:00", 60))
    plan.do(DESK, EditSession(hard_end="10:00"))
    assert plan.found() == {}
    plan.step("talk", seconds=3900)
    assert plan.found()["past_the_end"] == {"slot": plan.slot(), "step": "", "minutes": 5, "end": "10:00"}


def test_two_slots_at_the_same_time_in_one_place() -> None:
    same = (Draft("Ett", "09:00", 60, place="Salen"), Draft("Två", "09:30", 30, place="salen"))
    plan = Planner(*same)
    assert plan.found()["same_time"] == {
        "slot": plan.slot(1), "step": "", "title": "Ett", "place": "salen",
    }  # fmt: skip
    apart = Planner(Draft("Ett", "09:00", 60, place="Salen"), Draft("Två", "09:00", 60, place="Hörnan"))
    assert apart.found() == {}
    assert apart.rehearse(3).ended == "10:00"


def test_a_break_that_is_no_break() -> None:
    plan = Planner(Draft("Lunch", "12:00", 45, break_=True), Draft("Fikapaus", None, 15))
    step = plan.step("talk")
    assert plan.found()["break_with_work"] == {"slot": plan.slot(), "step": step, "steps": 1}
    assert plan.found()["break_not_marked"]["slot"] == plan.slot(1)


def test_a_vote_by_organisation_needs_a_closed_list() -> None:
    plan = Planner()
    vote = plan.step("vote", settings={"per_organisation": True})
    assert plan.found()["no_closed_list"]["step"] == vote
    closed: dict[str, Any] = {"closed_list": True, "organisations": "Kommunen\nRegionen"}
    plan.do(DESK, EditSession(**closed))
    assert plan.found() == {}


def test_what_stands_outside_the_programme_or_has_no_length() -> None:
    plan = Planner(Draft("Ett", "09:00"))
    step = plan.step("talk")
    assert plan.found() == {"no_length": {"slot": plan.slot(), "step": step}}
    plan.do(DESK, MoveStep(step, "", 0))
    assert plan.found() == {"outside_the_programme": {"slot": "", "step": step}}
    gone = Planner(Draft("Ett", "09:00", 30), Draft("Två", None, 30))
    vote = gone.step("vote", 1, title="", bare=True)
    gone.do(DESK, RemoveSlot(gone.slot(1)))
    assert {one.code for one in gone.rehearse(3).findings if one.step == vote and not one.slot} >= {
        "outside_the_programme",
        "no_content",
        "no_question",
    }
    empty = Planner()
    empty.do(DESK, PlaceProgramme(()))
    assert empty.found() == {"no_slots": {"slot": "", "step": ""}}


def test_whoever_cannot_come_in_is_told_of() -> None:
    plan = Planner()
    plan.do(DESK, EditSession(ask_organisation="asked", closed_list=True))
    found = plan.rehearse(5)
    assert found.joined == 0
    assert [(one.code, one.values["code"], one.values["count"]) for one in found.findings] == [
        ("refused", "organisation_unknown", 5)
    ]


def test_a_step_that_refuses_or_breaks_is_told_and_the_day_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Planner(Draft("Ett", "09:00", 30), Draft("Två", None, 30))
    refusing, breaking = plan.step("pulse"), plan.step("checkin", 1)
    judged = Session.judge

    def judge(self: Session, move: Any, turn: Any, step: str = "") -> Any:
        kind = self.steps.kind_of(step) if step else ""
        if kind == "pulse" and turn.who.seat == "seat0003":
            raise Rejected("too_long", most=3)
        if kind == "checkin":
            raise RuntimeError("broken")
        return judged(self, move, turn, step)

    monkeypatch.setattr(Session, "judge", judge)
    found = plan.found(10)
    assert (found["refused"]["step"], found["refused"]["code"]) == (refusing, "too_long")
    assert found["refused"]["count"] > 0
    assert found["broke"]["step"] == breaking


@pytest.mark.anyio
async def test_a_speed_makes_people_as_slow_as_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    sleep = asyncio.sleep

    async def remember(seconds: float, *more: Any) -> None:
        slept.append(seconds)
        await sleep(0)

    plan = Planner()
    plan.step("pulse")
    copy = planned(plan.session, 1)
    monkeypatch.setattr("facilitator.rehearsal.asyncio.sleep", remember)
    heard: list[str] = []
    played = await rehearse(copy, 10, 20, heard.append)
    assert [copy.names[slot] for slot in heard] == [plan.slot()]
    assert sum(slept) == pytest.approx(played.slots[0].took / 20, rel=0.01)


# words


def test_every_finding_has_words_in_every_slot_and_step() -> None:
    text = (Path(rehearsing.HERE) / "facilitator" / "foreseen.py").read_text()
    codes = set(re.findall(r'Finding\(\s*"(\w+)"', text))
    assert len(codes) >= 20
    macros = (Path(rehearsing.HERE) / "facilitator/templates/rehearsal/words.html").read_text()
    assert {code for code in codes if f"macro {code}(" not in macros} == set()


def test_the_terminal_says_where_and_what() -> None:
    plan = Planner(Draft("Omröstning", "09:00", 30))
    plan.step("vote", title="", bare=True)
    said = rehearsing.lines(plan.session, plan.rehearse(3), "en")
    assert "- 09:00 Omröstning · Vote: There is nothing in it yet, and it builds on no other step." in said
    assert said[0].startswith("With 3 sample people the day was over at 09:30")


# the command line and the desk


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with RunningHouse(tmp_path_factory.mktemp("rehearsal")) as running:
        yield running


def everything(house: RunningHouse) -> list[Any]:
    """All that the journal holds."""
    with sqlite3.connect(house.config.journal) as db:
        tables = [
            name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
        ]
        return [db.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in tables]


def a_session(house: RunningHouse) -> str:
    code = house.plan("Rådet", PlaceProgramme((Draft("Omröstning", "09:00", 30), Draft("Paus", None, 15))))
    first = house.room(code).session.day.slots[0].id
    house.act(code, AddStep("vote", first, ""))
    return code


def test_the_command_rehearses_beside_a_running_server(house: RunningHouse) -> None:
    code = a_session(house)
    before = everything(house)
    run = CliRunner().invoke(
        cli, ["rehearse", code, "--phones", "20", "--speed", "2000", "--data", str(house.config.data)]
    )
    assert run.exit_code == 0, run.output
    assert "With 20 sample people" in run.output
    assert "Omröstning · Vote: There is nothing in it yet" in run.output
    assert everything(house) == before
    as_json = CliRunner().invoke(cli, ["rehearse", code, "--json", "--data", str(house.config.data)])
    assert '"joined": 100' in as_json.output
    for wrong in ("K7M4P", "ZZZZZZ"):
        assert CliRunner().invoke(cli, ["rehearse", wrong, "--data", str(house.config.data)]).exit_code == 1


def test_the_desk_rehearses_and_the_session_is_as_it_was(house: RunningHouse) -> None:
    code = a_session(house)
    house.act(code, GoTo(house.room(code).session.day.slots[0].id))
    before = everything(house)
    with house.client(house.desk_cookie(code, "facilitator"), timeout=60) as client:
        page = client.get(f"/desk/{code}/rehearse?lang=en")
        assert "in a copy that is thrown away" in page.text
        answer = client.post(f"/desk/{code}/rehearse?lang=en", data={"people": "100"})
    assert answer.status_code == 200
    assert "There is nothing in it yet" in answer.text
    assert f"/desk/{code}/plan/steps/" in answer.text
    assert "With 100 sample people" in answer.text
    assert everything(house) == before
    assert house.room(code).session.people.seats == {}


@pytest.mark.parametrize("people", ["", "0", "-3", "501", "9" * 400, "tio", "٣"])
def test_an_odd_number_of_people_is_refused(house: RunningHouse, people: str) -> None:
    code = a_session(house)
    with house.client(house.desk_cookie(code, "facilitator")) as client:
        answer = client.post(f"/desk/{code}/rehearse?lang=en", data={"people": people})
    assert answer.status_code == 422
    assert "1 to 500" in answer.text


def test_nothing_to_rehearse_is_said(house: RunningHouse) -> None:
    code = house.plan("Rådet")
    with house.client({}, headers={"Authorization": f"Bearer {KEY}"}) as client:
        answer = client.post(f"/desk/{code}/rehearse?lang=en", data={"people": "3"})
    assert "There is nothing to rehearse yet" in answer.text


def test_what_takes_too_long_or_fails_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    order = rehearsing.Order(planned(whole_day().session, 1), 3)
    monkeypatch.setattr(rehearsing, "PATIENCE", 0.01)
    with pytest.raises(Rejected) as late:
        asyncio.run(rehearsing.in_a_process(order))
    assert late.value.code == "took_too_long"
    monkeypatch.setattr(rehearsing, "PATIENCE", 20)
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(Rejected) as failed:
        asyncio.run(rehearsing.in_a_process(order))
    assert failed.value.code == "could_not_rehearse"


def test_people_who_are_asked_for_names_give_them() -> None:
    plan = Planner()
    plan.do(DESK, EditSession(ask_name="asked", ask_organisation="asked"))
    assert plan.rehearse(5).joined == 5
