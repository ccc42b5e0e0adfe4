"""The preview of a pasted programme, over HTTP: what is in doubt, and rows that are put right."""

import html
import re
from typing import Any

import pytest
from httpx2 import AsyncClient

from facilitator.house import House
from tests.organising import TEXT
from tests.organising import house as house
from tests.organising import organiser as organiser


async def preview(organiser: AsyncClient, text: str, **fields: Any) -> str:
    answer = await organiser.post("/organise/preview?lang=en", data={"text": text, **fields})
    assert answer.status_code == 200
    return answer.text


def mark_in(page: str) -> str:
    found = re.search(r'name="mark" value="(\w+)"', page)
    assert found
    return found[1]


def rewritten(page: str) -> str:
    found = re.search(r"data-rewritten>(.*?)</output>", page, re.DOTALL)
    assert found
    return html.unescape(found[1])


def rows(page: str) -> list[str]:
    return [
        html.unescape(title) for title in re.findall(r'<td><span dir="auto">(.*?)</span>', page, re.DOTALL)
    ]


async def test_the_preview_counts_marks_and_names(organiser: AsyncClient) -> None:
    page = await preview(organiser, TEXT + "09:40-09:50 Mitt i\nse bilaga 4 på nätet\n")
    assert "5 slots" in page
    assert "doubt" in page
    assert "Begins before the one above has ended" in page or "Begins earlier than the one above" in page
    assert "Break" in page


async def test_no_line_is_lost_when_a_row_is_put_right(organiser: AsyncClient) -> None:
    text = "09:00-09:30 Början\n09:30-10:00 Mitten\n10:00-10:30 och resten\n"
    page = await preview(organiser, text)
    stray = ["en rad som ingen förstod"]
    after = await preview(organiser, text, mark=mark_in(page), fix="join:2", strays=stray)
    assert rows(after) == ["Början", "Mitten och resten"]
    assert "09:30–10:30" in after
    assert stray[0] in after
    again = await preview(organiser, rewritten(after), strays=stray)
    assert rows(again) == rows(after)


@pytest.mark.parametrize(
    ("fix", "expected"),
    [
        ("join:1", ["Början Mitten av dagen", "Samling"]),
        ("heading:0", ["Mitten av dagen", "Samling"]),
        ("split:1:7", ["Början", "Mitten", "av dagen", "Samling"]),
        ("break:1", ["Början", "Mitten av dagen", "Samling"]),
    ],
)
async def test_a_wrong_row_is_put_right(organiser: AsyncClient, fix: str, expected: list[str]) -> None:
    text = "09:00-09:30 Början\n09:30-10:00 Mitten av dagen\n10:00-10:30 Samling\n"
    after = await preview(organiser, text, mark=mark_in(await preview(organiser, text)), fix=fix)
    assert rows(after) == expected
    assert ("It is no break" in after) == fix.startswith("break")


@pytest.mark.parametrize(
    "fix", ["join:0", "join:99", "join", "split:1", "heading:x", "break:-1", "boil:1", ":", "join:²"]
)
async def test_a_senseless_correction_changes_nothing(organiser: AsyncClient, fix: str) -> None:
    page = await preview(organiser, TEXT)
    after = await preview(organiser, TEXT, mark=mark_in(page), fix=fix)
    assert rows(after) == rows(page)


async def test_a_correction_of_an_older_text_is_not_made(organiser: AsyncClient) -> None:
    mark = mark_in(await preview(organiser, TEXT))
    after = await preview(organiser, TEXT + "11:00-11:30 Nytt\n", mark=mark, fix="join:1")
    assert rows(after) == [*rows(await preview(organiser, TEXT)), "Nytt"]


async def test_without_scripts_the_page_itself_puts_the_row_right(
    house: House, organiser: AsyncClient
) -> None:
    mark = mark_in(await preview(organiser, TEXT))
    answer = await organiser.post(
        "/organise/new?lang=en", data={"text": TEXT, "mark": mark, "fix": "join:1", "title": "T"}
    )
    assert answer.status_code == 200
    assert "Välkomna Utvärdering av förra gången" in html.unescape(answer.text)
    assert 'value="T"' in answer.text
    assert await house.journal.all_sessions() == []


async def test_a_text_that_is_too_long_says_so_in_the_preview(organiser: AsyncClient) -> None:
    assert "more than can be read" in await preview(organiser, "09:00 x\n" * 30_000)
