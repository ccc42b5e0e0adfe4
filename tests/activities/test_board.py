"""Post-its: written, read, put in order, taken along; every word stays its writer's."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.activities.board import Board
from sessions.activities.board.columns import columns_of, seeds_of
from sessions.activities.board.moves import (
    Claim,
    Heart,
    Reveal,
    Settings,
    TakeBack,
    Write,
)
from sessions.activity import Event, Item, Rejected, TimeIsUp
from sessions.blocks import Term
from sessions.part import tag_of
from sessions.people import GiveRole
from sessions.steps import EditStep
from tests.activities.board_play import Hall, all_notes, drawing
from tests.play import DESK, TIME
from tests.roles import ALWAYS, ANSWERING, LEADERS, OPEN_ONLY, WRITERS, Rights

READING = "open shown"

WHO_MAY: Rights = {
    **dict.fromkeys(("write", "take_back"), (ANSWERING, OPEN_ONLY)),
    **dict.fromkeys(("heart", "claim", "take_copy", "give_back"), (ANSWERING, READING)),
    **dict.fromkeys(
        ("arrange", "split_note", "edit_note", "name_heading", "keep_apart", "hand_out", "explain"),
        (LEADERS, ALWAYS),
    ),
    **dict.fromkeys(("look_at", "turn_page", "take_up", "put_back"), (LEADERS, ALWAYS)),
    "reveal": (LEADERS, OPEN_ONLY),
    "type_in": (WRITERS, ALWAYS),
}


@pytest.fixture
def hall() -> Hall:
    return Hall()


class TestColumns:
    def test_start_continue_stop_unless_there_are_others(self) -> None:
        assert [one.kind for one in columns_of(Settings())] == ["start", "continue", "stop"]
        free = columns_of(Settings(columns="Börja med\n Fortsätta  med\nDrömmar\nOro"))
        assert [(one.kind, one.look, one.sign) for one in free] == [
            ("start", 0, 0), ("continue", 0, 0), ("", 3, 3), ("", 4, 4),
        ]  # fmt: skip

    def test_a_column_stays_itself_when_the_order_changes(self) -> None:
        before, after = columns_of(Settings(columns="A\nB")), columns_of(Settings(columns="B\nC\nA"))
        assert {one.label: one.id for one in before}.items() <= {one.label: one.id for one in after}.items()

    def test_eight_at_most_and_each_once(self, hall: Hall) -> None:
        for columns, code in (("\n".join("abcdefghi"), "too_many"), ("Oro\noro", "same_column")):
            with pytest.raises(Rejected) as refused:
                hall.board.settings_changed(Settings(columns=columns))
            assert (refused.value.code, refused.value.values["field"]) == (code, "columns")

    def test_a_column_with_notes_stays(self) -> None:
        hall = Hall(columns="Ett\nTvå")
        _one, two = columns_of(hall.board.settings)
        hall.by(0, Write("Här", two.id))
        with pytest.raises(Rejected, match="column_used"):
            hall.do(DESK, EditStep(hall.step, settings={"columns": "Ett"}))
        hall.do(DESK, EditStep(hall.step, settings={"columns": "Två\nTre\nEtt"}))
        assert next(iter(hall.board.notes.values())).spot.column == two.id


class TestBeforehand:
    SEEDS = "Börja med: Läxhjälp\nstop: Brev\n# arbete\nFortsätta med: Fadder -> kvar\n\n# Okänt\nsluta: Kö"

    def test_each_goes_to_its_column_and_area_and_is_marked(self) -> None:
        hall = Hall(seeds=self.SEEDS)
        boards = {board["name"]: board for board in hall.seen("everyone")["boards"]}
        told = {
            name: [(n["texts"], n["column"], n["origin"]) for n in all_notes({"boards": [b]})]
            for name, b in boards.items()
        }
        assert told["Arbete"] == [(["Fadder -> kvar"], "continue", "seed")]
        assert told[""] == [
            (["Läxhjälp"], "start", "seed"),
            (["Kö"], "stop", "seed"),
            (["Brev"], "stop", "seed"),
        ]
        assert hall.replayed().steps.step(hall.step).activity.items() == hall.board.items()

    def test_its_area_is_for_good_with_the_first_move_or_with_closing(self) -> None:
        for settle in ("write", "close"):
            hall = Hall(seeds=self.SEEDS)
            assert {item.area for item in hall.board.items()} == {""}
            hall.write(0, "Min") if settle == "write" else hall.close(hall.step)
            assert [i.area for i in hall.board.items()][:4] == ["", "", hall.area(1), ""]

    def test_they_have_gone_up_when_it_opens_and_do_not_come_twice(self) -> None:
        hall = Hall(seeds="start: En")
        with pytest.raises(Rejected, match="seeds_fixed"):
            hall.do(DESK, EditStep(hall.step, settings={"seeds": "start: Två"}))
        hall.board.opened(())
        assert hall.up() == {"1": "En"}

    @pytest.mark.parametrize(
        ("seeds", "code", "line"),
        [
            ("Läxhjälp", "no_seed_column", 1),
            ("start: ja\nstop: ", "empty_seed", 2),
            ("stop: " + "x" * 141, "long_seed", 1),
        ],
    )
    def test_a_line_that_cannot_be_read_is_named(self, seeds: str, code: str, line: int) -> None:
        with pytest.raises(Rejected) as refused:
            seeds_of(Settings(seeds=seeds))
        assert (refused.value.code, refused.value.values["line"]) == (code, line)

    def test_with_one_column_a_line_needs_none(self) -> None:
        assert [seed.text for seed in seeds_of(Settings(columns="Allt", seeds="Ett: två\nTre"))] == [
            "Ett: två",
            "Tre",
        ]

    def test_what_an_earlier_step_brings_along_keeps_its_id(self) -> None:
        hall = Hall((Item("i1", "Från förr", "mer", group="g0"),))
        assert hall.items()["i1"].title == "Från förr"
        hall.board.opened((Item("i1", "Från förr"),))
        assert len(hall.board.notes) == 1


class TestWriting:
    def test_numbered_in_ones_own_area_and_group(self, hall: Hall) -> None:
        first, second = hall.write(0, "  Ett   öppet hus "), hall.write(10, "Två", "stop")
        assert hall.up() == {"1": "Ett öppet hus", "2": "Två"}
        assert (hall.items()[first].area, hall.items()[second].area) == (hall.area(0), hall.area(1))

    def test_a_client_cannot_say_who_or_where_it_is(self, hall: Hall) -> None:
        hall.by(0, Write("Min", "start", id="mine", area="elsewhere", group="g2", waits=True))
        note = next(iter(hall.board.notes.values()))
        assert (note.id == "mine", note.spot.area, note.group, note.spot.waits) == (
            False,
            hall.area(0),
            "g0",
            False,
        )

    def test_what_is_too_long_or_empty_is_refused_with_its_field(self, hall: Hall) -> None:
        long = hall.refused(0, Write("x" * 141, "start"))
        assert (long.code, long.values) == ("too_long", {"most": 140, "field": "text"})
        assert hall.refused(0, Write("  ", "start")).code == "empty"
        assert hall.refused(0, Write("Ja", "nowhere")).code == "no_such_column"
        hall.by(0, Write("Utan", ""))
        assert list(hall.board.notes.values())[-1].spot.column == "start"

    def test_so_many_each_and_so_many_in_all(self, monkeypatch: pytest.MonkeyPatch) -> None:
        hall = Hall(each=1)
        hall.write(0, "En")
        assert hall.refused(0, Write("Två", "start")).code == "enough"
        assert hall.marks(0)["send"] == {"disabled": True}
        monkeypatch.setattr("sessions.activities.board.moves.MOST_NOTES", 1)
        assert hall.refused(1, Write("Två", "start")).code == "too_many"

    def test_one_takes_ones_own_back_until_others_build_on_it(self, hall: Hall) -> None:
        one, two, three = (hall.write(0, text) for text in ("Ett", "Två", "Tre"))
        assert hall.refused(1, TakeBack(one)).code == "unknown"
        hall.by(0, TakeBack(one))
        hall.by(1, Claim(two))
        assert hall.refused(0, TakeBack(two)).code == "in_use"
        assert [(n["number"], n["fixed"]) for n in hall.own(0)["mine"]] == [("3", False), ("2", True)]
        hall.by(0, TakeBack(three))
        assert hall.up() == {"2": "Två"}
        assert hall.refused(0, TakeBack(one)).code == "unknown"

    def test_an_observer_reads_along(self, hall: Hall) -> None:
        hall.do(DESK, GiveRole(hall.people[0].seat, "observer"))
        assert hall.marks(0)["watching"] == {"hidden": False}
        assert hall.own(0) == {}

    def test_its_clock_closes_nothing(self, hall: Hall) -> None:
        assert hall.judge(TIME, TimeIsUp(""), hall.step) == []


class TestPromises:
    @pytest.mark.parametrize(
        ("authors", "told"), [("nobody", None), ("group", "g0"), ("names", ["Namnzq0mark"])]
    )
    def test_only_what_was_promised_is_shown_of_who_wrote(self, authors: str, told: Any) -> None:
        hall = Hall(authors=authors)
        note = hall.write(0, "Ett")
        by = all_notes(hall.seen("everyone"))[0]["by"]
        assert (by and (by["group"]["id"] if by["group"] else by["names"])) == told
        assert hall.items()[note].group == ("" if authors == "nobody" else "g0")

    def test_what_was_said_before_writing_stays_said(self, hall: Hall) -> None:
        for change, code in (({"authors": "names"}, "authors_fixed"), ({"reveal": "later"}, "reveal_fixed")):
            with pytest.raises(Rejected) as refused:
                hall.do(DESK, EditStep(hall.step, settings=change))
            assert (refused.value.code, refused.value.values["field"]) == (code, next(iter(change)))
        hall.do(DESK, EditStep(hall.step, settings={"hearts": 5}))
        assert hall.board.settings.hearts == 5

    def test_hidden_until_they_are_shown(self) -> None:
        hall = Hall(reveal="later")
        note = hall.write(0, "Hemligt")
        for view in (hall.seen("everyone"), hall.seen("wall"), hall.seen("place", "Sal Skola")):
            assert "Hemligt" not in str(view)
        assert "Hemligt" in str(hall.seen("desk"))
        assert hall.refused(1, Heart(note)).code == hall.refused(1, Claim(note)).code == "unknown"
        hall.close(hall.step)
        assert "Hemligt" not in str(
            (hall.board.minutes(hall.scene), hall.board.record(hall.scene), hall.seen("wall"))
        )
        hall.show(hall.step)
        assert "Hemligt" in str(hall.seen("wall"))
        hall.by(1, Heart(note))

    def test_the_big_button_shows_them_and_they_can_be_hidden_again(self) -> None:
        hall = Hall(reveal="later")
        assert hall.board.onward(hall.scene) is None
        hall.write(0, "Hemligt")
        onward = hall.board.onward(hall.scene)
        assert onward == (Term("reveal_notes", {"count": 1}), Reveal())
        hall.desk(onward[1])
        assert hall.board.onward(hall.scene) is None
        assert "Hemligt" in str(hall.seen("everyone"))
        hall.desk(Reveal(False))
        assert "Hemligt" not in str(hall.seen("everyone"))

    def test_held_notes_are_read_first(self) -> None:
        hall = Hall(hold=True)
        one, two = hall.write(0, "Ett"), hall.write(1, "Två")
        assert hall.up() == {}
        assert hall.board.needs(hall.scene) == (Term("to_approve", {"count": 2}),)
        assert hall.own(0)["mine"][0]["waits"]
        hall.arrange("approve", one, two)
        assert (hall.up(), hall.board.needs(hall.scene)) == ({"1": "Ett", "2": "Två"}, ())
        hall.undo()
        assert hall.up() == {}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 25))
def test_any_sample_replays_to_the_same_board(seed: int, people: int) -> None:
    hall = Hall(
        people=people, pairs=bool(seed % 2), hold=seed % 3 == 0, reveal=("live", "later")[seed % 5 == 0]
    )
    hall.dice.seed(seed)
    hall.sample(hall.step)
    replayed = hall.replayed().steps.step(hall.step).activity
    assert isinstance(replayed, Board)
    assert vars(replayed)["notes"] == hall.board.notes
    assert replayed.items() == hall.board.items()
    numbers = [note.number for note in hall.board.seen_notes() if note.origin == "phone"]
    assert all(int(a) < int(b) for a, b in pairwise(numbers))
    taken = [len(hall.board.taken_by(f"g{group}")) for group in range(5)]
    assert max(taken) <= hall.board.settings.take


def test_the_sample_of_a_board_with_codes() -> None:
    hall = Hall(codes="A = a\nB = b")
    assert hall.sample(hall.step) > 10
    assert any(note.owner for note in hall.board.notes.values())


def test_every_code_has_words() -> None:
    values = {
        **{"most": 3, "line": 2, "count": 2, "number": 1, "name": "", "title": "T", "text": "x"},
        **{"origin": "copy", "kind": "stop", "label": "", "area": ""},
    }
    codes = """authors_fixed reveal_fixed seeds_fixed column_used same_column no_seed_column empty_seed long_seed
        no_meaning enough no_such_column in_use hearts_given taken_already taken_enough take_itself copied_already
        choose_one choose_two no_heading nowhere not_on_board taken_apart not_merged not_splittable split_in_two
        not_editable to_approve owners_unknown reveal_notes written column column_of heading number note head_hearts
        head_owners head_by head_taken group told removed_text"""
    events: tuple[type[Event], ...] = (*Board.moves, *Board.events)
    assert set(UNDONE) <= {tag_of(event) for event in events}
    for code in (*codes.split(), *(f"undo_{tag}" for tag in UNDONE)):
        assert drawing().say(code, values, language="en", kind="board") not in ("", code), code


UNDONE = (
    *("notes_headed", "notes_merged", "notes_parted", "note_split", "notes_moved", "notes_hidden"),
    *("notes_approved", "notes_back", "note_edited", "note_taken", "note_copied", "copy_dropped", "typed_in"),
    *("name_heading", "keep_apart", "explain"),
)
"""The events that the desk can undo."""
