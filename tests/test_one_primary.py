"""On the desk one thing is the next thing: the big button. Nothing else there looks like it."""

import re
from collections.abc import Iterator

import pytest

from facilitator.assets import Assets
from facilitator.house import dressed
from sessions.activities import ACTIVITIES
from sessions.activity import DESK_TURN
from sessions.facts import EndSession
from sessions.screens import Audience, Join, Outlook, regions
from sessions.session import Session
from sessions.session_moves import StartStep
from sessions.steps import AddStep, Focus
from sessions.timers import PauseTimer, SetTimer
from tests.play import BEGIN, DESK, ITEMS, Play

RENDERER = dressed(Assets())
WAY_IN = Join("HTTP://MOTE.TEST/J/K7M4PX", "mote.test", "K7M4PX")
KINDS = [activity.kind for activity in ACTIVITIES]
DIALOG = re.compile(r"<dialog\b.*?</dialog>", re.DOTALL)
TAG = re.compile(r"<(?:a|button)\b[^>]*\bbtn--primary\b[^>]*>")


def primaries(session: Session) -> list[str]:
    """The primary buttons of the desk. A dialog covers the desk, and has its own."""
    shown = regions(session, Audience("desk"), Outlook(session.latest or BEGIN, WAY_IN, connected=7))
    html = "\n".join(RENDERER.fragment(template, "en", data) for template, data in shown.values())
    return TAG.findall(DIALOG.sub("", html))


def life(play: Play, kind: str) -> Iterator[str]:
    """Every state of a step, and the middle of what happens in it."""
    step = play.start(kind, ITEMS)
    yield "open"
    for count, (after, who, move) in enumerate(play.activity(step).sample(play.people, play.dice), 1):
        play.at += int(after * 1000)
        play.do(DESK if who == DESK_TURN else play.people[who], move, step)
        if count % 15 == 0:
            yield f"after {count} moves"
    yield "full"
    play.close(step)
    yield "closed"
    play.show(step)
    yield "shown"


@pytest.mark.parametrize("kind", KINDS)
def test_the_big_button_is_the_only_primary_one(kind: str) -> None:
    play = Play(30)
    for state in life(play, kind):
        (one,) = primaries(play.session)
        assert 'id="big-next"' in one, state


@pytest.mark.parametrize("kind", KINDS)
def test_also_of_what_is_planned_or_at_hand_beside_the_wall(kind: str) -> None:
    play = Play(30)
    play.do(DESK, AddStep(kind, play.session.day.slots[0].id))
    planned = list(play.session.steps.steps)[-1]
    play.do(DESK, Focus(planned))
    assert len(primaries(play.session)) == 1
    play.do(DESK, StartStep(planned))
    step = play.start(kind, ITEMS)
    play.sample(step)
    play.do(DESK, Focus(""))
    assert len(primaries(play.session)) == 1


def test_also_while_a_clock_stands_still() -> None:
    play = Play(3)
    step = play.start("talk")
    play.do(DESK, SetTimer(f"step:{step}", 60))
    play.do(DESK, PauseTimer(f"step:{step}"))
    assert len(primaries(play.session)) == 1


def test_before_there_is_a_programme_and_after_the_end() -> None:
    (one,) = primaries(Session("test", "K7M4PX"))
    assert "/plan" in one
    play = Play(3)
    play.start("board")
    play.do(DESK, EndSession())
    (one,) = primaries(play.session)
    assert "/after/" in one
