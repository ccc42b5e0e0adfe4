"""What a vote holds, and what it comes to."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Literal

import msgspec
from msgspec import Struct, structs

from sessions.activities.vote.casting import Choices, figures_as_ballots
from sessions.activities.vote.counting import count
from sessions.activities.vote.counting.election import Ballot, Election, Option, Result
from sessions.activities.vote.electorate import Electorate, Given, electorate_of
from sessions.activities.vote.moves import BLANK, BY_FIGURES, HOWS, MOST_OPTIONS, How
from sessions.activity import OPEN, Activity, Item, Scene, tidy
from sessions.codes import Coded, Codes

Unit = Literal["person", "organisation"]


class Slip(Struct, frozen=True):
    """Ballots that were typed in: so many people who voted alike, and the token of whom they speak for."""

    ballot: Ballot
    people: int
    how: How
    organisation: str = ""


class Poll(Activity, Coded):
    """`typed`: (option, answer, hands or paper) -> people. `reasons`: seat -> option -> why not.

    A vote with a printed code stands in `given` and `reasons` under the hash of its code. `by_phone`: the people
    behind all that was given. `sent`: seat -> the hashes it has voted with. `desk_slips`: how many of the codes the
    desk typed in. `opened_with`: what could be chosen at opening.
    """

    def __init__(self, settings: Any = None) -> None:
        super().__init__(settings)
        self.given: dict[str, Given] = {}
        self.by_phone = 0
        self.reasons: dict[str, dict[str, str]] = {}
        self.typed: dict[tuple[str, str, str], int] = {}
        self.slips: dict[str, Slip] = {}
        self.taken: tuple[Item, ...] = ()
        self.codes = Codes()
        self.sent: dict[str, list[str]] = {}
        self.desk_slips = 0
        self.begun = False
        self.electorate: Electorate | None = None
        self.opened_with: Choices | None = None

    # what can be chosen

    @property
    def on_offer(self) -> Choices:
        """Every vote asks; as long as the settings stay the same the answer does too."""
        opened = self.opened_with
        return opened if opened and opened.settings is self.settings else self.worked_out()

    def worked_out(self) -> Choices:
        options = self._options()
        ids = tuple(option.id for option in options)
        return Choices(self.settings, options, ids, self.settings.rules("person", 0))

    def options(self) -> tuple[Option, ...]:
        return self.on_offer.options

    def _options(self) -> tuple[Option, ...]:
        """What was taken over from an earlier step, ids kept, then what was typed."""
        only = self.settings.only
        taken = [Option(item.id, item.title) for item in self.taken if not only or item.id in only]
        titles = {option.title.casefold() for option in taken}
        typed = typed_options(self.step, self.settings.options)
        new = [option for option in typed if option.title.casefold() not in titles]
        return (*taken, *new)[:MOST_OPTIONS]

    @property
    def ids(self) -> tuple[str, ...]:
        return self.on_offer.ids

    def choices(self) -> tuple[Option, ...]:
        """The options, and the blank vote where there is one."""
        return (*self.options(), Option(BLANK)) if self.settings.blank else self.options()

    def items(self) -> list[Item]:
        kept = {item.id: item for item in self.taken}
        return [kept.get(option.id, Item(option.id, option.title)) for option in self.options()]

    def barred(self, group: str) -> set[str]:
        """What people of this group do not vote for: their own."""
        if not (self.settings.bar_own and group):
            return set()
        return {item.id for item in self.taken if item.group == group}

    # who has voted

    def keep(self, key: str, vote: Given) -> None:
        before = self.given.get(key)
        self.by_phone += vote.weight - (before.weight if before else 0)
        self.given[key] = vote

    def drop(self, key: str) -> None:
        vote = self.given.pop(key, None)
        self.by_phone -= vote.weight if vote else 0

    @property
    def has_votes(self) -> bool:
        return bool(self.given or self.slips or any(self.typed.values()))

    @property
    def takes_figures(self) -> bool:
        """Whether hands are typed in as one figure an option; else as whole ballots."""
        return self.settings.method in BY_FIGURES and self.settings.voters != "organisations"

    def typed_ballots(self, how: How) -> list[Ballot]:
        method = self.settings.method
        figures = {(option, answer): n for (option, answer, kind), n in self.typed.items() if kind == how}
        slips = [structs.replace(s.ballot, count=s.people) for s in self.slips.values() if s.how == how]
        return [*figures_as_ballots(figures, method), *slips]

    def typed_by(self, how: How) -> int:
        return sum(ballot.count for ballot in self.typed_ballots(how))

    @property
    def typed_in(self) -> int:
        return sum(self.typed_by(how) for how in HOWS)

    @property
    def cast(self) -> int:
        """People who have voted, by phone and typed in."""
        return self.by_phone + self.typed_in

    @property
    def voting_organisations(self) -> int:
        homes = {vote.organisation for vote in self.given.values()}
        return len((homes | {slip.organisation for slip in self.slips.values()}) - {""})

    def prints_codes(self) -> bool:
        return bool(self.settings.slips)

    def entitled(self, scene: Scene) -> Electorate:
        """Who can vote now; after closing, who could then. Where slips are printed: each of them."""
        if self.settings.slips:
            return Electorate(len(self.codes))
        if scene.state == OPEN or self.electorate is None:
            return scene.once("electorate", lambda: self.electorate_now(scene))
        return self.electorate

    def electorate_now(self, scene: Scene) -> Electorate:
        return electorate_of(scene, self.given, self.by_phone, self.settings.voters)

    def people(self, scene: Scene) -> int:
        return self.of(self.entitled(scene), "person")

    def of(self, entitled: Electorate, unit: Unit) -> int:
        if unit == "person":
            return entitled.people(self.cast, self.typed_in)
        return max(entitled.organisations, self.voting_organisations)

    # what it comes to

    def election(self, entitled: Electorate, unit: Unit) -> Election:
        """Everything needed to count it, without seats."""
        rules = self.settings.rules(unit, self.of(entitled, unit))
        ballots = self._ballots(with_organisation=unit == "organisation")
        return Election(self.options(), ballots, self.settings.method, rules)

    def _ballots(self, with_organisation: bool) -> tuple[Ballot, ...]:
        """Equal votes together, in an order that says nothing about when they came."""
        counts: dict[tuple[str, bytes], int] = {}
        for home, ballot, number in self._votes():
            key = (home if with_organisation else "", msgspec.json.encode(structs.replace(ballot, count=1)))
            counts[key] = counts.get(key, 0) + number
        return tuple(
            structs.replace(msgspec.json.decode(marks, type=Ballot), count=number, organisation=home)
            for (home, marks), number in sorted(counts.items())
        )

    def _votes(self) -> Iterator[tuple[str, Ballot, int]]:
        for vote in self.given.values():
            yield vote.organisation, vote.ballot, vote.weight
        for slip in self.slips.values():
            yield slip.organisation, slip.ballot, slip.people
        for how in HOWS:
            figures = {(option, answer): n for (option, answer, kind), n in self.typed.items() if kind == how}
            for ballot in figures_as_ballots(figures, self.settings.method):
                yield "", ballot, ballot.count

    def homeless(self) -> int:
        """Votes that no organisation can have: they count per person only."""
        return sum(number for home, _, number in self._votes() if not home)

    def results(self, entitled: Electorate) -> list[Result]:
        """Counted in each unit; the first is the result."""
        return [count(self.election(entitled, unit)) for unit in self.settings.units]

    def outcomes(self) -> Mapping[str, str]:
        """What became of each option."""
        result = self.results(self.electorate or Electorate())[0]
        made = dict.fromkeys(self.ids, "lost")
        return made | dict.fromkeys(result.winners, "won") | dict.fromkeys(result.tie, "tied")


@lru_cache(64)
def typed_options(step: str, text: str) -> Sequence[Option]:
    """One a line, each title once. The id is made of step and title: the same words in another vote are
    another option.
    """
    titles = dict.fromkeys(title for line in text.split("\n") if (title := tidy(line, 300)))
    return tuple(Option(_id_of(step, title), title) for title in titles)


def _id_of(step: str, title: str) -> str:
    return "o" + blake2b(f"{step}\n{title}".encode(), digest_size=5).hexdigest()
