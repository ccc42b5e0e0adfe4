"""The day as it is lived: the programme's slots, which one runs, and what was noted and decided in each."""

from collections.abc import Sequence

from msgspec import structs

from sessions.activity import Event, Move, Ms, Rejected, Turn, needed, tidy
from sessions.day_moves import (
    AddRuling,
    AddSlot,
    BeginAt,
    CopySlot,
    DayMoved,
    EditRuling,
    EditSlot,
    GiveBack,
    LengthsChanged,
    MoveSlot,
    PlaceProgramme,
    ProgrammeBack,
    ProgrammePlaced,
    RemoveRuling,
    RemoveSlot,
    Ruling,
    SlotAdded,
    SlotBack,
    SlotChanged,
    SlotEnded,
    SlotStarted,
    WriteMinutes,
)
from sessions.drafts import edited, laid_out, moved_along, slot_minutes, with_edits
from sessions.facts import minute_of
from sessions.part import Part, given
from sessions.programme import DAY_MINUTES, MINUTE, Recovery, Run, Slot, beginning_at

MOST_SLOTS = 300


class Day(Part):
    """Slots in order, the runs that have been, and each slot's minutes."""

    moves = (
        PlaceProgramme,
        ProgrammeBack,
        BeginAt,
        AddSlot,
        EditSlot,
        MoveSlot,
        CopySlot,
        RemoveSlot,
        SlotBack,
        GiveBack,
        WriteMinutes,
        AddRuling,
        EditRuling,
        RemoveRuling,
    )
    events = (ProgrammePlaced, DayMoved, SlotAdded, SlotChanged, SlotStarted, SlotEnded, LengthsChanged)

    def __init__(self) -> None:
        self.slots: list[Slot] = []
        self.placed: dict[str, Slot] = {}
        self.removed: dict[str, Slot] = {}
        self.runs: dict[str, Run] = {}
        self.current: str | None = None
        self.texts: dict[str, str] = {}
        self.rulings: dict[str, list[Ruling]] = {}

    def slot(self, slot: str) -> Slot:
        for found in self.slots:
            if found.id == slot:
                return found
        raise Rejected("unknown")

    def find(self, slot: str) -> Slot | None:
        return next((found for found in self.slots if found.id == slot), None)

    def item_before(self, slot: str) -> Slot | None:
        """The slot before this one, breaks left out."""
        own = self.find(slot)
        earlier = self.slots[: self.slots.index(own)] if own else []
        return next((one for one in reversed(earlier) if not one.break_), None)

    def index(self, slot: str) -> int:
        return self.slots.index(self.slot(slot))

    def after(self, slot: str | None) -> Sequence[Slot]:
        """The slots that come after this one; all of them when none runs."""
        return self.slots if slot is None else self.slots[self.index(slot) + 1 :]

    # what somebody asks

    def decide_place_programme(self, move: PlaceProgramme, turn: Turn) -> tuple[Event, ...]:
        if len(move.slots) > MOST_SLOTS:
            raise Rejected("too_many", most=MOST_SLOTS)
        pasted = laid_out(move.slots, self.find, turn)
        slots = tuple(with_edits(slot, self.find(slot.id), self.placed.get(slot.id)) for slot in pasted)
        if self.current is not None and self.current not in {slot.id for slot in slots}:
            raise Rejected("runs_now")
        return (ProgrammePlaced(slots, tuple(p for p, slot in zip(pasted, slots, strict=True) if p != slot)),)

    def decide_programme_back(self, move: ProgrammeBack, turn: Turn) -> tuple[Event, ...]:
        runs_elsewhere = self.current is not None and self.current not in {slot.id for slot in move.slots}
        if tuple(self.slots) != move.was or runs_elsewhere:
            raise Rejected("changed_since")
        return (ProgrammePlaced(move.slots, move.placed),)

    def decide_begin_at(self, move: BeginAt, turn: Turn) -> tuple[Event, ...]:
        """What was edited in the slots since they were pasted still counts as edited."""
        minute = minute_of(move.start)
        if minute is None or minute >= DAY_MINUTES or not self.slots:
            raise Rejected("no_time", field="start")
        moved = beginning_at(self.slots, minute)
        by = {now.id: (now.start, new.start) for now, new in zip(self.slots, moved, strict=True)}
        pasted = (self.placed[slot.id] for slot in self.slots if slot.id in self.placed)
        return (DayMoved(tuple(moved), tuple(moved_along(slot, *by[slot.id]) for slot in pasted)),)

    def decide_add_slot(self, move: AddSlot, turn: Turn) -> tuple[Event, ...]:
        if len(self.slots) >= MOST_SLOTS:
            raise Rejected("too_many", most=MOST_SLOTS)
        at = self.index(move.after) + 1 if move.after else len(self.slots)
        slot = Slot(
            turn.new_id("s"), needed(move.title, 300), minute_of(move.start), slot_minutes(move.minutes)
        )
        return (SlotAdded(slot, at),)

    def decide_edit_slot(self, move: EditSlot, turn: Turn) -> tuple[Event, ...]:
        now = self.slot(move.slot)
        if move.was is not None and move.was != now:
            raise Rejected("changed_since")
        if move.before is not None:
            back = structs.replace(move.before, id=now.id, minutes=slot_minutes(move.before.minutes))
            return (SlotChanged(back),)
        return (SlotChanged(edited(now, given(move, "slot", "was", "before"))),)

    def decide_move_slot(self, move: MoveSlot, turn: Turn) -> tuple[Event, ...]:
        self.slot(move.slot)
        if not 0 <= move.to < len(self.slots):
            raise Rejected("not_now")
        return (move,)

    def decide_copy_slot(self, move: CopySlot, turn: Turn) -> tuple[Event, ...]:
        copied = structs.replace(self.slot(move.slot), id=turn.new_id("s"), start=None, start_fixed=False)
        return (SlotAdded(copied, self.index(move.slot) + 1),)

    def decide_remove_slot(self, move: RemoveSlot, turn: Turn) -> tuple[Event, ...]:
        if self.slot(move.slot).id == self.current:
            raise Rejected("runs_now")
        return (move,)

    def decide_slot_back(self, move: SlotBack, turn: Turn) -> tuple[Event, ...]:
        if move.slot not in self.removed:
            raise Rejected("changed_since")
        return (move,)

    def decide_give_back(self, move: GiveBack, turn: Turn) -> tuple[Event, ...]:
        in_force = {slot.id: slot.minutes for slot in self.slots}
        if any(in_force.get(slot) != minutes for slot, minutes in move.then.items()):
            raise Rejected("changed_since")
        return (LengthsChanged({slot: slot_minutes(minutes) or 0 for slot, minutes in move.minutes.items()}),)

    def decide_write_minutes(self, move: WriteMinutes, turn: Turn) -> tuple[Event, ...]:
        self.slot(move.slot)
        return (structs.replace(move, text=tidy(move.text, 4000, lines=True)),)

    def decide_add_ruling(self, move: AddRuling, turn: Turn) -> tuple[Event, ...]:
        self.slot(move.slot)
        return (structs.replace(_tidied(move), id=turn.new_id("d")),)

    def decide_edit_ruling(self, move: EditRuling, turn: Turn) -> tuple[Event, ...]:
        self._ruling(move.slot, move.id)
        return (_tidied(move),)

    def decide_remove_ruling(self, move: RemoveRuling, turn: Turn) -> tuple[Event, ...]:
        self._ruling(move.slot, move.id)
        return (move,)

    def _ruling(self, slot: str, ruling: str) -> Ruling:
        for found in self.rulings.get(slot, ()):
            if found.id == ruling:
                return found
        raise Rejected("unknown")

    # what has happened

    def apply_programme_placed(self, event: ProgrammePlaced, by: str, at: Ms) -> None:
        kept = {slot.id for slot in event.slots}
        self.removed.update({slot.id: slot for slot in self.slots if slot.id not in kept})
        self.slots = list(event.slots)
        self.placed = {slot.id: slot for slot in (*event.slots, *event.pasted)}

    def apply_day_moved(self, event: DayMoved, by: str, at: Ms) -> None:
        self.apply_programme_placed(event, by, at)

    def apply_slot_added(self, event: SlotAdded, by: str, at: Ms) -> None:
        self.slots.insert(event.at, event.slot)

    def apply_slot_changed(self, event: SlotChanged, by: str, at: Ms) -> None:
        self.slots = [event.slot if slot.id == event.slot.id else slot for slot in self.slots]

    def apply_move_slot(self, event: MoveSlot, by: str, at: Ms) -> None:
        slot = self.slots.pop(self.index(event.slot))
        self.slots.insert(event.to, slot)

    def apply_remove_slot(self, event: RemoveSlot, by: str, at: Ms) -> None:
        self.removed[event.slot] = self.slots.pop(self.index(event.slot))

    def apply_slot_back(self, event: SlotBack, by: str, at: Ms) -> None:
        self.slots.insert(event.to, self.removed.pop(event.slot))

    def apply_slot_started(self, event: SlotStarted, by: str, at: Ms) -> None:
        self._end_running(at)
        self.runs[event.slot] = Run(at)
        self.current = event.slot

    def apply_slot_ended(self, event: SlotEnded, by: str, at: Ms) -> None:
        self._end_running(at)
        self.current = None

    def _end_running(self, at: Ms) -> None:
        if self.current is not None:
            self.runs[self.current] = structs.replace(self.runs[self.current], ended=at)

    def apply_lengths_changed(self, event: LengthsChanged, by: str, at: Ms) -> None:
        self.slots = [_with_length(slot, event.minutes.get(slot.id)) for slot in self.slots]

    def apply_write_minutes(self, event: WriteMinutes, by: str, at: Ms) -> None:
        self.texts[event.slot] = event.text

    def apply_add_ruling(self, event: AddRuling, by: str, at: Ms) -> None:
        ruling = Ruling(event.id, event.what, event.who, event.until)
        self.rulings.setdefault(event.slot, []).append(ruling)

    def apply_edit_ruling(self, event: EditRuling, by: str, at: Ms) -> None:
        lines = self.rulings[event.slot]
        edited = Ruling(event.id, event.what, event.who, event.until)
        self.rulings[event.slot] = [edited if line.id == event.id else line for line in lines]

    def apply_remove_ruling(self, event: RemoveRuling, by: str, at: Ms) -> None:
        self.rulings[event.slot] = [line for line in self.rulings[event.slot] if line.id != event.id]

    # what would undo it

    def inverse_programme_placed(self, event: ProgrammePlaced) -> Move | None:
        if not self.slots:
            return None
        was_pasted = [self.placed[slot.id] for slot in self.slots if slot.id in self.placed]
        return ProgrammeBack(tuple(self.slots), event.slots, tuple(was_pasted))

    def inverse_day_moved(self, event: DayMoved) -> Move | None:
        return self.inverse_programme_placed(event)

    def inverse_slot_added(self, event: SlotAdded) -> Move:
        return RemoveSlot(event.slot.id)

    def inverse_slot_changed(self, event: SlotChanged) -> Move:
        return EditSlot(event.slot.id, was=event.slot, before=self.slot(event.slot.id))

    def inverse_move_slot(self, event: MoveSlot) -> Move:
        return MoveSlot(event.slot, self.index(event.slot))

    def inverse_remove_slot(self, event: RemoveSlot) -> Move:
        return SlotBack(event.slot, self.index(event.slot))

    def inverse_lengths_changed(self, event: LengthsChanged) -> Move:
        before = {slot.id: slot.minutes or 0 for slot in self.slots if slot.id in event.minutes}
        return GiveBack(before, dict(event.minutes))

    def inverse_remove_ruling(self, event: RemoveRuling) -> Move:
        gone = self._ruling(event.slot, event.id)
        return AddRuling(event.slot, gone.what, gone.who, gone.until)


def recovery_event(recovery: Recovery) -> tuple[Event, ...]:
    """Accept a way to take time back. Raises Rejected when there is none."""
    if not recovery.minutes:
        raise Rejected("nothing_to_recover")
    return (LengthsChanged(dict(recovery.minutes)),)


def clock_seconds(slot: Slot) -> int:
    """How long the slot's clock runs; 0 when nobody knows (it counts up instead)."""
    return (slot.minutes or 0) * (MINUTE // 1000)


def _with_length(slot: Slot, minutes: int | None) -> Slot:
    if minutes is None:
        return slot
    planned = slot.planned_minutes
    return structs.replace(slot, minutes=minutes, planned=None if planned == minutes else planned)


def _tidied(move: AddRuling) -> AddRuling:
    return structs.replace(
        move, what=needed(move.what, 1000), who=tidy(move.who, 200), until=tidy(move.until, 100)
    )
