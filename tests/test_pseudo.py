"""The pseudo-locale turns the words and nothing else."""

import html
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.pseudo import plain, pseudo

OURS = st.text(st.characters(exclude_characters="\u200f\u202e\u202c", exclude_categories=["Cs"]))
PLACEHOLDERS = st.sampled_from(
    ["%(name)s", "%(num)d", "%%", "{minutes}", "&amp;", "&#39;", "<b>", "</b>", '<a href="/x">']
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}|&\w+;|</?\w+>")


def test_each_word_is_turned_on_its_own() -> None:
    assert pseudo("Saved now") == "\u200f\u202eSaved\u202c\u200f \u200f\u202enow\u202c\u200f"


def test_the_text_begins_with_a_strong_right_to_left_sign() -> None:
    assert unicodedata.bidirectional(pseudo("Join at")[0]) == "R"


@pytest.mark.parametrize(
    "text",
    [
        "%(minutes)s minutes left",
        "Saved&nbsp;%(clock)s",
        "<b>Now</b>",
        "100 %% of {base}",
        "at %(a)d of %(b)d",
    ],
)
def test_what_is_not_a_word_is_kept(text: str) -> None:
    kept = PLACEHOLDER.findall(text)
    assert kept
    assert PLACEHOLDER.findall(pseudo(text)) == kept


def test_it_can_still_be_filled_in() -> None:
    filled = pseudo("%(count)s of %(all)s have answered") % {"count": 20, "all": 34}
    assert plain(filled) == "20 of 34 have answered"


def test_placeholders_stand_outside_the_turned_words() -> None:
    inside = re.findall("\u202e([^\u202c]*)\u202c", pseudo("until %(clock)s: <b>go</b>"))
    assert inside == ["until", ":", "go"]


@given(OURS)
def test_turning_loses_nothing(text: str) -> None:
    assert plain(pseudo(text)) == text


@given(st.lists(st.one_of(PLACEHOLDERS, st.text("abcåäö ", min_size=1))))
def test_every_override_is_ended_before_the_next_begins(pieces: list[str]) -> None:
    signs = [sign for sign in pseudo("".join(pieces)) if sign in "\u202e\u202c"]
    assert signs == ["\u202e", "\u202c"] * (len(signs) // 2)


@given(st.text("abc <>&\"'", min_size=1))
def test_escaped_text_stays_escaped(text: str) -> None:
    assert html.unescape(plain(pseudo(html.escape(text)))) == text
