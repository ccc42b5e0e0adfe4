"""A disk that is really full under a real server: nothing is acked, everybody is told, it recovers alone."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.process import Line, Server, new_id, running, steps_of
from tests.small_disk import fill_up
from tests.small_disk import small_disk as mounted

pytestmark = pytest.mark.anyio
TEXT = "Det som sades vid bordet. " * 11
"""Nearly as much as one answer may hold, so that no gap between the files is large enough."""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB at `data`."""
    with mounted(tmp_path / "data", 3) as place:
        yield place


def answer() -> tuple[str, dict[str, Any]]:
    return new_id(), {"do": "write", "text": TEXT}


async def open_step(server: Server, code: str, desk: Line) -> str:
    settings = {"form": "text", "entries": 20}
    await desk.do({"do": "start_now", "kind": "pulse", "title": "Vad hörde du?", "settings": settings})
    return steps_of(server.rows(code))[0]


async def until_refused(phones: list[Line], step: str) -> dict[int, tuple[str, dict[str, Any]]]:
    """Answers by every phone until the disk takes no more: what each of them still waits for."""
    waiting: dict[int, tuple[str, dict[str, Any]]] = {}
    for _ in range(10):
        for number, phone in enumerate(phones):
            if number not in waiting:
                move_id, move = answer()
                if (await phone.ask(move, step, move_id))["t"] == "trouble":
                    waiting[number] = (move_id, move)
        if len(waiting) == len(phones):
            return waiting
    raise AssertionError("the disk never filled up")


async def test_while_the_disk_is_full_nothing_is_acked_and_everything_recovers(small_disk: Path) -> None:
    with running(small_disk.parent) as server:
        code = server.plan()
        desk, wall = await server.desk(code), await server.line(code, "wall")
        phones = [await server.phone(code) for _ in range(5)]
        step = await open_step(server, code, desk)
        for phone in phones:
            await phone.do({"do": "write", "text": "innan"}, step)
        ballast = fill_up(small_disk)
        waiting = await until_refused(phones, step)
        saved = server.rows(code)
        for number, phone in enumerate(phones):
            move_id, move = waiting[number]
            told = phone.all("trouble")[-1]
            assert (told["code"], told["say"]) == ("not_saved", "Not saved, trying again.")
            assert (await phone.ask(move, step, move_id))["t"] == "trouble"
            assert move_id not in [frame.get("id") for frame in phone.all("ok")]
        assert server.ask("GET", "/healthz").status == 200
        ready = server.ask("GET", "/readyz")
        assert (ready.status, ready.text.strip()) == (503, "full")
        assert server.ask("GET", f"/s/{code}").status == 200, "who only looks is served as ever"
        assert server.rows(code) == saved
        assert await seen(wall, "innan")

        ballast.unlink()
        await asyncio.to_thread(server.wait_for, "/readyz", 200)
        for number, phone in enumerate(phones):
            move_id, move = waiting[number]
            await until_saved(phone, step, move_id, move)
            assert (await phone.ask(move, step, move_id))["t"] == "ok"
        ids = [move_id for _, move_id, _ in server.rows(code)]
        assert len(ids) == len(set(ids))
        assert {move_id for move_id, _ in waiting.values()} <= set(ids)
        await wall.until(lambda frame: "vid bordet" in str(frame.get("regions")))


async def seen(line: Line, text: str, patience: float = 10) -> bool:
    """Screens come in their own time, also after the room has begun anew from its journal."""
    ends = time.monotonic() + patience
    while not ("vid bordet" in str(line.frames) or text in str(line.frames)):
        if time.monotonic() > ends:
            return False
        await asyncio.sleep(0.05)
    return True


async def until_saved(phone: Line, step: str, move_id: str, move: dict[str, Any]) -> None:
    """The phone goes on asking, as its outbox does."""
    ends = time.monotonic() + 10
    while (await phone.ask(move, step, move_id))["t"] != "ok":
        assert time.monotonic() < ends, "it did not recover by itself"
        await asyncio.sleep(0.3)


async def test_a_session_that_cannot_be_stored_is_not_made(small_disk: Path) -> None:
    with running(small_disk.parent) as server:
        ballast = fill_up(small_disk)
        facts = {"title": "x" * 200, "purpose": "y" * 1000}
        key = {"authorization": "Bearer a-key-for-the-tests-only"}
        answers = [server.ask("POST", "/api/sessions", facts, **key) for _ in range(12)]
        assert answers[-1].status == 503
        assert answers[-1].json["code"] == "not_saved"
        ballast.unlink()
        await asyncio.to_thread(server.wait_for, "/readyz", 200)
        assert server.ask("POST", "/api/sessions", facts, **key).status == 201


async def test_a_clock_that_reaches_zero_on_a_full_disk_strikes_once_when_there_is_space(
    small_disk: Path,
) -> None:
    with running(small_disk.parent) as server:
        code = server.plan()
        desk = await server.desk(code)
        step = await open_step(server, code, desk)
        phones = [await server.phone(code) for _ in range(3)]
        await desk.do({"do": "set_timer", "timer": "place:Salen", "seconds": 3})
        ballast = fill_up(small_disk)
        await until_refused(phones, step)
        await asyncio.sleep(3.5)
        tries = server.log.read_text().count("starts over from its journal")
        assert tries < 40, "it asks the disk again and again without a pause"
        ballast.unlink()
        async with asyncio.timeout(10):
            while not any(by == "time" for by, _, _ in server.rows(code)):
                await asyncio.sleep(0.1)
        await asyncio.sleep(0.5)
        assert sum(by == "time" for by, _, _ in server.rows(code)) == 1
