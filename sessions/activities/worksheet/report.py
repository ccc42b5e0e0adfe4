"""What stays of group work: each group's notes, answers, action and pitch, and what it did not choose."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sessions.activities.worksheet.outcome import action_of
from sessions.activities.worksheet.progress import groups
from sessions.activities.worksheet.spoken import spoken_seconds
from sessions.activity import OPEN, Scene
from sessions.blocks import Block, Bullets, Facts, Heading, Para, Said, Table, Term, Text

if TYPE_CHECKING:
    from sessions.activities.worksheet.questions import Question
    from sessions.activities.worksheet.rules import Worksheet

Data = dict[str, Any]


def minutes(work: "Worksheet", scene: Scene) -> list[Block]:
    """While it is open, only how far it has come."""
    known = groups(work, scene)
    if scene.state == OPEN:
        return [Para(Term("groups_done", {"done": sum(one["done"] for one in known), "of": len(known)}))]
    return [block for group in _told(work, scene) for block in _blocks(group, scene)]


def record(work: "Worksheet", scene: Scene) -> Data:
    """The same as plain data. While it is open, only how far it has come."""
    questions = [{"id": q.id, "label": q.label, "code": q.code} for q in work.questions]
    if scene.state == OPEN:
        known = groups(work, scene)
        return {"questions": questions, "done": sum(one["done"] for one in known), "of": len(known)}
    return {"questions": questions, "groups": _told(work, scene)}


def _told(work: "Worksheet", scene: Scene) -> list[Data]:
    areas = {area.id: area.name for area in scene.areas}
    area_of = {group.id: areas.get(group.area, "") for group in scene.groups}
    return [
        _group(work, one, area_of[one["id"]]) for one in groups(work, scene) if _has_sheet(work, one["id"])
    ]


def _has_sheet(work: "Worksheet", group: str) -> bool:
    return group in work.working()


def _group(work: "Worksheet", named: Data, area: str) -> Data:
    group, sheet = named["id"], work.sheet(named["id"])
    notes = [*work.chosen(group), *(note for note in sheet.own if note not in work.chosen(group))]
    touched = [*notes, *(note for note in work.taken if note not in notes and _was_theirs(work, group, note))]
    action = action_of(work, group)
    pitch = sheet.text(f"pitch.{work.action(group)}")
    return {
        "number": named["number"],
        "name": named["name"],
        "area": area,
        "notes": [_note(work, group, note) for note in touched],
        "action": None
        if action is None
        else {"id": action.id, "title": action.title, "from_ids": action.from_ids},
        "text": sheet.text(f"text.{work.action(group)}"),
        "pitch": pitch,
        "pitch_seconds": spoken_seconds(pitch),
        "typed_in": any(part.typed for field in sheet.fields.values() for part in field.parts),
        "beside": [text for field in sheet.fields.values() for text in _beside(field)],
    }


def _was_theirs(work: "Worksheet", group: str, note: str) -> bool:
    """A note that the group took with it from the board, or put back after it had written about it."""
    fields = work.sheet(group).fields
    written = any(field.text for key, field in fields.items() if _is_about(key, note))
    return written or work.taken[note].claimed_by == group


def _is_about(key: str, note: str) -> bool:
    kind, _, rest = key.partition(".")
    return (rest.rpartition(".")[0] if kind == "q" else rest) == note


def _beside(field: Any) -> Iterator[str]:
    """Texts that two wrote at the same time and that are not the one kept."""
    yield from (aside.part.text for aside in field.beside)
    yield from (part.text for part in field.left if part.text)


def _note(work: "Worksheet", group: str, note: str) -> Data:
    item, sheet = work.taken.get(note), work.sheet(group)
    chosen, is_action = note in work.chosen(group), work.action(group) == note
    words = {kind: sheet.text(f"{kind}.{note}") for kind in ("title", "text", "pitch")}
    return {
        "id": note,
        "title": work.title(group, note),
        "text": item.text if item else "",
        "chosen": chosen,
        "action": is_action,
        "answers": [_answered(work, group, note, question) for question in work.questions],
        "worded": {} if is_action else {kind: text for kind, text in words.items() if text},
    }


def _answered(work: "Worksheet", group: str, note: str, question: "Question") -> Data:
    text = work.sheet(group).text(f"q.{note}.{question.id}")
    return {"question": question.label, "code": question.code, "text": text}


# as minutes


def _blocks(group: Data, scene: Scene) -> Iterator[Block]:
    yield Heading(Term("group", {k: group[k] for k in ("number", "name", "area")}), 4)
    yield from _proposal(group, scene)
    for note in group["notes"]:
        if note["chosen"]:
            yield from _worked_on(note, scene)
    yield from _rest(group, scene)


def _proposal(group: Data, scene: Scene) -> Iterator[Block]:
    if group["action"] is None:
        yield Para(Term("no_action"))
        return
    said = (
        ("the_action", group["action"]["title"]),
        ("the_text", group["text"]),
        ("the_pitch", group["pitch"]),
    )
    yield Facts(
        tuple((Term(code), _said(text, scene)) for code, text in said if text or code == "the_action")
    )


def _worked_on(note: Data, scene: Scene) -> Iterator[Block]:
    yield Para(_said(note["title"], scene))
    answered = [answer for answer in note["answers"] if answer["text"]]
    rows = tuple((_asked(answer, scene), Said(answer["text"], scene.language)) for answer in answered)
    if rows:
        yield Table((Term("question"), Term("answer")), rows)
    yield from (Para(Said(text, scene.language)) for text in note["worded"].values())


def _rest(group: Data, scene: Scene) -> Iterator[Block]:
    """What was not chosen, and texts that were not kept: nothing that was written is lost."""
    left = [text for note in group["notes"] if not note["chosen"] for text in _all_of(note)]
    for code, texts in (("not_chosen", left), ("also_written", group["beside"])):
        if texts:
            yield Para(Term(code))
            yield Bullets(tuple(_said(text, scene) for text in texts))
    if group["typed_in"]:
        yield Para(Term("typed_in"))


def _all_of(note: Data) -> list[str]:
    answers = [answer["text"] for answer in note["answers"] if answer["text"]]
    return [note["title"], *answers, *note["worded"].values()]


def _asked(answer: Data, scene: Scene) -> Text:
    return Term(answer["code"]) if answer["code"] else Said(answer["question"], scene.language)


def _said(text: str, scene: Scene) -> Text:
    return Said(text, scene.language) if text else Term("removed_text")
