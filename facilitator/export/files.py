"""Everything that can be taken home, by file name, and all of it in one ZIP."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Mapping
from typing import Any

import msgspec

from facilitator.export.document import Document
from facilitator.export.html import html
from facilitator.export.markdown import markdown
from facilitator.export.tables import step_csv
from sessions.render import Renderer

SLUG = 40
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest moment a ZIP can name: the same session gives the same bytes, whenever it is packed."""
PLAIN_FILE = 0o100644 << 16
UNIX = 3


def files(document: Document, renderer: Renderer, style: str) -> dict[str, bytes]:
    """File name -> bytes: the minutes, the record, and a table for each step that was opened."""
    return {
        "minutes.md": markdown(document).encode("utf-8", "replace"),
        "minutes.html": html(document, renderer, style).encode("utf-8", "replace"),
        "record.json": record_json(document),
        **{f"steps/{csv_name(document, step)}": step_csv(document, step) for step in begun(document)},
    }


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
