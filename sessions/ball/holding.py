"""Who holds the ball of one row, how it came there, and who says that they can take it.

The desk names holders; somebody on a phone takes the ball. Where their organisation is among those named, that is
accepting; else it is an offer, which the desk confirms. What a phone wrote is referred to by the offer's id, so that
erasing a person empties the name everywhere.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Literal

import msgspec
from msgspec import Struct, structs

from sessions.activity import Event, Move, Ms, Person, Rejected, Turn, Words, tidy
from sessions.ball.moves import (
    BallEvent,
    BallMove,
    BallPassed,
    ConfirmOffer,
    DeclineOffer,
    Holder,
    Holders,
    LetGo,
    PassBall,
    TakeBall,
)
from sessions.ball.reading import (
    LONGEST_NAME,
    LONGEST_TEXT,
    Ball,
    is_unknown,
    listed,
    read_ball,
    read_names,
    same,
)

How = Literal["brought", "passed", "offered", "accepted", "confirmed", "declined", "let_go"]


class Past(Struct, frozen=True, omit_defaults=True):
    """Something that happened to a ball: when, what, the ball as it was then, and who said so."""

    at: Ms
    how: How
    ball: Ball = Ball()
    name: Words = ""


class _Happened(Struct, frozen=True):
    at: Ms
    how: How
    parts: tuple[Holders, Holders, Holders]
    offer: str = ""


class Offer(Struct):
    """`open`: the seat stands by it, and nobody has declined it."""

    id: str
    seat: str
    name: str
    declined: bool = False
    withdrawn: bool = False

    @property
    def open(self) -> bool:
        return bool(self.name) and not self.declined and not self.withdrawn


class Holding(Struct):
    """The ball of one row. `before`: what happened to it in earlier sessions."""

    parts: tuple[Holders, Holders, Holders] = ((), (), ())
    offers: dict[str, Offer] = msgspec.field(default_factory=dict)
    before: tuple[Past, ...] = ()
    history: list[_Happened] = msgspec.field(default_factory=list)

    @classmethod
    def of(cls, ball: Ball, before: Sequence[Past] = ()) -> "Holding":
        return cls(_by_name(ball), before=tuple(before))

    # what can be read

    @property
    def ball(self) -> Ball:
        return self._resolved(self.parts)

    def _resolved(self, parts: tuple[Holders, Holders, Holders]) -> Ball:
        """With the names that offers came with; what was erased is left out."""
        return Ball(*(tuple(name for one in part if (name := self._name(one))) for part in parts))

    def _name(self, holder: Holder) -> str:
        offer = self.offers.get(holder.offer)
        return offer.name if offer else holder.name

    def accepted(self, name: str) -> bool:
        """Whether somebody stands by it in this name: a second one of the same organisation is nothing new."""
        return any(offer.open and same(offer.name) == same(name) for offer in self.offers.values())

    def waiting(self) -> list[Offer]:
        """Offers that nobody has answered, each name once: those who made them are not among the holders."""
        named = {same(name) for name in self.ball.names()}
        found: dict[str, Offer] = {}
        for offer in self.offers.values():
            if offer.open and same(offer.name) not in named:
                found.setdefault(same(offer.name), offer)
        return list(found.values())

    def waits(self, offer: Offer) -> bool:
        """Whether this offer, or the same from somebody else, has not been answered."""
        return same(offer.name) in {same(one.name) for one in self.waiting()}

    def of_seat(self, seat: str) -> Offer | None:
        return next((one for one in self.offers.values() if one.seat == seat and one.open), None)

    def past(self) -> list[Past]:
        """Everything that has happened to it, also in earlier sessions, the earliest first."""
        return [*self.before, *(self._told(one) for one in self.history)]

    def _told(self, one: _Happened) -> Past:
        offer = self.offers.get(one.offer)
        return Past(one.at, one.how, self._resolved(one.parts), offer.name if offer else "")

    def names_it(self, who: Person) -> bool:
        """Whether this person's organisation is named in the ball."""
        return bool(who.organisation) and same(who.organisation) in {same(name) for name in self.ball.names()}

    # what somebody asks

    def judged(self, move: BallMove, turn: Turn, known: Collection[str] = ()) -> Sequence[BallEvent]:
        match move:
            case PassBall():
                return self._passed(move, known)
            case TakeBall():
                return (self._taken(move, turn),)
            case LetGo():
                return (self._let_go(move, turn.who),)
            case ConfirmOffer():
                self._waiting(move.offer)
                return (move,)
            case _:
                return self._declined(move)

    def _passed(self, move: PassBall, known: Collection[str]) -> Sequence[BallEvent]:
        """Nothing happens when it lies there already. Who leads is not named once more among those beside."""
        names = (*known, *self.ball.names(), *(offer.name for offer in self.offers.values() if offer.name))
        whole = read_ball(move.lead, names)
        leading = {same(name) for name in whole.lead}
        beside = (*whole.together, *read_names(tidy(move.together, LONGEST_TEXT), names))
        together = tuple(name for name in beside if same(name) not in leading)
        pilot = (*whole.pilot, *read_names(tidy(move.pilot, LONGEST_TEXT), names))
        parts = tuple(self._holders(part) for part in (whole.lead, together, pilot))
        return (BallPassed(move.row, *parts),) if parts != self.parts else ()

    def _holders(self, names: Iterable[str]) -> Holders:
        """Names that came with an offer stay the offer's."""
        by_name = {same(offer.name): offer.id for offer in self.offers.values() if offer.name}
        once = {same(name): name for name in names}
        return tuple(
            Holder(offer=by_name[key]) if key in by_name else Holder(name) for key, name in once.items()
        )

    def _taken(self, move: TakeBall, turn: Turn) -> TakeBall:
        if self.of_seat(turn.who.seat):
            raise Rejected("taken_already")
        name = tidy(turn.who.organisation or move.name, LONGEST_NAME)
        if not name or is_unknown(name):
            raise Rejected("say_who", field="name")
        accepts = same(name) in {same(one) for one in self.ball.names()}
        return structs.replace(move, name=name, id=turn.new_id("t"), accepts=accepts)

    def _let_go(self, move: LetGo, who: Person) -> LetGo:
        mine = self.of_seat(who.seat)
        if mine is None:
            raise Rejected("nothing_taken")
        return structs.replace(move, offer=mine.id)

    def _waiting(self, offer: str) -> None:
        if offer not in self.offers or not (self.offers[offer].open and self.waits(self.offers[offer])):
            raise Rejected("changed_since" if offer in self.offers else "unknown")

    def _declined(self, move: DeclineOffer) -> Sequence[DeclineOffer]:
        """Others who offer in the same name get the same answer."""
        if move.back:
            if move.offer not in self.offers or not self.offers[move.offer].declined:
                raise Rejected("changed_since")
            return (move,)
        self._waiting(move.offer)
        name = same(self.offers[move.offer].name)
        alike = [one.id for one in self.offers.values() if one.open and same(one.name) == name]
        return [structs.replace(move, offer=offer) for offer in alike]

    # what has happened

    def apply(self, event: BallEvent, by: str, at: Ms) -> None:
        match event:
            case BallPassed():
                self.parts = (event.lead, event.together, event.pilot)
                self._note(at, "passed")
            case TakeBall():
                known = self.accepted(event.name)
                self.offers[event.id] = Offer(event.id, by, event.name)
                if not known:
                    self._note(at, "accepted" if event.accepts else "offered", event.id)
            case LetGo():
                offer = self.offers[event.offer]
                offer.withdrawn = True
                if not self.accepted(offer.name):
                    self._note(at, "let_go", event.offer)
            case ConfirmOffer():
                lead = tuple(one for one in self.parts[0] if not is_unknown(self._name(one)))
                self.parts = ((*lead, Holder(offer=event.offer)), *self.parts[1:])
                self._note(at, "confirmed", event.offer)
            case _:
                self.offers[event.offer].declined = not event.back
                self._note(at, "offered" if event.back else "declined", event.offer)

    def _note(self, at: Ms, how: How, offer: str = "") -> None:
        self.history.append(_Happened(at, how, self.parts, offer))

    def inverse(self, event: Event) -> Move | None:
        match event:
            case BallPassed() | ConfirmOffer():
                ball = self.ball
                return PassBall(event.row, listed(ball.lead), listed(ball.together), listed(ball.pilot))
            case DeclineOffer():
                return structs.replace(event, back=not event.back)
        return None

    def forget(self, seat: str) -> None:
        for offer in self.offers.values():
            if offer.seat == seat:
                offer.name = ""

    def wrote_in(self, seat: str) -> bool:
        """Whether a name this seat wrote stands in the ball."""
        own = {offer.id for offer in self.offers.values() if offer.seat == seat}
        return any(one.offer in own for part in self.parts for one in part)


def _by_name(ball: Ball) -> tuple[Holders, Holders, Holders]:
    lead, together, pilot = (tuple(map(Holder, names)) for names in (ball.lead, ball.together, ball.pilot))
    return lead, together, pilot
