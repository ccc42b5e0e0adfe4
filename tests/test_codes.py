"""The page that prints slips with a code, and the page that compares with an earlier session."""

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from httpx2 import Client

from facilitator.codes import SLIPS_A_PAGE
from sessions.activities.pulse import Pulse
from sessions.activities.pulse.moves import TypeRatings
from sessions.activities.vote import Vote
from sessions.codes import MOST_CODES, hash_of
from sessions.facts import EditSession
from sessions.qr import qr_matrix
from sessions.steps import CloseStep, StartNow
from sessions.tickets import EVERYWHERE
from tests.server import RunningHouse

SHOWN_CODE = re.compile(r'<b class="code ltr">(\w{4}) (\w{4})</b>')


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    with RunningHouse(tmp_path_factory.mktemp("codes")) as running:
        yield running


@pytest.fixture
def client(house: RunningHouse) -> Iterator[Client]:
    with house.client(house.desk_cookie(EVERYWHERE, "organiser")) as client:
        yield client


def begun(house: RunningHouse, code: str, kind: str, **settings: Any) -> str:
    house.act(code, StartNow(kind, title="Frågan", settings=settings))
    return list(house.room(code).session.steps.steps)[-1]


def activity(house: RunningHouse, code: str, step: str) -> Any:
    return house.room(code).session.steps.step(step).activity


def post(client: Client, path: str, **fields: str) -> Any:
    return client.post(
        path, data=fields, params={"lang": "en"}, headers={"accept": "text/html"}, follow_redirects=False
    )


# --- slips


@pytest.fixture
def code(house: RunningHouse) -> str:
    return house.plan("Juni", EditSession(date="2026-06-11"))


def test_codes_stand_in_one_answer_only_and_their_hashes_in_the_journal(
    house: RunningHouse, client: Client, code: str
) -> None:
    step = begun(house, code, "vote", options="A\nB", slips=True)
    path = f"/desk/{code}/codes/{step}"
    remembered = qr_matrix.cache_info().misses
    assert SHOWN_CODE.findall(client.get(path, headers={"accept": "text/html"}).text) == []
    answer = post(client, path, count=str(SLIPS_A_PAGE + 2))
    codes = ["".join(parts) for parts in SHOWN_CODE.findall(answer.text)]
    vote = activity(house, code, step)
    assert isinstance(vote, Vote)
    assert (len(codes), answer.text.count('class="paper slips"')) == (12, 2)
    assert {hash_of(step, one) for one in codes} == set(vote.codes.made)
    assert answer.headers["cache-control"] == "no-store"
    assert qr_matrix.cache_info().misses == remembered
    assert answer.text.count("<path d=") >= 12
    again = client.get(path, headers={"accept": "text/html"}).text
    assert not any(one in again or one[:4] + " " + one[4:] in again for one in codes)


@pytest.mark.parametrize("count", ["", "0", "-1", "x", "1e3", "٣", str(MOST_CODES + 1), "99999999"])
def test_what_is_no_number_of_slips_makes_none(
    house: RunningHouse, client: Client, code: str, count: str
) -> None:
    step = begun(house, code, "vote", options="A\nB", slips=True)
    answer = post(client, f"/desk/{code}/codes/{step}", count=count)
    assert answer.status_code == 422
    assert "1000" in answer.text
    assert len(activity(house, code, step).codes) == 0


def test_a_vote_without_slips_and_one_that_has_closed_print_none(
    house: RunningHouse, client: Client, code: str
) -> None:
    for settings in ({}, {"slips": True}):
        step = begun(house, code, "vote", options="A\nB", **settings)
        house.act(code, CloseStep(step))
        answer = post(client, f"/desk/{code}/codes/{step}", count="3")
        assert answer.status_code == (422 if settings else 303)
        assert len(activity(house, code, step).codes) == 0


def test_a_stranger_prints_none(house: RunningHouse, code: str) -> None:
    step = begun(house, code, "vote", options="A\nB", slips=True)
    with house.client({}) as stranger:
        assert post(stranger, f"/desk/{code}/codes/{step}", count="3").status_code == 401
    assert len(activity(house, code, step).codes) == 0


# --- an earlier session

SET = {"form": "scales", "set": "Efter varje råd", "statements": "Jag blev hörd"}


@pytest.fixture
def earlier(house: RunningHouse) -> str:
    code = house.plan("Mars", EditSession(date="2026-03-12"))
    step = begun(house, code, "pulse", **SET)
    house.act(code, TypeRatings(1, (0, 1, 2, 3, 4)), step)
    house.act(code, CloseStep(step))
    return code


def test_the_figures_of_an_earlier_session_are_taken_over(
    house: RunningHouse, client: Client, code: str, earlier: str
) -> None:
    step = begun(house, code, "pulse", **SET)
    path = f"/desk/{code}/carry/{step}"
    page = html.unescape(client.get(path, params={"lang": "en"}, headers={"accept": "text/html"}).text)
    assert "Compare with an earlier session" in page
    assert "Mars" in page
    assert post(client, path, **{"from": earlier}).status_code == 303
    (taken,) = activity(house, code, step).earlier
    assert (taken.title, taken.code, taken.statements[0].counts) == ("Mars", earlier, (0, 1, 2, 3, 4))
    assert post(client, path, **{"from": earlier}).status_code == 422


def test_a_step_without_statements_asks_those_again(
    house: RunningHouse, client: Client, code: str, earlier: str
) -> None:
    step = begun(house, code, "pulse", form="scales")
    assert post(client, f"/desk/{code}/carry/{step}", **{"from": earlier}).status_code == 303
    pulse = activity(house, code, step)
    assert isinstance(pulse, Pulse)
    assert (pulse.settings.set, pulse.settings.statements) == (SET["set"], SET["statements"])
    assert len(pulse.earlier) == 1


def test_only_from_a_session_that_one_leads_and_that_has_asked_something(
    house: RunningHouse, client: Client, code: str, earlier: str
) -> None:
    step = begun(house, code, "pulse", **SET)
    empty = house.plan("Tomt", EditSession(date="2026-01-01"))
    path = f"/desk/{code}/carry/{step}"
    assert "nothing to compare with" in post(client, path, **{"from": empty}).text
    with house.client(house.desk_cookie(code, "facilitator")) as other:
        answer = post(other, path, **{"from": earlier})
        assert answer.status_code == 422
        assert "Mars" not in answer.text
    assert activity(house, code, step).earlier == []
