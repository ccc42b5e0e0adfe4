"""The formats: a golden document, and words of people that stay words in every one of them."""

import csv
import io
import json
import re
import zipfile
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.assets import Assets
from facilitator.export.document import Document, document
from facilitator.export.files import files, slug, zipped
from facilitator.export.html import style_of
from facilitator.export.markdown import address, escaped, lines, markdown
from facilitator.export.planned import plan_in, plan_of, read_record
from facilitator.export.tables import flattened, guarded, plain, written
from facilitator.house import dressed
from facilitator.planning import rehearse
from sessions.activity import Person, Rejected
from sessions.day_moves import AddRuling, EditSlot, GoTo, WriteMinutes
from sessions.facts import EditSession, EndSession
from sessions.people import Join, Private
from sessions.session import Session
from sessions.steps import AddStep, EditStep
from sessions.wire import read_move
from tests.play import DESK, Play

ASSETS = Assets()
RENDERER = dressed(ASSETS)
STYLE = style_of(ASSETS.files)

HOSTILE = (
    '=HYPERLINK("http://evil.test")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[x](javascript:alert(1))",
    "![x](http://evil.test/x.png)",
    "a | b || c",
    "# rubrik",
    "1. ett\n2. två",
    "* * *",
    "`kod` **fet** _kursiv_ ~~struken~~",
    "</style></article>",
    "&lt;b&gt; &amp; &#60;",
    "\u202evänd\u202c",
    "https://evil.test www.evil.test a@evil.test",
    "{{ 7 * 7 }} {% raw %}",
    "مرحبا =1",
    '";"\r\n"',
)


def made(session: Session, language: str = "en") -> Document:
    return document(session, RENDERER, language)


def council() -> Play:
    """A small meeting: attendance, a round of words, a vote, minutes and decisions."""
    play = Play()
    play.do(
        DESK,
        EditSession(organiser="Rådet", place="Salen", next_theme="Vad blev det?", next_date="2026-09-17"),
    )
    first, second = [slot.id for slot in play.session.day.slots]
    play.do(DESK, EditSlot(second, speaker="Gästen"))
    people = [
        joined(play, number, organisation) for number, organisation in enumerate(["Norr", "Norr", "Söder"])
    ]
    play.do(DESK, GoTo(first))
    roll = play.start("checkin", expected="Norr\nSöder\nVäster")
    for person in people:
        ask(play, roll, person, do="here")
    play.close(roll)
    play.do(DESK, WriteMinutes(first, "Ordföranden öppnade mötet.\n1. Dagordningen godkändes."))
    play.do(DESK, AddRuling(first, "Underlaget skickas ut", "Kansliet", "20 mars"))
    play.do(DESK, GoTo(second))
    words = play.start("pulse", form="words", question="Vad vill vi?")
    for person, text in zip(people, ("mod", "mod", "=1+1"), strict=True):
        ask(play, words, person, do="write", text=text)
    play.close(words)
    play.show(words)
    play.do(DESK, EndSession())
    return play


def joined(play: Play, number: int, organisation: str) -> Person:
    seat = f"seat-{number:03d}"
    play.private[seat] = Private(f"Namnzq{number}", organisation)
    play.session.people.name(seat, play.private[seat])
    play.do(Person(seat, role="nobody"), Join(f"Namnzq{number}", organisation))
    return play.session.people.person(seat)


def ask(play: Play, step: str, who: Person, **move: object) -> None:
    play.do(who, read_move(play.session, step, dict(move)), step)


GOLDEN = """# Ett möte

- **Group:** Rådet
- **Date:** March 12, 2026
- **Time:** 17:00–17:00
- **Place:** Salen

## Present

3 people present. 2 of 3 expected organisations took part.

| Organisation | Number present |
| --- | ---: |
| Norr | 2 |
| Söder | 1 |

## Absent

| Organisation | Number absent |
| --- | --- |
| Väster | nobody came |

## 1. Början (17:00–17:00)

Ordföranden öppnade mötet.

1\\. Dagordningen godkändes.

> **Decision:** Underlaget skickas ut\\
> Responsible: Kansliet\\
> No later than: 20 mars

## 2. Mitten (17:00–17:00)

- **Speaker:** Gästen

### Frågan

Vad vill vi?

3 of 3 answered

| Word | Times |
| --- | ---: |
| mod | 2 |
| \\=1+1 | 1 |

## Next meeting

- **Date:** September 17, 2026
- **Place:** Not yet known
- **Theme:** Vad blev det?
"""


def test_the_minutes_of_a_meeting_as_markdown() -> None:
    assert markdown(made(council().session)) == GOLDEN


# Markdown

ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def read_back(text: str) -> str:
    """What a reader sees: backslash escapes are literal (CommonMark 2.4), entities are resolved (2.5)."""
    return "".join(part if at % 2 else unescape(part) for at, part in enumerate(ESCAPE.split(text)))


@given(st.text(max_size=60))
def test_every_sign_comes_back_from_markdown(text: str) -> None:
    assert read_back(escaped(text)) == text


@given(st.text(alphabet="\\`*_[]<>#|~^$@!&()-+=:.1a \n/w", max_size=40))
def test_nothing_that_is_typed_is_active_in_markdown(text: str) -> None:
    for line in lines(text).split("\n"):
        free = ESCAPE.sub(" ", line).replace("&#124;", "")
        assert not re.search(r"[`*_\[\]{}#~^$@<>|]|://|&(?=\w)(?!(lt|gt|amp);)", free)
        assert not re.match(r"[+\-=:]|\d{1,9}[.)]", line)


def test_addresses_stay_inside_their_brackets() -> None:
    assert address("https://a.test/x> (b)") == "https://a.test/x%3E%20(b)"


# CSV


@given(st.lists(st.lists(st.text(max_size=20), min_size=1, max_size=4), max_size=6))
def test_a_csv_reader_finds_every_cell_again_and_no_formula(rows: list[list[str]]) -> None:
    content = written([[guarded(cell) for cell in row] for row in rows]).decode("utf-8-sig")
    found = list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))
    assert [[cell.removeprefix("'") for cell in row] for row in found] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    assert not [cell for row in found for cell in row if cell[:1] and cell[0] in "=+-@\t\r"]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\tx", "\rx", " =1", "\n=1", "＝1", "−1"])
def test_what_could_be_a_formula_is_guarded(text: str) -> None:
    assert guarded(text) == (text if text[0] == "−" else f"'{text}")


def test_numbers_are_left_alone() -> None:
    assert [plain(value) for value in (-3, 2.5, True, None, "-3")] == [-3, 2.5, "true", "", "'-3"]
    assert written([[plain(-3), "x"]]) == b"\xef\xbb\xbf-3;x\r\n"


def test_a_record_is_flattened_with_the_place_of_every_value() -> None:
    data: dict[str, Any] = {"a": [{"b": 1}, {"b": 2}], "c": {}, "d": None}
    assert list(flattened(data)) == [("a.1.b", 1), ("a.2.b", 2), ("d", None)]


def test_a_steps_table_comes_first_and_then_its_record() -> None:
    name, content = next(
        (name, content)
        for name, content in packed(council()).items()
        if "fragan" in name and b"Times" in content
    )
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert re.fullmatch(r"steps/fragan-k[0-9a-f]{10}\.csv", name)
    assert rows[:5] == [["Frågan"], ["Word", "Times"], ["mod", "2"], ["'=1+1", "1"], []]
    assert ["Field", "Value"] in rows
    assert ["record.rounds.1.turnout.answered", "3"] in rows


# HTML


class Tags(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_the_html_file_needs_nothing_else_and_runs_nothing() -> None:
    page = packed(council())["minutes.html"].decode()
    tags = Tags()
    tags.feed(page)
    names = {tag for tag, _ in tags.found}
    assert not names & {"script", "link", "img", "iframe", "object", "form"}
    assert not [
        name
        for _, attributes in tags.found
        for name in attributes
        if name.startswith("on") or name == "style"
    ]
    assert set(re.findall(r"url\(.{0,11}", page)) == {'url("data:font/'}
    assert '<html lang="en" dir="ltr"' in page
    assert [tag for tag, _ in tags.found if tag == "h1"] == ["h1"]


def test_right_to_left_is_said_to_the_reader() -> None:
    page = files(made(council().session, "ar-XB"), RENDERER, STYLE)["minutes.html"].decode()
    assert 'dir="rtl"' in page


# all of them


def packed(play: Play) -> dict[str, bytes]:
    return files(made(play.session), RENDERER, STYLE)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_words_in_every_format(text: str) -> None:
    play = Play(1)
    first, _ = [slot.id for slot in play.session.day.slots]
    play.do(DESK, EditSession(title=text, organiser=text, theme=text, place=text, next_theme=text))
    play.do(DESK, EditSlot(first, title=text, speaker=text))
    play.do(DESK, WriteMinutes(first, text))
    play.do(DESK, AddRuling(first, text, text, text))
    step = play.start("pulse", form="words", question=text)
    play.do(DESK, EditStep(step, title=text))
    ask(play, step, play.people[0], do="write", text=text)
    play.close(step)
    play.show(step)
    content = packed(play)
    check_markdown(content["minutes.md"].decode())
    check_html(content["minutes.html"].decode())
    check_tables(content)
    assert json.loads(content["record.json"])["format"] == "radslag.record/1"


def check_markdown(text: str) -> None:
    free = re.sub(r"\\.", "", text)
    assert "<" not in free
    assert not re.search(r"\]\(|javascript:[^a]|://|\*\*[^:]*\*\*\*", free)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", text)
    for row in (line for line in text.splitlines() if line.startswith("| ")):
        assert row.count("|") in (3, 4)


def check_html(page: str) -> None:
    tags = Tags()
    tags.feed(page)
    assert not {tag for tag, _ in tags.found} & {"script", "img", "a"}
    assert page.count("</style>") == 1
    assert page.count("</article>") == 1


def check_tables(content: dict[str, bytes]) -> None:
    for name, table in content.items():
        assert re.fullmatch(r"[a-z0-9/.-]+", name)
        if not name.endswith(".csv"):
            continue
        for row in csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""), delimiter=";"):
            assert not [cell for cell in row if re.match(r"[=+@\t\r]|-\D", cell)]


def test_the_zip_holds_everything_and_is_the_same_every_time() -> None:
    content = packed(council())
    archive = zipped(content, "radslag-K7M4PX")
    assert archive == zipped(dict(reversed(content.items())), "radslag-K7M4PX")
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        names = opened.namelist()
        assert {entry.date_time for entry in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert opened.read("radslag-K7M4PX/minutes.md") == content["minutes.md"]
    assert sorted(names) == names
    assert [n for n in names if "steps/" not in n] == [
        f"radslag-K7M4PX/{n}" for n in ("minutes.html", "minutes.md", "record.json")
    ]
    assert len(names) == 5
    assert all(re.fullmatch(r"radslag-K7M4PX/[a-z0-9./-]+", n) and ".." not in n for n in names)


@given(st.text(max_size=80))
def test_file_names_are_plain_ascii(text: str) -> None:
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug(text))
    assert len(slug(text)) <= 40


def test_an_untitled_session_has_a_name_in_the_language() -> None:
    play = Play()
    play.do(DESK, EditSession(title=""))
    assert markdown(made(play.session)).startswith("# Meeting\n")


# and back


def test_a_record_becomes_the_same_plan_again() -> None:
    play = council()
    old = Play()
    source = planned(old, "pulse", "Ord", form="words")
    old.do(
        DESK,
        AddStep("vote", old.session.day.slots[1].id, "Val", {"options": "Ja\nNej"}, 60, source, lasting=True),
    )
    old.do(DESK, EditSlot(old.session.day.slots[0].id, start_fixed=True, minutes_min=20))
    for session in (play.session, old.session):
        before = json.loads(files(made(session), RENDERER, STYLE)["record.json"])
        twin = rehearse(plan_in("record.json", json.dumps(before).encode()), DESK)
        after = json.loads(files(made(twin), RENDERER, STYLE)["record.json"])
        assert plan_only(after) == plan_only(before)
        assert all(step.state == "planned" for step in twin.steps.steps.values())
        assert not twin.day.texts


def planned(play: Play, kind: str, title: str, **settings: Any) -> str:
    play.do(DESK, AddStep(kind, play.session.day.slots[0].id, title, settings))
    return list(play.session.steps.steps)[-1]


def plan_only(record: dict[str, Any]) -> dict[str, Any]:
    """A record without what happened, its ids replaced by their places."""
    place = {one["id"]: number for number, one in enumerate([*record["slots"], *record["steps"]])}
    kept_of_slot = (
        "title",
        "start",
        "minutes",
        "minutes_min",
        "start_fixed",
        "break_",
        "speaker",
        "place",
        "details",
    )
    kept_of_step = ("kind", "title", "settings", "seconds", "lasting")
    return {
        "session": {**record["session"], "ended": False},
        "door": record["door"],
        "slots": [{name: slot.get(name) for name in kept_of_slot} for slot in record["slots"]],
        "steps": [
            {
                **{name: step[name] for name in kept_of_step},
                "slot": place.get(step["slot"]),
                "source": place.get(step["source"]),
            }
            for step in record["steps"]
        ],
    }


def test_a_programme_becomes_a_session_named_after_its_file() -> None:
    twin = rehearse(plan_in("Höstmöte.txt", "09:00-09:30 Välkomna\n09:30-10:00 Samtal\n".encode()), DESK)
    assert twin.meeting.facts.title == "Höstmöte"
    assert [slot.title for slot in twin.day.slots] == ["Välkomna", "Samtal"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "malformed"),
        (b"[]", "malformed"),
        (b'{"format": "radslag.record/99"}', "other_format"),
        (b'{"format": "radslag.record/1", "steps": [{"id": "", "kind": "x"}]}', "unknown"),
        (
            b'{"format": "radslag.record/1", '
            b'"steps": [{"id": "k", "kind": "pulse", "settings": {"points": "x"}}]}',
            "settings",
        ),
        (b'{"format": "radslag.record/1", "session": {"zone": "Mars/Olympus"}}', "no_zone"),
        (b'{"format": "radslag.record/1", "session": {"date": "soon"}}', "no_date"),
        (b'{"format": "radslag.record/1", "slots": 3}', "malformed"),
    ],
)
def test_what_is_no_record_is_refused_with_a_reason(content: bytes, code: str) -> None:
    with pytest.raises(Rejected, match=code):
        rehearse(plan_of(read_record(content)), DESK)
