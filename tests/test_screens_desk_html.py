"""The desk as HTML: nothing on it lacks a name, and what people type stays text."""

from collections import Counter
from html.parser import HTMLParser

import pytest

from sessions.activities import ACTIVITIES
from sessions.day_moves import AddRuling, EditSlot
from sessions.facts import EditSession, EndSession, LookUp
from sessions.people import RemoveSeat
from sessions.session_moves import Next
from sessions.steps import AddStep, CloseStep, Focus, StartNow
from sessions.timers import PauseTimer
from tests.desk_play import HIDDEN, first, html, late_day
from tests.play import DESK, Play


class Reader(HTMLParser):
    """Ids, and the buttons and links with the words that name them."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.names: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self._open: list[str] = []
        self._inside_label = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag in ("button", "a", "summary"):
            self._open.append(given.get("aria-label") or "")
        self._inside_label += tag == "label"
        if tag == "label" and given.get("for"):
            self.labelled.add(str(given["for"]))
        by_itself = given.get("type") == "hidden" or given.get("aria-label") or given.get("aria-labelledby")
        if tag in ("input", "select", "textarea") and not (by_itself or self._inside_label):
            self.fields.append(given)

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1] += data.strip()

    def handle_endtag(self, tag: str) -> None:
        if tag in ("button", "a", "summary") and self._open:
            self.names.append(self._open.pop())
        self._inside_label -= tag == "label"


def busy_day() -> Play:
    """Everything at once: several steps, places, a paused clock, decisions, somebody removed."""
    play = late_day()
    for number in range(5):
        play.people.append(play.join(number))
    play.do(DESK, AddStep("talk", first(play), "Sedan"))
    for activity in ACTIVITIES:
        play.sample(play.start(activity.kind))
    hidden = play.start("pulse", **HIDDEN)
    play.do(DESK, CloseStep(hidden))
    play.do(DESK, Focus(list(play.session.steps.steps)[1]))
    play.do(DESK, Focus(hidden, "Salongen"))
    play.do(DESK, StartNow("talk", title="Två och två", seconds=60))
    play.do(DESK, PauseTimer())
    play.do(DESK, LookUp())
    play.do(DESK, EditSession(seats=5))
    play.do(DESK, EditSlot(first(play), desk_notes="Säg hur det blir med lunchen"))
    play.do(DESK, AddRuling(first(play), "Vi provar"))
    play.do(DESK, RemoveSeat(play.people[0].seat))
    return play


@pytest.mark.parametrize("language", ["sv", "en", "ar-XB"])
@pytest.mark.parametrize("stage", ["", "people", "groups"])
@pytest.mark.parametrize("when", ["planned", "busy", "ended"])
def test_every_button_and_field_has_a_name_and_every_id_is_its_own(
    when: str, stage: str, language: str
) -> None:
    play = Play(2) if when == "planned" else busy_day()
    if when == "ended":
        play.do(DESK, EndSession())
    reader = Reader()
    reader.feed(html(play, stage, language))
    assert [name for name in reader.names if not name] == []
    assert [field for field in reader.fields if field.get("id") not in reader.labelled] == []
    assert [one for one, times in Counter(reader.ids).items() if times > 1] == []


def test_what_people_type_stays_text() -> None:
    play = Play()
    hostile = "<img src=x onerror=alert(1)>\"'&"
    play.do(DESK, EditSession(title=hostile, theme=hostile, organiser=hostile))
    play.do(DESK, EditSlot(first(play), title=hostile, speaker=hostile, place=hostile, desk_notes=hostile))
    play.do(DESK, Next())
    play.do(DESK, AddRuling(first(play), hostile, hostile, hostile))
    play.do(DESK, StartNow("talk", title=hostile))
    assert "<img" not in html(play)
    assert "<img" not in html(play, "people")
