"""Who may open what: every route there is, for everybody who might come, in every state of the session."""

import pytest

from sessions.facts import EndSession, ShareRecord
from sessions.people import LockDoor
from tests.security.conftest import HIDDEN, ROLES, STATES, Cast
from tests.security.routes import HTML, address, ask, registry, sockets
from tests.server import KEY, RunningHouse

LED = {"facilitator", "organiser"}
SCRIBED = LED | {"scribe"}
SERVER = {"organiser"}
EVERYBODY = set(ROLES)

IN = {200}
POSTED = {200, 303, 415, 422}
"""What a posted form with nothing in it is answered, once it is known that this person may post here."""

Row = tuple[set[str], set[int]]

# A route without a row here fails by its name: decide who may open it before it ships.
ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/"): (EVERYBODY, IN),
    ("GET", "/j/{code}"): (EVERYBODY, {303}),
    ("GET", "/J/{code}"): (EVERYBODY, {303}),
    ("GET", "/s/{code}"): (EVERYBODY, IN),
    ("GET", "/enter"): (EVERYBODY, IN),
    ("GET", "/enter/{code}"): (EVERYBODY, IN),
    ("POST", "/enter"): (EVERYBODY, {403, 429}),
    ("POST", "/enter/{code}"): (EVERYBODY, {403, 429}),
    ("GET", "/wall/{code}"): (EVERYBODY, IN),
    ("GET", "/door/{code}/{place:path}"): (EVERYBODY, IN),
    ("GET", "/desk/{code}"): (LED, IN),
    ("GET", "/desk/{code}/people"): (LED, IN),
    ("GET", "/desk/{code}/groups"): (LED, IN),
    ("GET", "/desk/{code}/plan/areas"): (LED, IN),
    ("POST", "/desk/{code}/copy"): (SERVER, {303}),
    ("POST", "/desk/{code}/template"): (SERVER, {303}),
    ("GET", "/organise/templates/{template}/drop"): (SERVER, {303}),
    ("POST", "/organise/templates/{template}/drop"): (SERVER, POSTED),
    ("GET", "/desk/{code}/print"): (LED, IN),
    ("GET", "/desk/{code}/print/poster"): (LED, IN),
    ("POST", "/desk/{code}/print/poster"): (LED, POSTED),
    ("GET", "/desk/{code}/print/slips"): (LED, IN),
    ("GET", "/desk/{code}/print/programme"): (LED, IN),
    ("GET", "/desk/{code}/print/steps/{step}"): (LED, {404}),
    ("GET", "/desk/{code}/plan"): (LED, IN),
    ("GET", "/desk/{code}/plan/session"): (LED, IN),
    ("GET", "/desk/{code}/plan/steps/{step}"): (LED, IN),
    ("GET", "/desk/{code}/paste"): (LED, IN),
    ("POST", "/desk/{code}/paste"): (LED, POSTED),
    ("POST", "/desk/{code}/preview"): (LED, POSTED),
    ("GET", "/desk/{code}/links"): (LED, IN),
    ("POST", "/desk/{code}/links"): (LED, POSTED),
    ("POST", "/desk/{code}/links/drop"): (LED, POSTED),
    ("GET", "/p/{code}/{picture}"): (EVERYBODY, {404}),
    ("POST", "/desk/{code}/pictures"): (LED, POSTED),
    ("GET", "/desk/{code}/origins/{item}"): (LED, {404}),
    ("GET", "/after/{code}/origins"): (LED, IN),
    ("GET", "/desk/{code}/carry/{step}"): (LED, {303}),
    ("POST", "/desk/{code}/carry/{step}"): (LED, {303}),
    ("GET", "/desk/{code}/codes/{step}"): (LED, {303}),
    ("POST", "/desk/{code}/codes/{step}"): (LED, {303}),
    ("GET", "/desk/{code}/rehearse"): (LED, IN),
    ("POST", "/desk/{code}/rehearse"): (LED, POSTED),
    ("GET", "/desk/{code}/rehearse/watch"): (LED, IN),
    ("GET", "/desk/{code}/rehearse/stream"): (LED, {406}),
    ("GET", "/scribe/{code}"): (SCRIBED, IN),
    ("GET", "/after/{code}"): (LED, IN),
    ("POST", "/after/{code}/forget"): (LED, POSTED),
    ("POST", "/after/{code}/share"): (LED, POSTED),
    ("POST", "/after/{code}/reopen"): (LED, POSTED),
    ("POST", "/after/{code}/delete"): (SERVER, POSTED),
    ("GET", "/record/{code}"): (EVERYBODY, {404}),
    ("GET", "/api/sessions/{code}/record.json"): (LED, IN),
    ("GET", "/api/sessions/{code}/export/csv/{step}"): (LED, {404}),
    ("GET", "/api/sessions/{code}/export/{format}"): (LED, IN),
    ("GET", "/organise"): (SERVER, IN),
    ("GET", "/organise/new"): (SERVER, IN),
    ("POST", "/organise/new"): (SERVER, POSTED),
    ("POST", "/organise/preview"): (SERVER, POSTED),
    ("GET", "/check"): (EVERYBODY, IN),
    ("GET", "/check/seen"): (EVERYBODY, IN),
    ("GET", "/CHECK/SEEN"): (EVERYBODY, IN),
    ("GET", "/check/count"): (EVERYBODY, IN),
    ("GET", "/static/{path:path}"): (EVERYBODY, IN),
    ("POST", "/api/programme"): (EVERYBODY, {415}),
    ("POST", "/api/sessions"): (SERVER, {415}),
    ("GET", "/api/sessions/{code}"): (EVERYBODY, IN),
    ("POST", "/api/sessions/{code}/seats"): (EVERYBODY, {415}),
    ("GET", "/api/openapi.json"): (EVERYBODY, IN),
    ("GET", "/healthz"): (EVERYBODY, IN),
    ("GET", "/readyz"): (EVERYBODY, IN),
    ("GET", "/metrics"): (EVERYBODY, IN),
}
REFUSED = {401, 403}
FOR_THE_DESK = LED | {"scribe"}


def test_every_route_has_a_row(house: RunningHouse) -> None:
    assert set(registry(house)) == ROWS.keys()
    assert sockets(house) == ["/live/{code}"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_the_routes(cast: Cast, state: str, role: str) -> None:
    wrong: dict[str, object] = {}
    cookies = cast.cookies(role, state)
    with cast.house.client() as client:
        for (method, path), (allowed, answers) in ROWS.items():
            client.cookies.clear()
            client.cookies.update(cookies)
            found = ask(client, method, address(path, cast.codes[state]))
            expected = answers if role in allowed else REFUSED
            if found.status_code not in expected:
                wrong[f"{method} {path}"] = (found.status_code, expected)
            if role not in FOR_THE_DESK and HIDDEN in found.text:
                wrong[f"{method} {path} says"] = HIDDEN
            _as_it_was(cast, state)
    assert wrong == {}, "route: (what happened, what the table says)"


def _as_it_was(cast: Cast, state: str) -> None:
    """A facilitator may well have reopened the session."""
    session = cast.house.room(cast.codes[state]).session
    if state == "closed" and not session.meeting.ended:
        cast.house.act(cast.codes[state], EndSession())


def test_what_is_hidden_can_be_seen_by_those_it_is_for(cast: Cast) -> None:
    """Else the test above could not fail."""
    for role, path in (
        ("facilitator", "/after/{code}"),
        ("scribe", "/scribe/{code}"),
        ("organiser", "/after/{code}"),
    ):
        with cast.house.client(cast.cookies(role, "live")) as client:
            assert HIDDEN in ask(client, "GET", address(path, cast.codes["live"])).text


@pytest.mark.parametrize("role", ROLES)
def test_minutes_that_are_shared_are_everybodys(cast: Cast, role: str) -> None:
    code = cast.codes["closed"]
    cast.house.act(code, ShareRecord(True))
    with cast.house.client(cast.cookies(role, "closed")) as client:
        assert ask(client, "GET", f"/record/{code}").status_code == 200
        cast.house.act(code, ShareRecord(False))
        assert ask(client, "GET", f"/record/{code}").status_code == 404


def test_the_organisers_key_opens_as_a_bearer_and_a_wrong_one_does_not(cast: Cast) -> None:
    cast.house.forget_guesses()
    with cast.house.client() as client:
        for path, (allowed, answers) in (
            (path, row) for (method, path), row in ROWS.items() if method == "GET"
        ):
            if allowed is EVERYBODY:
                continue
            page = address(path, cast.codes["live"])
            assert ask(client, "GET", page, authorization=f"Bearer {KEY}").status_code in answers, path
            for wrong in (f"Bearer {KEY}x", f"Basic {KEY}", "Bearer", KEY):
                assert ask(client, "GET", page, authorization=wrong).status_code == 401, (path, wrong)


def test_a_link_works_once_for_its_own_session_and_in_its_own_role(cast: Cast) -> None:
    house, code = cast.house, cast.codes["live"]
    house.forget_guesses()
    secret = house.run(house.house.access.link(house.room(code).session.id, "scribe", "test"))
    with house.client() as client:
        elsewhere = client.post(f"/enter/{cast.elsewhere}", data={"key": secret}, headers=HTML)
        assert elsewhere.status_code == 403
        assert client.post("/enter", data={"key": secret}, headers=HTML).status_code == 403
        entered = client.post(f"/enter/{code}", data={"key": secret}, headers=HTML)
        assert (entered.status_code, entered.headers["location"]) == (303, f"/scribe/{code}")
        assert client.get(f"/scribe/{code}").status_code == 200
        assert client.get(f"/desk/{code}", headers=HTML).status_code == 401
        assert client.get(f"/scribe/{cast.elsewhere}", headers=HTML).status_code == 401
    with house.client() as other:
        assert other.post(f"/enter/{code}", data={"key": secret}, headers=HTML).status_code == 403


def test_a_locked_door_keeps_strangers_out_and_seats_in(cast: Cast) -> None:
    house = cast.house
    code = house.plan("Låst")
    seat = house.join(code)
    house.act(code, LockDoor())
    with house.client() as client:
        refused = client.post(f"/api/sessions/{code}/seats", json={}, headers={"accept-language": "sv"})
    assert (refused.status_code, refused.json()["code"]) == (422, "locked")
    with house.client(house.seat_cookie(code, seat.seat)) as client:
        assert client.get(f"/s/{code}").status_code == 200
    assert len(house.room(code).session.people.seats) == 1
