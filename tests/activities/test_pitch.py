"""Pitches: an order that is seen to be fair, what is typed in, who presents, and what stays."""

from typing import Any

import pytest
from msgspec import structs

from sessions.activities.pitch import moves as m
from sessions.activities.pitch.state import typed_titles
from sessions.activity import Item, Rejected, SlotFacts, TimeIsUp, Turn
from sessions.blocks import Bullets, Heading, Para, Said, Table, Term
from sessions.day_moves import GoTo
from sessions.people import Forgotten, GiveRole
from sessions.screens import Audience, regions
from sessions.session_moves import Happened
from sessions.steps import AddStep, EditStep
from tests.activities.pitch_play import FIVE, OUTLOOK, challenger, go, ids, pitch, refused, scene, undo, view
from tests.play import DESK, ITEMS, TIME, Play
from tests.roles import ALWAYS, ANSWERING, LEADERS, OPEN_ONLY, WRITERS, Rights

WHO_MAY: Rights = {
    **dict.fromkeys(("put_pitch", "withdraw", "order", "shift", "drop_out", "take_in"), (LEADERS, ALWAYS)),
    **dict.fromkeys(("draw", "go_on", "go_back"), (LEADERS, OPEN_ONLY)),
    **dict.fromkeys(("unanswer", "put_on"), (LEADERS, ALWAYS)),
    **dict.fromkeys(("ask", "reword", "take_back", "put_forward", "park", "support"), (ANSWERING, OPEN_ONLY)),
    **dict.fromkeys(("mark", "answer", "entrust", "type_question"), (WRITERS, ALWAYS)),
}


@pytest.fixture
def play() -> Play:
    return Play(25)


@pytest.fixture
def step(play: Play) -> str:
    """In the running slot of thirty minutes."""
    play.do(DESK, GoTo(play.session.day.slots[0].id))
    return play.start("pitch", FIVE, titles="")


class TestTheOrder:
    def test_drawn_by_lot_the_draw_is_in_the_event_and_on_the_wall(self, play: Play, step: str) -> None:
        happened = play.do(DESK, m.Draw(), step)
        drawn = happened[0].event
        assert isinstance(drawn, m.Ordered)
        assert sorted(drawn.items) == [item.id for item in FIVE]
        assert [one["id"] for one in view(play, step)["list"]] == list(drawn.items)
        assert view(play, step)["drawn"] is True
        undo(play)
        assert [one["id"] for one in view(play, step)["list"]] == [item.id for item in FIVE]
        assert view(play, step)["drawn"] is False

    def test_set_by_hand_and_undone(self, play: Play, step: str) -> None:
        play.do(DESK, m.Shift("i3", -1), step)
        assert pitch(play, step).waiting() == ["i0", "i1", "i3", "i2", "i4"]
        refused(play, DESK, m.Shift("i0", -1), step, "nothing_to_order")
        refused(play, DESK, m.Shift("i4", 1), step, "nothing_to_order")
        undo(play)
        assert pitch(play, step).waiting() == [item.id for item in FIVE]
        refused(play, DESK, m.Order(("i0",)), step, "changed_since")

    def test_who_has_presented_is_not_moved_nor_drawn_again(self, play: Play, step: str) -> None:
        go(play, step)
        refused(play, DESK, m.Shift("i0", 1), step, "presented")
        for _ in range(5):
            play.do(DESK, m.Draw(), step)
            assert pitch(play, step).listed()[0] == "i0"
        go(play, step, 12)
        refused(play, DESK, m.Draw(), step, "nothing_to_order")

    def test_items_keep_their_ids_and_words_and_the_order_of_the_day(self, play: Play, step: str) -> None:
        play.do(DESK, m.Shift("i1", -1), step)
        play.do(DESK, m.DropOut("i4"), step)
        assert play.activity(step).items() == [FIVE[1], FIVE[0], FIVE[2], FIVE[3]]


class TestTypedIn:
    def test_titles_of_the_settings_stand_beside_what_was_brought(self, play: Play) -> None:
        step = play.start("pitch", ITEMS, titles="Eget\n\n Eget \nAnnat")
        titles = [item.title for item in play.activity(step).items()]
        assert titles == [*(item.title for item in ITEMS), "Eget", "Annat"]

    def test_a_pitch_on_paper_is_typed_in_changed_and_undone(self, play: Play, step: str) -> None:
        play.do(DESK, m.PutPitch("  Sent ute ", "Vi kom  sent", group="g1", id="sent"), step)
        item = play.activity(step).items()[-1]
        assert (item.title, item.text, item.group, item.id[0]) == ("Sent ute", "Vi kom sent", "g1", "p")
        play.do(DESK, m.PutPitch("Sent", "Nu", item=item.id), step)
        assert play.activity(step).items()[-1] == Item(item.id, "Sent", "Nu")
        undo(play)
        assert item.id not in pitch(play, step).pitches()
        refused(play, DESK, m.PutPitch(" "), step, "empty")
        refused(play, DESK, m.PutPitch("x" * 201), step, "too_long")
        refused(play, DESK, m.PutPitch("Ny", group="g77"), step, "unknown")

    def test_what_has_begun_is_not_undone(self, play: Play) -> None:
        step = play.start("pitch", titles="")
        play.do(DESK, m.PutPitch("Ensam"), step)
        item = play.activity(step).items()[0].id
        go(play, step)
        refused(play, DESK, m.Withdraw(item), step, "changed_since")

    def test_only_a_pitch_without_words_gets_them_from_the_desk(self, play: Play) -> None:
        step = play.start("pitch", (FIVE[0], Item("bare", "Utan ord")), titles="")
        refused(play, DESK, m.PutPitch(text="Ny text", item="i0"), step, "has_text")
        refused(play, DESK, m.PutPitch(text=" ", item="bare"), step, "empty")
        refused(play, DESK, m.PutPitch(text="x", item="gone"), step, "unknown")
        play.do(DESK, m.PutPitch("Annan titel", "Från papper", item="bare"), step)
        assert play.activity(step).items()[-1] == Item("bare", "Utan ord", "Från papper")
        play.do(DESK, m.PutPitch(text="Rättat", item="bare"), step)
        assert play.activity(step).items()[-1].text == "Rättat"
        undo(play)
        assert play.activity(step).items()[-1].text == ""
        refused(play, DESK, m.Withdraw("bare", text=True), step, "changed_since")

    def test_there_is_a_limit_and_what_was_presented_stays(self, play: Play) -> None:
        step = play.start("pitch", titles="\n".join(f"Nr {n}" for n in range(40)))
        assert refused(play, DESK, m.PutPitch("En till"), step, "too_many") == {"most": 40}
        go(play, step)
        with pytest.raises(Rejected, match="presented"):
            play.do(DESK, EditStep(step, settings={"titles": "Nr 1"}))
        play.do(DESK, EditStep(step, settings={"titles": "Nr 0\nNr 1"}))
        assert len(play.activity(step).items()) == 2
        with pytest.raises(Rejected, match="too_many"):
            play.do(DESK, EditStep(step, settings={"titles": "\n".join(map(str, range(41)))}))

    def test_questions_and_answers_from_paper(self, play: Play, step: str) -> None:
        refused(play, DESK, m.TypeQuestion("Vem?"), step, "unknown")
        play.do(DESK, m.TypeQuestion("Vem?", "Vi", item="i1", panel=True), step)
        play.do(DESK, m.TypeQuestion("När?", item="i1", answered=True), step)
        asked = view(play, step, "desk")["before"][1]["questions"]
        assert [(q["text"], q["standing"], q["typed"], q["panel"]) for q in asked] == [
            ("När?", "asked", True, False),
            ("Vem?", "answered", True, True),
        ]


class TestWhoPresents:
    def test_a_groups_phones_know_when_it_is_on_next_or_later(self, play: Play, step: str) -> None:
        assert view(play, step, "group", "g0")["turn"] == "next"
        go(play, step)
        assert view(play, step, "group", "g0")["turn"] == "on"
        assert view(play, step, "group", "g0")["pitch"]["text"] == "Därför 0"
        assert view(play, step, "group", "g1")["turn"] == "next"
        third = view(play, step, "group", "g3")
        assert (third["turn"], third["before"]) == ("later", 2)
        assert view(play, step, "group", "g77") == {}
        go(play, step, 3)
        assert view(play, step, "group", "g0") == {}

    def test_the_big_button_says_what_comes(self, play: Play, step: str) -> None:
        said = []
        for _ in range(15):
            term, move = play.activity(step).onward(scene(play, step)) or (Term(""), m.GoOn())
            said.append((term.code, term.values.get("number")))
            play.do(DESK, move, step)
        assert said[:4] == [
            ("go_on_pitch", 1),
            ("go_on_questions", 1),
            ("go_on_change", 1),
            ("go_on_pitch", 2),
        ]
        assert said[-1] == ("go_on_through", None)
        assert play.activity(step).onward(scene(play, step)) is None

    def test_the_desks_big_button_is_the_next_phase_before_the_programme(self, play: Play, step: str) -> None:
        def following() -> Any:
            return regions(play.session, Audience("desk"), OUTLOOK)["next"][1]

        assert (following()["main"]["do"], following()["main"]["value"]) == ("go_on", "i0-pitch")
        assert following()["main"]["of"] == step
        assert following()["onward"]["what"] == "slot"
        go(play, step, 15)
        assert following()["main"]["what"] == "slot"

    def test_a_phone_is_not_told_what_changes_with_every_second(self, play: Play, step: str) -> None:
        go(play, step)
        before = (view(play, step, "everyone"), view(play, step))
        play.at += 60_000
        play.do(DESK, m.PutOn(), step)
        assert (view(play, step, "everyone"), view(play, step)) == before

    def test_during_a_change_over_nothing_is_asked(self, play: Play, step: str) -> None:
        go(play, step)
        play.do(play.people[0], m.Ask("Hur?"), step)
        go(play, step, 2)
        found = view(play, step, "everyone")
        assert (found["phase"], found["questions"]) == ("change", [])
        assert [q["text"] for q in found["before"][0]["questions"]] == ["Hur?"]

    def test_the_wall_says_who_where_and_what_comes(self, play: Play, step: str) -> None:
        go(play, step)
        found = view(play, step)
        assert (found["on"]["title"], found["on"]["text"]) == ("Förslag 0", "Därför 0")
        assert found["on"]["group"] == {"number": 1, "name": "", "place": "Sal Skola"}
        assert (found["number"], found["count"], found["next"]["id"]) == (1, 5, "i1")

    def test_nothing_to_present_is_said(self, play: Play) -> None:
        step = play.start("pitch", titles="")
        assert play.activity(step).needs(scene(play, step)) == (Term("no_pitches"),)
        assert view(play, step, "desk")["rows"] == []
        for role in ("challenger", "scribe"):
            assert view(play, step, "seat", structs.replace(play.people[0], role=role)) == {}
        play.close(step)
        assert play.activity(step).needs(scene(play, step)) == ()


class TestWhatStays:
    def told(self, play: Play, step: str) -> list[Any]:
        return play.activity(step).minutes(scene(play, step))

    def test_open_questions_and_drop_outs_land_in_the_minutes(self, play: Play, step: str) -> None:
        play.do(DESK, m.Draw(), step)
        play.do(DESK, m.Order(tuple(item.id for item in FIVE)), step)
        play.do(DESK, m.DropOut("i4"), step)
        go(play, step)
        who = challenger(play)
        for text in ("Ett?", "Två?", "Tre?"):
            play.do(who, m.Ask(text), step)
        play.do(who, m.Ask("Utkast?", draft=True), step)
        one, two, *_ = ids(play, step)
        play.do(DESK, m.Answer(one, "Ja"), step)
        play.do(DESK, m.Mark(two, "written"), step)
        assert Para(Term("asked_so_far", {"count": 3})) in self.told(play, step)
        assert "Ett?" not in str(self.told(play, step))
        assert "questions" not in play.activity(step).record(scene(play, step))
        play.close(step)
        blocks = self.told(play, step)
        answered, unanswered = (block for block in blocks if isinstance(block, Table))
        assert answered.rows == ((Said("Ett?", "sv"), Said("Ja", "sv")),)
        assert unanswered.rows == (
            (Said("Tre?", "sv"), Said("Förslag 0", "sv"), Term("stands_asked")),
            (Said("Två?", "sv"), Said("Förslag 0", "sv"), Term("stands_written")),
        )
        headings = [block.text for block in blocks if isinstance(block, Heading)]
        assert headings[-2:] == [Term("dropped_out"), Term("open_questions")]
        assert Bullets((Said("Förslag 4", "sv"),)) in blocks
        assert Para(Term("presented_by", {"number": 1, "name": ""})) in blocks
        assert "Utkast" not in str(blocks)
        record: Any = play.activity(step).record(scene(play, step))
        assert [q["standing"] for q in record["questions"]] == ["asked", "answered", "written"]
        assert record["pitches"][0]["presented"] is True
        assert record["pitches"][-1]["dropped_out"] is True

    def test_before_anything_is_asked_only_the_pitches_are_told(self, play: Play, step: str) -> None:
        blocks = self.told(play, step)
        assert [block.text for block in blocks if isinstance(block, Heading)] == [
            Said(item.title, "sv") for item in FIVE
        ]
        assert "asked_so_far" not in str(blocks)

    def test_a_draw_is_told_and_an_answer_without_words(self, play: Play) -> None:
        step = play.start("pitch", (Item("i0", "", group="g9"), FIVE[1]), titles="")
        play.do(DESK, m.Draw(), step)
        play.do(DESK, m.TypeQuestion("Hur?", item="i0"), step)
        play.do(DESK, m.Mark(ids(play, step)[0], "answered"), step)
        play.close(step)
        blocks = self.told(play, step)
        assert blocks[0] == Para(Term("order_drawn"))
        assert (
            Table((Term("question"), Term("answer")), ((Said("Hur?", "sv"), Term("answered_aloud")),))
            in blocks
        )
        assert Heading(Term("removed_text"), 4) in blocks
        presenters = [b.text.values for b in blocks if isinstance(b, Para) and isinstance(b.text, Term)]
        assert {"number": 2, "name": ""} in presenters
        assert len(presenters) == 2
        assert play.activity(step).minutes(structs.replace(scene(play, step), state="open"))[0] == blocks[0]
        assert Term("open_questions") not in [b.text for b in blocks if isinstance(b, Heading)]

    def test_forgetting_a_seat_empties_what_it_asked_and_noted(self, play: Play, step: str) -> None:
        play.do(DESK, GiveRole(play.people[24].seat, "scribe"))
        scribe = play.session.people.person(play.people[24].seat)
        go(play, step)
        play.do(play.people[0], m.Ask("Hur?"), step)
        play.do(play.people[1], m.Support(ids(play, step)[0]), step)
        play.do(scribe, m.Answer(ids(play, step)[0], "Så"), step)
        for seat in (play.people[0].seat, scribe.seat):
            play.session.happened([Happened(Forgotten(seat))], DESK.seat, play.at)
        (question,) = view(play, step, "everyone")["questions"]
        assert (question["text"], question["answer"], question["support"]) == ("", "", 1)
        assert question["standing"] == "answered"

    def test_time_alone_changes_nothing(self, play: Play, step: str) -> None:
        go(play, step)
        before = view(play, step, "wall")
        assert (
            play.activity(step).decide(TimeIsUp("pitch"), Turn(TIME, play.at, play.dice), scene(play, step))
            == ()
        )
        assert view(play, step, "wall") == before

    def test_a_running_clock_of_another_slot_sets_no_limit(self, play: Play) -> None:
        assert SlotFacts().clock is None
        play.do(DESK, GoTo(play.session.day.slots[0].id))
        play.do(DESK, AddStep("pitch", play.session.day.slots[1].id, settings={"titles": "Ett"}))
        assert scene(play, list(play.session.steps.steps)[-1]).slot.clock is None


class TestTheSample:
    @pytest.mark.parametrize(
        ("crowd", "settings"), [(0, {}), (1, {}), (9, {"hold": True}), (30, {"support": False})]
    )
    def test_it_plays_every_pitch_to_its_end(self, crowd: int, settings: dict[str, Any]) -> None:
        play = Play(crowd)
        step = play.start("pitch", ITEMS, **settings)
        play.sample(step)
        activity = pitch(play, step)
        assert activity.waiting() == []
        assert bool(activity.questions) is bool(crowd)

    def test_the_panel_asks_in_it_and_nobody_else_where_only_it_may(self) -> None:
        play = Play(6)
        step = play.start("pitch", ITEMS, audience=False)
        play.people[2] = challenger(play, 2)
        play.sample(step)
        assert {q.panel for q in pitch(play, step).questions.values()} == {True}

    def test_the_same_title_is_the_same_pitch(self) -> None:
        assert typed_titles("Ett\nTvå")[0] == typed_titles(" Ett ")[0]
