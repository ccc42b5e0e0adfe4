"""A talk: links that are only links, falling back to the programme, and nothing typed that becomes markup."""

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from facilitator.assets import Assets
from facilitator.house import dressed
from sessions.activities.talk import Talk
from sessions.activities.talk.links import WebLink, is_web_address, read_links
from sessions.activity import CLOSED, OPEN, PLANNED, SHOWN, Clock, Rejected, Scene, SlotFacts, plain
from sessions.blocks import Facts, Link, Para, Said, Term
from sessions.render import Renderer
from sessions.screens import Audience, Join, Outlook, regions
from tests.play import BEGIN, Play
from tests.roles import Rights

WHO_MAY: Rights = {}

SLOT = SlotFacts(title="Water in the county", speaker="The harbour master")
SCENE = Scene(step="k1", title="Water in the county", slot=SLOT)
RENDERER = Renderer()
OUTLOOK = Outlook(BEGIN, Join("HTTP://MOTE.TEST/J/K7M4PX", "mote.test", "K7M4PX"))
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7 * 7 }}{% x %}"
typed = st.text(max_size=80)


def talk(**settings: Any) -> Talk:
    return Talk(Talk.Settings(**settings))


def screen(surface: str, view: Any, clocks: Any = None) -> str:
    data = {
        "view": view,
        "step": "k1",
        "title": "T",
        "kind": "talk",
        "clocks": clocks or {},
        "group_view": {},
    }
    return RENDERER.fragment(f"talk/{surface}.html", "en", {**data, "state": "open"})


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.hrefs: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not [name for name, _ in attrs if name == "style" or name.startswith("on")]
        self.tags.append(tag)
        self.hrefs += [value or "" for name, value in attrs if name == "href" and tag == "a"]

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize(
    "url",
    ["https://example.org", "http://example.org:8080/a?b=c#d", "https://[::1]/x", "https://exämple.org/å"],
)
def test_addresses_of_the_web_are_links(url: str) -> None:
    assert is_web_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "javascript:alert(1)",
        "JavaScript://example.org/%0aalert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://example.org",
        "//example.org",
        "https://",
        "https:///path",
        "https://bank.example@evil.example/",
        "https://evil.example\\@bank.example",
        "https://example.org:99999/",
        "https://[::1",
        'https://example.org/"onmouseover="x',
        "https://example.org/<b>",
        "https://example.org/a b",
        "https://example.org/\u202egnp",
        "https://example.org/\n",
        "https://example.org/" + "a" * 500,
    ],
)
def test_everything_else_is_not(url: str) -> None:
    assert not is_web_address(url)


def test_a_line_is_words_and_then_an_address() -> None:
    links, others = read_links("Our report https://example.org/r\n\nhttps://example.org\n  no address \n")
    assert links == (WebLink("Our report", "https://example.org/r"), WebLink("", "https://example.org"))
    assert others == ("no address",)


@given(st.lists(typed))
def test_no_typed_line_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)
    links, others = read_links(text)
    kept = sum(1 for line in text.split("\n") if line.strip())
    assert len(links) + len(others) == kept
    assert all(link.url.startswith(("http://", "https://")) for link in links)


def test_a_talk_that_is_the_line_of_the_programme_needs_no_set_up() -> None:
    view = talk().wall(SCENE)
    assert (view["title"], view["speaker"]) == ("Water in the county", "The harbour master")


def test_another_thing_in_the_slot_has_not_its_speaker() -> None:
    assert talk().wall(structs.replace(SCENE, title="Two and two"))["speaker"] == ""


def test_a_speaker_of_its_own_goes_before_that_of_the_programme() -> None:
    assert talk(speaker=" The  mayor\u202e ").wall(SCENE)["speaker"] == "The mayor"


def test_notes_are_for_phones_and_desk_not_for_the_wall() -> None:
    step = talk(notes="Listen for\nthree things")
    assert step.everyone(SCENE)["notes"] == step.desk(SCENE)["notes"] == "Listen for\nthree things"
    assert "notes" not in step.wall(SCENE)


def test_links_are_shown_with_their_address() -> None:
    view = talk(links="Report https://example.org/r/\nhttp://plain.example").wall(SCENE)
    assert view["links"] == [
        {"text": "Report", "url": "https://example.org/r/", "address": "example.org/r"},
        {"text": "", "url": "http://plain.example", "address": "http://plain.example"},
    ]


def test_a_line_without_an_address_is_refused_and_the_talk_unchanged() -> None:
    step = talk(speaker="A")
    with pytest.raises(Rejected) as refused:
        step.settings_changed(Talk.Settings(speaker="B", links="good https://example.org\nbad javascript:x"))
    assert (refused.value.code, refused.value.values["line"]) == ("not_a_link", "bad javascript:x")
    assert step.settings.speaker == "A"
    assert "bad javascript:x" in RENDERER.say("not_a_link", refused.value.values, language="en", kind="talk")
    step.settings_changed(Talk.Settings(speaker="B"))
    assert step.settings.speaker == "B"


def test_a_bad_line_that_came_another_way_is_shown_to_the_desk_alone() -> None:
    step = talk(links="javascript:alert(1)")
    assert step.desk(SCENE)["unread"] == ["javascript:alert(1)"]
    assert step.everyone(SCENE)["links"] == step.record(SCENE)["links"] == []


@given(typed, typed, typed)
def test_any_typed_settings_can_be_replayed(speaker: str, notes: str, links: str) -> None:
    once = talk(speaker=speaker, notes=notes, links=links)
    again = Talk(once.settings)
    assert again.settings == once.settings
    assert again.minutes(SCENE) == once.minutes(SCENE)


def test_minutes_say_what_the_programme_does_not() -> None:
    assert talk(speaker=SLOT.speaker).minutes(SCENE) == []
    step = talk(
        speaker="The mayor", notes="One\n\nTwo", links="Report https://example.org\nhttps://example.org/2"
    )
    assert step.minutes(SCENE) == [
        Facts(((Term("speaker"), Said("The mayor")),)),
        Para(Said("One")),
        Para(Said("Two")),
        Link(Said("Report"), "https://example.org"),
        Link(Said("https://example.org/2"), "https://example.org/2"),
    ]
    assert RENDERER.say("speaker", {}, language="en", kind="talk") == "Speaker"


def test_the_record_holds_speaker_notes_and_links() -> None:
    record = talk(notes="N", links="https://example.org").record(SCENE)
    links = [{"text": "", "url": "https://example.org"}]
    assert record == {"speaker": "The harbour master", "notes": "N", "links": links}


@pytest.mark.parametrize("state", [PLANNED, OPEN, CLOSED, SHOWN])
def test_a_talk_is_the_same_in_every_state(state: str) -> None:
    assert talk().wall(structs.replace(SCENE, state=state)) == talk().wall(SCENE)


@pytest.mark.parametrize("surface", ["phone", "wall", "desk"])
def test_what_is_typed_is_text_on_every_screen(surface: str) -> None:
    step = talk(speaker=HOSTILE, notes=HOSTILE, links=f"{HOSTILE} https://example.org")
    scene = structs.replace(SCENE, title=HOSTILE)
    view = step.desk(scene) if surface == "desk" else step.everyone(scene)
    page = Tags(screen(surface, view))
    assert not {"script", "img"} & set(page.tags)
    assert HOSTILE in page.words
    assert set(page.hrefs) <= {"https://example.org"}


def test_settings_keep_what_was_typed() -> None:
    page = Tags(screen("settings", {"settings": {"speaker": "S", "notes": HOSTILE, "links": "x"}}))
    assert HOSTILE in page.words
    assert page.tags.count("textarea") == 2


@pytest.mark.parametrize(
    ("title", "size"),
    [
        ("Welcome", "short"),
        ("Who is well in our county, and where?", "usual"),
        ("A" * 24, "long"),
        ("What five years have taught us about water and about us", "long"),
        ("word " * 30, "longest"),
        ("", "short"),
    ],
)
def test_the_headline_fits_its_length(title: str, size: str) -> None:
    html = screen("wall", talk(speaker="S").wall(structs.replace(SCENE, title=title.strip())))
    assert f"talk--{size} talk--alone" in html
    assert ("<h1>" in html) == bool(title)


def test_links_that_do_not_fit_the_wall_are_counted() -> None:
    links = "\n".join(f"https://example.org/{n}" for n in range(5))
    assert "2 more links are on the phones" in screen("wall", talk(links=links).wall(SCENE))
    longest = structs.replace(SCENE, title="word " * 30)
    assert "5 links are on the phones" in screen("wall", talk(links=links).wall(longest))


def test_a_heading_with_a_clock_is_a_timer() -> None:
    clocks = {"": Clock(None, 60_000, 60_000)}
    scene = structs.replace(SCENE, title="Two and two")
    assert 'class="pause talk"' in screen("wall", talk().wall(scene), clocks)
    beside = screen("wall", talk(speaker="The mayor").wall(scene), clocks)
    assert "now__side" in beside
    assert "talk--alone" not in beside
    assert "count-down" in screen("phone", talk().everyone(scene), clocks)


@pytest.mark.parametrize(("kind", "label"), [("talk", "Close"), ("pulse", "Close for answers")])
def test_the_desk_closes_for_answers_only_what_takes_some(kind: str, label: str) -> None:
    play = Play(1)
    play.start(kind)
    template, view = regions(play.session, Audience("desk"), OUTLOOK)["next"]
    html = dressed(Assets()).fragment(template, "en", plain(view))
    assert f">{label}</button>" in html
