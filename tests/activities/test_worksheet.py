"""Group work: settle on a few notes, answer for each, exactly one action."""

from typing import Any

import pytest

from sessions.activities.worksheet import Worksheet
from sessions.activities.worksheet.moves import (
    AddNote,
    AddNoteFor,
    Choose,
    ChooseFor,
    Decide,
    DecideFor,
    LookAt,
    Write,
    WriteFor,
)
from sessions.activities.worksheet.questions import questions_of
from sessions.activities.worksheet.spoken import WORDS_A_MINUTE, spoken_seconds
from sessions.activity import DESK_TURN, Grouped, Item, Rejected, TimeIsUp, Turn
from sessions.blocks import Para, Term
from sessions.session_moves import Happened
from sessions.steps import EditStep, OpenStep
from tests.activities.worksheet_play import ACTIONS, NOTES, WHERE, Hall
from tests.play import DESK, TIME
from tests.roles import ALWAYS, ANSWERING, FROM_OPEN, LEADERS, OPEN_ONLY, WRITERS, Rights

WHO_MAY: Rights = {
    **dict.fromkeys(
        ("choose", "add_note", "decide", "take_pen", "give_pen", "settle"), (ANSWERING, OPEN_ONLY)
    ),
    "write": (ANSWERING, FROM_OPEN),
    **dict.fromkeys(
        ("choose_for", "add_note_for", "decide_for", "write_for", "settle_for"), (WRITERS, FROM_OPEN)
    ),
    "take_pen_away": (LEADERS, FROM_OPEN),
    "look_at": (WRITERS, ALWAYS),
}


@pytest.fixture
def hall() -> Hall:
    return Hall()


@pytest.fixture
def writing(hall: Hall) -> Hall:
    """Group 1 works on a note, and its first seat has written where."""
    hall.by(0, Choose("n1"), Write(WHERE, "På biblioteket"))
    return hall


class TestNotes:
    def test_claimed_notes_come_first_then_the_groups_own_then_the_others_and_taken_ones_last(
        self, hall: Hall
    ) -> None:
        hall.by(0, AddNote("  Ett   eget förslag "))
        listed = [(n["id"], n["claimed"], n["own"], bool(n["taken_by"])) for n in hall.own()["candidates"]]
        own = hall.work.sheet("g0").own[0]
        assert listed == [
            ("n1", True, False, False),
            (own, False, True, False),
            ("n2", False, False, False),
            ("n4", False, False, False),
            ("n3", False, False, True),
        ]
        assert hall.work.title("g0", own) == "Ett eget förslag"
        assert own in hall.work.chosen("g0")

    def test_only_the_notes_of_the_groups_area_are_offered_and_a_long_list_is_cut(self) -> None:
        far = Item("far", "Långt bort", area="another area")
        many = tuple(Item(f"m{number}", f"Lapp {number}") for number in range(50))
        sheet = Hall((far, *many)).own()
        assert (len(sheet["candidates"]), sheet["more"]) == (24, 26)
        assert "far" not in {note["id"] for note in sheet["candidates"]}

    def test_at_most_three_and_a_note_can_be_put_back(self, hall: Hall) -> None:
        hall.by(0, Choose("n1"), Choose("n2"), Choose("n3"))
        assert hall.refused(1, Choose("n4")).code == "most_notes"
        hall.by(1, Choose("n1", on=False), Choose("n4"), Choose("n4"))
        assert list(hall.work.chosen("g0")) == ["n2", "n3", "n4"]

    def test_fewer_than_the_least_decide_on_nothing(self) -> None:
        hall = Hall(least=2)
        hall.by(0, Choose("n1"))
        assert hall.refused(0, Decide("n1")).values == {"least": 2, "have": 1}
        assert [(one["code"], one["count"]) for one in hall.own()["missing"]] == [
            ("missing_notes", 1),
            ("missing_answers", 8),
            ("missing_action", 1),
            ("missing_pitch", 1),
        ]
        hall.by(0, Choose("n2"), Decide("n1"))
        assert hall.work.action("g0") == "n1"

    def test_an_own_note_waits_when_the_group_has_enough_and_twenty_are_enough(self, hall: Hall) -> None:
        hall.by(0, *(AddNote(f"Nummer {number}") for number in range(20)))
        assert (len(hall.work.chosen("g0")), len(hall.work.sheet("g0").own)) == (3, 20)
        assert hall.refused(0, AddNote("En till")).values["field"] == "text"
        assert hall.refused(0, AddNote("x" * 301)).code == "too_long"
        assert hall.refused(1, AddNote(" ")).code == "empty"

    def test_two_groups_on_one_note_never_share_an_id(self, hall: Hall) -> None:
        hall.by(0, Choose("n2"), Decide("n2"))
        hall.by(5, Choose("n2"), Decide("n2"))
        first, second = hall.work.items()
        assert (first.id, first.group, first.from_ids) == ("n2", "g0", ())
        assert second.id != "n2"
        assert (second.group, second.from_ids) == ("g1", ("n2",))

    def test_a_note_that_another_group_took_is_worked_on_as_a_copy(self, hall: Hall) -> None:
        hall.by(0, Choose("n3"), Decide("n3"))
        (item,) = hall.work.items()
        assert item.id != "n3"
        assert item.from_ids == ("n3",)

    def test_who_has_no_group_is_told_and_a_note_nobody_knows_is_refused(self, hall: Hall) -> None:
        late = hall.join(40)
        assert hall.refused(late, Choose("n1")).code == "no_group"
        assert hall.refused(0, Choose("n9")).code == "unknown"
        assert hall.refused(DESK, ChooseFor("n1", group="nowhere")).code == "unknown"
        assert hall.work.group("nowhere", hall.scene) == {}


class TestTheOneAction:
    def test_it_keeps_the_notes_id_and_its_threads_and_takes_the_groups_words(self, hall: Hall) -> None:
        hall.by(0, Choose("n4"), Choose("n1"), Decide("n4"))
        area = hall.people[0].area
        assert hall.work.items() == [Item("n4", "Sommarkollo", "", ("a", "b"), "g0", area)]
        hall.by(0, Write("title.n4", "Kollo för alla\nbarn"), Write("text.n4", "Vi öppnar kollo.\nI juni."))
        assert hall.work.items()[0].title == "Kollo för alla barn"
        assert hall.work.items()[0].text == "Vi öppnar kollo.\nI juni."
        hall.by(0, Write("pitch.n4", "Varje barn har rätt till sommar."))
        assert hall.work.items()[0].text == "Varje barn har rätt till sommar."

    def test_exactly_one_and_another_choice_replaces_it_without_losing_its_words(self, hall: Hall) -> None:
        hall.by(0, Choose("n1"), Choose("n2"), Decide("n1"), Write("title.n1", "Läxor ihop"), Decide("n2"))
        assert [item.id for item in hall.work.items()] == ["n2"]
        hall.by(1, Decide("n1"), Decide("n1"))
        assert [item.title for item in hall.work.items()] == ["Läxor ihop"]
        hall.by(1, Decide(""))
        assert hall.work.items() == []

    def test_an_action_that_is_put_back_is_no_action(self, hall: Hall) -> None:
        hall.by(0, Choose("n1"), Decide("n1"), Choose("n1", on=False))
        assert (hall.work.action("g0"), hall.work.items()) == ("", [])
        assert hall.refused(0, Decide("n1")).code == "not_among_ours"

    def test_a_group_without_an_action_gives_the_next_step_nothing(self, hall: Hall) -> None:
        hall.by(0, Choose("n1"), Decide("n1"))
        hall.by(5, Choose("n3"), Write("q.n3.where", "Hemma"))
        assert [item.group for item in hall.work.items()] == ["g0"]
        assert set(hall.work.working()) == {"g0", "g1"}

    def test_items_come_by_the_groups_number(self, hall: Hall) -> None:
        hall.by(10, Choose("n2"), Decide("n2"))
        hall.by(0, Choose("n1"), Decide("n1"))
        assert [item.group for item in hall.work.items()] == ["g0", "g2"]

    @pytest.mark.parametrize(
        ("words", "seconds"), [(0, 0), (1, 5), (WORDS_A_MINUTE, 60), (3 * WORDS_A_MINUTE, 180)]
    )
    def test_how_long_it_takes_to_say(self, words: int, seconds: int) -> None:
        assert spoken_seconds("ord " * words) == seconds


class TestMakingItConcrete:
    def test_each_group_goes_on_with_its_own_action_without_choosing_anything(self) -> None:
        hall = Hall(ACTIONS, preset="concrete")
        assert [(one.id, one.title, one.group) for one in hall.work.items()] == [
            ("n1", "Läxhjälp", "g0"),
            ("n2", "Kollo", "g1"),
        ]
        sheet = hall.own()
        assert [question["code"] for question in sheet["questions"]][:3] == ["who", "what", "when"]
        assert [note["id"] for note in sheet["candidates"]] == ["n1"]
        assert (sheet["action"]["note"], sheet["least"], sheet["most"]) == ("n1", 1, 1)

    def test_what_they_write_belongs_to_the_same_item(self) -> None:
        hall = Hall(ACTIONS, preset="concrete")
        hall.by(0, Write("q.n1.who", "Skolan"), Write("pitch.n1", "Vi orkar mer ihop."))
        assert hall.work.items()[0] == Item("n1", "Läxhjälp", "Vi orkar mer ihop.", (), "g0")

    def test_a_group_can_begin_anew_and_one_without_an_action_writes_its_own(self) -> None:
        hall = Hall(ACTIONS, preset="concrete")
        assert hall.refused(0, Choose("n2")).values == {"most": 1}
        hall.by(0, AddNote("Något helt annat"))
        hall.by(0, Choose("n1", on=False), Choose(hall.work.sheet("g0").own[0]))
        hall.by(10, AddNote("Vi kom sent"))
        titles = {item.group: item.title for item in hall.work.items()}
        assert titles == {"g0": "Något helt annat", "g1": "Kollo", "g2": "Vi kom sent"}

    def test_the_first_choice_keeps_what_was_given(self) -> None:
        hall = Hall(ACTIONS, preset="concrete")
        hall.by(0, Choose("n1", on=False))
        assert hall.work.chosen("g0") == {}


class TestTheDesk:
    def test_it_types_in_what_is_on_paper_also_after_closing(self, hall: Hall) -> None:
        hall.by(DESK, AddNoteFor("Från papper", "g0"), ChooseFor("n1", group="g0"), DecideFor("n1", "g0"))
        hall.close(hall.step)
        hall.by(DESK, WriteFor(WHERE, "I biblioteket", 0, "g0"))
        (item,) = hall.work.items()
        field = hall.own()["chosen"][1]["questions"][0]["field"]
        assert (item.id, field["text"], field["typed"], field["held"]) == ("n1", "I biblioteket", True, False)
        assert Para(Term("typed_in")) in hall.work.minutes(hall.scene)

    def test_what_it_types_where_somebody_writes_stands_aside(self, writing: Hall) -> None:
        writing.by(DESK, WriteFor(WHERE, "Från papper", 1, "g0"))
        assert writing.text(WHERE) == "På biblioteket"
        assert writing.own()["chosen"][0]["questions"][0]["field"]["asides"][0]["text"] == "Från papper"

    def test_it_sees_every_group_and_opens_one_sheet_at_a_time(self, writing: Hall) -> None:
        writing.by(DESK, LookAt("g1"), LookAt("g1"), LookAt("g0"))
        view = writing.work.desk(writing.scene)
        assert [group["number"] for group in view["groups"]] == [1, 2, 3]
        assert view["open"]["team"]["id"] == "g0"
        writing.by(DESK, LookAt())
        assert writing.work.desk(writing.scene)["open"] is None
        assert writing.refused(DESK, LookAt("nowhere")).code == "unknown"

    def test_its_choices_can_be_undone(self, hall: Hall) -> None:
        hall.by(DESK, ChooseFor("n1", group="g0"), DecideFor("n1", "g0"))
        for action, chosen in (("", {"n1": "n1"}), ("", {})):
            hall.keep(hall.session.undo(turn_of(hall)), DESK.seat)
            assert (hall.work.action("g0"), hall.work.chosen("g0")) == (action, chosen)

    def test_it_is_told_when_everybody_has_filled_in_everything(self) -> None:
        hall = Hall(pitch=False)
        assert hall.work.needs(hall.scene) == ()
        for who, group in ((0, "g0"), (5, "g1"), (10, "g2")):
            hall.by(who, Choose("n1"), Decide("n1"))
            hall.answer_all(who, group)
        assert hall.work.needs(hall.scene) == (Term("all_done", {"count": 3}),)
        assert hall.own()["missing"] == []


def turn_of(hall: Hall) -> Any:
    return Turn(DESK, hall.at, hall.dice, "undo")


class TestProgress:
    def test_bars_are_figures_with_words(self, writing: Hall) -> None:
        first, second, _ = writing.work.wall(writing.scene)["groups"]
        assert (first["notes"], first["answered"], first["asked"], first["action"], first["pitch"]) == (
            1,
            1,
            4,
            False,
            False,
        )
        assert (first["share"], second["share"], first["done"]) == (round(2 / 7, 3), 0, False)

    def test_a_door_shows_the_groups_of_its_place_and_any_other_door_all(self, hall: Hall) -> None:
        place = hall.people[0].place
        here = hall.work.place(place, hall.scene)
        assert ([group["id"] for group in here["groups"]], here["place"]) == (["g0"], place)
        assert len(hall.work.place("Köket", hall.scene)["groups"]) == 3

    def test_many_groups_are_counted_when_they_do_not_fit(self) -> None:
        hall = Hall(people=150)
        wall = hall.work.wall(hall.scene)
        assert (len(wall["groups"]), wall["more"], wall["of"]) == (20, 10, 30)

    def test_a_group_whose_members_have_all_left_stays_readable(self, writing: Hall) -> None:
        for person in writing.people[:5]:
            writing.keep([Happened(Grouped("g1", (person.seat,)))], DESK.seat)
        writing.by(DESK, LookAt("g0"))
        view = writing.work.desk(writing.scene)
        assert view["groups"][0] | {"people": 0} == view["groups"][0]
        assert view["open"]["chosen"][0]["questions"][0]["field"]["text"] == "På biblioteket"

    def test_actions_are_shown_to_all_only_when_they_are_shown(self, writing: Hall) -> None:
        writing.by(0, Decide("n1"))
        for change, seen in ((writing.close, []), (writing.show, ["Läxhjälp"])):
            change(writing.step)
            for view in (writing.work.wall, writing.work.everyone):
                assert [action["title"] for action in view(writing.scene)["actions"]] == seen


class TestClosing:
    def test_what_was_being_typed_has_three_seconds_of_grace(self, writing: Hall) -> None:
        writing.close(writing.step)
        assert writing.marks(0) == {f"w-{WHERE}": {"hidden": False}}
        assert writing.marks(1) == {}
        writing.at += 1_000
        writing.by(0, Write(WHERE, "På biblioteket, på kvällen"))
        writing.at += 5_000
        assert writing.refused(0, Write(WHERE, "För sent")).code == "late"
        assert writing.text(WHERE) == "På biblioteket, på kvällen"

    def test_opened_again_it_goes_on_where_it_was(self, writing: Hall) -> None:
        writing.close(writing.step)
        writing.do(DESK, OpenStep(writing.step))
        writing.by(0, Write(WHERE, "Vidare", 1))
        assert writing.text(WHERE) == "Vidare"

    def test_its_clock_closes_nothing(self, hall: Hall) -> None:
        assert hall.judge(TIME, TimeIsUp(""), hall.step) == []


class TestSettings:
    def test_questions_are_free_each_once_or_those_of_the_preset(self) -> None:
        typed = questions_of(Worksheet.Settings(questions=" Vem gör?\n\nNär?\nVem  gör?"))
        assert [question.label for question in typed] == ["Vem gör?", "När?"]
        assert [question.code for question in questions_of(Worksheet.Settings())] == [
            "where",
            "whose",
            "already",
            "arenas",
        ]

    def test_an_answered_question_can_neither_go_nor_change_but_others_can_be_added(
        self, writing: Hall
    ) -> None:
        def edit(**change: Any) -> None:
            writing.do(DESK, EditStep(writing.step, settings=change))

        with pytest.raises(Rejected, match="answered_already"):
            edit(questions="Något annat")
        edit(least=2)
        hall = Hall(questions="Vem gör?\nNär?")
        hall.by(0, Choose("n1"), Write(f"q.n1.{hall.work.questions[0].id}", "Vi"))
        hall.do(DESK, EditStep(hall.step, settings={"questions": "Var?\nVem gör?"}))
        assert hall.own()["chosen"][0]["questions"][1]["field"]["text"] == "Vi"

    @pytest.mark.parametrize(
        ("change", "code", "field"),
        [
            ({"preset": "own"}, "no_questions", "questions"),
            ({"questions": "\n".join(map(str, range(13)))}, "too_many", "questions"),
            ({"least": 3, "most": 2}, "least_above_most", "least"),
            ({"most": 7}, "settings", "most"),
        ],
    )
    def test_what_cannot_be(self, change: dict[str, Any], code: str, field: str) -> None:
        with pytest.raises(Rejected) as refused:
            Hall(**change)
        assert (refused.value.code, refused.value.values["field"]) == (code, field)


@pytest.mark.parametrize("preset", ["actions", "concrete"])
@pytest.mark.parametrize("seed", range(4))
def test_the_sample_is_always_accepted_and_lets_two_write_at_once(preset: str, seed: int) -> None:
    hall = Hall(ACTIONS if preset == "concrete" else NOTES, preset=preset)
    hall.dice.seed(seed)
    assert hall.sample(hall.step) > 20
    assert {item.group for item in hall.work.items()} == {"g0", "g1", "g2"}
    assert any(len(field.parts) == 2 for field in hall.work.sheet("g0").fields.values())


def test_a_sample_goes_on_when_what_a_second_one_wrote_was_refused() -> None:
    hall, lost = Hall(), 0
    for _after, who, move in hall.work.sample(hall.people, hall.dice):
        person = DESK if who == DESK_TURN else hall.people[who]
        if type(move) is Write and hall.work.sheet(person.group).field(move.field).version > move.base:
            lost += 1
        else:
            hall.by(person, move)
    assert lost > 0
    fields = [field for sheet in hall.work.sheets.values() for field in sheet.fields.values()]
    assert fields
    assert not any(field.asides for field in fields)


def test_what_the_sample_writes_reads_like_words_and_no_two_write_the_same() -> None:
    hall = Hall(people=40)
    hall.sample(hall.step)
    written: dict[str, str] = {}
    for sheet in hall.work.sheets.values():
        for part in (part for field in sheet.fields.values() for part in field.parts):
            assert "zq" not in part.text
            assert written.setdefault(part.text, part.seat) == part.seat
    assert len(written) > 40
