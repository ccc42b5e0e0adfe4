"""Which entries are one word, what the desk may do to them, and that none is ever lost in silence."""

import unicodedata
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from sessions.activities.pulse.moves import Arranged, How
from sessions.activities.pulse.pages import COLUMNS, ROOM, height, listed, pages
from sessions.activities.pulse.words import Act, Entry, Word, arrange, commonest, fold, parts, ranked, said


def entries(*texts: str) -> list[Entry]:
    return [Entry(f"e{n}", f"s{n}", text, fold(text)) for n, text in enumerate(texts, 1)]


def act(how: How, *ids: str, id: str = "a1", holds: bool = True) -> Act:
    return Act(Arranged(id, 1, how, ids), holds)


def found(entries: Sequence[Entry], *acts: Act, hold: bool = False) -> dict[str, int]:
    return {w.text: w.count for w in ranked(arrange(entries, acts, hold))}


def only(words: list[Word], text: str) -> Word:
    (word,) = [w for w in words if w.text == text]
    return word


def test_only_case_blanks_and_composition_make_two_entries_the_same() -> None:
    assert fold("Att  Mötas") == fold("att mo\u0308tas") == fold("ATT MÖTAS")
    assert fold("STRASSE") == fold("straße")
    assert len({fold(w) for w in ("kortare rast", "längre rast", "rast", "raster")}) == 4


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert unicodedata.is_normalized("NFC", fold(text))


def test_phrases_stay_whole_and_short_words_count() -> None:
    assert found(entries("någon att ringa", "IT", "ö", "it")) == {"IT": 2, "någon att ringa": 1, "ö": 1}


def test_the_commonest_surface_form_is_shown_and_of_equals_the_first() -> None:
    assert commonest(entries("Tillit", "tillit", "tillit")) == "tillit"
    assert commonest(entries("Tillit", "tillit")) == "Tillit"
    typed = Entry("e9", "", "TILLIT", fold("tillit"), times=5, typed=True)
    assert commonest([*entries("tillit", "tillit"), typed]) == "TILLIT"


def test_the_commonest_word_comes_first_and_equals_in_the_order_they_were_said() -> None:
    assert list(found(entries("a", "b", "c", "C", "b"))) == ["b", "c", "a"]


def test_joined_words_count_together_also_for_those_who_write_later() -> None:
    before = entries("samverkan", "samarbete", "Samarbete")
    joined = act("join", "e1", "e2", "e3")
    assert found(before, joined) == {"samverkan": 3}
    later = [*before, Entry("e8", "s8", "SAMARBETE", fold("samarbete"))]
    assert found(later, joined) == {"samverkan": 4}
    (word,) = arrange(later, [joined], False)
    assert (word.id, word.joined, word.spread) == ("a1", True, True)


def test_an_annulled_act_leaves_no_trace() -> None:
    said_words = entries("samverkan", "samarbete")
    assert found(said_words, act("join", "e1", "e2", holds=False)) == found(said_words)


def test_what_was_together_comes_along_when_it_is_joined_again() -> None:
    first, second = act("join", "e1", "e2", id="a1"), act("join", "e2", "e3", id="a2")
    (word,) = arrange(entries("a", "b", "c"), [first, second], False)
    assert (word.id, word.count) == ("a2", 3)


def test_a_word_is_split_off_with_all_its_spellings() -> None:
    said_words = entries("rast", "paus", "Paus")
    word = only(arrange(said_words, [act("join", "e1", "e2", "e3")], False), "rast")
    assert [(e.text, n) for e, n in parts(word)] == [("rast", 1), ("paus", 2)]
    split = found(said_words, act("join", "e1", "e2", "e3"), act("part", "e2", "e3", id="a2"))
    assert split == {"paus": 2, "rast": 1}


def test_a_spelling_is_split_off_alone_and_can_be_joined_with_something_else() -> None:
    said_words = entries("IT", "it", "data")
    (word, _) = arrange(said_words, [], False)
    assert [(e.id, n) for e, n in parts(word)] == [("e1", 1), ("e2", 1)]
    apart = act("part_spelling", "e1")
    assert found(said_words, apart) == {"IT": 1, "it": 1, "data": 1}
    joined = act("join", "e1", "e3", id="a2")
    assert found(said_words, apart, joined) == {"IT": 2, "it": 1}
    assert found(said_words, apart, joined, act("part", "e1", id="a3")) == {"IT": 1, "it": 1, "data": 1}
    again = act("join", "e2", "e3", id="a4")
    assert found(said_words, apart, joined, again) == {"IT": 3}


def test_a_hidden_word_stays_hidden_for_those_who_write_it_later_and_when_it_is_split() -> None:
    said_words = entries("dumt", "Dumt", "bra")
    hidden = act("hide", "e1")
    assert found(said_words, hidden) == {"bra": 1}
    assert found(said_words, hidden, act("part_spelling", "e2", id="a2")) == {"bra": 1}
    assert found(said_words, hidden, act("unhide", "e2", id="a2")) == {"dumt": 2, "bra": 1}


def test_held_words_wait_until_one_of_them_is_approved() -> None:
    typed = Entry("e9", "", "papper", "papper", typed=True)
    said_words = [*entries("bra", "Bra", "hm"), typed]
    assert found(said_words, hold=True) == {"papper": 1}
    assert found(said_words, act("approve", "e1"), hold=True) == {"bra": 2, "papper": 1}
    waiting = only(arrange(said_words, [act("approve", "e1")], True), "hm")
    assert (said(waiting.waiting), waiting.count, said(waiting.hidden)) == (1, 0, 0)
    assert found(said_words, act("approve", "e1"), act("part_spelling", "e2", id="a2"), hold=True) == {
        "bra": 1,
        "Bra": 1,
        "papper": 1,
    }


def test_an_erased_entry_is_in_no_word_and_joins_nothing() -> None:
    gone = Entry("e2", "s2", "", "")
    assert found([*entries("a"), gone], act("join", "e1", "e2"), act("hide", "e2", id="a2")) == {"a": 1}


acts = st.lists(
    st.builds(
        act,
        st.sampled_from(["join", "part", "part_spelling", "hide", "unhide", "approve"]),
        *[st.sampled_from([f"e{n}" for n in range(1, 9)])] * 2,
        id=st.uuids().map(str),
        holds=st.booleans(),
    ),
    max_size=12,
)
texts = st.lists(st.sampled_from(["a", "A", "b", "B", "c d", "C D", "ß", "SS", ""]), max_size=8)


@given(texts, acts, st.booleans())
def test_whatever_the_desk_does_every_entry_is_in_exactly_one_word(
    wrote: list[str], done: list[Act], hold: bool
) -> None:
    words = arrange(entries(*wrote), done, hold)
    inside = [e.id for w in words for e in w.entries]
    assert sorted(inside) == sorted(e.id for e in entries(*wrote) if e.text)
    assert len({w.id for w in words}) == len(words)
    for word in words:
        counted = said(word.visible) + said(word.waiting) + said(word.hidden)
        assert counted == said(word.entries)
        assert said(word.entries) == sum(n for _, n in parts(word))


@given(texts, acts)
def test_an_erased_seat_changes_nothing_for_the_words_of_others(wrote: list[str], done: list[Act]) -> None:
    gone = Entry("x", "s0", "A", fold("A"))
    before = arrange([*entries(*wrote), gone], done, False)
    gone = Entry("x", "s0", "", "")
    after = arrange([*entries(*wrote), gone], done, False)
    left = [tuple(e for e in w.entries if e.id != "x") for w in before]
    assert [w.entries for w in after] == [members for members in left if members]


@given(st.lists(st.text(alphabet="abcdefghij åäö語", min_size=1, max_size=300), max_size=40))
def test_every_text_stands_once_in_order_on_a_page_that_has_room(written: list[str]) -> None:
    laid_out = pages(written)
    columns = [column for page in laid_out for column in page]
    assert [i for column in columns for i in column] == list(range(len(written)))
    assert all(len(page) <= COLUMNS for page in laid_out)
    assert laid_out
    for column in columns:
        assert sum(height(written[i]) for i in column) <= ROOM or len(column) == 1


def test_long_words_wide_letters_and_marks_are_measured() -> None:
    one_line = height("kort")
    assert height("x" * 28) == one_line
    assert height("x" * 29) > one_line
    assert height("語" * 15) > one_line
    assert height("e\u0301" * 27) == one_line
    assert height("ord " * 60) > height("ord " * 30)
    assert height("x" * 300) <= ROOM


def test_the_list_beside_the_cloud_ends_where_its_room_does() -> None:
    assert listed(["kort"] * 5) == 5
    assert 5 < listed(["kort"] * 40) < 40
    assert listed(["en fras som behöver flera rader för att få plats"] * 40) < listed(["kort"] * 40)
