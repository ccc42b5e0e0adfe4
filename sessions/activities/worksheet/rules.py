"""What a group may do with its sheet, and what comes out of it: exactly one action a group."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from msgspec import structs

from sessions.activities.worksheet import moves as asked
from sessions.activities.worksheet import one_sheet, pens, progress, report, sample, settling, views
from sessions.activities.worksheet.moves import (
    FOR_A_GROUP,
    MOST_QUESTIONS,
    AddNote,
    Choose,
    Chosen,
    Decide,
    Decided,
    GivePen,
    LookAt,
    NoteAdded,
    PenGiven,
    Settle,
    Shut,
    TakePen,
    TakePenAway,
    Write,
    Written,
)
from sessions.activities.worksheet.questions import questions_of
from sessions.activities.worksheet.working import Working
from sessions.activity import (
    CLOSED,
    OPEN,
    PARTICIPANTS,
    Event,
    Move,
    Person,
    Rejected,
    Sample,
    Scene,
    Turn,
    View,
    tidy,
)
from sessions.blocks import Block, Term

GRACE = 3000
"""Milliseconds after closing in which what was being typed is still taken: it is saved by itself, after a pause."""


class Worksheet(Working):
    """Every group fills in a sheet of its own, one pen a field; what it does not choose stays in the record."""

    kind = "worksheet"
    moves = (
        *(Choose, AddNote, Decide, TakePen, GivePen, Write, Settle),
        *(*FOR_A_GROUP, TakePenAway, LookAt),
    )
    events = (
        *(Chosen, NoteAdded, Decided, Written, Shut),
        *(asked.PenTaken, asked.PenWanted, PenGiven, asked.SetAside, asked.Settled),
    )
    suggested_by = (
        *("grupparbete", "arbetsblad", "underlag i grupp", "workshop", "verkstad", "konkretisera"),
        *(
            "gruppearbeid",
            "gruppearbejde",
            "ryhmätyö",
            "group work",
            "worksheet",
            "breakout",
            "gruppenarbeit",
            "عمل جماعي",
        ),
    )
    by_groups = True
    paper_for = "group"

    # what is asked

    def settings_changed(self, settings: Any) -> None:
        """A question that a group has answered can neither be taken away nor be worded anew."""
        questions = questions_of(settings)
        if len(questions) > MOST_QUESTIONS:
            raise Rejected("too_many", most=MOST_QUESTIONS, field="questions")
        if not questions:
            raise Rejected("no_questions", field="questions")
        if settings.least > settings.most:
            raise Rejected("least_above_most", field="least")
        if self.answered() - {question.id for question in questions}:
            raise Rejected("answered_already", field="questions")
        self.settings = settings

    def closing(self, scene: Scene) -> Sequence[Event]:
        return (Shut(),)

    def decide(self, move: Move, turn: Turn, scene: Scene) -> Sequence[Event]:
        match move:
            case LookAt():
                return self._looking(move, scene)
            case TakePenAway():
                return self._taken_away(move, scene)
            case Choose() | AddNote() | Decide() | TakePen() | GivePen() | Write() | Settle():
                return tuple(self._worked(self._in_group(move, turn, scene), turn, scene))
            case _:
                return ()

    def _in_group(self, move: Any, turn: Turn, scene: Scene) -> Any:
        """The move with the group it is about: one's own, or the one that the desk types in for."""
        group = move.group if isinstance(move, FOR_A_GROUP) else turn.who.group
        if not group:
            raise Rejected("no_group")
        if scene.group(group) is None:
            raise Rejected("unknown")
        return structs.replace(move, group=group)

    def _worked(self, move: Any, turn: Turn, scene: Scene) -> Iterator[Event]:
        match move:
            case Choose():
                yield from settling.choose(self, move, turn, scene)
            case AddNote():
                yield from settling.add(self, move, turn, scene)
            case Decide():
                yield from settling.decide(self, move)
            case _:
                yield from self._penned(move, turn, scene)

    def _penned(self, move: Any, turn: Turn, scene: Scene) -> Iterator[Event]:
        sheet, most = self.sheet(move.group), self.most_letters(move.group, move.field)
        members = {person.seat for person in scene.members(move.group)}
        match move:
            case TakePen():
                yield from pens.take(sheet, move, turn, members)
            case GivePen():
                yield from pens.give(sheet, move, turn.who.seat, members)
            case Settle():
                yield from pens.settle(sheet, move, turn, members, most)
            case _:
                if scene.state == CLOSED and turn.who.role in PARTICIPANTS and turn.at - self.shut_at > GRACE:
                    raise Rejected("late")
                cleaned = structs.replace(move, text=tidy(move.text, most, lines=_has_lines(move.field)))
                yield from pens.write(sheet, cleaned, turn, members, isinstance(move, asked.WriteFor))

    def _taken_away(self, move: TakePenAway, scene: Scene) -> Sequence[Event]:
        if scene.group(move.group) is None:
            raise Rejected("unknown")
        self.most_letters(move.group, move.field)
        return (PenGiven(move.group, move.field),) if self.sheet(move.group).field(move.field).pen else ()

    def _looking(self, move: LookAt, scene: Scene) -> Sequence[Event]:
        if move.group and scene.group(move.group) is None:
            raise Rejected("unknown")
        return (move,) if move.group != self.looked_at else ()

    def inverse(self, event: Event) -> Move | None:
        match event:
            case Chosen():
                return asked.ChooseFor(event.note, not event.on, event.group)
            case Decided():
                return asked.DecideFor(self.sheet(event.group).action, event.group)
        return None

    # what is seen

    def everyone(self, scene: Scene) -> View:
        return views.everyone(self, scene)

    def group(self, group: str, scene: Scene) -> View:
        return views.own(self, group, scene)

    def place(self, place: str, scene: Scene) -> View:
        return views.place(self, place, scene)

    def marks(self, who: Person, scene: Scene) -> Mapping[str, Mapping[str, Any]]:
        return views.marks(self, who, scene)

    def wall(self, scene: Scene) -> View:
        return views.wall(self, scene)

    def desk(self, scene: Scene) -> View:
        return views.desk(self, scene)

    def paper(self, scene: Scene) -> View:
        return one_sheet.paper(self)

    def needs(self, scene: Scene) -> Sequence[Term]:
        done = [one["done"] for one in progress.groups(self, scene) if one["people"]]
        return (Term("all_done", {"count": len(done)}),) if scene.state == OPEN and done and all(done) else ()

    def minutes(self, scene: Scene) -> list[Block]:
        return report.minutes(self, scene)

    def record(self, scene: Scene) -> View:
        return report.record(self, scene)

    def sample(self, people: Sequence[Person], dice: Random) -> Iterator[Sample]:
        return sample.work(self, people, dice)


def _has_lines(key: str) -> bool:
    return not key.startswith(("title.", "note."))
