"""Pasted programmes: the worked examples of tests/programmes, and what holds for any text at all."""

import json
import re
import sys
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sessions.programme_text import LIMIT, Parse, parse, print_parse
from sessions.programme_text.words import words

EXAMPLES = sorted((Path(__file__).parent / "programmes").glob("*.txt"))
SUGGESTING = {
    "followup": ("sedan sist", "uppföljning", "follow-up"),
    "workshop": ("workshop", "grupparbete", "verkstad", "ateliers", "ورشة"),
    "vote": ("omröstning", "vote", "decide"),
    "evaluation": ("utvärdering", "retrospektiv", "reflect"),
}
SECONDS_PER_KB = 0.050 if sys.gettrace() is None else 0.500
"""What the parser promises; counting lines for coverage is not its doing."""

quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


# Worked examples


def test_there_are_forty_examples_or_more() -> None:
    assert len(EXAMPLES) >= 40


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example(path: Path) -> None:
    found = json.loads(msgspec.json.encode(parse(read(path), SUGGESTING)))
    assert found == json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example_printed_and_read_again(path: Path) -> None:
    found = parse(read(path), SUGGESTING)
    assert parse(print_parse(found), SUGGESTING).slots == found.slots


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example_loses_no_line(path: Path) -> None:
    """Every word of three letters or more that is no word of time, date or label is somewhere in the
    parse.
    """
    text = read(path)
    told = said_in(parse(text))
    lost = {word for word in words_of(text) if word not in told} - SPOKEN_FOR
    assert lost == set()


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


# The interface


def test_the_json_is_the_documented_one() -> None:
    found = msgspec.json.decode(msgspec.json.encode(parse("09:20–09:40 Paus")))
    assert list(found) == ["title", "date", "place", "window", "slots", "not_understood", "warnings"]
    assert found["slots"] == [
        {
            "start": "09:20", "end": "09:40", "minutes": 20, "title": "Paus", "speaker": None, "place": None,
            "day": None, "section": None, "break": True, "end_inferred": False, "details": [], "suggests": [],
        }
    ]  # fmt: skip


def test_a_line_that_is_not_understood_is_numbered_from_one() -> None:
    found = msgspec.json.decode(msgspec.json.encode(parse("09:00 A\n\nDress code: boots")))
    assert found["not_understood"] == [{"line": 3, "text": "Dress code: boots"}]


def test_the_county_council_day_adds_up() -> None:
    found = parse(read(EXAMPLES[0]), SUGGESTING)
    assert len(found.slots) == 11
    assert sum(slot.minutes or 0 for slot in found.slots) == 330
    assert found.warnings == ()
    assert [slot.title.split(":")[0] for slot in found.slots if slot.break_] == [
        "Paus",
        "Aktiv lunch",
        "Fika och mingel",
    ]


# Any text at all

SPOKEN_FOR = words(
    "kl klo klockan uhr uur bis till til alle dalle ore fra från from the noon midday min minuter "
    "minuten tim timme time tid date datum lieu ort luogo sted place plats location speaker room "
    "address start starttid end slut ende fin loppu för dagen total totalt thursday torsdag jeudi "
    "torstai الخميس mars march maaliskuuta مارس måndag من الساعة إلى للساعة and och register monday "
    "tuesday friday saturday october"
)
WORD = re.compile(r"[^\W\d_]{3,}")


def words_of(text: str) -> set[str]:
    return {word.lower() for word in WORD.findall(text)}


def said_in(found: Parse) -> str:
    return " ".join(strings_of(msgspec.to_builtins(found))).lower()


def strings_of(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    values = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [text for item in values for text in strings_of(item)]


TIMES = st.sampled_from(
    [
        "", "", "", "09:00", "9.20 – 9.40", "kl 9", "kl 09.00-13.00", "0920", "0900-0930", "9-10", "13h30",
        "1 pm",
        "noon", "25:00", "+0:15", "0:00", "20 min", "(45 min)", "1 h 15", "23:30", "00:30", "10:00-09:00",
        "09:00 -",
    ]
)  # fmt: skip
BEFORE = st.sampled_from(
    [
        "", "", "", "- ", "* ", "1. ", "# ", "## ", "> ", "| ", "\t", "    ", "**", "• ", "§ 1 ", "(",
        "Plats: ",
        "Talare: ", "Tid: ", "Datum: ", "Start: ", "Sal A: ", "Spår A: ", "OBS! ", "Totalt: ", "Dag 1 ",
        "Måndag ",
        "Monday 3 March 2025 ", "14 november 2024 ", "Förmiddag ", "Tema 1: ", "End ", "Lunch ", "Paus ",
        "Program ",
        "[", "<b>", "<td>", "\u202e",
    ]
)  # fmt: skip
AFTER = st.sampled_from(
    [
        "", "", "", ":", ".", ",", "!", " (Sal A)", " (Sal A, Sal B)", " @ Hall", " |", " | Hall | x",
        "\tfoo\tRoom 1",
        " 10:00-10:30", " kl 10", " 15 min", " (30 min)", " https://example.org", " **", " och", " –",
        "/ ", "; ",
        " 14 november 2024", "  Aulan", " senast kl 12", "</b>", "](http://x.y)",
    ]
)  # fmt: skip
WHOLE = st.sampled_from(
    [
        "", "", "---", "|---|---|", "====", "Time\tTitle\tPlace", "| Tid | Aulan | Biblioteket |",
        "Tid | Måndag | Tisdag",
        "Start;End;Title", "Förmiddag", "Dag 2", "16:00 Slut", "09:00", "10:00 – 10:30",
        "Tuesday 4 March 2025",
        "Programme",
    ]
)  # fmt: skip


@st.composite
def programmes(draw: st.DrawFn) -> str:
    """Lines of every kind the parser knows, each with a word of its own."""
    lines = []
    for number in range(draw(st.integers(1, 12))):
        word = f"zq{number}x"
        core = draw(
            st.sampled_from([word, word.upper(), f"{word} and yq{number}x", f"Zq{number}x\tyq{number}x"])
        )
        timed = draw(st.sampled_from(["{t} {c}", "{t}\t{c}", "{c} {t}", "{t}: {c}", "{t}{c}"]))
        line = draw(BEFORE) + timed.format(t=draw(TIMES), c=core) + draw(AFTER)
        lines.append(draw(st.one_of(st.just(line), st.just(line), WHOLE)))
    return "\n".join(lines)


@quick
@given(programmes())
@example("Theme: zq1x\nSpår A: \tzq2x!\nSession A: zq3x kl 09.00-13.00\nSession A: 23:30 zq4x\n09:00\nzq6x")
def test_every_line_of_a_programme_is_somewhere(text: str) -> None:
    told = said_in(parse(text))
    assert [word for word in re.findall(r"[zy]q\d+x", text.lower()) if word not in told] == []


@quick
@given(programmes())
def test_a_programme_printed_and_read_again_has_the_same_slots(text: str) -> None:
    found = parse(text, SUGGESTING)
    assert parse(print_parse(found), SUGGESTING).slots == found.slots


LATIN = st.characters(categories=("Lu", "Ll"), max_codepoint=0x24F)
ANY = st.text(st.characters(codec=None), max_size=400) | st.text(
    st.sampled_from("09:.-–| \t\n#*_()[]<>&;,+§hkl'ا٠é"), max_size=300
)


@quick
@given(ANY)
@example("\x00\x01\x02\ud800")
@example("&#8238;&#0;&#xd800;")
@example("1\u0660:\u0660\u0660 \u202e(\ufdfa)")
@example("**" * 50 + "[" * 50 + "](" * 50)
@example("0" * 300 + ":" + "0" * 300)
def test_any_text_parses_encodes_and_comes_back(text: str) -> None:
    found = parse(text, SUGGESTING)
    msgspec.json.encode(found)
    assert parse(print_parse(found), SUGGESTING).slots == found.slots
    assert all(index < len(found.slots) for warning in found.warnings for index in warning.slots)
    assert all(slot.title == slot.title.strip() for slot in found.slots)
    lines = len(re.split(r"\r\n|[\n\r\v\f\x85\u2028\u2029]", text))
    assert all(1 <= stray.line <= lines and stray.text for stray in found.not_understood)


@quick
@given(
    st.lists(st.text(LATIN, min_size=4, max_size=12).map(lambda word: f"q{word}x"), max_size=30),
    st.sampled_from(["\n", "\n\n", " ", "\t", ": ", " | "]),
)
def test_words_of_any_text_are_not_lost(found_words: list[str], between: str) -> None:
    text = between.join(found_words)
    told = said_in(parse(text))
    assert [
        word for word in words_of(text) if word not in told and len(word) > 3 and word not in SPOKEN_FOR
    ] == []


NASTY = {
    "one line of 100,000": "a" * 100_000,
    "digits": "9 " * 50_000,
    "times on one line": "09:00 a " * 12_000,
    "brackets": "(" * 50_000,
    "stars": "*a " * 30_000,
    "underscores": "_a" * 40_000,
    "tags": "<a " * 30_000,
    "links": "[a](" * 25_000,
    "entities": "&amp;" * 20_000,
    "bars": "|" * 100_000,
    "tabs": "a\t" * 50_000,
    "newlines": "\n" * 100_000,
    "short lines": "a\n" * 20_000,
    "short digits": "9\n" * 20_000,
    "times alone": "09:00\n" * 10_000,
    "blanks": "x" + " " * 100_000 + "x",
    "direction signs": "\u202e" * 100_000,
    "bullets": "- a\n" * 15_000,
    "a table": "Time\tTitle\n" + "x\ty\n" * 15_000,
    "colons": ":" * 100_000,
    "long numbers": "12345678" * 12_000,
    "quotes": "> " * 50_000,
    "csv": '09:00;"a\n' * 8_000,
    "rows": "<tr>\n" * 15_000,
    "days": "Dag {}\n09:00 a\n" * 6_000,
}


@pytest.mark.parametrize("name", NASTY)
def test_nothing_hangs(name: str) -> None:
    text = NASTY[name]
    begin = time.process_time()
    parse(text)
    assert time.process_time() - begin < SECONDS_PER_KB * len(text) / 1000


def test_the_largest_paste_is_read_in_time_and_its_surplus_is_not_lost() -> None:
    text = (
        "".join(f"{hour:02}:{minute:02} Slot {hour}-{minute}\n" for hour in range(24) for minute in range(60))
        * 9
    )
    begin = time.process_time()
    found = parse(text[:LIMIT])
    assert time.process_time() - begin < SECONDS_PER_KB * LIMIT / 1000
    assert len(found.slots) == 2000
    assert len(found.slots) + len(found.not_understood) == text[:LIMIT].count("\n") + (
        not text[:LIMIT].endswith("\n")
    )
