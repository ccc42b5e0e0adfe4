"""What comes out of a sheet: the group's one action as an item of the golden thread."""

from typing import TYPE_CHECKING

from sessions.activities.worksheet.sheet import Sheet
from sessions.activity import Item

if TYPE_CHECKING:
    from sessions.activities.worksheet.working import Working


def action_of(work: "Working", group: str) -> Item | None:
    """What the group proposes. Its text is the pitch, once there is one: that is what it argues with."""
    note, sheet = work.action(group), work.sheet(group)
    if not note:
        return None
    source = work.taken.get(note, Item(note, ""))
    id = work.chosen(group)[note]
    words = (sheet.text(f"pitch.{note}"), sheet.text(f"text.{note}"), source.text)
    return Item(
        id=id,
        title=sheet.text(f"title.{note}") or work.title(group, note),
        text=next(filter(None, words), ""),
        from_ids=source.from_ids if id == note else (note,),
        group=group,
        area=sheet.area or source.area,
        claimed_by=source.claimed_by,
    )


def authored(work: "Working", seat: str) -> set[str]:
    """The actions that hold words of this seat."""
    return {
        work.chosen(group)[note]
        for group in work.working()
        if (note := work.action(group)) and _wrote(seat, work.sheet(group), note)
    }


def _wrote(seat: str, sheet: Sheet, note: str) -> bool:
    keys = (f"{kind}.{note}" for kind in ("note", "title", "text", "pitch"))
    return any(part.seat == seat for key in keys for part in sheet.field(key).parts)
