"""Everything that can be taken home, by file name, and all of it in one ZIP."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from facilitator.export.document import Document
from facilitator.export.html import html
from facilitator.export.markdown import drawing_name, markdown, markdown_inside, picture_name
from facilitator.export.tables import step_csv
from sessions.blocks import Drawing
from sessions.render import Renderer

SLUG = 40
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest moment a ZIP can name: the same session gives the same bytes, whenever it is packed."""
PLAIN_FILE = 0o100644 << 16
UNIX = 3


def files(document: Document, renderer: Renderer, style: str) -> dict[str, bytes]:
    """File name -> bytes: the minutes with their pictures, the record, a table for each step that was
    opened, and each vote ready to be counted again."""
    return {
        "minutes.md": markdown(document, beside=True).encode("utf-8", "replace"),
        "minutes.html": html(document, renderer, style).encode("utf-8", "replace"),
        "record.json": record_json(document),
        **_inside(document),
        **{f"steps/{csv_name(document, step)}": step_csv(document, step) for step in begun(document)},
        **dict(_votes(document)),
        **{picture_name(picture, blob): blob.bytes for picture, blob in document.pictures.items()},
        **dict(_drawings(document, renderer)),
    }


def _inside(document: Document) -> dict[str, bytes]:
    """A file of its own, whose name says whom it is for: the minutes can be handed on as they are."""
    if not document.inside:
        return {}
    return {"for-organisers.md": markdown_inside(document).encode("utf-8", "replace")}


def _votes(document: Document) -> Iterator[tuple[str, bytes]]:
    """Each vote that was shown, as `radslag count` reads it: one file for each way it was counted."""
    for step in begun(document):
        for election in step["record"].get("elections", ()):
            unit = election["settings"]["unit"]
            name = csv_name(document, step).removesuffix(".csv")
            yield (
                f"votes/{name}-per-{unit}.json",
                msgspec.json.format(msgspec.json.encode(election), indent=2) + b"\n",
            )


def _drawings(document: Document, renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    """Each drawing as an SVG file of paths only."""
    for chapter in document.chapters:
        for block in chapter.blocks:
            if isinstance(block, Drawing):
                data = {"drawing": block, "label": document.words(block.text, chapter.kind)}
                drawn = renderer.fragment("after/drawing_file.html", document.language.code, data)
                yield drawing_name(block), drawn.encode("utf-8", "replace")


def zipped(content: Mapping[str, bytes], folder: str) -> bytes:
    """A ZIP with one folder in it. `folder` and the names: ASCII, ours."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(content):
            entry = zipfile.ZipInfo(f"{folder}/{name}", EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = (
                zipfile.ZIP_DEFLATED,
                UNIX,
                PLAIN_FILE,
            )
            archive.writestr(entry, content[name])
    return packed.getvalue()


def record_json(document: Document) -> bytes:
    return msgspec.json.format(msgspec.json.encode(document.record), indent=2) + b"\n"


def begun(document: Document) -> list[Mapping[str, Any]]:
    """The steps that anything can be told of, in the order of the day."""
    return [step for step in document.record["steps"] if step["record"] is not None]


def csv_name(document: Document, step: Mapping[str, Any]) -> str:
    """ASCII only, and the same as long as the title is: vad-betyder-grannskap-k0f3a9c1d2e.csv."""
    return f"{slug(title_of(document, step)) or slug(step['kind'])}-{slug(step['id'])}.csv"


def title_of(document: Document, step: Mapping[str, Any]) -> str:
    """A step without a title of its own goes by that of its slot."""
    slots = {slot["id"]: slot.get("title", "") for slot in document.record["slots"]}
    return str(step["title"] or slots.get(step["slot"]) or document.words.say_kind(step["kind"]))


def slug(text: str) -> str:
    """Lower-case ASCII letters, digits and hyphens: Öppna dörrar! -> oppna-dorrar."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only)[:SLUG].strip("-")
