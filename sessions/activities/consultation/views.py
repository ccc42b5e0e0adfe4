"""What each audience may see of a consultation: never who wrote, and others' comments only where that was chosen."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sessions.activities.consultation.comments import Comment, by_support, in_order
from sessions.activities.consultation.draft import Part, day_of, is_over
from sessions.activities.consultation.moves import LONGEST, LONGEST_REASON, WHOLE
from sessions.activity import OPEN, PARTICIPANTS, Person, Scene

if TYPE_CHECKING:
    from sessions.activities.consultation.rules import Consultation

View = dict[str, Any]

BESIDE = 3
"""Comments that a wall shows beside one paragraph."""
MOST_ON_WALL = 1000
"""Characters of a paragraph that can be read on a wall."""
MOST_TILES = 60
IN_A_LIST = 7
"""Paragraphs that a wall lists with their first words; more stand as numbers only."""
FIRST_WORDS = 140
ON_PHONE = 12
"""Comments on a paragraph that a phone gets; the others are counted."""


def seen(consultation: "Consultation") -> list[Comment]:
    """Those that are not hidden."""
    return in_order(one for one in consultation.comments.values() if not one.hidden)


def undecided(consultation: "Consultation") -> list[Comment]:
    return [one for one in seen(consultation) if one.verdict is None]


def told(comment: Comment) -> View:
    return {
        "id": comment.id,
        "number": comment.number,
        "paragraph": comment.paragraph,
        "text": comment.text,
        "support": comment.support,
        "verdict": comment.verdict or "",
        "reason": comment.reason,
        "typed": comment.typed,
    }


def _told(comments: Iterable[Comment]) -> list[View]:
    return [told(comment) for comment in comments]


def _frame(consultation: "Consultation", scene: Scene) -> View:
    settings = consultation.settings
    return {
        "title": scene.title,
        "link": settings.link,
        "until": settings.until,
        "over": is_over(settings, scene.at, scene.zone),
        "others": settings.others,
        "support": settings.support and settings.others,
        "longest": LONGEST,
        "count": len(seen(consultation)),
    }


def tally(consultation: "Consultation") -> View:
    """How many comments there are, and what has been done about them."""
    verdicts = [one.verdict for one in seen(consultation)]
    return {
        "comments": len(verdicts),
        "undecided": verdicts.count(None),
        **{verdict: verdicts.count(verdict) for verdict in ("adopted", "changed", "no")},
    }


def _on(consultation: "Consultation", paragraph: int) -> list[Comment]:
    return by_support(one for one in seen(consultation) if one.paragraph == paragraph)


def phone(consultation: "Consultation", scene: Scene) -> View:
    """The whole text, with what others have said where that was chosen. `takes`: comments are taken now."""
    parts = [
        {
            "number": part.number,
            "text": part.text,
            **(_said_on(consultation, part.number) if part.number else {}),
        }
        for part in consultation.parts
    ]
    frame = _frame(consultation, scene)
    return {
        **frame,
        "parts": parts,
        "whole": {"number": WHOLE, "text": "", **_said_on(consultation, WHOLE)},
        "takes": scene.state == OPEN and not frame["over"],
        "tally": tally(consultation),
    }


def _said_on(consultation: "Consultation", paragraph: int) -> View:
    found = _on(consultation, paragraph) if consultation.settings.others else []
    return {"comments": _told(found[:ON_PHONE]), "more": max(0, len(found) - ON_PHONE)}


def marks(consultation: "Consultation", who: Person) -> Mapping[str, Mapping[str, Any]]:
    if who.role not in PARTICIPANTS:
        shut = {f"s-{id}": {"disabled": True} for id in consultation.comments}
        fields = {f"write-{part.number}": {"disabled": True} for part in consultation.parts}
        return {"watching": {"hidden": False}, "write-0": {"disabled": True}, **fields, **shut}
    mine = [one for one in consultation.comments.values() if who.seat in one.backers]
    return {
        f"s-{one.id}": {"checked": True, **({"disabled": True} if one.seat == who.seat else {})}
        for one in mine
    }


def own(consultation: "Consultation", who: Person) -> View:
    """One's own comments, and what was done about them; nothing for who has written none."""
    mine = in_order(one for one in consultation.comments.values() if one.seat == who.seat)
    if not mine:
        return {}
    return {
        "mine": [{**told(one), "hidden": one.hidden} for one in mine],
        "left": max(0, consultation.settings.each - len(mine)),
    }


def wall(consultation: "Consultation", scene: Scene) -> View:
    """How many comments each paragraph has; or one of them, with the best supported beside it."""
    count = {part.number: len(_on(consultation, part.number)) for part in consultation.parts if part.number}
    zoomed = next((part for part in consultation.parts if part.number == consultation.zoomed), None)
    numbered = [part for part in consultation.parts if part.number]
    return {
        **_frame(consultation, scene),
        "tally": tally(consultation),
        "most": max(count.values(), default=0),
        "listed": len(numbered) <= IN_A_LIST,
        "paragraphs": [
            {"number": part.number, "text": part.text[:FIRST_WORDS], "comments": count[part.number]}
            for part in _on_tiles(numbered, count)
        ],
        "whole": len(_on(consultation, WHOLE)),
        "zoomed": _zoomed(consultation, zoomed.number, zoomed.text) if zoomed and zoomed.number else None,
    }


def _on_tiles(numbered: list[Part], count: Mapping[int, int]) -> list[Part]:
    """All of them, or when they are too many for a wall those that somebody commented on."""
    if len(numbered) <= MOST_TILES:
        return numbered
    return [part for part in numbered if count[part.number]][:MOST_TILES]


def _zoomed(consultation: "Consultation", number: int, text: str) -> View:
    found = _on(consultation, number)
    beside = _told(found[:BESIDE]) if consultation.settings.others else []
    shown = text if len(text) <= MOST_ON_WALL else f"{text[:MOST_ON_WALL]}…"
    return {"number": number, "text": shown, "cut": shown != text, "count": len(found), "comments": beside}


def desk(consultation: "Consultation", scene: Scene) -> View:
    """Every comment in the order of the text, with the day on which something was done about it."""
    return {
        **wall(consultation, scene),
        "longest_reason": LONGEST_REASON,
        "at": consultation.zoomed,
        "texts": [
            {"number": part.number, "text": part.text[:FIRST_WORDS]}
            for part in consultation.parts
            if part.number
        ],
        "comments": [
            {**told(one), "day": day_of(one.decided, scene.zone) if one.decided else ""}
            for one in seen(consultation)
        ],
        "hidden": _told(in_order(one for one in consultation.comments.values() if one.hidden)),
    }
