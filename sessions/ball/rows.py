"""Rows with a ball each: what a protocol and a follow-up do with theirs alike."""

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar

import msgspec
from msgspec import UNSET, Struct, structs

from sessions.activity import (
    PARTICIPANTS,
    PLANNED,
    SCRIBES,
    Activity,
    Event,
    Move,
    Ms,
    Person,
    Rejected,
    Scene,
    Turn,
    View,
    tidy,
)
from sessions.ball.carrying import Carrying
from sessions.ball.holding import Holding
from sessions.ball.moves import BallEvent, BallMove, EditRow, MoveRow, RemoveRow, RowBack, TakeBall, TurnPage
from sessions.blocks import Term


class BallRow(Struct):
    """What every row has. One that was taken away is kept, so that it can come back."""

    id: str
    title: str = ""
    holding: Holding = msgspec.field(default_factory=Holding)
    removed: bool = False


Row = TypeVar("Row", bound=BallRow)


class BallRows(Carrying, Activity, Generic[Row]):
    """`longest`: how many characters each field that edit_row can change may have; `lined`: those with lines.

    The settings say with `offers` whether anybody may offer to take a ball, or only those who are named.
    """

    longest: ClassVar[Mapping[str, int]]
    lined: ClassVar[frozenset[str]] = frozenset()
    scribed = True

    def __init__(self, settings: Any = None) -> None:
        super().__init__(settings)
        self.rows: dict[str, Row] = {}
        self.page = 1

    def standing(self) -> list[Row]:
        return [row for row in self.rows.values() if not row.removed]

    def row(self, row: str) -> Row:
        """A row that stands here. Raises Rejected("unknown")."""
        if row not in self.rows or self.rows[row].removed:
            raise Rejected("unknown")
        return self.rows[row]

    # what somebody asks

    def decide(self, move: Move, turn: Turn, scene: Scene) -> Sequence[Event]:
        """One judge for each move, called like the move; what needs no judging is accepted as it is."""
        if isinstance(move, BallMove):
            return self._moved_ball(move, turn, scene)
        judge: Callable[..., Sequence[Event]] | None
        judge = getattr(self, f"_judge_{type(move).__struct_config__.tag}", None)
        return judge(move, turn, scene) if judge else (move,)

    def _moved_ball(self, move: BallMove, turn: Turn, scene: Scene) -> Sequence[Event]:
        holding = self.row(move.row).holding
        if isinstance(move, TakeBall) and not self._may_take(holding, turn.who):
            raise Rejected("not_named")
        return holding.judged(move, turn, scene.organisations)

    def _may_take(self, holding: Holding, who: Person) -> bool:
        return bool(self.settings.offers) or holding.names_it(who)

    def _judge_edit_row(self, move: EditRow, turn: Turn, scene: Scene) -> Sequence[Event]:
        self.row(move.row)
        clean = {name: self._text(name, text) for name, text in self._sent(move).items()}
        if clean.get("title") == "":
            raise Rejected("empty", field="title")
        return (structs.replace(move, **clean),)

    def _sent(self, edit: EditRow) -> dict[str, str]:
        return {name: text for name in self.longest if (text := getattr(edit, name)) is not UNSET}

    def _text(self, field: str, text: str) -> str:
        try:
            return tidy(text, self.longest[field], lines=field in self.lined)
        except Rejected as refused:
            raise Rejected(refused.code, **refused.values, field=field) from None

    def _judge_remove_row(self, move: RemoveRow, turn: Turn, scene: Scene) -> Sequence[Event]:
        self.row(move.row)
        return (move,)

    def _judge_row_back(self, move: RowBack, turn: Turn, scene: Scene) -> Sequence[Event]:
        if move.row not in self.rows or not self.rows[move.row].removed:
            raise Rejected("changed_since")
        return (move,)

    def _judge_move_row(self, move: MoveRow, turn: Turn, scene: Scene) -> Sequence[Event]:
        self.row(move.row)
        if move.to >= len(self.standing()):
            raise Rejected("not_now")
        return (move,)

    # what has happened

    def apply(self, event: Event, by: str, at: Ms) -> None:
        match event:
            case EditRow():
                for name, text in self._sent(event).items():
                    setattr(self.rows[event.row], name, text)
            case RemoveRow() | RowBack():
                self.rows[event.row].removed = isinstance(event, RemoveRow)
            case MoveRow():
                self._placed(event.row, event.to)
            case TurnPage():
                self.page = event.page
        if isinstance(event, BallEvent):
            self.rows[event.row].holding.apply(event, by, at)

    def _placed(self, row: str, to: int) -> None:
        order = [one.id for one in self.standing() if one.id != row]
        order.insert(to, row)
        away = [one for one in self.rows if self.rows[one].removed]
        self.rows = {one: self.rows[one] for one in (*order, *away)}

    def inverse(self, event: Event) -> Move | None:
        match event:
            case EditRow():
                row = self.rows[event.row]
                return structs.replace(event, **{name: getattr(row, name) for name in self._sent(event)})
            case RemoveRow():
                return RowBack(event.row)
            case RowBack():
                return RemoveRow(event.row)
            case MoveRow():
                return MoveRow(event.row, [row.id for row in self.standing()].index(event.row))
        return self.rows[event.row].holding.inverse(event) if isinstance(event, BallEvent) else None

    def forget(self, seat: str) -> None:
        for row in self.rows.values():
            row.holding.forget(seat)

    def authored(self, seat: str) -> set[str]:
        """Of what this seat wrote only a name can stand in a row's ball."""
        return {f"{row.id}:ball" for row in self.rows.values() if row.holding.wrote_in(seat)}

    # what is seen

    def seat(self, who: Person, scene: Scene) -> View:
        """What this seat has said it can take; a scribe's phone also holds the forms."""
        if who.role in SCRIBES:
            return {"scribe": self.desk(scene), "mine": []}
        mine = [one for row in self.standing() if (one := _own_offer(row, who.seat))]
        return {"scribe": None, "mine": mine} if mine else {}

    def marks(self, who: Person, scene: Scene) -> Mapping[str, Mapping[str, Any]]:
        """Who only watches takes no ball; who has said so already need not again; a seat of nobody says who it is."""
        marks: dict[str, Mapping[str, Any]] = {}
        for row in self.standing():
            free = who.role in PARTICIPANTS and row.holding.of_seat(who.seat) is None
            marks[f"take-{row.id}"] = {"hidden": not (free and self._may_take(row.holding, who))}
            if not who.organisation:
                marks[f"who-{row.id}"] = {"hidden": False}
        return marks

    def needs(self, scene: Scene) -> Sequence[Term]:
        if scene.state == PLANNED:
            return ()
        offers = sum(len(row.holding.waiting()) for row in self.standing())
        counts = {"offers_wait": offers, **self.unsettled()}
        return tuple(Term(code, {"count": count}) for code, count in counts.items() if count)

    @abstractmethod
    def unsettled(self) -> Mapping[str, int]:
        """Code -> in how many rows that waits for somebody."""


def _own_offer(row: BallRow, seat: str) -> dict[str, Any] | None:
    offer = row.holding.of_seat(seat)
    if offer is None:
        return None
    return {"row": row.id, "title": row.title, "name": offer.name, "waits": row.holding.waits(offer)}
