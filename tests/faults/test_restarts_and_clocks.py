"""Time: deadlines survive restarts to the millisecond, days wake for their alarm, wrong clocks do no harm."""

import asyncio
import re
import time
from collections.abc import Callable, Iterator

import pytest

from tests.process import Frame, Line, Server, running

pytestmark = pytest.mark.anyio
MINUTE = 60_000


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("clocks")) as server:
        yield server


@pytest.fixture
def server(shared: Server) -> Server:
    """One for all of these, running; each test has a session of its own."""
    assert shared.process is not None
    if shared.process.poll() is not None:
        shared.start()
    return shared


def deadlines(frames: list[Frame]) -> set[int]:
    """Every moment that a clock on this screen counts down to."""
    html = " ".join(str(region["html"]) for frame in frames for region in frame.get("regions", {}).values())
    return {int(found) for found in re.findall(r'data-deadline="(\d{13})"', html)}


async def counting(line: Line) -> set[int]:
    await line.until(lambda frame: bool(deadlines([frame])))
    return deadlines(line.frames)


async def test_a_killed_server_comes_back_to_the_same_millisecond(server: Server) -> None:
    code = server.plan()
    async with await server.desk(code) as desk:
        await desk.do({"do": "next"})
        await desk.do({"do": "extend_timer", "seconds": 61, "timer": "slot"})
        await desk.do({"do": "start_now", "kind": "talk", "title": "Samtal", "seconds": 300})
    async with await server.line(code, "wall") as wall:
        before = await counting(wall)
    assert before
    server.kill()
    server.start()
    async with await server.line(code, "wall") as wall, await server.phone(code) as phone:
        assert await counting(wall) == before
        assert await counting(phone) <= before


async def test_a_paused_clock_is_still_paused_with_the_same_rest(server: Server) -> None:
    code = server.plan()
    async with await server.desk(code) as desk:
        await desk.do({"do": "next"})
        await desk.do({"do": "pause_timer"})
        shown = server.ask("GET", f"/wall/{code}").text
        left = re.findall(r'data-left="(\d+)"', shown)
        server.kill()
        server.start()
        assert re.findall(r'data-left="(\d+)"', server.ask("GET", f"/wall/{code}").text) == left
    assert left


async def test_a_sleeping_session_wakes_for_its_alarm_without_anybody_watching(server: Server) -> None:
    code = server.plan()
    async with await server.desk(code) as desk:
        await desk.do({"do": "set_timer", "timer": "place:Salen", "seconds": 3})
    server.end()
    server.start()
    await until(lambda: any(by == "time" for by, _, _ in server.rows(code)), 10)
    struck = [(by, events) for by, _, events in server.rows(code) if by == "time"]
    assert [event["do"] for _, events in struck for _, event in events] == ["timer_went_off"]


async def test_an_alarm_that_rang_while_the_server_was_down_is_told_once(server: Server) -> None:
    code = server.plan()
    async with await server.desk(code) as desk:
        await desk.do({"do": "set_timer", "timer": "place:Salen", "seconds": 1})
        server.kill()
    await asyncio.sleep(1.2)
    for _ in range(2):
        server.start()
        await until(lambda: any(by == "time" for by, _, _ in server.rows(code)), 10)
        server.end()
    assert sum(by == "time" for by, _, _ in server.rows(code)) == 1


async def until(holds: Callable[[], bool], patience: float) -> None:
    async with asyncio.timeout(patience):
        while not holds():
            await asyncio.sleep(0.05)


class Device:
    """A phone with a clock of its own, off by so much; it asks for the time as docs/protocol.md says."""

    def __init__(self, line: Line, off_by: int) -> None:
        self.line = line
        self.off_by = off_by
        self.best = (float("inf"), 0.0)

    def now(self) -> float:
        """This device's own wall clock, in milliseconds since 1970."""
        return time.time() * 1000 + self.off_by

    async def ask_the_time(self) -> None:
        """NTP's arithmetic: the exchange with the shortest way there and back says how far we are off."""
        self.best = min(self.best, await self._exchange())

    async def _exchange(self) -> tuple[float, float]:
        asked, after = self.now(), len(self.line.frames)
        await self.line.send({"t": "time", "c": asked})
        answer = await self.line.until(lambda frame: frame.get("c") == asked, after)
        heard = self.now()
        return heard - asked, answer["s"] - (asked + heard) / 2

    def left_until(self, deadline: int) -> float:
        return deadline - (self.now() + self.best[1])


@pytest.mark.parametrize("off_by", [-24 * 60 * MINUTE, 7 * MINUTE])
async def test_a_device_whose_clock_is_wrong_sees_the_same_second(server: Server, off_by: int) -> None:
    code = server.plan()
    async with await server.desk(code) as desk, await server.phone(code) as phone:
        await desk.do({"do": "next"})
        (deadline,) = await counting(phone)
        device = Device(phone, off_by)
        assert abs(device.left_until(deadline) - (deadline - time.time() * 1000)) > 5 * MINUTE
        for _ in range(20):
            await device.ask_the_time()
            assert abs(device.left_until(deadline) - (deadline - time.time() * 1000)) < 150
            await asyncio.sleep(0.1)


async def test_the_exchange_needs_no_seat_and_changes_nothing(server: Server) -> None:
    code = server.plan()
    before = server.rows(code)
    async with await server.line(code, "wall") as wall:
        for _ in range(10):
            await Device(wall, 0).ask_the_time()
    assert server.rows(code) == before
