"""A pasted programme put right by hand, and pasted again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.programme_text import (
    Parse,
    ParsedSlot,
    as_heading,
    join_above,
    keep_edited,
    parse,
    print_parse,
    split,
    toggle_break,
)
from tests.test_programme_text import quick

# Putting a row right


def test_join_with_the_line_above() -> None:
    found = join_above(parse("09:00 A very\n09:30 long title\n10:00 B"), 1)
    assert [(slot.start, slot.end, slot.minutes, slot.title) for slot in found.slots] == [
        ("09:00", "10:00", 60, "A very long title"),
        ("10:00", None, None, "B"),
    ]


def test_split_at_a_time_gives_it_to_the_new_slot() -> None:
    text = "09:00 Welcome then 09:20 Talk\n10:00 B\n11:00 End"
    title = parse(text).slots[0].title
    found = split(parse(text), 0, title.index("09:20"))
    assert [(slot.start, slot.end, slot.title) for slot in found.slots] == [
        ("09:00", "09:20", "Welcome then"),
        ("09:20", "10:00", "Talk"),
        ("10:00", "11:00", "B"),
    ]


def test_split_a_detail_off() -> None:
    found = split(parse("09:00 A\nSome detail\n10:00 B"), 0, 2)
    assert [slot.title for slot in found.slots] == ["A", "Some detail", "B"]


def test_make_it_a_heading() -> None:
    found = as_heading(parse("- Program\n- Tema ett\n- Inledning\n- Lunch"), 1)
    assert [(slot.title, slot.section) for slot in found.slots][1:] == [
        ("Inledning", "Tema ett"),
        ("Lunch", "Tema ett"),
    ]


def test_it_is_a_break_and_back_again() -> None:
    before = parse("09:00–10:00 Promenad")
    assert toggle_break(before, 0).slots[0].break_
    assert toggle_break(toggle_break(before, 0), 0) == before


@pytest.mark.parametrize("index", [-1, 5])
def test_a_row_that_is_not_there_changes_nothing(index: int) -> None:
    before = parse("09:00 A\n10:00 B")
    assert join_above(before, index) == split(before, index, 1) == as_heading(before, index) == before
    assert toggle_break(before, index) == before


def test_edits_find_the_warnings_anew() -> None:
    before = parse("09:00–10:00 A\n09:30–09:40 wrapped\n10:00–11:00 B")
    assert ("overlap", (0, 1)) in [(warning.kind, warning.slots) for warning in before.warnings]
    assert [warning.kind for warning in join_above(before, 1).warnings] == ["gap"]


def test_an_edited_parse_prints_and_reads_back() -> None:
    edited = toggle_break(join_above(parse("09:00 A\n09:30 and b\n10:00 C\nSal A"), 1), 0)
    assert parse(print_parse(edited)).slots == edited.slots


# Pasting again


def test_slots_that_stay_keep_what_was_edited() -> None:
    old = parse("09:00 Welcome\n09:30 Talk about health\n10:00 Break\n10:30 Workshop").slots
    new = parse("09:00 Welcome\n09:15 News\n09:30 Talk about our health\n10:30 Workshop\n12:00 Lunch")
    assert keep_edited(old, new) == [(0, 0), (None, 1), (1, 2), (2, None), (3, 3), (None, 4)]


def test_a_title_is_found_again_at_another_time() -> None:
    old, new = parse("09:00 A\n10:00 Workshop\n11:00 C").slots, parse("09:00 A\n10:30 Workshop\n11:30 C")
    assert keep_edited(old, new) == [(0, 0), (1, 1), (2, 2)]


@quick
@given(st.lists(st.sampled_from("ABCDE"), max_size=9), st.lists(st.sampled_from("ABCDE"), max_size=9))
def test_every_slot_is_paired_once_and_pairs_never_cross(before: list[str], after: list[str]) -> None:
    old = [ParsedSlot(title=f"Slot {letter}", start="09:00") for letter in before]
    new = Parse(slots=tuple(ParsedSlot(title=f"Slot {letter}", start="09:00") for letter in after))
    pairs = keep_edited(old, new)
    assert sorted(a for a, _ in pairs if a is not None) == list(range(len(old)))
    assert sorted(b for _, b in pairs if b is not None) == list(range(len(after)))
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    assert both == sorted(both)
    assert [b for _, b in both] == sorted(b for _, b in both)
    assert before != after or both == [(index, index) for index in range(len(old))]
