"""Next theme: first all suggest, then they support; and what was heard belongs to what was said before."""

from typing import Any

import pytest

from sessions.activities.pulse import Pulse
from sessions.activities.pulse.moves import AskSupport, Hide, NewRound, Support, TakeBack, Write
from sessions.activities.pulse.pages import LINE, ROOM, height, pages
from sessions.activity import Rejected, Turn, plain
from sessions.blocks import Para, Table, Term
from sessions.day_moves import GoTo
from sessions.render import Renderer
from tests.activities.pulse_play import painted
from tests.play import DESK, Play

RENDERER = Renderer()


@pytest.fixture
def play() -> Play:
    return Play(4)


@pytest.fixture
def step(play: Play) -> str:
    step = play.start("pulse", form="text", support=2, entries=2)
    for seat, text in zip(play.people, ("Boende", "Språk", "Arbete", "Hälsa"), strict=True):
        play.do(seat, Write(text), step)
    return step


def pulse(play: Play, step: str) -> Pulse:
    activity = play.activity(step)
    assert isinstance(activity, Pulse)
    return activity


def view(play: Play, step: str, surface: str = "wall") -> dict[str, Any]:
    one = play.session.steps.step(step)
    found: dict[str, Any] = plain(getattr(one.activity, surface)(play.session.scene(one)))
    return found


def entries(play: Play, step: str) -> dict[str, str]:
    return {word["text"]: word["id"] for word in view(play, step)["result"]["words"]}


class TestSupport:
    def test_first_all_suggest_and_then_nobody_writes_any_more(self, play: Play, step: str) -> None:
        ids = entries(play, step)
        with pytest.raises(Rejected, match="not_now"):
            play.do(play.people[0], Support(ids["Språk"]), step)
        play.do(DESK, AskSupport(True), step)
        with pytest.raises(Rejected, match="supporting_now"):
            play.do(play.people[0], Write("Sent"), step)
        assert view(play, step, "everyone")["supporting"] is True
        play.keep(play.session.undo(Turn(DESK, play.at, play.dice)), DESK.seat)
        play.do(play.people[0], Write("Sent"), step)

    def test_figures_take_a_line_so_that_no_column_is_cut_off(self, play: Play, step: str) -> None:
        texts = ["x" * 300, "kort", "x" * 60, "x" * 90, "x" * 300, "kort"]
        for column in (column for page in pages(texts, figures=True) for column in page):
            assert sum(height(texts[i]) + LINE for i in column) <= ROOM
        assert sum(map(len, pages(["kort"] * 60, figures=True)[0])) < sum(map(len, pages(["kort"] * 60)[0]))

    def test_the_desk_sees_the_support_and_its_order_when_it_has_closed(self, play: Play, step: str) -> None:
        ids = entries(play, step)
        play.do(DESK, AskSupport(True), step)
        for seat in play.people:
            play.do(seat, Support(ids["Hälsa"]), step)
        assert [word["support"] for word in view(play, step, "desk")["result"]["words"]] == [None] * 4
        play.close(step)
        first, second, *_ = view(play, step, "desk")["result"]["words"]
        assert [(first["text"], first["support"]), second["support"]] == [("Hälsa", 4), 0]

    def test_one_each_for_an_entry_and_no_more_than_the_setting_says(self, play: Play, step: str) -> None:
        ids = entries(play, step)
        play.do(DESK, AskSupport(True), step)
        who = play.people[0]
        for _ in range(2):
            play.do(who, Support(ids["Språk"]), step)
        play.do(who, Support(ids["Arbete"]), step)
        scene = play.session.scene(play.session.steps.step(step))
        marks = pulse(play, step).marks(who, scene)
        assert marks[f"support-{ids['Språk']}"] == {"checked": True}
        assert marks[f"support-{ids['Boende']}"] == {"disabled": True}
        assert pulse(play, step).seat(who, scene)["supported"] == 2
        with pytest.raises(Rejected, match="enough_support"):
            play.do(who, Support(ids["Hälsa"]), step)
        play.do(who, Support(ids["Arbete"], on=False), step)
        play.do(who, Support(ids["Hälsa"]), step)
        with pytest.raises(Rejected, match="unknown"):
            play.do(play.people[1], Support("nothing"), step)

    def test_figures_come_when_it_closes_with_what_most_support_first(self, play: Play, step: str) -> None:
        ids = entries(play, step)
        play.do(DESK, AskSupport(True), step)
        for seat, texts in zip(
            play.people, (["Arbete"], ["Arbete", "Språk"], ["Språk"], ["Arbete"]), strict=True
        ):
            for text in texts:
                play.do(seat, Support(ids[text]), step)
        assert [word["support"] for word in view(play, step)["result"]["words"]] == [None] * 4
        play.close(step)
        words = view(play, step)["result"]["words"]
        assert [(word["text"], word["support"]) for word in words] == [
            ("Arbete", 3),
            ("Språk", 2),
            ("Boende", 0),
            ("Hälsa", 0),
        ]
        assert [item.title for item in pulse(play, step).items()][:2] == ["Arbete", "Språk"]
        one = play.session.steps.step(step)
        blocks = one.activity.minutes(play.session.scene(one))
        assert [block.head[1] for block in blocks if isinstance(block, Table)] == [Term("support")]

    def test_what_is_hidden_or_taken_back_cannot_be_supported(self, play: Play, step: str) -> None:
        ids = entries(play, step)
        play.do(play.people[0], TakeBack(ids["Boende"]), step)
        play.do(DESK, Hide(ids["Språk"]), step)
        play.do(DESK, AskSupport(True), step)
        for text in ("Boende", "Språk"):
            with pytest.raises(Rejected, match="unknown"):
                play.do(play.people[3], Support(ids[text]), step)

    def test_without_the_setting_there_is_no_support(self, play: Play) -> None:
        for settings in ({"form": "text"}, {"form": "words", "support": 2}):
            with pytest.raises(Rejected, match="not_now"):
                play.do(DESK, AskSupport(True), play.start("pulse", **settings))

    def test_what_is_supported_is_seen_also_when_the_rest_waits_for_the_desk(self, play: Play) -> None:
        step = play.start("pulse", form="text", support=1, reveal="shown")
        play.do(play.people[0], Write("Boende"), step)
        assert view(play, step)["result"] is None
        play.do(DESK, AskSupport(True), step)
        assert [word["text"] for word in view(play, step)["result"]["words"]] == ["Boende"]

    def test_a_new_round_begins_with_suggesting(self, play: Play, step: str) -> None:
        play.do(DESK, AskSupport(True), step)
        play.do(play.people[0], Support(entries(play, step)["Språk"]), step)
        play.do(DESK, NewRound(), step)
        assert view(play, step, "everyone")["supporting"] is False

    def test_it_can_be_drawn_and_every_code_has_words(self, play: Play, step: str) -> None:
        play.do(DESK, AskSupport(True), step)
        play.do(play.people[0], Support(entries(play, step)["Språk"]), step)
        for change in (lambda _: None, play.close, play.show):
            change(step)
            for surface in ("wall", "phone", "desk"):
                assert "Språk" in drawn(play, step, surface)
        values = {"most": 2, "title": "T", "speaker": ""}
        for code in (
            "supporting_now",
            "enough_support",
            "heard_in",
            "suggestion",
            "support",
            "undo_ask_support",
        ):
            assert RENDERER.say(code, values, language="en", kind="pulse") != code

    def test_the_sample_supports(self, play: Play) -> None:
        step = play.start("pulse", form="text", support=2)
        play.sample(step)
        play.close(step)
        assert sum(word["support"] for word in view(play, step)["result"]["words"]) == 8


class TestWhatDidIHear:
    def test_one_sentence_each_and_the_record_says_about_what(self, play: Play) -> None:
        play.do(DESK, GoTo(play.session.day.slots[1].id))
        step = play.start("pulse", form="text", heard=True, entries=5)
        play.do(play.people[0], Write("Att språk tar tid"), step)
        with pytest.raises(Rejected, match="enough"):
            play.do(play.people[0], Write("Och en till"), step)
        assert view(play, step)["about"] == {"title": "Början", "speaker": ""}
        play.close(step)
        one = play.session.steps.step(step)
        blocks = one.activity.minutes(play.session.scene(one))
        assert Para(Term("heard_in", {"title": "Början", "speaker": ""})) in blocks
        assert view(play, step, "record")["rounds"][0]["about"]["title"] == "Början"
        assert "Början" in drawn(play, step, "wall") + drawn(play, step, "phone")

    def test_outside_the_programme_it_is_about_nothing_named(self, play: Play) -> None:
        assert view(play, play.start("pulse", form="text", heard=True))["about"] is None


def drawn(play: Play, step: str, surface: str) -> str:
    one = play.session.steps.step(step)
    scene = play.session.scene(one)
    seen = {"phone": one.activity.everyone, "wall": one.activity.wall, "desk": one.activity.desk}[surface](
        scene
    )
    return painted(surface, seen, state=one.state)
