"""Which moves a pulse accepts, and what is settled at that moment: ids, weights, what the desk meant."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from sessions.activities.pulse import moves as m
from sessions.activities.pulse.balance import answers, categories, could_be_shown
from sessions.activities.pulse.comparing import comparable
from sessions.activities.pulse.rounds import entry_ids, find, most_entries, most_supported, statements
from sessions.activities.pulse.state import Remembering
from sessions.activities.pulse.words import Word
from sessions.activity import Event, Move, Rejected, Scene, Turn, needed, tidy
from sessions.measures import MOST_OCCASIONS, CompareWith, Measured, same


class Judging(Remembering):
    """One judge for each move, called like the move; what needs no judging is accepted as it is."""

    def decide(self, move: Move, turn: Turn, scene: Scene) -> Sequence[Event]:
        judge: Callable[..., Event] | None = getattr(self, f"_{type(move).__struct_config__.tag}", None)
        return (judge(move, turn, scene) if judge else move,)

    def _write(self, move: m.Write, turn: Turn, scene: Scene) -> Event:
        self._in_this_round(move.round)
        if self.round.supporting:
            raise Rejected("supporting_now")
        text = self._entry_text(move.text)
        mine = self.round.of_seat(turn.who.seat)
        most = most_entries(self.settings)
        if len(mine) >= most:
            raise Rejected("enough", most=most)
        if self._key_of(text, "") in {e.key for e in mine}:
            raise Rejected("said_already")
        return replace(move, text=text, round=len(self.rounds), id=turn.new_id("e"))

    def _entry_text(self, text: str) -> str:
        if self.settings.form in ("scales", "balance"):
            raise Rejected("not_now")
        return needed(text, m.LONGEST[self.settings.form])

    def _take_back(self, move: m.TakeBack, turn: Turn, scene: Scene) -> Event:
        if move.id not in {e.id for e in self.round.of_seat(turn.who.seat)}:
            raise Rejected("unknown")
        return move

    def _rate(self, move: m.Rate, turn: Turn, scene: Scene) -> Event:
        self._in_this_round(move.round)
        self._on_scale(move.statement, scene)
        if not 0 <= move.value <= self._points():
            raise Rejected("unknown")
        weight = 1 if self.settings.form == "balance" else turn.who.weight
        return replace(move, round=len(self.rounds), weight=weight)

    def _on_scale(self, statement: int, scene: Scene) -> None:
        if self.settings.form not in ("scales", "balance"):
            raise Rejected("not_now")
        if self.round.final is not None:
            raise Rejected("balance_final")
        balance = self.settings.form == "balance"
        most = 1 if balance else len(statements(self.settings, scene.title))
        if not 1 <= statement <= most:
            raise Rejected("unknown")

    def _points(self) -> int:
        return len(categories(self.settings)) if self.settings.form == "balance" else self.settings.points

    def _support(self, move: m.Support, turn: Turn, scene: Scene) -> Event:
        self._in_this_round(move.round)
        if not self.round.supporting:
            raise Rejected("not_now")
        own = self.round.supported_by(turn.who.seat)
        most = most_supported(self.settings)
        if move.on and move.id not in own:
            if move.id not in {word.id for word in self.round.words(self.settings) if word.visible}:
                raise Rejected("unknown")
            if len(own) >= most:
                raise Rejected("enough_support", most=most)
        return replace(move, round=len(self.rounds), weight=turn.who.weight)

    def _ask_support(self, move: m.AskSupport, turn: Turn, scene: Scene) -> Event:
        if not most_supported(self.settings):
            raise Rejected("not_now")
        return move

    def _in_this_round(self, number: int) -> None:
        if number not in (0, len(self.rounds)):
            raise Rejected("other_round")

    def _join(self, move: m.Join, turn: Turn, scene: Scene) -> Event:
        number, words = self._words_with(move.ids)
        if len(words) < 2 or self._asked(number).form != "words":
            raise Rejected("choose_two")
        return self._arranged("join", number, entry_ids(words), turn)

    def _part(self, move: m.Part, turn: Turn, scene: Scene) -> Event:
        number, (word,) = self._words_with((move.id,))
        entry = next((e for e in word.entries if e.id == move.id), word.entries[0])
        part = [e for e in word.entries if (e.key == entry.key if word.spread else e.text == entry.text)]
        if len(part) == len(word.entries):
            raise Rejected("one_word")
        return self._arranged("part" if word.spread else "part_spelling", number, [e.id for e in part], turn)

    def _hide(self, move: m.Hide, turn: Turn, scene: Scene) -> Event:
        return self._set("hide", (move.id,), turn)

    def _unhide(self, move: m.Unhide, turn: Turn, scene: Scene) -> Event:
        return self._set("unhide", (move.id,), turn)

    def _approve(self, move: m.Approve, turn: Turn, scene: Scene) -> Event:
        return self._set("approve", move.ids, turn)

    def _set(self, how: m.How, ids: Sequence[str], turn: Turn) -> Event:
        number, words = self._words_with(ids)
        return self._arranged(how, number, entry_ids(words), turn)

    def _arranged(self, how: m.How, number: int, ids: Sequence[str], turn: Turn) -> Event:
        return m.Arranged(turn.new_id("a"), number, how, tuple(ids))

    def _words_with(self, ids: Sequence[str]) -> tuple[int, list[Word]]:
        """The round these ids belong to, and their words, each once."""
        for number, round in enumerate(self.rounds, 1):
            all_words = round.words(self._asked(number))
            found = {w.id: w for w in (find(all_words, i) for i in ids) if w}
            if found:
                return number, list(found.values())
        raise Rejected("unknown")

    def _annul(self, move: m.Annul, turn: Turn, scene: Scene) -> Event:
        if not self._act_stands(move.act):
            raise Rejected("unknown")
        return move

    def _reinstate(self, move: m.Reinstate, turn: Turn, scene: Scene) -> Event:
        if self._act_stands(move.act) is not False:
            raise Rejected("unknown")
        return move

    def _type_in(self, move: m.TypeIn, turn: Turn, scene: Scene) -> Event:
        return replace(move, text=self._entry_text(move.text), id=turn.new_id("e"))

    def _type_ratings(self, move: m.TypeRatings, turn: Turn, scene: Scene) -> Event:
        self._on_scale(move.statement, scene)
        if len(move.counts) != self._points():
            raise Rejected("unknown")
        return move

    def _new_round(self, move: m.NewRound, turn: Turn, scene: Scene) -> Event:
        if self.round.empty:
            raise Rejected("round_is_empty")
        if self.settings.form == "balance":
            raise Rejected("balance_once")
        return m.NewRound(seen=self._visible(len(self.rounds), scene))

    def _drop_round(self, move: m.DropRound, turn: Turn, scene: Scene) -> Event:
        if len(self.rounds) == 1 or not self.round.empty:
            raise Rejected("round_has_answers")
        return move

    def _show_round(self, move: m.ShowRound, turn: Turn, scene: Scene) -> Event:
        if not 0 <= move.round <= len(self.rounds):
            raise Rejected("unknown")
        return move

    def _compare_with(self, move: CompareWith, turn: Turn, scene: Scene) -> Event:
        """What fits the set and is not here already; texts tidied, ids given."""
        if self.settings.form != "scales" or not self.settings.set:
            raise Rejected("no_set")
        fitting = [one for one in move.measured if comparable(one, self.settings, scene.title)]
        if not fitting:
            raise Rejected("nothing_to_compare", set=self.settings.set)
        here = {_occasion(one) for one in self.earlier}
        new = [one for one in fitting if _occasion(one) not in here]
        if not new:
            raise Rejected("compared_already")
        if len(self.earlier) + len(new) > MOST_OCCASIONS:
            raise Rejected("too_many_occasions", most=MOST_OCCASIONS)
        return CompareWith(tuple(_tidied(one, turn.new_id("o")) for one in new))

    def _drop_earlier(self, move: m.DropEarlier, turn: Turn, scene: Scene) -> Event:
        if not move.ids or not set(move.ids) <= {one.id for one in self.earlier}:
            raise Rejected("unknown")
        return move

    def closing(self, scene: Scene) -> Sequence[Event]:
        """What a balance has told, it has told: see balance.py, 4."""
        if self.settings.form != "balance":
            return ()
        return (m.Balanced(answers(self.settings, self.round), could_be_shown(self.settings, self.round)),)


def _occasion(one: Measured) -> tuple[str, str, int, int]:
    return one.code, same(one.step), one.at, one.round


def _tidied(one: Measured, id: str) -> Measured:
    return replace(one, id=id, step=tidy(one.step, 4000), title=tidy(one.title, 4000))
