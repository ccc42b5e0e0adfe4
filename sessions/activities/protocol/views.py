"""What each audience may see of a protocol, as plain data. Nothing in it is hidden from anybody."""

from typing import TYPE_CHECKING, Any

from sessions.activities.protocol.moves import LONGEST
from sessions.activities.protocol.rows import Row
from sessions.activity import Scene
from sessions.ball import LONGEST_ASKED, asked_view, ball_view, is_unknown, open_questions, past_view

if TYPE_CHECKING:
    from sessions.activities.protocol.rules import Protocol

View = dict[str, Any]


def row_view(protocol: "Protocol", row: Row, number: int, scene: Scene) -> View:
    team = scene.group(row.group)
    return {
        "id": row.id,
        "number": number,
        "title": row.title,
        "purpose": row.purpose,
        "outcome": row.outcome,
        "team": {"number": team.number, "name": team.name} if team else None,
        "ball": ball_view(row.holding),
        "drivers": [
            {"name": name, "main": at == row.main, "number": at} for at, name in enumerate(row.drivers, 1)
        ],
        "convener": row.convener if not is_unknown(row.convener) else "",
        "organisation": row.organisation,
        "next_step": row.next_step,
        "due": row.due,
        "decision": row.decision,
        "notes": len(row.from_ids),
        "unknown": list(row.unknown(protocol.settings.ask)),
        "questions": [asked_view(one) for one in open_questions(scene).get(row.id, ())],
    }


def rows_view(protocol: "Protocol", scene: Scene) -> list[View]:
    return [row_view(protocol, row, number, scene) for number, row in enumerate(protocol.standing(), 1)]


def wall(protocol: "Protocol", scene: Scene) -> View:
    """A page of rows, or one of them alone. `open`: rows in which something is unknown, on all pages."""
    rows = rows_view(protocol, scene)
    all_pages = protocol.pages()
    page = min(protocol.page, len(all_pages))
    here = {row.id for row in all_pages[page - 1]}
    return {
        "rows": [row for row in rows if row["id"] in here],
        "alone": next((row for row in rows if row["id"] == protocol.alone), None),
        "page": page,
        "pages": len(all_pages),
        "count": len(rows),
        "open": sum(bool(row["unknown"]) for row in rows),
    }


def phone(protocol: "Protocol", scene: Scene) -> View:
    past = {row.id: past_view(row.holding.past(), scene.zone) for row in protocol.standing()}
    rows = [{**row, "past": past[row["id"]]} for row in rows_view(protocol, scene)]
    return {"rows": rows, "offers": protocol.settings.offers}


def desk(protocol: "Protocol", scene: Scene) -> View:
    rows = rows_view(protocol, scene)
    for row in rows:
        kept = protocol.rows[row["id"]]
        row["convener"] = kept.convener
        row["drivers_text"] = drivers_text(kept)
        row["past"] = past_view(kept.holding.past(), scene.zone)
        row["alone"] = protocol.alone == kept.id
    shown = wall(protocol, scene)
    return {
        "rows": rows,
        "alone": protocol.alone if shown["alone"] else "",
        "page": shown["page"],
        "pages": shown["pages"],
        "open": shown["open"],
        "longest": {**LONGEST, **LONGEST_ASKED},
    }


def drivers_text(row: Row) -> str:
    """As a field shows it, the main one between asterisks."""
    marked = (f"**{name}**" if at == row.main else name for at, name in enumerate(row.drivers, 1))
    return " ".join(f"{name};" for name in marked)
