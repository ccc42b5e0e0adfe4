"""What minutes are made of. `Said`: people's words in their language; `Term`: a code of ours that templates word."""

from typing import Any

from msgspec import Struct


class Said(Struct, frozen=True, tag="said"):
    text: str
    language: str = ""


class Term(Struct, frozen=True, tag="term"):
    """A code with values; the words stand in a words.html (the activity's, else the house's)."""

    code: str
    values: dict[str, Any] = {}


Text = Said | Term


class Heading(Struct, frozen=True, tag="heading"):
    """`level` 2 is a slot, 3 a step, 4 a part of a step. `number`: the item's, or ""; `at`: when, as 09:20–10:05."""

    text: Text
    level: int = 3
    number: str = ""
    at: str = ""


class Para(Struct, frozen=True, tag="para"):
    text: Text


class Bullets(Struct, frozen=True, tag="bullets"):
    items: tuple[Text, ...]


class Table(Struct, frozen=True, tag="table"):
    """`numeric`: the columns (from 0) that hold figures and are set flush end."""

    head: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    numeric: tuple[int, ...] = ()


class Decision(Struct, frozen=True, tag="decision"):
    """A decision line: what, who does it, until when."""

    what: Text
    who: str = ""
    until: str = ""


class Facts(Struct, frozen=True, tag="facts"):
    pairs: tuple[tuple[Text, Text], ...]


class Link(Struct, frozen=True, tag="link"):
    text: Text
    url: str


class Stroke(Struct, frozen=True):
    """An SVG path (commands and numbers only) and the layer that it belongs to, from 0."""

    path: str
    layer: int = 0


class Drawing(Struct, frozen=True, tag="drawing"):
    """What somebody drew on a sheet of `width` x `height` units. `text` says the same to who cannot see it."""

    text: Text
    strokes: tuple[Stroke, ...]
    width: int
    height: int


class Picture(Struct, frozen=True, tag="picture"):
    """A stored picture by its id, `width` x `height` pixels. `text`: what it shows, for who cannot see it."""

    text: Text
    picture: str
    width: int
    height: int
    credit: str = ""


Block = Heading | Para | Bullets | Table | Decision | Facts | Link | Drawing | Picture
