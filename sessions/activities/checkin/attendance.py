"""Attendance by organisation: what was tapped and typed becomes one line for each. Counts only, no names."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2s

from msgspec import Struct

from sessions.activity import PARTICIPANTS, Person, tidy

LONGEST = 120
HERE, ABSENT, AWAITED = "here", "absent", "awaited"
BULLETS = "-–•*· "


class Typed(Struct, frozen=True):
    """People without a phone, as the desk counted them: `here` in time, `late` afterwards."""

    organisation: str
    here: int = 0
    late: int = 0


class Absence(Struct, frozen=True):
    """So many cannot come: said from a seat, whose organisation is looked up, or by the desk for one."""

    people: int
    seat: str = ""
    organisation: str = ""


class Line(Struct):
    """One organisation: `phones` checked in themselves, the desk counted `typed`, `late` of both came late.

    `absent`: so many are said not to come. A name of "" stands for the people without an organisation.
    """

    organisation: str
    expected: bool = False
    phones: int = 0
    typed: int = 0
    late: int = 0
    absent: int = 0

    @property
    def people(self) -> int:
        return self.phones + self.typed

    @property
    def state(self) -> str:
        return HERE if self.people else ABSENT if self.absent else AWAITED


class Totals(Struct, frozen=True):
    """`of`: organisations expected; `came` of them are here, `others` are here without being on the list."""

    people: int
    typed: int
    late: int
    absent: int
    of: int
    came: int
    others: int
    awaited: int


def expected_from(pasted: str) -> tuple[str, ...]:
    """The organisations of a pasted list, one a line, without bullets; the first of two spellings stays."""
    found: dict[str, str] = {}
    for line in pasted.split("\n"):
        name = tidy(line, 3 * len(line)).lstrip(BULLETS).rstrip(" ,;")[:LONGEST]
        if name:
            found.setdefault(same(name), name)
    return tuple(found.values())


def same(name: str) -> str:
    """Spellings with the same result are one organisation: NFC, casefold and blanks, nothing cleverer."""
    return tidy(name, 3 * len(name)).casefold()


def local_id(name: str) -> str:
    """The same organisation has the same element on every screen, whatever comes before it."""
    return "org-" + blake2s(same(name).encode(), digest_size=5).hexdigest()


def lines_of(
    expected: Iterable[str],
    people: Sequence[Person],
    arrivals: Mapping[str, bool],
    typed: Iterable[Typed],
    absences: Iterable[Absence],
) -> list[Line]:
    """The expected in their own order, then the others as they came, last the people without an organisation.

    `arrivals`: seat -> whether it came late. Observers and seats that are no longer here are not counted.
    """
    lines = {same(name): Line(name, expected=True) for name in expected}
    seats = {person.seat: person for person in people}
    _count_arrivals(lines, seats, arrivals)
    _count_typed(lines, typed)
    _note_absences(lines, seats, absences)
    heard = [line for line in lines.values() if line.expected or line.state != AWAITED]
    return sorted(heard, key=lambda line: not line.organisation)


def _line(lines: dict[str, Line], organisation: str) -> Line:
    return lines.setdefault(same(organisation), Line(organisation))


def _count_arrivals(lines: dict[str, Line], seats: Mapping[str, Person], late_of: Mapping[str, bool]) -> None:
    for seat, late in late_of.items():
        person = seats.get(seat)
        if person and person.here and person.role in PARTICIPANTS:
            line = _line(lines, person.organisation)
            line.phones += person.weight
            line.late += person.weight if late else 0


def _count_typed(lines: dict[str, Line], typed: Iterable[Typed]) -> None:
    for entry in typed:
        line = _line(lines, entry.organisation)
        line.typed += entry.here + entry.late
        line.late += entry.late


def _note_absences(lines: dict[str, Line], seats: Mapping[str, Person], absences: Iterable[Absence]) -> None:
    """The last word holds: colleagues speak of the same people, so their numbers are never added up."""
    for absence in absences:
        if not absence.seat:
            _line(lines, absence.organisation).absent = absence.people
        elif absence.seat in seats:
            _line(lines, seats[absence.seat].organisation).absent = absence.people


def totals_of(lines: Sequence[Line]) -> Totals:
    expected = [line for line in lines if line.expected]
    return Totals(
        people=sum(line.people for line in lines),
        typed=sum(line.typed for line in lines),
        late=sum(line.late for line in lines),
        absent=sum(line.absent for line in lines),
        of=len(expected),
        came=sum(line.state == HERE for line in expected),
        others=sum(line.state == HERE and bool(line.organisation) for line in lines if not line.expected),
        awaited=sum(line.state == AWAITED for line in expected),
    )
