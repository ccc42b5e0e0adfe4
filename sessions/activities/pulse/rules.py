"""The pulse of the room: words in a cloud, statements on scales, free texts, or a balance; round after round."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any, ClassVar

from sessions.activities.pulse import balance, comparing, report, views
from sessions.activities.pulse import moves as m
from sessions.activities.pulse.judging import Judging
from sessions.activities.pulse.rounds import most_entries, most_supported, statements, turnout
from sessions.activities.pulse.sample import answers
from sessions.activities.pulse.words import Word, parts
from sessions.activity import OPEN, Event, Item, Person, Sample, Scene, View
from sessions.blocks import Block, Term
from sessions.measures import Measured, Measuring


class Pulse(Judging, Measuring):
    kind = "pulse"
    moves = m.MOVES
    events: ClassVar[tuple[type[Event], ...]] = (m.Arranged, m.Balanced)
    suggested_by = (
        *("word cloud", "ordmoln", "pulse", "puls", "evaluation", "utvärdering"),
        *("what did i hear", "vad hörde jag", "next theme", "nästa tema", "tema för nästa"),
    )

    def _result(self, scene: Scene) -> dict[str, Any] | None:
        if not self._visible(self.shown, scene):
            return None
        before = self._before(self.shown, scene)
        return views.result(self._asked(self.shown), self.rounds[self.shown - 1], scene, before)

    # the same on several occasions

    def measured(self, scene: Scene) -> Sequence[Measured]:
        """Rounds of a named set, once they are on record; and which categories a balance has counted."""
        asked = balance.asked(self.settings, self.round)
        return [*self._measures(len(self.rounds), scene, named=True), *asked]

    def _measures(self, upto: int, scene: Scene, named: bool = False) -> list[Measured]:
        several = len(self.rounds) > 1
        return [
            comparing.measure(asked, round, n if several else 0, scene)
            for n, round in enumerate(self.rounds[:upto], 1)
            if (asked := self._asked(n)).form == "scales" and self._on_record(n, scene) and not round.empty
            if asked.set or not named
        ]

    def _before(self, number: int, scene: Scene) -> list[Measured]:
        """The same set on earlier occasions: earlier sessions, earlier steps, earlier rounds."""
        asked = self._asked(number)
        if asked.form != "scales":
            return []
        earlier = sorted(self.earlier, key=lambda one: (one.date, one.at, one.round))
        rounds = self._measures(number - 1, scene)
        all_before = (*earlier, *comparing.beside(asked, scene), *rounds)
        return [one for one in all_before if comparing.comparable(one, asked, scene.title)]

    def compared(self) -> Sequence[Measured]:
        return self.earlier

    def would_ask(self, found: Sequence[Measured]) -> Mapping[str, Any] | None:
        return None if self.settings.statements or self.settings.set else comparing.as_settings(found)

    # what is seen

    def everyone(self, scene: Scene) -> View:
        asked, found = self._asked(self.shown), self._result(scene)
        listed = found and views.for_phone(asked, found, self._follows(scene))
        answered = views.says_something(listed)
        choosing = self.round.supporting and scene.state == OPEN
        to_list = listed if answered and not choosing else None
        pieces = {"answers": views.answers(asked, to_list, scene)} if to_list else {}
        return {
            **views.question(self.settings, scene),
            "round": len(self.rounds),
            "shown": self.shown,
            "supporting": self.round.supporting,
            "asked": views.question(asked, scene),
            "revealed": listed is not None,
            "answered": answered,
            "supportable": listed["words"] if listed and choosing else [],
            "listed": bool(pieces),
            "pieces": pieces,
        }

    def seat(self, who: Person, scene: Scene) -> View:
        """What was written. What was marked stands on the form itself."""
        if self.settings.form in ("scales", "balance"):
            return {}
        mine = self.round.of_seat(who.seat)
        waiting = {e.id for w in self.round.words(self.settings) for e in w.waiting}
        return {
            "form": self.settings.form,
            "mine": [{"id": e.id, "text": e.text, "waiting": e.id in waiting} for e in mine if e.text],
            "left": max(most_entries(self.settings) - len(mine), 0),
            "most": most_entries(self.settings),
            "supporting": self.round.supporting,
            "supported": len(self.round.supported_by(who.seat)),
            "support": most_supported(self.settings),
        }

    def marks(self, who: Person, scene: Scene) -> Mapping[str, Mapping[str, Any]]:
        given = ((n, ratings.by_seat.get(who.seat)) for n, ratings in self.round.ratings.items())
        rated = [(n, rating[0]) for n, rating in given if rating]
        checked = {f"r{len(self.rounds)}-s{n}-{value}": {"checked": True} for n, value in rated}
        full = len(self.round.of_seat(who.seat)) >= most_entries(self.settings)
        checked |= {"write": {"disabled": True}, "send": {"disabled": True}} if full else {}
        return checked | (self._support_marks(who.seat) if self.round.supporting else {})

    def _support_marks(self, seat: str) -> dict[str, Mapping[str, Any]]:
        """What this seat supports is ticked; when it has no more to give, the others are shut."""
        own = self.round.supported_by(seat)
        full = len(own) >= most_supported(self.settings)
        marks: dict[str, Mapping[str, Any]] = {f"support-{id}": {"checked": True} for id in own}
        others = [w.id for w in self.round.words(self.settings) if w.visible and w.id not in own]
        return marks | ({f"support-{id}": {"disabled": True} for id in others} if full else {})

    def wall(self, scene: Scene) -> View:
        asked = self._asked(self.shown)
        found = self._result(scene)
        return {
            **views.question(asked, scene),
            "round": self.shown,
            "rounds": len(self.rounds),
            "supporting": self.rounds[self.shown - 1].supporting,
            "turnout": turnout(self.rounds[self.shown - 1], scene),
            "result": found and views.for_wall(asked, found, self.page, self._follows(scene)),
        }

    def _follows(self, scene: Scene) -> bool:
        return scene.state == OPEN and not self.chosen

    def desk(self, scene: Scene) -> View:
        """What people wrote is here to be put in order, before anybody sees it; marks on a scale are not."""
        asked = self._asked(self.shown)
        round = self.rounds[self.shown - 1]
        figures = asked.form in ("scales", "balance")
        open_to_desk = not figures or self._visible(self.shown, scene) or scene.state != OPEN
        found = self._result(scene)
        return {
            **views.question(asked, scene),
            "round": self.shown,
            "running": len(self.rounds),
            "fresh": self.round.empty,
            "supporting": self.round.supporting,
            "visible": found is not None,
            "paper": [round.paper.get(s.number, ()) for s in statements(asked, scene.title)],
            "final": self.round.final is not None,
            "earlier": [comparing.told(one) for one in self.earlier],
            "turnout": turnout(round, scene),
            "rounds": views.rounds_list(self.rounds, self.shown, scene),
            "result": views.at_desk(asked, round, scene, self._before(self.shown, scene))
            if open_to_desk
            else None,
            "wall": found and views.for_wall(asked, found, self.page, self._follows(scene)),
        }

    def needs(self, scene: Scene) -> Sequence[Term]:
        """What was written and waits to be read before it is shown."""
        words = self.rounds[self.shown - 1].words(self._asked(self.shown))
        waiting = sum(1 for word in words if word.waiting)
        return (Term("to_approve", {"count": waiting}),) if waiting else ()

    def presumes(self) -> Sequence[str]:
        """What was heard needs no question of its own."""
        heard = self.settings.heard and self.settings.form == "text"
        return () if self.settings.question or heard else ("question",)

    def items(self) -> list[Item]:
        """What is visible of the round on the wall, what most support first; a joined word comes from its parts."""
        if self._asked(self.shown).form in ("scales", "balance"):
            return []
        round = self.rounds[self.shown - 1]
        words = views.by_support(round.words(self._asked(self.shown)), round)
        return [_item(word) for word in words if word.visible]

    def authored(self, seat: str) -> set[str]:
        """A word that somebody else wrote in the same way is not this seat's alone."""
        return {
            word.id
            for number, round in enumerate(self.rounds, 1)
            for word in round.words(self._asked(number))
            if {e.seat for e in word.entries if e.text == word.text} == {seat}
        }

    def minutes(self, scene: Scene) -> list[Block]:
        several = len(self.rounds) > 1
        return [
            block
            for n, round in enumerate(self.rounds, 1)
            for block in report.blocks(
                n if several else 0,
                self._asked(n),
                round,
                scene,
                self._on_record(n, scene),
                self._before(n, scene),
            )
        ]

    def record(self, scene: Scene) -> View:
        return {
            "rounds": [
                report.record(
                    n, self._asked(n), round, scene, self._on_record(n, scene), self._before(n, scene)
                )
                for n, round in enumerate(self.rounds, 1)
            ]
        }

    def sample(self, people: Sequence[Person], dice: Random) -> Iterator[Sample]:
        return answers(self, people, dice)

    def _on_record(self, number: int, scene: Scene) -> bool:
        """A round that still runs leaves its turnout only."""
        running = number == len(self.rounds) and scene.state == OPEN
        return self._visible(number, scene) and not running


def _item(word: Word) -> Item:
    from_ids = tuple(entry.id for entry, _ in parts(word)) if word.joined else ()
    return Item(word.id, word.text, from_ids=from_ids)
