"""Check-in: who is here, person by person, shown by organisation against the list of those who were expected.

Only counts are shown, never names, not even in the minutes for the desk: what the meeting needs to keep is
which organisations took part and with how many. A name typed to join was given for joining; a switch that
makes a list of attendance of it afterwards would change what it was given for.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated, Any

from msgspec import Meta, Struct, structs

from sessions.activities.checkin.attendance import (
    LONGEST,
    Absence,
    Line,
    Typed,
    expected_from,
    lines_of,
    local_id,
    same,
    totals_of,
)
from sessions.activities.checkin.minutes import attendance_blocks
from sessions.activities.checkin.moves import Arrived, Here, NotHere, PutBack, SayAbsent, TypeIn, What
from sessions.activity import (
    DESK_TURN,
    OPEN,
    PARTICIPANTS,
    Activity,
    Event,
    Move,
    Ms,
    Person,
    Present,
    Rejected,
    Sample,
    Scene,
    TimeIsUp,
    Turn,
    View,
    needed,
    plain,
    tidy,
)
from sessions.blocks import Block


class Checkin(Activity):
    """`arrivals`: seat -> came late. `typed`: by organisation. `absences`: in the order they were said."""

    kind = "checkin"
    moves = (Here, NotHere, SayAbsent, TypeIn, PutBack)
    events = (Arrived,)
    heads_minutes = True
    suggested_by = ("incheckning", "närvaro", "upprop", "check-in", "roll call", "registration")

    class Settings(Struct, frozen=True, forbid_unknown_fields=True):
        """`expected`: organisations, one a line; when empty, the session's own list holds."""

        expected: Annotated[str, Meta(max_length=40_000)] = ""

    def __init__(self, settings: Any = None) -> None:
        super().__init__(settings)
        self.arrivals: dict[str, bool] = {}
        self.typed: dict[str, Typed] = {}
        self.absences: dict[str, Absence] = {}

    def decide(self, move: Move, turn: Turn, scene: Scene) -> Sequence[Event]:
        match move:
            case Here():
                return self._arrive(turn.who.seat, late=scene.state != OPEN)
            case NotHere():
                return self._leave(move, turn.who.seat)
            case SayAbsent():
                return self._say_absent(move, turn.who)
            case TypeIn():
                return (_named(move),)
            case TimeIsUp():
                return ()
            case _:
                return self._put_back(move)

    def _arrive(self, seat: str, late: bool) -> Sequence[Event]:
        return () if seat in self.arrivals else (Arrived(late), Present(seat, True))

    def _leave(self, move: Move, seat: str) -> Sequence[Event]:
        return (move, Present(seat, False)) if seat in self.arrivals else ()

    def _say_absent(self, move: Move, who: Person) -> Sequence[Event]:
        if not who.organisation:
            raise Rejected("no_organisation")
        return (move,)

    def _put_back(self, move: Any) -> Sequence[Event]:
        if (self._typed(move.organisation, move.what) or 0) != move.found:
            raise Rejected("changed_since")
        return (_named(move),)

    def apply(self, event: Event, by: str, at: Ms) -> None:
        match event:
            case Arrived():
                self.arrivals[by] = event.late
            case NotHere():
                self.arrivals.pop(by, None)
            case SayAbsent():
                self._hear(by, Absence(event.people, seat=by))
            case TypeIn():
                self._type(event.organisation, event.what, event.people)
            case PutBack():
                self._type(event.organisation, event.what, event.was)

    def _hear(self, speaker: str, absence: Absence) -> None:
        """Whoever speaks again speaks last."""
        self.absences.pop(speaker, None)
        self.absences[speaker] = absence

    def _type(self, organisation: str, what: What, people: int | None) -> None:
        if what != "absent":
            before = self.typed.get(same(organisation), Typed(organisation))
            self.typed[same(organisation)] = structs.replace(before, **{what: people or 0})
        elif people is None:
            self.absences.pop(_desk(organisation), None)
        else:
            self._hear(_desk(organisation), Absence(people, organisation=organisation))

    def _typed(self, organisation: str, what: What) -> int | None:
        """What the desk has typed for the organisation, None when nothing."""
        if what == "absent":
            absence = self.absences.get(_desk(organisation))
            return absence.people if absence else None
        typed = self.typed.get(same(organisation))
        return (typed.here if what == "here" else typed.late) if typed else None

    def inverse(self, event: Event) -> Move | None:
        if not isinstance(event, TypeIn):
            return None
        before = self._typed(event.organisation, event.what)
        return PutBack(event.organisation, event.what, found=event.people, was=before)

    def _lines(self, scene: Scene) -> list[Line]:
        expected = expected_from(self.settings.expected) or scene.organisations
        return lines_of(expected, scene.people, self.arrivals, self.typed.values(), self.absences.values())

    def everyone(self, scene: Scene) -> View:
        lines = self._lines(scene)
        return {"organisations": [_seen(line) for line in lines], "totals": plain(totals_of(lines))}

    def wall(self, scene: Scene) -> View:
        return self.everyone(scene)

    def desk(self, scene: Scene) -> View:
        """`heads`: people somebody counted in the room, None when nobody did."""
        return {**self.everyone(scene), "heads": scene.heads}

    def seat(self, who: Person, scene: Scene) -> View:
        """Nothing before the seat has said something, so that the untouched phone is the same for all."""
        absence = self.absences.get(who.seat)
        if who.seat not in self.arrivals and absence is None:
            return {}
        return {
            "here": who.seat in self.arrivals,
            "late": self.arrivals.get(who.seat, False),
            "absent": absence.people if absence else None,
            "organisation": who.organisation,
        }

    def marks(self, who: Person, scene: Scene) -> dict[str, dict[str, Any]]:
        """Which of the two buttons this phone has; observers have none."""
        counted = who.role in PARTICIPANTS
        here = who.seat in self.arrivals
        return {
            "tap": {"hidden": here or not counted},
            "tapped": {"hidden": not here or not counted},
            "absence": {"hidden": not counted},
        }

    def minutes(self, scene: Scene) -> list[Block]:
        return attendance_blocks(self._lines(scene), scene.state)

    def record(self, scene: Scene) -> View:
        lines = self._lines(scene)
        return {"organisations": [_kept(line) for line in lines], "totals": plain(totals_of(lines))}

    def sample(self, people: Sequence[Person], dice: Random) -> Iterator[Sample]:
        for index, person in enumerate(people):
            if person.role in PARTICIPANTS:
                yield from self._sample_of(person, index, dice)
        names = [*expected_from(self.settings.expected), *(p.organisation for p in people if p.organisation)]
        figures: tuple[What, ...] = ("here", "absent", "late")
        for name, what in zip(dict.fromkeys(names), figures, strict=False):
            yield 4.0, DESK_TURN, TypeIn(name, what, dice.randint(1, 2))

    def _sample_of(self, person: Person, index: int, dice: Random) -> Iterator[Sample]:
        if dice.random() < 0.9:
            yield dice.uniform(0.2, 3), index, Here()
        if person.seat in self.arrivals and dice.random() < 0.05:
            yield 1.0, index, NotHere()
        if person.organisation and dice.random() < 0.15:
            yield dice.uniform(0.5, 3), index, SayAbsent(dice.randint(1, 2))


def _named(move: Any) -> Event:
    """People may be here without an organisation, but nobody can be missed without one."""
    clean = needed if move.what == "absent" else tidy
    named: Event = structs.replace(move, organisation=clean(move.organisation, LONGEST))
    return named


def _desk(organisation: str) -> str:
    return f"desk:{same(organisation)}"


def _seen(line: Line) -> dict[str, Any]:
    return {"id": local_id(line.organisation), **_kept(line), "state": line.state}


def _kept(line: Line) -> dict[str, Any]:
    return {**plain(line), "people": line.people}
