"""How people come into areas and groups. Who is where stands in the core: only what was asked here is kept."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from msgspec import structs

from sessions.activities.areas import report, sample, views
from sessions.activities.areas.forming import (
    ahead,
    by_area,
    coming,
    counted,
    formed,
    gathered,
    is_meant,
    room_for,
    standing,
    without_group,
)
from sessions.activities.areas.moves import Choose, FindGroup, Form, Settings, Settled, TypeIn
from sessions.activity import (
    OPEN,
    PARTICIPANTS,
    Activity,
    Area,
    AreaChosen,
    Event,
    Group,
    Grouped,
    Item,
    Move,
    Ms,
    Person,
    Rejected,
    Sample,
    Scene,
    Turn,
    View,
)
from sessions.blocks import Block, Term


class Areas(Activity):
    """`answered`: seats that have chosen here. `typed`: people without a phone by area.

    `settled`: who worked where when the step closed, so that what is formed later does not change its record.
    """

    kind = "areas"
    moves = (Choose, FindGroup, Form, TypeIn)
    events = (Settled,)
    lasts = True
    suggested_by = (
        *("gruppindelning", "välj område", "välja område", "dela in i grupper", "gruppdelning", "områdesval"),
        *("choose an area", "form groups", "breakout", "gruppeinndeling", "ryhmäjako"),
    )
    Settings = Settings

    def __init__(self, settings: Any = None) -> None:
        super().__init__(settings)
        self.answered: set[str] = set()
        self.typed: dict[str, int] = {}
        self.settled: Settled | None = None

    def opened(self, items: Sequence[Item]) -> None:
        self.settled = None

    # what is asked

    def decide(self, move: Move, turn: Turn, scene: Scene) -> Sequence[Event]:
        match move:
            case Choose():
                return self._choose(move, turn.who, scene)
            case FindGroup():
                return self._find_group(turn.who, scene)
            case Form():
                return self._form(move, turn, scene)
            case TypeIn():
                return self._type_in(move, scene)
            case _:
                return ()

    def _choose(self, move: Choose, who: Person, scene: Scene) -> Sequence[Event]:
        if self.settings.how != "choose":
            raise Rejected("not_chosen")
        area = self._wanted(move.area, who, scene)
        chosen = structs.replace(move, area=area.id)
        if area.id == who.area:
            group = None if self.has_group(who, scene) else self._group_with_room(area, who, scene)
            return (chosen, _joined(group, who)) if group else (chosen,)
        self._refuse_crowding(area, who, scene)
        return (chosen, *self._moved(area, who, scene))

    def _wanted(self, wanted: str, who: Person, scene: Scene) -> Area:
        """The area asked for. Who does not mind comes where the fewest people are; late, where a group has room."""
        areas = standing(scene)
        if not areas:
            raise Rejected("no_areas")
        if wanted:
            found = next((area for area in areas if area.id == wanted), None)
            if found is None:
                raise Rejected("area_gone")
            return found
        people = self.people(scene, but=who)
        with_room = [area for area in areas if not is_full(area, people, who.weight)]
        if not with_room:
            raise Rejected("all_full")
        received = [area for area in with_room if self._group_with_room(area, who, scene)]
        return min(received or with_room, key=lambda area: (people.get(area.id, 0), area.id != who.area))

    def _group_with_room(self, area: Area, who: Person, scene: Scene) -> Group | None:
        return room_for(who, gathered(scene, self.settings, area.id), self.settings.size)

    def _refuse_crowding(self, area: Area, who: Person, scene: Scene) -> None:
        """Kindly: with the areas that still have room. Once groups are formed, their room decides, not evenness."""
        people = self.people(scene, but=who)
        others = [one for one in standing(scene) if not is_full(one, people, who.weight) and one is not area]
        if is_full(area, people, who.weight):
            raise Rejected("area_full", name=area.name, others=[one.name for one in others])
        even = self.settings.even and not gathered(scene, self.settings)
        if even and is_far_ahead(area, others, people, who.weight, self.settings.size):
            behind = [
                one.name
                for one in others
                if not is_far_ahead(one, [area, *others], people, who.weight, self.settings.size)
            ]
            raise Rejected("area_large", name=area.name, others=behind)

    def _moved(self, area: Area, who: Person, scene: Scene) -> Sequence[Event]:
        """Into the area; into a group of it too when they have been formed, and out of the one before."""
        group = self._group_with_room(area, who, scene)
        if group is not None:
            return (_joined(group, who),)
        left = (Grouped("", (who.seat,)),) if self.has_group(who, scene) else ()
        return (*left, AreaChosen(who.seat, area.id))

    def _find_group(self, who: Person, scene: Scene) -> Sequence[Event]:
        if self.has_group(who, scene):
            return ()
        groups = self.open_to(who, scene)
        if not groups:
            raise Rejected("not_formed")
        group = room_for(who, groups, self.settings.size)
        if group is None:
            raise Rejected("no_room")
        return (_joined(group, who),)

    def open_to(self, who: Person, scene: Scene) -> list[Group]:
        """The groups that somebody without one could belong to."""
        if self.settings.across or self.settings.how != "choose":
            return gathered(scene, self.settings)
        return gathered(scene, self.settings, who.area) if who.area else []

    def has_group(self, who: Person, scene: Scene) -> bool:
        group = scene.group(who.group)
        return group is not None and is_meant(group, scene, self.settings)

    def _form(self, move: Form, turn: Turn, scene: Scene) -> Sequence[Event]:
        if self.settings.how == "hand":
            raise Rejected("by_hand")
        dealt = formed(scene, self.settings, self.typed, move.afresh, turn.dice)
        if not dealt:
            raise Rejected("nobody_left")
        moved = [seat for one in dealt for seat in one.seats]
        had = tuple(person.seat for person in scene.people if person.group and person.seat in set(moved))
        emptied = (Grouped("", had),) if had else ()
        groups = (Grouped(one.group or turn.new_id("g"), one.seats, one.area, one.place) for one in dealt)
        return (*emptied, *groups)

    def _type_in(self, move: TypeIn, scene: Scene) -> Sequence[Event]:
        if scene.area(move.area) is None:
            raise Rejected("area_gone")
        return (move,)

    # what has happened

    def apply(self, event: Event, by: str, at: Ms) -> None:
        match event:
            case Choose():
                self.answered.add(by)
            case TypeIn():
                self.typed[event.area] = event.people
            case Settled():
                self.settled = event

    def inverse(self, event: Event) -> Move | None:
        return TypeIn(event.area, self.typed.get(event.area, 0)) if isinstance(event, TypeIn) else None

    def closing(self, scene: Scene) -> Sequence[Event]:
        return (Settled(by_area(scene.people, {}), tuple(gathered(scene, self.settings))),)

    # what it comes to

    def people(self, scene: Scene, but: Person | None = None) -> dict[str, int]:
        """People in each area, typed ones too; without somebody who is about to choose."""
        seat = but.seat if but else ""
        return by_area((person for person in scene.people if person.seat != seat), self.typed)

    def is_done(self, person: Person, scene: Scene) -> bool:
        """Who has chosen here, or has a group, has no more to do."""
        return person.seat in self.answered or self.has_group(person, scene)

    # what is seen

    def everyone(self, scene: Scene) -> View:
        return views.phone(self, scene)

    def group(self, group: str, scene: Scene) -> View:
        return views.own_group(self, group, scene)

    def seat(self, who: Person, scene: Scene) -> View:
        return views.own(self, who, scene)

    def wall(self, scene: Scene) -> View:
        return views.wall(self, scene)

    def desk(self, scene: Scene) -> View:
        return views.desk(self, scene)

    def marks(self, who: Person, scene: Scene) -> Mapping[str, Mapping[str, Any]]:
        """What this phone has chosen, also in an area that is full; who only watches is told so."""
        if who.role not in PARTICIPANTS:
            return {"choose": {"disabled": True}, "watching": {"hidden": False}}
        own = {f"a-{who.area}": {"checked": True, "disabled": False}} if who.area else {}
        return {**own, "find": {"hidden": False}} if self.is_late(who, scene) else own

    def is_late(self, who: Person, scene: Scene) -> bool:
        """Groups have been formed where this person could be, and it has none."""
        return not self.has_group(who, scene) and bool(self.open_to(who, scene))

    def needs(self, scene: Scene) -> Sequence[Term]:
        if scene.state != OPEN:
            return ()
        if self.settings.how == "choose" and not self.settings.across and not standing(scene):
            return (Term("no_areas_yet"),)
        alone = sum(person.weight for person in without_group(scene, self.settings))
        if gathered(scene, self.settings):
            return (Term("without_group", {"people": alone}),) if alone else ()
        here = [person for person in scene.people if counted(person)]
        asked = self.settings.how == "choose" and not self.settings.across
        all_chose = asked and here and all(self.is_done(person, scene) for person in here)
        return (Term("all_chose", {"people": alone}),) if all_chose else ()

    def onward(self, scene: Scene) -> tuple[Term, Move] | None:
        """Groups for those who have chosen, or whoever is here; once they are formed, the programme goes on."""
        if scene.state != OPEN or self.settings.how == "hand" or gathered(scene, self.settings):
            return None
        people = coming(ahead(scene, self.settings, self.typed))
        return (Term("form_now", {"people": people}), Form()) if people else None

    def asks(self) -> bool:
        """Who is dealt out, or put into a group by hand, has nothing to do."""
        return bool(self.settings.how == "choose")

    def minutes(self, scene: Scene) -> list[Block]:
        return report.minutes(self, scene)

    def record(self, scene: Scene) -> View:
        return report.record(self, scene)

    def sample(self, people: Sequence[Person], dice: Random) -> Iterator[Sample]:
        return sample.choices(self, people, dice)


def is_full(area: Area, people: Mapping[str, int], weight: int) -> bool:
    return bool(area.seats) and people.get(area.id, 0) + weight > area.seats


def is_far_ahead(
    area: Area, others: Sequence[Area], people: Mapping[str, int], weight: int, size: int
) -> bool:
    """Whether one more would bring the area more than a group ahead of the smallest of the others."""
    least = min((people.get(one.id, 0) for one in others), default=None)
    return least is not None and people.get(area.id, 0) + weight > least + size


def _joined(group: Group, who: Person) -> Grouped:
    return Grouped(group.id, (who.seat,), group.area, group.place)
