"""Attendance as an authority's minutes have it: present by organisation, then absent."""

from collections.abc import Sequence

from sessions.activities.checkin.attendance import AWAITED, Line, totals_of
from sessions.activity import OPEN, plain
from sessions.blocks import Block, Heading, Para, Said, Table, Term, Text


def attendance_blocks(lines: Sequence[Line], state: str) -> list[Block]:
    """Nothing before anybody is heard of. Whoever is awaited is not called absent while the step is open."""
    if not any(line.people or line.absent for line in lines):
        return []
    return [*_present(lines), *_absent(lines, still_open=state == OPEN)]


def _present(lines: Sequence[Line]) -> list[Block]:
    totals = totals_of(lines)
    there = [line for line in lines if line.people]
    blocks: list[Block] = [Heading(Term("present"), 4), Para(Term("present_total", plain(totals)))]
    if there:
        blocks.append(_present_table(there, with_typed=totals.typed > 0))
    if totals.late:
        blocks.append(Para(Term("came_late", {"people": totals.late})))
    return blocks


def _present_table(lines: Sequence[Line], with_typed: bool) -> Table:
    """What the desk typed in has a column of its own, when there is any."""
    head: tuple[Text, ...] = (Term("organisation"), Term("number_present"))
    if not with_typed:
        return Table(head, tuple(_row(line) for line in lines), numeric=(1,))
    marked = tuple((*_row(line), Said(str(line.typed or ""))) for line in lines)
    return Table((*head, Term("typed_in")), marked, numeric=(1, 2))


def _row(line: Line) -> tuple[Text, ...]:
    return (_name(line), Said(str(line.people)))


def _absent(lines: Sequence[Line], still_open: bool) -> list[Block]:
    away = [line for line in lines if line.absent or line.state == AWAITED]
    if not away:
        return []
    nobody = Term("awaited" if still_open else "nobody_came")
    rows = tuple((_name(line), Said(str(line.absent)) if line.absent else nobody) for line in away)
    numeric = (1,) if all(line.absent for line in away) else ()
    head = (Term("organisation"), Term("number_absent"))
    return [Heading(Term("absent"), 4), Table(head, rows, numeric=numeric)]


def _name(line: Line) -> Text:
    return Said(line.organisation) if line.organisation else Term("no_organisation_named")
