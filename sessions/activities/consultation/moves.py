"""What can be set up, said about a draft, and done about what was said."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from sessions.activity import ANY_STATE, PLANNED, SCRIBES, DeskMove, Move, Words

LONGEST_DRAFT = 30_000
"""Characters: about ten pages, and within one frame of the protocol whatever the script."""
MOST_PARAGRAPHS = 200
LONGEST = 800
LONGEST_REASON = 600
MOST_COMMENTS = 3000

Verdict = Literal["adopted", "changed", "no"]
WHOLE = 0
"""The number of the paragraph of a comment on the text as a whole."""

Paragraph = Annotated[int, Meta(ge=WHOLE, le=MOST_PARAGRAPHS)]


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """`text`: paragraphs with an empty line between them; one that begins with # is a heading.

    `until`: the last day for comments, ISO, in the session's time zone; "" for as long as the step is open.
    `each`: comments a person may send. `others`: people see each other's comments. `support`: and can support them.
    """

    text: Annotated[str, Meta(max_length=LONGEST_DRAFT)] = ""
    link: Annotated[str, Meta(max_length=500)] = ""
    until: Annotated[str, Meta(max_length=10)] = ""
    each: Annotated[int, Meta(ge=1, le=100)] = 20
    others: bool = True
    support: bool = True


class Say(Move, frozen=True):
    """A comment on a paragraph, or on the whole (0). `id` and `weight` are the server's."""

    text: Words
    paragraph: Paragraph = WHOLE
    id: str = ""
    weight: int = 1


class TakeBack(Move, frozen=True):
    """A comment of one's own, as long as nothing has been done about it."""

    id: str


class Support(Move, frozen=True):
    """I think so too; `on` false takes it back. `weight` is the server's."""

    id: str
    on: bool = True
    weight: int = 1


class ScribeMove(DeskMove, frozen=True):
    allowed: ClassVar[frozenset[str]] = SCRIBES


class TypeIn(ScribeMove, frozen=True):
    """A comment that came on paper, in a letter or aloud. `id` is the server's."""

    text: Words
    paragraph: Paragraph = WHOLE
    id: str = ""


class Decide(ScribeMove, frozen=True):
    """What is done about a comment, and why. Adopting it needs no reason; the others do."""

    when: ClassVar[frozenset[str]] = ANY_STATE - {PLANNED}
    id: str
    verdict: Verdict
    reason: Words = ""


class Undecide(ScribeMove, frozen=True):
    """Back among those that nothing has been done about."""

    id: str


class Hide(ScribeMove, frozen=True):
    """Not fit to be seen: on no screen but the desk's, and only as a count in the record."""

    id: str


class ShowAgain(ScribeMove, frozen=True):
    id: str


class Zoom(ScribeMove, frozen=True):
    """The wall shows one paragraph; 0: the whole."""

    paragraph: Paragraph = WHOLE


MOVES = (Say, TakeBack, Support, TypeIn, Decide, Undecide, Hide, ShowAgain, Zoom)
