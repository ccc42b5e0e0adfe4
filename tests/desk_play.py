"""The desk of a play as data and as HTML, and what its tests ask again and again."""

from typing import Any

from facilitator.assets import Assets
from facilitator.house import dressed
from sessions.day_moves import Draft, PlaceProgramme
from sessions.facts import EditSession
from sessions.screens import Audience, Outlook, regions
from sessions.screens import Join as WayIn
from sessions.session_moves import Next
from sessions.wire import session_moves
from tests.play import DESK, Play

WAY_IN = WayIn("HTTP://MOTE.TEST/J/K7M4PX", "mote.test", "K7M4PX")
HIDDEN: dict[str, Any] = {"form": "scales", "statements": "Vi hördes\nVi kom fram", "reveal": "shown"}
RENDERER = dressed(Assets())


def desk(play: Play, stage: str = "") -> dict[str, Any]:
    shown = regions(play.session, Audience("desk", stage), Outlook(play.at, WAY_IN, connected=7))
    return {name: data for name, (_, data) in shown.items()}


def html(play: Play, stage: str = "", language: str = "en") -> str:
    shown = regions(play.session, Audience("desk", stage), Outlook(play.at, WAY_IN, connected=7))
    return "\n".join(RENDERER.fragment(template, language, data) for template, data in shown.values())


def press_the_big_button(play: Play) -> str:
    """Do what it says; the code of what it was."""
    main = desk(play)["next"]["main"]
    move = session_moves()[main["do"]]
    play.do(DESK, move(**({main["field"]: main["value"]} if main["field"] else {})))
    return str(main["what"])


def first(play: Play) -> str:
    return play.session.day.slots[0].id


def needs(play: Play) -> list[str]:
    return [need["code"] for need in desk(play)["needs"]["needs"]]


def late_day() -> Play:
    play = Play()
    play.do(DESK, EditSession(date="2025-11-24"))  # the day on which Play begins, 17:00 in Stockholm
    play.do(
        DESK,
        PlaceProgramme(
            (
                Draft("Början", "16:30", 20),
                Draft("Samtal", "16:50", 40),
                Draft("Paus", "17:30", 10, break_=True),
                Draft("Slut", "17:40", 20),
            )
        ),
    )
    play.do(DESK, Next())
    return play
