"""A vote: what is kept of it, and what each audience sees."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any, ClassVar

from msgspec import structs

from sessions.activities.vote import report, sample, views
from sessions.activities.vote.casting import ballot_in
from sessions.activities.vote.electorate import Given, refusal
from sessions.activities.vote.judging import Judging
from sessions.activities.vote.moves import (
    BaseKept,
    Cast,
    CastSlip,
    DropSlip,
    Settings,
    TypeIn,
    TypeSlip,
    Withdraw,
)
from sessions.activities.vote.poll import Slip
from sessions.activity import OPEN, Event, Item, Move, Ms, Person, Sample, Scene, View
from sessions.blocks import Block, Term
from sessions.codes import DropCodes, MakeCodes


class Vote(Judging):
    """One ballot each, changeable until it closes, hidden from everybody until then.

    What a vote counts for is kept as it was cast (weight, organisation), and who could vote as it was when the
    vote closed. Were it looked up afterwards, removing a seat or changing its organisation would change a
    result, and show how that seat had voted.
    """

    kind = "vote"
    moves = (Cast, CastSlip, Withdraw, TypeIn, TypeSlip, DropSlip, MakeCodes, DropCodes)
    events = (BaseKept,)
    suggested_by = (
        *("omröstning", "rösta", "votering", "röstning", "avstemning", "afstemning", "äänestys", "vote"),
        *("voting", "ballot", "abstimmung", "votazione", "scrutin", "تصويت"),
    )
    Settings = Settings
    example: ClassVar[Mapping[str, Any]] = {
        "options": "Ett\nTvå\nTre",
        "per_organisation": True,
        "blank": True,
    }

    def opened(self, items: Sequence[Item]) -> None:
        self.taken = tuple(items)
        self.opened_with = self.worked_out()
        self.begun = True

    # what has happened

    def apply(self, event: Event, by: str, at: Ms) -> None:
        match event:
            case Cast() if not event.slip:
                self.keep(by, Given(ballot_in(event), event.weight, event.organisation))
                self.reasons[by] = dict(event.reasons)
            case Cast() | CastSlip():
                self._used(event, by)
            case MakeCodes():
                self.codes.make(event.hashes)
            case DropCodes():
                self.codes.drop(event.hashes)
            case TypeIn():
                self.typed[event.option, event.answer, event.how] = event.people
            case TypeSlip():
                self.slips[event.slip] = Slip(ballot_in(event), event.people, event.how, event.organisation)
            case DropSlip():
                self.slips.pop(event.slip, None)
            case Withdraw():
                self.drop(by)
                self.reasons.pop(by, None)
            case BaseKept():
                self.electorate = event.electorate

    def _used(self, event: Cast | CastSlip, by: str) -> None:
        self.codes.made[event.slip] = True
        self.keep(event.slip, Given(ballot_in(event)))
        self.reasons[event.slip] = dict(event.reasons)
        self.sent.setdefault(by, []).append(event.slip)
        self.desk_slips += isinstance(event, CastSlip)

    def inverse(self, event: Event) -> Move | None:
        match event:
            case MakeCodes():
                return DropCodes(event.hashes)
            case DropCodes():
                return MakeCodes(event.hashes)
            case TypeIn():
                return structs.replace(
                    event, people=self.typed.get((event.option, event.answer, event.how), 0)
                )
            case TypeSlip():
                return DropSlip(event.slip)
        return None

    def forget(self, seat: str) -> None:
        for key in (seat, *self.sent.get(seat, ())):
            self.reasons.pop(key, None)

    # what is seen

    def everyone(self, scene: Scene) -> View:
        return views.phone(self, scene)

    def group(self, group: str, scene: Scene) -> View:
        return {"barred": sorted(self.barred(group))}

    def wall(self, scene: Scene) -> View:
        return views.wall(self, scene)

    def desk(self, scene: Scene) -> View:
        return views.desk(self, scene)

    def seat(self, who: Person, scene: Scene) -> View:
        return views.own(self, who, scene)

    def marks(self, who: Person, scene: Scene) -> Mapping[str, Mapping[str, Any]]:
        """What this phone has marked; who cannot vote sees the options shut, and is told why."""
        why = refusal(who, self.settings.voters, scene.organisations)
        if why:
            return {"choose": {"disabled": True}, f"not-{why}": {"hidden": False}}
        given = self.given.get(who.seat)
        return views.marked(given.ballot, self.reasons.get(who.seat, {})) if given else {}

    def holds_back(self, scene: Scene) -> bool:
        """Always: what was counted is shown by the desk's word only. To count it for this would be in vain."""
        return True

    def needs(self, scene: Scene) -> Sequence[Term]:
        if scene.state != OPEN:
            return ()
        if not self.options():
            return (Term("no_options"),)
        if self.settings.voters == "organisations" and not scene.organisations:
            return (Term("no_list"),)
        if self.settings.slips and not len(self.codes):
            return (Term("no_slips"),)
        everybody = self.cast > 0 and self.cast >= self.people(scene)
        return (Term("all_voted", {"cast": self.cast}),) if everybody else ()

    def presumes(self) -> Sequence[str]:
        listed = self.settings.voters == "organisations" or self.settings.per_organisation
        asked = () if self.settings.question else ("question",)
        return (*asked, "organisations") if listed else asked

    def minutes(self, scene: Scene) -> list[Block]:
        return report.minutes(self, scene)

    def record(self, scene: Scene) -> View:
        return report.record(self, scene)

    def sample(self, people: Sequence[Person], dice: Random) -> Iterator[Sample]:
        return sample.votes(self, people, dice)
