"""Programmes in files: each format by hand, as small as it can be, and files that mean harm."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitator.programme_import import LARGEST_FILE, SUFFIXES, ImportRefused, text_of_file
from sessions.programme_text import LIMIT, parse

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MIXED = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
DRAWING = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
SLIDE = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATED = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'


def zipped(parts: dict[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, part in parts.items():
            whole.writestr(name, part)
    return packed.getvalue()


def refused(name: str, data: bytes) -> str:
    with pytest.raises(ImportRefused) as found:
        text_of_file(name, data)
    return found.value.code


def slots_of(text: str) -> list[tuple[str | None, str | None, str]]:
    return [(slot.start, slot.end, slot.title) for slot in parse(text).slots]


# Text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_in_the_encodings_people_save_in(encoding: str) -> None:
    assert slots_of(text_of_file("Dag.TXT", "09:00–09:20 Välkomna".encode(encoding))) == [
        ("09:00", "09:20", "Välkomna")
    ]


def test_markdown_is_read_as_it_is() -> None:
    assert text_of_file("a.md", b"# Day\n- 09:00 Welcome\n") == "# Day\n- 09:00 Welcome\n"


@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_csv_with_any_separator(sign: str) -> None:
    rows = ["Tid", "Titel", "Lokal"], ["09:00", '"Hej; hopp,\nalla"', "Aulan"], ["09:30", "Fika", "Foajén"]
    data = "\r\n".join(sign.join(row) for row in rows).encode("utf-8-sig")
    found = parse(text_of_file("a.csv", data))
    assert [(slot.start, slot.title, slot.details, slot.place) for slot in found.slots] == [
        ("09:00", "Hej; hopp,", ("alla",), "Aulan"),
        ("09:30", "Fika", (), "Foajén"),
    ]


# Calendars

EVENTS = """BEGIN:VCALENDAR
X-WR-CALNAME:Rådsdag
BEGIN:VEVENT
DTSTART;TZID=Europe/Stockholm:20250306T100000
DURATION:PT1H15M
SUMMARY:Grupparbete
END:VEVENT
BEGIN:VEVENT
SUMMARY:Väl
 komna\\, alla
DTSTART;TZID=Europe/Stockholm:20250306T090000
DTEND;TZID=Europe/Stockholm:20250306T092000
LOCATION:Aulan
DESCRIPTION:Första raden\\nAndra raden
BEGIN:VALARM
DESCRIPTION:Ring
END:VALARM
END:VEVENT
BEGIN:VEVENT
STATUS:CANCELLED
DTSTART:20250306T110000
SUMMARY:Inställt
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def test_a_calendar_becomes_a_day_in_order() -> None:
    found = parse(text_of_file("day.ics", EVENTS.encode()))
    assert (found.title, found.date) == ("Rådsdag", "2025-03-06")
    assert [(slot.start, slot.end, slot.minutes, slot.title) for slot in found.slots] == [
        ("09:00", "09:20", 20, "Välkomna, alla"),
        ("10:00", "11:15", 75, "Grupparbete"),
    ]
    assert found.slots[0].place == "Aulan"
    assert found.slots[0].details == ("Första raden", "Andra raden")
    assert found.not_understood == ()


def test_a_calendar_of_several_days_says_which() -> None:
    event = "BEGIN:VEVENT\nDTSTART:2025030{}T220000Z\nDTEND:2025030{}T010000Z\nSUMMARY:Natt\nEND:VEVENT\n"
    found = parse(text_of_file("a.ics", (event.format(6, 7) + event.format(7, 8)).encode()))
    assert [(slot.day, slot.start, slot.end, slot.minutes) for slot in found.slots] == [
        ("2025-03-06", "22:00", "01:00", 180),
        ("2025-03-07", "22:00", "01:00", 180),
    ]


def test_a_whole_day_event_gets_no_time() -> None:
    data = b"BEGIN:VEVENT\nDTSTART;VALUE=DATE:20250306\nSUMMARY:Excursion\nEND:VEVENT\n"
    assert slots_of(text_of_file("a.ics", data)) == [(None, None, "Excursion")]


def test_a_calendar_without_events_is_none() -> None:
    assert refused("a.ics", b"BEGIN:VCALENDAR\nEND:VCALENDAR\n") == "not_that_format"


# Documents


def document(body: str) -> bytes:
    return zipped({"word/document.xml": f"<w:document {WORD} {MIXED}><w:body>{body}</w:body></w:document>"})


def paragraph(words: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


def test_a_document_with_headings_bullets_and_a_table() -> None:
    cell = "<w:tc>{}</w:tc>"
    row = (
        "<w:tr>"
        + cell.format(paragraph("09:00"))
        + cell.format(paragraph("Talk") + paragraph("by a guest"))
        + "</w:tr>"
    )
    data = document(
        paragraph("Dagen", '<w:pStyle w:val="Rubrik1"/>')
        + paragraph("08:30 Kaffe", '<w:numPr><w:ilvl w:val="0"/></w:numPr>')
        + f"<w:tbl>{row}</w:tbl>"
    )
    assert text_of_file("a.docx", data) == "# Dagen\n- 08:30 Kaffe\n09:00\tTalk<br>by a guest"
    found = parse(text_of_file("a.docx", data))
    assert found.title == "Dagen"
    assert [(slot.start, slot.title, slot.details) for slot in found.slots] == [
        ("08:30", "Kaffe", ()),
        ("09:00", "Talk", ("by a guest",)),
    ]


def test_what_was_struck_or_stands_twice_is_left_out() -> None:
    data = document(
        "<w:p><w:del><w:r><w:delText>08:00 Old</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>Moved</w:t></w:r></w:moveFrom><w:r><w:t>09:00</w:t><w:tab/><w:t>New</w:t></w:r>"
        "<mc:AlternateContent><mc:Fallback><w:r><w:t>twin</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>"
    )
    assert text_of_file("a.docx", data) == "09:00\tNew"


# Slides


def slide(*shapes: str) -> str:
    return f"<p:sld {SLIDE} {DRAWING}><p:cSld><p:spTree>{''.join(shapes)}</p:spTree></p:cSld></p:sld>"


def shape(lines: list[str], height: int, kind: str = "") -> str:
    holder = f'<p:ph type="{kind}"/>' if kind else ""
    words = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in lines)
    return (
        f"<p:sp><p:nvSpPr><p:nvPr>{holder}</p:nvPr></p:nvSpPr>"
        f'<p:spPr><a:xfrm><a:off x="0" y="{height}"/></a:xfrm></p:spPr><p:txBody>{words}</p:txBody></p:sp>'
    )


def test_slides_come_in_the_order_of_the_show() -> None:
    data = zipped(
        {
            "ppt/presentation.xml": f"<p:presentation {SLIDE} {RELATED}><p:sldIdLst>"
            '<p:sldId id="1" r:id="b"/><p:sldId id="2" r:id="a"/></p:sldIdLst></p:presentation>',
            "ppt/_rels/presentation.xml.rels": f"<Relationships {RELATIONS}>"
            '<Relationship Id="a" Target="slides/slide1.xml"/>'
            '<Relationship Id="b" Target="slides/slide2.xml"/>'
            '<Relationship Id="c" Target="http://example.org/x" TargetMode="External"/></Relationships>',
            "ppt/slides/slide1.xml": slide(shape(["10:00 Second"], 9)),
            "ppt/slides/slide2.xml": slide(
                shape(["09:00 First", "09:30 Then"], 9), shape(["Day"], 1, "title")
            ),
        }
    )
    assert text_of_file("a.pptx", data) == "# Day\n09:00 First\n09:30 Then\n\n10:00 Second"


# Workbooks


def workbook(rows: str, styles: str = "", strings: str = "") -> bytes:
    return zipped(
        {
            "xl/workbook.xml": f'<workbook {SHEET} {RELATED}><sheets><sheet name="A" r:id="a"/>'
            '<sheet name="B" state="hidden" r:id="b"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f"<Relationships {RELATIONS}>"
            '<Relationship Id="a" Target="worksheets/sheet1.xml"/>'
            '<Relationship Id="b" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f"<worksheet {SHEET}><sheetData>{rows}</sheetData></worksheet>",
            "xl/worksheets/sheet2.xml": f"<worksheet {SHEET}><sheetData>"
            '<row><c t="inlineStr"><is><t>hidden</t></is></c></row></sheetData></worksheet>',
            "xl/styles.xml": f"<styleSheet {SHEET}>{styles}</styleSheet>",
            "xl/sharedStrings.xml": f"<sst {SHEET}>{strings}</sst>",
        }
    )


def test_a_sheet_with_times_dates_and_shared_words() -> None:
    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode="[$-41D]h&quot; tim &quot;mm"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="20"/><xf numFmtId="164"/><xf numFmtId="14"/></cellXfs>'
    )
    strings = "<si><t>Tid</t></si><si><t>Titel</t></si><si><r><t>Väl</t></r><r><t>komna</t></r></si>"
    rows = (
        '<row><c r="A1" s="3"><v>45722</v></c></row>'
        '<row><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c></row>'
        '<row><c r="A3" s="1"><v>0.375</v></c><c r="C3" t="s"><v>2</v></c></row>'
        '<row><c r="A4" s="2"><v>0.3958333333</v></c>'
        '<c r="C4" t="inlineStr"><is><t>Fika\nute</t></is></c></row>'
    )
    text = text_of_file("a.xlsx", workbook(rows, styles, strings))
    assert text == "2025-03-06\nTid\t\tTitel\n09:00\t\tVälkomna\n09:30\t\tFika<br>ute"
    found = parse(text)
    assert found.date == "2025-03-06"
    assert slots_of(text) == [("09:00", "09:30", "Välkomna"), ("09:30", None, "Fika")]


# Files that mean harm, or are not what they say


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.doc", "a.docx.exe", ""])
def test_a_format_we_do_not_read(name: str) -> None:
    assert refused(name, b"x") == "unknown_format"


def test_an_empty_file() -> None:
    assert {refused(f"a{suffix}", b" \n ") for suffix in SUFFIXES} == {"file_empty"}


def test_a_file_that_is_too_large() -> None:
    assert refused("a.txt", b"x" * (LARGEST_FILE + 1)) == "file_too_large"


def test_a_text_that_is_too_long() -> None:
    assert refused("a.txt", b"x" * (LIMIT + 1)) == "text_too_long"


@pytest.mark.parametrize("name", ["a.docx", "a.pptx", "a.xlsx"])
@pytest.mark.parametrize(
    "data",
    [b"no zip at all", zipped({"other.xml": "<a/>"}), zipped({"word/document.xml": "<a>"})[:-30]],
    ids=["text", "other parts", "cut short"],
)
def test_a_file_that_is_not_what_its_name_says(name: str, data: bytes) -> None:
    assert refused(name, data) == "not_that_format"


def test_xml_that_is_broken() -> None:
    assert refused("a.docx", zipped({"word/document.xml": "<a><b></a>"})) == "not_that_format"


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "http://example.org/x">]>',
        '<!DOCTYPE a [<!ENTITY % p "q"> %p;]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused(declared: str, encoding: str) -> None:
    part = f'<?xml version="1.0" encoding="{encoding}"?>{declared}<a>&b;</a>'.encode(encoding)
    assert refused("a.docx", zipped({"word/document.xml": part})) == "unsafe_file"


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped({"word/document.xml": b"<a>" + b" " * 30_000_000 + b"</a>"})
    assert len(bomb) < 100_000
    assert refused("a.docx", bomb) == "unsafe_file"


def test_xml_that_is_too_deep_or_has_too_many_elements() -> None:
    assert refused("a.docx", zipped({"word/document.xml": "<a>" * 5000 + "</a>" * 5000})) == "unsafe_file"
    assert (
        refused("a.docx", zipped({"word/document.xml": "<a>" + "<b/>" * 700_000 + "</a>"})) == "unsafe_file"
    )


def test_too_many_parts_are_refused() -> None:
    assert refused("a.docx", zipped({f"{number}": "" for number in range(6000)})) == "unsafe_file"


def read_or_refused(name: str, data: bytes) -> str:
    try:
        parse(text_of_file(name, data))
    except ImportRefused as refusal:
        return refusal.code
    return "read"


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(SUFFIXES), st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(suffix: str, data: bytes) -> None:
    assert read_or_refused(f"a{suffix}", data) in {"read", "file_empty", "not_that_format", "unsafe_file"}


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_damaged_file_is_read_or_refused(data: st.DataObject) -> None:
    whole = bytearray(workbook('<row><c r="A1"><v>1</v></c></row>'))
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    assert read_or_refused("a.xlsx", bytes(whole)) in {"read", "not_that_format", "unsafe_file"}
