"""What a doodle remembers, and how each event changes it."""

from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct, structs

from sessions.activities.doodle import moves as m
from sessions.activities.doodle import pairs as p
from sessions.activities.doodle.ink import Line, read_ink
from sessions.activities.doodle.plan import DONE, Phase, phase_at, shape_of
from sessions.activities.doodle.spares import SPARES
from sessions.activity import Activity, Event, Move, Ms, Rejected, Scene


class Member(Struct):
    """Who takes part. `out`: stepped out, or said to have left."""

    id: str
    code: str
    out: bool = False


class Layer(Struct, frozen=True):
    """What one hand left on a sheet: ink (`shapes` notes what of it is shapes), or words."""

    ink: tuple[Line, ...] = ()
    shapes: str = ""
    text: str = ""

    @property
    def empty(self) -> bool:
        return not (self.ink or self.text)


class Typed(Struct, frozen=True):
    """A feeling from the floor, and who typed it in."""

    text: str
    times: int
    by: str


EMPTY = Layer()
Key = tuple[str, int]
"""A seat and the number of its sheet."""


class Remembering(Activity):
    Settings = m.Settings

    def __init__(self, settings: m.Settings | None = None) -> None:
        super().__init__(settings)
        self.members: dict[str, Member] = {}
        self.seats: dict[str, str] = {}
        self.ways: dict[str, m.Way] = {}
        self.pairs: p.Pairs = ()
        self.index = -1
        self.ended: dict[int, Ms] = {}
        self.layers: dict[m.Part, dict[Key, Layer]] = {"doodle": {}, "finish": {}}
        self.given: dict[Key, str] = {}
        self.captions: dict[Key, str] = {}
        self.agreed: set[tuple[str, str]] = set()
        self.withheld: set[str] = set()
        self.spares: dict[str, tuple[Line, ...]] = {}
        self.feelings: dict[str, str] = {}
        self.typed: dict[str, Typed] = {}
        self.paper_pairs = 0
        self.page = 1

    def settings_changed(self, settings: m.Settings) -> None:
        """How long a phase takes may change at any time; what comes after what, only before it has begun."""
        fixed = (shape_of(settings), settings.paper) != (shape_of(self.settings), self.settings.paper)
        if self.index >= 0 and fixed:
            raise Rejected("begun_already")
        self.settings = settings

    def apply(self, event: Event, by: str, at: Ms) -> None:
        remember: Callable[[Any, str], None] | None = getattr(
            self, f"_did_{type(event).__struct_config__.tag}", None
        )
        if isinstance(event, m.Began):
            self.ended[self.index] = at
        if remember:
            remember(event, by)

    def _did_began(self, event: m.Began, by: str) -> None:
        self.index = event.index

    def _did_came_in(self, event: m.CameIn, by: str) -> None:
        self.members[event.seat] = Member(event.id, event.code)
        self.seats[event.id] = event.seat

    def _did_went_out(self, event: m.WentOut, by: str) -> None:
        self.members.setdefault(event.seat, Member("", "")).out = True

    def _did_paired(self, event: m.Paired, by: str) -> None:
        self.pairs = event.pairs

    def _did_given(self, event: m.Given, by: str) -> None:
        self.given[event.seat, event.sheet] = event.what

    def _did_work(self, event: m.Work, by: str) -> None:
        self.ways[by] = event.way

    def _did_drew(self, event: m.Drew, by: str) -> None:
        self._put(event.part, (by, event.sheet), ink=read_ink(event.ink), shapes=event.shapes)

    def _did_describe(self, event: m.Describe, by: str) -> None:
        self._put(event.part, (by, event.sheet), text=event.text)

    def _put(self, part: m.Part, key: Key, **fields: Any) -> None:
        self.layers[part][key] = structs.replace(self.layers[part].get(key, EMPTY), **fields)

    def _did_caption(self, event: m.Caption, by: str) -> None:
        self.captions[by, event.sheet] = event.text

    def _did_agree(self, event: m.Agree, by: str) -> None:
        wanted = [event.drawing] if event.drawing else self.hands_of(by)
        for drawing in wanted:
            (self.agreed.add if event.on else self.agreed.discard)((drawing, by))

    def _did_feel(self, event: m.Feel, by: str) -> None:
        self.feelings.pop(by, None)
        if event.text:
            self.feelings[by] = event.text

    def _did_spare_drawn(self, event: m.SpareDrawn, by: str) -> None:
        self.spares[event.id] = read_ink(event.ink)

    def _did_drop_spare(self, event: m.DropSpare, by: str) -> None:
        """Who works on it already keeps it: it only is not handed out any more."""
        self.spares.pop(event.id, None)

    def _did_withhold(self, event: m.Withhold, by: str) -> None:
        self.withheld.add(event.drawing)

    def _did_show_again(self, event: m.ShowAgain, by: str) -> None:
        self.withheld.discard(event.drawing)

    def _did_turn_page(self, event: m.TurnPage, by: str) -> None:
        self.page = event.page

    def _did_type_feeling(self, event: m.TypeFeeling, by: str) -> None:
        self.typed[event.id] = Typed(event.text, event.times, by)

    def _did_drop_feeling(self, event: m.DropFeeling, by: str) -> None:
        self.typed.pop(event.id, None)

    def _did_type_pairs(self, event: m.TypePairs, by: str) -> None:
        self.paper_pairs = event.count

    def forget(self, seat: str) -> None:
        """The sheets are empty again; who draws with whom, and how often something was finished, stays."""
        for layers in self.layers.values():
            for key in [key for key in layers if key[0] == seat]:
                layers[key] = EMPTY
        for key in [key for key in self.captions if key[0] == seat]:
            self.captions[key] = ""
        self.feelings.pop(seat, None)
        for id in [id for id, typed in self.typed.items() if typed.by == seat]:
            self.typed[id] = structs.replace(self.typed[id], text="")
        self.agreed = {(drawing, other) for drawing, other in self.agreed if other != seat}

    def inverse(self, event: Event) -> Move | None:
        match event:
            case m.Withhold():
                return m.ShowAgain(event.drawing)
            case m.ShowAgain():
                return m.Withhold(event.drawing)
            case m.TurnPage():
                return m.TurnPage(self.page)
            case m.TypeFeeling():
                return m.DropFeeling(event.id)
            case m.TypePairs():
                return m.TypePairs(self.paper_pairs)
            case m.SpareDrawn():
                return m.DropSpare(event.id)
        return None

    # what can be read

    @property
    def phase(self) -> Phase:
        return phase_at(self.settings, self.index)

    @property
    def is_over(self) -> bool:
        """Everything has been drawn."""
        return self.phase.kind in ("talk", DONE.kind)

    def is_in(self, seat: str) -> bool:
        return seat in self.members and not self.members[seat].out

    def there(self, scene: Scene) -> set[str]:
        """Who takes part and has not left."""
        return {person.seat for person in scene.people if self.is_in(person.seat)}

    def here_pairs(self, scene: Scene) -> p.Pairs:
        """The pairs as they are now, without those who left."""
        there = self.there(scene)
        return p.without(self.pairs, {seat for pair in self.pairs for seat in pair if seat not in there})

    def in_words(self, seat: str, scene: Scene) -> bool:
        """When one of a pair works in words, both do."""
        together = {seat, *p.pair_of(self.here_pairs(scene), seat)}
        return any(self.ways.get(one) == "words" for one in together)

    def doodle_id(self, key: Key) -> str:
        return f"{self.members[key[0]].id}.{key[1]}"

    def first_layer(self, what: str) -> tuple[Layer, str]:
        """The doodle with this id, and whose it is ("" for a ready-made one or the facilitator's)."""
        kind, _, number = what.rpartition(".")
        if kind == "spare":
            return Layer(SPARES[int(number) % len(SPARES)]), ""
        if kind == "desk":
            return Layer(self.spares.get(number, SPARES[0])), ""
        seat = self.seats[kind]
        return self.layers["doodle"].get((seat, int(number)), EMPTY), seat

    def finished(self) -> list[Key]:
        """Every sheet that somebody has finished, in the order of sheets and of who came first."""
        return self._in_order(key for key, layer in self.layers["finish"].items() if not layer.empty)

    def _in_order(self, keys: Iterable[Key]) -> list[Key]:
        order = {seat: at for at, seat in enumerate(self.members)}
        return sorted(keys, key=lambda key: (key[1], order[key[0]]))

    def with_hand_of(self, seat: str) -> list[Key]:
        """The finished sheets that this seat had a hand in."""
        own = f"{self.members[seat].id}." if seat in self.members else "-"
        layers = self.layers["finish"]
        mine = (key for key, what in self.given.items() if key[0] == seat or what.startswith(own))
        return self._in_order(key for key in mine if not layers.get(key, EMPTY).empty)

    def drawers(self, key: Key) -> set[str]:
        """The seats that had a hand in a finished sheet."""
        return {key[0], self.first_layer(self.given[key])[1]} - {""}

    def hands_of(self, seat: str) -> list[str]:
        return [self.doodle_id(key) for key in self.with_hand_of(seat)]

    def may_be_shown(self, key: Key) -> bool:
        """Every hand in it has agreed, and it is not withheld."""
        id = self.doodle_id(key)
        return id not in self.withheld and all((id, seat) in self.agreed for seat in self.drawers(key))

    def gallery(self) -> list[Key]:
        return [key for key in self.finished() if self.may_be_shown(key)]

    def words_of(self) -> Iterable[tuple[str, int]]:
        """What was felt and how often, whoever said it."""
        yield from ((text, 1) for text in self.feelings.values())
        yield from ((typed.text, typed.times) for typed in self.typed.values())
