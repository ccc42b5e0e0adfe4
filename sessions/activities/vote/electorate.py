"""Who could vote, as it was at a moment. Kept with the votes, so that who comes later changes no result."""

from collections.abc import Iterable, Mapping
from hashlib import blake2b

from msgspec import Struct

from sessions.activity import PARTICIPANTS, Scene, tidy


class Electorate(Struct, frozen=True):
    """`seats`: people with a seat here or who have voted. `heads`: people counted in the room, 0 when nobody
    counted.
    """

    seats: int = 0
    heads: int = 0
    organisations: int = 0

    def people(self, cast: int, typed: int) -> int:
        """Everybody who could vote: heads where somebody counted, else seats and the votes without one."""
        return max(self.heads or self.seats + typed, cast)


class Given(Struct, frozen=True):
    """A seat's vote as it stands. `organisation`: a token that tells organisations apart and names none."""

    choice: str
    weight: int = 1
    organisation: str = ""


def electorate_of(scene: Scene, given: Mapping[str, Given]) -> Electorate:
    weights = {seat: vote.weight for seat, vote in given.items()}
    here = [person for person in scene.people if person.here and person.role in PARTICIPANTS]
    weights |= {person.seat: person.weight for person in here if person.seat not in weights}
    listed = scene.organisations or [person.organisation for person in here]
    voting = {vote.organisation for vote in given.values()}
    organisations = (tokens(listed) | voting) - {""}
    return Electorate(sum(weights.values()), scene.heads or 0, len(organisations))


def tokens(names: Iterable[str]) -> set[str]:
    return {token(name) for name in names}


def token(organisation: str) -> str:
    """The same for every spelling that differs in case and blanks only; "" for none."""
    same = tidy(organisation, 3 * len(organisation)).casefold()
    return blake2b(same.encode(), digest_size=5).hexdigest() if same else ""
