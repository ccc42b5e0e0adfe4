"""Putting a wrong row right, and keeping what was edited when the programme is pasted again. All are pure."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Protocol

from msgspec.structs import replace

from sessions.programme_text.clock import hhmm
from sessions.programme_text.doubts import doubts_about
from sessions.programme_text.finish import drafts_from, slot_of
from sessions.programme_text.infer import infer
from sessions.programme_text.shapes import Parse, ParsedSlot, ParseWarning
from sessions.programme_text.signs import fold, squeeze
from sessions.programme_text.suggest import Suggesting
from sessions.programme_text.timing import timed_at_head

KEPT_KINDS = frozenset({"likely_typo", "minutes_differ", "total_differs", "looks_binary", "mixed_encoding",
                        "weekday_differs", "ambiguous_date"})  # fmt: skip
ALIKE = 0.6
LONGEST_COMPARED = 120
MOST_COMPARED = 300


class Titled(Protocol):
    """What `keep_edited` needs of a slot, whoever's it is."""

    @property
    def title(self) -> str: ...
    @property
    def start(self) -> str | None: ...


def join_above(parse: Parse, index: int) -> Parse:
    """The slot becomes the rest of the title above it; the time of both is from the first start to the
    last end.
    """
    if not 0 < index < len(parse.slots):
        return parse
    above, below = parse.slots[index - 1], parse.slots[index]
    has_time = below.start is not None and below.end is not None and not below.end_inferred
    joined = replace(
        above,
        title=f"{above.title} {below.title}".strip(),
        start=above.start or below.start,
        end=below.end if has_time else above.end,
        end_inferred=above.end_inferred and not has_time,
        minutes=None if above.start or below.start else _sum(above.minutes, below.minutes),
        speaker=above.speaker or below.speaker,
        place=above.place or below.place,
        details=(*above.details, *_left_over(above, below), *below.details),
        suggests=tuple(dict.fromkeys((*above.suggests, *below.suggests))),
    )
    return _rebuilt(parse, index - 1, 2, [joined])


def _left_over(above: ParsedSlot, below: ParsedSlot) -> Iterator[str]:
    for ours, theirs in ((above.speaker, below.speaker), (above.place, below.place)):
        if ours and theirs and ours != theirs:
            yield theirs


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None and other is None else (one or 0) + (other or 0)


def split(parse: Parse, index: int, at: int) -> Parse:
    """Cut the slot's text (its title and details, a line each) at this character; a time there is the
    new slot's.
    """
    if not 0 <= index < len(parse.slots):
        return parse
    slot = parse.slots[index]
    text = "\n".join((slot.title, *slot.details))
    first, second = _lines(text[:at]), _lines(text[at:])
    if not first or not second:
        return parse
    timed = timed_at_head(second[0])
    span = (
        timed.span if timed and timed.span and timed.span.start is not None and not timed.span.odd else None
    )
    upper = replace(slot, title=first[0], details=tuple(first[1:]))
    if span and slot.start is not None and span.start is not None:
        upper = replace(upper, end=None, minutes=None, end_inferred=True)
    lower = ParsedSlot(
        title=second[0], day=slot.day, section=slot.section, place=slot.place, details=tuple(second[1:])
    )
    if timed and span:
        lower = replace(lower, title=timed.rest, start=_clock(span.start), end=_clock(span.end))
    return _rebuilt(parse, index, 1, [upper, lower])


def _clock(minutes: int | None) -> str | None:
    return None if minutes is None else hhmm(minutes)


def _lines(text: str) -> list[str]:
    return [line for part in text.split("\n") if (line := squeeze(part))]


def as_heading(parse: Parse, index: int) -> Parse:
    """The slot becomes the section of the slots that follow it, up to the next section or day."""
    if not 0 <= index < len(parse.slots) - 1:
        return parse
    slot = parse.slots[index]
    following = list(parse.slots[index + 1 :])
    for place, other in enumerate(following):
        if (other.day, other.section) != (slot.day, slot.section):
            break
        details = (*slot.details, *other.details) if place == 0 else other.details
        following[place] = replace(other, section=slot.title, details=details)
    return _rebuilt(parse, index, len(following) + 1, following, removed=1)


def toggle_break(parse: Parse, index: int) -> Parse:
    """It is a break after all, or it is none."""
    if not 0 <= index < len(parse.slots):
        return parse
    slot = parse.slots[index]
    return _rebuilt(parse, index, 1, [replace(slot, break_=not slot.break_)])


def _rebuilt(
    parse: Parse, begin: int, length: int, changed: Sequence[ParsedSlot], removed: int | None = None
) -> Parse:
    """The parse with other slots, its inferred ends and its warnings found anew."""
    slots = [*parse.slots[:begin], *changed, *parse.slots[begin + length :]]
    drafts = drafts_from(slots)
    infer(drafts, parse.window, elapsed=False)
    nothing = Suggesting({})
    again = [
        replace(slot_of(draft, slot.day, nothing), suggests=slot.suggests, break_=slot.break_)
        for draft, slot in zip(drafts, slots, strict=True)
    ]
    shift = len(changed) - length
    kept = [warning for old in parse.warnings if (warning := _moved(old, begin + (removed or length), shift))]
    return replace(parse, slots=tuple(again), warnings=(*kept, *doubts_about(drafts, parse.window, ())))


def _moved(warning: ParseWarning, after: int, shift: int) -> ParseWarning | None:
    """A warning that cannot be found anew, with its slots where they are now."""
    if warning.kind not in KEPT_KINDS:
        return None
    slots = tuple(dict.fromkeys(slot + shift if slot >= after else slot for slot in warning.slots))
    return ParseWarning(warning.kind, tuple(slot for slot in slots if slot >= 0))


def keep_edited(old: Sequence[Titled], new: Parse) -> list[tuple[int | None, int | None]]:
    """Which old slot each new slot is, in order: (old, new), (old, null) for one that is gone, (null,
    new) for a new one.

    Equal title and start first, then equal titles, then the most alike of those between two certain pairs
    (difflib's ratio, at least `ALIKE`); pairs never cross.
    """
    ours = [(fold(slot.title), slot.start) for slot in old]
    theirs = [(fold(slot.title), slot.start) for slot in new.slots]
    pairs: list[tuple[int | None, int | None]] = []
    for a, b in _certain(ours, theirs):
        last_a, last_b = _last(pairs, 0), _last(pairs, 1)
        pairs.extend(_alike(ours, theirs, range(last_a, a), range(last_b, b)))
        if a < len(ours) and b < len(theirs):
            pairs.append((a, b))
    return pairs


def _last(pairs: Sequence[tuple[int | None, int | None]], side: int) -> int:
    return 1 + max((index for pair in pairs if (index := pair[side]) is not None), default=-1)


def _certain(
    ours: list[tuple[str, str | None]], theirs: list[tuple[str, str | None]]
) -> Iterator[tuple[int, int]]:
    """The longest common runs of (title, start), and inside the rest of titles; last the end of both."""
    anchors = _runs(ours, theirs, range(len(ours)), range(len(theirs)))
    a = b = 0
    for next_a, next_b in [*anchors, (len(ours), len(theirs))]:
        titles_a, titles_b = [title for title, _ in ours], [title for title, _ in theirs]
        yield from _runs(titles_a, titles_b, range(a, next_a), range(b, next_b))
        yield next_a, next_b
        a, b = next_a + 1, next_b + 1


def _runs(ours: Sequence[object], theirs: Sequence[object], a: range, b: range) -> list[tuple[int, int]]:
    left, right = [ours[index] for index in a], [theirs[index] for index in b]
    blocks = (
        SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks() if left and right else []
    )
    return [(a.start + block.a + k, b.start + block.b + k) for block in blocks for k in range(block.size)]


def _alike(
    ours: Sequence[tuple[str, str | None]], theirs: Sequence[tuple[str, str | None]], a: range, b: range
) -> Iterator[tuple[int | None, int | None]]:
    """Between two certain pairs: the most alike title (or the same start) first, and what is left alone."""
    best = _best(ours, theirs, a, b)
    if best is None:
        yield from ((index, None) for index in a)
        yield from ((None, index) for index in b)
        return
    yield from _alike(ours, theirs, range(a.start, best[0]), range(b.start, best[1]))
    yield best
    yield from _alike(ours, theirs, range(best[0] + 1, a.stop), range(best[1] + 1, b.stop))


def _best(
    ours: Sequence[tuple[str, str | None]], theirs: Sequence[tuple[str, str | None]], a: range, b: range
) -> tuple[int, int] | None:
    if len(a) * len(b) > MOST_COMPARED:
        return None
    found = [(_likeness(ours[i], theirs[j]), -i, -j) for i in a for j in b]
    score, i, j = max(found, default=(0.0, 0, 0))
    return (-i, -j) if score >= ALIKE else None


def _likeness(one: tuple[str, str | None], other: tuple[str, str | None]) -> float:
    ratio = SequenceMatcher(None, one[0][:LONGEST_COMPARED], other[0][:LONGEST_COMPARED]).ratio()
    return ratio + (0.2 if one[1] is not None and one[1] == other[1] and ratio > 0.3 else 0)
