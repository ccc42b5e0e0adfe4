"""What stays: when it was open, and each comment with what was done about it, why, and on which day."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sessions.activities.consultation.comments import Comment
from sessions.activities.consultation.draft import day_of
from sessions.activities.consultation.moves import WHOLE
from sessions.activities.consultation.views import seen, tally
from sessions.activity import OPEN, Ms, Scene
from sessions.blocks import Block, Heading, Link, Para, Said, Table, Term, Text

if TYPE_CHECKING:
    from sessions.activities.consultation.rules import Consultation

View = dict[str, Any]


def minutes(consultation: "Consultation", scene: Scene) -> list[Block]:
    """Under its own heading when it has one; the paragraphs that somebody commented on are quoted."""
    level = 3 if scene.title == scene.slot.title else 4
    link = consultation.settings.link
    blocks: list[Block] = [Para(Term("period", _period(consultation, scene)))]
    blocks += [Link(Term("the_draft"), link)] if link else []
    blocks.append(Para(Term("tally", tally(consultation))))
    if not _held_back(consultation, scene):
        blocks += _by_paragraph(consultation, scene, level)
    hidden = sum(one.hidden for one in consultation.comments.values())
    return blocks + ([Para(Term("hidden_ones", {"count": hidden}))] if hidden else [])


def _held_back(consultation: "Consultation", scene: Scene) -> bool:
    """What people do not see of each other while they write, the record does not tell either."""
    return scene.state == OPEN and not consultation.settings.others


def _period(consultation: "Consultation", scene: Scene) -> View:
    """Days as ISO dates, "" where there is none."""
    return {
        "opened": _day(scene.opened, scene.zone),
        "closed": _last_day(consultation.settings.until, _day(scene.closed, scene.zone)),
        "until": consultation.settings.until,
    }


def _last_day(until: str, closed: str) -> str:
    """The midnight that closed it belongs to the day after, and whoever closes it later has taken no more comments."""
    return min(filter(None, (until, closed)), default="") if closed else ""


def _day(at: Ms | None, zone: str) -> str:
    return day_of(at, zone) if at else ""


def _by_paragraph(consultation: "Consultation", scene: Scene, level: int) -> Iterator[Block]:
    comments = seen(consultation)
    texts = {part.number: part.text for part in consultation.parts if part.number}
    for number in (*texts, WHOLE):
        found = [one for one in comments if one.paragraph == number]
        if found:
            yield Heading(Term("on_paragraph", {"number": number}), level)
            if number:
                yield Para(Said(texts[number]))
            yield _table(found, consultation.settings.support and consultation.settings.others, scene.zone)


def _table(comments: Sequence[Comment], supported: bool, zone: str) -> Table:
    head = (Term("comment"), *((Term("support"),) if supported else ()), Term("done"), Term("why"))
    rows = tuple(tuple(_row(one, supported, zone)) for one in comments)
    return Table(head, rows, numeric=(1,) if supported else ())


def _row(comment: Comment, supported: bool, zone: str) -> Iterator[Text]:
    yield Said(comment.text) if comment.text else Term("removed_text")
    if supported:
        yield Said(str(comment.support))
    day = day_of(comment.decided, zone) if comment.decided else ""
    yield Term("verdict", {"verdict": comment.verdict or "", "iso": day})
    yield Said(comment.reason)


def record(consultation: "Consultation", scene: Scene) -> View:
    """Times are milliseconds since 1970, null where there is none. `paragraph`: 0 for the text as a whole.

    `verdict`: adopted, changed, no, or null while nothing has been done. `support`: people behind it.
    """
    comments = [] if _held_back(consultation, scene) else seen(consultation)
    return {
        "link": consultation.settings.link,
        "until": consultation.settings.until,
        "opened": scene.opened,
        "closed": scene.closed,
        "paragraphs": [
            {"number": part.number, "text": part.text} for part in consultation.parts if part.number
        ],
        **tally(consultation),
        "comments": [_kept(one) for one in comments],
        "count": len(seen(consultation)),
        "hidden": sum(one.hidden for one in consultation.comments.values()),
    }


def _kept(comment: Comment) -> View:
    return {
        "id": comment.id,
        "number": comment.number,
        "paragraph": comment.paragraph,
        "text": comment.text,
        "support": comment.support,
        "said": comment.said,
        "typed_in": comment.typed,
        "verdict": comment.verdict,
        "reason": comment.reason,
        "decided": comment.decided or None,
    }
