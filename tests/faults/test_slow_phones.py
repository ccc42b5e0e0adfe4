"""Phones that stop reading, on real sockets: the room does not notice, and they are let go in the end."""

import asyncio
import time
from pathlib import Path

import pytest

from tests.process import Line, Server, running, steps_of

pytestmark = pytest.mark.anyio
PROMPT = 1.0
MANY_SCALES = {"form": "scales", "statements": "\n".join(f"Påstående {n}" for n in range(7)), "points": 10}
"""Some ten kilobytes on a phone, drawn anew whenever their words change."""


def counted(server: Server, name: str) -> int:
    for line in server.ask("GET", "/metrics").text.splitlines():
        if line.startswith(f"radslag_hub_{name}_total "):
            return int(line.split()[1])
    raise AssertionError(f"no figure called {name}")


async def change(desk: Line, step: str, others: list[Line], number: int) -> float:
    """One change that everybody sees, and how long it takes until the last of the others has it."""
    mark = f"Rubrik {number}"
    began = time.monotonic()
    await desk.do({"do": "edit_step", "step": step, "title": mark + " lång" * 55, "settings": {"low": mark}})
    await asyncio.gather(*(line.until(lambda frame: mark in str(frame.get("regions"))) for line in others))
    return time.monotonic() - began


async def test_phones_that_stop_reading_are_passed_over_and_finally_let_go(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        code = server.plan()
        desk = await server.desk(code)
        await desk.do({"do": "start_now", "kind": "pulse", "title": "Vad?", "settings": MANY_SCALES})
        (step,) = steps_of(server.rows(code))
        slow = [await server.phone(code, narrow=True) for _ in range(5)]
        prompt = [await server.phone(code), await server.line(code, "wall")]
        for line in slow:
            line.socket.transport.pause_reading()
        times = []
        for number in range(60):
            times.append(await change(desk, step, prompt, number))
            if counted(server, "skipped") >= len(slow):
                break
            await asyncio.sleep(0.2)
        assert counted(server, "skipped") >= len(slow), "they kept up: the test says nothing"
        async with asyncio.timeout(20):
            while counted(server, "aborted") < len(slow):
                times.append(await change(desk, step, prompt, len(times)))
                await asyncio.sleep(0.5)
        assert max(times) < PROMPT
        assert counted(server, "aborted") == len(slow)
        assert 'radslag_watchers{surface="phone"} 1' in server.ask("GET", "/metrics").text
