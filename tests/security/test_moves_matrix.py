"""Who may ask for what, and when: every move there is, for every role, in every state of session and step."""

from collections.abc import Callable
from importlib import import_module

import pytest

from sessions.activity import Person, Rejected, Turn
from sessions.facts import EndSession, ReopenSession
from sessions.people import GiveRole, RemoveSeat
from sessions.session_moves import Undo
from sessions.steps import AddStep
from tests.play import DESK, Play
from tests.roles import ANSWERING, ANYBODY, LEADERS, OPEN_ONLY, SEATED, TIME, WRITERS, Rights
from tests.security.making import KINDS, all_moves, smallest

# A move without a row here fails by its name: decide who may ask for it, and when, before it ships.
SESSION: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        ("next", "back", "go_to", "end_now", "start_step", "start_now", "take_back", "undo", "settle_plan"),
        LEADERS,
    ),
    **dict.fromkeys(("end_session", "reopen_session", "share_record", "edit_session"), LEADERS),
    **dict.fromkeys(("look_up", "blank", "show_code"), LEADERS),
    **dict.fromkeys(("remove_seat", "let_back", "give_role", "lock_door", "count_heads"), LEADERS),
    **dict.fromkeys(("place_programme", "programme_back", "begin_at"), LEADERS),
    **dict.fromkeys(("add_slot", "edit_slot", "move_slot", "copy_slot"), LEADERS),
    **dict.fromkeys(("remove_slot", "slot_back", "give_back"), LEADERS),
    **dict.fromkeys(("add_step", "edit_step", "move_step", "remove_step", "step_back"), LEADERS),
    **dict.fromkeys(("open_step", "close_step", "show_step", "hide_step", "focus", "gather"), LEADERS),
    **dict.fromkeys(("pause_timer", "resume_timer", "extend_timer", "set_timer"), LEADERS),
    **dict.fromkeys(("write_minutes", "add_ruling", "edit_ruling", "remove_ruling"), WRITERS),
    **dict.fromkeys(("put_area", "remove_area", "area_back", "place_seat", "regroup", "name_group"), LEADERS),
    **dict.fromkeys(("place_time", "give_weight", "add_group", "drop_group", "no_more_time"), LEADERS),
    **dict.fromkeys(("say_ready", "ask_for_time"), ANSWERING),
    "stand_for": SEATED,
    "join": ANYBODY,
    "say_who": SEATED,
    "clock_struck": TIME,
}
AFTER_THE_END = frozenset({"reopen_session", "share_record"})
"""What a finished session still takes."""
OF_A_SEAT = {("join", "scribe"), ("say_who", "scribe"), ("stand_for", "scribe")}
"""A scribe by link has the role of a scribe and no seat: told so once it is known that the session runs."""
STEPS: dict[str, Rights] = {kind: import_module(f"tests.activities.test_{kind}").WHO_MAY for kind in KINDS}
"""Each activity's own test file says who may ask for its moves."""

ROLES = [
    *("nobody", "of another session", "participant", "removed", "observer", "seated scribe"),
    *("scribe", "facilitator", "organiser", "time"),
]
REFUSALS = frozenset({"not_allowed", "removed", "ended", "late", "not_open"})


def test_every_move_of_a_session_has_a_row() -> None:
    assert {name for kind, name, _ in all_moves() if not kind} == SESSION.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_every_move_of_an_activity_has_a_row(kind: str) -> None:
    assert {name for of, name, _ in all_moves() if of == kind} == STEPS[kind].keys()


# the session's own moves


def planned() -> Play:
    return cast_of(Play(3))


def live() -> Play:
    play = planned()
    play.do(DESK, AddStep("talk", play.session.day.slots[0].id))
    play.start("pulse", entries=3)
    return play


def finished() -> Play:
    play = live()
    play.do(DESK, EndSession())
    return play


def cast_of(play: Play) -> Play:
    """Three seats: a participant, a scribe of the room, one who was removed; and an observer."""
    play.people.append(play.join(3))
    play.do(DESK, GiveRole(play.people[1].seat, "scribe"))
    play.do(DESK, GiveRole(play.people[3].seat, "observer"))
    play.do(DESK, RemoveSeat(play.people[2].seat))
    return play


def who_is(role: str, play: Play) -> Person:
    """As the socket would say it: a seat is what the session knows of it, a desk is what its cookie says."""
    seats = {"participant": 0, "seated scribe": 1, "removed": 2, "observer": 3}
    if role in seats:
        return play.session.people.person(play.people[seats[role]].seat)
    if role in ("nobody", "of another session"):
        return play.session.people.person(f"a-seat-{role}")
    return Person(f"desk-{role}", role=role)


STATES: dict[str, Callable[[], Play]] = {"planned": planned, "live": live, "closed": finished}


def answer(play: Play, name: str, role: str, kind: str = "", step: str = "") -> str:
    """The refusal that is about who asks and when; "" when the move was looked at for what it says."""
    wanted = next(move for of, known, move in all_moves() if (of, known) == (kind, name))
    turn = Turn(who_is(role, play), play.at, play.dice, "m")
    try:
        if name == "undo" and not step:
            play.session.undo(turn)
        else:
            play.session.judge(smallest(wanted), turn, step)
    except Rejected as refused:
        return refused.code if refused.code in REFUSALS else ""
    return ""


def expected_of_session(name: str, role: str, state: str) -> str:
    if role == "removed":
        return "removed"
    if role not in SESSION[name]:
        return "ended" if state == "closed" and (name, role) in OF_A_SEAT else "not_allowed"
    return "ended" if state == "closed" and name not in AFTER_THE_END else ""


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_the_sessions_moves(state: str, role: str) -> None:
    play = STATES[state]()
    wrong = {
        name: (found, expected)
        for name in SESSION
        if (found := answer(play, name, role)) != (expected := expected_of_session(name, role, state))
    }
    assert wrong == {}, "move: (what happened, what the table says)"


# the activities' moves


def step_in(kind: str, state: str) -> tuple[Play, str]:
    play = planned()
    if state == "planned":
        play.do(DESK, AddStep(kind, play.session.day.slots[0].id))
        return play, list(play.session.steps.steps)[-1]
    step = play.start(kind)
    if state != "open":
        play.close(step)
    if state == "ended":
        play.do(DESK, EndSession())
    return play, step


def expected_of_step(kind: str, name: str, role: str, state: str) -> str:
    roles, states = STEPS[kind][name]
    if role == "removed":
        return "removed"
    if role not in roles:
        return "not_allowed"
    if state == "ended":
        return "ended"
    if state in states.split():
        return ""
    return "late" if states == OPEN_ONLY and state == "closed" else "not_open"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", ["planned", "open", "closed", "ended"])
@pytest.mark.parametrize("kind", KINDS)
def test_an_activitys_moves(kind: str, state: str, role: str) -> None:
    play, step = step_in(kind, state)
    wrong = {
        name: (found, expected)
        for name in STEPS[kind]
        if (found := answer(play, name, role, kind, step))
        != (expected := expected_of_step(kind, name, role, state))
    }
    assert wrong == {}, "move: (what happened, what the table says)"


def test_a_refusal_changes_nothing_and_the_table_can_fail() -> None:
    """The same comparison, with a row that is wrong on purpose."""
    play = live()
    before = len(play.rows), play.session.applied
    assert (
        answer(play, "remove_seat", "participant")
        == "not_allowed"
        != expected_of_session("join", "participant", "live")
    )
    assert (len(play.rows), play.session.applied) == before
    assert answer(play, "end_session", "facilitator") == ""


def test_a_desk_that_has_no_right_here_is_nobody() -> None:
    """Undo and reopening, which take a way of their own, ask the same question."""
    for state in (live, finished):
        play = state()
        for role in ("nobody", "participant", "scribe", "observer"):
            with pytest.raises(Rejected, match="not_allowed"):
                play.session.undo(Turn(who_is(role, play), play.at, play.dice, "u"))
            with pytest.raises(Rejected, match="not_allowed"):
                play.session.judge(ReopenSession(), Turn(who_is(role, play), play.at, play.dice, "r"))
    assert Undo.allowed == LEADERS
