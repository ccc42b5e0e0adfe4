"""Whose the words of post-its are: owners, paper, erasure, the record."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.activities.board import Board
from sessions.activities.board.columns import codes_in, legend_of, owner_of, parts_of
from sessions.activities.board.moves import (
    Claim,
    EditNote,
    Explain,
    Heart,
    Settings,
    SplitNote,
    TakeBack,
    TakeCopy,
    TypeIn,
)
from sessions.activities.board.notes import joined_number
from sessions.activity import Rejected, TimeIsUp
from sessions.blocks import Heading, Para, Table, Term
from sessions.wire import read_move
from tests.activities.board_play import Hall, all_notes
from tests.play import DESK


@pytest.fixture
def hall() -> Hall:
    return Hall()


class TestOwners:
    CODES = "SSK = Sjuksköterskan\nSSHoS = Stadens vård"

    def test_a_problem_an_activity_and_whose_it_is(self) -> None:
        hall = Hall(pairs=True, codes=self.CODES)
        note = hall.write(0, "Ingen svarar", activity="Ett nummer", owner=" SSK , SSHoS+SSK")
        assert (hall.items()[note].title, hall.items()[note].text) == ("Ingen svarar", "Ett nummer")
        told = all_notes(hall.seen("everyone"))[0]
        assert told["owners"] == [
            {"code": "SSK", "means": "Sjuksköterskan"},
            {"code": "SSHoS", "means": "Stadens vård"},
        ]

    def test_what_a_board_does_not_ask_for_is_not_kept(self, hall: Hall) -> None:
        hall.write(0, "Ja", activity="nej", owner="SSK")
        note = next(iter(hall.board.notes.values()))
        assert (note.activity, note.owner) == ("", "")

    def test_an_unknown_code_is_shown_and_asked_about_and_a_question_mark_is_not(self) -> None:
        hall = Hall(codes=self.CODES)
        note = hall.write(0, "Ett", owner="SSK+XY")
        hall.write(1, "Två", owner="?")
        assert hall.seen("desk")["unknown"] == [{"code": "XY", "note": note, "number": "1", "nth": 1}]
        assert hall.board.needs(hall.scene) == (Term("owners_unknown", {"count": 1}),)
        hall.desk(Explain(note, " Ytterstadens   förening ", 1))
        assert hall.seen("everyone")["legend"][-1] == {"code": "XY", "means": "Ytterstadens förening"}
        assert (hall.seen("desk")["unknown"], hall.seen("desk")["unowned"]) == ([], 1)
        hall.undo()
        assert len(hall.seen("desk")["unknown"]) == 1
        for move in (Explain(note, "x", 2), Explain("no", "x"), Explain(list(hall.board.notes)[1], "x")):
            assert hall.refused(DESK, move).code == "unknown"

    def test_an_explained_code_goes_with_the_words_of_who_used_it(self) -> None:
        hall = Hall(codes=self.CODES)
        note = hall.write(0, "Ett", owner="XY")
        hall.desk(Explain(note, "En förening"))
        session = hall.after_forgetting(0)
        hall.board.forget(hall.people[0].seat)
        assert "XY" not in str(session.steps.step(hall.step).activity.everyone(hall.scene))
        assert "XY" not in str(hall.seen("everyone"))

    def test_a_legend_that_cannot_be_read_names_its_line(self) -> None:
        with pytest.raises(Rejected) as refused:
            legend_of(Settings(codes="SSK = Sköterskan\nXY"))
        assert refused.value.values == {"line": 2, "field": "codes"}

    @pytest.mark.parametrize(
        "line", ["<b class=x>", "https://exempel.test/?q=1", "= Sköterskan", "x" * 25 + " = lång"]
    )
    def test_what_only_holds_an_equals_sign_is_no_line_of_a_legend(self, line: str) -> None:
        with pytest.raises(Rejected) as refused:
            legend_of(Settings(codes=f"SSK = Sköterskan\n{line}"))
        assert (refused.value.code, refused.value.values["line"]) == ("no_meaning", 2)

    def test_a_code_may_hold_blanks_and_several_signs(self) -> None:
        legend = legend_of(Settings(codes="Reg. Norr = Regionen = hälsan\nA/B (ny) = Avdelningen"))
        assert legend == {"Reg. Norr": "Regionen = hälsan", "A/B (ny)": "Avdelningen"}

    @given(st.text(max_size=60))
    def test_codes_are_read_as_they_were_kept(self, text: str) -> None:
        assert owner_of(owner_of(text)) == owner_of(text)
        assert "+".join(codes_in(owner_of(text))) == owner_of(text)

    def test_a_line_with_everything(self) -> None:
        wanted = Settings(pairs=True, codes="A = a")
        assert parts_of("Ingen svarar → Ett nummer [A+B]", wanted) == ("Ingen svarar", "Ett nummer", "A+B")
        assert parts_of("Bara så [x]", Settings()) == ("Bara så [x]", "", "")


class TestPaper:
    def test_several_lines_at_once_marked_from_paper(self, hall: Hall) -> None:
        hall.desk(TypeIn((" Ett ", "", "Två"), "stop", hall.area(1)))
        assert hall.up() == {"1": "Ett", "2": "Två"}
        assert {n.origin for n in hall.board.notes.values()} == {"paper"}
        assert {item.area for item in hall.board.items()} == {hall.area(1)}
        hall.undo()
        assert hall.up() == {}

    def test_what_cannot_be_typed_in(self, hall: Hall) -> None:
        assert hall.refused(DESK, TypeIn(("", " "))).values == {"field": "lines"}
        assert hall.refused(DESK, TypeIn(("x" * 141,))).code == "too_long"
        assert hall.refused(DESK, TypeIn(("x",), area="no")).code == "unknown"

    def test_a_form_sends_its_lines(self, hall: Hall) -> None:
        raw = {"do": "type_in", "lines": ["Ett", "Två"], "column": "stop", "area": "none"}
        assert read_move(hall.session, hall.step, raw) == TypeIn(("Ett", "Två"), "stop", "none")


class TestErasure:
    def test_forgetting_empties_every_text_and_the_counts_stay(self) -> None:
        hall = Hall(authors="names")
        one, two = hall.write(0, "Hemlig ett"), hall.write(5, "Kvar")
        hall.desk(EditNote(one, "Hemlig rättad"))
        merged = hall.arrange("merge", one, two)
        other = hall.write(0, "Hemlig tre")
        hall.desk(SplitNote(other, ("Hemlig a", "Hemlig b")))
        hall.by(5, Claim(merged))
        hall.by(0, TakeCopy(merged))
        session = hall.after_forgetting(0)
        board = session.steps.step(hall.step).activity
        assert isinstance(board, Board)
        assert "Hemlig" not in msgspec.json.encode([board.items(), vars(board)["notes"]]).decode()
        assert [i.text for i in board.items() if i.id == merged] == ["Kvar"]
        hall.board.forget(hall.people[0].seat)
        assert hall.board.items() == board.items()
        assert len(board.items()) == len(hall.items())

    def test_all_that_holds_somebodys_words_is_theirs(self, hall: Hall) -> None:
        one, two = hall.write(0, "Ett"), hall.write(5, "Två")
        merged = hall.arrange("merge", one, two)
        hall.by(5, Claim(merged))
        hall.by(0, TakeCopy(merged))
        copy = list(hall.board.notes)[-1]
        assert hall.board.authored(hall.people[0].seat) == {one, merged, copy}
        assert hall.board.authored(hall.people[5].seat) == {two, merged, copy}

    def test_a_part_that_was_taken_back_leaves_the_others(self, hall: Hall) -> None:
        one, two = hall.write(0, "Ett"), hall.write(5, "Två")
        merged = hall.arrange("merge", one, two)
        hall.arrange("unmerge", merged)
        hall.by(0, TakeBack(one))
        assert hall.board.authored(hall.people[5].seat) == {two, merged}

    def test_a_copy_is_put_right_for_itself(self, hall: Hall) -> None:
        one = hall.write(0, "Ett")
        hall.by(5, Claim(one))
        hall.by(0, TakeCopy(one))
        copy = list(hall.board.notes)[-1]
        hall.desk(EditNote(copy, "Ett på vårt sätt"))
        assert [hall.items()[id].title for id in (one, copy)] == ["Ett", "Ett på vårt sätt"]
        assert "Ett" not in str(
            [i.title for i in hall.after_forgetting(0).steps.step(hall.step).activity.items()]
        )
        hall.board.apply(TimeIsUp(""), "time", 0)
        assert len(hall.items()) == 2

    def test_a_note_without_words_stays_readable(self, hall: Hall) -> None:
        one = hall.write(0, "Ett")
        hall.board.forget(hall.people[0].seat)
        assert hall.own(0)["mine"] == []
        assert hall.items()[one].title == ""
        hall.close(hall.step)
        assert (
            Term("removed_text")
            in next(b for b in hall.board.minutes(hall.scene) if isinstance(b, Table)).rows[0]
        )


class TestRecord:
    def test_by_area_and_column_under_headings_without_what_was_hidden(self) -> None:
        hall = Hall(authors="group", codes="SSK = Sjuksköterskan")
        one, two = hall.write(0, "Ett", owner="SSK"), hall.write(0, "Två", owner="XY")
        hidden = hall.write(0, "Dolt")
        hall.write(10, "Där", "stop")
        hall.by(3, Heart(one), Claim(one))
        hall.arrange("head", one, title="Möten")
        hall.arrange("hide", hidden)
        assert "Ett" not in str(hall.board.minutes(hall.scene))
        hall.close(hall.step)
        told = hall.board.minutes(hall.scene)
        headings = [
            block.text.values["area"]
            for block in told
            if isinstance(block, Heading) and isinstance(block.text, Term)
        ]
        assert headings == ["Skola", "Arbete"]
        assert Para(Term("heading", {"title": "Möten"})) in told
        tables = [block for block in told if isinstance(block, Table)]
        assert [len(t.head) for t in tables] == [6, 4, 3]
        assert "Dolt" not in str(told) + str(hall.board.record(hall.scene))
        assert hall.board.record(hall.scene)["notes"][0]["taken_by"] == "g0"
        assert two in {note["id"] for note in hall.board.record(hall.scene)["notes"]}

    def test_names_only_where_they_were_promised_and_marks_of_origin(self) -> None:
        hall = Hall(
            authors="names", question="Vad gör vi?", per_area=False, seeds="start: Förslag", pairs=True
        )
        hall.write(0, "Ett", activity="Gör det")
        hall.desk(TypeIn(("Papper",)))
        hall.close(hall.step)
        told = str(hall.board.minutes(hall.scene))
        assert "Ett → Gör det" in told
        assert "Namnzq0mark" in told
        assert "'origin': 'seed'" in told
        assert "'origin': 'paper'" in told

    def test_numbers_of_a_merge(self) -> None:
        assert [joined_number(n) for n in (["1", "2"], ["1", "2", "3", "4"])] == ["1+2", "1+3×"]
