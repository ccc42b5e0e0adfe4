"""The contract: what an exercise is, and everything it may know.

An activity is a small state machine without clock, disk or network. `decide` judges a move, `apply` is the only
mutation, the view methods say in plain data what each audience may see, and nothing else about it is visible outside.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar

import msgspec
from msgspec import Meta, Struct, structs

from sessions.blocks import Block, Term

if TYPE_CHECKING:
    from sessions.ball.asked import Asked
    from sessions.measures import Measured

Ms = int
"""A moment: milliseconds since 1970-01-01 UTC."""

Words = Annotated[str, Meta(max_length=4000, extra={"words": True})]
"""What a person wrote. Erasure empties every field of this type (`sessions.erasure`)."""

View = Mapping[str, Any]
"""What one audience may see: plain data that msgspec can encode."""

Sample = tuple[float, int, "Move"]
"""Seconds to wait, whose turn it is (an index into the people; DESK_TURN is the desk), and the move."""

Kept = TypeVar("Kept")

DESK_TURN = -1

PARTICIPANTS = frozenset({"participant", "member", "challenger"})
SEATED = PARTICIPANTS | {"observer", "scribe"}
DESK = frozenset({"facilitator", "organiser"})
SCRIBES = DESK | {"scribe"}
TIME = frozenset({"time"})

PLANNED, OPEN, CLOSED, SHOWN = "planned", "open", "closed", "shown"
ANY_STATE = frozenset({PLANNED, OPEN, CLOSED, SHOWN})
WHILE_OPEN = frozenset({OPEN})


class Piece(Struct, frozen=True):
    """A part of what is shown that is drawn by itself: large, the same for many, and changed one at a time.

    Those of `everyone`, `wall`, `place` or `desk` stand in the view's `pieces`, by ids that stay the same as long as it
    is the same part; what holds others stands before them. Each becomes a region of its own, drawn from `template`
    (in the activity's folder; it gets `step`, `kind` and `view`) and sent only when it has changed. The template
    around it leaves its place with `piece` of parts.html.
    """

    template: str
    view: Any


class Rejected(Exception):
    """A move that is refused: a code the templates have words for, and the values those words need."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


class Event(Struct, frozen=True, tag_field="do", tag=snake, omit_defaults=True):
    """Something that has happened. The tag is its name in the journal and on the wire."""

    in_group: ClassVar[bool] = False
    """Whether it changes what the others of the mover's group may do: their own parts are then drawn anew."""


class Move(Event, frozen=True, forbid_unknown_fields=True):
    """What somebody asks to do; accepted as it is, it becomes its own event."""

    allowed: ClassVar[frozenset[str]] = PARTICIPANTS
    when: ClassVar[frozenset[str]] = WHILE_OPEN


class DeskMove(Move, frozen=True):
    """A move that belongs to whoever leads the session, whatever state the step is in."""

    allowed: ClassVar[frozenset[str]] = DESK
    when: ClassVar[frozenset[str]] = ANY_STATE


class TimerSet(Event, frozen=True):
    """Start, or with 0 seconds stop, a clock of this step."""

    name: str
    seconds: int


class TimeIsUp(Move, frozen=True):
    """A clock of this step reached zero: time itself asks the activity what follows."""

    allowed: ClassVar[frozenset[str]] = TIME
    when: ClassVar[frozenset[str]] = ANY_STATE
    name: str


class StepClosed(Event, frozen=True):
    """The step takes no more input."""

    step: str = ""


class Present(Event, frozen=True):
    """A seat is here (or has said that it is not)."""

    seat: str
    here: bool = True


class RoleGiven(Event, frozen=True):
    seat: str
    role: str


class AreaChosen(Event, frozen=True):
    seat: str
    area: str


class Grouped(Event, frozen=True):
    """These seats work together from now on, and in no other group. With group "" they belong to none."""

    group: str
    seats: tuple[str, ...]
    area: str = ""
    place: str = ""


class AllReady(Event, frozen=True):
    """A group says that it is ready, or takes that back."""

    group: str
    on: bool = True


CORE_EVENTS = (TimerSet, StepClosed, Present, RoleGiven, AreaChosen, Grouped, AllReady)
"""What an activity may bring about outside itself; the session routes them by type."""


class Person(Struct, frozen=True):
    """What the session knows of a seat at this moment. `weight`: how many people one phone stands for."""

    seat: str
    role: str = "participant"
    organisation: str = ""
    name: str = ""
    area: str = ""
    group: str = ""
    place: str = ""
    weight: int = 1
    here: bool = True


class Turn(Struct, frozen=True):
    """Everything impure that a decision may use: who asks, when it was received, dice, and the move's own id."""

    who: Person
    at: Ms
    dice: Random
    move_id: str = ""

    def new_id(self, prefix: str = "") -> str:
        return f"{prefix}{self.dice.getrandbits(40):010x}"


class Item(Struct, frozen=True, omit_defaults=True):
    """What later steps build on. The id stays the same from note to protocol row.

    `claimed_by`: the group that took the note with it. `outcome`: what a vote that has been shown made of it.
    `ball`: who must move next, as text that `sessions.ball` reads.
    """

    id: str
    title: Words
    text: Words = ""
    from_ids: tuple[str, ...] = ()
    group: str = ""
    area: str = ""
    claimed_by: str = ""
    outcome: str = ""
    ball: Words = ""


class Area(Struct, frozen=True):
    """A theme people choose. `look` (1 to 6) is its colour, icon and pattern; `seats` how many it takes (0: any).

    `picture` is a stored picture's id, `alt` what it shows. A `removed` area is still read where something names it.
    """

    id: str
    name: Words
    text: Words = ""
    link: str = ""
    picture: str = ""
    alt: Words = ""
    places: tuple[str, ...] = ()
    look: int = 1
    seats: int = 0
    removed: bool = False


class Group(Struct, frozen=True):
    """People who work together. `number` is what they are called when they have no `name`; `people` counts by weight.

    `ready`: they say that they are done. `asks`: they have asked for more time. `place` may be shared with others.
    """

    id: str
    number: int
    name: Words = ""
    area: str = ""
    place: str = ""
    people: int = 0
    ready: bool = False
    asks: bool = False


class Clock(Struct, frozen=True):
    """A timer as screens need it: running to a deadline, or paused with `left` ms. `total`: its length in ms."""

    deadline: Ms | None
    left: Ms
    total: Ms


class SlotFacts(Struct, frozen=True):
    """The line of the programme that a step belongs to. `clock`: its own, while it is the slot that runs."""

    title: str = ""
    speaker: str = ""
    place: str = ""
    details: tuple[str, ...] = ()
    minutes: int | None = None
    clock: Clock | None = None


class Scene(Struct, frozen=True):
    """What a view or a decision may read beside the activity's own state.

    `people`: every seat that has not left or been removed. `heads`: people counted in the room, when somebody counted.
    `sources`: the items taken over when the step opened. `clocks`: the step's timers by name ("": its main one).
    `areas` and `groups`: all there have been; removed areas say so, and groups that nobody is in have no people.
    `at`: when the latest thing in the session happened; a view knows no later moment. `zone`: the session's time zone.
    `before`: the line of the programme before `slot`, breaks left out.
    `opened`, `closed`: when the step first opened, and when it closed; None while it has not.
    `measured()`: what the session's other steps have measured and everybody may know. It is counted when it is asked
    for: a decision about one answer shall not cost the counting of all others.
    `unanswered()`: the questions of all steps that wait for an answer and everybody may see; asked for likewise.
    `gathered`: what `once` keeps; the session empties it whenever something happens.
    """

    step: str
    state: str = PLANNED
    title: str = ""
    language: str = "sv"
    people: Sequence[Person] = ()
    heads: int | None = None
    organisations: tuple[str, ...] = ()
    sources: tuple[Item, ...] = ()
    clocks: Mapping[str, Clock] = {}
    slot: SlotFacts = SlotFacts()
    areas: tuple[Area, ...] = ()
    groups: tuple[Group, ...] = ()
    at: Ms = 0
    zone: str = "UTC"
    before: SlotFacts = SlotFacts()
    opened: Ms | None = None
    closed: Ms | None = None
    measured: "Callable[[], Sequence[Measured]]" = tuple
    unanswered: "Callable[[], Sequence[Asked]]" = tuple
    gathered: dict[Any, Any] | None = None

    def once(self, key: Any, gather: "Callable[[], Kept]") -> "Kept":
        """What several views need is gathered for the first of them, and kept until something happens.

        `key` says what it depends on beside the step's own state, its `state` too if that matters.
        """
        if self.gathered is None:
            return gather()
        whose = (self.step, key)
        if whose not in self.gathered:
            self.gathered[whose] = gather()
        kept: Kept = self.gathered[whose]
        return kept

    def area(self, area: str) -> Area | None:
        """The area of this id, also a removed one."""
        return next((one for one in self.areas if one.id == area), None)

    def group(self, group: str) -> Group | None:
        """The group of this id, also one that nobody is in any more."""
        return next((one for one in self.groups if one.id == group), None)

    def members(self, group: str) -> list[Person]:
        return [person for person in self.people if group and person.group == group]

    @property
    def present(self) -> int:
        """People here, counted by weight; observers, scribes and the desk do not count."""
        return sum(p.weight for p in self.people if p.here and p.role in PARTICIPANTS)

    @property
    def revealed(self) -> bool:
        return self.state == SHOWN


class NoSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """An exercise without anything to set up."""


class Activity:
    """An exercise; the instance is its state. Override what the exercise needs, nothing else."""

    kind: ClassVar[str]
    moves: ClassVar[tuple[type[Move], ...]] = ()
    events: ClassVar[tuple[type[Event], ...]] = ()
    """Events that are not moves."""
    suggested_by: ClassVar[tuple[str, ...]] = ()
    upcasters: ClassVar[Mapping[str, Any]] = {}
    """Old event tag -> function that turns the old plain data into today's plain data."""

    example: ClassVar[Mapping[str, Any]] = {}
    """Settings it can be tried with at once, where its defaults do not suffice: rehearsals and tests start it so."""

    by_groups: ClassVar[bool] = False
    """Whether people work at it in their groups: they can then say that they are ready, or ask for more time."""

    lasts: ClassVar[bool] = False
    """Whether it stays open when the programme moves on, unless the organiser says otherwise."""

    scribed: ClassVar[bool] = False
    """Whether it is written while people talk: the scribe's page then holds its desk view."""

    paper_for: ClassVar[str] = ""
    """Who gets what can be printed of it, to be written on by hand (paper.html): "group" a sheet for each group, "few"
    a sheet for each two or three, "room" sheets for everybody together, "" nothing."""

    heads_minutes: ClassVar[bool] = False
    """Whether its blocks stand at the head of the minutes, before the numbered items: who was present."""

    Settings: ClassVar[type[Struct]] = NoSettings
    """What the organiser can set up: a frozen Struct with defaults."""

    step: str = ""
    """The step whose state this is; empty while it is only tried out."""

    def __init__(self, settings: Any = None) -> None:
        self.settings: Any = settings if settings is not None else self.Settings()

    def settings_changed(self, settings: Any) -> None:
        """The organiser edited the step; refuse with Rejected when what has been said already forbids it."""
        self.settings = settings

    def opened(self, items: Sequence[Item]) -> None:
        """The step has opened, or opened again, with these items of its source (also when it is replayed)."""

    def decide(self, move: Move, turn: Turn, scene: Scene) -> Sequence[Event]:
        """Also asked when a clock of the step is at zero (`TimeIsUp`), whether or not it has clocks of its own."""
        return (move,)

    def apply(self, event: Event, by: str, at: Ms) -> None:
        """The only mutation. Never refuses, throws no dice, reads no clock."""

    def goes_on_until(self, scene: Scene) -> Ms | None:
        """A moment after which it takes nothing more and is closed by time itself: until then it stays open although
        the session has ended. None: it ends with the session.
        """
        return None

    def closing(self, scene: Scene) -> Sequence[Event]:
        """What is kept with the closing of the step, right before it: what counted at that moment."""
        return ()

    def everyone(self, scene: Scene) -> View:
        """For every phone: the same for all."""
        return {}

    def group(self, group: str, scene: Scene) -> View:
        return {}

    def place(self, place: str, scene: Scene) -> View:
        return self.wall(scene)

    def seat(self, who: Person, scene: Scene) -> View:
        """What only this seat may see; rendered by mine.html."""
        return {}

    def marks(self, who: Person, scene: Scene) -> Mapping[str, Mapping[str, Any]]:
        """Local element id -> attributes to set in this seat's browser, e.g. {"o-ab12": {"checked": True}}."""
        return {}

    def wall(self, scene: Scene) -> View:
        return {}

    def desk(self, scene: Scene) -> View:
        return {}

    def paper(self, scene: Scene) -> View:
        """What stands on its printed sheets: what is asked, never what was answered."""
        return {}

    def needs(self, scene: Scene) -> Sequence[Term]:
        """What waits for whoever leads: codes that the activity's words.html has words for, and nobody's words."""
        return ()

    def presumes(self) -> Sequence[str]:
        """What it counts on somebody to have seen to before the day, for a rehearsal to look at: "question" (the
        step has one in its title), "organisations" (there is a closed list of them).
        """
        return ()

    def asks(self) -> bool:
        """Whether people are asked for anything, as it is set up: a rehearsal in which nobody acts then has a fault."""
        return any(move.allowed & PARTICIPANTS for move in self.moves)

    def seconds_needed(self, scene: Scene) -> int:
        """What its own clocks add up to, as it is set up: a rehearsal holds it against the slot. 0: it has none."""
        return 0

    def onward(self, scene: Scene) -> tuple[Term, Move] | None:
        """The next thing inside the exercise: what the desk's big button says, and its move of at most one text."""
        return None

    def holds_back(self, scene: Scene) -> bool:
        """Whether the wall would show more of it, once it has closed, when its result is shown."""
        closed, shown = (structs.replace(scene, state=state) for state in (CLOSED, SHOWN))
        return self.wall(closed) != self.wall(shown)

    def items(self) -> list[Item]:
        return []

    def has_items(self) -> bool:
        return bool(self.items())

    def outcomes(self) -> Mapping[str, str]:
        """Item id -> "won", "lost" or "tied"; asked only once the result is shown."""
        return {}

    def authored(self, seat: str) -> set[str]:
        """Ids of items whose words this seat wrote: erasure empties their copies too."""
        return set()

    def minutes(self, scene: Scene) -> list[Block]:
        return []

    def for_organisers(self, scene: Scene) -> list[Block]:
        """What only those who lead may read afterwards: it stands beside the minutes, never in them."""
        return []

    @classmethod
    def compiled(cls, held: "Sequence[tuple[Activity, Scene]]") -> list[list[Block]]:
        """What several of this kind give those who lead, part by part: one after the other, unless it is better put
        together.
        """
        return [activity.for_organisers(scene) for activity, scene in held]

    def record(self, scene: Scene) -> View:
        """Typed data for export: no seat ids, no names, nothing that is not yet revealed."""
        return {}

    def inverse(self, event: Event) -> Move | None:
        """The move that undoes a desk move, judged before the event is applied."""
        return None

    def forget(self, seat: str) -> None:
        """Empty what this seat wrote; counts stay."""

    def sample(self, people: Sequence[Person], dice: Random) -> Iterator[Sample]:
        """Believable moves for these people. Drawn lazily while it is played, so it may look at its own state."""
        return iter(())


_UNSEEN = dict.fromkeys(
    n
    for n in range(0x2100)
    if unicodedata.category(chr(n)) in ("Cc", "Cf") and chr(n) not in "\n\u200c\u200d"
)


def tidy(text: str, most: int, *, lines: bool = False) -> str:
    """What was typed: NFC, without control and direction marks, blanks folded. Raises Rejected("too_long", most=)."""
    clean = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " ")).translate(_UNSEEN)
    parts = (" ".join(line.split()) for line in clean.split("\n"))
    tidied = ("\n" if lines else " ").join(parts).strip() if lines else " ".join(p for p in parts if p)
    if len(tidied) > most:
        raise Rejected("too_long", most=most)
    return tidied


def needed(text: str, most: int, *, lines: bool = False) -> str:
    """Like tidy, and raises Rejected("empty") when nothing is left."""
    tidied = tidy(text, most, lines=lines)
    if not tidied:
        raise Rejected("empty")
    return tidied


def plain(data: Any) -> Any:
    """Builtin types only, for comparing and exporting."""
    return msgspec.to_builtins(data)
