"""Which moves a pulse accepts, and what is settled at that moment: ids, weights, what the desk meant."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from sessions.activities.pulse import moves as m
from sessions.activities.pulse.rounds import entry_ids, find, most_entries, most_supported, statements
from sessions.activities.pulse.state import Remembering
from sessions.activities.pulse.words import Word
from sessions.activity import Event, Move, Rejected, Scene, Turn, needed


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
        if self.settings.form == "scales":
            raise Rejected("not_now")
        return needed(text, m.LONGEST[self.settings.form])

    def _take_back(self, move: m.TakeBack, turn: Turn, scene: Scene) -> Event:
        if move.id not in {e.id for e in self.round.of_seat(turn.who.seat)}:
            raise Rejected("unknown")
        return move

    def _rate(self, move: m.Rate, turn: Turn, scene: Scene) -> Event:
        self._in_this_round(move.round)
        self._on_scale(move.statement, scene)
        if not 0 <= move.value <= self.settings.points:
            raise Rejected("unknown")
        return replace(move, round=len(self.rounds), weight=turn.who.weight)

    def _on_scale(self, statement: int, scene: Scene) -> None:
        if self.settings.form != "scales":
            raise Rejected("not_now")
        if not 1 <= statement <= len(statements(self.settings, scene.title)):
            raise Rejected("unknown")

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
        if len(move.counts) != self.settings.points:
            raise Rejected("unknown")
        return move

    def _new_round(self, move: m.NewRound, turn: Turn, scene: Scene) -> Event:
        if self.round.empty:
            raise Rejected("round_is_empty")
        return m.NewRound(seen=self._visible(len(self.rounds), scene))

    def _drop_round(self, move: m.DropRound, turn: Turn, scene: Scene) -> Event:
        if len(self.rounds) == 1 or not self.round.empty:
            raise Rejected("round_has_answers")
        return move

    def _show_round(self, move: m.ShowRound, turn: Turn, scene: Scene) -> Event:
        if not 0 <= move.round <= len(self.rounds):
            raise Rejected("unknown")
        return move
