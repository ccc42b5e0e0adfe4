"""What screens show of a board: pages of notes on the wall, and every template drawn."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.activities.board import pages
from sessions.activities.board.moves import (
    LookAt,
    TakeUp,
    TurnPage,
    Write,
)
from sessions.group_moves import RemoveArea
from tests.activities.board_play import Hall, drawing, drawn
from tests.play import DESK


@pytest.fixture
def hall() -> Hall:
    return Hall()


class TestWall:
    def test_pages_of_what_fits_and_every_note_on_exactly_one(self) -> None:
        hall = Hall(people=5, each=100)
        for number in range(100):
            hall.write(
                number % 5, f"En lapp med några ord {number}", ("start", "continue", "stop")[number % 3]
            )
        hall.desk(TurnPage(1))
        count, seen = hall.seen("wall")["pages"], []
        for page in range(1, count + 1):
            hall.desk(TurnPage(page))
            wall = hall.seen("wall")
            assert wall["page"] == page
            seen += [
                n["id"]
                for lane in wall["lanes"]
                for track in lane["tracks"]
                for unit in track
                for n in unit["notes"]
            ]
        assert (count > 1, sorted(seen)) == (True, sorted(hall.board.notes))
        hall.desk(TurnPage(1000))
        assert hall.seen("wall")["page"] == count
        hall.desk(TurnPage(0))
        hall.arrange("shift", seen[0], column="start")
        newest = list(hall.board.notes)[-1]
        assert newest in str(hall.seen("wall")["lanes"])

    def test_zoom_to_an_area_and_a_column(self, hall: Hall) -> None:
        here, there = hall.write(0, "Här"), hall.write(10, "Där", "stop")
        hall.desk(LookAt(area=hall.area(1)))
        assert here not in str(hall.seen("wall")["lanes"])
        assert there in str(hall.seen("wall")["lanes"])
        hall.desk(LookAt(column="start"))
        assert [lane["id"] for lane in hall.seen("wall")["lanes"]] == ["start"]
        assert hall.refused(DESK, LookAt(area="no")).code == "unknown"
        assert hall.refused(DESK, LookAt(column="no")).code == "no_such_column"

    def test_by_headings_the_column_of_each_is_told(self, hall: Hall) -> None:
        one, two = hall.write(0, "Ett"), hall.write(0, "Två", "stop")
        hall.write(0, "Lös")
        hall.arrange("head", one, two, title="Möten")
        hall.desk(LookAt(by="headings"))
        (lane,) = hall.seen("wall")["lanes"]
        units = [unit for track in lane["tracks"] for unit in track]
        first = units[0]
        assert (first["heading"], [n["column"] for n in first["notes"]]) == ("Möten", ["start", "stop"])

    def test_a_door_shows_its_own_area(self, hall: Hall) -> None:
        hall.write(0, "Här")
        there = hall.write(10, "Där")
        place = hall.team("g2").place
        assert there in str(hall.seen("place", place)["lanes"])
        assert "Här" not in str(hall.seen("place", place)["lanes"])
        hall.desk(TurnPage(3, place))
        assert [door["stage"] for door in hall.seen("desk")["doors"]] != []

    def test_one_board_for_all(self) -> None:
        hall = Hall(per_area=False)
        hall.write(0, "Här")
        hall.write(10, "Där")
        assert [(b["id"], b["notes"]) for b in hall.seen("everyone")["boards"]] == [("", 2)]
        assert hall.own(0)["area"] is None

    def test_a_removed_area_stays_readable(self, hall: Hall) -> None:
        hall.write(10, "Där")
        hall.do(DESK, RemoveArea(hall.area(1)))
        assert [b["removed"] for b in hall.seen("desk")["boards"] if b["notes"]] == [True]

    def test_the_newest_note_is_on_the_wall_while_they_come(self) -> None:
        hall = Hall(people=5, each=100)
        for number in range(60):
            hall.write(number % 5, f"En lapp med några ord {number}")
        newest = list(hall.board.notes)[-1]
        assert (hall.seen("wall")["page"], newest in str(hall.seen("wall")["lanes"])) == (
            hall.seen("wall")["pages"],
            True,
        )
        hall.close(hall.step)
        assert hall.seen("wall")["page"] == 1

    def test_an_empty_wall(self, hall: Hall) -> None:
        assert (hall.seen("wall")["lanes"], hall.seen("wall")["page"]) == ([], 1)

    def test_a_phone_is_sent_the_newest_while_notes_come_in(self) -> None:
        hall = Hall(people=5, each=100)
        for number in range(105):
            hall.write(number % 5, f"Lapp {number}")
        (board, *_) = [b for b in hall.seen("everyone")["boards"] if b["notes"]]
        assert (board["notes"], board["more"], board["lanes"][0]["notes"][0]["texts"]) == (
            105,
            5,
            ["Lapp 104"],
        )

    def test_a_long_heading_goes_on_in_the_next_track(self) -> None:
        note = {"id": "n", "texts": ["Några ord på en lapp"] * 2, "activity": "", "taken": None, "owners": []}
        unit = {"id": "h", "heading": "Möten", "again": False, "notes": [note] * 60}
        sheet = pages.sheet([[unit]])
        again = [u["again"] for page in sheet.pages for lane in page for track in lane for u in track]
        assert (again[0], set(again[1:])) == (False, {True})
        assert sum(len(u["notes"]) for p in sheet.pages for lane in p for track in lane for u in track) == 60

    def test_what_no_wall_holds_is_cut_at_a_word(self) -> None:
        (cut,) = pages.short(["ord " * 200], 3)
        assert cut.endswith("ord…")
        assert pages.short(["x" * 900], 3)[0].endswith("x…")

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.lists(st.text(max_size=280), min_size=1, max_size=25), min_size=1, max_size=8))
    def test_no_track_is_fuller_than_the_wall(self, columns: list[list[str]]) -> None:
        lanes = [[_unit(text, len(columns)) for text in texts] for texts in columns]
        sheet = pages.sheet(lanes)
        size = dict(pages.SIZES)[sheet.size]
        letters = pages.letters_in(len(lanes), sheet.tracks, size)
        for page in sheet.pages:
            for track in (track for lane in page for track in lane):
                heights = [pages.height(note, letters, size) for unit in track for note in unit["notes"]]
                assert (
                    len(heights) <= 1
                    or sum(heights) + (len(heights) - 1) * pages.NOTE_GAP <= pages.ROOM + 0.01
                )

    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 2), st.sampled_from(("add", "add", "add", "drop")), st.text(max_size=120)
            ),
            max_size=40,
        )
    )
    def test_what_was_set_before_never_shows_in_what_is_set_now(
        self, changes: list[tuple[int, str, str]]
    ) -> None:
        lanes: list[list[dict[str, Any]]] = [[], [], []]
        kept: pages.Kept = {}
        for at, what, text in changes:
            lane = lanes[at]
            if what == "add":
                lanes[at] = [*lane, *(_unit(f"{text} {n}", 3) for n in range(5))]
            else:
                lanes[at] = lane[: len(lane) // 2] + lane[len(lane) // 2 + 1 :]
            assert pages.sheet(lanes, kept) == pages.sheet(lanes)

    def test_narrow_and_wide_letters(self) -> None:
        assert [pages._width(word) for word in ("abc", "åäö", "日本", "e\u0301")] == [3, 3, 4, 1]


def _unit(text: str, lanes: int) -> dict[str, Any]:
    texts = pages.short([text], lanes)
    note = {"id": "n", "texts": texts, "activity": "", "taken": None, "owners": []}
    return {"id": "", "heading": "", "again": False, "notes": [note]}


LANGUAGES = ("en", "sv", "ar-XB")
VARIED: tuple[dict[str, Any], ...] = (
    {},
    {"reveal": "later", "hold": True, "authors": "names", "take": 0, "hearts": 0},
    {
        "columns": "Börja med\nDrömmar\nOro\nFrågor",
        "pairs": True,
        "codes": "A = a\nB = b",
        "authors": "group",
    },
    {"per_area": False, "seeds": "stop: Brev"},
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("varied", VARIED)
@pytest.mark.parametrize("full", [False, True])
def test_every_screen_can_be_drawn_in_every_state(language: str, varied: dict[str, Any], full: bool) -> None:
    hall, renderer = Hall(people=12, **varied), drawing()
    if full:
        hall.sample(hall.step)
        hall.by(0, Write("Vems?", "", "", "A+XY+?"))
        hall.desk(TakeUp(next(iter(hall.board.notes))), LookAt(by="headings"))
    for change in (lambda _: None, hall.close, hall.show):
        change(hall.step)
        for surface, html in drawn(hall, renderer, language):
            assert hall.step in html or (surface == "mine" and not html.strip()), surface
            assert " style=" not in html


def test_the_form_of_the_desk_does_no_harm_on_enter() -> None:
    """The first button of a form is what Enter presses in any of its fields."""
    hall = Hall()
    hall.write(0, "Ett")
    (html,) = [html for name, html in drawn(hall, drawing(), "en") if name == "desk"]
    form = html[html.index(f'id="{hall.step}-sort"') :]
    assert form[form.index("<button") :].startswith('<button class="btn" name="how" value="head"')


def test_even_pages_so_that_the_newest_note_is_not_alone() -> None:
    note = {"texts": ["Några ord på en lapp"], "activity": "", "taken": None, "owners": []}
    units = [{"id": "", "heading": "", "again": False, "notes": [{**note, "id": str(n)}]} for n in range(31)]
    sheet = pages.sheet([units])
    counts = [sum(len(u["notes"]) for lane in page for track in lane for u in track) for page in sheet.pages]
    assert (len(counts) > 1, sum(counts), min(counts) * 2 > max(counts)) == (True, 31, True)
