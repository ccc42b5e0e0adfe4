"""Post-its: written, read, put in order, taken along; every word stays its writer's."""

from functools import cache
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.activities.board import Board, pages
from sessions.activities.board.alike import ALIKE, Likeness, likeness, trigrams
from sessions.activities.board.columns import codes_in, columns_of, legend_of, owner_of, parts_of, seeds_of
from sessions.activities.board.moves import (
    Arrange,
    Claim,
    EditNote,
    Explain,
    GiveBack,
    HandOut,
    Heart,
    KeepApart,
    LookAt,
    NameHeading,
    PutBack,
    Reveal,
    Settings,
    SplitNote,
    Spot,
    TakeBack,
    TakeCopy,
    TakeUp,
    TurnPage,
    TypeIn,
    Write,
)
from sessions.activities.board.notes import joined_number
from sessions.activity import Event, Item, Move, Person, Rejected, TimeIsUp, Turn
from sessions.blocks import Heading, Para, Table, Term
from sessions.erasure import erased
from sessions.groups import RemoveArea
from sessions.part import tag_of
from sessions.people import GiveRole
from sessions.render import Renderer
from sessions.session import Session, Undo
from sessions.steps import EditStep
from sessions.wire import read_events, read_move, write_events
from tests.play import DESK, TIME, Play, Row
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


class Hall(Play):
    """Three groups of five: two in the first area, one in the second."""

    def __init__(self, items: tuple[Item, ...] = (), people: int = 15, **wanted: Any) -> None:
        super().__init__(people)
        self.step = self.start("board", items, **wanted)

    @property
    def board(self) -> Board:
        activity = self.activity(self.step)
        assert isinstance(activity, Board)
        return activity

    @property
    def scene(self) -> Any:
        return self.session.scene(self.session.steps.step(self.step))

    def by(self, who: int | Person, *moves: Move) -> None:
        for move in moves:
            self.do(who if isinstance(who, Person) else self.people[who], move, self.step)

    def desk(self, *moves: Move) -> None:
        self.by(DESK, *moves)

    def refused(self, who: int | Person, move: Move) -> Rejected:
        with pytest.raises(Rejected) as refused:
            self.by(who, move)
        return refused.value

    def write(self, who: int, text: str, column: str = "start", activity: str = "", owner: str = "") -> str:
        self.by(who, Write(text, column, activity, owner))
        return list(self.board.notes)[-1]

    def arrange(self, how: Any, *ids: str, **more: str) -> str:
        self.desk(Arrange(how, ids, **more))
        return list(self.board.notes)[-1]

    def undo(self) -> None:
        self.at += 1000
        self.keep(self.session.undo(Turn(DESK, self.at, self.dice, f"m{len(self.rows)}")), DESK.seat)

    def up(self) -> dict[str, str]:
        """What everybody sees: number -> words."""
        return {
            one.number: " | ".join(p.text for p in self.board.words(one)) for one in self.board.seen_notes()
        }

    def items(self) -> dict[str, Item]:
        return {item.id: item for item in self.board.items()}

    def seen(self, view: str, *of: Any) -> Any:
        return msgspec.to_builtins(getattr(self.board, view)(*of, self.scene))

    def own(self, who: int) -> Any:
        return self.board.seat(self.session.people.person(self.people[who].seat), self.scene)

    def marks(self, who: int) -> Any:
        return self.board.marks(self.session.people.person(self.people[who].seat), self.scene)

    def area(self, number: int = 0) -> str:
        return list(self.session.groups.areas)[number]

    def after_forgetting(self, who: int) -> Session:
        """The session as its journal tells it once a seat has been erased from it."""
        seat, kind_of = self.people[who].seat, self.session.steps.kind_of
        ids = self.board.authored(seat)
        rows = [
            Row(r.at, r.by, write_events(erased(read_events(r.events, kind_of), r.by == seat, ids)))
            for r in self.rows
        ]
        session = self.replayed(rows)
        session.steps.step(self.step).activity.forget(seat)
        return session


@pytest.fixture
def hall() -> Hall:
    return Hall()


def all_notes(view: Any) -> list[Any]:
    return [note for board in view["boards"] for lane in board["lanes"] for note in lane["notes"]]


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


class TestOrder:
    @pytest.fixture
    def three(self, hall: Hall) -> tuple[str, str, str]:
        return hall.write(0, "Ett"), hall.write(5, "Två", "stop"), hall.write(10, "Tre", "continue")

    def test_under_a_heading_the_column_stays(self, hall: Hall, three: tuple[str, str, str]) -> None:
        one, two, _ = three
        hall.arrange("head", one, two, title=" Möten ")
        spots = [hall.board.notes[id].spot for id in (one, two)]
        assert ([spot.column for spot in spots], spots[0].heading) == (["start", "stop"], spots[1].heading)
        assert [(h["title"], h["notes"]) for h in hall.seen("desk")["headings"]] == [("Möten", 2)]
        hall.arrange("head", three[2], title="möten")
        hall.arrange("head", three[2], heading=spots[0].heading)
        assert len(hall.board.headings) == 1
        hall.arrange("apart", one)
        assert hall.board.notes[one].spot.heading == ""
        hall.undo()
        assert hall.board.notes[one].spot == spots[0]

    def test_a_heading_is_called_something_else(self, hall: Hall, three: tuple[str, str, str]) -> None:
        hall.arrange("head", three[0], title="Möten")
        (heading,) = hall.board.headings
        hall.desk(NameHeading(heading, "Träffar"))
        assert hall.board.headings == {heading: "Träffar"}
        hall.undo()
        assert hall.board.headings == {heading: "Möten"}
        assert hall.refused(DESK, NameHeading("no", "Ja")).code == "unknown"
        assert hall.refused(DESK, Arrange("head", three[:1], heading="no")).code == "unknown"
        assert hall.refused(DESK, Arrange("head", three[:1])).code == "no_heading"

    def test_merging_keeps_both_texts_and_has_two_parents(
        self, hall: Hall, three: tuple[str, str, str]
    ) -> None:
        one, two, _ = three
        hall.by(3, Heart(one), Heart(two))
        hall.by(4, Heart(two))
        merged = hall.arrange("merge", one, two)
        assert hall.up() == {"3": "Tre", "1+2": "Ett | Två"}
        item = hall.items()[merged]
        assert (item.title, item.text, item.from_ids) == ("Ett", "Två", (one, two))
        assert sum(hall.board.notes[merged].hearts.values()) == 2
        assert hall.own(0)["mine"][0]["away"] == "merged"
        hall.undo()
        assert hall.up() == {"1": "Ett", "2": "Två", "3": "Tre"}

    def test_what_was_merged_comes_apart_with_what_it_was_given(
        self, hall: Hall, three: tuple[str, str, str]
    ) -> None:
        merged = hall.arrange("merge", *three[:2])
        hall.by(3, Heart(merged), Claim(merged))
        hall.arrange("unmerge", merged)
        assert hall.up() == {"1": "Ett", "2": "Två", "3": "Tre"}
        assert [one.taken for one in hall.board.seen_notes()] == ["g0", "g0", ""]
        assert [sum(one.hearts.values()) for one in hall.board.seen_notes()] == [1, 1, 0]
        hall.undo()
        assert hall.up() == {"3": "Tre", "1+2": "Ett | Två"}
        assert hall.refused(DESK, Arrange("unmerge", three[2:])).code == "not_merged"

    def test_what_cannot_be_put_together(self, hall: Hall, three: tuple[str, str, str]) -> None:
        one, two, last = three
        assert hall.refused(DESK, Arrange("merge", (one,))).code == "choose_two"
        assert hall.refused(DESK, Arrange("merge")).code == "choose_one"
        assert hall.refused(DESK, Arrange("merge", (one, "no"))).code == "unknown"
        hall.by(0, Claim(one))
        hall.by(5, Claim(two))
        assert hall.refused(DESK, Arrange("merge", (one, two))).code == "taken_apart"
        hall.arrange("hide", last)
        assert hall.refused(DESK, Arrange("merge", (one, last))).code == "not_on_board"

    def test_splitting_has_one_parent(self, hall: Hall, three: tuple[str, str, str]) -> None:
        one = three[0]
        hall.by(2, Claim(one))
        hall.desk(SplitNote(one, ("Första", " ", "Andra")))
        first, second = list(hall.board.notes)[-2:]
        assert hall.up() == {"2": "Två", "3": "Tre", "1a": "Första", "1b": "Andra"}
        assert [hall.items()[id].from_ids for id in (first, second)] == [(one,), (one,)]
        assert [hall.items()[id].claimed_by for id in (first, second)] == ["g0", ""]
        hall.undo()
        assert hall.up() == {"1": "Ett", "2": "Två", "3": "Tre"}
        assert hall.refused(DESK, SplitNote(one, ("Bara en",))).code == "split_in_two"
        merged = hall.arrange("merge", *three[:2])
        assert hall.refused(DESK, SplitNote(merged, ("a", "b"))).code == "not_splittable"

    def test_to_another_column_and_area(self, hall: Hall, three: tuple[str, str, str]) -> None:
        one = three[0]
        hall.arrange("shift", one, column="stop")
        hall.arrange("shift", one, area="none")
        assert hall.board.notes[one].spot == Spot("stop")
        hall.arrange("shift", one, area=hall.area(2), column="continue")
        hall.undo()
        assert hall.board.notes[one].spot == Spot("stop")
        for move, code in (
            (Arrange("shift", (one,)), "nowhere"),
            (Arrange("shift", (one,), area="no"), "unknown"),
            (Arrange("shift", (one,), column="no"), "no_such_column"),
        ):
            assert hall.refused(DESK, move).code == code

    def test_hiding_is_undone_in_two_ways(self, hall: Hall, three: tuple[str, str, str]) -> None:
        one = three[0]
        hall.arrange("hide", one)
        assert (one in hall.items(), [n["id"] for n in hall.seen("desk")["away"]]) == (False, [one])
        assert hall.refused(DESK, Arrange("hide", (one,))).code == "not_on_board"
        hall.arrange("unhide", one)
        assert one in hall.items()
        assert hall.refused(DESK, Arrange("unhide", (one,))).code == "changed_since"
        hall.undo()
        assert one not in hall.items()
        hall.undo()
        assert one in hall.items()

    def test_undo_after_somebody_went_on_is_refused(self, hall: Hall, three: tuple[str, str, str]) -> None:
        one = three[0]
        stale = PutBack({one: Spot("stop", hall.area(0))}, {one: Spot("start", hall.area(0))})
        assert hall.refused(DESK, stale).code == "changed_since"
        assert hall.refused(DESK, PutBack({}, {one: Spot("stop")})).code == "changed_since"
        assert hall.refused(DESK, PutBack({"no": Spot("stop")}, {})).code == "changed_since"

    def test_a_slip_of_the_pen(self, hall: Hall, three: tuple[str, str, str]) -> None:
        one = three[0]
        hall.desk(EditNote(one, "Ett öppet hus"))
        assert hall.items()[one].title == "Ett öppet hus"
        hall.undo()
        assert hall.items()[one].title == "Ett"
        merged = hall.arrange("merge", *three[:2])
        assert hall.refused(DESK, EditNote(merged, "Nytt")).code == "not_editable"

    def test_the_desk_has_one_in_hand(self, hall: Hall, three: tuple[str, str, str]) -> None:
        hall.desk(TakeUp(three[0]))
        assert hall.seen("desk")["in_hand"]["editable"]
        hall.desk(TakeUp(hall.arrange("merge", *three[:2])))
        assert hall.seen("desk")["in_hand"]["parts"] == ["1", "2"]
        hall.desk(TakeUp())
        assert hall.seen("desk")["in_hand"] is None
        assert hall.refused(DESK, TakeUp("no")).code == "unknown"

    def test_only_the_desk_hears_of_undo(self, hall: Hall, three: tuple[str, str, str]) -> None:
        before = len(hall.session.undos)
        hall.by(0, Claim(three[0]), GiveBack(three[0]), Heart(three[1]))
        assert len(hall.session.undos) == before
        assert Undo.allowed == LEADERS


class TestHearts:
    def test_one_a_seat_and_note_and_so_many_each(self) -> None:
        hall = Hall(hearts=2)
        notes = [hall.write(0, text) for text in ("Ett", "Två", "Tre")]
        hall.by(1, Heart(notes[0]), Heart(notes[0]), Heart(notes[1]))
        assert hall.refused(1, Heart(notes[2])).values == {"most": 2}
        hall.by(1, Heart(notes[0], on=False), Heart(notes[2]))
        assert [n["hearts"] for n in all_notes(hall.seen("wall") | hall.seen("everyone"))] == [1, 1, 0]
        assert (hall.own(1)["hearts_left"], hall.marks(1)[f"h-{notes[2]}"]) == (0, {"checked": True})

    def test_none_where_there_are_none_and_never_for_a_note_nobody_sees(self) -> None:
        hall = Hall(hearts=0, hold=True)
        note = hall.write(0, "Ett")
        assert hall.refused(1, Heart(note)).code == "unknown"
        hall.arrange("approve", note)
        assert hall.refused(1, Heart(note)).code == "not_now"


class TestTakenAlong:
    @pytest.fixture
    def note(self, hall: Hall) -> str:
        return hall.write(0, "Läxhjälp")

    def test_a_group_takes_a_note_and_others_see_it(self, hall: Hall, note: str) -> None:
        hall.by(5, Claim(note), Claim(note))
        assert hall.items()[note].claimed_by == "g1"
        assert all_notes(hall.seen("everyone"))[0]["taken"]["number"] == hall.scene.group("g1").number
        again = hall.refused(0, Claim(note))
        assert (again.code, again.values["number"]) == ("taken_already", hall.scene.group("g1").number)
        assert hall.refused(0, GiveBack(note)).code == "unknown"
        hall.by(6, GiveBack(note))
        assert hall.items()[note].claimed_by == ""

    def test_a_marked_copy_has_an_id_of_its_own(self, hall: Hall, note: str) -> None:
        assert hall.refused(0, TakeCopy(note)).code == "take_itself"
        hall.by(5, Claim(note))
        assert hall.refused(6, TakeCopy(note)).code == "take_itself"
        hall.by(0, TakeCopy(note))
        copy = list(hall.board.notes)[-1]
        item = hall.items()[copy]
        assert (item.title, item.from_ids, item.claimed_by) == ("Läxhjälp", (note,), "g0")
        assert hall.seen("group", "g0") == {
            "area": hall.area(0),
            "taken": [copy],
            "copied": [note],
            "left": 2,
        }
        assert hall.refused(1, TakeCopy(note)).code == "copied_already"
        assert hall.refused(10, TakeCopy(copy)).code == "take_itself"
        hall.by(1, GiveBack(copy))
        assert list(hall.items()) == [note]

    def test_so_many_a_group(self) -> None:
        hall = Hall(take=1)
        one, two = hall.write(0, "Ett"), hall.write(0, "Två")
        hall.by(0, Claim(one))
        assert hall.refused(1, Claim(two)).values == {"most": 1}
        hall.by(5, Claim(two))
        assert hall.refused(0, TakeCopy(two)).code == "taken_enough"

    def test_nothing_by_phone_where_it_is_off_or_without_a_group(self) -> None:
        hall = Hall(take=0)
        note = hall.write(0, "Ett")
        assert hall.refused(0, Claim(note)).code == "not_now"
        hall.desk(HandOut(note, "g1"))
        assert hall.items()[note].claimed_by == "g1"
        loose = Hall()
        other = loose.write(0, "Ett")
        loose.people.append(loose.join(50))
        assert loose.refused(15, Claim(other)).code == "no_group"
        assert loose.refused(15, GiveBack(other)).code == "unknown"

    def test_the_desk_hands_out_and_takes_back(self, hall: Hall, note: str) -> None:
        hall.desk(HandOut(note, "g0"))
        hall.desk(HandOut(note, "g1", copy=True))
        assert len(hall.items()) == 2
        hall.undo()
        assert len(hall.items()) == 1
        hall.undo()
        assert hall.items()[note].claimed_by == ""
        hall.desk(HandOut(note, "g0"), HandOut(note))
        assert hall.items()[note].claimed_by == ""
        hall.arrange("hide", note)
        for move in (HandOut(note, "g0"), HandOut("no", "g0")):
            assert hall.refused(DESK, move).code == "unknown"

    def test_a_group_that_is_no_more_stays_readable(self, hall: Hall, note: str) -> None:
        assert hall.refused(DESK, HandOut(note, "g9")).code == "unknown"
        hall.board.notes[note].taken = "long-gone"
        assert hall.refused(0, Claim(note)).values == {"number": 0, "name": ""}
        assert all_notes(hall.seen("everyone"))[0]["taken"] == {"id": "", "number": 0, "name": ""}


class TestAlike:
    def test_the_measure(self) -> None:
        assert likeness(trigrams("Öppet hus"), trigrams("o\u0308ppet  HUS!")) == 1.0
        assert likeness(trigrams(""), trigrams("")) == 0.0
        assert likeness(trigrams("kattunge"), trigrams("bil")) == 0.0

    @given(st.text(max_size=60), st.text(max_size=60))
    def test_it_is_the_same_both_ways_and_between_nothing_and_all(self, one: str, other: str) -> None:
        a, b = trigrams(one), trigrams(other)
        assert 0 <= likeness(a, b) == likeness(b, a) <= 1

    @given(st.lists(st.tuples(st.sampled_from("abcd"), st.text("xyz ", max_size=12)), max_size=12))
    def test_what_is_kept_is_what_comparing_all_would_find(self, puts: list[tuple[str, str]]) -> None:
        kept, texts = Likeness(), dict[str, str]()
        for id, text in puts:
            kept.put(id, text)
            texts[id] = text
        found = {
            frozenset((a, b))
            for a in texts
            for b in texts
            if a < b and likeness(trigrams(texts[a]), trigrams(texts[b])) >= ALIKE
        }
        assert {frozenset(pair) for pair in kept.most_alike()} == found

    def test_it_is_only_ever_suggested_and_can_be_denied(self, hall: Hall) -> None:
        one, two = hall.write(0, "Öppet hus på torsdagar"), hall.write(1, "Öppet hus på torsdag")
        assert [[n["id"] for n in pair] for pair in hall.seen("desk")["alike"]] == [[one, two]]
        assert len(hall.up()) == 2
        hall.desk(KeepApart((two, one)))
        assert hall.seen("desk")["alike"] == []
        hall.undo()
        assert len(hall.seen("desk")["alike"]) == 1
        hall.arrange("shift", one, column="stop")
        assert hall.seen("desk")["alike"] == []
        assert hall.refused(DESK, KeepApart((one, "no"))).code == "unknown"

    def test_not_beside_what_it_became(self, hall: Hall) -> None:
        one, two = hall.write(0, "Öppet hus på torsdagar"), hall.write(1, "Öppet hus på torsdag")
        hall.arrange("merge", one, two)
        assert hall.seen("desk")["alike"] == []


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


class TestWall:
    def test_pages_of_what_fits_and_every_note_on_exactly_one(self) -> None:
        hall = Hall(people=5, each=100)
        for number in range(100):
            hall.write(
                number % 5, f"En lapp med några ord {number}", ("start", "continue", "stop")[number % 3]
            )
        hall.desk(TurnPage(1))
        count, seen = hall.seen("wall")["pages"], []
        for page in range(1, count + 1):
            hall.desk(TurnPage(page))
            wall = hall.seen("wall")
            assert wall["page"] == page
            seen += [
                n["id"]
                for lane in wall["lanes"]
                for track in lane["tracks"]
                for unit in track
                for n in unit["notes"]
            ]
        assert (count > 1, sorted(seen)) == (True, sorted(hall.board.notes))
        hall.desk(TurnPage(1000))
        assert hall.seen("wall")["page"] == count
        hall.desk(TurnPage(0))
        hall.arrange("shift", seen[0], column="start")
        newest = list(hall.board.notes)[-1]
        assert newest in str(hall.seen("wall")["lanes"])

    def test_zoom_to_an_area_and_a_column(self, hall: Hall) -> None:
        here, there = hall.write(0, "Här"), hall.write(10, "Där", "stop")
        hall.desk(LookAt(area=hall.area(1)))
        assert here not in str(hall.seen("wall")["lanes"])
        assert there in str(hall.seen("wall")["lanes"])
        hall.desk(LookAt(column="start"))
        assert [lane["id"] for lane in hall.seen("wall")["lanes"]] == ["start"]
        assert hall.refused(DESK, LookAt(area="no")).code == "unknown"
        assert hall.refused(DESK, LookAt(column="no")).code == "no_such_column"

    def test_by_headings_the_column_of_each_is_told(self, hall: Hall) -> None:
        one, two = hall.write(0, "Ett"), hall.write(0, "Två", "stop")
        hall.write(0, "Lös")
        hall.arrange("head", one, two, title="Möten")
        hall.desk(LookAt(by="headings"))
        (lane,) = hall.seen("wall")["lanes"]
        units = [unit for track in lane["tracks"] for unit in track]
        first = units[0]
        assert (first["heading"], [n["column"] for n in first["notes"]]) == ("Möten", ["start", "stop"])

    def test_a_door_shows_its_own_area(self, hall: Hall) -> None:
        hall.write(0, "Här")
        there = hall.write(10, "Där")
        place = hall.scene.group("g2").place
        assert there in str(hall.seen("place", place)["lanes"])
        assert "Här" not in str(hall.seen("place", place)["lanes"])
        hall.desk(TurnPage(3, place))
        assert [door["stage"] for door in hall.seen("desk")["doors"]] != []

    def test_one_board_for_all(self) -> None:
        hall = Hall(per_area=False)
        hall.write(0, "Här")
        hall.write(10, "Där")
        assert [(b["id"], b["notes"]) for b in hall.seen("everyone")["boards"]] == [("", 2)]
        assert hall.own(0)["area"] is None

    def test_a_removed_area_stays_readable(self, hall: Hall) -> None:
        hall.write(10, "Där")
        hall.do(DESK, RemoveArea(hall.area(1)))
        assert [b["removed"] for b in hall.seen("desk")["boards"] if b["notes"]] == [True]

    def test_the_newest_note_is_on_the_wall_while_they_come(self) -> None:
        hall = Hall(people=5, each=100)
        for number in range(60):
            hall.write(number % 5, f"En lapp med några ord {number}")
        newest = list(hall.board.notes)[-1]
        assert (hall.seen("wall")["page"], newest in str(hall.seen("wall")["lanes"])) == (
            hall.seen("wall")["pages"],
            True,
        )
        hall.close(hall.step)
        assert hall.seen("wall")["page"] == 1

    def test_an_empty_wall(self, hall: Hall) -> None:
        assert (hall.seen("wall")["lanes"], hall.seen("wall")["page"]) == ([], 1)

    def test_a_phone_is_sent_the_newest_while_notes_come_in(self) -> None:
        hall = Hall(people=5, each=100)
        for number in range(105):
            hall.write(number % 5, f"Lapp {number}")
        (board, *_) = [b for b in hall.seen("everyone")["boards"] if b["notes"]]
        assert (board["notes"], board["more"], board["lanes"][0]["notes"][0]["texts"]) == (
            105,
            5,
            ["Lapp 104"],
        )

    def test_a_long_heading_goes_on_in_the_next_track(self) -> None:
        note = {"id": "n", "texts": ["Några ord på en lapp"] * 2, "activity": "", "taken": None, "owners": []}
        unit = {"id": "h", "heading": "Möten", "again": False, "notes": [note] * 60}
        sheet = pages.sheet([[unit]])
        again = [u["again"] for page in sheet.pages for lane in page for track in lane for u in track]
        assert (again[0], set(again[1:])) == (False, {True})
        assert sum(len(u["notes"]) for p in sheet.pages for lane in p for track in lane for u in track) == 60

    def test_what_no_wall_holds_is_cut_at_a_word(self) -> None:
        (cut,) = pages.short(["ord " * 200], 3)
        assert cut.endswith("ord…")
        assert pages.short(["x" * 900], 3)[0].endswith("x…")

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.lists(st.text(max_size=280), min_size=1, max_size=25), min_size=1, max_size=8))
    def test_no_track_is_fuller_than_the_wall(self, columns: list[list[str]]) -> None:
        lanes = [[_unit(text, len(columns)) for text in texts] for texts in columns]
        sheet = pages.sheet(lanes)
        size = dict(pages.SIZES)[sheet.size]
        letters = pages.letters_in(len(lanes), sheet.tracks, size)
        for page in sheet.pages:
            for track in (track for lane in page for track in lane):
                heights = [pages.height(note, letters, size) for unit in track for note in unit["notes"]]
                assert (
                    len(heights) <= 1
                    or sum(heights) + (len(heights) - 1) * pages.NOTE_GAP <= pages.ROOM + 0.01
                )

    def test_narrow_and_wide_letters(self) -> None:
        assert [pages._width(word) for word in ("abc", "åäö", "日本", "e\u0301")] == [3, 3, 4, 1]


def _unit(text: str, lanes: int) -> dict[str, Any]:
    texts = pages.short([text], lanes)
    note = {"id": "n", "texts": texts, "activity": "", "taken": None, "owners": []}
    return {"id": "", "heading": "", "again": False, "notes": [note]}


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


@cache
def drawing() -> Renderer:
    """One for all: it keeps the templates that it has read."""
    return Renderer()


LANGUAGES = ("en", "sv", "ar-XB")
VARIED: tuple[dict[str, Any], ...] = (
    {},
    {"reveal": "later", "hold": True, "authors": "names", "take": 0, "hearts": 0},
    {
        "columns": "Börja med\nDrömmar\nOro\nFrågor",
        "pairs": True,
        "codes": "A = a\nB = b",
        "authors": "group",
    },
    {"per_area": False, "seeds": "stop: Brev"},
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("varied", VARIED)
@pytest.mark.parametrize("full", [False, True])
def test_every_screen_can_be_drawn_in_every_state(language: str, varied: dict[str, Any], full: bool) -> None:
    hall, renderer = Hall(people=12, **varied), drawing()
    if full:
        hall.sample(hall.step)
        hall.by(0, Write("Vems?", "", "", "A+XY+?"))
        hall.desk(TakeUp(next(iter(hall.board.notes))), LookAt(by="headings"))
    for change in (lambda _: None, hall.close, hall.show):
        change(hall.step)
        for surface, html in drawn(hall, renderer, language):
            assert hall.step in html or (surface == "mine" and not html.strip()), surface
            assert " style=" not in html


def drawn(hall: Hall, renderer: Renderer, language: str) -> list[tuple[str, str]]:
    board, scene = hall.board, hall.scene
    frame = {
        "step": hall.step,
        "title": "Frågan",
        "kind": "board",
        "state": scene.state,
        "clocks": scene.clocks,
    }
    mine = board.seat(hall.session.people.person(hall.people[0].seat), scene)
    views: list[tuple[str, Any, Any, Any]] = [
        ("phone", board.everyone(scene), board.group("g0", scene), scene.group("g0")),
        ("phone", board.everyone(scene), {}, None),
        ("mine", mine, {}, None),
        ("wall", board.wall(scene), {}, None),
        ("wall", board.place(hall.people[0].place, scene), {}, None),
        ("desk", board.desk(scene), {}, None),
        ("settings", {"settings": msgspec.to_builtins(board.settings)}, {}, None),
    ]
    return [
        (
            name,
            renderer.fragment(
                f"board/{name}.html", language, {**frame, "view": v, "group_view": g, "team": t}
            ),
        )
        for name, v, g, t in views
    ]


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


def test_the_form_of_the_desk_does_no_harm_on_enter() -> None:
    """The first button of a form is what Enter presses in any of its fields."""
    hall = Hall()
    hall.write(0, "Ett")
    (html,) = [html for name, html in drawn(hall, drawing(), "en") if name == "desk"]
    form = html[html.index(f'id="{hall.step}-sort"') :]
    assert form[form.index("<button") :].startswith('<button class="btn" name="how" value="head"')


def test_even_pages_so_that_the_newest_note_is_not_alone() -> None:
    note = {"texts": ["Några ord på en lapp"], "activity": "", "taken": None, "owners": []}
    units = [{"id": "", "heading": "", "again": False, "notes": [{**note, "id": str(n)}]} for n in range(31)]
    sheet = pages.sheet([units])
    counts = [sum(len(u["notes"]) for lane in page for track in lane for u in track) for page in sheet.pages]
    assert (len(counts) > 1, sum(counts), min(counts) * 2 > max(counts)) == (True, 31, True)
