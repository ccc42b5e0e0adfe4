"""A consultation: comments on a draft that can go on after the day, and what was done about each of them."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from msgspec.structs import replace

from sessions.activities.consultation import moves as m
from sessions.activities.consultation import report, views
from sessions.activities.consultation.comments import Comment
from sessions.activities.consultation.draft import Part, checked, is_over, last_moment, parts_of
from sessions.activities.consultation.sample import comments
from sessions.activity import (
    OPEN,
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
    Turn,
    View,
    needed,
    tidy,
)
from sessions.blocks import Block, Term

EXAMPLE = """# Mötesplatsen

Huset hålls öppet tre kvällar i veckan.

Föreningarna har nycklarna.

Det kostar inget."""


class Consultation(Activity):
    """Nobody is told who wrote what; a scribe may decide as the desk does."""

    kind = "consultation"
    moves = m.MOVES
    lasts = True
    scribed = True
    suggested_by = (
        *(
            "remiss",
            "samråd",
            "synpunkter på utkast",
            "kommentera utkast",
            "consultation",
            "comments on the draft",
        ),
        *("høring", "anhörung", "استشارة"),
    )
    Settings = m.Settings
    example = {"text": EXAMPLE}

    def __init__(self, settings: Any = None) -> None:
        super().__init__(settings)
        self.parts: list[Part] = parts_of(self.settings.text)
        self.comments: dict[str, Comment] = {}
        self.came = 0
        self.zoomed = m.WHOLE

    def settings_changed(self, settings: Any) -> None:
        """Words can be put right while people comment; the numbers that comments refer to stay."""
        checked(settings)
        parts = parts_of(settings.text)
        if self.comments and _last(parts) != _last(self.parts):
            raise Rejected("numbers_stay", field="text", count=_last(self.parts))
        super().settings_changed(settings)
        self.parts = parts
        self.zoomed = min(self.zoomed, _last(parts))

    # what is asked for

    def decide(self, move: Move, turn: Turn, scene: Scene) -> Sequence[Event]:
        match move:
            case m.Say():
                return (self._said(move, turn, scene),)
            case m.TypeIn():
                return (replace(move, text=self._text(move), id=turn.new_id("c")),)
            case m.TakeBack():
                return (self._own(move, turn.who.seat),)
            case m.Support():
                return (self._supported(move, turn, scene),)
            case m.Decide():
                return (self._decided(move),)
            case m.Zoom():
                self._there(move.paragraph, "paragraph")
                return (move,)
            case TimeIsUp():
                return ()
        self._known(getattr(move, "id"))  # noqa: B009
        return (move,)

    def _said(self, move: m.Say, turn: Turn, scene: Scene) -> Event:
        self._in_time(turn, scene)
        text = self._text(move)
        own = [one for one in self.comments.values() if one.seat == turn.who.seat]
        if (text.casefold(), move.paragraph) in {(one.text.casefold(), one.paragraph) for one in own}:
            raise Rejected("said_already", field="text")
        if len(own) >= self.settings.each:
            raise Rejected("enough_said", field="text", most=self.settings.each)
        return replace(move, text=text, id=turn.new_id("c"), weight=turn.who.weight)

    def _in_time(self, turn: Turn, scene: Scene) -> None:
        if is_over(self.settings, turn.at, scene.zone):
            raise Rejected("last_day_passed", iso=self.settings.until)

    def _text(self, move: m.Say | m.TypeIn) -> str:
        self._there(move.paragraph, "text")
        if len(self.comments) >= m.MOST_COMMENTS:
            raise Rejected("too_many", field="text", most=m.MOST_COMMENTS)
        return needed(move.text, m.LONGEST, lines=True)

    def _there(self, paragraph: int, field: str) -> None:
        if paragraph > _last(self.parts):
            raise Rejected("no_such_paragraph", field=field)

    def _own(self, move: m.TakeBack, seat: str) -> Event:
        comment = self._known(move.id)
        if comment.seat != seat:
            raise Rejected("unknown")
        if comment.verdict:
            raise Rejected("settled")
        return move

    def _supported(self, move: m.Support, turn: Turn, scene: Scene) -> Event:
        self._in_time(turn, scene)
        comment = self._known(move.id)
        if not (self.settings.others and self.settings.support) or comment.hidden:
            raise Rejected("not_now")
        if comment.seat == turn.who.seat:
            raise Rejected("own_comment")
        return replace(move, weight=turn.who.weight)

    def _decided(self, move: m.Decide) -> Event:
        self._known(move.id)
        reason = tidy(move.reason, m.LONGEST_REASON, lines=True)
        if not reason and move.verdict != "adopted":
            raise Rejected("reason_needed", field="reason")
        return replace(move, reason=reason)

    def _known(self, id: str) -> Comment:
        if id not in self.comments:
            raise Rejected("unknown")
        return self.comments[id]

    # what has happened

    def apply(self, event: Event, by: str, at: Ms) -> None:
        match event:
            case m.Say():
                self._put(event, by, at).backers[by] = event.weight
            case m.TypeIn():
                self._put(event, "", at)
            case m.TakeBack():
                self.comments.pop(event.id, None)
            case m.Support():
                self._backed(event, by)
            case m.Zoom():
                self.zoomed = event.paragraph
            case _:
                self._judged(self.comments[getattr(event, "id")], event, at)  # noqa: B009

    def _put(self, event: m.Say | m.TypeIn, seat: str, at: Ms) -> Comment:
        self.came += 1
        comment = Comment(event.id, self.came, seat, event.paragraph, event.text, at)
        self.comments[event.id] = comment
        return comment

    def _backed(self, event: m.Support, by: str) -> None:
        if event.id in self.comments:
            backers = self.comments[event.id].backers
            backers.pop(by, None)
            if event.on:
                backers[by] = event.weight

    @staticmethod
    def _judged(comment: Comment, event: Event, at: Ms) -> None:
        match event:
            case m.Decide():
                comment.verdict, comment.reason, comment.decided = event.verdict, event.reason, at
            case m.Undecide():
                comment.verdict, comment.reason, comment.decided = None, "", 0
            case _:
                comment.hidden = isinstance(event, m.Hide)

    def inverse(self, event: Event) -> Move | None:
        match event:
            case m.Decide() | m.Undecide():
                before = self.comments[event.id]
                if before.verdict is None:
                    return m.Undecide(event.id)
                return m.Decide(event.id, before.verdict, before.reason)
            case m.Hide():
                return m.ShowAgain(event.id)
            case m.ShowAgain():
                return m.Hide(event.id)
            case m.Zoom():
                return m.Zoom(self.zoomed)
        return None

    def forget(self, seat: str) -> None:
        for comment in self.comments.values():
            if comment.seat == seat:
                comment.text = ""

    def goes_on_until(self, scene: Scene) -> Ms | None:
        return last_moment(self.settings, scene.zone)

    # what is seen

    def everyone(self, scene: Scene) -> View:
        return views.phone(self, scene)

    def wall(self, scene: Scene) -> View:
        return views.wall(self, scene)

    def desk(self, scene: Scene) -> View:
        return views.desk(self, scene)

    def seat(self, who: Person, scene: Scene) -> View:
        return views.own(self, who)

    def marks(self, who: Person, scene: Scene) -> Mapping[str, Mapping[str, Any]]:
        return views.marks(self, who)

    def needs(self, scene: Scene) -> Sequence[Term]:
        undecided = len(views.undecided(self))
        waiting = (Term("to_decide", {"count": undecided}),) if undecided else ()
        over = scene.state == OPEN and is_over(self.settings, scene.at, scene.zone)
        return (*waiting, Term("time_to_close", {"iso": self.settings.until})) if over else waiting

    # what is kept

    def items(self) -> list[Item]:
        """Every comment that everybody may see."""
        seen = views.seen(self) if self.settings.others else []
        return [Item(one.id, one.text, one.reason) for one in seen if one.text]

    def authored(self, seat: str) -> set[str]:
        return {one.id for one in self.comments.values() if one.seat == seat}

    def minutes(self, scene: Scene) -> list[Block]:
        return report.minutes(self, scene)

    def record(self, scene: Scene) -> View:
        return report.record(self, scene)

    def sample(self, people: Sequence[Person], dice: Random) -> Iterator[Sample]:
        return comments(self, people, dice)


def _last(parts: Sequence[Part]) -> int:
    """The number of the last paragraph."""
    return max((part.number for part in parts), default=0)
