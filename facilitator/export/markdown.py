"""The minutes as Markdown (CommonMark with GFM tables). What people wrote is text there too, never markup."""

import re
from collections.abc import Callable, Iterator
from hashlib import blake2b

from facilitator.export.document import Document
from sessions.blocks import (
    Block,
    Bullets,
    Decision,
    Drawing,
    Facts,
    Heading,
    Link,
    Para,
    Picture,
    Table,
    Text,
)
from sessions.journal import Blob

Plain = Callable[[Text], str]

MARKS = re.compile(r"[\\`*_\[\]{}#~^$@]")
ENTITIES = {"<": "&lt;", ">": "&gt;", "|": "&#124;", "&": "&amp;"}
HTML_READS = re.compile(r"[<>|]|&(?=\w)")
LINE_START = re.compile(r"^([+\-=:]|\d{1,9}(?=[.)]))")
BARE_LINK = re.compile(r"(?<=www)\.|:(?=//)|:(?=[a-z+-][\w+-]*:)", re.IGNORECASE)
BREAK = "\\\n"
ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}


def markdown(document: Document, beside: bool = False) -> str:
    """`beside`: pictures and drawings lie in files beside it (`picture_name`, `drawing_name`), else in words."""
    parts = [f"# {line(document.title)}"]
    for chapter in document.chapters:
        plain = _plain(document, chapter.kind)
        parts += [part for block in chapter.blocks for part in written(block, plain, document, beside)]
    return "\n\n".join(parts) + "\n"


def markdown_inside(document: Document) -> str:
    """What only those who lead may read, as a file of its own."""
    parts = [f"# {line(document.words.of('for_organisers'))}: {line(document.title)}"]
    for chapter in document.inside:
        plain = _plain(document, chapter.kind)
        parts += [part for block in chapter.blocks for part in written(block, plain, document)]
    return "\n\n".join(parts) + "\n"


def _plain(document: Document, kind: str) -> Plain:
    return lambda text: document.words(text, kind)


def written(block: Block, plain: Plain, document: Document, beside: bool = False) -> Iterator[str]:
    match block:
        case Heading():
            yield heading(block, plain)
        case Para():
            yield lines(plain(block.text))
        case Bullets():
            yield "\n".join(f"- {lines(plain(item), '  ')}" for item in block.items)
        case Facts():
            yield "\n".join(f"- **{line(plain(name))}:** {line(plain(value))}" for name, value in block.pairs)
        case Decision():
            yield decision(block, plain, document)
        case Table():
            yield table(block, plain)
        case Link():
            yield link(block, plain)
        case Picture():
            yield from picture(block, plain, document, beside)
        case Drawing():
            yield drawing(block, plain, document, beside)


def heading(block: Heading, plain: Plain) -> str:
    number = f"{block.number}. " if block.number else ""
    at = f" ({block.at})" if block.at else ""
    return f"{'#' * block.level} {number}{line(plain(block.text))}{at}"


def decision(block: Decision, plain: Plain, document: Document) -> str:
    word = document.words.of
    said = [f"**{word('decision')}:** {lines(plain(block.what), '> ')}"]
    said += [f"{word('responsible')}: {line(block.who)}"] if block.who else []
    said += [f"{word('until')}: {line(block.until)}"] if block.until else []
    return f"> {f'{BREAK}> '.join(said)}"


def table(block: Table, plain: Plain) -> str:
    """GFM: the first row is the head, and `---:` sets a column flush end."""
    rule = ["---:" if column in block.numeric else "---" for column in range(len(block.head))]
    rows = [[line(plain(cell)) for cell in row] for row in (block.head, *block.rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (rows[0], rule, *rows[1:]))


def link(block: Link, plain: Plain) -> str:
    text = line(plain(block.text))
    return f"[{text}](<{address(block.url)}>)" if safe(block.url) else text


def picture(block: Picture, plain: Plain, document: Document, beside: bool) -> Iterator[str]:
    text, blob = plain(block.text), document.pictures.get(block.picture)
    if beside and blob is not None:
        yield f"![{line(text)}]({picture_name(block.picture, blob)})"
    else:
        yield line(document.words.of("picture", text=text))
    if block.credit:
        yield f"*{line(document.words.of('credit', name=block.credit))}*"


def picture_name(picture: str, blob: Blob) -> str:
    return f"pictures/{picture}.{ENDINGS[blob.media]}"


def drawing(block: Drawing, plain: Plain, document: Document, beside: bool) -> str:
    text = plain(block.text)
    return (
        f"![{line(text)}]({drawing_name(block)})" if beside else line(document.words.of("drawing", text=text))
    )


def drawing_name(block: Drawing) -> str:
    """The same drawing has the same name."""
    paths = "\n".join(f"{stroke.layer} {stroke.path}" for stroke in block.strokes)
    return f"drawings/{blake2b(paths.encode(), digest_size=8).hexdigest()}.svg"


def safe(url: str) -> bool:
    """Only addresses of the web; a browser would run others."""
    return url.lower().startswith(("https://", "http://"))


def address(url: str) -> str:
    """Between < and >: without signs that end it, and without blanks."""
    return "".join(f"%{ord(sign):02X}" if sign in '<>\\"`' or sign <= " " else sign for sign in url)


def line(text: str) -> str:
    """Words on one line, with every sign that Markdown could read as its own made harmless."""
    return escaped(" ".join(text.split()))


def lines(text: str, indent: str = "") -> str:
    """Words as they were broken into lines; the later lines begin with `indent`."""
    kept = [line(part) for part in text.splitlines() if part.strip()]
    return f"{BREAK}{indent}".join(kept)


def escaped(text: str) -> str:
    """Backslashes as CommonMark takes them; entities for what HTML reads (not every Markdown knows `\\<`)."""
    harmless = BARE_LINK.sub(r"\\\g<0>", MARKS.sub(r"\\\g<0>", text))
    harmless = LINE_START.sub(_at_start, harmless)
    return HTML_READS.sub(lambda sign: ENTITIES[sign[0]], harmless)


def _at_start(found: re.Match[str]) -> str:
    """A number keeps its digits: it is the sign after them that makes a list."""
    return f"{found[1]}\\" if found[1].isdigit() else f"\\{found[1]}"
