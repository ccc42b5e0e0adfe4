"""From drafts to the parse, and back: what is recomputed whenever slots change."""

from collections.abc import Sequence

from sessions.programme_text.breaks import is_break
from sessions.programme_text.clock import hhmm, of_hhmm
from sessions.programme_text.draft import Draft, Heading
from sessions.programme_text.shapes import ParsedSlot
from sessions.programme_text.suggest import Suggesting


def slot_of(draft: Draft, day: str | None, suggested: Suggesting) -> ParsedSlot:
    return ParsedSlot(
        title=draft.title,
        start=hhmm(draft.start) if draft.start is not None else None,
        end=hhmm(draft.end) if draft.end is not None else None,
        minutes=draft.minutes,
        speaker=draft.speaker,
        place=draft.place,
        day=day,
        section=draft.section,
        break_=is_break(draft.title) if draft.break_ is None else draft.break_,
        end_inferred=draft.end_inferred,
        details=tuple(draft.details),
        suggests=suggested.of(draft.title),
    )


def drafts_from(slots: Sequence[ParsedSlot]) -> list[Draft]:
    """The drafts of slots that were read before; inferred ends are left open, to be inferred again."""
    days: dict[str | None, Heading | None] = {None: None}
    return [_draft(slot, days.setdefault(slot.day, Heading(slot.day or "", 0))) for slot in slots]


def _draft(slot: ParsedSlot, day: Heading | None) -> Draft:
    end = None if slot.end is None or slot.end_inferred else of_hhmm(slot.end)
    return Draft(
        slot.title,
        start=None if slot.start is None else of_hhmm(slot.start),
        end=end,
        stated=slot.minutes if slot.start is None else None,
        speaker=slot.speaker,
        place=slot.place,
        day=day,
        section=slot.section,
        break_=slot.break_,
        minutes=slot.minutes,
        details=list(slot.details),
    )
