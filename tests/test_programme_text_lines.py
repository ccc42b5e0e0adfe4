"""Pasted programmes line by line: times, what a line is, doubts, and what a title suggests."""

import pytest

from sessions.programme_text import LIMIT, ProgrammeTooLong, parse


def slots_of(text: str) -> list[tuple[str | None, str | None, str]]:
    return [(slot.start, slot.end, slot.title) for slot in parse(text).slots]


def kinds_of(text: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(warning.kind, warning.slots) for warning in parse(text).warnings]


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
