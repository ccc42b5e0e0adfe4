"""From a row to the slots it stands for: the title is freed from place and track, parallel rooms become
slots.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from sessions.programme_text.draft import Draft
from sessions.programme_text.labels import label
from sessions.programme_text.places import (
    ALTERNATIVES,
    is_named_speaker,
    is_place,
    place_before,
    places_in,
    track_before,
    without_place,
)
from sessions.programme_text.row import Row
from sessions.programme_text.signs import fold


def drafts_of(row: Row) -> list[Draft]:
    """One slot, or one a place where the row names several."""
    return [draft for title, place, section in _titles(row) for draft in _one(row, title, place, section)]


def _titles(row: Row) -> Iterator[tuple[str, str | None, str | None]]:
    """(title, place, section) for "Sal A: this / Sal B: that", or for the whole title."""
    parts = ALTERNATIVES.split(row.title) if len(row.title) < 600 else [row.title]
    placed = [_placed(part) for part in parts]
    if len(parts) > 1 and all(place or section for _, place, section in placed):
        yield from placed
    else:
        yield _leading(row.title)


def _leading(title: str) -> tuple[str, str | None, str | None]:
    tracked = track_before(title)
    if tracked:
        return tracked[1], None, tracked[0]
    placed = place_before(title)
    return (placed[1], placed[0], None) if placed else (title, None, None)


def _placed(part: str) -> tuple[str, str | None, str | None]:
    title, place, section = _leading(part)
    if place or section:
        return title, place, section
    title, places = without_place(part)
    return title, places[0] if len(places) == 1 else None, None


def _one(row: Row, title: str, place: str | None, section: str | None) -> Iterator[Draft]:
    details = []
    speaker = None
    for text in row.texts[1:]:
        field, words = furnished(text)
        if field == "place" and not (place or row.place):
            place = words
        elif field == "speaker" and not (speaker or row.speaker):
            speaker = words
        else:
            details.append(text)
    for where in _places(row, title, place):
        draft = _draft(row, where[0], list(details), where[1])
        draft.speaker = draft.speaker or speaker
        draft.section = section or draft.section
        yield draft


def _places(row: Row, title: str, place: str | None) -> list[tuple[str, str | None]]:
    given = place or row.place
    if given:
        return [(title, one) for one in places_in(given) or (given,)]
    bare, places = without_place(title)
    return [(bare, one) for one in places] if places else [(title, None)]


def furnished(text: str) -> tuple[str | None, str]:
    """The field that a line under a slot plainly fills ("place", "speaker"), and its words."""
    found = label(fold(text))
    if found and found[0] in ("place", "speaker"):
        return found[0], text[found[1] :]
    if is_place(text):
        return "place", text
    return ("speaker", text) if is_named_speaker(text) else (None, text)


def _draft(row: Row, title: str, details: list[str], place: str | None) -> Draft:
    span = row.span
    return Draft(
        title=title,
        line=row.line.number,
        bars=row.line.bars,
        parallel=row.parallel,
        grid=row.grid,
        start=span.start if span else None,
        end=span.end if span else None,
        stated=row.minutes,
        offset=row.offset,
        speaker=row.speaker,
        place=place,
        section=row.section,
        odd=bool(span and span.odd),
        details=[*details, *row.line.links] if row.kind == "slot" else details,
    )


def with_time(row: Row, time: Row) -> Row:
    """A title row with the time that stood on a line of its own."""
    return replace(row, kind="slot", span=time.span, minutes=time.minutes or row.minutes, offset=time.offset)
