"""The questions themselves: who wonders, how many with them, and what has become of each."""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct

from sessions.activities.qanda.moves import State


class Question(Struct):
    """`number`: as they came. `backers`: seat -> how many people it stands for, the asker's among them."""

    id: str
    number: int
    seat: str
    text: str
    state: State = "new"
    answer: str = ""
    typed: bool = False
    backers: dict[str, int] = msgspec.field(default_factory=dict)

    @property
    def support(self) -> int:
        """People who wonder this, the one who asked among them."""
        return sum(self.backers.values()) + self.typed

    @property
    def open(self) -> bool:
        """Whether it is seen, and waits for an answer."""
        return self.state == "new" and bool(self.text)


class Box(Struct):
    """All questions by id, in the order in which they came; `came`: how many there have been."""

    questions: dict[str, Question] = msgspec.field(default_factory=dict)
    came: int = 0

    def add(self, id: str, seat: str, text: str, state: State, weight: int = 0) -> None:
        self.came += 1
        backers = {seat: weight} if seat else {}
        self.questions[id] = Question(id, self.came, seat, text, state, typed=not seat, backers=backers)

    def of_seat(self, seat: str) -> list[Question]:
        return [question for question in self.questions.values() if question.seat == seat]

    def in_state(self, *states: State) -> list[Question]:
        return [question for question in self.questions.values() if question.state in states]

    def waiting_for_answer(self) -> list[Question]:
        """What most wonder comes first, then what was asked first."""
        return by_support(question for question in self.questions.values() if question.open)

    @property
    def now(self) -> Question | None:
        """The one on the wall."""
        return next(iter(self.in_state("now")), None)

    def put(self, states: Mapping[str, State]) -> None:
        for id, state in states.items():
            self.questions[id].state = state

    def states_of(self, ids: Iterable[str]) -> dict[str, State]:
        return {id: self.questions[id].state for id in ids if id in self.questions}


def by_support(questions: Iterable[Question]) -> list[Question]:
    return sorted(questions, key=lambda question: (-question.support, question.number))
