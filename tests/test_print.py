"""Paper for the day: what stands on it, whose it is, and that nothing typed for it is kept."""

import html
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from httpx2 import Client
from PIL import Image

from facilitator.printing import MOST_SLIPS, SLIPS_A_PAGE
from sessions import qr
from sessions.activities import ACTIVITIES, activity_of
from sessions.activity import Grouped, Scene
from sessions.day_moves import Draft, PlaceProgramme
from sessions.facts import EditSession
from sessions.group_moves import PlaceSeat, PutArea
from sessions.steps import AddStep
from tests.server import RunningHouse


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    with RunningHouse(tmp_path_factory.mktemp("print")) as running:
        yield running


@pytest.fixture
def day(house: RunningHouse) -> Iterator["Day"]:
    day = Day(house)
    with day.client:
        yield day


class Day:
    """A session with a programme, and its pages as its facilitator gets them, in English."""

    def __init__(self, house: RunningHouse) -> None:
        self.house = house
        self.code = house.plan("Grannskapsdagen", EditSession(date="2026-03-12", place="Aulan"))
        slots = (Draft("Välkomna", "09:00", 20, "Kim Holm"), Draft("Paus", "09:20", 10, break_=True))
        house.act(self.code, PlaceProgramme(slots))
        self.client: Client = house.client(house.desk_cookie(self.code, "facilitator"))

    def page(self, path: str = "", status: int = 200, **query: Any) -> str:
        wanted = {"lang": "en", **query}
        answer = self.client.get(
            f"/desk/{self.code}/print{path}", params=wanted, headers={"accept": "text/html"}
        )
        assert answer.status_code == status
        return html.unescape(answer.text)

    def step(self, kind: str, **settings: Any) -> str:
        session = self.house.room(self.code).session
        self.house.act(self.code, AddStep(kind, session.day.slots[0].id, f"Vår {kind}", settings))
        return list(session.steps.steps)[-1]

    def sheets(self, step: str, **query: Any) -> list[str]:
        return self.page(f"/steps/{step}", **query).split('class="paper ')[1:]


def test_what_there_is_to_print_is_listed(day: Day) -> None:
    board, work = day.step("board"), day.step("worksheet")
    day.step("vote")
    by_code = day.step("vote", slips=True)
    page = day.page()
    links = re.findall(r'class="taken" href="/desk/\w+/([^"]+)"', page)
    sheets = [f"print/steps/{board}", f"print/steps/{work}", f"codes/{by_code}"]
    assert links == ["print/poster", "print/slips", "print/programme", *sheets]


def test_the_programme_has_every_slot_with_its_time(day: Day) -> None:
    page = day.page("/programme")
    for words in (
        "Grannskapsdagen",
        "March 12, 2026",
        "Aulan",
        "09:00",
        "Välkomna",
        "Kim Holm",
        "09:20",
        "Paus",
    ):
        assert words in page


def test_a_programme_without_times_or_slots_is_still_one(day: Day) -> None:
    day.house.act(
        day.code, PlaceProgramme((Draft("Ett", None, 30, section="Morgon"), Draft("Två", section="Morgon")))
    )
    page = day.page("/programme")
    assert page.count("Morgon") == 1
    assert "30 min" in page
    day.house.act(day.code, PlaceProgramme(()))
    assert "no slots" in day.page("/programme")


class TestPoster:
    def test_it_has_the_way_in_as_code_and_as_text(self, day: Day) -> None:
        page = day.page("/poster")
        way_in = day.house.room(day.code).way_in
        assert way_in.host in page
        assert f"{day.code[:3]} {day.code[3:]}" in page
        assert qr.qr_path(way_in.qr)[1] in page
        assert "poster__wifi" not in page

    def test_the_wireless_network_is_on_the_page_and_nowhere_else(
        self, day: Day, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        typed = {"network": "Hamnens nät", "password": "torsk-och-sill-47"}
        answer = day.client.post(f"/desk/{day.code}/print/poster?lang=en", data=typed)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        for words in typed.values():
            assert html.unescape(answer.text).count(words) == 2, "in its field and on the poster"
        path = qr.wifi_path(typed["network"], typed["password"])[1]
        assert path in answer.text
        assert typed["password"] not in str(answer.url)
        assert typed["password"] not in caplog.text
        assert typed["password"] not in day.page("/poster")
        for file in Path(day.house.config.data).rglob("*"):
            assert not file.is_file() or typed["password"].encode() not in file.read_bytes(), file

    @pytest.mark.parametrize("field", ["network", "password"])
    def test_what_no_network_has_is_refused(self, day: Day, field: str) -> None:
        typed = {"network": "Nät", field: "n" * 64}
        answer = day.client.post(f"/desk/{day.code}/print/poster?lang=en", data=typed)
        assert answer.status_code == 422
        assert "too long" in answer.text
        assert "poster__wifi" not in answer.text

    def test_what_is_typed_stays_text(self, day: Day) -> None:
        typed = {"network": "<script>alert(1)</script>", "password": "\"'><b>"}
        page = day.client.post(f"/desk/{day.code}/print/poster", data=typed).text
        assert "<script>alert" not in page
        assert "'><b>" not in page

    @pytest.mark.parametrize(
        ("network", "password", "text"),
        [
            ("Gäst", 'a;b,c:d\\e"f', 'WIFI:T:WPA;S:Gäst;P:a\\;b\\,c\\:d\\\\e\\"f;;'),
            ("Öppet", "", "WIFI:T:nopass;S:Öppet;;"),
        ],
    )
    def test_a_camera_reads_the_network(self, network: str, password: str, text: str) -> None:
        side, path = qr.wifi_path(network, password)
        assert [found.text for found in zxingcpp.read_barcodes(drawn(side, path))] == [text]


def drawn(side: int, path: str) -> Image.Image:
    picture = Image.new("L", (side, side), 255)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)", path):
        for along in range(int(length)):
            picture.putpixel((int(x) + along, int(y)), 0)
    return picture.resize((side * 6, side * 6), Image.Resampling.NEAREST)


class TestSlips:
    @pytest.mark.parametrize(
        ("asked", "slips"),
        [({}, SLIPS_A_PAGE), ({"count": "23"}, 23), ({"count": "99999"}, MOST_SLIPS), ({"count": "x"}, SLIPS_A_PAGE),
         ({"count": "-1"}, SLIPS_A_PAGE), ({"count": "9" * 400}, SLIPS_A_PAGE), ({"count": "٣"}, SLIPS_A_PAGE)],
    )  # fmt: skip
    def test_there_are_as_many_as_asked(self, day: Day, asked: dict[str, Any], slips: int) -> None:
        page = day.page("/slips", **asked)
        assert page.count('<div class="slip">') == slips
        assert page.count('class="paper slips"') == -(-slips // SLIPS_A_PAGE)
        assert page.count(day.house.room(day.code).way_in.host) >= slips


class TestWorksheets:
    def test_before_there_are_groups_each_place_has_one_and_further_ones_can_be_had(self, day: Day) -> None:
        day.house.act(day.code, PutArea("Skolan", places="Biblioteket\nSalongen"))
        day.house.act(day.code, PutArea("Arbetet"))
        step = day.step("worksheet", questions="Vem gör det?\nNär?", preset="own", most=1, pitch=False)
        sheets = day.sheets(step)
        assert len(sheets) == 3
        assert "Biblioteket" in sheets[0]
        assert "Salongen" in sheets[1]
        assert "Arbetet" in sheets[2]
        for sheet in sheets:
            assert "Vem gör det?" in sheet
            assert "Pitch" not in sheet
        assert len(day.sheets(step, count=2)) == 5

    def test_without_areas_one_can_still_be_had(self, day: Day) -> None:
        step = day.step("worksheet", preset="concrete", aim=0)
        (sheet,) = day.sheets(step)
        assert "Who does it, and with whom?" in sheet
        assert "Pitch" in sheet
        assert "There are no groups yet" in day.page(f"/steps/{step}", count=0)

    def test_every_group_has_its_own(self, day: Day) -> None:
        day.house.act(day.code, PutArea("Skolan", places="Biblioteket"))
        area = day.house.room(day.code).session.groups.standing()[0].id
        seats = [day.house.join(day.code).seat for _ in range(2)]
        for seat in seats:
            day.house.act(day.code, PlaceSeat(seat, "new"))
        teams = day.house.room(day.code).session.groups
        teams.apply(Grouped(next(iter(teams.teams)), (seats[0],), area, "Biblioteket"), "", 0)
        first, second = day.sheets(day.step("worksheet"))
        assert "Group 1" in first
        assert "Biblioteket" in first
        assert "Group 2" in second
        assert "Biblioteket" not in second

    def test_many_notes_go_on_further_sheets(self, day: Day) -> None:
        first, second = day.sheets(day.step("worksheet", most=5, pitch=True))
        assert [f"Note {n}" in first for n in (1, 3, 4)] == [True, True, False]
        assert [f"Note {n}" in second for n in (3, 4, 5)] == [False, True, True]
        assert "The one action that we choose" in second
        assert "The one action that we choose" not in first


class TestNotes:
    def test_columns_have_their_own_sign_and_pattern_and_the_numbers_go_on(self, day: Day) -> None:
        sheets = day.sheets(day.step("board"), count=2)
        assert len(sheets) == 6
        for sheet, kind, sign in zip(
            sheets[::2], ("start", "continue", "stop"), ("sprout", "chevrons-right", "octagon-x"), strict=True
        ):
            assert sheet.count(f"board-paper kind-{kind}") == 6
            assert sheet.count(f"#i-{sign}") == 6
        numbers = [int(n) for sheet in sheets for n in re.findall(r'board-paper__no">(\d+)', sheet)]
        assert numbers == list(range(1, 37))

    def test_columns_of_ones_own_have_one_too(self, day: Day) -> None:
        sheets = day.sheets(day.step("board", columns="Språk\nArbete", pairs=True, codes="SSK = sköterskor"))
        looks = [set(re.findall(r"look-\d", sheet)) for sheet in sheets]
        assert looks[0] != looks[1]
        for sheet, name in zip(sheets, ("Språk", "Arbete"), strict=True):
            assert name in sheet
            assert "What is the problem?" in sheet
            assert "Whose is it?" in sheet


def test_a_step_without_paper_shows_what_there_is(day: Day) -> None:
    step = day.step("vote")
    assert "Poster" in day.page(f"/steps/{step}", status=404)
    assert "Poster" in day.page("/steps/no-such", status=404)


def test_what_has_paper_says_for_whom_and_what_stands_on_it() -> None:
    for activity in ACTIVITIES:
        assert activity.paper_for in ("", "group", "few", "room")
        page = Path(__file__).parent.parent / "sessions" / "activities" / activity.kind / "paper.html"
        assert page.is_file() == bool(activity.paper_for)
        view = activity_of(activity.kind)().paper(Scene("k1"))
        assert bool(view) == bool(activity.paper_for)


def test_it_speaks_the_sessions_language_unless_another_is_asked_for(day: Day) -> None:
    assert (
        '<html lang="sv"'
        in day.client.get(f"/desk/{day.code}/print/poster", headers={"accept-language": "en"}).text
    )
    assert '<html lang="ar-XB" dir="rtl"' in day.page("/poster", lang="ar-XB")


def test_hostile_words_stay_words_on_every_sheet(day: Day) -> None:
    nasty = "<script>alert(1)</script> {{ 7 * 7 }} \"' onload=x"
    facts = EditSession(title=nasty, organiser=nasty, theme=nasty, purpose=nasty, place=nasty)
    day.house.act(day.code, facts)
    day.house.act(
        day.code, PlaceProgramme((Draft(nasty, "09:00", 9, nasty, nasty, nasty, nasty, False, (nasty,)),))
    )
    day.house.act(day.code, PutArea(nasty, places=nasty))
    steps = [day.step("worksheet", questions=nasty, preset="own"), day.step("board", columns=nasty)]
    for path in ("", "/poster", "/slips", "/programme", *(f"/steps/{step}" for step in steps)):
        page = day.client.get(f"/desk/{day.code}/print{path}").text
        assert "<script>alert" not in page, path
        assert "{{ 7 * 7 }}" in page, path
