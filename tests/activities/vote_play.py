"""A vote and what its tests ask again and again: options by their titles, every method, a count."""

from collections.abc import Sequence
from typing import Any

import pytest
from msgspec import structs

from sessions.activities.vote import Vote
from sessions.activities.vote.counting import METHODS, count
from sessions.activities.vote.counting.election import Ballot, Election, Result, Rules
from sessions.activities.vote.moves import Cast, TypeIn
from sessions.activity import plain
from sessions.blocks import Block, Para, Table, Term
from sessions.render import Renderer
from tests.play import DESK, Play

RENDERER = Renderer()
ONE, TWO, THREE = "Ett", "Två", "Tre"
"""Titles: the ids are made of these and the step."""
FOUR = "Ett\nTvå\nTre\nFyra"
SETTINGS: dict[str, dict[str, Any]] = {
    "multiple": {"budget": 2, "winners": 2},
    "dots": {"budget": 5, "max_per_option": 3},
    "score": {"highest": 10},
}
OPTIONS = ("a", "b", "c", "d")


@pytest.fixture
def play() -> Play:
    return Play(5)


@pytest.fixture
def step(play: Play) -> str:
    return play.start("vote", blank=True)


def id_of(play: Play, step: str, title: str) -> str:
    """The id of an option; what is no option's title stays as it is."""
    return {option.title: option.id for option in poll(play, step).options()}.get(title, title)


def poll(play: Play, step: str) -> Vote:
    activity = play.activity(step)
    assert isinstance(activity, Vote)
    return activity


def cast(play: Play, step: str, title: str) -> Cast:
    return Cast(id_of(play, step, title))


def typed(play: Play, step: str, title: str, people: int, how: Any = "hands", answer: str = "") -> None:
    play.do(DESK, TypeIn(id_of(play, step, title), people, how, answer), step)


def vote(play: Play, step: str, *choices: str) -> None:
    for person, choice in zip(play.people, choices, strict=False):
        play.do(person, cast(play, step, choice), step)


def view(play: Play, step: str, audience: str = "wall") -> Any:
    one = play.session.steps.step(step)
    return getattr(one.activity, audience)(play.session.scene(one))


def tally(play: Play, step: str, unit: int = 0) -> dict[str, int]:
    """What the desk sees once it has closed: per person, or with unit 1 per organisation."""
    rows = view(play, step, "desk")["result"]["rows"]
    return {row["title"]: row["figures"][unit]["votes"] for row in rows}


def drawn(play: Play, step: str, surface: str) -> str:
    one = play.session.steps.step(step)
    scene = play.session.scene(one)
    audience = {"phone": one.activity.everyone, "wall": one.activity.wall, "desk": one.activity.desk}[surface]
    frame = {"step": "k1", "kind": "vote", "title": scene.title, "state": scene.state, "clocks": {}}
    return RENDERER.fragment(
        f"vote/{surface}.html", "en", {**frame, "view": plain(audience(scene)), "group_view": {}}
    )


def terms_in(blocks: Sequence[Block]) -> list[Term]:
    paragraphs = [block.text for block in blocks if isinstance(block, Para)]
    cells = [cell for block in blocks if isinstance(block, Table) for cell in block.head]
    return [text for text in (*paragraphs, *cells) if isinstance(text, Term)]


def started(method: str, people: int = 9, **settings: Any) -> tuple[Play, str]:
    play = Play(people)
    wanted = {"options": FOUR, "method": method, **SETTINGS.get(method, {}), **settings}
    return play, play.start("vote", **wanted)


def shown(play: Play, step: str) -> Any:
    play.close(step)
    play.show(step)
    return view(play, step)["result"]


def marks(play: Play, step: str, method: str, **by_title: Any) -> dict[str, Any]:
    """A ballot with titles instead of ids, in the method's own field."""
    return {METHODS[method].field: {id_of(play, step, title): made for title, made in by_title.items()}}


def counted(method: str, *ballots: tuple[int, Any], options: Any = OPTIONS, **rules: Any) -> Result:
    field = METHODS[method].field
    cast = tuple(structs.replace(Ballot(number), **{field: given}) for number, given in ballots)
    return count(Election(tuple(options), cast, method, Rules(**rules)))  # type: ignore[arg-type]
