"""Who could vote, as it was at a moment. Kept with the votes, so that who comes later changes no result."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Literal

from msgspec import Struct

from sessions.activities.vote.counting.election import Ballot
from sessions.activity import PARTICIPANTS, Person, Scene, tidy

Voters = Literal["everybody", "members", "organisations"]


class Electorate(Struct, frozen=True):
    """`seats`: people with a seat here, or who have voted. `heads`: people counted in the room, 0 when nobody
    counted or when not everybody votes.
    """

    seats: int = 0
    heads: int = 0
    organisations: int = 0

    def people(self, cast: int, typed: int) -> int:
        """Everybody who could vote: heads where somebody counted, else seats and the votes without one."""
        return max(self.heads or self.seats + typed, cast)


class Given(Struct, frozen=True):
    """A seat's vote as it stands. `organisation`: a token that tells organisations apart and names none."""

    ballot: Ballot
    weight: int = 1
    organisation: str = ""


def refusal(who: Person, voters: Voters, listed: Iterable[str]) -> str:
    """Why this person cannot vote; "" when they can."""
    if who.role not in PARTICIPANTS:
        return "watching"
    if voters == "members" and who.role != "member":
        return "members_only"
    if voters == "organisations":
        known, own = tokens(listed), token(who.organisation)
        return "homeless" if not own else "unlisted" if known and own not in known else ""
    return ""


def electorate_of(scene: Scene, given: Mapping[str, Given], by_phone: int, voters: Voters) -> Electorate:
    """Who can vote now: everybody here whom the vote is open to, and who has voted already.

    `by_phone`: the people behind all that was given.
    """
    able = [one for one in scene.people if one.here and not refusal(one, voters, scene.organisations)]
    others = sum(person.weight for person in able if person.seat not in given)
    listed = scene.organisations or {person.organisation for person in able}
    voting = {vote.organisation for vote in given.values()}
    organisations = (tokens(listed) | voting) - {""}
    heads = scene.heads or 0 if voters == "everybody" else 0
    return Electorate(by_phone + others, heads, len(organisations))


def names_of(scene: Scene) -> dict[str, str]:
    """Token -> organisation, for those that are known now."""
    here = [person.organisation for person in scene.people]
    return {token(name): name for name in (*here, *scene.organisations) if token(name)}


def tokens(names: Iterable[str]) -> set[str]:
    return {token(name) for name in names}


@lru_cache(4096)
def token(organisation: str) -> str:
    """The same for every spelling that differs in case and blanks only; "" for none."""
    same = tidy(organisation, 3 * len(organisation)).casefold()
    return blake2b(same.encode(), digest_size=5).hexdigest() if same else ""
