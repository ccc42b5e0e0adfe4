"""What a panel left open: it lands in the rows of the protocol, is answered there, and goes on to the next meeting."""

from typing import Any

import pytest
from msgspec import UNSET

from sessions.activities.followup import moves as f
from sessions.activities.pitch import Pitch
from sessions.activities.pitch import moves as m
from sessions.activities.protocol.moves import ShowRow
from sessions.activity import Item, Move, Person, Rejected, Turn, plain
from sessions.ball import Answer, Asked, Entrust, RemoveRow
from sessions.blocks import Heading, Para, Said, Table, Term
from sessions.carry import carry_over
from sessions.minutes import minutes
from sessions.people import Forgotten, GiveRole
from sessions.render import Renderer
from sessions.session_moves import Happened
from sessions.steps import OpenStep
from tests.play import DESK, ITEMS, Play

RENDERER = Renderer()
FIRST = ITEMS[0].id


class Panel:
    """Pitches that have been asked about, and a protocol built on them through a vote."""

    def __init__(self) -> None:
        self.play = Play(6)
        self.pitch = self.play.start("pitch", ITEMS, titles="")
        self.play.do(DESK, m.GoOn(), self.pitch)
        self.challenger = self.with_role(1, "challenger")
        self.scribe = self.with_role(5, "scribe")

    def with_role(self, number: int, role: str) -> Person:
        self.play.do(DESK, GiveRole(self.play.people[number].seat, role))
        return self.play.session.people.person(self.play.people[number].seat)

    def ask(self, text: str, who: Person | None = None, item: str = FIRST) -> str:
        self.play.do(who or self.play.people[0], m.Ask(text, item), self.pitch)
        activity = self.play.activity(self.pitch)
        assert isinstance(activity, Pitch)
        return list(activity.questions)[-1]

    def mark(self, id: str, standing: m.Marked) -> None:
        self.play.do(DESK, m.Mark(id, standing), self.pitch)

    def write_protocol(self) -> str:
        voted = self.play.start("vote", self.items(self.pitch), options="")
        self.play.close(voted)
        self.play.show(voted)
        return self.play.start("protocol", self.items(voted))

    def items(self, step: str) -> tuple[Item, ...]:
        return self.play.session.steps.items_of(step)

    def seen(self, step: str, surface: str = "desk") -> Any:
        one = self.play.session.steps.step(step)
        return plain(getattr(one.activity, surface)(self.play.session.scene(one)))

    def row(self, step: str, surface: str = "desk") -> dict[str, Any]:
        rows = self.seen(step, surface)["rows"]
        found: dict[str, Any] = next(row for row in rows if row["id"] == FIRST)
        return found

    def open(self, step: str, surface: str = "desk") -> list[str]:
        return [q["text"] for q in self.row(step, surface)["questions"]]

    def refused(self, move: Move, step: str, code: str, who: Person = DESK) -> dict[str, Any]:
        with pytest.raises(Rejected) as found:
            self.play.do(who, move, step)
        assert found.value.code == code
        return found.value.values

    def undo(self) -> None:
        self.play.keep(self.play.session.undo(Turn(DESK, self.play.at, self.play.dice)), DESK.seat)


@pytest.fixture
def panel() -> Panel:
    return Panel()


class TestInTheProtocol:
    def test_what_was_put_aside_lands_at_once_and_the_rest_when_the_pitches_close(self, panel: Panel) -> None:
        parked, written = panel.ask("Parkerad?"), panel.ask("Skriftligt?", panel.challenger)
        panel.ask("Just ställd?", panel.play.people[2])
        panel.mark(parked, "parked")
        panel.mark(written, "written")
        step = panel.write_protocol()
        assert panel.open(step) == ["Parkerad?", "Skriftligt?"]
        panel.play.close(panel.pitch)
        assert panel.open(step) == ["Just ställd?", "Parkerad?", "Skriftligt?"]
        assert [q["panel"] for q in panel.row(step)["questions"]] == [False, False, True]
        assert {q["step"] for q in panel.row(step)["questions"]} == {panel.pitch}
        assert panel.open(step, "wall") == panel.open(step, "everyone") == panel.open(step)
        panel.play.do(DESK, OpenStep(panel.pitch))
        assert panel.open(step) == ["Parkerad?", "Skriftligt?"]

    @pytest.mark.parametrize("standing", ["held", "hidden", "answered"])
    def test_what_is_held_back_hidden_or_answered_never_appears(
        self, panel: Panel, standing: m.Marked
    ) -> None:
        step = panel.write_protocol()
        id = panel.ask("Hemligt ord?")
        panel.play.close(panel.pitch)
        assert panel.open(step) == ["Hemligt ord?"]
        panel.mark(id, standing)
        for surface in ("desk", "wall", "everyone", "record", "minutes"):
            assert "Hemligt" not in str(panel.seen(step, surface))
        assert panel.play.session.unanswered() == []

    def test_drafts_and_what_was_taken_back_never_appear(self, panel: Panel) -> None:
        panel.play.do(panel.challenger, m.Ask("Utkast?", FIRST, draft=True), panel.pitch)
        taken = panel.ask("Ångrad?")
        panel.play.do(panel.play.people[0], m.TakeBack(taken), panel.pitch)
        panel.play.close(panel.pitch)
        assert panel.play.session.unanswered() == []

    def test_nobody_learns_who_asked(self, panel: Panel) -> None:
        panel.ask("Vem frågar?")
        step = panel.write_protocol()
        panel.play.close(panel.pitch)
        asker = panel.play.people[0]
        told = str(
            [panel.seen(step, surface) for surface in ("desk", "wall", "everyone", "record", "minutes")]
        )
        assert "Vem frågar?" in told
        assert asker.seat not in told
        assert asker.organisation not in told
        assert asker.name not in str(carry_over(panel.play.session).rows)

    def test_what_is_answered_at_the_row_stands_with_the_pitch(self, panel: Panel) -> None:
        id = panel.ask("Vem betalar?")
        step = panel.write_protocol()
        panel.play.close(panel.pitch)
        (question,) = panel.row(step)["questions"]
        panel.play.do(panel.scribe, Answer(id, "Regionen  betalar"), question["step"])
        assert panel.open(step) == []
        table = next(
            block
            for block in panel.play.activity(panel.pitch).minutes(self.scene(panel))
            if isinstance(block, Table)
        )
        assert table.rows == ((Said("Vem betalar?", "sv"), Said("Regionen betalar", "sv")),)

    def scene(self, panel: Panel) -> Any:
        return panel.play.session.scene(panel.play.session.steps.step(panel.pitch))

    def test_who_answers_and_until_when_is_seen_everywhere_and_told_once(self, panel: Panel) -> None:
        id = panel.ask("Vem betalar?")
        step = panel.write_protocol()
        panel.play.close(panel.pitch)
        assert panel.row(step)["questions"][0]["unknown"] is True
        panel.play.do(DESK, Entrust(id, " Regionen ", "30 april"), panel.pitch)
        assert panel.play.judge(DESK, Entrust(id, "Regionen", UNSET), panel.pitch) == []
        for surface in ("desk", "wall", "everyone"):
            (question,) = panel.row(step, surface)["questions"]
            assert (question["who"], question["until"]) == ("Regionen", "30 april")
            assert question["unknown"] is False
        told = [block for chapter in minutes(panel.play.session) for block in chapter.blocks]
        assert str(told).count("Vem betalar?") == 1
        known = {"who": "Regionen", "until": "30 april"}
        stands = [row[2] for b in told if isinstance(b, Table) for row in b.rows if len(row) == 3]
        assert stands == [Term("stands_asked", known)]
        assert Para(Term("questions_of", {"number": 1, "title": ITEMS[0].title, "count": 1})) in told
        records = [panel.seen(one, "record") for one in (panel.pitch, step)]
        assert str(records).count("Vem betalar?") == 1
        assert records[0]["questions"][0]["until"] == "30 april"
        assert records[1]["rows"][0]["questions"] == [records[0]["questions"][0]["id"]] == [id]

    def test_naming_who_answers_can_be_undone_and_replayed(self, panel: Panel) -> None:
        id = panel.ask("Vem betalar?")
        panel.play.do(DESK, Entrust(id, "AF", "maj"), panel.pitch)
        panel.play.do(DESK, Entrust(id, who="?"), panel.pitch)
        question = panel.play.activity(panel.pitch).questions[id]  # type: ignore[attr-defined]
        assert (question.who, question.until) == ("?", "maj")
        panel.undo()
        assert (question.who, question.until) == ("AF", "maj")
        panel.undo()
        assert (question.who, question.until) == ("", "")
        panel.play.do(DESK, Entrust(id, "AF"), panel.pitch)
        replayed = panel.play.replayed().steps.step(panel.pitch).activity
        assert replayed.questions == panel.play.activity(panel.pitch).questions  # type: ignore[attr-defined]

    def test_who_may_name_and_what_is_refused(self, panel: Panel) -> None:
        id = panel.ask("Vem betalar?")
        panel.refused(Entrust(id, "Jag"), panel.pitch, "not_allowed", panel.play.people[0])
        panel.refused(Entrust("nothing", "AF"), panel.pitch, "unknown")
        assert panel.refused(Entrust(id, until="x" * 81), panel.pitch, "too_long") == {
            "most": 80,
            "field": "until",
        }
        panel.play.do(panel.scribe, Entrust(id, "AF"), panel.pitch)
        panel.play.do(DESK, Answer(id, "Ja"), panel.pitch)
        panel.refused(Entrust(id, "Regionen"), panel.pitch, "answered_already")

    def test_erasing_whoever_asked_or_noted_takes_the_words_out_of_the_rows(self, panel: Panel) -> None:
        gone, stays = panel.ask("Min fråga?"), panel.ask("Kvar?", panel.challenger)
        step = panel.write_protocol()
        panel.play.close(panel.pitch)
        panel.play.do(panel.scribe, Entrust(stays, "Anteckning", "maj"), panel.pitch)
        panel.play.do(panel.scribe, Entrust(gone, "Anteckning"), panel.pitch)
        for seat in (panel.play.people[0].seat, panel.scribe.seat):
            panel.play.session.happened([Happened(Forgotten(seat))], DESK.seat, panel.play.at)
        (question,) = panel.row(step)["questions"]
        assert (question["text"], question["who"], question["until"]) == ("Kvar?", "", "")

    def test_the_wall_keeps_room_for_the_badge_of_a_row_that_was_brought_along(self, panel: Panel) -> None:
        row = panel.play.activity(panel.write_protocol()).rows[FIRST]  # type: ignore[attr-defined]
        assert row.brought is True


class TestAtTheNextMeeting:
    @pytest.fixture
    def later(self, panel: Panel) -> tuple[Play, str, str]:
        id = panel.ask("Vem betalar?")
        panel.ask("Om en annan?", panel.challenger, ITEMS[1].id)
        panel.write_protocol()
        panel.play.close(panel.pitch)
        panel.play.do(DESK, Entrust(id, "Regionen", "maj"), panel.pitch)
        play = Play(3)
        step = play.start("followup", actions="")
        play.do(DESK, carry_over(panel.play.session), step)
        return play, step, id

    def row(self, play: Play, step: str, surface: str = "desk", row: str = FIRST) -> dict[str, Any]:
        one = play.session.steps.step(step)
        rows = getattr(one.activity, surface)(play.session.scene(one))["rows"]
        found: dict[str, Any] = plain(next(one for one in rows if one["id"] == row))
        return found

    def test_a_row_takes_its_open_questions_along(self, later: tuple[Play, str, str]) -> None:
        play, step, id = later
        for surface in ("desk", "wall", "everyone"):
            (question,) = self.row(play, step, surface)["questions"]
            told = {"text": "Vem betalar?", "who": "Regionen", "until": "maj", "at": "Frågan", "step": step}
            assert {**question, **told} == question
            assert question["id"] == id
        assert [q["panel"] for q in self.row(play, step, row=ITEMS[1].id)["questions"]] == [True]

    def test_they_are_answered_there_and_the_minutes_tell_it(self, later: tuple[Play, str, str]) -> None:
        play, step, id = later
        play.do(DESK, Answer(id, "Kommunen betalar"), step)
        row = self.row(play, step)
        assert row["questions"] == []
        assert [(q["text"], q["answer"]) for q in row["answered"]] == [("Vem betalar?", "Kommunen betalar")]
        one = play.session.steps.step(step)
        *_, heading, table = one.activity.minutes(play.session.scene(one))
        assert heading == Heading(Term("questions_from_before"), 4)
        assert isinstance(table, Table)
        waits = Term("waits_for_answer", {"who": "", "until": ""})
        assert [row[2] for row in table.rows] == [Said("Kommunen betalar"), waits]
        record: Any = one.activity.record(play.session.scene(one))
        assert [q["answer"] for row in record["rows"] for q in row["questions"]] == ["Kommunen betalar", ""]

    def test_what_is_still_open_goes_on_to_the_protocol_and_to_the_meeting_after(
        self, later: tuple[Play, str, str]
    ) -> None:
        play, step, id = later
        play.do(DESK, Entrust(id, "AF"), step)
        written = play.start("protocol", play.session.steps.items_of(step))
        (question,) = self.row(play, written)["questions"]
        assert (question["who"], question["step"]) == ("AF", step)
        play.do(DESK, RemoveRow(ITEMS[1].id), step)
        (first, *_) = carry_over(play.session).rows
        assert first.questions == (Asked(id, FIRST, "Vem betalar?", who="AF", until="maj", at="Frågan"),)

    def test_answers_can_be_undone_and_refused(self, later: tuple[Play, str, str]) -> None:
        play, step, id = later

        def undo() -> None:
            play.keep(play.session.undo(Turn(DESK, play.at, play.dice)), DESK.seat)

        play.do(DESK, Entrust(id, "AF"), step)
        undo()
        assert play.judge(DESK, Entrust(id, "Regionen"), step) == []
        play.do(DESK, Answer(id, "Ja"), step)
        undo()
        assert len(self.row(play, step)["questions"]) == 1
        for move, code in ((f.Unanswer(id), "changed_since"), (Answer("nothing", "Ja"), "unknown")):
            with pytest.raises(Rejected, match=code):
                play.do(DESK, move, step)
        play.do(DESK, Answer(id, "Ja"), step)
        assert play.activity(step).inverse(Answer(id, "Nej")) is None
        replayed = play.replayed().steps.step(step).activity
        assert replayed.rows == play.activity(step).rows  # type: ignore[attr-defined]


def test_every_code_has_words() -> None:
    values = {"who": "Regionen", "until": "30 april", "title": "x", "number": 1, "count": 2}
    codes = [("pitch", code) for code in ("stands_asked", "stands_parked", "stands_written", "undo_entrust")]
    codes += [("protocol", "questions_of")]
    codes += [
        ("followup", code) for code in ("questions_from_before", "question", "answer", "waits_for_answer")
    ]
    codes += [("followup", code) for code in ("undo_answer", "undo_entrust")]
    for kind, code in codes:
        assert RENDERER.say(code, values, language="en", kind=kind) != code
    assert RENDERER.say("stands_parked", values, language="en", kind="pitch").endswith(
        "Regionen answers; by 30 april"
    )


@pytest.mark.parametrize("surface", ["wall", "phone", "desk", "mine"])
def test_what_was_asked_is_never_markup(panel: Panel, surface: str) -> None:
    hostile = "<script>alert(1)</script>{{ 7 * 7 }}%(who)s"
    id = panel.ask(hostile)
    panel.play.do(DESK, Entrust(id, hostile, hostile[:60]), panel.pitch)
    step = panel.write_protocol()
    panel.play.close(panel.pitch)
    panel.play.do(DESK, ShowRow(FIRST), step)
    one = panel.play.session.steps.step(step)
    scene = panel.play.session.scene(one)
    views = {
        "phone": one.activity.everyone(scene),
        "wall": one.activity.wall(scene),
        "desk": one.activity.desk(scene),
        "mine": one.activity.seat(panel.scribe, scene),
    }
    frame = {"step": step, "title": "", "state": "open", "kind": "protocol", "clocks": {}}
    html = RENDERER.fragment(f"protocol/{surface}.html", "en", {**frame, "view": plain(views[surface])})
    assert "&lt;script&gt;alert(1)" in html
    assert "{{ 7 * 7 }}" in html
    assert "<script" not in html


@pytest.mark.parametrize("standing", ["asked", "parked", "written"])
def test_the_minutes_have_words_for_a_question_that_nobody_was_named_for(standing: str) -> None:
    bare = RENDERER.say(f"stands_{standing}", {}, language="en", kind="pitch")
    assert bare == RENDERER.say(
        f"stands_{standing}", {"who": " ? ", "until": ""}, language="en", kind="pitch"
    )
    assert "answers" not in bare
