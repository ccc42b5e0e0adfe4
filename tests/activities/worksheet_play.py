"""Group work with people around it, for the tests of its themes."""

from typing import Any

import msgspec

from sessions.activities.worksheet import Worksheet
from sessions.activities.worksheet.moves import (
    Write,
)
from sessions.activity import Item
from tests.play import OneStep

WHERE = "q.n1.where"
NOTES = (
    Item("n1", "Läxhjälp", "Två kvällar", claimed_by="g0"),
    Item("n2", "En dörr för alla"),
    Item("n3", "Fadder på jobbet", claimed_by="g1"),
    Item("n4", "Sommarkollo", from_ids=("a", "b")),
)
ACTIONS = (
    Item("n1", "Läxhjälp", "Två kvällar", group="g0"),
    Item("n2", "Kollo", group="g1", from_ids=("x",)),
)


class Hall(OneStep):
    """Two groups of five and two more, with a sheet on these notes."""

    def __init__(self, items: tuple[Item, ...] = NOTES, people: int = 12, **settings: Any) -> None:
        super().__init__(people)
        self.step = self.start("worksheet", items, **settings)

    @property
    def work(self) -> Worksheet:
        activity = self.activity(self.step)
        assert isinstance(activity, Worksheet)
        return activity

    def text(self, key: str, group: str = "g0") -> str:
        return self.work.sheet(group).text(key)

    def own(self, group: str = "g0") -> Any:
        return msgspec.to_builtins(self.work.group(group, self.scene))

    def marks(self, who: int) -> Any:
        return self.work.marks(self.session.people.person(self.people[who].seat), self.scene)

    def answer_all(self, who: int, group: str) -> None:
        for note in self.work.chosen(group):
            for question in self.work.questions:
                key = f"q.{note}.{question.id}"
                self.by(who, Write(key, f"Svar på {question.id}", self.work.sheet(group).field(key).version))


def texts(*parts: Any) -> set[str]:
    return {part.text for part in parts}


def everything(work: Any) -> set[str]:
    fields = work.sheet("g0").fields.values()
    return {text for one in fields for text in texts(*one.parts, *one.left, *(a.part for a in one.beside))}
