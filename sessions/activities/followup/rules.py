"""What may be said of last time's actions, and what becomes of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any, ClassVar

from msgspec import UNSET, structs

from sessions.activities.followup import moves as m
from sessions.activities.followup import report, views
from sessions.activities.followup.pasted import read_actions
from sessions.activities.followup.rows import Row, row_of_carried, row_of_item, row_of_pasted
from sessions.activities.followup.sample import followed_up
from sessions.activity import (
    OPEN,
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
    TimeIsUp,
    TimerSet,
    Turn,
    View,
    tidy,
)
from sessions.ball import (
    BALL_EVENTS,
    MOST_ROWS,
    BallEvent,
    BallMove,
    Carried,
    Carrying,
    CarryOver,
    Earlier,
    TakeBall,
)
from sessions.blocks import Block, Term

ROW_CLOCK = "row"


class Followup(Carrying, Activity):
    """Every action has its turn and its clock; who is late is not cut off."""

    kind = "followup"
    moves = m.MOVES
    events: ClassVar[tuple[type[Event], ...]] = (*m.EVENTS, *BALL_EVENTS)
    suggested_by = (
        *(
            "uppföljning",
            "återkoppling från",
            "sedan sist",
            "föregående möte",
            "follow-up",
            "follow up",
            "since last",
        ),
        *("opfølgning", "oppfølging", "seuranta", "rückblick", "suivi"),
    )
    Settings = m.Settings
    example: ClassVar[Mapping[str, Any]] = {"actions": "Läxhjälp | pågår\n  Fler lokaler\nMottagning | klart"}
    scribed = True

    def __init__(self, settings: Any = None) -> None:
        super().__init__(settings)
        self.rows: dict[str, Row] = {}
        self.current = ""
        self.visited: set[str] = set()
        self.page = 1

    def settings_changed(self, settings: Any) -> None:
        """Actions that are added to a follow-up that runs come after the others; one taken away stays here."""
        try:
            pasted = read_actions(settings.actions)
        except Rejected as refused:
            raise Rejected(refused.code, **{**refused.values, "field": "actions"}) from None
        if len(pasted) > MOST_ROWS:
            raise Rejected("too_many_rows", most=MOST_ROWS, field="actions")
        self.settings = settings

    def opened(self, items: Sequence[Item]) -> None:
        for item in items:
            self._add(row_of_item(item))
        for new in read_actions(self.settings.actions):
            self._add(row_of_pasted(new))

    def _add(self, row: Row) -> None:
        self.rows.setdefault(row.id, row)

    # what somebody asks

    def decide(self, move: Move, turn: Turn, scene: Scene) -> Sequence[Event]:
        match move:
            case TimeIsUp():
                return ()
            case m.NextRow():
                return self._next(move, turn, scene)
            case m.StartRow():
                return self._begun(move.row and self.row(move.row).id, turn, scene)
            case m.Paste():
                return (self._pasted(move),)
        if isinstance(move, BallMove):
            return self._moved_ball(move, turn, scene)
        judge: Callable[..., Event] | None = getattr(self, f"_{type(move).__struct_config__.tag}", None)
        return (judge(move) if judge else move,)

    def _moved_ball(self, move: BallMove, turn: Turn, scene: Scene) -> Sequence[Event]:
        holding = self.row(move.row).holding
        if isinstance(move, TakeBall) and not self.settings.offers and not holding.names_it(turn.who):
            raise Rejected("not_named")
        return holding.judged(move, turn, scene.organisations)

    def _next(self, move: m.NextRow, turn: Turn, scene: Scene) -> Sequence[Event]:
        coming = self.coming()
        if move.to != coming:
            raise Rejected("moved_on")
        return self._begun(coming, turn, scene)

    def _begun(self, row: str, turn: Turn, scene: Scene) -> Sequence[Event]:
        if scene.state != OPEN:
            raise Rejected("not_open")
        seconds = views.seconds_for(self, row, turn.at, scene) if row else 0
        return (m.RowBegun(row), TimerSet(ROW_CLOCK, seconds))

    def _pasted(self, move: m.Paste) -> Event:
        found = tuple(row for row in read_actions(move.text) if row.id not in self.rows)
        if not found:
            raise Rejected("nothing_new", field="text")
        self._room_for(len(found))
        return m.RowsAdded(found)

    def _carry_over(self, move: CarryOver) -> Event:
        found = tuple(row for row in move.rows if row.id not in self.rows)
        if not found:
            raise Rejected("nothing_new")
        self._room_for(len(found))
        return structs.replace(move, rows=found)

    def _room_for(self, more: int) -> None:
        if len(self.rows) + more > MOST_ROWS:
            raise Rejected("too_many_rows", most=MOST_ROWS)

    def _edit_row(self, move: m.EditRow) -> Event:
        self.row(move.row)
        sent = {name: text for name in m.LONGEST if (text := getattr(move, name)) is not UNSET}
        clean = {name: self._text(name, text) for name, text in sent.items()}
        if clean.get("title") == "":
            raise Rejected("empty", field="title")
        return structs.replace(move, **clean)

    def _text(self, field: str, text: str) -> str:
        try:
            return tidy(text, m.LONGEST[field], lines=field != "title")
        except Rejected as refused:
            raise Rejected(refused.code, **refused.values, field=field) from None

    def _set_status(self, move: m.SetStatus) -> Event:
        self.row(move.row)
        return move

    def _go_on(self, move: m.GoOn) -> Event:
        self.row(move.row)
        return move

    def _remove_row(self, move: m.RemoveRow) -> Event:
        self.row(move.row)
        return move

    def _row_back(self, move: m.RowBack) -> Event:
        if move.row not in self.rows or not self.rows[move.row].removed:
            raise Rejected("changed_since")
        return move

    def row(self, row: str) -> Row:
        """A row that stands in the follow-up. Raises Rejected("unknown")."""
        if row not in self.rows or self.rows[row].removed:
            raise Rejected("unknown")
        return self.rows[row]

    # what has happened

    def apply(self, event: Event, by: str, at: Ms) -> None:
        match event:
            case m.RowsAdded():
                for new in event.rows:
                    self._add(row_of_pasted(new))
            case CarryOver():
                for carried in event.rows:
                    self._add(row_of_carried(carried, Earlier(event.title, event.date, event.code), at))
            case m.EditRow():
                for name in m.LONGEST:
                    if getattr(event, name) is not UNSET:
                        setattr(self.rows[event.row], name, getattr(event, name))
            case m.SetStatus():
                self.rows[event.row].status = event.status
            case m.GoOn():
                self.rows[event.row].goes_on = event.on
            case m.RemoveRow() | m.RowBack():
                self.rows[event.row].removed = isinstance(event, m.RemoveRow)
                self.current = "" if self.current == event.row else self.current
            case m.RowBegun():
                self.visited |= {self.current, event.row} - {""}
                self.current = event.row
            case m.TurnPage():
                self.page = event.page
            case _:
                self._ball_moved(event, by, at)

    def _ball_moved(self, event: Event, by: str, at: Ms) -> None:
        if isinstance(event, BallEvent):
            self.rows[event.row].holding.apply(event, by, at)

    def inverse(self, event: Event) -> Move | None:
        match event:
            case m.EditRow():
                row = self.rows[event.row]
                sent = [name for name in m.LONGEST if getattr(event, name) is not UNSET]
                return m.EditRow(event.row, **{name: getattr(row, name) for name in sent})
            case m.SetStatus():
                return m.SetStatus(event.row, self.rows[event.row].status)
            case m.GoOn():
                return m.GoOn(event.row, self.rows[event.row].stays)
            case m.RemoveRow():
                return m.RowBack(event.row)
            case m.RowBack():
                return m.RemoveRow(event.row)
        return self.rows[event.row].holding.inverse(event) if isinstance(event, BallEvent) else None

    def forget(self, seat: str) -> None:
        for row in self.rows.values():
            row.holding.forget(seat)

    def authored(self, seat: str) -> set[str]:
        """Of what this seat wrote only a name can stand in a row's ball."""
        return {f"{row.id}:ball" for row in self.rows.values() if row.holding.wrote_in(seat)}

    # what is seen

    def standing(self) -> list[Row]:
        return [row for row in self.rows.values() if not row.removed]

    def coming(self) -> str:
        """The next row that has not had its turn; "" when all have."""
        return next(
            (row.id for row in self.standing() if row.id not in self.visited and row.id != self.current), ""
        )

    def everyone(self, scene: Scene) -> View:
        return views.phone(self, scene)

    def wall(self, scene: Scene) -> View:
        return views.wall(self, scene)

    def desk(self, scene: Scene) -> View:
        return views.desk(self, scene)

    def seat(self, who: Person, scene: Scene) -> View:
        return views.own(self, who, scene)

    def marks(self, who: Person, scene: Scene) -> Mapping[str, Mapping[str, Any]]:
        """As in the protocol: who has said yes need not again; a seat of nobody says who it is."""
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
        counts = {
            "offers_wait": sum(len(row.holding.waiting()) for row in rows),
            "ball_unknown": sum(row.stays and row.holding.ball.unknown for row in rows),
        }
        return tuple(Term(code, {"count": count}) for code, count in counts.items() if count)

    def items(self) -> list[Item]:
        """What goes on to today's protocol."""
        return [row.item() for row in self.standing() if row.stays]

    def carried(self) -> Sequence[Carried]:
        return [row.carried() for row in self.standing()]

    def came_from(self, row: str) -> Earlier | None:
        return self.rows[row].came if row in self.rows else None

    def minutes(self, scene: Scene) -> list[Block]:
        return report.minutes(self, scene)

    def record(self, scene: Scene) -> View:
        return report.record(self, scene)

    def sample(self, people: Sequence[Person], dice: Random) -> Iterator[Sample]:
        return followed_up(self, people, dice)
