"""Group work as it might go, so that a day can be rehearsed and shown."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING

from sessions.activities.worksheet.moves import (
    AddNote,
    Choose,
    Decide,
    GivePen,
    LookAt,
    Settle,
    TakePen,
    Write,
    WriteFor,
)
from sessions.activities.worksheet.progress import keys
from sessions.activity import DESK_TURN, PARTICIPANTS, Person, Sample

if TYPE_CHECKING:
    from sessions.activities.worksheet.rules import Worksheet

WORDS = {
    "note": (
        "Öppet hus {} torsdagar i rad",
        "Låt {} grannar följa med den som är ny",
        "En karta över {} platser att mötas på",
    ),
    "q": (
        "Biblioteket och {} föreningslokaler har plats",
        "Kommunen tillsammans med {} föreningar",
        "En liten försöksverksamhet med {} deltagare finns redan",
        "Föräldramöten, simhallen och {} mötesplatser till",
        "Vi börjar med {} familjer och ser vad som händer",
        "Det märks på att {} fler kommer tillbaka",
    ),
    "title": (
        "Öppet hus på biblioteket {} torsdagar",
        "En fadder åt {} som är nya på jobbet",
        "Läxhjälp för {} barn",
    ),
    "text": ("Vi prövar med {} familjer under våren. Sedan berättar vi hur det gick.",),
    "pitch": (
        "Vi har frågat {} personer, och alla säger samma sak: dörren finns, men ingen vet var. Vi vill visa vägen. "
        "Det kostar lite, det kan börja i vår, och det märks redan efter en månad.",
    ),
}
"""What is written, by the first part of a field's name; the number is whose it is, so that no two write the same."""
FEWEST = 2
"""One of anything would want other words."""
AT_THE_SAME_TIME = "Det finns {} till som vill vara med"
ON_PAPER = "Det står på vårt blädderblock: vi frågar dem det gäller"


def work(work: "Worksheet", people: Sequence[Person], dice: Random) -> Iterator[Sample]:
    """Every group settles on notes, writes in turns, chooses its action, and once two write at the same time."""
    teams: dict[str, list[int]] = {}
    for index, person in enumerate(people):
        if person.group and person.role in PARTICIPANTS:
            teams.setdefault(person.group, []).append(index)
    for number, (group, seats) in enumerate(teams.items()):
        yield from _settle_on_notes(work, group, seats, dice)
        if number == 0:
            yield 1, DESK_TURN, LookAt(group)
            yield from _on_paper(work, group)
        yield from _write(work, group, seats, people, dice)


def _settle_on_notes(work: "Worksheet", group: str, seats: list[int], dice: Random) -> Iterator[Sample]:
    least, most = work.limits
    ours = [note for note, item in work.taken.items() if group in (item.group, item.claimed_by)]
    yield dice.uniform(1, 4), seats[0], AddNote(_words("note", seats[0], dice))
    for note in ours[: most - 1]:
        if note not in work.chosen(group):
            yield dice.uniform(1, 4), dice.choice(seats), Choose(note)
    chosen = list(work.chosen(group))
    if most > 1 and len(chosen) >= least:
        yield dice.uniform(2, 6), dice.choice(seats), Decide(chosen[-1])


def _write(
    work: "Worksheet", group: str, seats: list[int], people: Sequence[Person], dice: Random
) -> Iterator[Sample]:
    fields = [key for key in keys(work, group) if not key.startswith("note.")]
    for turn, key in enumerate(fields):
        seat = seats[turn % len(seats)]
        version = work.sheet(group).field(key).version
        if turn and dice.random() < 0.1:
            continue
        yield dice.uniform(1, 3), seat, TakePen(key)
        yield dice.uniform(1, 5), seat, Write(key, _words(key, seat, dice), version)
        if turn == 0 and len(seats) > 1:
            yield from _both_write(work, group, key, seats, seat, people)
        elif dice.random() < 0.5:
            yield dice.uniform(1, 2), seat, GivePen(key)


def _both_write(
    work: "Worksheet", group: str, key: str, seats: list[int], seat: int, people: Sequence[Person]
) -> Iterator[Sample]:
    """Before the other has seen it; then they keep both."""
    other = next(one for one in seats if one != seat)
    yield 0.2, other, Write(key, AT_THE_SAME_TIME.format(other + FEWEST), 0)
    yield 1, seat, GivePen(key)
    field = work.sheet(group).field(key)
    aside = field.asides.get(people[other].seat)
    if aside:
        yield 3, other, Settle(key, aside.id, "both", field.version)


def _on_paper(work: "Worksheet", group: str) -> Iterator[Sample]:
    empty = [key for key in keys(work, group) if not work.sheet(group).text(key)]
    for key in empty[-1:]:
        yield 2, DESK_TURN, WriteFor(key, ON_PAPER, 0, group)


def _words(key: str, seat: int, dice: Random) -> str:
    return dice.choice(WORDS[key.partition(".")[0]]).format(seat + FEWEST)
