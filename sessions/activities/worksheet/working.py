"""What is kept of group work, and what it comes to: a sheet a group, and the notes they were given."""

from collections.abc import Sequence
from typing import Any

from msgspec import structs

from sessions.activities.worksheet import outcome
from sessions.activities.worksheet.moves import MOST_LETTERS, LookAt, Settings, Shut
from sessions.activities.worksheet.questions import Question, questions_of
from sessions.activities.worksheet.sheet import Sheet
from sessions.activity import Activity, Event, Item, Ms, Rejected


class Working(Activity):
    """`taken`: the notes of the source, by id. `looked_at`: the group whose sheet the desk has open."""

    Settings = Settings

    def __init__(self, settings: Any = None) -> None:
        super().__init__(settings)
        self.taken: dict[str, Item] = {}
        self._given: dict[str, list[str]] = {}
        self.sheets: dict[str, Sheet] = {}
        self.looked_at = ""
        self.shut_at: Ms = 0

    def opened(self, items: Sequence[Item]) -> None:
        self.taken = {item.id: item for item in items}
        self._given = {}
        for item in items:
            for group in {item.group, item.claimed_by} - {""}:
                self._given.setdefault(group, []).append(item.id)

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

    def forget(self, seat: str) -> None:
        """Also the copies of actions that they had worded elsewhere."""
        for id in self.authored(seat) & self.taken.keys():
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

    def answered(self) -> set[str]:
        """The questions that somebody has answered."""
        keys = (key for sheet in self.sheets.values() for key, field in sheet.fields.items() if field.version)
        return {key.rpartition(".")[2] for key in keys if key.startswith("q.")}

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
