"""What is remembered of the pitches, their order and time, and of the questions; and how events change it."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from msgspec import Struct, structs

from sessions.activities.pitch import moves as m
from sessions.activities.pitch.timing import PHASES, used
from sessions.activity import Activity, Event, Item, Ms, tidy
from sessions.ball import Entrust, named


class Span(Struct):
    """Seconds that a phase was given, and used."""

    planned: int
    used: int = 0


class Question(Struct):
    """`seat`: who wrote it ("" when typed in by whoever leads). `answer_by`: who noted the answer.

    `who` answers it and `until` when, where it still waits for that; `named_by`: who wrote so.
    """

    id: str
    item: str
    text: str
    seat: str
    standing: m.Standing
    panel: bool = False
    typed: bool = False
    answer: str = ""
    answer_by: str = ""
    who: str = ""
    until: str = ""
    named_by: str = ""


SEEN = ("asked", "parked", "answered", "written")
"""Standings of questions that everybody sees."""
UNANSWERED = ("asked", "parked", "written")
LEFT = ("parked", "written")
"""Those that nobody counts on being answered in the room."""


class Remembering(Activity):
    """The state. What was taken over keeps its ids; what is typed in on the settings has ids of its title."""

    Settings = m.Settings

    def __init__(self, settings: Any = None) -> None:
        super().__init__(settings)
        self.taken: tuple[Item, ...] = ()
        self.typed: dict[str, Item] = {}
        self.texts: dict[str, str] = {}
        self.order: tuple[str, ...] = ()
        self.drawn = False
        self.out: set[str] = set()
        self.begun: list[str] = []
        self.on = ""
        self.phase: m.Phase = ""
        self.spans: dict[tuple[str, str], Span] = {}
        self.questions: dict[str, Question] = {}
        self.supporters: dict[str, set[str]] = {}
        self.shown = ""

    def opened(self, items: Sequence[Item]) -> None:
        self.taken = tuple(items)[: m.MOST_PITCHES]

    # what can be read

    def pitches(self) -> dict[str, Item]:
        """Every pitch by its id: taken over, typed in beforehand, typed in on the day."""
        titled = {item.id: item for item in typed_titles(self.settings.titles)}
        taken = {item.id: self._with_text(item) for item in self.taken}
        return {**taken, **{id: item for id, item in titled.items() if id not in taken}, **self.typed}

    def _with_text(self, item: Item) -> Item:
        text = self.texts.get(item.id, "")
        return structs.replace(item, text=text) if text else item

    def waiting(self) -> list[str]:
        """Who has not presented, in order; what came later than the order stands last."""
        known = {id: place for place, id in enumerate(self.order)}
        still = [id for id in self.pitches() if id not in self.out and id not in self.begun]
        return sorted(still, key=lambda id: known.get(id, len(known)))

    def listed(self) -> list[str]:
        """Those who have presented, as they came; then those who wait; then those who dropped out."""
        begun = [id for id in self.begun if id not in self.out]
        return [*begun, *self.waiting(), *(id for id in self.pitches() if id in self.out)]

    def rest(self, phase: str) -> list[m.Running]:
        """The phases that follow in the pitch that is on. The last pitch needs no change-over."""
        weights = self.weights()
        return [one for one in later(phase) if weights[one] and (one != "change" or self.waiting())]

    def weights(self) -> dict[str, int]:
        return {phase: getattr(self.settings, phase) for phase in PHASES}

    def coming(self) -> tuple[str, m.Phase] | None:
        """What follows: the next phase, the next group, ("", "") after the last; None when nothing does."""
        rest = self.rest(self.phase)
        if rest:
            return self.on, rest[0]
        waiting = self.waiting()
        if waiting:
            return waiting[0], "pitch"
        return ("", "") if self.on else None

    def seen(self, item: str | None = None) -> Iterator[Question]:
        """Questions that everybody sees, of one pitch or of all."""
        for question in self.questions.values():
            if question.standing in SEEN and item in (None, question.item):
                yield question

    def of_seat(self, seat: str) -> list[Question]:
        return [q for q in self.questions.values() if q.seat == seat and q.standing != "withdrawn"]

    def support(self, id: str) -> int:
        return len(self.supporters.get(id, ()))

    # what has happened

    def apply(self, event: Event, by: str, at: Ms) -> None:
        keep: Callable[..., None] | None = getattr(self, f"_keep_{type(event).__struct_config__.tag}", None)
        if keep:
            keep(event, by, at)

    def _keep_put_pitch(self, event: m.PutPitch, by: str, at: Ms) -> None:
        if event.item and event.item not in self.typed:
            self.texts[event.item] = event.text
        else:
            key = event.item or event.id
            self.typed[key] = Item(key, event.title, event.text, group=event.group)

    def _keep_withdraw(self, event: m.Withdraw, by: str, at: Ms) -> None:
        self.texts.pop(event.item, None)
        if not event.text:
            self.typed.pop(event.item, None)

    def _keep_ordered(self, event: m.Ordered, by: str, at: Ms) -> None:
        self.order, self.drawn = event.items, event.drawn

    def _keep_drop_out(self, event: m.DropOut, by: str, at: Ms) -> None:
        self.out.add(event.item)
        if self.on == event.item:
            self.on = self.phase = ""

    def _keep_take_in(self, event: m.TakeIn, by: str, at: Ms) -> None:
        """Who dropped out in the middle begins anew."""
        self.out.discard(event.item)
        self.begun = [id for id in self.begun if id != event.item]

    def _keep_went(self, event: m.Went, by: str, at: Ms) -> None:
        self._spend(used(event.before, at))
        self.on, self.phase, self.shown = event.item, event.phase, ""
        if event.phase == "pitch":
            self.begun.append(event.item)
        if event.phase:
            self.spans[event.item, event.phase] = Span(event.seconds)

    def _keep_stopped(self, event: m.Stopped, by: str, at: Ms) -> None:
        self._spend(used(event.clock, at))
        self.on = self.phase = self.shown = ""

    def _spend(self, seconds: int) -> None:
        span = self.spans.get((self.on, self.phase))
        if span:
            span.used += seconds

    def _keep_returned(self, event: m.Returned, by: str, at: Ms) -> None:
        """What was begun by mistake has not been."""
        self.spans.pop((self.on, self.phase), None)
        if self.phase == "pitch":
            self.begun = [id for id in self.begun if id != self.on]
        self.on, self.phase, self.shown = event.item, event.phase, ""

    def _keep_ask(self, event: m.Ask, by: str, at: Ms) -> None:
        standing: m.Standing = "asked"
        if event.draft:
            standing = "draft"
        elif self.settings.hold and not event.panel:
            standing = "held"
        self.questions[event.id] = Question(event.id, event.item, event.text, by, standing, event.panel)

    def _keep_reword(self, event: m.Reword, by: str, at: Ms) -> None:
        self.questions[event.id].text = event.text

    def _keep_take_back(self, event: m.TakeBack, by: str, at: Ms) -> None:
        self._stand(event.id, "withdrawn")

    def _keep_put_forward(self, event: m.PutForward, by: str, at: Ms) -> None:
        self._stand(event.id, "asked")

    def _keep_park(self, event: m.Park, by: str, at: Ms) -> None:
        self._stand(event.id, "parked")

    def _keep_mark(self, event: m.Mark, by: str, at: Ms) -> None:
        self._stand(event.id, event.standing)

    def _stand(self, id: str, standing: m.Standing) -> None:
        self.questions[id].standing = standing
        if standing != "asked" and self.shown == id:
            self.shown = ""

    def _keep_support(self, event: m.Support, by: str, at: Ms) -> None:
        behind = self.supporters.setdefault(event.id, set())
        behind.add(by) if event.on else behind.discard(by)

    def _keep_answer(self, event: m.Answer, by: str, at: Ms) -> None:
        question = self.questions[event.id]
        question.answer, question.answer_by = event.text, by
        self._stand(event.id, "answered")

    def _keep_unanswer(self, event: m.Unanswer, by: str, at: Ms) -> None:
        question = self.questions[event.id]
        question.answer = question.answer_by = ""
        self._stand(event.id, event.standing)

    def _keep_entrust(self, event: Entrust, by: str, at: Ms) -> None:
        question = self.questions[event.id]
        question.named_by = by
        for name, text in named(event).items():
            setattr(question, name, text)

    def _keep_put_on(self, event: m.PutOn, by: str, at: Ms) -> None:
        self.shown = event.id

    def _keep_type_question(self, event: m.TypeQuestion, by: str, at: Ms) -> None:
        standing: m.Standing = "answered" if event.answered else "asked"
        self.questions[event.id] = Question(
            event.id, event.item, event.text, by, standing, event.panel, True, event.answer, by
        )

    def forget(self, seat: str) -> None:
        """What this seat asked, and what it noted about answers, is emptied; that it was asked stays."""
        for question in self.questions.values():
            if question.seat == seat:
                question.text = ""
            if question.answer_by == seat:
                question.answer = ""
            if question.named_by == seat:
                question.who = question.until = ""


def later(phase: str, itself: bool = False) -> tuple[m.Running, ...]:
    """The phases after this one, or from it on."""
    place = PHASES.index(phase) if phase in PHASES else len(PHASES)
    return PHASES[place + (not itself) :]


@lru_cache(64)
def typed_titles(lines: str) -> tuple[Item, ...]:
    """One a line, each once. The id is made of the title, so that the same title stays the same item."""
    titles = dict.fromkeys(title for line in lines.split("\n") if (title := tidy(line, m.LONGEST["title"])))
    return tuple(Item(_id_of(title), title) for title in titles)


def _id_of(title: str) -> str:
    return "p" + blake2b(title.encode(), digest_size=5).hexdigest()
