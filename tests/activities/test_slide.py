"""Slides: turned by whoever leads, nothing told before it is shown, and links, dates and pictures kept."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitator.assets import Assets
from facilitator.house import dressed
from sessions.activities.slide import Slides
from sessions.activities.slide.fit import SIZES, fitted
from sessions.activities.slide.rules import TurnTo
from sessions.activities.slide.settings import (
    LONGEST_TEXT,
    MOST_SLIDES,
    Settings,
    Slide,
    cleaned,
    events_of,
    read_event,
    read_link,
)
from sessions.activity import Rejected, Scene, plain
from sessions.blocks import Heading, Link, Para, Picture, Table
from sessions.screens import Audience, regions
from sessions.steps import AddStep, EditStep
from tests.play import DESK, Play
from tests.roles import ALWAYS, LEADERS, Rights
from tests.server import RunningHouse
from tests.test_contract import OUTLOOK

WHO_MAY: Rights = {"turn_to": (LEADERS, ALWAYS)}

PICTURE = "0123456789abcdef0123-1600x900"
THREE = {
    "s1": {"title": "Ett", "text": "Rad ett\n\nRad två"},
    "s2": {
        "title": "Två",
        "links": "Mer https://example.org/two",
        "events": "* 2026-06-11 9.00–12:30 Beslut",
    },
    "s3": {"picture": PICTURE, "alt": "En brygga", "credit": "Ateljén", "quote": "Vi\nprovar", "by": "Någon"},
}
RENDERER = dressed(Assets())


def view(play: Play, step: str, audience: str = "wall") -> Any:
    one = play.session.steps.step(step)
    return plain(getattr(one.activity, audience)(play.session.scene(one)))


@pytest.fixture
def play() -> Play:
    return Play(2)


@pytest.fixture
def step(play: Play) -> str:
    return play.start("slide", slides=THREE)


class TestTurning:
    def test_it_begins_with_the_first_and_shows_the_one_turned_to(self, play: Play, step: str) -> None:
        assert (view(play, step)["slide"]["title"], view(play, step)["number"]) == ("Ett", 1)
        desk = view(play, step, "desk")
        assert (desk["before"], desk["after"]) == ("", "s2")
        play.do(DESK, TurnTo("s2"), step)
        play.do(DESK, TurnTo("s2"), step)
        desk = view(play, step, "desk")
        assert (desk["slide"]["title"], desk["before"], desk["after"], desk["of"]) == ("Två", "s1", "s3", 3)
        play.do(DESK, TurnTo("s3"), step)
        assert (view(play, step, "desk")["before"], view(play, step, "desk")["after"]) == ("s2", "")
        assert [slide["shown"] for slide in view(play, step, "desk")["slides"]] == [False, False, True]

    def test_a_slide_that_is_not_there_is_refused(self, play: Play, step: str) -> None:
        with pytest.raises(Rejected, match="unknown"):
            play.do(DESK, TurnTo("s9"), step)

    def test_a_slide_taken_away_while_it_is_shown_leads_back_to_the_first(
        self, play: Play, step: str
    ) -> None:
        play.do(DESK, TurnTo("s2"), step)
        play.do(DESK, EditStep(step, settings={"slides": {"s1": THREE["s1"], "s3": THREE["s3"]}}))
        assert view(play, step)["slide"]["title"] == "Ett"
        assert view(play, step)["of"] == 2

    def test_nothing_set_up(self, play: Play) -> None:
        step = play.start("slide", slides={"s1": {}})
        assert view(play, step) == {"title": "Frågan", "slide": None, "number": 0, "of": 0}
        assert view(play, step, "desk")["slides"] == []
        one = play.session.steps.step(step)
        assert [term.code for term in one.activity.needs(play.session.scene(one))] == ["no_slides"]
        assert one.activity.minutes(play.session.scene(one)) == []

    def test_the_needs_are_quiet_when_there_is_something(self, play: Play, step: str) -> None:
        one = play.session.steps.step(step)
        assert one.activity.needs(play.session.scene(one)) == ()


class TestTelling:
    def test_what_has_not_been_shown_is_told_to_nobody_while_it_goes_on(self, play: Play, step: str) -> None:
        one = play.session.steps.step(step)
        scene = play.session.scene(one)
        for told in (one.activity.everyone(scene), one.activity.record(scene), one.activity.minutes(scene)):
            assert "Två" not in str(plain(told))
            assert "example.org" not in str(plain(told))
        play.do(DESK, TurnTo("s2"), step)
        play.do(DESK, TurnTo("s1"), step)
        phone = view(play, step, "everyone")
        assert phone["links"] == [
            {"text": "Mer", "url": "https://example.org/two", "address": "example.org/two"}
        ]
        assert [event["text"] for event in phone["events"]] == ["Beslut"]
        play.close(step)
        assert len(view(play, step, "record")["slides"]) == 3

    def test_everything_is_in_the_minutes(self, play: Play, step: str) -> None:
        play.close(step)
        one = play.session.steps.step(step)
        blocks = one.activity.minutes(play.session.scene(one))
        assert [type(block) for block in blocks] == [
            *(Heading, Para, Para, Heading, Link, Table, Para, Picture),
        ]
        picture = blocks[-1]
        assert isinstance(picture, Picture)
        assert (picture.picture, picture.width, picture.height, picture.credit) == (
            PICTURE,
            1600,
            900,
            "Ateljén",
        )
        table = blocks[5]
        assert isinstance(table, Table)
        words = [RENDERER.say(cell.code, cell.values, language="en", kind="slide") for cell in table.rows[0]]  # type: ignore[union-attr]
        assert words == ["June 11, 2026, 09:00–12:30", "Beslut (milestone)"]

    def test_the_record_is_data(self, play: Play, step: str) -> None:
        play.close(step)
        _, second, third = view(play, step, "record")["slides"]
        assert second["events"] == [
            {
                "day": "2026-06-11",
                "text": "Beslut",
                "last": "",
                "start": "09:00",
                "end": "12:30",
                "milestone": True,
            }
        ]
        assert second["links"] == [{"text": "Mer", "url": "https://example.org/two"}]
        assert third["picture"] == PICTURE
        assert "title" not in third


class TestSettingUp:
    @pytest.mark.parametrize(
        ("slide", "code"),
        [
            ({"text": "x" * (LONGEST_TEXT + 1)}, "slide_too_long"),
            ({"text": "x" * 500, "quote": "y" * 500}, "slide_too_long"),
            ({"text": "x\n" * 15}, "slide_lines"),
            ({"picture": PICTURE}, "alt_needed"),
            ({"links": "Se vår sida"}, "not_a_link"),
            ({"links": "x javascript:alert(1)"}, "not_a_link"),
            ({"events": "i april Svar"}, "not_an_event"),
            ({"picture": "../../etc"}, "settings"),
            ({"colour": "red"}, "settings"),
        ],
    )
    def test_what_is_refused_says_where(self, play: Play, slide: dict[str, str], code: str) -> None:
        with pytest.raises(Rejected, match=code) as refused:
            play.do(DESK, AddStep("slide", "", settings={"slides": {"a": {"title": "Ett"}, "b": slide}}))
        assert refused.value.values.get("number", 2) == 2
        said = RENDERER.say(code, refused.value.values, language="en", kind="slide")
        assert said != code

    def test_keys_and_numbers_have_limits(self, play: Play) -> None:
        many = {f"s{number}": {"title": "x"} for number in range(MOST_SLIDES + 1)}
        for slides in (many, {"Å": {"title": "x"}}, {"": {"title": "x"}}):
            with pytest.raises(Rejected, match="settings"):
                play.do(DESK, AddStep("slide", "", settings={"slides": slides}))

    def test_signs_that_cannot_be_seen_are_taken_out(self) -> None:
        assert Slides(Settings({"s": Slide(title="A\u202eB", text="a\r\nb")})).settings.slides["s"] == Slide(
            title="AB", text="a\nb"
        )

    @settings(deadline=None)
    @given(
        st.builds(
            Slide, **dict.fromkeys(("title", "text", "quote", "by", "links", "events"), st.text(max_size=80))
        )
    )
    def test_any_text_can_be_shown(self, slide: Slide) -> None:
        slides = Slides(Settings({"s": slide}))
        scene = Scene("k1", title="x")
        for told in (slides.everyone, slides.desk, slides.record):
            told(scene)
        once = cleaned(Settings({"s": slide}))
        assert cleaned(once) == once


class TestFitting:
    """Type is as large as it can be; dates and links that have no room are on the phones."""

    def test_the_more_there_is_the_smaller_it_stands(self) -> None:
        found = [fitted(Slide(title="Rubrik", text="ord " * number))[0] for number in range(1, 280)]
        names = [size for size, _ in SIZES]
        ranks = [names.index(size) for size in found]
        assert ranks == sorted(ranks)
        assert set(found) == set(names)

    @pytest.mark.parametrize("beside", [{}, {"picture": PICTURE, "alt": "x"}])
    def test_what_has_no_room_is_left_to_the_phones(self, beside: dict[str, str]) -> None:
        events = "\n".join(f"2026-01-{day:02d} Något som händer i huset" for day in range(1, 20))
        links = "\n".join(f"Länk https://example.org/{number}" for number in range(9))
        full = Slide(
            title="x" * 60, text="ord " * 150, events=events, links=links, by="Någon", quote="Ja", **beside
        )
        size, most = fitted(full)
        assert (size, most < 5) == ("least", True)
        assert fitted(Slide(events=events))[1] == 5
        html = RENDERER.fragment("slide/wall.html", "en", frame(full))
        assert "more dates are on the phones" in html or "19 more dates" in html
        assert html.count("slide-event ") + html.count('class="slide-event"') <= most or most == 0

    def test_nothing_at_all_is_as_large_as_it_gets(self) -> None:
        assert fitted(Slide()) == ("roomy", 5)


def frame(slide: Slide) -> dict[str, Any]:
    view = plain(Slides(Settings({"s": slide})).wall(Scene("k1", title="x")))
    return {
        "code": "K7M4PX",
        "step": "k1",
        "kind": "slide",
        "title": "x",
        "state": "open",
        "clocks": {},
        "view": view,
    }


class TestLines:
    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("2026-04-30 Svar på utkastet", ("2026-04-30", "", "", "", "Svar på utkastet", False)),
            ("2026-04-30: Svar", ("2026-04-30", "", "", "", "Svar", False)),
            ("2026-05-04 – 2026-06-30 Pilot", ("2026-05-04", "2026-06-30", "", "", "Pilot", False)),
            ("2026-05-04–2026-06-30, Pilot", ("2026-05-04", "2026-06-30", "", "", "Pilot", False)),
            ("* 2026-06-11 9.05–12:00 Råd", ("2026-06-11", "", "09:05", "12:00", "Råd", True)),
            ("*2026-06-11 13:00 Råd", ("2026-06-11", "", "13:00", "", "Råd", True)),
        ],
    )
    def test_an_event(self, line: str, expected: tuple[object, ...]) -> None:
        event = read_event(line)
        assert event is not None
        assert (event.day, event.last, event.start, event.end, event.text, event.milestone) == expected

    @pytest.mark.parametrize(
        "line",
        [
            "30 april Svar",
            "2026-02-30 Svar",
            "2026-04-30",
            "2026-04-30 2026-05-01",
            "2026-05-04 – 2026-04-30 Bakåt",
            "2026-05-04 – 2026-13-30 Fel",
            "2026-04-30 25:00 Fel",
            "2026-04-30 10:00–10:75 Fel",
        ],
    )
    def test_what_is_no_event(self, line: str) -> None:
        found = read_event(line)
        assert found is None or found.text == "2026-05-01"

    def test_events_come_in_order_of_time(self) -> None:
        slide = Slide(events="2026-05-01 B\n2026-04-01 A\n2026-05-01 08:00 C")
        assert [event.text for event in events_of(slide)] == ["A", "B", "C"]

    @pytest.mark.parametrize(
        "line",
        [
            "x",
            "x http://",
            "x ftp://a.b",
            "x https://a b",
            "x https://u@evil.test",
            "x https://a.b/<",
            "x http://[",
            "x https://a.b/" + "c" * 500,
        ],
    )
    def test_what_is_no_link(self, line: str) -> None:
        assert read_link(line) is None or " " not in (read_link(line) or Slide).url  # type: ignore[union-attr]

    def test_a_link_may_stand_alone(self) -> None:
        link = read_link("https://example.org/")
        assert link is not None
        assert (link.text, link.url) == ("", "https://example.org/")


def test_what_is_wrong_in_the_settings_is_said_in_words(tmp_path: Path) -> None:
    """The move is the session's; the words are the exercise's."""
    with RunningHouse(tmp_path) as house:
        code = house.plan("Mötet", AddStep("slide", "", settings={"slides": THREE}))
        (step,) = house.room(code).session.steps.steps
        wrong = {"slides": {"s1": {"picture": PICTURE}}}
        cookies = house.desk_cookie(code, "facilitator")
        with house.socket(code, "surface=desk&lang=en", cookies=cookies).greet() as line:
            for move in (
                {"do": "edit_step", "step": step, "settings": wrong},
                {"do": "start_now", "kind": "slide", "settings": wrong},
            ):
                answer = line.move(move)
                assert answer["code"] == "alt_needed"
                assert answer["say"].startswith("Slide 1: write what the picture shows")
            assert line.move({"do": "start_now", "kind": "../after"})["code"] == "unknown"


HOSTILE = '"><img src=x onerror=alert(1)>{{7777*7777}}'


def test_what_organisers_type_is_never_markup(play: Play) -> None:
    texts = dict.fromkeys(("title", "text", "quote", "by", "credit", "alt"), HOSTILE)
    lines = {
        "links": f"{HOSTILE} https://example.org/",
        "events": f"2026-04-30 {HOSTILE}",
        "picture": PICTURE,
    }
    step = play.start("slide", slides={"s1": {**texts, **lines}, "s2": {"title": HOSTILE}})
    for surface, stage in (("wall", ""), ("phone", ""), ("desk", ""), ("plan", step)):
        for template, data in regions(play.session, Audience(surface, stage), OUTLOOK).values():
            html = RENDERER.fragment(template, "sv", data)
            assert "<img src=x" not in html
            assert "60481729" not in html


def test_it_looks_the_same_after_a_restart(play: Play, step: str) -> None:
    play.do(DESK, TurnTo("s3"), step)
    again = play.replayed().steps.step(step).activity
    scene = play.session.scene(play.session.steps.step(step))
    assert again.everyone(scene) == view(play, step, "everyone")
