"""What stays: areas and groups with how many people and where they worked."""

from typing import TYPE_CHECKING, Any

from sessions.activities.areas.views import area_rows, loose
from sessions.activity import Scene
from sessions.blocks import Block, Para, Said, Table, Term, Text

if TYPE_CHECKING:
    from sessions.activities.areas.rules import Areas

Data = dict[str, Any]


def minutes(areas: "Areas", scene: Scene) -> list[Block]:
    rows, groups = area_rows(areas, scene), _groups(areas, scene)
    blocks: list[Block] = []
    if any(row["people"] for row in rows):
        blocks.append(_area_table(rows, scene))
    if any(row["typed"] for row in rows):
        blocks.append(Para(Term("typed_in", {"people": sum(row["typed"] for row in rows)})))
    return [*blocks, _group_table(groups, scene)] if groups else blocks


def _groups(areas: "Areas", scene: Scene) -> list[Data]:
    found = [group for row in area_rows(areas, scene) for group in row["groups"]] + loose(areas, scene)
    return sorted(found, key=lambda group: group["number"])


def _area_table(rows: list[Data], scene: Scene) -> Table:
    lines = tuple(
        (_said(row["name"], scene), _said(", ".join(row["places"]), scene), Said(str(row["people"])))
        for row in rows
    )
    return Table((Term("area"), Term("places"), Term("people")), lines, numeric=(2,))


def _group_table(groups: list[Data], scene: Scene) -> Table:
    lines = tuple(
        (
            _said(group["name"], scene) if group["name"] else Term("group", {"number": group["number"]}),
            _said(group["area"], scene),
            _said(group["place"], scene),
            Said(str(group["people"])),
        )
        for group in groups
    )
    return Table((Term("group_head"), Term("area"), Term("place"), Term("people")), lines, numeric=(3,))


def _said(text: str, scene: Scene) -> Text:
    return Said(text, scene.language if text else "")


def record(areas: "Areas", scene: Scene) -> Data:
    """`areas` by name with people (`typed` of them without a phone) and places; `groups` likewise."""
    kept = ("id", "name", "people", "typed", "seats", "places")
    return {
        "areas": [{key: row[key] for key in kept} for row in area_rows(areas, scene)],
        "groups": _groups(areas, scene),
    }
