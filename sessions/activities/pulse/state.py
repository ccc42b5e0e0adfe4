"""What a pulse remembers, and how each event changes it."""

from typing import cast

from sessions.activities.pulse import moves as m
from sessions.activities.pulse.balance import categories
from sessions.activities.pulse.rounds import Round, statements
from sessions.activities.pulse.words import Act, Entry, fold
from sessions.activity import CLOSED, OPEN, SHOWN, Activity, Event, Move, Ms, Rejected, Scene
from sessions.measures import CompareWith, Measured


class Remembering(Activity):
    Settings = m.Settings

    def __init__(self, settings: m.Settings | None = None) -> None:
        super().__init__(settings)
        self.rounds = [Round()]
        self.earlier: list[Measured] = []
        self.chosen = 0
        self.page = 0

    def settings_changed(self, settings: m.Settings) -> None:
        """Wording may be mended; what the answers rest on may not change under them. A new round frees it."""
        named = [fold(name) for name in categories(settings)]
        if settings.form == "balance" and len(set(named)) < max(len(named), 2):
            raise Rejected("two_categories", field="categories")
        if not self.round.empty and _rests_on(settings) != _rests_on(self.settings):
            raise Rejected("answered_already")
        self.settings = settings

    def apply(self, event: Event, by: str, at: Ms) -> None:
        match event:
            case m.Write():
                self.round.add(Entry(event.id, by, event.text, self._key_of(event.text, event.id)))
            case m.TypeIn():
                key = self._key_of(event.text, event.id)
                self.round.add(Entry(event.id, "", event.text, key, event.times, typed=True))
            case m.TakeBack():
                self.round.take_back(event.id)
            case m.Rate():
                self.round.rate(event.statement, by, event.value, event.weight)
            case m.Support():
                self.round.give_support(event.id, by, event.weight if event.on else 0)
            case m.AskSupport():
                self.round.supporting = event.on
            case m.TypeRatings():
                self._typed(event)
            case m.Balanced():
                self.round.final = self.round.final or (at if event.final else None)
            case CompareWith():
                self.earlier += event.measured
            case m.DropEarlier():
                self.earlier = [one for one in self.earlier if one.id not in event.ids]
            case m.Arranged():
                self.rounds[event.round - 1].acts.append(Act(event))
            case m.Annul() | m.Reinstate():
                self._let_stand(event.act, isinstance(event, m.Reinstate))
            case m.NewRound():
                self._begin_round(event.seen)
            case m.DropRound():
                self.rounds.pop()
                self.round.asked = None
                self.chosen = event.show if event.show < len(self.rounds) else 0
                self.page = event.page
            case m.ShowRound():
                self._choose(event.round)
            case m.TurnPage():
                self.page = event.page

    def _typed(self, event: m.TypeRatings) -> None:
        self.round.paper.pop(event.statement, None)
        if any(event.counts):
            self.round.paper[event.statement] = event.counts

    def _let_stand(self, act: str, stands: bool) -> None:
        for round in self.rounds:
            for done in round.acts:
                if done.event.id == act:
                    done.holds = stands
            if act in {e.id for e in round.entries}:
                (round.removed.discard if stands else round.removed.add)(act)

    def _begin_round(self, seen: bool) -> None:
        self.round.asked = self.settings
        self.round.seen |= seen
        self.rounds.append(Round())
        self.chosen = self.page = 0

    def _choose(self, number: int) -> None:
        self.chosen = 0 if number == len(self.rounds) else number
        self.page = 0
        if self.chosen:
            self.rounds[number - 1].seen = True

    def forget(self, seat: str) -> None:
        for round in self.rounds:
            for entry in round.of_seat(seat):
                entry.text, entry.key = "", "" if entry.key != entry.id else entry.id

    def inverse(self, event: Event) -> Move | None:
        match event:
            case m.Arranged() | m.TypeIn():
                return m.Annul(event.id)
            case m.Annul():
                return m.Reinstate(event.act)
            case m.Reinstate():
                return m.Annul(event.act)
            case m.TypeRatings():
                none = (0,) * len(event.counts)
                return m.TypeRatings(event.statement, self.round.paper.get(event.statement, none))
            case m.AskSupport():
                return m.AskSupport(self.round.supporting)
            case m.NewRound():
                return m.DropRound(self.chosen, self.page)
            case m.DropRound():
                return m.NewRound()
            case m.ShowRound():
                return m.ShowRound(self.chosen)
            case m.TurnPage():
                return m.TurnPage(self.page)
            case CompareWith():
                return m.DropEarlier(tuple(one.id for one in event.measured))
            case m.DropEarlier():
                return CompareWith(tuple(one for one in self.earlier if one.id in event.ids))
        return None

    @property
    def round(self) -> Round:
        """The one that runs."""
        return self.rounds[-1]

    @property
    def shown(self) -> int:
        """The number of the round on the wall."""
        return self.chosen or len(self.rounds)

    def _asked(self, number: int) -> m.Settings:
        return self.rounds[number - 1].asked or cast(m.Settings, self.settings)

    def _visible(self, number: int, scene: Scene) -> bool:
        if number < len(self.rounds):
            return self.rounds[number - 1].seen
        if self.round.supporting and scene.state in (OPEN, CLOSED):
            return True
        if self.settings.form == "balance" and scene.state == OPEN:
            return False
        return scene.state == SHOWN or (self.settings.reveal == "live" and scene.state in (OPEN, CLOSED))

    def _key_of(self, text: str, id: str) -> str:
        """Words that are the same belong together; a free text is always its own."""
        return fold(text) if self.settings.form == "words" else id

    def _act_stands(self, act: str) -> bool | None:
        for round in self.rounds:
            for done in round.acts:
                if done.event.id == act:
                    return done.holds
            if any(e.typed and e.id == act for e in round.entries):
                return act not in round.removed
        return None


def _rests_on(settings: m.Settings) -> tuple[str, int, tuple[str, ...]]:
    if settings.form == "balance":
        return settings.form, 0, categories(settings)
    return settings.form, settings.points, ("",) * len(statements(settings, ""))
