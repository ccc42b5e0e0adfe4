"""Who may plan, over HTTP: each role and its pages, links that work once, the room check."""

import re
from typing import Any

import pytest
from httpx2 import AsyncClient

from facilitator.house import House
from tests.organising import TEXT, client, made, secret_of, signed_in
from tests.organising import house as house
from tests.organising import organiser as organiser
from tests.organising import stranger as stranger

# who may see what


async def test_a_stranger_gets_the_sign_in_page(
    house: House, organiser: AsyncClient, stranger: AsyncClient
) -> None:
    code = (await made(house, organiser)).session.code
    parts = ("plan", "plan/session", "plan/steps/k1", "links", "paste")
    for path in (
        "/organise",
        "/organise/new",
        f"/scribe/{code}",
        *(f"/desk/{code}/{part}" for part in parts),
    ):
        answer = await stranger.get(path)
        assert answer.status_code == 401, path
        assert "enter-form" in answer.text
    parts = ("copy", "paste", "preview", "links", "links/drop")
    for path in ("/organise/new", "/organise/preview", *(f"/desk/{code}/{part}" for part in parts)):
        assert (await stranger.post(path, data={"text": TEXT})).status_code == 401, path
    assert len(await house.journal.all_sessions()) == 1


async def test_a_co_facilitator_plans_this_session_and_makes_no_other(
    house: House, organiser: AsyncClient
) -> None:
    room = await made(house, organiser)
    other = await made(house, organiser)
    async with signed_in(house, room, "facilitator") as browser:
        assert (await browser.get(f"/desk/{room.session.code}/plan")).status_code == 200
        assert (await browser.get(f"/desk/{other.session.code}/plan")).status_code == 401
        assert (await browser.get("/organise")).status_code == 401
        assert (await browser.post(f"/desk/{room.session.code}/copy")).status_code == 403
    assert len(await house.journal.all_sessions()) == 2


async def test_a_scribe_sees_the_scribes_page_only(house: House, organiser: AsyncClient) -> None:
    room = await made(house, organiser)
    code = room.session.code
    async with signed_in(house, room, "scribe") as browser:
        assert (await browser.get(f"/scribe/{code}")).status_code == 200
        for path in ("", "/plan", "/links", "/paste", "/plan/session"):
            assert (await browser.get(f"/desk/{code}{path}")).status_code == 401, path
        assert (await browser.post(f"/desk/{code}/links", data={"what": "facilitator"})).status_code == 401


async def test_a_scribes_link_never_takes_the_desk_from_who_has_it(
    house: House, organiser: AsyncClient
) -> None:
    room = await made(house, organiser)
    code = room.session.code
    async with signed_in(house, room, "facilitator") as browser:
        answer = await browser.post(f"/enter/{code}", data={"key": await secret_of(house, room, "scribe")})
        assert answer.headers["location"] == f"/scribe/{code}"
        assert (await browser.get(f"/desk/{code}/plan")).status_code == 200
        assert (await browser.get(f"/scribe/{code}")).status_code == 200


async def answered(house: House, browser: AsyncClient, code: str, surface: str) -> dict[str, Any]:
    """What the socket says first to somebody who has this browser's cookies."""
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies.jar)
    said: list[dict[str, Any]] = []
    heard = iter([{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1001}])
    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "scheme": "ws",
        "path": f"/live/{code}",
        "raw_path": b"",
        "query_string": f"surface={surface}".encode(),
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1:8000"), (b"cookie", cookies.encode())],
        "subprotocols": [],
    }

    async def receive() -> Any:
        return next(heard)

    async def send(message: Any) -> None:
        said.append(message)

    await house.app(scope, receive, send)
    return said[0]


@pytest.mark.parametrize(
    ("role", "surfaces"), [("scribe", {"scribe"}), ("facilitator", {"scribe", "plan", "desk"}), ("", set())]
)
async def test_the_socket_lets_each_role_in_where_it_belongs(
    house: House, organiser: AsyncClient, role: str, surfaces: set[str]
) -> None:
    room = await made(house, organiser)
    async with signed_in(house, room, role) if role else client(house) as browser:
        for surface in ("scribe", "plan", "desk"):
            first = await answered(house, browser, room.session.code, surface)
            wanted = "websocket.accept" if surface in surfaces else "websocket.close"
            assert first["type"] == wanted, surface


async def test_an_unknown_code_is_said_to_be_unknown(organiser: AsyncClient) -> None:
    for path in ("/desk/ZZZZZZ/plan", "/desk/ZZZZZZ/links", "/scribe/ZZZZZZ", "/desk/notacode/paste"):
        assert (await organiser.get(path)).status_code == 404


# links that work once


async def test_a_link_is_shown_once_and_works_once(house: House, organiser: AsyncClient) -> None:
    room = await made(house, organiser)
    code = room.session.code
    page = (await organiser.post(f"/desk/{code}/links", data={"what": "scribe", "label": "Kim"})).text
    found = re.search(rf'value="(http://127\.0\.0\.1:8000/enter/{code}#([^"]+))"', page)
    assert found
    secret = found[2]
    assert secret not in (await organiser.get(f"/desk/{code}/links")).text
    async with client(house) as browser:
        first = await browser.post(f"/enter/{code}", data={"key": secret})
        assert first.headers["location"] == f"/scribe/{code}"
        assert (await browser.get(f"/scribe/{code}")).status_code == 200
    async with client(house) as browser:
        assert (await browser.post(f"/enter/{code}", data={"key": secret})).status_code == 403


async def test_a_link_can_be_taken_back_before_it_is_used(house: House, organiser: AsyncClient) -> None:
    room, other = await made(house, organiser), await made(house, organiser)
    code = room.session.code
    secret = await secret_of(house, room, "facilitator")
    foreign = await secret_of(house, other, "facilitator")
    for key in (await house.journal.keys(room.session.id), await house.journal.keys(other.session.id)):
        assert (
            await organiser.post(f"/desk/{code}/links/drop", data={"link": key[0].hash})
        ).status_code == 303
    async with client(house) as browser:
        assert (await browser.post(f"/enter/{code}", data={"key": secret})).status_code == 403
        assert (await browser.post(f"/enter/{other.session.code}", data={"key": foreign})).status_code == 303


async def test_a_link_for_nothing_is_refused(house: House, organiser: AsyncClient) -> None:
    room = await made(house, organiser)
    answer = await organiser.post(f"/desk/{room.session.code}/links", data={"what": "organiser"})
    assert answer.status_code == 422
    assert "field__error" in answer.text
    assert await house.journal.keys(room.session.id) == []


# the room check


async def test_the_room_check_counts_phones_and_holds_no_secret(house: House, stranger: AsyncClient) -> None:
    page = (await stranger.get("/check?lang=en")).text
    assert "http://127.0.0.1:8000/check/seen" in page
    assert "Only this computer understands this address." in page
    assert "VPN" in page
    assert (await stranger.get("/check/count")).json() == {"phones": 0}
    async with client(house) as one, client(house) as two:
        assert (await one.get("/check/seen")).status_code == 200
        assert (await one.get("/check/seen")).status_code == 200
        assert (
            "This phone gets through"
            in (await two.get("/CHECK/SEEN", headers={"accept-language": "en"})).text
        )
    assert (await stranger.get("/check/count")).json() == {"phones": 2}
