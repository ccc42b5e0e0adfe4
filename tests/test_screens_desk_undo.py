"""Undo on the desk: it says what it would take back, and what cannot be taken back."""

from typing import Any

import pytest

from sessions.activity import Rejected
from sessions.facts import EditSession
from sessions.session import Session
from sessions.session_moves import Happened, Next, StartStep
from sessions.steps import AddStep, CloseStep, RemoveStep
from tests.desk_play import RENDERER, desk, first
from tests.play import DESK, Play


def undoable_tags() -> list[tuple[str, str]]:
    """(kind, tag) of everything that can be undone."""
    session = Session("", "")
    parts = (session.people, session.meeting, session.day, session.steps, session.timers)
    core = [("", name[8:]) for part in parts for name in dir(part) if name.startswith("inverse_")]
    return core


@pytest.mark.parametrize(("kind", "tag"), undoable_tags())
def test_undo_has_words_for_everything_that_can_be_undone(kind: str, tag: str) -> None:
    words = RENDERER.fragment(
        "desk/next.html", "en", next_data({"what": tag, "about": "Lunch", "kind": kind})
    )
    assert "Undo: " in words
    assert "the latest change" not in words


@pytest.mark.parametrize("tag", ["arranged", "type_in", "type_ratings", "new_round", "annul", "reinstate"])
def test_undo_has_the_words_of_an_activity(tag: str) -> None:
    words = RENDERER.fragment(
        "desk/next.html", "en", next_data({"what": tag, "about": "Ord", "kind": "pulse"})
    )
    assert "“Ord”" in words
    assert "the latest change" not in words


def next_data(undo: dict[str, str]) -> dict[str, Any]:
    play = Play()
    return {**desk(play)["next"], "undo": undo}


def test_a_session_just_made_has_nothing_to_undo() -> None:
    play = Play()
    session = Session("new", "K7M4PX")
    session.happened([Happened(EditSession(title="Ett möte"))], DESK.seat, play.at)
    assert session.undos == []
    session.happened([Happened(EditSession(theme="Hälsa"))], DESK.seat, play.at)
    assert [undo.what for undo in session.undos] == ["edit_session"]


def test_what_people_answer_already_cannot_be_undone() -> None:
    play = Play()
    play.do(DESK, Next())
    before = len(play.session.undos)
    step = play.start("talk")
    assert len(play.session.undos) == before
    planned = play.do(DESK, AddStep("talk", first(play), "Sedan"))[0].event.step  # type: ignore[attr-defined]
    assert desk(play)["next"]["undo"] == {"what": "step_added", "about": "Sedan", "kind": ""}
    play.do(DESK, StartStep(planned))
    play.do(DESK, CloseStep(planned))
    with pytest.raises(Rejected, match="changed_since"):
        play.do(DESK, play.session.undos[-1].moves[0][1])
    play.do(DESK, CloseStep(step))
    play.do(DESK, RemoveStep(step))
    assert desk(play)["next"]["undo"]["about"] == "Frågan"
