"""A workshop as a pure function of what has happened: it judges moves, keeps events, and knows nothing else."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from msgspec import structs

from sessions import afterwards
from sessions.activity import (
    CORE_EVENTS,
    OPEN,
    PARTICIPANTS,
    WHILE_OPEN,
    Clock,
    Event,
    Item,
    Kept,
    Move,
    Ms,
    Person,
    Rejected,
    Scene,
    SlotFacts,
    StepClosed,
    TimeIsUp,
    TimerSet,
    Turn,
)
from sessions.ball import Asked, Questioned
from sessions.course import Course
from sessions.day import Day, clock_seconds, recovery_event
from sessions.day_moves import EndNow, GoTo, SlotEnded, SlotStarted
from sessions.facts import EndSession, Meeting
from sessions.group_moves import PlaceTime
from sessions.groups import Groups
from sessions.measures import Measured, Measuring
from sessions.part import Part, tag_of
from sessions.people import Forgotten, People
from sessions.programme import (
    Slot,
)
from sessions.session_moves import (
    Back,
    ClockStruck,
    Happened,
    Next,
    SettlePlan,
    StartStep,
    TakeBack,
    Undo,
    Undoable,
    Undone,
)
from sessions.steps import AddStep, Focus, MoveStep, StartNow, Step, StepOpened, Steps, main_clock
from sessions.timers import ExtendTimer, Timers, TimerWentOff

UNDOS = 30


class Session(Part):
    """The parts of a session and the way between them. `decide` never mutates; `apply` never refuses."""

    moves = (
        Next,
        Back,
        GoTo,
        EndNow,
        StartStep,
        TakeBack,
        Undo,
        SettlePlan,
        StartNow,
        EndSession,
        PlaceTime,
        ClockStruck,
    )
    events = (TimerSet, Undone)

    def __init__(self, id: str, code: str, created: Ms = 0) -> None:
        self.id = id
        self.code = code
        self.created = created
        self.people = People()
        self.groups = Groups(self.people)
        self.meeting = Meeting(self.people)
        self.day = Day()
        self.steps = Steps()
        self.timers = Timers()
        self.course = Course(self.day, self.meeting, self.timers)
        self.undos: list[Undoable] = []
        self.applied = 0
        self.latest: Ms = 0
        self._scenes: dict[str, Scene] = {}
        self.gathered: dict[Any, Any] = {}
        """What screens have asked for since something last happened."""
        self._part_of = {tag_of(event): part for part in self.parts for event in (*part.moves, *part.events)}

    @property
    def parts(self) -> tuple[Part, ...]:
        return (self, self.people, self.groups, self.meeting, self.day, self.steps, self.timers)

    # what somebody asks

    def judge(self, move: Move, turn: Turn, step: str = "") -> list[Happened]:
        """The events an acceptable move brings about; raises Rejected otherwise, and nothing has changed."""
        self.check(move, turn.who, step)
        if step:
            return self._with_closings(self._judged_by_step(move, turn, self.steps.step(step)))
        if isinstance(move, AddStep | MoveStep) and move.slot:
            self.day.slot(move.slot)
        part = self._part_of[tag_of(move)]
        return self._with_closings(Happened(event) for event in part.decide(move, turn))

    def check(self, move: Move, who: Person, step: str = "") -> None:
        """Whether this person may do this at all, now."""
        self.people.refuse_removed(who.seat)
        if who.role not in move.allowed:
            raise Rejected("not_allowed")
        if self.meeting.ended and not afterwards.may_still(self, move, step):
            raise Rejected("ended")
        if step and self.steps.step(step).state not in move.when:
            raise Rejected(
                "late" if move.when == WHILE_OPEN and self.steps.step(step).opened_at else "not_open"
            )

    def _judged_by_step(self, move: Move, turn: Turn, step: Step) -> list[Happened]:
        events = step.activity.decide(move, turn, self.scene(step))
        return [self._placed(event, step) for event in events]

    def _with_closings(self, events: Iterable[Happened]) -> list[Happened]:
        """A step that closes keeps what counted at that moment."""
        happened: list[Happened] = []
        for one in events:
            if isinstance(one.event, StepClosed):
                step = self.steps.step(one.event.step)
                happened += [self._placed(event, step) for event in step.activity.closing(self.scene(step))]
            happened.append(one)
        return happened

    def _placed(self, event: Event, step: Step) -> Happened:
        """An activity's event stays in its step; a core event it brings about goes to the core."""
        if isinstance(event, StepClosed):
            return Happened(StepClosed(step.id))
        if isinstance(event, TimerSet):
            name = f":{event.name}" if event.name else ""
            return Happened(TimerSet(f"step:{step.id}{name}", event.seconds))
        return Happened(event) if isinstance(event, CORE_EVENTS) else Happened(event, step.id)

    def decide_next(self, move: Next, turn: Turn) -> Sequence[Event]:
        step = self.next_step()
        coming = step.id if step else self.course.next_slot()
        if move.to and move.to != coming:
            raise Rejected("moved_on")
        if step is not None:
            return (*self._closed(self.steps.in_focus()), *self.steps.opened(step), Focus(step.id))
        if coming is None:
            raise Rejected("not_now")
        return self._started(coming)

    def decide_back(self, move: Back, turn: Turn) -> Sequence[Event]:
        index = self.day.index(self.day.current) if self.day.current else len(self.day.slots)
        if index == 0:
            raise Rejected("not_now")
        return self._started(self.day.slots[index - 1].id)

    def decide_go_to(self, move: GoTo, turn: Turn) -> Sequence[Event]:
        return self._started(self.day.slot(move.slot).id)

    def decide_end_now(self, move: EndNow, turn: Turn) -> Sequence[Event]:
        if self.day.current is None:
            raise Rejected("not_now")
        return (*self._left(), SlotEnded(self.day.current), TimerSet("slot", 0))

    def decide_start_now(self, move: StartNow, turn: Turn) -> Sequence[Event]:
        added = self.steps.planned(move, move.slot or self.day.current or "", turn)
        opened = StepOpened(added.step, self.steps.items_of(added.source))
        return (added, opened, Focus(added.step), *main_clock(added.step, added.seconds))

    def decide_start_step(self, move: StartStep, turn: Turn) -> Sequence[Event]:
        step = self.steps.step(move.step)
        return (Focus(step.id),) if step.state == OPEN else (*self.steps.opened(step), Focus(step.id))

    def decide_end_session(self, move: EndSession, turn: Turn) -> Sequence[Event]:
        ending = (step for step in self.steps.open() if not afterwards.outlasts(self, step, turn.at))
        closed = tuple(StepClosed(step.id) for step in ending)
        ended = (SlotEnded(self.day.current), TimerSet("slot", 0)) if self.day.current else ()
        return (*closed, *ended, move)

    def decide_take_back(self, move: TakeBack, turn: Turn) -> Sequence[Event]:
        return recovery_event(self.course.recovery(turn.at))

    def decide_place_time(self, move: PlaceTime, turn: Turn) -> Sequence[Event]:
        """A place that has no clock of its own gets one, from the clock it has looked at so far."""
        clock = self.innermost_clock(move.place)
        if clock is None or not move.place:
            raise Rejected("not_now")
        left = clock.left if clock.deadline is None else clock.deadline - turn.at
        seconds = max(left, 0) // 1000 + move.seconds
        if seconds <= 0:
            raise Rejected("not_now")
        return (TimerSet(f"place:{move.place}", seconds),)

    def decide_undo(self, move: Undo, turn: Turn) -> Sequence[Event]:
        raise Rejected("nothing_to_undo")

    def undo(self, turn: Turn) -> list[Happened]:
        """The events that take the latest undoable thing back. Raises Rejected("changed_since")."""
        self.check(Undo(), turn.who)
        if not self.undos:
            raise Rejected("nothing_to_undo")
        happened: list[Happened] = []
        for step, move in self.undos[-1].moves:
            happened += self.judge(move, turn, step)
        return [*happened, Happened(Undone())]

    def decide_clock_struck(self, move: ClockStruck, turn: Turn) -> Sequence[Event]:
        return (TimerWentOff(move.name),)

    def strike(self, key: str, turn: Turn) -> list[Happened]:
        """Zero on a clock: told once, and a step's own clock asks its activity what follows. A last moment closes."""
        kind, _, rest = key.partition(":")
        step, _, name = rest.partition(":")
        if kind == afterwards.LAST:
            return self._with_closings([Happened(StepClosed(step))])
        happened = self.judge(ClockStruck(key), turn)
        if kind == "step" and step in self.steps.steps:
            try:
                happened += self.judge(TimeIsUp(name), turn, step)
            except Rejected:
                return happened
        return [h for h in happened if not isinstance(h.event, TimeIsUp)]

    def _started(self, slot: str) -> tuple[Event, ...]:
        seconds = clock_seconds(self.day.slot(slot))
        return (*self._left(), SlotStarted(slot), Focus(""), TimerSet("slot", seconds))

    def _left(self) -> tuple[Event, ...]:
        """Leaving a slot closes its open steps, except those that last."""
        return tuple(StepClosed(step.id) for step in self.steps.open() if not step.lasting)

    def _closed(self, step: Step | None) -> tuple[Event, ...]:
        return (StepClosed(step.id),) if step and step.state == OPEN and not step.lasting else ()

    # what has happened

    def happened(self, events: Iterable[Happened], by: str, at: Ms) -> None:
        """Keep one row: its events in order, and how to undo it."""
        self.latest = at
        self.gathered.clear()
        undo: list[tuple[str, Move]] = []
        what, final = "", self.people.person(by).role in PARTICIPANTS
        for happened in events:
            # Nobody takes back what people already see and answer, nor an undo itself.
            final = final or isinstance(happened.event, Undone | StepOpened)
            inverse = self._inverse(happened)
            if inverse is not None:
                undo.insert(0, (happened.step, inverse))
                what = tag_of(happened.event)
            self._keep(happened, by, at)
        if undo and not final:
            self.undos = [*self.undos, Undoable(what, tuple(undo))][-UNDOS:]
        self.applied += 1

    def _inverse(self, happened: Happened) -> Move | None:
        if happened.step:
            return self.steps.steps[happened.step].activity.inverse(happened.event)
        part = self._part_of[tag_of(happened.event)]
        return None if part is self else part.inverse(happened.event)

    def _keep(self, happened: Happened, by: str, at: Ms) -> None:
        if happened.step:
            self._step_even_if_removed(happened.step).activity.apply(happened.event, by, at)
            return
        self._scenes.clear()
        self._part_of[tag_of(happened.event)].apply(happened.event, by, at)
        self._follow(happened.event, by, at)

    def _step_even_if_removed(self, step: str) -> Step:
        return self.steps.steps.get(step) or self.steps.removed[step]

    def _follow(self, event: Event, by: str, at: Ms) -> None:
        """What one part's event means for another."""
        if isinstance(event, StepClosed):
            self.timers.drop(f"step:{event.step}")
        if isinstance(event, StepOpened):
            self.groups.begin_afresh()
        if isinstance(event, ExtendTimer) and event.seconds > 0:
            kind, _, place = event.timer.partition(":")
            self.groups.answered(place if kind == "place" else None)
        if isinstance(event, Forgotten):
            for step in (*self.steps.steps.values(), *self.steps.removed.values()):
                step.activity.forget(event.seat)

    def apply_timer_set(self, event: TimerSet, by: str, at: Ms) -> None:
        kind, _, name = event.name.partition(":")
        if kind == "place":
            if self._ends_later(name, event.seconds, at):
                self.groups.answered(name)
        elif ":" not in name:  # a new clock for all: no place has one of its own any more
            self.timers.drop("place")
        self.timers.set(event.name, event.seconds, at)

    def _ends_later(self, place: str, seconds: int, at: Ms) -> bool:
        """Whether a clock of so many seconds gives the place more time than it had."""
        clock = self.innermost_clock(place)
        left = None if clock is None else clock.left if clock.deadline is None else clock.deadline - at
        return left is None or seconds * 1000 > left

    def apply_end_session(self, event: EndSession, by: str, at: Ms) -> None:
        self.meeting.ended = True

    def apply_undone(self, event: Undone, by: str, at: Ms) -> None:
        self.undos = self.undos[:-1]

    def apply_settle_plan(self, event: SettlePlan, by: str, at: Ms) -> None:
        self.undos = []

    # what can be read

    def once(self, key: Any, gather: Callable[[], Kept]) -> Kept:
        """What is asked for again and again between two events is put together once. `key` says all it depends on."""
        if key not in self.gathered:
            self.gathered[key] = gather()
        kept: Kept = self.gathered[key]
        return kept

    def scene(self, step: Step) -> Scene:
        """What people answer in steps changes nothing of it but the moment: it is made once between other events."""
        kept = self._scenes.get(step.id)
        if kept is None:
            kept = self._scenes[step.id] = self._scene(step)
        elif kept.at != self.latest:
            kept = self._scenes[step.id] = structs.replace(kept, at=self.latest)
        return kept

    def _scene(self, step: Step) -> Scene:
        facts = self._facts_of(self.day.find(step.slot))
        return Scene(
            step=step.id,
            state=step.state,
            title=step.title or facts.title,
            language=self.meeting.facts.language,
            people=self.people.here(),
            heads=self.people.heads,
            organisations=self.people.door.organisations,
            sources=step.sources,
            clocks=self.timers.of_step(step.id),
            slot=facts,
            areas=tuple(self.groups.areas.values()),
            groups=self.groups.all(),
            at=self.latest,
            zone=self.meeting.facts.zone,
            before=self._facts_of(self.day.item_before(step.slot)),
            opened=step.opened_at,
            closed=step.closed_at,
            measured=lambda: self.measured_beside(step),
            unanswered=self.unanswered,
            gathered=self.gathered,
        )

    def measured_beside(self, step: Step) -> list[Measured]:
        """What the other steps have measured, in the order of the steps.

        Of a step that was taken away only its balances: what they told has been told.
        """
        others = [other for other in self.steps.steps.values() if other is not step]
        away = [one for other in self.steps.removed.values() for one in self._measured(other)]
        return [one for other in others for one in self._measured(other)] + [
            one for one in away if one.kind == "balance"
        ]

    def _measured(self, step: Step) -> Sequence[Measured]:
        return step.activity.measured(self.scene(step)) if isinstance(step.activity, Measuring) else ()

    def unanswered(self) -> list[Asked]:
        """Every question that waits for an answer, once, with the step in which it is answered."""
        found: dict[str, Asked] = {}
        for step in self.steps.steps.values():
            if isinstance(step.activity, Questioned):
                scene = self.scene(step)
                for one in step.activity.unanswered(scene):
                    found.setdefault(one.id, structs.replace(one, at=one.at or scene.title, step=step.id))
        return list(found.values())

    def _facts_of(self, slot: Slot | None) -> SlotFacts:
        if slot is None:
            return SlotFacts()
        clock = self._clock_of(slot.id)
        return SlotFacts(slot.title, slot.speaker, slot.place, slot.details, slot.minutes, clock)

    def _clock_of(self, slot: str) -> Clock | None:
        return self.timers.clock("slot") if slot == self.day.current else None

    def innermost_clock(self, place: str = "") -> Clock | None:
        """What a stage counts down: the place's own clock, else its focused step's, else the slot's."""
        step = self.steps.in_focus(place)
        own = self.timers.clock(f"place:{place}") if place else None
        inner = self.timers.clock(f"step:{step.id}") if step else None
        return own or inner or self.timers.clock("slot")

    def items(self) -> list[Item]:
        """Every item of every step: the golden thread is folded from these."""
        return [item for step in self.steps.steps.values() for item in step.activity.items()]

    def next_step(self) -> Step | None:
        """The running slot's first step that has not been opened yet."""
        if self.day.current is None:
            return None
        return next((s for s in self.steps.of_slot(self.day.current) if s.opened_at is None), None)

    def alarm(self) -> Ms | None:
        """When time itself will move next."""
        clock = None if self.meeting.ended else self.timers.next_alarm()
        last = (moment for _, moment in afterwards.last_moments(self))
        return min((at for at in (clock, *last) if at is not None), default=None)

    def due(self, now: Ms) -> list[tuple[str, Ms]]:
        """(key, moment) of all that time itself does now (`strike`), the earliest first."""
        clocks = [] if self.meeting.ended else self.timers.due(now)
        last = [(key, moment) for key, moment in afterwards.last_moments(self) if moment <= now]
        return sorted([*clocks, *last], key=lambda pair: pair[1])
