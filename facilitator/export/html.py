"""The minutes as one HTML file that needs nothing else: style and typeface are in it, nothing can run."""

import re
from base64 import b64encode
from collections.abc import Mapping

from facilitator.export.document import Document
from sessions.render import Renderer

SHEET = "css/print.css"
FONT = re.compile(r'url\("\.\./(fonts/[^"]+)"\)')


def html(document: Document, renderer: Renderer, style: str) -> str:
    """`style`: from `style_of`."""
    data = {"document": document, "style": style}
    return renderer.fragment("after/standalone.html", document.language.code, data)


def style_of(files: Mapping[str, bytes]) -> str:
    """The style sheet of print with its fonts inside. `files`: static files by path."""
    sheet = files[SHEET].decode()
    return FONT.sub(lambda found: f'url("data:font/woff2;base64,{_base64(files[found[1]])}")', sheet)


def _base64(content: bytes) -> str:
    return b64encode(content).decode()
