"""Before the day, over HTTP: who may, a pasted programme, every refusal, the plan, links, the room check."""

import contextlib
import html
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import ASGITransport, AsyncClient, Response

from facilitator.app import build
from facilitator.house import Address, House
from sessions.activity import Person
from sessions.config import Config
from sessions.day_moves import EditSlot, GoTo
from sessions.facts import EditSession
from sessions.group_moves import PutArea, RemoveArea
from sessions.room import Room
from sessions.steps import AddStep

KEY = "a-key-for-tests"
ORGANISER = Person("tests", role="organiser")
HEADERS = {"authorization": f"Bearer {KEY}"}
TEXT = """Grannskapsdagen
09:00-09:30 Välkomna
09:30-10:00 Utvärdering av förra gången
10:00-10:15 Paus
10:15-11:00 Samtal i grupper
"""


@contextlib.asynccontextmanager
async def running(folder: Path) -> AsyncIterator[House]:
    house = await build(Config(data=folder, organiser_key=KEY), Address("http", "127.0.0.1", 8000))
    async with house.app.router.lifespan_context(house.app):
        yield house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with running(tmp_path) as house:
        yield house


def client(house: House, **options: Any) -> AsyncClient:
    return AsyncClient(transport=ASGITransport(app=house.app), base_url="http://127.0.0.1:8000", **options)


@pytest.fixture
async def organiser(house: House) -> AsyncIterator[AsyncClient]:
    async with client(house, headers=HEADERS) as browser:
        yield browser


@pytest.fixture
async def stranger(house: House) -> AsyncIterator[AsyncClient]:
    async with client(house) as browser:
        yield browser


async def made(house: House, browser: AsyncClient, text: str = TEXT, **fields: Any) -> Room:
    answer = await browser.post("/organise/new", data={"text": text, **fields})
    assert answer.status_code == 303, answer.text
    return await house.lobby.room(code_in(answer))


def code_in(answer: Response) -> str:
    found = re.fullmatch(r"/desk/(\w{6})/plan", answer.headers["location"])
    assert found
    return found[1]


async def secret_of(house: House, room: Room, role: str) -> str:
    return await house.access.link(room.session.id, role, "test")


@contextlib.asynccontextmanager
async def signed_in(house: House, room: Room, role: str) -> AsyncIterator[AsyncClient]:
    async with client(house) as browser:
        answer = await browser.post(
            f"/enter/{room.session.code}", data={"key": await secret_of(house, room, role)}
        )
        assert answer.status_code == 303
        yield browser


# who may see what


async def test_a_stranger_gets_the_sign_in_page(
    house: House, organiser: AsyncClient, stranger: AsyncClient
) -> None:
    code = (await made(house, organiser)).session.code
    parts = ("plan", "plan/session", "plan/steps/k1", "links", "paste")
    for path in (
        "/organise",
        "/organise/new",
        f"/scribe/{code}",
        *(f"/desk/{code}/{part}" for part in parts),
    ):
        answer = await stranger.get(path)
        assert answer.status_code == 401, path
        assert "enter-form" in answer.text
    parts = ("copy", "paste", "preview", "links", "links/drop")
    for path in ("/organise/new", "/organise/preview", *(f"/desk/{code}/{part}" for part in parts)):
        assert (await stranger.post(path, data={"text": TEXT})).status_code == 401, path
    assert len(await house.journal.all_sessions()) == 1


async def test_a_co_facilitator_plans_this_session_and_makes_no_other(
    house: House, organiser: AsyncClient
) -> None:
    room = await made(house, organiser)
    other = await made(house, organiser)
    async with signed_in(house, room, "facilitator") as browser:
        assert (await browser.get(f"/desk/{room.session.code}/plan")).status_code == 200
        assert (await browser.get(f"/desk/{other.session.code}/plan")).status_code == 401
        assert (await browser.get("/organise")).status_code == 401
        assert (await browser.post(f"/desk/{room.session.code}/copy")).status_code == 403
    assert len(await house.journal.all_sessions()) == 2


async def test_a_scribe_sees_the_scribes_page_only(house: House, organiser: AsyncClient) -> None:
    room = await made(house, organiser)
    code = room.session.code
    async with signed_in(house, room, "scribe") as browser:
        assert (await browser.get(f"/scribe/{code}")).status_code == 200
        for path in ("", "/plan", "/links", "/paste", "/plan/session"):
            assert (await browser.get(f"/desk/{code}{path}")).status_code == 401, path
        assert (await browser.post(f"/desk/{code}/links", data={"what": "facilitator"})).status_code == 401


async def test_a_scribes_link_never_takes_the_desk_from_who_has_it(
    house: House, organiser: AsyncClient
) -> None:
    room = await made(house, organiser)
    code = room.session.code
    async with signed_in(house, room, "facilitator") as browser:
        answer = await browser.post(f"/enter/{code}", data={"key": await secret_of(house, room, "scribe")})
        assert answer.headers["location"] == f"/scribe/{code}"
        assert (await browser.get(f"/desk/{code}/plan")).status_code == 200
        assert (await browser.get(f"/scribe/{code}")).status_code == 200


async def answered(house: House, browser: AsyncClient, code: str, surface: str) -> dict[str, Any]:
    """What the socket says first to somebody who has this browser's cookies."""
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies.jar)
    said: list[dict[str, Any]] = []
    heard = iter([{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1001}])
    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "scheme": "ws",
        "path": f"/live/{code}",
        "raw_path": b"",
        "query_string": f"surface={surface}".encode(),
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1:8000"), (b"cookie", cookies.encode())],
        "subprotocols": [],
    }

    async def receive() -> Any:
        return next(heard)

    async def send(message: Any) -> None:
        said.append(message)

    await house.app(scope, receive, send)
    return said[0]


@pytest.mark.parametrize(
    ("role", "surfaces"), [("scribe", {"scribe"}), ("facilitator", {"scribe", "plan", "desk"}), ("", set())]
)
async def test_the_socket_lets_each_role_in_where_it_belongs(
    house: House, organiser: AsyncClient, role: str, surfaces: set[str]
) -> None:
    room = await made(house, organiser)
    async with signed_in(house, room, role) if role else client(house) as browser:
        for surface in ("scribe", "plan", "desk"):
            first = await answered(house, browser, room.session.code, surface)
            wanted = "websocket.accept" if surface in surfaces else "websocket.close"
            assert first["type"] == wanted, surface


async def test_an_unknown_code_is_said_to_be_unknown(organiser: AsyncClient) -> None:
    for path in ("/desk/ZZZZZZ/plan", "/desk/ZZZZZZ/links", "/scribe/ZZZZZZ", "/desk/notacode/paste"):
        assert (await organiser.get(path)).status_code == 404


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


# the preview, and putting rows right


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


# pasting again, copying


async def test_pasting_again_keeps_what_was_edited_and_the_steps(
    house: House, organiser: AsyncClient
) -> None:
    room = await made(house, organiser)
    first, _, rest, talk = room.session.day.slots
    room.act(
        ORGANISER,
        "edit0001",
        EditSlot(talk.id, title="Samtal, tre i taget", minutes_min=20, desk_notes="stolar"),
    )
    room.act(ORGANISER, "edit0002", AddStep("talk", talk.id))
    code = room.session.code
    new = (
        TEXT.replace("09:00-09:30", "09:10-09:30")
        .replace("10:00-10:15 Paus", "10:00-10:20 Frukt")
        .replace("10:15", "10:20")
    )
    page = (await organiser.post(f"/desk/{code}/preview?lang=en", data={"text": new})).text
    assert "will be taken away" in page
    assert (await organiser.post(f"/desk/{code}/paste", data={"text": new})).status_code == 303
    slots = room.session.day.slots
    assert [slot.title for slot in slots] == [
        "Välkomna",
        "Utvärdering av förra gången",
        "Frukt",
        "Samtal, tre i taget",
    ]
    assert (slots[0].id, slots[3].id) == (first.id, talk.id)
    assert rest.id not in {slot.id for slot in slots}
    assert (slots[0].start, slots[3].minutes_min, slots[3].desk_notes) == (550, 20, "stolar")
    assert [step.slot for step in room.session.steps.steps.values()] == [talk.id]
    assert (await organiser.post(f"/desk/{code}/paste", data={"text": TEXT})).status_code == 303
    assert room.session.day.slots[3].title == "Samtal, tre i taget"


async def test_pasting_nothing_or_over_the_running_slot_is_refused(
    house: House, organiser: AsyncClient
) -> None:
    room = await made(house, organiser)
    code = room.session.code
    for text in ("", "hej hopp"):
        answer = await organiser.post(f"/desk/{code}/paste?lang=en", data={"text": text})
        assert answer.status_code == 422
        assert "text-problem" in answer.text
    room.act(ORGANISER, "start001", GoTo(room.session.day.slots[0].id))
    answer = await organiser.post(
        f"/desk/{code}/paste?lang=en", data={"text": "13:00-14:00 Något helt annat"}
    )
    assert answer.status_code == 422
    assert "runs just now" in answer.text
    assert len(room.session.day.slots) == 4
    assert (await organiser.post(f"/desk/{code}/paste", data={"text": "x" * 400_001})).status_code == 422
    assert (
        await organiser.post(f"/desk/{code}/paste", content=b"", headers={"content-type": "text/css"})
    ).status_code == 415


async def test_a_copy_has_the_plan_and_nothing_that_happened(house: House, organiser: AsyncClient) -> None:
    room = await made(house, organiser, date="2026-03-12", organiser="Rådet")
    one, two, _, four = room.session.day.slots
    room.act(
        ORGANISER, "edit0001", EditSlot(four.id, start_fixed=True, minutes_min=25, desk_notes="ring gästen")
    )
    room.act(ORGANISER, "edit0002", AddStep("pulse", one.id, "Ord", {"entries": 2}, 300, lasting=True))
    source = list(room.session.steps.steps)[-1]
    room.act(ORGANISER, "edit0003", AddStep("talk", two.id, "Samtal", source=source))
    room.act(ORGANISER, "area0001", PutArea("Skola", text="Fakta", places="Sal\nHörna", seats=9, look=5))
    room.act(ORGANISER, "area0002", PutArea("Borttaget"))
    room.act(ORGANISER, "area0003", RemoveArea(list(room.session.groups.areas)[-1]))
    facts = EditSession(
        next_date="2026-06-04", next_theme="Lek", ask_name="asked", organisations="A\nB", hard_end="12:00"
    )
    room.act(ORGANISER, "edit0004", facts)
    room.act(ORGANISER, "start001", GoTo(one.id))
    answer = await organiser.post(f"/desk/{room.session.code}/copy")
    twin = (await house.lobby.room(code_in(answer))).session
    assert twin.code != room.session.code
    assert [(s.title, s.start, s.minutes, s.break_) for s in twin.day.slots] == [
        (s.title, s.start, s.minutes, s.break_) for s in room.session.day.slots
    ]
    last = twin.day.slots[3]
    assert (last.start_fixed, last.minutes_min, last.desk_notes) == (True, 25, "ring gästen")
    (school,) = twin.groups.areas.values()
    assert (school.name, school.text, school.places) == ("Skola", "Fakta", ("Sal", "Hörna"))
    assert (school.seats, school.look) == (9, 5)
    words, talk = twin.steps.steps.values()
    assert (words.kind, words.title, words.seconds, words.lasting) == ("pulse", "Ord", 300, True)
    assert words.activity.settings.entries == 2
    assert talk.source == words.id
    assert (twin.meeting.facts.date, twin.meeting.facts.next_date, twin.meeting.facts.next_theme) == (
        "2026-06-04",
        "",
        "",
    )
    assert (twin.meeting.facts.organiser, twin.meeting.facts.hard_end) == ("Rådet", 720)
    assert (twin.people.door.name, twin.people.door.organisations) == ("asked", ("A", "B"))
    assert not twin.day.runs
    assert twin.steps.steps.keys().isdisjoint(room.session.steps.steps.keys())
    assert twin.undos == []


# the plan's pages


async def test_the_plan_shows_every_slot_as_a_form(house: House, organiser: AsyncClient) -> None:
    room = await made(house, organiser)
    page = (await organiser.get(f"/desk/{room.session.code}/plan?lang=en")).text
    for slot in room.session.day.slots:
        assert f'id="edit-{slot.id}"' in page
        assert f'value="{html.escape(slot.title)}"' in page
    assert "surface=plan" in page
    assert page.count('data-move="edit_slot"') == 4


async def test_a_step_is_set_up_by_the_activitys_own_form(house: House, organiser: AsyncClient) -> None:
    room = await made(house, organiser)
    room.act(ORGANISER, "edit0001", AddStep("pulse", room.session.day.slots[0].id, "Ord", seconds=90))
    room.act(ORGANISER, "edit0002", AddStep("talk", room.session.day.slots[1].id))
    step, later = room.session.steps.steps
    page = (await organiser.get(f"/desk/{room.session.code}/plan/steps/{step}")).text
    assert 'data-under="settings"' in page
    assert 'name="entries"' in page
    assert 'data-unit="60"' in page
    assert 'value="1.5"' in page
    assert (
        f'<option value="{step}"'
        in (await organiser.get(f"/desk/{room.session.code}/plan/steps/{later}")).text
    )
    gone = await organiser.get(f"/desk/{room.session.code}/plan/steps/k-nothing")
    assert "no-step" in gone.text


async def test_every_activity_can_be_set_up(house: House, organiser: AsyncClient) -> None:
    from sessions.activities import ACTIVITIES

    room = await made(house, organiser)
    for number, activity in enumerate(ACTIVITIES):
        room.act(ORGANISER, f"edit{number:04d}", AddStep(activity.kind, room.session.day.slots[0].id))
    for step in room.session.steps.steps:
        answer = await organiser.get(f"/desk/{room.session.code}/plan/steps/{step}")
        assert answer.status_code == 200
        assert f'id="settings-{step}"' in answer.text
    assert (await organiser.get(f"/desk/{room.session.code}/plan")).text.count('class="planstep"') == len(
        ACTIVITIES
    )


async def test_the_session_page_holds_every_fact(house: House, organiser: AsyncClient) -> None:
    room = await made(house, organiser)
    room.act(
        ORGANISER, "edit0001", EditSession(theme="Lek", hard_end="16:00", organisations="A\nB", seats=40)
    )
    page = (await organiser.get(f"/desk/{room.session.code}/plan/session")).text
    for name in (*EditSession.__struct_fields__,):
        assert name in ("bell", "wall_theme") or f'name="{name}"' in page, name
    assert 'value="16:00"' in page
    assert "A\nB" in page


# links that work once


async def test_a_link_is_shown_once_and_works_once(house: House, organiser: AsyncClient) -> None:
    room = await made(house, organiser)
    code = room.session.code
    page = (await organiser.post(f"/desk/{code}/links", data={"what": "scribe", "label": "Kim"})).text
    found = re.search(rf'value="(http://127\.0\.0\.1:8000/enter/{code}#([^"]+))"', page)
    assert found
    secret = found[2]
    assert secret not in (await organiser.get(f"/desk/{code}/links")).text
    async with client(house) as browser:
        first = await browser.post(f"/enter/{code}", data={"key": secret})
        assert first.headers["location"] == f"/scribe/{code}"
        assert (await browser.get(f"/scribe/{code}")).status_code == 200
    async with client(house) as browser:
        assert (await browser.post(f"/enter/{code}", data={"key": secret})).status_code == 403


async def test_a_link_can_be_taken_back_before_it_is_used(house: House, organiser: AsyncClient) -> None:
    room, other = await made(house, organiser), await made(house, organiser)
    code = room.session.code
    secret = await secret_of(house, room, "facilitator")
    foreign = await secret_of(house, other, "facilitator")
    for key in (await house.journal.keys(room.session.id), await house.journal.keys(other.session.id)):
        assert (
            await organiser.post(f"/desk/{code}/links/drop", data={"link": key[0].hash})
        ).status_code == 303
    async with client(house) as browser:
        assert (await browser.post(f"/enter/{code}", data={"key": secret})).status_code == 403
        assert (await browser.post(f"/enter/{other.session.code}", data={"key": foreign})).status_code == 303


async def test_a_link_for_nothing_is_refused(house: House, organiser: AsyncClient) -> None:
    room = await made(house, organiser)
    answer = await organiser.post(f"/desk/{room.session.code}/links", data={"what": "organiser"})
    assert answer.status_code == 422
    assert "field__error" in answer.text
    assert await house.journal.keys(room.session.id) == []


# the room check


async def test_the_room_check_counts_phones_and_holds_no_secret(house: House, stranger: AsyncClient) -> None:
    page = (await stranger.get("/check?lang=en")).text
    assert "http://127.0.0.1:8000/check/seen" in page
    assert "Only this computer understands this address." in page
    assert "VPN" in page
    assert (await stranger.get("/check/count")).json() == {"phones": 0}
    async with client(house) as one, client(house) as two:
        assert (await one.get("/check/seen")).status_code == 200
        assert (await one.get("/check/seen")).status_code == 200
        assert (
            "This phone gets through"
            in (await two.get("/CHECK/SEEN", headers={"accept-language": "en"})).text
        )
    assert (await stranger.get("/check/count")).json() == {"phones": 2}
