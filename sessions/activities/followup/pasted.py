"""Last time's actions as they are pasted: "action | status", one a line, with indented steps beneath."""

import re
from hashlib import blake2b

from sessions.activities.followup.moves import (
    LONGEST,
    LONGEST_STEP,
    NewRow,
    Status,
)
from sessions.activity import Rejected, tidy

_NUMBER = re.compile(r"^\s*\d{1,3}[.)]\s+")
_INDENTED = re.compile(r"^(?:\s{2,}|\t| ?[-–•*·]\s)\s*")
_BULLET = re.compile(r"^\s*(?:[-–•*·]|\d{1,3}[.)])\s+")
_STATES: tuple[tuple[Status, re.Pattern[str]], ...] = (
    (
        "not_begun",
        re.compile(
            r"(?:(?:ej|inte|not)\s+(?:ännu\s+|yet\s+)?(?:påbörja[dt]s?|börja[td]|begun|started))", re.I
        ),
    ),
    (
        "done",
        re.compile(r"(?:klar[at]?|färdig[at]?|genomför[dt]a?|avsluta[dt]|done|finished|completed?)", re.I),
    ),
    (
        "under_way",
        re.compile(
            r"(?:pågår|pågående|på\s+gång|påbörja[dt]|starta[dt]|under\s?way|ongoing|started|in\s+progress)",
            re.I,
        ),
    ),
    (
        "dropped",
        re.compile(
            r"(?:nedlag[dt]|lagts?\s+ned|avskriv[ei][nt]|släpp[ts]|struk[ei][nt]|dropped|cancell?ed)", re.I
        ),
    ),
)


def read_actions(text: str) -> tuple[NewRow, ...]:
    """The rows in `text`. Each title once; the id is made of the title. Raises Rejected with the line's number."""
    rows: dict[str, NewRow] = {}
    last = ""
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if not line.strip():
            continue
        try:
            if last and _INDENTED.match(line):
                rows[last] = _with_step(rows[last], line)
            else:
                row = _row(line)
                last = row.id
                rows[last] = _together(rows[last], row) if last in rows else row
        except Rejected as refused:
            raise Rejected("line_too_long", line=number, most=refused.values["most"], field="text") from None
    return tuple(rows.values())


def _row(line: str) -> NewRow:
    title, _, rest = (line if "|" in line else line.strip().replace("\t", "|", 1)).partition("|")
    title = tidy(_NUMBER.sub("", title), LONGEST["title"])
    note = tidy(rest, LONGEST["note"])
    status = status_in(note)
    return NewRow(id_of(title), title, status, "" if status and _is_bare(note, status) else note)


def _together(row: NewRow, again: NewRow) -> NewRow:
    """The same title twice is one row that says both."""
    notes = dict.fromkeys(note for note in (row.note, again.note) if note)
    return NewRow(
        row.id, row.title, again.status or row.status, tidy("; ".join(notes), LONGEST["note"]), row.steps
    )


def status_in(text: str) -> Status:
    """What a status begins by saying, where we understand it; "" where we do not."""
    for status, words in _STATES:
        if re.match(rf"(?:{words.pattern})(?!\w)", text, re.I):
            return status
    return ""


def _is_bare(note: str, status: Status) -> bool:
    """Whether there is nothing in it beside the status."""
    return any(code == status and words.fullmatch(note.strip(" .!")) for code, words in _STATES)


def _with_step(row: NewRow, line: str) -> NewRow:
    step = tidy(_BULLET.sub("", line), LONGEST_STEP)
    steps = row.steps if not step or step in row.steps else (*row.steps, step)
    return NewRow(row.id, row.title, row.status, row.note, steps)


def id_of(title: str) -> str:
    """The same action in two follow-ups is the same on the thread."""
    return "f" + blake2b(" ".join(title.casefold().split()).encode(), digest_size=5).hexdigest()
