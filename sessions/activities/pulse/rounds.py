"""What has been answered in one round, and what of it may be counted."""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec
from msgspec import Struct

from sessions.activities.pulse.moves import Settings
from sessions.activities.pulse.words import Act, Entry, Word, arrange
from sessions.activity import PARTICIPANTS, Ms, Person, Scene

Rating = tuple[int, int]
"""The point, and how many people it stands for."""


class Ratings(Struct):
    """One statement's answers by seat, counted as they come: screens ask for the figures far more often.

    `people`: value -> how many people gave it.
    """

    by_seat: dict[str, Rating] = msgspec.field(default_factory=dict)
    people: Counter[int] = msgspec.field(default_factory=Counter)

    def put(self, seat: str, value: int, weight: int) -> None:
        self.by_seat[seat] = (value, weight)
        self.people[value] += weight

    def take(self, seat: str) -> bool:
        """Whether there was one to take back."""
        value, weight = self.by_seat.pop(seat, (0, 0))
        self.people[value] -= weight
        if not self.people[value]:
            del self.people[value]
        return value > 0


class Turnout(Struct):
    """Who has answered, and who else could: kept up as answers come, for wall and desk ask thirty times a second.

    `given`: seat -> how many of its answers stand. `people`, `known`: whom the figures were counted for, the latter by
    seat. `answered`, `could`: people, by weight; one who has left counts as one.
    """

    given: Counter[str] = msgspec.field(default_factory=Counter)
    people: Sequence[Person] = ()
    known: dict[str, Person] = {}
    answered: int = 0
    could: int = 0

    def came(self, seat: str) -> None:
        self.given[seat] += 1
        if self.given[seat] == 1:
            self._move(seat, 1)

    def went(self, seat: str) -> None:
        self.given[seat] -= 1
        if not self.given[seat]:
            del self.given[seat]
            self._move(seat, -1)

    def count(self, people: Sequence[Person]) -> None:
        """For these people, if they are others than the last time."""
        if people is self.people:
            return
        self.people, self.known = people, {person.seat: person for person in people}
        self.answered, self.could = 0, sum(person.weight for person in people if could_answer(person))
        for seat in self.given:
            self._move(seat, 1)

    def _move(self, seat: str, by: int) -> None:
        """To those who have answered, or back (`by` -1)."""
        person = self.known.get(seat)
        self.answered += by * (person.weight if person else 1)
        if person and could_answer(person):
            self.could -= by * person.weight


class Round(Struct):
    """`asked`: the settings it was answered under, kept when the next begins. `seen`: it has been visible.

    `support`: entry -> seat -> how many people it stands for. `supporting`: nothing is written any more.
    `ratings`: by statement (from 1). `paper`: statement -> answers typed in at each point.
    In a balance there is one statement, and its points are the categories; `final`: since when none is added.
    """

    entries: list[Entry] = msgspec.field(default_factory=list)
    acts: list[Act] = msgspec.field(default_factory=list)
    ratings: dict[int, Ratings] = msgspec.field(default_factory=dict)
    paper: dict[int, tuple[int, ...]] = msgspec.field(default_factory=dict)
    support: dict[str, dict[str, int]] = msgspec.field(default_factory=dict)
    supporting: bool = False
    removed: set[str] = msgspec.field(default_factory=set)
    asked: Settings | None = None
    seen: bool = False
    final: Ms | None = None
    turnout: Turnout = msgspec.field(default_factory=Turnout)

    @property
    def empty(self) -> bool:
        return not (self.entries or self.turnout.given or self.typed())

    def add(self, entry: Entry) -> None:
        self.entries.append(entry)
        if not entry.typed:
            self.turnout.came(entry.seat)

    def take_back(self, id: str) -> None:
        for entry in [e for e in self.entries if e.id == id]:
            self.entries.remove(entry)
            if not entry.typed:
                self.turnout.went(entry.seat)

    def rate(self, statement: int, seat: str, value: int, weight: int) -> None:
        """`value` 0 takes it back."""
        ratings = self.ratings.setdefault(statement, Ratings())
        if ratings.take(seat):
            self.turnout.went(seat)
        if value:
            ratings.put(seat, value, weight)
            self.turnout.came(seat)

    def give_support(self, entry: str, seat: str, people: int) -> None:
        """`people` 0 takes it back."""
        given = self.support.setdefault(entry, {})
        if given.pop(seat, 0):
            self.turnout.went(seat)
        if people:
            given[seat] = people
            self.turnout.came(seat)

    def typed(self) -> int:
        """How many answers were typed in: all entries, or those of the statement with most of them."""
        spoken = sum(e.times for e in self.standing() if e.typed)
        return spoken + max((sum(c) for c in self.paper.values()), default=0)

    def standing(self) -> list[Entry]:
        return [e for e in self.entries if e.id not in self.removed]

    def words(self, settings: Settings) -> list[Word]:
        return arrange(self.standing(), self.acts, settings.hold)

    def supported(self, entry: str) -> int:
        return sum(self.support.get(entry, {}).values())

    def supported_by(self, seat: str) -> set[str]:
        return {entry for entry, given in self.support.items() if seat in given}

    def of_seat(self, seat: str) -> list[Entry]:
        return [e for e in self.entries if e.seat == seat and not e.typed]

    def counts(self, statement: int, points: int) -> tuple[int, ...]:
        given = self.ratings.get(statement, Ratings()).people
        paper = self.paper.get(statement) or (0,) * points
        return tuple(given[point] + typed for point, typed in enumerate(paper, 1))


class Statement(Struct, frozen=True):
    """What is rated: its number (from 1), and what the ends of the scale mean."""

    number: int
    text: str
    low: str
    high: str


def statements(settings: Settings, title: str) -> tuple[Statement, ...]:
    """The statements as set up; without any, the question itself is the only one."""
    lines = [line for line in settings.statements.split("\n") if line.strip()] or [settings.question or title]
    return tuple(_statement(number, line, settings) for number, line in enumerate(lines, 1))


def _statement(number: int, line: str, settings: Settings) -> Statement:
    text, *ends = (" ".join(part.split()) for part in line.split("|", 2))
    low, high = [*ends, "", ""][:2]
    return Statement(number, text, low or settings.low, high or settings.high)


def target_from(settings: Settings) -> int:
    """The lowest point that counts towards the target: as set up, else the last but one."""
    return min(settings.target_from or max(settings.points - 1, 2), settings.points)


def turnout(round: Round, scene: Scene) -> dict[str, int]:
    """Who has answered, of those who could: all who are here, by phone or head count, or have left since."""
    figures = round.turnout
    figures.count(scene.people)
    of = max(figures.answered + figures.could, scene.heads or 0)
    return {"answered": figures.answered, "of": of, "typed": round.typed()}


def could_answer(person: Person) -> bool:
    return person.here and person.role in PARTICIPANTS


def find(words: Iterable[Word], id: str) -> Word | None:
    """The word that is called so, or that holds the entry that is called so."""
    return next((w for w in words if w.id == id or any(e.id == id for e in w.entries)), None)


def entry_ids(words: Sequence[Word]) -> tuple[str, ...]:
    return tuple(e.id for w in words for e in w.entries)


def most_entries(settings: Settings) -> int:
    """How many a person may send: what one heard is one sentence."""
    return 1 if settings.heard and settings.form == "text" else settings.entries


def most_supported(settings: Settings) -> int:
    """How many entries a person may support."""
    return settings.support if settings.form == "text" else 0
