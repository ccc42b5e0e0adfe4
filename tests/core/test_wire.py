"""What comes from outside is read or refused, never half of it; what is written is read back the same."""

from typing import Any, ClassVar

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions import activities, wire
from sessions.activity import Activity, Event, Move, Rejected
from sessions.day_moves import AddSlot
from sessions.session_moves import Happened
from sessions.wire import Do, Hi, Time, read_events, read_frame, read_move, write_events
from tests.play import DESK, Play

LONG = "a" * 64


def code_of(call: Any, *args: Any) -> Rejected:
    with pytest.raises(Rejected) as refused:
        call(*args)
    return refused.value


class TestFrames:
    def test_the_three_that_there_are(self) -> None:
        assert read_frame('{"t":"hi","have":{"main":"9f"}}') == Hi({"main": "9f"})
        assert read_frame(b'{"t":"time","c":1.5}') == Time(1.5)
        frame = read_frame('{"t":"do","id":"abcdef12","step":"k1","move":{"do":"next"}}')
        assert frame == Do("abcdef12", {"do": "next"}, "k1")

    @pytest.mark.parametrize(
        "text",
        [
            "", "x", "[]", "null", '{"t":"do"}',
            '{"t":"hej"}', '{"t":"hi","more":1}', '{"t":"time","c":"nu"}', '{"t":"hi"',
            '{"t":"do","id":"abcdef12","move":[]}', b"\xff\xfe", "[" * 100_000, '{"t":"time","c":1e999}',
        ],
    )  # fmt: skip
    def test_anything_else_is_malformed(self, text: str | bytes) -> None:
        assert code_of(read_frame, text).code == "malformed"

    @pytest.mark.parametrize(
        "id", ["", "short", LONG + "a", "abc def 12", "åäöåäöåä", "abcdef12\n", "../../etc"]
    )
    def test_an_id_is_eight_to_sixty_four_letters_and_digits(self, id: str) -> None:
        frame = msgspec.json.encode({"t": "do", "id": id, "move": {"do": "next"}})
        assert code_of(read_frame, frame).code == "malformed"

    def test_the_longest_and_the_shortest_id(self) -> None:
        for id in (LONG, "a" * 8):
            frame = read_frame(msgspec.json.encode({"t": "do", "id": id, "move": {}}))
            assert isinstance(frame, Do)
            assert frame.id == id

    @given(st.binary(max_size=200) | st.text(max_size=200))
    def test_nothing_but_a_refusal_comes_of_noise(self, noise: str | bytes) -> None:
        frame: Any
        try:
            frame = read_frame(noise)
        except Rejected as refused:
            frame = refused
        assert isinstance(frame, Hi | Do | Time) or str(frame) == "malformed"


class TestMoves:
    def test_the_strings_of_a_form_are_read_by_the_moves_types(self) -> None:
        session = Play().session
        move = read_move(session, "", {"do": "add_slot", "title": "Ny", "minutes": "25"})
        assert move == AddSlot("Ny", minutes=25)

    def test_a_move_of_a_step_is_not_one_of_the_session(self) -> None:
        play = Play(1)
        step = play.start("pulse")
        assert read_move(play.session, step, {"do": "write", "text": "ord"})
        assert code_of(read_move, play.session, "", {"do": "write", "text": "ord"}).code == "malformed"
        assert code_of(read_move, play.session, step, {"do": "next"}).code == "malformed"

    @pytest.mark.parametrize(
        "raw", [{}, {"do": None}, {"do": 5}, {"do": ["next"]}, {"do": "nothing_like_it"}]
    )
    def test_a_move_that_nobody_knows(self, raw: dict[str, Any]) -> None:
        assert code_of(read_move, Play().session, "", raw).code == "malformed"

    def test_a_step_that_nobody_knows(self) -> None:
        assert code_of(read_move, Play().session, "gone", {"do": "write"}).code == "unknown"

    @pytest.mark.parametrize(
        ("raw", "field"),
        [
            ({"do": "add_slot", "minutes": "many"}, "minutes"),
            ({"do": "place_programme", "slots": [{"title": 5}]}, "slots"),
            ({"do": "add_step", "kind": "talk", "settings": 3}, "settings"),
            ({"do": "add_slot", "title": "x" * 4001}, "title"),
        ],
    )
    def test_the_field_that_cannot_be_is_named(self, raw: dict[str, Any], field: str) -> None:
        refused = code_of(read_move, Play().session, "", raw)
        assert (refused.code, refused.values) == ("malformed", {"field": field})

    def test_a_field_too_many_or_too_few_names_none(self) -> None:
        for raw in ({"do": "next", "more": 1}, {"do": "go_to"}):
            refused = code_of(read_move, Play().session, "", raw)
            assert (refused.code, refused.values) == ("malformed", {})


class OldNote(Move, frozen=True):
    text: str
    colour: str = "yellow"


class Lifted(Activity):
    """Its notes had no colour at first, and were called something else."""

    kind = "lifted"
    moves = (OldNote,)
    upcasters: ClassVar[dict[str, Any]] = {"post_it": lambda raw: {"do": "old_note", "text": raw["words"]}}


class TestTheJournal:
    def test_an_older_form_is_lifted_to_todays(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(activities._BY_KIND, "lifted", Lifted)
        row = msgspec.json.encode(
            [("k1", {"do": "post_it", "words": "hej"}), ("k1", {"do": "old_note", "text": "ny"})]
        )
        found = list(read_events(row, lambda step: {"k1": "lifted"}[step]))
        assert found == [Happened(OldNote("hej"), "k1"), Happened(OldNote("ny"), "k1")]
        wire.step_moves.cache_clear()

    @pytest.mark.parametrize("text", ["\ud800", "x\udfffy"])
    def test_half_characters_are_refused_before_anything_has_happened(self, text: str) -> None:
        assert code_of(write_events, [Happened(AddSlot(text))]).code == "malformed"

    def test_every_row_of_a_played_session_is_read_back_the_same(self) -> None:
        play = Play(3)
        play.sample(play.start("pulse"))
        for row in play.rows:
            events = list(read_events(row.events, play.session.steps.kind_of))
            assert write_events(events) == row.events
            assert all(isinstance(one.event, Event) for one in events)

    def test_a_step_that_begins_in_a_row_is_known_to_what_follows_in_it(self) -> None:
        known: dict[str, str] = {}
        added = {"do": "step_added", "step": "k9", "slot": "", "kind": "pulse"}
        row = msgspec.json.encode([("", added), ("k9", {"do": "write", "text": "a", "id": "e1"})])
        found = []
        for one in read_events(row, known.__getitem__):
            found.append(one)
            known["k9"] = "pulse"
        assert [one.step for one in found] == ["", "k9"]


def test_a_desk_that_sends_half_a_character_changes_nothing() -> None:
    play = Play()
    before = len(play.rows)
    with pytest.raises(Rejected):
        play.do(DESK, AddSlot("\ud800"))
    assert len(play.rows) == before
