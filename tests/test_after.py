"""After the day, over HTTP and on the command line: the page, exports, sharing, erasing, backups, imports."""

import asyncio
import contextlib
import io
import json
import sqlite3
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from httpx2 import AsyncClient

from facilitator.cli import cli
from facilitator.house import House
from sessions.activity import Person
from sessions.day_moves import Draft, GoTo, PlaceProgramme, WriteMinutes
from sessions.facts import EditSession, EndSession, ShareRecord
from sessions.people import Join
from sessions.room import Room
from sessions.session_moves import Next
from sessions.steps import CloseStep, ShowStep, StartNow
from sessions.wire import read_move
from tests.organising import KEY, client, running

LEADER = Person("tests", role="organiser")
HEADERS = {"authorization": f"Bearer {KEY}", "accept-language": "en"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
NAME, SAID = "Namnzqett", "ordzqett"
FORMATS = {"md": "text/markdown", "html": "text/html", "json": "application/json", "zip": "application/zip"}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with running(tmp_path / "data") as house:
        yield house


@pytest.fixture
async def leader(house: House) -> AsyncIterator[AsyncClient]:
    async with client(house, headers=HEADERS) as browser:
        yield browser


@pytest.fixture
async def stranger(house: House) -> AsyncIterator[AsyncClient]:
    async with client(house, headers={"accept-language": "en"}) as browser:
        yield browser


async def do(room: Room, move: Any, who: Person = LEADER, step: str = "") -> None:
    await room.saved(room.act(who, f"test{room.applied:012d}", move, step))


async def played(house: House) -> tuple[Room, str]:
    """A session with one person, one step that is shown, and minutes."""
    facts = EditSession(title="Vårmötet", ask_name="optional", ask_organisation="optional", language="en")
    programme = PlaceProgramme((Draft("Början", "09:00", 30), Draft("Slutet", "09:30", 30)))
    room = await house.lobby.create([facts, programme], LEADER)
    await do(room, Join(NAME, "Norr"), Person("seat1", role="nobody"))
    await do(room, Next())
    await do(room, StartNow("pulse", title="Vad vill vi?", settings={"form": "words"}))
    (step,) = room.session.steps.steps
    person = room.session.people.person("seat1")
    await do(room, read_move(room.session, step, {"do": "write", "text": SAID}), person, step)
    await do(room, CloseStep(step))
    await do(room, ShowStep(step))
    await do(room, WriteMinutes(room.session.day.slots[0].id, "Mötet öppnades."))
    return room, step


@pytest.mark.anyio
async def test_the_page_holds_the_minutes_the_downloads_and_the_seats(
    house: House, leader: AsyncClient
) -> None:
    room, step = await played(house)
    code = room.session.code
    page = (await leader.get(f"/after/{code}")).text
    for piece in ("Vårmötet", "Mötet öppnades.", SAID, NAME, "Who voted or answered what"):
        assert piece in page
    for link in (*(f"export/{name}" for name in FORMATS), f"export/csv/{step}"):
        assert f'href="/api/sessions/{code}/{link}' in page
    assert "Open the session again" not in page
    await do(room, EndSession())
    assert "Open the session again" in (await leader.get(f"/after/{code}")).text


@pytest.mark.anyio
async def test_every_export_answers_with_a_file_also_while_the_day_runs(
    house: House, leader: AsyncClient
) -> None:
    room, step = await played(house)
    base = f"/api/sessions/{room.session.code}"
    for name, media in FORMATS.items():
        answer = await leader.get(f"{base}/export/{name}?lang=sv")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(media)
        assert answer.headers["content-disposition"].startswith(
            f'attachment; filename="radslag-{room.session.code}'
        )
    table = await leader.get(f"{base}/export/csv/{step}")
    assert table.content.startswith(b"\xef\xbb\xbf")
    assert f'filename="vad-vill-vi-{step}.csv"' in table.headers["content-disposition"]
    record = (await leader.get(f"{base}/record.json")).json()
    assert record["format"] == "radslag.record/1"
    archive = (await leader.get(f"{base}/export/zip")).content
    assert archive == (await leader.get(f"{base}/export/zip")).content
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert len(opened.namelist()) == 4
    assert NAME not in json.dumps(record)


@pytest.mark.anyio
async def test_the_language_asked_for_is_the_language_of_the_file(house: House, leader: AsyncClient) -> None:
    room, _ = await played(house)
    base = f"/api/sessions/{room.session.code}/export/html"
    assert 'lang="en"' in (await leader.get(base)).text
    assert 'dir="rtl"' in (await leader.get(f"{base}?lang=ar-XB")).text


@pytest.mark.anyio
async def test_strangers_get_the_way_in_and_programs_a_reason(house: House, stranger: AsyncClient) -> None:
    room, step = await played(house)
    code = room.session.code
    assert (await stranger.get(f"/after/{code}")).status_code == 401
    for act in ("forget", "share", "reopen", "delete"):
        assert (await stranger.post(f"/after/{code}/{act}", headers=FORM)).status_code == 401
    for path in ("record.json", f"export/csv/{step}", *(f"export/{name}" for name in FORMATS)):
        answer = await stranger.get(f"/api/sessions/{code}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (401, "sign_in")
        assert answer.json()["say"]


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["export/docx", "export/csv/nothing"])
async def test_what_is_not_there_is_said_as_json(house: House, leader: AsyncClient, path: str) -> None:
    room, _ = await played(house)
    answer = await leader.get(f"/api/sessions/{room.session.code}/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown")
    nowhere = await leader.get(f"/api/sessions/K7M4PX/{path}")
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "no_session")


@pytest.mark.anyio
async def test_the_minutes_are_shared_only_when_the_organiser_says_so(
    house: House, leader: AsyncClient, stranger: AsyncClient
) -> None:
    room, _ = await played(house)
    await do(room, EndSession())
    code = room.session.code
    hidden = await stranger.get(f"/record/{code}")
    assert (hidden.status_code, SAID in hidden.text) == (404, False)
    answer = await leader.post(f"/after/{code}/share", data={"on": "true"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/after/{code}?done=shared")
    shown = await stranger.get(f"/record/{code}")
    assert (shown.status_code, SAID in shown.text, NAME in shown.text) == (200, True, False)
    assert f'href="/record/{code}"' in (await stranger.get(f"/s/{code}")).text
    await leader.post(f"/after/{code}/share", data={"on": "false"})
    assert (await stranger.get(f"/record/{code}")).status_code == 404
    assert "/record/" not in (await stranger.get(f"/s/{code}")).text
    assert (await stranger.get("/record/K7M4PX")).status_code == 404


@pytest.mark.anyio
async def test_a_person_is_erased_from_the_page_the_record_and_the_file(
    house: House, leader: AsyncClient
) -> None:
    room, _ = await played(house)
    code = room.session.code
    assert (await leader.post(f"/after/{code}/forget", data={"seat": "nobody"})).status_code == 422
    answer = await leader.post(f"/after/{code}/forget", data={"seat": "seat1"})
    assert answer.headers["location"] == f"/after/{code}?done=forgotten"
    page = (await leader.get(answer.headers["location"])).text
    assert "has been erased" in page
    for trace in (NAME, SAID):
        assert trace not in page
        assert trace not in (await leader.get(f"/api/sessions/{code}/record.json")).text
        assert trace.encode() not in house.config.journal.read_bytes()
    assert "Mötet öppnades." in page


@pytest.mark.anyio
async def test_deleting_asks_for_the_code_and_leaves_nothing(house: House, leader: AsyncClient) -> None:
    room, _ = await played(house)
    code = room.session.code
    wrong = await leader.post(f"/after/{code}/delete", data={"code": "K7M 4PY"})
    assert (wrong.status_code, 'value="K7M 4PY"' in wrong.text, "Nothing was deleted" in wrong.text) == (
        422,
        True,
        True,
    )
    gone = await leader.post(f"/after/{code}/delete", data={"code": f"{code[:3].lower()} {code[3:]}"})
    assert (gone.status_code, "has been deleted" in gone.text) == (200, True)
    assert (await leader.get(f"/after/{code}")).status_code == 404
    assert await house.journal.facts(code) is None


@pytest.mark.anyio
async def test_a_session_that_has_ended_can_be_opened_again(house: House, leader: AsyncClient) -> None:
    room, _ = await played(house)
    await do(room, EndSession())
    answer = await leader.post(f"/after/{room.session.code}/reopen", headers=FORM)
    assert answer.status_code == 303
    assert not room.session.meeting.ended
    await do(room, GoTo(room.session.day.slots[1].id))


@pytest.mark.anyio
async def test_sharing_outlives_a_restart(tmp_path: Path) -> None:
    async with running(tmp_path) as house:
        room, _ = await played(house)
        assert not room.session.meeting.shared
        await do(room, EndSession())
        await do(room, ShareRecord())
    async with running(tmp_path) as house:
        assert (await house.lobby.room(room.session.code)).session.meeting.shared


# on the command line


def radslag(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


@pytest.mark.anyio
async def test_export_reads_a_copy_while_the_server_runs(house: House, tmp_path: Path) -> None:
    room, step = await played(house)
    data, to = house.config.data, tmp_path / "home"
    result = await in_thread("export", room.session.code.lower(), "--to", to, "--data", data)
    assert result.exit_code == 0, result.output
    assert sorted(path.relative_to(to).as_posix() for path in to.rglob("*.*")) == [
        "minutes.html",
        "minutes.md",
        "record.json",
        f"steps/vad-vill-vi-{step}.csv",
    ]
    missing = await in_thread("export", "K7M4PX", "--to", to, "--data", data)
    assert (missing.exit_code, "There is no session" in missing.output) == (1, True)
    busy = await in_thread("import", to / "record.json", "--data", data)
    assert (busy.exit_code, "in use" in busy.output) == (1, True)
    saved = await in_thread("backup", tmp_path / "copy.db", "--data", data)
    assert (saved.exit_code, "1 sessions" in saved.output) == (0, True)
    checked = await in_thread("check", "--data", data)
    assert (checked.exit_code, "is sound: 1 sessions" in checked.output) == (0, True)


async def in_thread(*words: str | Path) -> Result:
    return await asyncio.to_thread(radslag, *words)


@pytest.mark.anyio
async def test_a_backup_is_put_back_and_a_record_becomes_a_new_session(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as house:
        room, _ = await played(house)
    code = room.session.code
    for words in (
        ("backup", tmp_path / "copy.db", "--data", tmp_path / "data"),
        ("restore", tmp_path / "copy.db", "--data", tmp_path / "other"),
        ("export", code, "--to", tmp_path / "home", "--data", tmp_path / "other", "--language", "sv"),
    ):
        result = await in_thread(*words)
        assert result.exit_code == 0, result.output
    again = await in_thread("restore", tmp_path / "copy.db", "--data", tmp_path / "other")
    assert (again.exit_code, "--replace" in again.output) == (1, True)
    imported = await in_thread("import", tmp_path / "home" / "record.json", "--data", tmp_path / "other")
    assert imported.exit_code == 0, imported.output
    async with running(tmp_path / "other") as house:
        twin = (await house.lobby.room(imported.output.strip())).session
        assert twin.code != code
        assert [slot.title for slot in twin.day.slots] == ["Början", "Slutet"]
        assert [(step.title, step.state, step.slot) for step in twin.steps.steps.values()] == [
            ("Vad vill vi?", "planned", twin.day.slots[0].id)
        ]
        assert not twin.day.runs
        assert twin.meeting.facts.title == "Vårmötet"


def test_what_cannot_be_imported_says_why(tmp_path: Path) -> None:
    for name, content, words in (
        ("record.json", '{"format": "other/1"}', "of another kind (other/1)"),
        ("record.json", "{", "could not be read"),
        ("programme.xyz", "x", "cannot be read"),
    ):
        (tmp_path / name).write_text(content)
        result = radslag("import", tmp_path / name, "--data", tmp_path / "data")
        assert (result.exit_code, words in result.output) == (1, True), result.output


def test_check_finds_what_is_wrong(tmp_path: Path) -> None:
    assert radslag("check", "--data", tmp_path).exit_code == 0
    assert "There is no journal" in radslag("check", "--data", tmp_path).output
    with contextlib.closing(sqlite3.connect(tmp_path / "journal.db")) as db:
        db.execute("CREATE TABLE other (x)")
    result = radslag("check", "--data", tmp_path)
    assert (result.exit_code, "another program" in result.output) == (1, True)


def test_a_backup_never_takes_the_place_of_the_journal(tmp_path: Path) -> None:
    (tmp_path / "journal.db").write_bytes(b"x")
    for file in (tmp_path, tmp_path / "journal.db"):
        result = radslag("backup", file, "--data", tmp_path)
        assert (result.exit_code, "not a place" in result.output) == (1, True)
    assert (tmp_path / "journal.db").read_bytes() == b"x"
