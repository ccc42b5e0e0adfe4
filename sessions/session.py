"""A workshop as a pure function of what has happened: it judges moves, keeps events, and knows nothing else."""

from collections.abc import Iterable, Sequence

from msgspec import Struct, structs

from sessions.activity import (
    CORE_EVENTS,
    OPEN,
    PARTICIPANTS,
    WHILE_OPEN,
    Clock,
    DeskMove,
    Event,
    Item,
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
from sessions.day import Day, clock_seconds, recovery_event
from sessions.day_moves import EndNow, GoTo, SlotEnded, SlotStarted
from sessions.facts import EndSession, Meeting, ReopenSession, ShareRecord
from sessions.groups import Groups, PlaceTime
from sessions.measures import Measured, Measuring
from sessions.part import Part, tag_of
from sessions.people import Forgotten, People
from sessions.programme import Expected, Recovery, Slot, drift, expected, local_minutes, moment, recover
from sessions.steps import AddStep, Focus, MoveStep, StartNow, Step, StepOpened, Steps, main_clock
from sessions.timers import ExtendTimer, Timers, TimerWentOff

UNDOS = 30


class Next(DeskMove, frozen=True):
    """The next thing of the day: the running slot's next step, else the next slot.

    `to`: what the presser saw coming (its id). When two press at once, the second is refused instead of skipping.
    """

    to: str = ""


class Back(DeskMove, frozen=True):
    """The slot before, started again."""


class StartStep(DeskMove, frozen=True):
    """Open a step and bring it to the plenary."""

    step: str


class TakeBack(DeskMove, frozen=True):
    """Take the lost time back from what is still to come."""


class Undo(DeskMove, frozen=True):
    """Undo the latest thing that can be undone."""


class Undone(Event, frozen=True):
    """The latest entry of the undo list was used up."""


class ClockStruck(TimeIsUp, frozen=True):
    """A clock of the session reached zero; `name` is its key."""


class Happened(Struct, frozen=True):
    """One event and where it belongs: a step's id, or "" for the session itself."""

    event: Event
    step: str = ""


class Undoable(Struct, frozen=True):
    """How to undo something: the moves, and the tag of the event they undo."""

    what: str
    moves: tuple[tuple[str, Move], ...]


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
        self.undos: list[Undoable] = []
        self.applied = 0
        self.latest: Ms = 0
        self._scenes: dict[str, Scene] = {}
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
        if self.meeting.ended and not isinstance(move, ReopenSession | ShareRecord):
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
        coming = step.id if step else self.next_slot()
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
        closed = tuple(StepClosed(step.id) for step in self.steps.open())
        ended = (SlotEnded(self.day.current), TimerSet("slot", 0)) if self.day.current else ()
        return (*closed, *ended, move)

    def decide_take_back(self, move: TakeBack, turn: Turn) -> Sequence[Event]:
        return recovery_event(self.recovery(turn.at))

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
        """Zero on a clock: told once, and a step's own clock asks its activity what follows."""
        happened = self.judge(ClockStruck(key), turn)
        kind, _, rest = key.partition(":")
        step, _, name = rest.partition(":")
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

    # what can be read

    def scene(self, step: Step) -> Scene:
        """What people answer in steps changes nothing of it but the moment: it is made once between other events."""
        kept = self._scenes.get(step.id)
        if kept is None:
            kept = self._scenes[step.id] = self._scene(step)
        return kept if kept.at == self.latest else structs.replace(kept, at=self.latest)

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

    def next_slot(self) -> str | None:
        later = self.coming()
        return later[0].id if later else None

    def coming(self) -> Sequence[Slot]:
        """The slots still to come: after the running one; when none runs, those that have not been held."""
        if self.day.current is not None:
            return self.day.after(self.day.current)
        return [slot for slot in self.day.slots if slot.id not in self.day.runs]

    def planned_starts(self) -> dict[str, Ms]:
        """Slot id -> the instant the plan says; empty while the date is unknown."""
        facts = self.meeting.facts
        if not facts.date:
            return {}
        return {
            slot.id: moment(facts.date, slot.start, facts.zone)
            for slot in self.day.slots
            if slot.start is not None
        }

    def timeline(self, now: Ms) -> list[Expected]:
        """When each slot will be, as it looks at `now`; the running slot ends when its clock does."""
        clock = self.timers.clock("slot")
        ends = None if clock is None else clock.deadline or now + clock.left
        return expected(self.day.slots, self.day.runs, self.day.current, self.planned_starts(), now, ends)

    def behind(self, now: Ms) -> int | None:
        return drift(self.day.slots, self.timeline(now), self.planned_starts())

    def recovery(self, now: Ms) -> Recovery:
        """How lost time could be taken back, seen from `now`."""
        facts = self.meeting.facts
        later = self.coming()
        end = self._current_end(now)
        if not later or end is None or not facts.date:
            return Recovery({})
        start = local_minutes(facts.date, end, facts.zone)
        return recover(later, start, facts.hard_end if facts.hard_end is not None else later[-1].planned_end)

    def _current_end(self, now: Ms) -> Ms | None:
        line = next((line for line in self.timeline(now) if line.state == "now"), None)
        return line.end if line else (now if self.day.runs else None)

    def alarm(self) -> Ms | None:
        """When time itself will move next."""
        return None if self.meeting.ended else self.timers.next_alarm()
