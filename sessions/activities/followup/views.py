"""What each audience may see of a follow-up, and how long each row gets. Nothing in it is hidden from anybody."""

from typing import TYPE_CHECKING, Any

from sessions.activities.followup.moves import LEAST_SECONDS, LONGEST
from sessions.activities.followup.pages import pages
from sessions.activities.followup.rows import Left, Row
from sessions.activity import Clock, Ms, Scene
from sessions.ball import LONGEST_ASKED, asked_view, ball_view, open_questions, past_view

if TYPE_CHECKING:
    from sessions.activities.followup.rules import Followup

View = dict[str, Any]

SECONDS_WITHOUT_SLOT = 120


def seconds_for(followup: "Followup", row: str, at: Ms, scene: Scene) -> int:
    """How long this row gets: its share of the time that is left, with all that have not had their turn."""
    if followup.settings.seconds:
        return int(max(followup.settings.seconds, LEAST_SECONDS))
    clock = scene.clocks.get("") or scene.slot.clock
    if clock is None:
        return each(followup, scene)
    waiting = sum(one.id not in followup.visited and one.id != row for one in followup.standing()) + 1
    return max(_left(clock, at) // 1000 // waiting, LEAST_SECONDS)


def _left(clock: Clock, at: Ms) -> int:
    return clock.left if clock.deadline is None else clock.deadline - at


def each(followup: "Followup", scene: Scene) -> int:
    """Seconds for each row as it is planned."""
    if followup.settings.seconds:
        return int(max(followup.settings.seconds, LEAST_SECONDS))
    if not scene.slot.minutes:
        return SECONDS_WITHOUT_SLOT
    return max(scene.slot.minutes * 60 // max(len(followup.standing()), 1), LEAST_SECONDS)


def row_view(followup: "Followup", row: Row, number: int, scene: Scene) -> View:
    """`questions`: those that are open. `answered`: what has been answered of those that it brought along."""
    ball = ball_view(row.holding)
    return {
        "id": row.id,
        "number": number,
        "title": row.title,
        "text": row.text,
        "steps": list(row.steps),
        "status": row.status,
        "note": row.note,
        "needs": row.needs,
        "ball": {**ball, "unknown": ball["unknown"] and row.stays},
        "goes_on": row.stays,
        "outcome": row.outcome,
        "convener": row.convener,
        "due": row.due,
        "came": {"title": row.came.title, "date": row.came.date} if row.came else None,
        "now": row.id == followup.current,
        "questions": [asked_view(one) for one in open_questions(scene).get(row.id, ())],
        "answered": [_answered(followup, left) for left in row.left if left.answer],
        "had": row.id in followup.visited and row.id != followup.current,
    }


def _answered(followup: "Followup", left: Left) -> View:
    return {**asked_view(left.asked), "step": followup.step, "answer": left.answer}


def rows_view(followup: "Followup", scene: Scene) -> list[View]:
    return [row_view(followup, row, number, scene) for number, row in enumerate(followup.standing(), 1)]


def wall(followup: "Followup", scene: Scene) -> View:
    """The row whose turn it is, or a page of all. `tally`: how many there are of each status."""
    rows = rows_view(followup, scene)
    all_pages = pages(followup.standing())
    page = min(followup.page, len(all_pages))
    here = {row.id for row in all_pages[page - 1]}
    coming = followup.coming()
    return {
        "current": next((row for row in rows if row["now"]), None),
        "next": next((row["title"] for row in rows if row["id"] == coming), "") if followup.current else "",
        "rows": [row for row in rows if row["id"] in here],
        "page": page,
        "pages": len(all_pages),
        "count": len(rows),
        "tally": _tally(rows),
    }


def _tally(rows: list[View]) -> list[View]:
    statuses = ("done", "under_way", "not_begun", "dropped")
    counts = ((status, sum(row["status"] == status for row in rows)) for status in statuses)
    return [{"status": status, "count": count} for status, count in counts if count]


def phone(followup: "Followup", scene: Scene) -> View:
    rows = rows_view(followup, scene)
    for row in rows:
        row["past"] = past_view(followup.rows[row["id"]].holding.past(), scene.zone)
    return {
        "rows": rows,
        "current": next((row for row in rows if row["now"]), None),
        "offers": followup.settings.offers,
        "tally": _tally(rows),
    }


def desk(followup: "Followup", scene: Scene) -> View:
    rows = rows_view(followup, scene)
    for row in rows:
        row["past"] = past_view(followup.rows[row["id"]].holding.past(), scene.zone)
    seconds = each(followup, scene)
    shown = wall(followup, scene)
    coming = followup.coming()
    return {
        "rows": rows,
        "current": next((row for row in rows if row["now"]), None),
        "coming": next((row for row in rows if row["id"] == coming), None),
        "page": shown["page"],
        "pages": shown["pages"],
        "tally": shown["tally"],
        "seconds": seconds,
        "too_long": _too_long(seconds, len(rows), scene),
        "longest": {**LONGEST, **LONGEST_ASKED},
    }


def _too_long(seconds: int, rows: int, scene: Scene) -> int:
    """Whole minutes that all the rows take more than the slot has."""
    over = seconds * rows - (scene.slot.minutes or 0) * 60
    return -(-over // 60) if scene.slot.minutes and over > 0 else 0
