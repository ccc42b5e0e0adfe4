"""Entries and the order the desk puts them in: which of them are one word, which are hidden, which wait.

The grouping is computed from the entries and the desk's acts each time it is asked for. So an act can be
annulled, and an entry that is erased simply is no longer there.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from sessions.activities.pulse.moves import Arranged
from sessions.measures import same as fold

__all__ = ["Act", "Entry", "Word", "arrange", "commonest", "fold", "parts", "ranked", "said"]

Token = tuple[str, str]
"""What an entry belongs to: ("word", folded), ("spelling", as written) or ("act", what made the group)."""


class Entry(Struct):
    """`times`: how often it was said (more than once only when typed in). An erased entry has no text."""

    id: str
    seat: str
    text: str
    key: str
    times: int = 1
    typed: bool = False


class Act(Struct):
    """What the desk did, and whether it still holds."""

    event: Arranged
    holds: bool = True


class Word(Struct, frozen=True):
    """Entries that are one. Only the visible count; others are hidden or wait. `joined`: by the desk."""

    id: str
    entries: tuple[Entry, ...]
    visible: tuple[Entry, ...]
    waiting: tuple[Entry, ...]
    hidden: tuple[Entry, ...]
    joined: bool

    @property
    def text(self) -> str:
        return commonest(self.visible or self.entries)

    @property
    def count(self) -> int:
        return said(self.visible)

    @property
    def spread(self) -> bool:
        """Are there different words in it, and not only spellings of one?"""
        return len({e.key for e in self.entries}) > 1


def said(entries: Iterable[Entry]) -> int:
    return sum(e.times for e in entries)


def commonest(entries: Sequence[Entry]) -> str:
    """The surface form most people chose; of equally common ones the first that was written."""
    votes: Counter[str] = Counter()
    for entry in entries:
        votes[entry.text] += entry.times
    return max(votes, key=votes.__getitem__)


def arrange(entries: Sequence[Entry], acts: Sequence[Act], hold: bool) -> list[Word]:
    """All words in the order of their first entry. Erased entries are in none."""
    alive = [e for e in entries if e.text]
    order = _Order({e.id: e for e in alive}, hold)
    for act in acts:
        if act.holds:
            order.follow(act.event)
    groups: dict[Token, list[Entry]] = {}
    for entry in alive:
        groups.setdefault(order.place(entry), []).append(entry)
    return [order.word(token, members) for token, members in groups.items()]


def ranked(words: Iterable[Word]) -> list[Word]:
    """Commonest first; equally common ones in the order they were first said."""
    return sorted((w for w in words if w.visible), key=lambda w: -w.count)


def parts(word: Word) -> list[tuple[Entry, int]]:
    """What a word is made of: its different words, else its spellings; each with how often it was said."""
    apart: dict[str, list[Entry]] = {}
    for entry in word.entries:
        apart.setdefault(entry.key if word.spread else entry.text, []).append(entry)
    return [(_speaker(members), said(members)) for members in apart.values()]


def _speaker(entries: Sequence[Entry]) -> Entry:
    form = commonest(entries)
    return next(e for e in entries if e.text == form)


@dataclass
class _Order:
    """The desk's acts, followed one by one."""

    entries: dict[str, Entry]
    hold: bool
    home: dict[str, Token] = field(default_factory=dict)
    alone: dict[str, Token] = field(default_factory=dict)
    joins: set[Token] = field(default_factory=set)
    hidden: set[Token] = field(default_factory=set)
    approved: set[Token] = field(default_factory=set)

    def place(self, entry: Entry) -> Token:
        return self.alone.get(entry.text) or self.home.get(entry.key) or ("word", entry.key)

    def unit(self, entry: Entry) -> Token:
        """What is hidden or approved at one stroke, also for those who will write it later."""
        return ("spelling", entry.text) if entry.text in self.alone else ("word", entry.key)

    def follow(self, act: Arranged) -> None:
        about = [self.entries[i] for i in act.ids if i in self.entries]
        units = {self.unit(e) for e in about}
        match act.how:
            case "join":
                self.join(("act", act.id), about)
            case "part":
                self.move(("act", act.id), about)
            case "part_spelling":
                self.set_apart(("act", act.id), about)
            case "hide":
                self.hidden |= units
            case "unhide":
                self.hidden -= units
            case _:
                self.approved |= units

    def join(self, token: Token, about: Sequence[Entry]) -> None:
        """Whatever already was together with one of them comes along."""
        old = {self.place(e) for e in about}
        for places in (self.home, self.alone):
            places.update({name: token for name, place in places.items() if place in old})
        self.move(token, about)
        self.joins.add(token)

    def move(self, token: Token, about: Sequence[Entry]) -> None:
        for entry in about:
            if entry.text in self.alone:
                self.alone[entry.text] = token
            else:
                self.home[entry.key] = token

    def set_apart(self, token: Token, about: Sequence[Entry]) -> None:
        """A spelling that leaves a hidden or approved word stays hidden or approved."""
        for entry in about:
            for marked in (self.hidden, self.approved):
                if self.unit(entry) in marked:
                    marked.add(("spelling", entry.text))
            self.alone[entry.text] = token

    def word(self, token: Token, entries: Sequence[Entry]) -> Word:
        by_state: dict[str, list[Entry]] = {"visible": [], "waiting": [], "hidden": []}
        for entry in entries:
            by_state[self.state(entry)].append(entry)
        joined = token in self.joins
        return Word(
            id=token[1] if joined else entries[0].id,
            entries=tuple(entries),
            joined=joined,
            **{state: tuple(members) for state, members in by_state.items()},
        )

    def state(self, entry: Entry) -> str:
        if self.unit(entry) in self.hidden:
            return "hidden"
        waits = self.hold and not entry.typed and self.unit(entry) not in self.approved
        return "waiting" if waits else "visible"
