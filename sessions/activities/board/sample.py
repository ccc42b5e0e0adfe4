"""A board as it might fill, so that a day can be rehearsed and shown."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING

from sessions.activities.board import moves as m
from sessions.activities.board.columns import UNKNOWN_OWNER, codes_in, columns_of
from sessions.activity import DESK_TURN, PARTICIPANTS, Person, Sample

if TYPE_CHECKING:
    from sessions.activities.board.rules import Board

IDEAS = (
    "Öppet hus i biblioteket en kväll i veckan",
    "Öppet hus på biblioteket en kväll i veckan",
    "Grannar som visar runt den första veckan",
    "Ett telefonnummer i stället för fem",
    "Prova på tre föreningar gratis",
    "Läxhjälp som leds av äldre elever",
    "Brev på lätt svenska",
    "Samma handläggare hela vägen",
    "Lunch där man byter språk",
    "Möten som börjar efter hämtning",
    "Korta projekt som slutar när de fungerar",
    "Cykelkurs på våren",
)
TREES = (
    *("Ek", "Björk", "Lind", "Ask", "Alm", "Hassel", "Rönn", "Tall", "Gran", "Sälg"),
    *("Hägg", "Lönn", "Bok", "Ljung", "Säv", "Vass", "Klöver", "Harr", "Mal", "Nypon"),
)
LANDS = (
    *("hult", "torp", "vik", "näs", "berg", "dal", "holm", "mark", "lund", "by", "ås", "sjö", "hem", "ryd"),
    "åker",
)
STEPS = ("Fråga tre föreningar", "Börja i ett område", "Låna en lokal", "Räkna vad det kostar")


def village(number: int) -> str:
    """A place nobody has heard of; the first three hundred have different names."""
    return TREES[number % len(TREES)] + LANDS[number // len(TREES) % len(LANDS)]


def notes(board: "Board", people: Sequence[Person], dice: Random) -> Iterator[Sample]:
    """Everybody writes one or two notes; then they read, give hearts and take some along; the desk puts in order."""
    able = [index for index, person in enumerate(people) if person.role in PARTICIPANTS]
    for index in able:
        for _ in range(dice.choice((1, 1, 2))):
            yield dice.uniform(0.3, 2.5), index, _note(board, index, dice)
    yield from _at_the_desk(board, dice)
    if board.settings.reveal == "later":
        yield 2, DESK_TURN, m.Reveal()
    for index in able:
        yield from _hearts(board, index, people[index].seat, dice)
    for index in able:
        yield from _taken(board, index, people[index], dice)


def _note(board: "Board", index: int, dice: Random) -> m.Write:
    idea = f"{dice.choice(IDEAS)}, som i {village(index)}"[: board.settings.longest]
    codes = [line.partition("=")[0].strip() for line in board.settings.codes.split("\n") if "=" in line]
    owner = dice.choice([*codes, "+".join(codes[:2]), "?"]) if codes else ""
    activity = dice.choice(STEPS) if board.settings.pairs else ""
    return m.Write(idea, dice.choice(columns_of(board.settings)).id, activity, owner)


def _at_the_desk(board: "Board", dice: Random) -> Iterator[Sample]:
    there = [note for note in board.notes.values() if note.on_board]
    waiting = tuple(note.id for note in there if note.spot.waits)
    if waiting:
        yield 2, DESK_TURN, m.Arrange("approve", waiting)
    if len(there) > 1:
        yield 2, DESK_TURN, m.Arrange("head", (there[0].id, there[1].id), title="Möten")
        for heading in list(board.headings)[:1]:
            yield 1, DESK_TURN, m.NameHeading(heading, "Möten och samtal")
    if len(there) > 5:
        yield 3, DESK_TURN, m.Arrange("merge", (there[2].id, there[3].id))
        yield 2, DESK_TURN, m.Arrange("hide", (there[4].id,))
    for note in [note for note in there if codes_in(note.owner)[:1] not in ([], [UNKNOWN_OWNER])][:1]:
        yield 1, DESK_TURN, m.Explain(note.id, "De som kan börja")
    yield 1, DESK_TURN, m.TypeIn(("Fler bänkar längs vägen",))


def _hearts(board: "Board", index: int, seat: str, dice: Random) -> Iterator[Sample]:
    others = [note for note in board.seen_notes() if seat not in note.hearts]
    given = len(board.seen_notes()) - len(others)
    wanted = min(board.settings.hearts - given, 2, len(others))
    for note in dice.sample(others, max(wanted, 0)):
        yield dice.uniform(0.2, 1), index, m.Heart(note.id)


def _taken(board: "Board", index: int, person: Person, dice: Random) -> Iterator[Sample]:
    """The first of a group to look takes a note; the second finds one that another group has, and copies it."""
    free = [note.id for note in board.seen_notes() if not note.taken]
    ours = board.taken_by(person.group)
    if not person.group or not board.settings.take or len(ours) >= min(board.settings.take, 2):
        return
    if not ours and free:
        yield dice.uniform(0.5, 2), index, m.Claim(dice.choice(free))
        return
    theirs = [n.id for n in board.seen_notes() if n.taken not in ("", person.group) and n.origin != "copy"]
    if ours and theirs:
        yield dice.uniform(0.5, 2), index, m.TakeCopy(dice.choice(theirs))
