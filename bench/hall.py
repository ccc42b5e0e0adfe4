"""The real program with one session in it, as a process of its own: `python -m bench.hall DATA EXERCISE PHONES`.

It serves until it is told to stop. Journal, validation, audiences, three languages and all routes are the
ones that people use; only how fast one seat may move is set so high that it is not what is measured.
"""

import asyncio
import logging
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from bench.processes import Opened
from facilitator.app import build
from facilitator.house import House
from facilitator.serving import serve
from sessions.activity import Person
from sessions.config import Config
from sessions.day_moves import Draft, GoTo, PlaceProgramme
from sessions.facts import EditSession
from sessions.languages import LANGUAGES
from sessions.people import Join
from sessions.room import Room
from sessions.session_moves import StartStep
from sessions.steps import AddStep

log = logging.getLogger("radslag.bench")

ORGANISER = Person("organiser", role="organiser")
SEATS = 20_000
STRANGERS = 5_000
SPOKEN = list(LANGUAGES)
LINES = (
    "Välkomna",
    "Vad har hänt sedan sist?",
    "Fika",
    "Gruppernas arbete",
    "Lunch",
    "Pitchar",
    "Omröstning",
    "Slut",
)
OPTIONS = ("En dörr in", "Grannfika i varje port", "Lånehylla", "Öppen trappa")
SLIDES = {
    "s1": {"title": "Nu börjar vi", "text": "Ta en kopp kaffe och sätt er med någon som ni inte känner."},
    "s2": {"title": "Två frågor", "text": "Vad har hänt i er trappa sedan sist, och vad vill ni pröva?"},
}
EXERCISES: dict[str, tuple[str, dict[str, Any]]] = {
    "slides": ("slide", {"slides": SLIDES}),
    "scale": ("pulse", {"form": "scales", "reveal": "live", "question": "Fick du säga det du ville?"}),
    "vote": ("vote", {"question": "Vad ska vi börja med?", "options": "\n".join(OPTIONS)}),
}
PLANNED = [
    EditSession(title="Rådet", organiser="Kommunen", date="2026-03-12", zone="Europe/Stockholm", seats=SEATS),
    PlaceProgramme(tuple(Draft(title, f"{9 + n:02d}:00", 60) for n, title in enumerate(LINES))),
]


def seats(count: int) -> Iterator[str]:
    return (f"seat{number:06d}" for number in range(count))


async def opened(house: House, exercise: str, phones: int) -> Opened:
    """The session as it was left, else a new one with all its people, on disk."""
    code = await house.journal.setting("bench")
    room = await house.lobby.room(code) if code else await begun(house, exercise, phones)
    step = room.session.steps.open()[0]
    options = tuple(item.id for item in step.activity.items())
    return Opened(
        house.config.port, room.session.code, step.id, options, str(phone_book(house, room, phones))
    )


async def begun(house: House, exercise: str, phones: int) -> Room:
    room = await house.lobby.create(PLANNED, ORGANISER)
    kind, settings = EXERCISES[exercise]
    act(room, GoTo(room.session.day.slots[0].id))
    act(room, AddStep(kind, room.session.day.slots[0].id, "Frågan", settings))
    act(room, StartStep(next(iter(room.session.steps.steps))))
    for seat in seats(phones):
        last = room.act(Person(seat, role="nobody"), f"join{seat}", Join())
        await asyncio.sleep(0)
    if phones:
        await room.saved(last)
    await house.journal.set_setting("bench", room.session.code)
    return room


def act(room: Room, move: Any) -> None:
    room.act(ORGANISER, f"bench{room.applied:08d}", move)


def phone_book(house: House, room: Room, phones: int) -> Path:
    """One line a screen, its socket's path and its cookie: the seats, the wall, the desk, a hand that moves as the
    desk but looks at nothing (!), then strangers.
    """
    tickets, code = house.access.tickets, room.session.code
    seated = [f"{tickets.seat_cookie(code)}={tickets.seat(code, seat)}" for seat in seats(phones)]
    desk = f"{tickets.desk_cookie(code)}={tickets.desk(code, 'facilitator', 'bench')}"
    led = f"/live/{code}?surface=desk&lang=en\t{desk}"
    screens = [f"/live/{code}?surface=wall&lang=en\t", led, f"!{led}"]
    path = house.config.data / "phones.tsv"
    path.write_text(
        "\n".join([*phone_lines(code, seated), *screens, *phone_lines(code, [""] * STRANGERS), ""])
    )
    return path


def phone_lines(code: str, cookies: Sequence[str]) -> Iterator[str]:
    for number, cookie in enumerate(cookies):
        yield f"/live/{code}?surface=phone&lang={SPOKEN[number % len(SPOKEN)]}\t{cookie}"


def main(data: str, port: str, exercise: str, phones: str) -> None:
    config = Config(data=Path(data), host="127.0.0.1", port=int(port), moves_per_second=1_000_000)

    async def greet(house: House) -> None:
        try:
            found = await opened(house, exercise, int(phones))
            print(msgspec.json.encode(found).decode(), flush=True)
        except Exception:
            log.exception("The session could not be prepared")
            signal.raise_signal(signal.SIGTERM)

    asyncio.run(serve(config, build, greet))


if __name__ == "__main__":
    main(*sys.argv[1:])
