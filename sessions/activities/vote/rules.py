"""Who may vote for what, and what is kept of it."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from random import Random
from typing import Any, ClassVar, Literal

from msgspec import structs

from sessions.activities.vote import report, sample, views
from sessions.activities.vote.count import Ballot, Election, Option, Result, Rules, count
from sessions.activities.vote.electorate import Electorate, Given, electorate_of, token
from sessions.activities.vote.moves import BLANK, MOST_OPTIONS, Cast, Settings, TypeIn, Withdraw
from sessions.activity import (
    OPEN,
    PARTICIPANTS,
    PLANNED,
    SHOWN,
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
from sessions.blocks import Block, Term


class Vote(Activity):
    """One choice each, changeable until it closes, hidden from everybody until then.

    What a vote counts for is kept as it was cast (weight, organisation, who could vote). Were it looked up
    afterwards, removing a seat or changing its organisation would change a result, and show how that seat had
    voted.
    """

    kind = "vote"
    moves = (Cast, Withdraw, TypeIn)
    suggested_by = (
        *("omröstning", "rösta", "votering", "röstning", "avstemning", "afstemning", "äänestys", "vote"),
        *("voting", "ballot", "abstimmung", "votazione", "scrutin", "تصويت"),
    )
    Settings = Settings
    example: ClassVar[Mapping[str, Any]] = {
        "options": "Ett\nTvå\nTre",
        "per_organisation": True,
        "blank": True,
    }

    def __init__(self, settings: Any = None) -> None:
        super().__init__(settings)
        self.given: dict[str, Given] = {}
        self.typed: dict[tuple[str, str], int] = {}
        self.taken: tuple[Item, ...] = ()
        self.electorate: Electorate | None = None

    # what is asked

    def settings_changed(self, settings: Any) -> None:
        """Once somebody has voted, neither what they voted on nor how it is counted can change."""
        if len(typed_options(settings.options)) > MOST_OPTIONS:
            raise Rejected("too_many", most=MOST_OPTIONS)
        if (self.given or self.typed) and _rests_on(settings) != _rests_on(self.settings):
            raise Rejected("votes_cast")
        self.settings = settings

    def opened(self, items: Sequence[Item]) -> None:
        self.taken = tuple(items)[:MOST_OPTIONS]

    def decide(self, move: Move, turn: Turn, scene: Scene) -> Sequence[Event]:
        match move:
            case TimeIsUp():
                return self._time_is_up(move, scene)
            case Cast():
                return self._cast(move, turn.who, scene)
            case TypeIn():
                return self._type_in(move, scene)
            case _:
                return self._withdraw(move, turn.who.seat)

    def _time_is_up(self, move: TimeIsUp, scene: Scene) -> Sequence[Event]:
        ends = self.settings.closes and move.name == "" and scene.state == OPEN
        return (StepClosed(),) if ends else ()

    def _cast(self, move: Cast, who: Person, scene: Scene) -> Sequence[Event]:
        self._known(move.choice)
        home, electorate = token(who.organisation), electorate_of(scene, self.given)
        return (structs.replace(move, weight=who.weight, organisation=home, electorate=electorate),)

    def _type_in(self, move: TypeIn, scene: Scene) -> Sequence[Event]:
        """Paper may be counted after closing, but nothing is added to a result that everybody sees."""
        self._known(move.option)
        if scene.state == PLANNED:
            raise Rejected("not_open")
        if scene.state == SHOWN:
            raise Rejected("shown_already")
        return (structs.replace(move, electorate=self.entitled(scene)),)

    def _withdraw(self, move: Move, seat: str) -> Sequence[Event]:
        if seat not in self.given:
            raise Rejected("nothing_cast")
        return (move,)

    def _known(self, choice: str) -> None:
        if choice not in {option.id for option in self.choices()}:
            raise Rejected("no_such_option")

    # what has happened

    def apply(self, event: Event, by: str, at: Ms) -> None:
        match event:
            case Cast():
                self.given[by] = Given(event.choice, event.weight, event.organisation)
                self.electorate = event.electorate
            case TypeIn():
                self.typed[event.option, event.how] = event.people
                self.electorate = event.electorate
            case Withdraw():
                self.given.pop(by, None)

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
    def typed_in(self) -> int:
        return sum(self.typed.values())

    @property
    def cast(self) -> int:
        """People who have voted, by phone and typed in."""
        return sum(vote.weight for vote in self.given.values()) + self.typed_in

    def entitled(self, scene: Scene) -> Electorate:
        """Who can vote now; after closing, who could when the last vote came."""
        if scene.state == OPEN or self.electorate is None:
            return electorate_of(scene, self.given)
        return self.electorate

    def people(self, scene: Scene) -> int:
        return self.entitled(scene).people(self.cast, self.typed_in)

    def election(self, scene: Scene, unit: Literal["person", "organisation"] = "person") -> Election:
        """Everything needed to count it, without seats."""
        per_person = unit == "person"
        entitled = self.people(scene) if per_person else self.entitled(scene).organisations
        rules = Rules(unit, self.settings.base, self.settings.threshold, entitled)
        return Election(self.options(), self._ballots(with_organisation=not per_person), "single", rules)

    def _ballots(self, with_organisation: bool) -> tuple[Ballot, ...]:
        """Equal votes together, in an order that says nothing about when they came."""
        counts: dict[tuple[str, str], int] = {}
        for vote in self.given.values():
            key = (vote.organisation if with_organisation else "", vote.choice)
            counts[key] = counts.get(key, 0) + vote.weight
        for (option, _how), people in self.typed.items():
            counts["", option] = counts.get(("", option), 0) + people
        return tuple(
            Ballot(number, None if choice == BLANK else choice, organisation)
            for (organisation, choice), number in sorted(counts.items())
            if number
        )

    def homeless(self) -> int:
        """Votes that no organisation can have: they count per person only."""
        return sum(
            ballot.count for ballot in self._ballots(with_organisation=True) if not ballot.organisation
        )

    def result(self, scene: Scene) -> Result:
        return count(self.election(scene))

    def result_per_organisation(self, scene: Scene) -> Result | None:
        return count(self.election(scene, "organisation")) if self.settings.per_organisation else None

    # what is seen

    def everyone(self, scene: Scene) -> View:
        return views.phone(self, scene)

    def wall(self, scene: Scene) -> View:
        return views.wall(self, scene)

    def desk(self, scene: Scene) -> View:
        return views.desk(self, scene)

    def seat(self, who: Person, scene: Scene) -> View:
        return views.own(self, who, scene)

    def marks(self, who: Person, scene: Scene) -> Mapping[str, Mapping[str, Any]]:
        """What this phone has chosen; who only watches sees the options shut, and is told why."""
        if who.role not in PARTICIPANTS:
            return {"choose": {"disabled": True}, "watching": {"hidden": False}}
        vote = self.given.get(who.seat)
        return {f"o-{vote.choice}": {"checked": True}} if vote else {}

    def needs(self, scene: Scene) -> Sequence[Term]:
        if scene.state != OPEN:
            return ()
        if not self.options():
            return (Term("no_options"),)
        everybody = self.cast > 0 and self.cast >= self.people(scene)
        return (Term("all_voted", {"cast": self.cast}),) if everybody else ()

    def items(self) -> list[Item]:
        kept = {item.id: item for item in self.taken}
        return [kept.get(option.id, Item(option.id, option.title)) for option in self.options()]

    def minutes(self, scene: Scene) -> list[Block]:
        return report.minutes(self, scene)

    def record(self, scene: Scene) -> View:
        return report.record(self, scene)

    def sample(self, people: Sequence[Person], dice: Random) -> Iterator[Sample]:
        return sample.votes(self, people, dice)


def _rests_on(settings: Settings) -> tuple[object, ...]:
    counted = (settings.blank, settings.per_organisation, settings.threshold, settings.base)
    return (typed_options(settings.options), *counted)


def typed_options(text: str) -> tuple[Option, ...]:
    """One a line, each title once. The id is made of the title: one option in two votes is the same item."""
    titles = dict.fromkeys(title for line in text.split("\n") if (title := tidy(line, 300)))
    return tuple(Option(_id_of(title), title) for title in titles)


def _id_of(title: str) -> str:
    return "o" + blake2b(title.encode(), digest_size=5).hexdigest()
