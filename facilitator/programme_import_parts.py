"""The parts of an Office file: a zip of XML, read part by part and within limits.

Sizes are counted while unpacking, not believed from the directory (a zip bomb lies). A document type is
refused, so that no entity is ever expanded or fetched.
"""

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from facilitator.programme_import_refused import ImportRefused

LARGEST_PART = 20_000_000
LARGEST_WHOLE = 60_000_000
MOST_PARTS = 5000
MOST_ELEMENTS = 600_000
DEEPEST = 250
CHUNK = 65_536
UNREADABLE = (
    ValueError, struct.error,
    expat.ExpatError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, EOFError,
    AssertionError, OSError,
)  # fmt: skip
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Parts:
    """`names` are what can be asked for; raises ImportRefused(not_that_format | unsafe_file)."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except UNREADABLE as error:
            raise ImportRefused("not_that_format") from error
        self.names = frozenset(self._zip.namelist())
        if len(self.names) > MOST_PARTS:
            raise ImportRefused("unsafe_file")
        self._unpacked = 0

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def xml(self, name: str) -> Element:
        if name not in self.names:
            raise ImportRefused("not_that_format")
        tree = PlainTree()
        try:
            with self._zip.open(name) as part:
                while chunk := part.read(CHUNK):
                    self._count(part.tell(), len(chunk))
                    tree.feed(chunk)
            return tree.close()
        except UNREADABLE as error:
            raise ImportRefused("not_that_format") from error

    def _count(self, of_part: int, more: int) -> None:
        self._unpacked += more
        if of_part > LARGEST_PART or self._unpacked > LARGEST_WHOLE:
            raise ImportRefused("unsafe_file")

    def relations(self, name: str) -> dict[str, str]:
        """The parts that a part names by id, inside this file only."""
        folder, own = posixpath.split(name)
        listed = f"{folder}/_rels/{own}.rels"
        if listed not in self.names:
            return {}
        return {
            item.get("Id", ""): _inside(folder, item.get("Target", ""))
            for item in self.xml(listed).iter(RELATIONSHIP)
            if item.get("TargetMode") != "External"
        }


class PlainTree:
    """A tree of elements, named as ElementTree names them; a document type, or too much of anything, is
    refused.
    """

    def __init__(self) -> None:
        self._builder = TreeBuilder()
        self._elements = self._depth = 0
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._builder.data

    def feed(self, chunk: bytes) -> None:
        self._parser.Parse(chunk, False)

    def close(self) -> Element:
        self._parser.Parse(b"", True)
        return self._builder.close()

    def _refuse(self, *declared: object) -> None:
        raise ImportRefused("unsafe_file")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._elements > MOST_ELEMENTS or self._depth > DEEPEST:
            raise ImportRefused("unsafe_file")
        self._builder.start(_named(name), {_named(key): value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._builder.end(_named(name))


def _named(name: str) -> str:
    return "{" + name if "}" in name else name


def _inside(folder: str, target: str) -> str:
    return (
        target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    )
