"""What cannot be read is refused with a reason in words, beside its field, and changes nothing."""

import ast
import http.client
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.exceptions import HTTPException
from starlette.requests import Request

from facilitator.assets import Assets
from facilitator.house import dressed
from participant.forms import FIELDS, MOST, read_body
from sessions.activity import Rejected, Turn
from sessions.session_moves import Undo
from sessions.wire import read_frame, read_move, write_events
from tests.play import DESK, Play
from tests.process import PATIENCE, ROOT
from tests.security.conftest import Cast
from tests.security.making import KINDS, all_moves, raw_of
from tests.server import KEY, RunningHouse

FORM = {"content-type": "application/x-www-form-urlencoded"}
JSON = {"content-type": "application/json"}
BEARER = {"authorization": f"Bearer {KEY}"}
WORDS = dressed(Assets())

# every refusal has words


def refusals() -> Iterator[tuple[str, str, str, frozenset[str]]]:
    """(file, whose words, code, names of its values) of every refusal that the program can give."""
    for package in ("sessions", "participant", "facilitator"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for code, values in _codes_in(ast.parse(path.read_text(encoding="utf-8"))):
                yield path.relative_to(ROOT).as_posix(), _kind_of(path), code, values


WORDED_BY = {"rehearsing": "rehearsal", "watching": "rehearsal", "codes": "vote"}
"""Pages whose refusals are worded beside what they are about."""


def _kind_of(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    if parts[:2] == ("sessions", "activities") and len(parts) > 3:
        return parts[2]
    if parts[:2] == ("sessions", "ball"):
        return "protocol"
    if path.stem in WORDED_BY:
        return WORDED_BY[path.stem]
    if parts[0] == "facilitator":
        return "after" if "export" in parts or path.stem == "after" else "pages"
    return ""


RAISED = {"Rejected": 0, "ImportRefused": 0, "HTTPException": 1, "Refused": 1}
"""Which argument is the code."""


def _codes_in(tree: ast.AST) -> Iterator[tuple[str, frozenset[str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED:
            at = RAISED[node.func.id]
            names = frozenset(word.arg for word in node.keywords if word.arg)
            for code in _constants(node.args[at : at + 1]):
                yield code, names
        elif isinstance(node, ast.Dict):
            yield from ((code, frozenset()) for code in _constants(_values_of(node, "problem")))


def _constants(nodes: list[ast.expr]) -> Iterator[str]:
    """The codes that stand there, also in both branches of a choice."""
    for node in nodes:
        if isinstance(node, ast.IfExp):
            yield from _constants([node.body, node.orelse])
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            yield node.value


def _values_of(node: ast.Dict, name: str) -> list[ast.expr]:
    return [
        value
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and key.value == name
    ]


VALUES: dict[str, Any] = {"others": ["7"], "iso": "2026-03-12"}
"""What a refusal's words are made of, where it is no number."""


def test_every_refusal_has_words_in_swedish_and_english() -> None:
    known = list(refusals())
    assert len({code for _, _, code, _ in known}) > 30
    mute = {
        (path, code, language)
        for path, kind, code, values in known
        for language in ("sv", "en")
        if WORDS.say(code, {name: VALUES.get(name, 7) for name in values}, language=language, kind=kind)
        in ("", code)
    }
    assert mute == set()


def test_the_search_for_refusals_finds_them() -> None:
    tree = ast.parse(
        'raise Rejected("a", most=3)\nHTTPException(404, "b" if x else "c")\npage({"problem": "d"})'
    )
    assert {code for code, _ in _codes_in(tree)} == {"a", "b", "c", "d"}
    assert WORDS.say("no_such_code_at_all", language="sv") == "no_such_code_at_all"


# every field of every move

NONSENSE: list[Any] = [
    *(None, True, -1, 2**63, -(2**63) - 1, 10**40, 1e308, 1.5),
    *(
        "",
        "\x00",
        "\u202e",
        "nan",
        "inf",
        "1e999",
        "9" * 5000,
        "å" * 5000,
        "k-none",
        "__class__",
        "../..",
        "24:99",
    ),
    *([], [None], ["a"] * 5, [[[]]], ["x" * 5000], [2**70]),
    *({}, {"a": 1}, {"": None}, {"x" * 100: 2**70}, {"do": "next"}),
]


def stage() -> tuple[Play, dict[str, str]]:
    """A session in which there is something of everything."""
    play = Play(3)
    steps = {kind: play.start(kind) for kind in KINDS}
    for kind, step in steps.items():
        play.sample(step, most=40 if kind else 0)
    return play, steps


STAGE = stage()


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, name, _ in all_moves()])
def test_nonsense_in_any_field_is_refused_or_harmless(kind: str, name: str) -> None:
    """Never anything but Rejected, with a code; and what is accepted can be written to the journal."""
    play, steps = STAGE
    wanted = next(move for of, known, move in all_moves() if (of, known) == (kind, name))
    ids = [*(slot.id for slot in play.session.day.slots), *steps.values(), play.people[0].seat]
    for field in (key for key in raw_of(wanted) if key != "do"):
        for value in (*NONSENSE, *ids):
            for base in (raw_of(wanted), {**raw_of(wanted), **_fitting(wanted, play, steps)}):
                asked(play, {**base, field: value}, steps.get(kind, ""))


def _fitting(wanted: Any, play: Play, steps: dict[str, str]) -> dict[str, Any]:
    """Ids that there are, so that a move comes as far as its other fields."""
    there = {
        "slot": play.session.day.slots[0].id,
        "step": steps["talk"],
        "seat": play.people[0].seat,
        "kind": "pulse",
    }
    return {field: there[field] for field in wanted.__struct_fields__ if field in there}


def asked(play: Play, raw: dict[str, Any], step: str) -> None:
    before, refused = play.session.applied, list[Rejected]()
    who = play.people[0] if raw["do"] in ("join", "say_who") or "cast" in raw else DESK
    for person in (who, play.people[0]):
        try:
            move = read_move(play.session, step, raw)
            turn = Turn(person, play.at, play.dice, "m")
            happened = (
                play.session.undo(turn) if isinstance(move, Undo) else play.session.judge(move, turn, step)
            )
            write_events(happened)
        except Rejected as reason:
            refused.append(reason)
    assert play.session.applied == before
    kind = play.session.steps.step(step).kind if step else ""
    for why in refused:
        assert WORDS.say(why.code, why.values, language="sv", kind=kind) != why.code


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=12,
    )
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_json_is_a_frame_or_malformed(data: Any) -> None:
    with pytest.raises(Rejected, match="malformed"):
        read_frame(msgspec.json.encode({"t": "do", "id": "abcdefgh", "move": {}, "more": data}))
    with suppress(Rejected):
        read_frame(msgspec.json.encode(data))


# bodies


def post(
    house: RunningHouse, path: str, body: Any, headers: dict[str, str], chunked: bool = False
) -> tuple[int, bytes]:
    line = http.client.HTTPConnection("127.0.0.1", house.port, timeout=PATIENCE)
    try:
        line.request("POST", path, body, headers, encode_chunked=chunked)
        answer = line.getresponse()
        return answer.status, answer.read()
    finally:
        line.close()


@pytest.mark.parametrize("path", ["/enter", "/api/programme"])
def test_a_body_that_says_it_is_too_large_is_refused_before_it_is_sent(
    house: RunningHouse, path: str
) -> None:
    kind = JSON if path.startswith("/api") else FORM
    for announced in (str(MOST + 1), "9" * 18):
        line = http.client.HTTPConnection("127.0.0.1", house.port, timeout=PATIENCE)
        line.putrequest("POST", path)
        for name, value in {**kind, "content-length": announced}.items():
            line.putheader(name, value)
        line.endheaders()
        assert line.getresponse().status == 413, "answered although not one byte of the body was sent"
        line.close()


@pytest.mark.parametrize("path", ["/enter", "/api/programme"])
def test_a_body_that_does_not_say_how_large_it_is_is_refused(house: RunningHouse, path: str) -> None:
    kind = JSON if path.startswith("/api") else FORM
    pieces = (b"x" * 65536 for _ in range(12))
    assert post(house, path, pieces, {**kind, "transfer-encoding": "chunked"}, chunked=True)[0] == 413


async def test_no_more_of_it_is_read_than_the_limit() -> None:
    given = 0

    async def endless() -> dict[str, Any]:
        nonlocal given
        given += 65536
        return {"type": "http.request", "body": b"x" * 65536, "more_body": True}

    request = Request({"type": "http", "method": "POST", "headers": []}, endless)
    with pytest.raises(HTTPException, match="too_large"):
        await read_body(request)
    assert given <= MOST + 65536


@pytest.mark.parametrize("announced", ["-1", "x", "1 2", "²", "", "9" * 5000, "0x10"])
async def test_a_length_that_is_none(announced: str) -> None:
    async def nothing() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    headers = [(b"content-length", announced.encode("latin-1"))]
    with pytest.raises(HTTPException, match=r"malformed|too_large"):
        await read_body(Request({"type": "http", "method": "POST", "headers": headers}, nothing))


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("text/plain", 415),
        ("", 415),
        ("application/json", 415),
        ("application/x-www-form-urlencodedx", 415),
        ("multipart/form-data", 415),
    ],
)
def test_only_forms_are_read_as_forms(house: RunningHouse, kind: str, status: int) -> None:
    assert post(house, "/enter", b"key=x", {"content-type": kind})[0] == status


@pytest.mark.parametrize(
    "kind", ["text/plain", "", "application/x-www-form-urlencoded", "application/jsonp", "text/json"]
)
def test_only_json_is_read_as_json(house: RunningHouse, kind: str) -> None:
    """A form of another site could send text/plain without asking first."""
    assert post(house, "/api/programme", b'{"text":""}', {"content-type": kind})[0] == 415


def test_a_charset_and_capitals_do_not_matter(house: RunningHouse) -> None:
    assert (
        post(house, "/api/programme", b'{"text":""}', {"content-type": "Application/JSON; charset=UTF-8"})[0]
        == 200
    )


@pytest.mark.parametrize(
    "body",
    [b"key=%ff", b"key=\xff", b"key=%ED%A0%80", b"&".join(b"a=1" for _ in range(FIELDS + 1))],
    ids=["percent", "raw", "surrogate", "too many fields"],
)
def test_forms_that_cannot_be_read(house: RunningHouse, body: bytes) -> None:
    status, answer = post(house, "/enter", body, {**FORM, "accept-language": "sv"})
    assert status == 400
    assert msgspec.json.decode(answer)["say"] == WORDS.say("malformed", language="sv")


def test_the_last_of_two_fields_counts(house: RunningHouse) -> None:
    house.forget_guesses()
    assert post(house, "/enter", f"key=wrong&key={KEY}", FORM)[0] == 303
    assert post(house, "/enter", f"key={KEY}&key=wrong", FORM)[0] == 403


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", ""),
        (b"{", ""),
        (b"\xff", ""),
        (b"null", ""),
        (b"[]", ""),
        (b"{}", "title"),
        (b"[" * 100_000, ""),
        (b'{"title":1}', "title"),
        (b'{"title":""}', "title"),
        (b'{"title":"x","date":[]}', "date"),
        (b'{"title":"x","more":1}', ""),
        (b'{"title":"\\ud800"}', ""),
        (b'{"title":"x","timezone":{"a":1}}', "timezone"),
    ],
)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_json_that_cannot_be_read(house: RunningHouse, body: bytes, field: str, language: str) -> None:
    house.forget_guesses()
    before = len(house.house.lobby.rooms)
    status, answer = post(house, "/api/sessions", body, {**JSON, **BEARER, "accept-language": language})
    problem = {"code": "malformed", "say": WORDS.say("malformed", language=language), "field": field}
    assert (status, msgspec.json.decode(answer)) == (400, problem)
    assert len(house.house.lobby.rooms) == before


@pytest.mark.parametrize(
    ("asked_for", "code", "field"),
    [
        ({"date": "12 mars"}, "no_date", "date"),
        ({"timezone": "../../etc/passwd"}, "no_zone", "zone"),
        ({"timezone": "x\x00"}, "no_zone", "zone"),
        ({"timezone": "x" * 5000}, "no_zone", "zone"),
        ({"place": "x" * 201}, "too_long", "place"),
    ],
)
def test_a_session_that_cannot_be_made_is_not_made(
    house: RunningHouse, asked_for: dict[str, str], code: str, field: str
) -> None:
    before = len(house.run(house.house.journal.all_sessions()))
    status, answer = post(
        house, "/api/sessions", msgspec.json.encode({"title": "x", **asked_for}), {**JSON, **BEARER}
    )
    problem = msgspec.json.decode(answer)
    assert (status, problem["code"], problem["field"]) == (422, code, field)
    assert problem["say"] != code
    assert len(house.run(house.house.journal.all_sessions())) == before


# addresses, codes and keys

CODES = [
    "",
    "x",
    "ABC12",
    "ABC1234",
    "ÅÄÖ123",
    "K7M4P\x00",
    "%00",
    "..%2F..%2Fetc",
    "K7M4PX'--",
    "x" * 5000,
    "\u202eK7M4PX",
    "½½½½½½",
]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("path", ["/s/", "/j/", "/wall/", "/desk/", "/enter/", "/record/", "/api/sessions/"])
def test_codes_that_are_none_are_never_a_fault_of_ours(house: RunningHouse, path: str, code: str) -> None:
    house.forget_guesses()
    with house.client() as client:
        answer = client.get(
            path + code.replace("\x00", "%00"), headers={"accept": "text/html"}, follow_redirects=False
        )
    assert answer.status_code in (200, 303, 307, 401, 404)
    assert "K7M4PX'--" not in answer.text


def test_cookies_that_are_not_ours_are_nobodys(cast: Cast) -> None:
    code = cast.codes["live"]
    good = cast.cookies("facilitator", "live")[f"desk-{code}"]
    for wrong in (
        "",
        "x",
        good[:-1],
        good + "x",
        good.swapcase(),
        "x" * 9000,
        good.replace(".", "..", 1),
        f'"{good}x"',
    ):
        with cast.house.client() as client:
            cookie = f"desk-{code}={wrong}; seat-{code}={wrong}; desks={wrong}; lang={wrong}"
            assert client.get(f"/desk/{code}", headers={"cookie": cookie}).status_code == 401
            page = client.get(f"/s/{code}", headers={"cookie": cookie})
            assert page.status_code == 200
            assert f"seat-{code}=" in page.headers["set-cookie"], (
                "a seat of its own, as for anybody who comes"
            )


def test_guessed_keys_are_slowed_and_links_still_open(tmp_path: Path) -> None:
    with RunningHouse(tmp_path) as house:
        link = house.run(house.house.access.first_link())
        statuses = [post(house, "/enter", f"key=guess-number-{n}", FORM)[0] for n in range(40)]
        assert statuses[0] == 403
        assert statuses[-1] == 429
        status, answer = post(house, "/enter", "key=guess", {**FORM, "accept-language": "sv"})
        assert status == 429
        assert WORDS.say("too_many_guesses", language="sv") in answer.decode()
        assert post(house, "/enter", f"key={KEY}", FORM)[0] == 429, (
            "else the right key could be told from wrong ones"
        )
        with house.client() as client:
            assert client.get("/organise", headers=BEARER).status_code == 401
        assert post(house, "/enter", f"key={link}", FORM)[0] == 303, "a one-time link cannot be guessed"


# uploads


@pytest.mark.parametrize(
    "upload",
    [
        ("program.docx", b"PK\x03\x04 not a document"),
        ("program.xlsx", b""),
        ("program.ics", b"\xff\xfe\x00BEGIN"),
        ("program.exe", b"MZ"),
        ("../../etc/passwd", b"root"),
        ("<script>alert(1)</script>.docx", b"PK"),
        ("x" * 4000 + ".docx", b"PK"),
    ],
    ids=lambda upload: upload[0][:24],
)
def test_files_that_cannot_be_read_are_refused_beside_their_field(
    cast: Cast, upload: tuple[str, bytes]
) -> None:
    before = len(cast.house.run(cast.house.house.journal.all_sessions()))
    with cast.house.client(cast.cookies("organiser", "live")) as client:
        answer = client.post(
            "/organise/new",
            data={"title": "Behåll mig", "text": ""},
            files={"file": upload},
            headers={"accept": "text/html"},
        )
    assert answer.status_code in (200, 400, 422)
    assert "<script>alert" not in answer.text
    assert "Traceback" not in answer.text
    if answer.status_code == 422:
        assert "Behåll mig" in answer.text, "what was typed stays"
    assert len(cast.house.run(cast.house.house.journal.all_sessions())) == before
