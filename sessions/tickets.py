"""Who may sit where: signed tickets, join codes, links that work once. Nothing here reads the database.

A seat's ticket says which session and which seat, and is signed: ten thousand phones that come back at once
are recognised by arithmetic alone. A desk's cookie says for which session, in which role, and who.

The key that signs lies in a file of its own beside the journal, readable by its owner only, and not in the
journal: a backup is sent, copied and kept with less care than the running folder, and whoever holds one shall
be able to read the day but not to act in it. Putting a backup back in the same folder keeps every seat; to
move to another computer with all seats, take the file along.
"""

import contextlib
import hashlib
import hmac
import os
import re
import secrets
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from itsdangerous import BadData, Signer, URLSafeSerializer, URLSafeTimedSerializer
from itsdangerous.encoding import want_bytes

from sessions.activity import Person

EVERYWHERE = "*"
"""In place of a join code: every session of this server."""

KEY_FILE = "secret.key"
LONGEST_TICKET = 1000
TICKETS_KEPT = 2048
"""Seats' tickets that were read lately."""
DESK_DAYS = 120
DESK_SECONDS = DESK_DAYS * 24 * 3600

SIGNS = "0123456789ABCDEFGHJKMNPRSTVWXYZ"
CODE_LENGTH = 6
AS_WRITTEN = re.compile(f"[{SIGNS}]{{{CODE_LENGTH}}}")
# I, L, O, Q and U are never used, so that whoever reads or hears them can only mean one thing.
READ_AS = str.maketrans("OQILU", "0011V")


class KeptSigner(Signer):
    """The key for a purpose is the same each time: when thousands come it is derived once."""

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        return derived(self.secret_keys[-1] if secret_key is None else want_bytes(secret_key), self.salt)


@lru_cache(16)
def derived(key: bytes, purpose: bytes) -> bytes:
    return hmac.digest(key, purpose, "sha256")


class Tickets:
    """Signs and reads with one key (32 random bytes). Whatever is not exactly ours is read as None."""

    def __init__(self, key: bytes) -> None:
        signing: dict[str, Any] = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        self._read_seat = lru_cache(TICKETS_KEPT)(self._seat_in)  # a page and its socket come together
        self._seats = URLSafeSerializer(key, salt="radslag.seat", signer=KeptSigner, signer_kwargs=signing)
        self._desks = URLSafeTimedSerializer(key, salt="radslag.desk", signer_kwargs=signing)

    def seat(self, code: str, seat: str) -> str:
        return text(self._seats.dumps([code, seat]))

    def read_seat(self, token: str) -> tuple[str, str] | None:
        """(code, seat) of a ticket."""
        return self._read_seat(token)

    def desk(self, code: str, role: str, who: str) -> str:
        """For the session with this join code, or EVERYWHERE."""
        return text(self._desks.dumps([code, role, who]))

    def _seat_in(self, token: str) -> tuple[str, str] | None:
        match read(self._seats.loads, token):
            case [str(code), str(seat)]:
                return code, seat
        return None

    def read_desk(self, token: str, max_age: int = DESK_SECONDS) -> tuple[str, str, str] | None:
        """(code, role, who) of a desk's ticket not older than `max_age` seconds."""
        match read(partial(self._desks.loads, max_age=max_age), token):
            case [str(code), str(role), str(who)]:
                return code, role, who
        return None

    @staticmethod
    def new_seat() -> str:
        """128 random bits: nobody can guess another's seat."""
        return secrets.token_urlsafe(16)

    # In cookies

    @staticmethod
    def seat_cookie(code: str) -> str:
        """The name of the cookie that keeps the seat in this session."""
        return f"seat-{code}"

    @staticmethod
    def desk_cookie(code: str) -> str:
        """The name of the cookie that opens this session's desk; `code` may be EVERYWHERE."""
        return "desks" if code == EVERYWHERE else f"desk-{code}"

    def seat_of(self, cookies: Mapping[str, str], code: str) -> str | None:
        """The seat that these cookies hold in this session."""
        ticket = self.read_seat(cookies.get(self.seat_cookie(code), ""))
        return ticket[1] if ticket and ticket[0] == code else None

    def knows(self, cookies: Mapping[str, str], code: str) -> bool:
        """Whether these cookies hold anything of this session: whoever brings them is not guessing."""
        return self.seat_of(cookies, code) is not None or self.desk_of(cookies, code) is not None

    def desk_of(self, cookies: Mapping[str, str], code: str) -> Person | None:
        """Who these cookies let in at this session's desk; a key to all desks goes before a key to one."""
        for place in (EVERYWHERE, code):
            ticket = self.read_desk(cookies.get(self.desk_cookie(place), ""))
            if ticket and ticket[0] == place:
                return Person(ticket[2], role=ticket[1])
        return None


def text(token: str | bytes) -> str:
    return token if isinstance(token, str) else token.decode("ascii")


def read(loads: Callable[[str], Any], token: str) -> Any:
    if not token or len(token) > LONGEST_TICKET or not token.isascii():
        return None
    try:
        return loads(token)
    except BadData:
        return None


def load_key(folder: Path) -> bytes:
    """The key that belongs to this data folder; made the first time."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = folder / KEY_FILE
    if not place.exists():
        write_key(place)
    place.chmod(0o600)
    return place.read_bytes()


def write_key(place: Path) -> None:
    """Whole or not at all; when two begin at once, one of the two keys holds for both."""
    half = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        os.write(descriptor, secrets.token_bytes(32))
        os.fsync(descriptor)
        with contextlib.suppress(FileExistsError):
            os.link(half, place)
    finally:
        os.close(descriptor)
        half.unlink()


def new_secret() -> str:
    """For a link that works once; only its hash is kept."""
    return secrets.token_urlsafe(24)


def join_code() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(CODE_LENGTH))


def read_code(typed: str) -> str | None:
    """The join code that somebody means, or None: "k7m 4px" -> "K7M4PX".

    Case, blanks, hyphens and direction marks do not count; O and Q are read as 0, I and L as 1, U as V (the
    idea of Crockford's base 32); full-width letters and the digits of any script are read for what they are.
    """
    if AS_WRITTEN.fullmatch(typed):
        return typed
    if len(typed) > 100:
        return None
    signs = "".join(map(as_sign, unicodedata.normalize("NFKC", typed))).upper().translate(READ_AS)
    return signs if len(signs) == CODE_LENGTH and set(signs) <= set(SIGNS) else None


def as_sign(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    ignored = unicodedata.category(character) in {"Zs", "Pd", "Cf", "Cc"} or character in ".·_"
    return "" if ignored else character


def hash_secret(secret: str) -> str:
    """SHA-256 in hexadecimal. Our secrets have 192 random bits, so that no slower hash is needed."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def same_secret(offered: str, expected_hash: str) -> bool:
    """Whether `offered` has this hash, in a time that tells nothing about where they differ."""
    return hmac.compare_digest(hash_secret(offered).encode(), expected_hash.encode())
