"""What a worksheet asks about every note."""

from collections.abc import Mapping
from hashlib import blake2b

from msgspec import Struct

from sessions.activities.worksheet.moves import Settings
from sessions.activity import tidy

PRESETS: Mapping[str, tuple[str, ...]] = {
    "actions": ("where", "whose", "already", "arenas"),
    "concrete": ("who", "what", "when", "first_step", "needed", "seen"),
    "own": (),
}
"""Codes of questions; their words stand in words.html."""


class Question(Struct, frozen=True):
    """`label` as the organiser wrote it, or a `code` that the templates word."""

    id: str
    label: str = ""
    code: str = ""


def questions_of(settings: Settings) -> tuple[Question, ...]:
    """Those typed, each once, else those of the preset. The id is made of the words: order can change at any time."""
    typed = dict.fromkeys(label for line in settings.questions.split("\n") if (label := tidy(line, 300)))
    if typed:
        return tuple(Question(_id_of(label), label) for label in typed)
    return tuple(Question(code, code=code) for code in PRESETS[settings.preset])


def _id_of(label: str) -> str:
    return "q" + blake2b(label.encode(), digest_size=5).hexdigest()
