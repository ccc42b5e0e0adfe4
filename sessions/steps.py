"""The steps of a session: activity instances, which of them are open, and what each stage shows."""

from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType, structs

from sessions.activities import activity_of
from sessions.activity import (
    CLOSED,
    OPEN,
    PLANNED,
    SHOWN,
    Activity,
    DeskMove,
    Event,
    Item,
    Move,
    Ms,
    Rejected,
    StepClosed,
    TimerSet,
    Turn,
    Words,
    tidy,
)
from sessions.part import Part, given

PLENARY = ""
MOST_STEPS = 500
LONGEST = 24 * 3600


class Step(Struct):
    """One activity in a slot ("" for one started ad hoc before the day began).

    `seconds`: its planned clock. `source`: the step whose items it takes over when it opens. `lasting`: stays open when
    the programme moves on (a question box during a talk). `open_since`: when it was opened the latest time.
    """

    id: str
    slot: str
    kind: str
    title: str
    activity: Activity
    state: str = PLANNED
    seconds: int = 0
    source: str = ""
    lasting: bool = False
    sources: tuple[Item, ...] = ()
    opened_at: Ms | None = None
    open_since: Ms | None = None
    closed_at: Ms | None = None
    reopened: int = 0


class AddStep(DeskMove, frozen=True):
    """Plan a step in a slot. `settings`: the activity's own, as its form sends them.

    `lasting` stays unsaid where the activity's own way is right.
    """

    kind: str
    slot: str = ""
    title: Words = ""
    settings: dict[str, Any] = {}
    seconds: int = 0
    source: str = ""
    lasting: bool | None = None


class StartNow(AddStep, frozen=True):
    """Something that is not in the programme: added to the running slot, opened and shown at once."""


class StepAdded(Event, frozen=True):
    step: str
    slot: str
    kind: str
    title: Words = ""
    settings: dict[str, Any] = {}
    seconds: int = 0
    source: str = ""
    lasting: bool = False


class EditStep(DeskMove, frozen=True):
    step: str
    title: Words | UnsetType = UNSET
    settings: dict[str, Any] | UnsetType = UNSET
    seconds: int | UnsetType = UNSET
    source: str | UnsetType = UNSET
    lasting: bool | UnsetType = UNSET


class MoveStep(DeskMove, frozen=True):
    """Put the step in `slot` at position `to` among that slot's steps."""

    step: str
    slot: str
    to: int


class RemoveStep(DeskMove, frozen=True):
    """`unopened`: only if nobody can have answered in it yet (set when it undoes something)."""

    step: str
    unopened: bool = False


class StepBack(DeskMove, frozen=True):
    """Bring a removed step back to where it stood among its slot's steps."""

    step: str
    to: int = MOST_STEPS


class OpenStep(DeskMove, frozen=True):
    """Let people answer: from planned, or once more after closing."""

    step: str


class StepOpened(Event, frozen=True):
    """`items`: what it builds on, taken over with their ids."""

    step: str
    items: tuple[Item, ...] = ()


class CloseStep(DeskMove, frozen=True):
    step: str


class ShowStep(DeskMove, frozen=True):
    """Let everybody see the result of a closed step."""

    step: str


class HideStep(DeskMove, frozen=True):
    """Take the shown result back."""

    step: str


class Focus(DeskMove, frozen=True):
    """What a stage shows: "" is the plenary, else a place; step "" is the programme itself."""

    step: str = ""
    stage: str = PLENARY


class Gather(DeskMove, frozen=True):
    """Bring everybody here: no place shows its own step any more."""


class Steps(Part):
    """All steps by id, in the order of their slots."""

    moves = (
        AddStep,
        EditStep,
        MoveStep,
        RemoveStep,
        StepBack,
        OpenStep,
        CloseStep,
        ShowStep,
        HideStep,
        Focus,
        Gather,
    )
    events = (StepAdded, StepOpened, StepClosed)

    def __init__(self) -> None:
        self.steps: dict[str, Step] = {}
        self.removed: dict[str, Step] = {}
        self.focus: dict[str, str] = {}

    def step(self, step: str) -> Step:
        if step not in self.steps:
            raise Rejected("unknown")
        return self.steps[step]

    def kind_of(self, step: str) -> str:
        """The kind of a step, also of one that was removed."""
        return (self.steps.get(step) or self.removed[step]).kind

    def of_slot(self, slot: str) -> list[Step]:
        return [step for step in self.steps.values() if step.slot == slot]

    def open(self) -> list[Step]:
        return [step for step in self.steps.values() if step.state == OPEN]

    def in_focus(self, stage: str = PLENARY) -> Step | None:
        """A place without a focus of its own follows the plenary."""
        own = self.steps.get(self.focus.get(stage, ""))
        return own or (self.steps.get(self.focus.get(PLENARY, "")) if stage else None)

    # what somebody asks

    def decide_add_step(self, move: AddStep, turn: Turn) -> tuple[Event, ...]:
        return (self.planned(move, move.slot, turn),)

    def planned(self, move: AddStep, slot: str, turn: Turn) -> StepAdded:
        if len(self.steps) >= MOST_STEPS:
            raise Rejected("too_many", most=MOST_STEPS)
        settings = msgspec.to_builtins(accepted_settings(move.kind, move.settings))
        self._checked_source(move.source)
        seconds = _checked_seconds(move.seconds)
        title = tidy(move.title, 300)
        lasting = activity_of(move.kind).lasts if move.lasting is None else move.lasting
        return StepAdded(turn.new_id("k"), slot, move.kind, title, settings, seconds, move.source, lasting)

    def decide_edit_step(self, move: EditStep, turn: Turn) -> tuple[Event, ...]:
        step = self.step(move.step)
        if move.settings is not UNSET:
            merged = {**msgspec.to_builtins(step.activity.settings), **move.settings}
            settings = settings_of(step.kind, merged)
            check_change(step, settings)
            move = structs.replace(move, settings=msgspec.to_builtins(settings))
        if move.title is not UNSET:
            move = structs.replace(move, title=tidy(move.title, 300))
        if move.seconds is not UNSET:
            _checked_seconds(move.seconds)
        if move.source is not UNSET:
            self._checked_source(move.source)
        return (move,)

    def decide_move_step(self, move: MoveStep, turn: Turn) -> tuple[Event, ...]:
        self.step(move.step)
        if not 0 <= move.to <= len(self.of_slot(move.slot)):
            raise Rejected("not_now")
        return (move,)

    def decide_remove_step(self, move: RemoveStep, turn: Turn) -> tuple[Event, ...]:
        step = self.step(move.step)
        if move.unopened and step.opened_at is not None:
            raise Rejected("changed_since")
        if step.state == OPEN:
            raise Rejected("runs_now")
        return (RemoveStep(move.step),)

    def decide_step_back(self, move: StepBack, turn: Turn) -> tuple[Event, ...]:
        if move.step not in self.removed:
            raise Rejected("changed_since")
        return (move,)

    def decide_open_step(self, move: OpenStep, turn: Turn) -> tuple[Event, ...]:
        return self.opened(self.step(move.step))

    def opened(self, step: Step) -> tuple[Event, ...]:
        """Opening takes the items of the source over and starts the clock; reopening keeps the items it had."""
        if step.state == OPEN:
            raise Rejected("not_now")
        items = self.items_of(step.source) if step.state == PLANNED else step.sources
        return (StepOpened(step.id, items), *main_clock(step.id, step.seconds))

    def items_of(self, source: str) -> tuple[Item, ...]:
        step = self.steps.get(source)
        if step is None:
            return ()
        outcomes = step.activity.outcomes() if step.state == SHOWN else {}
        return tuple(
            structs.replace(item, outcome=outcomes.get(item.id, item.outcome))
            for item in step.activity.items()
        )

    def decide_close_step(self, move: CloseStep, turn: Turn) -> tuple[Event, ...]:
        return self._from(move.step, OPEN, StepClosed(move.step))

    def decide_show_step(self, move: ShowStep, turn: Turn) -> tuple[Event, ...]:
        return self._from(move.step, CLOSED, move)

    def decide_hide_step(self, move: HideStep, turn: Turn) -> tuple[Event, ...]:
        return self._from(move.step, SHOWN, move)

    def _from(self, step: str, state: str, event: Event) -> tuple[Event, ...]:
        if self.step(step).state != state:
            raise Rejected("not_now")
        return (event,)

    def decide_focus(self, move: Focus, turn: Turn) -> tuple[Event, ...]:
        if move.step:
            self.step(move.step)
        return (structs.replace(move, stage=tidy(move.stage, 200)),)

    def _checked_source(self, source: str) -> None:
        if source:
            self.step(source)

    # what has happened

    def apply_step_added(self, event: StepAdded, by: str, at: Ms) -> None:
        activity = activity_of(event.kind)(settings_of(event.kind, event.settings))
        activity.step = event.step
        step = Step(event.step, event.slot, event.kind, event.title, activity)
        step.seconds, step.source, step.lasting = event.seconds, event.source, event.lasting
        self.steps[event.step] = step

    def apply_edit_step(self, event: EditStep, by: str, at: Ms) -> None:
        step = self.steps[event.step]
        change = given(event, "step", "settings")
        for name, value in change.items():
            setattr(step, name, value)
        if event.settings is not UNSET:
            step.activity.settings_changed(settings_of(step.kind, event.settings))

    def apply_move_step(self, event: MoveStep, by: str, at: Ms) -> None:
        step = self.steps.pop(event.step)
        step.slot = event.slot
        self._put(step, event.to)

    def _put(self, step: Step, to: int) -> None:
        """Among all steps, at position `to` of its slot's own."""
        beside = self.of_slot(step.slot)
        order = [other.id for other in self.steps.values()]
        order.insert(order.index(beside[to].id) if 0 <= to < len(beside) else len(order), step.id)
        self.steps[step.id] = step
        self.steps = {key: self.steps[key] for key in order}

    def apply_remove_step(self, event: RemoveStep, by: str, at: Ms) -> None:
        self.removed[event.step] = self.steps.pop(event.step)
        self.focus = {stage: step for stage, step in self.focus.items() if step != event.step}

    def apply_step_back(self, event: StepBack, by: str, at: Ms) -> None:
        self._put(self.removed.pop(event.step), event.to)

    def apply_step_opened(self, event: StepOpened, by: str, at: Ms) -> None:
        step = self.steps[event.step]
        step.reopened += step.state != PLANNED
        step.state, step.sources, step.closed_at = OPEN, event.items, None
        step.opened_at, step.open_since = step.opened_at or at, at
        step.activity.opened(event.items)

    def apply_step_closed(self, event: StepClosed, by: str, at: Ms) -> None:
        step = self.steps[event.step]
        step.state, step.closed_at = CLOSED, at

    def apply_show_step(self, event: ShowStep, by: str, at: Ms) -> None:
        self.steps[event.step].state = SHOWN

    def apply_hide_step(self, event: HideStep, by: str, at: Ms) -> None:
        self.steps[event.step].state = CLOSED

    def apply_focus(self, event: Focus, by: str, at: Ms) -> None:
        self.focus[event.stage] = event.step

    def apply_gather(self, event: Gather, by: str, at: Ms) -> None:
        self.focus = {PLENARY: self.focus.get(PLENARY, "")}

    # what would undo it

    def inverse_step_added(self, event: StepAdded) -> Move:
        return RemoveStep(event.step, unopened=True)

    def inverse_remove_step(self, event: RemoveStep) -> Move:
        step = self.steps[event.step]
        return StepBack(event.step, self.of_slot(step.slot).index(step))

    def inverse_edit_step(self, event: EditStep) -> Move:
        step = self.steps[event.step]
        before = {name: getattr(step, name) for name in given(event, "step", "settings")}
        if event.settings is not UNSET:
            before["settings"] = msgspec.to_builtins(step.activity.settings)
        return EditStep(event.step, **before)

    def inverse_move_step(self, event: MoveStep) -> Move:
        step = self.steps[event.step]
        return MoveStep(event.step, step.slot, self.of_slot(step.slot).index(step))


def main_clock(step: str, seconds: int) -> tuple[Event, ...]:
    """The start of a step's main clock, when it has one."""
    return (TimerSet(f"step:{step}", seconds),) if seconds else ()


def settings_of(kind: str, settings: dict[str, Any]) -> Any:
    """The activity's settings from a form's plain data. Raises Rejected("settings", why=...)."""
    try:
        return msgspec.convert(settings, activity_of(kind).Settings, strict=False)
    except msgspec.ValidationError as wrong:
        raise Rejected("settings", why=str(wrong), **_field_in(str(wrong))) from None


def _field_in(reason: str) -> dict[str, str]:
    """msgspec says where: `... - at `$.points`` names the field of the form."""
    field = reason.partition("at `$.")[2].rstrip("`").split(".")[0].split("[")[0]
    return {"field": field} if field.isidentifier() else {}


def accepted_settings(kind: str, settings: dict[str, Any]) -> Any:
    """Settings that a fresh activity of this kind agrees to begin with. Raises Rejected."""
    wanted = settings_of(kind, settings)
    activity_of(kind)().settings_changed(wanted)
    return wanted


def check_change(step: Step, settings: Any) -> None:
    """Ask the activity on a trial basis whether it accepts these settings now."""
    before = step.activity.settings
    try:
        step.activity.settings_changed(settings)
    finally:
        step.activity.settings = before


def _checked_seconds(seconds: int) -> int:
    if not 0 <= seconds <= LONGEST:
        raise Rejected("no_length", field="seconds")
    return seconds
