"""What can be set up and asked when people come into areas and groups."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from sessions.activity import SCRIBES, DeskMove, Event, Group, Move

How = Literal["choose", "deal", "hand"]


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """`how`: people choose their area, are dealt out among the areas, or are put into groups on the desk.

    `size`: people in a group, as near as it can be. `mix`: organisations are spread over the groups. `even`: no
    area may be more than one group ahead of the smallest. `across`: the groups belong to no area.
    """

    how: How = "choose"
    size: Annotated[int, Meta(ge=2, le=30)] = 6
    mix: bool = True
    even: bool = True
    across: bool = False


class Choose(Move, frozen=True):
    """I want to work in this area; with "" it does not matter which. Kept with the area that it became."""

    area: str = ""


class FindGroup(Move, frozen=True):
    """I have no group: the groups were formed before I came, or there was no room."""


class Form(DeskMove, frozen=True):
    """Groups for everybody who has none; `afresh`: for everybody."""

    afresh: bool = False


class TypeIn(DeskMove, frozen=True):
    """People without a phone in an area: the whole figure, replacing what was typed before."""

    allowed: ClassVar[frozenset[str]] = SCRIBES
    area: str
    people: Annotated[int, Meta(ge=0, le=100_000)]


class Settled(Event, frozen=True):
    """Who worked where when the step closed: people by area (by phone), and the groups."""

    people: dict[str, int]
    groups: tuple[Group, ...]
