"""What becomes a slot: a pasted programme, laid out on days and past midnight, and what was edited in it since."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import structs

from sessions.activity import Rejected, Turn, tidy
from sessions.day_moves import Draft
from sessions.facts import minute_of
from sessions.programme import DAY_MINUTES, Slot

PASTED = ("title", "start", "speaker", "place", "break_")
"""What a text says of a slot and the desk can edit, beside its length."""
BESIDE = ("minutes_min", "start_fixed", "desk_notes")
"""What a text cannot say."""

Find = Callable[[str], Slot | None]


def laid_out(drafts: Sequence[Draft], find: Find, turn: Turn) -> tuple[Slot, ...]:
    """Times that fall behind the one before belong to the next day when a new day begins, else past midnight."""
    slots: list[Slot] = []
    midnight, before, day = 0, None, None
    for draft in drafts:
        start = minute_of(draft.start or "")
        if start is not None:
            new_day = draft.day is not None and day is not None and draft.day != day
            far_back = before is not None and start + midnight < before - DAY_MINUTES // 2
            midnight += DAY_MINUTES if new_day or far_back else 0
            start += midnight
            before, day = start, draft.day or day
        slots.append(_slot_of(draft, start, find, turn))
    return tuple(slots)


def _slot_of(draft: Draft, start: int | None, find: Find, turn: Turn) -> Slot:
    kept = find(draft.keep) if draft.keep else None
    fresh = Slot(
        id=turn.new_id("s"),
        title=tidy(draft.title, 300),
        start=start,
        minutes=slot_minutes(draft.minutes),
        speaker=tidy(draft.speaker or "", 200),
        place=tidy(draft.place or "", 200),
        day=tidy(draft.day or "", 100),
        section=tidy(draft.section or "", 200),
        break_=draft.break_,
        details=tuple(tidy(line, 1000) for line in draft.details[:50]),
    )
    return fresh if kept is None else structs.replace(fresh, id=kept.id)


def slot_minutes(minutes: int | None) -> int | None:
    """Minutes that a slot may have. Raises Rejected("no_length")."""
    if minutes is not None and not 0 <= minutes <= DAY_MINUTES:
        raise Rejected("no_length", field="minutes")
    return minutes


def edited(now: Slot, change: Mapping[str, Any]) -> Slot:
    """The slot with the fields that were sent, as they may be. Raises Rejected with the field's name."""
    new = {
        **change,
        **{name: tidy(change[name], 300) for name in ("title", "speaker", "place") if name in change},
    }
    if "desk_notes" in change:
        new["desk_notes"] = tidy(change["desk_notes"], 4000, lines=True)
    if "start" in change:
        new["start"] = _same_day(minute_of(change["start"]), now.start)
    for name in ("minutes", "minutes_min"):
        if name in change:
            new[name] = slot_minutes(change[name])
    if "minutes" in change:
        new["planned"] = None
    return structs.replace(now, **new)


def _same_day(start: int | None, before: int | None) -> int | None:
    """ "HH:MM" typed for a slot of a later day means that day."""
    if start is None or before is None or start >= DAY_MINUTES:
        return start
    return start + before // DAY_MINUTES * DAY_MINUTES


def with_edits(pasted: Slot, now: Slot | None, was: Slot | None) -> Slot:
    """What was edited since the slot was last pasted (`was`) stays; so does what a text cannot say."""
    if now is None:
        return pasted
    was = now if was is None else was
    changed = {name: getattr(now, name) for name in PASTED if getattr(now, name) != getattr(was, name)}
    if now.planned_minutes != was.planned_minutes:
        changed |= {"minutes": now.minutes, "planned": now.planned}
    return structs.replace(pasted, **{name: getattr(now, name) for name in BESIDE}, **changed)


def moved_along(pasted: Slot, was: int | None, now: int | None) -> Slot:
    """As pasted, when its start was not edited since; else only as much later as the others."""
    if pasted.start == was:
        return structs.replace(pasted, start=now)
    if pasted.start is None or was is None or now is None:
        return pasted
    return structs.replace(pasted, start=max(pasted.start + now - was, 0))
