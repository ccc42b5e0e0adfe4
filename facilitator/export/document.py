"""What formats are made of: the minutes and the record of a session at one moment, and words for codes."""

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any

import msgspec
from msgspec import Struct, structs

from facilitator.pictures import ID
from sessions.blocks import Picture, Said, Term, Text
from sessions.journal import Blob, Journal
from sessions.languages import LANGUAGES, Language
from sessions.minutes import Chapter, for_organisers, minutes, record
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
    """A session's minutes and record as they were at one moment; formats read nothing else.

    `inside`: what only those who lead may read; empty in a document that is shown to everybody.
    `sources`: where a page finds each picture. `pictures`: their bytes, for files that must need nothing else.
    """

    code: str
    title: str
    chapters: tuple[Chapter, ...]
    record: Mapping[str, Any]
    words: Words
    sources: Mapping[str, str] = {}
    pictures: Mapping[str, Blob] = {}
    inside: tuple[Chapter, ...] = ()

    @property
    def language(self) -> Language:
        return self.words.language


def document(session: Session, renderer: Renderer, language: str) -> Document:
    """`language`: a code that we have; an unknown one falls back to English."""
    words = Words(renderer, LANGUAGES.get(language, LANGUAGES["en"]))
    title = session.meeting.facts.title or words.of("untitled")
    chapters = tuple(minutes(session))
    sources = {picture: f"/p/{session.code}/{picture}" for picture in pictures_in(chapters)}
    return Document(session.code, title, chapters, record(session), words, sources=sources)


def led_document(session: Session, renderer: Renderer, language: str) -> Document:
    """The same for those who lead, with what was handed in to them alone."""
    made = document(session, renderer, language)
    return structs.replace(made, inside=tuple(for_organisers(session)))


def pictures_in(chapters: Iterable[Chapter]) -> list[str]:
    """The ids of the pictures that the minutes show."""
    blocks = [block for chapter in chapters for block in chapter.blocks]
    return list(dict.fromkeys(block.picture for block in blocks if isinstance(block, Picture)))


async def with_pictures(made: Document, journal: Journal, session_id: str) -> Document:
    """The document with its pictures inside it; one that is lost is told in words where it would have been.

    Beside those of the minutes, those that only the plan shows: whoever plans the day again wants them too.
    """
    told = pictures_in(made.chapters)
    planned = ID.findall(msgspec.json.encode(made.record).decode())
    found = {picture: await journal.blob(session_id, picture) for picture in dict.fromkeys([*told, *planned])}
    pictures = {picture: blob for picture, blob in found.items() if blob is not None}
    inside = {
        picture: f"data:{blob.media};base64,{b64encode(blob.bytes).decode()}"
        for picture, blob in pictures.items()
        if picture in told
    }
    return structs.replace(made, pictures=pictures, sources=inside)
