"""Lines: a paste freed from markup, with what the markup said kept beside the words."""

import re
from collections import Counter
from html import unescape

from msgspec import Struct
from msgspec.structs import replace

from sessions.programme_text.signs import clean_line, says_nothing, squeeze
from sessions.programme_text.words import MONTHS, any_of

QUOTED = re.compile(r"(?:\s{0,3}>)+\s?")
HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)[\s#]*")
BULLET = re.compile(r"\s*(?:[-*+•▪‣◦●○■□➢➤✓✔»·‧⁃∙–—]|o(?=\t|\s\s))\s+(?:\[[ xX]\]\s+)?(?=\S)")
NUMBER = re.compile(r"\s*(?:\(?\d{1,3}[.)]|[a-zA-Z]\)|[ivxIVX]{1,4}[.)])\s+(?=\S)")
SECTION_SIGN = re.compile(r"\s*§\s?\d{1,3}")
NUMBER_OF_A_DATE = re.compile(rf"\s*\d{{1,2}}\.\s+(?:{any_of(*MONTHS)}|päivä|tag|dag)(?!\w)", re.IGNORECASE)
BOLD = re.compile(r"(\*\*|__)([^*_]{1,400})\1")
EMPHASIS = re.compile(r"(?<![\w*_])([*_])([^*_\s](?:[^*_]{0,400}[^*_\s])?)\1(?![\w*_])")
STRUCK = re.compile(r"~~([^~]{1,400})~~|`([^`]{1,400})`")
LINK = re.compile(r"!?\[([^\[\]]{0,400})\]\(<?([^()\s<>]{0,1000})>?(?:\s\"[^\"]{0,200}\")?\)")
ANGLED = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,1000})>")
BREAK_TAG = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,12}(?:\s[^<>]{0,300})?/?>")
BARS = re.compile(r"(?<!\\)\|")
GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,})\s*")
MORE = "\x0b"
"""Stands for a line break inside a cell; no paste can hold it, since it breaks lines."""


class Line(Struct, frozen=True, gc=False):
    """One line: its words, its cells, and what marked it."""

    number: int
    text: str
    cells: tuple[str, ...] = ()
    heading: int = 0
    bullet: str = ""
    indent: int = 0
    blank_before: bool = False
    blank_after: bool = False
    bold: bool = False
    bars: bool = False
    links: tuple[str, ...] = ()


def lines_of(cleaned: list[str]) -> list[Line]:
    """Every line that says something, in order; rulers and blanks only leave their trace on their
    neighbours.
    """
    columns = _shared_columns(cleaned)
    found: list[Line] = []
    blank = True
    for number, raw in enumerate(cleaned, start=1):
        if says_nothing(raw):
            if found:
                found[-1] = _underlined(found[-1], raw) if not blank else replace(found[-1], blank_after=True)
            blank = blank or not UNDERLINE.fullmatch(raw) or not raw.strip()
            continue
        found.append(_line(number, raw, blank, columns))
        blank = False
    return found


def _underlined(line: Line, raw: str) -> Line:
    if UNDERLINE.fullmatch(raw) and len(line.cells) < 2 and not line.bars and not line.bullet:
        return replace(line, heading=1 if "=" in raw else 2)
    return line if UNDERLINE.fullmatch(raw) else replace(line, blank_after=True)


def _line(number: int, raw: str, blank: bool, columns: frozenset[int]) -> Line:
    whole, quoted = raw, QUOTED.match(raw)
    raw = raw[quoted.end() :] if quoted else raw
    indent = len(raw.expandtabs(4)) - len(raw.expandtabs(4).lstrip())
    heading = HEADING.fullmatch(raw)
    level, body = (len(heading[1]), heading[2]) if heading else (0, raw)
    bullet, body = _bullet(body)
    bold = BOLD.fullmatch(body.strip()) is not None
    body, links = _plain(body)
    cells, bars = _cells(body, columns)
    text = squeeze(" ".join(cell for cell in cells if cell)) or squeeze(whole)
    return Line(number, text, cells, level, bullet, indent, blank, False, bold, bars, links)


def _bullet(body: str) -> tuple[str, str]:
    bullet = BULLET.match(body)
    if bullet:
        inner = NUMBER.match(body, bullet.end())
        return "-", body[inner.end() if inner else bullet.end() :]
    number = NUMBER.match(body)
    if number and not NUMBER_OF_A_DATE.match(body):
        return number[0].strip(), body[number.end() :]
    return ("§" if SECTION_SIGN.match(body) else ""), body


def _plain(body: str) -> tuple[str, tuple[str, ...]]:
    """The words without emphasis, tags and link targets; the targets beside them."""
    if "&" in body and ";" in body:
        body = clean_line(unescape(body)).replace("\n", " ").replace("\r", " ")
    links = tuple(target for words, target in LINK.findall(body) if target and words)
    body = LINK.sub(lambda found: found[1] or found[2], body)
    body = BREAK_TAG.sub(MORE, ANGLED.sub(r"\1", body))
    body = TAG.sub(" ", body) if "<" in body else body
    if "*" in body or "_" in body:
        body = EMPHASIS.sub(r"\2", BOLD.sub(r"\2", body))
    return STRUCK.sub(lambda found: found[1] or found[2], body), links


def _cells(body: str, columns: frozenset[int]) -> tuple[tuple[str, ...], bool]:
    if "|" in body:
        parts = BARS.split(body.strip())
        parts = parts[1:] if parts and not parts[0].strip() else parts
        parts = parts[:-1] if parts and not parts[-1].strip() else parts
        return tuple(squeeze_cell(part.replace("\\|", "|")) for part in parts), True
    if "\t" in body.strip():
        return tuple(squeeze_cell(part) for part in body.rstrip().split("\t")), False
    return tuple(squeeze_cell(part) for part in _at_columns(body, columns)), False


def squeeze_cell(cell: str) -> str:
    return MORE.join(filter(None, (squeeze(part) for part in cell.split(MORE))))


def _shared_columns(cleaned: list[str]) -> frozenset[int]:
    """The offsets where a word begins after a gap of two blanks or more, in two lines or more."""
    offsets = Counter(gap.end() for line in cleaned for gap in GAP.finditer(line[:400]))
    return frozenset(offset for offset, lines in offsets.items() if lines > 1)


def _at_columns(body: str, columns: frozenset[int]) -> list[str]:
    if "  " not in body:
        return [body]
    cuts = [gap.end() for gap in GAP.finditer(body) if gap.end() in columns or gap.end() - gap.start() >= 4]
    return [body[a:b] for a, b in zip([0, *cuts], [*cuts, len(body)], strict=True)]
