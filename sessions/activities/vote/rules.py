"""Who may vote for what, and what is kept of it."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from random import Random
from typing import Any

from msgspec import Struct, structs

from sessions.activities.vote import views
from sessions.activities.vote.count import Ballot, Election, Option, Result, Rules, count
from sessions.activities.vote.moves import BLANK, MOST_OPTIONS, Cast, Settings, TypeIn, Withdraw
from sessions.activity import (
    DESK_TURN,
    OPEN,
    PLANNED,
    Activity,
    Event,
    Item,
    Move,
    Ms,
    Person,
    Rejected,
    Sample,
    Scene,
    StepClosed,
    TimeIsUp,
    Turn,
    View,
    tidy,
)
from sessions.blocks import Block


class Given(Struct, frozen=True):
    """A seat's vote as it stands."""

    choice: str
    weight: int


class Vote(Activity):
    """One choice each, changeable until it closes, hidden from everybody until then."""

    kind = "vote"
    moves = (Cast, Withdraw, TypeIn)
    suggested_by = (
        "omröstning", "rösta", "votering", "röstning", "avstemning", "afstemning", "äänestys", "vote", "voting", "ballot",
        "abstimmung", "votazione", "scrutin", "تصويت",
    )  # fmt: skip
    Settings = Settings

    def __init__(self, settings: Any = None) -> None:
        super().__init__(settings)
        self.given: dict[str, Given] = {}
        self.typed: dict[tuple[str, str], int] = {}
        self.taken: tuple[Item, ...] = ()

    # what is asked

    def settings_changed(self, settings: Any) -> None:
        """Once somebody has voted, what they voted on stays as it is."""
        options = typed_options(settings.options)
        if len(options) > MOST_OPTIONS:
            raise Rejected("too_many", most=MOST_OPTIONS)
        voted = bool(self.given or self.typed)
        if voted and (options != typed_options(self.settings.options) or settings.blank < self.settings.blank):
            raise Rejected("votes_cast")
        self.settings = settings

    def opened(self, items: Sequence[Item]) -> None:
        self.taken = tuple(items)[:MOST_OPTIONS]

    def decide(self, move: Move, turn: Turn, scene: Scene) -> Sequence[Event]:
        if isinstance(move, TimeIsUp):
            return self._time_is_up(move, scene)
        if isinstance(move, Cast):
            self._known(move.choice)
            return (structs.replace(move, weight=turn.who.weight),)
        if isinstance(move, TypeIn):
            self._known(move.option)
            if scene.state == PLANNED:
                raise Rejected("not_open")
        if isinstance(move, Withdraw) and turn.who.seat not in self.given:
            raise Rejected("nothing_cast")
        return (move,)

    def _time_is_up(self, move: TimeIsUp, scene: Scene) -> Sequence[Event]:
        ends = self.settings.closes and move.name == "" and scene.state == OPEN
        return (StepClosed(),) if ends else ()

    def _known(self, choice: str) -> None:
        if choice == BLANK and self.settings.blank:
            return
        if choice not in {option.id for option in self.options()}:
            raise Rejected("no_such_option")

    # what has happened

    def apply(self, event: Event, by: str, at: Ms) -> None:
        if isinstance(event, Cast):
            self.given[by] = Given(event.choice, event.weight)
        elif isinstance(event, Withdraw):
            self.given.pop(by, None)
        elif isinstance(event, TypeIn):
            self.typed[event.option, event.how] = event.people

    def inverse(self, event: Event) -> Move | None:
        if not isinstance(event, TypeIn):
            return None
        return structs.replace(event, people=self.typed.get((event.option, event.how), 0))

    # what it comes to

    def options(self) -> tuple[Option, ...]:
        """What was taken over from an earlier step, ids kept, then what was typed."""
        taken = {item.id: Option(item.id, item.title) for item in self.taken}
        typed = {option.id: option for option in typed_options(self.settings.options)}
        return tuple({**typed, **taken}[key] for key in {**taken, **typed})

    def choices(self) -> tuple[Option, ...]:
        """The options, and the blank vote where there is one."""
        return (*self.options(), Option(BLANK)) if self.settings.blank else self.options()

    @property
    def cast(self) -> int:
        """People who have voted, by phone and typed in."""
        return sum(vote.weight for vote in self.given.values()) + sum(self.typed.values())

    def election(self, scene: Scene, unit: str = "person") -> Election:
        """Everything needed to count it, without seats."""
        entitled = scene.heads if scene.heads is not None else scene.present
        rules = Rules(unit, self.settings.base, self.settings.threshold, max(entitled, self.cast))  # type: ignore[arg-type]
        ballots = self._ballots(scene, with_organisation=unit == "organisation")
        return Election(self.options(), ballots, "single", rules)

    def _ballots(self, scene: Scene, with_organisation: bool) -> tuple[Ballot, ...]:
        """Equal votes together, in an order that says nothing about when they came."""
        home = {person.seat: person.organisation for person in scene.people} if with_organisation else {}
        counts: dict[tuple[str, str], int] = {}
        for seat, vote in self.given.items():
            key = (home.get(seat, ""), vote.choice)
            counts[key] = counts.get(key, 0) + vote.weight
        for (option, _how), people in self.typed.items():
            counts["", option] = counts.get(("", option), 0) + people
        return tuple(
            Ballot(number, None if choice == BLANK else choice, organisation)
            for (organisation, choice), number in sorted(counts.items())
            if number
        )

    def result(self, scene: Scene) -> Result:
        return count(self.election(scene))

    def result_per_organisation(self, scene: Scene) -> Result | None:
        return count(self.election(scene, "organisation")) if self.settings.per_organisation else None

    # what is seen

    def everyone(self, scene: Scene) -> View:
        return views.public(self, scene)

    def wall(self, scene: Scene) -> View:
        return views.public(self, scene)

    def desk(self, scene: Scene) -> View:
        return views.desk(self, scene)

    def seat(self, who: Person, scene: Scene) -> View:
        return views.own(self, who, scene)

    def marks(self, who: Person, scene: Scene) -> Mapping[str, Mapping[str, Any]]:
        vote = self.given.get(who.seat)
        return {f"o-{vote.choice}": {"checked": True}} if vote else {}

    def items(self) -> list[Item]:
        kept = {item.id: item for item in self.taken}
        return [kept.get(option.id, Item(option.id, option.title)) for option in self.options()]

    def minutes(self, scene: Scene) -> list[Block]:
        return views.minutes(self, scene)

    def record(self, scene: Scene) -> View:
        return views.record(self, scene)

    def sample(self, people: Sequence[Person], dice: Random) -> Iterator[Sample]:
        """Most vote, some change their minds, one takes the vote back, and a few hands are counted."""
        options = [option.id for option in self.options()]
        if not options:
            return
        for index in range(len(people)):
            if dice.random() < 0.92:
                yield dice.uniform(0.1, 3), index, Cast(_leaning(options, dice))
        for index, person in enumerate(people):
            if person.seat in self.given and dice.random() < 0.1:
                yield dice.uniform(0.1, 2), index, Cast(dice.choice(options))
        for index, person in enumerate(people[:1]):
            if person.seat in self.given and len(people) > 5:
                yield 1, index, Withdraw()
        if people:
            yield 2, DESK_TURN, TypeIn(options[0], 1 + len(people) // 20, "hands")


def typed_options(text: str) -> tuple[Option, ...]:
    """One a line, each title once. The id is made of the title: the same option in two votes is the same item."""
    titles = dict.fromkeys(title for line in text.split("\n") if (title := tidy(line, 300)))
    return tuple(Option("o" + blake2b(title.encode(), digest_size=5).hexdigest(), title) for title in titles)


def _leaning(options: Sequence[str], dice: Random) -> str:
    """Some options are liked better than others, as in life."""
    return options[min(int(dice.expovariate(1 / 1.5)), len(options) - 1)]
