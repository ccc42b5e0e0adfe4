"""Forgetting a seat empties its words, wherever a type says that words stand, and nothing else."""

from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta, Struct, field

from sessions.activity import Event, Item, Words
from sessions.day_moves import AddRuling, WriteMinutes
from sessions.erasure import copies_items, erased, redacted, without_copies
from sessions.people import Joined
from sessions.session_moves import Happened
from sessions.steps import StepOpened

SECRET = "kantareller under granen"


class Leaf(Struct, frozen=True):
    said: Words = ""
    kind: str = ""


class Everything(Event, frozen=True):
    """Words in every shape that a type can give them."""

    id: str = ""
    number: int = 0
    words: Words = ""
    perhaps: Words | None = None
    either: Annotated[Words | None, Meta(description="x")] = None
    many: tuple[Words, ...] = ()
    pair: tuple[str, Words] = ("", "")
    listed: list[Words] = field(default_factory=list)
    by_name: dict[str, Words] = field(default_factory=dict)
    nested: Leaf = Leaf()
    leaves: tuple[Leaf, ...] = ()
    leaf_or_none: Leaf | None = None
    some_or_none: tuple[Words, ...] | None = None
    codes: tuple[str, ...] = ()
    code_or_none: str | None = None
    anything: tuple = ()  # type: ignore[type-arg]


def full(said: str) -> Everything:
    return Everything(
        "e1", 7, said, said, said, (said, said), ("code", said), [said], {"a": said},
        Leaf(said, "note"), (Leaf(said, "note"), Leaf("", "note")), Leaf(said),
        (said,), ("code",), "code", (1, None),
    )  # fmt: skip


def test_words_are_emptied_in_every_shape_and_nothing_else_is() -> None:
    after = redacted(full(SECRET))
    assert SECRET not in repr(after)
    assert after == Everything(
        "e1", 7, "", "", "", ("", ""), ("code", ""), [""], {"a": ""},
        Leaf("", "note"), (Leaf("", "note"), Leaf("", "note")), Leaf(""), ("",), ("code",), "code", (1, None),
    )  # fmt: skip


def test_what_was_not_said_stays_unsaid() -> None:
    assert redacted(Everything()) == Everything()


@given(st.text(min_size=4, max_size=30).filter(lambda text: text not in "e1 code note"))
def test_no_text_at_all_gets_through(said: str) -> None:
    assert redacted(full(said)) == redacted(full("x"))


def test_an_event_without_words_is_the_same_as_before() -> None:
    assert redacted(Joined("seat1")) == Joined("seat1")


def test_copies_of_ones_items_are_emptied_and_other_peoples_are_not() -> None:
    mine, others = Item("n1", SECRET, SECRET, ("n0",), "g1"), Item("n2", "En annans", "ord")
    opened = StepOpened("k1", (mine, others))
    after = without_copies(opened, {"n1", "n7"})
    assert after == StepOpened("k1", (Item("n1", "", "", ("n0",), "g1"), others))
    assert without_copies(opened, {"n7"}) == opened
    assert without_copies(opened, set()) is opened


def test_what_holds_items() -> None:
    assert copies_items(StepOpened("k1", (Item("n1", "x"),)))
    assert not copies_items(StepOpened("k1"))
    assert not copies_items(Everything(codes=("n1",)))


def test_ones_own_row_is_emptied_and_in_others_only_the_copies() -> None:
    row = [Happened(WriteMinutes("s1", SECRET)), Happened(AddRuling("s1", SECRET, "Arbis", "maj", "d1"))]
    own = erased(row, True, set())
    assert [one.event for one in own] == [WriteMinutes("s1", ""), AddRuling("s1", "", "", "", "d1")]
    assert erased(row, False, {"n1"}) == row


@pytest.mark.parametrize("step", ["", "k1"])
def test_each_event_stays_where_it_belongs(step: str) -> None:
    assert erased([Happened(Joined("a"), step)], True, set()) == [Happened(Joined("a"), step)]
