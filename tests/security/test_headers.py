"""Hosts, origins, headers and cookies: on every route, and on the answers that are nobody's page."""

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from facilitator.assets import Assets
from facilitator.house import dressed
from participant.guard import HEADERS, POLICY, SAFE, hosts_of, own_origin
from sessions.render import Renderer
from tests.process import PATIENCE, ROOT, free_port
from tests.security.conftest import Cast
from tests.security.routes import HTML, address, ask, registry
from tests.server import KEY, RunningHouse

FOREIGN_HOSTS = [
    "evil.test",
    "evil.test:80",
    "mote.test.evil.test",
    "evilmote.test",
    "example.org.evil.test",
    "example.org",
]
FOREIGN_ORIGINS = [
    "null",
    "http://evil.test",
    "https://evil.test:8000",
    "http://mote.test.evil.test",
    "file://",
    "x",
    "",
]


def words() -> Renderer:
    """Where a code's words come from."""
    return dressed(Assets())


def raw(
    house: RunningHouse, method: str, path: str, headers: list[tuple[str, str]], body: bytes = b""
) -> Any:
    """A request whose headers are exactly these."""
    line = http.client.HTTPConnection("127.0.0.1", house.port, timeout=PATIENCE)
    line.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in headers:
        line.putheader(name, value)
    line.endheaders(body or None)
    answer = line.getresponse()
    answer.text = answer.read().decode()  # type: ignore[attr-defined]
    line.close()
    return answer


# hosts


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_a_foreign_host_gets_nothing_from_any_route(cast: Cast, host: str) -> None:
    for method, path in registry(cast.house):
        page = address(path, cast.codes["live"])
        answer = raw(cast.house, method, page, [("Host", host), ("Content-Length", "0")])
        assert answer.status == 421, (method, path)
        assert answer.getheader("content-security-policy") == POLICY
        assert answer.getheader("set-cookie") is None


def test_our_own_names_and_addresses_are_let_in(cast: Cast) -> None:
    port = cast.house.port
    for host in (
        "mote.test",
        "MOTE.test",
        f"mote.test:{port}",
        "a.example.org",
        "a.b.example.org",
        "mote.test.",
    ):
        assert raw(cast.house, "GET", "/", [("Host", host)]).status == 200, host
    for host in (
        "127.0.0.1",
        f"192.0.2.7:{port}",
        "[::1]",
        f"[2001:db8::1]:{port}",
        "localhost",
        "LocalHost:1",
    ):
        assert raw(cast.house, "GET", "/", [("Host", host)]).status == 200, host


def test_a_host_that_is_none_is_refused(cast: Cast) -> None:
    for host in (
        "",
        "a b",
        "[::1",
        "mote.test:99999999",
        "evil.test@mote.test",
        "mote.test/evil",
        "mote.test#",
        "..",
        "1.2.3",
    ):
        assert raw(cast.house, "GET", "/", [("Host", host)]).status in (400, 421), host
    assert raw(cast.house, "GET", "/", [("Host", "mote.test"), ("Host", "evil.test")]).status in (400, 421)


@given(st.text(max_size=60))
def test_no_text_breaks_the_question_whose_host_it_is(host: str) -> None:
    ours = hosts_of(["mote.test"])(host)
    if ours:
        assert re.match(r"(?i)mote\.test|localhost|\[|\d", host)


# origins


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_nothing_is_changed_for_another_site(cast: Cast, origin: str) -> None:
    cookies = "; ".join(f"{name}={value}" for name, value in cast.cookies("organiser", "live").items())
    before = cast.house.room(cast.codes["live"]).applied
    for method, path in registry(cast.house):
        if method in SAFE:
            continue
        page = address(path, cast.codes["live"])
        headers = [("Host", "mote.test"), ("Origin", origin), ("Cookie", cookies), ("Content-Length", "0")]
        assert raw(cast.house, method, page, headers).status == 403, (method, path)
    assert cast.house.room(cast.codes["live"]).applied == before


def test_unsafe_methods_that_no_route_has_are_refused_too(cast: Cast) -> None:
    for method in ("PUT", "DELETE", "PATCH", "TRACE"):
        assert raw(cast.house, method, "/", [("Host", "mote.test"), ("Origin", "null")]).status == 403
        assert raw(cast.house, method, "/", [("Host", "mote.test")]).status == 405


def test_a_browser_that_says_it_comes_from_elsewhere_is_believed(cast: Cast) -> None:
    for site in ("cross-site", "same-site", "nonsense"):
        assert (
            raw(cast.house, "POST", "/enter", [("Host", "mote.test"), ("Sec-Fetch-Site", site)]).status == 403
        )
    for site in ("same-origin", "none"):
        assert (
            raw(cast.house, "POST", "/enter", [("Host", "mote.test"), ("Sec-Fetch-Site", site)]).status == 415
        )


@pytest.mark.parametrize(
    ("origin", "host", "own"),
    [
        ("http://mote.test:8000", "mote.test:8000", True),
        ("https://MOTE.test:8000", "mote.test:8000", True),
        ("http://[::1]:8000", "[::1]:8000", True),
        ("http://mote.test:8001", "mote.test:8000", False),
        ("http://mote.test", "mote.test:8000", False),
        ("http://mote.test:8000/", "mote.test:8000", False),
        ("http://u@mote.test:8000", "mote.test:8000", False),
        ("ftp://mote.test:8000", "mote.test:8000", False),
        ("http://[::1", "[::1", True),
        ("null", "null", False),
        ("", "", False),
    ],
)
def test_whose_origin(origin: str, host: str, own: bool) -> None:
    assert own_origin(Headers({"origin": origin}), host) is own


def test_two_origins_are_nobodys() -> None:
    twice = Headers(raw=[(b"origin", b"http://mote.test"), (b"origin", b"http://mote.test")])
    assert not own_origin(twice, "mote.test")


# headers


def carries_the_headers(answer: Any) -> bool:
    kept = "/static/" in str(answer.request.url)
    return all(
        answer.headers.get(name) == value
        for name, value in HEADERS.items()
        if not (kept and name == "cache-control")
    )


def test_every_route_answers_with_the_headers(cast: Cast) -> None:
    for role in ("nobody", "organiser"):
        with cast.house.client(cast.cookies(role, "live")) as client:
            for method, path in registry(cast.house):
                if path.endswith("/copy"):
                    continue
                answer = ask(client, method, address(path, cast.codes["live"]))
                assert carries_the_headers(answer), (role, method, path, answer.status_code)


def test_refusals_carry_them_too(cast: Cast) -> None:
    with cast.house.client() as client:
        answers = {
            404: client.get("/no/such/page"),
            405: client.post("/"),
            413: client.post("/enter", content=b"x" * 500_000, headers=FORM),
            415: client.post("/enter", content=b"x", headers={"content-type": "text/plain"}),
            401: client.get(f"/desk/{cast.codes['live']}"),
        }
        for status, answer in answers.items():
            assert (answer.status_code, carries_the_headers(answer)) == (status, True), status
        gone = client.get("/static/css/none.css")
        assert (gone.status_code, carries_the_headers(gone)) == (404, True)


FORM = {"content-type": "application/x-www-form-urlencoded"}


def test_the_policy_lets_nothing_run_but_our_own_files() -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in POLICY.split(";"))
    assert rules["default-src"] == "'self'"
    assert rules["object-src"] == rules["base-uri"] == "'none'"
    assert rules["form-action"] == rules["frame-ancestors"] == "'self'"
    assert not re.search(r"unsafe|\*|http:|blob:|nonce|script-src|style-src", POLICY)


def test_a_fault_of_ours_is_told_kindly_and_without_its_insides(tmp_path: Path) -> None:
    with RunningHouse(tmp_path) as house:
        house.run(house.house.journal.close())
        for accept, language in (("text/html", "sv"), ("text/html", "en"), ("*/*", "sv")):
            with house.client() as client:
                answer = client.get("/s/ABC123", headers={"accept": accept, "accept-language": language})
            assert answer.status_code == 500
            assert carries_the_headers(answer)
            assert not re.search(r"Traceback|\.py|sqlite|Error|File ", answer.text)
            say = words().say("broken", language=language)
            assert say in answer.text
            assert answer.headers["content-type"].startswith(
                "text/html" if accept == "text/html" else "application/json"
            )


@pytest.mark.parametrize("language", ["sv", "en", "ar-XB"])
def test_lost_and_mistaken_requests_are_answered_in_the_persons_language(cast: Cast, language: str) -> None:
    say = words().say
    with cast.house.client({"lang": language}) as client:
        for answer, code in (
            (client.get("/nope", headers=HTML), "no_page"),
            (client.post("/", headers=HTML), "wrong_method"),
        ):
            assert say(code, language=language) in answer.text
            assert f'lang="{language}"' in answer.text
            assert answer.headers["content-type"].startswith("text/html")


def test_programs_are_answered_in_json(cast: Cast) -> None:
    with cast.house.client() as client:
        for answer, status, code in (
            (client.get("/nope"), 404, "no_page"),
            (client.get("/api/nope", headers=HTML), 404, "no_page"),
            (client.delete("/api/sessions"), 405, "wrong_method"),
            (client.get("/api/sessions/ZZZZZZ"), 404, "no_session"),
        ):
            assert answer.status_code == status
            assert answer.json()["code"] == code != answer.json()["say"]
        assert set(client.delete("/enter").headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}


# cookies and addresses


def test_every_cookie_is_kept_from_scripts_and_from_other_sites(cast: Cast) -> None:
    house, code = cast.house, cast.codes["live"]
    secret = house.run(house.house.access.link(house.room(code).session.id, "facilitator", "t"))
    house.forget_guesses()
    with house.client() as client:
        answers = [
            client.get(f"/s/{code}?lang=en"),
            client.get(f"/wall/{code}?lang=sv"),
            client.post("/enter", data={"key": KEY}),
            client.post(f"/enter/{code}", data={"key": secret}),
            *(client.get(address(path, code)) for method, path in registry(house) if method == "GET"),
        ]
    set_here = [cookie for answer in answers for cookie in answer.headers.get_list("set-cookie")]
    names = {cookie.partition("=")[0] for cookie in set_here}
    assert {f"seat-{code}", "lang", "desks", f"desk-{code}"} <= names
    for cookie in set_here:
        assert re.search(r"; HttpOnly", cookie), cookie
        assert re.search(r"; SameSite=lax", cookie), cookie
        assert re.search(r"; Path=/(;|$)", cookie), cookie
        assert "Domain" not in cookie


def test_no_secret_stands_in_an_address(cast: Cast) -> None:
    """Tickets, seats and keys are in no link, no form's address, no redirection; one-time ones follow a #."""
    code = cast.codes["live"]
    seat = cast.seats["live"]["participant"].seat
    for role in ("participant", "organiser", "facilitator", "scribe"):
        cookies = cast.cookies(role, "live")
        with cast.house.client(cookies) as client:
            for path in (path for method, path in registry(cast.house) if method == "GET"):
                answer = client.get(address(path, code), headers=HTML, follow_redirects=False)
                addresses = [
                    answer.headers.get("location", ""),
                    *re.findall(r'(?:href|src|action|data-live)="([^"]*)"', answer.text),
                ]
                for found in addresses:
                    before, _, _after = found.partition("#")
                    assert seat not in found, (path, found)
                    assert KEY not in found
                    assert not any(value in found for value in cookies.values()), (path, found)
                    assert not re.search(r"[?&](key|token|secret|ticket)=", before), (path, found)


# behind a proxy


@contextmanager
def served(tmp_path: Path, **settings: str) -> Iterator[http.client.HTTPConnection]:
    port = free_port()
    command = [sys.executable, "-m", "facilitator", "serve", "--host", "127.0.0.1", "--port", str(port)]
    surroundings = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "RADSLAG_ORGANISER_KEY": KEY, **settings}
    with subprocess.Popen(
        [*command, "--data", str(tmp_path / "data")],
        cwd=ROOT,
        env=surroundings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                line.connect()
                break
            except OSError:
                time.sleep(0.05)
        yield line
        line.close()
        process.terminate()


@pytest.mark.parametrize(
    ("settings", "secure"),
    [
        ({}, False),
        ({"FORWARDED_ALLOW_IPS": "*"}, False),
        ({"RADSLAG_TRUST_PROXY": "10.0.0.0/8"}, False),
        ({"RADSLAG_TRUST_PROXY": "127.0.0.0/8"}, True),
    ],
)
def test_only_a_proxy_that_is_named_is_believed(
    tmp_path: Path, settings: dict[str, str], secure: bool
) -> None:
    """Anybody may write X-Forwarded-Proto; it makes a cookie Secure only when it comes from our own proxy."""
    with served(tmp_path, **settings) as line:
        body = f"key={KEY}"
        line.request(
            "POST", "/enter", body, {**FORM, "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
        )
        answer = line.getresponse()
        cookie = answer.getheader("set-cookie") or ""
        assert (answer.status, "Secure" in cookie) == (303, secure)
