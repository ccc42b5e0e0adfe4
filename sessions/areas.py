"""The areas that people choose between: what is asked about them, and what they are."""

from typing import ClassVar

from msgspec import structs

from sessions.activity import Area, Event, Move, Ms, Rejected, Turn, needed, tidy
from sessions.group_moves import LOOKS, MOST_AREAS, MOST_PLACES, AreaBack, AreaPut, PutArea, RemoveArea
from sessions.part import Part


class Areas(Part):
    """Every area there has been, in the order they were made; one that was taken away says so."""

    moves: ClassVar[tuple[type[Move], ...]] = (PutArea, RemoveArea, AreaBack)
    events: ClassVar[tuple[type[Event], ...]] = (AreaPut,)

    def __init__(self) -> None:
        self.areas: dict[str, Area] = {}

    def standing(self) -> list[Area]:
        """The areas people can choose."""
        return [area for area in self.areas.values() if not area.removed]

    def first_place(self, area: str) -> str:
        """Where its first group works, "" when it has no places."""
        places = self.areas[area].places if area in self.areas else ()
        return places[0] if places else ""

    # what somebody asks

    def decide_put_area(self, move: PutArea, turn: Turn) -> tuple[Event, ...]:
        if move.area and move.area not in self.areas:
            raise Rejected("unknown")
        if not move.area and len(self.standing()) >= MOST_AREAS:
            raise Rejected("too_many", most=MOST_AREAS, field="name")
        return (AreaPut(_area(move, turn, self._look(move))),)

    def _look(self, move: PutArea) -> int:
        """The look asked for, the one it had, or the next in turn."""
        had = self.areas[move.area].look if move.area else len(self.areas) % LOOKS + 1
        return move.look or had

    def decide_remove_area(self, move: RemoveArea, turn: Turn) -> tuple[Event, ...]:
        return known(move, move.area in self.areas)

    def decide_area_back(self, move: AreaBack, turn: Turn) -> tuple[Event, ...]:
        return known(move, move.area in self.areas)

    # what has happened

    def apply_area_put(self, event: AreaPut, by: str, at: Ms) -> None:
        self.areas[event.area.id] = event.area

    def apply_remove_area(self, event: RemoveArea, by: str, at: Ms) -> None:
        self.areas[event.area] = structs.replace(self.areas[event.area], removed=True)

    def apply_area_back(self, event: AreaBack, by: str, at: Ms) -> None:
        self.areas[event.area] = structs.replace(self.areas[event.area], removed=False)

    # what would undo it

    def inverse_area_put(self, event: AreaPut) -> Move:
        before = self.areas.get(event.area.id)
        return RemoveArea(event.area.id) if before is None else put_again(before)

    def inverse_remove_area(self, event: RemoveArea) -> Move:
        return AreaBack(event.area)


def _area(move: PutArea, turn: Turn, look: int) -> Area:
    places = [place for line in move.places.split("\n") if (place := tidy(line, 120))]
    if len(places) > MOST_PLACES:
        raise Rejected("too_many", most=MOST_PLACES, field="places")
    return Area(
        move.area or turn.new_id("a"),
        needed(move.name, 200),
        tidy(move.text, 4000, lines=True),
        checked_link(move.link),
        move.picture,
        tidy(move.alt, 400),
        tuple(dict.fromkeys(places)),
        look,
        move.seats,
    )


def checked_link(link: str) -> str:
    """An address of a page on the web, or "". Raises Rejected("no_link")."""
    link = link.strip()
    if link and not link.startswith(("https://", "http://")):
        raise Rejected("no_link", field="link")
    return link


def put_again(area: Area) -> PutArea:
    """The move that makes the area what it is."""
    return PutArea(
        area.name,
        area.id,
        area.text,
        area.link,
        area.picture,
        area.alt,
        "\n".join(area.places),
        area.look,
        area.seats,
    )


def known(move: Event, there: bool) -> tuple[Event, ...]:
    """The move, when what it is about is there. Raises Rejected("unknown")."""
    if not there:
        raise Rejected("unknown")
    return (move,)
