"""What was taken home, brought in again: a record or a programme, and the pictures that its plan shows."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath

from msgspec import Struct

from facilitator.export.planned import plan_in
from facilitator.pictures import ID, LARGEST_PICTURE, MOST_PICTURES
from facilitator.planning import Plan
from facilitator.redraw import Redrawn, redrawn
from sessions.activity import Rejected

RECORD, PICTURES = "record.json", "pictures"
LARGEST_RECORD = 50_000_000
"""Bytes of a record inside a ZIP: a day of a thousand people takes a tenth of it."""

UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What zipfile raises for a file that is none, for bytes that are broken or cut off, for a way of packing that it does
not know, and for one behind a password."""


class Brought(Struct, frozen=True):
    """`pictures` are drawn anew, and the plan names them as they are called now."""

    plan: Plan
    pictures: tuple[Redrawn, ...] = ()


def brought(path: Path) -> Brought:
    """A ZIP as `/after` gives it, a record.json with its folder of pictures beside it, or a programme.

    Raises Rejected (malformed, too_large, or what `plan_in` refuses), ImportRefused, ProgrammeTooLong or OSError.
    """
    content = path.read_bytes()
    if path.suffix.lower() == ".zip":
        return _from_zip(content)
    if path.suffix.lower() == ".json":
        return _with_pictures(content, dict(_beside(path.parent / PICTURES, content)))
    return Brought(plan_in(path.name, content))


def _beside(folder: Path, record: bytes) -> Iterator[tuple[str, bytes]]:
    """Only those that the record names."""
    wanted = _named_in(record)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.stem in wanted and path.is_file() and path.stat().st_size <= LARGEST_PICTURE:
            yield path.stem, path.read_bytes()


def _from_zip(content: bytes) -> Brought:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            record = _record_in(archive)
            return _with_pictures(record, dict(_pictures_in(archive, _named_in(record))))
    except UNREADABLE as wrong:
        raise Rejected("malformed", why=str(wrong)) from None


def _record_in(archive: zipfile.ZipFile) -> bytes:
    found = [entry for entry in archive.infolist() if PurePath(entry.filename).name == RECORD]
    if len(found) != 1:
        raise Rejected("malformed", why=f"{len(found)} {RECORD}")
    if found[0].file_size > LARGEST_RECORD:
        raise Rejected("too_large")
    return archive.read(found[0])


def _pictures_in(archive: zipfile.ZipFile, wanted: frozenset[str]) -> Iterator[tuple[str, bytes]]:
    for entry in archive.infolist():
        path = PurePath(entry.filename)
        if path.parent.name == PICTURES and path.stem in wanted and entry.file_size <= LARGEST_PICTURE:
            yield path.stem, archive.read(entry)


def _named_in(record: bytes) -> frozenset[str]:
    named = ID.findall(record.decode(errors="replace"))
    return frozenset(named[:MOST_PICTURES])


def _with_pictures(record: bytes, found: Mapping[str, bytes]) -> Brought:
    """Where a picture has become another one by being drawn anew, the record follows. One that is none is left out."""
    drawn = {name: one for name, content in found.items() if (one := _drawn(content)) is not None}
    for name, one in drawn.items():
        record = record.replace(name.encode(), one.id.encode())
    return Brought(plan_in(RECORD, record), tuple(drawn.values()))


def _drawn(content: bytes) -> Redrawn | None:
    try:
        return redrawn(content)
    except Rejected:
        return None
