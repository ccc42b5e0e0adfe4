"""The fullest results of a pulse still stand whole on the wall, above its foot, on a wide screen and a narrow one."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Browser

from sessions.activities.pulse.moves import MOST_STATEMENTS, NewRound
from sessions.activity import DESK_TURN
from sessions.day_moves import AddSlot, GoTo
from sessions.facts import EditSession
from sessions.steps import CloseStep, StartNow
from tests.conftest import HOST
from tests.server import ORGANISER, RunningHouse

WALLS = [(1920, 1080), (1024, 768)]
LONG = "Hur upplevde du dagen som helhet, från incheckning till slut, och hur ser du på nästa?"
STATEMENT = "Jag lärde mig något nytt av de andra organisationerna"
SCALES = {
    "form": "scales",
    "points": 10,
    "target": 60,
    "statements": "\n".join([STATEMENT] * MOST_STATEMENTS),
    "low": "Stämmer inte",
    "high": "Stämmer helt",
}
SUPPORTED = {"form": "text", "entries": 1, "support": 2}

ABOVE = """() => {
  const foot = document.querySelector(".pulse__foot").getBoundingClientRect();
  const parts = document.querySelectorAll(".pulse-scales tr, .pulse-texts .note");
  const over = Array.from(parts).filter((part) => part.getBoundingClientRect().bottom > foot.top + 1);
  return { parts: parts.length, over: over.map((part) => part.textContent.trim()) };
}"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    with RunningHouse(Path(tmp_path_factory.mktemp("walls")), host=HOST, names=(HOST,)) as house:
        yield house


def answered(house: RunningHouse, rounds: int, **settings: Any) -> str:
    """The code of a session in which thirty people have answered this in so many rounds."""
    code = house.plan("Rådet")
    house.act(code, EditSession(title="Rådet", language="sv"))
    house.act(code, AddSlot(title="Utvärdering och tema för nästa gång", minutes=30))
    room = house.room(code)
    house.act(code, GoTo(room.session.day.slots[0].id))
    people = [house.join(code) for _ in range(30)]
    house.act(code, StartNow("pulse", title=LONG, settings=settings))
    step = room.session.steps.step(list(room.session.steps.steps)[-1])

    async def play() -> None:
        seats = [room.session.people.person(person.seat) for person in people]
        for turn in range(rounds):
            if turn:
                room.act(ORGANISER, f"round{turn:08d}", NewRound(), step.id)
            for count, (_, who, move) in enumerate(step.activity.sample(seats, Random(3 + turn))):
                asked = f"played{turn}{count:06d}"
                room.act(ORGANISER if who == DESK_TURN else seats[who], asked, move, step.id)
        room.act(ORGANISER, "closed000001", CloseStep(step.id))

    house.run(play())
    return code


@pytest.mark.parametrize(
    ("settings", "rounds"),
    [(SCALES, 1), (SCALES, 3), (SUPPORTED, 1)],
    ids=["scales", "then and now", "supported texts"],
)
def test_nothing_of_a_result_runs_into_the_foot(
    chromium: Browser, house: RunningHouse, settings: dict[str, Any], rounds: int
) -> None:
    code = answered(house, rounds, **settings)
    for width, height in WALLS:
        context = chromium.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        page = context.new_page()
        page.goto(f"http://{HOST}:{house.port}/wall/{code}?lang=sv")
        page.wait_for_selector(".pulse__foot")
        found = page.evaluate(ABOVE)
        context.close()
        assert found["parts"] > 5
        assert found["over"] == [], (width, height)
