"""Lines that are rare in a programme, each with what is made of it: text -> the parse in short."""

import pytest

from sessions.programme_text import (
    TABLE_HEAD,
    Parse,
    as_heading,
    join_above,
    keep_edited,
    parse,
    split,
    toggle_break,
)

PROSE = "Vi sågs och talade länge om hur det hade gått sedan sist, och alla hade något att säga."
CORNERS: dict[str, tuple[str, list[str]]] = {
    "a bare end closes the window": (
        "09:00-10:00 Möte\n10:00-11:00 Paus\n12:00 Slut",
        ["window: 09:00-12:00", "09:00-10:00 | 60 | Möte", "10:00-11:00 | 60 | Paus"],
    ),
    "an end far from the slots": ("3-3:15 pm\n\nsök\n12:00 Slut", ["15:00-15:15 | 15 | sök", "? 12:00 Slut"]),
    "capitals under a slot are a detail": (
        "09:00 Öppning\n10:00 Samtal\nGLÖM INTE",
        ["09:00-10:00 | 60 | Öppning", "10:00-None | None | Samtal | GLÖM INTE"],
    ),
    "a colon under a slot is a detail": (
        "09:00 Öppning\nViktigt:\nta med penna\n10:00 Slut",
        ["09:00-10:00 | 60 | Öppning | Viktigt:", "? ta med penna"],
    ),
    "a day by its label": (
        "Datum: 3 mars\n09:00 Öppning\n10:00 Samtal",
        ["09:00-10:00 | 60 | Öppning | 3 mars", "10:00-None | None | Samtal | 3 mars"],
    ),
    "a day's label among slots": (
        "09:00 Öppning\nDatum: 4 mars\n10:00 Samtal",
        ["09:00-None | None | Öppning", "10:00-None | None | Samtal | 4 mars"],
    ),
    "and is no range": (
        "09:00 och 1\n10:00 Samtal",
        ["09:00-10:00 | 60 | och 1", "10:00-None | None | Samtal"],
    ),
    "a track before a colon": (
        "09:00-10:00 Spår A: Samtal om skolan",
        ["09:00-10:00 | 60 | Samtal om skolan | Spår A"],
    ),
    "two that begin after as many minutes": (
        "T+0 Öppning\nT+15 Ett\nT+15 Två\nT+40 Tre",
        [
            "None-None | 15 | Öppning",
            "None-None | None | Ett",
            "None-None | 25 | Två",
            "None-None | None | Tre",
            "! start_unknown [0, 2]",
        ],
    ),
    "four digits end no short hour": (
        "00 - 0930\n10:00 Samtal",
        ["title: 00 - 0930", "10:00-None | None | Samtal"],
    ),
    "a column of times and one of starts": (
        "Tid\tStart\tPunkt\n09:00\t10:00\tMöte\n11:00\t12:00\tMat",
        ["09:00-10:00 | 60 | Möte", "11:00-12:00 | 60 | Mat", "? Tid Start Punkt", "! gap [0, 1]"],
    ),
    "whole hours in columns": (
        "Start\tSlut\tMinuter\tRubrik\n9\t10\t60\tMöte\n10\t12\t\tSamtal",
        ["09:00-10:00 | 60 | Möte", "10:00-12:00 | 120 | Samtal", "? Start Slut Minuter Rubrik"],
    ),
    "an odd time in columns": (
        "Start\tSlut\tRubrik\n25:70\t\tMöte\n9:00\t10:00\tSamtal",
        [
            "None-None | None | Möte | 25:70",
            "09:00-10:00 | 60 | Samtal",
            "? Start Slut Rubrik",
            "! likely_typo [0]",
        ],
    ),
    "words beside the time in a column": (
        "Tid\tPunkt\nca 9:00\tMöte\n10:00 prick\tSamtal",
        ["09:00-10:00 | 60 | Möte", "10:00-None | None | Samtal | prick", "? Tid Punkt"],
    ),
    "a day with its date": (
        "Day 1, 14 November 2024\n09:00 Opening\n10:00 Talk",
        ["date: 2024-11-14", "09:00-10:00 | 60 | Opening", "10:00-None | None | Talk"],
    ),
    "month first": (
        "Mar 3, 2026\n09:00 Opening\n10:00 Talk",
        ["date: 2026-03-03", "09:00-10:00 | 60 | Opening", "10:00-None | None | Talk"],
    ),
    "American figures": (
        "3/25/2026\n09:00 Opening\n10:00 Talk",
        ["date: 2026-03-25", "09:00-10:00 | 60 | Opening", "10:00-None | None | Talk"],
    ),
    "no such month": (
        "13/25/2024\n09:00 Opening\n10:00 Talk",
        ["09:00-10:00 | 60 | Opening | 13/25/2024", "10:00-None | None | Talk | 13/25/2024"],
    ),
    "a day and month in figures": (
        "2.5.\n09:00 Opening\n10:00 Talk",
        ["09:00-10:00 | 60 | Opening | 2.5.", "10:00-None | None | Talk | 2.5."],
    ),
    "too long ago": (
        "2 maj 1066\n09:00 Opening\n10:00 Talk",
        ["09:00-10:00 | 60 | Opening | 2 maj 1066", "10:00-None | None | Talk | 2 maj 1066"],
    ),
    "an end before its start": (
        "12:00–11:00 Lunch\n12.00 Samtal",
        ["12:00-11:00 | None | Lunch", "12:00-None | None | Samtal", "! ends_before_start [0]"],
    ),
    "durations in words": (
        "Öppning en halvtimme\nSamtal en timme",
        ["None-None | 30 | Öppning", "None-None | 60 | Samtal", "! start_unknown [0, 1]"],
    ),
    "two speakers": (
        "09:00 Samtal\tDr. Alm, Institutet\tDr. Berg, Högskolan\n10:00 Fika\t\t",
        ["09:00-10:00 | 60 | Samtal | Dr. Alm, Institutet | Dr. Berg, Högskolan", "10:00-None | None | Fika"],
    ),
    "a second frame": (
        "14 november 2026 kl 9-12\n15 november 2026 kl 13-14\n09:00 A\n10:00 B",
        [
            "date: 2026-11-14",
            "window: 09:00-12:00",
            "09:00-10:00 | 60 | A | 15 november 2026",
            "10:00-12:00 | 120 | B | 15 november 2026",
            "? 15 november 2026 kl 13-14",
        ],
    ),
    "a frame after the frame": (
        "Tid: 9-12\nTid: 13-15\n09:00 A\n10:00 B",
        ["window: 09:00-12:00", "09:00-10:00 | 60 | A", "10:00-12:00 | 120 | B", "? Tid: 13-15"],
    ),
    "a title by its label": (
        "Titel: En dag\nTitel: En annan\n09:00 A\n10:00 B",
        ["title: En dag", "09:00-10:00 | 60 | A", "10:00-None | None | B", "? Titel: En annan"],
    ),
    "time, date and place on one line": (
        "Tid: 3 mars 2026 kl 9-12, Sal 2\n09:00 A\n10:00 B",
        [
            "date: 2026-03-03",
            "place: Sal 2",
            "window: 09:00-12:00",
            "09:00-10:00 | 60 | A",
            "10:00-12:00 | 120 | B",
        ],
    ),
    "two rooms on one line": (
        "9h00 à 10h15 : Table ronde\n Sal 1: Läsning / Sal 2: Skrivande\n10h15 Pause",
        ["09:00-10:15 | 75 | Table ronde | Sal 1: Läsning / Sal 2: Skrivande", "10:15-None | None | Pause"],
    ),
    "the time in the second column": (
        "Kaffe\t10:40\tFoajén\nSamtal\t11:00\tSalen",
        ["10:40-11:00 | 20 | Kaffe | Foajén", "11:00-None | None | Samtal | Salen"],
    ),
    "a weekday that differs": (
        "Måndag 6 mars 2026\n09:00 A\n10:00 B",
        ["date: 2026-03-06", "09:00-10:00 | 60 | A", "10:00-None | None | B", "! weekday_differs []"],
    ),
    "a start above durations": (
        "Start 09:00\nInledning 20 min\nSamtal 1 h 15\nTotalt: 95 min",
        [
            "window: 09:00-None",
            "09:00-09:20 | 20 | Inledning",
            "09:20-10:35 | 75 | Samtal",
            "? Totalt: 95 min",
        ],
    ),
    "bold headings": (
        "**Fet rubrik**\n09:00 A\n10:00 B\n**Eftermiddag**\n13:00 C",
        [
            "title: Fet rubrik",
            "09:00-10:00 | 60 | A",
            "10:00-13:00 | 180 | B",
            "13:00-None | None | C | Eftermiddag",
        ],
    ),
    "headings that nothing stands under": (
        "# Lärdag\n## Förmiddag\n- Inledning\n- Samtal\n## Fika\n## Slutord",
        [
            "title: Lärdag",
            "None-None | None | Inledning | Förmiddag",
            "None-None | None | Samtal | Förmiddag",
            "None-None | None | Fika | Förmiddag",
            "None-None | None | Slutord | Förmiddag",
        ],
    ),
    "themes without items": (
        "Tema: Hälsa\nTema: Arbete\nTema: Skola\n1. Mat\n2. Vila",
        [
            "None-None | None | Tema: Hälsa",
            "None-None | None | Tema: Arbete",
            "None-None | None | Mat | Tema: Skola",
            "None-None | None | Vila | Tema: Skola",
        ],
    ),
    "prose is no programme": (
        f"- {PROSE}\n" * 4 + "- Mat\n- Vila",
        [
            "title: Mat",
            f"? {PROSE}",
            f"? {PROSE}",
            f"? {PROSE}",
            f"? {PROSE}",
            "? Vila",
            "! not_a_programme []",
        ],
    ),
    "a row without a time in columns": (
        "Start\tSlut\tRubrik\n9:00\t10:00\tMöte\n\t11:00\tSamtal\n11:00\t12:00\tMat",
        [
            "09:00-10:00 | 60 | Möte",
            "11:00-None | None | Samtal",
            "11:00-12:00 | 60 | Mat",
            "? Start Slut Rubrik",
            "! gap [0, 1]",
        ],
    ),
    "two lone times that go backwards": (
        "10:00\n09:00\nMöte",
        ["10:00-None | None", "09:00-None | None | Möte", "! backward [0, 1]"],
    ),
    "a lone time after a range": (
        "09:00–10:00\n11:00\nMöte",
        ["09:00-10:00 | 60", "11:00-None | None | Möte", "! gap [0, 1]"],
    ),
    "a date with a sentence behind it": (
        "Måndag 6 mars 2026 ska vi åter mötas i den stora salen på översta våningen i Folkets hus\n09:00 A\n10:00 B",
        [
            "title: Måndag 6 mars 2026 ska vi åter mötas i den stora salen på översta våningen i Folkets hus",
            "date: 2026-03-06",
            "09:00-10:00 | 60 | A",
            "10:00-None | None | B",
        ],
    ),
    "two times backwards on a line": (
        "10:00 09:00 Bakåt\n11:00 B",
        ["10:00-11:00 | 60 | 09:00 Bakåt", "11:00-None | None | B"],
    ),
    "a day of the week and more": (
        "Dag 2 blir det middag på kvällen\n09:00 A\n10:00 B",
        ["title: Dag 2 blir det middag på kvällen", "09:00-10:00 | 60 | A", "10:00-None | None | B"],
    ),
    "a practical line with times": (
        "Parkering finns 08:00-17:00\n09:00 A\n10:00 B",
        [
            "08:00-17:00 | 540 | Parkering finns",
            "09:00-10:00 | 60 | A",
            "10:00-None | None | B",
            "! overlap [0, 1]",
            "! overlap [0, 2]",
        ],
    ),
    "no such day in a sentence": (
        "Möte 31 februari 2026\n09:00 A\n10:00 B",
        ["title: Möte 31 februari 2026", "09:00-10:00 | 60 | A", "10:00-None | None | B"],
    ),
    "a registration until a time": (
        "Anmälan senast 3 mars kl 09:00-10:00\n09:00 A\n10:00 B",
        [
            "title: Anmälan senast 3 mars",
            "window: 09:00-10:00",
            "09:00-10:00 | 60 | A",
            "10:00-None | None | B",
        ],
    ),
    "the same date twice in the title": (
        "Datum: 3 mars 2026\nMöte 3 mars 2026\n09:00 A\n10:00 B",
        ["title: Möte", "date: 2026-03-03", "09:00-10:00 | 60 | A", "10:00-None | None | B"],
    ),
    "another date in the title": (
        "Datum: 3 mars 2026\nMöte 4 mars 2026\n09:00 A\n10:00 B",
        ["title: Möte 4 mars 2026", "date: 2026-03-03", "09:00-10:00 | 60 | A", "10:00-None | None | B"],
    ),
    "a date with hours among the slots": (
        "09:00 A\n10:00 B\n15 november 2026 kl 13-14\n13:00 C",
        [
            "09:00-10:00 | 60 | A",
            "10:00-13:00 | 180 | B",
            "13:00-None | None | C",
            "? 15 november 2026 kl 13-14",
        ],
    ),
    "hours twice before the slots": (
        "14 november 2026 kl 9-12\n9:00-12:00\nÖppning\n09:00 A\n10:00 B",
        [
            "title: Öppning",
            "date: 2026-11-14",
            "window: 09:00-12:00",
            "09:00-10:00 | 60 | A",
            "10:00-12:00 | 120 | B",
            "? 9:00-12:00",
        ],
    ),
    "a day alone among columns": (
        "Tid\tRubrik\tSal\n9:00\tA\tSal 1\nMåndag\n10:00\tB\tSal 2\nett ord\n11:00\tC\tSal 1",
        [
            "09:00-None | None | A | Sal 1",
            "10:00-11:00 | 60 | B ett ord | Sal 2 | Måndag",
            "11:00-None | None | C | Sal 1 | Måndag",
            "? Tid Rubrik Sal",
        ],
    ),
    "an empty line in a printed table": (
        "start\tend\tminutes\ttitle\tspeaker\tplace\tday\tsection\tbreak\tdetails\n\n09:00\t10:00\t60\tMöte\t\t\t\t\tno",
        ["09:00-10:00 | 60 | Möte"],
    ),
    "a lone time before a slot that has its own": (
        "09:00 Öppning\n09:30\n10:00-10:30 Fika",
        ["09:00-09:30 | 30 | Öppning", "09:30-10:00 | 30", "10:00-10:30 | 30 | Fika"],
    ),
    "an end before anything begins": (
        "15:00 Slut\n16:00 Mat\n17:00 Samtal",
        ["16:00-17:00 | 60 | Mat", "17:00-None | None | Samtal", "? 15:00 Slut"],
    ),
}


def told(found: Parse) -> list[str]:
    """The facts, the slots, the strays and the warnings, a line each."""
    window = f"{found.window.start}-{found.window.end}" if found.window else None
    facts = {"title": found.title, "date": found.date, "place": found.place, "window": window}
    slots = [
        " | ".join(
            filter(
                None,
                (
                    f"{one.start}-{one.end}",
                    str(one.minutes),
                    one.title,
                    one.speaker,
                    one.place,
                    one.day,
                    one.section,
                    *one.details,
                ),
            )
        )
        for one in found.slots
    ]
    strays = [f"? {one.text}" for one in found.not_understood]
    warnings = [f"! {one.kind} {list(one.slots)}" for one in found.warnings]
    return [*(f"{name}: {value}" for name, value in facts.items() if value), *slots, *strays, *warnings]


@pytest.mark.parametrize("name", CORNERS)
def test_a_corner(name: str) -> None:
    text, expected = CORNERS[name]
    assert told(parse(text)) == expected


def test_a_title_that_is_far_too_long_keeps_its_place_in_the_title() -> None:
    long = "a" * 310 + " (Sal 1)"
    slot = parse(f"09:00 {long}\n10:00 B").slots[0]
    assert (slot.title, slot.place) == (long, None)


DAY = parse("09:00-10:00 Möte\n10:00-11:00 Samtal")


def test_what_does_not_exist_cannot_be_edited() -> None:
    assert split(DAY, 7, 1) == DAY
    assert split(DAY, 0, 0) == DAY
    assert as_heading(DAY, 1) == DAY
    assert join_above(DAY, 0) == DAY
    assert toggle_break(DAY, 9) == DAY


def test_joining_keeps_both_speakers_and_both_places() -> None:
    two = parse("09:00-10:00 Möte (Sal 1)\n  Talare: Alm\n10:00-11:00 Samtal (Sal 2)\n  Talare: Berg")
    assert [(one.speaker, one.place) for one in two.slots] == [("Alm", "Sal 1"), ("Berg", "Sal 2")]
    joined = join_above(two, 1).slots[0]
    assert (joined.speaker, joined.place, joined.minutes) == ("Alm", "Sal 1", 120)
    assert {"Berg", "Sal 2"} <= set(joined.details)


def test_joining_what_has_no_length_has_none() -> None:
    untimed = parse("# Dagen\n- Möte\n- Samtal\n- Mat")
    assert join_above(untimed, 1).slots[0].minutes is None


def test_a_heading_reaches_to_the_next_section() -> None:
    day = parse("09:00 Förmiddagen\n09:10 Möte\n## Eftermiddag\n13:00 Samtal\n14:00 Mat")
    made = as_heading(day, 0)
    assert [(one.title, one.section) for one in made.slots[:2]] == [
        ("Möte", "Förmiddagen"),
        ("Samtal", "Eftermiddag"),
    ]


def test_warnings_that_cannot_be_found_anew_move_with_their_slots() -> None:
    odd = parse("09:00 Möte\n10:00 Samtal\n25:70 Paus\n11:00 Mat")
    assert [(one.kind, one.slots) for one in odd.warnings] == [("likely_typo", (2,))]
    assert [(one.kind, one.slots) for one in join_above(odd, 1).warnings] == [("likely_typo", (1,))]


def test_two_programmes_too_large_to_compare_have_nothing_in_common() -> None:
    many = parse("\n".join(f"{8 + n // 60:02d}:{n % 60:02d} Punkt {n}" for n in range(600)))
    pairs = keep_edited([*many.slots], parse("\n".join(f"09:00 Annat {n}" for n in range(600))))
    assert all(None in pair for pair in pairs)


HEAD = TABLE_HEAD + "\n"


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("09:00\t10:00\t60\tMöte\t\t\t\t\tno", True),
        ("9\t10:00\t60\tMöte\t\t\t\t\tno", False),
        ("09:00\t10:00\tsextio\tMöte\t\t\t\t\tno", False),
        ("09:00\t10:00\t60\tMöte\t\t\t\t\tkanske", False),
        ("09:00\t10:00\t600000\tMöte\t\t\t\t\tno", False),
        ("något annat", False),
    ],
)
def test_a_line_that_does_not_fit_the_printed_columns_is_not_understood(line: str, kept: bool) -> None:
    found = parse(HEAD + line)
    assert (len(found.slots), len(found.not_understood)) == ((1, 0) if kept else (0, 1))
