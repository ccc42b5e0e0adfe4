"""What may be written in the protocol, and what becomes of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any, ClassVar

from msgspec import UNSET, structs

from sessions.activities.protocol import moves as m
from sessions.activities.protocol import report, views
from sessions.activities.protocol.pages import pages
from sessions.activities.protocol.rows import Row, in_order, row_of
from sessions.activities.protocol.sample import written
from sessions.activity import (
    PARTICIPANTS,
    PLANNED,
    Activity,
    Event,
    Item,
    Move,
    Ms,
    Person,
    Rejected,
    Sample,
    Scene,
    Turn,
    View,
    needed,
    tidy,
)
from sessions.ball import (
    BALL_EVENTS,
    BallEvent,
    BallMove,
    Carried,
    Carrying,
    Holding,
    PassBall,
    TakeBall,
    read_drivers,
)
from sessions.blocks import Block, Term


class Protocol(Carrying, Activity):
    """Rows in order. All proposals have one, also those that lost; a "?" stays until somebody takes it."""

    kind = "protocol"
    moves = m.MOVES
    events: ClassVar[tuple[type[Event], ...]] = (m.DriversNamed, *BALL_EVENTS)
    suggested_by = (
        *(
            "protokoll",
            "bollen",
            "ansvar",
            "nästa steg",
            "handlingsplan",
            "next steps",
            "action plan",
            "protocol",
        ),
        *("protokol", "pöytäkirja", "seuraavat askeleet", "nächste schritte", "prochaines étapes"),
    )
    Settings = m.Settings
    scribed = True

    def __init__(self, settings: Any = None) -> None:
        super().__init__(settings)
        self.rows: dict[str, Row] = {}
        self.alone = ""
        self.page = 1

    def opened(self, items: Sequence[Item]) -> None:
        """New rows come after those that are there; what was written in a row stays."""
        for item in in_order(list(items)[: m.MOST_ROWS]):
            if item.id in self.rows:
                self.rows[item.id].outcome = item.outcome
            else:
                self.rows[item.id] = row_of(item)

    # what somebody asks

    def decide(self, move: Move, turn: Turn, scene: Scene) -> Sequence[Event]:
        if isinstance(move, BallMove):
            return self._moved_ball(move, turn, scene)
        if isinstance(move, m.AddRow):
            return self._added(move, turn, scene)
        judge: Callable[..., Event] | None = getattr(self, f"_{type(move).__struct_config__.tag}", None)
        return (judge(move, turn) if judge else move,)

    def _moved_ball(self, move: BallMove, turn: Turn, scene: Scene) -> Sequence[Event]:
        holding = self.row(move.row).holding
        if isinstance(move, TakeBall) and not self.settings.offers and not holding.names_it(turn.who):
            raise Rejected("not_named")
        return holding.judged(move, turn, scene.organisations)

    def _added(self, move: m.AddRow, turn: Turn, scene: Scene) -> Sequence[Event]:
        """The row, and its first ball."""
        if len(self.standing()) >= m.MOST_ROWS:
            raise Rejected("too_many_rows", most=m.MOST_ROWS)
        title, purpose = needed(move.title, m.LONGEST["title"]), self._text("purpose", move.purpose)
        row = turn.new_id("w")
        passed = Holding().judged(PassBall(row, move.ball), turn, scene.organisations)
        return (structs.replace(move, title=title, purpose=purpose, ball="", id=row), *passed)

    def _edit_row(self, move: m.EditRow, turn: Turn) -> Event:
        self.row(move.row)
        sent = {name: text for name in m.LONGEST if (text := getattr(move, name)) is not UNSET}
        clean = {name: self._text(name, text) for name, text in sent.items()}
        if clean.get("title") == "":
            raise Rejected("empty", field="title")
        return structs.replace(move, **clean)

    def _text(self, field: str, text: str) -> str:
        try:
            return tidy(text, m.LONGEST[field], lines=field in ("purpose", "decision"))
        except Rejected as refused:
            raise Rejected(refused.code, **refused.values, field=field) from None

    def _name_drivers(self, move: m.NameDrivers, turn: Turn) -> Event:
        """The main one stays the main one as long as it is named."""
        row = self.row(move.row)
        drivers, main = read_drivers(move.drivers, row.drivers)
        if move.main is not None:
            return m.DriversNamed(move.row, drivers, move.main if move.main <= len(drivers) else 0)
        before = row.drivers[row.main - 1] if row.main else ""
        stays = drivers.index(before) + 1 if before in drivers else 0
        return m.DriversNamed(move.row, drivers, main or stays)

    def _mark_main(self, move: m.MarkMain, turn: Turn) -> Event:
        row = self.row(move.row)
        if move.main > len(row.drivers):
            raise Rejected("changed_since")
        return m.DriversNamed(move.row, row.drivers, move.main)

    def _remove_row(self, move: m.RemoveRow, turn: Turn) -> Event:
        self.row(move.row)
        return move

    def _row_back(self, move: m.RowBack, turn: Turn) -> Event:
        if move.row not in self.rows or not self.rows[move.row].removed:
            raise Rejected("changed_since")
        return move

    def _move_row(self, move: m.MoveRow, turn: Turn) -> Event:
        self.row(move.row)
        if move.to >= len(self.standing()):
            raise Rejected("not_now")
        return move

    def _show_row(self, move: m.ShowRow, turn: Turn) -> Event:
        if move.row:
            self.row(move.row)
        return move

    def row(self, row: str) -> Row:
        """A row that stands in the protocol. Raises Rejected("unknown")."""
        if row not in self.rows or self.rows[row].removed:
            raise Rejected("unknown")
        return self.rows[row]

    # what has happened

    def apply(self, event: Event, by: str, at: Ms) -> None:
        match event:
            case m.AddRow():
                self.rows[event.id] = Row(event.id, event.title, event.purpose)
                self._follow(event.id)
            case m.EditRow():
                self._edited(event)
            case m.DriversNamed():
                row = self.rows[event.row]
                row.drivers, row.main = event.drivers, event.main
            case m.RemoveRow() | m.RowBack():
                self.rows[event.row].removed = isinstance(event, m.RemoveRow)
                self.alone = "" if self.alone == event.row else self.alone
            case m.MoveRow():
                self._placed(event.row, event.to)
            case m.ShowRow():
                self.alone = event.row
            case m.TurnPage():
                self.page = event.page
            case _:
                self._ball_moved(event, by, at)

    def _edited(self, event: m.EditRow) -> None:
        row = self.rows[event.row]
        for name in m.LONGEST:
            if getattr(event, name) is not UNSET:
                setattr(row, name, getattr(event, name))
        self._follow(event.row)

    def _ball_moved(self, event: Event, by: str, at: Ms) -> None:
        if not isinstance(event, BallEvent):
            return
        self.rows[event.row].holding.apply(event, by, at)
        self._follow(event.row)

    def _placed(self, row: str, to: int) -> None:
        order = [one.id for one in self.standing() if one.id != row]
        order.insert(to, row)
        away = [one for one in self.rows if self.rows[one].removed]
        self.rows = {one: self.rows[one] for one in (*order, *away)}

    def _follow(self, row: str) -> None:
        """The wall turns to what is being written."""
        found = (number for number, page in enumerate(self.pages(), 1) if row in {one.id for one in page})
        self.page = next(found, self.page)

    def inverse(self, event: Event) -> Move | None:
        match event:
            case m.AddRow():
                return m.RemoveRow(event.id)
            case m.RemoveRow():
                return m.RowBack(event.row)
            case m.RowBack():
                return m.RemoveRow(event.row)
            case m.EditRow():
                row = self.rows[event.row]
                sent = [name for name in m.LONGEST if getattr(event, name) is not UNSET]
                return m.EditRow(event.row, **{name: getattr(row, name) for name in sent})
            case m.MoveRow():
                return m.MoveRow(event.row, [row.id for row in self.standing()].index(event.row))
            case m.DriversNamed():
                row = self.rows[event.row]
                return m.NameDrivers(event.row, views.drivers_text(row), row.main)
        return self._ball_back(event)

    def _ball_back(self, event: Event) -> Move | None:
        if isinstance(event, BallEvent):
            return self.rows[event.row].holding.inverse(event)
        return None

    def forget(self, seat: str) -> None:
        for row in self.rows.values():
            row.holding.forget(seat)

    def authored(self, seat: str) -> set[str]:
        """Of what this seat wrote only a name can stand in a row's ball."""
        return {f"{row.id}:ball" for row in self.rows.values() if row.holding.wrote_in(seat)}

    # what is seen

    def pages(self) -> list[list[Row]]:
        """The rows as the wall shows them, page by page."""
        return pages(self.standing(), self.settings.ask)

    def standing(self) -> list[Row]:
        return [row for row in self.rows.values() if not row.removed]

    def everyone(self, scene: Scene) -> View:
        return views.phone(self, scene)

    def wall(self, scene: Scene) -> View:
        return views.wall(self, scene)

    def desk(self, scene: Scene) -> View:
        return views.desk(self, scene)

    def seat(self, who: Person, scene: Scene) -> View:
        return views.own(self, who, scene)

    def marks(self, who: Person, scene: Scene) -> Mapping[str, Mapping[str, Any]]:
        """Who only watches takes no ball; who has said so already need not again; a seat of nobody says who it is."""
        marks: dict[str, Mapping[str, Any]] = {}
        for row in self.standing():
            able = who.role in PARTICIPANTS and row.holding.of_seat(who.seat) is None
            able = able and (self.settings.offers or row.holding.names_it(who))
            marks[f"take-{row.id}"] = {"hidden": not able}
            if not who.organisation:
                marks[f"who-{row.id}"] = {"hidden": False}
        return marks

    def needs(self, scene: Scene) -> Sequence[Term]:
        if scene.state == PLANNED:
            return ()
        rows = self.standing()
        unknown = [field for row in rows for field in row.unknown(self.settings.ask)]
        counts = {
            "offers_wait": sum(len(row.holding.waiting()) for row in rows),
            "ball_unknown": unknown.count("ball"),
            "convener_unknown": unknown.count("convener"),
        }
        return tuple(Term(code, {"count": count}) for code, count in counts.items() if count)

    def items(self) -> list[Item]:
        return [row.item() for row in self.standing()]

    def carried(self) -> Sequence[Carried]:
        return [row.carried() for row in self.standing()]

    def minutes(self, scene: Scene) -> list[Block]:
        return report.minutes(self, scene)

    def record(self, scene: Scene) -> View:
        return report.record(self, scene)

    def sample(self, people: Sequence[Person], dice: Random) -> Iterator[Sample]:
        return written(self, people, dice)
