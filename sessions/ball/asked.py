"""Questions that nobody has answered yet. They stay with what they are about: from the pitch to the row of the
protocol, and with the row to the next meeting. A question is answered where it was asked; others only show it.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from msgspec import UNSET, Struct, UnsetType, structs

from sessions.activity import SCRIBES, DeskMove, Rejected, Scene, Words, needed, tidy
from sessions.ball.reading import is_unknown

LONGEST_ASKED = {"answer": 1500, "who": 200, "until": 80}


class Asked(Struct, frozen=True, omit_defaults=True):
    """A question about an item, without who asked it. `panel`: a challenger did; `at`: during what.

    `who` answers it and `until` when, as they were written ("" and "?": not known). `step`: where it is answered.
    """

    id: str
    about: str
    text: Words
    panel: bool = False
    who: Words = ""
    until: Words = ""
    at: Words = ""
    step: str = ""


class Answer(DeskMove, frozen=True):
    """What was answered, noted by the desk or a scribe; the question is answered then."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    id: str
    text: Words


class Entrust(DeskMove, frozen=True):
    """Who answers a question, and until when. Only what is sent changes."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    id: str
    who: Words | UnsetType = UNSET
    until: Words | UnsetType = UNSET


class Questioned(ABC):
    """What an activity promises in which questions can stay unanswered: it takes `Answer` and `Entrust`."""

    @abstractmethod
    def unanswered(self, scene: Scene) -> Sequence[Asked]:
        """Those that everybody may see, the most urgent first."""


def answered(move: Answer) -> Answer:
    """Tidied. Raises Rejected("empty") or Rejected("too_long")."""
    return structs.replace(move, text=needed(move.text, LONGEST_ASKED["answer"], lines=True))


def entrusted(move: Entrust) -> Entrust:
    """Tidied. Raises Rejected("too_long", field=)."""
    return structs.replace(move, **{name: _tidied(name, text) for name, text in named(move).items()})


def named(move: Entrust) -> dict[str, str]:
    """What was sent."""
    sent = {"who": move.who, "until": move.until}
    return {name: text for name, text in sent.items() if text is not UNSET}


def _tidied(field: str, text: str) -> str:
    try:
        return tidy(text, LONGEST_ASKED[field])
    except Rejected as refused:
        raise Rejected(refused.code, **refused.values, field=field) from None


def asked_view(one: Asked) -> dict[str, Any]:
    """What screens show of it. `unknown`: nobody is named who answers it."""
    return {**structs.asdict(one), "unknown": not one.who or is_unknown(one.who)}


def open_questions(scene: Scene) -> dict[str, list[Asked]]:
    """Those of the whole session, by what they are about."""
    return scene.once("open questions", lambda: by_item(scene.unanswered()))


def by_item(questions: Iterable[Asked]) -> dict[str, list[Asked]]:
    found: dict[str, list[Asked]] = {}
    for one in questions:
        found.setdefault(one.about, []).append(one)
    return found
