"""Group work: settle on a few notes, answer for each, exactly one action; one pen a field, and no text is ever lost."""

import copy
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.activities.worksheet import Worksheet
from sessions.activities.worksheet.moves import (
    AddNote,
    AddNoteFor,
    Choose,
    ChooseFor,
    Decide,
    DecideFor,
    GivePen,
    LookAt,
    Settle,
    SettleFor,
    TakePen,
    TakePenAway,
    Write,
    WriteFor,
)
from sessions.activities.worksheet.questions import questions_of
from sessions.activities.worksheet.spoken import WORDS_A_MINUTE, spoken_seconds
from sessions.activity import Grouped, Item, Move, Person, Rejected, TimeIsUp, Turn
from sessions.blocks import Bullets, Facts, Heading, Para, Said, Table, Term
from sessions.people import GiveRole, RemoveSeat
from sessions.render import Renderer
from sessions.screens import Audience, personal
from sessions.session import Happened
from sessions.steps import EditStep, OpenStep
from sessions.wire import read_move
from tests.play import DESK, TIME, Play
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

WHERE = "q.n1.where"
NOTES = (
    Item("n1", "Läxhjälp", "Två kvällar", claimed_by="g0"),
    Item("n2", "En dörr för alla"),
    Item("n3", "Fadder på jobbet", claimed_by="g1"),
    Item("n4", "Sommarkollo", from_ids=("a", "b")),
)


class Hall(Play):
    """Two groups of five and two more, with a sheet on these notes."""

    def __init__(self, items: tuple[Item, ...] = NOTES, people: int = 12, **settings: Any) -> None:
        super().__init__(people)
        self.step = self.start("worksheet", items, **settings)

    @property
    def work(self) -> Worksheet:
        activity = self.activity(self.step)
        assert isinstance(activity, Worksheet)
        return activity

    @property
    def scene(self) -> Any:
        return self.session.scene(self.session.steps.step(self.step))

    def by(self, who: int | Person, *moves: Move) -> None:
        for move in moves:
            self.do(who if isinstance(who, Person) else self.people[who], move, self.step)

    def refused(self, who: int | Person, move: Move) -> Rejected:
        with pytest.raises(Rejected) as refused:
            self.by(who, move)
        return refused.value

    def text(self, key: str, group: str = "g0") -> str:
        return self.work.sheet(group).text(key)

    def own(self, group: str = "g0") -> Any:
        return msgspec.to_builtins(self.work.group(group, self.scene))

    def marks(self, who: int) -> Any:
        return self.work.marks(self.session.people.person(self.people[who].seat), self.scene)

    def answer_all(self, who: int, group: str) -> None:
        for note in self.work.chosen(group):
            for question in self.work.questions:
                key = f"q.{note}.{question.id}"
                self.by(who, Write(key, f"Svar på {question.id}", self.work.sheet(group).field(key).version))


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


ACTIONS = (
    Item("n1", "Läxhjälp", "Två kvällar", group="g0"),
    Item("n2", "Kollo", group="g1", from_ids=("x",)),
)


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


class TestOnePenAField:
    def test_the_first_words_take_the_pen_and_others_are_told_that_somebody_writes(
        self, writing: Hall
    ) -> None:
        shown = writing.own()["chosen"][0]["questions"][0]["field"]
        assert (shown["text"], shown["held"], shown["wanted"]) == ("På biblioteket", True, False)
        assert f"w-{WHERE}" in writing.marks(0)
        assert f"w-{WHERE}" not in writing.marks(1)
        assert writing.marks(1)["w-q.n1.whose"] == {"hidden": False}

    def test_who_asks_waits_and_gets_it_when_it_is_handed_over(self, writing: Hall) -> None:
        writing.by(1, TakePen(WHERE), TakePen(WHERE))
        writing.by(2, TakePen(WHERE))
        assert writing.marks(1)[f"asked-{WHERE}"] == {"hidden": False}
        assert writing.own()["chosen"][0]["questions"][0]["field"]["wanted"] is True
        writing.by(1, GivePen(WHERE))
        writing.by(0, GivePen(WHERE))
        assert writing.marks(1)[f"m-{WHERE}"] == {"hidden": False}
        writing.by(1, GivePen(WHERE))
        assert f"m-{WHERE}" in writing.marks(2)

    def test_half_a_minute_of_stillness_frees_it(self, writing: Hall) -> None:
        writing.at += 27_000
        writing.by(1, TakePen(WHERE))
        assert f"m-{WHERE}" not in writing.marks(1)
        writing.at += 1_000
        writing.by(1, TakePen(WHERE), TakePen(WHERE))
        assert f"m-{WHERE}" in writing.marks(1)

    def test_one_pen_a_person(self, writing: Hall) -> None:
        writing.by(1, TakePen(WHERE))
        writing.by(0, TakePen("q.n1.whose"))
        assert f"m-{WHERE}" in writing.marks(1)
        writing.by(1, Write("q.n1.already", "En del"))
        assert not writing.own()["chosen"][0]["questions"][0]["field"]["held"]

    def test_who_has_left_the_group_holds_nothing(self, writing: Hall) -> None:
        writing.do(DESK, RemoveSeat(writing.people[0].seat))
        assert not writing.own()["chosen"][0]["questions"][0]["field"]["held"]
        writing.by(1, Write(WHERE, "I skolan", 1))
        assert writing.text(WHERE) == "I skolan"

    def test_the_desk_takes_it_away(self, writing: Hall) -> None:
        writing.by(DESK, TakePenAway("g0", WHERE), TakePenAway("g0", WHERE))
        assert f"w-{WHERE}" in writing.marks(1)
        assert writing.refused(DESK, TakePenAway("nowhere", WHERE)).code == "unknown"

    @pytest.mark.parametrize(
        "key", ["", "q.n1", "q.n1.nothing", "q.n9.where", "note.n1", "poem.n1", "title."]
    )
    def test_a_field_that_is_not_there(self, writing: Hall, key: str) -> None:
        assert writing.refused(0, Write(key, "x")).code == "unknown"

    def test_who_watches_reads_along(self, writing: Hall) -> None:
        writing.do(DESK, GiveRole(writing.people[1].seat, "observer"))
        assert writing.marks(1) == {}
        assert writing.own()["chosen"][0]["questions"][0]["field"]["text"] == "På biblioteket"


class TestTwoWriteAtTheSameTime:
    @pytest.fixture
    def both(self, writing: Hall) -> Hall:
        writing.by(1, Write(WHERE, "I skolan"))
        return writing

    def aside(self, hall: Hall) -> str:
        (aside,) = hall.own()["chosen"][0]["questions"][0]["field"]["asides"]
        return str(aside["id"])

    def test_both_texts_are_kept_and_shown(self, both: Hall) -> None:
        shown = both.own()["chosen"][0]["questions"][0]["field"]
        assert (shown["text"], [aside["text"] for aside in shown["asides"]]) == (
            "På biblioteket",
            ["I skolan"],
        )
        assert both.work.desk(both.scene)["unsettled"] == 1

    def test_going_on_typing_changes_ones_own_text_only(self, both: Hall) -> None:
        both.by(1, Write(WHERE, "I skolan, efter fyra"), Write(WHERE, "I skolan, efter fyra"))
        both.by(0, Write(WHERE, "På biblioteket"))
        both.by(0, Write(WHERE, "På biblioteket, alla kvällar"))
        shown = both.own()["chosen"][0]["questions"][0]["field"]
        assert [shown["text"], *(one["text"] for one in shown["asides"])] == [
            "På biblioteket, alla kvällar",
            "I skolan, efter fyra",
        ]

    @pytest.mark.parametrize(
        ("how", "text", "left"),
        [
            ("current", "På biblioteket", ["I skolan"]),
            ("aside", "I skolan", ["På biblioteket"]),
            ("both", "På biblioteket\n\nI skolan", []),
        ],
    )
    def test_the_choice(self, both: Hall, how: Any, text: str, left: list[str]) -> None:
        both.by(0, Settle(WHERE, self.aside(both), how, 1))
        field = both.work.sheet("g0").field(WHERE)
        assert (field.text, [part.text for part in field.left], field.beside) == (text, left, [])

    def test_what_was_merged_is_not_overwritten_by_who_has_not_seen_it(self, both: Hall) -> None:
        both.by(0, Settle(WHERE, self.aside(both), "both", 1), Write(WHERE, "På biblioteket och", 1))
        assert both.text(WHERE) == "På biblioteket\n\nI skolan"
        assert [one.part.text for one in both.work.sheet("g0").field(WHERE).beside] == ["På biblioteket och"]

    def test_a_choice_is_about_what_was_read(self, both: Hall) -> None:
        read = self.aside(both)
        both.by(1, Write(WHERE, "I skolan, efter fyra"))
        assert both.refused(0, Settle(WHERE, read, "current", 1)).code == "text_changed"
        both.by(0, Write(WHERE, "Hemma", 1))
        assert both.refused(0, Settle(WHERE, self.aside(both), "aside", 1)).code == "text_changed"

    def test_while_somebody_writes_in_it_nobody_else_chooses(self, both: Hall) -> None:
        assert both.refused(2, Settle(WHERE, self.aside(both), "aside", 1)).code == "being_written"
        both.by(0, GivePen(WHERE))
        both.by(2, Settle(WHERE, self.aside(both), "aside", 1))
        assert both.text(WHERE) == "I skolan"

    def test_together_they_may_be_too_long(self, hall: Hall) -> None:
        hall.by(0, Choose("n1"), Write(WHERE, "a" * 1500))
        hall.by(1, Write(WHERE, "b"))
        assert hall.refused(0, Settle(WHERE, self.aside(hall), "both", 1)).values == {"most": 1500}

    def test_the_desk_chooses_for_the_group(self, both: Hall) -> None:
        both.by(0, GivePen(WHERE))
        both.by(DESK, SettleFor(WHERE, self.aside(both), "both", 1, "g0"))
        assert both.text(WHERE) == "På biblioteket\n\nI skolan"


KEYS = st.sampled_from([WHERE, "q.n1.whose"])
SEATS = st.integers(0, 2)
ACTS = st.one_of(
    st.tuples(st.sampled_from(["write", "write", "type in"]), SEATS, KEYS, st.integers(0, 4)),
    st.tuples(st.sampled_from(["take", "give", "take away"]), SEATS, KEYS, st.just(0)),
    st.tuples(st.just("settle"), SEATS, KEYS, st.integers(0, 2)),
    st.tuples(st.just("wait"), SEATS, KEYS, st.sampled_from([5, 40])),
)


class Ledger:
    """Every text that was accepted, who wrote it, and which may be gone, by the rule and not by the code."""

    def __init__(self) -> None:
        self.hall = Hall(people=3)
        self.hall.by(0, Choose("n1"))
        self.author: dict[str, str] = {}
        self.replaced: set[str] = set()

    def act(self, what: str, who: int, key: str, more: int) -> None:
        if what == "wait":
            self.hall.at += more * 1000
        elif what in ("write", "type in"):
            self.write(DESK if what == "type in" else self.hall.people[who], key, more)
        elif what == "settle":
            self.settle(who, key, ("current", "aside", "both")[more])
        elif what == "take away":
            self.hall.by(DESK, TakePenAway("g0", key))
        else:
            self.hall.by(who, TakePen(key) if what == "take" else GivePen(key))

    def write(self, person: Person, key: str, behind: int) -> None:
        """`behind`: how many versions ago the page was drawn."""
        field = self.field(key)
        current, base = texts(*field.parts), field.version - min(behind, field.version)
        beside = {aside.part.text for aside in field.beside if aside.part.seat == person.seat}
        text = f"text {len(self.author)}"
        move = WriteFor(key, text, base, "g0") if person is DESK else Write(key, text, base)
        self.hall.by(person, move)
        self.author[text] = person.seat
        if self.field(key).text != text:
            self.replaced |= beside
            return
        seen = base == field.version or {self.author[one] for one in current} <= {person.seat}
        assert seen, "a text was overwritten by somebody who had not seen it"
        self.replaced |= current

    def settle(self, who: int, key: str, how: Any) -> None:
        for aside in self.field(key).beside[:1]:
            try:
                self.hall.by(who, Settle(key, aside.id, how, self.field(key).version))
            except Rejected as refused:
                assert refused.code == "being_written"

    def field(self, key: str) -> Any:
        return copy.deepcopy(self.hall.work.sheet("g0").field(key))


@settings(deadline=None, max_examples=150)
@given(st.lists(ACTS, max_size=40))
def test_no_text_is_ever_lost(acts: list[tuple[str, int, str, int]]) -> None:
    """Each one is current, stands aside or was left by choice, unless who wrote it or had read it put another there."""
    ledger = Ledger()
    for act in acts:
        ledger.act(*act)
    kept = everything(ledger.hall.work)
    assert ledger.author.keys() - ledger.replaced <= kept <= ledger.author.keys()
    assert everything(ledger.hall.replayed().steps.step(ledger.hall.step).activity) == kept


def texts(*parts: Any) -> set[str]:
    return {part.text for part in parts}


def everything(work: Any) -> set[str]:
    fields = work.sheet("g0").fields.values()
    return {text for one in fields for text in texts(*one.parts, *one.left, *(a.part for a in one.beside))}


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


@pytest.mark.parametrize("preset", ["actions", "concrete"])
@pytest.mark.parametrize("seed", range(4))
def test_the_sample_is_always_accepted_and_lets_two_write_at_once(preset: str, seed: int) -> None:
    hall = Hall(ACTIONS if preset == "concrete" else NOTES, preset=preset)
    hall.dice.seed(seed)
    assert hall.sample(hall.step) > 20
    assert {item.group for item in hall.work.items()} == {"g0", "g1", "g2"}
    assert any(len(field.parts) == 2 for field in hall.work.sheet("g0").fields.values())


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
