"""A rehearsal is watched: the wall of the copy comes as a stream, one at a time, and the session stays as it was."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import structs

from facilitator.rehearsal import planned
from facilitator.watching import Order, watched
from sessions.activity import Rejected
from sessions.day_moves import Draft, PlaceProgramme
from sessions.steps import AddStep
from tests.server import RunningHouse

EVENTS = {"accept": "text/event-stream"}
Frames = list[tuple[str, Any]]
DAY = PlaceProgramme((Draft("Samling", "09:00", 1), Draft("Frågan för dagen", "09:01", 1)))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    with RunningHouse(tmp_path_factory.mktemp("watching")) as running:
        yield running


@pytest.fixture
def code(house: RunningHouse) -> str:
    return planned_day(house)


def planned_day(house: RunningHouse) -> str:
    code = house.plan("Rådet", DAY)
    slot = house.room(code).session.day.slots[1].id
    house.act(code, AddStep("pulse", slot, "Vad bygger tillit?", {"form": "words"}))
    return code


def streamed(house: RunningHouse, code: str, query: str = "people=5&lang=sv") -> Frames:
    """(event, data) as the page gets them."""
    with house.client(house.desk_cookie(code, "organiser")) as client:
        answer = client.get(f"/desk/{code}/rehearse/stream?{query}", headers=EVENTS, timeout=60)
    assert answer.headers["content-type"].startswith("text/event-stream")
    return [
        (lines.get("event", "message"), json.loads(lines["data"]))
        for block in answer.text.strip().split("\n\n")
        for lines in [dict(line.split(": ", 1) for line in block.split("\n"))]
    ]


@pytest.fixture(scope="module")
def watched_day(house: RunningHouse) -> tuple[str, int, Frames]:
    """A day's code, how much had happened in it before it was rehearsed, and all that was sent of that."""
    code = planned_day(house)
    before = house.room(code).applied
    return code, before, streamed(house, code)


def test_the_wall_of_the_copy_comes_as_the_day_goes_by(
    house: RunningHouse, watched_day: tuple[str, int, Frames]
) -> None:
    code, before, frames = watched_day
    assert frames[-1] == ("over", {})
    shown = [data for event, data in frames if event == "message"]
    assert [one["now"] for one in shown] == sorted(one["now"] for one in shown)
    assert shown[0]["regions"].keys() >= {"top", "main", "foot"}
    assert all({"v", "html"} == set(region) for one in shown for region in one["regions"].values())
    mains = [one["regions"]["main"]["html"] for one in shown if "main" in one["regions"]]
    assert any("Samling" in html for html in mains)
    assert any("Vad bygger tillit?" in html for html in mains)
    assert len(shown) < 200
    assert house.room(code).applied == before
    assert not house.room(code).session.people.seats


def test_nothing_is_sent_twice_that_has_not_changed(watched_day: tuple[str, int, Frames]) -> None:
    sent = [data["regions"] for event, data in watched_day[2] if event == "message"]
    tops = [one["top"]["v"] for one in sent if "top" in one]
    assert len(tops) == len([v for v, last in zip(tops, [None, *tops], strict=False) if v != last])


@pytest.mark.parametrize(("typed", "people"), [("", 30), ("x", 30), ("0", 1), ("٣", 30), ("99999", 100)])
def test_how_many_people_is_kept_within_reason(
    house: RunningHouse, code: str, typed: str, people: int
) -> None:
    with house.client(house.desk_cookie(code, "organiser")) as client:
        page = client.get(f"/desk/{code}/rehearse/watch", params={"people": typed, "lang": "en"}).text
    assert f"/rehearse/stream?people={people}&amp;lang=en" in page
    assert 'data-surface="wall"' in page
    assert "data-live" not in page


def test_only_one_is_watched_at_a_time(house: RunningHouse, code: str) -> None:
    path = f"/desk/{code}/rehearse/stream"
    with (
        house.client(house.desk_cookie(code, "organiser")) as client,
        client.stream("GET", path, headers=EVENTS, timeout=60) as first,
    ):
        lines = first.iter_lines()
        assert next(lines).startswith("data: ")
        ((event, data),) = streamed(house, code)
        assert next(lines) == ""
    assert event == "no"
    assert data["say"]


def test_a_day_without_a_programme_says_so(house: RunningHouse) -> None:
    ((event, data),) = streamed(house, house.plan("Tom"))
    assert event == "no"
    assert data["say"]


def test_a_browser_that_only_looks_starts_nothing(house: RunningHouse, code: str) -> None:
    with house.client(house.desk_cookie(code, "organiser")) as client:
        assert client.get(f"/desk/{code}/rehearse/stream", headers={"accept": "text/html"}).status_code == 406


def test_only_those_who_lead_may_watch(house: RunningHouse, code: str) -> None:
    with house.client() as client:
        for page in ("watch", "stream"):
            assert client.get(f"/desk/{code}/rehearse/{page}").status_code == 401


async def test_the_process_ends_with_whoever_listens(
    house: RunningHouse, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[asyncio.subprocess.Process] = []
    create = asyncio.create_subprocess_exec

    async def remembered(*command: str, **options: Any) -> asyncio.subprocess.Process:
        started.append(await create(*command, **options))
        return started[-1]

    monkeypatch.setattr("facilitator.watching.asyncio.create_subprocess_exec", remembered)
    frames = watched(Order(planned(house.room(code).session, 1), 5, "sv"))
    async for line in frames:
        assert line.startswith(b'{"now":')
        break
    await frames.aclose()  # type: ignore[attr-defined]
    assert started[0].returncode is not None


async def test_a_process_that_fails_is_told(house: RunningHouse, code: str) -> None:
    plan = planned(house.room(code).session, 1)
    broken = structs.replace(plan, rows=(structs.replace(plan.rows[0], events=b"no"),))
    with pytest.raises(Rejected, match="could_not_rehearse"):
        async for _ in watched(Order(broken, 5, "sv")):
            pass
