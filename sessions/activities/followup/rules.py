"""What may be said of last time's actions, and what becomes of them."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any, ClassVar

from msgspec import structs

from sessions.activities.followup import moves as m
from sessions.activities.followup import report, views
from sessions.activities.followup.pasted import read_actions
from sessions.activities.followup.rows import Left, Row, row_of_carried, row_of_item, row_of_pasted
from sessions.activities.followup.sample import followed_up
from sessions.activity import (
    OPEN,
    Event,
    Item,
    Move,
    Ms,
    Person,
    Rejected,
    Sample,
    Scene,
    TimerSet,
    Turn,
    View,
)
from sessions.ball import (
    BALL_EVENTS,
    MOST_ROWS,
    Answer,
    Asked,
    BallRows,
    Carried,
    CarryOver,
    Earlier,
    Entrust,
    Questioned,
    RemoveRow,
    answered,
    entrusted,
    named,
)
from sessions.blocks import Block, Term

ROW_CLOCK = "row"


class Followup(Questioned, BallRows[Row]):
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
    longest = m.LONGEST
    lined = frozenset({"note", "needs"})

    def __init__(self, settings: Any = None) -> None:
        super().__init__(settings)
        self.current = ""
        self.visited: set[str] = set()

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

    def _judge_time_is_up(self, move: Move, turn: Turn, scene: Scene) -> Sequence[Event]:
        return ()

    def _judge_next_row(self, move: m.NextRow, turn: Turn, scene: Scene) -> Sequence[Event]:
        coming = self.coming()
        if move.to != coming:
            raise Rejected("moved_on")
        return self._begun(coming, turn, scene)

    def _judge_start_row(self, move: m.StartRow, turn: Turn, scene: Scene) -> Sequence[Event]:
        return self._begun(move.row and self.row(move.row).id, turn, scene)

    def _begun(self, row: str, turn: Turn, scene: Scene) -> Sequence[Event]:
        if scene.state != OPEN:
            raise Rejected("not_open")
        seconds = views.seconds_for(self, row, turn.at, scene) if row else 0
        return (m.RowBegun(row), TimerSet(ROW_CLOCK, seconds))

    def _judge_paste(self, move: m.Paste, turn: Turn, scene: Scene) -> Sequence[Event]:
        found = tuple(row for row in read_actions(move.text) if row.id not in self.rows)
        if not found:
            raise Rejected("nothing_new", field="text")
        self._room_for(len(found))
        return (m.RowsAdded(found),)

    def _judge_carry_over(self, move: CarryOver, turn: Turn, scene: Scene) -> Sequence[Event]:
        found = tuple(row for row in move.rows if row.id not in self.rows)
        if not found:
            raise Rejected("nothing_new")
        self._room_for(len(found))
        return (structs.replace(move, rows=found),)

    def _room_for(self, more: int) -> None:
        if len(self.rows) + more > MOST_ROWS:
            raise Rejected("too_many_rows", most=MOST_ROWS)

    def _judge_set_status(self, move: m.SetStatus, turn: Turn, scene: Scene) -> Sequence[Event]:
        self.row(move.row)
        return (move,)

    def _judge_go_on(self, move: m.GoOn, turn: Turn, scene: Scene) -> Sequence[Event]:
        self.row(move.row)
        return (move,)

    def _judge_answer(self, move: Answer, turn: Turn, scene: Scene) -> Sequence[Event]:
        self._left(move.id)
        return (answered(move),)

    def _judge_unanswer(self, move: m.Unanswer, turn: Turn, scene: Scene) -> Sequence[Event]:
        if not self._left(move.id).answer:
            raise Rejected("changed_since")
        return (move,)

    def _judge_entrust(self, move: Entrust, turn: Turn, scene: Scene) -> Sequence[Event]:
        """Nothing happens when that is what it says already."""
        asked, clean = self._left(move.id).asked, entrusted(move)
        news = {name: text for name, text in named(clean).items() if text != getattr(asked, name)}
        return (clean,) if news else ()

    def _left(self, question: str) -> Left:
        """Raises Rejected("unknown")."""
        for row in self.standing():
            for left in row.left:
                if left.asked.id == question:
                    return left
        raise Rejected("unknown")

    # what has happened

    def apply(self, event: Event, by: str, at: Ms) -> None:
        super().apply(event, by, at)
        match event:
            case m.RowsAdded():
                for new in event.rows:
                    self._add(row_of_pasted(new))
            case CarryOver():
                for carried in event.rows:
                    self._add(row_of_carried(carried, Earlier(event.title, event.date, event.code), at))
            case m.SetStatus():
                self.rows[event.row].status = event.status
            case m.GoOn():
                self.rows[event.row].goes_on = event.on
            case RemoveRow():
                self.current = "" if self.current == event.row else self.current
            case Answer() | m.Unanswer():
                self._left(event.id).answer = event.text if isinstance(event, Answer) else ""
            case Entrust():
                left = self._left(event.id)
                left.asked = structs.replace(left.asked, **named(event))
            case m.RowBegun():
                self.visited |= {self.current, event.row} - {""}
                self.current = event.row

    def inverse(self, event: Event) -> Move | None:
        match event:
            case m.SetStatus():
                return m.SetStatus(event.row, self.rows[event.row].status)
            case m.GoOn():
                return m.GoOn(event.row, self.rows[event.row].stays)
            case Answer():
                return None if self._left(event.id).answer else m.Unanswer(event.id)
            case Entrust():
                asked = self._left(event.id).asked
                return structs.replace(event, **{name: getattr(asked, name) for name in named(event)})
        return super().inverse(event)

    # what is seen

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

    def unsettled(self) -> Mapping[str, int]:
        return {"ball_unknown": sum(row.stays and row.holding.ball.unknown for row in self.standing())}

    def onward(self, scene: Scene) -> tuple[Term, Move] | None:
        """The next row; after the last one, all of them together. Also what a presenter's remote does."""
        coming = self.coming()
        if not coming and not self.current:
            return None
        code = "row_all" if not coming else "row_next" if self.visited else "row_first"
        return Term(code, {"title": self.rows[coming].title if coming else ""}), m.NextRow(coming)

    def items(self) -> list[Item]:
        """What goes on to today's protocol."""
        return [row.item() for row in self.standing() if row.stays]

    def carried(self) -> Sequence[Carried]:
        return [row.carried() for row in self.standing()]

    def came_from(self, row: str) -> Earlier | None:
        return self.rows[row].came if row in self.rows else None

    def unanswered(self, scene: Scene) -> Sequence[Asked]:
        """What earlier sessions left open, and nobody has answered since."""
        return [
            structs.replace(left.asked, about=row.id)
            for row in self.standing()
            for left in row.left
            if left.asked.text and not left.answer
        ]

    def minutes(self, scene: Scene) -> list[Block]:
        return report.minutes(self, scene)

    def record(self, scene: Scene) -> View:
        return report.record(self, scene)

    def sample(self, people: Sequence[Person], dice: Random) -> Iterator[Sample]:
        return followed_up(self, people, dice)
