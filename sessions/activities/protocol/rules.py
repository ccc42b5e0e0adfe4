"""What may be written in the protocol, and what becomes of it."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any, ClassVar

from msgspec import structs

from sessions.activities.protocol import moves as m
from sessions.activities.protocol import report, views
from sessions.activities.protocol.pages import pages
from sessions.activities.protocol.rows import Row, in_order, row_of
from sessions.activities.protocol.sample import written
from sessions.activity import Event, Item, Move, Ms, Person, Rejected, Sample, Scene, Turn, View, needed
from sessions.ball import (
    BALL_EVENTS,
    MOST_ROWS,
    BallEvent,
    BallRows,
    Carried,
    EditRow,
    Holding,
    PassBall,
    RemoveRow,
    read_drivers,
)
from sessions.blocks import Block


class Protocol(BallRows[Row]):
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
    longest = m.LONGEST
    lined = frozenset({"purpose", "decision"})

    def __init__(self, settings: Any = None) -> None:
        super().__init__(settings)
        self.alone = ""

    def opened(self, items: Sequence[Item]) -> None:
        """New rows come after those that are there; what was written in a row stays."""
        for item in in_order(list(items)[:MOST_ROWS]):
            if item.id in self.rows:
                self.rows[item.id].outcome = item.outcome
            else:
                self.rows[item.id] = row_of(item)

    # what somebody asks

    def _judge_add_row(self, move: m.AddRow, turn: Turn, scene: Scene) -> Sequence[Event]:
        """The row, and its first ball."""
        if len(self.standing()) >= MOST_ROWS:
            raise Rejected("too_many_rows", most=MOST_ROWS)
        title, purpose = needed(move.title, m.LONGEST["title"]), self._text("purpose", move.purpose)
        row = turn.new_id("w")
        passed = Holding().judged(PassBall(row, move.ball), turn, scene.organisations)
        return (structs.replace(move, title=title, purpose=purpose, ball="", id=row), *passed)

    def _judge_name_drivers(self, move: m.NameDrivers, turn: Turn, scene: Scene) -> Sequence[Event]:
        """The main one stays the main one as long as it is named."""
        row = self.row(move.row)
        drivers, main = read_drivers(move.drivers, row.drivers)
        if move.main is not None:
            return (m.DriversNamed(move.row, drivers, move.main if move.main <= len(drivers) else 0),)
        before = row.drivers[row.main - 1] if row.main else ""
        stays = drivers.index(before) + 1 if before in drivers else 0
        return (m.DriversNamed(move.row, drivers, main or stays),)

    def _judge_mark_main(self, move: m.MarkMain, turn: Turn, scene: Scene) -> Sequence[Event]:
        row = self.row(move.row)
        if move.main > len(row.drivers):
            raise Rejected("changed_since")
        return (m.DriversNamed(move.row, row.drivers, move.main),)

    def _judge_show_row(self, move: m.ShowRow, turn: Turn, scene: Scene) -> Sequence[Event]:
        if move.row:
            self.row(move.row)
        return (move,)

    # what has happened

    def apply(self, event: Event, by: str, at: Ms) -> None:
        super().apply(event, by, at)
        match event:
            case m.AddRow():
                self.rows[event.id] = Row(event.id, event.title, purpose=event.purpose)
                self._follow(event.id)
            case m.DriversNamed():
                row = self.rows[event.row]
                row.drivers, row.main = event.drivers, event.main
            case m.ShowRow():
                self.alone = event.row
            case RemoveRow():
                self.alone = "" if self.alone == event.row else self.alone
        if isinstance(event, EditRow | BallEvent):
            self._follow(event.row)

    def _follow(self, row: str) -> None:
        """The wall turns to what is being written."""
        found = (number for number, page in enumerate(self.pages(), 1) if row in {one.id for one in page})
        self.page = next(found, self.page)

    def inverse(self, event: Event) -> Move | None:
        match event:
            case m.AddRow():
                return RemoveRow(event.id)
            case m.DriversNamed():
                row = self.rows[event.row]
                return m.NameDrivers(event.row, views.drivers_text(row), row.main)
        return super().inverse(event)

    # what is seen

    def pages(self) -> list[list[Row]]:
        """The rows as the wall shows them, page by page."""
        return pages(self.standing(), self.settings.ask)

    def everyone(self, scene: Scene) -> View:
        return views.phone(self, scene)

    def wall(self, scene: Scene) -> View:
        return views.wall(self, scene)

    def desk(self, scene: Scene) -> View:
        return views.desk(self, scene)

    def unsettled(self) -> Mapping[str, int]:
        open = [field for row in self.standing() for field in row.unknown(self.settings.ask)]
        return {"ball_unknown": open.count("ball"), "convener_unknown": open.count("convener")}

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
