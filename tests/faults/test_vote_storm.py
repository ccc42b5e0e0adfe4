"""The server is killed in a storm of answers: what was acked is on disk, once, and every seat is kept."""

import asyncio
import contextlib
import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from sessions.activities import ACTIVITIES
from tests.process import Line, Rows, Server, new_id, running, steps_of

pytestmark = pytest.mark.anyio
PHONES = 40
KINDS = {activity.kind for activity in ACTIVITIES}
OPTIONS = 3


class Voter:
    """Somebody with a phone: keeps each move until it is answered, like the page's outbox does."""

    def __init__(self, seat: str) -> None:
        self.seat = seat
        self.outbox: dict[str, dict[str, Any]] = {}
        self.acked: dict[str, int] = {}
        self.line: Line | None = None

    async def come(self, server: Server, code: str) -> None:
        self.line = await server.phone(code, self.seat)

    async def vote_until_cut(self, step: str, ballot: Any, pause: float) -> None:
        """One answer after the other, each sent while others may still wait."""
        with contextlib.suppress(Exception):
            while True:
                await self.say(step, new_id(), ballot())
                self.take_in()
                await asyncio.sleep(pause)

    async def say(self, step: str, move_id: str, move: dict[str, Any]) -> None:
        assert self.line is not None
        self.outbox[move_id] = move
        await self.line.send({"t": "do", "id": move_id, "step": step, "move": move})

    def take_in(self) -> None:
        """Keep what has been acked. Nothing is refused but haste, which is asked again."""
        assert self.line is not None
        for frame in self.line.frames:
            assert frame["t"] != "no" or frame["code"] == "too_fast", frame
            if frame["t"] == "ok":
                self.acked[frame["id"]] = frame["at"]
                self.outbox.pop(frame["id"], None)

    async def resend(self, step: str) -> None:
        """Everything that was not answered once more, and the latest that was, in whatever form."""
        assert self.line is not None
        again = [*self.outbox.items(), *((known, {"do": "nothing"}) for known in list(self.acked)[-1:])]
        for move_id, move in again:
            await self.line.send({"t": "do", "id": move_id, "step": step, "move": move})
        for move_id, _ in again:
            await self.line.until(lambda frame, wanted=move_id: frame.get("id") == wanted)  # type: ignore[misc]


def start(dice: Random) -> tuple[dict[str, Any], str]:
    """The exercise that is open during the storm, and the name of its ballot."""
    if "vote" in KINDS:
        options = {"options": "\n".join(f"Förslag {number}" for number in range(OPTIONS))}
        return {"do": "start_now", "kind": "vote", "title": "Vilket?", "settings": options}, "cast"
    return {"do": "start_now", "kind": "pulse", "title": "Hur?", "settings": {"form": "scales"}}, "rate"


async def one_round(
    server: Server, code: str, step: str, ballot: Any, voters: list[Voter], dice: Random
) -> None:
    for voter in voters:
        await voter.come(server, code)
    storm = [
        asyncio.create_task(voter.vote_until_cut(step, ballot, dice.uniform(0.1, 0.2))) for voter in voters
    ]
    await asyncio.sleep(dice.uniform(0.3, 0.8))
    await asyncio.to_thread(server.kill)
    await asyncio.gather(*storm)
    for voter in voters:
        assert voter.line is not None
        await voter.line.ended()
        voter.take_in()
    after_the_kill = {move_id for _, move_id, _ in server.rows(code)}
    acked = {move_id for voter in voters for move_id in voter.acked}
    assert acked
    assert acked <= after_the_kill, "an acked move is not on disk"
    await asyncio.to_thread(server.start)
    await asyncio.gather(*(come_back(voter, server, code, step) for voter in voters))


async def come_back(voter: Voter, server: Server, code: str, step: str) -> None:
    before = dict(voter.acked)
    await voter.come(server, code)
    await voter.resend(step)
    voter.take_in()
    assert voter.outbox == {}, "a move that was sent again was not answered"
    for move_id, at in before.items():
        assert voter.acked[move_id] == at, "the receipt of a move has changed"
    assert voter.line is not None
    await voter.line.drop()


async def storm(folder: Path, rounds: int, seed: int) -> None:
    dice = Random(seed)
    with running(folder) as server:
        code = server.plan()
        move, name = start(dice)
        async with await server.desk(code) as desk:
            await desk.do(move)
            (step,) = steps_of(server.rows(code))
        voters = [Voter(server.seat(code)) for _ in range(PHONES)]
        ballot = ballots(server.ask("GET", f"/s/{code}").text, name, dice)
        for _ in range(rounds):
            await one_round(server, code, step, ballot, voters, dice)
        check(server.rows(code), voters)


def ballots(page: str, name: str, dice: Random) -> Callable[[], dict[str, Any]]:
    """What one may send, going by the phone's page."""
    if name == "rate":
        return lambda: {"do": "rate", "statement": 1, "value": dice.randint(1, 5)}
    choices = sorted(set(re.findall(r'value="(o[0-9a-f]{10})"', page)))
    assert len(choices) == OPTIONS
    return lambda: {"do": name, "choice": dice.choice(choices)}


def check(rows: Rows, voters: list[Voter]) -> None:
    """None lost, none doubled, and every seat is the one it was."""
    saved = [(by, move_id) for by, move_id, _ in rows]
    assert len(saved) == len(set(saved))
    by_id = {move_id: by for by, move_id in saved}
    for voter in voters:
        authors = {by_id[move_id] for move_id in voter.acked}
        assert len(authors) == 1, "a seat has changed on the way"
    joined = [event["seat"] for _, _, events in rows for _, event in events if event["do"] == "joined"]
    assert len(joined) == len(set(joined)) == len(voters)


async def test_nothing_acked_is_lost_or_doubled_when_the_server_is_killed(tmp_path: Path) -> None:
    await storm(tmp_path, rounds=3, seed=3)


@pytest.mark.long
async def test_nothing_acked_is_lost_or_doubled_in_fifteen_rounds(tmp_path: Path) -> None:
    await storm(tmp_path, rounds=15, seed=15)
