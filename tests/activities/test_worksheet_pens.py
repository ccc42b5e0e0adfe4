"""One pen a field; when two write all the same, no text is ever lost."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.activities.worksheet.moves import (
    Choose,
    GivePen,
    Settle,
    SettleFor,
    TakePen,
    TakePenAway,
    Write,
    WriteFor,
)
from sessions.activity import Person, Rejected
from sessions.people import GiveRole, RemoveSeat
from tests.activities.worksheet_play import WHERE, Hall, everything, texts
from tests.play import DESK


@pytest.fixture
def hall() -> Hall:
    return Hall()


@pytest.fixture
def writing(hall: Hall) -> Hall:
    """Group 1 works on a note, and its first seat has written where."""
    hall.by(0, Choose("n1"), Write(WHERE, "På biblioteket"))
    return hall


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
