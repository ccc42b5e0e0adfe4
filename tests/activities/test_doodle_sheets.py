"""What is drawn: sheets swapped and finished by somebody else; nothing is shown without everybody's yes."""

import pytest

from sessions.activities.doodle import moves as m
from sessions.activities.doodle.ink import (
    MOST_STROKES,
    path_of,
    read_ink,
    write_ink,
)
from sessions.activities.doodle.plan import GRACE
from sessions.activities.doodle.spares import SPARES
from sessions.activity import Rejected, Turn
from sessions.blocks import Drawing, Para, Table, Term
from sessions.people import GiveRole
from sessions.render import Renderer
from tests.activities.doodle_play import INK, MORE, agree, doodle, draw, drawn_through, go, own, scene, view
from tests.play import DESK, Play


@pytest.fixture
def play() -> Play:
    return Play(4)


@pytest.fixture
def step(play: Play) -> str:
    return play.start("doodle", pairing="order", sheets=2)


class TestDrawing:
    def test_what_is_drawn_replaces_what_was_there_and_comes_back_after_a_reload(
        self, play: Play, step: str
    ) -> None:
        go(play, step, "doodle", 1)
        draw(play, step, 0, MORE)
        draw(play, step, 0, f"{INK};")
        board = own(play, step, 0)["board"]
        assert (board["ink"], board["open"], board["under"]) == (INK, True, [])
        go(play, step, "turn")
        assert own(play, step, 0)["board"] == {**board, "open": False}
        with pytest.raises(Rejected, match="not_ink"):
            play.do(play.people[0], m.Draw(1, "doodle", "<svg>"), step)

    def test_the_first_layer_lies_locked_beneath_the_second(self, play: Play, step: str) -> None:
        go(play, step, "doodle", 1)
        draw(play, step, 1)
        go(play, step, "finish", 1)
        draw(play, step, 0, MORE)
        board = own(play, step, 0)["board"]
        assert [stroke["d"] for stroke in board["under"]] == [path_of(line) for line in read_ink(INK)]
        assert board["ink"] == MORE
        first = doodle(play, step).layers["doodle"][play.people[1].seat, 1]
        assert write_ink(first.ink) == INK

    def test_who_is_not_in_it_cannot_draw(self, play: Play, step: str) -> None:
        go(play, step, "doodle", 1)
        play.people.append(play.join(9))
        with pytest.raises(Rejected, match="not_in"):
            draw(play, step, 4)
        go(play, step, "swap")
        play.do(play.people[4], m.ComeIn(), step)
        play.do(play.people[4], m.StepOut(), step)
        go(play, step, "finish", 1)
        with pytest.raises(Rejected, match="not_yet"):
            draw(play, step, 4)
        assert own(play, step, 4)["board"] is None

    def test_shapes_by_buttons_are_ink_too(self, play: Play, step: str) -> None:
        play.do(play.people[0], m.Work("shapes"), step)
        go(play, step, "doodle", 1)
        with pytest.raises(Rejected, match="nothing_to_undo"):
            play.do(play.people[0], m.TakeShape(1, "doodle"), step)
        play.do(play.people[0], m.AddShape(1, "doodle", "circle", 1, True), step)
        play.do(play.people[0], m.AddShape(1, "doodle", "wave"), step)
        play.do(play.people[0], m.TakeShape(1, "doodle"), step)
        board = own(play, step, 0)["board"]
        assert own(play, step, 0)["mode"] == "shapes"
        assert board["shapes"] == [{"shape": "circle", "place": 1, "large": True}]
        assert len(board["own"]) == 1
        draw(play, step, 0, ";".join(["n 1 2 3"] * MOST_STROKES))
        with pytest.raises(Rejected, match="too_many_strokes"):
            play.do(play.people[0], m.AddShape(1, "doodle", "dot"), step)
        play.do(play.people[0], m.TakeShape(1, "doodle"), step)
        assert own(play, step, 0)["board"]["shapes"] == []

    def test_when_one_of_a_pair_works_in_words_both_do(self, play: Play, step: str) -> None:
        go(play, step, "doodle", 1)
        play.do(play.people[1], m.Work("words"), step)
        assert [own(play, step, who)["mode"] for who in range(4)] == ["words", "words", "pen", "pen"]
        assert own(play, step, 0)["for_partner"]
        assert own(play, step, 0)["board"] is None
        assert [text["sheet"] for text in own(play, step, 0)["texts"]] == [1, 2]
        play.do(play.people[0], m.Describe(2, "doodle", "  en slinga \n utan slut"), step)
        go(play, step, "swap")
        play.do(play.people[0], m.Describe(1, "doodle", "två prickar"), step)
        assert own(play, step, 0)["texts"] == []
        with pytest.raises(Rejected, match="too_long"):
            play.do(play.people[0], m.Describe(1, "doodle", "x" * 201), step)
        go(play, step, "finish", 2)
        assert [text["given"] for text in own(play, step, 1)["texts"]] == [
            "två prickar",
            "en slinga utan slut",
        ]
        assert [text["spare"] > 0 for text in own(play, step, 0)["texts"]] == [True, True]
        go(play, step, "talk")
        play.do(play.people[1], m.Describe(1, "finish", "en uggla"), step)
        agree(play, step, 0, 1)
        play.close(step)
        play.show(step)
        (shown,) = view(play, step)["result"]["drawings"]
        assert shown["texts"] == ["två prickar", "en uggla"]
        found = [
            block.text
            for block in doodle(play, step).minutes(scene(play, step))[1:]
            if isinstance(block, Para)
        ]
        assert [term.values["texts"] for term in found if isinstance(term, Term)] == [shown["texts"]]

    def test_words_before_it_begins_and_in_later_rounds(self) -> None:
        play = Play(2)
        step = play.start("doodle", pairing="order", sheets=1, rounds=2)
        for person in play.people:
            play.do(person, m.Work("words"), step)
        play.do(play.people[0], m.ComeIn(), step)
        assert own(play, step, 0)["texts"] == []
        go(play, step, "doodle", 2)
        assert [text["sheet"] for text in own(play, step, 0)["texts"]] == [2]
        play.at += GRACE
        with pytest.raises(Rejected, match="sheet_over"):
            play.do(play.people[0], m.Describe(1, "doodle", "för sent"), step)
        go(play, step, "talk")
        assert [text["sheet"] for text in own(play, step, 0)["texts"]] == [1, 2]


class TestConsent:
    def test_nothing_is_shown_without_everybodys_yes(self, play: Play, step: str) -> None:
        drawn_through(play, step)
        agree(play, step, 0, 2, 3)
        play.close(step)
        play.show(step)
        assert len(view(play, step)["result"]["drawings"]) == 4
        agree(play, step, 1)
        assert len(view(play, step)["result"]["drawings"]) == 6
        assert view(play, step)["result"]["pages"] == 2

    def test_a_yes_can_be_taken_back_at_any_time(self, play: Play, step: str) -> None:
        drawn_through(play, step)
        agree(play, step, 0, 1)
        play.close(step)
        play.show(step)
        mine = own(play, step, 0)["drawings"]
        assert [(d["agreed"], d["waits"]) for d in mine] == [(True, False)] * 4
        marks = doodle(play, step).marks(play.people[0], scene(play, step))
        assert marks.keys() == {"way-pen", *(f"yes-{d['id']}" for d in mine)}
        assert [d["finisher"] for d in mine] == [True, False] * 2
        agree(play, step, 0, drawing=mine[0]["id"], on=False)
        shown = [d["id"] for d in view(play, step)["result"]["drawings"]]
        assert mine[0]["id"] not in shown
        assert len(shown) == 3
        assert own(play, step, 1)["drawings"][0]["waits"]

    def test_only_of_ones_own_drawings_can_one_speak(self, play: Play, step: str) -> None:
        with pytest.raises(Rejected, match="not_your_drawing"):
            agree(play, step, 0)
        drawn_through(play, step)
        theirs = own(play, step, 2)["drawings"][0]["id"]
        with pytest.raises(Rejected, match="not_your_drawing"):
            agree(play, step, 0, drawing=theirs)

    def test_on_a_ready_made_doodle_the_finishers_yes_is_enough(self) -> None:
        play = Play(1)
        step = play.start("doodle", sheets=1)
        go(play, step, "finish", 1)
        draw(play, step, 0)
        go(play, step, "talk")
        agree(play, step, 0)
        play.close(step)
        play.show(step)
        (shown,) = view(play, step)["result"]["drawings"]
        assert shown["said"]["spare"] == 1

    def test_the_desk_can_keep_a_drawing_off_the_wall_and_undo_it(self, play: Play, step: str) -> None:
        drawn_through(play, step)
        agree(play, step, 0, 1)
        first = view(play, step, "desk")["gallery"]["drawings"][0]["id"]
        play.do(DESK, m.Withhold(first), step)
        assert first not in [d["id"] for d in view(play, step, "desk")["gallery"]["drawings"]]
        play.keep(play.session.undo(Turn(DESK, play.at, play.dice)), DESK.seat)
        assert first in [d["id"] for d in view(play, step, "desk")["gallery"]["drawings"]]
        for unknown in (m.Withhold("x"), m.ShowAgain(first)):
            with pytest.raises(Rejected, match="unknown"):
                play.do(DESK, unknown, step)

    def test_what_was_seen_names_the_drawing_and_is_its_twin_in_text(self, play: Play, step: str) -> None:
        with pytest.raises(Rejected, match="nothing_drawn"):
            play.do(play.people[0], m.Caption(1, "för tidigt"), step)
        drawn_through(play, step)
        play.do(play.people[0], m.Caption(1, " en  fisk i hatt "), step)
        agree(play, step, 0, 1)
        play.close(step)
        assert not [b for b in doodle(play, step).minutes(scene(play, step)) if isinstance(b, Drawing)]
        assert doodle(play, step).record(scene(play, step))["drawings"] == []
        play.show(step)
        pictures = [b for b in doodle(play, step).minutes(scene(play, step)) if isinstance(b, Drawing)]
        assert len(pictures) == len(doodle(play, step).record(scene(play, step))["drawings"]) == 4
        twin = pictures[0].text
        assert isinstance(twin, Term)
        words = Renderer().say(twin.code, twin.values, language="en", kind="doodle")
        assert words == "“en fisk i hatt”: a doodle of one stroke, finished with 2 strokes more"
        assert {stroke.layer for stroke in pictures[0].strokes} == {0, 1}

    def test_shapes_and_ready_made_doodles_are_told(self) -> None:
        said = Renderer().say
        shapes = [
            [{"shape": "circle", "place": 1, "large": True}],
            [{"shape": "dot", "place": 5, "large": False}],
        ]
        values = {"caption": "", "before": 1, "after": 1, "shapes": shapes, "texts": ["", ""], "spare": 0}
        told = said("doodle", values, language="en", kind="doodle")
        assert told == "a doodle of a large circle top left, finished with a dot in the middle"
        assert said("doodle", {**values, "spare": 2}, language="en", kind="doodle").startswith("a ready-made")
        texts = {**values, "texts": ["", "en mås"], "spare": 2}
        assert said("doodle", texts, language="en", kind="doodle").endswith("→ en mås")
        assert len({said("spare", {"number": n}, language="en", kind="doodle") for n in range(1, 9)}) == 8
        assert len(SPARES) == 8


class TestFeelings:
    def test_they_are_counted_together_and_never_per_person(self, play: Play, step: str) -> None:
        go(play, step, "talk")
        for who, text in enumerate(("Glad", "glad", "Glad", "fri")):
            play.do(play.people[who], m.Feel(text), step)
        play.do(DESK, m.TypeFeeling("Fri ", 2), step)
        play.do(play.people[3], m.Feel(""), step)
        assert view(play, step)["result"] is None
        assert view(play, step, "desk")["felt"] == 3
        play.close(step)
        assert "Glad" not in str(view(play, step)) + str(doodle(play, step).record(scene(play, step)))
        play.show(step)
        assert view(play, step)["result"]["feelings"] == [
            {"text": "Glad", "count": 3},
            {"text": "Fri", "count": 2},
        ]
        assert any(isinstance(block, Table) for block in doodle(play, step).minutes(scene(play, step)))

    def test_what_was_typed_in_can_be_removed_and_undone(self, play: Play, step: str) -> None:
        play.do(DESK, m.TypeFeeling("lugn"), step)
        play.do(DESK, m.TypePairs(7), step)
        for _ in range(2):
            play.keep(play.session.undo(Turn(DESK, play.at, play.dice)), DESK.seat)
        assert view(play, step, "desk")["typed"] == []
        assert view(play, step)["turnout"]["paper"] == 0
        with pytest.raises(Rejected, match="unknown"):
            play.do(DESK, m.DropFeeling("x"), step)
        with pytest.raises(Rejected, match="empty"):
            play.do(DESK, m.TypeFeeling("  "), step)

    def test_what_a_seated_scribe_typed_is_forgotten_with_them(self, play: Play, step: str) -> None:
        play.do(DESK, GiveRole(play.people[0].seat, "scribe"))
        play.do(play.people[0], m.TypeFeeling("hemligt"), step)
        play.do(DESK, m.TypeFeeling("lugn"), step)
        doodle(play, step).forget(play.people[0].seat)
        play.close(step)
        play.show(step)
        assert view(play, step)["result"]["feelings"] == [{"text": "lugn", "count": 1}]

    def test_only_where_it_is_asked(self, play: Play) -> None:
        step = play.start("doodle", feeling=False)
        with pytest.raises(Rejected, match="not_now"):
            play.do(play.people[0], m.Feel("glad"), step)


class TestErasure:
    def test_forgetting_empties_every_sheet_and_shows_nothing_of_it(self, play: Play, step: str) -> None:
        drawn_through(play, step)
        agree(play, step, 0, 1, 2, 3)
        play.do(play.people[0], m.Caption(1, "hemligt"), step)
        play.do(play.people[0], m.Feel("hemligt"), step)
        play.close(step)
        play.show(step)
        activity = doodle(play, step)
        activity.forget(play.people[0].seat)
        assert "hemligt" not in str(vars(activity))
        assert all(
            layer.empty
            for part in activity.layers.values()
            for key, layer in part.items()
            if key[0] == play.people[0].seat
        )
        assert len(view(play, step)["result"]["drawings"]) == 4
        assert all(play.people[0].seat not in activity.drawers(key) for key in activity.gallery())

    def test_the_desk_turns_the_pages_and_undoes_it(self) -> None:
        play = Play(8)
        step = play.start("doodle", pairing="order", sheets=2)
        drawn_through(play, step)
        agree(play, step, *range(8))
        play.close(step)
        play.show(step)
        play.do(DESK, m.TurnPage(99), step)
        result = view(play, step)["result"]
        assert (result["page"], result["pages"], result["of"], len(result["drawings"])) == (3, 3, 16, 4)
        play.keep(play.session.undo(Turn(DESK, play.at, play.dice)), DESK.seat)
        assert view(play, step)["result"]["page"] == 1
