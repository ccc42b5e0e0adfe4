"""The socket: who may open it, what it takes, and how it ends for those who send nonsense."""

import contextlib
import json
import threading
import time
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from facilitator.assets import Assets
from facilitator.house import dressed
from participant import limits
from participant.limits import BURST, PER_SECOND, Paces
from participant.socket import MALFORMED, SURFACES
from sessions.facts import EditSession, EndSession
from sessions.lobby import GUESSES
from sessions.pace import Pace
from sessions.people import RemoveSeat
from sessions.steps import StartNow
from tests.security.conftest import ROLES, STATES, Cast
from tests.server import Line, RunningHouse

# who may open it

LED = {"facilitator", "organiser"}
SEATED = {"participant", "removed"}
"""Who was removed may look in at the door and is told so."""
SURFACE_ROWS: dict[str, set[str]] = {
    "phone": SEATED,
    "wall": set(ROLES),
    "door": set(ROLES),
    "desk": LED,
    "plan": LED,
    "preview": LED,
    "scribe": LED | {"scribe"},
}
WORDS = dressed(Assets())


def test_every_surface_has_a_row() -> None:
    assert set(SURFACES) == SURFACE_ROWS.keys()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_who_may_open_which_surface(cast: Cast, state: str, role: str) -> None:
    wrong = {
        surface: (found, role in allowed)
        for surface, allowed in {**SURFACE_ROWS, "": set(), "journal": set()}.items()
        if (found := opens(cast, surface, state, role)) != (role in allowed)
    }
    assert wrong == {}, "surface: (opened, what the table says)"


def opens(cast: Cast, surface: str, state: str, role: str) -> bool:
    try:
        with line_of(cast, surface, state, role) as line:
            line.greet()
            return True
    except InvalidStatus as refused:
        return refused.response.status_code != 403


def line_of(cast: Cast, surface: str, state: str, role: str, **options: Any) -> Line:
    query = f"surface={surface}&lang=en&stage=Salen"
    return cast.house.socket(cast.codes[state], query, cookies=cast.cookies(role, state), **options)


ASKS: list[tuple[str, str, dict[str, Any], str]] = [
    ("phone", "participant", {"do": "next"}, "not_allowed"),
    ("phone", "participant", {"do": "say_who"}, ""),
    ("phone", "removed", {"do": "join"}, "removed"),
    ("phone", "removed", {"do": "say_who"}, "removed"),
    ("phone", "seated scribe", {"do": "write_minutes", "slot": "s", "text": "x"}, "unknown"),
    ("wall", "organiser", {"do": "look_up"}, "not_allowed"),
    ("wall", "participant", {"do": "join"}, "not_allowed"),
    ("door", "facilitator", {"do": "end_session"}, "not_allowed"),
    ("preview", "facilitator", {"do": "look_up"}, "not_allowed"),
    ("scribe", "scribe", {"do": "look_up"}, "not_allowed"),
    ("scribe", "scribe", {"do": "join"}, "not_allowed"),
    ("scribe", "scribe", {"do": "say_who"}, "not_allowed"),
    ("scribe", "scribe", {"do": "clock_struck", "name": "slot"}, "not_allowed"),
    ("desk", "facilitator", {"do": "clock_struck", "name": "slot"}, "not_allowed"),
    ("desk", "facilitator", {"do": "count_heads", "heads": 3}, ""),
    ("plan", "organiser", {"do": "count_heads", "heads": 4}, ""),
]


@pytest.mark.parametrize(("surface", "role", "move", "code"), ASKS)
def test_what_a_surface_lets_one_do(
    cast: Cast, surface: str, role: str, move: dict[str, Any], code: str
) -> None:
    """A desk's cookie gives no right on a wall, a door or a preview; a phone has its seat's role."""
    with line_of(cast, surface, "live", role) as line:
        answer = line.greet().move(move)
    assert (answer["t"], answer.get("code", "")) == ("no" if code else "ok", code)
    if code:
        assert answer["say"] == WORDS.say(code, language="en") != code


def test_a_seat_that_is_removed_can_do_nothing_from_that_moment(house: RunningHouse) -> None:
    code = house.plan("Möte")
    seat = house.join(code)
    with house.socket(code, cookies=house.seat_cookie(code, seat.seat)) as line:
        assert line.greet().move({"do": "say_who"})["t"] == "ok"
        house.act(code, RemoveSeat(seat.seat))
        assert line.move({"do": "say_who"})["code"] == "removed"


def test_a_finished_session_takes_no_moves(cast: Cast) -> None:
    with line_of(cast, "desk", "closed", "facilitator") as line:
        assert line.greet().move({"do": "next"})["code"] == "ended"


# hosts, origins, codes


@pytest.mark.parametrize("origin", ["null", "http://evil.test", "http://mote.test.evil.test", "file://"])
def test_a_page_of_another_site_opens_no_socket(cast: Cast, origin: str) -> None:
    for surface in ("wall", "desk"):
        with pytest.raises(InvalidStatus):
            line_of(cast, surface, "live", "organiser", headers={"Origin": origin})


def test_our_own_page_opens_one(cast: Cast) -> None:
    own = {"Origin": f"http://127.0.0.1:{cast.house.port}"}
    with line_of(cast, "desk", "live", "organiser", headers=own) as line:
        assert line.greet().frames[0]["t"] == "hello"


def test_wrong_codes_are_counted_on_the_socket_and_the_pages_together(tmp_path: Any) -> None:
    with RunningHouse(tmp_path) as house:
        asleep, awake = house.plan("Sover"), house.plan("Vaken")
        del house.house.lobby.rooms[asleep]
        with house.client() as client:
            for number in range(GUESSES // 4):
                wrong = f"ZZ{number:04d}"
                refused_socket(house, wrong)
                for path in ("/s/", "/api/sessions/", "/wall/"):
                    client.get(path + wrong)
            assert client.get("/s/ZZ9999").status_code == 429
            assert client.get(f"/s/{asleep}").status_code == 429, (
                "a guess tells nothing about sleeping sessions"
            )
            refused = client.get(f"/api/sessions/{asleep}", headers={"accept-language": "sv"})
            assert (refused.status_code, refused.json()["code"]) == (429, "too_many_guesses")
            assert refused.json()["say"] == WORDS.say("too_many_guesses", language="sv")
            assert client.get(f"/wall/{asleep}").status_code == 429
            refused_socket(house, asleep)
            assert client.get(f"/s/{awake}").status_code == 200, "a room in which people are stays open"
        with house.client(house.seat_cookie(asleep, "a-seat-of-theirs")) as known:
            assert known.get(f"/s/{asleep}").status_code == 200, "whoever has been there is not guessing"


def refused_socket(house: RunningHouse, code: str) -> None:
    with pytest.raises(InvalidStatus):
        house.socket(code, "surface=wall")


def test_right_codes_are_not_counted(tmp_path: Any) -> None:
    with RunningHouse(tmp_path) as house, house.client() as client:
        code = house.plan("Möte")
        for _ in range(GUESSES + 5):
            house.house.lobby.rooms.clear()
            assert client.get(f"/s/{code}").status_code == 200


# malformed frames

NESTED = '{"t":"do","id":"abcdefgh","move":' + '{"a":' * 10_000 + "1" + "}" * 10_001
FRAMES = [
    *("", "x", "null", "[]", "1", '"hi"', "{}", "{", "\x00", "\ufeff{}", "NaN"),
    *(
        '{"t":"nothing"}',
        '{"t":1}',
        '{"t":"hi","have":[]}',
        '{"t":"hi","have":{"a":1}}',
        '{"t":"hi","more":1}',
    ),
    *('{"t":"time"}', '{"t":"time","c":"1"}', '{"t":"time","c":1e400}', '{"t":"time","c":null}'),
    *('{"t":"do"}', '{"t":"do","id":"short","move":{}}', '{"t":"do","id":"abcdefgh","move":[]}'),
    *(
        '{"t":"do","id":1,"move":{}}',
        '{"t":"do","id":"abcdefgh;","move":{}}',
        '{"t":"do","id":"åäöåäöåäö","move":{}}',
    ),
    '{"t":"do","id":"' + "a" * 65 + '","move":{}}',
    '{"t":"hi","have":{"main":"\\ud800"}}',
    '{"t":"do","id":"abcdefgh","move":{"do":"join","name":"\\udfff"}}',
    NESTED,
    "[" * 60_000,
    '{"t":"do","id":"abcdefgh","move":{"do":"next"},"extra":true}',
]
MOVES: list[tuple[dict[str, Any], str]] = [
    ({}, "malformed"),
    ({"do": "nothing"}, "malformed"),
    ({"do": None}, "malformed"),
    ({"do": ["next"]}, "malformed"),
    ({"do": "__class__"}, "malformed"),
    ({"do": "count_heads"}, "malformed"),
    ({"do": "count_heads", "heads": 1, "more": 2}, "malformed"),
    ({"do": "count_heads", "heads": {"a": 1}}, "malformed"),
    ({"do": "count_heads", "heads": "9" * 5000}, "malformed"),
    ({"do": "count_heads", "heads": 10**30}, "not_now"),
    ({"do": "add_slot", "title": "x", "minutes": 10**40}, "no_length"),
    ({"do": "set_timer", "timer": "t", "seconds": 2**70}, "not_now"),
    ({"do": "write_minutes", "slot": "", "text": "x" * 4001}, "malformed"),
]


@pytest.fixture
def meeting(house: RunningHouse) -> str:
    return house.plan("Möte")


def desk(house: RunningHouse, code: str, language: str = "en") -> Line:
    return house.socket(
        code, f"surface=desk&lang={language}", cookies=house.desk_cookie(code, "facilitator")
    ).greet()


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame[:40])
def test_a_frame_that_is_none_is_refused_with_a_reason_and_the_line_goes_on(
    house: RunningHouse, meeting: str, frame: str
) -> None:
    before = house.room(meeting).applied
    with desk(house, meeting) as line:
        line.send(frame)
        answer = line.until("no")
        assert (answer["code"], answer["say"]) == ("malformed", WORDS.say("malformed", language="en"))
        assert house.room(meeting).applied == before
        assert line.move({"do": "count_heads", "heads": 2})["t"] == "ok"


@pytest.mark.parametrize(("move", "code"), MOVES, ids=lambda value: str(value)[:50])
def test_a_move_that_is_none_is_refused_with_a_reason(
    house: RunningHouse, meeting: str, move: dict[str, Any], code: str
) -> None:
    before = house.room(meeting).applied
    with desk(house, meeting) as line:
        answer = line.move(move)
        assert (answer["t"], answer["code"]) == ("no", code)
        assert answer["say"] not in ("", code)
        assert house.room(meeting).applied == before


def test_a_step_that_is_none(house: RunningHouse, meeting: str) -> None:
    with desk(house, meeting) as line:
        for step in ("k-none", "x" * 1000, "../..", "\x00"):
            assert line.move({"do": "write", "text": "x"}, step)["code"] == "unknown"


def test_the_field_that_is_wrong_is_named_and_does_not_count_as_nonsense(
    house: RunningHouse, meeting: str
) -> None:
    """Somebody who writes letters where a number belongs is told so, six times if need be."""
    with desk(house, meeting) as line:
        for _ in range(MALFORMED + 1):
            answer = line.move({"do": "count_heads", "heads": "many"})
            assert (answer["code"], answer["field"]) == ("malformed", "heads")
        assert line.move({"do": "count_heads", "heads": "7"})["t"] == "ok"


@pytest.mark.parametrize("language", ["sv", "en", "ar-XB"])
@pytest.mark.parametrize("nonsense", ["x", '{"t":"do","id":"abcdefgh","move":{"do":"nothing"}}'])
def test_five_malformed_frames_close_the_socket_with_the_reason(
    house: RunningHouse, meeting: str, language: str, nonsense: str
) -> None:
    with desk(house, meeting, language) as line:
        for _ in range(MALFORMED):
            line.send(nonsense)
        bye = line.until("bye")
        assert bye == {
            "t": "bye",
            "code": "malformed",
            "say": WORDS.say("malformed", language=language),
            "again": False,
        }
        assert closing(line) == 1008
    assert len([frame for frame in line.frames if frame["t"] == "no"]) == MALFORMED


def closing(line: Line) -> int:
    """Read to the end; the code the server closed with."""
    with pytest.raises(ConnectionClosed) as closed:
        read_on(line)
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code


def read_on(line: Line) -> None:
    while True:
        line.receive()


def test_nothing_is_heard_after_the_goodbye(house: RunningHouse, meeting: str) -> None:
    before = house.room(meeting).applied
    with desk(house, meeting) as line:
        asked = json.dumps({"t": "do", "id": "abcdefgh12", "move": {"do": "count_heads", "heads": 9}})
        for frame in (*["x"] * MALFORMED, asked):
            line.send(frame)
        assert closing(line) == 1008
    assert house.room(meeting).applied == before


def test_binary_and_too_large_messages_end_the_line(house: RunningHouse, meeting: str) -> None:
    for message, code in ((b"{}", 1003), ("x" * (64 * 1024 + 1), 1009), (["x" * 40_000, "x" * 40_000], 1009)):
        with desk(house, meeting) as line:
            with contextlib.suppress(ConnectionClosed):
                line.socket.send(message)
            assert closing(line) == code


def test_what_is_not_utf8_ends_the_line(house: RunningHouse, meeting: str) -> None:
    with desk(house, meeting) as line:
        line.socket.send(b"\xff\xfe{", text=True)
        assert closing(line) == 1007


def test_fragments_are_one_message_and_may_be_malformed(house: RunningHouse, meeting: str) -> None:
    with desk(house, meeting) as line:
        line.socket.send(['{"t":"ti', 'me","c"', ":1}"])
        assert line.until("time")["c"] == 1
        line.socket.send(["{", "{"])
        assert line.until("no")["code"] == "malformed"


def test_the_largest_message_is_read(house: RunningHouse, meeting: str) -> None:
    with desk(house, meeting) as line:
        fitting = json.dumps({"t": "hi", "have": {"m": ""}})
        line.send(fitting.replace('""', '"' + "x" * (64 * 1024 - len(fitting)) + '"'))
        assert line.move({"do": "count_heads", "heads": 2})["t"] == "ok"


# the pace of a seat


def test_the_sockets_of_a_seat_share_one_pace(house: RunningHouse, meeting: str) -> None:
    seat, other = house.join(meeting), house.join(meeting)
    lines = [house.socket(meeting, cookies=house.seat_cookie(meeting, seat.seat)).greet() for _ in range(3)]
    began = time.monotonic()
    answers = [lines[number % 3].move({"do": "say_who"}) for number in range(BURST + 15)]
    allowed = BURST + (time.monotonic() - began) * PER_SECOND
    accepted = [answer for answer in answers if answer["t"] == "ok"]
    assert BURST <= len(accepted) <= allowed + 1
    refused = [answer for answer in answers if answer["t"] == "no"]
    assert {answer["code"] for answer in refused} == {"too_fast"}
    assert refused[0]["say"] == WORDS.say("too_fast", language="en")
    with house.socket(meeting, cookies=house.seat_cookie(meeting, other.seat)) as calm:
        assert calm.greet().move({"do": "say_who"})["t"] == "ok", "another seat is not slowed"
    for line in lines:
        line.socket.close()
    with house.socket(meeting, cookies=house.seat_cookie(meeting, seat.seat)) as again:
        again.greet()
        codes = [again.move({"do": "say_who"}).get("code") for _ in range(10)]
        assert "too_fast" in codes, "coming again does not help"


def test_paces_are_forgotten_when_they_are_rested(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand seats a second for an hour take no more room than those of the last seconds."""
    clock = [0.0]
    monkeypatch.setattr("sessions.pace.monotonic", lambda: clock[0])
    paces = Paces()
    most = 0
    for number in range(20_000):
        clock[0] += 0.01
        assert paces.allows("K7M4PX", f"seat-{number}")
        most = max(most, len(paces))
    assert most <= limits.REMEMBERED + 1
    for _ in range(BURST - 1):
        assert paces.allows("K7M4PX", "seat-19999")
    assert not paces.allows("K7M4PX", "seat-19999"), "one that is at work is remembered"


def test_a_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("sessions.pace.monotonic", lambda: clock[0])
    pace = Pace(2, 1.0)
    assert [pace.allows(), pace.allows(), pace.allows()] == [True, True, False]
    assert pace.spent
    clock[0] += 1.5
    assert [pace.allows(), pace.allows()] == [True, False]
    pace.give_back()
    assert pace.allows()
    clock[0] += 100
    assert pace.rested
    assert [pace.allows(), pace.allows(), pace.allows()] == [True, True, False]


def test_clock_exchanges_have_a_pace_too(house: RunningHouse, meeting: str) -> None:
    with desk(house, meeting) as line:
        for number in range(200):
            line.send({"t": "time", "c": number})
        line.move({"do": "count_heads", "heads": 2})
        answered = [frame for frame in line.frames if frame["t"] == "time"]
        assert 8 <= len(answered) < 100


# seats


def test_a_full_session_says_so(house: RunningHouse) -> None:
    code = house.plan("Fullt", EditSession(seats=2))
    for _ in range(2):
        house.join(code)
    with house.client() as client:
        for language in ("sv", "en"):
            refused = client.post(
                f"/api/sessions/{code}/seats", json={}, headers={"accept-language": language}
            )
            assert (refused.status_code, refused.json()["code"]) == (422, "full")
            assert refused.json()["say"] == WORDS.say("full", language=language)
        cookies = dict(client.get(f"/s/{code}").cookies)
    with house.socket(code, cookies=cookies) as line:
        answer = line.greet().move({"do": "join"})
        assert (answer["t"], answer["code"]) == ("no", "full")
    assert len(house.room(code).session.people.seats) == 2


def test_the_other_half_of_the_room_goes_on_while_one_sends_nonsense(house: RunningHouse) -> None:
    code = house.plan("Möte")
    house.act(code, StartNow("pulse", title="Frågan", settings={"entries": 3}))
    step = list(house.room(code).session.steps.steps)[-1]
    seat = house.join(code)
    stop = threading.Event()
    noisy = threading.Thread(target=make_noise, args=(house, code, stop))
    noisy.start()
    try:
        with house.socket(code, cookies=house.seat_cookie(code, seat.seat)) as line:
            line.greet()
            answers = [line.move({"do": "write", "text": f"ord {n}"}, step)["t"] for n in range(3)]
    finally:
        stop.set()
        noisy.join()
    assert answers == ["ok", "ok", "ok"]
    house.act(code, EndSession())


def make_noise(house: RunningHouse, code: str, stop: threading.Event) -> None:
    while not stop.is_set():
        with house.socket(code, "surface=wall") as line:
            try:
                for _ in range(50):
                    line.send(NESTED)
                    line.send('{"t":"do","id":"abcdefgh","move":{"do":"next"}}')
            except ConnectionClosed:
                continue
