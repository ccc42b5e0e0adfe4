"""What a pasted programme means before it is a session: read, shown with its doubts, put right row by row."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from msgspec import Struct, structs

from facilitator.api import drafts_of
from sessions.activities import suggesting
from sessions.day_moves import Draft, PlaceProgramme
from sessions.programme import Slot
from sessions.programme_text import (
    Parse,
    ParsedSlot,
    ParseWarning,
    as_heading,
    join_above,
    keep_edited,
    parse,
    print_parse,
    split,
    toggle_break,
)
from sessions.steps import AddStep

BETWEEN = frozenset({"gap", "overlap", "backward", "duplicate"})
MOST_WORDS = 60
"""Words of a row that can begin the new row when it is split."""


class Paste(Struct, frozen=True):
    """`text`: the box. `strays`: lines not understood before corrections. `ticked`: suggested steps."""

    text: str = ""
    strays: tuple[str, ...] = ()
    ticked: frozenset[str] = frozenset()

    @property
    def mark(self) -> str:
        """Which text a correction is about: one for an older text is not made."""
        return blake2b(self.text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


class Titled(Struct, frozen=True):
    """A slot as keep_edited compares it."""

    title: str
    start: str | None


def understood(paste: Paste) -> Parse:
    """The text, read. Raises ProgrammeTooLong."""
    return parse(paste.text, suggesting())


# putting a row right


def corrected(paste: Paste, fix: str) -> Paste:
    """`fix`: join:3, heading:3, break:3 or split:3:17 (row, character). Nonsense changes nothing."""
    found = understood(paste)
    changed = _fixed(found, fix.split(":"))
    if changed == found:
        return paste
    strays = (*paste.strays, *(line.text for line in found.not_understood))
    return structs.replace(paste, text=print_parse(changed), strays=strays)


def _fixed(found: Parse, fix: Sequence[str]) -> Parse:
    numbers = [int(part) for part in fix[1:] if part.isascii() and part.isdigit() and len(part) < 7]
    match fix[0], numbers:
        case "join", [row]:
            return join_above(found, row)
        case "heading", [row]:
            return as_heading(found, row)
        case "break", [row]:
            return toggle_break(found, row)
        case "split", [row, at]:
            return split(found, row, at)
    return found


# what is shown


def preview(paste: Paste, found: Parse, old: Sequence[Slot] = ()) -> dict[str, Any]:
    """What the preview's template needs. `old`: the slots there are, when one pastes again."""
    pairs = keep_edited(_titled(old), found) if old else []
    kept = {new: before for before, new in pairs if before is not None and new is not None}
    return {
        "mark": paste.mark,
        "found": found,
        "rows": [_row(paste, found, index, kept, bool(old)) for index in range(len(found.slots))],
        "minutes": sum(slot.minutes or 0 for slot in found.slots),
        "strays": paste.strays,
        "warnings": [warning for warning in found.warnings if not warning.slots],
        "gone": [old[before].title for before, new in pairs if new is None and before is not None],
        "empty": not paste.text.strip(),
    }


def _row(paste: Paste, found: Parse, index: int, kept: Mapping[int, int], again: bool) -> dict[str, Any]:
    slot, before = found.slots[index], found.slots[index - 1] if index else None
    doubts = [warning.kind for warning in found.warnings if index in _said_at(warning)]
    return {
        "index": index,
        "slot": slot,
        "is_break": slot.break_,
        "day": slot.day if before is None or before.day != slot.day else None,
        "section": slot.section if before is None or before.section != slot.section else None,
        "doubts": list(dict.fromkeys(doubts)),
        "cuts": _cuts(slot),
        "first": index == 0,
        "last": index == len(found.slots) - 1,
        "new": again and index not in kept,
        "suggests": [
            {"kind": kind, "value": value, "ticked": value in paste.ticked}
            for kind, value in ((kind, tick(kind, slot)) for kind in slot.suggests)
        ],
    }


def _said_at(warning: ParseWarning) -> tuple[int, ...]:
    """What is between two rows is said at the later one."""
    return warning.slots[-1:] if warning.kind in BETWEEN else warning.slots


def _cuts(slot: ParsedSlot) -> list[dict[str, Any]]:
    """Where a row can be cut: before each of its words but the first."""
    text = "\n".join((slot.title, *slot.details))
    places = [at for at in range(1, len(text)) if text[at - 1].isspace() and not text[at].isspace()]
    ends = [*places[1:], len(text)]
    return [{"at": at, "word": text[at:end].strip()} for at, end in zip(places, ends, strict=False)][
        :MOST_WORDS
    ]


def tick(kind: str, slot: ParsedSlot) -> str:
    """The name of a suggestion: it stays when rows move."""
    return f"{kind}|{slot.start or ''}|{slot.title}"[:400]


# what is made of it


def placed(found: Parse, old: Sequence[Slot] = ()) -> PlaceProgramme:
    """The move that places this programme; slots that match one of `old` continue it."""
    drafts = drafts_of(found)
    if not old:
        return PlaceProgramme(drafts)
    continued = {new: before for before, new in keep_edited(_titled(old), found) if None not in (before, new)}
    return PlaceProgramme(
        tuple(
            structs.replace(draft, keep=old[before].id)
            if (before := continued.get(index)) is not None
            else draft
            for index, draft in enumerate(drafts)
        )
    )


def accepted(paste: Paste, found: Parse, slots: Sequence[Slot]) -> Iterable[AddStep]:
    """The suggested steps that were ticked, in the slots that were made of the rows."""
    for slot, parsed in zip(slots, found.slots, strict=True):
        for kind in parsed.suggests:
            if tick(kind, parsed) in paste.ticked:
                yield AddStep(kind, slot.id)


def _titled(slots: Sequence[Slot]) -> list[Titled]:
    return [Titled(slot.title, _clock(slot.start)) for slot in slots]


def _clock(start: int | None) -> str | None:
    return None if start is None else f"{start // 60 % 24:02d}:{start % 60:02d}"


__all__ = ["Draft", "Paste", "accepted", "corrected", "placed", "preview", "tick", "understood"]
