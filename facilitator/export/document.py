"""What formats are made of: the minutes and the record of a session at one moment, and words for codes."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from msgspec import Struct

from sessions.blocks import Said, Term, Text
from sessions.languages import LANGUAGES, Language
from sessions.minutes import Chapter, minutes, record
from sessions.render import Renderer
from sessions.session import Session

HOUSE = "after"
"""Where the words of the minutes' own terms stand: templates/after/words.html."""

UNSEEN = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
"""Control and direction marks: in plain text they would turn what stands beside them."""


class Words:
    """Texts as plain words in one language: never HTML."""

    def __init__(self, renderer: Renderer, language: Language) -> None:
        self.renderer = renderer
        self.language = language

    def __call__(self, text: Text, kind: str = "") -> str:
        if isinstance(text, Said):
            return UNSEEN.sub("", text.text)
        return self.say(text, kind)

    def say(self, term: Term, kind: str = "") -> str:
        html = self.renderer.say(term.code, term.values, language=self.language.code, kind=kind or HOUSE)
        return " ".join(unescape(html).split())

    def say_kind(self, kind: str) -> str:
        """What an exercise is called."""
        return self.say(Term("kind"), kind)

    def of(self, code: str, **values: Any) -> str:
        """The words of one of the house's codes."""
        return self.say(Term(code, values))


class Document(Struct, frozen=True):
    """A session's minutes and record as they were at one moment; formats read nothing else."""

    code: str
    title: str
    chapters: tuple[Chapter, ...]
    record: Mapping[str, Any]
    words: Words

    @property
    def language(self) -> Language:
        return self.words.language


def document(session: Session, renderer: Renderer, language: str) -> Document:
    """`language`: a code that we have; an unknown one falls back to English."""
    words = Words(renderer, LANGUAGES.get(language, LANGUAGES["en"]))
    title = session.meeting.facts.title or words.of("untitled")
    return Document(session.code, title, tuple(minutes(session)), record(session), words)
