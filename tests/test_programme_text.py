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

from sessions.programme_text import (
    LIMIT,
    Parse,
    ParsedSlot,
    ProgrammeTooLong,
    as_heading,
    join_above,
    keep_edited,
    parse,
    print_parse,
    split,
    toggle_break,
)
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


def slots_of(text: str) -> list[tuple[str | None, str | None, str]]:
    return [(slot.start, slot.end, slot.title) for slot in parse(text).slots]


def kinds_of(text: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(warning.kind, warning.slots) for warning in parse(text).warnings]


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


# Times


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [
        ("09:20 Talk", "09:20", None),
        ("09.20 Talk", "09:20", None),
        ("9.20 Talk", "09:20", None),
        ("9:20 AM Talk", "09:20", None),
        ("9:20 p.m. Talk", "21:20", None),
        ("12 am Talk", "00:00", None),
        ("1 pm Talk", "13:00", None),
        ("noon Talk", "12:00", None),
        ("13h30 Talk", "13:30", None),
        ("13 h Talk", "13:00", None),
        ("kl 9 Talk", "09:00", None),
        ("Kl. 09.00: Talk", "09:00", None),
        ("klo 9 Talk", "09:00", None),
        ("9 Uhr Talk", "09:00", None),
        ("ca. 9.15 Talk", "09:15", None),
        ("٠٩:٢٠ Talk", "09:20", None),
        ("०९:२० Talk", "09:20", None),
        ("０９：２０ Talk", "09:20", None),
        ("09:00:00 Talk", "09:00", None),
        ("Talk (kl. 9)", "09:00", None),
        ("Talk, kl 9", "09:00", None),
        ("🕘 09:00 Talk", "09:00", None),
        ("09:20 – 09:40 Talk", "09:20", "09:40"),
        ("09:20—09:40 Talk", "09:20", "09:40"),
        ("09:20-09:40 Talk", "09:20", "09:40"),
        ("09:20 − 09:40 Talk", "09:20", "09:40"),
        ("09:20 ~ 09:40 Talk", "09:20", "09:40"),
        ("09:20 → 09:40 Talk", "09:20", "09:40"),
        ("9:20 to 9:40 Talk", "09:20", "09:40"),
        ("9.20 till 9.40 Talk", "09:20", "09:40"),
        ("9.20 til 9.40 Talk", "09:20", "09:40"),
        ("9.20 bis 9.40 Uhr Talk", "09:20", "09:40"),
        ("9h20 à 9h40 Talk", "09:20", "09:40"),
        ("de 9h à 10h Talk", "09:00", "10:00"),
        ("dalle 9 alle 10 Talk", "09:00", "10:00"),
        ("من ٩ إلى ١٠ Talk", "09:00", "10:00"),
        ("kl 9-10.30 Talk", "09:00", "10:30"),
        ("11-1 pm Talk", "11:00", "13:00"),
        ("1-2 pm Talk", "13:00", "14:00"),
        ("09:20\t09:40\tTalk", "09:20", "09:40"),
        ("09:20 09:40 Talk", "09:20", "09:40"),
        ("23:30–00:30 Talk", "23:30", "00:30"),
        ("0920-0940 Talk", "09:20", "09:40"),
        ("09:20 (20 min) Talk", "09:20", "09:40"),
        ("09:20 Talk 20'", "09:20", "09:40"),
        ("09:20 Talk, 1 h 15", "09:20", "10:35"),
        ("09:20 Talk (1,5 timmar)", "09:20", "10:50"),
        ("Talk 09:20–09:40", "09:20", "09:40"),
        ("Talk ...... 09:20–09:40", "09:20", "09:40"),
    ],
)
def test_a_time_in_any_dress(line: str, start: str, end: str | None) -> None:
    assert slots_of(line) == [(start, end, "Talk")]


@pytest.mark.parametrize(
    "line",
    [
        "Register before 12:00",
        "Anmälan senast kl 12.00",
        "12.50 kr per person",
        "2019-2020 in figures",
        "14.11.2024 was a Thursday",
        "Version 3.11 is out",
        "5-10 min each",
    ],
)
def test_what_only_looks_like_a_time(line: str) -> None:
    assert slots_of(line) == []


def test_a_number_after_a_dash_is_not_an_end() -> None:
    assert slots_of("09:00 - 3 ways to listen") == [("09:00", None, "3 ways to listen")]


def test_a_duration_inside_a_sentence_stays_in_it() -> None:
    assert slots_of("09:00 Reflektera i 5 minuter") == [("09:00", None, "Reflektera i 5 minuter")]
    assert slots_of("09:00 Arbete 3 x 20 min") == [("09:00", None, "Arbete 3 x 20 min")]


def test_an_end_is_inferred_from_the_next_start_of_the_same_day_only() -> None:
    found = parse("Dag 1\n09:00 A\n10:00 B\nDag 2\n11:00 C")
    assert [(slot.end, slot.end_inferred) for slot in found.slots] == [
        ("10:00", True),
        (None, False),
        (None, False),
    ]


def test_parallel_rows_end_at_the_next_later_start() -> None:
    assert slots_of("10:00 A (Room 1)\n10:00 B (Room 2)\n11:00 C") == [
        ("10:00", "11:00", "A"),
        ("10:00", "11:00", "B"),
        ("11:00", None, "C"),
    ]


# What a line is


@pytest.mark.parametrize("word", ["Slut", "End", "Ende", "Fin", "Fine", "Loppu", "Slutt", "النهاية"])
def test_a_bare_end_is_an_end(word: str) -> None:
    found = parse(f"09:00 A\n10:00 {word}")
    assert [(slot.title, slot.end, slot.end_inferred) for slot in found.slots] == [("A", "10:00", False)]
    assert found.not_understood == ()


@pytest.mark.parametrize(
    "line",
    [
        "kl 09.00-13.00",
        "Tid: 09:00–13:00",
        "Time: 9 am to 1 pm",
        "Torsdag 6 mars 2025 kl 9–13",
        "09:00 – 13:00",
    ],
)
def test_the_frame_is_the_window(line: str) -> None:
    found = parse(f"Möte\n{line}\n\n09:00–10:00 A\n10:00–13:00 B")
    assert found.window is not None
    assert (found.window.start, found.window.end) == ("09:00", "13:00")
    assert [slot.title for slot in found.slots] == ["A", "B"]
    assert found.not_understood == ()


@pytest.mark.parametrize(
    ("title", "rests"),
    [
        ("Paus", True), ("Kort paus", True), ("Aktiv paus: rör på er", False),
        ("Aktiv lunch: vi fortsätter", True),
        ("Fika och mingel", True), ("Coffee break", True), ("Breakout session", False), ("Break-out rooms",
        False),
        ("Lunch", True), ("Samling efter lunch", False), ("Lunchföreläsning", False), ("Pause-café", True),
        ("Mittagspause", True), ("Kahvitauko", True), ("Pausa caffè", True), ("استراحة", True),
        ("World café", False),
        ("Eftermiddagens gäster", False), ("Kaffepause", True), ("Outbreak of ideas", False), ("Workshop",
        False),
        ("Frukost", True), ("Bensträckare", True), ("Presentation om hälsa", False),
    ],
)  # fmt: skip
def test_breaks(title: str, rests: bool) -> None:
    assert parse(f"09:00–09:20 {title}").slots[0].break_ is rests


@pytest.mark.parametrize(
    ("line", "title", "place"),
    [
        ("09:00 Samtal (Sal A)", "Samtal", "Sal A"),
        ("09:00 Talk, Room 2", "Talk", "Room 2"),
        ("09:00 Talk @ The old mill", "Talk", "The old mill"),
        ("09:00 Sal A: Samtal", "Samtal", "Sal A"),
        ("09:00 Samtal\nPlats: Verkstan", "Samtal", "Verkstan"),
        ("09:00 Samtal (Matsalen)", "Samtal", "Matsalen"),
        ("09:00 Samtal (för alla)", "Samtal (för alla)", None),
        ("09:00 Making room for all", "Making room for all", None),
    ],
)
def test_places_where_the_text_makes_them_plain(line: str, title: str, place: str | None) -> None:
    (slot,) = parse(line).slots
    assert (slot.title, slot.place) == (title, place)


def test_a_stray_name_stays_a_detail() -> None:
    (slot,) = parse("09:00 Föredrag\nEn Gäst, Länets museum").slots
    assert slot.speaker is None
    assert slot.details == ("En Gäst, Länets museum",)


def test_a_heading_with_nothing_under_it_is_not_lost() -> None:
    found = parse("09:00 A\nTema 1: Hälsa\nTema 2: Arbete\n10:00 B")
    assert found.slots[0].details == ("Tema 1: Hälsa",)
    assert found.slots[1].section == "Tema 2: Arbete"


@pytest.mark.parametrize("text", ["", "  \n\t\n", "\ufeff"])
def test_nothing_pasted(text: str) -> None:
    assert parse(text).slots == ()
    assert [warning.kind for warning in parse(text).warnings] == ["empty"]


def test_binary_is_called_binary() -> None:
    found = parse(bytes(range(256)).decode("latin-1") * 20)
    assert "looks_binary" in [warning.kind for warning in found.warnings]


def test_too_much_is_refused_with_a_code() -> None:
    with pytest.raises(ProgrammeTooLong) as refused:
        parse("a" * (LIMIT + 1))
    assert refused.value.code == "programme_too_long"
    assert refused.value.length == LIMIT + 1


def test_an_html_table_in_a_readme() -> None:
    text = "<table>\n<tr>\n <th>Start</th>\n <th>End</th>\n <th>What</th>\n</tr>\n"
    text += "<tr>\n <td>09:00</td>\n <td>09:30</td>\n"
    text += ' <td colspan="2">Open &amp; warm</td>\n</tr>\n</table>'
    assert slots_of(text) == [("09:00", "09:30", "Open & warm")]


# Doubts


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("09:00–10:00 A\n09:50–11:00 B", ("overlap", (0, 1))),
        ("09:00–10:00 A\n10:10–11:00 B", ("gap", (0, 1))),
        ("10:00–10:10 A\n09:00–09:10 B", ("backward", (0, 1))),
        ("10:00–09:00 A", ("ends_before_start", (0,))),
        ("09:00–10:00 A (45 min)", ("minutes_differ", (0,))),
        ("09:00–09:10 A\n09:10–09:30 B\nTotalt: 45 min", ("total_differs", (0, 1))),
        ("Tid: 09:00–10:00\n09:00–09:30 A\n09:30–10:30 B", ("outside_window", (1,))),
        ("09:75 A\n10:00 B", ("likely_typo", (0,))),
        ("O9:15 A\n10:00 B", ("likely_typo", (0,))),
        ("09:00–10:00 A\n09:00–10:00 A", ("duplicate", (0, 1))),
        ("10 min A\n20 min B", ("start_unknown", (0, 1))),
        ("Måndag 6 mars 2025\n09:00–10:00 A", ("weekday_differs", ())),
        ("3/4/2025\n09:00–10:00 A", ("ambiguous_date", ())),
        ("09:00–10:00 TrÃ¤ff", ("mixed_encoding", ())),
        ("It was a dark night, and the rain fell.", ("not_a_programme", ())),
    ],
)
def test_doubts_name_their_slots(text: str, warning: tuple[str, tuple[int, ...]]) -> None:
    assert kinds_of(text) == [warning]


@pytest.mark.parametrize(
    "text",
    [
        "09:00–10:00 A (Room 1)\n09:00–10:00 B (Room 2)\n10:00–11:00 C",
        "23:00–23:45 A\n23:45–00:30 B\n00:30–01:00 C",
        "Track A\n10:00–11:00 X\nTrack B\n10:00–11:00 Y",
        "10 min A\n20 min B\nStart 09:00\nTotalt: 30 min".replace("Start 09:00\n", ""),
    ],
)
def test_what_may_look_doubtful_but_is_not(text: str) -> None:
    assert [kind for kind, _ in kinds_of(text) if kind != "start_unknown"] == []


def test_a_wrong_time_is_shown_and_not_mended() -> None:
    (first, _) = parse("09:75 Lunch\n12:00 Walk").slots
    assert (first.title, first.start, first.end) == ("09:75 Lunch", None, None)


# Suggestions


def test_words_suggest_activities_in_the_order_they_were_given() -> None:
    given_words = {"vote": ("omröstning",), "pitch": ("pitch",), "talk": ("tal",)}
    (slot,) = parse("09:00 Pitch och slutomröstningen", given_words).slots
    assert slot.suggests == ("vote", "pitch")


def test_a_short_word_must_stand_alone() -> None:
    assert parse("09:00 Talteknik", {"talk": ("tal",)}).slots[0].suggests == ()
    assert parse("09:00 Ett tal", {"talk": ("tal",)}).slots[0].suggests == ("talk",)


def test_words_with_signs_are_only_words() -> None:
    assert parse("09:00 a+b (c", {"odd": ("a+b (c", "[", ".*")}).slots[0].suggests == ("odd",)
    assert parse("09:00 plain", {"odd": (".*", "")}).slots[0].suggests == ()


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
