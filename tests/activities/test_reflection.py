"""Reflektum: all move on together or each at their own pace, and only what is ticked reaches the organisers."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitator.assets import Assets
from facilitator.export.document import document, led_document
from facilitator.export.files import files
from facilitator.house import dressed
from sessions.activities.reflection import Reflection
from sessions.activities.reflection import moves as m
from sessions.activity import Move, Rejected, TimerSet, Turn, plain
from sessions.blocks import Bullets, Facts, Heading, Para, Said, Term
from sessions.minutes import for_organisers, minutes, record
from sessions.people import GiveRole
from sessions.screens import Audience, personal, regions
from sessions.steps import EditStep
from tests.play import DESK, MARK, TIME, Play
from tests.roles import ALWAYS, ANSWERING, LEADERS, OPEN_ONLY, WRITERS, Rights
from tests.test_contract import OUTLOOK

WHO_MAY: Rights = {
    **dict.fromkeys(("say_how_many", "write", "walk", "hand_in", "take_back"), (ANSWERING, OPEN_ONLY)),
    **dict.fromkeys(("begin", "go_on", "go_to"), (LEADERS, OPEN_ONLY)),
    **dict.fromkeys(("type_in", "drop_typed", "count_paper"), (WRITERS, ALWAYS)),
}
RENDERER = dressed(Assets())


@pytest.fixture
def play() -> Play:
    return Play(5)


@pytest.fixture
def step(play: Play) -> str:
    return play.start("reflection", theme="Dörrarna")


@pytest.fixture
def own(play: Play) -> str:
    return play.start("reflection", pace="own")


def state_of(play: Play, step: str) -> Reflection:
    activity = play.activity(step)
    assert isinstance(activity, Reflection)
    return activity


def say(play: Play, step: str, *moves: Move, who: int = 0) -> None:
    for move in moves:
        play.do(play.people[who], move, step)


def desk(play: Play, step: str, *moves: Move) -> None:
    for move in moves:
        play.do(DESK, move, step)


def view(play: Play, step: str, audience: str = "wall") -> Any:
    one = play.session.steps.step(step)
    return plain(getattr(one.activity, audience)(play.session.scene(one)))


def mine(play: Play, step: str, who: int = 0) -> Any:
    one = play.session.steps.step(step)
    person = play.session.people.person(play.people[who].seat)
    return plain(one.activity.seat(person, play.session.scene(one)))


def marks(play: Play, step: str, who: int = 0) -> Any:
    one = play.session.steps.step(step)
    person = play.session.people.person(play.people[who].seat)
    return one.activity.marks(person, play.session.scene(one))


def strike(play: Play, step: str, name: str) -> None:
    play.at += 1000
    key = f"step:{step}:{name}" if name else f"step:{step}"
    play.keep(play.session.strike(key, Turn(TIME, play.at, play.dice, "t")), TIME.seat)


class TestTogether:
    def test_one_clock_takes_everybody_through_the_six_steps(self, play: Play, step: str) -> None:
        assert view(play, step)["part"] == "gather"
        happened = play.do(DESK, m.Begin(), step)
        assert [one.event for one in happened][1] == TimerSet(f"step:{step}:part", 180)
        for number, part in enumerate(m.PARTS, 1):
            assert (view(play, step)["part"], view(play, step, "everyone")["number"]) == (part, number)
            strike(play, step, "part")
        assert view(play, step)["part"] == "choose"
        strike(play, step, "part")
        assert view(play, step)["part"] == "choose"

    def test_the_steps_own_main_clock_moves_nobody(self, play: Play, step: str) -> None:
        desk(play, step, m.Begin())
        strike(play, step, "")
        assert view(play, step)["part"] == "description"

    def test_the_desk_can_go_on_sooner_and_to_any_step(self, play: Play, step: str) -> None:
        activity = state_of(play, step)
        scene = play.session.scene(play.session.steps.step(step))
        assert activity.onward(scene) == (Term("begin"), m.Begin())
        desk(play, step, m.Begin())
        assert activity.onward(scene) == (Term("go_on", {"part": "feelings", "number": 2}), m.GoOn(0))
        desk(play, step, m.GoOn(0), m.GoTo(5))
        assert activity.onward(scene) == (Term("go_on", {"part": "choose", "number": 7}), m.GoOn(5))
        with pytest.raises(Rejected, match="moved_on"):
            desk(play, step, m.GoOn(0))
        desk(play, step, m.GoOn(5))
        assert activity.onward(scene) is None
        with pytest.raises(Rejected, match="not_now"):
            desk(play, step, m.GoOn(6))
        with pytest.raises(Rejected, match="moved_on"):
            desk(play, step, m.Begin())
        desk(play, step, m.GoTo(1))
        assert view(play, step)["part"] == "feelings"

    def test_no_phone_goes_its_own_way(self, play: Play, step: str) -> None:
        with pytest.raises(Rejected, match="not_now"):
            say(play, step, m.Walk(2))

    def test_a_late_note_is_kept_where_it_belongs(self, play: Play, step: str) -> None:
        desk(play, step, m.Begin(), m.GoOn(0))
        say(play, step, m.Write("description", "  a \n\n b  "))
        assert marks(play, step)["text-description"] == {"value": "a\n\nb"}
        assert mine(play, step) == {}
        desk(play, step, m.GoTo(6))
        assert mine(play, step)["notes"] == [{"part": "description", "text": "a\n\nb", "handed": False}]


class TestAtOnesOwnPace:
    def test_each_phone_walks_and_has_its_own_time(self, play: Play, own: str) -> None:
        assert (mine(play, own)["part"], mine(play, own)["clock"]) == ("gather", None)
        say(play, own, m.Walk(0))
        say(play, own, m.Walk(3), who=1)
        assert (mine(play, own)["part"], mine(play, own, 1)["part"]) == ("description", "analysis")
        clock = mine(play, own, 1)["clock"]
        assert clock["deadline"] == play.at + 180_000
        say(play, own, m.Write("description", "x"), m.Walk(6))
        assert mine(play, own)["choosing"]
        assert view(play, own)["part"] == "gather"

    def test_the_desk_moves_nobody(self, play: Play, own: str) -> None:
        scene = play.session.scene(play.session.steps.step(own))
        assert state_of(play, own).onward(scene) is None
        for move in (m.Begin(), m.GoOn(-1), m.GoTo(2)):
            with pytest.raises(Rejected, match="not_now"):
                desk(play, own, move)

    def test_the_pace_stays_once_they_are_at_it(self, play: Play, step: str, own: str) -> None:
        play.do(DESK, EditStep(step, settings={"pace": "own"}))
        play.do(DESK, EditStep(step, settings={"pace": "together"}))
        desk(play, step, m.Begin())
        say(play, own, m.Walk(0))
        for one, pace in ((step, "own"), (own, "together")):
            with pytest.raises(Rejected, match="pace_stays"):
                play.do(DESK, EditStep(one, settings={"pace": pace}))
        play.do(DESK, EditStep(step, settings={"seconds": 60}))


class TestHandingIn:
    def test_only_what_is_ticked_goes_and_only_to_the_organisers(self, play: Play, step: str) -> None:
        desk(play, step, m.Begin(), m.GoTo(6))
        say(play, step, m.SayHowMany(3), m.Write("feelings", "glada"), m.Write("action", "hemligt"))
        say(play, step, m.HandIn(("feelings",)))
        assert view(play, step, "desk")["handed"][1]["notes"] == [{"text": "glada", "typed": False}]
        assert "hemligt" not in str(view(play, step, "desk"))
        for audience in ("wall", "everyone"):
            assert "glada" not in str(view(play, step, audience))
        assert mine(play, step, 1)["notes"] == []
        assert view(play, step)["turnout"] == {
            **{"talks": 1, "people": 3, "handed": 1, "kept": 0, "notes": 1, "paper": 0},
        }
        play.close(step)
        assert "glada" not in str(view(play, step, "minutes"))
        assert view(play, step, "record")["steps"] == [
            {"step": "feelings", "notes": [{"text": "glada", "typed_in": False}]}
        ]

    def test_while_it_is_open_it_can_be_taken_back_and_nothing_is_kept_of_it(
        self, play: Play, step: str
    ) -> None:
        say(play, step, m.Write("feelings", "glada"), m.HandIn(("feelings",)))
        assert view(play, step, "record")["steps"] == []
        assert view(play, step, "for_organisers") == []
        assert marks(play, step)["write"] == {"hidden": True}
        for move in (m.Write("feelings", "mer"), m.HandIn()):
            with pytest.raises(Rejected, match="decided"):
                say(play, step, move)
        say(play, step, m.TakeBack(), m.HandIn())
        assert (view(play, step)["turnout"]["handed"], view(play, step)["turnout"]["kept"]) == (0, 1)
        assert mine(play, step)["decided"]

    def test_what_is_not_there_cannot_be_handed_in(self, play: Play, step: str) -> None:
        say(play, step, m.Write("feelings", "glada"), m.Write("feelings", " "))
        with pytest.raises(Rejected, match="nothing_there"):
            say(play, step, m.HandIn(("feelings",)))
        with pytest.raises(Rejected, match="unknown"):
            say(play, step, m.TakeBack())
        with pytest.raises(Rejected, match="too_long"):
            say(play, step, m.Write("feelings", "x" * 601))

    def test_the_desk_is_told_of_those_who_have_not_decided(self, play: Play, step: str, own: str) -> None:
        assert needs(play, step) == [Term("waits_to_begin")]
        desk(play, step, m.Begin())
        say(play, step, m.Write("feelings", "glada"))
        assert needs(play, step) == []
        desk(play, step, m.GoTo(6))
        assert needs(play, step) == [Term("undecided", {"count": 1})]
        say(play, step, m.HandIn())
        assert needs(play, step) == []
        say(play, own, m.Write("feelings", "glada"))
        assert needs(play, own) == [Term("undecided", {"count": 1})]
        play.close(own)
        assert needs(play, own) == []

    def test_after_it_has_closed_a_phone_sees_what_became_of_its_notes(self, play: Play, step: str) -> None:
        say(play, step, m.Write("feelings", "glada"))
        say(play, step, m.Write("feelings", "arga"), m.HandIn(("feelings",)), who=1)
        play.close(step)
        assert not mine(play, step)["decided"]
        assert mine(play, step, 1)["decided"]
        assert mine(play, step, 2) == {}

    def test_who_watches_has_nothing_to_fill_in(self, play: Play, step: str) -> None:
        play.do(DESK, GiveRole(play.people[0].seat, "observer"))
        assert marks(play, step)["watching"] == {"hidden": False}
        assert marks(play, step)["write"] == {"disabled": True}
        assert mine(play, step) == {}

    def test_how_many_they_are_is_said_of_nobody(self, play: Play, step: str) -> None:
        say(play, step, m.SayHowMany(3), m.SayHowMany(2))
        assert play.session.people.person(play.people[0].seat).weight == 1
        assert view(play, step)["turnout"]["people"] == 2
        assert marks(play, step)["how-many-2"] == {"checked": True}


class TestOnPaper:
    def test_what_is_typed_in_says_so(self, play: Play, step: str) -> None:
        desk(play, step, m.TypeIn("analysis", " för  långt ", id="mine"), m.CountPaper(4))
        (typed,) = view(play, step, "desk")["typed"]
        assert (typed["text"], typed["id"] != "mine") == ("för långt", True)
        play.close(step)
        assert view(play, step, "record")["steps"][0]["notes"] == [{"text": "för långt", "typed_in": True}]
        assert view(play, step, "record")["paper"] == 4
        assert Term("on_paper", {"text": "för långt"}) in bullets(play, step)
        desk(play, step, m.DropTyped(typed["id"]))
        assert view(play, step, "desk")["typed"] == []
        with pytest.raises(Rejected, match="unknown"):
            desk(play, step, m.DropTyped(typed["id"]))

    def test_there_is_an_end_to_it(self, play: Play, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(m, "MOST_TYPED", 0)
        with pytest.raises(Rejected, match="too_many"):
            desk(play, step, m.TypeIn("analysis", "x"))
        monkeypatch.undo()
        with pytest.raises(Rejected, match="empty"):
            desk(play, step, m.TypeIn("analysis", " "))


class TestKeeping:
    def test_the_minutes_hold_theme_and_counts_and_nothing_that_was_written(
        self, play: Play, step: str
    ) -> None:
        assert view(play, step, "minutes") == []
        say(play, step, m.SayHowMany(3), m.Write("feelings", "glada"), m.HandIn(("feelings",)))
        play.close(step)
        facts, told = state_of(play, step).minutes(play.session.scene(play.session.steps.step(step)))
        assert facts == Facts(((Term("theme"), Said("Dörrarna")),))
        assert isinstance(told, Para)
        bare = play.start("reflection")
        desk(play, bare, m.CountPaper(2))
        assert [
            block["tag"] if "tag" in block else block["type"] for block in view(play, bare, "minutes")
        ] == ["para"]

    def test_two_rounds_on_one_day_are_compiled_under_their_themes(self, play: Play, step: str) -> None:
        second = play.start("reflection", theme="Trapporna")
        untitled = play.start("reflection")
        for one, text in ((step, "första"), (second, "andra"), (untitled, "tredje")):
            say(play, one, m.Write("action", text), m.HandIn(("action",)))
            play.close(one)
        chapters = for_organisers(play.session)
        heads = [chapter.blocks[0] for chapter in chapters]
        assert heads == [Heading(Said(text), 3) for text in ("Dörrarna", "Trapporna", "Frågan")]
        assert bullets(play, step) == [Said("första")]

    def test_rounds_on_one_theme_are_put_together_step_by_step(self, play: Play, step: str) -> None:
        second = play.start("reflection", theme=" dörrarna ")
        for one, part, text in (
            (step, "action", "b"),
            (step, "feelings", "glada"),
            (second, "action", "a"),
        ):
            say(play, one, m.Write(part, text))  # type: ignore[arg-type]
        for one, parts in ((step, ("feelings", "action")), (second, ("action",))):
            say(play, one, m.HandIn(parts))  # type: ignore[arg-type]
            play.close(one)
        (chapter,) = for_organisers(play.session)
        assert [block for block in chapter.blocks if not isinstance(block, Para)] == [
            Heading(Said("Dörrarna"), 3),
            Heading(Term("feelings"), 4),
            Bullets((Said("glada"),)),
            Heading(Term("action"), 4),
            Bullets((Said("a"), Said("b"))),
        ]
        (count,) = [block.text for block in chapter.blocks if isinstance(block, Para)]
        assert isinstance(count, Term)
        assert (count.values["talks"], count.values["handed"]) == (2, 2)

    def test_what_is_shared_with_everybody_holds_none_of_it(self, play: Play, step: str) -> None:
        say(play, step, m.Write("action", "hemligt ord"), m.HandIn(("action",)))
        play.close(step)
        assert "hemligt ord" not in str(minutes(play.session))
        assert "hemligt ord" in str(record(play.session))
        shared, led = (made(play.session, RENDERER, "sv") for made in (document, led_document))
        assert shared.inside == ()
        assert "hemligt ord" not in str(shared.chapters)
        packed = files(led, RENDERER, "")
        for name in ("minutes.md", "minutes.html"):
            assert b"hemligt ord" not in packed[name]
        assert b"hemligt ord" in packed["for-organisers.md"]
        assert "for-organisers.md" not in files(shared, RENDERER, "")

    def test_forgetting_takes_the_words_and_leaves_the_counts(self, play: Play, step: str) -> None:
        say(play, step, m.Write("action", "glada"), m.HandIn(("action",)))
        activity = state_of(play, step)
        activity.forget(play.people[0].seat)
        activity.forget(play.people[1].seat)
        play.close(step)
        assert bullets(play, step) == [Term("removed_text")]
        assert view(play, step)["turnout"]["handed"] == 1

    def test_what_one_conversation_wrote_does_not_stand_together(self, play: Play, step: str) -> None:
        for who, (first, last) in enumerate((("b", "y"), ("a", "z"))):
            say(play, step, m.Write("feelings", first), m.Write("action", last), who=who)
            say(play, step, m.HandIn(("feelings", "action")), who=who)
        handed = view(play, step, "desk")["handed"]
        assert [[note["text"] for note in handed[part]["notes"]] for part in (1, 5)] == [
            ["a", "b"],
            ["y", "z"],
        ]

    def test_nothing_later_builds_on_it(self, play: Play, step: str) -> None:
        say(play, step, m.Write("action", "x"), m.HandIn(("action",)))
        play.close(step)
        play.show(step)
        assert state_of(play, step).items() == []


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_whatever_is_done_nothing_leaves_a_phone_that_was_not_handed_in(data: st.DataObject) -> None:
    play = Play(3)
    step = play.start("reflection", pace=data.draw(st.sampled_from(["together", "own"])))
    parts = st.sampled_from(m.PARTS)
    kinds = st.one_of(
        st.builds(m.Write, parts, st.sampled_from(["", "ett ord", "flera ord"])),
        st.builds(m.HandIn, st.lists(parts, max_size=3).map(tuple)),
        st.builds(m.Walk, st.integers(-1, 6)),
        st.just(m.TakeBack()),
        st.builds(m.SayHowMany, st.integers(1, 4)),
    )
    for _ in range(data.draw(st.integers(0, 20))):
        who = data.draw(st.integers(0, 2))
        try:
            say(play, step, data.draw(kinds), who=who)
        except Rejected:
            continue
    activity = state_of(play, step)
    handed = {talk.notes[part] for talk in activity.talks.values() for part in talk.handed or ()}
    play.close(step)
    seen = {note["text"] for one in view(play, step, "record")["steps"] for note in one["notes"]}
    assert seen == handed
    again = play.replayed()
    assert again.steps.step(step).activity.record(again.scene(again.steps.step(step))) == view(
        play, step, "record"
    )


@pytest.mark.parametrize("pace", ["together", "own"])
@pytest.mark.parametrize("language", ["sv", "ar-XB"])
def test_every_screen_can_be_drawn_in_every_state_and_tells_nobody_else(pace: str, language: str) -> None:
    play = Play(9)
    step = play.start("reflection", pace=pace, theme="Dörrarna")
    seat = play.people[0].seat
    drawn(play, language)
    play.sample(step)
    for change in (lambda _: None, play.close, play.show):
        change(step)
        drawn(play, language)
        _, own = personal(play.session, seat, Audience("phone"))
        assert own is not None
        assert "hus 1 " in RENDERER.fragment(own[0], language, own[1])


def drawn(play: Play, language: str) -> None:
    for surface in ("wall", "phone", "desk"):
        for template, data in regions(play.session, Audience(surface), OUTLOOK).values():
            html = RENDERER.fragment(template, language, data)
            assert MARK.format(0) not in html or surface == "desk"
            assert "i hus" not in html or surface == "desk"


def test_a_sample_fits_whatever_is_set_up() -> None:
    for crowd in (0, 1, 40):
        play = Play(crowd)
        step = play.start("reflection", pace="own")
        assert play.sample(step) >= 2
        assert msgspec.json.encode(view(play, step, "desk"))


def bullets(play: Play, step: str) -> list[Any]:
    one = play.session.steps.step(step)
    blocks = one.activity.for_organisers(play.session.scene(one))
    return [item for block in blocks if isinstance(block, Bullets) for item in block.items]


def needs(play: Play, step: str) -> list[Term]:
    one = play.session.steps.step(step)
    return list(one.activity.needs(play.session.scene(one)))
