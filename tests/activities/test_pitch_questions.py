"""Questions to those who present: the panel's, the room's, and none that gets lost."""

import pytest
from msgspec import structs

from sessions.activities.pitch import moves as m
from sessions.blocks import Term
from sessions.day_moves import GoTo
from sessions.people import GiveRole
from sessions.wire import read_move
from tests.activities.pitch_play import FIVE, challenger, go, ids, pitch, refused, scene, undo, view
from tests.play import DESK, Play


@pytest.fixture
def play() -> Play:
    return Play(25)


@pytest.fixture
def step(play: Play) -> str:
    """In the running slot of thirty minutes."""
    play.do(DESK, GoTo(play.session.day.slots[0].id))
    return play.start("pitch", FIVE, titles="")


class TestTheAudience:
    def test_a_question_is_about_the_pitch_that_is_on(self, play: Play, step: str) -> None:
        refused(play, play.people[0], m.Ask("Hur?"), step, "unknown")
        go(play, step)
        raw = {"do": "ask", "text": " Hur  då? ", "id": "mine", "panel": True, "draft": True}
        play.do(play.people[0], read_move(play.session, step, raw), step)
        (question,) = view(play, step, "everyone")["questions"]
        assert (question["text"], question["item"], question["panel"]) == ("Hur då?", "i0", False)
        assert question["id"] != "mine"
        assert question["standing"] == "asked"

    def test_so_many_each_and_none_twice(self, play: Play, step: str) -> None:
        go(play, step)
        who = play.people[0]
        play.do(who, m.Ask("Hur?"), step)
        refused(play, who, m.Ask("Hur?"), step, "asked_already")
        play.do(who, m.Ask("Vem?"), step)
        play.do(who, m.Ask("När?"), step)
        assert refused(play, who, m.Ask("Var?"), step, "enough") == {"most": 3}
        assert view(play, step, "marks", who)["send"] == {"disabled": True}
        play.do(who, m.TakeBack(ids(play, step)[0]), step)
        assert view(play, step, "seat", who)["left"] == 1
        assert "send" not in view(play, step, "marks", who)
        refused(play, who, m.TakeBack(ids(play, step)[0]), step, "unknown")
        refused(play, who, m.Ask("x" * 301), step, "too_long")

    def test_all_together_there_is_a_limit(self, play: Play, step: str) -> None:
        go(play, step)
        play.do(play.people[0], m.Ask("Hur?"), step)
        (one,) = pitch(play, step).questions.values()
        pitch(play, step).questions |= {f"q{n}": one for n in range(m.MOST_QUESTIONS)}
        refused(play, play.people[1], m.Ask("Vem?"), step, "too_many")

    def test_support_is_one_each_and_not_for_oneself(self, play: Play, step: str) -> None:
        go(play, step)
        play.do(play.people[0], m.Ask("Hur?"), step)
        play.do(play.people[1], m.Ask("Vem?"), step)
        first, second = ids(play, step)
        for who in play.people[2:5]:
            play.do(who, m.Support(second), step)
            play.do(who, m.Support(second), step)
        refused(play, play.people[1], m.Support(second), step, "not_allowed")
        asked = view(play, step, "everyone")["questions"]
        assert [(q["id"], q["support"]) for q in asked] == [(second, 3), (first, 0)]
        assert view(play, step, "marks", play.people[2])[f"s-{second}"] == {"checked": True}
        assert view(play, step, "marks", play.people[0])[f"s-{first}"] == {"disabled": True}
        play.do(play.people[2], m.Support(second, on=False), step)
        assert view(play, step, "everyone")["questions"][0]["support"] == 2
        quiet = play.start("pitch", FIVE, support=False)
        go(play, quiet)
        play.do(play.people[0], m.Ask("Hur?"), quiet)
        refused(play, play.people[1], m.Support(ids(play, quiet)[0]), quiet, "not_allowed")

    def test_held_questions_are_seen_by_nobody_but_who_leads_until_they_are_let_through(
        self, play: Play
    ) -> None:
        step = play.start("pitch", FIVE, hold=True)
        go(play, step)
        play.do(play.people[0], m.Ask("Hur?"), step)
        (id,) = ids(play, step)
        refused(play, play.people[1], m.Support(id), step, "unknown")
        assert [q["text"] for q in view(play, step, "desk")["held"]] == ["Hur?"]
        assert play.activity(step).needs(scene(play, step)) == (Term("to_read", {"count": 1}),)
        assert view(play, step, "seat", play.people[0])["mine"][0]["standing"] == "held"
        for audience in ("everyone", "wall"):
            assert "Hur?" not in str(view(play, step, audience))
        play.do(play.people[0], m.Reword(id, "Hur då?"), step)
        play.do(DESK, m.Mark(id, "asked"), step)
        assert view(play, step, "everyone")["questions"][0]["text"] == "Hur då?"
        refused(play, play.people[0], m.Reword(id, "Annat"), step, "seen_already")
        undo(play)
        assert view(play, step, "everyone")["questions"] == []

    def test_where_only_the_panel_asks_others_are_told_so(self, play: Play) -> None:
        step = play.start("pitch", FIVE, audience=False)
        go(play, step)
        refused(play, play.people[0], m.Ask("Hur?"), step, "panel_only")
        play.do(challenger(play), m.Ask("Hur?"), step)
        assert view(play, step, "everyone")["questions"][0]["panel"] is True

    def test_who_only_watches_is_told_so(self, play: Play, step: str) -> None:
        observer = structs.replace(play.people[0], role="observer")
        go(play, step)
        play.do(play.people[1], m.Ask("Hur?"), step)
        assert view(play, step, "marks", observer) == {
            f"s-{ids(play, step)[0]}": {"disabled": True},
            "ask": {"hidden": True},
            "watching": {"hidden": False},
        }
        assert view(play, step, "seat", observer) == {}


class TestThePanel:
    def test_a_draft_is_seen_by_nobody_else_until_it_is_asked(self, play: Play, step: str) -> None:
        who = challenger(play)
        play.do(who, m.Ask("Vad kostar det?", item="i3", draft=True), step)
        (id,) = ids(play, step)
        for audience in ("everyone", "wall", "desk"):
            assert "kostar" not in str(view(play, step, audience))
        refused(play, DESK, m.Mark(id, "asked"), step, "unknown")
        refused(play, DESK, m.Answer(id, "Lite"), step, "unknown")
        play.do(who, m.Reword(id, "Vad kostar det i år?"), step)
        mine = view(play, step, "seat", who)
        assert (mine["role"], mine["mine"][0]["standing"]) == ("panel", "draft")
        assert [p["id"] for p in mine["pitches"]] == [item.id for item in FIVE]
        play.do(who, m.PutForward(id), step)
        assert view(play, step, "desk")["before"][3]["questions"][0]["text"] == "Vad kostar det i år?"
        assert view(play, step, "marks", who)["ask"] == {"hidden": True}

    def test_parked_asked_again_answered_or_in_writing(self, play: Play, step: str) -> None:
        who = challenger(play)
        go(play, step, 2)
        for text in ("Ett?", "Två?", "Tre?"):
            play.do(who, m.Ask(text), step)
        one, two, three = ids(play, step)
        play.do(DESK, m.PutOn(one), step)
        assert view(play, step)["shown"]["text"] == "Ett?"
        play.do(who, m.Park(one), step)
        assert view(play, step)["shown"] is None
        refused(play, DESK, m.PutOn(one), step, "moved_on")
        refused(play, who, m.Park(one), step, "moved_on")
        play.do(who, m.PutForward(one), step)
        play.do(DESK, m.PutOn(one), step)
        play.do(DESK, m.PutOn(two), step)
        undo(play)
        assert view(play, step)["shown"]["id"] == one
        play.do(DESK, m.Answer(one, "Ja,\nvisst"), step)
        play.do(DESK, m.Mark(two, "written"), step)
        standings = {q["id"]: (q["standing"], q["answer"]) for q in view(play, step, "seat", who)["mine"]}
        assert standings == {three: ("asked", ""), one: ("answered", "Ja,\nvisst"), two: ("written", "")}
        refused(play, who, m.TakeBack(one), step, "answered_already")
        play.do(DESK, m.Answer(one, "Nej"), step)
        undo(play)
        assert pitch(play, step).questions[two].standing == "asked"

    def test_an_answer_is_undone_to_where_the_question_stood(self, play: Play, step: str) -> None:
        go(play, step)
        play.do(play.people[0], m.Ask("Hur?"), step)
        (id,) = ids(play, step)
        refused(play, DESK, m.Unanswer(id, "asked"), step, "changed_since")
        play.do(DESK, m.Answer(id, "Så"), step)
        undo(play)
        question = pitch(play, step).questions[id]
        assert (question.standing, question.answer) == ("asked", "")
        refused(play, DESK, m.Answer(id, "  "), step, "empty")

    def test_panel_moves_are_for_the_panel_and_for_ones_own(self, play: Play, step: str) -> None:
        who, other = challenger(play), challenger(play, 21)
        go(play, step)
        play.do(play.people[0], m.Ask("Hur?"), step)
        play.do(who, m.Ask("Vem?"), step)
        first, second = ids(play, step)
        refused(play, play.people[0], m.Park(first), step, "not_allowed")
        refused(play, other, m.Park(second), step, "unknown")
        assert [q["id"] for q in view(play, step, "everyone")["questions"]] == [second, first]

    def test_a_challenger_has_a_limit_too(self, play: Play, step: str) -> None:
        who = challenger(play)
        for number in range(m.MOST_OF_PANEL):
            play.do(who, m.Ask(f"Fråga {number}?", item="i0", draft=True), step)
        assert refused(play, who, m.Ask("Än en?", item="i0"), step, "enough") == {"most": m.MOST_OF_PANEL}

    def test_hidden_by_the_desk_is_seen_by_its_writer_and_can_be_shown_again(
        self, play: Play, step: str
    ) -> None:
        go(play, step)
        play.do(play.people[0], m.Ask("Olämpligt?"), step)
        (id,) = ids(play, step)
        play.do(DESK, m.Mark(id, "hidden"), step)
        assert view(play, step, "everyone")["questions"] == []
        assert view(play, step, "desk")["hidden"][0]["text"] == "Olämpligt?"
        assert view(play, step, "seat", play.people[0])["mine"][0]["standing"] == "hidden"
        play.do(DESK, m.Mark(id, "asked"), step)
        assert len(view(play, step, "everyone")["questions"]) == 1

    def test_a_seated_scribe_notes_answers(self, play: Play, step: str) -> None:
        play.do(DESK, GiveRole(play.people[24].seat, "scribe"))
        scribe = play.session.people.person(play.people[24].seat)
        go(play, step)
        play.do(play.people[0], m.Ask("Hur?"), step)
        (id,) = ids(play, step)
        assert [q["text"] for q in view(play, step, "seat", scribe)["mine"]] == ["Hur?"]
        play.do(scribe, m.Answer(id, "Så här"), step)
        play.do(scribe, m.TypeQuestion("Och sedan?", "Sedan går vi hem"), step)
        go(play, step, 14)
        play.do(DESK, m.Mark(id, "parked"), step)
        assert [q["text"] for q in view(play, step, "seat", scribe)["mine"]] == ["Hur?"]
