"""The server is asked to stop: nothing that was accepted is lost, and everybody is told to come back."""

import asyncio
import time
from pathlib import Path

import pytest

from tests.process import new_id, running, steps_of

pytestmark = pytest.mark.anyio
IN_TIME = 8.0
COMING_BACK = {1001, 1012}


async def test_sigterm_saves_what_was_accepted_says_goodbye_and_ends_well(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        code = server.plan()
        desk = await server.desk(code)
        await desk.do({"do": "start_now", "kind": "pulse", "title": "Hur?", "settings": {"form": "scales"}})
        (step,) = steps_of(server.rows(code))
        phones = [await server.phone(code) for _ in range(8)]
        asked = [new_id() for _ in phones]
        for phone, move_id in zip(phones, asked, strict=True):
            await phone.send(
                {"t": "do", "id": move_id, "step": step, "move": {"do": "rate", "statement": 1, "value": 3}}
            )
        began = time.monotonic()
        code_of_exit = await asyncio.to_thread(server.end)
        assert code_of_exit == 0, server.log.read_text()
        assert time.monotonic() - began < IN_TIME
        for line in (desk, *phones):
            assert await line.ended() in COMING_BACK
            last = line.frames[-1]
            assert (last["t"], last["code"], last["again"]) == ("bye", "restarting", True)
            assert last["say"].startswith("The server")
        acked = {frame["id"] for phone in phones for frame in phone.all("ok")}
        saved = [move_id for _, move_id, _ in server.rows(code)]
        assert acked <= set(saved)
        assert len(saved) == len(set(saved))


async def test_a_phone_that_answers_nothing_does_not_hold_the_server_back(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        code = server.plan()
        phone = await server.phone(code)
        phone.socket.transport.pause_reading()
        began = time.monotonic()
        assert await asyncio.to_thread(server.end) == 0
        assert time.monotonic() - began < IN_TIME
        await phone.drop()


async def test_after_a_stop_everybody_comes_back_to_the_same_day_and_the_same_seat(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        code = server.plan()
        seat = server.seat(code)
        async with await server.desk(code) as desk, await server.phone(code, seat):
            await desk.do({"do": "edit_session", "title": "Efter omstarten"})
            assert server.end() == 0
        server.start()
        assert server.ask("GET", f"/api/sessions/{code}").json["title"] == "Efter omstarten"
        before = len(server.rows(code))
        async with await server.phone(code, seat) as phone:
            await phone.heard("you")
        assert len(server.rows(code)) == before, "the seat was kept, not taken anew"
