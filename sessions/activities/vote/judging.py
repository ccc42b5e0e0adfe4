"""Who may vote for what: which moves are accepted, and as what they are kept."""

from collections.abc import Sequence
from typing import Any

from msgspec import structs

from sessions.activities.vote.casting import ballot_of, marks_in, named_in, reasons_of
from sessions.activities.vote.electorate import refusal, token, tokens
from sessions.activities.vote.moves import (
    BY_ANSWER,
    MOST_OPTIONS,
    MOST_SLIPS,
    BaseKept,
    Cast,
    CastSlip,
    DropSlip,
    Settings,
    TypeIn,
    TypeSlip,
    Withdraw,
)
from sessions.activities.vote.poll import Poll, typed_options
from sessions.activity import (
    CLOSED,
    OPEN,
    SHOWN,
    Event,
    Move,
    Person,
    Rejected,
    Scene,
    StepClosed,
    TimeIsUp,
    Turn,
)
from sessions.codes import MOST_CODES, DropCodes, MakeCodes, hash_of, is_hash, read_code


class Judging(Poll):
    """Nothing is changed here. What a ballot may hold stands in casting.py, who may vote in electorate.py."""

    def settings_changed(self, settings: Any) -> None:
        """Once somebody has voted, neither what they voted on nor how it is counted can change; whether the
        vote is open is said before anybody votes, and stays so.
        """
        if len(typed_options("", settings.options)) > MOST_OPTIONS:
            raise Rejected("too_many", most=MOST_OPTIONS, field="options")
        if settings.method == "dots" and not settings.budget:
            raise Rejected("no_budget", field="budget")
        if self.begun and settings.open_vote != self.settings.open_vote:
            raise Rejected("openness_fixed", field="open_vote")
        if settings.slips and (
            settings.voters != "everybody" or settings.per_organisation or settings.bar_own
        ):
            raise Rejected("slips_alone", field="slips")
        if self.begun and settings.slips != self.settings.slips:
            raise Rejected("slips_fixed", field="slips")
        if self.has_votes and _rests_on(settings) != _rests_on(self.settings):
            raise Rejected("votes_cast")
        self.settings = settings

    def decide(self, move: Move, turn: Turn, scene: Scene) -> Sequence[Event]:
        match move:
            case TimeIsUp():
                return self._time_is_up(move, scene)
            case Cast() if self.settings.slips:
                return self._by_code(move)
            case Cast():
                return self._cast(move, turn.who, scene)
            case CastSlip():
                self._can_type(scene)
                return self._by_code(move)
            case MakeCodes():
                return self._make_codes(move, scene)
            case DropCodes():
                return self._drop_codes(move)
            case TypeIn() | TypeSlip() if self.settings.slips:
                raise Rejected("by_slip_only")
            case TypeIn():
                return self._type_in(move, scene)
            case TypeSlip():
                return self._type_slip(move, turn, scene)
            case DropSlip():
                return self._drop_slip(move, scene)
            case _:
                return self._withdraw(turn.who.seat)

    def closing(self, scene: Scene) -> Sequence[Event]:
        if self.settings.slips:
            return (BaseKept(self.entitled(scene)),)
        return (BaseKept(self.electorate_now(scene)),)

    def _time_is_up(self, move: TimeIsUp, scene: Scene) -> Sequence[Event]:
        ends = self.settings.closes and move.name == "" and scene.state == OPEN
        return (StepClosed(),) if ends else ()

    def _cast(self, move: Cast, who: Person, scene: Scene) -> Sequence[Event]:
        why = refusal(who, self.settings.voters, scene.organisations)
        if why:
            raise Rejected(why)
        ballot = ballot_of(move, self.on_offer)
        if ballot is None:
            return self._withdraw(who.seat)
        barred = self.barred(who.group)
        if barred and named_in(ballot) & barred:
            raise Rejected("own_group")
        reasons = reasons_of(move, ballot, self.settings)
        home = token(who.organisation)
        return (Cast(reasons=reasons, weight=who.weight, organisation=home, **marks_in(ballot)),)

    def _by_code(self, move: Cast | CastSlip) -> Sequence[Event]:
        """Whoever holds the slip votes: one code, one vote, on whichever phone, and it stands."""
        code = hash_of(self.step, read_code(move.slip))
        if code not in self.codes.made:
            raise Rejected("no_such_slip" if move.slip.strip() else "slip_needed", field="slip")
        if self.codes.made[code]:
            raise Rejected("slip_used", field="slip")
        ballot = ballot_of(move, self.on_offer)
        if ballot is None:
            raise Rejected("nothing_marked")
        reasons = reasons_of(move, ballot, self.settings)
        return (type(move)(reasons=reasons, slip=code, **marks_in(ballot)),)

    def _make_codes(self, move: MakeCodes, scene: Scene) -> Sequence[Event]:
        if not self.settings.slips or scene.state in (CLOSED, SHOWN):
            raise Rejected("not_now")
        new = {one for one in move.hashes if is_hash(one) and one not in self.codes.made}
        if not new or len(new) < len(move.hashes):
            raise Rejected("unknown")
        if len(self.codes) + len(move.hashes) > MOST_CODES:
            raise Rejected("too_many", most=MOST_CODES)
        return (move,)

    def _drop_codes(self, move: DropCodes) -> Sequence[Event]:
        unused = self.codes.unused
        if not unused or not set(move.hashes) <= set(unused):
            raise Rejected("changed_since")
        return (DropCodes(move.hashes or unused),)

    def _withdraw(self, seat: str) -> Sequence[Event]:
        if seat not in self.given:
            raise Rejected("nothing_cast")
        return (Withdraw(),)

    def _type_in(self, move: TypeIn, scene: Scene) -> Sequence[Event]:
        if not self.takes_figures:
            raise Rejected("not_now")
        answers = BY_ANSWER.get(self.settings.method, ("",))
        known = self.ids if self.settings.method in BY_ANSWER else {option.id for option in self.choices()}
        if move.option not in known or move.answer not in answers:
            raise Rejected("no_such_option")
        self._can_type(scene)
        return (move,)

    def _type_slip(self, move: TypeSlip, turn: Turn, scene: Scene) -> Sequence[Event]:
        self._can_type(scene)
        if len(self.slips) >= MOST_SLIPS:
            raise Rejected("too_many", most=MOST_SLIPS)
        ballot = ballot_of(move, self.on_offer)
        if ballot is None:
            raise Rejected("nothing_marked")
        home = token(move.organisation) if self.settings.voters == "organisations" else ""
        if self.settings.voters == "organisations" and home not in self._homes(scene):
            raise Rejected("unlisted" if home else "homeless", field="organisation")
        id = turn.new_id("b")
        return (TypeSlip(move.people, move.how, organisation=home, slip=id, **marks_in(ballot)),)

    def _homes(self, scene: Scene) -> set[str]:
        """The organisations that a slip can come from: those on the list, else any known here."""
        return tokens(scene.organisations or [one.organisation for one in scene.people]) - {""}

    def _drop_slip(self, move: DropSlip, scene: Scene) -> Sequence[Event]:
        self._can_type(scene)
        if move.slip not in self.slips:
            raise Rejected("changed_since")
        return (move,)

    @staticmethod
    def _can_type(scene: Scene) -> None:
        """Paper may be counted after closing, but nothing is added to a result that everybody sees."""
        if scene.state == SHOWN:
            raise Rejected("shown_already")


def _rests_on(settings: Settings) -> Settings:
    """The settings without what can still be said otherwise."""
    return structs.replace(settings, question="", closes=True)
