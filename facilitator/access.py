"""Who may lead: the organiser's key, one-time links, and the cookie they are exchanged for."""

import secrets

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from sessions.activity import DESK, Person
from sessions.journal import Journal
from sessions.lobby import TooManyGuesses
from sessions.pace import Pace
from sessions.tickets import DESK_SECONDS, EVERYWHERE, Tickets, hash_secret, new_secret, same_secret

TRIES, TRIES_PER_SECOND = 30, 0.5
"""Wrong organiser's keys at once, and then a second, over the whole server. Nobody guesses a link."""


class Access:
    """`key_hash`: the SHA-256 of the organiser's key, when one is set."""

    def __init__(self, journal: Journal, tickets: Tickets, key: str | None) -> None:
        self.journal = journal
        self.tickets = tickets
        self.key_hash = hash_secret(key) if key else None
        self.tries = Pace(TRIES, TRIES_PER_SECOND)

    async def first_link(self) -> str:
        """The secret of a one-time organiser link."""
        return await self.link(None, "organiser", "first start")

    async def link(self, session: str | None, role: str, label: str) -> str:
        secret = new_secret()
        await self.journal.add_key(session, hash_secret(secret), role, label)
        return secret

    def who(
        self, request: HTTPConnection, code: str = EVERYWHERE, roles: frozenset[str] = DESK
    ) -> Person | None:
        """Who of these roles leads here: by bearer key, or by cookie. None for everybody else."""
        bearer = request.headers.get("authorization", "")
        if bearer.startswith("Bearer "):
            return self._by_key(bearer.removeprefix("Bearer ").strip())
        who = self.tickets.desk_of(request.cookies, code)
        return who if who is not None and who.role in roles else None

    def _by_key(self, offered: str) -> Person | None:
        """The organiser, when the key is right; while too many wrong ones come, none is looked at."""
        if self.key_hash is None or not self.tries.allows():
            return None
        if not same_secret(offered, self.key_hash):
            return None
        self.tries.give_back()
        return Person("organiser", role="organiser")

    async def enter(self, secret: str, session: str | None) -> str | None:
        """The role a secret opens: the organiser's key any time, a link of this session (None: server) once.

        Raises TooManyGuesses when it opens nothing and keys are not looked at for the moment.
        """
        if self._by_key(secret) is not None:
            return "organiser"
        role = await self.journal.use_key(session, hash_secret(secret))
        if role is None and self.tries.spent:
            raise TooManyGuesses
        return role

    def admit(self, response: Response, request: Request, place: str, role: str) -> None:
        """The cookie for the desk of `place` (a join code, or EVERYWHERE); who leads already keeps theirs."""
        if role not in DESK and self.who(request, place) is not None:
            return
        who = f"{role[0]}-{secrets.token_urlsafe(9)}"
        response.set_cookie(
            self.tickets.desk_cookie(place),
            self.tickets.desk(place, role, who),
            max_age=DESK_SECONDS,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
