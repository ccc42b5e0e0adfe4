"""Office Open XML (ECMA-376): documents, slides and workbooks as text with headings, bullets and tabs."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from xml.etree.ElementTree import Element

from facilitator.programme_import_parts import Parts

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SLIDE = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
SLIDE_NUMBER = re.compile(r"ppt/slides/slide(\d{1,6})\.xml")
HEADING_STYLE = re.compile(
    r"(?:heading|rubrik|overskrift|otsikko|überschrift|titre|titolo)\s?(\d)?|title|titel", re.I
)
LEFT_OUT = (
    f"{WORD}moveFrom",
    f"{WORD}del",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
)
INTEGER = re.compile(r"-?[0-9]{1,14}")
CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
BUILT_IN_TIMES = frozenset({18, 19, 20, 21, 45, 46, 47})
BUILT_IN_DATES = frozenset({14, 15, 16, 17, 22, 27, 30, 36})
QUOTED_OR_COLOUR = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
WIDEST_SHEET, LONGEST_SHEET = 60, 5000
EPOCH = date(1899, 12, 30)


def text_of_document(data: bytes) -> str:
    """Paragraphs as lines, headings and list items marked as in Markdown, table rows as lines with tabs."""
    parts = Parts(data)
    body = parts.xml("word/document.xml").find(f"{WORD}body")
    return "\n".join(_blocks(body)) if body is not None else ""


def _blocks(body: Element) -> Iterator[str]:
    for block in body:
        if block.tag == f"{WORD}p":
            yield _paragraph(block)
        elif block.tag == f"{WORD}tbl":
            yield from _rows(block, WORD)
        elif block.tag == f"{WORD}sdt":
            content = block.find(f"{WORD}sdtContent")
            yield from _blocks(content) if content is not None else ()


def _paragraph(paragraph: Element) -> str:
    style = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
    heading = HEADING_STYLE.fullmatch(style.get(f"{WORD}val", "")) if style is not None else None
    words = _words(paragraph)
    if heading and words.strip():
        return "#" * min(6, int(heading[1] or 1)) + " " + words
    listed = paragraph.find(f"{WORD}pPr/{WORD}numPr") is not None
    return f"- {words}" if listed and words.strip() else words


def _words(element: Element) -> str:
    """What is written in an element, without what was struck in tracked changes."""
    pieces = []
    for part in _written_now(element):
        if part.tag == f"{WORD}t":
            pieces.append(part.text or "")
        elif part.tag == f"{WORD}tab" and part.get(f"{WORD}val") is None:
            pieces.append("\t")
        elif part.tag in (f"{WORD}br", f"{WORD}cr"):
            pieces.append("\n")
    return "".join(pieces)


def _written_now(element: Element) -> Iterator[Element]:
    """The element and what is in it, but not what was moved away, nor the twin for older readers."""
    if element.tag not in LEFT_OUT:
        yield element
        for part in element:
            yield from _written_now(part)


def _rows(table: Element, space: str) -> Iterator[str]:
    """Rows with tabs; the lines of a cell are kept apart by a tag that the parser knows."""
    read = _words if space == WORD else _shape_words
    for row in table.findall(f"{space}tr"):
        cells = [
            "\n".join(read(part) for part in cell.iter(f"{space}p")) for cell in row.findall(f"{space}tc")
        ]
        yield "\t".join(map(in_a_cell, cells))


def in_a_cell(text: str) -> str:
    return "<br>".join(line for part in text.splitlines() if (line := " ".join(part.split())))


def text_of_slides(data: bytes) -> str:
    """Slides in their order, a blank line between them; titles as headings, shapes from top to bottom."""
    parts = Parts(data)
    slides = [parts.xml(name) for name in _slides_in_order(parts)]
    return "\n\n".join("\n".join(_slide(slide)) for slide in slides)


def _slides_in_order(parts: Parts) -> list[str]:
    related = parts.relations("ppt/presentation.xml")
    listed = [
        related.get(item.get(RELATION, ""), "")
        for item in parts.xml("ppt/presentation.xml").iter(f"{SLIDE}sldId")
    ]
    found = [name for name in listed if name in parts]
    numbered = sorted(
        (int(number[1]), name) for name in parts.names if (number := SLIDE_NUMBER.fullmatch(name))
    )
    return found or [name for _, name in numbered]


def _slide(slide: Element) -> Iterator[str]:
    shapes = [*slide.iter(f"{SLIDE}sp"), *slide.iter(f"{SLIDE}graphicFrame")]
    for shape in sorted(shapes, key=_height):
        placeholder = shape.find(f"{SLIDE}nvSpPr/{SLIDE}nvPr/{SLIDE}ph")
        is_title = placeholder is not None and placeholder.get("type") in ("title", "ctrTitle")
        if shape.find(f".//{DRAWING}tbl") is not None:
            yield from (row for table in shape.iter(f"{DRAWING}tbl") for row in _rows(table, DRAWING))
            continue
        for paragraph in shape.iter(f"{DRAWING}p"):
            words = _shape_words(paragraph)
            if words.strip():
                yield f"# {words}" if is_title else words


def _height(shape: Element) -> tuple[int, int]:
    """Where a shape stands from the top; one that inherits its place keeps its own turn, first."""
    offset = shape.find(f".//{DRAWING}off")
    if offset is None:
        offset = shape.find(f"{SLIDE}xfrm/{DRAWING}off")
    if offset is None:
        return (-1, 0)
    return (_number(offset.get("y")), _number(offset.get("x")))


def _number(text: str | None) -> int:
    return int(text) if text and INTEGER.fullmatch(text) else 0


def _shape_words(paragraph: Element) -> str:
    pieces = []
    for part in paragraph.iter():
        if part.tag == f"{DRAWING}t":
            pieces.append(part.text or "")
        elif part.tag == f"{DRAWING}br":
            pieces.append("\n")
    return "".join(pieces)


def text_of_workbook(data: bytes) -> str:
    """The sheets that are shown, in order, rows as lines with tabs; times and dates as they are written."""
    parts = Parts(data)
    workbook = parts.xml("xl/workbook.xml")
    related = parts.relations("xl/workbook.xml")
    shared = _shared_strings(parts)
    kinds = _kinds(parts)
    properties = workbook.find(f"{SHEET}workbookPr")
    shift = 1462 if properties is not None and properties.get("date1904") in ("1", "true") else 0
    shown = [sheet for sheet in workbook.iter(f"{SHEET}sheet") if sheet.get("state", "visible") == "visible"]
    names = [related.get(sheet.get(RELATION, ""), "") for sheet in shown]
    texts = ["\n".join(_sheet(parts.xml(name), shared, kinds, shift)) for name in names if name in parts]
    return "\n\n".join(text for text in texts if text.strip())


def _shared_strings(parts: Parts) -> list[str]:
    if "xl/sharedStrings.xml" not in parts:
        return []
    return [_cell_words(item) for item in parts.xml("xl/sharedStrings.xml").iter(f"{SHEET}si")]


def _cell_words(item: Element) -> str:
    """Text and rich text, without the readings that stand beside East Asian words."""
    runs = [item.find(f"{SHEET}t"), *(run.find(f"{SHEET}t") for run in item.findall(f"{SHEET}r"))]
    return "".join(run.text or "" for run in runs if run is not None)


def _kinds(parts: Parts) -> list[str]:
    """ "time", "date", "both" or "" for each cell style."""
    if "xl/styles.xml" not in parts:
        return []
    styles = parts.xml("xl/styles.xml")
    codes = {item.get("numFmtId", ""): item.get("formatCode", "") for item in styles.iter(f"{SHEET}numFmt")}
    formats = styles.find(f"{SHEET}cellXfs")
    return [_kind(form.get("numFmtId", "0"), codes) for form in (formats if formats is not None else ())]


def _kind(number: str, codes: dict[str, str]) -> str:
    if number in codes:
        code = QUOTED_OR_COLOUR.sub("", codes[number].replace("[h]", "h").replace("[hh]", "h")).lower()
        is_time, is_date = "h" in code, "y" in code or "d" in code
        return "both" if is_time and is_date else "time" if is_time else "date" if is_date else ""
    known = _number(number)
    return (
        "both"
        if known == 22
        else "time"
        if known in BUILT_IN_TIMES
        else "date"
        if known in BUILT_IN_DATES
        else ""
    )


def _sheet(sheet: Element, shared: list[str], kinds: list[str], shift: int) -> Iterator[str]:
    for count, row in enumerate(sheet.iter(f"{SHEET}row")):
        if count == LONGEST_SHEET:
            return
        cells: list[str] = []
        for cell in row.findall(f"{SHEET}c"):
            column = _column(cell.get("r", ""), len(cells))
            if column < WIDEST_SHEET:
                cells.extend([""] * (column - len(cells)))
                cells.append(in_a_cell(_value(cell, shared, kinds, shift)))
        yield "\t".join(cells)


def _column(reference: str, otherwise: int) -> int:
    """A is 0; a cell without a reference follows the one before it."""
    found = CELL.fullmatch(reference)
    if found is None:
        return otherwise
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - 64
    return max(otherwise, number - 1)


def _value(cell: Element, shared: list[str], kinds: list[str], shift: int) -> str:
    inline = cell.find(f"{SHEET}is")
    if inline is not None:
        return _cell_words(inline)
    value = cell.find(f"{SHEET}v")
    text = value.text or "" if value is not None else ""
    if cell.get("t") == "s":
        return shared[_number(text)] if _number(text) < len(shared) and text.isdecimal() else ""
    if cell.get("t") in ("str", "b", "e", "d"):
        return text
    style = _number(cell.get("s"))
    return _written(text, kinds[style] if 0 <= style < len(kinds) else "", shift)


def _written(text: str, kind: str, shift: int) -> str:
    """A number as its format shows it: a fraction of a day is a time, a count of days since 1900 a date."""
    try:
        number = float(text)
    except ValueError:
        return text
    if not 0 <= number < 3_000_000:
        return text
    if not kind:
        return str(int(number)) if number == int(number) else text
    days, minutes = divmod(round(number * 24 * 60), 24 * 60)
    clock = f"{minutes // 60:02d}:{minutes % 60:02d}"
    day = (EPOCH + timedelta(days=days + shift)).isoformat() if days + shift < 2_900_000 else ""
    return {"time": clock, "date": day, "both": f"{day} {clock}"}[kind]
