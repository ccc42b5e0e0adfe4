"""A new session, over HTTP: from a pasted programme or a file, and every refusal."""

import html
import re

import pytest
from httpx2 import AsyncClient

from facilitator.house import House
from tests.organising import TEXT, made
from tests.organising import house as house
from tests.organising import organiser as organiser

# a new session


async def test_a_pasted_programme_becomes_a_session(house: House, organiser: AsyncClient) -> None:
    room = await made(
        house, organiser, date="2026-03-12", place="Biblioteket", zone="Europe/Helsinki", language="en"
    )
    session = room.session
    assert [slot.title for slot in session.day.slots] == [
        "Välkomna",
        "Utvärdering av förra gången",
        "Paus",
        "Samtal i grupper",
    ]
    facts = session.meeting.facts
    assert (facts.title, facts.date, facts.place) == ("Grannskapsdagen", "2026-03-12", "Biblioteket")
    assert (facts.zone, facts.language) == ("Europe/Helsinki", "en")
    assert session.day.slots[2].break_
    assert not session.steps.steps
    listed = await organiser.get("/organise")
    assert "Grannskapsdagen" in listed.text
    assert f'action="/desk/{session.code}/copy"' in listed.text


async def test_only_the_steps_that_were_ticked_are_planned(house: House, organiser: AsyncClient) -> None:
    page = (await organiser.post("/organise/preview", data={"text": TEXT})).text
    ticks = [html.unescape(value) for value in re.findall(r'name="steps" value="([^"]*)"', page)]
    wanted = next(tick for tick in ticks if "Utvärdering" in tick)
    room = await made(house, organiser, steps=[wanted])
    steps = list(room.session.steps.steps.values())
    assert [(step.kind, room.session.day.slot(step.slot).title) for step in steps] == [
        (wanted.partition("|")[0], "Utvärdering av förra gången")
    ]
    assert room.session.undos == []


async def test_an_empty_programme_is_allowed(house: House, organiser: AsyncClient) -> None:
    room = await made(house, organiser, text="", title="Kvällen")
    assert room.session.day.slots == []
    assert "Paste a programme" in (await organiser.get(f"/desk/{room.session.code}/plan?lang=en")).text


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"title": "", "text": "09:00 Kaffe"}, "title", "Give the session a title"),
        ({"title": "T", "date": "12 mars"}, "date", "Write the date like"),
        ({"title": "T", "zone": "Stockholm"}, "zone", "no time zone"),
        ({"title": "T" * 201}, "title", "too long"),
        ({"title": "T", "organiser": "g" * 201}, "organiser", "too long"),
        ({"title": "T", "place": "p" * 201}, "place", "too long"),
        ({"title": "T", "text": "09:00 x\n" * 30_000}, "text", "more than can be read"),
        (
            {"title": "T", "text": "\n".join(f"{n // 60:02}:{n % 60:02} Punkt {n}" for n in range(301))},
            "",
            "at most 300",
        ),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    house: House, organiser: AsyncClient, fields: dict[str, str], field: str, words: str
) -> None:
    answer = await organiser.post("/organise/new?lang=en", data={"organiser": "Rådet", **fields})
    assert answer.status_code == 422
    page = html.unescape(answer.text)
    assert re.search(rf'id="{field or "form"}-problem"[^>]*>.*?{words}', page, re.DOTALL), words
    if field:
        assert 'aria-invalid="true"' in page
    for value in {"organiser": "Rådet", **fields}.values():
        assert value[:100] in page
    assert await house.journal.all_sessions() == []


async def test_the_refusal_is_in_the_persons_language(organiser: AsyncClient) -> None:
    answer = await organiser.post(
        "/organise/new", data={"date": "x", "title": "T"}, headers={"accept-language": "sv"}
    )
    assert "Skriv datumet" in answer.text


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"content-type": "text/plain"}, b"hello", 415),
        ({"content-type": "multipart/form-data; boundary=x"}, b"no boundary here", 400),
        ({"content-type": "application/x-www-form-urlencoded", "content-length": "99999999999"}, b"", 413),
        ({"content-type": "application/x-www-form-urlencoded", "content-length": "many"}, b"", 400),
    ],
)
async def test_a_body_that_is_no_form_is_refused_with_a_page(
    house: House, organiser: AsyncClient, headers: dict[str, str], body: bytes, status: int
) -> None:
    answer = await organiser.post("/organise/new", content=body, headers=headers)
    assert answer.status_code == status
    assert "field__error" in answer.text
    assert await house.journal.all_sessions() == []


async def test_what_is_typed_stays_text(house: House, organiser: AsyncClient) -> None:
    nasty = "<script>alert(1)</script> {{ 7777 * 7777 }} \"' onload=x"
    text = f"09:00-10:00 {nasty}\nlåt stå {nasty}"
    page = (await organiser.post("/organise/preview", data={"text": text, "strays": nasty})).text
    assert "<script>alert" not in page
    assert "60481729" not in page
    room = await made(house, organiser, text=text, title=nasty, place=nasty)
    for path in (
        "/organise",
        *(f"/desk/{room.session.code}{p}" for p in ("/plan", "/plan/session", "/links", "/paste")),
    ):
        answer = await organiser.get(path)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text, path


# a file


async def test_a_file_becomes_the_text(house: House, organiser: AsyncClient) -> None:
    answer = await organiser.post(
        "/organise/new",
        data={"title": "T", "text": "08:00-09:00 Kaffe"},
        files={"file": ("p.txt", TEXT.encode(), "text/plain")},
    )
    assert answer.status_code == 200
    page = html.unescape(answer.text)
    assert "08:00-09:00 Kaffe" in page
    assert "Samtal i grupper" in page
    assert await house.journal.all_sessions() == []


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("p.exe", b"MZ", "cannot be read"),
        ("p.docx", b"not a zip", "not what its name says"),
        ("p.txt", b"  ", "nothing in this file"),
        ("p.txt", b"09:00 x\n" * 30_000, "more text"),
    ],
)
async def test_a_file_that_cannot_be_read_says_why(
    organiser: AsyncClient, name: str, content: bytes, words: str
) -> None:
    files = {"file": (name, content, "application/octet-stream")}
    answer = await organiser.post(
        "/organise/new?lang=en", data={"title": "Behåll", "text": TEXT}, files=files
    )
    assert answer.status_code == 422
    page = html.unescape(answer.text)
    assert re.search(rf'id="file-problem".*?{words}', page, re.DOTALL)
    assert "Behåll" in page
    assert "Samtal i grupper" in page
