"""A row of the follow-up as it stands."""

from msgspec import Struct

from sessions.activities.followup.moves import OVER, NewRow, Status
from sessions.activity import Item, Ms
from sessions.ball import Asked, Ball, BallRow, Carried, Earlier, Holding, Past, read_ball, written_ball


class Left(Struct):
    """A question that was left open, and what has been answered since ("": nothing)."""

    asked: Asked
    answer: str = ""


class Row(BallRow):
    """`text`: what it said when it came here. `goes_on` None: as its status has it. `came`: from which session.

    `left`: the questions that it brought along.
    """

    text: str = ""
    steps: tuple[str, ...] = ()
    status: Status = ""
    note: str = ""
    needs: str = ""
    goes_on: bool | None = None
    outcome: str = ""
    convener: str = ""
    due: str = ""
    group: str = ""
    area: str = ""
    from_ids: tuple[str, ...] = ()
    came: Earlier | None = None
    left: tuple[Left, ...] = ()

    @property
    def stays(self) -> bool:
        """Whether it goes on to today's protocol."""
        return self.status not in OVER if self.goes_on is None else self.goes_on

    def item(self) -> Item:
        text = "\n".join(part for part in (self.note or self.text, self.needs) if part)
        ball = written_ball(self.holding.ball)
        return Item(self.id, self.title, text, self.from_ids, self.group, self.area, "", self.outcome, ball)

    def carried(self) -> Carried:
        return Carried(
            self.id,
            self.title,
            self.note or self.text,
            self.holding.ball,
            self.outcome,
            self.convener,
            self.needs,
            self.due,
            self.status,
            self.from_ids,
            tuple(self.holding.past()),
        )


def row_of_pasted(new: NewRow) -> Row:
    return Row(new.id, new.title, steps=new.steps, status=new.status, note=new.note)


def row_of_item(item: Item) -> Row:
    return Row(
        item.id,
        item.title,
        Holding.of(read_ball(item.ball)),
        text=item.text,
        outcome=item.outcome,
        group=item.group,
        area=item.area,
        from_ids=item.from_ids,
    )


KNOWN: dict[str, Status] = {
    "done": "done",
    "under_way": "under_way",
    "not_begun": "not_begun",
    "dropped": "dropped",
}


def row_of_carried(row: Carried, came: Earlier, at: Ms) -> Row:
    """With the whole history of its ball; what was to be the next step is what we ask about now."""
    brought = Past(at, "brought", row.ball, came.title)
    return Row(
        row.id,
        row.title,
        Holding.of(Ball(*_kept(row.ball)), (*row.past, brought)),
        text=row.text,
        steps=(row.next_step,) if row.next_step else (),
        status=KNOWN.get(row.status, ""),
        outcome=row.outcome,
        convener=row.convener,
        due=row.due,
        from_ids=row.from_ids,
        came=came,
        left=tuple(map(Left, row.questions)),
    )


def _kept(ball: Ball) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    lead, together, pilot = (
        tuple(name for name in part if name) for part in (ball.lead, ball.together, ball.pilot)
    )
    return lead, together, pilot
