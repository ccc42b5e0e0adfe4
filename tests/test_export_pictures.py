"""Pictures and drawings in every format: inside the page, beside the text, and always in words too."""

import asyncio
import io
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from PIL import Image

from facilitator.export.document import Document, pictures_in, with_pictures
from facilitator.export.files import files
from facilitator.export.html import html
from facilitator.export.markdown import markdown
from facilitator.redraw import redrawn
from sessions.blocks import Drawing, Picture, Said, Stroke, Term
from sessions.journal import Blob, Journal, SessionFacts
from sessions.minutes import Chapter
from sessions.steps import AddStep, CloseStep, OpenStep
from tests.server import RunningHouse
from tests.test_export import RENDERER, STYLE, council, made
from tests.test_pictures import noise, png, upload

HOSTILE = '"><img src=x onerror=alert(1)> [x](javascript:alert(1))'
SHOWN = redrawn(png(noise(20)))
LOST = "0123456789abcdef0123-20x20"


def drawing(text: str = "En båt") -> Drawing:
    return Drawing(Said(text), (Stroke("M10 10L90 90"), Stroke('M10 90L90 10"/><script>x', 1)), 100, 50)


@pytest.fixture
def document() -> Document:
    """The council's, with a picture that is there, one that is lost, and a drawing."""
    pictures = (Picture(Said(HOSTILE), SHOWN.id, 20, 20, HOSTILE), Picture(Said("Borta"), LOST, 20, 20))
    chapters = (*made(council().session).chapters, Chapter((*pictures, drawing())))
    return structs.replace(made(council().session), chapters=chapters)


@pytest.fixture
def inside(document: Document, tmp_path: Path) -> Document:
    return asyncio.run(_inside(document, tmp_path))


async def _inside(document: Document, folder: Path) -> Document:
    journal = await Journal.open(folder / "journal.db")
    try:
        await journal.create(SessionFacts("council", "K7M4PX"))
        await journal.save_blob("council", SHOWN.id, Blob(SHOWN.media, SHOWN.bytes))
        return await with_pictures(document, journal, "council")
    finally:
        await journal.close()


class TestThePage:
    def test_a_picture_is_inside_the_file_and_one_that_is_lost_is_told(self, inside: Document) -> None:
        page = html(inside, RENDERER, STYLE)
        sources = re.findall(r'<img src="([^"]+)" alt="([^"]*)" width="20" height="20">', page)
        assert [source[:22] for source, _ in sources] == ["data:image/png;base64,"]
        assert sources[0][1].startswith("&#34;&gt;&lt;img src=x")
        assert "Picture: Borta" in page
        assert LOST not in page
        assert "<script" not in page
        assert "img-src data:" in page

    def test_on_a_page_of_the_server_it_comes_from_the_server(self) -> None:
        whole = made(council().session)
        chapter = Chapter((Picture(Said("Båt"), SHOWN.id, 20, 20),))
        sources = {SHOWN.id: f"/p/{whole.code}/{SHOWN.id}"}
        page = html(
            structs.replace(whole, chapters=(*whole.chapters, chapter), sources=sources), RENDERER, STYLE
        )
        assert f'<img src="/p/{whole.code}/{SHOWN.id}" alt="Båt"' in page

    def test_a_drawing_is_lines_with_words(self, inside: Document) -> None:
        page = html(inside, RENDERER, STYLE)
        (drawn,) = re.findall(r"<svg xmlns.*?</svg>", page)
        shape = ET.fromstring(drawn)
        assert shape.attrib["viewBox"] == "0 0 100 50"
        assert shape.attrib["aria-label"] == "En båt"
        assert [path.attrib["d"] for path in shape] == [stroke.path for stroke in drawing().strokes]
        assert ["stroke-opacity" in path.attrib for path in shape] == [True, False]
        assert "style=" not in drawn

    def test_words_of_ours_stay_words_in_an_attribute(self) -> None:
        whole = made(council().session)
        term = Drawing(Term("counted", {"heads": 2, "seats": 0}), (Stroke("M1 1"),), 9, 9)
        page = html(structs.replace(whole, chapters=(*whole.chapters, Chapter((term,)))), RENDERER, STYLE)
        assert 'aria-label="2 people counted"' in page
        assert "stroke-opacity" not in page


class TestTheText:
    def test_beside_files_it_shows_them(self, inside: Document) -> None:
        text = markdown(inside, beside=True)
        assert f"](pictures/{SHOWN.id}.png)" in text
        assert text.count("![") == 2
        assert not re.search(r"(?<!\\)\]\(javascript", text)
        assert "<img" not in text
        assert "Picture: Borta" in text
        assert re.search(r"!\[En båt\]\(drawings/[0-9a-f]{16}\.svg\)", text)

    def test_alone_it_tells_of_them(self, inside: Document) -> None:
        text = markdown(inside)
        assert "![" not in text
        assert "Drawing: En båt" in text
        assert "Picture: Borta" in text


def test_the_zip_has_the_files_that_the_text_names(inside: Document) -> None:
    content = files(inside, RENDERER, STYLE)
    named = re.findall(r"\]\(((?:pictures|drawings)/[^)]+)\)", content["minutes.md"].decode())
    assert len(named) == 2
    assert set(named) == {name for name in content if name.startswith(("pictures/", "drawings/"))}
    picture, drawn = (content[name] for name in named)
    assert Image.open(io.BytesIO(picture)).size == (20, 20)
    assert ET.fromstring(drawn).tag == "{http://www.w3.org/2000/svg}svg"


def test_only_pictures_that_the_minutes_show_are_asked_for(document: Document) -> None:
    assert pictures_in(document.chapters) == [SHOWN.id, LOST]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    with RunningHouse(tmp_path_factory.mktemp("exports")) as house:
        yield house


def test_a_slides_picture_is_taken_home(house: RunningHouse, tmp_path: Path) -> None:
    code = house.plan("Mötet")
    picture = upload(house, code, png(noise(20))).json()["picture"]
    slide = {"title": "En bild", "picture": picture, "alt": "Ett brus", "credit": "Ateljén"}
    house.act(code, AddStep("slide", "", settings={"slides": {"s1": slide}}))
    (step,) = house.room(code).session.steps.steps
    house.act(code, OpenStep(step))
    house.act(code, CloseStep(step))
    with house.client(house.desk_cookie(code, "facilitator")) as client:
        assert f'src="/p/{code}/{picture}"' in client.get(f"/after/{code}").text
        assert 'src="data:image/png;base64,' in exported(client, code, "html").text
        assert "Picture: Ett brus" in exported(client, code, "md").text
        with zipfile.ZipFile(io.BytesIO(exported(client, code, "zip").content)) as packed:
            assert f"radslag-{code}/pictures/{picture}.png" in packed.namelist()
        record: Any = exported(client, code, "json").json()
    (kept,) = [step for step in record["steps"] if step["kind"] == "slide"]
    assert kept["record"]["slides"] == [slide]


def exported(client: Any, code: str, format: str) -> Any:
    return client.get(f"/api/sessions/{code}/export/{format}?lang=en")
