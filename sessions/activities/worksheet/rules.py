"""What a group may do with its sheet, and what comes out of it: exactly one action a group."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from msgspec import structs

from sessions.activities.worksheet import moves as asked
from sessions.activities.worksheet import outcome, pens, report, sample, settling, views
from sessions.activities.worksheet.moves import (
    FOR_A_GROUP,
    MOST_LETTERS,
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
    Settings,
    Settle,
    Shut,
    TakePen,
    TakePenAway,
    Write,
    Written,
)
from sessions.activities.worksheet.questions import Question, questions_of
from sessions.activities.worksheet.sheet import Sheet
from sessions.activity import (
    CLOSED,
    OPEN,
    PARTICIPANTS,
    Activity,
    Event,
    Item,
    Move,
    Ms,
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


class Worksheet(Activity):
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
    Settings = Settings
    by_groups = True
    paper_for = "group"

    def __init__(self, settings: Any = None) -> None:
        super().__init__(settings)
        self.taken: dict[str, Item] = {}
        self._given: dict[str, list[str]] = {}
        self.sheets: dict[str, Sheet] = {}
        self.looked_at = ""
        self.shut_at: Ms = 0

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

    def answered(self) -> set[str]:
        """The questions that somebody has answered."""
        keys = (key for sheet in self.sheets.values() for key, field in sheet.fields.items() if field.version)
        return {key.rpartition(".")[2] for key in keys if key.startswith("q.")}

    def opened(self, items: Sequence[Item]) -> None:
        self.taken = {item.id: item for item in items}
        self._given = {}
        for item in items:
            for group in {item.group, item.claimed_by} - {""}:
                self._given.setdefault(group, []).append(item.id)

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

    def know_note(self, group: str, note: str) -> None:
        """Raises Rejected("unknown") for a note that is neither a source's nor the group's own."""
        if note not in self.taken and note not in self.sheet(group).own:
            raise Rejected("unknown")

    def most_letters(self, group: str, key: str) -> int:
        """How long a field of this sheet may be. Raises Rejected("unknown")."""
        kind, _, rest = key.partition(".")
        note, _, question = rest.rpartition(".") if kind == "q" else (rest, "", "")
        if kind not in MOST_LETTERS or (kind == "q" and question not in {q.id for q in self.questions}):
            raise Rejected("unknown")
        if kind == "note" and note not in self.sheet(group).own:
            raise Rejected("unknown")
        self.know_note(group, note)
        return MOST_LETTERS[kind]

    def _taken_away(self, move: TakePenAway, scene: Scene) -> Sequence[Event]:
        if scene.group(move.group) is None:
            raise Rejected("unknown")
        self.most_letters(move.group, move.field)
        return (PenGiven(move.group, move.field),) if self.sheet(move.group).field(move.field).pen else ()

    def _looking(self, move: LookAt, scene: Scene) -> Sequence[Event]:
        if move.group and scene.group(move.group) is None:
            raise Rejected("unknown")
        return (move,) if move.group != self.looked_at else ()

    # what has happened

    def apply(self, event: Event, by: str, at: Ms) -> None:
        match event:
            case LookAt():
                self.looked_at = event.group
            case Shut():
                self.shut_at = at
            case _:
                group: str = getattr(event, "group", "")
                self.sheets.setdefault(group, Sheet()).keep(event, by, at)

    def inverse(self, event: Event) -> Move | None:
        match event:
            case Chosen():
                return asked.ChooseFor(event.note, not event.on, event.group)
            case Decided():
                return asked.DecideFor(self.sheet(event.group).action, event.group)
        return None

    def forget(self, seat: str) -> None:
        for id in (
            self.authored(seat) & self.taken.keys()
        ):  # as in every copy of an action that they had worded
            self.taken[id] = structs.replace(self.taken[id], title="", text="")
        for sheet in self.sheets.values():
            sheet.forget(seat)

    # what it comes to

    @property
    def questions(self) -> tuple[Question, ...]:
        return questions_of(self.settings)

    @property
    def limits(self) -> tuple[int, int]:
        """The fewest and the most notes: one action is made concrete at a time."""
        if self.settings.preset == "concrete":
            return 1, 1
        return self.settings.least, self.settings.most

    def sheet(self, group: str) -> Sheet:
        """To be read; one that nobody has touched is empty."""
        return self.sheets.get(group) or Sheet()

    def given(self, group: str) -> dict[str, str]:
        """The group's own action of an earlier sheet, where it is to be made concrete."""
        own = self._given.get(group, [])
        return {own[0]: own[0]} if len(own) == 1 and self.settings.preset == "concrete" else {}

    def chosen(self, group: str) -> dict[str, str]:
        """The notes the group works on -> the id of the action each would become."""
        chosen = self.sheet(group).chosen
        return self.given(group) if chosen is None else chosen

    def action(self, group: str) -> str:
        """The note that is the group's one action, or ""."""
        chosen, decided = self.chosen(group), self.sheet(group).action
        if decided in chosen:
            return decided
        return next(iter(chosen), "") if self.limits[1] == 1 else ""

    def working(self) -> list[str]:
        """The groups that have a sheet, or were given something to work on; in the order of their numbers."""
        given = [group for group in self._given if self.given(group)]
        found = [group for group in dict.fromkeys([*given, *self.sheets]) if group]
        return sorted(found, key=lambda group: self.sheet(group).number)

    def title(self, group: str, note: str) -> str:
        """The note as it was written."""
        item = self.taken.get(note)
        return item.title if item else self.sheet(group).text(f"note.{note}")

    def items(self) -> list[Item]:
        """Exactly the chosen actions: what a group did not choose goes no further than the record."""
        return [item for group in self.working() if (item := outcome.action_of(self, group))]

    def authored(self, seat: str) -> set[str]:
        return outcome.authored(self, seat)

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
        return views.paper(self)

    def needs(self, scene: Scene) -> Sequence[Term]:
        done = [one["done"] for one in views.groups(self, scene) if one["people"]]
        return (Term("all_done", {"count": len(done)}),) if scene.state == OPEN and done and all(done) else ()

    def minutes(self, scene: Scene) -> list[Block]:
        return report.minutes(self, scene)

    def record(self, scene: Scene) -> View:
        return report.record(self, scene)

    def sample(self, people: Sequence[Person], dice: Random) -> Iterator[Sample]:
        return sample.work(self, people, dice)


def _has_lines(key: str) -> bool:
    return not key.startswith(("title.", "note."))
