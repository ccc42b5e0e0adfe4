"""Post-its put in order: under headings, together and apart, hearts, taken along, alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.activities.board.alike import ALIKE, Likeness, likeness, trigrams
from sessions.activities.board.moves import (
    Arrange,
    Claim,
    EditNote,
    GiveBack,
    HandOut,
    Heart,
    KeepApart,
    NameHeading,
    PutBack,
    SplitNote,
    Spot,
    TakeCopy,
    TakeUp,
)
from sessions.session_moves import Undo
from tests.activities.board_play import Hall, all_notes
from tests.play import DESK
from tests.roles import LEADERS


@pytest.fixture
def hall() -> Hall:
    return Hall()


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
        assert all_notes(hall.seen("everyone"))[0]["taken"]["number"] == hall.team("g1").number
        again = hall.refused(0, Claim(note))
        assert (again.code, again.values["number"]) == ("taken_already", hall.team("g1").number)
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
