"""A session with a hostile text in every field, each numbered, so that it is found again on the screens."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from typing import Any

import msgspec
from msgspec import structs

from sessions.activities import ACTIVITIES
from sessions.activity import DESK_TURN, Move, Person, Rejected, Turn
from sessions.ball import Carried, CarryOver
from sessions.ball.asked import Asked
from sessions.day_moves import PlaceProgramme
from sessions.facts import ShareRecord
from sessions.part import tag_of
from sessions.people import Join
from sessions.room import Room
from sessions.session import Session
from sessions.steps import AddStep, Focus
from sessions.wire import session_moves, step_moves
from tests.security.hostile import free_texts, settings_texts, variants
from tests.security.making import raw_of
from tests.server import ORGANISER, RunningHouse

Choose = Callable[[int], str]
PEOPLE = 4
MOVES = 150
"""Of a sample: enough to come through everything in it with so few people."""
PARTED = {"owner": ".*[+&,]", "codes": "[^=]*=", "together": ".*;"}
"""Fields for several codes, for a code and what it means, for several names: the last part keeps the number."""
NUMBERS = count(1_000_000, 10_000)
"""No two sessions share a number: some pages show several of them. All have as many digits, so no text is longer."""


class Filling:
    """`choose`: the text of the n-th field. `texts`: number -> text. `put`: what took one.

    `parted`: for texts that are read as several, number -> what comes before the last of them.
    `taken`: the numbers of the texts that a move was accepted with.
    """

    def __init__(self, house: RunningHouse, choose: Choose) -> None:
        self.house = house
        self.choose = choose
        self.texts: dict[int, str] = {}
        self.parted: dict[int, str] = {}
        self.taken: set[int] = set()
        self._asked = 0
        self._first = next(NUMBERS)
        self.put: set[tuple[str, str, str]] = set()
        self.named: dict[str, dict[str, str]] = {}
        self.refused: set[str] = set()
        self.steps: list[str] = []
        self.code = house.plan("Mötet")
        self.room: Room = house.room(self.code)
        house.run(self._fill())
        self.phone = next(person for person in self.session.people.here())

    @property
    def session(self) -> Session:
        return self.room.session

    def text(self, field: str = "") -> str:
        number = self._first + len(self.texts)
        self.texts[number] = self.choose(len(self.texts))
        self.parted |= {number: PARTED[field]} if field in PARTED else {}
        return f"{self.texts[number]} ¤{number}¤"

    async def _fill(self) -> None:
        self._programme()
        self._people()
        self._facts()
        self._slots()
        for activity in ACTIVITIES:
            for variant in variants(activity.Settings):
                self._step(activity.kind, variant)
        self._every_other_field()
        self._try(ORGANISER, ShareRecord(True))
        await self.room.saved(self._last)

    def _programme(self) -> None:
        draft = {"title": "", "speaker": "", "place": "", "section": "", "details": ["", ""]}
        slots = [
            {
                **{
                    k: [self.text() for _ in v] if isinstance(v, list) else self.text()
                    for k, v in draft.items()
                },
                "minutes": 30,
            }
            for _ in range(3)
        ]
        self._try(ORGANISER, msgspec.convert({"do": "place_programme", "slots": slots}, PlaceProgramme))

    def _people(self) -> None:
        self._raw({"do": "edit_session", "ask_name": "optional", "ask_organisation": "optional"})
        self._raw({"do": "edit_session", "organisations": f"{self.text()}\n{self.text()}"})
        for number in range(PEOPLE):
            seat = Person(f"seat-{number}-{self.code}", role="nobody")
            if self._try(seat, Join(self.text(), self.text())) is None:
                self._try(seat, Join(f"Namn {number}"))
        last = self.session.people.here()[-1]
        self._raw({"do": "give_role", "seat": last.seat, "role": "challenger"})
        self._groups()

    def _groups(self) -> None:
        for field in free_texts(session_moves()["put_area"]):
            self._words("put_area", field, {"name": "Skola", "places": "Salen"})
        area = next(iter(self.session.groups.areas))
        self._words("add_group", "place", {"area": area})
        group = next(iter(self.session.groups.teams))
        for field in ("name", "place"):
            self._words("name_group", field, {"group": group})
        for person in self.session.people.here()[1:]:
            self._raw({"do": "place_seat", "seat": person.seat, "group": group})

    def _facts(self) -> None:
        for field in free_texts(session_moves()["edit_session"]):
            self._words("edit_session", field, {})

    def _slots(self) -> None:
        for slot in self.session.day.slots:
            for move in ("edit_slot", "write_minutes"):
                for field in free_texts(session_moves()[move]):
                    self._words(move, field, {"slot": slot.id})
        first = self.session.day.slots[0].id
        ruling = {"slot": first, "what": self.text(), "who": self.text(), "until": self.text()}
        if self._raw({"do": "add_ruling", **ruling}):
            self.put |= {("", "add_ruling", field) for field in ("what", "who", "until")}
            known = self.session.day.rulings[first][0].id
            for field in ("what", "who", "until"):
                self._words("edit_ruling", field, {**ruling, "id": known})
        self._words("add_slot", "title", {})
        self._raw({"do": "go_to", "slot": first})

    def _step(self, kind: str, variant: dict[str, Any]) -> None:
        """Planned with hostile settings, opened, answered in every way, and left open."""
        slot = self.session.day.slots[0].id
        settings = dict(variant)
        for name, shape in settings_texts(next(a for a in ACTIVITIES if a.kind == kind).Settings).items():
            own = partial(self.text, name)
            forms = (own(), f"A = {own()}") if shape is str else ([own(), own()],)
            for text in forms:
                tried = {**settings, name: text}
                try:
                    self.session.judge(AddStep(kind, slot, settings=tried), self._turn(ORGANISER))
                except Rejected as refused:
                    self.refused.add(refused.code)
                else:
                    settings = tried
                    break
        if self._try(ORGANISER, AddStep(kind, slot, self.text(), settings)) is None:
            return
        self.put.add(("", "add_step", "title"))
        step = list(self.session.steps.steps)[-1]
        self.steps.append(step)
        self._raw({"do": "open_step", "step": step})
        self._answers(kind, step)

    def _answers(self, kind: str, step: str) -> None:
        people = self.session.people.here()
        self._from_earlier(kind, step)
        self._words_of(kind, step, people, set())
        played = self.session.steps.step(step).activity.sample(people, self.room.dice)
        for _, (_, turn, sample) in zip(range(MOVES), played, strict=False):
            self._sampled(kind, step, ORGANISER if turn == DESK_TURN else people[turn], sample)
        self._words_of(kind, step, people, set(self.put))

    def _from_earlier(self, kind: str, step: str) -> None:
        """What only comes with the rows of an earlier session: a question that nobody has answered."""
        if CarryOver in self.session.steps.step(step).activity.moves:
            asked = Asked("asked-earlier", "row-earlier", self.text())
            row = Carried("row-earlier", self.text(), questions=(asked,))
            self._try(ORGANISER, CarryOver((row,), self.text(), "2026-01-15", "EAR1ER"), step)
            self.named.setdefault(kind, {})["id"] = asked.id

    def _sampled(self, kind: str, step: str, who: Person, sample: Move) -> None:
        """What a person might do, with other words; as it is where the words are not free after all."""
        self.named.setdefault(kind, {}).update(_names_in(sample))
        fields = [name for name in free_texts(type(sample)) if getattr(sample, name)]
        for some in (fields, *([name] for name in fields)):
            if some and self._try(who, structs.replace(sample, **{n: self.text(n) for n in some}), step):
                self.put |= {(kind, tag_of(sample), name) for name in some}
                return
        self._try(who, sample, step)

    def _words_of(
        self, kind: str, step: str, people: Sequence[Person], already: set[tuple[str, str, str]]
    ) -> None:
        """Every field for words; some take them only when something has been done already."""
        for name, move in step_moves(kind).items():
            for field in free_texts(move):
                for who in (ORGANISER, *people) if (kind, name, field) not in already else ():
                    several = isinstance(raw_of(move)[field], list)
                    text = [self.text(field), self.text(field)] if several else self.text(field)
                    raw = {**raw_of(move), **self._about(kind, step, move), field: text}
                    if who.role in move.allowed and self._raw(raw, step, who):
                        self.put.add((kind, name, field))
                        break

    def _about(self, kind: str, step: str, move: type[Move]) -> dict[str, str]:
        """What a move names by its id or code: what the sample named so, else something that is there."""
        items = self.session.steps.step(step).activity.items()
        named = self.named.get(kind, {})
        there = {"id": items[0].id, "row": items[0].id, "pitch": items[0].id} if items else {}
        return {name: value for name, value in {**there, **named}.items() if name in move.__struct_fields__}

    def _every_other_field(self) -> None:
        self._words("edit_step", "title", {"step": self.steps[0]})
        self._words("start_now", "title", {"kind": "talk"})
        self._raw({"do": "focus", "step": self.steps[0], "stage": self.text()})

    # doing it

    def _words(self, move: str, field: str, others: dict[str, Any]) -> None:
        if self._raw({"do": move, **others, field: self.text()}):
            self.put.add(("", move, field))

    def _raw(self, raw: dict[str, Any], step: str = "", who: Person = ORGANISER) -> bool:
        known = step_moves(self.session.steps.step(step).kind) if step else session_moves()
        try:
            move = msgspec.convert(raw, known[raw["do"]])
        except msgspec.ValidationError:
            self.refused.add("malformed")
            return False
        return self._try(who, move, step) is not None

    def _try(self, who: Person, move: Move, step: str = "") -> Any:
        try:
            self._last = self.room.act(who, f"fill{self.room.applied:012d}{len(self.texts):06d}", move, step)
        except Rejected as refused:
            self.refused.add(refused.code)
            return None
        finally:
            tried, self._asked = range(self._asked, len(self.texts)), len(self.texts)
        self.taken.update(self._first + number for number in tried)
        return self._last

    def _turn(self, who: Person) -> Any:
        return Turn(who, self.room.clock(), self.room.dice, "try")

    # turning the pages

    def focus(self, step: str) -> None:
        self.house.act(self.code, Focus(step))

    def show_all(self) -> None:
        for step in self.steps:
            for name in ("close_step", "show_step"):
                move = msgspec.convert({"do": name, "step": step}, session_moves()[name])
                self.house.run(self._shown(move))

    async def _shown(self, move: Move) -> None:
        self._try(ORGANISER, move)
        await self.room.saved(self._last)


def _names_in(sample: Move) -> dict[str, str]:
    """Ids and codes that a move names: its texts that nobody writes."""
    words = set(free_texts(type(sample)))
    fields = {name: getattr(sample, name) for name in sample.__struct_fields__ if name not in words}
    return {name: value for name, value in fields.items() if isinstance(value, str) and value}
