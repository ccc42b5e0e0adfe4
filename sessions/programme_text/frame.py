"""A first row that spans all the others is the frame of the meeting, not a slot."""

from sessions.programme_text.clock import hhmm
from sessions.programme_text.draft import Draft
from sessions.programme_text.shapes import Window
from sessions.programme_text.sheet import Sheet

FEWEST_INSIDE = 2


def take_frame(sheet: Sheet) -> None:
    """Let the first slot be the window and the title, where the session has neither and all others lie
    exactly in it.
    """
    if (
        sheet.header.window is not None
        or sheet.header.title is not None
        or len(sheet.drafts) <= FEWEST_INSIDE
    ):
        return
    first, *others = sheet.drafts
    if first.details or first.place or first.speaker or first.section or not _spans(first, others):
        return
    sheet.drafts.pop(0)
    sheet.header.title = first.title
    sheet.header.window = Window(hhmm(first.start or 0), hhmm(first.end or 0))


def _spans(frame: Draft, others: list[Draft]) -> bool:
    inside = [other for other in others if other.start is not None]
    if frame.start is None or frame.end is None or len(inside) != len(others) or frame.title == "":
        return False
    if any(other.day is not frame.day for other in others):
        return False
    last = max(other.end or other.start or 0 for other in inside)
    return (
        min(other.start or 0 for other in inside) == frame.start
        and last <= frame.end
        and others[-1].end in (None, frame.end)
    )
