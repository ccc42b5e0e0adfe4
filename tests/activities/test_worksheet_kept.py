"""What stays of group work, what erasing somebody empties, and how it is shown and sent."""

from typing import Any

import msgspec
import pytest

from sessions.activities.worksheet.moves import (
    AddNote,
    Choose,
    Decide,
    GivePen,
    LookAt,
    Settle,
    TakePen,
    Write,
)
from sessions.activity import Item
from sessions.blocks import Bullets, Facts, Heading, Para, Said, Table, Term
from sessions.render import Renderer
from sessions.screens import Audience, personal
from sessions.wire import read_move
from tests.activities.worksheet_play import ACTIONS, NOTES, WHERE, Hall, everything
from tests.play import DESK


@pytest.fixture
def hall() -> Hall:
    return Hall()


@pytest.fixture
def writing(hall: Hall) -> Hall:
    """Group 1 works on a note, and its first seat has written where."""
    hall.by(0, Choose("n1"), Write(WHERE, "På biblioteket"))
    return hall


class TestTheRecord:
    @pytest.fixture
    def done(self) -> Hall:
        hall = Hall()
        hall.by(0, AddNote("Ett eget"), Choose("n1"), Choose("n2"), Decide("n1"))
        own = hall.work.sheet("g0").own[0]
        hall.by(
            0, Write(WHERE, "På biblioteket"), Write("q.n2.where", "Hos oss"), Write("title.n2", "Dörren")
        )
        hall.by(
            0, Write("text.n1", "Två kvällar."), Write("pitch.n1", "Därför."), Write(f"q.{own}.whose", "Vår")
        )
        hall.by(0, Choose(own, on=False), Choose("n4"), Write("q.n4.arenas", "Sjön"), Choose("n4", on=False))
        hall.by(1, Write(WHERE, "I skolan"))
        hall.by(5, Choose("n3"))
        return hall

    def test_while_open_only_how_far_it_has_come(self, done: Hall) -> None:
        assert done.work.minutes(done.scene) == [Para(Term("groups_done", {"done": 0, "of": 3}))]
        assert set(done.work.record(done.scene)) == {"questions", "done", "of"}

    def test_what_was_not_chosen_stays_in_it(self, done: Hall) -> None:
        done.close(done.step)
        first, second = done.work.record(done.scene)["groups"]
        assert first["action"] == {"id": "n1", "title": "Läxhjälp", "from_ids": ()}
        assert {note["title"]: note["chosen"] for note in first["notes"]} == {
            "Läxhjälp": True,
            "En dörr för alla": True,
            "Ett eget": False,
            "Sommarkollo": False,
        }
        assert (first["pitch"], first["pitch_seconds"], first["beside"]) == ("Därför.", 5, ["I skolan"])
        assert second["action"] is None

    def test_a_note_that_was_taken_along_and_not_worked_on_stays_in_it_too(self) -> None:
        hall = Hall((*NOTES, Item("n5", "Cykelskola", claimed_by="g0")))
        hall.by(0, Choose("n2"))
        hall.close(hall.step)
        notes = hall.work.record(hall.scene)["groups"][0]["notes"]
        assert {note["title"] for note in notes if not note["chosen"]} == {"Läxhjälp", "Cykelskola"}
        listed = [block for block in hall.work.minutes(hall.scene) if isinstance(block, Bullets)]
        assert listed == [Bullets((Said("Läxhjälp", "sv"), Said("Cykelskola", "sv")))]

    def test_the_minutes_say_it_in_order(self, done: Hall) -> None:
        done.close(done.step)
        blocks = done.work.minutes(done.scene)
        assert [block.text for block in blocks if isinstance(block, Heading)] == [
            Term("group", {"number": 1, "name": "", "area": "Skola"}),
            Term("group", {"number": 2, "name": "", "area": "Skola"}),
        ]
        facts = [pairs for block in blocks if isinstance(block, Facts) for pairs in block.pairs]
        assert (Term("the_pitch"), Said("Därför.", "sv")) in facts
        rows = [row for block in blocks if isinstance(block, Table) for row in block.rows]
        assert (Term("where"), Said("Hos oss", "sv")) in rows
        listed = [
            said.text
            for block in blocks
            if isinstance(block, Bullets)
            for said in block.items
            if isinstance(said, Said)
        ]
        assert listed == ["Ett eget", "Vår", "Sommarkollo", "Sjön", "I skolan"]
        assert Para(Said("Dörren", "sv")) in blocks
        assert Para(Term("no_action")) in blocks

    def test_typed_questions_are_said_as_they_were_asked_and_a_removed_note_as_removed(self) -> None:
        hall = Hall((Item("n1", ""),), questions="Vem gör?")
        hall.by(0, Choose("n1"), Decide("n1"), Write(f"q.n1.{hall.work.questions[0].id}", "Vi"))
        hall.by(0, GivePen(f"q.n1.{hall.work.questions[0].id}"))
        hall.by(1, Write(f"q.n1.{hall.work.questions[0].id}", "Ni"))
        aside = hall.own()["chosen"][0]["questions"][0]["field"]["asides"][0]["id"]
        hall.by(1, Settle(f"q.n1.{hall.work.questions[0].id}", aside, "aside", 1))
        hall.close(hall.step)
        blocks = hall.work.minutes(hall.scene)
        assert Facts(((Term("the_action"), Term("removed_text")),)) in blocks
        head = (Term("question"), Term("answer"))
        assert Table(head, ((Said("Vem gör?", "sv"), Said("Ni", "sv")),)) in blocks
        assert hall.work.record(hall.scene)["groups"][0]["beside"] == ["Vi"]


class TestErasure:
    def test_every_text_of_the_seat_is_emptied_and_its_pen_is_free(self, writing: Hall) -> None:
        writing.by(
            0,
            AddNote("Min lapp"),
            Choose("n2"),
            Decide("n1"),
            Write("title.n1", "Min titel"),
            TakePen("text.n1"),
        )
        writing.by(1, TakePen("text.n1"), Write("title.n1", "Din titel"), Write(WHERE, "Mitt andra"))
        writing.by(0, Write(WHERE, "Mitt tredje", 0))
        assert writing.work.authored(writing.people[0].seat) == {"n1"}
        assert writing.work.authored(writing.people[1].seat) == set()
        for who in (0, 1):
            writing.work.forget(writing.people[who].seat)
        assert everything(writing.work) == {""}
        assert not writing.own()["chosen"][0]["questions"][0]["field"]["held"]
        assert [item.title for item in writing.work.items()] == [""]

    def test_in_a_text_of_two_the_others_part_stays(self, writing: Hall) -> None:
        writing.by(1, Write(WHERE, "I skolan"))
        aside = writing.own()["chosen"][0]["questions"][0]["field"]["asides"][0]["id"]
        writing.by(0, Settle(WHERE, aside, "both", 1))
        writing.work.forget(writing.people[0].seat)
        assert writing.text(WHERE) == "I skolan"

    def test_a_choice_about_a_text_that_was_forgotten_replays(self, writing: Hall) -> None:
        writing.by(1, Write(WHERE, "I skolan"))
        writing.work.forget(writing.people[1].seat)
        assert writing.own()["chosen"][0]["questions"][0]["field"]["asides"] == []
        writing.by(0, Write(WHERE, "Vidare"))
        assert writing.replayed().steps.step(writing.step).activity.sheet("g0").text(WHERE) == "Vidare"  # type: ignore[attr-defined]


class TestOnTheWire:
    def test_a_group_that_somebody_claims_is_not_theirs(self, hall: Hall) -> None:
        move = read_move(hall.session, hall.step, {"do": "choose", "note": "n1", "group": "g1"})
        hall.by(0, move)
        assert list(hall.work.chosen("g0")) == ["n1"]
        assert hall.work.chosen("g1") == {}

    def test_a_form_says_everything_as_text(self, hall: Hall) -> None:
        hall.by(0, Choose("n1"))
        hall.by(
            0, read_move(hall.session, hall.step, {"do": "write", "field": WHERE, "text": "Här", "base": "0"})
        )
        assert hall.text(WHERE) == "Här"

    @pytest.mark.parametrize("text", ["x" * 1501, "<script>" * 400])
    def test_too_long_is_refused_with_how_long_it_may_be(self, writing: Hall, text: str) -> None:
        assert writing.refused(0, Write(WHERE, text)).values["most"] == 1500


LANGUAGES = ("en", "sv", "ar-XB")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("preset", ["actions", "concrete"])
@pytest.mark.parametrize("full", [False, True])
def test_every_screen_can_be_drawn_in_every_state(language: str, preset: str, full: bool) -> None:
    hall = Hall(ACTIONS if preset == "concrete" else NOTES, preset=preset)
    renderer = Renderer()
    if full:
        hall.sample(hall.step)
        hall.by(DESK, LookAt("g1"), LookAt("g0"))
    for change in (lambda _: None, hall.close, hall.show):
        change(hall.step)
        for surface, html in drawn(hall, renderer, language):
            assert "k1" in html or hall.step in html, surface
            assert " style=" not in html


def drawn(hall: Hall, renderer: Renderer, language: str) -> list[tuple[str, str]]:
    state, work, scene = hall.scene.state, hall.work, hall.scene
    frame = {
        "step": hall.step,
        "title": "Frågan",
        "kind": "worksheet",
        "state": state,
        "clocks": scene.clocks,
    }
    views: list[tuple[str, Any, Any]] = [
        ("phone", work.everyone(scene), work.group("g0", scene)),
        ("phone", work.everyone(scene), {}),
        ("wall", work.wall(scene), {}),
        ("wall", work.place(hall.people[0].place, scene), {}),
        ("desk", work.desk(scene), {}),
        ("settings", {"settings": msgspec.to_builtins(work.settings)}, {}),
    ]
    return [
        (
            name,
            renderer.fragment(f"worksheet/{name}.html", language, {**frame, "view": view, "group_view": own}),
        )
        for name, view, own in views
    ]


def test_every_refusal_has_words() -> None:
    renderer = Renderer()
    codes = "no_questions least_above_most answered_already most_notes least_notes not_among_ours"
    values = {
        "most": 3,
        "least": 1,
        "have": 0,
        "count": 2,
        "number": 1,
        "name": "",
        "area": "",
        "done": 1,
        "of": 2,
    }
    for code in [
        *codes.split(),
        "text_changed",
        "being_written",
        "both_too_long",
        "undo_chosen",
        "undo_decided",
        "all_done",
        "group",
    ]:
        assert renderer.say(code, values, language="en", kind="worksheet") != code


def test_marks_reach_the_phone_of_the_seat() -> None:
    hall = Hall()
    hall.by(0, Choose("n1"), TakePen(WHERE))
    seat = hall.people[0]
    marks, _mine = personal(hall.session, seat.seat, Audience("phone", seat.place, seat.group))
    assert marks[f"{hall.step}-m-{WHERE}"] == {"hidden": False}
    assert marks[f"{hall.step}-sheet"] == {"data-may": True}
