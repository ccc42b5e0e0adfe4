"""Tickets that only we can write, and join codes that people can read aloud."""

import hashlib
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer

from sessions.activity import Person
from sessions.tickets import (
    EVERYWHERE,
    SIGNS,
    Tickets,
    hash_secret,
    join_code,
    load_key,
    new_secret,
    read_code,
    same_secret,
)

ROOT = Path(__file__).parent.parent
KEY = b"k" * 32
ours, theirs = Tickets(KEY), Tickets(b"x" * 32)


@given(st.text(max_size=20), st.text(max_size=30))
def test_a_ticket_reads_back_as_it_was_written(code: str, seat: str) -> None:
    ticket = ours.seat(code, seat)
    assert Tickets(KEY).read_seat(ticket) in {(code, seat), None}
    if code.isascii() and seat.isascii():
        assert Tickets(KEY).read_seat(ticket) == (code, seat)
    assert theirs.read_seat(ticket) is None


@given(st.data())
def test_a_ticket_with_one_character_changed_is_worth_nothing(data: st.DataObject) -> None:
    ticket = ours.seat("K7M4PX", "seat-1")
    place = data.draw(st.integers(0, len(ticket) - 1))
    changed = ticket[:place] + data.draw(st.characters()) + ticket[place + 1 :]
    # The last character of a signature carries two bits that do not count.
    assert ours.read_seat(changed) in (
        {None} if place < len(ticket) - 1 and changed != ticket else {None, ("K7M4PX", "seat-1")}
    )


@given(st.text())
def test_no_text_at_all_is_a_ticket(noise: str) -> None:
    assert ours.read_seat(noise) is None
    assert ours.read_desk(noise) is None


@pytest.mark.parametrize(
    "noise", ["", ".", "a.b.c", "å" * 10, "\ud800", "x" * 100_000, ".eJw.", "null", "\0"]
)
def test_hostile_tickets_are_only_refused(noise: str) -> None:
    assert ours.read_seat(noise) is None
    assert ours.read_desk(noise) is None


@pytest.mark.parametrize(
    "content", [[], ["K7M4PX"], ["K7M4PX", 1], ["a", "b", "c"], {"code": "a"}, None, "ab"]
)
def test_something_else_signed_with_our_key_is_no_seat(content: object) -> None:
    signed = URLSafeSerializer(
        KEY, salt="radslag.seat", signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    )
    assert ours.read_seat(str(signed.dumps(["K7M4PX", "seat-1"]))) == ("K7M4PX", "seat-1")
    assert ours.read_seat(str(signed.dumps(content))) is None


def test_a_seat_is_not_a_desk_and_a_desk_is_not_a_seat() -> None:
    assert ours.read_desk(ours.seat("K7M4PX", "seat-1")) is None
    assert ours.read_seat(ours.desk("K7M4PX", "organiser", "desk-1")) is None


def test_a_desk_opens_its_session_or_all_until_it_is_too_old() -> None:
    cookie = ours.desk(EVERYWHERE, "organiser", "desk-1")
    assert ours.read_desk(cookie) == (EVERYWHERE, "organiser", "desk-1")
    assert ours.read_desk(cookie, max_age=-1) is None
    assert theirs.read_desk(cookie) is None


def test_a_cookie_holds_a_seat_in_one_session_only() -> None:
    ticket = ours.seat("K7M4PX", "seat-1")
    assert ours.seat_of({ours.seat_cookie("K7M4PX"): ticket}, "K7M4PX") == "seat-1"
    assert ours.seat_of({ours.seat_cookie("ABC234"): ticket}, "ABC234") is None
    assert ours.seat_of({}, "K7M4PX") is None


def test_a_cookie_opens_the_desk_it_was_made_for() -> None:
    one = {ours.desk_cookie("K7M4PX"): ours.desk("K7M4PX", "facilitator", "desk-1")}
    every = {ours.desk_cookie(EVERYWHERE): ours.desk(EVERYWHERE, "organiser", "desk-2")}
    assert ours.desk_of(one, "K7M4PX") == Person("desk-1", role="facilitator")
    assert ours.desk_of(every, "ABC234") == Person("desk-2", role="organiser")
    assert ours.desk_of(one | every, "K7M4PX") == Person("desk-2", role="organiser")
    assert ours.desk_of(one, "ABC234") is None
    assert ours.desk_of({ours.desk_cookie("ABC234"): one[ours.desk_cookie("K7M4PX")]}, "ABC234") is None
    assert ours.desk_of({ours.desk_cookie(EVERYWHERE): one[ours.desk_cookie("K7M4PX")]}, "ABC234") is None


def test_seats_and_secrets_are_long_and_never_the_same() -> None:
    assert len({Tickets.new_seat() for _ in range(1000)} | {new_secret() for _ in range(1000)}) == 2000
    assert len(Tickets.new_seat()) == 22
    assert len(new_secret()) == 32


# Join codes


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("K7M4PX", "K7M4PX"),
        ("k7m 4px", "K7M4PX"),
        (" k7m-4px\n", "K7M4PX"),
        ("k7m\u00a04px", "K7M4PX"),
        ("K7M–4PX", "K7M4PX"),
        ("\u200fK7M4PX\u200e", "K7M4PX"),
        ("ＫＭ７４ＰＸ", "KM74PX"),
        ("oO0Qil", "000011"),
        ("1IlL00", "111100"),
        ("uv2345", "VV2345"),
        ("K٧M٤PX", "K7M4PX"),
        ("k7m4p", None),
        ("k7m4pxy", None),
        ("", None),
        ("K7M4P!", None),
        ("К7М4РХ", None),
        ("K7M4PX\ud800", None),
        ("1" * 101, None),
    ],
)
def test_a_code_is_read_as_people_type_it(typed: str, meant: str | None) -> None:
    assert read_code(typed) == meant


@given(st.text())
def test_whatever_is_read_is_a_code(typed: str) -> None:
    code = read_code(typed)
    assert code is None or (len(code) == 6 and set(code) <= set(SIGNS) and read_code(code) == code)


def test_codes_are_made_of_31_signs_that_cannot_be_taken_for_each_other() -> None:
    assert len(SIGNS) == len(set(SIGNS)) == 31
    assert not set("OQILU") & set(SIGNS)
    codes = {join_code() for _ in range(2000)}
    assert len(codes) > 1990
    assert all(read_code(code) == read_code(code.lower()) == code for code in codes)
    assert {sign for code in codes for sign in code} == set(SIGNS)


# Secrets


def test_a_secret_is_known_by_its_hash_only() -> None:
    assert hash_secret("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert same_secret("en nyckel på svenska", hash_secret("en nyckel på svenska"))
    assert not same_secret("en nyckel på svensk", hash_secret("en nyckel på svenska"))
    assert not same_secret("\ud800", hash_secret("a"))
    assert not same_secret("", "")


def test_the_key_is_made_once_and_is_for_its_owner_only(tmp_path: Path) -> None:
    key = load_key(tmp_path / "data")
    place = tmp_path / "data" / "secret.key"
    assert len(key) == 32
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    place.chmod(0o644)
    assert load_key(tmp_path / "data") == key
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert os.listdir(tmp_path / "data") == ["secret.key"]


def test_servers_that_start_at_once_agree_on_the_key(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from sessions.tickets import load_key\n"
        "print(load_key(Path(sys.argv[1])).hex())"
    )
    starts = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT)
        for _ in range(4)
    ]
    keys = {start.communicate()[0].strip() for start in starts}
    assert len(keys) == 1
    assert len(keys.pop()) == 64
