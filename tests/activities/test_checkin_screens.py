"""The screens of a check-in: what is typed is text, what is shown by signs is said in words."""

from html.parser import HTMLParser

import pytest
from msgspec import structs

from sessions.activities.checkin.moves import Here, SayAbsent
from sessions.activity import (
    CLOSED,
    OPEN,
    PLANNED,
    SHOWN,
    Person,
)
from tests.activities.checkin_play import ANN, EVE, HOSTILE, NORTH, SCENE, Played, a_full_day, screen


class Words(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not [name for name, _ in attrs if name == "style" or name.startswith("on")]
        self.tags.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize("surface", ["phone", "wall", "desk"])
@pytest.mark.parametrize("state", [PLANNED, OPEN, CLOSED, SHOWN])
def test_what_is_typed_is_text_on_every_screen(surface: str, state: str) -> None:
    person = Person("seat-x", organisation=HOSTILE)
    day = Played(scene=structs.replace(SCENE, people=(person, EVE)))
    day.does(person, Here())
    day.does(person, SayAbsent(1))
    day.does(EVE, Here())
    page = Words(screen(surface, day.step.desk(day.scene), state=state, title=HOSTILE))
    assert "script" not in page.tags
    assert HOSTILE in page.words
    assert "49" not in page.words
    assert len(page.ids) == len(set(page.ids))
    assert all(name.startswith("k1-") for name in page.ids)


def test_the_wall_says_in_words_what_its_signs_say() -> None:
    day = a_full_day()
    words = " ".join(Words(screen("wall", day.step.wall(day.scene))).words.split())
    assert "1 of 3 organisations" in words
    assert "North council 1 cannot come 2 here" in words
    assert "South council 2 cannot come" in words
    assert "The library awaited" in words
    assert "8 people here, 2 of them counted by the desk" in words
    assert "1 organisation beside the list" in words
    assert "Still awaited: The library" in words


def test_an_empty_wall_invites() -> None:
    assert "The first one here" in screen("wall", Played("").step.wall(SCENE))


def test_the_wall_says_when_all_are_here() -> None:
    day = Played(NORTH)
    day.does(ANN, Here())
    assert "Everyone expected is here" in screen("wall", day.step.wall(day.scene))


@pytest.mark.parametrize(
    ("count", "size"), [(5, "few"), (20, "many"), (31, "more"), (38, "dense"), (45, "most"), (300, "most")]
)
def test_what_does_not_fit_the_wall_is_counted(count: int, size: str) -> None:
    day = Played("\n".join(f"Organisation {n}" for n in range(count)))
    html = screen("wall", day.step.wall(day.scene))
    assert f"checkin--{size}" in html
    assert html.count("checkin__org ") == min(count, 45)
    assert (f"{count - 45} more on the phones" in html) == (count > 45)
    assert screen("phone", day.step.everyone(day.scene)).count("<li") == count


def test_before_it_opens_a_phone_has_nothing_to_tap() -> None:
    html = screen("phone", Played().step.everyone(SCENE), state=PLANNED)
    assert "opens soon" in html
    assert "<button" not in html
    assert "<button" in screen("phone", Played().step.everyone(SCENE), state=CLOSED)


def test_settings_keep_the_pasted_list() -> None:
    page = Words(screen("settings", {"settings": {"expected": f"{HOSTILE}\n{NORTH}"}}))
    assert f"{HOSTILE}\n{NORTH}" in page.words
