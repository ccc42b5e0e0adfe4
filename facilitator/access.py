"""Who may lead: the organiser's key, one-time links, and the cookie they are exchanged for."""

import secrets

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from sessions.activity import DESK, Person
from sessions.journal import Journal
from sessions.tickets import DESK_SECONDS, EVERYWHERE, Tickets, hash_secret, new_secret, same_secret

class Access:
    """`key_hash`: the SHA-256 of the organiser's key, when one is set."""

    def __init__(self, journal: Journal, tickets: Tickets, key: str | None) -> None:
        self.journal = journal
        self.tickets = tickets
        self.key_hash = hash_secret(key) if key else None

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
        known = self.key_hash is not None and same_secret(offered, self.key_hash)
        return Person("organiser", role="organiser") if known else None

    async def enter(self, secret: str, session: str | None) -> str | None:
        """The role a secret opens: the organiser's key any time, a link of this session (None: the server) once."""
        if self._by_key(secret) is not None:
            return "organiser"
        return await self.journal.use_key(session, hash_secret(secret))

    def admit(self, response: Response, request: Request, place: str, role: str) -> None:
        """The cookie that opens the desk of `place` (a join code, or EVERYWHERE); who leads already keeps that."""
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

