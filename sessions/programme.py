"""The programme as arithmetic: slots, planned and expected time, drift, and taking time back. Pure functions."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from sessions.activity import Ms, Words

MINUTE = 60_000
DAY_MINUTES = 24 * 60
OVERRUN = 12 * 60
"""Minutes after its planned end that a day may still go on and be the same day."""


class Slot(Struct, frozen=True, omit_defaults=True):
    """One line of the programme.

    `start`: minutes after midnight of the session's date (past 1440 on later days), or None. `minutes`: length in
    force, None when unknown; `planned`: the length before time was taken back. `minutes_min`: how far it may shrink.
    """

    id: str
    title: Words = ""
    start: int | None = None
    minutes: int | None = None
    planned: int | None = None
    minutes_min: int | None = None
    speaker: Words = ""
    place: Words = ""
    break_: bool = False
    start_fixed: bool = False
    details: tuple[str, ...] = ()
    section: str = ""
    day: str = ""
    desk_notes: Words = ""

    @property
    def planned_minutes(self) -> int | None:
        return self.minutes if self.planned is None else self.planned

    @property
    def planned_end(self) -> int | None:
        if self.start is None or self.planned_minutes is None:
            return None
        return self.start + self.planned_minutes

    @property
    def least(self) -> int:
        """It never shrinks below half, nor below its own least minutes."""
        return max(
            (self.minutes or 0) - (self.minutes or 0) // 2, min(self.minutes_min or 0, self.minutes or 0)
        )


class Run(Struct, frozen=True):
    """When a slot really began and ended (None while it runs)."""

    started: Ms
    ended: Ms | None = None


class Expected(Struct, frozen=True):
    """A slot's time as it looks now. `state`: past, now, later or skipped. None where nobody can know."""

    slot: str
    state: str
    start: Ms | None
    end: Ms | None


class Recovery(Struct, frozen=True):
    """How the lost time can be taken back.

    `minutes`: slot id -> new minutes, only where they change. `missing`: (slot id, or "" for the end; minutes) that
    cannot be met even so.
    """

    minutes: Mapping[str, int]
    missing: tuple[tuple[str, int], ...] = ()


def beginning_at(slots: Sequence[Slot], minute: int) -> list[Slot]:
    """The same day beginning `minute` minutes after midnight: every planned start moves as much.

    Where no slot has a start, they follow each other from there, as far as their lengths are known.
    """
    first = next((slot.start for slot in slots if slot.start is not None), None)
    if first is None:
        return _in_turn(slots, minute)
    return [
        slot if slot.start is None else structs.replace(slot, start=max(slot.start + minute - first, 0))
        for slot in slots
    ]


def _in_turn(slots: Sequence[Slot], minute: int) -> list[Slot]:
    laid: list[Slot] = []
    start: int | None = minute
    for slot in slots:
        laid.append(structs.replace(slot, start=start))
        start = laid[-1].planned_end
    return laid


def moment(day: str, minutes: int, zone: str) -> Ms:
    """The instant at `minutes` after local midnight of `day` (ISO) in `zone` (IANA), summer time right."""
    midnight = datetime.combine(date.fromisoformat(day), datetime.min.time())
    local = (midnight + timedelta(minutes=minutes)).replace(tzinfo=ZoneInfo(zone))
    return int(local.timestamp() * 1000)


def local_minutes(day: str, at: Ms, zone: str) -> int:
    """The inverse of `moment`: minutes after local midnight of `day`."""
    local = datetime.fromtimestamp(at / 1000, ZoneInfo(zone))
    return (local.date() - date.fromisoformat(day)).days * DAY_MINUTES + local.hour * 60 + local.minute


def belongs_to_day(at: Ms, slots: Sequence[Slot], day: str, zone: str) -> bool:
    """Whether an instant belongs to the day that was planned (ISO), which may end late."""
    ends = [end + OVERRUN for slot in slots if (end := slot.planned_end) is not None]
    return 0 <= local_minutes(day, at, zone) < max([DAY_MINUTES, *ends])


def expected(
    slots: Sequence[Slot],
    runs: Mapping[str, Run],
    current: str | None,
    planned: Mapping[str, Ms],
    now: Ms,
    clock_ends: Ms | None = None,
) -> list[Expected]:
    """When each slot will be, given what has happened. `planned`: slot id -> planned start, for the timed ones.
    `clock_ends`: when the running slot's clock reaches zero.

    A later slot follows the one before; a fixed start, and a gap in the plan, wait for their planned time.
    """
    seen: list[Expected] = []
    cursor: Ms | None = None
    before: Slot | None = None
    begun = current is not None or bool(runs)
    passed = current is None and bool(runs)
    here = [slot.id for slot in slots].index(current) if current is not None else -1
    for index, slot in enumerate(slots):
        run = runs.get(slot.id)
        if slot.id == current and run:
            line = Expected(slot.id, "now", run.started, _end_of_running(slot, run, now, clock_ends))
        elif run and run.ended is not None and (index < here or passed):
            line = Expected(slot.id, "past", run.started, run.ended)
        elif index < here:
            line = Expected(slot.id, "skipped", None, None)
        else:
            start = _expected_start(slot, before, cursor, planned, begun)
            line = Expected(slot.id, "later", start, _after(start, slot.minutes))
        seen.append(line)
        if line.state != "skipped":
            cursor, before = line.end, slot
    return seen


def _end_of_running(slot: Slot, run: Run, now: Ms, clock_ends: Ms | None) -> Ms | None:
    end = clock_ends or _after(run.started, slot.minutes)
    return None if end is None else max(end, now - now % MINUTE)


def _expected_start(
    slot: Slot, before: Slot | None, cursor: Ms | None, planned: Mapping[str, Ms], begun: bool
) -> Ms | None:
    own = planned.get(slot.id)
    if not begun or cursor is None:
        return own if own is not None else cursor
    if own is not None and (slot.start_fixed or _gap_before(slot, before)):
        return max(cursor, own)
    return cursor


def _gap_before(slot: Slot, before: Slot | None) -> bool:
    end = before.planned_end if before else None
    return slot.start is not None and end is not None and slot.start > end


def _after(start: Ms | None, minutes: int | None) -> Ms | None:
    return None if start is None or minutes is None else start + minutes * MINUTE


def drift(slots: Sequence[Slot], timeline: Sequence[Expected], planned: Mapping[str, Ms]) -> int | None:
    """Minutes behind (positive) or ahead (negative): the running slot's expected end, else the next start."""
    by_id = {slot.id: slot for slot in slots}
    for line in timeline:
        own = planned.get(line.slot)
        slot = by_id[line.slot]
        if own is None or line.state not in ("now", "later"):
            continue
        if line.state == "now" and line.end is not None and slot.planned_minutes is not None:
            return _whole_minutes(line.end - own - slot.planned_minutes * MINUTE)
        if line.state == "later" and line.start is not None:
            return _whole_minutes(line.start - own)
    return None


def _whole_minutes(gap: Ms) -> int:
    return int(gap / MINUTE)


def recover(later: Sequence[Slot], start: int, end: int | None) -> Recovery:
    """Take lost time back from the slots still to come, which begin at minute `start` and must be over at `end`.

    Between fixed starts, flexible slots shrink in proportion to their length (largest remainder), never below half or
    their least minutes; breaks keep their length. What cannot be met is said.
    """
    minutes: dict[str, int] = {}
    missing: list[tuple[str, int]] = []
    cursor = start
    for segment, target, wanted_by in _segments(later, end):
        length = sum(slot.minutes or 0 for slot in segment)
        over = cursor + length - target if target is not None else 0
        cut = _shares(segment, over) if over > 0 else {}
        short = max(0, over - sum(cut.values()))
        minutes.update({s.id: (s.minutes or 0) - cut[s.id] for s in segment if cut.get(s.id)})
        if short:
            missing.append((wanted_by, short))
        cursor = target + short if target is not None else cursor + length
    return Recovery(minutes, tuple(missing))


def _segments(later: Sequence[Slot], end: int | None) -> list[tuple[list[Slot], int | None, str]]:
    """Runs of slots, each with the minute that must be kept after it and whose start that is ("" is the end)."""
    segments: list[tuple[list[Slot], int | None, str]] = []
    run: list[Slot] = []
    for slot in later:
        if slot.start_fixed and slot.start is not None:
            segments.append((run, slot.start, slot.id))
            run = []
        run.append(slot)
    return [*segments, (run, end, "")]


def _shares(segment: Sequence[Slot], over: int) -> dict[str, int]:
    """How many minutes each flexible slot gives. Largest remainder (Hamilton); who can give no more is set aside."""
    cut = {slot.id: 0 for slot in segment if _flexible(slot)}
    while over > 0:
        open_ = [s for s in segment if s.id in cut and (s.minutes or 0) - cut[s.id] > s.least]
        if not open_:
            break
        total = sum(s.minutes or 0 for s in open_)
        exact = {s.id: over * (s.minutes or 0) / total for s in open_}
        whole = {s.id: int(exact[s.id]) for s in open_}
        by_remainder = sorted(open_, key=lambda s: (whole[s.id] - exact[s.id], -(s.minutes or 0)))
        for slot in by_remainder[: over - sum(whole.values())]:
            whole[slot.id] += 1
        for slot in open_:
            gives = min(whole[slot.id], (slot.minutes or 0) - slot.least - cut[slot.id])
            cut[slot.id] += gives
            over -= gives
    return cut


def _flexible(slot: Slot) -> bool:
    return not slot.break_ and slot.minutes is not None and slot.minutes > slot.least


def date_text(at: Ms, zone: str) -> str:
    """The date in `zone` as 2026-03-12."""
    return datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).date().isoformat()


def clock_text(at: Ms | None, zone: str) -> str:
    """The wall-clock time in `zone` as 09:20; "" for None."""
    return "" if at is None else datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).strftime("%H:%M")
